//! What elements of a page state about it: twin of `arclean.html.stated`.

use std::sync::OnceLock;

use memchr::{memchr, memmem};
use regex_automata::util::prefilter::Prefilter;
use regex_automata::{MatchKind, Span};
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::scan::{Broken, Piece, Scan, attribute, pairs, resolved};
use super::text::{is_blank, lower, words};

/// See `arclean.html.stated.Stated`.
#[derive(Default)]
pub struct Stated {
    pub languages: Vec<String>,
    pub title: Option<String>,
    pub metas: Vec<(String, String)>,
    pub canonical: Option<String>,
    pub times: Vec<(String, String)>,
    pub scripts: Vec<String>,
    pub carrier: bool,
    pub apart: bool,
}

/// What is asked of the elements.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Names of `<meta>`.
    pub metas: FxHashSet<String>,
    /// Elements `<time>` that are looked at.
    pub times: usize,
}

const CDATA: &str = "<![CDATA[";
const STYLE: &str = " style=\"";

/// Finds where an element begins that may state something, text as it is, and attributes.
fn places() -> &'static Prefilter {
    static PLACES: OnceLock<Prefilter> = OnceLock::new();
    let begins =
        ["<meta", "<link", "<script", "<title", "<time", CDATA, STYLE, " data-preloaded=\""];
    PLACES.get_or_init(|| Prefilter::new(MatchKind::LeftmostFirst, &begins).expect("few begins"))
}

/// Read a tree's markup, in which there are no comments: the parser takes them out.
///
/// # Arguments
/// * `starts`: where its tags begin, as `scan::outline` gives it.
///
/// # Errors
/// It is not what lxml writes.
pub fn stated(markup: &str, starts: &[u32], asked: &Asked) -> Result<Stated, Broken> {
    let mut stated = Stated::default();
    let mut scan = Scan::new(markup);
    if let Some(Piece::Begin(root)) = scan.piece()? {
        let value = |name| value(root.attributes, name).filter(|value| !value.is_empty());
        stated.languages = ["lang", "xml:lang"].into_iter().filter_map(value).collect();
    }
    let (mut titles, mut links, mut times) = (0, 0, 0);
    let (places, end) = (places(), memmem::Finder::new("]]>"));
    let bytes = markup.as_bytes();
    let mut at = 0;
    while let Some(Span { start, end: next }) = places.find(bytes, Span::from(at..bytes.len())) {
        at = next;
        if bytes[start..].starts_with(CDATA.as_bytes()) {
            at += end.find(&bytes[at..]).ok_or(Broken(at))?;
            continue;
        }
        if bytes[start] == b' ' {
            if bytes[start..].starts_with(STYLE.as_bytes()) {
                // Text may look like an attribute, and need no quotation mark behind it.
                let size = memchr(b'"', &bytes[at..]).unwrap_or(0);
                stated.apart |= may_lie_apart(&bytes[at..at + size]);
            } else {
                stated.carrier = true;
            }
            continue;
        }
        // The name may go on, or be a part of another.
        if !matches!(bytes.get(at), Some(b' ' | b'/' | b'>'))
            || starts.binary_search(&(start as u32)).is_err()
        {
            continue;
        }
        let mut scan = Scan::at(markup, start);
        let Some(Piece::Begin(begin)) = scan.piece()? else { continue };
        match begin.name {
            "title" if titles == 0 => {
                titles += 1;
                let text = if begin.empty { String::new() } else { scan.first_text()? };
                stated.title = Some(text).filter(|text| !text.is_empty());
            }
            "meta" => meta(begin.attributes, asked, &mut stated.metas),
            "link" if links == 0 => {
                let rel = value(begin.attributes, "rel").unwrap_or_default();
                if words(&lower(&rel)).any(|word| word == "canonical") {
                    links += 1;
                    stated.canonical = value(begin.attributes, "href");
                }
            }
            "script" => {
                let kind = value(begin.attributes, "type").unwrap_or_default();
                if lower(&kind).contains("ld+json") {
                    let text = if begin.empty { String::new() } else { scan.first_text()? };
                    stated.scripts.push(text);
                }
            }
            "time" if times < asked.times => {
                times += 1;
                let given = value(begin.attributes, "datetime").filter(|value| !value.is_empty());
                if let Some(given) = given {
                    let marks = ["itemprop", "class", "pubdate"]
                        .map(|name| value(begin.attributes, name).unwrap_or_default());
                    stated.times.push((given, lower(&marks.join(" "))));
                }
            }
            _ => {}
        }
    }
    Ok(stated)
}

/// Whether a `style` may lay an element where no reader sees it: false is sure. See
/// `arclean.html.smuggled`.
fn may_lie_apart(style: &[u8]) -> bool {
    let has = |word: &[u8]| style.windows(word.len()).any(|here| here.eq_ignore_ascii_case(word));
    let far = |here: &[u8]| here[0] == b'-' && here[1..].iter().all(u8::is_ascii_digit);
    !style.is_ascii() || (has(b"position") && (has(b"opacity") || style.windows(4).any(far)))
}

/// What a `<meta>` says under names that are asked for.
fn meta(attributes: &str, asked: &Asked, out: &mut Vec<(String, String)>) {
    let mut content = None;
    let mut names = [""; 4];
    for (name, value) in pairs(attributes) {
        match name {
            "content" if !value.is_empty() => content = Some(value),
            "property" => names[0] = value,
            "name" => names[1] = value,
            "itemprop" => names[2] = value,
            "http-equiv" => names[3] = value,
            _ => {}
        }
    }
    let Some(content) = content else { return };
    let mut text = String::new();
    for name in names {
        let name = lower(resolved(name, &mut text).trim_matches(is_blank));
        if asked.metas.contains(name.as_str()) {
            out.push((name, resolved(content, &mut text).to_owned()));
        }
    }
}

/// The value of an attribute.
fn value(attributes: &str, name: &str) -> Option<String> {
    Some(resolved(attribute(attributes, name)?, &mut String::new()).to_owned())
}

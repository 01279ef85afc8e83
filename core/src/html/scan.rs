//! The markup that lxml writes a tree as (XML, UTF-8), read for the outline.
//!
//! It is well-formed but for names: those of elements and attributes are whatever the page had
//! there, less blanks, `/` and `>`.

use memchr::memmem;
use memchr::{memchr, memchr2};

use super::outline::{Attributes, Builder, Outline};
use super::tables::{Kind, Tags};
use super::text::{count, is_blank};

/// Read a tree's markup.
///
/// # Arguments
/// * `cleared`: elements, by number and in order, whose attributes and contents are to be passed
///   over.
///
/// # Errors
/// It is not what lxml writes.
pub fn outline(markup: &str, tags: &Tags, cleared: &[u32]) -> Result<Outline, Broken> {
    let mut scan = Scan { cleared, ..Scan::new(markup) };
    let mut builder = Builder::new(tags, markup.len());
    scan.page(&mut builder)?;
    Ok(Outline { tags_at: scan.starts, ..builder.finish() })
}

/// Where markup cannot be read.
#[derive(Debug)]
pub struct Broken(pub usize);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "markup that lxml does not write, at byte {}", self.0)
    }
}

/// Reads markup piece by piece.
pub struct Scan<'m> {
    markup: &'m str,
    at: usize,
    /// Text with entities, resolved.
    text: String,
    /// Where the tags that `next` has told begin.
    starts: Vec<u32>,
    /// See `outline`.
    cleared: &'m [u32],
}

/// The begin of a tag, and whether the element is over with it.
pub struct Begin<'m> {
    pub name: &'m str,
    pub attributes: &'m str,
    pub empty: bool,
}

/// A piece of markup.
pub enum Piece<'m> {
    Text(&'m str),
    /// Text as it is.
    Raw(&'m str),
    Begin(Begin<'m>),
    End,
    Other,
}

impl<'m> Scan<'m> {
    pub fn new(markup: &'m str) -> Scan<'m> {
        Scan::at(markup, 0)
    }

    /// From a place on.
    pub fn at(markup: &'m str, at: usize) -> Scan<'m> {
        Scan { markup, at, text: String::new(), starts: Vec::new(), cleared: &[] }
    }

    /// The next piece; an element that is cleared is one of its own.
    #[inline]
    fn next(&mut self) -> Result<Option<Piece<'m>>, Broken> {
        let at = self.at;
        let piece = self.piece()?;
        let Some(Piece::Begin(begin)) = piece else { return Ok(piece) };
        let place = self.starts.len() as u32;
        self.starts.push(at as u32);
        if self.cleared.is_empty() || self.cleared.binary_search(&place).is_err() {
            return Ok(Some(Piece::Begin(begin)));
        }
        self.pass(&begin, |_| {})?;
        Ok(Some(Piece::Begin(Begin { attributes: "", empty: true, ..begin })))
    }

    /// Pass over the contents and the end of an element that has just begun.
    fn pass(
        &mut self,
        begin: &Begin<'_>,
        mut passed: impl FnMut(&Begin<'_>),
    ) -> Result<(), Broken> {
        let mut depth = u32::from(!begin.empty);
        while depth > 0 {
            match self.next()? {
                Some(Piece::Begin(begin)) => {
                    passed(&begin);
                    depth += u32::from(!begin.empty);
                }
                Some(Piece::End) => depth -= 1,
                Some(_) => {}
                None => return Err(Broken(self.at)),
            }
        }
        Ok(())
    }

    /// The text that the element which has just begun begins with.
    ///
    /// # Errors
    /// It is not what lxml writes.
    pub fn first_text(&mut self) -> Result<String, Broken> {
        let mut found = String::new();
        loop {
            match self.piece()? {
                Some(Piece::Text(text)) => found.push_str(resolved(text, &mut self.text)),
                Some(Piece::Raw(text)) => found.push_str(text),
                _ => return Ok(found),
            }
        }
    }

    fn page(&mut self, builder: &mut Builder<'_>) -> Result<(), Broken> {
        let mut attributes = Attributes::default();
        while let Some(piece) = self.next()? {
            match piece {
                Piece::Text(text) => builder.text(resolved(text, &mut self.text)),
                Piece::Raw(text) => builder.text(text),
                Piece::End => builder.end(),
                Piece::Other => {}
                Piece::Begin(begin) => {
                    let tag = builder.tags().of(begin.name);
                    match tag.kind {
                        Kind::Break => {
                            builder.line_break();
                            self.skip(builder, &begin)?;
                            continue;
                        }
                        Kind::Skipped | Kind::Picture | Kind::Field => {
                            builder.skipped(tag);
                            self.skip(builder, &begin)?;
                            continue;
                        }
                        Kind::Noscript => {
                            let limit = builder.tags().noscript;
                            if begin.empty || !self.has_text(limit)? {
                                builder.skipped(tag);
                                self.skip(builder, &begin)?;
                                continue;
                            }
                        }
                        Kind::Block { .. } => {
                            read(begin.attributes, &mut attributes, &mut self.text)
                        }
                        Kind::Link => {
                            attributes.href = attribute(begin.attributes, "href").is_some()
                        }
                        Kind::Bold | Kind::Inline => {}
                    }
                    builder.begin(tag, &attributes);
                    if begin.empty {
                        builder.end();
                    }
                }
            }
        }
        Ok(())
    }

    /// Pass over an element that has just begun and whose contents are not text.
    fn skip(&mut self, builder: &mut Builder<'_>, begin: &Begin<'_>) -> Result<(), Broken> {
        self.pass(begin, |begin| {
            let tag = builder.tags().of(begin.name);
            builder.passed(tag);
        })
    }

    /// Whether the element that has just begun holds so many characters of text.
    fn has_text(&mut self, limit: usize) -> Result<bool, Broken> {
        let (start, elements) = (self.at, self.starts.len());
        let mut depth = 1_u32;
        let mut size = 0;
        let mut run = String::new();
        while depth > 0 && size < limit {
            match self.next()? {
                Some(Piece::Text(text)) => run.push_str(resolved(text, &mut self.text)),
                Some(Piece::Raw(text)) => run.push_str(text),
                Some(other) => {
                    size += count(run.trim_matches(is_blank));
                    run.clear();
                    match other {
                        Piece::Begin(begin) => depth += u32::from(!begin.empty),
                        Piece::End => depth -= 1,
                        _ => {}
                    }
                }
                None => return Err(Broken(self.at)),
            }
        }
        self.at = start;
        self.starts.truncate(elements);
        Ok(size >= limit)
    }

    /// The next piece; None behind the last.
    ///
    /// # Errors
    /// It is not what lxml writes.
    pub fn piece(&mut self) -> Result<Option<Piece<'m>>, Broken> {
        let rest = &self.markup[self.at..];
        let bytes = rest.as_bytes();
        if bytes.is_empty() {
            return Ok(None);
        }
        if bytes[0] != b'<' {
            let end = memchr(b'<', bytes).unwrap_or(bytes.len());
            self.at += end;
            return Ok(Some(Piece::Text(&rest[..end])));
        }
        let broken = Broken(self.at);
        match bytes.get(1) {
            Some(b'/') => {
                self.at += memchr(b'>', bytes).ok_or(broken)? + 1;
                Ok(Some(Piece::End))
            }
            Some(b'!') => {
                let (open, close) = if rest.starts_with("<![CDATA[") {
                    (9, "]]>")
                } else if rest.starts_with("<!--") {
                    (4, "-->")
                } else {
                    (2, ">")
                };
                let size = memmem::find(&bytes[open..], close.as_bytes()).ok_or(broken)?;
                self.at += open + size + close.len();
                let inside = &rest[open..open + size];
                Ok(Some(if open == 9 { Piece::Raw(inside) } else { Piece::Other }))
            }
            Some(b'?') => {
                self.at += memmem::find(bytes, b"?>").ok_or(broken)? + 2;
                Ok(Some(Piece::Other))
            }
            _ => {
                let end = end_of_name(bytes, 1).ok_or(broken)?;
                let mut at = end;
                loop {
                    match bytes.get(at) {
                        Some(b'>') => break,
                        Some(b'/') if bytes.get(at + 1) == Some(&b'>') => break,
                        Some(b' ') => {
                            // ` name="value"`; a name may begin with `=`, not go on with one.
                            let equals = at
                                + 2
                                + memchr(b'=', bytes.get(at + 2..).unwrap_or(&[]))
                                    .ok_or(Broken(self.at))?;
                            if bytes.get(equals + 1) != Some(&b'"') {
                                return Err(Broken(self.at));
                            }
                            at = equals
                                + 3
                                + memchr(b'"', &bytes[equals + 2..]).ok_or(Broken(self.at))?;
                        }
                        _ => return Err(Broken(self.at)),
                    }
                }
                let empty = bytes[at] == b'/';
                self.at += at + 1 + usize::from(empty);
                Ok(Some(Piece::Begin(Begin {
                    name: &rest[1..end],
                    attributes: &rest[end..at],
                    empty,
                })))
            }
        }
    }
}

fn end_of_name(bytes: &[u8], from: usize) -> Option<usize> {
    bytes[from..].iter().position(|byte| matches!(byte, b' ' | b'/' | b'>')).map(|at| from + at)
}

/// The attributes of a tag: name and value as written.
pub fn pairs(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        let equals = 2 + memchr(b'=', rest.as_bytes().get(2..)?)?;
        let value = rest.get(equals + 2..)?;
        let end = memchr(b'"', value.as_bytes())?;
        let pair = (&rest[1..equals], &value[..end]);
        rest = &value[end + 1..];
        Some(pair)
    })
}

/// The value of an attribute of a tag, as written.
pub fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    pairs(attributes).find(|&(one, _)| one == name).map(|(_, value)| value)
}

/// What the attributes of a block-level element tell.
fn read(attributes: &str, out: &mut Attributes, scratch: &mut String) {
    out.names.clear();
    out.hidden = false;
    out.start = None;
    out.itemprop = false;
    if attributes.is_empty() {
        return;
    }
    let (mut class, mut id, mut role) = ("", "", "");
    for (name, value) in pairs(attributes) {
        match name {
            "class" => class = value,
            "id" => id = value,
            "role" => role = value,
            "hidden" => out.hidden = true,
            "start" if value.len() < 9 && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                out.start = value.parse().ok(); // not of nothing at all
            }
            "itemprop" => out.itemprop = !value.is_empty(),
            "aria-hidden" => out.hidden |= resolved(value, scratch) == "true",
            "style" => {
                let value = resolved(value, scratch);
                out.hidden |= value.contains("none") && value.contains("display");
            }
            _ => {}
        }
    }
    out.names.push_str(resolved(class, scratch));
    for (before, value) in [(" ", id), (" role=", role)] {
        if !value.is_empty() {
            out.names.push_str(before);
            out.names.push_str(resolved(value, scratch));
        }
    }
}

/// Text with its entities resolved.
pub fn resolved<'a>(text: &'a str, out: &'a mut String) -> &'a str {
    let Some(mut found) = memchr(b'&', text.as_bytes()) else { return text };
    out.clear();
    let mut rest = text;
    loop {
        out.push_str(&rest[..found]);
        rest = &rest[found + 1..];
        let end = memchr2(b';', b'&', rest.as_bytes()).unwrap_or(rest.len());
        let name = &rest[..end];
        match name {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "quot" => out.push('"'),
            _ => out.extend(numbered(name)), // another entity is no text in lxml's eyes either
        }
        rest = rest.get(end + 1..).unwrap_or("");
        match memchr(b'&', rest.as_bytes()) {
            Some(next) => found = next,
            None => break,
        }
    }
    out.push_str(rest);
    out
}

fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

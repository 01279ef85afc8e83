//! What the Python modules hand over: names of elements, words, patterns, numbers. They say what each
//! is; nothing of it is written a second time here.

use std::sync::Mutex;

use regex_automata::Input;
use regex_automata::meta::{self, Regex};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::choice::tables::Choice;
use super::forest::{Forest, RawTree};
use super::stated::Asked;
use super::text::last;

/// The tables, as they come.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raw {
    tags: RawTags,
    wording: RawWording,
    name_hints: Vec<String>,
    most_names: usize,
    longest_name: usize,
    phrase_hints: Vec<String>,
    phrase_chars: usize,
    tag_codes: FxHashMap<String, f64>,
    area_bits: FxHashMap<String, u32>,
    areas: usize,
    roles: FxHashMap<String, u32>,
    plain: Vec<String>,
    uncounted: Vec<String>,
    prose_chars: u32,
    prose_linked: f64,
    far: i64,
    context: Around,
    title_of: usize,
    title_share: f64,
    features: usize,
    around: usize,
    lines: RawLines,
    choice: Choice,
    asked: Asked,
}

/// The forests, as the model's file holds them; what else it says is for its readers.
#[derive(Deserialize)]
struct RawForests {
    first: Vec<RawTree>,
    second: Vec<RawTree>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTags {
    block: Vec<String>,
    skipped: Vec<String>,
    pictures: Vec<String>,
    fields: Vec<String>,
    bold: Vec<String>,
    pre: Vec<String>,
    noscript: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWording {
    sample: usize,
    date_chars: usize,
    ending: usize,
    sentence: String,
    end: String,
    date: String,
    commas: String,
    stops: String,
    digits: String,
    symbols: String,
    western: String,
    function: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLines {
    lists: Vec<String>,
    cell: String,
    cell_chars: u32,
    cell_blocks: usize,
}

/// Numbers of the second pass.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Around {
    pub levels: usize,
    pub neighbours: Vec<isize>,
    pub none: f64,
    pub sure: f64,
    pub sure_chars: u32,
    pub main_share: f64,
}

/// What an element is to the outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Inline,
    Block { id: u16, pre: bool },
    Skipped,
    Picture,
    Field,
    Noscript,
    Break,
    Link,
    Bold,
}

/// An element's name, looked up.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    pub kind: Kind,
}

/// The names of elements.
pub struct Tags {
    kinds: FxHashMap<Box<str>, Kind>,
    /// Names of block-level elements, by their ids.
    pub names: Vec<String>,
    /// Characters from which a noscript is read.
    pub noscript: usize,
}

impl Tags {
    fn new(raw: RawTags) -> Tags {
        let mut kinds = FxHashMap::default();
        let mut put = |names: &[String], kind: Kind| {
            for name in names {
                kinds.insert(name.as_str().into(), kind);
            }
        };
        put(&raw.bold, Kind::Bold);
        put(&["a".to_owned()], Kind::Link);
        for (id, name) in raw.block.iter().enumerate() {
            let pre = raw.pre.contains(name);
            put(std::slice::from_ref(name), Kind::Block { id: id as u16, pre });
        }
        put(&["br".to_owned()], Kind::Break);
        for name in &raw.skipped {
            let kind = match name {
                _ if name == "noscript" => Kind::Noscript,
                _ if raw.pictures.contains(name) => Kind::Picture,
                _ if raw.fields.contains(name) => Kind::Field,
                _ => Kind::Skipped,
            };
            put(std::slice::from_ref(name), kind);
        }
        Tags { kinds, names: raw.block, noscript: raw.noscript }
    }

    /// What an element is.
    pub fn of(&self, name: &str) -> Tag {
        Tag { kind: self.kinds.get(name).copied().unwrap_or(Kind::Inline) }
    }
}

/// Classes of characters that are counted.
pub mod class {
    pub const COMMA: usize = 0;
    pub const STOP: usize = 1;
    pub const DIGIT: usize = 2;
    pub const SYMBOL: usize = 3;
    pub const WESTERN: usize = 4;
    pub const SPACE: usize = 5;
    /// How many there are.
    pub const COUNT: usize = 6;
    /// Bits of a class in a number that holds a count of each.
    pub const BITS: usize = 10;
}

/// What the wording of a block is told by.
pub struct Wording {
    pub sample: usize,
    pub date_chars: usize,
    ending: usize,
    pub sentence: Regex,
    pub end: Regex,
    pub date: Regex,
    pub function: FxHashSet<Box<str>>,
    /// For each character below U+0800 a one in the counts of its classes.
    low: Vec<u64>,
    /// The same for the others, up to the highest that has a class.
    high: FxHashMap<char, u64>,
    highest: char,
}

impl Wording {
    fn new(raw: RawWording) -> Result<Wording, String> {
        let mut low = vec![0; 0x800];
        let mut high = FxHashMap::default();
        let ascii: String = ('\0'..='\x7f').collect();
        for (chars, class) in [
            (&raw.commas, class::COMMA),
            (&raw.stops, class::STOP),
            (&raw.digits, class::DIGIT),
            (&raw.symbols, class::SYMBOL),
            (&raw.western, class::WESTERN),
            (&ascii, class::WESTERN),
            (&" ".to_owned(), class::SPACE),
        ] {
            let one = 1_u64 << (class * class::BITS);
            for char in chars.chars() {
                match low.get_mut(char as usize) {
                    Some(classes) => *classes |= one,
                    None => *high.entry(char).or_insert(0) |= one,
                }
            }
        }
        Ok(Wording {
            sample: raw.sample,
            date_chars: raw.date_chars,
            ending: raw.ending,
            sentence: regex(&[raw.sentence])?,
            end: regex(&[raw.end])?,
            date: regex(&[raw.date])?,
            function: raw.function.into_iter().map(Into::into).collect(),
            low,
            highest: high.keys().copied().max().unwrap_or('\0'),
            high,
        })
    }

    /// The end of a text, which tells whether a sentence ends there.
    pub fn ending<'t>(&self, text: &'t str) -> &'t str {
        last(text, self.ending)
    }

    /// How many characters of each class a text has.
    pub fn tally(&self, text: &str) -> [u32; class::COUNT] {
        let mut counts = [0; class::COUNT];
        let mut chars = text.chars();
        while !chars.as_str().is_empty() {
            // So many that no count outgrows its bits.
            let some = chars.by_ref().take((1 << class::BITS) - 1);
            let sum: u64 = some.map(|char| self.classes(char)).sum();
            for (class, count) in counts.iter_mut().enumerate() {
                *count += (sum >> (class * class::BITS)) as u32 & ((1 << class::BITS) - 1);
            }
        }
        counts
    }

    fn classes(&self, char: char) -> u64 {
        match self.low.get(char as usize) {
            Some(&classes) => classes,
            None if char <= self.highest => self.high.get(&char).copied().unwrap_or(0),
            None => 0,
        }
    }
}

/// Patterns; the one further to the front wins where two match at the same place.
fn regex(patterns: &[String]) -> Result<Regex, String> {
    Regex::new_many(patterns).map_err(|error| error.to_string())
}

/// What a class name or a phrase tells.
pub struct Hints {
    regex: Regex,
    pub count: usize,
}

impl Hints {
    fn new(patterns: &[String]) -> Result<Hints, String> {
        // The patterns begin in too many ways for a prefilter to pay.
        let config = meta::Config::new().auto_prefilter(false);
        let regex = Regex::builder().configure(config).build_many(patterns);
        Ok(Hints { regex: regex.map_err(|error| error.to_string())?, count: patterns.len() })
    }

    /// The kinds found, as bits in the order of the patterns.
    pub fn bits(&self, text: &str) -> u32 {
        let mut bits = 0;
        let mut input = Input::new(text);
        // Where a match begins is not asked, which saves a second look at it.
        while let Some(found) = self.regex.search_half(&input) {
            bits |= 1 << found.pattern().as_u32();
            if found.offset() <= input.start() {
                break; // a pattern that matches nothing at all
            }
            input.set_start(found.offset());
        }
        bits
    }
}

/// What is known of a block-level element by its name.
#[derive(Clone, Copy, Default)]
pub struct Known {
    pub code: f64,
    pub area: u32,
    /// Never a card of a list.
    pub plain: bool,
    /// Repeats in any text.
    pub uncounted: bool,
    /// Never told by its class names.
    pub nameless: bool,
}

/// What an element is to the lines inside of it.
#[derive(Clone, Copy, PartialEq)]
pub enum Part {
    None,
    List,
    Ordered,
    Item,
    Term,
    Heading,
    Table,
    Row,
    Cell,
    Quote,
    Pre,
}

/// All tables, ready.
pub struct Tables {
    pub tags: Tags,
    pub known: Vec<Known>,
    /// 1 to 6 for headings, by id of the tag.
    pub levels: Vec<u8>,
    pub article: Option<u16>,
    pub h1: Option<u16>,
    pub caption: Option<u16>,
    pub wording: Wording,
    pub names: Hints,
    /// What class names told on the pages before.
    pub seen_names: Mutex<FxHashMap<Box<str>, u32>>,
    pub most_names: usize,
    pub longest_name: usize,
    pub phrases: Hints,
    pub phrase_chars: usize,
    pub areas: usize,
    pub roles: FxHashMap<String, u32>,
    pub prose_chars: u32,
    pub prose_linked: f64,
    pub far: i64,
    pub around: Around,
    /// By id of the tag.
    pub parts: Vec<Part>,
    /// What stands between the cells of a row.
    pub cell: String,
    /// Characters and blocks of a cell; a row with more in one is layout.
    pub cell_chars: u32,
    pub cell_blocks: usize,
    pub asked: Asked,
    /// Where rows say how much of a block stands in the title.
    pub title_of: usize,
    pub title_share: f64,
    pub features: usize,
    pub choice: Choice,
    pub first: Forest,
    pub second: Forest,
}

impl Tables {
    /// `forests`: the JSON of the model.
    ///
    /// # Errors
    /// The JSON is not a set of tables, a pattern is not one, a tree is not one.
    pub fn from_json(json: &str, forests: &[u8]) -> Result<Tables, String> {
        let raw: Raw = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let forests: RawForests =
            serde_json::from_slice(forests).map_err(|error| error.to_string())?;
        let width = super::features::width(raw.areas, raw.name_hints.len(), raw.phrase_hints.len());
        if width != raw.features {
            return Err(format!("rows of {} numbers, not {width}", raw.features));
        }
        let pre = raw.tags.pre.clone();
        let tags = Tags::new(raw.tags);
        let known = tags
            .names
            .iter()
            .map(|name| Known {
                code: raw.tag_codes.get(name).copied().unwrap_or(0.0),
                area: raw.area_bits.get(name).copied().unwrap_or(0),
                plain: raw.plain.contains(name),
                uncounted: raw.uncounted.contains(name),
                nameless: name == "body" || name == "html",
            })
            .collect();
        let level = |name: &String| match name.as_bytes() {
            [b'h', digit @ b'1'..=b'6'] => digit - b'0',
            _ => 0,
        };
        let part = |name: &String| match name.as_str() {
            "ol" => Part::Ordered,
            _ if raw.lines.lists.contains(name) => Part::List,
            "li" => Part::Item,
            "dt" | "dd" => Part::Term,
            _ if level(name) > 0 => Part::Heading,
            "table" => Part::Table,
            "tr" => Part::Row,
            "td" | "th" => Part::Cell,
            "blockquote" => Part::Quote,
            _ if pre.contains(name) => Part::Pre,
            _ => Part::None,
        };
        let id = |name: &str| tags.names.iter().position(|one| one == name).map(|id| id as u16);
        Ok(Tables {
            levels: tags.names.iter().map(level).collect(),
            parts: tags.names.iter().map(part).collect(),
            cell: raw.lines.cell,
            cell_chars: raw.lines.cell_chars,
            cell_blocks: raw.lines.cell_blocks,
            asked: raw.asked,
            article: id("article"),
            h1: id("h1"),
            caption: id("figcaption"),
            known,
            tags,
            wording: Wording::new(raw.wording)?,
            names: Hints::new(&raw.name_hints)?,
            seen_names: Mutex::default(),
            most_names: raw.most_names,
            longest_name: raw.longest_name,
            phrases: Hints::new(&raw.phrase_hints)?,
            phrase_chars: raw.phrase_chars,
            areas: raw.areas,
            roles: raw.roles,
            prose_chars: raw.prose_chars,
            prose_linked: raw.prose_linked,
            far: raw.far,
            around: raw.context,
            title_of: raw.title_of,
            title_share: raw.title_share,
            features: raw.features,
            choice: raw.choice,
            first: Forest::new(&forests.first, raw.features)?,
            second: Forest::new(&forests.second, raw.features + raw.around)?,
        })
    }
}

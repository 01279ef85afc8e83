//! A plan: what `Plan.to_json()` of the Python side says, unpacked for the machines.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::trie::Trie;

pub const TATWEEL: u32 = 0x640;
pub const SHADDA: u32 = 0x651;
pub const MADDA: u32 = 0x653;
pub const HAMZA_BELOW: u32 = 0x655;
pub const LF: u32 = 0x0A;
pub const CR: u32 = 0x0D;
pub const SPACE: u32 = 0x20;

/// The fast paths drop idle marks unless they could be more than this many in a row. A run may begin in
/// one kernel and end in another: so each of them stops at half as many.
pub const LONG_RUN: usize = 30;

/// What a character is to the machines: its combining class in the low byte, and these bits.
pub type Class = u32;
/// Any of these bits: the character is a mark (combining class not 0).
pub const CLASS: Class = 0xFF;
pub const LETTER: Class = 1 << 8;
pub const TRANSPARENT: Class = 1 << 9;
pub const BETWEEN: Class = 1 << 10;
pub const SEPARATOR: Class = 1 << 11;
pub const COMPOSING: Class = 1 << 12;
pub const HAMZA: Class = 1 << 13;
pub const TRIPLE: Class = 1 << 14;
pub const FOREIGN_LETTER: Class = 1 << 15;
pub const AMBIGUOUS: Class = 1 << 16;

/// Why a plan cannot be used.
#[derive(Debug)]
pub struct PlanError(pub String);

impl std::fmt::Display for PlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlanError {}

/// The JSON, as it is.
#[derive(Deserialize)]
struct Data {
    format: u32,
    table: Vec<(u32, String)>,
    foreign: Vec<(u32, String)>,
    contexts: Vec<(String, serde_json::Value)>,
    marks: Vec<(u32, u32, u8)>,
    mark_run: usize,
    letters: Vec<(u32, u32)>,
    hamza: String,
    composing: String,
    pairs: Vec<(char, char, char)>,
    splits: Vec<(char, char, char)>,
    foreign_pairs: Vec<(char, char, char)>,
    foreign_splits: Vec<(char, char, char)>,
    triples: String,
    separators: BTreeMap<char, char>,
    between_words: BTreeMap<char, char>,
    transparent: String,
    look_ahead: usize,
    script: ScriptData,
}

#[derive(Deserialize)]
struct ScriptData {
    window: usize,
    reach: usize,
    foreign_letters: Vec<(u32, u32)>,
    ambiguous: String,
    key: BTreeMap<char, char>,
    arabic_words: Vec<String>,
    foreign_words: Vec<String>,
    article: String,
    proclitics: String,
    feminine: char,
}

/// Which tatweel stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tatweel {
    Mark,
    Hamza,
}

/// What becomes of a composing mark that pairs with nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compose {
    Keep,
    Drop,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    ShaddaFirst,
    Nfc,
}

/// The machines that are on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contexts {
    pub script: bool,
    pub tatweel: Option<Tatweel>,
    pub compose: Option<Compose>,
    pub order: Option<Order>,
    pub elongation: Option<u32>,
    pub separators: bool,
    pub line_ends: bool,
    pub blanks: bool,
    pub punctuation: bool,
}

/// The table, and how hamza and madda go on and off their letters, for one kind of line.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// 0: the character stays; else 1 + index into `texts`.
    index: Trie<u32>,
    texts: Vec<Box<[u32]>>,
    pub pairs: FxHashMap<(u32, u32), u32>,
    pub splits: FxHashMap<u32, (u32, u32)>,
    /// Composing marks that disappear, whatever the base, from any run that is not too long.
    idle: Vec<u32>,
}

impl Mapping {
    /// What the table makes of a character; None if it stays.
    #[inline]
    pub fn get(&self, c: u32) -> Option<&[u32]> {
        match self.index.get(c) {
            0 => None,
            i => Some(&self.texts[i as usize - 1]),
        }
    }

    fn set(&mut self, c: u32, text: &str) -> Result<(), PlanError> {
        let slot =
            self.index.get_mut(c).ok_or_else(|| PlanError(format!("{c:#x} is no code point")))?;
        self.texts.push(text.chars().map(u32::from).collect());
        *slot = self.texts.len() as u32;
        Ok(())
    }

    /// Whether a character is a mark that disappears wherever its run is not longer than `LONG_RUN`.
    #[inline]
    pub fn is_idle(&self, c: u32) -> bool {
        self.idle.contains(&c)
    }

    /// Whether there are idle marks.
    pub fn has_idle(&self) -> bool {
        !self.idle.is_empty()
    }

    /// Whether a character is in the table.
    #[inline]
    pub fn is_touched(&self, c: u32) -> bool {
        self.index.get(c) != 0
    }
}

/// What the judge of lines needs.
#[derive(Clone, Debug, Default)]
pub struct Script {
    pub window: usize,
    pub reach: usize,
    pub key: Trie<u32>,
    pub arabic_words: Vec<Vec<u32>>,
    pub foreign_words: Vec<Vec<u32>>,
    pub article: Vec<u32>,
    pub proclitics: Vec<u32>,
    pub feminine: u32,
}

/// Everything a plan says. Never changed once made.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub contexts: Contexts,
    /// For arabic lines and for the others.
    pub arabic: Mapping,
    pub foreign: Mapping,
    pub classes: Trie<Class>,
    pub mark_run: usize,
    pub separators: FxHashMap<u32, u32>,
    pub between_words: FxHashMap<u32, u32>,
    pub look_ahead: usize,
    pub script: Script,
    noted: Vec<u32>,
}

fn add_bits(classes: &mut Trie<Class>, chars: impl IntoIterator<Item = u32>, bits: Class) {
    for c in chars {
        if let Some(class) = classes.get_mut(c) {
            *class |= bits;
        }
    }
}

fn codes(s: &str) -> Vec<u32> {
    s.chars().map(u32::from).collect()
}

fn ranges(list: &[(u32, u32)]) -> impl Iterator<Item = u32> + '_ {
    list.iter().flat_map(|&(low, high)| low..=high.min(u32::from(char::MAX)))
}

fn char_map(map: &BTreeMap<char, char>) -> FxHashMap<u32, u32> {
    map.iter().map(|(a, b)| (u32::from(*a), u32::from(*b))).collect()
}

impl Plan {
    /// Reads the JSON of a plan.
    ///
    /// # Errors
    /// It is not JSON, something is missing, or a context or its value is unknown.
    pub fn from_json(json: &str) -> Result<Plan, PlanError> {
        let data: Data = serde_json::from_str(json).map_err(|e| PlanError(e.to_string()))?;
        if data.format != 1 {
            return Err(PlanError(format!("plan format {} is unknown", data.format)));
        }
        let mut classes = Trie::default();
        for &(low, high, class) in &data.marks {
            add_bits(&mut classes, low..=high.min(u32::from(char::MAX)), u32::from(class));
        }
        add_bits(&mut classes, ranges(&data.letters), LETTER);
        add_bits(&mut classes, codes(&data.transparent), TRANSPARENT);
        add_bits(&mut classes, data.between_words.keys().map(|c| u32::from(*c)), BETWEEN);
        add_bits(&mut classes, data.separators.keys().map(|c| u32::from(*c)), SEPARATOR);
        add_bits(&mut classes, codes(&data.composing), COMPOSING);
        add_bits(&mut classes, codes(&data.hamza), HAMZA);
        add_bits(&mut classes, codes(&data.triples), TRIPLE);
        add_bits(&mut classes, ranges(&data.script.foreign_letters), FOREIGN_LETTER);
        add_bits(&mut classes, codes(&data.script.ambiguous), AMBIGUOUS);

        let mut arabic = Mapping::default();
        let mut foreign = Mapping::default();
        for (c, text) in &data.table {
            arabic.set(*c, text)?;
            foreign.set(*c, text)?;
        }
        for (c, text) in &data.foreign {
            foreign.set(*c, text)?;
        }
        for line_end in [LF, CR] {
            if arabic.get(line_end).is_some() || foreign.get(line_end).is_some() {
                return Err(PlanError("a line end is in the table".into()));
            }
        }
        let triple = |v: &(char, char, char)| (u32::from(v.0), u32::from(v.1), u32::from(v.2));
        for (mapping, pairs, splits) in [
            (&mut arabic, &data.pairs, &data.splits),
            (&mut foreign, &data.foreign_pairs, &data.foreign_splits),
        ] {
            mapping.pairs = pairs.iter().map(triple).map(|(b, m, r)| ((b, m), r)).collect();
            mapping.splits = splits.iter().map(triple).map(|(c, b, m)| (c, (b, m))).collect();
        }
        let contexts = contexts(&data.contexts)?;
        let mut noted = vec![LF, CR, SPACE, TATWEEL];
        noted.extend(data.table.iter().chain(&data.foreign).map(|(c, _)| *c));
        noted.extend(classes.set());
        noted.sort_unstable();
        noted.dedup();
        if contexts.compose == Some(Compose::Drop) && data.mark_run >= LONG_RUN {
            for mapping in [&mut arabic, &mut foreign] {
                let mut idle = codes(&data.composing);
                idle.retain(|mark| makes_no_difference(mapping, *mark));
                mapping.idle = idle;
            }
        }
        Ok(Plan {
            contexts,
            arabic,
            foreign,
            classes,
            mark_run: data.mark_run,
            separators: char_map(&data.separators),
            between_words: char_map(&data.between_words),
            look_ahead: data.look_ahead,
            script: script(&data.script)?,
            noted,
        })
    }

    /// Whether there is no table and no context.
    pub fn changes_nothing(&self) -> bool {
        let on = self.contexts;
        let machines = on.script
            || on.tatweel.is_some()
            || on.compose.is_some()
            || on.order.is_some()
            || on.elongation.is_some()
            || on.separators
            || on.line_ends
            || on.blanks
            || on.punctuation;
        !machines && self.arabic.texts.is_empty() && self.foreign.texts.is_empty()
    }

    /// The characters that something is said about, in the tables or by a class, and the line ends.
    pub fn noted(&self) -> &[u32] {
        &self.noted
    }

    #[inline]
    pub fn class(&self, c: u32) -> Class {
        self.classes.get(c)
    }

    /// The table and pairs of a line.
    #[inline]
    pub fn mapping(&self, arabic: bool) -> &Mapping {
        if arabic { &self.arabic } else { &self.foreign }
    }
}

/// Whether a composing mark changes no base, and goes itself.
fn makes_no_difference(mapping: &Mapping, mark: u32) -> bool {
    mapping.get(mark).is_none()
        && mapping.pairs.iter().all(|(&(base, m), &result)| m != mark || base == result)
        && mapping.splits.iter().all(|(&whole, &(letter, m))| {
            m != mark
                && mapping.pairs.get(&(letter, m)) == Some(&whole)
                && !mapping.pairs.contains_key(&(letter, mark))
                && !mapping.pairs.contains_key(&(whole, mark))
        })
}

fn script(data: &ScriptData) -> Result<Script, PlanError> {
    let mut key = Trie::default();
    for (from, to) in &data.key {
        if let Some(slot) = key.get_mut(u32::from(*from)) {
            *slot = u32::from(*to);
        }
    }
    if data.window == 0 || data.reach == 0 {
        return Err(PlanError("the window and the reach of script must be positive".into()));
    }
    let words = data.arabic_words.iter().chain(&data.foreign_words);
    if words.map(|w| w.chars().count()).max().unwrap_or(0) >= 16 || data.article.chars().count() > 8
    {
        return Err(PlanError("the words of script are too long".into()));
    }
    Ok(Script {
        window: data.window,
        reach: data.reach,
        key,
        arabic_words: data.arabic_words.iter().map(|w| codes(w)).collect(),
        foreign_words: data.foreign_words.iter().map(|w| codes(w)).collect(),
        article: codes(&data.article),
        proclitics: codes(&data.proclitics),
        feminine: u32::from(data.feminine),
    })
}

fn contexts(list: &[(String, serde_json::Value)]) -> Result<Contexts, PlanError> {
    let mut on = Contexts::default();
    for (name, value) in list {
        let known = match (name.as_str(), value.as_str(), value.as_u64()) {
            ("script", Some("auto"), _) => {
                on.script = true;
                true
            }
            ("tatweel", Some("mark"), _) => on.tatweel.replace(Tatweel::Mark).is_none(),
            ("tatweel", Some("hamza"), _) => on.tatweel.replace(Tatweel::Hamza).is_none(),
            ("compose", Some("keep"), _) => on.compose.replace(Compose::Keep).is_none(),
            ("compose", Some("drop"), _) => on.compose.replace(Compose::Drop).is_none(),
            ("order", Some("shadda-first"), _) => on.order.replace(Order::ShaddaFirst).is_none(),
            ("order", Some("nfc"), _) => on.order.replace(Order::Nfc).is_none(),
            ("elongation", _, Some(n)) if (1..=1 << 20).contains(&n) => {
                on.elongation.replace(n as u32).is_none()
            }
            ("separators", Some(_), _) => {
                on.separators = true;
                true
            }
            ("line_ends", Some("lf"), _) => {
                on.line_ends = true;
                true
            }
            ("blanks", Some("trim"), _) => {
                on.blanks = true;
                true
            }
            ("punctuation", Some(_), _) => {
                on.punctuation = true;
                true
            }
            _ => false,
        };
        if !known {
            return Err(PlanError(format!("context {name} = {value} is unknown or comes twice")));
        }
    }
    Ok(on)
}

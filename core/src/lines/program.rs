//! Programs: rules from their JSON, and the index that tells which lines a rule has to look at.

use super::condition::{Condition, Phrase, Seen};
use super::fold::Tables;
use super::page::{Page, Zone};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;
use serde_json::Value;

pub enum Verb {
    DropLine,
    DropRepeat { last: bool },
    DropBlock { inner: Box<Block> },
    Strip,
}

pub struct Block {
    pub while_: Option<Condition>,
    pub until: Option<Condition>,
    pub prev: Option<Condition>,
    pub min_lines: usize,
    pub reaches_end: bool,
    pub back: usize,
}

pub struct Rule {
    /// Its place in the program.
    pub index: usize,
    pub verb: Verb,
    pub zone: Zone,
    pub condition: Condition,
    pub most_lines: Option<u64>,
    pub most_share: Option<f64>,
    pub most_times: Option<u64>,
}

pub fn zone_from(value: &Value) -> Result<Zone, String> {
    if value.is_null() {
        return Ok(Zone::All);
    }
    let size = value[1].as_u64().ok_or("a zone has a size")? as usize;
    match value[0].as_str() {
        Some("head") => Ok(Zone::Head(size)),
        Some("tail") => Ok(Zone::Tail(size)),
        _ => Err("a zone is head or tail".into()),
    }
}

fn optional(value: &Value) -> Result<Option<Condition>, String> {
    if value.is_null() { Ok(None) } else { Condition::from_json(value).map(Some) }
}

impl Rule {
    /// A rule of the line engine, or None for the verbs of other engines.
    fn from_json(index: usize, value: &Value) -> Result<Option<Rule>, String> {
        if !value["html"].is_null() {
            return Ok(None); // it needs a tree
        }
        let block = &value["block"];
        let (verb, condition) = match value["verb"].as_str() {
            Some("drop_line") => (Verb::DropLine, &value["when"]),
            Some("strip") => (Verb::Strip, &value["when"]),
            Some("drop_repeat") => {
                (Verb::DropRepeat { last: value["keep"].as_str() == Some("last") }, &value["when"])
            }
            Some("drop_block") => {
                let inner = Block {
                    while_: optional(&block["while"])?,
                    until: optional(&block["until"])?,
                    prev: optional(&block["prev"])?,
                    min_lines: block["min_lines"].as_u64().unwrap_or(1) as usize,
                    reaches_end: block["reaches_end"].as_bool().unwrap_or(false),
                    back: block["back"].as_u64().unwrap_or(0) as usize,
                };
                (Verb::DropBlock { inner: Box::new(inner) }, &block["start"])
            }
            _ => return Ok(None),
        };
        let most = &value["at_most"];
        Ok(Some(Rule {
            index,
            verb,
            zone: zone_from(&value["zone"])?,
            condition: Condition::from_json(condition)?,
            most_lines: most["lines"].as_u64(),
            most_share: most["share"].as_f64(),
            most_times: most["times"].as_u64(),
        }))
    }
}

/// The rules of a program with the index over them. Never changed once made.
pub struct Program {
    pub rules: Vec<Rule>,
    pub max_removed: f64,
    index: Index,
}

impl Program {
    pub fn from_json(tables: &Tables, json: &str) -> Result<Program, String> {
        let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let mut rules = Vec::new();
        for (place, rule) in value["rules"].as_array().into_iter().flatten().enumerate() {
            rules.extend(Rule::from_json(place, rule)?);
        }
        let max_removed = value["max_removed"].as_f64().ok_or("a program has a max_removed")?;
        let index = Index::over(tables, &rules);
        Ok(Program { rules, max_removed, index })
    }

    /// (rule, line) pairs worth a look, rules in order, lines in order: every pair whose condition holds on the
    /// untouched page is among them.
    pub fn candidates(&self, tables: &Tables, page: &Page, out: &mut Vec<(u32, u32)>) {
        self.index.candidates(tables, &self.rules, page, out);
    }
}

/// Which rules a line could meet, by what it is, begins with, ends with or holds.
///
/// Most lines of a page are long paragraphs and most rules want short lines, so a line first meets the bound on words;
/// what is left asks one hash map for whole lines, one for the first word, one for the last, and one automaton for the rest.
struct Index {
    /// Trimmed whole lines.
    whole: FxHashMap<Phrase, Vec<u32>>,
    longest_whole: usize,
    /// By the run of word characters that the phrase begins (ends) with, or its first (last) byte.
    first: FxHashMap<Phrase, Vec<u32>>,
    last: FxHashMap<Phrase, Vec<u32>>,
    /// Literals for lines of any length, and for lines of at most `short_words` words.
    long: Scan,
    short: Scan,
    short_words: u64,
    /// Rules that nothing but their zone and their bounds gate.
    open: Vec<u32>,
}

/// Lines of more words than this are scanned for fewer rules.
const SHORT_WORDS: u64 = 40;

#[derive(Default)]
struct Scan {
    automaton: Option<AhoCorasick>,
    owners: Vec<Vec<u32>>,
    /// Zones of its rules: lines outside all of them are not scanned.
    everywhere: bool,
    head: usize,
    tail: usize,
}

impl Scan {
    fn over(literals: Vec<(Phrase, u32)>, rules: &[Rule]) -> Scan {
        let mut made = Scan::default();
        let mut places: FxHashMap<Phrase, usize> = FxHashMap::default();
        let mut unique: Vec<Phrase> = Vec::new();
        for (literal, rule) in literals {
            match rules[rule as usize].zone {
                Zone::All => made.everywhere = true,
                Zone::Head(size) => made.head = made.head.max(size),
                Zone::Tail(size) => made.tail = made.tail.max(size),
            }
            let place = *places.entry(literal.clone()).or_insert_with(|| {
                unique.push(literal);
                made.owners.push(Vec::new());
                unique.len() - 1
            });
            if !made.owners[place].contains(&rule) {
                made.owners[place].push(rule);
            }
        }
        if !unique.is_empty() {
            let kind = if unique.len() <= 2000 { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
            let built = AhoCorasick::builder().match_kind(MatchKind::Standard).kind(Some(kind)).build(&unique);
            made.automaton = Some(built.expect("a few thousand short literals fit"));
        }
        made
    }

    fn covers(&self, line: usize, count: usize) -> bool {
        self.everywhere || line < self.head || line + self.tail >= count
    }
}

impl Index {
    fn over(tables: &Tables, rules: &[Rule]) -> Index {
        let mut index = Index {
            whole: FxHashMap::default(),
            longest_whole: 0,
            first: FxHashMap::default(),
            last: FxHashMap::default(),
            long: Scan::default(),
            short: Scan::default(),
            short_words: SHORT_WORDS,
            open: Vec::new(),
        };
        let mut long = Vec::new();
        let mut short = Vec::new();
        for (place, rule) in rules.iter().enumerate() {
            let place = place as u32;
            let condition = &rule.condition;
            if let Some(phrases) = &condition.is {
                for phrase in phrases {
                    index.longest_whole = index.longest_whole.max(phrase.len());
                    index.whole.entry(phrase.clone()).or_default().push(place);
                }
            } else if let Some(phrases) = &condition.starts {
                for phrase in phrases {
                    add(&mut index.first, head_key(tables, phrase), place);
                }
            } else if let Some(phrases) = &condition.ends {
                for phrase in phrases {
                    add(&mut index.last, tail_key(tables, phrase), place);
                }
            } else {
                let literals: Option<Vec<Phrase>> = match (&condition.has, &condition.regex) {
                    (Some(phrases), _) => Some(phrases.clone()),
                    (None, Some(patterns)) if patterns.iter().all(|one| !one.literals.is_empty()) => {
                        Some(patterns.iter().flat_map(|one| one.literals.iter().cloned()).collect())
                    }
                    _ => None,
                };
                match literals {
                    None => index.open.push(place),
                    Some(literals) => {
                        let list = if condition.word_limit() <= SHORT_WORDS { &mut short } else { &mut long };
                        list.extend(literals.into_iter().map(|literal| (literal, place)));
                    }
                }
            }
        }
        index.short = Scan::over(long.iter().cloned().chain(short).collect(), rules);
        index.long = Scan::over(long, rules);
        index
    }

    fn candidates(&self, tables: &Tables, rules: &[Rule], page: &Page, out: &mut Vec<(u32, u32)>) {
        out.clear();
        let count = page.lines.len();
        for &rule in &self.open {
            let limit = rules[rule as usize].condition.word_limit();
            for line in rules[rule as usize].zone.lines(count) {
                let seen = Seen { folded: &page.folded[page.lines[line].fold.clone()], spaces: page.lines[line].spaces };
                if seen.words() <= limit {
                    out.push((rule, line as u32));
                }
            }
        }
        for (at, line) in page.lines.iter().enumerate() {
            let folded = &page.folded[line.fold.clone()];
            let seen = Seen { folded, spaces: line.spaces };
            let words = seen.words();
            let mut push = |owners: &[u32]| {
                for &rule in owners {
                    let one = &rules[rule as usize];
                    if words <= one.condition.word_limit() && one.zone.lines(count).contains(&at) {
                        out.push((rule, at as u32));
                    }
                }
            };
            if !self.whole.is_empty()
                && folded.len() <= self.longest_whole.saturating_mul(2) + 64
                && let Some(owners) = self.whole.get(tables.trim(folded))
            {
                push(owners);
            }
            if !folded.is_empty() {
                if !self.first.is_empty()
                    && let Some(owners) = self.first.get(head_key(tables, folded))
                {
                    push(owners);
                }
                if !self.last.is_empty()
                    && let Some(owners) = self.last.get(tail_key(tables, folded))
                {
                    push(owners);
                }
            }
            let scan = if words <= self.short_words { &self.short } else { &self.long };
            if let Some(automaton) = &scan.automaton
                && scan.covers(at, count)
            {
                for hit in automaton.find_overlapping_iter(folded) {
                    push(&scan.owners[hit.pattern().as_usize()]);
                }
            }
        }
        out.sort_unstable();
        out.dedup();
    }
}

fn add(map: &mut FxHashMap<Phrase, Vec<u32>>, key: &[u8], rule: u32) {
    let owners = map.entry(key.into()).or_default();
    if !owners.contains(&rule) {
        owners.push(rule);
    }
}

/// What a line must begin with to start with the phrase: its first run of word characters, which the whole-word rule
/// makes a run of the line too, or its first byte where it begins with something else.
fn head_key<'a>(tables: &Tables, text: &'a [u8]) -> &'a [u8] {
    &text[..tables.leading_word(text).max(1)]
}

fn tail_key<'a>(tables: &Tables, text: &'a [u8]) -> &'a [u8] {
    &text[text.len() - tables.trailing_word(text).max(1)..]
}

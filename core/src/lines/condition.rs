//! Conditions on lines, answered on folded text. Twin of `arclean/text/matching.py`.

use super::fold::{Tables, count_chars, decode, decode_last};
use super::gate::Bounds;
use super::phrases::Phrases;
use regex_automata::{Input, meta::Regex};
use regex_syntax::hir::Hir;
use rustc_hash::FxHashSet;
use serde_json::Value;
use std::sync::OnceLock;

/// Longest folded line, in characters, that a regular expression is tried on.
pub const MAX_REGEX_LINE: usize = 2000;

pub type Phrase = Box<[u8]>;
pub type Span = (usize, usize);

/// Which edge of a line a pattern of bounded length is bound to.
enum Edge {
    None,
    Start,
    End,
}

/// A regular expression that compiles when it is first tried.
pub struct Pattern {
    pub tree: Hir,
    /// Every match holds one of them; none where that cannot be said. The index's business: the regex finds its own.
    pub literals: Vec<Phrase>,
    edge: Edge,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// The part of a line that the pattern may see: all of it, or, of a line that is too long, the edge that the
    /// pattern is bound to; with the offset at which that part begins.
    fn part<'a>(&self, folded: &'a [u8]) -> Option<(&'a [u8], usize)> {
        // Most lines are settled without counting: a character takes one to four bytes.
        if folded.len() <= MAX_REGEX_LINE
            || (folded.len() <= MAX_REGEX_LINE * 4 && count_chars(folded) <= MAX_REGEX_LINE)
        {
            return Some((folded, 0));
        }
        let is_start = |byte: &u8| byte & 0xC0 != 0x80;
        match self.edge {
            Edge::None => None,
            // One character more than a match can have: the cut is never taken for the end of the line.
            Edge::Start => {
                let mut starts = folded.iter().enumerate().filter(|(_, byte)| is_start(byte));
                let end = starts.nth(MAX_REGEX_LINE + 1).map_or(folded.len(), |(at, _)| at);
                Some((&folded[..end], 0))
            }
            Edge::End => {
                let mut starts = folded.iter().enumerate().rev().filter(|(_, byte)| is_start(byte));
                let start = starts.nth(MAX_REGEX_LINE).map_or(0, |(at, _)| at);
                Some((&folded[start..], start))
            }
        }
    }

    fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            let made = Regex::builder().build_from_hir(&self.tree);
            made.expect("the program's maker has compiled each pattern once to check it")
        })
    }

    /// How far from the edges of a line its literals can lie: (from the start, from the end).
    pub fn reach(&self) -> (usize, usize) {
        let longest = self.tree.properties().maximum_len().unwrap_or(usize::MAX);
        match self.edge {
            Edge::Start => (longest, 0),
            Edge::End => (0, longest),
            Edge::None => (usize::MAX, usize::MAX),
        }
    }

    fn matches(&self, folded: &[u8]) -> bool {
        self.part(folded).is_some_and(|(part, _)| self.regex().is_match(part))
    }

    /// The first match at or behind an offset.
    fn search(&self, folded: &[u8], from: usize) -> Option<Span> {
        let (part, cut) = self.part(folded)?;
        let from = from.saturating_sub(cut);
        if from > part.len() {
            return None;
        }
        let hit = self.regex().find(Input::new(part).range(from..))?;
        Some((hit.start() + cut, hit.end() + cut))
    }
}

/// Matches of several patterns, from the left, each search going on behind the last match, as if the patterns were the
/// branches of one.
fn pattern_spans(patterns: &[Pattern], folded: &[u8]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut ahead: Vec<Option<Span>> = patterns.iter().map(|one| one.search(folded, 0)).collect();
    let mut at = 0;
    loop {
        for (slot, pattern) in ahead.iter_mut().zip(patterns) {
            if slot.is_some_and(|span| span.0 < at) {
                *slot = pattern.search(folded, at);
            }
        }
        // min_by_key gives the first of equals: of two at one place the earlier pattern's.
        let Some(span) = ahead.iter().flatten().copied().min_by_key(|span| span.0) else {
            return spans;
        };
        spans.push(span);
        at = span.1;
    }
}

/// A condition; every part that it has must hold.
#[derive(Default)]
pub struct Condition {
    max_words: Option<u64>,
    min_words: Option<u64>,
    max_chars: Option<u64>,
    min_chars: Option<u64>,
    sentence_end: Option<bool>,
    pub is: Option<FxHashSet<Phrase>>,
    pub starts: Option<Phrases>,
    pub ends: Option<Vec<Phrase>>,
    pub has: Option<Vec<Phrase>>,
    pub regex: Option<Vec<Pattern>>,
    pub not: Option<Box<Condition>>,
    pub prev: Option<Box<Condition>>,
    next: Option<Box<Condition>>,
}

/// A line as a condition sees it.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub folded: &'a [u8],
    pub spaces: u32,
}

impl Seen<'_> {
    pub fn words(&self) -> u64 {
        if self.folded.is_empty() { 0 } else { u64::from(self.spaces) + 1 }
    }

    fn chars(&self) -> usize {
        count_chars(self.folded)
    }
}

/// The lines that one rule sees.
pub trait View {
    fn count(&self) -> usize;
    fn seen(&self, at: usize) -> Seen<'_>;
}

fn phrases(value: &Value) -> Vec<Phrase> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(|text| text.as_bytes().into())).collect()
}

impl Condition {
    pub fn from_json(value: &Value) -> Result<Condition, String> {
        let map = value.as_object().ok_or("a condition is a mapping")?;
        let mut made = Condition::default();
        for (key, value) in map {
            match key.as_str() {
                "max_words" => made.max_words = value.as_u64(),
                "min_words" => made.min_words = value.as_u64(),
                "max_chars" => made.max_chars = value.as_u64(),
                "min_chars" => made.min_chars = value.as_u64(),
                "sentence_end" => made.sentence_end = value.as_bool(),
                "is" => made.is = Some(phrases(value).into_iter().collect()),
                "starts" => made.starts = Some(Phrases::new(phrases(value))),
                "ends" => made.ends = Some(phrases(value)),
                "has" => made.has = Some(phrases(value)),
                "regex" => made.regex = Some(patterns(value)?),
                "not" => made.not = Some(Box::new(Condition::from_json(value)?)),
                "prev" => made.prev = Some(Box::new(Condition::from_json(value)?)),
                "next" => made.next = Some(Box::new(Condition::from_json(value)?)),
                other => return Err(format!("the core knows no condition {other}")),
            }
        }
        Ok(made)
    }

    /// Bounds that a line must keep to meet the condition, as far as they are cheap to tell.
    pub fn bounds(&self) -> Bounds {
        Bounds {
            least_words: self.min_words.unwrap_or(0),
            words: self.max_words.unwrap_or(u64::MAX),
            bytes: self.max_chars.map_or(usize::MAX, |chars| (chars as usize).saturating_mul(4)),
            sentence: self.sentence_end,
        }
    }

    /// The inner condition of `prev`, where that is all there is.
    pub fn only_prev(&self) -> Option<&Condition> {
        (self.not.is_none() && self.is_bare()).then_some(self.prev.as_deref()?)
    }

    /// The inner condition of `not`, where that is all there is.
    pub fn only_not(&self) -> Option<&Condition> {
        (self.prev.is_none() && self.is_bare()).then_some(self.not.as_deref()?)
    }

    /// Whether it asks for nothing, `not` and `prev` aside.
    fn is_bare(&self) -> bool {
        let Condition {
            max_words: None,
            min_words: None,
            max_chars: None,
            min_chars: None,
            sentence_end: None,
            is: None,
            starts: None,
            ends: None,
            has: None,
            regex: None,
            not: _,
            prev: _,
            next: None,
        } = self
        else {
            return false;
        };
        true
    }

    pub fn holds(&self, tables: &Tables, view: &impl View, at: usize) -> bool {
        let line = view.seen(at);
        if self.max_words.is_some_and(|most| line.words() > most)
            || self.min_words.is_some_and(|least| line.words() < least)
            || self.max_chars.is_some_and(|most| line.chars() as u64 > most)
            || self.min_chars.is_some_and(|least| (line.chars() as u64) < least)
            || self.sentence_end.is_some_and(|wanted| sentence_end(line.folded) != wanted)
        {
            return false;
        }
        if let Some(is) = &self.is
            && !is.contains(tables.trim(line.folded))
        {
            return false;
        }
        let any = |list: &Option<Vec<Phrase>>, test: fn(&Tables, &[u8], &[u8]) -> bool| {
            list.as_ref()
                .is_none_or(|list| list.iter().any(|phrase| test(tables, line.folded, phrase)))
        };
        if let Some(list) = &self.starts
            && !list.beginning(line.folded).any(|phrase| starts(tables, line.folded, phrase))
        {
            return false;
        }
        if !any(&self.ends, ends) || !any(&self.has, has) {
            return false;
        }
        if let Some(list) = &self.regex
            && !list.iter().any(|pattern| pattern.matches(line.folded))
        {
            return false;
        }
        if self.not.as_ref().is_some_and(|inner| inner.holds(tables, view, at)) {
            return false;
        }
        if let Some(inner) = &self.prev
            && (at == 0 || !inner.holds(tables, view, at - 1))
        {
            return false;
        }
        if let Some(inner) = &self.next
            && (at + 1 >= view.count() || !inner.holds(tables, view, at + 1))
        {
            return false;
        }
        true
    }

    /// What a `strip` with this condition cuts from a folded line: disjoint spans from the left.
    pub fn spans(&self, tables: &Tables, line: &Seen) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        if let Some(list) = &self.regex {
            return pattern_spans(list, line.folded);
        } else if let Some(list) = &self.starts {
            let fits =
                list.beginning(line.folded).filter(|phrase| starts(tables, line.folded, phrase));
            found.extend(fits.map(|phrase| (0, phrase.len())).max());
        } else if let Some(list) = &self.ends {
            let size = line.folded.len();
            let fits = list.iter().filter(|phrase| ends(tables, line.folded, phrase));
            found.extend(fits.map(|phrase| (size - phrase.len(), size)).min());
        } else if let Some(list) = &self.has {
            for phrase in list {
                let mut from = 0;
                while let Some(at) = find(tables, line.folded, phrase, from) {
                    found.push((at, at + phrase.len()));
                    from = at + 1; // overlapping ones too: which of them count depends on the other phrases
                }
            }
            found.sort_by_key(|span| (span.0, usize::MAX - span.1));
        }
        let mut end = 0;
        found.retain(|span| {
            let free = span.0 >= end;
            if free {
                end = span.1;
            }
            free
        });
        found
    }
}

fn patterns(value: &Value) -> Result<Vec<Pattern>, String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .map(|item| {
            let source = item["pattern"].as_str().ok_or("a regex has no pattern")?;
            let tree = regex_syntax::parse(source).map_err(|error| format!("{source}: {error}"))?;
            let edge = match item["edge"].as_str() {
                Some("start") => Edge::Start,
                Some("end") => Edge::End,
                _ => Edge::None,
            };
            let literals = phrases(&item["literals"]);
            Ok(Pattern { tree, literals, edge, compiled: OnceLock::new() })
        })
        .collect()
}

/// Whether a phrase's edge and the character beside it are both parts of words, so that it is no whole word.
fn touches(tables: &Tables, inside: u32, outside: u32) -> bool {
    tables.is_word(inside) && tables.is_word(outside)
}

fn free_right(tables: &Tables, folded: &[u8], phrase: &[u8], end: usize) -> bool {
    end == folded.len() || !touches(tables, decode_last(phrase).0, decode(&folded[end..]).0)
}

fn free_left(tables: &Tables, folded: &[u8], phrase: &[u8], start: usize) -> bool {
    start == 0 || !touches(tables, decode(phrase).0, decode_last(&folded[..start]).0)
}

fn starts(tables: &Tables, folded: &[u8], phrase: &[u8]) -> bool {
    folded.starts_with(phrase) && free_right(tables, folded, phrase, phrase.len())
}

fn ends(tables: &Tables, folded: &[u8], phrase: &[u8]) -> bool {
    folded.ends_with(phrase) && free_left(tables, folded, phrase, folded.len() - phrase.len())
}

fn has(tables: &Tables, folded: &[u8], phrase: &[u8]) -> bool {
    find(tables, folded, phrase, 0).is_some()
}

fn find(tables: &Tables, folded: &[u8], phrase: &[u8], mut from: usize) -> Option<usize> {
    while let Some(hit) = memchr::memmem::find(&folded[from..], phrase) {
        let at = from + hit;
        if free_left(tables, folded, phrase, at)
            && free_right(tables, folded, phrase, at + phrase.len())
        {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Closing quotes and brackets skipped, one of . ! ? is last.
pub fn sentence_end(folded: &[u8]) -> bool {
    let closer = |byte: &u8| b"\"')]} ".contains(byte);
    let last = folded.iter().rposition(|byte| !closer(byte));
    last.is_some_and(|at| b".!?".contains(&folded[at]))
}

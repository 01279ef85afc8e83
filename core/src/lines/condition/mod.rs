//! Conditions on lines, answered on folded text. Twin of `arclean/text/matching.py`.

mod pattern;
mod words;

use super::fold::{Tables, count_chars};
use super::gate::Bounds;
use super::phrases::Phrases;
pub use pattern::Pattern;
use pattern::{pattern_spans, patterns};
use rustc_hash::FxHashSet;
use serde_json::Value;
use words::{ends, find, has, starts};

pub type Phrase = Box<[u8]>;
pub type Span = (usize, usize);

/// A condition; every part that it has must hold.
#[derive(Default)]
pub struct Condition {
    max_words: Option<u64>,
    min_words: Option<u64>,
    max_chars: Option<u64>,
    min_chars: Option<u64>,
    link_share: Option<f64>,
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
    /// The share of the line's characters that stands in links; None in plain text.
    fn link_share(&self, at: usize) -> Option<f64>;
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
                "link_share" => {
                    made.link_share = Some(value.as_f64().ok_or("a share is a number")?)
                }
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
            link_share: None,
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
            || self
                .link_share
                .is_some_and(|least| view.link_share(at).is_none_or(|share| share < least))
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

/// Closing quotes and brackets skipped, one of . ! ? is last.
pub fn sentence_end(folded: &[u8]) -> bool {
    let closer = |byte: &u8| b"\"')]} ".contains(byte);
    let last = folded.iter().rposition(|byte| !closer(byte));
    last.is_some_and(|at| b".!?".contains(&folded[at]))
}

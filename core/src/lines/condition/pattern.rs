//! Regular expressions of conditions.

use super::{Phrase, Span, phrases};
use crate::lines::fold::count_chars;
use regex_automata::{Input, meta::Regex};
use regex_syntax::hir::Hir;
use serde_json::Value;
use std::sync::OnceLock;

/// Longest folded line, in characters, that a regular expression is tried on.
pub const MAX_REGEX_LINE: usize = 2000;

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

    pub fn matches(&self, folded: &[u8]) -> bool {
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
pub fn pattern_spans(patterns: &[Pattern], folded: &[u8]) -> Vec<Span> {
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

pub fn patterns(value: &Value) -> Result<Vec<Pattern>, String> {
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

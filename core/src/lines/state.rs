//! A page in the middle of a run: which lines are still there, and what was taken.

use super::condition::{Seen, Span, View};
use super::fold::{Tables, count_chars};
use super::gate::At;
use super::index::FIRST_VISIBLE;
use super::outcome::{Cut, Note, Outcome};
use super::page::Page;
use super::program::Rule;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// A page in the middle of a run.
pub struct State<'a> {
    pub tables: &'a Tables,
    pub text: &'a [u8],
    pub page: &'a Page,
    pub visible: &'a mut Vec<u32>,
    /// What is left of lines that were stripped, and how it folds.
    pub stripped: BTreeMap<u32, Stripped>,
    pub outcome: Outcome,
    pub removed: usize,
    pub size: Option<usize>,
}

/// What is left of a line.
pub struct Stripped {
    pub pieces: Vec<Span>,
    pub folded: Vec<u8>,
    pub spaces: u32,
}

impl View for State<'_> {
    fn count(&self) -> usize {
        self.visible.len()
    }

    fn seen(&self, at: usize) -> Seen<'_> {
        let line = self.visible[at];
        if !self.stripped.is_empty()
            && let Some(left) = self.stripped.get(&line)
        {
            return Seen { folded: &left.folded, spaces: left.spaces };
        }
        self.page.seen(line as usize)
    }

    fn link_share(&self, at: usize) -> Option<f64> {
        self.page.link_share(self.visible[at] as usize)
    }
}

impl<'a> State<'a> {
    /// What is left of a line; `whole` is room for all of it.
    pub fn left_of<'b>(&'b self, line: u32, whole: &'b mut [Span; 1]) -> &'b [Span] {
        if let Some(left) = self.stripped.get(&line) {
            return &left.pieces;
        }
        let place = &self.page.lines[line as usize];
        *whole = [(place.start, place.end)];
        whole
    }

    pub fn chars(&self, spans: &[Span]) -> usize {
        spans.iter().map(|span| count_chars(&self.text[span.0..span.1])).sum()
    }

    pub fn page_size(&mut self) -> usize {
        *self.size.get_or_insert_with(|| self.page.size(self.text))
    }

    /// Positions in `visible` whose line meets the rule, out of the pairs that the index found.
    pub fn meeting(&self, rule: &Rule, pairs: &[(u32, u32)]) -> Vec<usize> {
        let zone = rule.zone.lines(self.page.lines.len());
        let whole = self.visible.len() == self.page.lines.len();
        let behind = usize::from(rule.at != At::Line);
        let position = |line: u32| {
            if line == FIRST_VISIBLE {
                return Some(0);
            }
            let found =
                if whole { Some(line as usize) } else { self.visible.binary_search(&line).ok() };
            found.map(|at| at + behind)
        };
        let lines = pairs.iter().map(|pair| pair.1);
        // Stripped lines fold anew, so the index does not know them.
        let lines = lines.chain(self.stripped.keys().copied());
        let mut found: Vec<usize> = lines.filter_map(position).collect();
        if rule.at == At::BeforeIfAny || !self.stripped.is_empty() {
            found.sort_unstable(); // the first visible line stands behind those of the index
            found.dedup();
        }
        found.retain(|at| {
            let line = self.visible.get(*at);
            line.is_some_and(|line| zone.contains(&(*line as usize)))
                && rule.condition.holds(self.tables, self, *at)
        });
        found
    }

    pub fn over_budget(
        &mut self,
        rule: &Rule,
        times: usize,
        lines: usize,
        size: impl Fn(&Self) -> usize,
    ) -> bool {
        let index = rule.index;
        let (times, lines) = (times as u64, lines as u64);
        let note = if let Some(most) = rule.most_times.filter(|most| times > *most) {
            Note::Times { rule: index, times, most }
        } else if let Some(most) = rule.most_lines.filter(|most| lines > *most) {
            Note::Lines { rule: index, lines, most }
        } else if let Some(most) = rule.most_share {
            let size = size(self) as f64;
            let whole = self.page_size() as f64;
            if size <= most * whole {
                return false;
            }
            Note::Share { rule: index, share: size / whole, most }
        } else {
            return false;
        };
        self.outcome.notes.push(note);
        true
    }

    /// Remove runs of visible lines, if the rule's budget lets it: positions in `visible`, ascending, disjoint.
    pub fn drop_groups(&mut self, rule: &Rule, groups: &[Range<usize>]) {
        if groups.is_empty() {
            return;
        }
        let lines = groups.iter().map(ExactSizeIterator::len).sum();
        let size = |state: &Self| {
            let lines = groups.iter().flat_map(|group| &state.visible[group.clone()]);
            lines.map(|line| state.chars(state.left_of(*line, &mut [(0, 0)]))).sum()
        };
        if !self.over_budget(rule, groups.len(), lines, size) {
            self.drop(rule.index, groups);
        }
    }

    /// Remove runs of visible lines; the lines of one run, as far as they touch, make one cut.
    pub fn drop(&mut self, rule: usize, groups: &[Range<usize>]) {
        let mut cuts = std::mem::take(&mut self.outcome.cuts);
        let mut removed = 0;
        for group in groups {
            let from = cuts.len();
            for &line in &self.visible[group.clone()] {
                let place = &self.page.lines[line as usize];
                let mut whole = [(0, 0)];
                let left = self.left_of(line, &mut whole);
                removed += self.chars(left);
                let behind = (place.end, self.page.owned_end(line as usize));
                for &(start, end) in left.iter().chain([&behind]) {
                    match cuts[from..].last_mut() {
                        Some(last) if last.end == start => {
                            last.end = end;
                            last.last = place.number;
                        }
                        _ if start < end => {
                            let (first, last) = (place.number, place.number);
                            cuts.push(Cut { start, end, rule, first, last });
                        }
                        _ => {}
                    }
                }
            }
        }
        self.outcome.cuts = cuts;
        self.removed += removed;
        let mut groups = groups.iter();
        let mut gone = groups.next();
        let mut at = 0;
        self.visible.retain(|_| {
            let here = at;
            at += 1;
            while gone.is_some_and(|group| group.end <= here) {
                gone = groups.next();
            }
            !gone.is_some_and(|group| group.contains(&here))
        });
    }

    /// The characters of some pieces of the text.
    pub fn text_of(&self, pieces: &[Span]) -> Cow<'a, [u8]> {
        if let [(start, end)] = *pieces {
            return Cow::Borrowed(&self.text[start..end]);
        }
        let mut text = Vec::with_capacity(pieces.iter().map(|span| span.1 - span.0).sum());
        pieces.iter().for_each(|span| text.extend_from_slice(&self.text[span.0..span.1]));
        Cow::Owned(text)
    }
}

//! Runs a program over a page. Twin of `arclean/text/pure.py`, which says in words what is done here.

use super::condition::{Condition, Seen, Span, View};
use super::cutting::{divide, stretches};
use super::fold::{Tables, count_chars};
use super::gate::At;
use super::index::FIRST_VISIBLE;
use super::page::Page;
use super::program::{Block, Program, Rule, Verb};
use std::collections::HashMap;

/// A span of the text that one rule takes; `first` and `last` are 1-based line numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    pub start: usize,
    pub end: usize,
    pub rule: usize,
    pub first: u32,
    pub last: u32,
}

/// Why a rule, or the whole program, did nothing; figures as the pure twin words them.
#[derive(Debug, PartialEq)]
pub enum Note {
    Times { rule: usize, times: u64, most: u64 },
    Lines { rule: usize, lines: u64, most: u64 },
    Share { rule: usize, share: f64, most: f64 },
    MaxRemoved { share: f64, most: f64 },
}

#[derive(Default)]
pub struct Outcome {
    pub cuts: Vec<Cut>,
    pub notes: Vec<Note>,
}

/// Buffers of a run, kept from one document to the next.
#[derive(Default)]
pub struct Scratch {
    pub candidates: Vec<(u32, u32)>,
    visible: Vec<u32>,
}

struct State<'a> {
    tables: &'a Tables,
    text: &'a [u8],
    page: &'a Page,
    visible: &'a mut Vec<u32>,
    /// What is left of lines that were stripped, in order, and how it folds.
    stripped: HashMap<u32, Stripped>,
    outcome: Outcome,
    removed: usize,
    size: Option<usize>,
}

struct Stripped {
    pieces: Vec<Span>,
    folded: Vec<u8>,
    spaces: u32,
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
}

impl<'a> State<'a> {
    fn left_of(&self, line: u32) -> Vec<Span> {
        match self.stripped.get(&line) {
            Some(left) => left.pieces.clone(),
            None => {
                vec![(self.page.lines[line as usize].start, self.page.lines[line as usize].end)]
            }
        }
    }

    fn chars(&self, spans: &[Span]) -> usize {
        spans.iter().map(|span| count_chars(&self.text[span.0..span.1])).sum()
    }

    fn page_size(&mut self) -> usize {
        *self.size.get_or_insert_with(|| self.page.size(self.text))
    }

    /// Positions in `visible` whose line meets the rule, out of the pairs that the index found.
    fn meeting(&self, rule: &Rule, pairs: &[(u32, u32)]) -> Vec<usize> {
        let zone = rule.zone.lines(self.page.lines.len());
        let mut lines: Vec<u32> = pairs.iter().map(|pair| pair.1).collect();
        if !self.stripped.is_empty() {
            // They fold anew, so the index does not know them.
            lines.extend(self.stripped.keys());
            lines.sort_unstable();
            lines.dedup();
        }
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
        let mut found: Vec<usize> = lines.into_iter().filter_map(position).collect();
        if rule.at == At::BeforeIfAny {
            found.sort_unstable(); // the first line stands last
            found.dedup();
        }
        found.retain(|at| {
            let line = self.visible.get(*at);
            line.is_some_and(|line| zone.contains(&(*line as usize)))
                && rule.condition.holds(self.tables, self, *at)
        });
        found
    }

    fn over_budget(
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

    fn drop_groups(&mut self, rule: &Rule, groups: &[Vec<u32>]) {
        if groups.is_empty() {
            return;
        }
        let lines = groups.iter().map(Vec::len).sum();
        let size = |state: &Self| {
            groups.iter().flatten().map(|line| state.chars(&state.left_of(*line))).sum()
        };
        if !self.over_budget(rule, groups.len(), lines, size) {
            self.drop(rule.index, groups);
        }
    }

    /// Remove lines; the lines of one group, as far as they touch, make one cut.
    fn drop(&mut self, rule: usize, groups: &[Vec<u32>]) {
        for group in groups {
            let from = self.outcome.cuts.len();
            for &line in group {
                let mut spans = self.left_of(line);
                self.removed += self.chars(&spans);
                let place = &self.page.lines[line as usize];
                spans.push((place.end, self.page.owned_end(line as usize)));
                for (start, end) in spans {
                    let cuts = &mut self.outcome.cuts;
                    match cuts.get_mut(from..).and_then(<[Cut]>::last_mut) {
                        Some(last) if last.end == start => {
                            last.end = end;
                            last.last = place.number;
                        }
                        _ if start < end => {
                            cuts.push(Cut {
                                start,
                                end,
                                rule,
                                first: place.number,
                                last: place.number,
                            });
                        }
                        _ => {}
                    }
                }
            }
        }
        let mut gone: Vec<u32> = groups.iter().flatten().copied().collect();
        gone.sort_unstable();
        self.visible.retain(|line| gone.binary_search(line).is_err());
    }

    fn drop_line(&mut self, rule: &Rule, pairs: &[(u32, u32)]) {
        let groups: Vec<Vec<u32>> =
            self.meeting(rule, pairs).into_iter().map(|at| vec![self.visible[at]]).collect();
        self.drop_groups(rule, &groups);
    }

    fn drop_repeat(&mut self, rule: &Rule, last: bool, pairs: &[(u32, u32)]) {
        let met = self.meeting(rule, pairs);
        if met.len() < 2 {
            return;
        }
        let mut gone: Vec<u32> = Vec::new();
        let mut copies: HashMap<&[u8], u32> = HashMap::with_capacity(met.len());
        for &at in &met {
            let folded = self.seen(at).folded;
            if folded.is_empty() {
                continue;
            }
            let line = self.visible[at];
            if let Some(earlier) = copies.insert(folded, line) {
                gone.push(if last { earlier } else { line });
            }
        }
        gone.sort_unstable();
        let groups: Vec<Vec<u32>> = gone.into_iter().map(|line| vec![line]).collect();
        self.drop_groups(rule, &groups);
    }

    fn drop_block(&mut self, rule: &Rule, block: &Block, pairs: &[(u32, u32)]) {
        let starts = self.meeting(rule, pairs);
        let count = self.visible.len();
        let holds = |condition: &Condition, at: usize| condition.holds(self.tables, self, at);
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let mut taken = 0;
        let mut stop = 0; // where the last look ahead stopped: no start below it can get past it
        for start in starts {
            if start < taken {
                continue;
            }
            if stop <= start {
                stop = start + 1;
                while stop < count
                    && block.until.as_ref().is_none_or(|until| !holds(until, stop))
                    && block.while_.as_ref().is_none_or(|while_| holds(while_, stop))
                {
                    stop += 1;
                }
            }
            if stop - start < block.min_lines || (block.reaches_end && stop < count) {
                continue;
            }
            let mut first = start;
            while start - first < block.back
                && first > taken
                && block.prev.as_ref().is_none_or(|prev| holds(prev, first - 1))
            {
                first -= 1;
            }
            groups.push(self.visible[first..stop].to_vec());
            taken = stop;
        }
        self.drop_groups(rule, &groups);
    }

    fn strip(&mut self, rule: &Rule, pairs: &[(u32, u32)]) {
        let mut plans: Vec<(u32, Vec<Span>, Vec<Span>)> = Vec::new();
        let mut times = 0;
        for at in self.meeting(rule, pairs) {
            let spans = rule.condition.spans(self.tables, &self.seen(at));
            if spans.is_empty() {
                continue;
            }
            times += spans.len();
            let line = self.visible[at];
            let left = self.left_of(line);
            let (mut pieces, mut cut) =
                divide(&left, &stretches(self.tables, &self.text_of(&left), &spans));
            if self.tables.is_blank_line(&self.text_of(&pieces)) {
                (pieces, cut) = (Vec::new(), left); // stripped to nothing: the line goes
            }
            plans.push((line, pieces, cut));
        }
        if plans.is_empty() {
            return;
        }
        let size = |state: &Self| plans.iter().map(|plan| state.chars(&plan.2)).sum();
        if self.over_budget(rule, times, plans.len(), size) {
            return;
        }
        let mut emptied: Vec<Vec<u32>> = Vec::new();
        for (line, pieces, cut) in plans {
            if pieces.is_empty() {
                emptied.push(vec![line]);
                continue;
            }
            let number = self.page.lines[line as usize].number;
            self.removed += self.chars(&cut);
            let cuts = cut.iter().map(|span| Cut {
                start: span.0,
                end: span.1,
                rule: rule.index,
                first: number,
                last: number,
            });
            self.outcome.cuts.extend(cuts);
            let mut folded = Vec::new();
            let spaces = self.tables.fold_line(&self.text_of(&pieces), &mut folded);
            self.stripped.insert(line, Stripped { pieces, folded, spaces });
        }
        if !emptied.is_empty() {
            self.drop(rule.index, &emptied);
        }
    }

    /// The characters of some pieces of the text.
    fn text_of(&self, pieces: &[Span]) -> Vec<u8> {
        let mut text = Vec::with_capacity(pieces.iter().map(|span| span.1 - span.0).sum());
        pieces.iter().for_each(|span| text.extend_from_slice(&self.text[span.0..span.1]));
        text
    }

    /// Sort the cuts, and let blank lines left at either end of the page go with their neighbour.
    fn finish(mut self) -> Outcome {
        let cuts = &mut self.outcome.cuts;
        cuts.sort_unstable();
        if let Some(first) = cuts.first_mut() {
            if first.start == self.page.lines[0].start && self.visible.first() != Some(&0) {
                first.start = 0;
            }
            if let Some(&last) = self.visible.last()
                && (last as usize) < self.page.lines.len() - 1
            {
                let behind = self.page.lines[last as usize + 1].start;
                let at = cuts.partition_point(|cut| cut.start < behind);
                cuts[at].start = self.page.lines[last as usize].stop;
            }
        }
        self.outcome
    }
}

impl Program {
    /// Run all rules over a page, in order, each once.
    ///
    /// `shared`: the probe's pairs for this page, where the program was made with a probe.
    pub fn run(
        &self,
        tables: &Tables,
        text: &[u8],
        page: &Page,
        shared: &[(u32, u32)],
        scratch: &mut Scratch,
    ) -> Outcome {
        self.candidates(tables, page, shared, &mut scratch.candidates);
        if scratch.candidates.is_empty() {
            return Outcome::default();
        }
        scratch.visible.clear();
        scratch.visible.extend(0..page.lines.len() as u32);
        let mut state = State {
            tables,
            text,
            page,
            visible: &mut scratch.visible,
            stripped: HashMap::new(),
            outcome: Outcome::default(),
            removed: 0,
            size: None,
        };
        let mut pairs = &scratch.candidates[..];
        for (place, rule) in self.rules.iter().enumerate() {
            let own = pairs.partition_point(|pair| pair.0 <= place as u32);
            let (mine, rest) = pairs.split_at(own);
            pairs = rest;
            if mine.is_empty() && state.stripped.is_empty() {
                if rest.is_empty() {
                    break;
                }
                continue;
            }
            match &rule.verb {
                Verb::DropLine => state.drop_line(rule, mine),
                Verb::DropRepeat { last } => state.drop_repeat(rule, *last, mine),
                Verb::DropBlock { inner } => state.drop_block(rule, inner, mine),
                Verb::Strip => state.strip(rule, mine),
            }
        }
        if state.removed > 0 {
            let size = state.page_size() as f64;
            if state.removed as f64 > self.max_removed * size {
                let share = state.removed as f64 / size;
                state.outcome.notes.push(Note::MaxRemoved { share, most: self.max_removed });
                state.outcome.cuts.clear();
                return state.outcome;
            }
        }
        state.finish()
    }
}

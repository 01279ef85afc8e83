//! Runs a program over a page. Twin of `arclean/text/pure.py`, which says in words what is done here.

use super::fold::Tables;
use super::outcome::{Note, Outcome};
use super::page::Page;
use super::program::{Program, Verb};
use super::state::State;
use std::collections::BTreeMap;

/// Buffers of a run, kept from one document to the next.
#[derive(Default)]
pub struct Scratch {
    pub candidates: Vec<(u32, u32)>,
    visible: Vec<u32>,
}

impl State<'_> {
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
            stripped: BTreeMap::new(),
            outcome: Outcome::default(),
            removed: 0,
            size: None,
        };
        let mut pairs = &scratch.candidates[..];
        let mut place = 0;
        loop {
            // Lines that were stripped may meet any rule; else only those with a pair have work.
            if state.stripped.is_empty() {
                let Some(next) = pairs.first() else { break };
                place = next.0;
            }
            let Some(rule) = self.rules.get(place as usize) else { break };
            let own = pairs.iter().take_while(|pair| pair.0 == place).count();
            let (mine, rest) = pairs.split_at(own);
            pairs = rest;
            place += 1;
            match &rule.verb {
                Verb::DropLine => state.drop_line(rule, mine),
                Verb::DropRepeat { last, head } => {
                    state.drop_repeat(rule, *last, *head, mine);
                }
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

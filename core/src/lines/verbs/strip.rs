//! Parts of lines.

use crate::lines::condition::{Span, View};
use crate::lines::cutting::{divide, stretches};
use crate::lines::outcome::Cut;
use crate::lines::program::Rule;
use crate::lines::state::{State, Stripped};

impl State<'_> {
    pub fn strip(&mut self, rule: &Rule, pairs: &[(u32, u32)]) {
        let mut plans: Vec<(usize, Vec<Span>, Vec<Span>)> = Vec::new();
        let mut times = 0;
        for at in self.meeting(rule, pairs) {
            let spans = rule.condition.spans(self.tables, &self.seen(at));
            if spans.is_empty() {
                continue;
            }
            times += spans.len();
            let mut whole = [(0, 0)];
            let left = self.left_of(self.visible[at], &mut whole);
            let (mut pieces, mut cut) =
                divide(left, &stretches(self.tables, &self.text_of(left), &spans));
            if self.tables.is_blank_line(&self.text_of(&pieces)) {
                (pieces, cut) = (Vec::new(), left.to_vec()); // stripped to nothing: the line goes
            }
            plans.push((at, pieces, cut));
        }
        if plans.is_empty() {
            return;
        }
        let size = |state: &Self| plans.iter().map(|plan| state.chars(&plan.2)).sum();
        if self.over_budget(rule, times, plans.len(), size) {
            return;
        }
        let mut emptied = Vec::new();
        for (at, pieces, cut) in plans {
            if pieces.is_empty() {
                emptied.push(at..at + 1);
                continue;
            }
            let line = self.visible[at];
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
}

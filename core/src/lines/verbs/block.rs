//! Runs of lines, from one that meets the rule on.

use crate::lines::condition::Condition;
use crate::lines::program::{Block, Rule};
use crate::lines::state::State;
use std::ops::Range;

impl State<'_> {
    pub fn drop_block(&mut self, rule: &Rule, block: &Block, pairs: &[(u32, u32)]) {
        let starts = self.meeting(rule, pairs);
        let count = self.visible.len();
        let holds = |condition: &Condition, at: usize| condition.holds(self.tables, self, at);
        let mut groups: Vec<Range<usize>> = Vec::new();
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
            groups.push(first..stop);
            taken = stop;
        }
        self.drop_groups(rule, &groups);
    }
}

//! What each verb does with the lines that meet its rule.

mod block;
mod repeat;
mod strip;

use super::program::Rule;
use super::state::State;

impl State<'_> {
    pub fn drop_line(&mut self, rule: &Rule, pairs: &[(u32, u32)]) {
        let groups: Vec<_> = self.meeting(rule, pairs).into_iter().map(|at| at..at + 1).collect();
        self.drop_groups(rule, &groups);
    }
}

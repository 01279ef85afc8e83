//! Lines that say again what another said.

use crate::lines::condition::View;
use crate::lines::program::Rule;
use crate::lines::state::State;
use std::collections::HashMap;

impl State<'_> {
    pub fn drop_repeat(&mut self, rule: &Rule, last: bool, head: u32, pairs: &[(u32, u32)]) {
        let met = self.meeting(rule, pairs);
        if met.len() < 2 {
            return;
        }
        let mut gone: Vec<u32> = Vec::new();
        let mut copies: HashMap<&[u8], (u32, u32)> = HashMap::with_capacity(met.len());
        for &at in &met {
            let folded = self.seen(at).folded;
            if folded.is_empty() {
                continue;
            }
            let line = self.visible[at];
            let (first, earlier) = copies.entry(folded).or_insert((line, line));
            if *earlier < line && *first < head {
                gone.push(if last { *earlier } else { line });
            }
            *earlier = line;
        }
        gone.sort_unstable();
        let groups: Vec<Vec<u32>> = gone.into_iter().map(|line| vec![line]).collect();
        self.drop_groups(rule, &groups);
    }
}

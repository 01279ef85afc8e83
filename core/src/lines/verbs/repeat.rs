//! Lines that say again what another said.

use crate::lines::condition::View;
use crate::lines::program::Rule;
use crate::lines::state::State;

impl State<'_> {
    pub fn drop_repeat(&mut self, rule: &Rule, last: bool, head: u32, pairs: &[(u32, u32)]) {
        let mut met = self.meeting(rule, pairs);
        let folded = |at: usize| self.seen(at).folded;
        met.retain(|at| !folded(*at).is_empty());
        // Copies come to stand beside each other, in the order of the page. Most lines differ in length already.
        met.sort_by(|one, other| {
            let (one, other) = (folded(*one), folded(*other));
            one.len().cmp(&other.len()).then_with(|| one.cmp(other))
        });
        let mut gone: Vec<usize> = Vec::new();
        for same in met.chunk_by(|one, other| folded(*one) == folded(*other)) {
            if self.visible[same[0]] < head {
                let kept = if last { same.len() - 1 } else { 0 };
                gone.extend_from_slice(&same[..kept]);
                gone.extend_from_slice(&same[kept + 1..]);
            }
        }
        gone.sort_unstable();
        let groups: Vec<_> = gone.into_iter().map(|at| at..at + 1).collect();
        self.drop_groups(rule, &groups);
    }
}

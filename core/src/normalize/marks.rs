//! A base and its marks: hamza and madda go onto their letters, marks into their order.

use crate::plan::{CLASS, COMPOSING, Compose, HAMZA_BELOW, Order, Plan, SHADDA, TATWEEL};

/// A character on its way, the kind of its line, and the position of what it was made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    pub c: u32,
    pub arabic: bool,
    pub at: usize,
}

/// A base and the marks after it, as far as `mark_run` lets a machine hold them.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub base: Option<Item>,
    pub marks: Vec<Item>,
    /// The run was too long: its marks go out as they come, until the next base.
    pub passing: bool,
}

impl Run {
    /// Puts hamza and madda onto the base, and drops those that go onto nothing if the plan says so.
    pub fn compose(&mut self, plan: &Plan) {
        if !self.marks.iter().any(|i| plan.class(i.c) & COMPOSING != 0) {
            return;
        }
        let mut is_tatweel = false;
        if let Some(base) = &mut self.base {
            let mapping = plan.mapping(base.arabic);
            if let Some(&(letter, mark)) = mapping.splits.get(&base.c) {
                base.c = letter;
                self.marks.insert(0, Item { c: mark, ..*base });
            }
            loop {
                let fits = |i: &Item| mapping.pairs.contains_key(&(base.c, i.c));
                let below = |i: &Item| i.c == HAMZA_BELOW && fits(i);
                let Some(found) =
                    self.marks.iter().position(below).or_else(|| self.marks.iter().position(fits))
                else {
                    break;
                };
                base.c = mapping.pairs[&(base.c, self.marks.remove(found).c)];
            }
            is_tatweel = base.c == TATWEEL;
        }
        if plan.contexts.compose == Some(Compose::Drop) && !is_tatweel {
            self.marks.retain(|i| plan.class(i.c) & COMPOSING == 0);
        }
    }
}

/// Puts the marks of a run into the plan's order.
pub fn sort(plan: &Plan, marks: &mut [Item]) {
    let shadda_first = plan.contexts.order == Some(Order::ShaddaFirst);
    marks.sort_by_key(|i| match i.c {
        SHADDA if shadda_first => 0,
        c => plan.class(c) & CLASS,
    });
}

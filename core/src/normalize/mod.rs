//! The normaliser: a plan compiled to tables, and what runs over bytes and over a str's storage.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod bits;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod block;
mod court;
pub mod cursor;
pub mod engine;
pub mod fast;
mod judge;
pub mod latin;
pub mod lone;
mod marks;
pub mod mend;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) mod nibbles;
mod pages;
pub mod pipeline;
pub mod scalar;
pub mod short;
mod shortcut;
pub mod simd;
pub(crate) mod steps;
pub mod stream;
pub mod text;
mod wide;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;

use std::sync::Arc;

use crate::plan::{self, Plan, PlanError};
use court::Court;
use fast::{FastSet, Line};
use latin::Latin;

/// What to do with bytes that are no UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Errors {
    /// They pass through.
    Keep,
    /// The run fails and tells where.
    Strict,
    /// U+FFFD for each maximal part, as Python's decoder does.
    Replace,
}

/// What a kernel must know besides the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rules {
    /// Collapse runs of spaces, and drop spaces at the edges of lines.
    pub blanks: bool,
    /// Stop in front of a two-byte character that equals so many before it (0: never; at most 2).
    pub repeats: u8,
    /// Stop in front of a mark that does not stand in its place.
    pub order: bool,
}

/// A plan, ready to run. Never changed: any number of threads may share it.
#[derive(Debug)]
pub struct Normalizer {
    pub plan: Arc<Plan>,
    pub rules: Rules,
    pub reach: Reach,
    pub latin: Latin,
    sets: Vec<FastSet>,
    court: Court,
}

/// In which storage the output of an input in the same storage fits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
    /// ASCII becomes ASCII.
    pub ascii: bool,
    /// The BMP becomes BMP.
    pub bmp: bool,
}

impl Reach {
    fn new(plan: &Plan) -> Reach {
        let stays = |limit: u32| {
            let mapped = [&plan.arabic, &plan.foreign].into_iter().all(|mapping| {
                let made = (0..limit).filter_map(|c| mapping.get(c)).flatten();
                let split = mapping.splits.values().flat_map(|(letter, mark)| [letter, mark]);
                made.chain(mapping.pairs.values()).chain(split).all(|c| *c < limit)
            });
            mapped
                && plan.separators.values().chain(plan.between_words.values()).all(|c| *c < limit)
        };
        // In ASCII there is no Arabic letter, and no mark: nothing is composed, no comma replaced.
        let ascii = (0..0x80).all(|c| {
            let texts = [plan.arabic.get(c), plan.foreign.get(c)];
            texts.into_iter().flatten().flatten().all(|c| *c < 0x80)
                && plan.class(c) & (plan::LETTER | plan::CLASS | plan::SEPARATOR) == 0
        });
        Reach { ascii, bmp: stays(0x1_0000) }
    }
}

impl Normalizer {
    /// # Errors
    /// The JSON is no plan.
    pub fn from_json(json: &str) -> Result<Normalizer, PlanError> {
        Ok(Normalizer::new(Plan::from_json(json)?))
    }

    pub fn new(plan: Plan) -> Normalizer {
        let rules = Rules {
            blanks: plan.contexts.blanks,
            repeats: plan.contexts.elongation.map_or(0, |n| n.min(2) as u8),
            order: plan.contexts.order.is_some() && fast::any_rank(&plan),
        };
        let lines: &[Line] = match plan.contexts.script {
            true => &[Line::Open, Line::Arabic, Line::Foreign],
            false => &[Line::Open],
        };
        let sets = lines.iter().map(|line| FastSet::new(&plan, *line)).collect();
        let reach = Reach::new(&plan);
        let (court, latin) = (Court::new(&plan), Latin::new(&plan));
        Normalizer { plan: Arc::new(plan), rules, reach, latin, sets, court }
    }

    /// Whether the plan changes nothing.
    pub fn is_identity(&self) -> bool {
        self.plan.changes_nothing()
    }

    /// The tables for a line of which so much is known.
    pub fn set(&self, line: Line) -> &FastSet {
        self.sets.iter().find(|set| set.line == line).unwrap_or(&self.sets[0])
    }
}

//! Which characters the fast paths may do, and the tables from which they do them.

use crate::plan::{
    AMBIGUOUS, BETWEEN, CLASS, COMPOSING, CR, FOREIGN_LETTER, LETTER, LF, Mapping, Order, Plan,
    SEPARATOR, SHADDA, SPACE, TATWEEL,
};
use crate::table::Table;
use crate::trie::Trie;

use super::lone::Lone;
use super::mend::{Mender, Plain};
use super::scalar::{WIDE_GONE, WIDE_SLOW};
use super::text::{Text, Utf8};
use super::wide::Units;

/// What is known of the line that a fast path is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Line {
    /// Nothing yet: as good as Arabic, until a letter comes that makes it doubtful.
    Open,
    /// It was judged. Its end must be noticed, so line ends are slow.
    Arabic,
    Foreign,
}

/// How a character stands to the fast path.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// Some machine wants to see it.
    Slow,
    /// Makes its line doubtful, which must be judged first.
    Doubtful,
    /// It disappears.
    Gone,
    /// Becomes a mark, or a letter whose run a machine may be counting (see `COUNTED`): nothing can
    /// begin here.
    Inside,
    /// Becomes a space.
    Blank,
    /// Becomes something in front of which the machines hold nothing but, perhaps, a blank.
    #[default]
    Free,
}

/// Runs of so many equal letters are told from the output; only a longer limit has to be counted.
pub const COUNTED: u32 = 3;

/// The tables of one kind of line.
#[derive(Debug)]
pub struct FastSet {
    pub line: Line,
    pub bytes: Box<Table>,
    pub wide: Trie<u32>,
    pub units: Box<Units>,
    /// None: the plan asks for more than it can do.
    pub mender: Option<Box<Mender>>,
    /// Of the characters that something is said about; all others are free.
    kinds: Trie<Kind>,
}

impl FastSet {
    /// How a character stands to the fast path on such a line.
    #[inline]
    pub fn kind(&self, c: u32) -> Kind {
        self.kinds.get(c)
    }

    pub fn new(plan: &Plan, line: Line) -> FastSet {
        let mapping = plan.mapping(line != Line::Foreign);
        let mut entries: Vec<(char, Option<String>)> = Vec::new();
        let (mut wide, mut kinds) = (Trie::default(), Trie::default());
        for c in plan.noted().iter().filter_map(|c| char::from_u32(*c)) {
            let text = mapping.get(c.into());
            let kind = kind(plan, line, c.into());
            if let Some(slot) = kinds.get_mut(c.into()) {
                *slot = kind;
            }
            let is_slow = matches!(kind, Kind::Slow | Kind::Doubtful);
            if let Some(slot) = wide.get_mut(c.into()) {
                *slot = match text {
                    _ if is_slow => WIDE_SLOW,
                    _ if mapping.is_idle(c.into()) => WIDE_GONE,
                    None => 0,
                    Some([]) => WIDE_GONE,
                    Some([one]) if *one != 0 => *one,
                    Some(_) => WIDE_SLOW,
                };
            }
            if is_slow {
                entries.push((c, None));
            } else if mapping.is_idle(c.into()) {
                entries.push((c, Some(String::new())));
            } else if let Some(text) = text {
                let text = text.iter().filter_map(|c| char::from_u32(*c)).collect();
                entries.push((c, Some(text)));
            }
        }
        let mut bytes = Table::new(entries.iter().map(|(c, to)| (*c, to.as_deref())));
        let mut units = Box::new(Units::new(&wide));
        for c in plan.noted().iter().filter_map(|c| char::from_u32(*c)) {
            let rank = rank(plan, mapping, c.into());
            if rank != 0 {
                bytes.rank(c, rank);
                units.rank(c.into(), rank);
            }
        }
        let mender = Mender::new(plan, mapping).map(Box::new);
        if let Some(mender) = &mender {
            let plain = Plain::new(mender, plan, mapping);
            for (c, place) in plain.places(mender) {
                bytes.rank(char::from_u32(c).unwrap_or_default(), place);
                units.rank(c, place);
            }
            bytes.plain = Some(Box::new(plain));
        }
        bytes.lone = Some(Box::new(Lone::new(plan, mapping, |c| kind(plan, line, c))));
        bytes.finish();
        FastSet { line, bytes: Box::new(bytes), wide, units, mender, kinds }
    }
}

/// Whether a character that the table gave is one that some machine may change, or that may
/// change what a machine does to others.
fn is_special(plan: &Plan, c: u32) -> bool {
    let on = plan.contexts;
    let class = plan.class(c);
    (c == TATWEEL && (on.tatweel.is_some() || on.compose.is_some()))
        || (class & CLASS != 0 && (on.compose.is_some() || on.order.is_some()))
        || (c == CR && (on.line_ends || on.blanks || on.punctuation))
        || (class & SEPARATOR != 0 && on.separators)
        || (class & BETWEEN != 0 && on.punctuation)
        // The fast paths see runs of letters of two bytes only.
        || (class & LETTER != 0 && on.elongation.is_some() && Utf8::width(c) != 2)
}

/// The place of a mark in a run (1 and above), if the fast paths may let it stay where they find the
/// run in order; 0 if not.
pub fn rank(plan: &Plan, mapping: &Mapping, c: u32) -> u8 {
    let on = plan.contexts;
    let class = plan.class(c);
    // The vector paths look at the marks of these two-byte leads: D8, D9, DB.
    let near = matches!(c, 0x600..=0x67F | 0x6C0..=0x6FF);
    let other = LETTER | BETWEEN | SEPARATOR | COMPOSING | FOREIGN_LETTER | AMBIGUOUS;
    let busy = on.compose.is_some() || on.order.is_some();
    if class & CLASS == 0
        || class & other != 0
        || !near
        || mapping.is_touched(c)
        || !busy
        || mapping.has_idle()
    {
        return 0;
    }
    match on.order {
        None => 1,
        Some(Order::ShaddaFirst) if c == SHADDA => 1,
        Some(_) => 1 + (class & CLASS) as u8,
    }
}

/// Whether any mark may stay on any line.
pub fn any_rank(plan: &Plan) -> bool {
    let mappings = [&plan.arabic, &plan.foreign];
    plan.noted().iter().any(|c| mappings.iter().any(|m| rank(plan, m, *c) != 0))
}

/// Whether a character makes its line doubtful.
fn is_doubtful(plan: &Plan, c: u32) -> bool {
    let tells = |c: u32| plan.class(c) & (FOREIGN_LETTER | AMBIGUOUS) != 0;
    match plan.foreign.get(c) {
        None => tells(c),
        Some(text) => text.iter().any(|c| tells(*c)),
    }
}

fn kind(plan: &Plan, line: Line, c: u32) -> Kind {
    let doubtful = line == Line::Open && plan.contexts.script && is_doubtful(plan, c);
    let ends = line != Line::Open && (c == LF || c == CR);
    let mapping = plan.mapping(line != Line::Foreign);
    if mapping.is_idle(c) {
        return Kind::Gone;
    }
    if doubtful {
        return Kind::Doubtful;
    }
    if !ends && rank(plan, mapping, c) != 0 {
        return Kind::Inside;
    }
    let own = [c];
    let text = mapping.get(c).unwrap_or(&own);
    if ends || text.iter().any(|c| is_special(plan, *c)) {
        return Kind::Slow;
    }
    let counted = plan.contexts.elongation.is_some_and(|most| most > COUNTED);
    match text.first() {
        None => Kind::Gone,
        Some(&first) if plan.class(first) & CLASS != 0 => Kind::Inside,
        Some(&first) if plan.class(first) & LETTER != 0 && counted => Kind::Inside,
        Some(&SPACE) => Kind::Blank,
        Some(_) => Kind::Free,
    }
}

//! What a line must show for a condition to be worth a look, told from the condition alone.
//!
//! A need is necessary, never sufficient: every line that meets a condition shows one of its needs.

use super::condition::{Condition, Pattern, Phrase};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind, Look};

/// What a line must keep to: at least and at most so many words, so many bytes, and end or not end like a sentence.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub least_words: u64,
    pub words: u64,
    pub bytes: usize,
    pub sentence: Option<bool>,
}

/// Something that a line is, begins with, ends with or holds.
pub enum Need {
    /// Trimmed, the line is one of them.
    Whole(Vec<Phrase>),
    /// It begins, ends with one of them, as whole words.
    Starts(Vec<Phrase>),
    Ends(Vec<Phrase>),
    /// It begins with one of them.
    Prefix(Vec<Phrase>, Bounds),
    /// One of them begins within so many bytes of its start.
    Near(Vec<Phrase>, usize, Bounds),
    /// It holds one of them.
    Holds(Holds),
}

pub struct Holds {
    pub literals: Vec<Phrase>,
    /// How far from the line's edges they can lie: (from the start, from the end).
    pub reach: (usize, usize),
    pub bounds: Bounds,
    /// One bit for each byte that the line may begin with.
    pub first: Option<[u64; 4]>,
}

/// Which line shows the needs of a condition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// The line itself.
    Line,
    /// The visible line before it.
    Before,
    /// That one, where there is one: the first visible line is worth a look whatever it is.
    BeforeIfAny,
}

/// How much text may come before a literal, and how many literals there may be, for a look at the line's start alone to pay.
const NEAR: usize = 64;
const FEW: usize = 64;

/// The needs of a condition and the line that shows them; None where any line may meet it.
pub fn needs(condition: &Condition) -> Option<(At, Vec<Need>)> {
    if let Some(own) = own_needs(condition) {
        return Some((At::Line, own));
    }
    if let Some(before) = condition.prev.as_deref().and_then(own_needs) {
        return Some((At::Before, before));
    }
    // not: {prev: {not: X}} says that the line before, if there is one, meets X.
    let inner = condition.not.as_deref().and_then(Condition::only_prev);
    let before = inner.and_then(Condition::only_not).and_then(own_needs);
    before.map(|needs| (At::BeforeIfAny, needs))
}

fn own_needs(condition: &Condition) -> Option<Vec<Need>> {
    let bounds = condition.bounds();
    if let Some(phrases) = &condition.is {
        Some(vec![Need::Whole(phrases.iter().cloned().collect())])
    } else if let Some(phrases) = &condition.starts {
        Some(vec![Need::Starts(phrases.all().to_vec())])
    } else if let Some(phrases) = &condition.ends {
        Some(vec![Need::Ends(phrases.clone())])
    } else if let Some(phrases) = &condition.has {
        let reach = (usize::MAX, usize::MAX);
        let literals = windows(phrases)?;
        Some(vec![Need::Holds(Holds { literals, reach, bounds, first: None })])
    } else {
        condition.regex.as_ref()?.iter().map(|pattern| pattern_need(pattern, bounds)).collect()
    }
}

/// A single byte is no window; such a literal gates nothing.
fn windows(literals: &[Phrase]) -> Option<Vec<Phrase>> {
    let usable = !literals.is_empty() && literals.iter().all(|one| one.len() > 1);
    usable.then(|| literals.to_vec())
}

fn pattern_need(pattern: &Pattern, bounds: Bounds) -> Option<Need> {
    let facts = pattern.tree.properties();
    let at_start = facts.look_set_prefix().contains(Look::Start);
    let longest = facts.maximum_len().unwrap_or(usize::MAX);
    let whole = at_start && facts.look_set_suffix().contains(Look::End);
    let bytes = if whole { bounds.bytes.min(longest) } else { bounds.bytes };
    let bounds = Bounds { bytes, ..bounds };
    let prefixes = if at_start { literals_of(&pattern.tree) } else { None };
    // Two letters tell a line; less is common, and asked for beside another literal where there is one.
    if let Some(list) = &prefixes
        && list.iter().all(|one| one.len() >= 4)
    {
        return Some(Need::Prefix(prefixes?, bounds));
    }
    if at_start && let Some((list, lead)) = behind_lead(&pattern.tree) {
        return Some(Need::Near(list, lead, bounds));
    }
    let first = prefixes.as_ref().map(|list| {
        let mut bits = [0; 4];
        for byte in list.iter().map(|one| one[0]) {
            bits[usize::from(byte >> 6)] |= 1 << (byte & 63);
        }
        bits
    });
    match windows(&pattern.literals) {
        Some(literals) => Some(Need::Holds(Holds { literals, reach: pattern.reach(), bounds, first })),
        None => prefixes.map(|list| Need::Prefix(list, bounds)),
    }
}

/// What every match begins with; None where that is no short list.
fn literals_of(tree: &Hir) -> Option<Vec<Phrase>> {
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(40).limit_literal_len(16).limit_total(500);
    let mut found: Seq = extractor.extract(tree);
    found.keep_first_bytes(16);
    found.dedup();
    if found.min_literal_len()? == 0 {
        return None;
    }
    Some(found.literals()?.iter().map(|one| one.as_bytes().into()).collect())
}

/// What every match holds behind a short beginning of any kind, and how many bytes that can have.
fn behind_lead(tree: &Hir) -> Option<(Vec<Phrase>, usize)> {
    let HirKind::Concat(parts) = tree.kind() else { return None };
    let mut lead = 0;
    for at in 1..parts.len() {
        lead += parts[at - 1].properties().maximum_len()?;
        if lead > NEAR {
            return None;
        }
        if let Some(list) = literals_of(&Hir::concat(parts[at..].to_vec()))
            && list.len() <= FEW
            && list.iter().all(|one| one.len() >= 4)
        {
            return Some((list, lead));
        }
    }
    None
}

//! What a line must show for a condition to be worth a look, told from the condition alone.
//!
//! A need is necessary, never sufficient: every line that meets a condition shows one of its needs.

use super::condition::{Condition, Pattern, Phrase};
use super::fold::decode;
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

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
    /// It begins with one of them, or has such a lead before it.
    Behind(Lead, Vec<Phrase>, Bounds),
    /// It holds one of them.
    Holds(Holds),
}

/// At most so many characters out of some ranges of code points.
#[derive(Clone, PartialEq, Eq)]
pub struct Lead {
    pub most: u32,
    ranges: Vec<(u32, u32)>,
}

impl Lead {
    pub fn holds(&self, code: u32) -> bool {
        let at = self.ranges.partition_point(|range| range.1 < code);
        self.ranges.get(at).is_some_and(|range| range.0 <= code)
    }

    /// Whether a text is nothing but such characters, and not too many.
    pub fn fits(&self, mut text: &[u8]) -> bool {
        for _ in 0..self.most {
            if text.is_empty() {
                return true;
            }
            let (code, size) = decode(text);
            if !self.holds(code) {
                return false;
            }
            text = &text[size..];
        }
        text.is_empty()
    }

    /// As many characters as either may have, of those that either may have.
    pub fn or(&self, other: &Lead) -> Lead {
        let mut all: Vec<(u32, u32)> = self.ranges.iter().chain(&other.ranges).copied().collect();
        all.sort_unstable();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for range in all {
            match ranges.last_mut() {
                Some(last) if range.0 <= last.1.saturating_add(1) => last.1 = last.1.max(range.1),
                _ => ranges.push(range),
            }
        }
        Lead { most: self.most.max(other.most), ranges }
    }
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

/// How many characters may come before a literal for a look at each of them to pay.
const LONGEST_LEAD: u32 = 8;

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
    let prefixes = if at_start { literals_of(&pattern.tree, ExtractKind::Prefix) } else { None };
    // Two letters tell a line; less is common, and asked for beside another literal where there is one.
    if let Some(list) = &prefixes
        && list.iter().all(|one| one.len() >= 4)
    {
        return Some(Need::Prefix(prefixes?, bounds));
    }
    if at_start && let Some((lead, list)) = behind_lead(&pattern.tree) {
        return Some(Need::Behind(lead, list, bounds));
    }
    let first = prefixes.as_ref().map(|list| {
        let mut bits = [0; 4];
        for byte in list.iter().map(|one| one[0]) {
            bits[usize::from(byte >> 6)] |= 1 << (byte & 63);
        }
        bits
    });
    let promised = windows(&pattern.literals).map(|literals| (literals, pattern.reach()));
    // Every match ends with one of these too; it is as far from the line's edges as any other.
    let ending = literals_of(&pattern.tree, ExtractKind::Suffix);
    let ending = ending.and_then(|list| Some((windows(&list)?, pattern.reach())));
    let rarer = promised.into_iter().chain(ending).min_by(|a, b| rate(&a.0).total_cmp(&rate(&b.0)));
    match rarer {
        Some((literals, reach)) => Some(Need::Holds(Holds { literals, reach, bounds, first })),
        None => prefixes.map(|list| Need::Prefix(list, bounds)),
    }
}

/// How often, roughly, one of some literals begins at a place of folded Arabic news.
fn rate(literals: &[Phrase]) -> f64 {
    let letter = |char: char| match char {
        ' ' => 0.18,
        'ا' | 'ل' => 0.1,
        'ء'..='ي' => 0.03,
        '0'..='9' => 0.01,
        '.' | '-' | ':' | ',' => 0.01,
        _ => 0.002,
    };
    let one = |text: &Phrase| String::from_utf8_lossy(text).chars().map(letter).product::<f64>();
    literals.iter().map(one).sum()
}

/// What every match begins or ends with; None where that is no short list.
fn literals_of(tree: &Hir, kind: ExtractKind) -> Option<Vec<Phrase>> {
    let mut extractor = Extractor::new();
    extractor.kind(kind.clone()).limit_class(40).limit_literal_len(16).limit_total(500);
    let mut found: Seq = extractor.extract(tree);
    match kind {
        ExtractKind::Suffix => found.keep_last_bytes(16),
        _ => found.keep_first_bytes(16),
    }
    found.dedup();
    if found.min_literal_len()? == 0 {
        return None;
    }
    Some(found.literals()?.iter().map(|one| one.as_bytes().into()).collect())
}

/// A lead that every match may begin with, and what comes behind it: `^[^a-z]{0,4}(?:this|that)`.
fn behind_lead(tree: &Hir) -> Option<(Lead, Vec<Phrase>)> {
    let HirKind::Concat(parts) = tree.kind() else { return None };
    let [start, lead, rest @ ..] = parts.as_slice() else { return None };
    let (HirKind::Look(Look::Start), HirKind::Repetition(lead)) = (start.kind(), lead.kind())
    else {
        return None;
    };
    let (most, HirKind::Class(Class::Unicode(class))) = (lead.max?, lead.sub.kind()) else {
        return None;
    };
    let list = literals_of(&Hir::concat(rest.to_vec()), ExtractKind::Prefix)?;
    if most > LONGEST_LEAD || list.iter().any(|one| one.len() < 4) {
        return None;
    }
    let ranges = class.iter().map(|range| (range.start().into(), range.end().into())).collect();
    Some((Lead { most, ranges }, list))
}

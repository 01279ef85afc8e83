//! Names that rules ask many pages about, looked for all at once.

use aho_corasick::{AhoCorasick, Input, MatchKind};
use std::borrow::Cow;

use super::index::{By, Index, is_plain};
use super::scan::{Begin, attribute, resolved};
use super::text::words;

/// What an attribute must be, as CSS writes it; see `_fits_text` in `arclean/html/select.py`.
#[derive(Clone, Copy)]
pub enum Operator {
    Any,
    Is,
    HasWord,
    IsOrDash,
    Starts,
    Ends,
    Holds,
}

/// What a tag must show.
pub enum Test {
    Name(By, String),
    /// Its name, and whether case counts not.
    Attribute(String, Operator, String, bool),
}

impl Test {
    fn holds(&self, tag: &Begin<'_>) -> bool {
        let (name, operator, wanted, no_case) = match self {
            Test::Name(by, name) => return by.fits(tag, name),
            Test::Attribute(name, operator, wanted, no_case) => {
                (name, *operator, &**wanted, *no_case)
            }
        };
        let Some(value) = attribute(tag.attributes, name) else { return false };
        let mut text = String::new();
        let mut value = Cow::from(resolved(value, &mut text));
        if no_case {
            value = value.to_lowercase().into();
        }
        match operator {
            Operator::Any => true,
            Operator::Is => value == wanted,
            _ if wanted.is_empty() => false,
            Operator::HasWord => words(&value).any(|word| word == wanted),
            Operator::IsOrDash => value
                .strip_prefix(wanted)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
            Operator::Starts => value.starts_with(wanted),
            Operator::Ends => value.ends_with(wanted),
            Operator::Holds => value.contains(wanted),
        }
    }
}

/// A name that pages are asked about.
pub struct Asked {
    pub by: By,
    pub name: String,
    /// What else the tag that has it must show.
    pub tests: Vec<Test>,
}

/// Names that pages are asked about, looked for at once.
pub struct Names {
    names: Vec<Asked>,
    /// Finds the shortest of the names: those that have none of the others inside.
    finder: Option<AhoCorasick>,
    /// For each of these the names that hold it, and where they do.
    holding: Vec<Vec<(usize, usize)>>,
    /// Names that no search finds, by number.
    pub odd: Vec<usize>,
}

impl Names {
    pub fn new(names: Vec<Asked>) -> Names {
        // One or two letters stand everywhere.
        let searched = |one: &Asked| one.by != By::Tag && one.name.len() > 2 && is_plain(&one.name);
        let all = || (0..names.len()).filter(|&at| searched(&names[at]));
        let mut shortest: Vec<&str> = all().map(|at| &*names[at].name).collect();
        shortest.sort_unstable_by_key(|name| (name.len(), *name));
        let mut kept: Vec<&str> = Vec::new();
        for name in shortest {
            if !kept.iter().any(|shorter| name.contains(shorter)) {
                kept.push(name);
            }
        }
        let holders = |short: &&str| {
            all().filter_map(|at| Some((at, names[at].name.find(short)?))).collect::<Vec<_>>()
        };
        let holding = kept.iter().map(holders).collect();
        let mut builder = AhoCorasick::builder();
        builder.match_kind(MatchKind::LeftmostFirst); // the only kind with vectors
        let finder = if kept.is_empty() { None } else { builder.build(&kept).ok() };
        let is_odd = |at: &usize| finder.is_none() || !searched(&names[*at]);
        let odd = (0..names.len()).filter(is_odd).collect();
        Names { names, finder, holding, odd }
    }

    /// Those that a page has, by number, less the odd ones.
    pub fn held(&self, index: &Index, markup: &str) -> Vec<usize> {
        let Some(finder) = &self.finder else { return Vec::new() };
        // Of each name the tag that was looked at last; of those that the page has none more.
        let mut looked = vec![None; self.names.len()];
        let mut held = Vec::new();
        let bytes = markup.as_bytes();
        let mut stretches = index.stretches(markup);
        // None of the shortest begins another: at each place there is one at most.
        let found = stretches.iter_mut().flat_map(|stretch| {
            std::iter::from_fn(|| {
                let found = finder.find(Input::new(markup).range(stretch.clone()))?;
                stretch.start = found.start() + 1;
                Some(found)
            })
        });
        for found in found {
            for &(number, ahead) in &self.holding[found.pattern().as_usize()] {
                let Asked { by, name, tests } = &self.names[number];
                if looked[number] == Some(usize::MAX) {
                    continue;
                }
                let Some(start) = found.start().checked_sub(ahead) else { continue };
                let Some(behind) = bytes[start..].strip_prefix(name.as_bytes()) else { continue };
                let parted = bytes[..start].last().is_some_and(|&byte| may_part(byte))
                    && behind.first().is_some_and(|&byte| may_part(byte));
                let Some(place) = index.around(start) else { continue };
                if (*by != By::Source && !parted) || looked[number] == Some(place) {
                    continue;
                }
                let fits = index.tag(markup, place).is_some_and(|tag| {
                    by.fits(&tag, name) && tests.iter().all(|test| test.holds(&tag))
                });
                looked[number] = Some(if fits { usize::MAX } else { place });
                if fits {
                    held.push(number);
                }
            }
        }
        held
    }
}

/// Whether a byte of the markup may stand beside a word of an attribute's value: its quotation
/// marks, blanks and entities.
fn may_part(byte: u8) -> bool {
    byte <= b' ' || byte >= 0x80 || b"\"&;".contains(&byte)
}

//! Which conditions a line could meet, told from what it is, begins with, ends with or holds.

use super::condition::{Bounds, Condition, Phrase, Seen, sentence_end};
use super::finder::Finder;
use super::fold::Tables;
use super::page::{Page, Zone};
use rustc_hash::FxHashMap;

/// An index over numbered conditions with their zones.
///
/// Whole lines, first words and last words are asked of one hash map each. Literals need a look at every character, so lines are
/// sorted first: most text stands in long lines that end like sentences, and hardly a rule wants those.
pub struct Index {
    /// Trimmed whole lines.
    whole: FxHashMap<Phrase, Vec<u32>>,
    longest_whole: usize,
    /// By the run of word characters that the phrase begins (ends) with, or its first (last) byte.
    first: FxHashMap<Phrase, Vec<u32>>,
    last: FxHashMap<Phrase, Vec<u32>>,
    /// By class of line; see `class_of`.
    scans: [Scan; CLASSES],
    items: Vec<(Zone, Bounds)>,
    /// Conditions that nothing but their zone and their bounds gate.
    open: Vec<u32>,
}

/// Finds the literals of one class of lines.
#[derive(Default)]
struct Scan {
    /// Literals that may stand anywhere, those that can only stand near an edge, and both.
    all: Finder,
    edges: Finder,
    both: Finder,
    /// How near, in bytes.
    head: usize,
    tail: usize,
}

/// A line of more bytes and words than this is long, of more words than that very long.
const LONG: usize = 160;
const LONG_WORDS: u64 = 15;
const VERY_LONG_WORDS: u64 = 45;
const CLASSES: usize = 5;

/// 0: short; 1, 2: long, without and with a sentence's end; 3, 4: very long, likewise.
fn class_of(line: &Seen) -> usize {
    let words = line.words();
    if line.folded.len() <= LONG || words <= LONG_WORDS {
        0
    } else {
        usize::from(sentence_end(line.folded)) + if words > VERY_LONG_WORDS { 3 } else { 1 }
    }
}

/// Whether some line of a class can keep the bounds.
fn class_fits(class: usize, bounds: &Bounds) -> bool {
    let sentence = class == 2 || class == 4;
    class == 0
        || (bounds.bytes > LONG
            && bounds.sentence.is_none_or(|wanted| wanted == sentence)
            && bounds.words > if class < 3 { LONG_WORDS } else { VERY_LONG_WORDS })
}

impl Index {
    pub fn over<'a>(tables: &Tables, items: impl Iterator<Item = (Zone, &'a Condition)>) -> Index {
        let mut index = Index {
            whole: FxHashMap::default(),
            longest_whole: 0,
            first: FxHashMap::default(),
            last: FxHashMap::default(),
            scans: Default::default(),
            items: Vec::new(),
            open: Vec::new(),
        };
        for (place, (zone, condition)) in items.enumerate() {
            index.items.push((zone, condition.bounds()));
            index.add(tables, place as u32, zone, condition);
        }
        index
    }

    fn add(&mut self, tables: &Tables, place: u32, zone: Zone, condition: &Condition) {
        if let Some(phrases) = &condition.is {
            for phrase in phrases {
                self.longest_whole = self.longest_whole.max(phrase.len());
                insert(&mut self.whole, phrase, place);
            }
        } else if let Some(phrases) = &condition.starts {
            for phrase in phrases {
                insert(&mut self.first, head_key(tables, phrase), place);
            }
        } else if let Some(phrases) = &condition.ends {
            for phrase in phrases {
                insert(&mut self.last, tail_key(tables, phrase), place);
            }
        } else if let Some(literals) = literals_of(condition) {
            self.add_literals(place, zone, condition, &literals);
        } else {
            self.open.push(place);
        }
    }

    fn add_literals(&mut self, place: u32, zone: Zone, condition: &Condition, literals: &[Phrase]) {
        let (head, tail) = condition.reach();
        for (class, scan) in self.scans.iter_mut().enumerate() {
            if !class_fits(class, &self.items[place as usize].1) {
                continue;
            }
            // Looking at the edges alone pays where the line is much longer than they are.
            let near = class > 0 && head.saturating_add(tail) < 4 * LONG;
            let finder = if near {
                scan.head = scan.head.max(head);
                scan.tail = scan.tail.max(tail);
                &mut scan.edges
            } else {
                &mut scan.all
            };
            for literal in literals {
                finder.add(literal, place, zone);
                scan.both.add(literal, place, zone);
            }
        }
    }

    /// (condition, line) pairs worth a look, conditions in order, lines in order: every pair that holds on the untouched
    /// page is among them.
    pub fn candidates(&self, tables: &Tables, page: &Page, out: &mut Vec<(u32, u32)>) {
        out.clear();
        let count = page.lines.len();
        for &place in &self.open {
            let (zone, bounds) = &self.items[place as usize];
            for line in zone.lines(count) {
                if page.seen(line).words() <= bounds.words {
                    out.push((place, line as u32));
                }
            }
        }
        for at in 0..count {
            let line = page.seen(at);
            let folded = line.folded;
            let words = line.words();
            let mut push = |owners: &[u32]| {
                for &place in owners {
                    let (zone, bounds) = &self.items[place as usize];
                    if words <= bounds.words
                        && folded.len() <= bounds.bytes
                        && zone.lines(count).contains(&at)
                    {
                        out.push((place, at as u32));
                    }
                }
            };
            let trimmed = tables.trim(folded);
            if trimmed.len() <= self.longest_whole
                && let Some(owners) = self.whole.get(trimmed)
            {
                push(owners);
            }
            if folded.is_empty() {
                continue;
            }
            if let Some(owners) = self.first.get(head_key(tables, folded)) {
                push(owners);
            }
            if let Some(owners) = self.last.get(tail_key(tables, folded)) {
                push(owners);
            }
            let scan = &self.scans[class_of(&line)];
            let (head, tail) = (scan.head.min(folded.len()), scan.tail.min(folded.len()));
            if head + tail >= folded.len() {
                scan.both.scan(folded, at, count, &mut push);
            } else {
                scan.all.scan(folded, at, count, &mut push);
                scan.edges.scan(&folded[..head], at, count, &mut push);
                // Windows begin where characters begin, so a few bytes more are looked at.
                scan.edges.scan(from_character(folded, folded.len() - tail), at, count, &mut push);
            }
        }
        out.sort_unstable();
        out.dedup();
    }
}

/// The text from the character on that `at` lies in.
fn from_character(text: &[u8], mut at: usize) -> &[u8] {
    while at < text.len() && at > 0 && text[at] & 0xC0 == 0x80 {
        at -= 1;
    }
    &text[at..]
}

/// Strings of which every line that meets the condition holds one.
fn literals_of(condition: &Condition) -> Option<Vec<Phrase>> {
    // A single byte is no window; such a phrase gates nothing.
    let long_enough =
        |literals: Vec<Phrase>| literals.iter().all(|one| one.len() > 1).then_some(literals);
    if let Some(phrases) = &condition.has {
        return long_enough(phrases.clone());
    }
    let patterns = condition.regex.as_ref()?;
    if patterns.iter().any(|pattern| pattern.literals.is_empty()) {
        return None;
    }
    long_enough(patterns.iter().flat_map(|pattern| pattern.literals.iter().cloned()).collect())
}

fn insert(map: &mut FxHashMap<Phrase, Vec<u32>>, key: &[u8], place: u32) {
    let owners = map.entry(key.into()).or_default();
    if !owners.contains(&place) {
        owners.push(place);
    }
}

/// What a line must begin with to start with the phrase: its first run of word characters, which the whole-word rule
/// makes a run of the line too, or its first byte where it begins with something else.
fn head_key<'a>(tables: &Tables, text: &'a [u8]) -> &'a [u8] {
    &text[..tables.leading_word(text).max(1)]
}

fn tail_key<'a>(tables: &Tables, text: &'a [u8]) -> &'a [u8] {
    &text[text.len() - tables.trailing_word(text).max(1)..]
}

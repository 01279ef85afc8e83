//! Which conditions a line could meet, told from what it is, begins with, ends with or holds.

use super::condition::{Condition, Phrase, Seen, sentence_end};
use super::fold::Tables;
use super::gate::{At, Bounds, Holds, Need, needs};
use super::heads::Heads;
use super::literals::{Finder, Vectors};
use super::page::{Page, Zone};
use super::prefixes::Prefixes;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::{BuildHasher, Hash};

/// An index over numbered conditions with their zones.
///
/// Whole lines, last words and beginnings are asked of a hash map each. Literals need a look at every character, so
/// lines are sorted first: most text stands in long lines that end like sentences, and hardly a rule wants those.
pub struct Index {
    /// Hashes of trimmed whole lines: the condition compares the line itself.
    whole: FxHashMap<u64, Vec<u32>>,
    longest_whole: usize,
    whole_heads: Heads,
    /// By the run of word characters that the phrase ends with, or its last byte.
    last: FxHashMap<Phrase, Vec<u32>>,
    /// One bit for each byte that a key of `last` ends with.
    last_bytes: [u64; 4],
    prefixes: Prefixes,
    /// By class of line; see `class_of`.
    scans: [Vec<Scan>; CLASSES],
    vectors: Vectors,
    /// The maps and finders above give numbers of these.
    gates: Vec<Gate>,
    /// Of each condition.
    at: Vec<At>,
    /// Conditions that the first visible line may meet whatever it is.
    first_visible: Vec<u32>,
    /// Gates that every line in their zone passes.
    open: Vec<u32>,
}

/// One way to a condition: the line must keep to all of it.
struct Gate {
    place: u32,
    zone: Zone,
    bounds: Bounds,
    first: Option<[u64; 4]>,
}

/// Finds literals in one part of the lines of one class that lie in one kind of zone.
struct Scan {
    part: Part,
    zone: Range,
    /// How many bytes at the line's edge can hold them, at most.
    size: usize,
    finder: Finder,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Start,
    End,
}

/// Zones and reaches are sorted by size, lest one wide one makes all others wide.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Range {
    All,
    Head { few: bool },
    Tail { few: bool },
}

/// Up to this many lines of a zone are few; up to this many bytes of an edge are little.
const FEW_LINES: usize = 6;
const LITTLE: usize = 64;

fn range_of(zone: Zone) -> Range {
    match zone {
        Zone::All => Range::All,
        Zone::Head(size) => Range::Head { few: size <= FEW_LINES },
        Zone::Tail(size) => Range::Tail { few: size <= FEW_LINES },
    }
}

impl Scan {
    /// The one among `scans` for a part, a zone and a reach, made where there is none.
    fn of(scans: &mut Vec<Scan>, part: Part, range: Range, size: usize) -> &mut Scan {
        let same = |scan: &Scan| {
            scan.part == part
                && scan.zone == range
                && (part == Part::Whole || (scan.size <= LITTLE) == (size <= LITTLE))
        };
        let at = scans.iter().position(same).unwrap_or_else(|| {
            scans.push(Scan { part, zone: range, size, finder: Finder::default() });
            scans.len() - 1
        });
        let scan = &mut scans[at];
        scan.size = scan.size.max(size);
        scan
    }

    fn add(&mut self, literals: &[Phrase], gate: u32, zone: Zone) {
        for literal in literals {
            self.finder.add(literal, gate, zone);
        }
    }

    /// The part of a line that it looks at.
    fn part_of<'a>(&self, folded: &'a [u8]) -> &'a [u8] {
        let size = self.size.min(folded.len());
        match self.part {
            Part::Whole => folded,
            Part::Start => &folded[..size],
            // Windows begin where characters begin, so a few bytes more are looked at.
            Part::End => from_character(folded, folded.len() - size),
        }
    }
}

/// In place of a line: the first one visible.
pub const FIRST_VISIBLE: u32 = u32::MAX;

/// A line of more bytes and words than this is long; further bounds sort long lines.
const LONG: usize = 160;
const LONG_WORDS: [u64; 3] = [15, 30, 45];
const CLASSES: usize = 1 + 2 * LONG_WORDS.len();
/// From this class on edges and zones are looked at apart.
const MANY_WORDS: usize = 3;

/// 0: short; then pairs, without and with a sentence's end, of longer and longer lines.
fn class_of(line: &Seen) -> usize {
    let words = line.words();
    if line.folded.len() <= LONG || words <= LONG_WORDS[0] {
        return 0;
    }
    let longer = LONG_WORDS.iter().filter(|most| words > **most).count();
    2 * longer - 1 + usize::from(sentence_end(line.folded))
}

/// Whether some line of a class can keep the bounds.
fn class_fits(class: usize, bounds: &Bounds) -> bool {
    class == 0
        || (bounds.bytes > LONG
            && bounds.sentence.is_none_or(|wanted| wanted == class.is_multiple_of(2))
            && bounds.words > LONG_WORDS[(class - 1) / 2])
}

const ANY: Bounds = Bounds { least_words: 0, words: u64::MAX, bytes: usize::MAX, sentence: None };

impl Index {
    pub fn over<'a>(tables: &Tables, items: impl Iterator<Item = (Zone, &'a Condition)>) -> Index {
        let mut index = Index {
            whole: FxHashMap::default(),
            longest_whole: 0,
            whole_heads: Heads::default(),
            last: FxHashMap::default(),
            last_bytes: [0; 4],
            prefixes: Prefixes::default(),
            scans: Default::default(),
            vectors: Vectors::here(),
            gates: Vec::new(),
            at: Vec::new(),
            first_visible: Vec::new(),
            open: Vec::new(),
        };
        for (place, (zone, condition)) in items.enumerate() {
            index.add(tables, place as u32, zone, condition);
        }
        index
    }

    /// Which line the pairs of a condition name: it, or the one that must come before it.
    pub fn at(&self, place: u32) -> At {
        self.at[place as usize]
    }

    fn add(&mut self, tables: &Tables, place: u32, zone: Zone, condition: &Condition) {
        let found = needs(condition);
        let at = found.as_ref().map_or(At::Line, |found| found.0);
        self.at.push(at);
        let own = condition.bounds();
        let Some((at, needs)) = found else {
            let gate = self.gate(place, zone, own, None);
            self.open.push(gate);
            return;
        };
        // Zone and bounds are those of the line that meets the condition; another shows the needs.
        let zone = if at == At::Line { zone } else { Zone::All };
        let bounds = |bounds| if at == At::Line { bounds } else { ANY };
        if at == At::BeforeIfAny {
            self.first_visible.push(place);
        }
        for need in needs {
            match need {
                Need::Whole(phrases) => {
                    let gate = self.gate(place, zone, bounds(own), None);
                    for phrase in &phrases {
                        self.longest_whole = self.longest_whole.max(phrase.len());
                        self.whole_heads.add(phrase);
                        insert(&mut self.whole, hash(phrase), gate);
                    }
                }
                Need::Starts(phrases) => {
                    let gate = self.gate(place, zone, bounds(own), None);
                    for phrase in phrases {
                        self.prefixes.add(phrase, None, gate);
                    }
                }
                Need::Ends(phrases) => {
                    let gate = self.gate(place, zone, bounds(own), None);
                    for phrase in &phrases {
                        insert(&mut self.last, tail_key(tables, phrase).into(), gate);
                        let last = phrase[phrase.len() - 1];
                        self.last_bytes[usize::from(last >> 6)] |= 1 << (last & 63);
                    }
                }
                Need::Prefix(phrases, own) => {
                    let gate = self.gate(place, zone, bounds(own), None);
                    for phrase in phrases {
                        self.prefixes.add(phrase, None, gate);
                    }
                }
                Need::Behind(lead, literals, own) => {
                    let gate = self.gate(place, zone, bounds(own), None);
                    for literal in literals {
                        self.prefixes.add(literal, Some(&lead), gate);
                    }
                }
                Need::Holds(holds) => {
                    let holds = Holds { bounds: bounds(holds.bounds), ..holds };
                    self.add_literals(place, zone, &holds);
                }
            }
        }
    }

    fn gate(&mut self, place: u32, zone: Zone, bounds: Bounds, first: Option<[u64; 4]>) -> u32 {
        self.gates.push(Gate { place, zone, bounds, first });
        self.gates.len() as u32 - 1
    }

    fn add_literals(&mut self, place: u32, zone: Zone, holds: &Holds) {
        let gate = self.gate(place, zone, holds.bounds, holds.first);
        let (head, tail) = holds.reach;
        for (class, scans) in fitting(&mut self.scans, &holds.bounds) {
            // Lines of a few words are soon looked through, for all literals at once.
            if class < MANY_WORDS || head.max(tail) > 4 * LONG {
                let range = match range_of(zone) {
                    Range::Head { few: false } | Range::Tail { few: false }
                        if class < MANY_WORDS =>
                    {
                        Range::All
                    }
                    range => range,
                };
                Scan::of(scans, Part::Whole, range, 0).add(&holds.literals, gate, zone);
                continue;
            }
            for (part, size) in [(Part::Start, head), (Part::End, tail)] {
                if size > 0 {
                    Scan::of(scans, part, range_of(zone), size).add(&holds.literals, gate, zone);
                }
            }
        }
    }

    /// (condition, line) pairs worth a look, conditions in order, lines in order: every pair that holds on the untouched
    /// page is among them.
    pub fn candidates(&self, tables: &Tables, page: &Page, out: &mut Vec<(u32, u32)>) {
        out.clear();
        let count = page.lines.len();
        for &gate in &self.open {
            let Gate { place, zone, bounds, .. } = &self.gates[gate as usize];
            for line in zone.lines(count) {
                let words = page.seen(line).words();
                if (bounds.least_words..=bounds.words).contains(&words) {
                    out.push((*place, line as u32));
                }
            }
        }
        out.extend(self.first_visible.iter().map(|place| (*place, FIRST_VISIBLE)));
        for at in 0..count {
            self.of_line(tables, page, at, out);
        }
        out.sort_unstable();
        out.dedup();
    }

    fn of_line(&self, tables: &Tables, page: &Page, at: usize, out: &mut Vec<(u32, u32)>) {
        let count = page.lines.len();
        let line = page.seen(at);
        let folded = line.folded;
        let words = line.words();
        let mut push = |gates: &[u32]| {
            for &gate in gates {
                let Gate { place, zone, bounds, first } = &self.gates[gate as usize];
                if (bounds.least_words..=bounds.words).contains(&words)
                    && folded.len() <= bounds.bytes
                    && zone.lines(count).contains(&at)
                    && first.is_none_or(|bits| {
                        bits[usize::from(folded[0] >> 6)] >> (folded[0] & 63) & 1 != 0
                    })
                {
                    out.push((*place, at as u32));
                }
            }
        };
        if !self.whole.is_empty() && self.whole_heads.may_begin(tables.trim_start(folded)) {
            let trimmed = tables.trim(folded);
            if trimmed.len() <= self.longest_whole
                && let Some(gates) = self.whole.get(&hash(trimmed))
            {
                push(gates);
            }
        }
        let Some(last) = folded.last() else { return };
        if self.last_bytes[usize::from(last >> 6)] >> (last & 63) & 1 != 0
            && let Some(gates) = self.last.get(tail_key(tables, folded))
        {
            push(gates);
        }
        self.prefixes.look(self.vectors, folded, &mut push);
        for scan in &self.scans[class_of(&line)] {
            if scan.finder.looks_at(at, count) {
                scan.finder.scan(self.vectors, scan.part_of(folded), &mut push);
            }
        }
    }
}

/// The scans, with their classes, that can meet lines within the bounds.
fn fitting<'a>(
    scans: &'a mut [Vec<Scan>; CLASSES],
    bounds: &Bounds,
) -> impl Iterator<Item = (usize, &'a mut Vec<Scan>)> {
    scans.iter_mut().enumerate().filter(|(class, _)| class_fits(*class, bounds))
}

/// The text from the character on that `at` lies in.
fn from_character(text: &[u8], mut at: usize) -> &[u8] {
    while at < text.len() && at > 0 && text[at] & 0xC0 == 0x80 {
        at -= 1;
    }
    &text[at..]
}

fn hash(line: &[u8]) -> u64 {
    FxBuildHasher.hash_one(line)
}

fn insert<K: Hash + Eq>(map: &mut FxHashMap<K, Vec<u32>>, key: K, place: u32) {
    let owners = map.entry(key).or_default();
    if !owners.contains(&place) {
        owners.push(place);
    }
}

/// What a line must end with to end with the phrase: its last run of word characters, which the whole-word rule makes a run
/// of the line too, or its last byte where it ends with something else.
fn tail_key<'a>(tables: &Tables, text: &'a [u8]) -> &'a [u8] {
    &text[text.len() - tables.trailing_word(text).max(1)..]
}

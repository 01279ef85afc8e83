//! Which conditions a line could meet, told from what it is, begins with, ends with or holds.

use super::condition::{Condition, Phrase, Seen, sentence_end};
use super::finder::Finder;
use super::fold::Tables;
use super::gate::{At, Bounds, Holds, Need, needs};
use super::page::{Page, Zone};
use super::prefixes::Prefixes;
use rustc_hash::FxHashMap;

/// An index over numbered conditions with their zones.
///
/// Whole lines, first words, last words and beginnings are asked of a hash map each. Literals need a look at every character, so
/// lines are sorted first: most text stands in long lines that end like sentences, and hardly a rule wants those.
pub struct Index {
    /// Trimmed whole lines.
    whole: FxHashMap<Phrase, Vec<u32>>,
    longest_whole: usize,
    /// By the run of word characters that the phrase begins (ends) with, or its first (last) byte.
    first: FxHashMap<Phrase, Vec<u32>>,
    last: FxHashMap<Phrase, Vec<u32>>,
    prefixes: Prefixes,
    /// By class of line; see `class_of`.
    scans: [Scan; CLASSES],
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
    /// Literals that begin near the start, and how much of the line can hold them.
    near: Finder,
    near_size: usize,
}

/// In place of a line: the first one visible.
pub const FIRST_VISIBLE: u32 = u32::MAX;

/// A line of more bytes and words than this is long; further bounds sort long lines.
const LONG: usize = 160;
const LONG_WORDS: [u64; 3] = [15, 30, 45];
const CLASSES: usize = 1 + 2 * LONG_WORDS.len();

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
            && bounds.sentence.is_none_or(|wanted| wanted == (class % 2 == 0))
            && bounds.words > LONG_WORDS[(class - 1) / 2])
}

const ANY: Bounds = Bounds { least_words: 0, words: u64::MAX, bytes: usize::MAX, sentence: None };

impl Index {
    pub fn over<'a>(tables: &Tables, items: impl Iterator<Item = (Zone, &'a Condition)>) -> Index {
        let mut index = Index {
            whole: FxHashMap::default(),
            longest_whole: 0,
            first: FxHashMap::default(),
            last: FxHashMap::default(),
            prefixes: Prefixes::default(),
            scans: Default::default(),
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
                        insert(&mut self.whole, phrase, gate);
                    }
                }
                Need::Starts(phrases) => {
                    let gate = self.gate(place, zone, bounds(own), None);
                    for phrase in &phrases {
                        insert(&mut self.first, head_key(tables, phrase), gate);
                    }
                }
                Need::Ends(phrases) => {
                    let gate = self.gate(place, zone, bounds(own), None);
                    for phrase in &phrases {
                        insert(&mut self.last, tail_key(tables, phrase), gate);
                    }
                }
                Need::Prefix(phrases, own) => {
                    let gate = self.gate(place, zone, bounds(own), None);
                    for phrase in phrases {
                        self.prefixes.add(phrase, gate);
                    }
                }
                Need::Near(literals, lead, own) => {
                    let own = bounds(own);
                    let gate = self.gate(place, zone, own, None);
                    for (_, scan) in fitting(&mut self.scans, &own) {
                        for literal in &literals {
                            scan.near.add(literal, gate, zone);
                            scan.near_size = scan.near_size.max(lead + literal.len());
                        }
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
        for (class, scan) in fitting(&mut self.scans, &holds.bounds) {
            // Looking at the edges alone pays where the line is much longer than they are.
            let near = class > 0 && head.saturating_add(tail) < 4 * LONG;
            let finder = if near {
                scan.head = scan.head.max(head);
                scan.tail = scan.tail.max(tail);
                &mut scan.edges
            } else {
                &mut scan.all
            };
            for literal in &holds.literals {
                finder.add(literal, gate, zone);
                scan.both.add(literal, gate, zone);
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
        let trimmed = tables.trim(folded);
        if trimmed.len() <= self.longest_whole
            && let Some(gates) = self.whole.get(trimmed)
        {
            push(gates);
        }
        if folded.is_empty() {
            return;
        }
        if let Some(gates) = self.first.get(head_key(tables, folded)) {
            push(gates);
        }
        if !self.last.is_empty()
            && let Some(gates) = self.last.get(tail_key(tables, folded))
        {
            push(gates);
        }
        self.prefixes.look(folded, &mut push);
        let scan = &self.scans[class_of(&line)];
        let near = scan.near_size.min(folded.len());
        scan.near.scan(&folded[..near], at, count, &mut push);
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
}

/// The scans, with their classes, that can meet lines within the bounds.
fn fitting<'a>(
    scans: &'a mut [Scan; CLASSES],
    bounds: &Bounds,
) -> impl Iterator<Item = (usize, &'a mut Scan)> {
    scans.iter_mut().enumerate().filter(|(class, _)| class_fits(*class, bounds))
}

/// The text from the character on that `at` lies in.
fn from_character(text: &[u8], mut at: usize) -> &[u8] {
    while at < text.len() && at > 0 && text[at] & 0xC0 == 0x80 {
        at -= 1;
    }
    &text[at..]
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

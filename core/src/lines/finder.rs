//! Finds which of many literals a line holds.
//!
//! An automaton over eight hundred Arabic phrases takes megabytes, and a step in it is a miss of the cache. So each literal is
//! known here by one *window*: six bytes of it (three Arabic letters), the rarest of its places, or two bytes where it is shorter. A
//! small bitmap answers for nearly every place of a text that no window begins there; where one may, a hash map has the
//! literals to compare with.

use super::condition::Phrase;
use super::page::Zone;
use rustc_hash::FxHashMap;

const LONG_WINDOW: usize = 6;
const SHORT_WINDOW: usize = 2;

/// A literal behind a window: its bytes, how far the window lies in it, and the rules that want it.
struct Known {
    literal: Phrase,
    offset: usize,
    rules: Vec<u32>,
}

#[derive(Default)]
pub struct Finder {
    /// Windows that begin behind a space that the literal has too: looked for there alone.
    words: Windows<LONG_WINDOW>,
    long: Windows<LONG_WINDOW>,
    short: Windows<SHORT_WINDOW>,
    /// Zones of the rules: lines outside all of them are passed over.
    everywhere: bool,
    first: usize,
    last: usize,
}

/// The literals that are known by windows of one size.
#[derive(Default)]
struct Windows<const SIZE: usize> {
    /// One bit a hash of a window.
    bits: Vec<u64>,
    /// Of a hash, to the number of a bit.
    shift: u32,
    known: FxHashMap<u64, Vec<Known>>,
}

/// Bits of the bitmap for each window, about: few places pass for nothing, and the bitmaps of all finders stay in the
/// nearest cache.
const BITS_EACH: usize = 64;

impl<const SIZE: usize> Windows<SIZE> {
    const MASK: u64 = (1 << (8 * SIZE)) - 1;

    /// Know a literal by a window that begins at one of `starts`.
    fn add(&mut self, literal: &[u8], starts: &[usize], rule: u32) {
        let offset = self.best_window(literal, starts);
        let window = load(literal, offset) & Self::MASK;
        let list = self.known.entry(window).or_default();
        match list.iter_mut().find(|one| *one.literal == *literal && one.offset == offset) {
            Some(one) if one.rules.contains(&rule) => {}
            Some(one) => one.rules.push(rule),
            None => list.push(Known { literal: literal.into(), offset, rules: vec![rule] }),
        }
        if self.known.len() * BITS_EACH > self.bits.len() * 64 {
            self.bits = vec![0; (self.known.len() * BITS_EACH * 2).next_power_of_two() / 64];
            self.shift = 64 - (self.bits.len() * 64).trailing_zeros();
            for window in self.known.keys() {
                let place = self.place(*window);
                self.bits[place >> 6] |= 1 << (place & 63);
            }
        } else {
            let place = self.place(window);
            self.bits[place >> 6] |= 1 << (place & 63);
        }
    }

    /// The bit of a window.
    #[inline]
    fn place(&self, window: u64) -> usize {
        (window.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }

    /// Where the window of a literal lies best: among rare letters, and not where other literals have theirs. A literal
    /// that is known keeps its window.
    fn best_window(&self, literal: &[u8], starts: &[usize]) -> usize {
        let cost = |at: &usize| {
            let bytes = &literal[*at..at + SIZE];
            let others =
                self.known.get(&(load(literal, *at) & Self::MASK)).map_or(&[][..], Vec::as_slice);
            let known = others.iter().any(|one| *one.literal == *literal && one.offset == *at);
            let letters: u32 = bytes.chunks(2).map(commonness).sum();
            (!known, others.len() as u32 * 4 + letters)
        };
        starts.iter().copied().min_by_key(cost).expect("a place for a window")
    }

    /// Tell the rules of every literal whose window begins at `at`.
    #[inline]
    fn look(&self, text: &[u8], at: usize, window: u64, found: &mut impl FnMut(&[u32])) {
        let window = window & Self::MASK;
        let place = self.place(window);
        if self.bits[place >> 6] >> (place & 63) & 1 != 0 {
            self.compare(text, at, window, found);
        }
    }

    #[cold]
    fn compare(&self, text: &[u8], at: usize, window: u64, found: &mut impl FnMut(&[u32])) {
        for one in self.known.get(&window).into_iter().flatten() {
            if at >= one.offset && text[at - one.offset..].starts_with(&one.literal) {
                found(&one.rules);
            }
        }
    }
}

/// Eight bytes from an offset on, zeros behind the end.
#[inline]
fn load(text: &[u8], at: usize) -> u64 {
    let rest = &text[at..];
    match rest.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => {
            let mut bytes = [0; 8];
            bytes[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(bytes)
        }
    }
}

/// How common a byte pair is in folded Arabic news, roughly: 0 rare … 9 on every word. A window of rare letters is looked at less.
fn commonness(pair: &[u8]) -> u32 {
    match pair {
        [0xD8, 0xA7] | [b' ', _] | [_, b' '] => 9, // alef, blanks
        [0xD9, 0x84] => 8,                         // lam
        [0xD9, 0x8A | 0x85 | 0x88 | 0x86 | 0x87] => 6, // yeh, meem, waw, noon, heh
        [0xD8, 0xB1 | 0xAA | 0xA8 | 0xB9 | 0xAF] => 4, // reh, teh, beh, ain, dal
        [0xD8, 0xB3] | [0xD9, 0x81..=0x83] => 3,   // seen, feh, qaf, kaf
        [0xD8 | 0xD9, _] => 1,
        _ => 2,
    }
}

impl Finder {
    /// Know a literal, of two bytes at least, for a rule.
    pub fn add(&mut self, literal: &[u8], rule: u32, zone: Zone) {
        match zone {
            Zone::All => self.everywhere = true,
            Zone::Head(size) => self.first = self.first.max(size),
            Zone::Tail(size) => self.last = self.last.max(size),
        }
        let starts = |size: usize| {
            let all = 0..=literal.len() - size;
            all.filter(|at| literal[*at] & 0xC0 != 0x80).collect::<Vec<_>>()
        };
        if literal.len() < LONG_WINDOW {
            return self.short.add(literal, &starts(SHORT_WINDOW), rule);
        }
        let all = starts(LONG_WINDOW);
        let behind = all.iter().copied().filter(|at| *at > 0 && literal[*at - 1] == b' ');
        let behind: Vec<usize> = behind.collect();
        if behind.is_empty() {
            self.long.add(literal, &all, rule);
        } else {
            self.words.add(literal, &behind, rule);
        }
    }

    /// Whether a line out of so many lies in the zone of some rule.
    pub fn looks_at(&self, line: usize, count: usize) -> bool {
        self.everywhere || line < self.first || line + self.last >= count
    }

    /// Ask for the literals in a part of a line; `found` gets their rules, some of them several times.
    pub fn scan(&self, text: &[u8], mut found: impl FnMut(&[u32])) {
        if !self.words.bits.is_empty() {
            self.scan_words(text, &mut found);
        }
        let long = !self.long.bits.is_empty();
        let short = !self.short.bits.is_empty();
        if !long && !short {
            return;
        }
        // Windows begin where characters begin. Eight bytes tell their starts at once, so that no look waits for the
        // length of the character before it.
        let mut at = 0;
        while at + 16 <= text.len() {
            let mut starts = starts_in(u64::from_le_bytes(
                *text[at..].first_chunk().expect("16 bytes are left"),
            ));
            while starts != 0 {
                let place = at + (starts.trailing_zeros() / 8) as usize;
                starts &= starts - 1;
                let window =
                    u64::from_le_bytes(*text[place..].first_chunk().expect("8 bytes are left"));
                if long {
                    self.long.look(text, place, window, &mut found);
                }
                if short {
                    self.short.look(text, place, window, &mut found);
                }
            }
            at += 8;
        }
        for place in at..text.len() {
            let window = load(text, place);
            if long {
                self.long.look(text, place, window, &mut found);
            }
            if short {
                self.short.look(text, place, window, &mut found);
            }
        }
    }
}

impl Finder {
    fn scan_words(&self, text: &[u8], found: &mut impl FnMut(&[u32])) {
        let mut at = 0;
        while at + 16 <= text.len() {
            let bytes = *text[at..].first_chunk().expect("16 bytes are left");
            let mut spaces = spaces_in(u64::from_le_bytes(bytes));
            while spaces != 0 {
                let place = at + 1 + (spaces.trailing_zeros() / 8) as usize;
                spaces &= spaces - 1;
                let window = *text[place..].first_chunk().expect("8 bytes are left");
                self.words.look(text, place, u64::from_le_bytes(window), found);
            }
            at += 8;
        }
        for place in at..text.len() {
            if text[place] == b' ' {
                self.words.look(text, place + 1, load(text, place + 1), found);
            }
        }
    }
}

/// The high bit of each of eight bytes that is a space.
#[inline]
fn spaces_in(bytes: u64) -> u64 {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let other = bytes ^ 0x2020_2020_2020_2020;
    !(((other & LOW) + LOW) | other | LOW)
}

/// The high bit of each of eight bytes that begins a character.
#[inline]
fn starts_in(bytes: u64) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    !(bytes & !(bytes << 1)) & HIGH
}

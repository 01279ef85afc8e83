//! Finds which of many literals a line holds.
//!
//! An automaton over eight hundred Arabic phrases takes megabytes, and a step in it is a miss of the cache. So each literal is
//! known here by one *window*: six bytes of it (three Arabic letters), the rarest of its places, or four or two bytes where it is
//! shorter. A small filter answers for nearly every place of a text that no window begins there; where one may, a hash map has
//! the literals to compare with.

#[cfg(target_arch = "x86_64")]
mod scan_avx512;
mod sieve;
mod windows;

use super::page::Zone;
pub use sieve::Sieves;
pub use windows::Eight;
use windows::{Windows, load};

const LONG: usize = 6;
const MIDDLE: usize = 4;
const SHORT: usize = 2;

/// Whether the vector path is taken.
#[derive(Clone, Copy)]
pub struct Vectors(bool);

impl Vectors {
    pub const NONE: Vectors = Vectors(false);

    /// Those of this processor, as far as `ARCLEAN_SIMD` lets them.
    pub fn here() -> Vectors {
        #[cfg(target_arch = "x86_64")]
        return Vectors(scan_avx512::is_available());
        #[cfg(not(target_arch = "x86_64"))]
        return Vectors::NONE;
    }

    /// The places among the first 64 of a text where one of the known windows of four bytes may begin, a bit each; None
    /// without vectors.
    #[inline]
    pub fn near(self, sieves: &Sieves, text: &[u8]) -> Option<u64> {
        #[cfg(target_arch = "x86_64")]
        if self.0 {
            // SAFETY: there is no such value where the processor cannot run it.
            return Some(unsafe { scan_avx512::near(sieves, text) });
        }
        let _ = (self.0, sieves, text);
        None
    }
}

#[derive(Default)]
pub struct Finder {
    /// Windows that begin behind a space that the literal has too: looked for there alone.
    words: Windows<LONG>,
    long: Windows<LONG>,
    middle: Windows<MIDDLE>,
    short: Windows<SHORT>,
    /// Their windows, those of `words` among the long ones.
    sieves: Sieves,
    /// Zones of the rules: lines outside all of them are passed over.
    everywhere: bool,
    first: usize,
    last: usize,
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
        if literal.len() < MIDDLE {
            return self.sieves.add(self.short.add(literal, &starts(SHORT), rule));
        }
        if literal.len() < LONG {
            return self.sieves.add(self.middle.add(literal, &starts(MIDDLE), rule));
        }
        let all = starts(LONG);
        let behind = all.iter().copied().filter(|at| *at > 0 && literal[*at - 1] == b' ');
        let behind: Vec<usize> = behind.collect();
        let window = if behind.is_empty() {
            self.long.add(literal, &all, rule)
        } else {
            self.words.add(literal, &behind, rule)
        };
        self.sieves.add(window);
    }

    /// Whether a line out of so many lies in the zone of some rule.
    pub fn looks_at(&self, line: usize, count: usize) -> bool {
        self.everywhere || line < self.first || line + self.last >= count
    }

    /// Ask for the literals in a part of a line; `found` gets their rules, some of them several times.
    #[inline]
    pub fn scan(&self, vectors: Vectors, text: &[u8], found: &mut impl FnMut(&[u32])) {
        #[cfg(target_arch = "x86_64")]
        if vectors.0 {
            // SAFETY: there is no such value where the processor cannot run it.
            return unsafe { scan_avx512::scan(self, text, found) };
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = vectors.0;
        self.scan_scalar(text, found);
    }

    fn scan_scalar(&self, text: &[u8], found: &mut impl FnMut(&[u32])) {
        let mut behind = false;
        for_starts(text, |place, next| {
            if behind && !self.words.is_empty() {
                self.words.look(text, place, next, found);
            }
            behind = next as u8 == b' ';
            if !self.long.is_empty() {
                self.long.look(text, place, next, found);
            }
            if !self.middle.is_empty() {
                self.middle.look(text, place, next, found);
            }
            if !self.short.is_empty() {
                self.short.look(text, place, next, found);
            }
        });
    }
}

/// Go through the places where characters begin, with eight bytes from there on, zeros behind the end.
#[inline]
fn for_starts(text: &[u8], mut each: impl FnMut(usize, u64)) {
    // Eight bytes tell their starts at once, so that no look waits for the length of the character before it.
    let mut at = 0;
    while at + 16 <= text.len() {
        let mut starts = starts_in(load(text, at));
        while starts != 0 {
            let place = at + (starts.trailing_zeros() / 8) as usize;
            starts &= starts - 1;
            each(place, load(text, place));
        }
        at += 8;
    }
    for place in at..text.len() {
        if text[place] & 0xC0 != 0x80 {
            each(place, load(text, place));
        }
    }
}

/// The high bit of each of eight bytes that begins a character.
#[inline]
fn starts_in(bytes: u64) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    !(bytes & !(bytes << 1)) & HIGH
}

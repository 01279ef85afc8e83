//! Literals known by one window each, of two, four or six bytes.

use crate::lines::condition::Phrase;
use rustc_hash::FxHashMap;

/// A literal behind a window: its bytes, how far the window lies in it, and the rules that want it.
struct Known {
    after: Eight,
    literal: Phrase,
    offset: usize,
    rules: Vec<u32>,
}

/// Up to eight bytes that a text must have somewhere; in place, where the text that they are of is a miss of the cache away.
pub struct Eight {
    bytes: u64,
    mask: u64,
}

impl Eight {
    /// Those of a text from `at` on, as far as there are any.
    pub fn of(text: &[u8], at: usize) -> Eight {
        let size = text.len().saturating_sub(at).min(8);
        let mask = if size == 0 { 0 } else { u64::MAX >> (64 - 8 * size) };
        Eight { bytes: load(text, at.min(text.len())), mask }
    }

    /// Whether a text has them from `at` on, or they lie behind its end.
    #[inline]
    pub fn are_in(&self, text: &[u8], at: usize) -> bool {
        at > text.len() || load(text, at) & self.mask == self.bytes
    }
}

/// The literals that are known by windows of one size.
#[derive(Default)]
pub struct Windows<const SIZE: usize> {
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

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Know a literal by a window that begins at one of `starts`; gives the window.
    pub fn add<'a>(&mut self, literal: &'a [u8], starts: &[usize], rule: u32) -> &'a [u8] {
        let offset = self.best_window(literal, starts);
        let window = load(literal, offset) & Self::MASK;
        let list = self.known.entry(window).or_default();
        match list.iter_mut().find(|one| *one.literal == *literal && one.offset == offset) {
            Some(one) if one.rules.contains(&rule) => {}
            Some(one) => one.rules.push(rule),
            None => {
                let after = Eight::of(literal, offset + SIZE);
                list.push(Known { after, literal: literal.into(), offset, rules: vec![rule] });
            }
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
        &literal[offset..offset + SIZE]
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

    /// Tell the rules of every literal whose window is the one that `next` begins with, read at `at`.
    #[inline]
    pub fn look(&self, text: &[u8], at: usize, next: u64, found: &mut impl FnMut(&[u32])) {
        let window = next & Self::MASK;
        let place = self.place(window);
        if self.bits[place >> 6] >> (place & 63) & 1 != 0 {
            self.compare(text, at, window, found);
        }
    }

    #[cold]
    fn compare(&self, text: &[u8], at: usize, window: u64, found: &mut impl FnMut(&[u32])) {
        for one in self.known.get(&window).into_iter().flatten() {
            if one.after.are_in(text, at + SIZE)
                && at >= one.offset
                && text[at - one.offset..].starts_with(&one.literal)
            {
                found(&one.rules);
            }
        }
    }
}

/// Eight bytes from an offset on, zeros behind the end.
#[inline]
pub fn load(text: &[u8], at: usize) -> u64 {
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

//! Which of many literals a line begins with.

use super::condition::Phrase;
use super::heads::Heads;
use rustc_hash::FxHashMap;

/// Literals, with what is told for each, by their first eight or four bytes, or their first one where they are shorter.
pub struct Prefixes {
    heads: Heads,
    eight: FxHashMap<u64, Vec<(Phrase, u32)>>,
    four: FxHashMap<u32, Vec<(Phrase, u32)>>,
    one: [Vec<(Phrase, u32)>; 256],
}

impl Default for Prefixes {
    fn default() -> Self {
        let one = std::array::from_fn(|_| Vec::new());
        Prefixes {
            heads: Heads::default(),
            eight: FxHashMap::default(),
            four: FxHashMap::default(),
            one,
        }
    }
}

fn eight(text: &[u8]) -> Option<u64> {
    text.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

fn four(text: &[u8]) -> Option<u32> {
    text.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

impl Prefixes {
    /// Know a literal, of one byte at least.
    pub fn add(&mut self, literal: Phrase, told: u32) {
        self.heads.add(&literal);
        let list = if let Some(key) = eight(&literal) {
            self.eight.entry(key).or_default()
        } else if let Some(key) = four(&literal) {
            self.four.entry(key).or_default()
        } else {
            &mut self.one[usize::from(literal[0])]
        };
        list.push((literal, told));
    }

    /// Tell, for every literal that the text begins with, what it was added with.
    #[inline]
    pub fn look(&self, text: &[u8], found: &mut impl FnMut(&[u32])) {
        if self.heads.may_begin(text) {
            self.compare(text, found);
        }
    }

    fn compare(&self, text: &[u8], found: &mut impl FnMut(&[u32])) {
        let mut ask = |list: &[(Phrase, u32)]| {
            for (literal, told) in list {
                if text.starts_with(literal) {
                    found(std::slice::from_ref(told));
                }
            }
        };
        if let Some(list) = eight(text).and_then(|key| self.eight.get(&key)) {
            ask(list);
        }
        if let Some(list) = four(text).and_then(|key| self.four.get(&key)) {
            ask(list);
        }
        if let Some(first) = text.first() {
            ask(&self.one[usize::from(*first)]);
        }
    }
}

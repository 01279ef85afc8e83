//! The tables that the vector paths over a str's units read.

use super::scalar::{WIDE_GONE, WIDE_SLOW};
use crate::trie::Trie;

/// The character disappears. A noncharacter: where one is kept, it is SLOW.
pub const GONE: u16 = 0xFFFF;
/// The character belongs to the slow path.
pub const SLOW: u16 = 0xFFFE;

/// New units of the characters that Arabic text is made of.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Units {
    /// U+0600–06FF.
    pub arabic: [u16; 256],
    /// U+0000–007F.
    pub ascii: [u16; 128],
    /// U+0080–00FF.
    pub latin: [u16; 128],
    /// U+2000–203F.
    pub general: [u16; 64],
    /// Of the marks of U+0600–06FF that stay: their place in a run; 0: no such mark.
    pub ranks: [u8; 256],
    /// 0 to 31.
    pub identity: [u16; 32],
}

impl Units {
    pub fn new(wide: &Trie<u32>) -> Units {
        let unit = |c: u32| match wide.get(c) {
            0 => c as u16,
            WIDE_GONE => GONE,
            WIDE_SLOW => SLOW,
            to => u16::try_from(to).ok().filter(|u| *u < SLOW).unwrap_or(SLOW),
        };
        Units {
            arabic: std::array::from_fn(|i| unit(0x600 + i as u32)),
            ascii: std::array::from_fn(|i| unit(i as u32)),
            latin: std::array::from_fn(|i| unit(0x80 + i as u32)),
            general: std::array::from_fn(|i| unit(0x2000 + i as u32)),
            ranks: [0; 256],
            identity: std::array::from_fn(|i| i as u16),
        }
    }

    /// Notes a mark that stays and its place in a run.
    pub fn rank(&mut self, c: u32, rank: u8) {
        if c >> 8 == 6 {
            self.ranks[(c & 0xFF) as usize] = rank;
        }
    }

    /// The place of the mark that was written last; 0 if that is none.
    pub fn last_rank<U: Copy + Into<u32>>(&self, written: &[U]) -> u8 {
        written.last().map_or(0, |unit| self.rank_of((*unit).into()))
    }

    /// The place of a mark; 0 if it is none.
    #[inline]
    pub fn rank_of(&self, c: u32) -> u8 {
        if c >> 8 == 6 { self.ranks[(c & 0xFF) as usize] } else { 0 }
    }
}

//! The tables that the vector paths over a str's units read.

use super::scalar::{WIDE_GONE, WIDE_SLOW};
use crate::trie::Trie;

/// The character disappears. A noncharacter: where one is kept, it is SLOW.
pub const GONE: u16 = 0xFFFF;
/// The character belongs to the slow path.
pub const SLOW: u16 = 0xFFFE;

/// In the tables of low bytes: the character disappears …
const PLAIN_GONE: u8 = 0;
/// … or it is not for these tables.
pub const PLAIN_OTHER: u8 = 0xFF;

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
    /// Low bytes of the new units of U+0600–06FF, U+0000–007F and U+2000–203F that stay in their page, or go
    /// (but those of ASCII).
    pub plain_arabic: [u8; 256],
    pub plain_ascii: [u8; 128],
    pub plain_general: [u8; 64],
    /// Whether these tables tell of all that is frequent in Arabic.
    pub is_plain: bool,
}

impl Units {
    pub fn new(wide: &Trie<u32>) -> Units {
        let unit = |c: u32| match wide.get(c) {
            0 => c as u16,
            WIDE_GONE => GONE,
            WIDE_SLOW => SLOW,
            to => u16::try_from(to).ok().filter(|u| *u < SLOW).unwrap_or(SLOW),
        };
        let plain = |c: u32| match unit(c) {
            GONE if c >= 0x80 => PLAIN_GONE,
            to if u32::from(to) >> 8 == c >> 8 && to & 0xFF != 0 => (to & 0xFF) as u8,
            _ => PLAIN_OTHER,
        };
        let frequent = (0x20..0x7F).chain([0x60C, 0x61B, 0x61F]).chain(0x621..0x653);
        // What is slow stops every kernel, so it is no matter here.
        let is_plain = |c: u32| unit(c) == SLOW || plain(c) != PLAIN_OTHER;
        Units {
            plain_arabic: std::array::from_fn(|i| plain(0x600 + i as u32)),
            plain_ascii: std::array::from_fn(|i| match plain(i as u32) {
                to if to < 0x80 => to,
                _ => PLAIN_OTHER,
            }),
            plain_general: std::array::from_fn(|i| plain(0x2000 + i as u32)),
            is_plain: frequent.into_iter().all(is_plain),
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

//! The tables that the vector path over a str's units reads: low bytes and pages (the bytes above) apart.

use super::scalar::{WIDE_GONE, WIDE_SLOW};
use crate::trie::Trie;

/// As a low byte in the plain tables: the character disappears …
const PLAIN_GONE: u8 = 0;
/// … or it is not for these tables.
pub const PLAIN_OTHER: u8 = 0xFF;
/// As a page: the character belongs to the slow path. U+0000, if kept, is slow: 0 and 0 means that it disappears.
pub const SLOW_PAGE: u8 = 0xFF;

/// Of U+0600–06FF, U+0000–00FF and U+2000–203F, by their low bytes.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Half {
    pub arabic: [[u8; 128]; 2],
    pub latin: [[u8; 128]; 2],
    pub general: [u8; 64],
}

impl Half {
    fn new(of: impl Fn(u32) -> u8) -> Half {
        let halves =
            |page: u32| [page, page + 0x80].map(|c| std::array::from_fn(|i| of(c + i as u32)));
        Half {
            arabic: halves(0x600),
            latin: halves(0),
            general: std::array::from_fn(|i| of(0x2000 + i as u32)),
        }
    }
}

/// New units of the characters that Arabic text is made of.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Units {
    /// The low bytes of the new units, and their pages.
    pub low: Half,
    pub page: Half,
    /// The low bytes of those that stay in their page, or go (but those of U+0000–00FF).
    pub plain: Half,
    /// Whether the plain ones tell of all that is frequent in Arabic.
    pub is_plain: bool,
    /// Of the marks of U+0600–06FF that stay, if only where they do not compose: their place in a run; 0: no such mark.
    ranks: [u8; 256],
}

impl Units {
    pub fn new(wide: &Trie<u32>) -> Units {
        // None: slow.
        let unit = |c: u32| match wide.get(c) {
            WIDE_SLOW => None,
            WIDE_GONE => Some(0),
            to => u16::try_from(if to == 0 { c } else { to })
                .ok()
                .filter(|to| *to != 0 && to >> 8 != u16::from(SLOW_PAGE)),
        };
        let plain = |c: u32| match unit(c) {
            Some(0) if c >= 0x100 => PLAIN_GONE,
            Some(to) if u32::from(to) >> 8 == c >> 8 && to & 0xFF != 0 => (to & 0xFF) as u8,
            _ => PLAIN_OTHER,
        };
        let frequent = (0x20..0x7F).chain([0x60C, 0x61B, 0x61F]).chain(0x621..0x653);
        // What is slow stops every kernel, so it is no matter here.
        let is_plain = |c: u32| unit(c).is_none() || plain(c) != PLAIN_OTHER;
        Units {
            low: Half::new(|c| unit(c).map_or(0, |to| (to & 0xFF) as u8)),
            page: Half::new(|c| unit(c).map_or(SLOW_PAGE, |to| (to >> 8) as u8)),
            plain: Half::new(plain),
            is_plain: frequent.into_iter().all(is_plain),
            ranks: [0; 256],
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

//! What the vector kernels do with the bits of a block, one a byte: blanks, repeated characters, gaps.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{_pdep_u64, _pext_u64};

use super::cursor::{Cursor, Edge};

/// Carries blanks across blocks: bit 0 of each.
#[derive(Clone, Copy, Default)]
pub struct Last {
    pub blank: u64,
    pub line: u64,
}

impl Last {
    pub fn new(edge: Edge) -> Last {
        Last { blank: u64::from(edge == Edge::Blank), line: u64::from(edge == Edge::Line) }
    }

    pub fn edge(self) -> Edge {
        match self {
            Last { blank: 1, .. } => Edge::Blank,
            Last { line: 1, .. } => Edge::Line,
            _ => Edge::Inner,
        }
    }
}

/// Whether a blank or a line feed stands next to a blank, or to something that disappears.
#[inline(always)]
pub fn touches(keep: u64, b: u64, n: u64, last: Last) -> u64 {
    (b << 1 | last.blank) & (b | n | !keep) | (n << 1 | last.line) & (b | !keep)
}

/// Drops the blanks that follow a blank or a line feed, or that stand before a line feed.
/// `keep`, `b`, `n`: bytes that stay, blanks, line feeds. Gives the new `keep` and how many bytes to
/// take back from the destination (0 or 1).
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "bmi1,bmi2,popcnt,lzcnt")]
pub fn collapse(keep: u64, b: u64, n: u64, last: &mut Last) -> (u64, usize) {
    let (kb, kn) = (_pext_u64(b, keep), _pext_u64(n, keep));
    let mut gone = kb & ((kb | kn) << 1 | last.blank | last.line);
    let mut back = 0;
    if (kn >> 1 & kb) | (kn & last.blank) != 0 {
        (gone, back) = before_line_feed(kb, kn, gone, *last);
    }
    (left(keep & !_pdep_u64(gone, keep), b, n, back, last), back)
}

/// Marks the blanks that stand before a line feed as gone too; also how many bytes to take back from
/// the destination (0 or 1).
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "bmi1,bmi2,popcnt,lzcnt")]
fn before_line_feed(kb: u64, kn: u64, gone: u64, last: Last) -> (u64, usize) {
    // Runs of blanks: where they begin, and what is behind each. The first blank of a run is the only one
    // that is not gone yet.
    let begins = kb & !(kb << 1);
    let behind = kb.wrapping_add(begins) & !kb;
    let dropped = _pdep_u64(_pext_u64(kn, behind), begins);
    (gone | dropped, (last.blank & (kn | dropped) & 1) as usize)
}

/// The same where no instruction moves bits together: a carry runs through what disappears.
#[cfg(not(target_arch = "x86_64"))]
pub use carried as collapse;

#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
pub fn carried(keep: u64, b: u64, n: u64, last: &mut Last) -> (u64, usize) {
    // What stands behind these bytes when all that disappears has gone; bit 0 of `first`: at the beginning.
    let behind = |bytes: u64, first: u64| {
        let next = bytes << 1 | first;
        ((next & !keep).wrapping_add(!keep) | next) & keep
    };
    let mut gone = b & behind(b | n, last.blank | last.line);
    let (mut ends, mut back) = (n & behind(b, last.blank), 0);
    while ends != 0 {
        // The run of blanks in front of this line feed: its first one is the only one not gone yet.
        let before = (1 << ends.trailing_zeros()) - 1;
        let other = keep & !b & before;
        let run = b & before & (!0_u64).checked_shl(64 - other.leading_zeros()).unwrap_or(0);
        gone |= run & run.wrapping_neg();
        back |= usize::from(other == 0 && last.blank != 0);
        ends &= ends - 1;
    }
    (left(keep & !gone, b, n, back, last), back)
}

/// Notes in `last` what the bytes that are left end with, and gives them.
#[inline(always)]
fn left(keep: u64, b: u64, n: u64, back: usize, last: &mut Last) -> u64 {
    if keep != 0 {
        let top = 63 - keep.leading_zeros();
        *last = Last { blank: b >> top & 1, line: n >> top & 1 };
    } else if back != 0 {
        *last = Last { blank: 0, line: 0 };
    }
    keep
}

/// What the next block must know of the last bytes written to notice that characters repeat: of each
/// byte whether it equals the one two before it (`byte`, the last one), and whether it and the byte
/// before it do (`pair`, the last two).
#[derive(Clone, Copy, Default)]
pub struct Echo {
    byte: u64,
    pair: u64,
}

impl Echo {
    /// Looks at the last bytes written.
    pub fn new(written: &[u8]) -> Echo {
        let same = |back: usize| {
            written.len() >= back + 2
                && written[written.len() - back] == written[written.len() - back - 2]
        };
        let (last, second, third) = (same(1), same(2), same(3));
        Echo {
            byte: u64::from(last),
            pair: u64::from(last && second) << 1 | u64::from(second && third),
        }
    }

    /// Where a two-byte character ends that equals as many before it as `REPEATS` says. `same`: of
    /// each of `count` bytes (two at least), whether it equals the one two before it. As bits, ASCII among
    /// them, which is no matter for these, so for the caller to look at. Also what the next block must know.
    #[inline(always)]
    pub fn repeats<const REPEATS: u8>(self, same: u64, count: usize) -> (u64, Echo) {
        let pair = same & (same << 1 | self.byte);
        let found = if REPEATS > 1 { pair & (pair << 2 | self.pair) } else { pair };
        (found, Echo { byte: same >> (count - 1), pair: pair >> (count - 2) })
    }
}

/// Whether so many bytes in a row disappear that they may be half a run of too many marks (see
/// `LONG_RUN`), and thus no business of the tables: 32 bytes always cover one of these windows of 15.
#[inline(always)]
pub fn has_gap(keep: u64) -> bool {
    let windows = keep & 0x7FFF_7FFF_7FFF_7FFF;
    windows.wrapping_sub(0x0001_0001_0001_0001) & !windows & 0x8000_8000_8000_8000 != 0
}

/// The two bytes in front of `q`.
///
/// # Safety
/// So many have been written at `dst`.
#[cfg(target_arch = "x86_64")]
#[inline]
pub unsafe fn two_before(dst: *const u8, q: usize) -> u16 {
    if q < 2 { 0xFFFF } else { unsafe { dst.add(q - 2).cast::<u16>().read_unaligned() } }
}

/// Leaves a character that the last block ends within to whoever goes on: back to its first byte.
/// `keep`: the bytes that stayed of the block.
///
/// # Safety
/// `at` stands behind a block of 64 bytes, of which the last ones begin a character.
///
/// # Panics
/// Somebody has written to the source, and they do not any more.
pub unsafe fn step_back(at: &mut Cursor<u8>, keep: u64) {
    // SAFETY: read before.
    let bytes = unsafe { std::slice::from_raw_parts(at.src, at.pos) };
    let back = bytes.iter().rev().take_while(|b| **b & 0xC0 == 0x80).count() + 1;
    assert!(back <= 4, "the text has changed");
    at.pos -= back;
    at.q -= (keep >> (64 - back)).count_ones() as usize;
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::{Last, carried, collapse};

    #[test]
    fn a_carry_does_what_moving_bits_does() {
        if !is_x86_feature_detected!("bmi2") || !is_x86_feature_detected!("lzcnt") {
            return;
        }
        let mut seed = 0x5EED_u64;
        let mut random = || {
            seed = seed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
            (seed >> 32) ^ seed << 17
        };
        for round in 0..200_000 {
            let keep = random() | if round % 3 == 0 { random() } else { 0 };
            let b = keep & random() & if round % 2 == 0 { random() } else { !0 };
            let n = keep & !b & random() & random() & if round % 5 == 0 { !0 } else { random() };
            let keep = if round % 7 == 0 { b | n } else { keep };
            for (blank, line) in [(0, 0), (1, 0), (0, 1)] {
                let (mut one, mut two) = (Last { blank, line }, Last { blank, line });
                // SAFETY: the processor has the features.
                let want = unsafe { collapse(keep, b, n, &mut one) };
                assert_eq!(carried(keep, b, n, &mut two), want, "{keep:x} {b:x} {n:x}");
                assert_eq!((two.blank, two.line), (one.blank, one.line), "{keep:x} {b:x} {n:x}");
            }
        }
    }
}

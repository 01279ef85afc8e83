//! The loop of the kernels over UTF-8 that compact by tables (AVX2, NEON): blocks of 64 bytes, side by side,
//! so that what a character at the end of one owes comes to its last bytes in the next one.
//!
//! Done here are blocks of ASCII, U+0600–067F, U+06C0–06FF and U+2000–203F; any other block, and any in
//! which something slow or a repeated letter stands, by the scalar path, 64 bytes of it.

use super::bits::{Echo, Last, collapse, has_gap, step_back, touches};
use super::cursor::{Cursor, Stop};
use super::lone::go_past;
use super::{Rules, scalar};
use crate::table::Table;

/// Bytes that must be readable from the position of a block on.
const AHEAD: usize = 64 + 2;

/// For each byte of bits the places of those that are set, as a shuffle.
pub static PACK: [[u8; 8]; 256] = {
    let mut table = [[0x80; 8]; 256];
    let mut bits = 0;
    while bits < 256 {
        let (mut i, mut n) = (0, 0);
        while i < 8 {
            if bits >> i & 1 == 1 {
                table[bits][n] = i;
                n += 1;
            }
            i += 1;
        }
        bits += 1;
    }
    table
};

/// What became of a block.
pub struct Block<K: Kernel> {
    pub out: K::Bytes,
    /// Bytes of characters that are not for the tables, or bytes behind them: nothing from the first one on counts.
    pub bad: u64,
    /// More than letters and single blanks is to be expected here.
    pub mixed: bool,
    /// The bytes that stay.
    pub keep: u64,
    pub owed: K::Owed,
}

/// The vector part. All of it is inlined into functions that have the processor's features.
pub trait Kernel: Sized {
    /// 64 bytes.
    type Bytes: Copy;
    /// The tables, in registers as far as there are enough.
    type Tables<'t>: Copy;
    /// What a block must know of the one before.
    type Owed: Copy;

    /// # Safety
    /// The processor has the features; so for all of these.
    unsafe fn tables(t: &Table) -> Self::Tables<'_>;

    /// Where a character begins nothing is owed but the rank of the mark in front of it.
    unsafe fn begin(rank: u8) -> Self::Owed;

    /// Whether the last block, which ends at `end`, does so within a character.
    unsafe fn is_within(owed: Self::Owed, end: *const u8) -> bool;

    /// The block at `p`, `AHEAD` bytes being readable there, and `BEHIND` in front of it. `ORDER`: marks out of order stop it.
    unsafe fn block<const ORDER: bool>(
        t: Self::Tables<'_>,
        p: *const u8,
        owed: Self::Owed,
    ) -> Block<Self>;

    /// Which bytes are this one.
    unsafe fn are(bytes: Self::Bytes, b: u8) -> u64;

    /// Writes the bytes that `keep` names; 64 bytes may be written.
    unsafe fn pack(bytes: Self::Bytes, keep: u64, to: *mut u8);

    /// Which of the 64 bytes at `to` equal the ones two before them, and which are not ASCII. Of bytes
    /// that have not been written the answer is any.
    unsafe fn repeated(to: *const u8) -> (u64, u64);
}

/// If less of a block can be done, the rest of it goes the scalar path.
const LEAST: usize = 8;

/// As long as there is a whole step of input and of room: blocks, and what they stop at by the scalar path.
/// `blocks`: the loop below, compiled for the processor; `behind`: how many bytes it reads in front of a block.
///
/// # Safety
/// The cursor's invariants hold; `blocks` may be called.
#[inline(always)]
pub unsafe fn run(
    t: &Table,
    rules: Rules,
    behind: usize,
    at: &mut Cursor<u8>,
    blocks: unsafe fn(&Table, &mut Cursor<u8>) -> bool,
) -> Stop {
    if at.pos < behind {
        let stop = scalar::utf8(t, rules, behind, at);
        if stop != Stop::Input || at.pos < behind {
            return stop;
        }
    }
    let floor = at.q;
    loop {
        // SAFETY: as the caller says.
        let is_stopped = unsafe { blocks(t, at) };
        if at.len - at.pos < AHEAD {
            return Stop::Input;
        }
        if at.cap - at.q < 64 {
            return Stop::Room;
        }
        if is_stopped && go_past(t, at, floor) {
            continue;
        }
        match scalar::utf8(t, rules, at.pos + 64, at) {
            Stop::Input => {}
            Stop::Slow if go_past(t, at, floor) => {}
            stop => return stop,
        }
    }
}

/// Blocks that can be done whole, and of one more what stands in front of a character that is not for the tables. Gives
/// whether it stopped at such a one.
///
/// # Safety
/// The processor has the kernel's features; the cursor's invariants hold, and as many bytes as it wants are behind.
#[inline(always)]
pub unsafe fn blocks<K: Kernel, const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &mut Cursor<u8>,
) -> bool {
    // SAFETY: as the caller says; all positions are checked below.
    unsafe {
        let tables = K::tables(t);
        let (mut pos, mut q) = (at.pos, at.q);
        let mut last = Last::new(at.edge);
        let mut echo = Echo::new(at.written());
        let mut owed = K::begin(if ORDER { t.last_rank(at.written()) } else { 0 });
        // Of the block in front of `pos`, if there is one.
        let mut kept = None;
        let mut is_stopped = false;
        let ahead = at.ahead_of(pos, q);
        while at.len - pos >= AHEAD && at.cap - q >= 64 {
            at.fetch(pos + ahead, q + ahead, 1);
            let block = K::block::<ORDER>(tables, at.src.add(pos), owed);
            let (mut keep, mut size, mut beyond) = (block.keep, 64, 0);
            if block.bad != 0 {
                let bad = pos + block.bad.trailing_zeros() as usize;
                size = begin(std::slice::from_raw_parts(at.src, at.len), bad).saturating_sub(pos);
                if size < LEAST {
                    break;
                }
                beyond = !0 << size;
                keep &= !beyond;
            }
            if has_gap(keep | beyond) {
                break;
            }
            let (mut new_last, mut back) = (last, 0);
            if BLANKS {
                let (b, n) = (K::are(block.out, b' '), K::are(block.out, b'\n'));
                // Where blanks stand between marks of direction, no branch can be foretold.
                if block.mixed || beyond != 0 || touches(keep, b, n, last) != 0 {
                    (keep, back) = collapse(keep, b, n, &mut new_last);
                } else {
                    new_last = Last { blank: b >> 63, line: n >> 63 };
                }
            }
            let count = keep.count_ones() as usize;
            if REPEATS > 0 && (count < 2 || back != 0 || q < 2) {
                break;
            }
            let to = at.dst.add(q - back);
            K::pack(block.out, keep, to);
            if REPEATS > 0 {
                let (same, high) = K::repeated(to);
                let same = if count < 64 { same & !(!0 << count) } else { same };
                let (found, next) = echo.repeats::<REPEATS>(same, count);
                if found & high != 0 {
                    break;
                }
                echo = next;
            }
            last = new_last;
            q = q - back + count;
            pos += size;
            if beyond != 0 {
                (kept, is_stopped) = (None, true);
                break;
            }
            (owed, kept) = (block.owed, Some(keep));
        }
        (at.pos, at.q) = (pos, q);
        at.edge = last.edge();
        if let Some(kept) = kept
            && K::is_within(owed, at.src.add(pos))
        {
            // The last block was read up to here and written as `kept` says.
            step_back(at, kept);
        }
        is_stopped
    }
}

/// Where the character begins that the byte at `i` is one of, or that it cuts off.
fn begin(src: &[u8], i: usize) -> usize {
    let width = |lead: u8| match lead {
        ..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    };
    let lead = (1..=3.min(i)).map(|n| i - n).find(|at| src[*at] & 0xC0 != 0x80);
    lead.filter(|lead| lead + width(src[*lead]) > i).unwrap_or(i)
}

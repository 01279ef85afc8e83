//! AVX-512 VBMI2 over UTF-8: 64 bytes a step, two permutes a pair of leads, one compress.
//!
//! A block is read at p, p−1 and p+1, so that each lead sees its trail and each trail its lead. It begins
//! with a character and ends with the last whole one in it, so that no state crosses blocks but what
//! blanks, repeats and marks want. `letters` is for what Arabic is made of; `wide`, one block a call,
//! for everything else that is valid UTF-8.

mod batches;
mod blocks;
mod letters;
mod mend;
pub mod units;
mod wide;
pub mod words;

use super::bits::Last;
use super::cursor::{Cursor, Stop};
use super::lone::go_past;
use crate::table::Table;
use batches::batches;
pub use blocks::Tables;
use blocks::{AHEAD, Run};
use letters::Why;
use wide::step;

/// Bytes that must be readable before the position of a block.
pub const BEHIND: usize = 1;

/// After so few bytes of plain text between two blocks of mixed text, more mixed text will come …
const SHORT: usize = 64 * 6;
/// … so many blocks of it at first, and twice as many each time, up to the second number.
const MIXED: (usize, usize) = (16, 1024);

/// Where three characters of other pages stand within so many bytes, blocks that know them are better.
const NEAR: usize = 192;

/// Runs until a block cannot be done whole. `BLANKS`: drop blanks as `collapse` says.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold; `pos >= BEHIND`.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub unsafe fn run<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &mut Cursor<u8>,
) -> Stop {
    let tables = &*t.vectors;
    let mut run = Run {
        pos: at.pos,
        q: at.q,
        last: Last::new(at.edge),
        mark: if ORDER { tables.last_mark(at.written()) } else { 0 },
        batch: usize::MAX,
    };
    let mut mixing = at.mixing;
    let mut past = Past { floor: run.q, last: [run.pos.wrapping_sub(NEAR); 2] };
    let stop = loop {
        if mixing.blocks == 0 {
            let start = run.pos;
            // SAFETY: as the caller says.
            let at_stop = unsafe {
                let letters = batches::<false, false, BLANKS, REPEATS, ORDER>;
                loop {
                    let why = letters(tables, at, &mut run, usize::MAX);
                    if why != Why::Character || !past.pass(t, at, &mut run) {
                        break lead(at, &run, why);
                    }
                }
            };
            if matches!(at_stop, Some(0..0x80 | 0xD8 | 0xD9)) {
                break Stop::Slow;
            }
            (mixing.far, mixing.signs) = (is_far(at_stop), at_stop == Some(0xE2));
            if run.pos - start < SHORT && (mixing.far || mixing.signs) {
                mixing.blocks = mixing.next.max(MIXED.0);
                mixing.next = MIXED.1.min(2 * mixing.blocks);
            } else {
                mixing.next = MIXED.0;
            }
        }
        if mixing.blocks > 0 {
            let (start, limit) = (run.pos, mixing.blocks);
            // SAFETY: as before.
            let (why, at_stop) = unsafe {
                let letters = match (mixing.far, mixing.signs) {
                    (true, false) => batches::<true, false, BLANKS, REPEATS, ORDER>,
                    (false, true) => batches::<false, true, BLANKS, REPEATS, ORDER>,
                    _ => batches::<true, true, BLANKS, REPEATS, ORDER>,
                };
                let why = letters(tables, at, &mut run, limit);
                (why, lead(at, &run, why))
            };
            mixing.blocks -= limit.min((run.pos - start) / 64 + 1);
            // SAFETY: as before.
            if why == Why::Character && unsafe { past.pass(t, at, &mut run) } {
                continue;
            }
            let is_far = is_far(at_stop);
            if mixing.far != mixing.signs
                && (is_far && !mixing.far || at_stop == Some(0xE2) && !mixing.signs)
            {
                (mixing.far, mixing.signs) = (true, true);
                continue;
            }
            if is_far || matches!(at_stop, Some(0..0x80 | 0xD8 | 0xD9)) {
                break Stop::Slow;
            }
            if why == Why::Limit && mixing.blocks == 0 {
                continue;
            }
        }
        if at.len - run.pos < AHEAD {
            break Stop::Input;
        }
        if at.cap - run.q < 64 {
            break Stop::Room;
        }
        // SAFETY: as the caller says.
        if !unsafe { step::<BLANKS, REPEATS, ORDER>(t, at, &mut run) } {
            break Stop::Slow;
        }
    };
    at.pos = run.pos;
    at.q = run.q;
    at.edge = run.last.edge();
    at.mixing = mixing;
    stop
}

/// What the kernel has gone past.
struct Past {
    /// Where in the output the kernel began.
    floor: usize,
    /// Where characters of other pages were met last, latest first; far away before there are any.
    last: [usize; 2],
}

impl Past {
    /// Goes past the character at which `letters` came back, if that is plain; false: nothing has been done.
    ///
    /// # Safety
    /// The cursor's invariants hold; `letters` has just been at work.
    #[inline]
    unsafe fn pass(&mut self, t: &Table, at: &mut Cursor<u8>, run: &mut Run) -> bool {
        // SAFETY: `letters` has looked at the character.
        let lead = unsafe { *at.src.add(run.pos) };
        if !matches!(lead, 0..0x80 | 0xD8 | 0xD9) {
            let [last, before] = self.last;
            self.last = [run.pos, last];
            if run.pos.wrapping_sub(before) < NEAR {
                return false;
            }
        }
        (at.pos, at.q, at.edge) = (run.pos, run.q, run.last.edge());
        if !go_past(t, at, self.floor) {
            return false;
        }
        if at.q > run.q {
            (run.last, run.mark) = (Last::default(), 0);
        }
        (run.pos, run.q) = (at.pos, at.q);
        true
    }
}

/// The first byte of the character that `letters` came back in front of, if it did so for that.
///
/// # Safety
/// The cursor's invariants hold; `letters` has just been at work.
#[inline]
unsafe fn lead(at: &Cursor<u8>, run: &Run, why: Why) -> Option<u8> {
    // SAFETY: it has looked at the character.
    (why == Why::Character).then(|| unsafe { *at.src.add(run.pos) })
}

/// Of U+0680–06FF.
#[inline]
fn is_far(lead: Option<u8>) -> bool {
    matches!(lead, Some(0xDA | 0xDB))
}

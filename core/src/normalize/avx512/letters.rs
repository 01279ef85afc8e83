//! Blocks of the characters that Arabic is made of: nearly all of it.

use std::arch::x86_64::*;

use super::super::bits::{Echo, Last, collapse, has_gap, touches, two_before};
use super::super::cursor::Cursor;
use super::blocks::{
    AHEAD, Before, Consts, Run, Tables, beyond_ascii, disorder, hidden, index, load, look, look_at,
    repeats, set, two_bytes, xor3,
};
use super::mend::{mend, special};
use crate::table::SLOW;

/// Why `letters` came back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// All blocks that it may do, or that there are input and room for, are done.
    Limit,
    /// In front of a character that is slow, invalid, out of order, or none of its own.
    Character,
    /// In front of a block that something else is the matter with.
    Block,
}

/// Blocks of ASCII and U+0600–067F, with `FAR` of U+0680–06FF too (letters of Farsi, marks of the Quran), with
/// `SIGNS` of U+2000–203F (bidi controls, quotes, dashes): until a character that is not or that is slow, or until
/// `limit` of them are done.
///
/// A block ends with the last whole character in it, so that none owes anything to the next one.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold; a byte before the position is readable.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) unsafe fn letters<
    const FAR: bool,
    const SIGNS: bool,
    const BLANKS: bool,
    const REPEATS: u8,
    const ORDER: bool,
>(
    t: &Tables,
    at: &Cursor<u8>,
    run: &mut Run,
    mut limit: usize,
) -> Why {
    let k = Consts::new(t);
    let to = set(t.plain.as_ref().map_or(0, |plain| plain.pair[1]));
    // SAFETY: 64 bytes.
    let specials = unsafe { load(t.special.as_ptr()) };
    let Run { mut pos, mut q, mut last, mut mark, batch } = *run;
    // The bytes written last, and what the table of marks says of those read last.
    // SAFETY: `q` bytes have been written.
    let mut written = two_bytes(if REPEATS > 0 { unsafe { two_before(at.dst, q) } } else { 0 });
    // SAFETY: as before.
    let mut echo = match REPEATS {
        0 => Echo::default(),
        _ => Echo::new(unsafe { std::slice::from_raw_parts(at.dst, q) }),
    };
    let mut marks_before = two_bytes(u16::from_le_bytes([mark; 2]));
    let mut behind = u64::from(mark != 0);
    let why = 'all: loop {
        // So many blocks at least before the ends of input and room must be looked at again.
        let n = (at.len - pos).saturating_sub(AHEAD - 64).min(at.cap - q) / 64;
        let n = n.min(limit);
        if n == 0 {
            break Why::Limit;
        }
        limit -= n;
        let ahead = at.ahead_of(pos, q);
        for _ in 0..n {
            at.fetch(pos + ahead, q + ahead, 1);
            // SAFETY: AHEAD bytes from here on, and one before.
            let p = unsafe { at.src.add(pos) };
            let (cur, prev, next) = unsafe { (load(p), load(p.sub(1)), load(p.add(1))) };
            let (by_next, by_prev) = (index(next, cur), index(cur, prev));
            let even = _mm512_and_si512(cur, set(0xFE));
            let a = _mm512_cmpeq_epi8_mask(even, set(0xD8));
            let ta = a << 1;
            // Known early, as no branch can be foretold here.
            let is_special = FAR && ORDER && {
                let d9 = _mm512_cmpeq_epi8_mask(cur, set(0xD9));
                _mm512_mask_test_epi8_mask(d9, _mm512_permutexvar_epi8(next, specials), set(1)) != 0
            };
            let leads = look_at(a, &k.lead[0], by_next);
            let trails = look_at(ta, &k.trail[0], by_prev);
            let ascii = look(&k.ascii, cur);
            // The bytes of whole characters: a lead that is the last byte waits, and an E2 before it. Read
            // from memory again: the next block waits for it, and out of a register it takes long.
            let mut step = unsafe {
                let tail = p.add(63).read_volatile();
                // Behind an E2 a lead is nothing that waits: it is what breaks the E2.
                let is_cut = SIGNS && p.add(62).read_volatile() >= 0xE0;
                if is_cut { 62 } else { 63 + usize::from(tail < 0xC0) }
            };
            let mut change = _mm512_xor_si512(leads, trails);
            let mut bad = _mm512_mask_cmpge_epi8_mask(a, next, set(0xC0));
            let mut tb = 0;
            if FAR {
                let b = _mm512_cmpeq_epi8_mask(even, set(0xDA));
                tb = b << 1;
                let leads = look_at(b, &k.lead[1], by_next);
                let trails = look_at(tb, &k.trail[1], by_prev);
                change = xor3(change, leads, trails);
                bad |= _mm512_mask_cmpge_epi8_mask(b, next, set(0xC0));
            }
            if SIGNS {
                let next2 = unsafe { load(p.add(2)) };
                let x = _mm512_cmpeq_epi8_mask(cur, set(0xE2))
                    & _mm512_cmpeq_epi8_mask(next, set(0x80));
                let first = _mm512_maskz_permutexvar_epi8(x, next2, k.rows[0]);
                let second = _mm512_maskz_permutexvar_epi8(x << 1, next, k.rows[1]);
                let third = _mm512_maskz_permutexvar_epi8(x << 2, cur, k.rows[2]);
                change = xor3(change, first, _mm512_xor_si512(second, third));
                bad |= _mm512_mask_cmpge_epi8_mask(x, next2, set(0xC0));
            }
            // (ascii | beyond) ^ change
            let out = _mm512_ternarylogic_epi32::<0x56>(ascii, beyond_ascii(cur), change);
            let slow = _mm512_cmpeq_epi8_mask(out, set(SLOW));
            let mut all = _mm512_test_epi8_mask(out, out);
            let (mut marks, mut wrong, mut ends, mut left, mut new) = (out, 0, 0, slow, out);
            if ORDER {
                marks = look_at(ta, &k.marks[0], by_prev);
                if FAR {
                    let far = look_at(tb, &k.marks[1], by_prev);
                    marks = _mm512_or_si512(marks, far);
                }
                let two_back = marks_before.two_back(marks);
                (wrong, ends) = disorder(marks, two_back);
                if FAR && is_special {
                    let found = special::<2>(marks, two_back, ends, all & !slow, step);
                    left = slow & !(found.stay | found.gone);
                    all &= !found.gone;
                    new = _mm512_mask_mov_epi8(new, found.stay, cur);
                    new = _mm512_mask_mov_epi8(new, found.letters, to);
                }
            }
            let is_odd = match (ORDER, SIGNS) {
                (true, true) => hidden(ends, behind, all) != 0 || has_gap(all),
                // Where marks stay, hardly anything disappears but signs.
                (true, false) if all == !0 => false,
                (true, false) => hidden(ends, marks_before.last(), all) != 0 || has_gap(all),
                (false, _) => has_gap(all),
            };
            let mut end = step;
            if bad | left | wrong != 0 || is_odd {
                // SAFETY: as above.
                let stop = unsafe {
                    // Tatweels, and the marks that may compose.
                    let left = if bad != 0 { slow } else { left };
                    let may_do = left & _mm512_cmpeq_epi8_mask(cur, set(0xD9));
                    match ORDER {
                        true if wrong | may_do != 0 || is_odd => {
                            let behind = if SIGNS { behind } else { marks_before.last() };
                            let before = (marks_before, behind);
                            let done = mend(t, p, step, (out, marks, bad), before);
                            (new, marks, ends) = (done.out, done.marks, done.ends);
                            step = done.step;
                            all = _mm512_test_epi8_mask(new, new);
                            done.stop
                        }
                        _ => left | bad,
                    }
                };
                end = step.min(stop.trailing_zeros() as usize);
                if has_gap(all) {
                    break 'all Why::Block;
                }
                if end == 0 {
                    break 'all Why::Character;
                }
            }
            let mut keep = _bzhi_u64(all, end as u32);
            let (mut kept, mut back, mut new_last) = (all, 0, last);
            if BLANKS {
                let b = _mm512_cmpeq_epi8_mask(out, set(b' '));
                let n = _mm512_cmpeq_epi8_mask(out, set(b'\n'));
                // Among signs blanks next to what disappears are as frequent as blocks: no branch.
                if SIGNS || touches(all, b, n, last) != 0 {
                    (keep, back) = collapse(keep, b, n, &mut new_last);
                    kept = keep;
                } else {
                    new_last = Last { blank: b >> (end - 1) & 1, line: n >> (end - 1) & 1 };
                }
            }
            // Where marks stay most blocks stay whole, and nothing must wait then.
            let packed = match kept {
                u64::MAX if ORDER && !SIGNS => new,
                _ => _mm512_maskz_compress_epi8(kept, new),
            };
            let count = keep.count_ones() as usize;
            if REPEATS > 0 {
                // Too short to tell, or a blank was taken back.
                if count < 2 || back != 0 {
                    break 'all Why::Block;
                }
                let (found, next) = repeats::<REPEATS>(packed, count, written, echo);
                if found != 0 && found & _mm512_movepi8_mask(packed) != 0 {
                    break 'all Why::Block;
                }
                (written, echo) = (Before::new(packed, count), next);
            }
            // SAFETY: 64 bytes of room.
            unsafe { _mm512_storeu_si512(at.dst.add(q - back).cast(), packed) };
            (q, last) = (q - back + count, new_last);
            pos += end;
            if ORDER {
                marks_before = Before::new(marks, end);
                if SIGNS {
                    behind = ends >> (end - 1) & 1;
                }
            }
            if end < step {
                break 'all Why::Character;
            }
        }
    };
    if ORDER && pos > run.pos {
        // SAFETY: so many bytes have been written.
        mark = t.last_mark(unsafe { std::slice::from_raw_parts(at.dst, q) });
    }
    *run = Run { pos, q, last, mark, batch };
    why
}

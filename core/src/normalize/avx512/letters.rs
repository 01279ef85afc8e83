//! Blocks of the characters that Arabic is made of: nearly all of it.

use std::arch::x86_64::*;

use super::super::bits::{Last, collapse, has_gap, touches};
use super::super::cursor::Cursor;
use super::blocks::{
    AHEAD, Consts, Run, beyond_ascii, disorder, index, load, look, look_at, put, set, xor3,
};
use crate::table::SLOW;

/// Blocks of ASCII and U+0600–067F, with `MIXED` of U+0680–06FF and U+2000–203F too (letters of Farsi, marks
/// of the Quran, bidi controls, quotes, dashes): until one that is not, or that has a slow character, or
/// `limit` of them are done.
///
/// A block ends with the last whole character in it, so that none owes anything to the next one.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold; a byte before the position is readable.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) unsafe fn letters<
    const MIXED: bool,
    const BLANKS: bool,
    const REPEATS: u8,
    const ORDER: bool,
>(
    k: &Consts,
    at: &Cursor<u8>,
    run: &mut Run,
    mut limit: usize,
) {
    let tables = *k;
    let Run { mut pos, mut q, mut last, mut echo, mut rank } = *run;
    'all: loop {
        // So many blocks at least before the ends of input and room must be looked at again.
        let n = (at.len - pos).saturating_sub(AHEAD - 64).min(at.cap - q) / 64;
        let n = n.min(limit);
        if n == 0 {
            break;
        }
        limit -= n;
        for _ in 0..n {
            // SAFETY: AHEAD bytes from here on, and one before.
            let p = unsafe { at.src.add(pos) };
            let (cur, prev, next) = unsafe { (load(p), load(p.sub(1)), load(p.add(1))) };
            let (by_next, by_prev) = (index(next, cur), index(cur, prev));
            let even = _mm512_and_si512(cur, set(0xFE));
            let a = _mm512_cmpeq_epi8_mask(even, set(0xD8));
            let ta = a << 1;
            let leads = look_at(a, &tables.lead, by_next);
            let trails = look_at(ta, &tables.trail, by_prev);
            let ascii = look(&tables.ascii, cur);
            let mut change = _mm512_xor_si512(leads, trails);
            let mut bad = _mm512_mask_cmpge_epi8_mask(a, next, set(0xC0));
            let mut tb = 0;
            if MIXED {
                let next2 = unsafe { load(p.add(2)) };
                let b = _mm512_cmpeq_epi8_mask(even, set(0xDA));
                let x = _mm512_cmpeq_epi8_mask(cur, set(0xE2))
                    & _mm512_cmpeq_epi8_mask(next, set(0x80));
                tb = b << 1;
                let first = _mm512_maskz_permutexvar_epi8(x, next2, tables.rows[0]);
                let second = _mm512_maskz_permutexvar_epi8(x << 1, next, tables.rows[1]);
                let third = _mm512_maskz_permutexvar_epi8(x << 2, cur, tables.rows[2]);
                let leads = look_at(b, &tables.lead_far, by_next);
                let trails = look_at(tb, &tables.trail_far, by_prev);
                change = xor3(xor3(change, leads, trails), first, _mm512_xor_si512(second, third));
                bad |= _mm512_mask_cmpge_epi8_mask(b, next, set(0xC0))
                    | _mm512_mask_cmpge_epi8_mask(x, next2, set(0xC0));
            }
            // (ascii | beyond) ^ change
            let out = _mm512_ternarylogic_epi32::<0x56>(ascii, beyond_ascii(cur), change);
            let slow = _mm512_cmpeq_epi8_mask(out, set(SLOW));
            let all = _mm512_test_epi8_mask(out, out);
            let mut stop = bad | slow;
            if ORDER {
                let mut places = look_at(ta, &tables.rank, by_prev);
                if MIXED {
                    let far = look_at(tb, &tables.rank_far, by_prev);
                    places = _mm512_or_si512(places, far);
                }
                let (wrong, hidden) = disorder(places, all, tables.two_back, rank);
                stop |= wrong | hidden;
            }
            if stop != 0 || has_gap(all) {
                break 'all;
            }
            // The bytes of whole characters: a lead that is the last byte waits, and an E2 before it. Read
            // from memory again: the next block waits for it, and out of a register it takes long.
            let step = unsafe {
                let tail = p.add(60).cast::<u32>().read_volatile();
                let cut = 2 * usize::from(MIXED && tail << 8 >= 0xE000_0000);
                64 - cut - usize::from(tail >= 0xC000_0000)
            };
            let mut keep = _bzhi_u64(all, step as u32);
            let (mut kept, mut back, mut new_last) = (all, 0, last);
            if BLANKS {
                let b = _mm512_cmpeq_epi8_mask(out, set(b' '));
                let n = _mm512_cmpeq_epi8_mask(out, set(b'\n'));
                // In mixed text blanks next to what disappears are as frequent as blocks: no branch.
                if MIXED || touches(all, b, n, last) != 0 {
                    (keep, back) = collapse(keep, b, n, &mut new_last);
                    kept = keep;
                } else {
                    new_last = Last { blank: b >> (step - 1) & 1, line: n >> (step - 1) & 1 };
                }
            }
            let block = (out, kept, keep, back);
            // SAFETY: 64 bytes of room.
            let written = unsafe { put::<REPEATS>(tables.two_back, at, q, block, &mut echo) };
            let Some(written) = written else { break 'all };
            (q, last) = (written, new_last);
            pos += step;
            if ORDER {
                // SAFETY: bytes of this block.
                rank = unsafe { tables.rank_before(at.src.add(pos)) };
            }
        }
    }
    *run = Run { pos, q, last, echo, rank };
}

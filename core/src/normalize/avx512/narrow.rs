//! Blocks of ASCII and of U+0600–067F only: nearly all of Arabic.

use std::arch::x86_64::*;

use super::super::bits::{Last, collapse, has_gap, touches};
use super::super::cursor::Cursor;
use super::blocks::{AHEAD, Consts, Run, continuation, disorder, index, load, put, set};
use crate::table::SLOW;

/// Blocks of ASCII and U+0600–067F, until one that is not, or that has a slow character, or a blank
/// before a line feed.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) unsafe fn narrow<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    k: &Consts,
    at: &Cursor<u8>,
    run: &mut Run,
) {
    let k = *k;
    let (mut pos, mut q, mut carry, mut kept) = (run.pos, run.q, run.carry, run.keep);
    let (mut last, mut echo, mut marks) = (run.last, run.echo, run.marks);
    if run.carry_wide != 0 {
        return;
    }
    while at.len - pos >= AHEAD && at.cap - q >= 64 {
        let p = unsafe { at.src.add(pos) };
        let (cur, prev, next) = unsafe { (load(p), load(p.sub(1)), load(p.add(1))) };
        let lead = _mm512_cmpeq_epi8_mask(_mm512_and_si512(cur, set(0xFE)), set(0xD8));
        let cont = lead << 1 | carry;
        let hi = _mm512_movepi8_mask(cur);
        let a = _mm512_permutex2var_epi8(k.ascii[0], cur, k.ascii[1]);
        let l = _mm512_permutex2var_epi8(k.lead[0], index(next, cur), k.lead[1]);
        let t = _mm512_permutex2var_epi8(k.trail[0], index(cur, prev), k.trail[1]);
        let out = _mm512_mask_blend_epi8(cont, _mm512_mask_blend_epi8(lead, a, l), t);
        let mut keep = _mm512_test_epi8_mask(out, out);
        let mut stop = (lead ^ continuation(next)) | (hi ^ (lead | cont));
        stop |= _mm512_cmpeq_epi8_mask(out, set(SLOW));
        let mut new_marks = marks;
        if ORDER {
            let rank = _mm512_maskz_permutex2var_epi8(cont, k.rank[0], index(cur, prev), k.rank[1]);
            let (wrong, hidden, now) = disorder(rank, keep, k.two_back, marks);
            stop |= wrong | hidden;
            new_marks = now;
        }
        if stop != 0 || has_gap(keep) {
            break;
        }
        let (mut new_last, mut back) = (last, 0);
        if BLANKS {
            let b = _mm512_cmpeq_epi8_mask(out, set(b' '));
            let n = _mm512_cmpeq_epi8_mask(out, set(b'\n'));
            // A blank or a line feed next to a blank, or to something that disappears?
            if touches(keep, b, n, last) != 0 {
                (keep, back) = collapse(keep, b, n, &mut new_last);
            } else {
                new_last = Last { blank: b >> 63, line: n >> 63 };
            }
        }
        let Some(written) =
            (unsafe { put::<REPEATS>(k.two_back, at, q, (out, keep, back), &mut echo) })
        else {
            break;
        };
        (q, last, marks) = (written, new_last, new_marks);
        pos += 64;
        carry = lead >> 63;
        kept = keep;
    }
    *run = Run { pos, q, last, carry, carry_wide: 0, keep: kept, echo, marks };
}

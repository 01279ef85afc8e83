//! Blocks that also have U+06C0–06FF and U+2000–203F.

use std::arch::x86_64::*;

use super::super::bits::{collapse, has_gap};
use super::super::cursor::Cursor;
use super::blocks::{AHEAD, Consts, Run, continuation, disorder, index, load, put, set};
use crate::table::SLOW;

/// Tables that `mixed` keeps in registers besides those of `narrow`.
pub(super) struct MixedConsts {
    pub(super) lead: __m512i,
    pub(super) trail: __m512i,
    pub(super) rank: __m512i,
    pub(super) rows: [__m512i; 3],
}

/// Like `narrow` for blocks that also have U+06C0–06FF (marks of the Quran, Farsi yeh) and U+2000–203F
/// (bidi controls, quotes, dashes): at most `limit` of them. Blanks are collapsed without a branch:
/// in such texts blanks next to bidi controls are as frequent as blocks.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) unsafe fn mixed<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    k: &Consts,
    m: &MixedConsts,
    at: &Cursor<u8>,
    run: &mut Run,
    limit: usize,
) {
    if run.carry_wide != 0 {
        return;
    }
    let k = *k;
    let (mut pos, mut q, mut kept) = (run.pos, run.q, run.keep);
    let (mut last, mut echo, mut marks) = (run.last, run.echo, run.marks);
    // What the block before owes: to a lead D8/D9, to a lead DB, second and third bytes of E2 80.
    let (mut ca, mut cb, mut c1, mut c2) = (run.carry, 0u64, 0u64, 0u64);
    let end = pos + 64 * limit;
    while pos < end && at.len - pos >= AHEAD && at.cap - q >= 64 {
        let p = unsafe { at.src.add(pos) };
        let (cur, prev) = unsafe { (load(p), load(p.sub(1))) };
        let (next, next2) = unsafe { (load(p.add(1)), load(p.add(2))) };
        let a = _mm512_cmpeq_epi8_mask(_mm512_and_si512(cur, set(0xFE)), set(0xD8));
        let b = _mm512_cmpeq_epi8_mask(cur, set(0xDB));
        let e2 = _mm512_cmpeq_epi8_mask(cur, set(0xE2));
        let x = _mm512_mask_cmpeq_epi8_mask(e2, next, set(0x80));
        let (ta, tb, x1, x2) = (a << 1 | ca, b << 1 | cb, x << 1 | c1, x << 2 | c2);
        let (all, owed) = (a | b | x, ta | tb | x1 | x2);
        let cont = continuation(cur);
        let hi = _mm512_movepi8_mask(cur);
        let mut stop = (cont ^ owed)
            | (all & !continuation(next))
            | (x & !continuation(next2))
            | (hi ^ (cont | all));
        let mut out = _mm512_permutex2var_epi8(k.ascii[0], cur, k.ascii[1]);
        let l = _mm512_permutex2var_epi8(k.lead[0], index(next, cur), k.lead[1]);
        out = _mm512_mask_blend_epi8(a, out, l);
        let t = _mm512_permutex2var_epi8(k.trail[0], index(cur, prev), k.trail[1]);
        out = _mm512_mask_blend_epi8(ta, out, t);
        out = _mm512_mask_permutexvar_epi8(out, b, next, m.lead);
        out = _mm512_mask_permutexvar_epi8(out, tb, cur, m.trail);
        out = _mm512_mask_permutexvar_epi8(out, x, next2, m.rows[0]);
        out = _mm512_mask_permutexvar_epi8(out, x1, next, m.rows[1]);
        out = _mm512_mask_permutexvar_epi8(out, x2, cur, m.rows[2]);
        let mut keep = _mm512_test_epi8_mask(out, out);
        stop |= _mm512_cmpeq_epi8_mask(out, set(SLOW));
        let mut new_marks = marks;
        if ORDER {
            let rank = _mm512_maskz_permutex2var_epi8(ta, k.rank[0], index(cur, prev), k.rank[1]);
            let rank = _mm512_mask_permutexvar_epi8(rank, tb, cur, m.rank);
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
            (keep, back) = collapse(keep, b, n, &mut new_last);
        }
        let Some(written) =
            (unsafe { put::<REPEATS>(k.two_back, at, q, (out, keep, back), &mut echo) })
        else {
            break;
        };
        (q, last, marks) = (written, new_last, new_marks);
        pos += 64;
        kept = keep;
        (ca, cb, c1, c2) = (a >> 63, b >> 63, x >> 63, x >> 62);
    }
    *run = Run { pos, q, last, carry: ca, carry_wide: cb | c1 | c2, keep: kept, echo, marks };
}

//! Any block of valid UTF-8, one at a time, up to the first character that it must stop at.

use std::arch::x86_64::*;

use super::super::bits::{Echo, Last, collapse, has_gap, two_before};
use super::super::cursor::Cursor;
use super::blocks::{Consts, Run, continuation, disorder, index, load, repeats, set};
use crate::table::{SLOW, Table, UNTOUCHED};

/// What a block became, before blanks are looked at.
struct Block {
    out: __m512i,
    /// Bit i set: a character that starts at i is slow or invalid. The lowest one counts.
    stop: u64,
    /// Continuation bytes that the next block owes to a lead D8 or D9 of this one (bit 0) …
    carry: u64,
    /// … and to any other lead (bits 0–2).
    carry_wide: u64,
}

/// Any block. `carry` and `carry_wide` as the block before left them.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn wide(t: &Table, k: &Consts, p: *const u8, carry: u64, carry_wide: u64) -> Block {
    let (cur, prev, prev2) = unsafe { (load(p), load(p.sub(1)), load(p.sub(2))) };
    let (next, next2, next3) = unsafe { (load(p.add(1)), load(p.add(2)), load(p.add(3))) };
    let hi = _mm512_movepi8_mask(cur);
    let c = continuation(cur);
    let (c1, c2, c3) = (continuation(next), continuation(next2), continuation(next3));
    let l4 = _mm512_cmpge_epu8_mask(cur, set(0xF0));
    let l34 = _mm512_cmpge_epu8_mask(cur, set(0xE0));
    let l3 = l34 & !l4;
    let l2 = _mm512_cmpge_epu8_mask(cur, set(0xC2)) & !l34;
    let arabic = _mm512_cmpeq_epi8_mask(_mm512_and_si512(cur, set(0xFE)), set(0xD8));
    let all = l2 | l34;
    let owed = all << 1 | l34 << 2 | l4 << 3 | carry | carry_wide;
    let mut stop = (all & !c1) | (l34 & !c2) | (l4 & !c3) | (c & !owed) | (hi & !(c | all));

    let a = _mm512_permutex2var_epi8(k.ascii[0], cur, k.ascii[1]);
    let l = _mm512_permutex2var_epi8(k.lead[0], index(next, cur), k.lead[1]);
    let tr = _mm512_permutex2var_epi8(k.trail[0], index(cur, prev), k.trail[1]);
    let mut out = _mm512_mask_blend_epi8(hi, a, cur);
    out = _mm512_mask_blend_epi8(arabic, out, l);
    out = _mm512_mask_blend_epi8(arabic << 1 | carry, out, tr);

    let pair = |out: __m512i, lead: u8| -> (__m512i, u64) {
        let m = _mm512_cmpeq_epi8_mask(cur, set(lead));
        if t.touched_leads >> (lead & 31) & 1 == 0 {
            return (out, m);
        }
        let m1 = _mm512_cmpeq_epi8_mask(prev, set(lead)) & c;
        let pair = &t.pairs[usize::from(lead & 31)];
        let (lt, tt) = unsafe { (load(pair.lead.as_ptr()), load(pair.trail.as_ptr())) };
        let out = _mm512_mask_permutexvar_epi8(out, m, next, lt);
        (_mm512_mask_permutexvar_epi8(out, m1, cur, tt), m)
    };
    // Three-byte characters with the prefix a, b: new bytes, positions, positions to stop at.
    let triple = |out: __m512i, a: u8, b: u8| -> (__m512i, u64, u64) {
        let (va, vb) = (set(a), set(b));
        let m = _mm512_cmpeq_epi8_mask(cur, va) & _mm512_cmpeq_epi8_mask(next, vb);
        if b & 0xC0 != 0x80 || (a == 0xE0 && b < 0xA0) || (a == 0xED && b >= 0xA0) {
            // No character, overlong, surrogate. Such a pair may also stand across the block's start,
            // and what is in front of it is done.
            return (out, m, m);
        }
        match t.prefixes[usize::from(a & 15) << 6 | usize::from(b & 63)] {
            UNTOUCHED => (out, m, 0),
            SLOW => (out, m, m),
            i => {
                let m1 = _mm512_cmpeq_epi8_mask(prev, va) & _mm512_cmpeq_epi8_mask(cur, vb);
                let m2 = _mm512_cmpeq_epi8_mask(prev2, va) & _mm512_cmpeq_epi8_mask(prev, vb);
                let rows = &t.triples[usize::from(i) - 1].0;
                let out = unsafe {
                    let out = _mm512_mask_permutexvar_epi8(out, m, next2, load(rows[0].as_ptr()));
                    let out = _mm512_mask_permutexvar_epi8(out, m1, next, load(rows[1].as_ptr()));
                    _mm512_mask_permutexvar_epi8(out, m2 & c, cur, load(rows[2].as_ptr()))
                };
                (out, m, 0)
            }
        }
    };

    let (mut rest2, mut rest3) = (l2 & !arabic, l3);
    if carry_wide != 0 {
        // The character that the block before cut in two.
        let (b1, b2) = unsafe { (*p.sub(1), *p.sub(2)) };
        if b2 & 0xF0 == 0xE0 && b1 & 0xC0 == 0x80 {
            let (o, m, s) = triple(out, b2, b1);
            (out, rest3, stop) = (o, rest3 & !m, stop | s);
        } else if b1 & 0xF0 == 0xE0 {
            let (o, m, s) = triple(out, b1, unsafe { *p });
            (out, rest3, stop) = (o, rest3 & !m, stop | s);
        } else if (0xC2..0xE0).contains(&b1) {
            let (o, m) = pair(out, b1);
            (out, rest2) = (o, rest2 & !m);
        }
    }
    while rest2 != 0 {
        let (o, m) = pair(out, unsafe { *p.add(rest2.trailing_zeros() as usize) });
        (out, rest2) = (o, rest2 & !m);
    }
    while rest3 != 0 {
        let i = rest3.trailing_zeros() as usize;
        let (o, m, s) = triple(out, unsafe { *p.add(i) }, unsafe { *p.add(i + 1) });
        (out, rest3, stop) = (o, rest3 & !m, stop | s);
    }
    let mut rest4 = l4;
    while rest4 != 0 {
        let i = rest4.trailing_zeros() as usize;
        let (a, b) = unsafe { (*p.add(i), *p.add(i + 1)) };
        let m = _mm512_cmpeq_epi8_mask(cur, set(a)) & _mm512_cmpeq_epi8_mask(next, set(b));
        rest4 &= !m;
        let bad = (a == 0xF0 && b < 0x90) || (a == 0xF4 && b >= 0x90) || a > 0xF4;
        if bad || t.quads[usize::from(a & 7) << 6 | usize::from(b & 63)] == SLOW {
            stop |= m;
        }
    }
    let others = (all & !arabic) >> 63 | l34 >> 62 | l4 >> 61;
    Block { out, stop, carry: arabic >> 63, carry_wide: others }
}

/// One block through `wide`, whatever is in it, up to the first character it must stop at.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) unsafe fn step<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    k: &Consts,
    at: &Cursor<u8>,
    run: &mut Run,
) -> bool {
    let block = unsafe { wide(t, k, at.src.add(run.pos), run.carry, run.carry_wide) };
    let mut keep = _mm512_test_epi8_mask(block.out, block.out);
    let mut stop = block.stop | _mm512_cmpeq_epi8_mask(block.out, set(SLOW));
    if ORDER {
        let (cur, prev) = unsafe { (load(at.src.add(run.pos)), load(at.src.add(run.pos).sub(1))) };
        let cont = continuation(cur);
        let even = _mm512_and_si512(prev, set(0xFE));
        let ta = _mm512_mask_cmpeq_epi8_mask(cont, even, set(0xD8));
        let tb = _mm512_mask_cmpeq_epi8_mask(cont, prev, set(0xDB));
        let rank = _mm512_maskz_permutex2var_epi8(ta, k.rank[0], index(cur, prev), k.rank[1]);
        let rank = _mm512_mask_permutexvar_epi8(rank, tb, cur, k.db_rank);
        let (wrong, hidden, now) = disorder(rank, keep, k.two_back, run.marks);
        if wrong & 1 != 0 {
            return false; // it began in the block before, where `run` goes back to
        }
        stop |= wrong >> 1 | hidden;
        run.marks = now;
    }
    if has_gap(keep) {
        // The scalar path counts what disappears. It begins where a character does.
        stop |= !continuation(unsafe { load(at.src.add(run.pos)) });
    }
    if stop != 0 {
        keep = _bzhi_u64(keep, stop.trailing_zeros());
    }
    let b = _mm512_cmpeq_epi8_mask(block.out, set(b' '));
    let n = _mm512_cmpeq_epi8_mask(block.out, set(b'\n'));
    let blanks =
        |keep: u64, last: &mut Last| if BLANKS { collapse(keep, b, n, last) } else { (keep, 0) };
    let mut last = run.last;
    let (mut kept, mut back) = blanks(keep, &mut last);
    let mut packed = _mm512_maskz_compress_epi8(kept, block.out);
    if REPEATS > 0 && kept.count_ones() >= 2 {
        let count = kept.count_ones() as usize;
        let before = unsafe { two_before(at.dst, run.q - back) };
        let echo = Echo::new(unsafe { std::slice::from_raw_parts(at.dst, run.q - back) });
        let (found, _) = repeats::<REPEATS>(packed, count, before, k.two_back, echo);
        let found = found & _mm512_movepi8_mask(packed);
        if found != 0 {
            // Stop in front of the character that has this byte.
            let byte = _pdep_u64(found & found.wrapping_neg(), kept).trailing_zeros();
            let heads = !continuation(unsafe { load(at.src.add(run.pos)) });
            let heads = _bzhi_u64(heads, byte + 1);
            if heads == 0 {
                return false; // it began in the block before, where `run` goes back to
            }
            stop |= 1 << (63 - heads.leading_zeros());
            keep = _bzhi_u64(keep, stop.trailing_zeros());
            last = run.last;
            (kept, back) = blanks(keep, &mut last);
            packed = _mm512_maskz_compress_epi8(kept, block.out);
        }
    }
    run.last = last;
    run.q -= back;
    unsafe { _mm512_storeu_si512(at.dst.add(run.q).cast(), packed) };
    run.q += kept.count_ones() as usize;
    if REPEATS > 0 {
        run.echo = Echo::new(unsafe { std::slice::from_raw_parts(at.dst, run.q) });
    }
    if stop != 0 {
        run.pos += stop.trailing_zeros() as usize;
        (run.carry, run.carry_wide) = (0, 0);
        return false;
    }
    run.pos += 64;
    run.keep = kept;
    (run.carry, run.carry_wide) = (block.carry, block.carry_wide);
    true
}

//! Any block of valid UTF-8, one at a time, up to the first character that it must stop at.

use std::arch::x86_64::*;

use super::super::bits::{Echo, Last, collapse, has_gap, two_before};
use super::super::cursor::Cursor;
use super::blocks::{
    Consts, Run, continuation, disorder, hidden, index, load, look, not, repeats, set, two_bytes,
};
use crate::table::{SLOW, Table, UNTOUCHED};

/// What a block became, before blanks are looked at.
struct Block {
    out: __m512i,
    /// Bit i set: a character that starts at i is slow or invalid. The lowest one counts.
    stop: u64,
    /// The bytes of whole characters.
    step: u32,
}

/// Any block that begins with a character.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
unsafe fn wide(t: &Table, p: *const u8) -> Block {
    let k = Consts::new(&t.vectors);
    let (cur, prev) = unsafe { (load(p), load(p.sub(1))) };
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
    let owed = all << 1 | l34 << 2 | l4 << 3;
    let mut stop = (all & !c1) | (l34 & !c2) | (l4 & !c3) | (c & !owed) | (hi & !(c | all));

    let mut out = _mm512_mask_blend_epi8(hi, look(&k.ascii, cur), cur);
    out = _mm512_mask_blend_epi8(arabic, out, not(look(&k.lead[0], index(next, cur))));
    out = _mm512_mask_blend_epi8(arabic << 1, out, not(look(&k.trail[0], index(cur, prev))));

    let pair = |out: __m512i, lead: u8| -> (__m512i, u64) {
        let m = _mm512_cmpeq_epi8_mask(cur, set(lead));
        if t.touched_leads >> (lead & 31) & 1 == 0 {
            return (out, m);
        }
        let pair = &t.pairs[usize::from(lead & 31)];
        let (lt, tt) = unsafe { (load(pair.lead.as_ptr()), load(pair.trail.as_ptr())) };
        let out = _mm512_mask_permutexvar_epi8(out, m, next, lt);
        (_mm512_mask_permutexvar_epi8(out, m << 1 & c, cur, tt), m)
    };
    // Three-byte characters with the prefix a, b: new bytes, positions, positions to stop at.
    let triple = |out: __m512i, a: u8, b: u8| -> (__m512i, u64, u64) {
        let (va, vb) = (set(a), set(b));
        let m = _mm512_cmpeq_epi8_mask(cur, va) & _mm512_cmpeq_epi8_mask(next, vb);
        if b & 0xC0 != 0x80 || (a == 0xE0 && b < 0xA0) || (a == 0xED && b >= 0xA0) {
            return (out, m, m); // no character, overlong, surrogate
        }
        match t.prefixes[usize::from(a & 15) << 6 | usize::from(b & 63)] {
            UNTOUCHED => (out, m, 0),
            SLOW => (out, m, m),
            i => {
                let rows = &t.triples[usize::from(i) - 1].0;
                let out = unsafe {
                    let out = _mm512_mask_permutexvar_epi8(out, m, next2, load(rows[0].as_ptr()));
                    let m1 = m << 1 & c;
                    let out = _mm512_mask_permutexvar_epi8(out, m1, next, load(rows[1].as_ptr()));
                    let m2 = m1 << 1 & c;
                    _mm512_mask_permutexvar_epi8(out, m2, cur, load(rows[2].as_ptr()))
                };
                (out, m, 0)
            }
        }
    };

    let mut rest2 = l2 & !arabic;
    while rest2 != 0 {
        let (o, m) = pair(out, unsafe { *p.add(rest2.trailing_zeros() as usize) });
        // Its own bit in any case: the byte is read again, and memory that somebody writes to may differ.
        (out, rest2) = (o, rest2 & !m & (rest2 - 1));
    }
    let mut rest3 = l3;
    while rest3 != 0 {
        let i = rest3.trailing_zeros() as usize;
        let (o, m, s) = triple(out, unsafe { *p.add(i) }, unsafe { *p.add(i + 1) });
        (out, rest3, stop) = (o, rest3 & !m & (rest3 - 1), stop | s);
    }
    let mut rest4 = l4;
    while rest4 != 0 {
        let i = rest4.trailing_zeros() as usize;
        let (a, b) = unsafe { (*p.add(i), *p.add(i + 1)) };
        let m = _mm512_cmpeq_epi8_mask(cur, set(a)) & _mm512_cmpeq_epi8_mask(next, set(b));
        rest4 &= !m & (rest4 - 1);
        let bad = (a == 0xF0 && b < 0x90) || (a == 0xF4 && b >= 0x90) || a > 0xF4;
        if bad || t.quads[usize::from(a & 7) << 6 | usize::from(b & 63)] == SLOW {
            stop |= m;
        }
    }
    // A character that does not end in the block waits; no two do in what is valid.
    let cut = (all >> 63 << 63) | (l34 >> 62 & 1) << 62 | (l4 >> 61 & 1) << 61;
    Block { out, stop, step: cut.trailing_zeros() }
}

/// One block through `wide`, whatever is in it, up to the first character it must stop at; true if there
/// is none.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold; the block is there, and room for it.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) unsafe fn step<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &Cursor<u8>,
    run: &mut Run,
) -> bool {
    let k = Consts::new(&t.vectors);
    let ahead = at.ahead_of(run.pos, run.q);
    at.fetch(run.pos + ahead, run.q + ahead, 1);
    let p = unsafe { at.src.add(run.pos) };
    let block = unsafe { wide(t, p) };
    let cur = unsafe { load(p) };
    let all = _mm512_test_epi8_mask(block.out, block.out);
    let mut stop = block.stop | _mm512_cmpeq_epi8_mask(block.out, set(SLOW));
    if ORDER {
        let cont = continuation(cur);
        let prev = unsafe { load(p.sub(1)) };
        let at = index(cur, prev);
        let near = _mm512_and_si512(prev, set(0xFE));
        let ta = _mm512_mask_cmpeq_epi8_mask(cont, near, set(0xD8));
        let tb = _mm512_mask_cmpeq_epi8_mask(cont, near, set(0xDA));
        let marks = _mm512_maskz_mov_epi8(ta, look(&k.marks[0], at));
        let marks = _mm512_mask_mov_epi8(marks, tb, look(&k.marks[1], at));
        let before = two_bytes(u16::from_le_bytes([run.mark; 2]));
        let (wrong, ends) = disorder(marks, before.two_back(marks));
        stop |= wrong >> 1 | hidden(ends, (run.mark != 0).into(), all);
    }
    if has_gap(all) {
        // The scalar path counts what disappears. It begins where a character does.
        stop |= !continuation(cur);
    }
    let mut end = block.step.min(stop.trailing_zeros());
    let b = _mm512_cmpeq_epi8_mask(block.out, set(b' '));
    let n = _mm512_cmpeq_epi8_mask(block.out, set(b'\n'));
    let blanks = |end: u32, last: &mut Last| {
        let keep = _bzhi_u64(all, end);
        if BLANKS { collapse(keep, b, n, last) } else { (keep, 0) }
    };
    let mut last = run.last;
    let (mut kept, mut back) = blanks(end, &mut last);
    let mut packed = _mm512_maskz_compress_epi8(kept, block.out);
    if REPEATS > 0 && kept.count_ones() >= 2 {
        let count = kept.count_ones() as usize;
        let before = two_bytes(unsafe { two_before(at.dst, run.q - back) });
        let echo = Echo::new(unsafe { std::slice::from_raw_parts(at.dst, run.q - back) });
        let (found, _) = repeats::<REPEATS>(packed, count, before, echo);
        let found = found & _mm512_movepi8_mask(packed);
        if found != 0 {
            // Stop in front of the character that has this byte.
            let byte = _pdep_u64(found & found.wrapping_neg(), kept).trailing_zeros();
            let heads = _bzhi_u64(!continuation(cur), byte + 1);
            end = 63 - heads.leading_zeros(); // the block begins with a character
            last = run.last;
            (kept, back) = blanks(end, &mut last);
            packed = _mm512_maskz_compress_epi8(kept, block.out);
        }
    }
    run.last = last;
    run.q -= back;
    unsafe { _mm512_storeu_si512(at.dst.add(run.q).cast(), packed) };
    run.q += kept.count_ones() as usize;
    run.pos += end as usize;
    if end < block.step {
        return false;
    }
    if ORDER {
        // SAFETY: bytes of this block.
        run.mark = t.vectors.last_mark(unsafe { std::slice::from_raw_parts(at.src, run.pos) });
    }
    true
}

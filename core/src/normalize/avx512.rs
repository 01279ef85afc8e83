//! AVX-512 VBMI2: 64 bytes a step, two permutes a lead, one compress.
//!
//! A block is read at p, p−1 and p+1, so that each lead sees its trail and each trail its lead and no
//! state but two carried masks crosses a block. `narrow` is for blocks of ASCII and of U+0600–067F,
//! nearly all of Arabic; `wide` for everything else that is valid UTF-8.

use std::arch::x86_64::*;

use super::blocks::{Echo, Last, collapse, has_gap, step_back, touches, two_before};
use super::cursor::{Cursor, Stop};
use crate::table::{SLOW, Table, UNTOUCHED};

/// Bytes that must be readable from the position of a block on.
const AHEAD: usize = 64 + 3;
/// Bytes that must be readable before it.
pub const BEHIND: usize = 2;

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

#[repr(C, align(64))]
struct Bytes([u8; 64]);

static IDENTITY: Bytes = {
    let mut bytes = [0; 64];
    let mut i = 0;
    while i < 64 {
        bytes[i] = i as u8;
        i += 1;
    }
    Bytes(bytes)
};

#[derive(Clone, Copy)]
struct Consts {
    /// 0 to 63.
    identity: __m512i,
    /// For each byte the index of the one two before it.
    two_back: __m512i,
    ascii: [__m512i; 2],
    lead: [__m512i; 2],
    trail: [__m512i; 2],
    rank: [__m512i; 2],
    db_rank: __m512i,
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn load(p: *const u8) -> __m512i {
    unsafe { _mm512_loadu_si512(p.cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
fn set(b: u8) -> __m512i {
    _mm512_set1_epi8(b as i8)
}

/// Bytes 80–BF.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
fn continuation(v: __m512i) -> u64 {
    _mm512_cmplt_epi8_mask(v, set(0xC0))
}

/// Low six bits of `trail` and, as bit 6, the lowest bit of `lead`: the index into a pair of
/// 64-entry tables.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
fn index(trail: __m512i, lead: __m512i) -> __m512i {
    let lead = _mm512_and_si512(_mm512_slli_epi16::<6>(lead), set(0x40));
    // (trail & 3F) | lead
    _mm512_ternarylogic_epi32::<0xF8>(lead, trail, set(0x3F))
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

/// The part of a run's state that is not in the cursor.
struct Run {
    pos: usize,
    q: usize,
    last: Last,
    carry: u64,
    carry_wide: u64,
    /// The bytes that stayed of the last block.
    keep: u64,
    echo: Echo,
    marks: Marks,
}

/// The marks of a block.
#[derive(Clone, Copy)]
struct Marks {
    /// At the last byte of each mark its rank (see `Pair`), else 0.
    rank: __m512i,
    /// Whether the block's last byte ends a mark: bit 0.
    last: u64,
}

/// Where in `packed`, of which `count` bytes count, a two-byte character ends that equals as many before it
/// as `REPEATS` says: as bits, ASCII among them (which is no matter for these, so for the caller
/// to look at). `before`: the two bytes before it. Also what the next block must know, for a count of
/// two or more.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
fn repeats<const REPEATS: u8>(
    packed: __m512i,
    count: usize,
    before: u16,
    two_back: __m512i,
    echo: Echo,
) -> (u64, Echo) {
    let moved = _mm512_permutexvar_epi8(two_back, packed);
    let first = (_mm_cvtsi128_si32(_mm512_castsi512_si128(packed)) as u16) ^ before;
    let seam = u64::from(first & 0xFF == 0) | u64::from(first >> 8 == 0) << 1;
    let same = _mm512_cmpeq_epi8_mask(packed, moved) & !3 | seam;
    let same = _bzhi_u64(same, count as u32);
    echo.repeats::<REPEATS>(same, count)
}

/// Which marks do not stand in their place, and what disappears behind a mark (then the marks around it
/// come together).
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
fn disorder(rank: __m512i, keep: u64, two_back: __m512i, before: Marks) -> (u64, u64, Marks) {
    let marks = _mm512_test_epi8_mask(rank, rank);
    let previous = _mm512_permutex2var_epi8(rank, two_back, before.rank);
    let wrong = _mm512_mask_cmplt_epu8_mask(marks, rank, previous);
    let hidden = (marks << 1 | before.last) & !keep;
    (wrong, hidden, Marks { rank, last: marks >> 63 })
}

/// One block through `wide`, whatever is in it, up to the first character it must stop at.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn step<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
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

/// Blocks of ASCII and U+0600–067F, until one that is not, or that has a slow character, or a blank
/// before a line feed.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn narrow<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
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
        let packed = _mm512_maskz_compress_epi8(keep, out);
        if REPEATS > 0 {
            let count = keep.count_ones() as usize;
            if count < 2 || back != 0 {
                break;
            }
            let before = unsafe { two_before(at.dst, q) };
            let (found, next) = repeats::<REPEATS>(packed, count, before, k.two_back, echo);
            if found != 0 && found & _mm512_movepi8_mask(packed) != 0 {
                break;
            }
            echo = next;
        }
        q -= back;
        (last, marks) = (new_last, new_marks);
        unsafe { _mm512_storeu_si512(at.dst.add(q).cast(), packed) };
        q += keep.count_ones() as usize;
        pos += 64;
        carry = lead >> 63;
        kept = keep;
    }
    *run = Run { pos, q, last, carry, carry_wide: 0, keep: kept, echo, marks };
}

/// Tables that `mixed` keeps in registers besides those of `narrow`.
struct MixedConsts {
    lead: __m512i,
    trail: __m512i,
    rank: __m512i,
    rows: [__m512i; 3],
}

/// Like `narrow` for blocks that also have U+06C0–06FF (marks of the Quran, Farsi yeh) and U+2000–203F
/// (bidi controls, quotes, dashes): at most `limit` of them. Blanks are collapsed without a branch:
/// in such texts blanks next to bidi controls are as frequent as blocks.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn mixed<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
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
        let packed = _mm512_maskz_compress_epi8(keep, out);
        if REPEATS > 0 {
            let count = keep.count_ones() as usize;
            if count < 2 || back != 0 {
                break;
            }
            let before = unsafe { two_before(at.dst, q) };
            let (found, next) = repeats::<REPEATS>(packed, count, before, k.two_back, echo);
            if found != 0 && found & _mm512_movepi8_mask(packed) != 0 {
                break;
            }
            echo = next;
        }
        q -= back;
        (last, marks) = (new_last, new_marks);
        unsafe { _mm512_storeu_si512(at.dst.add(q).cast(), packed) };
        q += keep.count_ones() as usize;
        pos += 64;
        kept = keep;
        (ca, cb, c1, c2) = (a >> 63, b >> 63, x >> 63, x >> 62);
    }
    *run = Run { pos, q, last, carry: ca, carry_wide: cb | c1 | c2, keep: kept, echo, marks };
}

/// Runs until a block cannot be done whole. `BLANKS`: drop blanks as `collapse` says.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold; `pos >= BEHIND`.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn run<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &mut Cursor<u8>,
) -> Stop {
    let k = unsafe {
        let (d8, d9) = (&t.pairs[0x18], &t.pairs[0x19]);
        Consts {
            identity: load(IDENTITY.0.as_ptr()),
            two_back: _mm512_sub_epi8(load(IDENTITY.0.as_ptr()), set(2)),
            ascii: [load(t.ascii.as_ptr()), load(t.ascii.as_ptr().add(64))],
            lead: [load(d8.lead.as_ptr()), load(d9.lead.as_ptr())],
            trail: [load(d8.trail.as_ptr()), load(d9.trail.as_ptr())],
            rank: [load(d8.rank.as_ptr()), load(d9.rank.as_ptr())],
            db_rank: load(t.pairs[0x1B].rank.as_ptr()),
        }
    };
    let mut run = Run {
        pos: at.pos,
        q: at.q,
        last: Last::new(at.edge),
        carry: 0,
        carry_wide: 0,
        keep: 0,
        echo: Echo::new(at.written()),
        marks: Marks {
            rank: _mm512_maskz_set1_epi8(1 << 63, t.last_rank(at.written()) as i8),
            last: 0,
        },
    };
    let mixed_k = unsafe {
        let db = &t.pairs[0x1B];
        let rows = match t.prefixes[2 << 6] {
            UNTOUCHED => [set(0xE2), set(0x80), _mm512_or_si512(k.identity, set(0x80))],
            // Slow as a whole: then no block of it is done here.
            SLOW => [set(SLOW); 3],
            i => t.triples[usize::from(i) - 1].0.each_ref().map(|row| load(row.as_ptr())),
        };
        MixedConsts {
            lead: load(db.lead.as_ptr()),
            trail: load(db.trail.as_ptr()),
            rank: load(db.rank.as_ptr()),
            rows,
        }
    };
    // How many more blocks are given to `mixed` before `narrow` is tried again.
    let mut mixing = 0;
    let stop = loop {
        let start = run.pos;
        if mixing == 0 {
            unsafe { narrow::<BLANKS, REPEATS, ORDER>(&k, at, &mut run) };
            // Two blocks of mixed text close to each other: more will come.
            if run.pos - start < 64 * 6 {
                mixing = 16;
            }
        }
        if mixing > 0 {
            unsafe { mixed::<BLANKS, REPEATS, ORDER>(&k, &mixed_k, at, &mut run, mixing) };
            mixing -= mixing.min((run.pos - start) / 64 + 1);
            if at.len - run.pos >= AHEAD && at.cap - run.q >= 64 && mixing == 0 {
                continue;
            }
        }
        if at.len - run.pos < AHEAD {
            break Stop::Input;
        }
        if at.cap - run.q < 64 {
            break Stop::Room;
        }
        if !unsafe { step::<BLANKS, REPEATS, ORDER>(t, &k, at, &mut run) } {
            break Stop::Slow;
        }
    };
    at.pos = run.pos;
    at.q = run.q;
    at.edge = run.last.edge();
    if run.carry | run.carry_wide != 0 {
        // SAFETY: the last block was read up to here and written as `keep` says.
        unsafe { step_back(at, run.keep) };
    }
    stop
}

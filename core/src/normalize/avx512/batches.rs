//! Many blocks at a time, so that repeated letters are looked for afterwards, in what has been written: a
//! block is done sooner if nothing of it waits for that.

use std::arch::x86_64::*;

use super::super::cursor::Cursor;
use super::blocks::{AHEAD, Run, Tables, set};
use super::letters::{Why, letters};

/// Blocks that are done at a time, at least and at most: what they write must still be near when it is read.
const FEWEST: usize = 4;
const MOST: usize = 160;

/// As `letters`, which it asks.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold; a byte before the position is readable.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) unsafe fn batches<
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
    if REPEATS == 0 {
        // SAFETY: as the caller says.
        return unsafe { letters::<FAR, SIGNS, BLANKS, 0, ORDER>(t, at, run, limit) };
    }
    loop {
        let (before, blocks) = (*run, run.batch.clamp(FEWEST, MOST).min(limit));
        // SAFETY: as the caller says; what is read has been written.
        let why = unsafe {
            // A blank that stands there may be taken back.
            let last = if before.q > 0 { Some(*at.dst.add(before.q - 1)) } else { None };
            let from = before.q - usize::from(last == Some(b' '));
            let why = letters::<FAR, SIGNS, BLANKS, 0, ORDER>(t, at, run, blocks);
            if may_repeat::<REPEATS>(at.dst, from, run.q) {
                *run = before;
                if let Some(last) = last {
                    *at.dst.add(before.q - 1) = last;
                }
                run.batch = blocks / 4;
                letters::<FAR, SIGNS, BLANKS, REPEATS, ORDER>(t, at, run, blocks)
            } else {
                run.batch = 2 * blocks;
                why
            }
        };
        limit -= blocks;
        if why != Why::Limit || limit == 0 || at.len - run.pos < AHEAD || at.cap - run.q < 64 {
            return why;
        }
    }
}

/// Whether a two-byte character that ends at `from` or behind it, and before `to`, may equal as many before it as
/// `REPEATS` says: of two of them only the second bytes are looked at.
///
/// # Safety
/// The processor has the features; so many bytes have been written at `dst`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
unsafe fn may_repeat<const REPEATS: u8>(dst: *const u8, from: usize, to: usize) -> bool {
    // Less has been written than one and as many before it.
    let from = from.max(2 * usize::from(REPEATS) + 1);
    if from >= to {
        return false;
    }
    // Whole lines of the cache, but for what is not to be looked at of the first and the last one.
    // SAFETY: so many have been written.
    let p = unsafe { dst.add(from) };
    let skipped = p as usize % 64;
    let (mut p, mut left) = (p.wrapping_sub(skipped), to - from + skipped);
    // SAFETY: what is masked away is not read, and all else has been written.
    let part = |p: *const u8, here: u64| unsafe { _mm512_maskz_loadu_epi8(here, p.cast()) };
    let mut before = part(p.wrapping_sub(64), !(!0 >> from.saturating_sub(skipped).min(63)));
    let (mut written, mut here) = (!0 << skipped.saturating_sub(from), !0 << skipped);
    let mut least = set(0xFF);
    while left > 64 {
        let cur = part(p, written);
        least = _mm512_mask_min_epu8(least, here, least, unlike::<REPEATS>(cur, before));
        (before, written, here) = (cur, !0, !0);
        (p, left) = (p.wrapping_add(64), left - 64);
    }
    let rest = _bzhi_u64(!0, left as u32);
    let unlike = unlike::<REPEATS>(part(p, written & rest), before);
    least = _mm512_mask_min_epu8(least, here & rest, least, unlike);
    _mm512_testn_epi8_mask(least, least) != 0
}

/// 0 where a continuation byte equals as many before it, two bytes from each other. `before`: the bytes before.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
fn unlike<const REPEATS: u8>(cur: __m512i, before: __m512i) -> __m512i {
    // The 16 bytes in front of each 16.
    let lanes = _mm512_alignr_epi64::<6>(cur, before);
    let two = _mm512_alignr_epi8::<14>(cur, lanes);
    let unlike = match REPEATS {
        // (cur ^ two back) | (one back ^ three back)
        1 => {
            let one = _mm512_alignr_epi8::<15>(cur, lanes);
            let three = _mm512_alignr_epi8::<13>(cur, lanes);
            _mm512_ternarylogic_epi32::<0xF6>(_mm512_xor_si512(one, three), cur, two)
        }
        // (cur ^ two back) | (cur ^ four back)
        _ => {
            let four = _mm512_alignr_epi8::<12>(cur, lanes);
            _mm512_ternarylogic_epi32::<0x7E>(cur, two, four)
        }
    };
    // (cur ^ 80) & C0
    let other = _mm512_ternarylogic_epi32::<0x28>(cur, set(0x80), set(0xC0));
    _mm512_or_si512(unlike, other)
}

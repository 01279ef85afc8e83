//! The search for windows, 64 places a step.

use super::sieve::{FIRST, FOURTH, SECOND, Sieve, THIRD};
use super::windows::load;
use super::{Finder, LONG, MIDDLE, SHORT};
use std::arch::x86_64::*;

/// The lowest `n` bits.
#[inline]
fn low(n: usize) -> u64 {
    if n >= 64 { u64::MAX } else { (1 << n) - 1 }
}

/// Whether the processor can run `scan`; `ARCLEAN_SIMD` may forbid it.
pub fn is_available() -> bool {
    use crate::normalize::simd::Simd;
    Simd::chosen() == Ok(Simd::Avx512) && is_x86_feature_detected!("gfni")
}

/// Which places a sieve lets through: those of all windows that it knows, and few others. `pairs` has for each pair of the
/// window's bytes twice the first plus the second, and the second alone.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
fn sift<const PAIRS: usize>(sieve: &Sieve, pairs: [(__m512i, __m512i); PAIRS]) -> u64 {
    let set = |byte: u8| _mm512_set1_epi8(byte as i8);
    let (mut h, mut g) = (pairs[0].0, _mm512_gf2p8mul_epi8(pairs[0].1, set(SECOND[0])));
    for at in 1..PAIRS {
        h = _mm512_xor_si512(h, _mm512_gf2p8mul_epi8(pairs[at].0, set(FIRST[at])));
        g = _mm512_xor_si512(g, _mm512_gf2p8mul_epi8(pairs[at].1, set(SECOND[at])));
    }
    let k = _mm512_xor_si512(_mm512_gf2p8mul_epi8(h, set(THIRD)), g);
    let l = _mm512_xor_si512(_mm512_gf2p8mul_epi8(g, set(FOURTH)), h);
    let powers = _mm512_set1_epi64(i64::from_le_bytes([1, 2, 4, 8, 16, 32, 64, 128]));
    let hit = |table: &[u8; 128], place: __m512i, bit: __m512i| {
        // SAFETY: a table has 128 bytes.
        let (first, second) = unsafe {
            let p = table.as_ptr();
            (_mm512_loadu_si512(p.cast()), _mm512_loadu_si512(p.add(64).cast()))
        };
        let bits = _mm512_permutex2var_epi8(first, place, second);
        let one = _mm512_shuffle_epi8(powers, _mm512_and_si512(bit, set(7)));
        _mm512_test_epi8_mask(bits, one)
    };
    let [t1, t2, t3, t4] = &sieve.tables;
    hit(t1, h, g) & hit(t2, g, h) & hit(t3, k, l) & hit(t4, l, k)
}

/// Give every place that the sieve lets through to `look`, with what follows there.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni,bmi1,bmi2,popcnt,lzcnt")]
fn places<const PAIRS: usize>(sieve: &Sieve, text: &[u8], mut look: impl FnMut(usize, u64)) {
    let mut at = 0;
    while at < text.len() {
        let left = text.len() - at;
        let bytes = |ahead: usize| {
            // SAFETY: lanes beyond the text are masked out, which loads nothing there.
            unsafe {
                let p = text.as_ptr().wrapping_add(at + ahead).cast();
                _mm512_maskz_loadu_epi8(low(left.saturating_sub(ahead)), p)
            }
        };
        let pairs = std::array::from_fn(|pair| {
            let (one, two) = (bytes(2 * pair), bytes(2 * pair + 1));
            (_mm512_add_epi8(_mm512_add_epi8(one, one), two), two)
        });
        // Windows begin where characters begin.
        let starts = _mm512_cmpgt_epi8_mask(bytes(0), _mm512_set1_epi8(-65)) & low(left);
        let mut found = starts & sift::<PAIRS>(sieve, pairs);
        while found != 0 {
            let place = at + found.trailing_zeros() as usize;
            found &= found - 1;
            look(place, load(text, place));
        }
        at += 64;
    }
}

/// Find what `Finder::scan` finds.
///
/// # Safety
/// The processor has the features.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn scan(finder: &Finder, text: &[u8], found: &mut impl FnMut(&[u32])) {
    let Finder { words, long, middle, short, .. } = finder;
    let all = |place, next, found: &mut _| {
        if !long.is_empty() {
            long.look(text, place, next, found);
        }
        if !words.is_empty() && place > 0 && text[place - 1] == b' ' {
            words.look(text, place, next, found);
        }
    };
    if !(words.is_empty() && long.is_empty()) {
        places::<{ LONG / 2 }>(&finder.long_sieve, text, |place, next| all(place, next, found));
    }
    if !middle.is_empty() {
        let look = |place, next| middle.look(text, place, next, found);
        places::<{ MIDDLE / 2 }>(&finder.middle_sieve, text, look);
    }
    if !short.is_empty() {
        let look = |place, next| short.look(text, place, next, found);
        places::<{ SHORT / 2 }>(&finder.short_sieve, text, look);
    }
}

//! The search for windows, 64 places a step.

use super::sieve::{FIRST, FOURTH, HAS_LONG, HAS_MIDDLE, HAS_SHORT, SECOND, Sieve, Sieves, THIRD};
use super::windows::load;
use super::{Finder, LONG};
use std::arch::x86_64::*;
use std::hint::black_box;

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

/// What the windows at 64 places hash to.
#[derive(Clone, Copy)]
struct Hashes(__m512i, __m512i);

impl Hashes {
    /// Of windows with a pair of bytes more: `one` and `two` of each, the `at`-th pair of a window.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,gfni")]
    fn with(self, one: __m512i, two: __m512i, at: usize) -> Hashes {
        let set = |byte: u8| _mm512_set1_epi8(byte as i8);
        let both = _mm512_add_epi8(_mm512_add_epi8(one, one), two);
        // A factor of one, which the first pair has, is none.
        let h = if at == 0 { both } else { _mm512_gf2p8mul_epi8(both, set(FIRST[at])) };
        let g = _mm512_gf2p8mul_epi8(two, set(SECOND[at]));
        Hashes(_mm512_xor_si512(self.0, h), _mm512_xor_si512(self.1, g))
    }
}

/// Which of some places a sieve lets through: those of all windows that it knows, and few others.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
fn sift(sieve: &Sieve, places: u64, Hashes(h, g): Hashes) -> u64 {
    let set = |byte: u8| _mm512_set1_epi8(byte as i8);
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
    let found = places & hit(t1, h, g) & hit(t2, g, h);
    // Where few windows are known, two tables have the answer nearly everywhere.
    if found == 0 {
        return 0;
    }
    let k = _mm512_xor_si512(_mm512_gf2p8mul_epi8(h, set(THIRD)), g);
    let l = _mm512_xor_si512(_mm512_gf2p8mul_epi8(g, set(FOURTH)), h);
    found & hit(t3, k, l) & hit(t4, l, k)
}

/// The bytes from `at + ahead` on, zeros behind the end; `FULL`: there are as many as are read.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn bytes<const FULL: bool>(text: &[u8], at: usize, ahead: usize) -> __m512i {
    let p = text.as_ptr().wrapping_add(at + ahead).cast();
    let mask = if FULL { u64::MAX } else { low((text.len() - at).saturating_sub(ahead)) };
    // SAFETY: lanes beyond the text are masked out, which loads nothing there.
    unsafe { _mm512_maskz_loadu_epi8(mask, p) }
}

/// Of 64 places from `at` on, those that the sieves of the sizes asked for let through.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
fn step<const SIZES: u8, const FULL: bool>(sieves: &Sieves, text: &[u8], at: usize) -> [u64; 3] {
    let mut found = [0; 3];
    let hashes = Hashes(_mm512_setzero_si512(), _mm512_setzero_si512());
    let first = bytes::<FULL>(text, at, 0);
    // Windows begin where characters begin.
    let mut starts = _mm512_cmpgt_epi8_mask(first, _mm512_set1_epi8(-65));
    if !FULL {
        starts &= low(text.len() - at);
    }
    let hashes = hashes.with(first, bytes::<FULL>(text, at, 1), 0);
    if SIZES & HAS_SHORT != 0 {
        found[2] = sift(&sieves.short, starts, hashes);
    }
    if SIZES & (HAS_MIDDLE | HAS_LONG) == 0 {
        return found;
    }
    let hashes = hashes.with(bytes::<FULL>(text, at, 2), bytes::<FULL>(text, at, 3), 1);
    if SIZES & HAS_MIDDLE != 0 {
        found[1] = sift(&sieves.middle, starts, hashes);
    }
    if SIZES & HAS_LONG != 0 {
        let hashes = hashes.with(bytes::<FULL>(text, at, 4), bytes::<FULL>(text, at, 5), 2);
        found[0] = sift(&sieves.long, starts, hashes);
    }
    found
}

/// Give every place that a sieve lets through to `look`, with the place of the sieve among long, middle and short.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni,bmi1,bmi2,popcnt,lzcnt")]
fn places<const SIZES: u8>(sieves: &Sieves, text: &[u8], mut look: impl FnMut(usize, usize)) {
    let mut at = 0;
    let mut tell = |at: usize, found: [u64; 3]| {
        for (size, mut found) in found.into_iter().enumerate() {
            while found != 0 {
                look(size, at + found.trailing_zeros() as usize);
                found &= found - 1;
            }
        }
    };
    // The tables do not fit the registers: read ahead of a loop they would be copied onto the stack, for lines that are short.
    while text.len() - at >= 64 + LONG {
        tell(at, step::<SIZES, true>(black_box(sieves), text, at));
        at += 64;
    }
    while at < text.len() {
        tell(at, step::<SIZES, false>(black_box(sieves), text, at));
        at += 64;
    }
}

/// Find what `Finder::scan` finds.
///
/// # Safety
/// The processor has the features.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn scan(finder: &Finder, text: &[u8], found: &mut impl FnMut(&[u32])) {
    let Finder { words, long, middle, short, sieves, .. } = finder;
    let look = |size: usize, place: usize| {
        let next = load(text, place);
        match size {
            0 => {
                if !long.is_empty() {
                    long.look(text, place, next, found);
                }
                if !words.is_empty() && place > 0 && text[place - 1] == b' ' {
                    words.look(text, place, next, found);
                }
            }
            1 => middle.look(text, place, next, found),
            _ => short.look(text, place, next, found),
        }
    };
    match sieves.sizes {
        0 => {}
        1 => places::<1>(sieves, text, look),
        2 => places::<2>(sieves, text, look),
        3 => places::<3>(sieves, text, look),
        4 => places::<4>(sieves, text, look),
        5 => places::<5>(sieves, text, look),
        6 => places::<6>(sieves, text, look),
        _ => places::<7>(sieves, text, look),
    }
}

/// Give the places among the first 64 where a window of four bytes may begin.
///
/// # Safety
/// The processor has the features.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn near(sieves: &Sieves, text: &[u8]) -> u64 {
    let found = if text.len() >= 64 + LONG {
        step::<HAS_MIDDLE, true>(sieves, text, 0)
    } else {
        step::<HAS_MIDDLE, false>(sieves, text, 0)
    };
    found[1]
}

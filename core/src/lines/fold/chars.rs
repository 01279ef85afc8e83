//! Characters of checked UTF-8.

#[cfg(target_arch = "x86_64")]
use crate::normalize::simd::Simd;

/// Decode one character of checked UTF-8: (code point, length).
#[inline]
pub fn decode(text: &[u8]) -> (u32, usize) {
    let first = u32::from(text[0]);
    let tail = |at: usize| u32::from(text[at] & 0x3F);
    match first {
        0..0x80 => (first, 1),
        0x80..0xE0 => ((first & 0x1F) << 6 | tail(1), 2),
        0xE0..0xF0 => ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3),
        _ => ((first & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    }
}

/// Decode the last character of checked, non-empty UTF-8.
#[inline]
pub fn decode_last(text: &[u8]) -> (u32, usize) {
    let mut start = text.len() - 1;
    while text[start] & 0xC0 == 0x80 {
        start -= 1;
    }
    decode(&text[start..])
}

/// Number of code points of checked UTF-8.
pub fn count_chars(text: &[u8]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if Simd::chosen() == Ok(Simd::Avx512) {
        // SAFETY: the processor has the features.
        return unsafe { count_avx512(text) };
    }
    // In blocks whose count fits a byte, which the compiler makes vectors of.
    let continuation = |block: &[u8]| {
        let count = block.iter().fold(0, |count, byte| count + u8::from((*byte as i8) < -0x40));
        usize::from(count)
    };
    text.len() - text.chunks(128).map(continuation).sum::<usize>()
}

/// The same, 64 bytes a step.
///
/// # Safety
/// The processor has the features.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,popcnt")]
unsafe fn count_avx512(text: &[u8]) -> usize {
    use std::arch::x86_64::{_mm512_cmpgt_epi8_mask, _mm512_maskz_loadu_epi8, _mm512_set1_epi8};
    let mut count = 0_usize;
    for block in text.chunks(64) {
        let here = u64::MAX >> (64 - block.len());
        // SAFETY: lanes beyond the block are masked out, which loads nothing there.
        let bytes = unsafe { _mm512_maskz_loadu_epi8(here, block.as_ptr().cast()) };
        let begins = _mm512_cmpgt_epi8_mask(bytes, _mm512_set1_epi8(-0x41)) & here;
        count += begins.count_ones() as usize;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::count_chars;

    #[test]
    fn more_characters_than_32_bits_count() {
        // Pages of zeros that nobody writes to take no memory.
        let text = vec![0_u8; (1 << 32) + 70];
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512bw") {
            // SAFETY: the processor has the features.
            assert_eq!(unsafe { super::count_avx512(&text) }, text.len());
        }
        // The other path would take minutes for all of it in a debug build.
        assert_eq!(count_chars(&text[..1000]), 1000);
    }
}

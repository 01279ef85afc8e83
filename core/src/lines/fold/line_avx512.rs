//! The fold of ASCII and of U+0600–067F, nearly all of Arabic, 64 bytes a step.
//!
//! The text is checked UTF-8, so a byte whose neighbour is a lead D8 or D9 is its trail. Everything else stops the
//! step and is left to the scalar fold, which is the definition.

use std::arch::x86_64::*;

/// In a table: the byte disappears; what the character becomes is no byte or two.
pub const GONE: u8 = 0xFF;
pub const SLOW: u8 = 0xFE;

/// What bytes become: ASCII by itself, leads and trails of D8 and D9 by the trail and, as bit 6, the lead's lowest bit.
#[repr(C, align(64))]
pub struct Bytes {
    pub ascii: [u8; 128],
    pub lead: [u8; 128],
    pub trail: [u8; 128],
}

/// Where a fold stands: spaces written, and whether a blank at this place would be one too many.
#[derive(Clone, Copy)]
pub struct State {
    pub spaces: u32,
    pub blank: bool,
}

/// The lowest `n` bits.
#[inline]
fn low(n: usize) -> u64 {
    if n >= 64 { u64::MAX } else { (1 << n) - 1 }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn load(p: *const u8) -> __m512i {
    // SAFETY: the caller's tables have 64 bytes from here on.
    unsafe { _mm512_loadu_si512(p.cast()) }
}

/// Fold `line[at..]` behind the first `end` bytes of `out` up to the first character that is neither ASCII nor of D8 or
/// D9, or slow. Returns how far it came in the line and in `out`.
///
/// # Safety
/// The processor has the features. `line` is UTF-8, `at` is where a character begins; `out` has room for the rest of the
/// line and 64 bytes more.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn fold(
    tables: &Bytes,
    line: &[u8],
    mut at: usize,
    out: *mut u8,
    mut end: usize,
    state: &mut State,
) -> (usize, usize) {
    let set = |byte: u8| _mm512_set1_epi8(byte as i8);
    // SAFETY: each table has 128 bytes.
    let (ascii, lead, trail) = unsafe {
        let pair = |table: &[u8; 128]| (load(table.as_ptr()), load(table.as_ptr().add(64)));
        (pair(&tables.ascii), pair(&tables.lead), pair(&tables.trail))
    };
    let index = |trail: __m512i, lead: __m512i| {
        let lead = _mm512_and_si512(_mm512_slli_epi16::<6>(lead), set(0x40));
        _mm512_ternarylogic_epi32::<0xF8>(lead, trail, set(0x3F)) // (trail & 3F) | lead
    };
    while at < line.len() {
        let left = line.len() - at;
        let here = low(left);
        let p = line.as_ptr().wrapping_add(at);
        // SAFETY: lanes beyond the line, and the one before it, are masked out, which loads nothing there.
        let (cur, next, prev) = unsafe {
            (
                _mm512_maskz_loadu_epi8(here, p.cast()),
                _mm512_maskz_loadu_epi8(low(left - 1), p.wrapping_add(1).cast()),
                _mm512_maskz_loadu_epi8(here & !u64::from(at == 0), p.wrapping_sub(1).cast()),
            )
        };
        let is_lead = |v| _mm512_cmpeq_epi8_mask(_mm512_and_si512(v, set(0xFE)), set(0xD8));
        let (leads, trails) = (is_lead(cur), is_lead(prev));
        let mut new = _mm512_permutex2var_epi8(ascii.0, cur, ascii.1);
        let to_lead = _mm512_permutex2var_epi8(lead.0, index(next, cur), lead.1);
        let to_trail = _mm512_permutex2var_epi8(trail.0, index(cur, prev), trail.1);
        new = _mm512_mask_blend_epi8(leads, new, to_lead);
        new = _mm512_mask_blend_epi8(trails, new, to_trail);
        let other = _mm512_movepi8_mask(cur) & !(leads | trails);
        let stops = (other | _mm512_cmpeq_epi8_mask(new, set(SLOW))) & here;
        let taken = if stops == 0 { left.min(64) } else { stops.trailing_zeros() as usize };

        let keep = _mm512_cmpneq_epi8_mask(new, set(GONE)) & low(taken);
        let blanks = _pext_u64(_mm512_cmpeq_epi8_mask(new, set(b' ')), keep);
        let gone = blanks & (blanks << 1 | u64::from(state.blank));
        let keep = keep & !_pdep_u64(gone, keep);
        let kept = keep.count_ones() as usize;
        // SAFETY: at most 64 bytes, and no more than the line had.
        unsafe { _mm512_storeu_si512(out.add(end).cast(), _mm512_maskz_compress_epi8(keep, new)) };
        end += kept;
        state.spaces += (blanks & !gone).count_ones();
        if kept != 0 {
            // SAFETY: written above.
            state.blank = unsafe { *out.add(end - 1) } == b' ';
        }
        at += taken;
        if stops != 0 {
            break;
        }
    }
    (at, end)
}

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

/// A CR or LF: where it is, where its copy lies in what was written, the spaces written before, and whether the last
/// byte before is one.
#[derive(Clone, Copy)]
pub struct Break {
    pub at: usize,
    pub end: usize,
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

/// The place of the first stop.
#[cold]
#[inline(never)]
fn first(stops: u64) -> usize {
    stops.trailing_zeros() as usize
}

/// Fold `text[at..]` behind the first `end` bytes of `out` up to the first character that is neither ASCII nor of D8 or
/// D9, or slow. Returns how far it came in the text and in `out`.
///
/// `LINES`: CR and LF stay, no blank stands behind them, and `each` is told of them; else the text has none.
///
/// # Safety
/// The processor has the features. `text` is UTF-8, `at` is where a character begins; `out` has room for the rest of the
/// text and 64 bytes more.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn fold<const LINES: bool>(
    tables: &Bytes,
    text: &[u8],
    mut at: usize,
    out: *mut u8,
    mut end: usize,
    state: &mut State,
    mut each: impl FnMut(Break),
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
    while at < text.len() {
        let left = text.len() - at;
        let here = low(left);
        let p = text.as_ptr().wrapping_add(at);
        // SAFETY: lanes beyond the text, and the one before it, are masked out, which loads nothing there.
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
        let mut breaks = 0;
        if LINES {
            let is = |byte| _mm512_cmpeq_epi8_mask(cur, set(byte));
            breaks = is(b'\n') | is(b'\r');
            new = _mm512_mask_blend_epi8(breaks, new, cur);
        }
        let other = _mm512_movepi8_mask(cur) & !(leads | trails);
        let stops = (other | _mm512_cmpeq_epi8_mask(new, set(SLOW))) & here;
        // A branch, not a choice: the next block need not wait for what this one becomes.
        let taken = if stops == 0 { left.min(64) } else { first(stops) };

        let keep = _mm512_cmpneq_epi8_mask(new, set(GONE)) & low(taken);
        breaks &= keep;
        let blank = _mm512_cmpeq_epi8_mask(new, set(b' ')) & keep;
        let edge = blank | breaks;
        // A blank behind another, behind one that was written before, or at the start of a line.
        let before = _pext_u64(edge, keep) << 1 | u64::from(state.blank);
        let gone = _pext_u64(blank, keep) & before;
        if keep != 0 {
            // Of the run of blanks at the end, if there is one, the first is kept, here or before.
            state.blank = edge >> (63 - keep.leading_zeros()) & 1 != 0;
        }
        let keep = if gone == 0 { keep } else { keep & !_pdep_u64(gone, keep) };
        // SAFETY: at most 64 bytes, and no more than the text had.
        unsafe { _mm512_storeu_si512(out.add(end).cast(), _mm512_maskz_compress_epi8(keep, new)) };
        let spaces = blank & keep;
        while breaks != 0 {
            let place = breaks.trailing_zeros();
            let before = low(place as usize);
            let here = end + (keep & before).count_ones() as usize;
            // SAFETY: written, here or before.
            let blank = here > 0 && unsafe { *out.add(here - 1) } == b' ';
            let spaces = state.spaces + (spaces & before).count_ones();
            each(Break { at: at + place as usize, end: here, spaces, blank });
            breaks &= breaks - 1;
        }
        end += keep.count_ones() as usize;
        state.spaces += spaces.count_ones();
        at += taken;
        if stops != 0 {
            break;
        }
    }
    (at, end)
}

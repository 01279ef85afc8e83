//! AVX-512 over a str's units of two or four bytes: 32 characters a step, looked up by page, compressed.
//!
//! Characters of U+0000–00FF, U+0600–06FF and U+2000–203F are done here. What follows any other one, and a
//! block in which a letter repeats, is done by the scalar path, 32 characters of it.

use std::arch::x86_64::*;

use super::super::Rules;
use super::super::bits::{Last, collapse, touches};
use super::super::cursor::{Cursor, Stop};
use super::super::fast::FastSet;
use super::super::scalar;
use super::super::wide::{GONE, PLAIN_OTHER, SLOW, Units};

/// Characters a step.
const STEP: usize = 32;

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
fn set(unit: u16) -> __m512i {
    _mm512_set1_epi16(unit as i16)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn load(p: *const u16) -> __m512i {
    unsafe { _mm512_loadu_si512(p.cast()) }
}

/// Units that 32 lanes of two bytes stand for.
pub trait Wide: Copy + PartialEq + Into<u32> + TryFrom<u32> {
    /// 32 units as lanes; None: one of them does not fit.
    ///
    /// # Safety
    /// They are readable; the processor has the features.
    unsafe fn take(p: *const Self) -> Option<__m512i>;

    /// Lanes as 32 units.
    ///
    /// # Safety
    /// There is room for them; the processor has the features.
    unsafe fn put(p: *mut Self, lanes: __m512i);
}

impl Wide for u16 {
    #[inline(always)] // so without features of its own; the caller has them
    unsafe fn take(p: *const u16) -> Option<__m512i> {
        Some(unsafe { load(p) })
    }

    #[inline(always)]
    unsafe fn put(p: *mut u16, lanes: __m512i) {
        unsafe { _mm512_storeu_si512(p.cast(), lanes) };
    }
}

impl Wide for u32 {
    #[inline(always)]
    unsafe fn take(p: *const u32) -> Option<__m512i> {
        unsafe {
            let (low, high) = (_mm512_loadu_si512(p.cast()), _mm512_loadu_si512(p.add(16).cast()));
            let far = _mm512_srli_epi32::<16>(_mm512_or_si512(low, high));
            if _mm512_test_epi32_mask(far, far) != 0 {
                return None;
            }
            let low = _mm512_castsi256_si512(_mm512_cvtepi32_epi16(low));
            Some(_mm512_inserti64x4::<1>(low, _mm512_cvtepi32_epi16(high)))
        }
    }

    #[inline(always)]
    unsafe fn put(p: *mut u32, lanes: __m512i) {
        unsafe {
            let low = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(lanes));
            let high = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64::<1>(lanes));
            _mm512_storeu_si512(p.cast(), low);
            _mm512_storeu_si512(p.add(16).cast(), high);
        }
    }
}

/// As long as there is a whole step of input and of room.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn run<const BLANKS: bool, const REPEATS: u8, const ORDER: bool, U: Wide>(
    set: &FastSet,
    rules: Rules,
    at: &mut Cursor<U>,
) -> Stop {
    loop {
        unsafe { blocks::<BLANKS, REPEATS, ORDER, U>(set, at) };
        if at.len - at.pos < STEP {
            return Stop::Input;
        }
        if at.cap - at.q < STEP {
            return Stop::Room;
        }
        match scalar::wide(set, rules, at.pos + STEP, at) {
            Stop::Input => {}
            stop => return stop,
        }
    }
}

/// The new units of a block, which of them stay, and where one stands that is for somebody else.
///
/// # Safety
/// The processor has the features.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn whole(units: &Units, v: __m512i) -> (__m512i, u64, u32) {
    let (ascii, arabic, general) =
        (units.ascii.as_ptr(), units.arabic.as_ptr(), units.general.as_ptr());
    let latin = units.latin.as_ptr();
    let look = |p: *const u16, i: usize| unsafe {
        let (low, top) = (load(p.add(64 * i)), load(p.add(64 * i + 32)));
        _mm512_permutex2var_epi16(low, v, top)
    };
    let is_arabic = _mm512_cmpeq_epi16_mask(_mm512_srli_epi16::<8>(v), set(6));
    let is_ascii = _mm512_cmplt_epu16_mask(v, set(0x80));
    let is_general = _mm512_cmpeq_epi16_mask(_mm512_and_si512(v, set(0xFFC0)), set(0x2000));
    let upper = _mm512_test_epi16_mask(v, set(0x40));
    let high = _mm512_test_epi16_mask(v, set(0x80));
    let a0 = _mm512_mask_blend_epi16(upper, look(arabic, 0), look(arabic, 1));
    let a1 = _mm512_mask_blend_epi16(upper, look(arabic, 2), look(arabic, 3));
    let mut out = _mm512_mask_blend_epi16(upper, look(ascii, 0), look(ascii, 1));
    let is_latin = _mm512_mask_cmplt_epu16_mask(!is_ascii, v, set(0x100));
    if is_latin != 0 {
        let latin = _mm512_mask_blend_epi16(upper, look(latin, 0), look(latin, 1));
        out = _mm512_mask_blend_epi16(is_latin, out, latin);
    }
    out = _mm512_mask_blend_epi16(is_general, out, look(general, 0));
    out = _mm512_mask_blend_epi16(is_arabic, out, _mm512_mask_blend_epi16(high, a0, a1));
    let slow = _mm512_cmpeq_epi16_mask(out, set(SLOW));
    let keep = _mm512_cmpneq_epi16_mask(out, set(GONE));
    (out, u64::from(keep), slow | !(is_arabic | is_ascii | is_latin | is_general))
}

/// Blocks that can be done whole.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn blocks<const BLANKS: bool, const REPEATS: u8, const ORDER: bool, U: Wide>(
    tables: &FastSet,
    at: &mut Cursor<U>,
) {
    let units = &*tables.units;
    let bytes = |p: *const u8, i: usize| unsafe { load(p.add(i * 64).cast()) };
    let (plain_arabic, plain_ascii) = (units.plain_arabic.as_ptr(), units.plain_ascii.as_ptr());
    let plain_arabic = [0, 1, 2, 3].map(|i| bytes(plain_arabic, i));
    let plain_ascii = [bytes(plain_ascii, 0), bytes(plain_ascii, 1)];
    let plain_general = bytes(units.plain_general.as_ptr(), 0);
    let table = |p: *const u16, i: usize| unsafe { load(p.add(i * 32)) };
    let back = _mm512_sub_epi16(unsafe { load(units.identity.as_ptr()) }, set(1));
    let ranks = units.ranks.as_ptr().cast::<u16>();
    let ranks = [table(ranks, 0), table(ranks, 1), table(ranks, 2), table(ranks, 3)];
    let mut rank = if ORDER { units.last_rank(at.written()) } else { 0 };
    let (mut pos, mut q) = (at.pos, at.q);
    let mut last = Last::new(at.edge);
    // Whether the last unit written equals the one before it.
    let mut echo = 0;
    if REPEATS > 1 && q >= 2 {
        let written = at.written();
        echo = u32::from(written[q - 1] == written[q - 2]);
    }
    while at.len - pos >= STEP && at.cap - q >= STEP {
        let Some(v) = (unsafe { U::take(at.src.add(pos)) }) else { break };
        let page = _mm512_and_si512(v, set(0xFF00));
        let is_arabic = _mm512_cmpeq_epi16_mask(page, set(0x600));
        let is_ascii = _mm512_cmplt_epu16_mask(v, set(0x80));
        let is_general = _mm512_cmpeq_epi16_mask(_mm512_and_si512(v, set(0xFFC0)), set(0x2000));
        let high = _mm512_test_epi16_mask(v, set(0x80));
        let (mut out, mut keep, mut stop) = (v, 0, u32::MAX);
        if units.is_plain {
            // The low byte of each lane is looked up; the page stays.
            let look = |low: __m512i, top: __m512i| _mm512_permutex2var_epi8(low, v, top);
            let mut low = look(plain_arabic[0], plain_arabic[1]);
            low = _mm512_mask_mov_epi16(low, high, look(plain_arabic[2], plain_arabic[3]));
            low = _mm512_mask_mov_epi16(low, is_ascii, look(plain_ascii[0], plain_ascii[1]));
            let general = _mm512_permutexvar_epi8(v, plain_general);
            low = _mm512_mask_mov_epi16(low, is_general, general);
            low = _mm512_and_si512(low, set(0xFF));
            out = _mm512_or_si512(low, page);
            let is_other = _mm512_cmpeq_epi16_mask(low, set(PLAIN_OTHER.into()));
            keep = u64::from(_mm512_test_epi16_mask(low, low));
            stop = is_other | !(is_arabic | is_ascii | is_general);
        }
        if stop != 0 {
            (out, keep, stop) = unsafe { whole(units, v) };
        }
        // Half a run of too many marks (see LONG_RUN) covers one of these windows.
        let gap = (keep as u32).wrapping_sub(0x0101_0101) & !(keep as u32) & 0x8080_8080;
        if ORDER {
            // A byte of each lane is looked up, the other one masked away.
            let low = _mm512_permutex2var_epi8(ranks[0], v, ranks[1]);
            let top = _mm512_permutex2var_epi8(ranks[2], v, ranks[3]);
            let places = _mm512_mask_blend_epi16(high, low, top);
            let places = _mm512_maskz_mov_epi16(is_arabic, _mm512_and_si512(places, set(0xFF)));
            let marks = _mm512_test_epi16_mask(places, places);
            let previous = _mm512_permutexvar_epi16(back, places);
            let previous = _mm512_mask_set1_epi16(previous, 1, rank.into());
            let wrong = _mm512_mask_cmplt_epu16_mask(marks, places, previous);
            // What disappears behind a mark brings the marks around it together.
            let hidden = (marks << 1 | u32::from(rank != 0)) & !(keep as u32);
            stop |= wrong | hidden;
        }
        // Up to the character that stops it.
        let end = STEP.min(stop.trailing_zeros() as usize);
        if gap != 0 || end == 0 {
            break;
        }
        keep = _bzhi_u64(keep, end as u32);
        let (mut new_last, mut taken) = (last, 0);
        if BLANKS {
            let b = u64::from(_mm512_cmpeq_epi16_mask(out, set(0x20)));
            let n = u64::from(_mm512_cmpeq_epi16_mask(out, set(0x0A)));
            if touches(keep, b, n, last) & 0xFFFF_FFFF != 0 {
                (keep, taken) = collapse(keep, b, n, &mut new_last);
            } else {
                new_last = Last { blank: b >> (end - 1) & 1, line: n >> (end - 1) & 1 };
            }
        }
        let count = keep.count_ones();
        let packed = _mm512_maskz_compress_epi16(keep as u32, out);
        if REPEATS > 0 {
            if count == 0 || taken != 0 || q == 0 {
                break;
            }
            let before: u32 = unsafe { *at.dst.add(q - 1) }.into();
            let first = _mm_cvtsi128_si32(_mm512_castsi512_si128(packed)) as u32 & 0xFFFF;
            let moved = _mm512_permutexvar_epi16(back, packed);
            let mut same = _mm512_cmpeq_epi16_mask(packed, moved) & !1 | u32::from(first == before);
            same = _bzhi_u32(same, count);
            let found = if REPEATS > 1 { same & (same << 1 | echo) } else { same };
            if found != 0 && found & _mm512_cmpge_epu16_mask(packed, set(0x80)) != 0 {
                break;
            }
            echo = same >> (count - 1);
        }
        last = new_last;
        q -= taken;
        unsafe { U::put(at.dst.add(q), packed) };
        q += count as usize;
        pos += end;
        if end < STEP {
            break;
        }
        if ORDER {
            // SAFETY: the last unit of this block.
            rank = units.rank_of(unsafe { *at.src.add(pos - 1) }.into());
        }
    }
    (at.pos, at.q) = (pos, q);
    at.edge = last.edge();
}

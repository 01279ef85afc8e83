//! AVX-512 over a str's 2-byte units: 32 characters a step, looked up by page, compressed.
//!
//! Blocks of ASCII, U+0600–06FF and U+2000–203F are done here; any other block, and any in which
//! something slow or a repeated letter stands, by the scalar path, 32 characters of it.

use std::arch::x86_64::*;

use super::Rules;
use super::blocks::{Last, collapse, touches};
use super::cursor::{Cursor, Stop};
use super::fast::FastSet;
use super::scalar;
use super::wide::{GONE, SLOW};

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

/// As long as there is a whole step of input and of room.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn run<const BLANKS: bool, const REPEATS: u8>(
    set: &FastSet,
    rules: Rules,
    at: &mut Cursor<u16>,
) -> Stop {
    loop {
        unsafe { blocks::<BLANKS, REPEATS>(set, at) };
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

/// Blocks that can be done whole.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn blocks<const BLANKS: bool, const REPEATS: u8>(tables: &FastSet, at: &mut Cursor<u16>) {
    let units = &*tables.units;
    let (ascii, arabic, general) =
        (units.ascii.as_ptr(), units.arabic.as_ptr(), units.general.as_ptr());
    let table = |p: *const u16, i: usize| unsafe { load(p.add(i * 32)) };
    let ascii = [table(ascii, 0), table(ascii, 1), table(ascii, 2), table(ascii, 3)];
    let general = [table(general, 0), table(general, 1)];
    let arabic = [0, 1, 2, 3, 4, 5, 6, 7].map(|i| table(arabic, i));
    let back = _mm512_sub_epi16(unsafe { load(units.identity.as_ptr()) }, set(1));
    let (mut pos, mut q) = (at.pos, at.q);
    let mut last = Last::new(at.edge);
    // Whether the last unit written equals the one before it.
    let mut echo = 0;
    if REPEATS > 1 && q >= 2 {
        let written = at.written();
        echo = u32::from(written[q - 1] == written[q - 2]);
    }
    while at.len - pos >= STEP && at.cap - q >= STEP {
        let v = unsafe { load(at.src.add(pos)) };
        let is_arabic = _mm512_cmpeq_epi16_mask(_mm512_srli_epi16::<8>(v), set(6));
        let is_ascii = _mm512_cmplt_epu16_mask(v, set(0x80));
        let is_general = _mm512_cmpeq_epi16_mask(_mm512_and_si512(v, set(0xFFC0)), set(0x2000));
        let upper = _mm512_test_epi16_mask(v, set(0x40));
        let high = _mm512_test_epi16_mask(v, set(0x80));
        let look = |low: __m512i, top: __m512i| _mm512_permutex2var_epi16(low, v, top);
        let a0 =
            _mm512_mask_blend_epi16(upper, look(arabic[0], arabic[1]), look(arabic[2], arabic[3]));
        let a1 =
            _mm512_mask_blend_epi16(upper, look(arabic[4], arabic[5]), look(arabic[6], arabic[7]));
        let mut out =
            _mm512_mask_blend_epi16(upper, look(ascii[0], ascii[1]), look(ascii[2], ascii[3]));
        out = _mm512_mask_blend_epi16(is_general, out, look(general[0], general[1]));
        out = _mm512_mask_blend_epi16(is_arabic, out, _mm512_mask_blend_epi16(high, a0, a1));
        let slow = _mm512_cmpeq_epi16_mask(out, set(SLOW));
        let mut keep = u64::from(_mm512_cmpneq_epi16_mask(out, set(GONE)));
        // Half a run of too many marks (see LONG_RUN) covers one of these windows.
        let gap = (keep as u32).wrapping_sub(0x0101_0101) & !(keep as u32) & 0x8080_8080;
        if (is_arabic | is_ascii | is_general) != u32::MAX || slow | gap != 0 {
            break;
        }
        let (mut new_last, mut taken) = (last, 0);
        if BLANKS {
            let b = u64::from(_mm512_cmpeq_epi16_mask(out, set(0x20)));
            let n = u64::from(_mm512_cmpeq_epi16_mask(out, set(0x0A)));
            if touches(keep, b, n, last) & 0xFFFF_FFFF != 0 {
                (keep, taken) = collapse(keep, b, n, &mut new_last);
            } else {
                new_last = Last { blank: b >> 31, line: n >> 31 };
            }
        }
        let count = keep.count_ones();
        let packed = _mm512_maskz_compress_epi16(keep as u32, out);
        if REPEATS > 0 {
            if count == 0 || taken != 0 || q == 0 {
                break;
            }
            let before = unsafe { *at.dst.add(q - 1) };
            let first = _mm_cvtsi128_si32(_mm512_castsi512_si128(packed)) as u16;
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
        unsafe { _mm512_storeu_si512(at.dst.add(q).cast(), packed) };
        q += count as usize;
        pos += STEP;
    }
    (at.pos, at.q) = (pos, q);
    at.edge = last.edge();
}

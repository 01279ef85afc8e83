//! AVX-512 over a str's units of two or four bytes: 64 characters a step, low bytes and pages (the bytes above)
//! apart, looked up by page, compressed, and put together again.
//!
//! Characters of U+0000–00FF, U+0600–06FF and U+2000–203F are done here. What follows any other one, and a
//! block in which a letter repeats, is done by the scalar path, 32 characters of it.

use std::arch::x86_64::*;

use super::super::Rules;
use super::super::bits::{Last, collapse, touches};
use super::super::cursor::{Cursor, Stop};
use super::super::fast::FastSet;
use super::super::scalar;
use super::super::wide::{Half, PLAIN_OTHER, SLOW_PAGE, Units};
use super::blocks::{SPECIAL, Two, hidden, load, look, set, two};
use super::mend::special;

/// Characters a step, and by the scalar path where the kernel stops.
const STEP: usize = 64;
const SCALAR: usize = 32;

#[repr(C, align(64))]
struct Indices([u8; 64]);

const fn indices(first: u8, each: u8) -> Indices {
    let mut bytes = [0; 64];
    let mut i = 0;
    while i < 64 {
        bytes[i] = (first.wrapping_add(each.wrapping_mul(i as u8))) & 127;
        i += 1;
    }
    Indices(bytes)
}

/// Of 64 lanes of two bytes the low bytes, the high ones; of two vectors the bytes one further back.
static LOW: Indices = indices(0, 2);
static HIGH: Indices = indices(1, 2);
static ONE_BACK: Indices = indices(127, 1);

/// Low bytes and high ones as lanes: the first 32 and the others.
static LANES: [Indices; 2] = {
    let mut lanes = [indices(0, 0), indices(32, 0)];
    let mut i = 0;
    while i < 64 {
        let at = (i / 2 + i % 2 * 64) as u8;
        lanes[0].0[i] += at;
        lanes[1].0[i] += at;
        i += 1;
    }
    lanes
};

/// Units that lanes of two bytes stand for.
pub trait Wide: Copy + PartialEq + Into<u32> + TryFrom<u32> {
    /// The first `count` of 64 units as lanes, 0 behind them; None: one of them does not fit.
    ///
    /// # Safety
    /// They are readable; the processor has the features.
    unsafe fn take(p: *const Self, count: usize) -> Option<[__m512i; 2]>;

    /// Lanes as 64 units.
    ///
    /// # Safety
    /// There is room for them; the processor has the features.
    unsafe fn put(p: *mut Self, lanes: [__m512i; 2]);
}

impl Wide for u16 {
    #[inline(always)] // so without features of its own; the caller has them
    unsafe fn take(p: *const u16, count: usize) -> Option<[__m512i; 2]> {
        unsafe {
            let here = _bzhi_u64(!0, count as u32);
            let half = |i: usize| {
                _mm512_maskz_loadu_epi16((here >> (32 * i)) as u32, p.wrapping_add(32 * i).cast())
            };
            Some([half(0), half(1)])
        }
    }

    #[inline(always)]
    unsafe fn put(p: *mut u16, lanes: [__m512i; 2]) {
        unsafe {
            _mm512_storeu_si512(p.cast(), lanes[0]);
            _mm512_storeu_si512(p.add(32).cast(), lanes[1]);
        }
    }
}

impl Wide for u32 {
    #[inline(always)]
    unsafe fn take(p: *const u32, count: usize) -> Option<[__m512i; 2]> {
        unsafe {
            let here = _bzhi_u64(!0, count as u32);
            let part = |i: usize| {
                _mm512_maskz_loadu_epi32((here >> (16 * i)) as u16, p.wrapping_add(16 * i).cast())
            };
            let (a, b, c, d) = (part(0), part(1), part(2), part(3));
            let all = _mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d));
            let far = _mm512_srli_epi32::<16>(all);
            if _mm512_test_epi32_mask(far, far) != 0 {
                return None;
            }
            let join = |a, b| {
                let low = _mm512_castsi256_si512(_mm512_cvtepi32_epi16(a));
                _mm512_inserti64x4::<1>(low, _mm512_cvtepi32_epi16(b))
            };
            Some([join(a, b), join(c, d)])
        }
    }

    #[inline(always)]
    unsafe fn put(p: *mut u32, lanes: [__m512i; 2]) {
        unsafe {
            for (i, lanes) in lanes.into_iter().enumerate() {
                let low = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(lanes));
                let high = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64::<1>(lanes));
                _mm512_storeu_si512(p.add(32 * i).cast(), low);
                _mm512_storeu_si512(p.add(32 * i + 16).cast(), high);
            }
        }
    }
}

/// As long as there are input and room for a step.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub unsafe fn run<const BLANKS: bool, const REPEATS: u8, const ORDER: bool, U: Wide>(
    set: &FastSet,
    rules: Rules,
    at: &mut Cursor<U>,
) -> Stop {
    loop {
        // SAFETY: as the caller says.
        unsafe { blocks::<BLANKS, REPEATS, ORDER, U>(set, at) };
        if at.len - at.pos < STEP {
            return Stop::Input;
        }
        if at.cap - at.q < STEP {
            return Stop::Room;
        }
        match scalar::wide(set, rules, at.pos + SCALAR, at) {
            Stop::Input => {}
            stop => return stop,
        }
    }
}

/// A table of 256 bytes in registers.
#[derive(Clone, Copy)]
struct Four([Two; 2]);

impl Four {
    #[inline]
    #[target_feature(
        enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni"
    )]
    fn new(table: &[[u8; 128]; 2]) -> Four {
        Four([two(&table[0]), two(&table[1])])
    }

    #[inline]
    #[target_feature(
        enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni"
    )]
    fn look(&self, low: __m512i, is_high: u64) -> __m512i {
        _mm512_mask_mov_epi8(look(&self.0[0], low), is_high, look(&self.0[1], low))
    }
}

/// The characters of a block.
#[derive(Clone, Copy)]
struct Read {
    low: __m512i,
    page: __m512i,
    /// Where the low bytes are 80 and more.
    high: u64,
    /// Where characters of U+0600–06FF, U+0000–00FF and U+2000–203F are.
    arabic: u64,
    latin: u64,
    general: u64,
}

/// What becomes of them.
struct New {
    low: __m512i,
    page: __m512i,
    keep: u64,
    /// What is for somebody else.
    slow: u64,
    /// Where `page` is 0.
    latin: u64,
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
fn read([a, b]: [__m512i; 2]) -> Read {
    // SAFETY: 64 bytes each.
    let (low, high) = unsafe { (load(LOW.0.as_ptr()), load(HIGH.0.as_ptr())) };
    let low = _mm512_permutex2var_epi8(a, low, b);
    let page = _mm512_permutex2var_epi8(a, high, b);
    let general = _mm512_cmpeq_epi8_mask(page, set(0x20));
    Read {
        low,
        page,
        high: _mm512_movepi8_mask(low),
        arabic: _mm512_cmpeq_epi8_mask(page, set(6)),
        latin: _mm512_testn_epi8_mask(page, page),
        general: _mm512_mask_cmplt_epu8_mask(general, low, set(0x40)),
    }
}

/// By the tables of everything.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
fn whole(units: &Units, read: &Read) -> New {
    let look = |half: &Half| {
        // SAFETY: 64 bytes.
        let general = unsafe { load(half.general.as_ptr()) };
        let arabic = Four::new(&half.arabic).look(read.low, read.high);
        let latin = Four::new(&half.latin).look(read.low, read.high);
        let general = _mm512_permutexvar_epi8(read.low, general);
        let out = _mm512_mask_mov_epi8(arabic, read.latin, latin);
        _mm512_mask_mov_epi8(out, read.general, general)
    };
    let (low, page) = (look(&units.low), look(&units.page));
    let both = _mm512_or_si512(low, page);
    let known = read.arabic | read.latin | read.general;
    New {
        low,
        page,
        keep: _mm512_test_epi8_mask(both, both),
        slow: _mm512_cmpeq_epi8_mask(page, set(SLOW_PAGE)) | !known,
        latin: _mm512_testn_epi8_mask(page, page),
    }
}

/// Blocks that can be done whole, and the beginning of the next one.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
unsafe fn blocks<const BLANKS: bool, const REPEATS: u8, const ORDER: bool, U: Wide>(
    tables: &FastSet,
    at: &mut Cursor<U>,
) {
    let (units, vectors) = (&*tables.units, &*tables.bytes.vectors);
    let (arabic, ascii) = (Four::new(&units.plain.arabic), two(&units.plain.latin[0]));
    let marks_of = Four::new(&vectors.marks);
    let to = set(vectors.plain.as_ref().map_or(0, |plain| plain.pair[1] & 63));
    // SAFETY: 64 bytes each.
    let (general, one_back, lanes) = unsafe {
        let lanes = [load(LANES[0].0.as_ptr()), load(LANES[1].0.as_ptr())];
        (load(units.plain.general.as_ptr()), load(ONE_BACK.0.as_ptr()), lanes)
    };
    let (mut pos, mut q) = (at.pos, at.q);
    let mut last = Last::new(at.edge);
    let mark = match at.written().last().map(|c| (*c).into()) {
        Some(c @ 0x600..0x700) => vectors.mark(c as u8),
        _ => 0,
    };
    let (mut marks_before, mut behind) = (set(mark), u64::from(mark != 0));
    // Whether the last unit written equals the one before it.
    let mut echo = 0;
    if REPEATS > 1 && q >= 2 {
        let written = at.written();
        echo = u64::from(written[q - 1] == written[q - 2]);
    }
    let ahead = at.ahead_of(pos, q);
    while pos < at.len && at.cap - q >= STEP {
        at.fetch(pos + ahead, q + ahead, STEP * size_of::<U>() / 64);
        let count = STEP.min(at.len - pos);
        let Some(v) = (unsafe { U::take(at.src.add(pos), count) }) else { break };
        let read = read(v);
        let mut new = if units.is_plain {
            let is_ascii = read.latin & !read.high;
            let low = arabic.look(read.low, read.high);
            let low = _mm512_mask_mov_epi8(low, is_ascii, look(&ascii, read.low));
            let of_general = _mm512_permutexvar_epi8(read.low, general);
            let low = _mm512_mask_mov_epi8(low, read.general, of_general);
            New {
                low,
                page: read.page,
                keep: _mm512_test_epi8_mask(low, low),
                slow: _mm512_cmpeq_epi8_mask(low, set(PLAIN_OTHER))
                    | !(read.arabic | is_ascii | read.general),
                latin: read.latin,
            }
        } else {
            whole(units, &read)
        };
        let mut wrong = 0;
        if ORDER {
            let marks = marks_of.look(read.low, read.high);
            let marks = _mm512_maskz_mov_epi8(read.arabic, marks);
            let back = _mm512_permutex2var_epi8(marks, one_back, marks_before);
            let ends = _mm512_movepi8_mask(marks);
            wrong = _mm512_mask_cmplt_epu8_mask(ends, marks, back);
            let some = _mm512_test_epi8_mask(marks, set(SPECIAL));
            let mend = |new: &mut New| {
                if some == 0 {
                    return;
                }
                let found = special::<1>(marks, back, ends, new.keep & !new.slow, count);
                new.slow &= !(found.stay | found.gone);
                new.keep &= !found.gone;
                new.low = _mm512_mask_mov_epi8(new.low, found.stay, read.low);
                new.low = _mm512_mask_mov_epi8(new.low, found.letters, to);
                new.page = _mm512_mask_mov_epi8(new.page, found.stay, read.page);
            };
            mend(&mut new);
            if new.slow != 0 && units.is_plain {
                new = whole(units, &read);
                mend(&mut new);
            }
            wrong |= hidden(ends, behind, new.keep);
            (marks_before, behind) = (marks, ends >> 63);
        } else if new.slow != 0 && units.is_plain {
            new = whole(units, &read);
        }
        // Half a run of too many marks (see LONG_RUN) covers eight of these.
        let gap = new.keep.wrapping_sub(0x0101_0101_0101_0101) & !new.keep & 0x8080_8080_8080_8080;
        let stop = (new.slow | wrong).trailing_zeros() as usize;
        // Up to the character that stops it.
        let end = count.min(stop);
        if gap != 0 || end == 0 {
            break;
        }
        let (mut keep, mut new_last, mut taken) = (_bzhi_u64(new.keep, end as u32), last, 0);
        if BLANKS {
            let b = _mm512_mask_cmpeq_epi8_mask(new.latin, new.low, set(b' '));
            let n = _mm512_mask_cmpeq_epi8_mask(new.latin, new.low, set(b'\n'));
            if touches(keep, b, n, last) != 0 {
                (keep, taken) = collapse(keep, b, n, &mut new_last);
            } else {
                new_last = Last { blank: b >> (end - 1) & 1, line: n >> (end - 1) & 1 };
            }
        }
        let (mut low, mut page) = (new.low, new.page);
        if keep != !0 {
            low = _mm512_maskz_compress_epi8(keep, low);
            page = _mm512_maskz_compress_epi8(keep, page);
        }
        let written = keep.count_ones();
        if REPEATS > 0 {
            if written == 0 || taken != 0 || q == 0 {
                break;
            }
            // By the low bytes: letters of two pages that have the same one are not frequent.
            let before = unsafe { *at.dst.add(q - 1) }.into() as u8;
            let moved = _mm512_permutex2var_epi8(low, one_back, set(before));
            let same = _bzhi_u64(_mm512_cmpeq_epi8_mask(low, moved), written);
            let found = if REPEATS > 1 { same & (same << 1 | echo) } else { same };
            let beyond = _mm512_movepi8_mask(low) | _mm512_test_epi8_mask(page, page);
            if found & beyond != 0 {
                break;
            }
            echo = same >> (written - 1);
        }
        last = new_last;
        q -= taken;
        let lanes = lanes.map(|lanes| _mm512_permutex2var_epi8(low, lanes, page));
        unsafe { U::put(at.dst.add(q), lanes) };
        q += written as usize;
        pos += end;
        if end < STEP {
            break;
        }
    }
    (at.pos, at.q) = (pos, q);
    at.edge = last.edge();
}

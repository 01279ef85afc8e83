//! The judgement of lines, 64 bytes or units at a time: letters as bytes without what is ignored and without
//! repeats, then word by word.

use std::arch::x86_64::*;

use super::super::judge::Tally;
use super::super::pages::{
    BLANK, DOUBTFUL, FEMININE, FOREIGN, IGNORED, LETTER, LONGEST, PROCLITIC, Pages, STOP,
};
use super::blocks::{IDENTITY, continuation, load, set};
use crate::plan::Script;

/// Letters and ends of words that are held before they are told apart.
const HELD: usize = 1024;

/// Up to 64 characters.
pub struct Block {
    /// The low bytes of their code points, at the last byte of each (of those of U+2000: six bits).
    low: __m512i,
    /// Where they are of U+0600–06FF, U+0000–00FF, U+2000–203F.
    arabic: u64,
    latin: u64,
    general: u64,
    /// Where something else is.
    other: u64,
    /// Where the next block begins.
    step: u32,
}

/// Units of which blocks are made.
pub trait Letters: Copy {
    /// The block at `pos`, where a character begins.
    ///
    /// # Safety
    /// The processor has the features; `pos` is below the length.
    unsafe fn block(src: &[Self], pos: usize) -> Block;
}

impl Letters for u8 {
    #[inline(always)] // so without features of its own; the caller has them
    unsafe fn block(src: &[u8], pos: usize) -> Block {
        unsafe { bytes(src, pos) }
    }
}

impl Letters for u16 {
    #[inline(always)]
    unsafe fn block(src: &[u16], pos: usize) -> Block {
        unsafe { units(src, pos) }
    }
}

impl Letters for u32 {
    #[inline(always)]
    unsafe fn block(src: &[u32], pos: usize) -> Block {
        unsafe { wide(src, pos) }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
unsafe fn bytes(src: &[u8], pos: usize) -> Block {
    let n = (src.len() - pos).min(64) as u32;
    let valid = _bzhi_u64(!0, n);
    let p = unsafe { src.as_ptr().add(pos).cast::<i8>() };
    // SAFETY: what lies outside of the text is masked away and not read.
    let (cur, prev) = unsafe {
        (_mm512_maskz_loadu_epi8(valid, p), _mm512_maskz_loadu_epi8(valid & !1, p.wrapping_sub(1)))
    };
    let (high, cont) = (_mm512_movepi8_mask(cur), continuation(cur));
    let near = _mm512_cmpeq_epi8_mask(_mm512_and_si512(cur, set(0xFC)), set(0xD8));
    let latin = _mm512_cmpeq_epi8_mask(_mm512_and_si512(cur, set(0xFE)), set(0xC2));
    let triple =
        _mm512_cmpeq_epi8_mask(cur, set(0xE2)) & _mm512_cmpeq_epi8_mask(cur, set(0x80)) >> 1;
    let pairs = (near | latin) << 1;
    let owed = pairs | triple << 1 | triple << 2;
    let other = (owed ^ cont) | high & !cont & !(near | latin | triple) | !valid;
    // The two low bits of a lead are the two high ones of the low byte.
    let bits01_to_67 = _mm512_set1_epi64(0x0102);
    let top = _mm512_gf2p8affine_epi64_epi8::<0>(prev, bits01_to_67);
    // top | cur & 3F
    let joined = _mm512_ternarylogic_epi32::<0xF8>(top, cur, set(0x3F));
    let heads = high & !cont;
    Block {
        low: _mm512_mask_mov_epi8(cur, pairs, joined),
        arabic: near << 1,
        latin: !high | latin << 1,
        general: triple << 2,
        other,
        step: match () {
            () if heads >> 62 & 1 != 0 && near >> 62 & 1 == 0 && latin >> 62 & 1 == 0 => 62,
            () => 64 - (heads >> 63) as u32,
        },
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
unsafe fn units(src: &[u16], pos: usize) -> Block {
    let n = (src.len() - pos).min(64) as u32;
    let valid = _bzhi_u64(!0, n);
    let p = unsafe { src.as_ptr().add(pos).cast::<i16>() };
    // SAFETY: what lies outside of the text is masked away and not read.
    let (a, b) = unsafe {
        (
            _mm512_maskz_loadu_epi16(valid as u32, p),
            _mm512_maskz_loadu_epi16((valid >> 32) as u32, p.wrapping_add(32)),
        )
    };
    lanes(a, b, valid, 0)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
unsafe fn wide(src: &[u32], pos: usize) -> Block {
    let n = (src.len() - pos).min(64) as u32;
    let valid = _bzhi_u64(!0, n);
    let p = unsafe { src.as_ptr().add(pos).cast::<i32>() };
    let quarter = |i: usize| {
        // SAFETY: what lies outside of the text is masked away and not read.
        let v =
            unsafe { _mm512_maskz_loadu_epi32((valid >> (16 * i)) as u16, p.wrapping_add(16 * i)) };
        (_mm512_cvtusepi32_epi16(v), _mm512_cmpge_epu32_mask(v, _mm512_set1_epi32(0xFFFF)))
    };
    let [q, r, s, t] = [quarter(0), quarter(1), quarter(2), quarter(3)];
    let far = u64::from(q.1) | u64::from(r.1) << 16 | u64::from(s.1) << 32 | u64::from(t.1) << 48;
    let join = |a, b| _mm512_inserti64x4::<1>(_mm512_castsi256_si512(a), b);
    lanes(join(q.0, r.0), join(s.0, t.0), valid, far)
}

/// 64 units as lanes of 16 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
fn lanes(a: __m512i, b: __m512i, valid: u64, far: u64) -> Block {
    let both = |a: u32, b: u32| u64::from(a) | u64::from(b) << 32;
    let page = |mask: u16, page: u16| {
        let (mask, page) = (_mm512_set1_epi16(mask as i16), _mm512_set1_epi16(page as i16));
        both(
            _mm512_cmpeq_epi16_mask(_mm512_and_si512(a, mask), page),
            _mm512_cmpeq_epi16_mask(_mm512_and_si512(b, mask), page),
        )
    };
    let (arabic, latin, general) = (page(0xFF00, 0x600), page(0xFF00, 0), page(0xFFC0, 0x2000));
    let low = _mm512_castsi256_si512(_mm512_cvtepi16_epi8(a));
    Block {
        low: _mm512_inserti64x4::<1>(low, _mm512_cvtepi16_epi8(b)),
        arabic,
        latin,
        general,
        other: !(arabic | latin | general) | far | !valid,
        step: 64,
    }
}

/// A table of 256 entries, by bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
fn look(table: &[u8; 256], index: __m512i) -> __m512i {
    let row = |i: usize| unsafe { load(table.as_ptr().add(64 * i)) };
    let low = _mm512_permutex2var_epi8(row(0), index, row(1));
    let high = _mm512_permutex2var_epi8(row(2), index, row(3));
    _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(index), high)
}

/// Letters, without what repeats, and ends of words (0) with nothing in front of them but letters.
#[repr(C, align(64))]
struct Held {
    letters: [u8; HELD + 64],
    flags: [u8; HELD + 64],
}

/// Where the last word ended.
#[derive(Clone, Copy)]
struct End {
    pos: usize,
    read: usize,
    counted: usize,
    held: usize,
}

/// Reads whole words; see `Text::words`.
///
/// # Safety
/// The processor has the features; `pos` is a boundary.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub unsafe fn words<U: Letters>(
    tally: &mut Tally,
    pages: &Pages,
    script: &Script,
    src: &[U],
    mut pos: usize,
) -> usize {
    let mut held = std::mem::MaybeUninit::<Held>::uninit();
    let (letters, flags) = unsafe {
        let held = held.as_mut_ptr();
        (&raw mut (*held).letters, &raw mut (*held).flags)
    };
    let (letters, flags) = (letters.cast::<u8>(), flags.cast::<u8>());
    let one_back = _mm512_sub_epi8(unsafe { load(IDENTITY.0.as_ptr()) }, set(1));
    loop {
        let (mut read, mut counted, mut doubtful) = (tally.read, tally.counted, 0);
        let mut end = End { pos, read, counted, held: 0 };
        let (mut at, mut n) = (pos, 0);
        // The last letter that was held, in all bytes.
        let mut last = _mm512_setzero_si512();
        let ended = loop {
            if at >= src.len() || counted + 64 >= script.window || read + 64 >= script.reach {
                break true;
            }
            if n > HELD - 64 {
                break false;
            }
            let block = unsafe { U::block(src, at) };
            let latin = look(&pages.latin, block.low);
            let general =
                _mm512_permutexvar_epi8(block.low, unsafe { load(pages.general.as_ptr()) });
            let mut what = _mm512_mask_mov_epi8(latin, block.general, general);
            what = _mm512_mask_mov_epi8(what, block.arabic, look(&pages.arabic, block.low));
            let keys = look(&pages.keys, block.low);
            let keys = _mm512_maskz_mov_epi8(block.arabic, keys);
            let here = block.arabic | block.latin | block.general;
            let mut stop = _mm512_test_epi8_mask(what, set(STOP)) & here | block.other;
            let is = |flag: u8| _mm512_test_epi8_mask(what, set(flag));
            let (is_letter, is_ignored, is_blank) = (is(LETTER), is(IGNORED), is(BLANK));
            // Twice if a letter that repeats says what the one before it does not say.
            let (lasts, word, keep, chunk, upto) = loop {
                let upto = block.step.min(stop.trailing_zeros());
                let lasts = _bzhi_u64(here, upto);
                let word = lasts & is_letter;
                let keep = lasts & (is_letter | !is_ignored);
                let chunk = _mm512_maskz_compress_epi8(keep, keys);
                let before = _mm512_permutexvar_epi8(one_back, chunk);
                let before = _mm512_mask_mov_epi8(before, 1, last);
                let same =
                    _mm512_cmpeq_epi8_mask(chunk, before) & _mm512_test_epi8_mask(chunk, chunk);
                let repeated = _pdep_u64(same, keep);
                let telling = repeated & is(FOREIGN | FEMININE);
                if telling == 0 {
                    break (lasts, word & !repeated, keep, chunk, upto);
                }
                stop |= telling;
            };
            doubtful |= lasts & is_letter & is(DOUBTFUL);
            let ends = keep & !is_letter;
            let counts = word | ends & !is_blank;
            let held = word | ends;
            unsafe {
                let new = _mm512_maskz_compress_epi8(held, keys);
                _mm512_storeu_si512(letters.add(n).cast(), new);
                let new = _mm512_maskz_compress_epi8(held, what);
                _mm512_storeu_si512(flags.add(n).cast(), new);
            }
            if ends != 0 {
                let behind = 64 - ends.leading_zeros();
                end = End {
                    pos: at + behind as usize,
                    read: read + _bzhi_u64(lasts, behind).count_ones() as usize,
                    counted: counted + _bzhi_u64(counts, behind).count_ones() as usize,
                    held: n + _bzhi_u64(held, behind).count_ones() as usize,
                };
            }
            if keep != 0 {
                let top = set((keep.count_ones() - 1) as u8);
                last = _mm512_permutexvar_epi8(top, chunk);
            }
            n += held.count_ones() as usize;
            read += lasts.count_ones() as usize;
            counted += counts.count_ones() as usize;
            at += upto as usize;
            if upto < block.step {
                break true;
            }
        };
        // SAFETY: so many were held.
        let (letters, flags) = unsafe {
            (
                std::slice::from_raw_parts(letters, end.held),
                std::slice::from_raw_parts(flags, end.held),
            )
        };
        let (arabic, foreign) = score(pages, letters, flags);
        tally.read = end.read;
        tally.counted = end.counted;
        tally.arabic += arabic;
        tally.foreign += foreign;
        tally.doubtful |= doubtful != 0;
        if ended || end.pos == pos {
            return end.pos;
        }
        pos = end.pos;
    }
}

/// What words count for Arabic, and against it. Each ends with a 0.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
fn score(pages: &Pages, letters: &[u8], flags: &[u8]) -> (usize, usize) {
    let (mut arabic, mut foreign, mut start) = (0, 0, 0);
    while start < letters.len() {
        let valid = _bzhi_u64(!0, (letters.len() - start).min(64) as u32);
        // SAFETY: what lies behind is masked away and not read.
        let (v, what) = unsafe {
            (
                _mm512_maskz_loadu_epi8(valid, letters.as_ptr().add(start).cast()),
                _mm512_maskz_loadu_epi8(valid, flags.as_ptr().add(start).cast()),
            )
        };
        let inner = _mm512_test_epi8_mask(v, v);
        let ends = valid & !inner;
        if ends == 0 {
            let (a, f, length) = long_word(pages, &letters[start..], &flags[start..]);
            (arabic, foreign, start) = (arabic + a, foreign + f, start + length + 1);
            continue;
        }
        // By the bits in front of which words begin, or behind which they end. A sum carries a bit from the
        // beginning of a word to its end, over letters that are there.
        let begins = inner & (ends << 1 | 1);
        let is = |flag: u8| _mm512_test_epi8_mask(what, set(flag)) & inner;
        let whole_but = |mask: u64| ends & (inner << 1) & !(inner & !mask).wrapping_add(begins);
        let article = _mm512_cmpeq_epi8_mask(v, set(pages.article[0]))
            & _mm512_cmpeq_epi8_mask(v, set(pages.article[1])) >> 1
            & inner >> 2
            & inner >> 3;
        let has_article = begins & (article | is(PROCLITIC) & article >> 1);
        let has_article = ends & inner.wrapping_add(has_article);
        // 0 and 1: the Arabic words of the lists, and the others.
        let mut said = [0, 0];
        let behind = 64 - ends.leading_zeros();
        // Where words begin that may be of the lists.
        let mut left = _bzhi_u64(begins, behind) & sift(pages, &letters[start..]);
        while left != 0 {
            let begin = left.trailing_zeros();
            let end = (ends >> begin).trailing_zeros() + begin;
            let length = end - begin;
            // SAFETY: the memory goes on for 64 bytes behind what is held.
            let word = unsafe {
                letters.as_ptr().add(start + begin as usize).cast::<u64>().read_unaligned()
            };
            let word = _bzhi_u64(word, 8 * length.min(LONGEST as u32));
            let says = pages.says(word, length as usize);
            said[0] |= (says & 1) << end;
            said[1] |= (says >> 1) << end;
            left &= left - 1;
        }
        let against = whole_but(is(FOREIGN)) | said[1];
        let feminine = whole_but(is(FEMININE)) & !against;
        let others = (said[0] | has_article) & !against & !feminine;
        arabic += 2 * feminine.count_ones() as usize + others.count_ones() as usize;
        foreign += against.count_ones() as usize;
        start += behind as usize;
    }
    (arabic, foreign)
}

/// Where, of 64 letters, a word of the lists may begin. (Behind the letters none ends.)
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
fn sift(pages: &Pages, letters: &[u8]) -> u64 {
    let mut found = set(0xFF);
    for (i, row) in pages.sieve.iter().enumerate() {
        let valid = _bzhi_u64(!0, letters.len().saturating_sub(i).min(64) as u32);
        // SAFETY: what lies behind is masked away and not read; a row has 64 bytes.
        let (v, row) = unsafe {
            let p = letters.as_ptr().wrapping_add(i);
            (_mm512_maskz_loadu_epi8(valid, p.cast()), load(row.as_ptr()))
        };
        found = _mm512_and_si512(found, _mm512_permutexvar_epi8(v, row));
    }
    _mm512_test_epi8_mask(found, found)
}

/// The same of one word, longer than those of the lists, and its length.
#[cold]
fn long_word(pages: &Pages, letters: &[u8], flags: &[u8]) -> (usize, usize, usize) {
    let length = letters.iter().take_while(|c| **c != 0).count();
    let any = |flag: u8| flags[..length].iter().any(|f| f & flag != 0);
    let has_article = letters.starts_with(&pages.article)
        || (flags[0] & PROCLITIC != 0 && letters[1..].starts_with(&pages.article));
    let arabic = if any(FEMININE) { 2 } else { usize::from(has_article) };
    if any(FOREIGN) { (0, 1, length) } else { (arabic, 0, length) }
}

//! What the kernels over UTF-8 share: constants, the state of a run, repeats, order, the writing.

use std::arch::x86_64::*;

use super::super::bits::{Echo, Last, two_before};
use super::super::cursor::Cursor;

/// Bytes that must be readable from the position of a block on.
pub(super) const AHEAD: usize = 64 + 3;

#[repr(C, align(64))]
pub(super) struct Bytes(pub(super) [u8; 64]);

pub(super) static IDENTITY: Bytes = {
    let mut bytes = [0; 64];
    let mut i = 0;
    while i < 64 {
        bytes[i] = i as u8;
        i += 1;
    }
    Bytes(bytes)
};

#[derive(Clone, Copy)]
pub(super) struct Consts {
    /// 0 to 63.
    pub(super) identity: __m512i,
    /// For each byte the index of the one two before it.
    pub(super) two_back: __m512i,
    pub(super) ascii: [__m512i; 2],
    pub(super) lead: [__m512i; 2],
    pub(super) trail: [__m512i; 2],
    pub(super) rank: [__m512i; 2],
    pub(super) db_rank: __m512i,
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) unsafe fn load(p: *const u8) -> __m512i {
    unsafe { _mm512_loadu_si512(p.cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn set(b: u8) -> __m512i {
    _mm512_set1_epi8(b as i8)
}

/// Bytes 80–BF.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn continuation(v: __m512i) -> u64 {
    _mm512_cmplt_epi8_mask(v, set(0xC0))
}

/// Low six bits of `trail` and, as bit 6, the lowest bit of `lead`: the index into a pair of
/// 64-entry tables.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn index(trail: __m512i, lead: __m512i) -> __m512i {
    let lead = _mm512_and_si512(_mm512_slli_epi16::<6>(lead), set(0x40));
    // (trail & 3F) | lead
    _mm512_ternarylogic_epi32::<0xF8>(lead, trail, set(0x3F))
}

/// The part of a run's state that is not in the cursor.
pub(super) struct Run {
    pub(super) pos: usize,
    pub(super) q: usize,
    pub(super) last: Last,
    pub(super) carry: u64,
    pub(super) carry_wide: u64,
    /// The bytes that stayed of the last block.
    pub(super) keep: u64,
    pub(super) echo: Echo,
    pub(super) marks: Marks,
}

/// The marks of a block.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    /// At the last byte of each mark its rank (see `Pair`), else 0.
    pub(super) rank: __m512i,
    /// Whether the block's last byte ends a mark: bit 0.
    pub(super) last: u64,
}

/// Where in `packed`, of which `count` bytes count, a two-byte character ends that equals as many before it
/// as `REPEATS` says: as bits, ASCII among them (which is no matter for these, so for the caller
/// to look at). `before`: the two bytes before it. Also what the next block must know, for a count of
/// two or more.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn repeats<const REPEATS: u8>(
    packed: __m512i,
    count: usize,
    before: u16,
    two_back: __m512i,
    echo: Echo,
) -> (u64, Echo) {
    let moved = _mm512_permutexvar_epi8(two_back, packed);
    let first = (_mm_cvtsi128_si32(_mm512_castsi512_si128(packed)) as u16) ^ before;
    let seam = u64::from(first & 0xFF == 0) | u64::from(first >> 8 == 0) << 1;
    let same = _mm512_cmpeq_epi8_mask(packed, moved) & !3 | seam;
    let same = _bzhi_u64(same, count as u32);
    echo.repeats::<REPEATS>(same, count)
}

/// Which marks do not stand in their place, and what disappears behind a mark (then the marks around it
/// come together).
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn disorder(
    rank: __m512i,
    keep: u64,
    two_back: __m512i,
    before: Marks,
) -> (u64, u64, Marks) {
    let marks = _mm512_test_epi8_mask(rank, rank);
    let previous = _mm512_permutex2var_epi8(rank, two_back, before.rank);
    let wrong = _mm512_mask_cmplt_epu8_mask(marks, rank, previous);
    let hidden = (marks << 1 | before.last) & !keep;
    (wrong, hidden, Marks { rank, last: marks >> 63 })
}

/// Writes the bytes of a block that stay behind `q`, `back` bytes taken back before; gives the new `q`.
/// None: a character is repeated too often, or the block is too short to tell; nothing has been done.
///
/// # Safety
/// There is room for 64 bytes; the processor has the features.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) unsafe fn put<const REPEATS: u8>(
    two_back: __m512i,
    at: &Cursor<u8>,
    q: usize,
    (out, keep, back): (__m512i, u64, usize),
    echo: &mut Echo,
) -> Option<usize> {
    let packed = _mm512_maskz_compress_epi8(keep, out);
    let count = keep.count_ones() as usize;
    if REPEATS > 0 {
        if count < 2 || back != 0 {
            return None;
        }
        let before = unsafe { two_before(at.dst, q) };
        let (found, next) = repeats::<REPEATS>(packed, count, before, two_back, *echo);
        if found != 0 && found & _mm512_movepi8_mask(packed) != 0 {
            return None;
        }
        *echo = next;
    }
    unsafe { _mm512_storeu_si512(at.dst.add(q - back).cast(), packed) };
    Some(q - back + count)
}

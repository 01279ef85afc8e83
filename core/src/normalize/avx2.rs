//! AVX2: 64 bytes a step in two halves, sixteen-entry shuffles instead of permutes, and a table for
//! each eight bytes instead of a compress.
//!
//! Done here are blocks of ASCII, U+0600–067F, U+06C0–06FF and U+2000–203F; any other block, and any in
//! which something slow or a repeated letter stands, by the scalar path, 64 bytes of it.

use std::arch::x86_64::*;

use super::Rules;
use super::bits::{Echo, Last, collapse, has_gap, step_back, touches};
use super::cursor::{Cursor, Stop};
use super::nibbles::{Nibbles, Row, Rows};
use super::scalar;
use crate::table::{SLOW, Table};

/// Bytes that must be readable from the position of a block on.
const AHEAD: usize = 64 + 2;

/// For each byte of bits the places of those that are set, as a shuffle.
static PACK: [[u8; 8]; 256] = {
    let mut table = [[0x80; 8]; 256];
    let mut bits = 0;
    while bits < 256 {
        let (mut i, mut n) = (0, 0);
        while i < 8 {
            if bits >> i & 1 == 1 {
                table[bits][n] = i;
                n += 1;
            }
            i += 1;
        }
        bits += 1;
    }
    table
};

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn set(b: u8) -> __m256i {
    _mm256_set1_epi8(b as i8)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn load(p: *const u8) -> __m256i {
    unsafe { _mm256_loadu_si256(p.cast()) }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn equal(v: __m256i, b: u8) -> __m256i {
    _mm256_cmpeq_epi8(v, set(b))
}

/// The top bit of each byte.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn bits(v: __m256i) -> u64 {
    u64::from(_mm256_movemask_epi8(v) as u32)
}

/// Bytes 80–BF.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn continuation(v: __m256i) -> u64 {
    bits(_mm256_cmpgt_epi8(set(0xC0), v))
}

/// `v` where its high half is `high`, as an index into a row; elsewhere an index that gives 0.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn index(v: __m256i, high: u8) -> __m256i {
    _mm256_adds_epu8(_mm256_xor_si256(v, set(high)), set(0x70))
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn row(row: &Row, index: __m256i) -> __m256i {
    // SAFETY: sixteen aligned bytes.
    let row = unsafe { _mm_load_si128(row.0.as_ptr().cast()) };
    _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(row), index)
}

/// Indices into the four rows for bytes 80–BF.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn indices(v: __m256i) -> [__m256i; 4] {
    [index(v, 0x80), index(v, 0x90), index(v, 0xA0), index(v, 0xB0)]
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn look(rows: &Rows, at: &[__m256i; 4]) -> __m256i {
    let low = _mm256_or_si256(row(&rows[0], at[0]), row(&rows[1], at[1]));
    let high = _mm256_or_si256(row(&rows[2], at[2]), row(&rows[3], at[3]));
    _mm256_or_si256(low, high)
}

/// Each byte one place on; the first one is the last one of `before`.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn one_on(v: __m256i, before: __m256i) -> __m256i {
    _mm256_alignr_epi8::<15>(v, _mm256_permute2x128_si256::<0x21>(before, v))
}

/// Each byte two places on.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn two_on(v: __m256i, before: __m256i) -> __m256i {
    _mm256_alignr_epi8::<14>(v, _mm256_permute2x128_si256::<0x21>(before, v))
}

/// Half a block: what it became, and masks of its bytes.
#[derive(Clone, Copy)]
struct Half {
    out: __m256i,
    /// Leads of pairs; E2 in front of 80.
    pairs: u64,
    x: u64,
    hi: u64,
    continuation: u64,
    /// A lead without its continuation.
    cut: u64,
    owed: Owed,
}

/// What a half says of the bytes after the one in question: changes of the next byte and of the one after
/// it, and the rank of the mark that the next byte ends.
#[derive(Clone, Copy)]
struct Owed {
    next: __m256i,
    next2: __m256i,
    rank: __m256i,
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn and(a: __m256i, b: __m256i) -> __m256i {
    _mm256_and_si256(a, b)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn or(a: __m256i, b: __m256i) -> __m256i {
    _mm256_or_si256(a, b)
}

/// From two tables, by the top bits of `is_odd`.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn look2(even: &Rows, odd: &Rows, at: &[__m256i; 4], is_odd: __m256i) -> __m256i {
    _mm256_blendv_epi8(look(even, at), look(odd, at), is_odd)
}

#[inline(always)] // so without features of its own; the caller has them
unsafe fn half<const ORDER: bool>(t: &Nibbles, p: *const u8, before: Owed) -> Half {
    // SAFETY: the caller has the features, and the bytes are readable.
    unsafe {
        let (cur, next) = (load(p), load(p.add(1)));
        // All is looked up where the first byte of a character stands, and brought to the others.
        let at = indices(next);
        let is_odd = _mm256_slli_epi16::<7>(cur);
        let arabic = equal(and(cur, set(0xFE)), 0xD8);
        let mut first = and(look2(&t.d8.lead, &t.d9.lead, &at, is_odd), arabic);
        let mut second = and(look2(&t.d8.trail, &t.d9.trail, &at, is_odd), arabic);
        let mut third = _mm256_setzero_si256();
        let mut rank = third;
        if ORDER {
            rank = and(look2(&t.d8.rank, &t.d9.rank, &at, is_odd), arabic);
        }
        let db = equal(cur, 0xDB);
        let mut pairs = bits(arabic);
        if bits(db) != 0 {
            pairs |= bits(db);
            first = or(first, and(look(&t.db.lead, &at), db));
            second = or(second, and(look(&t.db.trail, &at), db));
            if ORDER {
                rank = or(rank, and(look(&t.db.rank, &at), db));
            }
        }
        let ahead = continuation(next);
        let mut cut = pairs & !ahead;
        let general = and(equal(cur, 0xE2), equal(next, 0x80));
        let x = bits(general);
        if x != 0 {
            let next2 = load(p.add(2));
            cut |= x & !continuation(next2);
            let at = indices(next2);
            first = or(first, and(look(&t.e280[0], &at), general));
            second = or(second, and(look(&t.e280[1], &at), general));
            third = and(look(&t.e280[2], &at), general);
        }
        // Of ASCII bytes that change, the bit of their row.
        let high = and(_mm256_srli_epi16::<4>(cur), set(0x0F));
        let ascii = and(row(&t.ascii_low, cur), row(&t.ascii_high, high));
        if _mm256_testz_si256(ascii, ascii) == 0 {
            for (high, entries) in &t.ascii {
                first = or(first, row(entries, index(cur, *high)));
            }
        }
        let mut change = or(first, one_on(second, before.next));
        if _mm256_testz_si256(third, third) & _mm256_testz_si256(before.next2, before.next2) == 0 {
            change = or(change, two_on(third, before.next2));
        }
        Half {
            out: _mm256_xor_si256(cur, change),
            pairs,
            x,
            hi: bits(cur),
            continuation: continuation(cur),
            cut,
            owed: Owed { next: second, next2: third, rank },
        }
    }
}

/// Which marks of half a block do not stand in their place, and where marks end. `rank`: at the byte in
/// front of their last one.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn disorder(rank: __m256i, before: __m256i) -> (u64, u64) {
    let previous = two_on(rank, before);
    let marks = !bits(_mm256_cmpeq_epi8(rank, _mm256_setzero_si256())) & 0xFFFF_FFFF;
    let right = bits(_mm256_cmpeq_epi8(_mm256_max_epu8(previous, rank), rank));
    (marks & !right, marks)
}

/// Writes the bytes of a half that stay; gives the position behind them.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn pack(half: __m256i, keep: u32, to: *mut u8) -> *mut u8 {
    unsafe {
        if keep == u32::MAX {
            _mm256_storeu_si256(to.cast(), half);
            return to.add(32);
        }
        let (low, high) = (_mm256_castsi256_si128(half), _mm256_extracti128_si256::<1>(half));
        // The counts do not wait for each other.
        let n1 = (keep & 0xFF).count_ones() as usize;
        let n2 = (keep & 0xFFFF).count_ones() as usize;
        let n3 = (keep & 0xFF_FFFF).count_ones() as usize;
        pack_eight(low, keep as u8, to);
        pack_eight(_mm_unpackhi_epi64(low, low), (keep >> 8) as u8, to.add(n1));
        pack_eight(high, (keep >> 16) as u8, to.add(n2));
        pack_eight(_mm_unpackhi_epi64(high, high), (keep >> 24) as u8, to.add(n3));
        to.add(keep.count_ones() as usize)
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn pack_eight(eight: __m128i, keep: u8, to: *mut u8) {
    unsafe {
        let places = _mm_loadl_epi64(PACK[usize::from(keep)].as_ptr().cast());
        _mm_storel_epi64(to.cast(), _mm_shuffle_epi8(eight, places));
    }
}

/// As long as there is a whole step of input and of room.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn run<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    rules: Rules,
    at: &mut Cursor<u8>,
) -> Stop {
    loop {
        unsafe { blocks::<BLANKS, REPEATS, ORDER>(t, at) };
        if at.len - at.pos < AHEAD {
            return Stop::Input;
        }
        if at.cap - at.q < 64 {
            return Stop::Room;
        }
        match scalar::utf8(t, rules, at.pos + 64, at) {
            Stop::Input => {}
            stop => return stop,
        }
    }
}

/// Blocks that can be done whole.
#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn blocks<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &mut Cursor<u8>,
) {
    let tables = &*t.nibbles;
    let (mut pos, mut q) = (at.pos, at.q);
    let mut last = Last::new(at.edge);
    let mut echo = Echo::new(at.written());
    // A character begins here: nothing is owed but the rank of the mark in front of it.
    let last_rank = if ORDER { t.last_rank(at.written()) } else { 0 };
    let zero = _mm256_setzero_si256();
    let mut owed =
        Owed { next: zero, next2: zero, rank: _mm256_insert_epi8::<30>(zero, last_rank as i8) };
    let mut marked = 0;
    // What the block before owes: to leads D8, D9 and DB, second and third bytes of E2 80.
    let (mut ca, mut c1, mut c2, mut kept) = (0u64, 0u64, 0u64, 0u64);
    while at.len - pos >= AHEAD && at.cap - q >= 64 {
        let p = unsafe { at.src.add(pos) };
        let l = unsafe { half::<ORDER>(tables, p, owed) };
        let h = unsafe { half::<ORDER>(tables, p.add(32), l.owed) };
        let both = |low: u64, high: u64| low | high << 32;
        let pairs = both(l.pairs, h.pairs);
        let x = both(l.x, h.x);
        let due = pairs << 1 | ca | x << 1 | c1 | x << 2 | c2;
        let continuation = both(l.continuation, h.continuation);
        let mut stop = (continuation ^ due)
            | both(l.cut, h.cut)
            | (both(l.hi, h.hi) ^ (continuation | pairs | x));
        let are = |b: u8| both(bits(equal(l.out, b)), bits(equal(h.out, b)));
        let mut keep =
            !both(bits(_mm256_cmpeq_epi8(l.out, zero)), bits(_mm256_cmpeq_epi8(h.out, zero)));
        stop |= are(SLOW);
        let mut new_marked = marked;
        if ORDER {
            let (wrong_l, marks_l) = disorder(l.owed.rank, owed.rank);
            let (wrong_h, marks_h) = disorder(h.owed.rank, l.owed.rank);
            let marks = both(marks_l, marks_h);
            // The byte behind a mark, which ends one place on.
            stop |= both(wrong_l, wrong_h) | (marks << 2 | marked) & !keep;
            new_marked = marks >> 62;
        }
        if stop != 0 || has_gap(keep) {
            break;
        }
        let (mut new_last, mut back) = (last, 0);
        if BLANKS {
            let (b, n) = (are(b' '), are(b'\n'));
            if touches(keep, b, n, last) != 0 {
                (keep, back) = collapse(keep, b, n, &mut new_last);
            } else {
                new_last = Last { blank: b >> 63, line: n >> 63 };
            }
        }
        let count = keep.count_ones() as usize;
        if REPEATS > 0 && (count < 2 || back != 0 || q < 2) {
            break;
        }
        let to = unsafe { at.dst.add(q - back) };
        // SAFETY: 64 bytes of room.
        unsafe {
            let middle = pack(l.out, keep as u32, to);
            pack(h.out, (keep >> 32) as u32, middle);
        }
        if REPEATS > 0 {
            let (same, high) = unsafe { repeated(to) };
            let (found, next) = echo.repeats::<REPEATS>(_bzhi_u64(same, count as u32), count);
            if found & high != 0 {
                break;
            }
            echo = next;
        }
        (last, owed, marked) = (new_last, h.owed, new_marked);
        q = q - back + count;
        pos += 64;
        kept = keep;
        (ca, c1, c2) = (pairs >> 63, x >> 63, x >> 62);
    }
    (at.pos, at.q) = (pos, q);
    at.edge = last.edge();
    if ca | c1 | c2 != 0 {
        // SAFETY: the last block was read up to here and written as `kept` says.
        unsafe { step_back(at, kept) };
    }
}

/// Which of the 64 bytes at `to` equal the ones two before them, and which are not ASCII. Of bytes that
/// have not been written the answer is any.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn repeated(to: *const u8) -> (u64, u64) {
    let (l, h) = unsafe { (load(to), load(to.add(32))) };
    let (l2, h2) = unsafe { (load(to.sub(2)), load(to.add(30))) };
    let same = bits(_mm256_cmpeq_epi8(l, l2)) | bits(_mm256_cmpeq_epi8(h, h2)) << 32;
    (same, bits(l) | bits(h) << 32)
}

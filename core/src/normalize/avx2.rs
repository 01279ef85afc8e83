//! AVX2: 64 bytes a step in two halves, sixteen-entry shuffles instead of permutes, and a table for
//! each eight bytes instead of a compress.
//!
//! What a character becomes is looked up where its first byte stands. Of the leads D8 and D9 a shuffle by
//! the low half of the trail gives the rows in which there is something to do, one by the rest of
//! the character its own row: where they meet it disappears, or is slow (see `Near`).

use std::arch::x86_64::*;

use super::Rules;
use super::block::{self, Block, Kernel, PACK};
use super::cursor::{Cursor, Stop};
use super::nibbles::{Named, Nibbles, Row, Rows};
use crate::table::{SLOW, Table};

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
    // SAFETY: as the caller says.
    unsafe { block::run(t, rules, at, blocks::<BLANKS, REPEATS, ORDER>) }
}

#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn blocks<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &mut Cursor<u8>,
) {
    // SAFETY: as the caller says.
    unsafe { block::blocks::<Avx2, BLANKS, REPEATS, ORDER>(t, at) }
}

/// After a block with something besides ASCII, D8 and D9, so many are taken for such ones.
const MIXED: u8 = 8;

struct Avx2;

/// What a block owes the next one: of its last half, where the leads of pairs and E2 80 stand, changes of
/// the next byte and of the one after it, and the rank of the mark that the next byte ends.
#[derive(Clone, Copy)]
struct Owed {
    leads: __m256i,
    x: __m256i,
    next: __m256i,
    next2: __m256i,
    rank: __m256i,
    /// For so many blocks more everything is looked up, as text that is mixed once goes on so.
    mixed: u8,
}

/// Two halves.
type Both = [__m256i; 2];

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn zero() -> __m256i {
    _mm256_setzero_si256()
}

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

/// `b` where `a` is 0.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn unless(a: __m256i, b: __m256i) -> __m256i {
    _mm256_andnot_si256(a, b)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn any(v: __m256i) -> bool {
    _mm256_testz_si256(v, v) == 0
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
fn continuation(v: __m256i) -> __m256i {
    _mm256_cmpgt_epi8(set(0xC0), v)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn row(row: &Row, index: __m256i) -> __m256i {
    // SAFETY: sixteen aligned bytes.
    let row = unsafe { _mm_load_si128(row.0.as_ptr().cast()) };
    _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(row), index)
}

/// `v` where its high half is `high`, as an index into a row; elsewhere an index that gives 0.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn index(v: __m256i, high: u8) -> __m256i {
    _mm256_adds_epu8(_mm256_xor_si256(v, set(high)), set(0x70))
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
    let low = or(row(&rows[0], at[0]), row(&rows[1], at[1]));
    let high = or(row(&rows[2], at[2]), row(&rows[3], at[3]));
    or(low, high)
}

/// Adds what the rows that say something say. `own`: the bit of the row of each character.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn look_some(rows: &[Named], low: &Both, own: &Both, sum: &mut Both) {
    for Named(entries, bit) in rows {
        let is_own = [equal(own[0], *bit), equal(own[1], *bit)];
        sum[0] = or(sum[0], and(row(entries, low[0]), is_own[0]));
        sum[1] = or(sum[1], and(row(entries, low[1]), is_own[1]));
    }
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

/// The same of two halves.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn both_on(v: &Both, before: __m256i) -> Both {
    [one_on(v[0], before), one_on(v[1], v[0])]
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn both_two_on(v: &Both, before: __m256i) -> Both {
    [two_on(v[0], before), two_on(v[1], v[0])]
}

/// The bits of the four rows of a table, or of the eight rows of two, by their number.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn row_bit(number: __m256i) -> __m256i {
    _mm256_shuffle_epi8(_mm256_set1_epi64x(0x8040_2010_0804_0201_u64 as i64), number)
}

/// What half a block has besides D8, D9 and ASCII: adds the changes, and gives the other leads of pairs, where
/// E2 80 begins, and changes of the byte after the next one.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn rest<const ORDER: bool>(
    t: &Nibbles,
    p: *const u8,
    (cur, next): (__m256i, __m256i),
    [first, second, rank]: [&mut __m256i; 3],
) -> [__m256i; 3] {
    let db = equal(cur, 0xDB);
    if any(db) {
        let at = indices(next);
        *first = or(*first, and(look(&t.db.lead, &at), db));
        *second = or(*second, and(look(&t.db.trail, &at), db));
        if ORDER {
            *rank = or(*rank, and(look(&t.db.rank, &at), db));
        }
    }
    let general = and(equal(cur, 0xE2), equal(next, 0x80));
    // SAFETY: readable, as the caller says.
    let last = unsafe { load(p.add(2)) };
    let own = and(row_bit(and(_mm256_srli_epi16::<4>(last), set(3))), general);
    let low = and(last, set(0x0F));
    let stays = _mm256_cmpeq_epi8(and(row(&t.e280_gone, low), own), zero());
    *first = or(*first, unless(stays, cur));
    *second = or(*second, unless(stays, next));
    let mut third = unless(stays, last);
    if any(and(row(&t.e280_other, low), own)) {
        let at = indices(last);
        *first = or(*first, and(look(&t.e280[0], &at), general));
        *second = or(*second, and(look(&t.e280[1], &at), general));
        third = or(third, and(look(&t.e280[2], &at), general));
    }
    [db, general, third]
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

// Inlined always, so without features of their own: the loop that they are inlined into has them.
impl Kernel for Avx2 {
    type Bytes = Both;
    type Tables<'t> = &'t Nibbles;
    type Owed = Owed;

    #[inline(always)]
    unsafe fn tables(t: &Table) -> &Nibbles {
        &t.nibbles
    }

    #[inline(always)]
    unsafe fn begin(rank: u8) -> Owed {
        // SAFETY: the caller has the features.
        unsafe {
            let rank = _mm256_insert_epi8::<30>(zero(), rank as i8);
            Owed { leads: zero(), x: zero(), next: zero(), next2: zero(), rank, mixed: 0 }
        }
    }

    #[inline(always)]
    unsafe fn is_within(owed: Owed) -> bool {
        // SAFETY: the caller has the features.
        unsafe { bits(owed.leads) >> 31 != 0 || bits(owed.x) >> 30 != 0 }
    }

    #[inline(always)]
    unsafe fn block<const ORDER: bool>(t: &Nibbles, p: *const u8, owed: Owed) -> Block<Avx2> {
        // SAFETY: the caller has the features, and the bytes are readable.
        unsafe {
            let cur = [load(p), load(p.add(32))];
            let next = [load(p.add(1)), load(p.add(33))];
            let due_here = [continuation(cur[0]), continuation(cur[1])];
            let mut leads =
                [equal(and(cur[0], set(0xFE)), 0xD8), equal(and(cur[1], set(0xFE)), 0xD8)];
            // The row is the lowest bit of the lead and the high half of the trail.
            let own = |i: usize| {
                let trail = and(_mm256_srli_epi16::<4>(next[i]), set(3));
                let lead = and(_mm256_slli_epi16::<2>(cur[i]), set(4));
                and(row_bit(or(trail, lead)), leads[i])
            };
            let own = [own(0), own(1)];
            let low = [and(next[0], set(0x0F)), and(next[1], set(0x0F))];
            let slow =
                or(and(row(&t.near.slow, low[0]), own[0]), and(row(&t.near.slow, low[1]), own[1]));
            let stays =
                |i: usize| _mm256_cmpeq_epi8(and(row(&t.near.gone, low[i]), own[i]), zero());
            let stays = [stays(0), stays(1)];
            let mut first = [unless(stays[0], cur[0]), unless(stays[1], cur[1])];
            let mut second = [unless(stays[0], next[0]), unless(stays[1], next[1])];
            look_some(&t.near.lead, &low, &own, &mut first);
            look_some(&t.near.trail, &low, &own, &mut second);
            let mut rank = [zero(); 2];
            if ORDER {
                look_some(&t.near.rank, &low, &own, &mut rank);
            }
            // Of ASCII bytes that change, the bit of their row.
            let ascii = |i: usize| {
                let high = and(_mm256_srli_epi16::<4>(cur[i]), set(0x0F));
                and(row(&t.ascii_low, cur[i]), row(&t.ascii_high, high))
            };
            let other = |i: usize| unless(or(due_here[i], leads[i]), and(cur[i], set(0x80)));
            let ascii = [ascii(0), ascii(1)];
            let others = or(or(other(0), other(1)), or(ascii[0], ascii[1]));
            let mut bad = slow;
            let (mut x, mut third) = ([zero(); 2], [zero(); 2]);
            let mixed = if any(others) { MIXED } else { owed.mixed };
            if mixed != 0 {
                for i in 0..2 {
                    let changes = [&mut first[i], &mut second[i], &mut rank[i]];
                    let [db, general, more] =
                        rest::<ORDER>(t, p.add(32 * i), (cur[i], next[i]), changes);
                    leads[i] = or(leads[i], or(db, general));
                    (x[i], third[i]) = (general, more);
                    // Leads that are none of these.
                    bad = or(bad, unless(or(leads[i], due_here[i]), and(cur[i], set(0x80))));
                }
                if any(or(ascii[0], ascii[1])) {
                    for (high, entries) in &t.ascii {
                        first[0] = or(first[0], row(entries, index(cur[0], *high)));
                        first[1] = or(first[1], row(entries, index(cur[1], *high)));
                    }
                }
            }
            let (on, mut due) = (both_on(&second, owed.next), both_on(&leads, owed.leads));
            let mut change = [or(first[0], on[0]), or(first[1], on[1])];
            if mixed != 0 {
                let on = both_two_on(&third, owed.next2);
                change = [or(change[0], on[0]), or(change[1], on[1])];
                let more = both_two_on(&x, owed.x);
                due = [or(due[0], more[0]), or(due[1], more[1])];
            }
            let out = [_mm256_xor_si256(cur[0], change[0]), _mm256_xor_si256(cur[1], change[1])];
            bad = or(bad, _mm256_xor_si256(due[0], due_here[0]));
            bad = or(bad, _mm256_xor_si256(due[1], due_here[1]));
            if mixed != 0 {
                bad = or(bad, or(equal(out[0], SLOW), equal(out[1], SLOW)));
            }
            if ORDER {
                // Marks that do not stand in their place, and what disappears behind a mark.
                let previous = both_two_on(&rank, owed.rank);
                for i in 0..2 {
                    let right = _mm256_cmpeq_epi8(_mm256_max_epu8(previous[i], rank[i]), rank[i]);
                    let is_mark = _mm256_cmpeq_epi8(rank[i], zero());
                    bad = or(bad, unless(or(right, is_mark), set(0xFF)));
                    let hidden = and(previous[i], equal(out[i], 0));
                    bad = or(bad, hidden);
                }
            }
            Block {
                out,
                stop: any(bad),
                mixed: mixed != 0,
                keep: !Avx2::are(out, 0),
                owed: Owed {
                    leads: leads[1],
                    x: x[1],
                    next: second[1],
                    next2: third[1],
                    rank: rank[1],
                    mixed: mixed.saturating_sub(1),
                },
            }
        }
    }

    #[inline(always)]
    unsafe fn are(bytes: Both, b: u8) -> u64 {
        // SAFETY: the caller has the features.
        unsafe { bits(equal(bytes[0], b)) | bits(equal(bytes[1], b)) << 32 }
    }

    #[inline(always)]
    unsafe fn pack(bytes: Both, keep: u64, to: *mut u8) {
        // SAFETY: the caller has the features, and there is room for 64 bytes.
        unsafe {
            let middle = pack(bytes[0], keep as u32, to);
            pack(bytes[1], (keep >> 32) as u32, middle);
        }
    }

    #[inline(always)]
    unsafe fn repeated(to: *const u8) -> (u64, u64) {
        // SAFETY: the caller has the features, and so many bytes are readable.
        unsafe {
            let (l, h) = (load(to), load(to.add(32)));
            let (l2, h2) = (load(to.sub(2)), load(to.add(30)));
            let same = bits(_mm256_cmpeq_epi8(l, l2)) | bits(_mm256_cmpeq_epi8(h, h2)) << 32;
            (same, bits(l) | bits(h) << 32)
        }
    }
}

//! AVX2: 64 bytes a step in two halves, sixteen-entry shuffles instead of permutes, and a table for
//! each eight bytes instead of a compress.
//!
//! What becomes of a byte is looked up where it stands, from it and from its neighbours as they are read, so that no
//! half waits for the one before it; only what disappears is carried from first bytes to the others, as bits.
//! Of the leads D8 and D9 a shuffle by the low half of the trail gives the rows in which there is something to do, one
//! by the rest of the character its own row: where they meet it disappears, or is slow (see `Near`).

use std::arch::x86_64::*;

use super::Rules;
use super::block::{self, Block, Kernel, PACK};
use super::cursor::{Cursor, Stop};
use super::nibbles::{Changes, Named, Nibbles, Row, Rows};
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
    unsafe { block::run(t, rules, BEHIND, at, blocks::<BLANKS, REPEATS, ORDER>) }
}

#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn blocks<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &mut Cursor<u8>,
) -> bool {
    // SAFETY: as the caller says.
    unsafe { block::blocks::<Avx2, BLANKS, REPEATS, ORDER>(t, at) }
}

/// Bytes that are read in front of a block.
const BEHIND: usize = 2;
/// After a block with E2 80 or DB so many are taken for such ones.
const MIXED: u8 = 8;

struct Avx2;

/// What a block owes the next one.
#[derive(Clone, Copy)]
struct Owed {
    /// Which of its first bytes disappear, as the last ones of a character.
    gone: u64,
    /// The ranks of the last half, each where its mark begins.
    rank: __m256i,
    /// For so many blocks more everything is looked up, as text that is mixed once goes on so.
    mixed: u8,
    /// Its last character goes on there and may be a rare one.
    looked: bool,
}

/// What half a block has of D8, D9 and ASCII.
#[derive(Clone, Copy)]
struct Half {
    cur: __m256i,
    next: __m256i,
    prev: __m256i,
    /// Bytes 80-BF, and where D8 and D9 stand, here and one place on.
    due_here: __m256i,
    leads: __m256i,
    due: __m256i,
    /// At the first byte of each character the bit of its row, that of D8 and D9 alone, and the low half of its last
    /// byte.
    rows: __m256i,
    own: __m256i,
    low: __m256i,
    /// Not 0 where an ASCII byte changes.
    ascii: __m256i,
    out: __m256i,
    rank: __m256i,
    /// Not 0 where characters begin that disappear.
    gone: __m256i,
}

/// Which bytes are not 0.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn marked(v: __m256i) -> u64 {
    bits(equal(v, 0)) ^ 0xFFFF_FFFF
}

/// What half a block has.
#[derive(Clone, Copy)]
struct Full {
    out: __m256i,
    rank: __m256i,
    bad: u64,
    /// Where pairs begin that disappear, and E2 80 whose character does, and what is 0.
    pairs: u64,
    general: u64,
    zeros: u64,
    /// Whether there is anything of E2 80 or DB; whether a rare character may go on in the next half.
    mixed: bool,
    looked: bool,
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
    marked(v) != 0
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

/// What the rows that say something say. `own`: the bit of the row of each character; `low`: its place there.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn look_some(rows: &[Named], low: __m256i, own: __m256i) -> __m256i {
    let mut sum = zero();
    for named in rows {
        sum = or(sum, and(row(&named.entries, low), equal(own, named.bit)));
    }
    sum
}

/// The bytes at `p` with their changes, if they are of D8 and D9: first bytes by rows and places, last bytes by what is
/// in front of them.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn changed(
    by: &Changes,
    out: __m256i,
    (own, low): (__m256i, __m256i),
    (prev, cur): (__m256i, __m256i),
) -> __m256i {
    let mut out = _mm256_xor_si256(out, look_some(&by.lead, low, own));
    for named in &by.trail {
        let change = row(&named.entries, index(cur, named.high));
        out = _mm256_xor_si256(out, and(change, equal(prev, named.lead)));
    }
    out
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
fn both_two_on(v: &Both, before: __m256i) -> Both {
    [two_on(v[0], before), two_on(v[1], v[0])]
}

/// The bits of the four rows of a table, or of the eight rows of two, by their number.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn row_bit(number: __m256i) -> __m256i {
    _mm256_shuffle_epi8(_mm256_set1_epi64x(0x8040_2010_0804_0201_u64 as i64), number)
}

/// Half a block at `p`, as far as it is of D8, D9 and ASCII. `by`: what becomes of letters.
#[inline(always)]
unsafe fn half<const ORDER: bool>(t: &Nibbles, by: &Changes, p: *const u8) -> Half {
    // SAFETY: the caller has the features, and the bytes are readable.
    unsafe {
        let (cur, next, prev) = (load(p), load(p.add(1)), load(p.sub(1)));
        let leads = equal(and(cur, set(0xFE)), 0xD8);
        // The row is the lowest bit of the lead and the high half of the trail.
        let trail = and(_mm256_srli_epi16::<4>(next), set(3));
        let lead = and(_mm256_slli_epi16::<2>(cur), set(4));
        let rows = row_bit(or(trail, lead));
        let own = and(rows, leads);
        let low = and(next, set(0x0F));
        // Of ASCII bytes that change, the bit of their row.
        let high = and(_mm256_srli_epi16::<4>(cur), set(0x0F));
        let ascii = and(row(&t.ascii_low, cur), row(&t.ascii_high, high));
        Half {
            cur,
            next,
            prev,
            due_here: continuation(cur),
            leads,
            due: equal(and(prev, set(0xFE)), 0xD8),
            rows,
            own,
            low,
            ascii,
            out: changed(by, cur, (own, low), (prev, cur)),
            rank: if ORDER { look_some(&t.near.rank, low, own) } else { zero() },
            gone: and(row(&t.near.gone, low), own),
        }
    }
}

/// Half a block at `p`, in full. `before`: whether the character that the half before ends with is looked up.
#[inline(always)]
unsafe fn full<const ORDER: bool>(t: &Nibbles, p: *const u8, before: bool) -> Full {
    // SAFETY: the caller has the features, and the bytes are readable.
    unsafe {
        let half = half::<ORDER>(t, &t.near.known, p);
        let Half { cur, next, prev, due_here, .. } = half;
        let (last, first) = (load(p.add(2)), load(p.sub(2)));
        let (db, db_due) = (equal(cur, 0xDB), equal(prev, 0xDB));
        let db_own = and(half.rows, db);
        let pairs = or(half.gone, and(row(&t.db_gone, half.low), db_own));
        // Where the first, the second and the third byte of such a one stand.
        let general = and(equal(cur, 0xE2), equal(next, 0x80));
        let second = and(equal(prev, 0xE2), equal(cur, 0x80));
        let third = and(equal(first, 0xE2), equal(prev, 0x80));
        let own = and(row_bit(and(_mm256_srli_epi16::<4>(last), set(3))), general);
        let low = and(last, set(0x0F));
        let near = and(row(&t.near.seldom, half.low), half.own);
        let far = and(row(&t.db_other, half.low), db_own);
        let event = any(or(or(near, half.ascii), or(far, and(row(&t.e280_other, low), own))));
        let leads = or(half.leads, or(db, general));
        let due = or(half.due, or(db_due, or(second, third)));
        // Leads that are none of these.
        let other = unless(or(leads, due_here), and(cur, set(0x80)));
        let mut full = Full {
            out: half.out,
            rank: half.rank,
            bad: marked(or(other, _mm256_xor_si256(due, due_here))),
            pairs: marked(pairs),
            general: marked(and(row(&t.e280_gone, low), own)),
            zeros: 0,
            mixed: any(or(general, db)),
            looked: false,
        };
        if ORDER && any(db) {
            full.rank = or(full.rank, and(look(&t.db.rank, &indices(next)), db));
        }
        if event | before {
            rare(t, p, &mut full);
        }
        full
    }
}

/// What seldom stands in half a block at `p`.
#[cold]
#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
unsafe fn rare(t: &Nibbles, p: *const u8, full: &mut Full) {
    // SAFETY: the bytes are readable.
    unsafe {
        let half = half::<false>(t, &t.near.known, p);
        let Half { cur, next, prev, .. } = half;
        let (last, first) = (load(p.add(2)), load(p.sub(2)));
        let mut out = full.out;
        out = changed(&t.near.others, out, (half.own, half.low), (prev, cur));
        for (high, entries) in &t.ascii {
            out = _mm256_xor_si256(out, row(entries, index(cur, *high)));
        }
        let (at_next, here) = (indices(next), indices(cur));
        let db = and(look(&t.db.lead, &at_next), equal(cur, 0xDB));
        let db = or(db, and(look(&t.db.trail, &here), equal(prev, 0xDB)));
        let firsts = look(&t.e280[0], &indices(last));
        let firsts = and(firsts, and(equal(cur, 0xE2), equal(next, 0x80)));
        let seconds = look(&t.e280[1], &at_next);
        let seconds = and(seconds, and(equal(prev, 0xE2), equal(cur, 0x80)));
        let thirds = look(&t.e280[2], &here);
        let thirds = and(thirds, and(equal(first, 0xE2), equal(prev, 0x80)));
        out = _mm256_xor_si256(out, or(db, or(firsts, or(seconds, thirds))));
        let slow = and(row(&t.near.slow, half.low), half.own);
        full.out = out;
        full.zeros = marked(equal(out, 0));
        full.bad |= marked(or(slow, equal(out, SLOW)));
        full.looked = *p.add(31) >= 0xC0 || *p.add(30) == 0xE2;
    }
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
        let rank = unsafe { _mm256_insert_epi8::<30>(zero(), rank as i8) };
        Owed { gone: 0, rank, mixed: 0, looked: false }
    }

    #[inline(always)]
    unsafe fn is_within(_owed: Owed, end: *const u8) -> bool {
        // SAFETY: behind a block.
        unsafe { *end.sub(1) >= 0xC0 || *end.sub(2) == 0xE2 }
    }

    #[inline(always)]
    unsafe fn block<const ORDER: bool>(t: &Nibbles, p: *const u8, owed: Owed) -> Block<Avx2> {
        // SAFETY: the caller has the features, and the bytes are readable.
        unsafe {
            let (mut out, mut rank, mut gone, mut bad) = ([zero(); 2], [zero(); 2], 0, 0);
            let mut next = Owed { gone: 0, rank: zero(), mixed: 0, looked: false };
            let mut mixed = owed.mixed != 0;
            if !mixed {
                let by = &t.near.letters;
                let (one, two) = (half::<ORDER>(t, by, p), half::<ORDER>(t, by, p.add(32)));
                let other = |half: &Half| {
                    let other = unless(or(half.due_here, half.leads), half.cur);
                    let near = and(row(&t.near.event, half.low), half.own);
                    or(or(near, half.ascii), and(other, set(0x80)))
                };
                mixed = any(or(other(&one), other(&two)));
                (out, rank) = ([one.out, two.out], [one.rank, two.rank]);
                let pairs = marked(one.gone) | marked(two.gone) << 32;
                gone = pairs | pairs << 1 | owed.gone;
                next.gone = pairs >> 63;
                let broken = [one, two].map(|half| _mm256_xor_si256(half.due, half.due_here));
                bad = if any(or(broken[0], broken[1])) { !Avx2::are(broken, 0) } else { 0 };
            }
            if mixed {
                let one = full::<ORDER>(t, p, owed.looked);
                let two = full::<ORDER>(t, p.add(32), one.looked);
                (out, rank) = ([one.out, two.out], [one.rank, two.rank]);
                let both = |one: u64, two: u64| one | two << 32;
                let pairs = both(one.pairs, two.pairs);
                let general = both(one.general, two.general);
                gone = pairs | pairs << 1 | general | general << 1 | general << 2;
                gone |= both(one.zeros, two.zeros) | owed.gone;
                bad = both(one.bad, two.bad);
                next.gone = pairs >> 63 | general >> 63 | general >> 62;
                next.looked = two.looked;
                next.mixed = match one.mixed | two.mixed {
                    true => MIXED,
                    // At least the character that goes on.
                    false => owed.mixed.saturating_sub(1).max(u8::from(*p.add(63) >= 0xC0)),
                };
            }
            if ORDER {
                // Marks that do not stand in their place, and what disappears behind a mark.
                let previous = both_two_on(&rank, owed.rank);
                let wrong = |i: usize| {
                    let right = _mm256_cmpeq_epi8(_mm256_max_epu8(previous[i], rank[i]), rank[i]);
                    unless(or(right, equal(rank[i], 0)), set(0xFF))
                };
                bad |= Avx2::are([wrong(0), wrong(1)], 0xFF) | gone & !Avx2::are(previous, 0);
                next.rank = rank[1];
            }
            Block { out, bad, mixed, keep: !gone, owed: next }
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

//! NEON: 64 bytes a step in four quarters, lookups of 64 entries, and a table for each eight bytes instead
//! of a compress.
//!
//! What a character becomes is looked up where its first byte stands, and brought to the others.

use std::arch::aarch64::*;

use super::Rules;
use super::block::{self, Block, Kernel, PACK};
use super::cursor::{Cursor, Stop};
use super::nibbles::{Nibbles, Rows};
use crate::table::{SLOW, Table};

/// As long as there is a whole step of input and of room.
///
/// # Safety
/// The cursor's invariants hold.
#[target_feature(enable = "neon")]
pub unsafe fn run<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    rules: Rules,
    at: &mut Cursor<u8>,
) -> Stop {
    // SAFETY: as the caller says.
    unsafe { block::run(t, rules, 0, at, blocks::<BLANKS, REPEATS, ORDER>) }
}

#[inline(never)]
#[target_feature(enable = "neon")]
unsafe fn blocks<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &mut Cursor<u8>,
) -> bool {
    // SAFETY: as the caller says.
    unsafe { block::blocks::<Neon, BLANKS, REPEATS, ORDER>(t, at) }
}

struct Neon;

/// Four quarters of a block.
type Four = [uint8x16_t; 4];

/// The tables of D8 and D9 in registers, the others where they are.
#[derive(Clone, Copy)]
struct Tables<'t> {
    lead: [uint8x16x4_t; 2],
    trail: [uint8x16x4_t; 2],
    ascii: [uint8x16_t; 2],
    rest: &'t Nibbles,
}

/// What a block owes the next one: of its last quarter, where the leads of pairs and E2 80 stand, changes of
/// the next byte and of the one after it, and the rank of the mark that the next byte ends.
#[derive(Clone, Copy)]
struct Owed {
    leads: uint8x16_t,
    x: uint8x16_t,
    next: uint8x16_t,
    next2: uint8x16_t,
    rank: uint8x16_t,
    /// Whether the block has anything besides D8, D9 and ASCII that stays.
    mixed: bool,
}

#[inline]
#[target_feature(enable = "neon")]
fn set(b: u8) -> uint8x16_t {
    vdupq_n_u8(b)
}

#[inline]
#[target_feature(enable = "neon")]
fn equal(v: uint8x16_t, b: u8) -> uint8x16_t {
    vceqq_u8(v, set(b))
}

#[inline]
#[target_feature(enable = "neon")]
fn any(v: uint8x16_t) -> bool {
    vmaxvq_u32(vreinterpretq_u32_u8(v)) != 0
}

#[inline]
#[target_feature(enable = "neon")]
fn any_of(v: &Four) -> bool {
    any(vorrq_u8(vorrq_u8(v[0], v[1]), vorrq_u8(v[2], v[3])))
}

/// Bytes 80–BF.
#[inline]
#[target_feature(enable = "neon")]
fn continuation(v: uint8x16_t) -> uint8x16_t {
    vcltq_s8(vreinterpretq_s8_u8(v), vdupq_n_s8(0xC0_u8 as i8))
}

/// One bit a byte, of bytes that are FF or 00.
#[inline]
#[target_feature(enable = "neon")]
fn bits(v: &Four) -> u64 {
    let places = vreinterpretq_u8_u64(vdupq_n_u64(0x8040_2010_0804_0201));
    let low = vpaddq_u8(vandq_u8(v[0], places), vandq_u8(v[1], places));
    let high = vpaddq_u8(vandq_u8(v[2], places), vandq_u8(v[3], places));
    let all = vpaddq_u8(low, high);
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(all, all)))
}

/// One bit a byte, of bytes that are 00 or not.
#[inline]
#[target_feature(enable = "neon")]
fn marked(v: &Four) -> u64 {
    bits(&v.map(|v| vtstq_u8(v, v)))
}

#[inline]
#[target_feature(enable = "neon")]
fn rows(rows: &Rows) -> uint8x16x4_t {
    // SAFETY: four rows of sixteen bytes, one behind the other.
    unsafe { vld1q_u8_x4(rows.as_ptr().cast()) }
}

/// Each byte one place on; the first one is the last one of `before`.
#[inline]
#[target_feature(enable = "neon")]
fn one_on(v: &Four, before: uint8x16_t) -> Four {
    [
        vextq_u8::<15>(before, v[0]),
        vextq_u8::<15>(v[0], v[1]),
        vextq_u8::<15>(v[1], v[2]),
        vextq_u8::<15>(v[2], v[3]),
    ]
}

/// Each byte two places on.
#[inline]
#[target_feature(enable = "neon")]
fn two_on(v: &Four, before: uint8x16_t) -> Four {
    [
        vextq_u8::<14>(before, v[0]),
        vextq_u8::<14>(v[0], v[1]),
        vextq_u8::<14>(v[1], v[2]),
        vextq_u8::<14>(v[2], v[3]),
    ]
}

/// Of characters with this lead, their trails as indices; elsewhere an index that gives nothing.
#[inline]
#[target_feature(enable = "neon")]
fn index(is_lead: uint8x16_t, trail: uint8x16_t) -> uint8x16_t {
    vornq_u8(veorq_u8(trail, set(0x80)), is_lead)
}

/// What a quarter has besides D8, D9 and ASCII that stays: adds the changes, and gives the other leads of pairs, where
/// E2 80 begins, and changes of the byte after the next one.
#[inline]
#[target_feature(enable = "neon")]
unsafe fn rest<const ORDER: bool>(
    t: &Nibbles,
    p: *const u8,
    (cur, next): (uint8x16_t, uint8x16_t),
    [first, second, rank]: [&mut uint8x16_t; 3],
) -> [uint8x16_t; 3] {
    let db = equal(cur, 0xDB);
    if any(db) {
        let at = index(db, next);
        *first = vqtbx4q_u8(*first, rows(&t.db.lead), at);
        *second = vqtbx4q_u8(*second, rows(&t.db.trail), at);
        if ORDER {
            *rank = vqtbx4q_u8(*rank, rows(&t.db.rank), at);
        }
    }
    let general = vandq_u8(equal(cur, 0xE2), equal(next, 0x80));
    let mut third = set(0);
    if any(general) {
        // SAFETY: readable, as the caller says.
        let at = index(general, unsafe { vld1q_u8(p.add(2)) });
        *first = vqtbx4q_u8(*first, rows(&t.e280[0]), at);
        *second = vqtbx4q_u8(*second, rows(&t.e280[1]), at);
        third = vqtbl4q_u8(rows(&t.e280[2]), at);
    }
    for (high, entries) in &t.ascii {
        // SAFETY: sixteen bytes.
        let entries = unsafe { vld1q_u8(entries.0.as_ptr()) };
        *first = vqtbx1q_u8(*first, entries, veorq_u8(cur, set(*high)));
    }
    [db, general, third]
}

/// Writes those of eight bytes that stay; eight may be written.
#[inline]
#[target_feature(enable = "neon")]
unsafe fn pack_eight(eight: uint8x8_t, keep: u8, to: *mut u8) {
    // SAFETY: room for eight bytes, as the caller says.
    unsafe { vst1_u8(to, vtbl1_u8(eight, vld1_u8(PACK[usize::from(keep)].as_ptr()))) };
}

// Inlined always, so without features of their own: the loop that they are inlined into has them.
impl Kernel for Neon {
    type Bytes = Four;
    type Tables<'t> = Tables<'t>;
    type Owed = Owed;

    #[inline(always)]
    unsafe fn tables(t: &Table) -> Tables<'_> {
        let t = &*t.nibbles;
        // SAFETY: the caller has the features.
        unsafe {
            Tables {
                lead: [rows(&t.d8.lead), rows(&t.d9.lead)],
                trail: [rows(&t.d8.trail), rows(&t.d9.trail)],
                ascii: [vld1q_u8(t.ascii_low.0.as_ptr()), vld1q_u8(t.ascii_high.0.as_ptr())],
                rest: t,
            }
        }
    }

    #[inline(always)]
    unsafe fn begin(rank: u8) -> Owed {
        // SAFETY: the caller has the features.
        unsafe {
            let zero = set(0);
            let rank = vsetq_lane_u8::<14>(rank, zero);
            Owed { leads: zero, x: zero, next: zero, next2: zero, rank, mixed: false }
        }
    }

    #[inline(always)]
    unsafe fn is_within(owed: Owed, _end: *const u8) -> bool {
        // SAFETY: the caller has the features.
        unsafe {
            let x = vgetq_lane_u16::<7>(vreinterpretq_u16_u8(owed.x));
            vgetq_lane_u8::<15>(owed.leads) != 0 || x != 0
        }
    }

    #[inline(always)]
    unsafe fn block<const ORDER: bool>(t: Tables<'_>, p: *const u8, owed: Owed) -> Block<Neon> {
        // SAFETY: the caller has the features, and the bytes are readable.
        unsafe {
            let zero = set(0);
            let mut cur = [zero; 4];
            let (mut leads, mut first, mut second) = (cur, cur, cur);
            let (mut due_here, mut others, mut rank) = (cur, cur, cur);
            for i in 0..4 {
                let v = vld1q_u8(p.add(16 * i));
                let next = vld1q_u8(p.add(16 * i + 1));
                cur[i] = v;
                let (d8, d9) = (equal(v, 0xD8), equal(v, 0xD9));
                let at = [index(d8, next), index(d9, next)];
                first[i] = vqtbx4q_u8(vqtbl4q_u8(t.lead[0], at[0]), t.lead[1], at[1]);
                second[i] = vqtbx4q_u8(vqtbl4q_u8(t.trail[0], at[0]), t.trail[1], at[1]);
                if ORDER {
                    let ranks = vqtbl4q_u8(rows(&t.rest.d8.rank), at[0]);
                    rank[i] = vqtbx4q_u8(ranks, rows(&t.rest.d9.rank), at[1]);
                }
                leads[i] = vorrq_u8(d8, d9);
                due_here[i] = continuation(v);
                // Other leads, and of ASCII bytes that change the bit of their row.
                let other = vbicq_u8(vcgeq_u8(v, set(0xC0)), leads[i]);
                let low = vqtbl1q_u8(t.ascii[0], vandq_u8(v, set(0x0F)));
                let ascii = vandq_u8(low, vqtbl1q_u8(t.ascii[1], vshrq_n_u8::<4>(v)));
                others[i] = vorrq_u8(other, ascii);
            }
            let (mut x, mut third) = ([zero; 4], [zero; 4]);
            let mut bad = [zero; 4];
            let mixed = any_of(&others);
            if mixed {
                for i in 0..4 {
                    let p = p.add(16 * i);
                    let next = vld1q_u8(p.add(1));
                    let changes = [&mut first[i], &mut second[i], &mut rank[i]];
                    let [db, general, more] = rest::<ORDER>(t.rest, p, (cur[i], next), changes);
                    leads[i] = vorrq_u8(leads[i], vorrq_u8(db, general));
                    (x[i], third[i]) = (general, more);
                    // Leads that are none of these.
                    bad[i] = vorrq_u8(bad[i], vbicq_u8(vcgeq_u8(cur[i], set(0xC0)), leads[i]));
                }
            }
            let (on, mut due) = (one_on(&second, owed.next), one_on(&leads, owed.leads));
            let mut out = cur;
            for i in 0..4 {
                out[i] = veorq_u8(cur[i], vorrq_u8(first[i], on[i]));
            }
            // Of E2 80 at the end of a block the third byte may be here.
            if mixed || owed.mixed {
                let (on, more) = (two_on(&third, owed.next2), two_on(&x, owed.x));
                for i in 0..4 {
                    out[i] = veorq_u8(out[i], on[i]);
                    due[i] = vorrq_u8(due[i], more[i]);
                }
            }
            for i in 0..4 {
                bad[i] = vorrq_u8(bad[i], veorq_u8(due[i], due_here[i]));
                bad[i] = vorrq_u8(bad[i], equal(out[i], SLOW));
            }
            if ORDER {
                // Marks that do not stand in their place, and what disappears behind a mark.
                let previous = two_on(&rank, owed.rank);
                for i in 0..4 {
                    let wrong =
                        vandq_u8(vtstq_u8(rank[i], rank[i]), vcltq_u8(rank[i], previous[i]));
                    let hidden = vandq_u8(vtstq_u8(previous[i], previous[i]), equal(out[i], 0));
                    bad[i] = vorrq_u8(bad[i], vorrq_u8(wrong, hidden));
                }
            }
            Block {
                out,
                bad: if any_of(&bad) { marked(&bad) } else { 0 },
                mixed,
                keep: !Neon::are(out, 0),
                owed: Owed {
                    leads: leads[3],
                    x: x[3],
                    next: second[3],
                    next2: third[3],
                    rank: rank[3],
                    mixed,
                },
            }
        }
    }

    #[inline(always)]
    unsafe fn are(bytes: Four, b: u8) -> u64 {
        // SAFETY: the caller has the features.
        unsafe {
            let is =
                [equal(bytes[0], b), equal(bytes[1], b), equal(bytes[2], b), equal(bytes[3], b)];
            bits(&is)
        }
    }

    #[inline(always)]
    unsafe fn pack(bytes: Four, keep: u64, to: *mut u8) {
        // SAFETY: the caller has the features, and there is room for 64 bytes.
        unsafe {
            if keep == u64::MAX {
                for (i, quarter) in bytes.into_iter().enumerate() {
                    vst1q_u8(to.add(16 * i), quarter);
                }
                return;
            }
            // Of each eight bytes how many stay, and how many of these and all before.
            let counts = vcnt_u8(vcreate_u8(keep));
            let counts = vget_lane_u64::<0>(vreinterpret_u64_u8(counts));
            let ends = counts.wrapping_mul(0x0101_0101_0101_0101);
            let keep = keep.to_le_bytes();
            let begins = (ends << 8).to_le_bytes();
            for (i, quarter) in bytes.into_iter().enumerate() {
                let at = |j: usize| to.add(usize::from(begins[j]));
                pack_eight(vget_low_u8(quarter), keep[2 * i], at(2 * i));
                pack_eight(vget_high_u8(quarter), keep[2 * i + 1], at(2 * i + 1));
            }
        }
    }

    #[inline(always)]
    unsafe fn repeated(to: *const u8) -> (u64, u64) {
        // SAFETY: the caller has the features, and so many bytes are readable.
        unsafe {
            let (mut same, mut high) = ([set(0); 4], [set(0); 4]);
            for i in 0..4 {
                let now = vld1q_u8(to.add(16 * i));
                same[i] = vceqq_u8(now, vld1q_u8(to.add(16 * i).sub(2)));
                high[i] = vcgeq_u8(now, set(0x80));
            }
            (bits(&same), bits(&high))
        }
    }
}

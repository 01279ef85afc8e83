//! What the kernels over UTF-8 share: constants, the state of a run, repeats, order, the writing.

use std::arch::x86_64::*;

use super::super::bits::{Echo, Last};
use super::super::mend::Plain;
use crate::table::{GONE, Pair, SLOW, Table, UNTOUCHED};

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

#[repr(C, align(64))]
struct Rows([[u8; 64]; 65]);

/// By how many bytes of those before count: for each byte the index of the one two before it, among these bytes
/// and, from 64 on, those before.
static TWO_BACK: Rows = {
    let mut rows = [[0; 64]; 65];
    let mut count = 0;
    while count <= 64 {
        let mut i = 0;
        while i < 64 {
            // Of fewer than two the answer is any.
            rows[count][i] = if i < 2 { (62 + count + i) as u8 } else { i as u8 - 2 };
            i += 1;
        }
        count += 1;
    }
    Rows(rows)
};

/// A table of 128 entries for `vpermi2b`.
pub(super) type Two = [__m512i; 2];

/// The tables of the characters that Arabic is made of. Those of two leads stand side by side, the lowest
/// bit of the lead being bit 6 of the index. New bytes (but those of ASCII) are given as what FF must be
/// XORed with: so what several tables say of a block is put together by XOR, and a byte of which none
/// says anything is SLOW.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Tables {
    ascii: [u8; 128],
    /// Of D8 and D9, then of DA and DB.
    lead: [[u8; 128]; 2],
    trail: [[u8; 128]; 2],
    /// 1 for what is SPECIAL of D9, else 0.
    pub(super) special: [u8; 64],
    /// What the characters are as marks, or in front of marks: see `MARK`.
    pub(super) marks: [[u8; 128]; 2],
    /// First, second and third bytes of E2 80.
    rows: [[u8; 64]; 3],
    pub(super) plain: Option<Box<Plain>>,
}

impl Default for Tables {
    fn default() -> Tables {
        Tables {
            ascii: [SLOW; 128],
            lead: [[!SLOW; 128]; 2],
            trail: [[!SLOW; 128]; 2],
            special: [0; 64],
            marks: [[0; 128]; 2],
            rows: [[!SLOW; 64]; 3],
            plain: None,
        }
    }
}

impl Tables {
    pub fn new(t: &Table) -> Tables {
        let of = |high: usize, i: usize| (&t.pairs[0x18 + 2 * high + i / 64], i % 64);
        let table = |at: &dyn Fn(&Pair, usize) -> u8| {
            [0, 1].map(|high| {
                std::array::from_fn(|i| {
                    let (pair, low) = of(high, i);
                    at(pair, low)
                })
            })
        };
        let own = |byte: usize, low: usize| [0xE2, 0x80, 0x80 | low as u8][byte];
        let marks = marks(t);
        Tables {
            ascii: t.ascii,
            lead: table(&|pair, low| !pair.lead[low]),
            trail: table(&|pair, low| !pair.trail[low]),
            special: std::array::from_fn(|low| u8::from(marks[0][64 | low] & SPECIAL != 0)),
            marks,
            rows: std::array::from_fn(|byte| {
                std::array::from_fn(|low| match t.prefixes[2 << 6] {
                    UNTOUCHED => !own(byte, low),
                    SLOW => !SLOW,
                    i => !t.triples[usize::from(i) - 1].0[byte][low],
                })
            }),
            plain: t.plain.clone(),
        }
    }

    /// What the table of marks says of a character of U+0600–06FF, by its low byte, if it is a mark; else 0.
    #[inline(always)]
    pub(super) fn mark(&self, low: u8) -> u8 {
        let mark = self.marks[usize::from(low >> 7)][usize::from(low & 127)];
        if mark & MARK != 0 { mark } else { 0 }
    }

    /// The same of the character that these bytes, which are valid UTF-8, end with.
    #[inline(always)]
    pub(super) fn last_mark(&self, bytes: &[u8]) -> u8 {
        match *bytes {
            [.., a @ 0xD8..0xDC, b] => self.mark(a << 6 | b & 63),
            _ => 0,
        }
    }
}

/// In the table of marks: it is one that stays, if only where it does not compose. The bits below, down to
/// `PLACE`, are its place in a run.
pub(super) const MARK: u8 = 0x80;
pub(super) const PLACE: u8 = 0x08;
/// It is slow, but `plain` says of a block where it stays: a madda or a hamza above, a tatweel.
pub(super) const SPECIAL: u8 = 0x04;
/// Of anything but a mark: the madda, the hamza above and the hamza below stay behind it. (Nothing is said of a
/// character that goes or is slow but the tatweel.) Of the first two themselves: which it is.
pub(super) const FREE: [u8; 3] = [0x01, 0x02, 0x08];
/// All of these stay behind it.
pub(super) const FREE_OF_ALL: u8 = 0x40;
/// It is the letter that a madda composes with, and stays.
pub(super) const LETTER: u8 = 0x10;

/// The table of marks: D8 and D9, then DA and DB.
///
/// # Panics
/// There are more places than bits for them: Unicode 18 has 11, and one for a shadda that comes first.
fn marks(t: &Table) -> [[u8; 128]; 2] {
    let pairs = &t.pairs[0x18..0x1C];
    let mut places: Vec<u8> = pairs.iter().flat_map(|pair| pair.rank).filter(|r| *r != 0).collect();
    places.sort_unstable();
    places.dedup();
    assert!(places.len() <= usize::from(MARK / PLACE), "marks of too many classes");
    let mark = |rank: u8| {
        let place = places.iter().position(|p| *p == rank).unwrap_or_default();
        MARK | (PLACE * place as u8)
    };
    let mut marks = [0, 1].map(|i| {
        std::array::from_fn(|at| match pairs[2 * i + at / 64].rank[at % 64] {
            0 => t.plain.as_ref().map_or(0, |plain| base(t, plain, i, at)),
            rank => mark(rank),
        })
    });
    if t.plain.as_ref().is_some_and(|plain| plain.marks) {
        let last = places.last().map(|rank| mark(*rank));
        for (low, free) in (0x13..).zip(&FREE[..2]) {
            let own = &mut marks[0][64 | low];
            // Behind a mark it is in order then, whatever that is.
            if Some(*own) == last {
                *own |= SPECIAL | free;
            }
        }
    }
    marks
}

/// What is said of a character that is no mark.
fn base(t: &Table, plain: &Plain, i: usize, at: usize) -> u8 {
    let is_tatweel = plain.tatweel && (i, at) == (0, 64);
    if matches!(t.pairs[0x18 + 2 * i + at / 64].trail[at % 64], SLOW | GONE) && !is_tatweel {
        return 0;
    }
    let [from, to] = plain.pair;
    let is_letter = i == 0 && at == usize::from(from & 63) && from != to;
    let given = |is: bool, bits: u8| if is { bits } else { 0 };
    let binds = plain.binds[i][at];
    let free = (0..3).fold(0, |bits, mark| bits | given(binds >> mark & 1 == 0, FREE[mark]));
    free | given(binds == 0, FREE_OF_ALL) | given(is_letter, LETTER) | given(is_tatweel, SPECIAL)
}

/// The same in registers.
#[derive(Clone, Copy)]
pub(super) struct Consts {
    pub(super) ascii: Two,
    pub(super) lead: [Two; 2],
    pub(super) trail: [Two; 2],
    pub(super) marks: [Two; 2],
    pub(super) rows: [__m512i; 3],
}

impl Consts {
    #[inline]
    #[target_feature(
        enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni"
    )]
    pub(super) fn new(t: &Tables) -> Consts {
        // No `map`: its closures would not have the features.
        Consts {
            ascii: two(&t.ascii),
            lead: [two(&t.lead[0]), two(&t.lead[1])],
            trail: [two(&t.trail[0]), two(&t.trail[1])],
            marks: [two(&t.marks[0]), two(&t.marks[1])],
            rows: [row(&t.rows[0]), row(&t.rows[1]), row(&t.rows[2])],
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
fn row(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: 64 bytes.
    unsafe { load(bytes.as_ptr()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn two(bytes: &[u8; 128]) -> Two {
    // SAFETY: 128 bytes.
    unsafe { [load(bytes.as_ptr()), load(bytes.as_ptr().add(64))] }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) unsafe fn load(p: *const u8) -> __m512i {
    unsafe { _mm512_loadu_si512(p.cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn set(b: u8) -> __m512i {
    _mm512_set1_epi8(b as i8)
}

/// Bytes 80–BF.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn continuation(v: __m512i) -> u64 {
    _mm512_cmplt_epi8_mask(v, set(0xC0))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn not(v: __m512i) -> __m512i {
    _mm512_xor_si512(v, set(0xFF))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn xor3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi32::<0x96>(a, b, c)
}

/// What a table says where `mask` is set; 0 elsewhere.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn look_at(mask: u64, table: &Two, index: __m512i) -> __m512i {
    _mm512_maskz_permutex2var_epi8(mask, table[0], index, table[1])
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn look(table: &Two, index: __m512i) -> __m512i {
    _mm512_permutex2var_epi8(table[0], index, table[1])
}

/// The low six bits of a continuation byte and, as bit 6, the lowest bit of a lead: the index into a table
/// of two leads. (Bit 7 is of no account there.)
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn index(trail: __m512i, lead: __m512i) -> __m512i {
    // Byte 7 - i of the matrix says of which bits bit i is the sum.
    let bit0_to_bit6 = _mm512_set1_epi64(0x0000_0000_0000_0100);
    _mm512_or_si512(trail, _mm512_gf2p8affine_epi64_epi8::<0>(lead, bit0_to_bit6))
}

/// FF where the top bit of a byte is set, elsewhere 00.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn beyond_ascii(v: __m512i) -> __m512i {
    let bit7_to_all = _mm512_set1_epi64(0x8080_8080_8080_8080_u64 as i64);
    _mm512_gf2p8affine_epi64_epi8::<0>(v, bit7_to_all)
}

/// The part of a run's state that is not in the cursor.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// Always in front of a character.
    pub(super) pos: usize,
    pub(super) q: usize,
    pub(super) last: Last,
    /// What the table of marks says of the last character, if that is one; else 0.
    pub(super) mark: u8,
    /// So many blocks at a time, if there are bounds to that: see `batches`.
    pub(super) batch: usize,
}

/// Bytes, of which so many count, in front of those that are looked at.
#[derive(Clone, Copy)]
pub(super) struct Before {
    bytes: __m512i,
    count: usize,
}

impl Before {
    #[inline(always)] // so without features of its own; the caller has them
    pub(super) fn new(bytes: __m512i, count: usize) -> Before {
        debug_assert!(count <= 64);
        Before { bytes, count }
    }

    /// The top bit of the last byte.
    #[inline]
    #[target_feature(
        enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni"
    )]
    pub(super) fn last(self) -> u64 {
        _mm512_movepi8_mask(self.bytes) >> (self.count - 1) & 1
    }

    /// Of each byte the bits that are set in `mask`.
    #[inline]
    #[target_feature(
        enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni"
    )]
    pub(super) fn and(self, mask: __m512i) -> Before {
        Before::new(_mm512_and_si512(self.bytes, mask), self.count)
    }

    /// The two bytes in front of these are the last two before them; of each byte the one two before it.
    #[inline]
    #[target_feature(
        enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni"
    )]
    pub(super) fn two_back(self, bytes: __m512i) -> __m512i {
        // SAFETY: there are 64 bytes at most.
        let index = row(unsafe { TWO_BACK.0.get_unchecked(self.count) });
        _mm512_permutex2var_epi8(bytes, index, self.bytes)
    }
}

/// Two bytes as `Before`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn two_bytes(bytes: u16) -> Before {
    Before::new(_mm512_set1_epi16(bytes as i16), 2)
}

/// Where in `packed`, of which `count` bytes count, a two-byte character ends that equals as many before it
/// as `REPEATS` says: as bits, ASCII among them (which is no matter for these, so for the caller
/// to look at). `before`: the bytes before it. Also what the next block must know, for a count of
/// two or more.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn repeats<const REPEATS: u8>(
    packed: __m512i,
    count: usize,
    before: Before,
    echo: Echo,
) -> (u64, Echo) {
    let same = _mm512_cmpeq_epi8_mask(packed, before.two_back(packed));
    echo.repeats::<REPEATS>(_bzhi_u64(same, count as u32), count)
}

/// Which marks do not stand in their place, and where marks end. `marks`: what the table of them says, at the last
/// byte of each character; `behind`: the same two bytes further back.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn disorder(marks: __m512i, behind: __m512i) -> (u64, u64) {
    let ends = _mm512_movepi8_mask(marks);
    (_mm512_mask_cmplt_epu8_mask(ends, marks, behind), ends)
}

/// What disappears behind a mark: then the marks around it come together. `behind`: 1 if a mark stands in front
/// of the block, else 0.
#[inline(always)]
pub(super) fn hidden(marks: u64, behind: u64, keep: u64) -> u64 {
    (marks << 1 | behind) & !keep
}

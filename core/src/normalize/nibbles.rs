//! The tables of the kernels that look up by byte shuffles (AVX2, NEON): sixteen entries a row.
//!
//! An entry is what the byte must be XORed with: 0 leaves it, the byte itself deletes it.

#[cfg(target_arch = "x86_64")]
use crate::table::{GONE, Pair};
use crate::table::{SLOW, Table, UNTOUCHED};

/// The four rows of a table of 64 entries, for bytes 80–BF by their low six bits.
pub type Rows = [Row; 4];

/// Sixteen entries, aligned for a load.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(16))]
pub struct Row(pub [u8; 16]);

/// Tables of 64 entries for the first bytes, and for the last one, of characters with one lead.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lead {
    pub lead: Rows,
    pub trail: Rows,
    /// Places of the marks that stay (no XOR; see `Pair`).
    pub rank: Rows,
}

/// A row that is not empty, of the eight that the leads D8 and D9 have: its entries, its bit (from 1 on those of
/// D8, from 16 on those of D9), its lead, and the high half of its trails.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug)]
#[repr(C, align(16))]
pub struct Named {
    pub entries: Row,
    pub bit: u8,
    pub lead: u8,
    pub high: u8,
}

/// What first bytes and last bytes become.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub lead: Vec<Named>,
    pub trail: Vec<Named>,
}

/// The tables of D8 and D9 together, for shuffles of sixteen entries: what most characters become, as bits,
/// and of the eight rows those that say something else.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Debug, Default)]
pub struct Near {
    /// By the low half of the trail, the bits of the rows in which the character there disappears, is slow, is slow
    /// or becomes something that `letters` do not say, or `known`.
    pub gone: Row,
    pub slow: Row,
    pub event: Row,
    pub seldom: Row,
    /// Of the rows of letters that keep their length, which is what most texts have; of these and the row of alef wasla,
    /// which the Quran has; and of the others.
    pub letters: Changes,
    pub known: Changes,
    pub others: Changes,
    /// Places of the marks that stay (no XOR; see `Pair`).
    pub rank: Vec<Named>,
}

/// The rows of U+0620-064F, and of U+0670-067F.
#[cfg(target_arch = "x86_64")]
const LETTERS: [usize; 3] = [2, 3, 4];
#[cfg(target_arch = "x86_64")]
const WASLA: usize = 7;

#[derive(Clone, Debug, Default)]
pub struct Nibbles {
    /// Leads D8 and D9, in the way that suits the processor, and DB.
    #[cfg(target_arch = "x86_64")]
    pub near: Near,
    #[cfg(target_arch = "aarch64")]
    pub d8: Lead,
    #[cfg(target_arch = "aarch64")]
    pub d9: Lead,
    pub db: Lead,
    /// By the low half of the trail, the bits (as of D9) of the rows of DB in which the character there disappears, and
    /// in which something else becomes of it.
    #[cfg(target_arch = "x86_64")]
    pub db_gone: Row,
    #[cfg(target_arch = "x86_64")]
    pub db_other: Row,
    /// First, second and third bytes of E2 80.
    pub e280: [Rows; 3],
    /// By the low half of the third byte, the bits of the rows in which the character there disappears, and
    /// in which something else becomes of it.
    #[cfg(target_arch = "x86_64")]
    pub e280_gone: Row,
    #[cfg(target_arch = "x86_64")]
    pub e280_other: Row,
    /// The rows of ASCII that change something, with the high half of their bytes.
    pub ascii: Vec<(u8, Row)>,
    /// The bits of these rows that change something in this place, by the low half of the byte, and the bit
    /// of the row, by the high half: both where a byte changes.
    pub ascii_low: Row,
    pub ascii_high: Row,
}

fn rows(entry: impl Fn(usize) -> u8) -> Rows {
    std::array::from_fn(|row| Row(std::array::from_fn(|i| entry(row * 16 + i))))
}

#[cfg(target_arch = "x86_64")]
impl Near {
    fn new(d8: &Pair, d9: &Pair) -> Near {
        let pairs = [(0xD8, d8), (0xD9, d9)];
        // Of the character in that row and place.
        let at = |row: usize, low: usize| (pairs[row / 4], row % 4 * 16 + low);
        let bits = |is: &dyn Fn(usize, usize) -> bool| {
            Row(std::array::from_fn(|low| (0..8).map(|row| u8::from(is(row, low)) << row).sum()))
        };
        let is_gone = |pair: &Pair, i: usize| pair.lead[i] == GONE && pair.trail[i] == GONE;
        let is_slow = |pair: &Pair, i: usize| pair.lead[i] == SLOW || pair.trail[i] == SLOW;
        let stays = |pair: &Pair, i: usize| !is_gone(pair, i) && !is_slow(pair, i);
        let is_short = |pair: &Pair, i: usize| {
            stays(pair, i) && (pair.lead[i] == GONE || pair.trail[i] == GONE)
        };
        let keeps = |row: usize| (0..16).all(|low| !is_short(at(row, low).0.1, at(row, low).1));
        let is_letter = |row: usize| LETTERS.contains(&row) && keeps(row);
        let is_known = |row: usize| is_letter(row) || row == WASLA && keeps(row);
        let named = |is_asked: &dyn Fn(usize) -> bool, entry: &dyn Fn(u8, &Pair, usize) -> u8| {
            let rows = (0..8).filter(|row| is_asked(*row)).map(|row| {
                let entries = std::array::from_fn(|low| {
                    let ((lead, pair), i) = at(row, low);
                    entry(lead, pair, i)
                });
                let high = 0x80 | (row % 4 * 16) as u8;
                Named { entries: Row(entries), bit: 1 << row, lead: pairs[row / 4].0, high }
            });
            rows.filter(|named| named.entries.0 != [0; 16]).collect::<Vec<_>>()
        };
        let lead =
            |lead: u8, pair: &Pair, i: usize| u8::from(stays(pair, i)) * (pair.lead[i] ^ lead);
        let trail = |_: u8, pair: &Pair, i: usize| {
            u8::from(stays(pair, i)) * (pair.trail[i] ^ 0x80 ^ i as u8)
        };
        let is_event = |row: usize, low: usize, is_said: bool| {
            let ((own, pair), i) = at(row, low);
            let changes = lead(own, pair, i) != 0 || trail(own, pair, i) != 0;
            is_slow(pair, i) || changes && !is_said
        };
        let changes = |is_asked: &dyn Fn(usize) -> bool| Changes {
            lead: named(is_asked, &lead),
            trail: named(is_asked, &trail),
        };
        Near {
            gone: bits(&|row, low| is_gone(at(row, low).0.1, at(row, low).1)),
            slow: bits(&|row, low| is_slow(at(row, low).0.1, at(row, low).1)),
            event: bits(&|row, low| is_event(row, low, is_letter(row))),
            seldom: bits(&|row, low| is_event(row, low, is_known(row))),
            letters: changes(&is_letter),
            known: changes(&is_known),
            others: changes(&|row| !is_known(row)),
            rank: named(&|_| true, &|_, pair, i| pair.rank[i]),
        }
    }
}

impl Nibbles {
    pub fn new(t: &Table) -> Nibbles {
        let lead = |lead: u8| {
            let pair = &t.pairs[usize::from(lead & 31)];
            Lead {
                lead: rows(|i| pair.lead[i] ^ lead),
                trail: rows(|i| pair.trail[i] ^ (0x80 | i as u8)),
                rank: rows(|i| pair.rank[i]),
            }
        };
        let own = |byte: usize, i: usize| [0xE2, 0x80, 0x80 | i as u8][byte];
        let e280: [Rows; 3] = std::array::from_fn(|byte| {
            rows(|i| match t.prefixes[2 << 6] {
                UNTOUCHED => 0,
                SLOW => SLOW ^ own(byte, i),
                at => t.triples[usize::from(at) - 1].0[byte][i] ^ own(byte, i),
            })
        });
        // Whether a character of E2 80, of DB, disappears, and whether anything becomes of it.
        #[cfg(target_arch = "x86_64")]
        let general = |i: usize| {
            let at = |byte: usize| e280[byte][i / 16].0[i % 16];
            ((0..3).all(|byte| at(byte) == own(byte, i)), (0..3).any(|byte| at(byte) != 0))
        };
        #[cfg(target_arch = "x86_64")]
        let far = |i: usize| {
            let Pair { lead, trail, .. } = &t.pairs[0x1B];
            (lead[i] == GONE && trail[i] == GONE, lead[i] != 0xDB || trail[i] != 0x80 | i as u8)
        };
        // By the low half of the last byte the bits of the rows of which `is` says so, from bit `first` on.
        #[cfg(target_arch = "x86_64")]
        let bits = |first: usize,
                    of: &dyn Fn(usize) -> (bool, bool),
                    is: &dyn Fn((bool, bool)) -> bool| {
            let bit = |row: usize, low: usize| u8::from(is(of(row * 16 + low))) << (first + row);
            Row(std::array::from_fn(|low| (0..4).map(|row| bit(row, low)).sum()))
        };
        let ascii = (0..8u8).map(|high| {
            let row = |i: usize| t.ascii[usize::from(high) * 16 + i] ^ (high * 16 + i as u8);
            (high << 4, Row(std::array::from_fn(row)))
        });
        Nibbles {
            #[cfg(target_arch = "x86_64")]
            near: Near::new(&t.pairs[0x18], &t.pairs[0x19]),
            #[cfg(target_arch = "aarch64")]
            d8: lead(0xD8),
            #[cfg(target_arch = "aarch64")]
            d9: lead(0xD9),
            db: lead(0xDB),
            #[cfg(target_arch = "x86_64")]
            db_gone: bits(4, &far, &|(gone, _)| gone),
            #[cfg(target_arch = "x86_64")]
            db_other: bits(4, &far, &|(gone, touched)| touched && !gone),
            #[cfg(target_arch = "x86_64")]
            e280_gone: bits(0, &general, &|(gone, _)| gone),
            #[cfg(target_arch = "x86_64")]
            e280_other: bits(0, &general, &|(gone, touched)| touched && !gone),
            e280,
            ascii_low: Row(std::array::from_fn(|low| {
                // NUL either disappears, for which there is no bit in an entry, or is slow.
                let changes = |high: usize| {
                    let byte = high * 16 + low;
                    byte == 0 || usize::from(t.ascii[byte]) != byte
                };
                (0..8).map(|high| u8::from(changes(high)) << high).sum()
            })),
            ascii_high: Row(std::array::from_fn(|high| if high < 8 { 1 << high } else { 0 })),
            ascii: ascii.filter(|(_, row)| row.0 != [0; 16]).collect(),
        }
    }
}

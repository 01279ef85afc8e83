//! The tables of the AVX2 kernel: sixteen entries a row, for byte shuffles.
//!
//! An entry is what the byte must be XORed with: 0 leaves it, the byte itself deletes it.

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

#[derive(Clone, Debug, Default)]
pub struct Nibbles {
    /// Leads D8, D9 and DB.
    pub d8: Lead,
    pub d9: Lead,
    pub db: Lead,
    /// First, second and third bytes of E2 80.
    pub e280: [Rows; 3],
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
        let e280 = std::array::from_fn(|byte| {
            rows(|i| match t.prefixes[2 << 6] {
                UNTOUCHED => 0,
                SLOW => SLOW ^ own(byte, i),
                at => t.triples[usize::from(at) - 1].0[byte][i] ^ own(byte, i),
            })
        });
        let ascii = (0..8u8).map(|high| {
            let row = |i: usize| t.ascii[usize::from(high) * 16 + i] ^ (high * 16 + i as u8);
            (high << 4, Row(std::array::from_fn(row)))
        });
        Nibbles {
            d8: lead(0xD8),
            d9: lead(0xD9),
            db: lead(0xDB),
            e280,
            ascii_low: Row(std::array::from_fn(|low| {
                let changes =
                    |high: usize| usize::from(t.ascii[high * 16 + low]) != high * 16 + low;
                (0..8).map(|high| u8::from(changes(high)) << high).sum()
            })),
            ascii_high: Row(std::array::from_fn(|high| if high < 8 { 1 << high } else { 0 })),
            ascii: ascii.filter(|(_, row)| row.0 != [0; 16]).collect(),
        }
    }
}

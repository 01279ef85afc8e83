//! A small Bloom filter of windows that a vector register can ask for 64 places at once.
//!
//! Two hashes of eight bits, each a sum of the window's bytes times constants in GF(2^8), and two more made of them, give the
//! places of four bits in four tables of 1024.

/// The tables; all four bits of every window are set.
#[repr(C, align(64))]
pub struct Sieve {
    pub tables: [[u8; 128]; 4],
}

impl Default for Sieve {
    fn default() -> Self {
        Sieve { tables: [[0; 128]; 4] }
    }
}

/// What the pairs of bytes are multiplied with, for the one hash and for the other; any different values do.
pub const FIRST: [u8; 3] = [0x01, 0x53, 0xCA];
pub const SECOND: [u8; 3] = [0x8D, 0x1F, 0x62];
/// What makes the third hash out of the first, and the fourth out of the second.
pub const THIRD: u8 = 0xB7;
pub const FOURTH: u8 = 0x39;

/// The product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1, as the instruction GF2P8MULB has it.
fn product(mut a: u8, mut b: u8) -> u8 {
    let mut sum = 0;
    while b != 0 {
        if b & 1 != 0 {
            sum ^= a;
        }
        a = (a << 1) ^ if a & 0x80 != 0 { 0x1B } else { 0 };
        b >>= 1;
    }
    sum
}

impl Sieve {
    /// Know a window of two, four or six bytes.
    pub fn add(&mut self, window: &[u8]) {
        let (mut h, mut g) = (0, 0);
        for (at, pair) in window.chunks_exact(2).enumerate() {
            let both = pair[0].wrapping_mul(2).wrapping_add(pair[1]);
            h ^= product(both, FIRST[at]);
            g ^= product(pair[1], SECOND[at]);
        }
        let (k, l) = (product(h, THIRD) ^ g, h ^ product(g, FOURTH));
        for (table, (place, bit)) in [(h, g), (g, h), (k, l), (l, k)].into_iter().enumerate() {
            self.tables[table][usize::from(place & 0x7F)] |= 1 << (bit & 7);
        }
    }
}

/// A sieve for each size of windows.
#[derive(Default)]
pub struct Sieves {
    pub long: Sieve,
    pub middle: Sieve,
    pub short: Sieve,
    /// Which of them know windows.
    pub sizes: u8,
}

pub const HAS_SHORT: u8 = 1;
pub const HAS_MIDDLE: u8 = 2;
pub const HAS_LONG: u8 = 4;

impl Sieves {
    /// Know a window of two, four or six bytes.
    pub fn add(&mut self, window: &[u8]) {
        let (sieve, has) = match window.len() {
            2 => (&mut self.short, HAS_SHORT),
            4 => (&mut self.middle, HAS_MIDDLE),
            _ => (&mut self.long, HAS_LONG),
        };
        sieve.add(window);
        self.sizes |= has;
    }
}

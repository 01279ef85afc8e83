//! One table of deletions and mappings, laid out for the scalar and for the vector paths.
//!
//! A table says, for each code point, that it stays, goes, or becomes a string. The vector
//! paths can carry out any entry whose UTF-8 does not get longer; the rest, and every code
//! point that some context wants to see, is *slow*: a kernel stops in front of it.

use std::sync::OnceLock;

#[cfg(target_arch = "x86_64")]
use crate::normalize::avx512::Tables as Vectors;
use crate::normalize::lone::Lone;
use crate::normalize::mend::Plain;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use crate::normalize::nibbles::Nibbles;
use crate::normalize::steps::Steps;

/// Value in the byte tables: the byte disappears.
pub const GONE: u8 = 0;
/// Value in the byte tables: the character belongs to the slow path. No byte of valid UTF-8 is FF.
pub const SLOW: u8 = 0xFF;
/// Value in the prefix index: no character with this prefix is touched.
pub const UNTOUCHED: u8 = 0;

/// What the scalar fast path does with a one- or two-byte character: up to three bytes of output
/// in the low 24 bits (first byte lowest), their number in bits 24–25, bit 31 set when slow.
pub type Packed = u32;
pub const PACKED_SLOW: Packed = 1 << 31;
/// It becomes a space, a line feed.
pub const PACKED_BLANK: Packed = 1 << 30;
pub const PACKED_LINE: Packed = 1 << 29;

/// Byte tables for one lead byte C2–DF: new lead and new trail by the low six bits of the trail.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Pair {
    pub lead: [u8; 64],
    pub trail: [u8; 64],
    /// Of marks that stay, if only where they do not compose: their place in a run, from 1 on. 0: no such mark.
    pub rank: [u8; 64],
}

/// Byte tables for one two-byte prefix of three-byte characters, by the low six bits of the third.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Triple(pub [[u8; 64]; 3]);

/// The tables that all kernels read. Built once a plan, never changed.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Table {
    /// New byte for each ASCII byte (GONE, SLOW or the byte). NUL, if kept, is SLOW: 0 means GONE.
    pub ascii: [u8; 128],
    /// Indexed by lead byte minus C0; C0 and C1 are never used.
    pub pairs: Vec<Pair>,
    /// Bit `lead - C0` set: some character with that lead is touched.
    pub touched_leads: u32,
    /// By `(lead & 15) << 6 | (second & 63)`: UNTOUCHED, SLOW, or 1 + index into `triples`.
    pub prefixes: Vec<u8>,
    pub triples: Vec<Triple>,
    /// By `(lead & 7) << 6 | (second & 63)`: UNTOUCHED or SLOW.
    pub quads: Vec<u8>,
    /// Scalar entries of ASCII and of the two-byte characters, by code point.
    pub two: Box<[Packed; 2048]>,
    /// What a kernel may do of what is slow.
    pub plain: Option<Box<Plain>>,
    /// The same of single characters.
    pub lone: Option<Box<Lone>>,
    /// Those of all pairs of bytes, once they have been asked for.
    steps: OnceLock<Steps>,
    /// The same for the AVX2 and NEON kernels and for the AVX-512 one, once `finish` has made them.
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    pub nibbles: Box<Nibbles>,
    #[cfg(target_arch = "x86_64")]
    pub vectors: Box<Vectors>,
}

fn packed(bytes: &[u8]) -> Packed {
    let mut v = (bytes.len() as u32) << 24;
    match bytes {
        b" " => v |= PACKED_BLANK,
        b"\n" => v |= PACKED_LINE,
        _ => {}
    }
    for (i, b) in bytes.iter().enumerate() {
        v |= u32::from(*b) << (8 * i);
    }
    v
}

impl Table {
    /// The table that changes nothing.
    pub fn identity() -> Table {
        let mut ascii = [0u8; 128];
        for (i, b) in ascii.iter_mut().enumerate() {
            *b = i as u8;
        }
        ascii[0] = SLOW;
        let pairs = (0..32u8)
            .map(|lead| {
                let mut p = Pair { lead: [0xC0 + lead; 64], trail: [0; 64], rank: [0; 64] };
                for (i, b) in p.trail.iter_mut().enumerate() {
                    *b = 0x80 + i as u8;
                }
                p
            })
            .collect();
        Table {
            ascii,
            pairs,
            touched_leads: 0,
            prefixes: vec![UNTOUCHED; 16 * 64],
            triples: Vec::new(),
            quads: vec![UNTOUCHED; 8 * 64],
            two: Box::new(std::array::from_fn(|c| {
                let mut scratch = [0; 4];
                let c = char::from_u32(c as u32).unwrap_or_default();
                packed(c.encode_utf8(&mut scratch).as_bytes())
            })),
            plain: None,
            lone: None,
            steps: OnceLock::new(),
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            nibbles: Box::default(),
            #[cfg(target_arch = "x86_64")]
            vectors: Box::default(),
        }
    }

    /// The table with these entries; None leaves a character to the slow path.
    pub fn new<'a>(entries: impl IntoIterator<Item = (char, Option<&'a str>)>) -> Table {
        let mut t = Table::identity();
        for (c, to) in entries {
            t.set(c, to);
        }
        t
    }

    /// Makes the tables that are made of the others. After this nothing may change.
    pub fn finish(&mut self) {
        #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
        {
            *self.nibbles = Nibbles::new(self);
        }
        #[cfg(target_arch = "x86_64")]
        {
            *self.vectors = Vectors::new(self);
        }
    }

    /// The tables of the scalar path for long texts, made when first asked for.
    pub fn steps(&self) -> &Steps {
        self.steps.get_or_init(|| Steps::new(self))
    }

    /// Notes that a two-byte character is a mark that stays, and its place in a run.
    pub fn rank(&mut self, c: char, rank: u8) {
        if let Some(pair) = self.pairs.get_mut((u32::from(c) >> 6) as usize) {
            pair.rank[(u32::from(c) & 63) as usize] = rank;
        }
    }

    /// The place of the mark that these bytes end with; 0 if they end with none.
    pub fn last_rank(&self, written: &[u8]) -> u8 {
        match *written {
            [.., a @ 0xC2..=0xDF, b] if b & 0xC0 == 0x80 => {
                self.pairs[usize::from(a & 31)].rank[usize::from(b & 63)]
            }
            _ => 0,
        }
    }

    /// `to`: the replacement, or None for slow.
    fn set(&mut self, c: char, to: Option<&str>) {
        let mut buf = [0u8; 4];
        let from = c.encode_utf8(&mut buf).as_bytes();
        let n = from.len();
        let to = to.map(str::as_bytes);
        // The fast paths take an entry that fits into the bytes of the original and that has no NUL
        // in it (0 would read as GONE), and blanks and line feeds only if they are all of it.
        let inner_blank = |t: &[u8]| t.len() > 1 && t.iter().any(|b| b" \n".contains(b));
        let to = to.filter(|t| t.len() <= n.max(3) && !inner_blank(t));
        let fits = to.filter(|t| t.len() <= n && !t.contains(&0));
        let mut new = [SLOW; 4];
        if let Some(t) = fits {
            new = [GONE; 4];
            new[n - t.len()..n].copy_from_slice(t);
        }
        let pack = match to {
            Some(t) => packed(t),
            None => PACKED_SLOW,
        };
        match *from {
            [a] => {
                self.ascii[a as usize] = new[0];
                self.two[a as usize] = pack;
            }
            [a, b] => {
                let pair = &mut self.pairs[(a - 0xC0) as usize];
                pair.lead[(b & 63) as usize] = new[0];
                pair.trail[(b & 63) as usize] = new[1];
                self.touched_leads |= 1 << (a - 0xC0);
                self.two[c as usize] = pack;
            }
            [a, b, d] => {
                let at = usize::from(a & 15) << 6 | usize::from(b & 63);
                if let Some(triple) = self.triple(at, a, b) {
                    for (row, v) in triple.0.iter_mut().zip(new) {
                        row[(d & 63) as usize] = v;
                    }
                }
            }
            [a, b, ..] => self.quads[usize::from(a & 7) << 6 | usize::from(b & 63)] = SLOW,
            [] => unreachable!("a character has at least one byte"),
        }
    }

    /// The byte tables of a prefix, made when first asked for; None when there are too many.
    fn triple(&mut self, at: usize, a: u8, b: u8) -> Option<&mut Triple> {
        if self.prefixes[at] == UNTOUCHED {
            // 254 prefixes have 16,256 characters: far more than any Arabic table touches.
            if self.triples.len() >= 254 {
                self.prefixes[at] = SLOW;
                return None;
            }
            let mut third = [0u8; 64];
            for (i, v) in third.iter_mut().enumerate() {
                *v = 0x80 + i as u8;
            }
            self.triples.push(Triple([[a; 64], [b; 64], third]));
            self.prefixes[at] = self.triples.len() as u8;
        }
        match self.prefixes[at] {
            SLOW => None,
            i => Some(&mut self.triples[usize::from(i) - 1]),
        }
    }
}

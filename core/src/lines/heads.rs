//! Texts told apart by how they begin: by their first eight, four or two bytes, or their first one.

/// How many bytes of a phrase are a key.
const SIZES: [usize; 4] = [8, 4, 2, 1];

/// The key of a phrase: as many of its first bytes as one size takes, and that size; None where it has none.
#[inline]
pub fn key_of(phrase: &[u8]) -> Option<(u64, usize)> {
    SIZES.into_iter().find_map(|size| Some((key(phrase, size)?, size)))
}

/// The first bytes of a text as a number, if it has so many; different sizes have different keys.
#[inline(always)]
fn key(text: &[u8], size: usize) -> Option<u64> {
    Some(match size {
        8 => u64::from_le_bytes(*text.first_chunk()?),
        4 => u64::from(u32::from_le_bytes(*text.first_chunk()?)),
        2 => u64::from(u16::from_le_bytes(*text.first_chunk()?)),
        _ => u64::from(*text.first()?),
    })
}

/// Bits of the bitmap of keys; each key has two of them.
const BITS: usize = 1 << 14;

/// A filter that tells of nearly every text that none of some phrases begins it.
pub struct Heads {
    bits: Box<[u64; BITS / 64]>,
    /// One bit for each size of a key that there is.
    sizes: u8,
    /// Whether some phrase is empty.
    empty: bool,
}

impl Default for Heads {
    fn default() -> Self {
        Heads { bits: Box::new([0; BITS / 64]), sizes: 0, empty: false }
    }
}

#[inline]
fn places(key: u64) -> [usize; 2] {
    let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    [hash >> 50, hash >> 36].map(|place| place as usize % BITS)
}

impl Heads {
    pub fn add(&mut self, phrase: &[u8]) {
        let Some((key, size)) = key_of(phrase) else {
            self.empty = true;
            return;
        };
        for place in places(key) {
            self.bits[place >> 6] |= 1 << (place & 63);
        }
        self.sizes |= size as u8;
    }

    /// Give the keys that a text has and that may be some phrase's, with their sizes.
    #[inline(always)]
    pub fn keys_of(&self, text: &[u8], mut each: impl FnMut(u64, usize)) {
        for size in SIZES {
            if self.sizes & size as u8 != 0
                && let Some(key) = key(text, size)
            {
                let [one, two] = places(key).map(|at| self.bits[at >> 6] >> (at & 63));
                if one & two & 1 != 0 {
                    each(key, size);
                }
            }
        }
    }

    /// Whether some phrase may begin the text.
    #[inline]
    pub fn may_begin(&self, text: &[u8]) -> bool {
        let mut may = self.empty;
        self.keys_of(text, |_, _| may = true);
        may
    }
}

//! A filter on how texts begin.

/// Bits of the bitmap of beginnings.
const BITS: usize = 1 << 14;

/// Tells of nearly every text that none of some phrases begins it, by its first eight, four or one bytes.
pub struct Heads {
    bits: Box<[u64; BITS / 64]>,
    one: [u64; 4],
    /// Whether some phrase is of four to seven bytes.
    four: bool,
    /// Whether some phrase is empty.
    empty: bool,
}

impl Default for Heads {
    fn default() -> Self {
        Heads { bits: Box::new([0; BITS / 64]), one: [0; 4], four: false, empty: false }
    }
}

#[inline]
fn place(head: u64) -> usize {
    (head.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS.trailing_zeros())) as usize
}

#[inline]
fn eight(text: &[u8]) -> Option<usize> {
    text.first_chunk().map(|bytes| place(u64::from_le_bytes(*bytes)))
}

#[inline]
fn four(text: &[u8]) -> Option<usize> {
    text.first_chunk().map(|bytes| place(u64::from(u32::from_le_bytes(*bytes))))
}

impl Heads {
    pub fn add(&mut self, phrase: &[u8]) {
        let Some(first) = phrase.first() else {
            self.empty = true;
            return;
        };
        let place = eight(phrase).or_else(|| {
            let place = four(phrase);
            self.four |= place.is_some();
            place
        });
        match place {
            Some(place) => self.bits[place >> 6] |= 1 << (place & 63),
            None => self.one[usize::from(first >> 6)] |= 1 << (first & 63),
        }
    }

    /// Whether some phrase may begin the text.
    #[inline]
    pub fn may_begin(&self, text: &[u8]) -> bool {
        let has = |place: usize| self.bits[place >> 6] >> (place & 63) & 1 != 0;
        let Some(first) = text.first() else { return self.empty };
        self.empty
            || eight(text).is_some_and(has)
            || (self.four && four(text).is_some_and(has))
            || self.one[usize::from(first >> 6)] >> (first & 63) & 1 != 0
    }
}

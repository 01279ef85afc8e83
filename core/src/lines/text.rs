//! What the line engine reads: checked UTF-8, and how its offsets map back to the input's own units.
//!
//! Bytes that are not UTF-8, and the lone surrogates of a Python str, have no place in UTF-8. They become characters of
//! the last private-use rows (U+10F800 + (surrogate − U+D800), with Python's surrogateescape for bytes), which, like
//! surrogates, no table touches and no word holds; so both twins see the same number of characters with the same
//! properties.

use super::outcome::Cut;
use std::borrow::Cow;

const STAND_IN: u32 = 0x10_F800 - 0xD800;

/// How an offset of the checked text becomes one of the input.
pub enum Map {
    /// It is one.
    Same,
    /// The input was bytes; each listed offset (of the checked text) holds a stand-in of four bytes for one byte.
    Bytes(Vec<usize>),
    /// The input was a str: count code points.
    Chars,
}

/// Bytes as checked UTF-8.
pub fn from_bytes(bytes: &[u8]) -> (Cow<'_, [u8]>, Map) {
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return (Cow::Borrowed(bytes), Map::Same);
    }
    let mut text = Vec::with_capacity(bytes.len() + 64);
    let mut places = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.extend_from_slice(chunk.valid().as_bytes());
        for byte in chunk.invalid() {
            places.push(text.len());
            push_stand_in(&mut text, 0xDC00 + u32::from(*byte));
        }
    }
    (Cow::Owned(text), Map::Bytes(places))
}

/// Add the stand-in for a surrogate (U+D800–U+DFFF).
pub fn push_stand_in(text: &mut Vec<u8>, surrogate: u32) {
    let stand_in = char::from_u32(surrogate + STAND_IN).expect("a private-use character");
    text.extend_from_slice(stand_in.encode_utf8(&mut [0; 4]).as_bytes());
}

impl Map {
    /// Turn the offsets of sorted, disjoint cuts into offsets of the input.
    pub fn apply(&self, text: &[u8], cuts: &mut [Cut]) {
        match self {
            Map::Same => {}
            Map::Bytes(places) => {
                let back =
                    |offset: usize| offset - 3 * places.partition_point(|place| *place < offset);
                for cut in cuts {
                    (cut.start, cut.end) = (back(cut.start), back(cut.end));
                }
            }
            Map::Chars => {
                let (mut at, mut chars) = (0, 0);
                let mut forward = |offset: usize| {
                    chars += super::fold::count_chars(&text[at..offset]);
                    at = offset;
                    chars
                };
                for cut in cuts {
                    cut.start = forward(cut.start);
                    cut.end = forward(cut.end);
                }
            }
        }
    }
}

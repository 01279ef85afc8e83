//! What the engine must know of a way to store text: UTF-8, or a Python string's own units.

use super::cursor::{Cursor, Stop};
use super::fast::FastSet;
use super::judge::Tally;
use super::pages::Pages;
use super::simd::Simd;
use super::{Rules, scalar, simd};
use crate::plan::Script;

/// What stands at a position.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decoded {
    /// A character and its length in units.
    Char(u32, usize),
    /// So many bytes that are no part of valid UTF-8 (a maximal subpart, as Python cuts it).
    Invalid(usize, &'static str),
    /// The input ends within a character: so many bytes of it are there.
    Cut(usize),
}

/// A way to store text.
pub trait Text {
    type Unit: Copy + PartialEq + std::fmt::Debug;
    const ZERO: Self::Unit;

    /// A unit that is no valid character, as a byte.
    fn byte(unit: Self::Unit) -> u8;

    /// What stands at `pos`, which is below `src.len()` and a character boundary.
    fn decode(src: &[Self::Unit], pos: usize) -> Decoded;

    /// The boundary of the character before `pos`, in text that is valid and not empty there.
    fn before(src: &[Self::Unit], pos: usize) -> usize;

    /// How many units a character takes.
    fn width(c: u32) -> usize;

    /// A character as units, in a scratch array.
    fn encode(c: u32, scratch: &mut [Self::Unit; 4]) -> &[Self::Unit];

    /// The boundary behind the last LF or CR; None if there is none.
    fn line_start(text: &[Self::Unit]) -> Option<usize>;

    /// The boundary behind the first LF or CR; None if there is none.
    fn first_line(text: &[Self::Unit]) -> Option<usize> {
        text.iter().position(|unit| Self::is_line_end(*unit)).map(|i| i + 1)
    }

    /// LF or CR.
    fn is_line_end(unit: Self::Unit) -> bool;

    /// U+0020.
    fn is_space(unit: Self::Unit) -> bool;

    /// Reads whole words for a judgement with AVX-512, and gives the position behind the last one. What is
    /// not plain, and what may lie behind the window, is left to the caller.
    ///
    /// # Safety
    /// The processor has the features.
    unsafe fn words(
        tally: &mut Tally,
        pages: &Pages,
        script: &Script,
        src: &[Self::Unit],
        pos: usize,
    ) -> usize;

    /// Runs the fast path as far as it goes; Stop::Input means that it reached the end.
    ///
    /// # Safety
    /// The cursor's invariants hold.
    unsafe fn fast(set: &FastSet, simd: Simd, rules: Rules, at: &mut Cursor<Self::Unit>) -> Stop;
}

/// Bytes that should be UTF-8.
#[derive(Debug)]
pub struct Utf8;

const BAD_START: &str = "invalid start byte";
const BAD_CONTINUATION: &str = "invalid continuation byte";

impl Text for Utf8 {
    type Unit = u8;
    const ZERO: u8 = 0;

    fn byte(unit: u8) -> u8 {
        unit
    }

    #[inline(always)]
    fn decode(src: &[u8], pos: usize) -> Decoded {
        let lead = src[pos];
        if lead < 0x80 {
            return Decoded::Char(u32::from(lead), 1);
        }
        match src.get(pos + 1) {
            Some(b) if (0xC2..0xE0).contains(&lead) && b & 0xC0 == 0x80 => {
                Decoded::Char(u32::from(lead & 31) << 6 | u32::from(b & 63), 2)
            }
            _ => decode_rare(&src[pos..]),
        }
    }

    #[inline]
    fn before(src: &[u8], mut pos: usize) -> usize {
        pos -= 1;
        while pos > 0 && src[pos] & 0xC0 == 0x80 {
            pos -= 1;
        }
        pos
    }

    #[inline]
    fn width(c: u32) -> usize {
        match c {
            0..0x80 | 0xD800..0xE000 => 1, // surrogates: bytes that are no UTF-8
            0x80..0x800 => 2,
            0x800..0x1_0000 => 3,
            _ => 4,
        }
    }

    #[inline]
    fn encode(c: u32, scratch: &mut [u8; 4]) -> &[u8] {
        match char::from_u32(c) {
            Some(c) => c.encode_utf8(scratch).as_bytes(),
            None => {
                scratch[0] = (c & 0xFF) as u8; // U+DC80–DCFF, Python's surrogateescape
                &scratch[..1]
            }
        }
    }

    fn line_start(text: &[u8]) -> Option<usize> {
        memchr::memrchr2(b'\n', b'\r', text).map(|i| i + 1)
    }

    fn first_line(text: &[u8]) -> Option<usize> {
        memchr::memchr2(b'\n', b'\r', text).map(|i| i + 1)
    }

    fn is_space(unit: u8) -> bool {
        unit == b' '
    }

    fn is_line_end(unit: u8) -> bool {
        unit == b'\n' || unit == b'\r'
    }

    unsafe fn words(
        tally: &mut Tally,
        pages: &Pages,
        script: &Script,
        src: &[u8],
        pos: usize,
    ) -> usize {
        unsafe { simd::words(tally, pages, script, src, pos) }
    }

    unsafe fn fast(set: &FastSet, simd: Simd, rules: Rules, at: &mut Cursor<u8>) -> Stop {
        let vector = unsafe { simd::utf8(&set.bytes, simd, rules, at) };
        if vector != Stop::Input {
            return vector;
        }
        scalar::utf8(&set.bytes, rules, usize::MAX, at)
    }
}

/// What stands at the beginning of `rest` if it is not simply ASCII or a good pair.
#[inline(never)]
fn decode_rare(rest: &[u8]) -> Decoded {
    let lead = rest[0];
    // Number of bytes, and the range of the second one (which shuts out overlong forms,
    // surrogates and what lies above U+10FFFF).
    let (n, low, high) = match lead {
        0..0x80 => return Decoded::Char(u32::from(lead), 1),
        0xC2..=0xDF => (2, 0x80, 0xBF),
        0xE0 => (3, 0xA0, 0xBF),
        0xED => (3, 0x80, 0x9F),
        0xE1..=0xEF => (3, 0x80, 0xBF),
        0xF0 => (4, 0x90, 0xBF),
        0xF1..=0xF3 => (4, 0x80, 0xBF),
        0xF4 => (4, 0x80, 0x8F),
        _ => return Decoded::Invalid(1, BAD_START),
    };
    let mut c = u32::from(lead) & (0x7F >> n);
    for i in 1..n {
        let Some(&b) = rest.get(i) else { return Decoded::Cut(i) };
        let (low, high) = if i == 1 { (low, high) } else { (0x80, 0xBF) };
        if b < low || b > high {
            return Decoded::Invalid(i, BAD_CONTINUATION);
        }
        c = c << 6 | u32::from(b & 0x3F);
    }
    Decoded::Char(c, n)
}

/// A Python string's storage: one code point a unit.
macro_rules! fixed_width {
    ($name:ident, $unit:ty) => {
        #[derive(Debug)]
        pub struct $name;

        impl Text for $name {
            type Unit = $unit;
            const ZERO: $unit = 0;

            fn byte(unit: $unit) -> u8 {
                unit as u8 // never called: all units are characters
            }

            #[inline]
            fn decode(src: &[$unit], pos: usize) -> Decoded {
                Decoded::Char(u32::from(src[pos]), 1)
            }

            #[inline]
            fn before(_src: &[$unit], pos: usize) -> usize {
                pos - 1
            }

            #[inline]
            fn width(_c: u32) -> usize {
                1
            }

            #[inline]
            fn encode(c: u32, scratch: &mut [$unit; 4]) -> &[$unit] {
                scratch[0] = c as $unit; // the engine is run on units that hold all its output
                &scratch[..1]
            }

            fn line_start(text: &[$unit]) -> Option<usize> {
                text.iter().rposition(|unit| Self::is_line_end(*unit)).map(|i| i + 1)
            }

            fn is_space(unit: $unit) -> bool {
                unit == 0x20
            }

            fn is_line_end(unit: $unit) -> bool {
                unit == 0x0A || unit == 0x0D
            }

            unsafe fn words(
                tally: &mut Tally,
                pages: &Pages,
                script: &Script,
                src: &[$unit],
                pos: usize,
            ) -> usize {
                unsafe { simd::words(tally, pages, script, src, pos) }
            }

            unsafe fn fast(
                set: &FastSet,
                simd: Simd,
                rules: Rules,
                at: &mut Cursor<$unit>,
            ) -> Stop {
                let stop = unsafe { simd::units(set, simd, rules, at) };
                if stop != Stop::Input {
                    return stop;
                }
                scalar::wide(set, rules, usize::MAX, at)
            }
        }
    };
}

fixed_width!(Ucs2, u16);
fixed_width!(Ucs4, u32);

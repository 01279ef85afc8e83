//! Strings of JSON: from what stands between quotation marks to text, and back.

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Whether a string cannot hold a byte as it is.
fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// A bit for each byte of a block that is special, the first one lowest.
#[cfg(target_arch = "x86_64")]
#[inline]
fn special(block: &[u8; BLOCK]) -> u32 {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8,
    };
    // SAFETY: SSE2 is part of x86-64; each load is of 16 bytes of the block, aligned or not.
    unsafe {
        let half = |at: usize| {
            let bytes = _mm_loadu_si128(block.as_ptr().add(at).cast::<__m128i>());
            let low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
            let quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
            let escape = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
            _mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(quote, escape))) as u32
        };
        half(0) | half(16) << 16
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn special(block: &[u8; BLOCK]) -> u32 {
    let mark = |mask, (place, byte): (usize, &u8)| mask | u32::from(is_special(*byte)) << place;
    block.iter().enumerate().fold(0, mark)
}

/// Bytes before the first special one; all where there is none.
pub(super) fn plain(src: &[u8]) -> usize {
    let mut at = 0;
    while let Some(block) = src[at..].first_chunk() {
        let mask = special(block);
        if mask != 0 {
            return at + mask.trailing_zeros() as usize;
        }
        at += BLOCK;
    }
    at + src[at..].iter().take_while(|byte| !is_special(**byte)).count()
}

/// The bytes before the first special one at the end of `out`; how many they are.
#[inline]
fn copy_plain(src: &[u8], out: &mut Vec<u8>) -> usize {
    out.reserve(src.len().min(BLOCK));
    let mut at = 0;
    while let Some(block) = src[at..].first_chunk::<BLOCK>() {
        // Whole blocks, as copying as many bytes as there are takes longer; what is too much goes again.
        out.extend_from_slice(block);
        let mask = special(block);
        if mask != 0 {
            let size = mask.trailing_zeros() as usize;
            out.truncate(out.len() - BLOCK + size);
            return at + size;
        }
        at += BLOCK;
    }
    let rest = plain(&src[at..]);
    out.extend_from_slice(&src[at..at + rest]);
    at + rest
}

/// The text of a JSON string, quotation marks included, at the end of `out`.
///
/// None for what is no such string, and where it has half of a surrogate pair, which no UTF-8 can hold; `out` is then
/// left with a part of it. Whether its bytes are UTF-8 is for the caller to ask.
#[must_use]
pub fn unquote(raw: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut left = raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    out.reserve(left.len() + BLOCK);
    loop {
        left = &left[copy_plain(left, out)..];
        let Some((byte, behind)) = left.split_first() else {
            return Some(());
        };
        left = if *byte == b'\\' { escape(behind, out)? } else { return None };
    }
}

/// What a backslash stands before; what is left behind it.
fn escape<'a>(left: &'a [u8], out: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (kind, left) = left.split_first()?;
    out.push(match kind {
        b'"' | b'\\' | b'/' => *kind,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => return character(left, out),
        _ => return None,
    });
    Some(left)
}

fn character<'a>(left: &'a [u8], out: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (mut code, mut left) = unit(left)?;
    if (0xD800..0xDC00).contains(&code) {
        let (low, behind) = unit(left.strip_prefix(b"\\u")?)?;
        if !(0xDC00..0xE000).contains(&low) {
            return None;
        }
        (code, left) = (0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00), behind);
    }
    let made = char::from_u32(code)?;
    out.extend_from_slice(made.encode_utf8(&mut [0; 4]).as_bytes());
    Some(left)
}

/// Four hexadecimal digits.
pub(super) fn unit(left: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, left) = left.split_at_checked(4)?;
    let mut code = 0;
    for digit in digits {
        code = code << 4 | char::from(*digit).to_digit(16)?;
    }
    Some((code, left))
}

/// Text as a JSON string at the end of `out`: only what must be escaped is.
pub fn quote(text: &[u8], out: &mut Vec<u8>) {
    out.reserve(text.len() + text.len() / 16 + BLOCK + 2);
    out.push(b'"');
    let mut left = text;
    loop {
        left = &left[copy_plain(left, out)..];
        let Some((byte, behind)) = left.split_first() else {
            break;
        };
        escaped(*byte, out);
        left = behind;
    }
    out.push(b'"');
}

fn escaped(byte: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        8 => b'b',
        12 => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        b'"' | b'\\' => byte,
        _ => {
            let (high, low) = (DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]);
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::{copy_plain, is_special, plain, quote, unquote};

    fn text(raw: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        unquote(raw, &mut out).map(|()| out)
    }

    #[test]
    fn strings_become_text() {
        assert_eq!(text(br#""""#).unwrap(), b"");
        assert_eq!(text(br#""a\"\\\/\b\f\n\r\tz""#).unwrap(), b"a\"\\/\x08\x0c\n\r\tz");
        assert_eq!(text(br#""\u0645\ud83d\uDE00""#).unwrap(), "م😀".as_bytes());
    }

    #[test]
    fn what_is_no_string_is_none() {
        let all: [&[u8]; 10] = [
            b"",
            b"\"",
            b"null",
            b"\"a\"b\"",
            b"\"a\nb\"",
            br#""\x""#,
            br#""\u12""#,
            br#""\ud83d""#,
            br#""\ud83d\u0645""#,
            br#""a\""#,
        ];
        for raw in all {
            assert_eq!(text(raw), None, "{}", raw.escape_ascii());
        }
    }

    #[test]
    fn what_is_special_is_found_wherever_it_stands() {
        for size in 0..70 {
            for place in 0..size {
                for byte in 0..=255 {
                    let mut src = vec![b'a'; size];
                    src[place] = byte;
                    let found = if is_special(byte) { place } else { size };
                    assert_eq!(plain(&src), found);
                    let mut out = vec![1];
                    assert_eq!(copy_plain(&src, &mut out), found);
                    assert_eq!(out[1..], src[..found]);
                }
            }
        }
    }

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..0x80).chain(0..0x80).collect();
        for start in 0..all.len() {
            let mut raw = Vec::new();
            quote(&all[start..], &mut raw);
            assert_eq!(text(&raw).unwrap(), &all[start..]);
        }
    }
}

//! Strings of JSON: from what stands between quotation marks to text, and back.

use memchr::memchr;

/// Whether a string cannot hold a byte as it is.
fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// The text of a JSON string, quotation marks included, at the end of `out`.
///
/// None for what is no such string, and where it has half of a surrogate pair, which no UTF-8 can hold; `out` is then
/// left with a part of it. Whether its bytes are UTF-8 is for the caller to ask.
#[must_use]
pub fn unquote(raw: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let inner = raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let mut left = inner;
    out.reserve(inner.len());
    while let Some(at) = memchr(b'\\', left) {
        plain(&left[..at], out)?;
        left = escape(&left[at + 1..], out)?;
    }
    plain(left, out)
}

/// Bytes without an escape.
fn plain(run: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let wrong = run.iter().fold(false, |wrong, byte| wrong | is_special(*byte));
    (!wrong).then(|| out.extend_from_slice(run))
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
    out.reserve(text.len() + text.len() / 16 + 2);
    out.push(b'"');
    let mut done = 0;
    let mut at = 0;
    while at < text.len() {
        let block = &text[at..text.len().min(at + 32)];
        if !block.iter().fold(false, |found, byte| found | is_special(*byte)) {
            at += block.len();
            continue;
        }
        for (place, byte) in block.iter().enumerate().filter(|(_, byte)| is_special(**byte)) {
            out.extend_from_slice(&text[done..at + place]);
            done = at + place + 1;
            escaped(*byte, out);
        }
        at += block.len();
    }
    out.extend_from_slice(&text[done..]);
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
    use super::{quote, unquote};

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
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..0x80).chain(0..0x80).collect();
        for start in 0..all.len() {
            let mut raw = Vec::new();
            quote(&all[start..], &mut raw);
            assert_eq!(text(&raw).unwrap(), &all[start..]);
        }
    }
}

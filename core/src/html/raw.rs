//! The bytes of a page before they are parsed.

use memchr::memmem;

/// Whether a page in UTF-8 holds no control character but blanks and line ends, no numeric
/// reference to one and no noncharacter. What is reported as unclean may be clean.
pub fn is_clean(page: &[u8]) -> bool {
    !page.chunks(256).any(has_control)
        && !memmem::find_iter(page, &"\u{fffe}".as_bytes()[..2])
            .any(|at| matches!(page.get(at + 2), Some(0xBE | 0xBF)))
        && !memmem::find_iter(page, b"&#").any(|at| is_control_reference(&page[at + 2..]))
}

/// Without an early end, so that it is done many bytes at once.
fn has_control(bytes: &[u8]) -> bool {
    let control = |byte: u8| (byte < 0x20 && !matches!(byte, 9 | 10 | 13)) || byte == 0x7F;
    bytes.iter().fold(false, |found, &byte| found | control(byte))
}

/// Whether digits, or `x` and hexadecimal ones, name a control character or a noncharacter.
fn is_control_reference(text: &[u8]) -> bool {
    let (radix, text) = match text {
        [b'x' | b'X', rest @ ..] => (16, rest),
        _ => (10, text),
    };
    let mut value = None;
    for &byte in text {
        let Some(digit) = (byte as char).to_digit(radix) else { break };
        let next = value.unwrap_or(0_u32).saturating_mul(radix).saturating_add(digit);
        value = Some(next);
        if next > 0x10_FFFF {
            return false;
        }
    }
    matches!(value, Some(0..=8 | 11 | 12 | 14..=31 | 127 | 0xFFFE | 0xFFFF))
}

#[cfg(test)]
mod tests {
    use super::is_clean;

    #[test]
    fn controls_and_references_to_them() {
        for page in ["", "a\tb\r\nc", "&#8217;&#x200f;&#32;&#13;&#xA;&#;&#x;&#9;&#128;&#12700;"] {
            assert!(is_clean(page.as_bytes()), "{page}");
        }
        let long = format!("{}\u{1}", "ا".repeat(1000));
        let bad = ["\0", "a\u{c}b", "\u{7f}", "\u{fffe}", "\u{ffff}", &long];
        for page in bad {
            assert!(!is_clean(page.as_bytes()), "{page:?}");
        }
        for reference in ["&#0;", "&#00008;", "&#x1f", "&#X0b;", "&#127;x", "&#65535;", "&#xFFFE;"]
        {
            assert!(!is_clean(reference.as_bytes()), "{reference}");
        }
    }
}

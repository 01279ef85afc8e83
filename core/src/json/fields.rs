//! Where the fields of an object stand. Nothing is converted: values go on byte for byte.
//!
//! Only strict JSON is read, and of it what needs no second look: no key with an escape, none twice, no deep nesting.
//! All else is for a slower reader, which knows the words for what is wrong.

use std::ops::Range;

use super::strings::{plain, unit};

/// Levels of nesting that are followed.
const DEEPEST: usize = 64;
/// Fields that are compared with one another, to find one that is there twice.
const MOST: usize = 64;

/// A field, by places in its line: the key without quotation marks, the value as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub key: Range<usize>,
    pub value: Range<usize>,
}

/// The fields of the object that is all of `src` but for white space, at the end of `out`.
///
/// None for what is no such object; `out` may have grown all the same. Whether the bytes are UTF-8 is for the caller to
/// ask.
#[must_use]
pub fn fields(src: &[u8], out: &mut Vec<Field>) -> Option<()> {
    let first = out.len();
    let mut at = space(src, 0);
    at = space(src, expect(src, at, b'{')?);
    if src.get(at) == Some(&b'}') {
        return (space(src, at + 1) == src.len()).then_some(());
    }
    loop {
        let begin = at;
        at = string(src, at)?;
        let key = begin + 1..at - 1;
        let known = &out[first..];
        if known.len() == MOST
            || src[key.clone()].contains(&b'\\')
            || known.iter().any(|other| src[other.key.clone()] == src[key.clone()])
        {
            return None;
        }
        at = space(src, expect(src, space(src, at), b':')?);
        let end = value(src, at)?;
        out.push(Field { key, value: at..end });
        at = space(src, end);
        match src.get(at)? {
            b',' => at = space(src, at + 1),
            b'}' => return (space(src, at + 1) == src.len()).then_some(()),
            _ => return None,
        }
    }
}

fn space(src: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\r' | b'\n') = src.get(at) {
        at += 1;
    }
    at
}

fn expect(src: &[u8], at: usize, byte: u8) -> Option<usize> {
    (src.get(at) == Some(&byte)).then_some(at + 1)
}

/// The end of the value that begins here.
fn value(src: &[u8], at: usize) -> Option<usize> {
    match src.get(at)? {
        b'"' => string(src, at),
        b'{' | b'[' => nested(src, at),
        _ => scalar(src, at),
    }
}

/// The end of a number or word.
fn scalar(src: &[u8], at: usize) -> Option<usize> {
    let left = &src[at..];
    for word in [&b"true"[..], b"false", b"null"] {
        if left.starts_with(word) {
            return Some(at + word.len());
        }
    }
    let digits = |at: usize| {
        let count = src[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count > 0).then_some(at + count)
    };
    let mut at = at + usize::from(left[0] == b'-');
    let whole = digits(at)?;
    if src[at] == b'0' && whole > at + 1 {
        return None;
    }
    at = whole;
    if src.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = src.get(at) {
        at += 1;
        at += usize::from(matches!(src.get(at), Some(b'+' | b'-')));
        at = digits(at)?;
    }
    Some(at)
}

/// The end of the object or list that begins here.
fn nested(src: &[u8], mut at: usize) -> Option<usize> {
    let mut open = [0; DEEPEST];
    let mut depth = 0;
    loop {
        // At a value.
        match src.get(at)? {
            kind @ (b'{' | b'[') => {
                *open.get_mut(depth)? = *kind;
                depth += 1;
                at = space(src, at + 1);
                if src.get(at)? != &(kind + 2) {
                    if *kind == b'{' {
                        at = key(src, at)?;
                    }
                    continue;
                }
                at += 1; // `}` and `]` stand two behind their partners
                depth -= 1;
            }
            _ => at = value(src, at)?,
        }
        // Behind one.
        loop {
            if depth == 0 {
                return Some(at);
            }
            let kind = open[depth - 1];
            at = space(src, at);
            match src.get(at)? {
                b',' => {
                    at = space(src, at + 1);
                    if kind == b'{' {
                        at = key(src, at)?;
                    }
                    break;
                }
                close if *close == kind + 2 => {
                    at += 1;
                    depth -= 1;
                }
                _ => return None,
            }
        }
    }
}

/// The start of the value whose key begins here.
fn key(src: &[u8], at: usize) -> Option<usize> {
    Some(space(src, expect(src, space(src, string(src, at)?), b':')?))
}

/// The end of the string that begins here.
fn string(src: &[u8], at: usize) -> Option<usize> {
    let mut at = expect(src, at, b'"')?;
    loop {
        at += plain(&src[at..]);
        match src.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => {}
            _ => return None,
        }
        at = match src.get(at + 1)? {
            b'u' => character(src, at + 2)?,
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at + 2,
            _ => return None,
        };
    }
}

/// The end of what begins behind `\u`; of both halves of a surrogate pair.
fn character(src: &[u8], at: usize) -> Option<usize> {
    let code = unit(&src[at..])?.0;
    match code {
        0xD800..0xDC00 => {
            let low = unit(src[at + 4..].strip_prefix(b"\\u")?)?.0;
            (0xDC00..0xE000).contains(&low).then_some(at + 10)
        }
        0xDC00..0xE000 => None,
        _ => Some(at + 4),
    }
}

#[cfg(test)]
mod tests {
    use super::fields;

    fn found(line: &str) -> Option<Vec<(&str, &str)>> {
        let mut out = Vec::new();
        fields(line.as_bytes(), &mut out)?;
        Some(out.into_iter().map(|one| (&line[one.key], &line[one.value])).collect())
    }

    #[test]
    fn values_stand_as_they_are_written() {
        let line = r#" { "a" : 1.50 ,"b":[ 1, {"c":[]} ] , "d":"\"}م\ud83d\ude00", "":null}"#;
        let expected = [
            ("a", "1.50"),
            ("b", r#"[ 1, {"c":[]} ]"#),
            ("d", r#""\"}م\ud83d\ude00""#),
            ("", "null"),
        ];
        assert_eq!(found(line).unwrap(), expected);
        assert_eq!(found("{}").unwrap(), []);
    }

    #[test]
    fn what_serde_reads_is_read_and_nothing_else() {
        let values = [
            "0",
            "-0",
            "01",
            "1.",
            ".5",
            "+1",
            "1e5",
            "1E+5",
            "-1.5e-3",
            "1e",
            "-",
            "true",
            "nul",
            "[]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{}",
            r#"{"a":1,}"#,
            r#"{"a"}"#,
            r#"{"a" : [ ] }"#,
            r#"{1:2}"#,
            "[[[]]]",
            "[}",
            r#""\u00e9""#,
            r#""\u00g9""#,
            r#""\x""#,
            "\"\t\"",
            r#""\ud800""#,
            r#""\udc00""#,
            r#""\ud83d\ude00""#,
            r#""\ud83d\u0061""#,
            "\"",
            "",
            "]",
        ];
        for value in values {
            for line in [
                format!(r#"{{"k":{value}}}"#),
                format!(r#"{{"k": {value} }} "#),
                format!(r#"{{"k":[{value}]}}"#),
                format!(r#"{{"k":{{"l":{value}}},"m":1}}"#),
                format!(r#"{{"k":{value}}}x"#),
            ] {
                let known = serde_json::from_str::<serde_json::Value>(&line).is_ok();
                assert_eq!(found(&line).is_some(), known, "{line}");
            }
        }
    }

    #[test]
    fn what_needs_a_second_look_is_left_alone() {
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(65), "]".repeat(65));
        for line in [r#"{"a":1,"b":2,"a":3}"#, r#"{"\u0061":1}"#, &deep] {
            assert_eq!(found(line), None);
        }
        assert!(found(&deep.replacen("[", "", 1).replacen("]", "", 1)).is_some());
    }
}

//! Python's answers about characters, where Rust's differ or are slow.

/// What `str.isspace` and `str.split` take for a blank.
pub fn is_blank(char: char) -> bool {
    char.is_whitespace() || ('\x1c'..='\x1f').contains(&char)
}

/// Where the next blank stands from a place on, and its size: 0 at the end of the text.
pub fn next_blank(text: &str, from: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at) {
            None => return (at, 0),
            Some(&byte) if BLANKS[byte as usize] == 0 => at += 1,
            Some(&byte) if BLANKS[byte as usize] == 1 => return (at, 1),
            Some(_) => {
                let char = text[at..].chars().next().unwrap_or(' ');
                if is_blank(char) {
                    return (at, char.len_utf8());
                }
                at += char.len_utf8();
            }
        }
    }
}

/// What a byte means for blanks: 0 part of a word, 1 a blank, 2 the begin of a character that may be
/// one.
static BLANKS: [u8; 256] = {
    let mut table = [0; 256];
    let mut at = 0x09;
    while at <= 0x20 {
        if at <= 0x0d || at >= 0x1c {
            table[at] = 1;
        }
        at += 1;
    }
    table[0xc2] = 2; // U+0085, U+00A0
    table[0xe1] = 2; // U+1680
    table[0xe2] = 2; // U+2000 to U+205F
    table[0xe3] = 2; // U+3000
    table
};

/// The words of a text, as `str.split` cuts them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    words_at(text).map(|(_, word)| word)
}

/// The words of a text, each with its place.
pub fn words_at(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < text.len() {
            let start = from;
            let (end, size) = next_blank(text, start);
            from = end + size;
            if end > start {
                return Some((start, &text[start..end]));
            }
        }
        None
    })
}

/// Number of characters.
pub fn count(text: &str) -> usize {
    // Counted eight bytes at a time by the compiler; `chars().count()` does the same.
    text.chars().count()
}

/// A text in lower case.
pub fn lower(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    push_lower(text, &mut lower);
    lower
}

/// The last `most` characters; at least one.
pub fn last(text: &str, most: usize) -> &str {
    let start = text.char_indices().rev().nth(most - 1).map_or(0, |(at, _)| at);
    &text[start..]
}

/// The first `most` characters.
pub fn first(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

/// Put the lower case of a text behind `out`; `str.lower`.
pub fn push_lower(text: &str, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        out[start..].make_ascii_lowercase();
        return;
    }
    if text.contains('Σ') {
        out.push_str(&text.to_lowercase()); // a sigma at the end of a word is another
        return;
    }
    for char in text.chars() {
        match char {
            '\0'..='\x7f' => out.push(char.to_ascii_lowercase()),
            // Hebrew, Arabic, the scripts of India and their neighbours, punctuation, and those of
            // China and Japan have one case.
            '\u{590}'..='\u{109f}' | '\u{2000}'..='\u{20ff}' | '\u{3000}'..='\u{a63f}' => {
                out.push(char);
            }
            _ => out.extend(char.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_for_one_case_has_one() {
        for char in (0..=0x0010_FFFF).filter_map(char::from_u32) {
            let text = char.to_string();
            let mut lower = String::new();
            push_lower(&text, &mut lower);
            assert_eq!(lower, text.to_lowercase());
        }
    }

    #[test]
    fn words_are_cut_as_python_cuts_them() {
        assert_eq!(words(" a\x1cb\u{a0}ج\u{3000}").collect::<Vec<_>>(), ["a", "b", "ج"]);
        assert_eq!(first("aجb", 2), "aج");
        assert_eq!(first("aج", 3), "aج");
        assert_eq!(last("aجب", 2), "جب");
        assert_eq!(last("جa", 3), "جa");
    }
}

//! Phrases in folded text, as whole words.

use crate::lines::fold::{Tables, decode, decode_last};

/// Whether a phrase's edge and the character beside it are both parts of words, so that it is no whole word.
fn touches(tables: &Tables, inside: u32, outside: u32) -> bool {
    tables.is_word(inside) && tables.is_word(outside)
}

fn free_right(tables: &Tables, folded: &[u8], phrase: &[u8], end: usize) -> bool {
    end == folded.len() || !touches(tables, decode_last(phrase).0, decode(&folded[end..]).0)
}

fn free_left(tables: &Tables, folded: &[u8], phrase: &[u8], start: usize) -> bool {
    start == 0 || !touches(tables, decode(phrase).0, decode_last(&folded[..start]).0)
}

pub fn starts(tables: &Tables, folded: &[u8], phrase: &[u8]) -> bool {
    folded.starts_with(phrase) && free_right(tables, folded, phrase, phrase.len())
}

pub fn ends(tables: &Tables, folded: &[u8], phrase: &[u8]) -> bool {
    folded.ends_with(phrase) && free_left(tables, folded, phrase, folded.len() - phrase.len())
}

pub fn has(tables: &Tables, folded: &[u8], phrase: &[u8]) -> bool {
    find(tables, folded, phrase, 0).is_some()
}

pub fn find(tables: &Tables, folded: &[u8], phrase: &[u8], mut from: usize) -> Option<usize> {
    while let Some(hit) = memchr::memmem::find(&folded[from..], phrase) {
        let at = from + hit;
        if free_left(tables, folded, phrase, at)
            && free_right(tables, folded, phrase, at + phrase.len())
        {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

//! What a `strip` takes from a line: from spans of the folded text to stretches of the page. Twin of
//! `arclean/text/cutting.py`.

use super::condition::Span;
use super::fold::{Tables, decode, decode_last};

/// What goes of a line's text when spans of its fold are cut.
///
/// A cut takes the marks that follow it. Cuts with nothing but blanks between them are one cut. A cut that reaches the
/// line's edge, blanks aside, takes the blanks up to it; any other that stands between blanks takes those behind it.
pub fn stretches(tables: &Tables, text: &[u8], spans: &[Span]) -> Vec<Span> {
    let mut cuts: Vec<Span> = Vec::new();
    for (start, mut end) in tables.unfold(text, spans) {
        while end < text.len() {
            let (code, size) = decode(&text[end..]);
            if !tables.is_mark(code) {
                break;
            }
            end += size;
        }
        match cuts.last_mut() {
            Some(last) if skip(tables, text, last.1, start) >= start => last.1 = last.1.max(end),
            _ => cuts.push((start, end)),
        }
    }
    cuts.iter().map(|cut| widen(tables, text, cut.0, cut.1)).collect()
}

/// Offset of the first character at or behind `at` that is no blank; `stop` at most.
fn skip(tables: &Tables, text: &[u8], mut at: usize, stop: usize) -> usize {
    while at < stop {
        let (code, size) = decode(&text[at..]);
        if !tables.is_blank(code) {
            break;
        }
        at += size;
    }
    at
}

/// A cut with the blanks that would be left double, or at an edge of the line.
fn widen(tables: &Tables, text: &[u8], start: usize, end: usize) -> Span {
    let after = skip(tables, text, end, text.len());
    let mut before = start;
    while before > 0 {
        let (code, size) = decode_last(&text[..before]);
        if !tables.is_blank(code) {
            break;
        }
        before -= size;
    }
    if before == 0 {
        (0, after)
    } else if after == text.len() {
        (before, after)
    } else {
        (start, if before < start { after } else { end })
    }
}

/// Split a line into (what stays, what goes): `pieces` are what is left of it, as offsets of the page, `gone` is what goes,
/// as offsets of the pieces joined.
pub fn divide(pieces: &[Span], gone: &[Span]) -> (Vec<Span>, Vec<Span>) {
    let mut left = Vec::new();
    let mut cut = Vec::new();
    let mut joined = 0; // bytes of the pieces before this one
    let mut index = 0;
    for &(start, end) in pieces {
        let mut at = start;
        // `gone` counts from the joined text, the piece from the page: offsets of one move to the other by adding start
        // and taking off what was joined before.
        while index < gone.len() && gone[index].0 + start < end + joined {
            let low = at.max((gone[index].0 + start).saturating_sub(joined));
            let high = end.min(gone[index].1 + start - joined);
            if at < low {
                left.push((at, low));
            }
            cut.push((low, high));
            at = high;
            if gone[index].1 + start - joined > end {
                break; // goes on in the next piece
            }
            index += 1;
        }
        if at < end {
            left.push((at, end));
        }
        joined += end - start;
    }
    (left, cut)
}

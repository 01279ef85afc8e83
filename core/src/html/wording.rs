//! What the text of one block tells by itself: twin of `arclean.html.wording`.

use super::outline::Block;
use super::tables::{Wording, class};
use super::text::{first, words};

/// Numbers that a row begins with.
pub const WORDING: usize = 21;

fn number(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Write the numbers of a block.
///
/// `lower` is the lower case of its sample, `before` the block before it.
pub fn wording(
    tables: &Wording,
    text: &str,
    lower: &str,
    block: &Block,
    before: Option<&Block>,
    row: &mut Vec<f64>,
) {
    let size = f64::from(block.chars);
    let sample = first(text, tables.sample);
    let (mut spaces, mut commas, mut stops) = (0_u32, 0_u32, 0_u32);
    let mut count = |char: char| {
        let classes = tables.class(char);
        spaces += u32::from(classes & class::SPACE != 0);
        commas += u32::from(classes & class::COMMA != 0);
        stops += u32::from(classes & class::STOP != 0);
        classes
    };
    let (mut length, mut ascii, mut western, mut digits, mut symbols) = (0_u32, 0, 0, 0, 0);
    for char in sample.chars() {
        let classes = count(char);
        length += 1;
        ascii += u32::from(char.is_ascii());
        western += u32::from(classes & class::WESTERN != 0);
        digits += u32::from(classes & class::DIGIT != 0);
        symbols += u32::from(classes & class::SYMBOL != 0);
    }
    for char in text[sample.len()..].chars() {
        count(char);
    }
    let count = f64::from(spaces + 1);
    let length = f64::from(length);
    let (mut split, mut capitals) = (0_u32, 0_u32);
    for word in words(sample) {
        split += 1;
        capitals += u32::from(word.starts_with(char::is_uppercase));
    }
    let split = f64::from(split.max(1)); // a sample may be all blanks inside <pre>
    let function = words(lower).filter(|word| tables.function.contains(*word)).count() as f64;
    let from = text.char_indices().rev().nth(tables.ending - 1).map_or(0, |(at, _)| at);
    let end = &text[from..];
    let (images, fields) = before.map_or((0, 0), |block| (block.images, block.fields));
    row.extend([
        (1.0 + size).ln(),
        count,
        size / count,
        f64::from(block.linked) / size,
        f64::from(block.links),
        f64::from(block.bold) / size,
        f64::from(commas) / count,
        f64::from(stops) / count,
        f64::from(digits) / length,
        f64::from(capitals) / split,
        number(tables.sentence.is_match(end)),
        number(tables.end.is_match(end)),
        f64::from(block.breaks),
        (length - f64::from(western)) / length,
        f64::from(ascii) / length,
        number(block.chars as usize <= tables.date_chars && tables.date.is_match(lower)),
        number(text.starts_with(char::is_lowercase)),
        f64::from(symbols) / length,
        function / split,
        f64::from(block.images - images),
        f64::from(block.fields - fields),
    ]);
}

//! What the text of one block tells by itself: twin of `arclean.html.wording`.

use super::outline::Block;
use super::tables::{Wording, class};
use super::text::first;

/// Numbers that a row begins with.
pub const WORDING: usize = 21;

/// Words of a sample.
#[derive(Clone, Copy, Default)]
pub struct Count {
    pub all: u32,
    pub function: u32,
    pub capitals: u32,
}

fn number(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Write the numbers of a block.
///
/// `lower` is the lower case of its sample, `count` counts the words of that, `before` is the block
/// before it.
pub fn wording(
    tables: &Wording,
    text: &str,
    lower: &str,
    count: Count,
    block: &Block,
    before: Option<&Block>,
    row: &mut Vec<f64>,
) {
    let size = f64::from(block.chars);
    let sample = first(text, tables.sample);
    let (told, rest) = (tables.tally(sample), tables.tally(&text[sample.len()..]));
    let spaces = told[class::SPACE] + rest[class::SPACE];
    let commas = told[class::COMMA] + rest[class::COMMA];
    let stops = told[class::STOP] + rest[class::STOP];
    let (digits, symbols, western) =
        (told[class::DIGIT], told[class::SYMBOL], told[class::WESTERN]);
    let ascii = sample.bytes().filter(u8::is_ascii).count() as u32;
    let blanks = f64::from(spaces + 1);
    let length = sample.chars().count() as f64;
    let split = f64::from(count.all.max(1)); // a sample may be all blanks inside <pre>
    let end = tables.ending(text);
    let (images, fields) = before.map_or((0, 0), |block| (block.images, block.fields));
    row.extend([
        (1.0 + size).ln(),
        blanks,
        size / blanks,
        f64::from(block.linked) / size,
        f64::from(block.links),
        f64::from(block.bold) / size,
        f64::from(commas) / blanks,
        f64::from(stops) / blanks,
        f64::from(digits) / length,
        f64::from(count.capitals) / split,
        number(tables.sentence.is_match(end)),
        number(tables.end.is_match(end)),
        f64::from(block.breaks),
        (length - f64::from(western)) / length,
        f64::from(ascii) / length,
        number(block.chars as usize <= tables.date_chars && tables.date.is_match(lower)),
        number(text.starts_with(char::is_lowercase)),
        f64::from(symbols) / length,
        f64::from(count.function) / split,
        f64::from(block.images - images),
        f64::from(block.fields - fields),
    ]);
}

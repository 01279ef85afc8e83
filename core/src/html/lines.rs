//! Chosen blocks as lines: twin of `arclean.html.lines`, and of what `arclean.html.render` makes
//! plain text with.

use super::outline::Outline;
use super::tables::{Part, Tables};
use super::text::{count, is_blank, words};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Text,
    Heading,
    Item,
    Row,
    Pre,
}

/// A line; see `arclean.html.lines.Line`.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Where its text stands in `Lines::text`.
    pub start: usize,
    pub end: usize,
    /// Characters up to its end, those of all lines before counted.
    pub chars: usize,
    /// Its blocks in `Lines::kept`.
    pub first_block: usize,
    pub blocks: usize,
    pub kind: Kind,
    pub level: u32,
    pub first: bool,
    pub number: u32,
    pub quotes: u32,
    pub gap: usize,
    pub link_share: f64,
}

/// The lines of a page.
#[derive(Default)]
pub struct Lines {
    /// All of them, joined.
    pub text: String,
    pub lines: Vec<Line>,
    /// The blocks that are kept.
    pub kept: Vec<usize>,
}

/// What stands around a block-level element; -1 for what does not.
#[derive(Clone, Copy)]
struct Place {
    heading: u8,
    item: i32,
    number: u32,
    depth: u32,
    group: i32,
    row: i32,
    cell: i32,
    quotes: u32,
    pre: bool,
}

const NOWHERE: Place = Place {
    heading: 0,
    item: -1,
    number: 0,
    depth: 0,
    group: -1,
    row: -1,
    cell: -1,
    quotes: 0,
    pre: false,
};

impl Lines {
    /// The lines of the blocks that are kept.
    pub fn new(tables: &Tables, page: &Outline, keep: &[bool]) -> Lines {
        let kept: Vec<usize> = (0..page.blocks.len()).filter(|&at| keep[at]).collect();
        let places = places(tables, page, &kept);
        let place = |block: usize| &places[page.blocks[block].node as usize];
        let columns = if kept.iter().any(|&block| place(block).row >= 0) {
            columns(tables, page)
        } else {
            Vec::new()
        };
        let mut lines = Lines::default();
        let mut begun = vec![false; if kept.is_empty() { 0 } else { page.nodes.len() }];
        let mut last = &NOWHERE;
        let mut at = 0;
        while at < kept.len() {
            let here = place(kept[at]);
            let row = here.row;
            let mut size = 1;
            if row >= 0 && columns[row as usize] > 1 {
                size += kept[at + 1..].iter().take_while(|&&next| place(next).row == row).count();
                let run = &kept[at..at + size];
                if is_row(tables, page, &places, run) {
                    lines.row(tables, page, &places, run, gap(here, last, 0), at);
                    last = here;
                    at += size;
                    continue;
                }
            }
            lines.line(page, kept[at], here, last, &mut begun, at);
            last = here;
            at += 1;
        }
        lines.kept = kept;
        lines
    }

    /// Make room for a line: where it begins and how many characters stand before it.
    fn begin(&mut self, gap: usize) -> (usize, usize) {
        let Some(last) = self.lines.last() else { return (0, 0) };
        let chars = last.chars + gap;
        self.text.push_str(&"\n\n"[..gap]);
        (self.text.len(), chars)
    }

    fn row(
        &mut self,
        tables: &Tables,
        page: &Outline,
        places: &[Place],
        run: &[usize],
        gap: usize,
        first_block: usize,
    ) {
        let (start, before) = self.begin(gap);
        let mut linked = 0;
        let mut cell = None;
        for &at in run {
            let block = &page.blocks[at];
            let here = places[block.node as usize].cell;
            if let Some(last) = cell {
                self.text.push_str(if last == here { " " } else { &tables.cell });
            }
            cell = Some(here);
            push_flat(&mut self.text, page.text_of(block));
            linked += block.linked;
        }
        let size = count(&self.text[start..]);
        self.lines.push(Line {
            start,
            end: self.text.len(),
            chars: before + size,
            first_block,
            blocks: run.len(),
            kind: Kind::Row,
            level: 0,
            first: false,
            number: 0,
            quotes: 0,
            gap,
            link_share: share(linked, size),
        });
    }

    fn line(
        &mut self,
        page: &Outline,
        at: usize,
        place: &Place,
        last: &Place,
        begun: &mut [bool],
        first_block: usize,
    ) {
        let block = &page.blocks[at];
        let (kind, level) = match place {
            _ if place.pre => (Kind::Pre, 0),
            _ if place.heading > 0 => (Kind::Heading, u32::from(place.heading)),
            _ if place.item >= 0 && place.depth > 0 => (Kind::Item, place.depth),
            _ => (Kind::Text, 0),
        };
        let is_item = kind == Kind::Item;
        let first = is_item && !std::mem::replace(&mut begun[place.item as usize], true);
        let gap = gap(place, last, block.breaks);
        let (start, before) = self.begin(gap);
        // Line ends stand in no block outside <pre>.
        self.text.push_str(page.text_of(block));
        self.lines.push(Line {
            start,
            end: self.text.len(),
            chars: before + block.chars as usize,
            first_block,
            blocks: 1,
            kind,
            level,
            first,
            number: if is_item { place.number } else { 0 },
            quotes: place.quotes,
            gap,
            link_share: share(block.linked, block.chars as usize),
        });
    }

    /// The text of a line.
    pub fn text_of(&self, line: &Line) -> &str {
        &self.text[line.start..line.end]
    }

    /// What is left after cuts, as plain text.
    ///
    /// `cuts`: disjoint stretches of the text in characters, ascending.
    pub fn plain(&self, cuts: &[(usize, usize)]) -> String {
        let mut plain = String::with_capacity(self.text.len() + self.text.len() / 8 + 1);
        let mut rest = String::new();
        let mut cuts = cuts;
        let mut gap = 0;
        for line in &self.lines {
            gap = gap.max(line.gap);
            let text = self.text_of(line);
            let mut left = text;
            if !cuts.is_empty() {
                let start = line.chars - count(text);
                let passed = cuts.iter().take_while(|cut| cut.1 <= start).count();
                cuts = &cuts[passed..];
                let held = cuts.iter().take_while(|cut| cut.0 < line.chars).count();
                if held > 0 {
                    uncut(text, start, &cuts[..held], &mut rest);
                    left = &rest;
                    if left.chars().all(is_blank) {
                        continue;
                    }
                }
            }
            if !plain.is_empty() {
                plain.push_str(&"\n\n"[..gap]);
            }
            if line.kind == Kind::Item {
                plain.extend(std::iter::repeat_n("  ", line.level as usize - 1));
                match line.number {
                    _ if !line.first => plain.push_str("  "),
                    0 => plain.push_str("- "),
                    number => plain.push_str(&format!("{number}. ")),
                }
            }
            plain.push_str(left);
            gap = 0;
        }
        if !plain.is_empty() {
            plain.push('\n');
        }
        plain
    }
}

/// Write what cuts leave of a text that begins at a character.
fn uncut(text: &str, start: usize, cuts: &[(usize, usize)], out: &mut String) {
    out.clear();
    let mut cuts = cuts;
    for (at, char) in text.chars().enumerate() {
        let at = start + at;
        while cuts.first().is_some_and(|cut| cut.1 <= at) {
            cuts = &cuts[1..];
        }
        if cuts.first().is_none_or(|cut| at < cut.0) {
            out.push(char);
        }
    }
}

fn share(linked: u32, size: usize) -> f64 {
    (f64::from(linked) / size.max(1) as f64).min(1.0)
}

fn gap(place: &Place, last: &Place, breaks: u8) -> usize {
    let together = place.group >= 0 && place.group == last.group && breaks < 2;
    if breaks == 1 || together { 1 } else { 2 }
}

fn push_flat(out: &mut String, text: &str) {
    if !text.contains('\n') {
        out.push_str(text);
        return;
    }
    for (at, word) in words(text).enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// What stands around each element that holds a kept block; nothing around the others.
fn places(tables: &Tables, page: &Outline, kept: &[usize]) -> Vec<Place> {
    let mut places = Vec::new();
    if kept.is_empty() {
        return places;
    }
    let mut holding = vec![false; page.nodes.len()];
    for &block in kept {
        let mut at = page.blocks[block].node as i32;
        while at >= 0 && !std::mem::replace(&mut holding[at as usize], true) {
            at = page.nodes[at as usize].parent;
        }
    }
    let mut numbers = None;
    places.resize(page.nodes.len(), NOWHERE);
    for (at, node) in page.nodes.iter().enumerate() {
        if !holding[at] {
            continue;
        }
        let above = usize::try_from(node.parent).ok();
        let mut place = above.map_or(NOWHERE, |above| places[above]);
        let index = at as i32;
        match tables.parts[node.tag as usize] {
            Part::None => {}
            Part::List | Part::Ordered => {
                place.depth += 1;
                if place.group < 0 {
                    place.group = index;
                }
                place.row = -1;
                place.cell = -1;
            }
            Part::Item => {
                place.item = index;
                place.heading = 0;
                place.number = 0;
                if page.above(node).is_some_and(|above| is_ordered(tables, above.tag)) {
                    place.number = numbers.get_or_insert_with(|| self::numbers(tables, page))[at];
                }
            }
            Part::Term => {
                place.item = -1;
                place.heading = 0;
            }
            Part::Heading => place.heading = tables.levels[node.tag as usize],
            Part::Table => {
                place.item = -1;
                place.depth = 0;
                place.group = index;
                place.row = -1;
                place.cell = -1;
            }
            Part::Row => {
                place.row = index;
                place.cell = -1;
            }
            Part::Cell => place.cell = index,
            Part::Quote => place.quotes += 1,
            Part::Pre => place.pre = true,
        }
        places[at] = place;
    }
    places
}

fn is_ordered(tables: &Tables, tag: u16) -> bool {
    tables.parts[tag as usize] == Part::Ordered
}

/// The number of each item of an ordered list, by node.
fn numbers(tables: &Tables, page: &Outline) -> Vec<u32> {
    let mut next = vec![1; page.nodes.len()];
    for &(node, start) in &page.starts {
        next[node as usize] = start;
    }
    let mut numbers = vec![0; page.nodes.len()];
    for (number, node) in numbers.iter_mut().zip(&page.nodes) {
        if tables.parts[node.tag as usize] == Part::Item
            && page.above(node).is_some_and(|above| is_ordered(tables, above.tag))
        {
            let next = &mut next[node.parent as usize];
            *number = *next;
            *next += 1;
        }
    }
    numbers
}

/// The number of cells right inside each element.
fn columns(tables: &Tables, page: &Outline) -> Vec<u32> {
    let mut columns = vec![0; page.nodes.len()];
    for node in &page.nodes {
        if tables.parts[node.tag as usize] == Part::Cell && node.parent >= 0 {
            columns[node.parent as usize] += 1;
        }
    }
    columns
}

/// Whether the cells of a row are those of a table, not of a layout.
fn is_row(tables: &Tables, page: &Outline, places: &[Place], run: &[usize]) -> bool {
    let cell = |&block: &usize| places[page.blocks[block].node as usize].cell;
    run.chunk_by(|one, next| cell(one) == cell(next)).all(|blocks| {
        let chars: u32 = blocks.iter().map(|&block| page.blocks[block].chars).sum();
        chars <= tables.cell_chars && blocks.len() <= tables.cell_blocks
    })
}

//! A page as the line engine sees it. Twin of `arclean/text/lines.py`.

use super::condition::Seen;
use super::fold::{Tables, count_chars};
use serde_json::Value;
use std::ops::Range;

/// One non-blank line. It owns the blank lines behind it: up to the start of the next one.
#[derive(Clone)]
pub struct Line {
    pub start: usize,
    /// Behind its last character, before the line end.
    pub end: usize,
    /// Behind its line end.
    pub stop: usize,
    /// 1-based, among all lines of the text.
    pub number: u32,
    /// Where its folded text lies in `Page::folded`.
    pub fold: Range<usize>,
    /// Blanks in the folded text.
    pub spaces: u32,
}

/// A zone: the first or the last `n` non-blank lines, or all.
#[derive(Clone, Copy)]
pub enum Zone {
    All,
    Head(usize),
    Tail(usize),
}

impl Zone {
    /// From its JSON: null, `["head", n]` or `["tail", n]`.
    pub fn from_json(value: &Value) -> Result<Zone, String> {
        if value.is_null() {
            return Ok(Zone::All);
        }
        let size = value[1].as_u64().ok_or("a zone has a size")? as usize;
        match value[0].as_str() {
            Some("head") => Ok(Zone::Head(size)),
            Some("tail") => Ok(Zone::Tail(size)),
            _ => Err("a zone is head or tail".into()),
        }
    }

    pub fn lines(self, count: usize) -> Range<usize> {
        match self {
            Zone::All => 0..count,
            Zone::Head(size) => 0..size.min(count),
            Zone::Tail(size) => count.saturating_sub(size)..count,
        }
    }
}

/// A page, split and folded.
#[derive(Default)]
pub struct Page {
    pub lines: Vec<Line>,
    pub folded: Vec<u8>,
    /// Length of the text.
    pub length: usize,
}

impl Page {
    /// Split checked UTF-8 at LF, CRLF and CR, and fold its lines.
    pub fn read(tables: &Tables, text: &[u8]) -> Page {
        let mut page = Page::default();
        page.read_again(tables, text);
        page
    }

    /// The same in the memory of an earlier page.
    pub fn read_again(&mut self, tables: &Tables, text: &[u8]) {
        let page = self;
        page.lines.clear();
        page.folded.clear();
        page.length = text.len();
        let mut start = 0;
        let mut number = 0;
        let mut breaks = memchr::memchr2_iter(b'\n', b'\r', text);
        while start < text.len() {
            number += 1;
            let (end, stop) = match breaks.next() {
                None => (text.len(), text.len()),
                Some(at) if text[at] == b'\r' && text.get(at + 1) == Some(&b'\n') => {
                    breaks.next();
                    (at, at + 2)
                }
                Some(at) => (at, at + 1),
            };
            let from = page.folded.len();
            let spaces = tables.fold_line(&text[start..end], &mut page.folded);
            let fold = from..page.folded.len();
            if !fold.is_empty() || !tables.is_blank_line(&text[start..end]) {
                page.lines.push(Line { start, end, stop, number, fold, spaces });
            }
            start = stop;
        }
    }

    /// A line as conditions see it.
    pub fn seen(&self, line: usize) -> Seen<'_> {
        let line = &self.lines[line];
        Seen { folded: &self.folded[line.fold.clone()], spaces: line.spaces }
    }

    /// Where the stretch that a line owns (itself and the blank lines behind it) ends.
    pub fn owned_end(&self, line: usize) -> usize {
        self.lines.get(line + 1).map_or(self.length, |next| next.start)
    }

    /// Characters of all non-blank lines, line ends not counted; what `share` is a share of.
    pub fn size(&self, text: &[u8]) -> usize {
        self.lines.iter().map(|line| count_chars(&text[line.start..line.end])).sum()
    }
}

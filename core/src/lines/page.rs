//! A page as the line engine sees it. Twin of `arclean/text/lines.py`.

use super::condition::Seen;
#[cfg(target_arch = "x86_64")]
use super::fold::Break;
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
    /// Of each line the share of its characters that stands in links; empty for plain text.
    pub link_shares: Vec<f64>,
}

/// Where the line at hand began: in the text, in its fold, and in the number of spaces.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Default)]
struct Next {
    start: usize,
    fold: usize,
    spaces: u32,
    number: u32,
}

#[cfg(target_arch = "x86_64")]
impl Next {
    /// The line, which ends here; None for a blank one.
    fn line(&self, tables: &Tables, text: &[u8], at: Break, stop: usize) -> Option<Line> {
        let Next { start, number, .. } = *self;
        let blank = at.blank && at.end > self.fold;
        let fold = self.fold..at.end - usize::from(blank);
        if fold.is_empty() && tables.is_blank_line(&text[start..at.at]) {
            return None;
        }
        let spaces = at.spaces - self.spaces - u32::from(blank);
        Some(Line { start, end: at.at, stop, number, fold, spaces })
    }
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
        self.lines.clear();
        self.folded.clear();
        self.link_shares.clear();
        #[cfg(target_arch = "x86_64")]
        if self.read_at_once(tables, text) {
            self.length = text.len();
            return;
        }
        self.read_by_line(tables, text);
    }

    /// Split and fold in one pass; false, and nothing done, where there is no vector path.
    #[cfg(target_arch = "x86_64")]
    fn read_at_once(&mut self, tables: &Tables, text: &[u8]) -> bool {
        let Page { lines, folded, .. } = self;
        let mut next = Next { number: 1, ..Next::default() };
        let end = tables.fold_lines(text, folded, |one| {
            let behind = one.at + 1;
            if text[..behind].ends_with(b"\r\n") {
                // The LF of the CR that has ended the line, which is not there if it is blank.
                if let Some(last) = lines.last_mut().filter(|last| last.stop == one.at) {
                    last.stop = behind;
                }
            } else {
                lines.extend(next.line(tables, text, one, behind));
                next.number += 1;
            }
            next = Next { start: behind, fold: one.end + 1, spaces: one.spaces, ..next };
        });
        let Some(end) = end else { return false };
        if next.start < text.len() {
            lines.extend(next.line(tables, text, end, text.len()));
        }
        true
    }

    /// Split, then fold each line: what the other way is compared with.
    pub fn read_by_line(&mut self, tables: &Tables, text: &[u8]) {
        let page = self;
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

    /// The share of a line's characters that stands in links; None in plain text.
    pub fn link_share(&self, line: usize) -> Option<f64> {
        self.link_shares.get(line).copied()
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

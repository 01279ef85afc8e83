//! Cutting a text into documents. Twin of `documents` in `arclean/text/documents.py`, for a text that is whole.

use std::ops::Range;
use std::str::from_utf8;

use memchr::{memchr, memchr2};

use super::fold::Tables;

/// Where one document ends and the next begins.
#[derive(Clone, Copy)]
pub enum Docs {
    /// At each byte of one kind.
    Byte(u8),
    /// At each line end.
    Lines,
    /// At each run of blank lines.
    BlankLines,
}

impl Docs {
    /// By the name that `--docs` takes.
    pub fn named(name: &str) -> Result<Docs, String> {
        match name {
            "nul" => Ok(Docs::Byte(0)),
            "form-feed" => Ok(Docs::Byte(b'\x0c')),
            "line" => Ok(Docs::Lines),
            "blank-lines" => Ok(Docs::BlankLines),
            _ => Err(format!("no way to cut documents: {name}")),
        }
    }
}

/// The documents of a text, in order; what stands between them separates.
pub struct Documents<'a> {
    src: &'a [u8],
    docs: Docs,
    tables: &'a Tables,
    /// Where the next one may begin.
    at: usize,
}

impl<'a> Documents<'a> {
    pub fn new(src: &'a [u8], docs: Docs, tables: &'a Tables) -> Documents<'a> {
        Documents { src, docs, tables, at: 0 }
    }

    /// Behind the line end at a place.
    fn behind(&self, end: usize) -> usize {
        end + if self.src[end..].starts_with(b"\r\n") { 2 } else { 1 }
    }

    /// Of the line that begins at a place: where it ends, and where the next one begins; both are the end of the text where
    /// no line end follows.
    fn line(&self, start: usize) -> (usize, usize) {
        let all = self.src.len();
        memchr2(b'\n', b'\r', &self.src[start..])
            .map_or((all, all), |size| (start + size, self.behind(start + size)))
    }

    /// Behind the blanks that begin at a place; the text need not be UTF-8.
    fn behind_blanks(&self, mut at: usize) -> usize {
        while let Some(first) = self.src.get(at) {
            let size = match first {
                b'\n' | b'\r' => break,
                ..0x80 => 1,
                0xC2..0xE0 => 2,
                0xE0..0xF0 => 3,
                _ => 4,
            };
            match self.src.get(at..at + size) {
                Some(one) if from_utf8(one).is_ok() && self.tables.is_blank_line(one) => at += size,
                _ => break,
            }
        }
        at
    }

    /// Behind the blank line that begins at a place, if one does and a line end ends it.
    fn behind_blank_line(&self, start: usize) -> Option<usize> {
        let end = self.behind_blanks(start);
        self.src
            .get(end)
            .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
            .then(|| self.behind(end))
    }
}

impl Iterator for Documents<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let all = self.src.len();
        if let Docs::BlankLines = self.docs {
            while let Some(stop) = self.behind_blank_line(self.at) {
                self.at = stop;
            }
            if self.behind_blanks(self.at) == all {
                self.at = all;
            }
        }
        let start = self.at;
        if start == all {
            return None; // nothing is behind the last separator
        }
        let end = match self.docs {
            Docs::Byte(byte) => {
                let end = memchr(byte, &self.src[start..]).map_or(all, |size| start + size);
                self.at = all.min(end + 1);
                end
            }
            Docs::Lines => {
                let (end, stop) = self.line(start);
                self.at = stop;
                end
            }
            Docs::BlankLines => {
                self.at = self.line(start).1;
                while self.at < all && self.behind_blank_line(self.at).is_none() {
                    self.at = self.line(self.at).1;
                }
                self.at
            }
        };
        Some(start..end)
    }
}

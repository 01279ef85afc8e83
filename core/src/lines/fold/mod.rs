//! The fold: the spelling in which rules and pages meet. Twin of `arclean/text/fold.py`, which owns the tables.
//!
//! Text here is UTF-8 that has been checked (see `text.rs` for what becomes of bytes that are not).

mod chars;
mod line;
#[cfg(target_arch = "x86_64")]
mod line_avx512;
mod unfold;
mod words;

pub use chars::{count_chars, decode, decode_last};
#[cfg(target_arch = "x86_64")]
pub use line_avx512::Break;
use serde_json::Value;
use std::collections::HashMap;

/// What one character becomes: up to three bytes in place, or an index into `Tables::longer`.
#[derive(Clone, Copy)]
struct Entry(u32);

const LONGER: u32 = 1 << 31;
/// The character separates words (it folds to one space).
const BLANK: u32 = 1 << 30;
/// The character is a combining mark that folds to nothing.
const MARK: u32 = 1 << 29;
/// The character shows nothing and may stand in a blank line.
const INVISIBLE: u32 = 1 << 28;
const LEN_SHIFT: u32 = 24;

impl Entry {
    fn len(self) -> usize {
        (self.0 >> LEN_SHIFT & 3) as usize
    }
}

/// The fold's tables and the set of word characters, built once from what Python hands over.
pub struct Tables {
    /// By code point, below U+0800.
    low: Vec<Entry>,
    /// Pages of 64 by `code >> 6`, for U+0800–U+FFFF; 0 is "no page: every character stays".
    pages: Vec<u8>,
    page_entries: Vec<[Entry; 64]>,
    high: HashMap<u32, Entry>,
    longer: Vec<Box<[u8]>>,
    /// One bit a code point of the BMP: part of a word.
    word: Vec<u64>,
    word_high: Vec<(u32, u32)>,
    /// Where the processor has them.
    #[cfg(target_arch = "x86_64")]
    bytes: Option<Box<line_avx512::Bytes>>,
}

fn stays(code: u32) -> Entry {
    let mut buffer = [0; 4];
    let bytes = char::from_u32(code).unwrap_or('\u{fffd}').encode_utf8(&mut buffer).as_bytes();
    // Four-byte characters are told apart by their length 0 in the packed form and copied.
    pack(if bytes.len() < 4 { bytes } else { &[] })
}

fn pack(bytes: &[u8]) -> Entry {
    let mut value = (bytes.len() as u32) << LEN_SHIFT;
    for (index, byte) in bytes.iter().enumerate() {
        value |= u32::from(*byte) << (8 * index);
    }
    Entry(value)
}

impl Tables {
    /// Build from the JSON that `arclean.text.fold.tables_json()` writes.
    pub fn from_json(json: &str) -> Result<Tables, String> {
        let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let text = |key: &str| {
            value[key]
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| format!("tables: {key} is missing"))
        };
        let mut tables = Tables {
            low: (0..0x800).map(stays).collect(),
            pages: vec![0; 1024],
            page_entries: vec![[Entry(0); 64]],
            high: HashMap::new(),
            longer: Vec::new(),
            word: vec![0; 1024],
            word_high: Vec::new(),
            #[cfg(target_arch = "x86_64")]
            bytes: None,
        };
        let blanks = text("blanks")?;
        let invisible = text("invisible")?;
        let marks = text("marks")?;
        for (from, to) in text("single_from")?.chars().zip(text("single_to")?.chars()) {
            let mut buffer = [0; 4];
            let bytes = to.encode_utf8(&mut buffer).as_bytes().to_vec();
            tables.set(from, &bytes, 0);
        }
        for from in text("deleted")?.chars() {
            tables.set(from, b"", 0);
        }
        let longer = text("longer_to")?;
        for (from, to) in text("longer_from")?.chars().zip(longer.split('\n')) {
            tables.set(from, to.as_bytes(), 0);
        }
        for from in blanks.chars() {
            tables.set(from, b" ", BLANK);
        }
        for from in invisible.chars() {
            tables.set(from, b"", INVISIBLE);
        }
        for from in marks.chars() {
            let shown = if invisible.contains(from) { INVISIBLE } else { 0 };
            tables.set(from, b"", MARK | shown);
        }
        let edges: Vec<u32> = value["word_edges"]
            .as_array()
            .ok_or("tables: word_edges is missing")?
            .iter()
            .filter_map(|edge| edge.as_u64().map(|edge| edge as u32))
            .collect();
        for pair in edges.chunks_exact(2) {
            for code in pair[0]..pair[1].min(0x10000) {
                tables.word[(code >> 6) as usize] |= 1 << (code & 63);
            }
            if pair[1] > 0x10000 {
                tables.word_high.push((pair[0].max(0x10000), pair[1]));
            }
        }
        #[cfg(target_arch = "x86_64")]
        {
            tables.bytes = tables.bytes();
        }
        Ok(tables)
    }

    fn set(&mut self, from: char, to: &[u8], flags: u32) {
        let code = from as u32;
        let mut entry = if to.len() <= 3 {
            pack(to)
        } else {
            self.longer.push(to.into());
            Entry(LONGER | (self.longer.len() as u32 - 1))
        };
        entry.0 |= flags;
        if code < 0x800 {
            self.low[code as usize] = entry;
        } else if code < 0x10000 {
            let page = &mut self.pages[(code >> 6) as usize];
            if *page == 0 {
                *page = u8::try_from(self.page_entries.len()).expect("fewer than 256 pages");
                let base = code & !63;
                let mut entries = [Entry(0); 64];
                for (index, slot) in entries.iter_mut().enumerate() {
                    *slot = stays(base + index as u32);
                }
                self.page_entries.push(entries);
            }
            self.page_entries[*page as usize][(code & 63) as usize] = entry;
        } else {
            self.high.insert(code, entry);
        }
    }

    #[inline]
    fn entry(&self, code: u32) -> Option<Entry> {
        if code < 0x800 {
            Some(self.low[code as usize])
        } else if code < 0x10000 {
            match self.pages[(code >> 6) as usize] {
                0 => None,
                page => Some(self.page_entries[page as usize][(code & 63) as usize]),
            }
        } else {
            self.high.get(&code).copied()
        }
    }

    /// What a character becomes; None when it stays.
    #[inline]
    fn replacement<'a>(&'a self, entry: Entry, buffer: &'a mut [u8; 3]) -> &'a [u8] {
        if entry.0 & LONGER != 0 {
            return &self.longer[(entry.0 & 0xFF_FFFF) as usize];
        }
        *buffer = [entry.0 as u8, (entry.0 >> 8) as u8, (entry.0 >> 16) as u8];
        &buffer[..entry.len()]
    }

    fn has_flag(&self, code: u32, flag: u32) -> bool {
        self.entry(code).is_some_and(|entry| entry.0 & LONGER == 0 && entry.0 & flag != 0)
    }

    pub fn is_blank(&self, code: u32) -> bool {
        self.has_flag(code, BLANK)
    }

    pub fn is_mark(&self, code: u32) -> bool {
        self.has_flag(code, MARK)
    }

    /// Whether a line holds only blanks and characters that show nothing.
    pub fn is_blank_line(&self, line: &[u8]) -> bool {
        let mut at = 0;
        while at < line.len() {
            let (code, size) = decode(&line[at..]);
            if !self.has_flag(code, BLANK | INVISIBLE) {
                return false;
            }
            at += size;
        }
        true
    }

    /// Whether a character is part of a word (Unicode categories L, N, M).
    #[inline]
    pub fn is_word(&self, code: u32) -> bool {
        if code < 0x10000 {
            self.word[(code >> 6) as usize] >> (code & 63) & 1 != 0
        } else {
            let at = self.word_high.partition_point(|range| range.0 <= code);
            at > 0 && code < self.word_high[at - 1].1
        }
    }
}

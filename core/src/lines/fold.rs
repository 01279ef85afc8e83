//! The fold: the spelling in which rules and pages meet. Twin of `arclean/text/fold.py`, which owns the tables.
//!
//! Text here is UTF-8 that has been checked (see `text.rs` for what becomes of bytes that are not).

#[cfg(target_arch = "x86_64")]
use super::fold_avx512;
#[cfg(target_arch = "x86_64")]
use crate::normalize::simd::Simd;
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
    bytes: Option<Box<fold_avx512::Bytes>>,
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

/// Decode one character of checked UTF-8: (code point, length).
#[inline]
pub fn decode(text: &[u8]) -> (u32, usize) {
    let first = u32::from(text[0]);
    let tail = |at: usize| u32::from(text[at] & 0x3F);
    match first {
        0..0x80 => (first, 1),
        0x80..0xE0 => ((first & 0x1F) << 6 | tail(1), 2),
        0xE0..0xF0 => ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3),
        _ => ((first & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    }
}

/// Decode the last character of checked, non-empty UTF-8.
#[inline]
pub fn decode_last(text: &[u8]) -> (u32, usize) {
    let mut start = text.len() - 1;
    while text[start] & 0xC0 == 0x80 {
        start -= 1;
    }
    decode(&text[start..])
}

/// Number of code points of checked UTF-8.
pub fn count_chars(text: &[u8]) -> usize {
    // Eight bytes at a time: a continuation byte has its highest bit set and the next one not.
    let (words, rest) = text.as_chunks();
    let continuation = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        (word & !(word << 1) & 0x8080_8080_8080_8080).count_ones() as usize
    };
    let behind = rest.iter().filter(|byte| **byte & 0xC0 == 0x80).count();
    text.len() - behind - words.iter().map(continuation).sum::<usize>()
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

    /// Fold one line onto the end of `out`: characters, then runs of blanks to one space, none at the edges.
    ///
    /// Returns the number of spaces that stand in what was appended.
    pub fn fold_line(&self, line: &[u8], out: &mut Vec<u8>) -> u32 {
        let start = out.len();
        let mut spaces = 0;
        let mut at = 0;
        while at < line.len() {
            at += self.fold_near(&line[at..], start, out, &mut spaces);
            if at < line.len() {
                at += self.fold_other(&line[at..], start, out, &mut spaces);
            }
        }
        if out.len() > start && out.last() == Some(&b' ') {
            out.pop();
            spaces -= 1;
        }
        spaces
    }

    /// Fold the characters that `line` begins with, as far as a fast path goes; returns how many bytes it took.
    #[inline]
    fn fold_near(&self, line: &[u8], start: usize, out: &mut Vec<u8>, spaces: &mut u32) -> usize {
        #[cfg(target_arch = "x86_64")]
        if let Some(bytes) = &self.bytes {
            out.reserve(line.len() + 64);
            let end = out.len();
            let blank = end == start || out.last() == Some(&b' ');
            let mut state = fold_avx512::State { spaces: *spaces, blank };
            // SAFETY: the tables are only made where the processor has the features; there is room for the line and 64
            // bytes, and every byte below the new end has been written.
            let taken = unsafe {
                let (taken, end) =
                    fold_avx512::fold(bytes, line, 0, out.as_mut_ptr(), end, &mut state);
                out.set_len(end);
                taken
            };
            *spaces = state.spaces;
            return taken;
        }
        self.fold_short(line, start, out, spaces)
    }

    /// The tables of the vector path, from those of the scalar one.
    #[cfg(target_arch = "x86_64")]
    fn bytes(&self) -> Option<Box<fold_avx512::Bytes>> {
        use fold_avx512::{GONE, SLOW};
        if Simd::chosen() != Ok(Simd::Avx512) {
            return None;
        }
        let mut made =
            fold_avx512::Bytes { ascii: [SLOW; 128], lead: [SLOW; 128], trail: [SLOW; 128] };
        let become_ = |code: usize| {
            let entry = self.low[code];
            let bytes = [entry.0 as u8, (entry.0 >> 8) as u8];
            match entry.len() {
                _ if entry.0 & LONGER != 0 => None,
                0 => Some([GONE, GONE]),
                1 => Some([GONE, bytes[0]]),
                2 => Some(bytes),
                _ => None,
            }
        };
        for code in 0..128 {
            if let Some([GONE, one]) = become_(code) {
                made.ascii[code] = one;
            }
            if let Some([lead, trail]) = become_(0x600 + code) {
                (made.lead[code], made.trail[code]) = (lead, trail);
            }
        }
        Some(Box::new(made))
    }

    /// Fold a stretch of one- and two-byte characters that become at most three bytes; stops before anything else.
    /// Returns how many bytes of `line` it took.
    fn fold_short(&self, line: &[u8], start: usize, out: &mut Vec<u8>, spaces: &mut u32) -> usize {
        // A byte of input gives at most three of output; one store writes four.
        out.reserve(line.len() * 3 + 4);
        let mut at = 0;
        let mut end = out.len();
        let buffer = out.as_mut_ptr();
        while at < line.len() {
            let byte = line[at] as usize;
            let (entry, size) = if byte < 0x80 {
                (self.low[byte], 1)
            } else if byte < 0xE0 {
                (self.low[(byte & 0x1F) << 6 | (line[at + 1] as usize & 0x3F)], 2)
            } else {
                break;
            };
            if entry.0 & (BLANK | LONGER) != 0 {
                if entry.0 & LONGER != 0 {
                    break;
                }
                // SAFETY: `end - 1` is at least `start`, a byte that is written; `end` is within what was reserved.
                unsafe {
                    if end > start && *buffer.add(end - 1) != b' ' {
                        *buffer.add(end) = b' ';
                        end += 1;
                        *spaces += 1;
                    }
                }
            } else {
                // SAFETY: at most three bytes for each byte of input were reserved, and four to spare.
                unsafe { buffer.add(end).cast::<[u8; 4]>().write(entry.0.to_le_bytes()) };
                end += entry.len();
            }
            at += size;
        }
        // SAFETY: every byte below `end` has been written.
        unsafe { out.set_len(end) };
        at
    }

    /// Fold the character that `line` begins with, whatever it is; returns its length.
    fn fold_other(&self, line: &[u8], start: usize, out: &mut Vec<u8>, spaces: &mut u32) -> usize {
        let (code, size) = decode(line);
        let mut buffer = [0; 3];
        let folded = match self.entry(code) {
            Some(entry) => self.replacement(entry, &mut buffer),
            None => &line[..size],
        };
        for &byte in folded {
            if byte != b' ' {
                out.push(byte);
            } else if out.len() > start && out.last() != Some(&b' ') {
                out.push(b' ');
                *spaces += 1;
            }
        }
        size
    }

    /// For each byte of a line's fold the stretch of `line` that its character stands for.
    pub fn origins(&self, line: &[u8]) -> Vec<(u32, u32)> {
        let mut stretches: Vec<(u32, u32)> = Vec::new();
        let mut blank: Option<(u32, u32)> = None;
        let mut at = 0;
        let mut buffer = [0; 3];
        while at < line.len() {
            let (code, size) = decode(&line[at..]);
            let stretch = (at as u32, (at + size) as u32);
            let entry = self.entry(code);
            let folded = match entry {
                Some(entry) => self.replacement(entry, &mut buffer),
                None => &line[at..at + size],
            };
            for byte in folded {
                if *byte == b' ' {
                    blank = Some((blank.map_or(stretch.0, |run| run.0), stretch.1));
                    continue;
                }
                if let Some(run) = blank.take()
                    && !stretches.is_empty()
                {
                    stretches.push(run);
                }
                stretches.push(stretch);
            }
            at += size;
        }
        stretches
    }

    /// Folded text without what stands before its first and after its last word character; text with no word
    /// character comes back as it is.
    pub fn trim<'a>(&self, folded: &'a [u8]) -> &'a [u8] {
        let mut start = 0;
        while start < folded.len() {
            let (code, size) = decode(&folded[start..]);
            if self.is_word(code) {
                break;
            }
            start += size;
        }
        if start == folded.len() {
            return folded;
        }
        let mut end = folded.len();
        loop {
            let (code, size) = decode_last(&folded[start..end]);
            if self.is_word(code) {
                return &folded[start..end];
            }
            end -= size;
        }
    }

    /// Length of the run of word characters that `folded` begins with.
    pub fn leading_word(&self, folded: &[u8]) -> usize {
        let mut at = 0;
        while at < folded.len() {
            let (code, size) = decode(&folded[at..]);
            if !self.is_word(code) {
                break;
            }
            at += size;
        }
        at
    }

    /// Length of the run of word characters that `folded` ends with.
    pub fn trailing_word(&self, folded: &[u8]) -> usize {
        let mut end = folded.len();
        while end > 0 {
            let (code, size) = decode_last(&folded[..end]);
            if !self.is_word(code) {
                break;
            }
            end -= size;
        }
        folded.len() - end
    }
}

//! Folds a line: its characters, then its blanks.

#[cfg(target_arch = "x86_64")]
use super::line_avx512::{self, Break};
use super::{BLANK, LONGER, Tables, decode};
#[cfg(target_arch = "x86_64")]
use crate::normalize::simd::Simd;

impl Tables {
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
            let mut state = line_avx512::State { spaces: *spaces, blank };
            // SAFETY: the tables are only made where the processor has the features; there is room for the line and 64
            // bytes, and every byte below the new end has been written.
            let taken = unsafe {
                let out_ = out.as_mut_ptr();
                let (taken, end) =
                    line_avx512::fold::<false>(bytes, line, 0, out_, end, &mut state, |_| {});
                out.set_len(end);
                taken
            };
            *spaces = state.spaces;
            return taken;
        }
        self.fold_short(line, start, out, spaces)
    }

    /// Fold all lines of a text onto the end of `out`, as far as a blank at the end of a line, which stays, as they would fold
    /// alone, with their CR and LF between them. Tells of each CR and LF, and gives what would be told of one at the end of
    /// the text; None, and nothing done, where there is no vector path.
    #[cfg(target_arch = "x86_64")]
    pub fn fold_lines(
        &self,
        text: &[u8],
        out: &mut Vec<u8>,
        mut each: impl FnMut(Break),
    ) -> Option<Break> {
        let bytes = self.bytes.as_ref()?;
        let (mut at, mut spaces, mut start) = (0, 0, out.len());
        while at < text.len() {
            out.reserve(text.len() - at + 64);
            let mut end = out.len();
            let blank = end == start || out.last() == Some(&b' ');
            let mut state = line_avx512::State { spaces, blank };
            let tell = |one: Break| {
                start = one.end + 1;
                each(one);
            };
            // SAFETY: the tables are only made where the processor has the features; there is room for the rest of the text
            // and 64 bytes, and every byte below the new end has been written.
            unsafe {
                let to = out.as_mut_ptr();
                (at, end) = line_avx512::fold::<true>(bytes, text, at, to, end, &mut state, tell);
                out.set_len(end);
            }
            spaces = state.spaces;
            if at < text.len() {
                at += self.fold_other(&text[at..], start, out, &mut spaces);
            }
        }
        let blank = out.last() == Some(&b' ');
        Some(Break { at: text.len(), end: out.len(), spaces, blank })
    }

    /// Fold `line[at..]` over `out` as far as the vector path goes, if there is one; `blank`: whether a blank at this place
    /// would be one too many. Gives how far it came in the line and in `out`, and whether a blank is last.
    ///
    /// # Panics
    /// `out` has no room for the rest of the line and 64 bytes more.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn fold_into(
        &self,
        line: &[u8],
        at: usize,
        out: &mut [u8],
        blank: bool,
    ) -> Option<(usize, usize, bool)> {
        let bytes = self.bytes.as_ref()?;
        assert!(line.len() - at + 64 <= out.len());
        let mut state = line_avx512::State { spaces: 0, blank };
        // SAFETY: the tables are only made where the processor has the features; there is room.
        let (at, end) = unsafe {
            line_avx512::fold::<false>(bytes, line, at, out.as_mut_ptr(), 0, &mut state, |_| {})
        };
        Some((at, end, state.blank))
    }

    /// The tables of the vector path, from those of the scalar one.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn bytes(&self) -> Option<Box<line_avx512::Bytes>> {
        use super::line_avx512::{GONE, SLOW};
        if Simd::chosen() != Ok(Simd::Avx512) {
            return None;
        }
        let mut made =
            line_avx512::Bytes { ascii: [SLOW; 128], lead: [SLOW; 128], trail: [SLOW; 128] };
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
}

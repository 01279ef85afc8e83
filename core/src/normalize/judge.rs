//! Is a line written in Arabic, or in another language of the same script?
//!
//! The rules are those of `Judge` in `tests/reference/normalize_reference.py`.

use super::court::{
    self, BITS, BLANK, Court, DOUBTFUL, IGNORED, IS_LETTER, KEY, PACKED, Role, SEVERAL,
};
use super::simd::Simd;
use super::text::{Decoded, Text};
use crate::plan::{CR, LF, Plan};

/// Letters of a word's key that are kept: enough for the article and what goes with it.
const KEPT: usize = 16;
/// A longer word is no business of `skim`.
const LONGEST: usize = 64;

/// What has been seen of a line.
#[derive(Clone, Copy, Default, Debug)]
pub struct Tally {
    pub read: usize,
    pub counted: usize,
    pub arabic: usize,
    pub foreign: usize,
    pub doubtful: bool,
}

/// Reads a line from its beginning.
#[derive(Debug)]
pub struct Judge<'a> {
    plan: &'a Plan,
    court: &'a Court,
    tally: Tally,
    /// The first letters of the word's key, and how many letters it has.
    key: [u32; KEPT],
    length: usize,
    last: u32,
    /// What the word's letters are, all together.
    word: Role,
}

impl<'a> Judge<'a> {
    pub fn new(plan: &'a Plan, court: &'a Court) -> Judge<'a> {
        Judge { plan, court, tally: Tally::default(), key: [0; KEPT], length: 0, last: 0, word: 0 }
    }

    /// Whether the judgement ends here, be the line as long as it will.
    pub fn is_full(&self) -> bool {
        self.tally.counted >= self.plan.script.window || self.tally.read >= self.plan.script.reach
    }

    /// Reads the whole words that begin at `pos`, as far as they are plain ones, and gives the position
    /// behind them. Does what `feed` would do, faster. Nothing if a word has begun already.
    ///
    /// # Safety
    /// `simd` is available.
    pub unsafe fn skim<T: Text>(&mut self, simd: Simd, src: &[T::Unit], mut pos: usize) -> usize {
        if self.length != 0 {
            return pos;
        }
        let Some(pages) = self.court.pages.as_deref().filter(|_| simd == Simd::Avx512) else {
            return self.skim_until::<T>(src, pos, src.len());
        };
        loop {
            let start = pos;
            // SAFETY: as the caller says.
            pos = unsafe { T::words(&mut self.tally, pages, &self.plan.script, src, pos) };
            // A few words past what stopped the vectors.
            pos = self.skim_until::<T>(src, pos, pos + LONGEST);
            if pos == start {
                return pos;
            }
        }
    }

    /// The same without vectors, of the words that begin before `until`.
    fn skim_until<T: Text>(&mut self, src: &[T::Unit], mut pos: usize, until: usize) -> usize {
        let script = &self.plan.script;
        let court = self.court;
        let (mut read, mut counted) = (self.tally.read, self.tally.counted);
        let (mut arabic, mut foreign) = (0, 0);
        let mut doubtful = 0;
        while pos < until && counted + LONGEST < script.window && read + LONGEST < script.reach {
            let start = pos;
            let (mut first, mut letters, mut length, mut last) = (0u64, 0u64, 0usize, 0u32);
            let mut word: Role = 0;
            let mut chars = 0;
            // The character behind the word.
            let ended = loop {
                if pos >= src.len() || chars >= LONGEST {
                    break None;
                }
                let Decoded::Char(c, n) = T::decode(src, pos) else { break None };
                let role = court.role(c);
                if role & (IS_LETTER | IGNORED) == 0 {
                    break Some((c, n, role));
                }
                pos += n;
                chars += 1;
                // No branches: a mark, and a letter like the one before it, change nothing.
                let letter = role & KEY;
                let is_new = role & IS_LETTER != 0 && (length == 0 || letter != last);
                let packed = letters << BITS | u64::from(letter);
                letters = if is_new { packed } else { letters };
                last = if is_new { letter } else { last };
                length += usize::from(is_new);
                first = if length <= PACKED { letters } else { first };
                word |= if role & IS_LETTER != 0 { role } else { 0 };
            };
            let scored = match ended {
                Some((c, _, role)) if c != LF && c != CR && role & SEVERAL == 0 => {
                    if length == 0 {
                        Some((0, 0))
                    } else {
                        court.score(first, letters, length, word)
                    }
                }
                _ => None,
            };
            let (Some((for_it, against)), Some((_, n, role))) = (scored, ended) else {
                pos = start;
                break;
            };
            arabic += for_it;
            foreign += against;
            doubtful |= word & DOUBTFUL;
            counted += length + usize::from(role & BLANK == 0);
            read += chars + 1;
            pos += n;
        }
        (self.tally.read, self.tally.counted) = (read, counted);
        self.tally.arabic += arabic;
        self.tally.foreign += foreign;
        self.tally.doubtful |= doubtful != 0;
        pos
    }

    /// One character of the input.
    pub fn feed(&mut self, c: u32) {
        self.tally.read += 1;
        let role = self.court.role(c);
        if role & SEVERAL == 0 {
            return self.take(role);
        }
        let plan = self.plan;
        for &part in plan.foreign.get(c).unwrap_or_default() {
            self.take(court::role_of(plan, part));
            if self.tally.counted >= plan.script.window {
                return;
            }
        }
    }

    fn take(&mut self, role: Role) {
        if role & IS_LETTER != 0 {
            let letter = role & KEY;
            if self.length == 0 || self.last != letter {
                if self.length < KEPT {
                    self.key[self.length] = letter;
                }
                self.length += 1;
                self.last = letter;
                self.tally.counted += 1;
            }
            self.word |= role;
        } else if role & IGNORED == 0 {
            if self.length != 0 {
                self.end_word();
            }
            self.tally.counted += usize::from(role & BLANK == 0);
        }
    }

    /// The end of the line or of the input.
    pub fn end_word(&mut self) {
        if self.length != 0 {
            let key = &self.key[..self.length.min(KEPT)];
            let (arabic, foreign) = court::score_key(self.plan, key, self.length, self.word);
            self.tally.arabic += arabic;
            self.tally.foreign += foreign;
        }
        self.tally.doubtful |= self.word & DOUBTFUL != 0;
        self.length = 0;
        self.word = 0;
    }

    /// True: the line is Arabic.
    pub fn verdict(&self) -> bool {
        let doubtful = self.tally.doubtful || self.word & DOUBTFUL != 0;
        !doubtful || self.tally.arabic > self.tally.foreign
    }
}

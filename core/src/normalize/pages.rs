//! The tables of the judgement of lines for the vector path: characters by page, words by their letters.

use super::court::{self, Role, Slot, Word};
use crate::plan::{CR, LF, Plan};

/// What a character is, a bit each; none of them: it ends a word and counts.
pub const LETTER: u8 = 1;
pub const IGNORED: u8 = 2;
/// Ends a word, is not counted.
pub const BLANK: u8 = 4;
pub const FOREIGN: u8 = 8;
pub const DOUBTFUL: u8 = 16;
pub const FEMININE: u8 = 32;
/// Its key letter may stand in front of the article.
pub const PROCLITIC: u8 = 64;
/// Not for the vector path: a line end, what becomes several characters, letters of other pages.
pub const STOP: u8 = 128;

/// Letters of the longest word of the lists that there is room for.
pub const LONGEST: usize = 7;
/// So many letters of each, the end included, are looked at before a word is looked for.
pub const SIEVED: usize = 4;
/// The bits of a word's slot in which its letters are; those above say what it is.
const LETTERS: u64 = (1 << (8 * LONGEST)) - 1;

/// What the vector judgement reads.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Pages {
    /// The key letters of U+0600–06FF, which are of the same page, by their low bytes.
    pub keys: [u8; 256],
    /// What the characters U+0600–06FF, U+0000–00FF and U+2000–203F are.
    pub arabic: [u8; 256],
    pub latin: [u8; 256],
    pub general: [u8; 64],
    /// Words of the lists by hash, no two in a slot: letters, first one lowest, and what the word says.
    words: Box<[u64]>,
    factor: u64,
    /// Which words have a letter as their first, second, third and fourth one, by its low six bits; 0 is the end of a
    /// word. A bit for each eighth of the words, and all of them behind their ends.
    pub(super) sieve: [[u8; 64]; SIEVED],
    /// Two letters.
    pub article: [u8; 2],
}

/// The low byte of a letter of the page.
fn near(c: u32) -> Option<u8> {
    (c >> 8 == 6 && c & 0xFF != 0).then_some((c & 0xFF) as u8)
}

fn packed(word: &[u32]) -> Option<u64> {
    word.iter().rev().try_fold(0, |sum, c| near(*c).map(|low| sum << 8 | u64::from(low)))
}

fn flags(c: u32, role: Role) -> u8 {
    let is_far = role & court::IS_LETTER != 0 && (near(role & court::KEY).is_none() || c >> 8 != 6);
    if is_far || role & court::SEVERAL != 0 || c == LF || c == CR {
        return STOP;
    }
    let flag = |bit: Role, flag: u8| if role & bit != 0 { flag } else { 0 };
    flag(court::IS_LETTER, LETTER)
        | flag(court::IGNORED, IGNORED)
        | flag(court::BLANK, BLANK)
        | flag(court::FOREIGN, FOREIGN)
        | flag(court::DOUBTFUL, DOUBTFUL)
        | flag(court::FEMININE, FEMININE)
}

impl Pages {
    /// None: the lists or the article of this plan are not of a form that these tables can say.
    pub fn new(plan: &Plan, role: impl Fn(u32) -> Role) -> Option<Pages> {
        let script = &plan.script;
        let lists = [(&script.arabic_words, Word::Arabic), (&script.foreign_words, Word::Foreign)];
        let mut words = Vec::new();
        for (list, says) in lists {
            for word in list {
                // What is longer or of other letters is none that `score` would be asked for, but for the
                // length.
                match packed(word) {
                    Some(letters) if word.len() <= LONGEST => {
                        words.push(Slot { word: letters, says });
                    }
                    Some(_) => return None,
                    None => {}
                }
            }
        }
        let (slots, factor) = court::slots(&words)?;
        words.sort_unstable_by_key(|slot| slot.word.to_be());
        let mut sieve = [[0; 64]; SIEVED];
        for (i, slot) in words.iter().enumerate() {
            let (bit, letters) = (1 << (8 * i / words.len()), slot.word.to_le_bytes());
            let mut is_over = false;
            for (row, letter) in sieve.iter_mut().zip(letters) {
                match is_over {
                    true => row.iter_mut().for_each(|bits| *bits |= bit),
                    false => row[usize::from(letter & 63)] |= bit,
                }
                is_over |= letter == 0;
            }
        }
        let [a, b] = script.article[..] else { return None };
        let is_proclitic = |role: Role| {
            let key = role & court::KEY;
            role & court::IS_LETTER != 0 && script.proclitics.contains(&key)
        };
        let of = |c: u32| match role(c) {
            role if is_proclitic(role) => flags(c, role) | PROCLITIC,
            role => flags(c, role),
        };
        Some(Pages {
            keys: std::array::from_fn(|low| match role(0x600 + low as u32) {
                role if role & court::IS_LETTER != 0 => near(role & court::KEY).unwrap_or(0),
                _ => 0,
            }),
            arabic: std::array::from_fn(|low| of(0x600 + low as u32)),
            latin: std::array::from_fn(|low| of(low as u32)),
            general: std::array::from_fn(|low| of(0x2000 + low as u32)),
            words: slots.iter().map(|s| s.word | (s.says as u64) << (8 * LONGEST)).collect(),
            factor,
            sieve,
            article: [near(a)?, near(b)?],
        })
    }

    /// What the lists say of a word, given the first `LONGEST` letters of its key and nothing above, and how
    /// many letters it has: bit 0 that it is Arabic, bit 1 that it is not.
    #[inline(always)]
    pub fn says(&self, letters: u64, length: usize) -> u64 {
        let slot = self.words[court::slot(letters, self.factor, self.words.len())];
        let hit = (slot & LETTERS == letters) & (length <= LONGEST);
        (slot >> (8 * LONGEST)) & u64::from(hit).wrapping_neg()
    }
}

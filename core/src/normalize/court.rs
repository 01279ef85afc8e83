//! What characters and words are to the judgement of lines: tables made once from a plan.

use super::pages::Pages;
use crate::plan::{AMBIGUOUS, CLASS, CR, FOREIGN_LETTER, LETTER, LF, Plan, SPACE, TATWEEL};
use crate::trie::Trie;

/// What a character is to the judgement. The low 21 bits are its key letter; 0 is anything that ends a
/// word and counts.
pub type Role = u32;
pub const KEY: Role = (1 << 21) - 1;
pub const IS_LETTER: Role = 1 << 21;
/// A mark or tatweel, or nothing at all.
pub const IGNORED: Role = 1 << 22;
/// A space or a line end: ends the word, is not counted.
pub const BLANK: Role = 1 << 23;
pub const FOREIGN: Role = 1 << 24;
pub const DOUBTFUL: Role = 1 << 25;
pub const FEMININE: Role = 1 << 26;
/// The key letter is U+0800 or above.
pub const FAR: Role = 1 << 28;
/// Becomes several characters: look at each of them.
pub const SEVERAL: Role = 1 << 27;

/// Bits of a key letter in a packed word, and how many letters one holds. Key letters of
/// U+0800 and above do not fit.
pub const BITS: usize = 11;
pub const PACKED: usize = 5;
const NEAR: u32 = 1 << BITS;
const LETTERS: u64 = (1 << (BITS * PACKED)) - 1;

/// What a word of a list says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Word {
    Unknown,
    Arabic,
    Foreign,
}

/// A slot of the hash table over the words of the lists: 0 is an empty one.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    pub word: u64,
    pub says: Word,
}

/// The article as packed letters.
#[derive(Clone, Copy, Debug)]
struct Article {
    letters: u64,
    /// Bit by bit, whether a letter can stand in front of it.
    proclitics: [u64; NEAR as usize / 64],
}

/// The judgement of a plan, ready to run.
#[derive(Debug)]
pub struct Court {
    /// Of the input's characters, as they are written on a line that is not Arabic.
    roles: Trie<Role>,
    /// The same for the characters below U+0800.
    near: Box<[Role; NEAR as usize]>,
    /// The words of the lists, by what `name` says of them; no two share a slot.
    slots: Box<[Slot]>,
    factor: u64,
    /// None: it is not two letters below U+0800, or there are too many words for the table.
    article: Option<Article>,
    /// For the vector path; None: this plan has none.
    pub pages: Option<Box<Pages>>,
}

/// A word by its length and its last letters packed: exact for `PACKED` letters at most.
fn name(letters: u64, length: usize) -> u64 {
    letters & LETTERS | (length.min(511) as u64) << (BITS * PACKED)
}

fn packed(word: &[u32]) -> Option<u64> {
    let near = word.iter().all(|c| *c < NEAR);
    near.then(|| word.iter().fold(0, |sum, c| sum << BITS | u64::from(*c)))
}

/// The role of a character of the foreign text.
fn role(plan: &Plan, c: u32) -> Role {
    let class = plan.class(c);
    if class & CLASS != 0 || c == TATWEEL {
        return IGNORED;
    }
    if class & LETTER == 0 {
        return if matches!(c, SPACE | LF | CR) { BLANK } else { 0 };
    }
    let key = match plan.script.key.get(c) {
        0 => c,
        key => key,
    };
    let mut role = IS_LETTER | key;
    if class & FOREIGN_LETTER != 0 {
        role |= FOREIGN | DOUBTFUL;
    }
    if key >= NEAR {
        role |= FAR;
    }
    if class & AMBIGUOUS != 0 {
        role |= DOUBTFUL;
    }
    if c == plan.script.feminine {
        role |= FEMININE;
    }
    role
}

impl Court {
    pub fn new(plan: &Plan) -> Court {
        let mut roles = Trie::default();
        for &c in plan.noted() {
            let role = match plan.foreign.get(c) {
                None => role(plan, c),
                Some([]) => IGNORED,
                Some([one]) => role(plan, *one),
                Some(_) => SEVERAL,
            };
            if role != 0
                && let Some(slot) = roles.get_mut(c)
            {
                *slot = role;
            }
        }
        let script = &plan.script;
        let lists = [(&script.arabic_words, Word::Arabic), (&script.foreign_words, Word::Foreign)];
        let words = lists.into_iter().flat_map(|(list, says)| {
            list.iter().filter_map(move |word| {
                packed(word).map(|letters| Slot { word: name(letters, word.len()), says })
            })
        });
        let found = slots(&words.collect::<Vec<_>>());
        let article = match script.article[..] {
            [a, b] if found.is_some() && a < NEAR && b < NEAR => {
                let mut proclitics = [0; NEAR as usize / 64];
                for c in script.proclitics.iter().filter(|c| **c < NEAR) {
                    proclitics[(c / 64) as usize] |= 1u64 << (c % 64);
                }
                Some(Article { letters: u64::from(a) << BITS | u64::from(b), proclitics })
            }
            _ => None,
        };
        let (slots, factor) = found.unwrap_or_default();
        let mut near = Box::new([0; NEAR as usize]);
        for (c, role) in (0..).zip(near.iter_mut()) {
            *role = roles.get(c);
        }
        let pages = match plan.contexts.script {
            true => Pages::new(plan, |c| roles.get(c)).map(Box::new),
            false => None,
        };
        Court { roles, near, slots, factor, article, pages }
    }

    /// The role of a character of the input.
    #[inline(always)]
    pub fn role(&self, c: u32) -> Role {
        match self.near.get(c as usize) {
            Some(role) => *role,
            None => self.roles.get(c),
        }
    }

    /// The slot of a word.
    #[inline(always)]
    fn slot(&self, name: u64) -> &Slot {
        &self.slots[slot(name, self.factor, self.slots.len())]
    }

    /// What a word counts for Arabic, and against it, from its letters packed: the first `PACKED` and
    /// the last ones, their number, and what they are all together. None: the whole key must be seen.
    #[inline(always)]
    pub fn score(
        &self,
        first: u64,
        last: u64,
        length: usize,
        word: Role,
    ) -> Option<(usize, usize)> {
        let article = self.article.as_ref()?;
        let name = name(last, length);
        let slot = self.slot(name);
        let hit = slot.word == name;
        if word & (FOREIGN | FAR) != 0 || (hit && length > PACKED) {
            return if word & FOREIGN != 0 { Some((0, 1)) } else { None };
        }
        // No branches from here on: what the next word is cannot be foretold.
        let (says_arabic, foreign) =
            (hit & (slot.says == Word::Arabic), hit & (slot.says == Word::Foreign));
        let shown = length.min(PACKED);
        let pair =
            |at: usize| first >> (BITS * shown.saturating_sub(at + 2)) & ((1 << (2 * BITS)) - 1);
        let head = (first >> (BITS * (PACKED - 1))) as usize & (NEAR as usize - 1);
        let proclitic = article.proclitics[head / 64] >> (head % 64) & 1 != 0;
        let has_article = (length >= 4) & (pair(0) == article.letters)
            | (length >= 5) & proclitic & (pair(1) == article.letters);
        let feminine = word & FEMININE != 0;
        let arabic =
            usize::from(feminine) * 2 + usize::from(!feminine & (says_arabic | has_article));
        Some((arabic * usize::from(!foreign), usize::from(foreign)))
    }
}

/// Of a character that another one became.
#[cold]
#[inline(never)]
pub fn role_of(plan: &Plan, c: u32) -> Role {
    role(plan, c)
}

#[inline(always)]
pub fn slot(name: u64, factor: u64, slots: usize) -> usize {
    (name.wrapping_mul(factor) >> 40) as usize & (slots - 1)
}

/// The words in a hash table without collisions, and its factor; None if there are too many. A word of
/// both lists is foreign; long words that share a name are looked at one by one.
pub fn slots(words: &[Slot]) -> Option<(Box<[Slot]>, u64)> {
    let empty = Slot { word: 0, says: Word::Unknown };
    let mut factor = 0x9E37_79B9_7F4A_7C15u64;
    for size in (9..16).map(|bits| 1 << bits) {
        for _ in 0..64 {
            factor =
                factor.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F) | 1;
            let mut table = vec![empty; size].into_boxed_slice();
            let fits = words.iter().all(|new| {
                let slot = &mut table[slot(new.word, factor, size)];
                let fits = slot.word == 0 || slot.word == new.word;
                *slot = *new;
                fits
            });
            if fits {
                return Some((table, factor));
            }
        }
    }
    None
}

/// The same from the whole key, as the reference says it.
#[inline(never)]
pub fn score_key(plan: &Plan, key: &[u32], length: usize, word: Role) -> (usize, usize) {
    let script = &plan.script;
    if word & FOREIGN != 0 {
        return (0, 1);
    }
    let is_in = |list: &[Vec<u32>]| length == key.len() && list.iter().any(|known| known == key);
    if is_in(&script.foreign_words) {
        return (0, 1);
    }
    if word & FEMININE != 0 {
        return (2, 0);
    }
    let is_arabic = is_in(&script.arabic_words) || has_article(plan, key);
    (usize::from(is_arabic), 0)
}

fn has_article(plan: &Plan, key: &[u32]) -> bool {
    let article = &plan.script.article[..];
    let fits = |body: &[u32]| {
        body.len() >= article.len() + 2 && body.iter().zip(article).all(|(a, b)| a == b)
    };
    fits(key) || (plan.script.proclitics.contains(&key[0]) && fits(&key[1..]))
}

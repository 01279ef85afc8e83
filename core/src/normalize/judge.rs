//! Is a line written in Arabic, or in another language of the same script?
//!
//! The rules are those of `Judge` in `tests/reference/normalize_reference.py`. What a character is to
//! the judgement is looked up once in a table that is made from the plan.

use crate::plan::{AMBIGUOUS, CLASS, CR, FOREIGN_LETTER, LETTER, LF, Plan, SPACE, TATWEEL};
use crate::trie::Trie;

/// What a character is to the judgement. The low 21 bits are its key letter; 0 is anything that ends a
/// word and counts.
type Role = u32;
const KEY: Role = (1 << 21) - 1;
const IS_LETTER: Role = 1 << 21;
/// A mark or tatweel, or nothing at all.
const IGNORED: Role = 1 << 22;
/// A space or a line end: ends the word, is not counted.
const BLANK: Role = 1 << 23;
const FOREIGN: Role = 1 << 24;
const DOUBTFUL: Role = 1 << 25;
const FEMININE: Role = 1 << 26;
/// The key letter is U+0800 or above.
const FAR: Role = 1 << 28;
/// Becomes several characters: look at each of them.
const SEVERAL: Role = 1 << 27;

/// Letters of a word's key that are kept: enough for the article and what goes with it.
const KEPT: usize = 16;
const SLOTS: usize = 512;
/// Key letters below this are packed.
const NEAR: u32 = 0x800;

/// The judgement of a plan, ready to run.
#[derive(Debug)]
pub struct Court {
    /// Of the input's characters, as they are written on a line that is not Arabic.
    roles: Trie<Role>,
    /// The same for the characters below U+0800.
    near: Box<[Role; NEAR as usize]>,
    /// Words of at most five letters below U+0800, eleven bits a letter, in a hash table; true: a word
    /// of Arabic. 0 is an empty slot.
    short: Box<[(u64, bool); SLOTS]>,
    /// All other words.
    long: Vec<(Vec<u32>, bool)>,
}

/// A word as a number, if it is short enough; eleven bits a letter, so no two words share one.
fn packed(word: &[u32]) -> Option<u64> {
    let fits = word.len() <= 5 && word.iter().all(|c| *c < NEAR);
    fits.then(|| word.iter().fold(0, |sum, c| sum << 11 | u64::from(*c)))
}

fn slot(word: u64) -> usize {
    (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize
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
        let mut short = Box::new([(0, false); SLOTS]);
        let mut long: Vec<(Vec<u32>, bool)> = Vec::new();
        let mut used = 0;
        // A word of both lists is foreign: it is found first.
        for (list, arabic) in [(&script.foreign_words, false), (&script.arabic_words, true)] {
            for word in list {
                let number = packed(word).filter(|n| *n != 0 && used < SLOTS / 2);
                let Some(number) = number else {
                    long.push((word.clone(), arabic));
                    continue;
                };
                let mut i = slot(number);
                while short[i].0 != 0 {
                    i = (i + 1) % SLOTS;
                }
                short[i] = (number, arabic);
                used += 1;
            }
        }
        let mut near = Box::new([0; NEAR as usize]);
        for (c, role) in (0..).zip(near.iter_mut()) {
            *role = roles.get(c);
        }
        Court { roles, near, short, long }
    }

    /// Of a character that another one became.
    #[cold]
    #[inline(never)]
    fn role_of(&self, plan: &Plan, c: u32) -> Role {
        role(plan, c)
    }

    /// Whether a word is one of Arabic or a foreign one; None: neither.
    fn word(&self, word: &[u32], number: Option<u64>) -> Option<bool> {
        if let Some(number) = number {
            let mut i = slot(number);
            while self.short[i].0 != 0 {
                if self.short[i].0 == number {
                    return Some(self.short[i].1);
                }
                i = (i + 1) % SLOTS;
            }
        }
        self.long.iter().find(|(known, _)| known == word).map(|(_, arabic)| *arabic)
    }
}

/// Reads a line from its beginning.
#[derive(Debug)]
pub struct Judge<'a> {
    plan: &'a Plan,
    court: &'a Court,
    read: usize,
    counted: usize,
    arabic: usize,
    foreign: usize,
    doubtful: bool,
    /// The first letters of the word's key, and how many letters it has.
    key: [u32; KEPT],
    length: usize,
    last: u32,
    /// Its last letters packed, as in `Court::short`.
    number: u64,
    /// What the word's letters are, all together.
    word: Role,
}

impl<'a> Judge<'a> {
    pub fn new(plan: &'a Plan, court: &'a Court) -> Judge<'a> {
        Judge {
            plan,
            court,
            read: 0,
            counted: 0,
            arabic: 0,
            foreign: 0,
            doubtful: false,
            key: [0; KEPT],
            length: 0,
            last: 0,
            number: 0,
            word: 0,
        }
    }

    /// Whether the judgement ends here, be the line as long as it will.
    #[inline(always)]
    pub fn is_full(&self) -> bool {
        self.counted >= self.plan.script.window || self.read >= self.plan.script.reach
    }

    /// One character of the input.
    #[inline(always)]
    pub fn feed(&mut self, c: u32) {
        self.read += 1;
        let role = match self.court.near.get(c as usize) {
            Some(role) => *role,
            None => self.court.roles.get(c),
        };
        if role & SEVERAL == 0 {
            return self.take(role);
        }
        let (plan, court) = (self.plan, self.court);
        for &part in plan.foreign.get(c).unwrap_or_default() {
            self.take(court.role_of(plan, part));
            if self.counted >= plan.script.window {
                return;
            }
        }
    }

    #[inline(always)]
    fn take(&mut self, role: Role) {
        if role & IS_LETTER != 0 {
            let letter = role & KEY;
            if self.length == 0 || self.last != letter {
                if self.length < KEPT {
                    self.key[self.length] = letter;
                }
                self.length += 1;
                self.number = self.number << 11 | u64::from(letter);
                self.last = letter;
                self.counted += 1;
            }
            self.word |= role;
        } else if role & IGNORED == 0 {
            if self.length != 0 {
                self.end_word();
            }
            self.counted += usize::from(role & BLANK == 0);
        }
    }

    /// The end of the line or of the input.
    #[inline(always)]
    pub fn end_word(&mut self) {
        if self.length != 0 {
            let key = &self.key[..self.length.min(KEPT)];
            let near = self.word & FAR == 0;
            let number = (self.length <= 5 && near).then_some(self.number);
            let (arabic, foreign) = score(self.plan, self.court, key, number, self.word);
            self.arabic += arabic;
            self.foreign += foreign;
        }
        self.doubtful |= self.word & DOUBTFUL != 0;
        self.length = 0;
        self.number = 0;
        self.word = 0;
    }

    /// True: the line is Arabic.
    pub fn verdict(&self) -> bool {
        let doubtful = self.doubtful || self.word & DOUBTFUL != 0;
        !doubtful || self.arabic > self.foreign
    }
}

/// What a word counts for Arabic, and against it. `number`: it is packed, and short and near enough
/// for that; else it is looked for among the long ones.
#[inline(never)]
fn score(
    plan: &Plan,
    court: &Court,
    key: &[u32],
    number: Option<u64>,
    word: Role,
) -> (usize, usize) {
    if word & FOREIGN != 0 {
        return (0, 1);
    }
    match court.word(key, number) {
        Some(false) => (0, 1),
        _ if word & FEMININE != 0 => (2, 0),
        Some(true) => (1, 0),
        None => (usize::from(has_article(plan, key)), 0),
    }
}

fn has_article(plan: &Plan, key: &[u32]) -> bool {
    let article = &plan.script.article[..];
    let fits = |body: &[u32]| {
        body.len() >= article.len() + 2 && body.iter().zip(article).all(|(a, b)| a == b)
    };
    fits(key) || (plan.script.proclitics.contains(&key[0]) && fits(&key[1..]))
}

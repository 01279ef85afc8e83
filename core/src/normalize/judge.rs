//! Is a line written in Arabic, or in another language of the same script?
//!
//! A transliteration of `Judge` of `tests/reference/normalize_reference.py`, which tells the rules.

use crate::plan::{AMBIGUOUS, CLASS, CR, FOREIGN_LETTER, LETTER, LF, Plan, SPACE, Script, TATWEEL};

/// Reads a line from its beginning.
#[derive(Debug)]
pub struct Judge<'a> {
    plan: &'a Plan,
    read: usize,
    counted: usize,
    arabic: usize,
    foreign: usize,
    doubtful: bool,
    /// The first letters of the word's key, as many as any comparison needs.
    key: Vec<u32>,
    last: u32,
    word_foreign: bool,
    word_feminine: bool,
}

impl<'a> Judge<'a> {
    pub fn new(plan: &'a Plan) -> Judge<'a> {
        Judge {
            plan,
            read: 0,
            counted: 0,
            arabic: 0,
            foreign: 0,
            doubtful: false,
            key: Vec::with_capacity(plan.script.key_length + 1),
            last: 0,
            word_foreign: false,
            word_feminine: false,
        }
    }

    /// Whether the judgement ends here, be the line as long as it will.
    pub fn is_full(&self) -> bool {
        self.counted >= self.plan.script.window || self.read >= self.plan.script.reach
    }

    /// One character of the input.
    pub fn feed(&mut self, c: u32) {
        self.read += 1;
        let plan = self.plan;
        match plan.foreign.get(c) {
            None => self.feed_part(c),
            Some(parts) => {
                for &part in parts {
                    self.feed_part(part);
                    if self.counted >= plan.script.window {
                        return;
                    }
                }
            }
        }
    }

    fn feed_part(&mut self, c: u32) {
        let class = self.plan.class(c);
        if class & CLASS != 0 || c == TATWEEL {
            return;
        }
        if class & LETTER != 0 {
            let script = &self.plan.script;
            let letter = match script.key.get(c) {
                0 => c,
                key => key,
            };
            if self.key.is_empty() || self.last != letter {
                if self.key.len() < script.key_length {
                    self.key.push(letter);
                }
                self.last = letter;
                self.counted += 1;
            }
            self.word_foreign |= class & FOREIGN_LETTER != 0;
            self.word_feminine |= c == script.feminine;
            self.doubtful |= class & (FOREIGN_LETTER | AMBIGUOUS) != 0;
            return;
        }
        self.end_word();
        if c != SPACE && c != LF && c != CR {
            self.counted += 1;
        }
    }

    /// The end of the line or of the input.
    pub fn end_word(&mut self) {
        if !self.key.is_empty() {
            let script = &self.plan.script;
            if self.word_foreign || script.foreign_words.contains(&self.key) {
                self.foreign += 1;
            } else if self.word_feminine {
                self.arabic += 2;
            } else if script.arabic_words.contains(&self.key) || has_article(script, &self.key) {
                self.arabic += 1;
            }
        }
        self.key.clear();
        self.last = 0;
        self.word_foreign = false;
        self.word_feminine = false;
    }

    /// True: the line is Arabic.
    pub fn verdict(&self) -> bool {
        !self.doubtful || self.arabic > self.foreign
    }
}

fn has_article(script: &Script, key: &[u32]) -> bool {
    let fits =
        |body: &[u32]| body.starts_with(&script.article) && body.len() >= script.article.len() + 2;
    fits(key) || (script.proclitics.contains(&key[0]) && fits(&key[1..]))
}

//! Texts of U+0000–00FF that a plan leaves as they are: told at a glance.

use crate::plan::{CLASS, CR, LETTER, LF, Plan, SEPARATOR, SPACE};

/// What a character is here; two bits.
const PLAIN: u8 = 0;
const BLANK: u8 = 1;
const LINE: u8 = 2;
const TOUCHED: u8 = 3;

/// Bit `before * 4 + now`: a character that may not stay, or not after that one.
const WRONG: u16 = {
    let mut wrong = 0;
    let mut before = 0;
    while before < 4 {
        let blank_goes = before == BLANK || before == LINE;
        wrong |= (blank_goes as u16) << (before * 4 + BLANK);
        wrong |= ((before == BLANK) as u16) << (before * 4 + LINE);
        wrong |= 1 << (before * 4 + TOUCHED);
        before += 1;
    }
    wrong
};

/// What the characters up to U+00FF are to a plan.
#[derive(Debug)]
pub struct Latin([u8; 256]);

impl Latin {
    pub fn new(plan: &Plan) -> Latin {
        let on = plan.contexts;
        Latin(std::array::from_fn(|c| {
            let c = c as u32;
            // No letter of Arabic, so no punctuation between its words, no elongation, no judgement.
            let seen = plan.class(c) & (CLASS | LETTER | SEPARATOR) != 0;
            let mapped = plan.arabic.is_touched(c) || plan.foreign.is_touched(c);
            match c {
                _ if seen || mapped => TOUCHED,
                CR if on.line_ends || on.blanks => TOUCHED,
                SPACE if on.blanks => BLANK,
                LF if on.blanks => LINE,
                _ => PLAIN,
            }
        }))
    }

    /// Whether a whole text of these characters stays as it is.
    pub fn stays(&self, text: &[u8]) -> bool {
        let mut before = LINE;
        for piece in text.chunks(1024) {
            let mut wrong = 0;
            for c in piece {
                let now = self.0[usize::from(*c)];
                wrong |= WRONG >> (before * 4 + now) & 1;
                before = now;
            }
            if wrong != 0 {
                return false;
            }
        }
        before != BLANK
    }
}

//! Slow characters that need no machine where they stand: the frequent cases, told from the
//! characters around. Whatever is not plain is left to the machines.

use super::Normalizer;
use super::cursor::Cursor;
use super::fast::{self, Kind, Line};
use super::text::{Decoded, Text};
use crate::plan::{BETWEEN, CLASS, CR, HAMZA, LETTER, LF, Plan, SEPARATOR, TATWEEL, TRANSPARENT};

/// How many characters are looked past at most.
const FAR: usize = 8;

/// What may be done with a slow character: read so many units, and write these.
pub struct Shortcut<U> {
    pub read: usize,
    units: [U; 8],
    width: usize,
}

impl<U: Copy> Shortcut<U> {
    /// The units to be written instead.
    pub fn units(&self) -> &[U] {
        &self.units[..self.width]
    }

    fn new<T: Text<Unit = U>>(read: usize, chars: &[u32]) -> Shortcut<U> {
        let (mut units, mut width) = ([T::ZERO; 8], 0);
        for c in chars {
            let mut scratch = [T::ZERO; 4];
            for unit in T::encode(*c, &mut scratch) {
                units[width] = *unit;
                width += 1;
            }
        }
        Shortcut { read, units, width }
    }
}

/// What may be done with the slow character `c`, `n` units long, at the cursor. `after_letter` tells
/// whether the last telling character written is a letter.
pub fn find<T: Text>(
    norm: &Normalizer,
    line: Line,
    at: &Cursor<T::Unit>,
    src: &[T::Unit],
    (c, n): (u32, usize),
    after_letter: impl FnOnce() -> bool,
) -> Option<Shortcut<T::Unit>> {
    let plan = &*norm.plan;
    let ahead = Ahead::<T> { plan, line, src, pos: at.pos + n };
    if plan.mapping(line != Line::Foreign).get(c).is_some() {
        return None;
    }
    if c == TATWEEL && plan.contexts.tatweel.is_some() {
        return tatweel::<T>(ahead, n);
    }
    if c == CR && plan.contexts.line_ends {
        let next = (ahead.pos < src.len()).then(|| T::decode(src, ahead.pos));
        return (next == Some(Decoded::Char(LF, 1))).then(|| Shortcut::new::<T>(n, &[]));
    }
    let class = plan.class(c);
    let simple = class & (CLASS | LETTER | SEPARATOR) == 0;
    if class & BETWEEN != 0 && simple && plan.contexts.punctuation {
        let to = if ahead.between(plan.contexts.blanks)? && after_letter() {
            *plan.between_words.get(&c)?
        } else {
            c
        };
        return Some(Shortcut::new::<T>(n, &[to]));
    }
    None
}

/// A tatweel, `n` units long: dropped in front of a base, kept with a single hamza above or below.
fn tatweel<T: Text>(mut ahead: Ahead<'_, T>, n: usize) -> Option<Shortcut<T::Unit>> {
    let start = ahead.pos - n;
    let (kind, c, length) = ahead.next()?;
    let class = ahead.plan.class(c);
    if class & CLASS == 0 {
        let free = matches!(kind, Kind::Free | Kind::Blank);
        return free.then(|| Shortcut::new::<T>(n, &[]));
    }
    let pairs = &ahead.plan.mapping(ahead.line != Line::Foreign).pairs;
    if class & HAMZA == 0 || length != 1 || pairs.contains_key(&(TATWEEL, c)) {
        return None;
    }
    let read = ahead.pos - start;
    ahead.next_is_base()?;
    Some(Shortcut::new::<T>(read, &[TATWEEL, c]))
}

/// The characters after a slow one.
struct Ahead<'a, T: Text> {
    plan: &'a Plan,
    line: Line,
    src: &'a [T::Unit],
    pos: usize,
}

impl<T: Text> Ahead<'_, T> {
    /// The next character that becomes something: its kind, and what it becomes first. None: the piece
    /// ends, or it takes too long to find.
    fn next(&mut self) -> Option<(Kind, u32, usize)> {
        for _ in 0..FAR {
            if self.pos >= self.src.len() {
                return None;
            }
            let Decoded::Char(c, n) = T::decode(self.src, self.pos) else { return None };
            self.pos += n;
            let own = [c];
            let text = self.plan.mapping(self.line != Line::Foreign).get(c).unwrap_or(&own);
            if let Some(first) = text.first() {
                return Some((fast::kind(self.plan, self.line, c), *first, text.len()));
            }
        }
        None
    }

    /// Whether the machines could be left in front of the next character. None: that is not known, or
    /// some machine has to count on.
    fn next_is_base(mut self) -> Option<()> {
        let (kind, first, _) = self.next()?;
        let free = matches!(kind, Kind::Free | Kind::Blank);
        (free && self.plan.class(first) & CLASS == 0).then_some(())
    }

    /// Whether what follows lets a punctuation mark between words be replaced.
    fn between(mut self, blanks: bool) -> Option<bool> {
        let mut after_blank = false;
        for _ in 0..self.plan.look_ahead {
            let (mut kind, mut c, mut length) = self.next()?;
            while blanks && after_blank && kind == Kind::Blank {
                (kind, c, length) = self.next()?;
            }
            if kind == Kind::Slow && c != LF {
                return None;
            }
            after_blank = kind == Kind::Blank;
            let class = self.plan.class(c);
            if class & CLASS != 0 {
                return None; // it would stand on the punctuation mark
            }
            if c == LF {
                return Some(true);
            }
            if class & (CLASS | TRANSPARENT) == 0 {
                return Some(class & LETTER != 0);
            }
            if length != 1 {
                return None;
            }
        }
        // The blank at the end of the line would not have been seen.
        if blanks && after_blank { None } else { Some(false) }
    }
}

//! Slow characters that need no machine where they stand: the frequent cases, told from the
//! characters around. Whatever is not plain is left to the machines.

use super::Normalizer;
use super::cursor::Cursor;
use super::fast::{COUNTED, FastSet, Kind, Line};
use super::marks::{self, Item, Run};
use super::text::{Decoded, Text};
use crate::plan::{
    BETWEEN, CLASS, CR, HAMZA, LETTER, LF, Plan, SEPARATOR, TATWEEL, TRANSPARENT, Tatweel,
};

/// How many characters are looked past at most.
const FAR: usize = 8;
/// Units of the longest shortcut: a base and the marks before and behind the slow character.
const ROOM: usize = 4 * (2 * FAR + 2);

/// What may be done with a slow character: take back so many units of output, read so many of input,
/// and write these.
pub struct Shortcut<U> {
    pub back: usize,
    pub read: usize,
    units: [U; ROOM],
    width: usize,
}

impl<U: Copy> Shortcut<U> {
    /// The units to be written instead.
    pub fn units(&self) -> &[U] {
        &self.units[..self.width]
    }

    fn new<T: Text<Unit = U>>(read: usize, chars: impl IntoIterator<Item = u32>) -> Shortcut<U> {
        let (mut units, mut width) = ([T::ZERO; ROOM], 0);
        for c in chars {
            let mut scratch = [T::ZERO; 4];
            for unit in T::encode(c, &mut scratch) {
                units[width] = *unit;
                width += 1;
            }
        }
        Shortcut { back: 0, read, units, width }
    }
}

/// What may be done with the slow character `c`, `n` units long, at the cursor. `after_letter` tells
/// whether the last telling character written is a letter.
///
/// What stands in front of `floor` belongs to the machines. `run` is scratch memory.
pub fn find<T: Text>(
    norm: &Normalizer,
    line: Line,
    at: &Cursor<T::Unit>,
    (src, floor): (&[T::Unit], usize),
    (c, n): (u32, usize),
    run: &mut Run,
    after_letter: impl FnOnce() -> bool,
) -> Option<Shortcut<T::Unit>> {
    let plan = &*norm.plan;
    let ahead = Ahead::<T> { plan, set: norm.set(line), line, src, pos: at.pos + n };
    if plan.mapping(line != Line::Foreign).get(c).is_some() {
        return None;
    }
    let class = plan.class(c);
    if class & CLASS != 0 || c == TATWEEL {
        return marked::<T>(ahead, at, floor, c, run);
    }
    if c == CR && plan.contexts.line_ends {
        let next = (ahead.pos < src.len()).then(|| T::decode(src, ahead.pos));
        return (next == Some(Decoded::Char(LF, 1))).then(|| Shortcut::new::<T>(n, []));
    }
    let simple = class & (LETTER | SEPARATOR) == 0;
    if class & BETWEEN != 0 && simple && plan.contexts.punctuation {
        let to = if after_letter() && ahead.between(plan.contexts.blanks)? {
            *plan.between_words.get(&c)?
        } else {
            c
        };
        return Some(Shortcut::new::<T>(n, [to]));
    }
    None
}

/// A mark or a tatweel at the cursor, `c`: all of its base and marks at once, if these are a few
/// and the base is a letter or the tatweel itself.
fn marked<T: Text>(
    mut ahead: Ahead<'_, T>,
    at: &Cursor<T::Unit>,
    floor: usize,
    c: u32,
    run: &mut Run,
) -> Option<Shortcut<T::Unit>> {
    let (plan, pos) = (ahead.plan, at.pos);
    let arabic = ahead.line != Line::Foreign;
    let item = |c: u32| Item { c, arabic, at: pos };
    (run.base, run.passing) = (None, false);
    run.marks.clear();
    if c != TATWEEL {
        run.marks.push(item(c));
    }
    ahead.marks(|c| run.marks.push(item(c)))?;
    if plan.contexts.elongation.is_some_and(|most| most > COUNTED) {
        return None; // whoever goes on must be able to count the letters before
    }
    if run.marks.iter().any(|i| plan.class(i.c) & (LETTER | BETWEEN | SEPARATOR) != 0) {
        return None;
    }
    let is_kept = match plan.contexts.tatweel {
        _ if c != TATWEEL => false,
        None => true,
        Some(Tatweel::Mark) => !run.marks.is_empty(),
        Some(Tatweel::Hamza) => run.marks.iter().any(|i| plan.class(i.c) & HAMZA != 0),
    };
    let mut back = 0;
    if is_kept {
        run.base = Some(item(TATWEEL));
    } else if run.marks.is_empty() {
        return Some(Shortcut::new::<T>(ahead.pos - pos, []));
    } else {
        let (base, width) = ahead.base(pos, floor, |c| run.marks.insert(0, item(c)))?;
        run.base = Some(item(base));
        back = width;
    }
    if run.marks.len() > plan.mark_run {
        return None; // the machines let such a run pass
    }
    let before = run.base;
    if plan.contexts.compose.is_some() {
        run.compose(plan);
    }
    if plan.contexts.order.is_some() {
        marks::sort(plan, &mut run.marks);
    }
    if plan.contexts.elongation.is_some() && (is_kept || run.base != before) {
        // A new letter, which may be one too many of its kind.
        let written = at.written();
        let q = written.len() - back;
        if q == 0 {
            return None;
        }
        let last = T::decode(written, T::before(&written[..q], q));
        if matches!(last, Decoded::Char(c, _) if Some(item(c)) == run.base) {
            return None;
        }
    }
    let chars = run.base.iter().chain(&run.marks).map(|item| item.c);
    Some(Shortcut { back, ..Shortcut::new::<T>(ahead.pos - pos, chars) })
}

/// The characters after a slow one.
struct Ahead<'a, T: Text> {
    plan: &'a Plan,
    set: &'a FastSet,
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
            let kind = self.set.kind(c);
            if kind == Kind::Doubtful {
                return None; // what it becomes hangs on its line
            }
            let own = [c];
            let text = self.plan.mapping(self.line != Line::Foreign).get(c).unwrap_or(&own);
            if let Some(first) = text.first() {
                return Some((kind, *first, text.len()));
            }
        }
        None
    }

    /// Goes on to the next base, giving `each` of the marks on the way. None: too many of them, or the
    /// piece ends first, or the base is no sure one.
    fn marks(&mut self, mut each: impl FnMut(u32)) -> Option<()> {
        for _ in 0..=FAR {
            let before = self.pos;
            let (_, first, length) = self.next()?;
            if first == TATWEEL && self.plan.contexts.tatweel.is_some() {
                return None; // it may go, and the marks behind it join these
            }
            if self.plan.contexts.separators && self.plan.class(first) & SEPARATOR != 0 {
                return None; // the digit in front of it must be seen
            }
            if self.plan.class(first) & CLASS == 0 {
                self.pos = before;
                return Some(());
            }
            if length != 1 {
                return None;
            }
            each(first);
        }
        None
    }

    /// The letter whose marks stand in front of `pos`, and the units of output of all of them; gives
    /// `each` mark, last one first. None: no letter, or too many marks, or in front of `floor`.
    fn base(&self, pos: usize, floor: usize, mut each: impl FnMut(u32)) -> Option<(u32, usize)> {
        let mapping = self.plan.mapping(self.line != Line::Foreign);
        let (mut t, mut width) = (pos, 0);
        for _ in 0..FAR {
            if t <= floor {
                return None;
            }
            t = T::before(self.src, t);
            let Decoded::Char(c, _) = T::decode(self.src, t) else { return None };
            let own = [c];
            let c = match mapping.get(c).unwrap_or(&own) {
                [] => continue,
                [one] => *one,
                _ => return None,
            };
            if !mapping.is_idle(c) {
                width += T::width(c);
            }
            if self.plan.class(c) & CLASS == 0 {
                let is_letter = self.plan.class(c) & LETTER != 0 && c != TATWEEL;
                return is_letter.then_some((c, width));
            }
            each(c);
        }
        None
    }

    /// Whether what follows lets a punctuation mark between words be replaced.
    fn between(mut self, blanks: bool) -> Option<bool> {
        let mut after_blank = false;
        for _ in 0..self.plan.look_ahead {
            let (mut kind, mut c, mut length) = self.next()?;
            while blanks && after_blank && kind == Kind::Blank {
                (kind, c, length) = self.next()?;
            }
            if matches!(kind, Kind::Slow | Kind::Doubtful) && c != LF {
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

//! Marks that stop a kernel because they are out of order or because they compose, and tatweels: their run is
//! read from the output and from what follows, and written anew. What is not plain is left to `shortcut`
//! and to the machines.

use super::cursor::{Cursor, Edge};
use super::fast::{self, COUNTED, FastSet};
use super::scalar::{WIDE_GONE, WIDE_SLOW};
use super::text::{Decoded, Text};
use crate::plan::{
    BETWEEN, CLASS, COMPOSING, Compose, HAMZA_BELOW, LETTER, MADDA, Mapping, Order, Plan,
    SEPARATOR, SHADDA, TATWEEL, Tatweel,
};

/// Marks of a run at most; a longer one is rare, and no machine would hold a very long one.
const MOST: usize = 8;
/// In `places`: the mark composes.
const COMPOSES: u16 = 0x100;

/// What a kind of line says of marks and tatweels.
#[derive(Debug)]
pub struct Mender {
    /// Of the marks of U+0600–06FF that stay or compose: their place in a run, from 1 on.
    places: [u16; 256],
    /// Letter, mark, and what they become; the other way round.
    pairs: Vec<(u32, u32, u32)>,
    splits: Vec<(u32, u32, u32)>,
    composes: bool,
    tatweel: bool,
    elongation: bool,
}

impl Mender {
    /// None: the plan asks for what is not done here.
    pub fn new(plan: &Plan, mapping: &Mapping) -> Option<Mender> {
        let on = plan.contexts;
        let order = on.order?;
        let is_done = on.compose.is_none_or(|how| how == Compose::Keep)
            && on.tatweel.is_none_or(|how| how == Tatweel::Mark)
            && on.elongation.is_none_or(|most| most <= COUNTED)
            && !mapping.has_idle()
            && plan.mark_run > MOST;
        if !is_done {
            return None;
        }
        let place = |c: u32| {
            let class = plan.class(c);
            let busy = class & (LETTER | BETWEEN | SEPARATOR) != 0 || mapping.is_touched(c);
            match class & COMPOSING {
                0 => fast::rank(plan, mapping, c).into(),
                _ if busy || class & CLASS == 0 => 0,
                _ => {
                    let is_first = order == Order::ShaddaFirst && c == SHADDA;
                    COMPOSES | if is_first { 1 } else { 1 + (class & CLASS) as u16 }
                }
            }
        };
        let places = std::array::from_fn(|i| place(0x600 + i as u32));
        let pairs = mapping.pairs.iter().map(|((letter, mark), to)| (*letter, *mark, *to));
        let splits = mapping.splits.iter().map(|(c, (letter, mark))| (*c, *letter, *mark));
        let mender = Mender {
            places,
            pairs: pairs.collect(),
            splits: splits.collect(),
            composes: on.compose.is_some(),
            tatweel: on.tatweel.is_some() && !mapping.is_touched(TATWEEL),
            elongation: on.elongation.is_some(),
        };
        let known = mender.splits.iter().all(|(_, _, mark)| mender.place(*mark) != 0);
        known.then_some(mender)
    }

    /// The place of a mark, perhaps with `COMPOSES`; 0 of anything else.
    #[inline]
    fn place(&self, c: u32) -> u16 {
        if c >> 8 == 6 { self.places[(c & 0xFF) as usize] } else { 0 }
    }

    /// Does the run of the slow character `c`, `n` units long, that the cursor stands in front of: up to the
    /// next base, in front of which the machines hold nothing then. False: nothing has been done.
    pub fn mend<T: Text>(
        &self,
        set: &FastSet,
        src: &[T::Unit],
        (c, n): (u32, usize),
        at: &mut Cursor<T::Unit>,
    ) -> bool {
        let is_tatweel = self.tatweel && c == TATWEEL;
        let place = self.place(c);
        if place == 0 && !is_tatweel {
            return false;
        }
        let written = at.written();
        // In the output: the marks that stand there, and their base.
        let mut run = Marks { chars: [0; MOST], count: 0 };
        let (mut q, mut base, mut base_at) = (written.len(), TATWEEL, written.len());
        if !is_tatweel {
            loop {
                let Some((c, start)) = last::<T>(&written[..q]) else { return false };
                base_at = start;
                if self.place(c) == 0 {
                    base = c;
                    break;
                }
                if !run.insert(0, c) {
                    return false;
                }
                q = start;
            }
            if !run.insert(run.count, c) {
                return false;
            }
        }
        // In the input: the marks up to the next base, which must be a plain one.
        let mut pos = at.pos + n;
        loop {
            if pos >= src.len() {
                return false;
            }
            let Decoded::Char(c, n) = T::decode(src, pos) else { return false };
            if self.place(c) == 0 {
                if matches!(set.wide.get(c), WIDE_SLOW | WIDE_GONE) {
                    return false;
                }
                break;
            }
            if !run.insert(run.count, c) {
                return false;
            }
            pos += n;
        }
        if is_tatweel && run.count == 0 {
            at.pos = pos;
            return true;
        }
        let before = base;
        let composes = run.marks().iter().any(|c| self.place(*c) & COMPOSES != 0);
        if self.composes && composes && !self.compose(&mut base, &mut run) {
            return false;
        }
        run.chars[..run.count].sort_by_key(|c| self.place(*c) & !COMPOSES);
        let is_new = is_tatweel || base != before;
        if self.elongation && is_new {
            // It may be one too many of its kind.
            match last::<T>(&written[..base_at]) {
                Some((c, _)) if c != base => {}
                _ => return false,
            }
        }
        let (mut units, mut width) = ([T::ZERO; 4 * (MOST + 1)], 0);
        let base = is_new.then_some(&base);
        for c in base.into_iter().chain(run.marks()) {
            let mut scratch = [T::ZERO; 4];
            for unit in T::encode(*c, &mut scratch) {
                units[width] = *unit;
                width += 1;
            }
        }
        let start = if is_new { base_at } else { q };
        if at.cap - start < width {
            return false;
        }
        at.q = start;
        at.put(&units[..width]);
        at.pos = pos;
        at.edge = Edge::Inner;
        true
    }

    /// As `marks::Run::compose`, of a run whose marks all stay. False: there are too many.
    fn compose(&self, base: &mut u32, run: &mut Marks) -> bool {
        if let Some((_, letter, mark)) = self.splits.iter().find(|(c, _, _)| c == base) {
            *base = *letter;
            if !run.insert(0, *mark) {
                return false;
            }
        }
        loop {
            let made = |mark: u32| {
                self.pairs.iter().find(|p| (p.0, p.1) == (*base, mark)).map(|(_, _, to)| *to)
            };
            let below = |c: &u32| *c == HAMZA_BELOW && made(*c).is_some();
            let marks = run.marks();
            let found = marks.iter().position(below);
            let Some(i) = found.or_else(|| marks.iter().position(|c| made(*c).is_some())) else {
                return true;
            };
            if let Some(to) = made(marks[i]) {
                *base = to;
            }
            run.remove(i);
        }
    }
}

/// What of this a vector kernel can do within a block: tatweels, marks that might compose but do not, a madda
/// that does, and two marks in the wrong order.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Plain {
    /// Of U+0600–067F and of U+0680–06FF: bit i is set if they become anything but one character that mark i of
    /// these leaves alone behind it.
    pub binds: [[u8; 128]; 2],
    pub tatweel: bool,
    /// Whether the madda and the hamzas, U+0653–0655, are marks that may compose.
    pub marks: bool,
    /// The second bytes of the letter that a madda composes with and of what both become, with the lead D8. The
    /// same one twice: there is none.
    pub pair: [u8; 2],
}

impl Plain {
    pub fn new(mender: &Mender, plan: &Plan, mapping: &Mapping) -> Plain {
        let is_bound = |c: u32, mark: u32| {
            let own = [c];
            let &[one] = mapping.get(c).unwrap_or(&own) else { return true };
            let (mut base, mut run) = (one, Marks { chars: [0; MOST], count: 0 });
            let is_alone = run.insert(0, mark)
                && mender.compose(&mut base, &mut run)
                && (base, run.marks()) == (one, &[mark]);
            !is_alone || plan.class(one) & CLASS != 0
        };
        let binds = |c: u32| {
            let bits = (MADDA..=HAMZA_BELOW).enumerate();
            bits.fold(0, |bits, (i, mark)| bits | u8::from(is_bound(c, mark)) << i)
        };
        let near = |c: u32| (0x600..0x640).contains(&c).then_some(0x80 | (c & 63) as u8);
        let mut pairs = mender.pairs.iter().filter_map(|(letter, mark, to)| {
            let is_madda = *mark == MADDA && !mapping.is_touched(*letter);
            is_madda.then_some([near(*letter)?, near(*to)?])
        });
        Plain {
            tatweel: mender.tatweel,
            marks: mender.composes
                && (MADDA..=HAMZA_BELOW).all(|c| mender.place(c) & COMPOSES != 0),
            binds: [0x600, 0x680].map(|first| std::array::from_fn(|i| binds(first + i as u32))),
            pair: pairs.next().unwrap_or([0; 2]),
        }
    }

    /// The marks that may compose and stay where they do not, with their places among those of a letter.
    pub fn places(&self, mender: &Mender) -> impl Iterator<Item = (u32, u8)> {
        let marks = if self.marks { MADDA..HAMZA_BELOW + 1 } else { 0..0 };
        marks.map(|c| (c, (mender.place(c) & !COMPOSES) as u8))
    }
}

/// The character that a text ends with and where it begins; None: the text is empty, or ends with bytes that
/// are none.
#[inline]
fn last<T: Text>(text: &[T::Unit]) -> Option<(u32, usize)> {
    if text.is_empty() {
        return None;
    }
    let start = T::before(text, text.len());
    match T::decode(text, start) {
        Decoded::Char(c, n) if start + n == text.len() => Some((c, start)),
        _ => None,
    }
}

/// The marks of a run.
struct Marks {
    chars: [u32; MOST],
    count: usize,
}

impl Marks {
    fn marks(&self) -> &[u32] {
        &self.chars[..self.count]
    }

    /// False: there are too many.
    #[inline]
    fn insert(&mut self, at: usize, c: u32) -> bool {
        if self.count >= MOST {
            return false;
        }
        self.chars.copy_within(at..self.count, at + 1);
        self.chars[at] = c;
        self.count += 1;
        true
    }

    fn remove(&mut self, at: usize) {
        self.chars.copy_within(at + 1..self.count, at);
        self.count -= 1;
    }
}

//! From the kernels back to the machines: to where, and what these must know there of what was written.

use super::{Engine, Work};
use crate::normalize::Normalizer;
use crate::normalize::cursor::Edge;
use crate::normalize::fast::{COUNTED, Kind, Line};
use crate::normalize::text::{Decoded, Text};
use crate::plan::{CLASS, CR, LETTER, LF, MADDA, TATWEEL, TRANSPARENT};

impl<T: Text> Engine<T> {
    /// Gives the machines what they must see of the characters that the kernel has done: goes back to
    /// the last one that sets them free. They may not be left before `stay`.
    pub(super) fn enter(&mut self, norm: &Normalizer, work: &mut Work<'_, T>, stay: usize) {
        work.stay = stay;
        let plan = &*norm.plan;
        let resume = work.resume;
        let mut t = work.at.pos;
        while t > resume.pos {
            t = T::before(work.src, t);
            let Decoded::Char(c, n) = T::decode(work.src, t) else {
                break;
            };
            if c == LF || c == CR {
                // The line before may have had another table. After a line end all are free.
                work.take_back(self.fast_width(work.src, t, work.at.pos) - T::width(c));
                work.at.pos = t + n;
                self.pipeline.resume(Edge::Line, false, (0, 0), self.base + t + n);
                return;
            }
            let kind = norm.set(self.line).kind(c);
            if kind == Kind::Free {
                work.take_back(self.fast_width(work.src, t, work.at.pos));
                work.at.pos = t;
                let after_letter = self.after_letter(work);
                let letters = self.letters(work, Edge::Inner);
                self.pipeline.resume(Edge::Inner, after_letter, letters, self.base + t);
                return;
            }
            // A letter behind a blank does as well.
            let is_letter = kind == Kind::Inside && plan.class(c) & LETTER != 0;
            if is_letter && t > resume.pos && self.is_blank(work.src, t) {
                let q = work.at.q - self.fast_width(work.src, t, work.at.pos);
                let edge = match work.at.written()[..q].last() {
                    _ if !plan.contexts.blanks => Edge::Inner,
                    Some(unit) if T::is_space(*unit) => Edge::Blank,
                    Some(unit) if T::is_line_end(*unit) => Edge::Line,
                    _ => continue,
                };
                (work.at.pos, work.at.q) = (t, q);
                let after_letter = self.after_letter(work);
                work.at.q -= usize::from(edge == Edge::Blank);
                self.pipeline.resume(edge, after_letter, (0, 0), self.base + t);
                return;
            }
        }
        work.at.pos = resume.pos;
        work.at.q = resume.q;
        let after_letter = self.after_letter(work);
        let letters = self.letters(work, resume.edge);
        work.at.q -= usize::from(resume.edge == Edge::Blank);
        self.pipeline.resume(resume.edge, after_letter, letters, self.base + resume.pos);
    }

    /// Whether the character before `pos` becomes a space.
    fn is_blank(&self, src: &[T::Unit], pos: usize) -> bool {
        let Decoded::Char(c, _) = T::decode(src, T::before(src, pos)) else { return false };
        self.norm.set(self.line).kind(c) == Kind::Blank
    }

    /// How many units the kernel wrote for the characters of `src` from `pos`, the first of which is `Kind::Free`,
    /// to `end`.
    pub(super) fn fast_width(&self, src: &[T::Unit], mut pos: usize, end: usize) -> usize {
        let plan = &*self.norm.plan;
        let mapping = plan.mapping(self.line != Line::Foreign);
        let on = plan.contexts;
        let (mut width, mut edge) = (0, Edge::Inner);
        // What the character before became.
        let mut before = 0;
        while pos < end {
            let Decoded::Char(c, n) = T::decode(src, pos) else {
                break;
            };
            pos += n;
            if mapping.is_idle(c) {
                continue;
            }
            let own = [c];
            let text = mapping.get(c).unwrap_or(&own);
            // Of what is slow a kernel does this alone.
            let is_gone = match c {
                _ if mapping.is_touched(c) => false,
                TATWEEL => on.tatweel.is_some() && !self.is_mark(src, pos),
                MADDA => on.compose.is_some() && mapping.pairs.contains_key(&(before, MADDA)),
                _ => false,
            };
            if is_gone {
                continue;
            }
            for &c in text {
                if on.blanks {
                    match c {
                        0x20 if edge != Edge::Inner => continue,
                        0x20 => edge = Edge::Blank,
                        LF => {
                            width -= usize::from(edge == Edge::Blank);
                            edge = Edge::Line;
                        }
                        _ => edge = Edge::Inner,
                    }
                }
                width += T::width(c);
                before = c;
            }
        }
        width
    }

    /// Whether a mark stands here.
    fn is_mark(&self, src: &[T::Unit], pos: usize) -> bool {
        pos < src.len()
            && matches!(T::decode(src, pos), Decoded::Char(c, _) if self.norm.plan.class(c) & CLASS != 0)
    }

    /// Whether the last telling character that was written is a letter.
    pub(super) fn after_letter(&self, work: &Work<'_, T>) -> bool {
        let plan = &*self.norm.plan;
        if !plan.contexts.punctuation {
            return false;
        }
        let written = work.at.written();
        let mut q = work.at.q;
        while q > work.resume.left {
            q = T::before(written, q);
            let Decoded::Char(c, _) = T::decode(written, q) else {
                break;
            };
            let class = plan.class(c);
            if c == LF || c == CR {
                return false;
            }
            if class & (CLASS | TRANSPARENT) == 0 {
                return class & LETTER != 0;
            }
        }
        work.resume.after_letter
    }

    /// The letter that the output ends with, and how many of it, counted up to `COUNTED`; 0 and 0 if
    /// no elongation asks, or the output ends with something else.
    pub(super) fn letters(&self, work: &Work<'_, T>, edge: Edge) -> (u32, u32) {
        let plan = &*self.norm.plan;
        let (mut last, mut times) = (0, 0);
        if plan.contexts.elongation.is_none() || edge != Edge::Inner {
            return (0, 0);
        }
        let written = work.at.written();
        let mut q = written.len();
        while q > 0 && times < COUNTED {
            let end = q;
            q = T::before(written, q);
            let Decoded::Char(c, n) = T::decode(written, q) else { break };
            // Bytes that are no UTF-8 may stand behind a letter, and look like the rest of it.
            if q + n != end || plan.class(c) & LETTER == 0 || (times > 0 && c != last) {
                break;
            }
            (last, times) = (c, times + 1);
        }
        (last, times)
    }
}

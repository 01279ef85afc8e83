//! Lines: what of a piece waits for the rest of its line, whether a line is Arabic, and going back to its
//! beginning if it is not.

use super::{Engine, Failure, LineMark, Next, Resume, Work};
use crate::normalize::Errors;
use crate::normalize::cursor::Edge;
use crate::normalize::fast::Line;
use crate::normalize::judge::Judge;
use crate::normalize::text::{Decoded, Text};
use crate::plan::{CR, LF};

impl<T: Text> Engine<T> {
    /// How many units at the end of `src` must wait for more input: a character cut in two, and, if
    /// lines are judged, a line whose judgement is open.
    pub fn held_back(&self, src: &[T::Unit]) -> usize {
        let mut end = src.len();
        for back in 1..=src.len().min(3) {
            if let Decoded::Cut(_) = T::decode(src, src.len() - back) {
                end = src.len() - back;
                break;
            }
        }
        if !self.norm.plan.contexts.script {
            return src.len() - end;
        }
        let start = T::line_start(&src[..end]);
        if start.is_none() && self.line != Line::Open {
            return src.len() - end;
        }
        let start = start.unwrap_or(0);
        let reach = self.norm.plan.script.reach;
        // No character has more than four units.
        if end - start >= reach * 4 || self.count(&src[start..end], reach) >= reach {
            return src.len() - end;
        }
        src.len() - start
    }

    /// The number of characters, counted up to `limit`.
    fn count(&self, src: &[T::Unit], limit: usize) -> usize {
        let (mut pos, mut n) = (0, 0);
        while pos < src.len() && n < limit {
            let (len, chars) = match T::decode(src, pos) {
                Decoded::Char(_, len) => (len, 1),
                Decoded::Invalid(len, _) | Decoded::Cut(len) => {
                    (len, if self.errors == Errors::Replace { 1 } else { len })
                }
            };
            pos += len;
            n += chars;
        }
        n
    }

    /// Judges the line of the character at hand, which makes it doubtful. None: it is Arabic, go on
    /// where you are. Otherwise its beginning has been gone back to.
    pub(super) fn judge(&mut self, work: &mut Work<'_, T>) -> Result<Option<Next>, Failure> {
        let start = T::line_start(&work.src[..work.at.pos]).unwrap_or(0);
        if self.is_arabic(&work.src[start..])? {
            self.line = Line::Arabic;
            return Ok(None);
        }
        self.line = Line::Foreign;
        work.at.pos = start;
        if let Some(mark) = work.mark.take_if(|mark| mark.pos == start) {
            match mark.pipeline {
                Some(pipeline) => self.pipeline = *pipeline,
                None => self.pipeline.reset(),
            }
            work.at.q = mark.q;
            if let Some(breaks) = &mut self.breaks {
                breaks.truncate(mark.breaks);
            }
            return Ok(Some(Next::Slow));
        }
        // A kernel wrote the line end, and nothing was held then.
        work.at.q = T::line_start(work.at.written()).unwrap_or(0);
        self.pipeline.reset();
        work.at.edge = if self.norm.plan.contexts.blanks { Edge::Line } else { Edge::Inner };
        work.resume = Resume {
            pos: start,
            q: work.at.q,
            edge: work.at.edge,
            after_letter: false,
            left: work.at.q,
        };
        Ok(Some(Next::Fast))
    }

    fn is_arabic(&self, src: &[T::Unit]) -> Result<bool, Failure> {
        let mut judge = Judge::new(&self.norm.plan, &self.norm.court);
        let mut pos = 0;
        while pos < src.len() {
            // SAFETY: an engine's vector path is available.
            pos = unsafe { judge.skim::<T>(self.simd, src, pos) };
            if pos >= src.len() {
                break;
            }
            match T::decode(src, pos) {
                Decoded::Char(c, n) => {
                    judge.feed(c);
                    pos += n;
                    if c == LF || c == CR {
                        break;
                    }
                }
                Decoded::Invalid(n, _) | Decoded::Cut(n) => {
                    // Under `Errors::Strict` the run ends at these bytes; the verdict is idle.
                    let times = if self.errors == Errors::Replace { 1 } else { n };
                    for i in 0..times {
                        if judge.is_full() {
                            break;
                        }
                        judge.feed(if self.errors == Errors::Replace {
                            0xFFFD
                        } else {
                            0xDC00 + u32::from(T::byte(src[pos + i]))
                        });
                    }
                    pos += n;
                }
            }
            if judge.is_full() {
                return Ok(judge.verdict());
            }
        }
        judge.end_word();
        Ok(judge.verdict())
    }

    /// Notes the beginning of a line while the machines are at work.
    pub(super) fn mark_line(&self, work: &mut Work<'_, T>) {
        if self.norm.plan.contexts.script {
            let is_new = self.pipeline.is_new();
            work.mark = Some(LineMark {
                pos: work.at.pos,
                q: work.at.q,
                pipeline: (!is_new).then(|| Box::new(self.pipeline.clone())),
                breaks: self.breaks.as_ref().map_or(0, Vec::len),
            });
        }
    }
}

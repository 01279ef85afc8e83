//! The driver: fast paths where they serve, the machines where something stateful may happen.
//!
//! Two modes. *Slow*: each character goes through the machines (`Pipeline`). In front of a character
//! that sets the machines free the driver leaves them and is *fast*: a kernel carries out table and
//! blanks until it meets a slow character. Then the driver steps back to the last character that
//! sets the machines free, takes back what the kernel wrote since, and gives the same characters to
//! the machines. So the machines see all that they could act on, and the result is theirs.
//!
//! Lines are judged (script) only when a letter comes that makes a line doubtful. If the verdict is
//! against Arabic, the line is done again from its beginning, with the other table. Until then a
//! stream holds a line back (at most `reach` characters).

mod back;
mod lines;

use std::sync::Arc;

use super::cursor::{Cursor, Edge, Mixing, Room, Settled, Stop};
use super::fast::{COUNTED, Kind, Line};
use super::marks::{Item, Run};
use super::pipeline::Pipeline;
use super::shortcut;
use super::simd::Simd;
use super::text::{Decoded, Text};
use super::{Errors, Normalizer};
use crate::plan::{CR, LF};

/// Why a run failed. Positions count from the beginning of the stream, in units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Bytes that are no UTF-8, under `Errors::Strict`.
    Invalid { start: usize, end: usize, reason: &'static str },
    /// The destination is too small.
    Full,
}

/// Up to where the machines need not go back: they would hold nothing there but what this says.
#[derive(Clone, Copy, Debug)]
struct Resume {
    pos: usize,
    q: usize,
    edge: Edge,
    /// Whether the last telling character in front of `left` of the output was a letter.
    after_letter: bool,
    /// Where the machines were left.
    left: usize,
}

/// The beginning of a line, when the machines were at work there.
#[derive(Debug)]
struct LineMark {
    pos: usize,
    q: usize,
    /// None: as new.
    pipeline: Option<Box<Pipeline>>,
    breaks: usize,
}

/// How a run goes on.
enum Next {
    Fast,
    Slow,
    Done,
}

/// The state between two pieces of a text. O(1).
#[derive(Debug)]
pub struct Engine<T: Text> {
    norm: Arc<Normalizer>,
    simd: Simd,
    errors: Errors,
    pipeline: Pipeline,
    line: Line,
    /// Units of the stream before the current piece.
    base: usize,
    /// Of each character written its origin, when asked for: (output position, input position),
    /// wherever the difference between the two changes.
    breaks: Option<Vec<(usize, usize)>>,
    /// Units written before the current piece.
    written: usize,
    /// Scratch memory.
    run: Run,
    text: std::marker::PhantomData<T>,
}

/// One piece at work.
struct Work<'a, T: Text> {
    src: &'a [T::Unit],
    at: Cursor<T::Unit>,
    room: &'a mut dyn Room<T::Unit>,
    resume: Resume,
    /// Whether nothing follows this piece.
    last: bool,
    /// The machines may not be left before this position.
    stay: usize,
    mark: Option<LineMark>,
}

impl<T: Text> Engine<T> {
    pub fn new(norm: Arc<Normalizer>, simd: Simd, errors: Errors) -> Engine<T> {
        let pipeline = Pipeline::new(Arc::clone(&norm.plan));
        let line = Line::Open;
        let text = std::marker::PhantomData;
        Engine {
            norm,
            simd,
            errors,
            pipeline,
            line,
            base: 0,
            breaks: None,
            written: 0,
            run: Run::default(),
            text,
        }
    }

    /// Notes origins from now on; every character then goes through the machines. For a text that
    /// comes in one piece.
    pub fn track(&mut self) {
        self.breaks = Some(Vec::new());
    }

    /// The origins noted so far.
    pub fn take_breaks(&mut self) -> Vec<(usize, usize)> {
        self.breaks.take().unwrap_or_default()
    }

    /// Runs over a piece, all of it. `last`: nothing follows. Gives the number of units written.
    ///
    /// # Errors
    /// Bytes that are no UTF-8, if they are to be told; a destination that cannot grow is full.
    pub fn run(
        &mut self,
        src: &[T::Unit],
        room: &mut dyn Room<T::Unit>,
        last: bool,
    ) -> Result<usize, Failure> {
        let (dst, cap) = room.memory();
        let at = Cursor {
            src: src.as_ptr(),
            len: src.len(),
            pos: 0,
            dst,
            cap,
            q: 0,
            edge: Edge::Line,
            mixing: Mixing::default(),
            settled: None,
        };
        let resume = Resume { pos: 0, q: 0, edge: Edge::Line, after_letter: false, left: 0 };
        let mut work: Work<'_, T> = Work { src, at, room, resume, last, stay: 0, mark: None };
        self.mark_line(&mut work);
        let mut next = Next::Slow;
        let norm = Arc::clone(&self.norm);
        loop {
            next = match next {
                Next::Slow => self.slow(&norm, &mut work)?,
                Next::Fast => self.fast(&norm, &mut work)?,
                Next::Done => break,
            };
        }
        if last {
            self.pipeline.finish();
            self.flush(&mut work)?;
        } else if self.norm.plan.contexts.script && self.line == Line::Open {
            // A line goes on into the next piece only when it needs no judgement any more.
            let start = T::line_start(src).unwrap_or(0);
            if start < src.len() {
                self.line = Line::Arabic;
            }
        }
        self.base += src.len();
        self.written += work.at.q;
        Ok(work.at.q)
    }

    /// The machines, until they can be left or the piece ends.
    fn slow(&mut self, norm: &Normalizer, work: &mut Work<'_, T>) -> Result<Next, Failure> {
        while work.at.pos < work.src.len() {
            let pos = work.at.pos;
            let at = self.base + pos;
            let arabic = self.line != Line::Foreign;
            let (c, n) = match T::decode(work.src, pos) {
                Decoded::Char(c, n) => (c, n),
                Decoded::Invalid(n, reason) => {
                    self.invalid(norm, work, n, reason)?;
                    continue;
                }
                Decoded::Cut(n) => {
                    self.invalid(norm, work, n, "unexpected end of data")?;
                    continue;
                }
            };
            let kind = norm.set(self.line).kind(c);
            if pos >= work.stay
                && self.breaks.is_none()
                && matches!(kind, Kind::Free | Kind::Blank)
                && self.pipeline.release(c)
                && self.leave(work)?
            {
                return Ok(Next::Fast);
            }
            if kind == Kind::Doubtful {
                if let Some(next) = self.judge(work)? {
                    return Ok(next);
                }
                continue;
            }
            self.feed(norm, c, arabic, at);
            work.at.pos += n;
            if c == LF || c == CR {
                self.line = Line::Open;
            }
            self.flush(work)?;
            if c == LF || c == CR {
                self.mark_line(work);
            }
        }
        Ok(Next::Done)
    }

    /// A character through table and machines.
    fn feed(&mut self, norm: &Normalizer, c: u32, arabic: bool, at: usize) {
        match norm.plan.mapping(arabic).get(c) {
            None => self.pipeline.push(Item { c, arabic, at }),
            Some(text) => {
                for &c in text {
                    self.pipeline.push(Item { c, arabic, at });
                }
            }
        }
    }

    fn invalid(
        &mut self,
        norm: &Normalizer,
        work: &mut Work<'_, T>,
        n: usize,
        reason: &'static str,
    ) -> Result<(), Failure> {
        let pos = work.at.pos;
        let start = self.base + pos;
        let arabic = self.line != Line::Foreign;
        match self.errors {
            Errors::Strict => {
                return Err(Failure::Invalid { start, end: start + n, reason });
            }
            Errors::Replace => self.feed(norm, 0xFFFD, arabic, start),
            Errors::Keep => {
                for i in 0..n {
                    let byte = T::byte(work.src[pos + i]);
                    self.pipeline.push(Item { c: 0xDC00 + u32::from(byte), arabic, at: start + i });
                }
            }
        }
        work.at.pos += n;
        self.flush(work)
    }

    /// Writes what the machines gave.
    fn flush(&mut self, work: &mut Work<'_, T>) -> Result<(), Failure> {
        let mut scratch = [T::ZERO; 4];
        let out = std::mem::take(&mut self.pipeline.out);
        for item in &out {
            let units = T::encode(item.c, &mut scratch);
            if let Some(breaks) = &mut self.breaks {
                let origin = match T::decode(work.src, item.at - self.base) {
                    Decoded::Char(_, n) => n,
                    _ => 1,
                };
                note(breaks, self.written + work.at.q, item.at, units.len(), origin);
            }
            work.reserve(units.len())?;
            work.at.put(units);
        }
        self.pipeline.out = out;
        self.pipeline.out.clear();
        Ok(())
    }

    /// Leaves the machines, which `release` has set free; false if there is no room for the blank
    /// that they hold, which a line end may yet drop, or if they count letters of the piece before.
    fn leave(&mut self, work: &mut Work<'_, T>) -> Result<bool, Failure> {
        self.flush(work)?;
        let blanks = self.norm.plan.contexts.blanks;
        let edge = if blanks { self.pipeline.edge() } else { Edge::Inner };
        let (last, times) = self.pipeline.letters();
        // Broken bytes between which a mark was deleted may look like a letter that the machines know nothing of.
        let written = self.letters(work, edge);
        if (times > 0 || written.1 > 0) && written != (last, times.min(COUNTED)) {
            return Ok(false);
        }
        work.at.edge = edge;
        if work.at.edge == Edge::Blank {
            let mut scratch = [T::ZERO; 4];
            let units = T::encode(0x20, &mut scratch);
            if work.reserve(units.len()).is_err() {
                return Ok(false);
            }
            work.at.put(units);
        }
        work.resume = Resume {
            pos: work.at.pos,
            q: work.at.q,
            edge: work.at.edge,
            after_letter: self.pipeline.after_letter(),
            // Without the blank, which a line end may take back.
            left: work.at.q - usize::from(work.at.edge == Edge::Blank),
        };
        work.mark = work.mark.take().filter(|mark| mark.pos == work.at.pos);
        self.pipeline.leave();
        Ok(true)
    }

    /// The kernels, until the machines are needed or the piece ends.
    fn fast(&mut self, norm: &Normalizer, work: &mut Work<'_, T>) -> Result<Next, Failure> {
        let set = norm.set(self.line);
        work.check();
        // SAFETY: the cursor stands in `src` and in the room's memory, which are apart.
        let stop = unsafe { T::fast(set, self.simd, norm.rules, &mut work.at) };
        let pos = work.at.pos;
        if let Some(Settled { pos, q, edge }) = work.at.settled.take() {
            work.resume = Resume { pos, q, edge, ..work.resume };
        }
        match stop {
            Stop::Room => {
                // If there is no more, the machines fill the room to its last unit.
                let _ = work.reserve(64 + (work.src.len() - pos));
            }
            Stop::Input => {
                debug_assert_eq!(pos, work.src.len());
                if work.last {
                    // The machines would hold nothing there that does not go out as it is, but a blank.
                    work.take_back(usize::from(work.at.edge == Edge::Blank));
                    return Ok(Next::Done);
                }
                self.enter(norm, work, pos);
                return Ok(Next::Slow);
            }
            Stop::Slow => {
                if let Decoded::Char(c, n) = T::decode(work.src, pos) {
                    if self.line != Line::Open && c == LF {
                        // A line feed sets the machines free: nothing before it is looked at again.
                        self.line = Line::Open;
                        work.resume_here();
                        return Ok(Next::Fast);
                    }
                    if set.kind(c) == Kind::Doubtful {
                        return Ok(self.judge(work)?.unwrap_or(Next::Fast));
                    }
                    if self.shorten(norm, work, (c, n)) {
                        return Ok(Next::Fast);
                    }
                }
            }
        }
        self.enter(norm, work, pos + 1);
        Ok(Next::Slow)
    }

    /// Does what a slow character asks for without the machines, if it is one of the frequent cases.
    fn shorten(&mut self, norm: &Normalizer, work: &mut Work<'_, T>, (c, n): (u32, usize)) -> bool {
        let set = norm.set(self.line);
        if let Some(mender) = &set.mender
            && mender.mend::<T>(set, work.src, (c, n), &mut work.at)
        {
            work.resume_here();
            return true;
        }
        let mut run = std::mem::take(&mut self.run);
        let after_letter = || self.after_letter(work);
        let text = (work.src, work.resume.pos);
        let found =
            shortcut::find::<T>(norm, self.line, &work.at, text, (c, n), &mut run, after_letter);
        self.run = run;
        let Some(found) = found else { return false };
        if work.at.cap - (work.at.q - found.back) < found.units().len() {
            return false;
        }
        work.take_back(found.back);
        work.at.pos += found.read;
        if !found.units().is_empty() {
            work.at.put(found.units());
            work.at.edge = Edge::Inner;
        }
        work.resume_here();
        true
    }
}

impl<T: Text> Work<'_, T> {
    /// Notes that the machines need not go back behind this place, in front of a base.
    fn resume_here(&mut self) {
        let (pos, q, edge) = (self.at.pos, self.at.q, self.at.edge);
        self.resume = Resume { pos, q, edge, ..self.resume };
    }

    /// The source may be memory that another process writes to meanwhile. What was read of it twice, and
    /// counted back, must not lead out of the buffers then.
    ///
    /// # Panics
    /// It would.
    #[inline]
    fn check(&self) {
        assert!(self.at.pos <= self.at.len && self.at.q <= self.at.cap, "the text has changed");
    }

    /// Takes back so many units of output.
    ///
    /// # Panics
    /// There are fewer, as the source has changed since they were counted.
    #[inline]
    fn take_back(&mut self, n: usize) {
        assert!(n <= self.at.q, "the text has changed");
        self.at.q -= n;
    }

    /// Makes room for `n` more units.
    fn reserve(&mut self, n: usize) -> Result<(), Failure> {
        self.check();
        if self.at.cap - self.at.q >= n {
            return Ok(());
        }
        if !self.room.grow(self.at.q, n) {
            return Err(Failure::Full);
        }
        (self.at.dst, self.at.cap) = self.room.memory();
        Ok(())
    }
}

/// Notes that `units` units at `q` come from the `origin` units at `at`.
fn note(breaks: &mut Vec<(usize, usize)>, q: usize, at: usize, units: usize, origin: usize) {
    for i in 0..units {
        let (q, at) = (q + i, at + i.min(origin - 1));
        match breaks.last() {
            Some(&(last_q, last_at)) if at.wrapping_sub(q) == last_at.wrapping_sub(last_q) => {}
            _ => breaks.push((q, at)),
        }
    }
}

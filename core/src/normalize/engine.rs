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

use std::sync::Arc;

use super::cursor::{Cursor, Edge, Room, Stop};
use super::fast::{COUNTED, Kind, Line};
use super::judge::Judge;
use super::marks::{Item, Run};
use super::pipeline::Pipeline;
use super::shortcut;
use super::simd::Simd;
use super::text::{Decoded, Text};
use super::{Errors, Normalizer};
use crate::plan::{CLASS, CR, LETTER, LF, TRANSPARENT};

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
    pipeline: Box<Pipeline>,
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
        let at =
            Cursor { src: src.as_ptr(), len: src.len(), pos: 0, dst, cap, q: 0, edge: Edge::Line };
        let resume = Resume { pos: 0, q: 0, edge: Edge::Line, after_letter: false, left: 0 };
        let mut work: Work<'_, T> = Work { src, at, room, resume, stay: 0, mark: None };
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
        if times > 0 && self.letters(work, edge) != (last, times.min(COUNTED)) {
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
        // SAFETY: the cursor stands in `src` and in the room's memory, which are apart.
        let stop = unsafe { T::fast(set, self.simd, norm.rules, &mut work.at) };
        let pos = work.at.pos;
        match stop {
            Stop::Room => {
                // If there is no more, the machines fill the room to its last unit.
                let _ = work.reserve(64 + (work.src.len() - pos));
            }
            Stop::Input => {
                debug_assert_eq!(pos, work.src.len());
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
        work.at.q -= found.back;
        work.at.pos += found.read;
        if !found.units().is_empty() {
            work.at.put(found.units());
            work.at.edge = Edge::Inner;
        }
        work.resume_here();
        true
    }

    /// Gives the machines what they must see of the characters that the kernel has done: goes back to
    /// the last one that sets them free. They may not be left before `stay`.
    fn enter(&mut self, norm: &Normalizer, work: &mut Work<'_, T>, stay: usize) {
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
                work.at.q -= self.fast_width(&work.src[t..work.at.pos]) - T::width(c);
                work.at.pos = t + n;
                self.pipeline.resume(Edge::Line, false, (0, 0), self.base + t + n);
                return;
            }
            let kind = norm.set(self.line).kind(c);
            if kind == Kind::Free {
                work.at.q -= self.fast_width(&work.src[t..work.at.pos]);
                work.at.pos = t;
                let after_letter = self.after_letter(work);
                let letters = self.letters(work, Edge::Inner);
                self.pipeline.resume(Edge::Inner, after_letter, letters, self.base + t);
                return;
            }
            // A letter behind a blank does as well.
            let is_letter = kind == Kind::Inside && plan.class(c) & LETTER != 0;
            if is_letter && t > resume.pos && self.is_blank(work.src, t) {
                let q = work.at.q - self.fast_width(&work.src[t..work.at.pos]);
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

    /// How many units the kernel wrote for these characters, the first of which is `Kind::Free`.
    fn fast_width(&self, src: &[T::Unit]) -> usize {
        let mapping = self.norm.plan.mapping(self.line != Line::Foreign);
        let blanks = self.norm.plan.contexts.blanks;
        let (mut pos, mut width, mut edge) = (0, 0, Edge::Inner);
        while pos < src.len() {
            let Decoded::Char(c, n) = T::decode(src, pos) else {
                break;
            };
            pos += n;
            if mapping.is_idle(c) {
                continue;
            }
            let own = [c];
            for &c in mapping.get(c).unwrap_or(&own) {
                if blanks {
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
            }
        }
        width
    }

    /// Whether the last telling character that was written is a letter.
    fn after_letter(&self, work: &Work<'_, T>) -> bool {
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
    fn letters(&self, work: &Work<'_, T>, edge: Edge) -> (u32, u32) {
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

    /// Judges the line of the character at hand, which makes it doubtful. None: it is Arabic, go on
    /// where you are. Otherwise its beginning has been gone back to.
    fn judge(&mut self, work: &mut Work<'_, T>) -> Result<Option<Next>, Failure> {
        let start = T::line_start(&work.src[..work.at.pos]).unwrap_or(0);
        if self.is_arabic(&work.src[start..])? {
            self.line = Line::Arabic;
            return Ok(None);
        }
        self.line = Line::Foreign;
        work.at.pos = start;
        if let Some(mark) = work.mark.take_if(|mark| mark.pos == start) {
            self.pipeline = *mark.pipeline;
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
            pos = judge.skim::<T>(src, pos);
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
    fn mark_line(&self, work: &mut Work<'_, T>) {
        if self.norm.plan.contexts.script {
            work.mark = Some(LineMark {
                pos: work.at.pos,
                q: work.at.q,
                pipeline: Box::new(self.pipeline.clone()),
                breaks: self.breaks.as_ref().map_or(0, Vec::len),
            });
        }
    }
}

impl<T: Text> Work<'_, T> {
    /// Notes that the machines need not go back behind this place, in front of a base.
    fn resume_here(&mut self) {
        let (pos, q, edge) = (self.at.pos, self.at.q, self.at.edge);
        self.resume = Resume { pos, q, edge, ..self.resume };
    }

    /// Makes room for `n` more units.
    fn reserve(&mut self, n: usize) -> Result<(), Failure> {
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

//! Text in pieces of any size, cut anywhere. The state is O(1).

use std::sync::Arc;

use super::cursor::Room;
use super::engine::{Engine, Failure};
use super::simd::Simd;
use super::text::Text;
use super::{Errors, Normalizer};

/// A normaliser between two pieces.
#[derive(Debug)]
pub struct Stream<T: Text> {
    engine: Engine<T>,
    /// What had to wait: a cut character, or a line that cannot be judged yet.
    held: Vec<T::Unit>,
    /// Below this length of `held` nothing new can be known, unless a line ends.
    retry: usize,
    ended: bool,
}

impl<T: Text> Stream<T> {
    pub fn new(norm: Arc<Normalizer>, simd: Simd, errors: Errors) -> Stream<T> {
        Stream { engine: Engine::new(norm, simd, errors), held: Vec::new(), retry: 0, ended: false }
    }

    /// The next piece; what comes out may lag behind. `last`: it is the last one.
    ///
    /// # Errors
    /// As `Engine::run`; the stream is then at its end.
    pub fn feed(&mut self, piece: &[T::Unit], last: bool) -> Result<Vec<T::Unit>, Failure> {
        let mut out = Vec::with_capacity(piece.len() + self.held.len() + 64);
        let mut rest = piece;
        if !self.held.is_empty() {
            // Only the line that was held back is put together anew, not the whole piece.
            let (line, after) = rest.split_at(T::first_line(rest).unwrap_or(rest.len()));
            rest = after;
            self.held.extend_from_slice(line);
            let ends = self.held.last().is_some_and(|unit| T::is_line_end(*unit));
            if rest.is_empty() && !last && !ends && self.held.len() < self.retry {
                return Ok(out);
            }
            let held = std::mem::take(&mut self.held);
            let ends_here = last && rest.is_empty();
            self.run(&held, ends_here, &mut out)?;
            self.ended = ends_here;
        }
        if !rest.is_empty() || (last && !self.ended) {
            self.run(rest, last, &mut out)?;
        }
        self.retry = 2 * self.held.len();
        Ok(out)
    }

    /// Runs over what can be done of `src` and holds the rest back.
    fn run(&mut self, src: &[T::Unit], last: bool, out: &mut Vec<T::Unit>) -> Result<(), Failure> {
        let ready = if last { src.len() } else { src.len() - self.engine.held_back(src) };
        let start = out.len();
        let n = self.engine.run(&src[..ready], &mut Append { start, out }, last)?;
        // SAFETY: the run has written `n` units behind `start`.
        unsafe { out.set_len(start + n) };
        self.held.extend_from_slice(&src[ready..]);
        Ok(())
    }
}

/// Room behind what a vector already holds.
struct Append<'a, U> {
    out: &'a mut Vec<U>,
    start: usize,
}

impl<U: Copy> Room<U> for Append<'_, U> {
    fn memory(&mut self) -> (*mut U, usize) {
        let spare = self.out.capacity() - self.start;
        // SAFETY: `start` is within the capacity.
        (unsafe { self.out.as_mut_ptr().add(self.start) }, spare)
    }

    fn grow(&mut self, used: usize, extra: usize) -> bool {
        self.out.grow(self.start + used, extra)
    }
}

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
        let mut out = Vec::with_capacity(self.expected(piece));
        let written = self.feed_into(piece, last, &mut out)?;
        // SAFETY: the runs have written so many units.
        unsafe { out.set_len(written) };
        Ok(out)
    }

    /// Room that suffices for a further piece, unless the table makes text longer.
    pub fn expected(&self, piece: &[T::Unit]) -> usize {
        piece.len() + self.held.len() + 64
    }

    /// `feed` with room of the caller's; gives the number of units written.
    ///
    /// # Errors
    /// As `feed`.
    pub fn feed_into(
        &mut self,
        piece: &[T::Unit],
        last: bool,
        room: &mut dyn Room<T::Unit>,
    ) -> Result<usize, Failure> {
        let mut rest = piece;
        let mut written = 0;
        if !self.held.is_empty() {
            // Only the line that was held back is put together anew, not the whole piece.
            let (line, after) = rest.split_at(T::first_line(rest).unwrap_or(rest.len()));
            rest = after;
            self.held.extend_from_slice(line);
            let ends = self.held.last().is_some_and(|unit| T::is_line_end(*unit));
            if rest.is_empty() && !last && !ends && self.held.len() < self.retry {
                return Ok(0);
            }
            let held = std::mem::take(&mut self.held);
            let ends_here = last && rest.is_empty();
            written = self.run(&held, ends_here, room)?;
            self.ended = ends_here;
        }
        if !rest.is_empty() || (last && !self.ended) {
            written += self.run(rest, last, &mut Behind { room, start: written })?;
        }
        self.retry = 2 * self.held.len();
        Ok(written)
    }

    /// Runs over what can be done of `src` and holds the rest back.
    fn run(
        &mut self,
        src: &[T::Unit],
        last: bool,
        room: &mut dyn Room<T::Unit>,
    ) -> Result<usize, Failure> {
        let ready = if last { src.len() } else { src.len() - self.engine.held_back(src) };
        let written = self.engine.run(&src[..ready], room, last)?;
        self.held.extend_from_slice(&src[ready..]);
        Ok(written)
    }
}

/// Room behind what is already written.
struct Behind<'a, U> {
    room: &'a mut dyn Room<U>,
    start: usize,
}

impl<U> Room<U> for Behind<'_, U> {
    fn memory(&mut self) -> (*mut U, usize) {
        let (memory, size) = self.room.memory();
        // SAFETY: so many units of the room have been written.
        (unsafe { memory.add(self.start) }, size - self.start)
    }

    fn grow(&mut self, used: usize, extra: usize) -> bool {
        self.room.grow(self.start + used, extra)
    }
}

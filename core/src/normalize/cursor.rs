//! Where a fast run stands, and the room that its output goes to.

/// What the last character written was, as far as blanks care.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    /// Anything but a blank or a line feed.
    Inner,
    /// A space: another one must not follow, and a line feed takes it back.
    Blank,
    /// A line feed, or nothing at all yet: no space may follow.
    Line,
}

/// Why a kernel came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Not enough input is left for a step.
    Input,
    /// Not enough room is left in the destination for a step.
    Room,
    /// A slow or an invalid character starts at `pos`.
    Slow,
}

/// What is to be expected of a text.
#[derive(Clone, Copy, Default, Debug)]
pub struct Mixing {
    /// For so many blocks more than ASCII and U+0600–067F.
    pub blocks: usize,
    /// That is to say U+0680–06FF, U+2000–203F.
    pub far: bool,
    pub signs: bool,
    /// After these blocks, if there is still more of it, for so many.
    pub next: usize,
}

/// How far ahead of itself a kernel asks for memory, in bytes. Processors do so on their own, but within a page of
/// 4 KiB, and begin anew in the next one.
const FETCHED: usize = 4096;

/// Raw positions in the source and in the destination, in units (bytes, or the string's own).
///
/// Invariants: `src..src+len` is readable, `dst..dst+cap` is writable and apart from the source,
/// `pos <= len`, `q <= cap`, `pos` is a character boundary.
#[derive(Debug)]
pub struct Cursor<U> {
    pub src: *const U,
    pub len: usize,
    pub pos: usize,
    pub dst: *mut U,
    pub cap: usize,
    pub q: usize,
    pub edge: Edge,
    /// For AVX-512.
    pub mixing: Mixing,
    /// Where a kernel went past a slow character last: the machines need not go back behind it.
    pub settled: Option<Settled>,
}

/// A place behind which a kernel has done all that the machines could do.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    pub pos: usize,
    pub q: usize,
    pub edge: Edge,
}

impl<U> Cursor<U> {
    /// The first `n` units of the source that have not been read.
    ///
    /// # Panics
    /// There are fewer.
    #[inline]
    pub fn ahead(&self, n: usize) -> &[U] {
        assert!(self.len - self.pos >= n);
        // SAFETY: the invariants, and the assertion.
        unsafe { std::slice::from_raw_parts(self.src.add(self.pos), n) }
    }

    /// How far ahead a kernel at `pos` and `q` is to ask for memory: not at all where a text is short, as what lies
    /// behind it may be no memory.
    #[inline]
    pub fn ahead_of(&self, pos: usize, q: usize) -> usize {
        let left = (self.len - pos).min(self.cap - q);
        if left * size_of::<U>() > 2 * FETCHED { FETCHED / size_of::<U>() } else { 0 }
    }

    /// Asks for memory that a kernel comes to later: `lines` lines of the cache of the source from `pos` on, to be
    /// read, and of the destination from `q` on, to be written.
    #[inline(always)]
    pub fn fetch(&self, pos: usize, q: usize, lines: usize) {
        #[cfg(target_arch = "x86_64")]
        for line in 0..lines {
            use std::arch::x86_64::{_MM_HINT_ET0, _MM_HINT_T0, _mm_prefetch};

            let on = 64 / size_of::<U>() * line;
            // SAFETY: SSE is there; nothing is read or written, wherever it points.
            unsafe {
                _mm_prefetch::<_MM_HINT_T0>(self.src.wrapping_add(pos + on).cast());
                _mm_prefetch::<_MM_HINT_ET0>(self.dst.wrapping_add(q + on).cast());
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = (pos, q, lines); // no stable intrinsic
    }

    /// Writes units behind what was written.
    ///
    /// # Panics
    /// The room does not suffice.
    #[inline]
    pub fn put(&mut self, units: &[U])
    where
        U: Copy,
    {
        assert!(self.cap - self.q >= units.len());
        // SAFETY: the invariants, and the assertion.
        unsafe {
            std::ptr::copy_nonoverlapping(units.as_ptr(), self.dst.add(self.q), units.len());
        }
        self.q += units.len();
    }

    /// What has been written.
    #[inline]
    pub fn written(&self) -> &[U] {
        // SAFETY: the invariants; everything below `q` has been written.
        unsafe { std::slice::from_raw_parts(self.dst, self.q) }
    }
}

/// The destination of a run.
pub trait Room<U> {
    /// Its memory and its size in units.
    fn memory(&mut self) -> (*mut U, usize);

    /// Makes it larger by at least `extra` units, keeping the first `used`; false if it cannot.
    fn grow(&mut self, used: usize, extra: usize) -> bool;
}

/// A caller's buffer: what does not fit does not fit.
#[derive(Debug)]
pub struct Fixed<U> {
    pub memory: *mut U,
    pub cap: usize,
}

impl<U> Room<U> for Fixed<U> {
    fn memory(&mut self) -> (*mut U, usize) {
        (self.memory, self.cap)
    }

    fn grow(&mut self, _used: usize, _extra: usize) -> bool {
        false
    }
}

impl<U: Copy> Room<U> for Vec<U> {
    fn memory(&mut self) -> (*mut U, usize) {
        (self.as_mut_ptr(), self.capacity())
    }

    fn grow(&mut self, used: usize, extra: usize) -> bool {
        // SAFETY: the first `used` units have been written.
        unsafe { self.set_len(used) };
        self.reserve(extra.max(used / 2));
        true
    }
}

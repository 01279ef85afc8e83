//! Short texts in one go: the fast path from the first character to the last, without a driver to set up.

use std::mem::MaybeUninit;

use super::Normalizer;
use super::cursor::{Cursor, Edge, Mixing, Stop};
use super::fast::{Kind, Line};
use super::simd::Simd;
use super::text::{Decoded, Text};

/// Units of the longest text that is tried. Longer ones oftener have something slow in them, and to set up a driver
/// is little beside what it does there.
const SHORT: usize = 128;

/// Units that suffice for its result and for what kernels write beyond that.
pub const SCRATCH: usize = SHORT + 64;

impl Normalizer {
    /// The result of a whole text, if that is short and the fast path can do all of it; None: it has something slow
    /// or invalid in it, or has not been tried.
    ///
    /// # Safety
    /// `simd` is available.
    pub unsafe fn short<'a, T: Text>(
        &self,
        simd: Simd,
        src: &[T::Unit],
        dst: &'a mut [MaybeUninit<T::Unit>],
    ) -> Option<&'a [T::Unit]> {
        if src.is_empty() || src.len() > SHORT {
            return None;
        }
        let set = self.set(Line::Open);
        // In front of others the driver would not leave the machines, either.
        let Decoded::Char(first, _) = T::decode(src, 0) else { return None };
        if !matches!(set.kind(first), Kind::Free | Kind::Blank) {
            return None;
        }
        let mut at = Cursor {
            src: src.as_ptr(),
            len: src.len(),
            pos: 0,
            dst: dst.as_mut_ptr().cast(),
            cap: dst.len(),
            q: 0,
            edge: if self.rules.blanks { Edge::Line } else { Edge::Inner },
            mixing: Mixing::default(),
            settled: None,
        };
        // SAFETY: what is read and what is written are apart; `simd` is available.
        if unsafe { T::fast(set, simd, self.rules, &mut at) } != Stop::Input {
            return None;
        }
        // A blank at the end goes.
        let used = at.q - usize::from(at.edge == Edge::Blank);
        // SAFETY: so many units have been written.
        Some(unsafe { std::slice::from_raw_parts(at.dst, used) })
    }
}

//! From stretches of a line's fold back to the line.

use super::{Tables, decode};
use crate::lines::condition::Span;

/// How far the walk along a line has come.
#[derive(Default)]
struct Walk {
    at: usize,
    /// Bytes of the fold before this place, but for a blank that is still open.
    folded: usize,
    /// The run of blanks at this place: whether it counts is seen behind it.
    blank: Option<Span>,
}

#[cfg(target_arch = "x86_64")]
impl Walk {
    /// Bytes of the fold as `fold_line` has them here: with the open blank, where something stands before it.
    fn written(&self) -> usize {
        self.folded + usize::from(self.blank.is_some() && self.folded > 0)
    }
}

/// So many bytes of a line are passed over at once where no span begins or ends in their fold.
#[cfg(target_arch = "x86_64")]
const STRIDE: usize = 256;

impl Tables {
    /// Where spans of a line's fold (disjoint, ascending, not empty) come from: a folded character stands for the character that
    /// it folds from, a folded space for its whole run of blanks; characters that are folded away belong to a span only within
    /// it.
    pub fn unfold(&self, line: &[u8], spans: &[Span]) -> Vec<Span> {
        let mut found = Vec::with_capacity(spans.len());
        let mut spans = spans.iter().copied();
        let mut next = spans.next();
        let mut start = None;
        let mut walk = Walk::default();
        let mut buffer = [0; 3];
        while walk.at < line.len() {
            let Some(span) = next else { break };
            let wanted = if start.is_some() { span.1 - 1 } else { span.0 };
            self.stride(line, &mut walk, wanted);
            let here = &line[walk.at..];
            let (code, size) = decode(here);
            let stretch = (walk.at, walk.at + size);
            walk.at += size;
            let mut tell = |first: usize, stretch: Span| {
                while let Some(span) = next {
                    if start.is_none() && span.0 == first {
                        start = Some(stretch.0);
                    }
                    let Some(low) = start.filter(|_| span.1 == first + 1) else { break };
                    found.push((low, stretch.1));
                    (start, next) = (None, spans.next());
                }
            };
            let folded = match self.entry(code) {
                Some(entry) => self.replacement(entry, &mut buffer),
                None => &here[..size],
            };
            for byte in folded {
                if *byte == b' ' {
                    walk.blank = Some((walk.blank.map_or(stretch.0, |run| run.0), stretch.1));
                    continue;
                }
                if let Some(run) = walk.blank.take()
                    && walk.folded > 0
                {
                    tell(walk.folded, run);
                    walk.folded += 1;
                }
                tell(walk.folded, stretch);
                walk.folded += 1;
            }
        }
        found
    }

    /// Walk on without looking, as long as the fold stays before the byte that is wanted.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    fn stride(&self, line: &[u8], walk: &mut Walk, wanted: usize) {
        for size in [STRIDE, STRIDE / 4] {
            // The vector path folds nothing to more bytes than it has.
            if line.len() - walk.at > size && wanted >= walk.written() + size {
                self.strides(line, walk, wanted, size);
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(never)]
    fn strides(&self, line: &[u8], walk: &mut Walk, wanted: usize, size: usize) {
        let mut room = [0; STRIDE + 64];
        while line.len() - walk.at > size && wanted >= walk.written() + size {
            let mut end = walk.at + size;
            while line[end] & 0xC0 == 0x80 {
                end -= 1;
            }
            let written = walk.written();
            let blank = written == 0 || walk.blank.is_some();
            let Some((at, more, blank)) =
                self.fold_into(&line[..end], walk.at, &mut room, blank).filter(|to| to.0 > walk.at)
            else {
                return;
            };
            let written = written + more;
            let open = blank && written > 0;
            // Where the open blank began does not matter: it lies before what is wanted.
            *walk =
                Walk { at, folded: written - usize::from(open), blank: open.then_some((at, at)) };
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn stride(&self, _line: &[u8], _walk: &mut Walk, _wanted: usize) {}
}

//! The scalar path at speed: eight bytes a step, with no branch on what they are.
//!
//! A table says of each byte and the one behind it what is to be written for them. The first byte of a
//! character says it (of E2 80 the second one does, which sees the third), its other bytes
//! say nothing: so all eight can be looked up before it is known where characters begin.

use super::cursor::{Cursor, Edge};
use super::scalar::entry;
use crate::table::{PACKED_BLANK, PACKED_LINE, PACKED_SLOW, Table};

/// Bytes of a step, and how many of input and of room it wants.
const STEP: usize = 8;
const AHEAD: usize = STEP + 1;
/// No byte becomes more than three, and four are written at once.
const ROOM: usize = 3 * STEP + 1;

/// The low 24 bits of an entry are its bytes, the highest two their number; and these.
const BLANK: u32 = 1 << 24;
/// There are none.
const NOTHING: u32 = 1 << 25;
const LINE: u32 = 1 << 26;
/// The pair is E2 80, or can only be its end.
const THREE: u32 = 1 << 27;
const SLOW: u32 = 1 << 28;
const COUNT: u32 = 30;

/// Entries by the two bytes as they are read, the first one being the low one.
#[derive(Clone, Debug)]
pub struct Steps(Box<[u32; 1 << 16]>);

fn is_continuation(b: u8) -> bool {
    b & 0xC0 == 0x80
}

/// The top bit of each byte that is 80–BF.
fn continuations(eight: u64) -> u64 {
    eight & !(eight << 1) & 0x8080_8080_8080_8080
}

/// The top bit of each byte that is 0.
fn zeros(eight: u64) -> u64 {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    !((eight & LOW).wrapping_add(LOW) | eight | LOW)
}

impl Steps {
    pub fn new(t: &Table) -> Steps {
        let of = |bytes: &[u8]| {
            let (to, _) = entry(t, bytes);
            let blank = u32::from(to & PACKED_BLANK != 0) * BLANK;
            let line = u32::from(to & PACKED_LINE != 0) * LINE;
            let count = to >> 24 & 3;
            let nothing = u32::from(count == 0) * NOTHING;
            match to & PACKED_SLOW {
                0 => to & 0xFF_FFFF | count << COUNT | blank | line | nothing,
                _ => SLOW,
            }
        };
        let mut entries = Box::new([SLOW; 1 << 16]);
        for a in 0..=0xFFu8 {
            let alone = if a < 0x80 { of(&[a]) } else { NOTHING };
            for b in 0..=0xFFu8 {
                entries[usize::from(b) << 8 | usize::from(a)] = match (a, is_continuation(b)) {
                    (..0xC0, false) => alone,
                    (0xE2, true) if b == 0x80 => THREE | NOTHING,
                    (0x80, true) => THREE | of(&[0xE2, 0x80, b]),
                    (0xC2..=0xDF, true) => of(&[a, b]),
                    _ => SLOW,
                };
            }
        }
        Steps(entries)
    }

    /// As far as whole steps can be done, below `end`. `gone`: the characters in a row that have disappeared.
    pub fn run<const BLANKS: bool>(&self, end: usize, at: &mut Cursor<u8>, gone: &mut usize) {
        // SAFETY: the cursor's invariants.
        let src = unsafe { std::slice::from_raw_parts(at.src, at.len) };
        let src = &src[..end.min(at.len)];
        let (mut pos, mut q) = (at.pos, at.q);
        let (mut edged, mut line) = (at.edge != Edge::Inner, at.edge == Edge::Line);
        // With what a step may begin, this stays below half of a run that the machines must see.
        if *gone > STEP {
            return;
        }
        while let Some(bytes) = src.get(pos..).and_then(|rest| rest.first_chunk::<AHEAD>())
            && at.cap - q >= ROOM
        {
            // SAFETY: `AHEAD` bytes, and room for all that they can become.
            let (after, all, twice) = unsafe { self.write(bytes.as_ptr(), at.dst, q) };
            // Where all disappears it may be a long run of marks.
            if all & SLOW != 0 || all >> COUNT == 0 || is_continuation(bytes[0]) {
                break;
            }
            let mut read = STEP + usize::from(is_continuation(bytes[STEP]));
            if all & THREE != 0 {
                let mut eight = [0; 8];
                eight.copy_from_slice(&bytes[..8]);
                let here = u64::from_le_bytes(eight);
                eight.copy_from_slice(&bytes[1..]);
                let behind = u64::from_le_bytes(eight);
                let begins = zeros(here ^ 0xE2E2_E2E2_E2E2_E2E2 | behind ^ 0x8080_8080_8080_8080);
                if continuations(here) & continuations(behind) != begins << 8 {
                    break;
                }
                if bytes[STEP - 1] == 0xE2 {
                    read = STEP - 1; // nothing has been written for it
                }
            }
            // A blank that stands alone, behind neither a blank nor the beginning of a line.
            let beside = if edged { all } else { twice };
            let alone = beside & BLANK == 0 && all & LINE == 0;
            if !BLANKS || alone {
                // SAFETY: written, and it is not nothing.
                (edged, line) = (BLANKS && unsafe { *at.dst.add(after - 1) } == b' ', false);
                q = after;
            } else {
                let mut now = edge(edged, line);
                // SAFETY: as before.
                q = unsafe { self.write_blanks(bytes.as_ptr(), at.dst, q, &mut now) };
                (edged, line) = (now != Edge::Inner, now == Edge::Line);
            }
            pos += read;
            *gone = STEP - 1;
        }
        (at.pos, at.q) = (pos, q);
        if BLANKS {
            at.edge = edge(edged, line);
        }
    }

    /// What is said of the byte at `p` and the one behind it.
    #[inline(always)]
    unsafe fn at(&self, p: *const u8) -> u32 {
        // SAFETY: two readable bytes, as the caller says.
        self.0[usize::from(u16::from_le(unsafe { p.cast::<u16>().read_unaligned() }))]
    }

    /// Writes behind `q` what becomes of the step at `p`. Gives the new `q` and, bit by bit, what the entries
    /// have, and what two of them have.
    ///
    /// # Safety
    /// `AHEAD` bytes to be read, `ROOM` to be written.
    #[inline(always)]
    unsafe fn write(&self, p: *const u8, dst: *mut u8, mut q: usize) -> (usize, u32, u32) {
        let (mut all, mut twice) = (0, 0);
        // No branches: what comes next cannot be foretold.
        for i in 0..STEP {
            // SAFETY: as the caller says.
            let entry = unsafe {
                let entry = self.at(p.add(i));
                dst.add(q).cast::<[u8; 4]>().write(entry.to_le_bytes());
                entry
            };
            q += (entry >> COUNT) as usize;
            twice |= all & entry;
            all |= entry;
        }
        (q, all, twice)
    }

    /// The same where a blank may stand beside another one or a line feed.
    ///
    /// # Safety
    /// As for `write`.
    #[inline(never)]
    unsafe fn write_blanks(
        &self,
        p: *const u8,
        dst: *mut u8,
        mut q: usize,
        edge: &mut Edge,
    ) -> usize {
        // Bit 0: no blank may follow; bit 1: it is a line that begins, so there is none to take back either.
        let mut now = match edge {
            Edge::Inner => 0,
            Edge::Blank => 1,
            Edge::Line => 3,
        };
        for i in 0..STEP {
            // SAFETY: as the caller says.
            unsafe {
                let entry = self.at(p.add(i));
                let bits = entry >> 24;
                let (blank, nothing, line) = (bits & 1, bits >> 1 & 1, bits >> 2 & 1);
                q -= (line & now & !(now >> 1)) as usize;
                dst.add(q).cast::<[u8; 4]>().write(entry.to_le_bytes());
                q += ((entry >> COUNT) - (blank & now)) as usize;
                // What was here stays if nothing is written, and a line's beginning if a blank is not.
                let stays = nothing | (nothing | blank) << 1;
                now = now & stays | blank | line | line << 1;
            }
        }
        *edge = match now {
            0 => Edge::Inner,
            1 => Edge::Blank,
            _ => Edge::Line,
        };
        q
    }
}

/// Where blanks stand: whether none may follow, and whether that is because a line begins.
fn edge(edged: bool, line: bool) -> Edge {
    match (edged, line) {
        (false, _) => Edge::Inner,
        (true, false) => Edge::Blank,
        (true, true) => Edge::Line,
    }
}

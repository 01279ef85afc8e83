//! The scalar path at speed: eight bytes a step, with no branch on what they are.
//!
//! Tables say of each byte and the one behind it what is to be done with them. The first byte of a
//! character says it, its second one says nothing: so all eight can be looked up before it is
//! known where characters begin. At a character that they cannot do a step is cut short; what stands
//! between words (blanks, line feeds, U+2000–203F) is then done one by one, the rest left to `scalar`.

use super::cursor::{Cursor, Edge};
use super::scalar::entry;
use crate::table::{PACKED_BLANK, PACKED_LINE, PACKED_SLOW, Table};

/// Bytes of a step, and how many of input and of room it wants.
const STEP: usize = 8;
const AHEAD: usize = STEP + 1;
/// Fewer characters than this have disappeared in a row where steps come to a halt.
pub const GONE: usize = STEP;
/// Four bytes are written at once, each up to three (`STOP`) behind those before it.
const ROOM: usize = 3 * STEP + 1;

/// The low 24 bits of an entry are its bytes, the highest two their number, or this.
const STOP: u32 = 3;
const COUNT: u32 = 30;
/// The same as `STOP` in `general`, which has threes.
const SLOW: u32 = u32::MAX;

/// So many characters may disappear between steps: with those of a step fewer than `GONE`.
const FEW: usize = 3;

/// In `flags`: it may not just be copied, or becomes a blank beside another one. Else: the place of a mark.
const CHANGED: u8 = 0x80;

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x80 * ONES;
const SPACES: u64 = 0x20 * ONES;

/// Entries by the two bytes as they are read, the first one being the low one.
#[derive(Clone, Debug)]
pub struct Steps {
    entries: Box<[u32; 1 << 16]>,
    flags: Box<[u8; 1 << 16]>,
    /// Of E2 80 80–BF, by the last byte; and whether spaces and line feeds stay.
    general: [u32; 64],
    spaces: bool,
    line_feeds: bool,
    /// The places of marks in as few numbers as there are, by place.
    places: Box<[u8; 256]>,
    /// Whether harakat stay: then `ordered` serves, otherwise `calm` and `busy`.
    pub keeps_marks: bool,
}

/// Where steps came to a halt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Halt {
    /// Nothing changes here, perhaps.
    Calm,
    /// In front of a character that is no business of theirs.
    Here,
    /// In front of such a character or a few before it, or the input or the room is at its end.
    Near,
    /// The same, but longer.
    Far,
}

/// How long to go on writing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// For one step.
    Once,
    /// As long as something disappears.
    Busy,
    /// To the end.
    On,
}

#[inline(always)]
fn is_continuation(b: u8) -> bool {
    b & 0xC0 == 0x80
}

/// The top bit of each byte that is 0.
#[inline(always)]
fn zeros(eight: u64) -> u64 {
    !((eight & !TOPS).wrapping_add(!TOPS) | eight | !TOPS)
}

#[inline(always)]
fn eight(bytes: &[u8; AHEAD]) -> u64 {
    let [bytes @ .., _] = *bytes;
    u64::from_le_bytes(bytes)
}

/// Whether a character must not be copied there: a blank beside another one, or the rest of one.
#[inline(always)]
fn is_seam(src: &[u8], pos: usize, edge: Edge) -> bool {
    match src.get(pos) {
        Some(b' ' | b'\n') => edge != Edge::Inner,
        Some(b) => is_continuation(*b),
        None => true,
    }
}

/// Moves the cursor behind what was copied, which may end in the midst of a character.
#[inline(always)]
fn copied<const BLANKS: bool>(src: &[u8], (pos, q): (usize, usize), at: &mut Cursor<u8>) {
    let back = usize::from(pos > at.pos && src.get(pos).is_some_and(|b| is_continuation(*b)));
    if pos - back > at.pos && BLANKS {
        at.edge = match src[pos - back - 1] {
            b' ' => Edge::Blank,
            b'\n' => Edge::Line,
            _ => Edge::Inner,
        };
    }
    (at.pos, at.q) = (pos - back, q - back);
}

/// Two of the bytes, as one number.
#[inline(always)]
fn pair(bytes: &[u8; AHEAD], at: usize) -> usize {
    assert!(at < STEP);
    // SAFETY: both are among them. (Two bytes read apart would be two loads, a shift and an addition.)
    usize::from(u16::from_le(unsafe { bytes.as_ptr().add(at).cast::<u16>().read_unaligned() }))
}

impl Steps {
    pub fn new(t: &Table) -> Steps {
        let mut places = Box::new([0; 256]);
        let mut given: Vec<u8> = t.pairs.iter().flat_map(|pair| pair.rank).collect();
        given.sort_unstable();
        given.dedup();
        for (i, place) in (1..).zip(given.into_iter().filter(|place| *place != 0)) {
            places[usize::from(place)] = u8::min(i, CHANGED);
        }
        let mut entries = Box::new([STOP << COUNT; 1 << 16]);
        let mut flags = Box::new([CHANGED; 1 << 16]);
        for pair in 0..=0xFFFFu16 {
            let at = usize::from(pair);
            let bytes @ [a, b] = pair.to_le_bytes();
            let (own, read) = match (a, is_continuation(b)) {
                (0x80..0xC0, false) => {
                    (entries[at], flags[at]) = (0, 0); // the end of a character
                    continue;
                }
                (..0x80, false) => (&bytes[..1], 1),
                (0xC2..=0xDF, true) => (&bytes[..], 2),
                _ => continue,
            };
            let (to, _) = entry(t, own);
            let count = to >> 24 & 3;
            let is_plain = to & (PACKED_SLOW | PACKED_BLANK | PACKED_LINE) == 0 && count < STOP;
            let is_same =
                to & PACKED_SLOW == 0 && count as usize == read && to.to_le_bytes()[..read] == *own;
            // Whether a blank stands alone is looked at where it is an ASCII one.
            let is_blank = a == b' ' && b != b' ' && is_same;
            let place = t.last_rank(&to.to_le_bytes()[..2]);
            if (is_plain && (count < 2 || place == 0)) || is_blank {
                entries[at] = to & 0xFF_FFFF | count << COUNT;
            }
            let has_blanks = matches!((a, b), (b' ', b' ' | b'\n') | (b'\n', b' '));
            if is_same && !has_blanks {
                flags[at] = if read == 2 { places[usize::from(place)] } else { 0 };
            }
        }
        let general = std::array::from_fn(|low| {
            let (to, _) = entry(t, &[0xE2, 0x80, 0x80 | low as u8]);
            match to & (PACKED_SLOW | PACKED_BLANK | PACKED_LINE) {
                0 if to >> 24 & 3 != 2 => to & 0xFF_FFFF | (to >> 24 & 3) << COUNT,
                _ => SLOW,
            }
        });
        let spaces = entry(t, b" ").0 & PACKED_BLANK != 0;
        let line_feeds = entry(t, b"\n").0 & PACKED_LINE != 0;
        let keeps_marks =
            (0x64Bu32..0x653).any(|c| t.pairs[(c >> 6) as usize].rank[(c & 63) as usize] != 0);
        Steps { entries, flags, general, spaces, line_feeds, places, keeps_marks }
    }

    /// Copies as long as nothing changes; whether it was worth its while.
    #[inline(never)]
    pub fn calm<const BLANKS: bool>(&self, end: usize, at: &mut Cursor<u8>) -> bool {
        // SAFETY: the cursor's invariants.
        let src = unsafe { std::slice::from_raw_parts(at.src, at.len) };
        let src = &src[..end.min(at.len)];
        let (mut pos, mut q) = (at.pos, at.q);
        if is_seam(src, pos, at.edge) {
            return false;
        }
        while let Some(bytes) = src.get(pos..).and_then(|rest| rest.first_chunk::<AHEAD>())
            && at.cap - q >= ROOM
        {
            let mut all = 0;
            for i in 0..STEP {
                all |= self.flags[pair(bytes, i)];
            }
            if all != 0 {
                break;
            }
            // SAFETY: there is room.
            unsafe { at.dst.add(q).cast::<u64>().write_unaligned(eight(bytes).to_le()) };
            (pos, q) = (pos + STEP, q + STEP);
        }
        let done = pos - at.pos;
        copied::<BLANKS>(src, (pos, q), at);
        done >= 2 * STEP
    }

    /// The same where marks stay, if they stand in their order, and past what stands between words. `COUNTED`: if
    /// not so many equal pairs stand in a row.
    #[inline(never)]
    pub fn ordered<const BLANKS: bool, const COUNTED: bool>(
        &self,
        t: &Table,
        times: u8,
        end: usize,
        at: &mut Cursor<u8>,
    ) -> Halt {
        // SAFETY: the cursor's invariants.
        let src = unsafe { std::slice::from_raw_parts(at.src, at.len) };
        let src = &src[..end.min(at.len)];
        loop {
            let (mut pos, mut q, mut halt) = (at.pos, at.q, Halt::Near);
            let start = q;
            if is_seam(src, pos, at.edge) {
                return Halt::Here;
            }
            let mut front = if COUNTED { eight_before(at.written(), q) } else { 0 };
            let mut before = u64::from(self.places[usize::from(t.last_rank(at.written()))]) << 8;
            while let Some(bytes) = src.get(pos..).and_then(|rest| rest.first_chunk::<AHEAD>())
                && at.cap - q >= ROOM
            {
                let mut flags = 0;
                for i in 0..STEP {
                    flags = flags << 8 | u64::from(self.flags[pair(bytes, i)]);
                }
                let places = flags & !TOPS;
                // Those of the characters in front of each.
                let others = places >> 16 | before << 48;
                let greater = (others | TOPS).wrapping_sub(places).wrapping_sub(ONES);
                let stops = (greater & places.wrapping_add(!TOPS) | flags) & TOPS;
                let here = eight(bytes);
                if COUNTED && repeats(front, here, times) {
                    break;
                }
                (front, before) = (here, places & 0xFFFF);
                // SAFETY: there is room.
                unsafe { at.dst.add(q).cast::<u64>().write_unaligned(here.to_le()) };
                if stops != 0 {
                    let step = (stops.leading_zeros() / 8) as usize;
                    (pos, q, halt) = (pos + step, q + step, Halt::Here);
                    break;
                }
                (pos, q) = (pos + STEP, q + STEP);
            }
            copied::<BLANKS>(src, (pos, q), at);
            if halt == Halt::Near {
                return halt;
            }
            let (mut now, times) = ((at.pos, at.q, at.edge), if COUNTED { times } else { 0 });
            let few = self.between::<BLANKS, true>(src, (at.dst, at.cap), &mut now, times);
            let done = now.0 - at.pos;
            (at.pos, at.q, at.edge) = now;
            // Where nothing is written it may be a long run of marks.
            if done == 0 || !few || at.q <= start {
                return Halt::Here;
            }
        }
    }

    /// Writes step by step, as long as the pace says; the caller looks for repetitions.
    #[inline(never)]
    pub fn busy<const BLANKS: bool>(&self, end: usize, at: &mut Cursor<u8>, pace: Pace) -> Halt {
        // SAFETY: the cursor's invariants.
        let src = unsafe { std::slice::from_raw_parts(at.src, at.len) };
        let src = &src[..end.min(at.len)];
        let (mut pos, mut q, mut edge) = (at.pos, at.q, at.edge);
        let mut halt = Halt::Near;
        while let Some(bytes) = src.get(pos..).and_then(|rest| rest.first_chunk::<AHEAD>())
            && at.cap - q >= ROOM
        {
            if is_continuation(bytes[0]) {
                break;
            }
            let (mut counts, mut after) = (0u32, q);
            // No branches: what comes next cannot be foretold.
            for i in 0..STEP {
                let entry = self.entries[pair(bytes, i)];
                // SAFETY: there is room.
                unsafe { at.dst.add(after).cast::<[u8; 4]>().write_unaligned(entry.to_le_bytes()) };
                after += (entry >> COUNT) as usize;
                counts = counts << 2 | entry >> COUNT;
            }
            // Where all disappears it may be a long run of marks.
            if counts == 0 {
                break;
            }
            let mut read = STEP + usize::from(is_continuation(bytes[STEP]));
            let mut stops = (counts & counts >> 1 & 0x5555) as u16;
            if BLANKS {
                let blanks = zeros(eight(bytes) ^ SPACES);
                let more = blanks & blanks.wrapping_sub(1);
                // SAFETY: written.
                let again = edge != Edge::Inner && unsafe { *at.dst.add(q) } == b' ';
                // A blank behind another one, if nothing stands between.
                if more != 0 || again {
                    let second = if again { blanks } else { more };
                    stops |= 0x4000u16.checked_shr(second.trailing_zeros() / 8 * 2).unwrap_or(0);
                }
            }
            if stops != 0 {
                read = (stops.leading_zeros() / 2) as usize;
                let counts = counts >> (16 - 2 * read);
                let twos = (counts & 0x3333) + (counts >> 2 & 0x3333);
                let width = (twos & 0xF) + (twos >> 4 & 0xF) + (twos >> 8 & 0xF) + (twos >> 12);
                halt = Halt::Here;
                if width == 0 {
                    if read > 0 {
                        halt = Halt::Near;
                    }
                    break;
                }
                after = q + width as usize;
            } else if pace == Pace::Once || (pace == Pace::Busy && after - q >= STEP) {
                halt = Halt::Calm;
            }
            if BLANKS {
                // SAFETY: written.
                edge = if unsafe { *at.dst.add(after - 1) } == b' ' {
                    Edge::Blank
                } else {
                    Edge::Inner
                };
            }
            pos += read;
            q = after;
            if halt == Halt::Here {
                let mut now = (pos, q, edge);
                let few = self.between::<BLANKS, false>(src, (at.dst, at.cap), &mut now, 0);
                if few && now.0 > pos {
                    halt = if pace == Pace::Once { Halt::Calm } else { Halt::Near };
                }
                (pos, q, edge) = now;
            }
            if halt != Halt::Near {
                break;
            }
        }
        (at.pos, at.q, at.edge) = (pos, q, edge);
        halt
    }

    /// What stands between words, one by one, and with `PAIRS` one character of two bytes, if that does not equal
    /// the one before it (`times` > 0). False: so many have disappeared that they must be counted.
    #[inline(always)]
    fn between<const BLANKS: bool, const PAIRS: bool>(
        &self,
        src: &[u8],
        (dst, cap): (*mut u8, usize),
        at: &mut (usize, usize, Edge),
        times: u8,
    ) -> bool {
        let (mut pos, mut q, mut edge) = *at;
        let (mut gone, mut pairs) = (0, PAIRS);
        while let Some(bytes) = src.get(pos..).and_then(|rest| rest.first_chunk::<3>())
            && cap - q >= ROOM
            && gone < FEW
        {
            let (entry, read) = match *bytes {
                [b' ', ..] if BLANKS && self.spaces && edge != Edge::Inner => (0, 1),
                [b' ', ..] if BLANKS && self.spaces => {
                    edge = Edge::Blank;
                    (1 << COUNT | 0x20, 1)
                }
                [b'\n', ..] if BLANKS && self.line_feeds => {
                    q -= usize::from(edge == Edge::Blank);
                    edge = Edge::Line;
                    (1 << COUNT | 0x0A, 1)
                }
                [0xE2, 0x80, b]
                    if is_continuation(b) && self.general[usize::from(b & 63)] != SLOW =>
                {
                    (self.general[usize::from(b & 63)], 3)
                }
                [a @ 0xC2..0xE0, b, _] if pairs && is_continuation(b) => {
                    let entry = self.entries[usize::from(b) << 8 | usize::from(a)];
                    // SAFETY: written.
                    let again = times > 0
                        && entry >> COUNT == 2
                        && (q < 2
                            || unsafe { dst.add(q - 2).cast::<[u8; 2]>().read() }
                                == [entry as u8, (entry >> 8) as u8]);
                    if entry >> COUNT == STOP || again {
                        break;
                    }
                    pairs = false;
                    (entry, 2)
                }
                _ => break,
            };
            if read > 1 {
                gone += usize::from(entry >> COUNT == 0);
                edge = if entry >> COUNT == 0 { edge } else { Edge::Inner };
            }
            // SAFETY: there is room.
            unsafe { dst.add(q).cast::<[u8; 4]>().write_unaligned(entry.to_le_bytes()) };
            q += (entry >> COUNT) as usize;
            pos += read;
        }
        *at = (pos, q, edge);
        gone < FEW
    }
}

/// The eight bytes in front of `end`.
#[inline(always)]
fn eight_before(written: &[u8], end: usize) -> u64 {
    let written = &written[..end];
    match written.last_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        // What is missing in front of them is 0.
        None => written.iter().fold(0, |sum, b| sum >> 8 | u64::from(*b) << 56),
    }
}

/// Whether two of these eight bytes, or the first one and the one in front of it, equal so many pairs before them.
#[inline(always)]
fn repeats(front: u64, here: u64, times: u8) -> bool {
    let back = |bytes: u32| here << (8 * bytes) | front >> (64 - 8 * bytes);
    let mut differs = (here ^ back(2)) | (back(1) ^ back(3));
    if times > 1 {
        differs |= (back(2) ^ back(4)) | (back(3) ^ back(5));
    }
    differs.wrapping_sub(ONES) & !differs & TOPS != 0
}

/// The same of all that was written from `from` on.
pub fn repeated(written: &[u8], from: usize, times: u8) -> bool {
    let mut end = from;
    while end < written.len() {
        end = (end + STEP).min(written.len());
        let Some(start) = end.checked_sub(STEP) else { return true };
        if repeats(eight_before(written, start), eight_before(written, end), times) {
            return true;
        }
    }
    false
}

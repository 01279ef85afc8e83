//! The scalar fast path: the table and the blanks, up to a slow character.

use super::Rules;
use super::cursor::{Cursor, Edge, Stop};
use super::fast::FastSet;
use super::steps::{self, Halt, Pace};
use crate::plan::LONG_RUN;
use crate::table::{GONE, PACKED_BLANK, PACKED_LINE, PACKED_SLOW, Packed, SLOW, Table, UNTOUCHED};

/// What a wide entry says: 0 stay, else one of these, else the new character.
pub const WIDE_GONE: u32 = u32::MAX;
pub const WIDE_SLOW: u32 = u32::MAX - 1;

/// Room for the largest step: four bytes, written as one.
const STEP: usize = 4;

/// With less than this in front of it, it is not worth its while to have the tables of `Steps`, nor to go to
/// and fro between them and single characters. (The fuzzer's texts are short.)
const FAR: usize = if cfg!(fuzzing) { 12 } else { 128 };
/// What stops a whole step is read character by character, so many bytes of it.
const NEAR: usize = 8;
/// So many bytes are done at once where letters are counted.
const STEPS: usize = 128;

/// UTF-8 until the end, a slow or invalid character, or `limit` (then `pos` may lie behind it).
pub fn utf8(t: &Table, rules: Rules, limit: usize, at: &mut Cursor<u8>) -> Stop {
    let run = match (rules.order, rules.blanks, rules.repeats) {
        (false, false, 0) => run_utf8::<false, 0, false>,
        (false, true, 0) => run_utf8::<true, 0, false>,
        (false, false, 1) => run_utf8::<false, 1, false>,
        (false, true, 1) => run_utf8::<true, 1, false>,
        (false, false, _) => run_utf8::<false, 2, false>,
        (false, true, _) => run_utf8::<true, 2, false>,
        (true, false, 0) => run_utf8::<false, 0, true>,
        (true, true, 0) => run_utf8::<true, 0, true>,
        (true, false, 1) => run_utf8::<false, 1, true>,
        (true, true, 1) => run_utf8::<true, 1, true>,
        (true, false, _) => run_utf8::<false, 2, true>,
        (true, true, _) => run_utf8::<true, 2, true>,
    };
    if limit.min(at.len).saturating_sub(at.pos) >= FAR {
        far(t, rules, limit, at, run)
    } else {
        run(t, limit, at, &mut 0)
    }
}

/// What does it character by character.
type Run = fn(&Table, usize, &mut Cursor<u8>, &mut usize) -> Stop;

/// By whole steps, and what these stop at character by character.
fn far(t: &Table, rules: Rules, limit: usize, at: &mut Cursor<u8>, run: Run) -> Stop {
    let (mut gone, mut calm) = (0, true);
    let end = limit.min(at.len);
    loop {
        let mut halt = Halt::Near;
        // With what a step may begin, this stays below half of a run that the machines must see.
        if gone < steps::GONE {
            let start = at.pos;
            halt = match rules.blanks {
                true => step::<true>(t, rules.repeats, end, at, &mut calm),
                false => step::<false>(t, rules.repeats, end, at, &mut calm),
            };
            if at.pos > start {
                gone = steps::GONE - 1;
            }
            if halt == Halt::Calm || (halt == Halt::Near && at.pos > start) {
                continue;
            }
        }
        let near = match halt {
            Halt::Here => 1,
            Halt::Far => STEPS,
            _ => NEAR,
        };
        loop {
            match run(t, end.min(at.pos + near), at, &mut gone) {
                Stop::Input if at.pos < end => {}
                stop => return stop,
            }
            // What often stands beside such a character.
            if halt != Halt::Here || !matches!(at.ahead(1), [b' ' | 0xE0..]) {
                break;
            }
        }
    }
}

/// As many steps as go at once. `calm`: whether little changes where they begin.
fn step<const BLANKS: bool>(
    t: &Table,
    repeats: u8,
    end: usize,
    at: &mut Cursor<u8>,
    calm: &mut bool,
) -> Halt {
    let steps = t.steps();
    match (steps.keeps_marks, repeats) {
        (true, 0) => return steps.ordered::<BLANKS, false>(t, 0, end, at),
        (true, _) => return steps.ordered::<BLANKS, true>(t, repeats, end, at),
        (false, 0) => {
            *calm = *calm && steps.calm::<BLANKS>(end, at);
            let pace = if *calm { Pace::Once } else { Pace::Busy };
            let halt = steps.busy::<BLANKS>(end, at, pace);
            *calm |= halt == Halt::Calm;
            return halt;
        }
        _ => {}
    }
    // Letters are counted: a few steps, looked through afterwards.
    let (pos, q, edge) = (at.pos, at.q, at.edge);
    let halt = steps.busy::<BLANKS>(end.min(pos + STEPS), at, Pace::On);
    if steps::repeated(at.written(), q, repeats) {
        (at.pos, at.q, at.edge) = (pos, q, edge);
        return Halt::Far;
    }
    halt
}

/// Character by character. `run`: how many in a row have disappeared.
fn run_utf8<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    limit: usize,
    at: &mut Cursor<u8>,
    run: &mut usize,
) -> Stop {
    // SAFETY: the cursor's invariants.
    let src = unsafe { std::slice::from_raw_parts(at.src, at.len) };
    let (mut pos, mut q, mut gone) = (at.pos, at.q, *run);
    let mut edge: u32 = match at.edge {
        Edge::Inner => 0,
        Edge::Blank => 1,
        Edge::Line => 2,
    };
    let end = limit.min(src.len());
    let mut before = if ORDER { t.last_rank(at.written()) } else { 0 };
    let stop = loop {
        if pos >= end {
            break Stop::Input;
        }
        if at.cap - q < STEP {
            break Stop::Room;
        }
        // ASCII and pairs here, with as few branches as may be; the rest elsewhere.
        let lead = src[pos];
        let (to, n) = match src.get(pos + 1) {
            Some(&b) if lead < 0x80 || (0xC2..0xE0).contains(&lead) => {
                let is_pair = lead >= 0x80;
                if is_pair && b & 0xC0 != 0x80 {
                    break Stop::Slow;
                }
                let pair = usize::from(lead & 31) << 6 | usize::from(b & 63);
                let c = if is_pair { pair } else { usize::from(lead) };
                (t.two[c], 1 + usize::from(is_pair))
            }
            _ => entry(t, &src[pos..]),
        };
        if to & PACKED_SLOW != 0 {
            break Stop::Slow;
        }
        let bytes = to.to_le_bytes();
        let mut count = usize::from(bytes[3] & 7);
        gone = if count == 0 { gone + 1 } else { 0 };
        if gone >= LONG_RUN / 2 {
            break Stop::Slow;
        }
        if ORDER && count != 0 {
            let rank = if n == 2 { t.last_rank(&bytes[..2]) } else { 0 };
            if rank != 0 && before > rank {
                break Stop::Slow;
            }
            before = rank;
        }
        if REPEATS > 0 && count == 2 {
            let back = 2 * usize::from(REPEATS);
            // SAFETY: the last `back` bytes written.
            let repeated = q >= back
                && unsafe { std::slice::from_raw_parts(at.dst.add(q - back), back) }
                    .chunks_exact(2)
                    .all(|before| before == &bytes[..2]);
            if repeated {
                break Stop::Slow;
            }
        }
        if BLANKS {
            // 0: after anything else; 1: after a blank; 2: at the beginning of a line.
            let blank = u32::from(to & PACKED_BLANK != 0);
            let drop = blank & u32::from(edge != 0);
            let after = if count != 0 { 0 } else { edge };
            if to & PACKED_LINE != 0 {
                q -= usize::from(edge == 1);
                edge = 2;
            } else {
                edge = if blank != 0 { edge.max(1) } else { after };
                count -= drop as usize;
            }
        }
        // SAFETY: STEP bytes of room, looked at above. A four-byte character is put as it is.
        unsafe {
            let to =
                if n == 4 { [src[pos], src[pos + 1], src[pos + 2], src[pos + 3]] } else { bytes };
            std::ptr::copy_nonoverlapping(to.as_ptr(), at.dst.add(q), STEP);
        }
        q += count;
        pos += n;
    };
    (at.pos, at.q, *run) = (pos, q, gone);
    at.edge = match edge {
        0 => Edge::Inner,
        1 => Edge::Blank,
        _ => Edge::Line,
    };
    stop
}

/// What becomes of the character at the beginning of `s`, and its length. PACKED_SLOW if it is
/// slow, invalid or cut off; a number of 4 bytes stands for a four-byte character that stays.
#[inline(never)]
pub fn entry(t: &Table, s: &[u8]) -> (Packed, usize) {
    let a = s[0];
    if a < 0x80 {
        return (t.two[usize::from(a)], 1);
    }
    let trail = |i: usize| s.get(i).copied().filter(|b| b & 0xC0 == 0x80);
    let Some(b) = trail(1) else {
        return (PACKED_SLOW, 0);
    };
    let low = usize::from(b & 63);
    match a {
        0xC2..=0xDF => (t.two[usize::from(a & 31) << 6 | low], 2),
        0xE0..=0xEF => {
            let Some(d) = trail(2) else {
                return (PACKED_SLOW, 0);
            };
            if (a == 0xE0 && b < 0xA0) || (a == 0xED && b >= 0xA0) {
                return (PACKED_SLOW, 0);
            }
            match t.prefixes[usize::from(a & 15) << 6 | low] {
                UNTOUCHED => (3 << 24 | u32::from_le_bytes([a, b, d, 0]), 3),
                SLOW => (PACKED_SLOW, 0),
                i => {
                    let rows = &t.triples[usize::from(i) - 1].0;
                    let mut to = 0u32;
                    let mut count = 0;
                    for row in rows {
                        let v = row[usize::from(d & 63)];
                        if v == SLOW {
                            return (PACKED_SLOW, 0);
                        }
                        if v != GONE {
                            to |= u32::from(v) << (8 * count);
                            count += 1;
                        }
                    }
                    let flag = match (to, count) {
                        (0x20, 1) => PACKED_BLANK,
                        (0x0A, 1) => PACKED_LINE,
                        _ => 0,
                    };
                    (to | count << 24 | flag, 3)
                }
            }
        }
        0xF0..=0xF4 => {
            let (Some(_), Some(_)) = (trail(2), trail(3)) else {
                return (PACKED_SLOW, 0);
            };
            let bad = (a == 0xF0 && b < 0x90) || (a == 0xF4 && b >= 0x90);
            if bad || t.quads[usize::from(a & 7) << 6 | low] != UNTOUCHED {
                return (PACKED_SLOW, 0);
            }
            (4 << 24 | 0xFF, 4)
        }
        _ => (PACKED_SLOW, 0),
    }
}

/// Units of one code point each, until the end, a slow character or `limit`.
pub fn wide<U>(set: &FastSet, rules: Rules, limit: usize, at: &mut Cursor<U>) -> Stop
where
    U: Copy + PartialEq + Into<u32> + TryFrom<u32>,
{
    let repeats = usize::from(rules.repeats);
    // SAFETY: the cursor's invariants.
    let src = unsafe { std::slice::from_raw_parts(at.src, at.len) };
    let (mut pos, mut q, mut edge, mut gone) = (at.pos, at.q, at.edge, 0);
    let src = &src[..limit.min(src.len())];
    let mut before = set.units.last_rank(at.written());
    let stop = loop {
        let Some(&unit) = src.get(pos) else {
            break Stop::Input;
        };
        if q == at.cap {
            break Stop::Room;
        }
        let c = unit.into();
        let to = match set.wide.get(c) {
            0 => c,
            WIDE_SLOW => break Stop::Slow,
            WIDE_GONE if gone + 1 < LONG_RUN / 2 => {
                gone += 1;
                pos += 1;
                continue;
            }
            WIDE_GONE => break Stop::Slow,
            to => to,
        };
        let Ok(to_unit) = U::try_from(to) else {
            break Stop::Slow;
        };
        gone = 0;
        if rules.order {
            let rank = if c == to { set.units.rank_of(c) } else { 0 };
            if rank != 0 && before > rank {
                break Stop::Slow;
            }
            before = rank;
        }
        if repeats > 0 && to >= 0x80 && q >= repeats {
            // SAFETY: the last units written.
            let before = unsafe { std::slice::from_raw_parts(at.dst.add(q - repeats), repeats) };
            if before.iter().all(|unit| *unit == to_unit) {
                break Stop::Slow;
            }
        }
        if rules.blanks {
            match to {
                0x20 if edge != Edge::Inner => {
                    pos += 1;
                    continue;
                }
                0x20 => edge = Edge::Blank,
                0x0A => {
                    q -= usize::from(edge == Edge::Blank);
                    edge = Edge::Line;
                }
                _ => edge = Edge::Inner,
            }
        }
        // SAFETY: there is room for one unit.
        unsafe { *at.dst.add(q) = to_unit };
        q += 1;
        pos += 1;
    };
    (at.pos, at.q, at.edge) = (pos, q, edge);
    stop
}

//! One character that a kernel stopped at and that is plain where it stands, so that the kernel need not be
//! left for it: a character of a page that the kernel does not look at, a tatweel, a comma between words. What is
//! not plain is left to `shortcut` and to the machines.

use super::cursor::{Cursor, Edge, Settled};
use super::fast::{COUNTED, Kind};
use super::scalar::entry;
use crate::plan::{
    CLASS, CR, HAMZA, LETTER, LF, Mapping, Plan, SEPARATOR, SPACE, TATWEEL, TRANSPARENT, Tatweel,
};
use crate::table::{PACKED_BLANK, PACKED_LINE, PACKED_SLOW, Table};

/// It stays or becomes something, and marks in front of it do not hang on it.
const BASE: u8 = 1;
/// It becomes a letter first.
const BECOMES_LETTER: u8 = 2;
/// In the output it is a letter.
const IS_LETTER: u8 = 4;
/// It stays, and says that a comma does not stand between words.
const TELLING: u8 = 8;

/// It disappears, and a tatweel in front of it, too.
const GOES: u8 = 16;
/// So many of these are looked past. With those in front of the tatweel they never are a run that is too long.
const PAST: usize = 2;

/// What a plan says of tatweels and of commas, in tables.
#[derive(Clone, Debug)]
pub struct Lone {
    /// Of ASCII and of U+0600–06FF.
    ascii: [u8; 128],
    near: [u8; 256],
    /// Whether a blank stays and tells nothing.
    blank: bool,
    /// Whether tatweels go that carry no mark.
    tatweel: bool,
    /// ASCII punctuation and what becomes of it between words, two bytes; 0 is none.
    between: [(u8, [u8; 2]); 4],
}

/// What becomes of such a character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Done {
    /// Bytes of input, and of output.
    pub read: usize,
    pub width: usize,
    pub bytes: [u8; 4],
    /// Whether it was slow, so that the machines must not meet it again.
    pub slow: bool,
}

impl Lone {
    /// `kind`: how a character stands to the fast paths on such lines.
    pub fn new(plan: &Plan, mapping: &Mapping, kind: impl Fn(u32) -> Kind) -> Lone {
        let on = plan.contexts;
        let of = |c: u32| {
            let own = [c];
            let text = mapping.get(c).unwrap_or(&own);
            let first = text.first().map_or(CLASS, |first| plan.class(*first));
            let is_plain = matches!(kind(c), Kind::Free | Kind::Blank)
                && first & CLASS == 0
                && !(on.separators && first & SEPARATOR != 0);
            let class = plan.class(c);
            let stays = is_plain && text == own && class & TRANSPARENT == 0 && c != LF && c != CR;
            let bears = on.tatweel == Some(Tatweel::Mark) || class & HAMZA != 0;
            let goes = text.is_empty() || mapping.is_idle(c) && !bears;
            let flag = |is: bool, flag: u8| if is { flag } else { 0 };
            flag(is_plain, BASE)
                | flag(is_plain && first & LETTER != 0, BECOMES_LETTER)
                | flag(class & LETTER != 0 && class & (CLASS | TRANSPARENT) == 0, IS_LETTER)
                | flag(stays, TELLING)
                | flag(goes && c >= 0x600 && kind(c) == Kind::Gone, GOES)
        };
        let mut between = [(0, [0; 2]); 4];
        // A blank and a letter behind it must be looked at.
        if on.punctuation && plan.look_ahead >= 2 {
            let plain = plan.between_words.iter().filter_map(|(c, to)| {
                let class = plan.class(*c);
                let is_simple = class & (CLASS | LETTER | SEPARATOR) == 0;
                let is_plain = is_simple && mapping.get(*c).is_none() && *c < 0x80;
                let (0x80..0x800, true) = (*to, is_plain) else { return None };
                Some((*c as u8, [0xC0 | (to >> 6) as u8, 0x80 | (to & 63) as u8]))
            });
            for (slot, plain) in between.iter_mut().zip(plain) {
                *slot = plain;
            }
        }
        Lone {
            ascii: std::array::from_fn(|c| of(c as u32)),
            near: std::array::from_fn(|low| of(0x600 + low as u32)),
            blank: mapping.get(SPACE).is_none() && plan.class(SPACE) & TRANSPARENT != 0,
            tatweel: on.tatweel.is_some()
                && !mapping.is_touched(TATWEEL)
                && on.elongation.is_none_or(|most| most <= COUNTED),
            between,
        }
    }

    /// What the character that a text begins with is.
    #[inline]
    fn flags(&self, text: &[u8]) -> u8 {
        match *text {
            [c @ ..0x80, ..] => self.ascii[usize::from(c)],
            [a @ 0xD8..0xDC, b @ 0x80..0xC0, ..] => {
                self.near[usize::from(a & 3) << 6 | usize::from(b & 63)]
            }
            _ => 0,
        }
    }

    /// A slow character.
    #[inline]
    fn slow(&self, src: &[u8], written: &[u8]) -> Option<Done> {
        match *src {
            [0xD9, 0x80, ..] if self.tatweel => {
                let mut read = 2;
                while read < 2 * (1 + PAST) && self.flags(src.get(read..)?) & GOES != 0 {
                    read += 2;
                }
                let is_plain = self.flags(src.get(read..)?) & BASE != 0;
                is_plain.then_some(Done { read, width: 0, bytes: [0; 4], slow: true })
            }
            [c @ 1..0x80, ref next @ ..] => {
                let (_, [a, b]) = *self.between.iter().find(|(from, _)| *from == c)?;
                let &[.., first, last] = written else { return None };
                let before = if last < 0x80 { [last, 0] } else { [first, last] };
                let before = self.flags(&before);
                let next = match next {
                    [b' ', next @ ..] if self.blank => next,
                    next => next,
                };
                let next = self.flags(next);
                let (bytes, width) = match () {
                    () if before & IS_LETTER != 0 && next & BECOMES_LETTER != 0 => {
                        ([a, b, 0, 0], 2)
                    }
                    () if before & TELLING != 0 && before & IS_LETTER == 0 => ([c, 0, 0, 0], 1),
                    () if before & IS_LETTER != 0 && next & TELLING != 0 => ([c, 0, 0, 0], 1),
                    () => return None,
                };
                let is_new = width == 1 || *written.last_chunk()? != [a, b];
                is_new.then_some(Done { read: 1, width, bytes, slow: true })
            }
            _ => None,
        }
    }
}

/// Goes past the character at the cursor, if that is plain and there is room for it; false: nothing has been done.
/// `floor`: from where on kernels wrote.
pub fn go_past(t: &Table, at: &mut Cursor<u8>, floor: usize) -> bool {
    let Some(done) = pass(t, at.ahead(at.len - at.pos), at.written(), floor) else { return false };
    if at.cap - at.q < done.width {
        return false;
    }
    at.put(&done.bytes[..done.width]);
    at.pos += done.read;
    if done.width > 0 {
        at.edge = Edge::Inner;
    }
    if done.slow {
        at.settled = Some(Settled { pos: at.pos, q: at.q, edge: at.edge });
    }
    true
}

/// What becomes of the character that `src` begins with, if it is plain. `written`: what was written before it, from
/// `floor` on by kernels.
#[inline]
fn pass(t: &Table, src: &[u8], written: &[u8], floor: usize) -> Option<Done> {
    if src.is_empty() {
        return None;
    }
    let (to, read) = entry(t, src);
    if to & PACKED_SLOW != 0 {
        return t.lone.as_ref()?.slow(src, written.get(floor..)?);
    }
    let width = (to >> 24 & 7) as usize;
    let bytes = match (read, src) {
        (4, &[a, b, c, d, ..]) => [a, b, c, d],
        _ => to.to_le_bytes(),
    };
    let is_mark = read == 2 && t.last_rank(&bytes[..2]) != 0;
    let is_again = width == 2 && written.ends_with(&bytes[..2]);
    let is_plain = width != 0 && to & (PACKED_BLANK | PACKED_LINE) == 0 && !is_mark && !is_again;
    is_plain.then_some(Done { read, width, bytes, slow: false })
}

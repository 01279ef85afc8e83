//! Where the elements of a page stand and what they are called, for selectors.
//!
//! Hardly any name that rules ask for is on a page, and those that are stand in few places: the
//! markup is searched for them, and only the tags that they stand in are read.

use memchr::memmem;
use std::ops::Range;
use std::sync::OnceLock;

use super::scan::{Begin, Broken, Piece, Scan, attribute, resolved};
use super::text::{is_blank, words};

/// What elements are found by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    Tag,
    Class,
    Id,
    /// Text in a tag.
    Source,
}

impl By {
    /// Whether a tag has a name.
    pub fn fits(self, tag: &Begin<'_>, name: &str) -> bool {
        let mut text = String::new();
        let value = |of| attribute(tag.attributes, of).unwrap_or("");
        match self {
            By::Tag => tag.name == name,
            By::Class => words(resolved(value("class"), &mut text)).any(|word| word == name),
            By::Id => resolved(value("id"), &mut text).trim_matches(is_blank) == name,
            By::Source => tag.attributes.contains(name),
        }
    }
}

/// What stands from one tag to the next is passed over where it is longer, in bytes.
const LONG: usize = 1024;

/// All elements of a page, in document order.
pub struct Index {
    /// Where the tag of each begins in the markup.
    starts: Vec<u32>,
    family: OnceLock<Family>,
}

/// How the elements of a page stand to one another.
#[derive(Default)]
pub struct Family {
    /// The element above each; -1 for the root.
    pub parents: Vec<i32>,
    /// The element before each among its siblings; -1 for the first, and behind a comment.
    pub previous: Vec<i32>,
    /// Sum of the elements above each.
    pub depths: u64,
}

impl Family {
    fn read(markup: &str) -> Result<Family, Broken> {
        let mut family = Family::default();
        let mut scan = Scan::new(markup);
        // Open elements, each with its last child so far.
        let mut open: Vec<(i32, i32)> = vec![(-1, -1)];
        while let Some(piece) = scan.piece()? {
            match piece {
                Piece::Text(_) | Piece::Raw(_) => {}
                Piece::Other => {
                    if let Some(last) = open.last_mut() {
                        last.1 = -1;
                    }
                }
                Piece::End => {
                    open.pop();
                }
                Piece::Begin(begin) => {
                    let place = family.parents.len() as i32;
                    let depth = open.len() as u64;
                    let (parent, previous) = open.last_mut().ok_or(Broken(0))?;
                    family.parents.push(*parent);
                    family.previous.push(*previous);
                    family.depths += depth - 1;
                    *previous = place;
                    if !begin.empty {
                        open.push((place, -1));
                    }
                }
            }
        }
        Ok(family)
    }
}

impl Index {
    /// `starts`: where the tags begin in markup that lxml has written, as `scan::outline` gives it.
    pub fn new(starts: Vec<u32>) -> Index {
        Index { starts, family: OnceLock::new() }
    }

    pub fn len(&self) -> usize {
        self.starts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    pub fn family(&self, markup: &str) -> &Family {
        // Whoever told the starts has read the markup.
        self.family.get_or_init(|| Family::read(markup).unwrap_or_default())
    }

    /// The tag of an element.
    pub fn tag<'m>(&self, markup: &'m str, place: usize) -> Option<Begin<'m>> {
        match Scan::at(markup, *self.starts.get(place)? as usize).piece() {
            Ok(Some(Piece::Begin(begin))) => Some(begin),
            _ => None,
        }
    }

    /// The name of an element.
    pub fn name<'m>(&self, markup: &'m str, place: usize) -> Option<&'m str> {
        let tag = &markup[*self.starts.get(place)? as usize + 1..];
        tag.split([' ', '/', '>']).next()
    }

    /// How many elements an element has inside.
    pub fn inside(&self, markup: &str, place: usize) -> usize {
        let Some(&start) = self.starts.get(place) else { return 0 };
        let mut scan = Scan::at(markup, start as usize);
        let (mut depth, mut count) = (0, 0);
        while let Ok(Some(piece)) = scan.piece() {
            match piece {
                Piece::Begin(begin) => {
                    count += 1;
                    depth += u32::from(!begin.empty);
                }
                Piece::End => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        count - 1
    }

    /// Stretches of the markup that hold all tags, and not the long texts and scripts.
    pub fn stretches(&self, markup: &str) -> Vec<Range<usize>> {
        let mut stretches = Vec::new();
        let mut from = 0;
        for (place, &start) in self.starts.iter().enumerate() {
            let next = self.starts.get(place + 1).map_or(markup.len(), |&next| next as usize);
            if next - start as usize > LONG || next == markup.len() {
                let end = self.tag(markup, place).map_or(next, |tag| {
                    let attributes = tag.attributes.as_bytes().as_ptr_range();
                    attributes.end as usize - markup.as_ptr() as usize + 1
                });
                stretches.push(from..end);
                from = next;
            }
        }
        stretches
    }

    /// The element whose tag, or what stands behind it, a place of the markup lies in.
    pub fn around(&self, at: usize) -> Option<usize> {
        self.starts.partition_point(|&start| start as usize <= at).checked_sub(1)
    }

    /// Whether an element has a name.
    pub fn has(&self, markup: &str, place: usize, by: By, name: &str) -> bool {
        match by {
            By::Tag => {
                let from = self.starts.get(place).map(|&start| start as usize + 1);
                let tag = from.and_then(|from| markup.as_bytes().get(from..));
                let rest = tag.and_then(|tag| tag.strip_prefix(name.as_bytes()));
                rest.and_then(<[u8]>::first).is_some_and(|byte| b" />".contains(byte))
            }
            _ => self.tag(markup, place).is_some_and(|tag| by.fits(&tag, name)),
        }
    }

    /// The elements of a name.
    pub fn places(&self, markup: &str, by: By, name: &str) -> Vec<u32> {
        let mut places: Vec<u32> = if by == By::Tag || !is_plain(name) {
            (0..self.starts.len() as u32).collect()
        } else {
            let holding = memmem::find_iter(markup.as_bytes(), name);
            holding.filter_map(|at| Some(self.around(at)? as u32)).collect()
        };
        places.dedup();
        places.retain(|&place| self.has(markup, place as usize, by, name));
        places
    }
}

/// Whether lxml writes a name as it is, wherever it stands.
pub fn is_plain(name: &str) -> bool {
    let written = |byte| (b' '..0x7F).contains(&byte) && !b"&<>\"".contains(&byte);
    !name.is_empty() && name.bytes().all(written)
}

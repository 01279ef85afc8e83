//! Where the elements of a page stand and what they are called, for selectors.

use memchr::memmem;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::hash::BuildHasher;
use std::sync::OnceLock;

use super::scan::{Broken, Piece, Scan, pairs, resolved};
use super::text::{is_blank, words};

/// What elements are found by.
#[derive(Clone, Copy)]
pub enum By {
    Tag,
    Class,
    Id,
}

/// All elements of a page, in document order.
#[derive(Default)]
pub struct Index {
    /// The element above each; -1 for the root.
    pub parents: Vec<i32>,
    /// The element before each among its siblings; -1 for the first, and behind a comment.
    pub previous: Vec<i32>,
    /// Sum of the elements above each.
    pub depths: u64,
    /// The elements of each name; of each `class` as it is written; of each id.
    by: [Names; 3],
    /// The name of each element, and how many before it have the same.
    tags: Vec<(u32, u32)>,
    /// Where its attributes stand in the markup.
    attributes: Vec<(u32, u32)>,
    /// Hashes of all names, by what they are names of; made when they are first asked for.
    hashes: OnceLock<FxHashSet<(u8, u64)>>,
}

/// Strings, each once, and the elements that have them.
#[derive(Default)]
struct Names {
    /// All of them, a line end behind each.
    text: String,
    /// Where each begins.
    starts: Vec<u32>,
    places: Vec<Vec<u32>>,
    /// Those with an entity.
    coded: Vec<u32>,
}

/// What was seen of strings while the markup is read.
type Seen<'m> = FxHashMap<&'m str, u32>;

impl Names {
    /// Put an element to its string; the string's number, and how many elements had it before.
    fn put<'m>(&mut self, seen: &mut Seen<'m>, name: &'m str, place: u32) -> (u32, u32) {
        let number = *seen.entry(name).or_insert_with(|| {
            let number = self.starts.len() as u32;
            self.starts.push(self.text.len() as u32);
            self.text.push_str(name);
            self.text.push('\n');
            self.places.push(Vec::new());
            if name.contains('&') {
                self.coded.push(number);
            }
            number
        });
        let places = &mut self.places[number as usize];
        places.push(place);
        (number, places.len() as u32 - 1)
    }

    fn name(&self, number: usize) -> &str {
        let end = self.starts.get(number + 1).map_or(self.text.len(), |&next| next as usize);
        &self.text[self.starts[number] as usize..end - 1]
    }

    /// The elements of all strings that hold a text, or an entity, and fit, in document order.
    fn of(&self, held: &str, mut fits: impl FnMut(&str) -> bool) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        let mut last = None;
        let holding = memmem::find_iter(self.text.as_bytes(), held)
            .map(|at| self.starts.partition_point(|&start| start as usize <= at) - 1);
        for number in holding.chain(self.coded.iter().map(|&number| number as usize)) {
            if last != Some(number) && fits(self.name(number)) {
                found.extend_from_slice(&self.places[number]);
            }
            last = Some(number);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Index {
    /// # Errors
    /// It is not markup that lxml writes.
    pub fn new(markup: &str) -> Result<Index, Broken> {
        let mut index = Index::default();
        let mut scan = Scan::new(markup);
        let mut seen: [Seen<'_>; 3] = Default::default();
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
                    let place = index.parents.len() as i32;
                    let depth = open.len() as u64;
                    let (parent, previous) = open.last_mut().ok_or(Broken(0))?;
                    index.parents.push(*parent);
                    index.previous.push(*previous);
                    index.depths += depth - 1;
                    *previous = place;
                    let at = begin.attributes.as_ptr() as usize - markup.as_ptr() as usize;
                    index.attributes.push((at as u32, (at + begin.attributes.len()) as u32));
                    let mut put = |by: By, name| {
                        let by = by as usize;
                        index.by[by].put(&mut seen[by], name, place as u32)
                    };
                    index.tags.push(put(By::Tag, begin.name));
                    for (name, value) in pairs(begin.attributes) {
                        match name {
                            "class" => put(By::Class, value),
                            "id" if !value.is_empty() => put(By::Id, value),
                            _ => continue,
                        };
                    }
                    if !begin.empty {
                        open.push((place, -1));
                    }
                }
            }
        }
        Ok(index)
    }

    /// The name of an element, and how many before it have the same.
    pub fn tag(&self, place: usize) -> Option<(&str, u32)> {
        let names = &self.by[By::Tag as usize];
        self.tags.get(place).map(|&(number, before)| (names.name(number as usize), before))
    }

    /// The elements of a name.
    pub fn places(&self, by: By, name: &str) -> Vec<u32> {
        let mut text = String::new();
        let names = &self.by[by as usize];
        names.of(name, |one| match by {
            By::Tag => one == name,
            By::Class => words(resolved(one, &mut text)).any(|word| word == name),
            By::Id => resolved(one, &mut text).trim_matches(is_blank) == name,
        })
    }

    /// Whether an element may have a name: false is sure.
    pub fn may_have(&self, by: By, name: &str) -> bool {
        let hashes = self.hashes.get_or_init(|| {
            let mut hashes = FxHashSet::default();
            for by in [By::Tag, By::Class, By::Id] {
                let text = &self.by[by as usize].text;
                let mut put = |name| {
                    hashes.insert((by as u8, FxBuildHasher.hash_one(name)));
                };
                match by {
                    By::Class => words(text).for_each(&mut put),
                    _ => text.lines().map(|name| name.trim_matches(is_blank)).for_each(&mut put),
                }
            }
            hashes
        });
        !self.by[by as usize].coded.is_empty()
            || hashes.contains(&(by as u8, FxBuildHasher.hash_one(name)))
    }

    /// Where the attributes of an element stand in the markup.
    pub fn attributes(&self, place: usize) -> Option<std::ops::Range<usize>> {
        self.attributes.get(place).map(|&(start, end)| start as usize..end as usize)
    }
}

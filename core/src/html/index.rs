//! Where the elements of a page stand and what they are called, for selectors.

use rustc_hash::FxHashMap;

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
    by: [FxHashMap<Box<str>, Vec<u32>>; 3],
    /// Each name of elements once.
    names: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, u32>,
    /// The name of each element, and how many before it have the same.
    tags: Vec<(u32, u32)>,
}

impl Index {
    /// # Errors
    /// It is not markup that lxml writes.
    pub fn new(markup: &str) -> Result<Index, Broken> {
        let mut index = Index::default();
        let mut scan = Scan::new(markup);
        let (mut class, mut id) = (String::new(), String::new());
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
                    index.name(begin.name);
                    index.put(By::Tag, begin.name, place);
                    for (name, value) in pairs(begin.attributes) {
                        match name {
                            "class" => {
                                for name in words(resolved(value, &mut class)) {
                                    index.put(By::Class, name, place);
                                }
                            }
                            "id" => {
                                let value = resolved(value, &mut id);
                                if !value.is_empty() {
                                    index.put(By::Id, value.trim_matches(is_blank), place);
                                }
                            }
                            _ => {}
                        }
                    }
                    if !begin.empty {
                        open.push((place, -1));
                    }
                }
            }
        }
        Ok(index)
    }

    fn name(&mut self, name: &str) {
        let id = self.ids.get(name).copied().unwrap_or_else(|| {
            let id = self.names.len() as u32;
            self.names.push(name.into());
            self.ids.insert(name.into(), id);
            id
        });
        self.tags.push((id, self.places(By::Tag, name).len() as u32));
    }

    /// The name of an element, and how many before it have the same.
    pub fn tag(&self, place: usize) -> Option<(&str, u32)> {
        self.tags.get(place).map(|&(id, before)| (&*self.names[id as usize], before))
    }

    fn put(&mut self, by: By, name: &str, place: i32) {
        let known = &mut self.by[by as usize];
        let place = place as u32;
        match known.get_mut(name) {
            // A class may be named twice.
            Some(places) if places.last() == Some(&place) => {}
            Some(places) => places.push(place),
            None => {
                known.insert(name.into(), vec![place]);
            }
        }
    }

    /// The elements of a name.
    pub fn places(&self, by: By, name: &str) -> &[u32] {
        self.by[by as usize].get(name).map_or(&[], Vec::as_slice)
    }
}

//! A two-level table over code points: 256 to a block, equal blocks shared.

/// Code points are below this.
const LIMIT: usize = 0x11_0000;

/// `T` for each code point, `T::default()` where nothing was set.
#[derive(Clone, Debug)]
pub struct Trie<T> {
    index: Vec<u16>,
    blocks: Vec<[T; 256]>,
}

impl<T: Copy + Default> Default for Trie<T> {
    fn default() -> Self {
        Trie { index: vec![0; LIMIT >> 8], blocks: vec![[T::default(); 256]] }
    }
}

impl<T: Copy + Default + PartialEq> Trie<T> {
    /// The code points whose value is not the default one.
    pub fn set(&self) -> impl Iterator<Item = u32> + '_ {
        let used = (0u32..).zip(&self.index).filter(|(_, block)| **block != 0);
        used.flat_map(|(high, block)| {
            let values = (0u32..).zip(&self.blocks[usize::from(*block)]);
            values.filter(|(_, v)| **v != T::default()).map(move |(low, _)| high << 8 | low)
        })
    }
}

impl<T: Copy + Default> Trie<T> {
    /// The value of a code point; the default one for numbers that are none.
    #[inline]
    pub fn get(&self, c: u32) -> T {
        match self.index.get((c >> 8) as usize) {
            Some(&block) => self.blocks[usize::from(block)][(c & 0xFF) as usize],
            None => T::default(),
        }
    }

    /// The value of a code point, to be changed; None for a number that is no code point.
    pub fn get_mut(&mut self, c: u32) -> Option<&mut T> {
        let block = self.index.get_mut((c >> 8) as usize)?;
        if *block == 0 {
            *block = self.blocks.len() as u16;
            self.blocks.push([T::default(); 256]);
        }
        Some(&mut self.blocks[usize::from(*block)][(c & 0xFF) as usize])
    }
}

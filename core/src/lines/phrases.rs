//! A list of phrases asked which of them a line begins with.

use super::condition::Phrase;

/// Phrases sorted by their first bytes.
pub struct Phrases {
    all: Vec<Phrase>,
    /// The first bytes of the phrases that have so many; shorter phrases stand before them in `all`.
    heads: Vec<u32>,
    short: usize,
}

const HEAD: usize = 4;

fn head(text: &[u8]) -> Option<u32> {
    text.first_chunk::<HEAD>().map(|bytes| u32::from_be_bytes(*bytes))
}

impl Phrases {
    pub fn new(mut all: Vec<Phrase>) -> Phrases {
        all.sort_by_key(|phrase| head(phrase));
        let short = all.partition_point(|phrase| phrase.len() < HEAD);
        let heads = all[short..].iter().filter_map(|phrase| head(phrase)).collect();
        Phrases { all, heads, short }
    }

    pub fn all(&self) -> &[Phrase] {
        &self.all
    }

    /// The phrases that the text could begin with: their first bytes are its own.
    pub fn beginning<'a>(&'a self, text: &[u8]) -> impl Iterator<Item = &'a Phrase> + use<'a> {
        let range = head(text).map_or(0..0, |wanted| {
            let from = self.heads.partition_point(|one| *one < wanted);
            from..from + self.heads[from..].partition_point(|one| *one == wanted)
        });
        let (short, long) = self.all.split_at(self.short);
        short.iter().chain(&long[range])
    }
}

//! Arabic pages that are no article: twin of `arclean.html.listings`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{View, counts, kept};
use crate::html::text::{first, last, lower};

impl View<'_> {
    /// Whether the beginning of a text has an Arabic letter.
    pub(super) fn has_arabic(&self, text: &str) -> bool {
        first(text, self.own.listings.beginning).bytes().any(begins_arabic)
    }

    /// The share of Arabic letters in the page's text.
    pub(super) fn arabic_share(&self) -> f64 {
        *self.arabic_share.get_or_init(|| {
            let (mut letters, mut chars) = (0_u32, 0_u32);
            for block in &self.page.blocks {
                let text = self.page.text_of(block);
                letters += text.bytes().map(|byte| u32::from(begins_arabic(byte))).sum::<u32>();
                chars += block.chars;
            }
            f64::from(letters) / f64::from(chars)
        })
    }

    /// Whether what is kept of an Arabic page is a list of links without a sentence: no article.
    pub(super) fn directory(&self, keep: &[bool]) -> bool {
        let own = &self.own.listings;
        let (mut size, mut linked) = (0_u32, 0_u32);
        for index in kept(keep) {
            size += self.block(index).chars;
            linked += self.block(index).linked;
        }
        let size = f64::from(size);
        if size == 0.0 || f64::from(linked) < own.linked * size || self.arabic_share() < own.arabic
        {
            return false;
        }
        let told: u32 = kept(keep)
            .filter(|&index| self.ends_sentence(self.text(index)))
            .map(|index| self.block(index).chars)
            .sum();
        f64::from(told) < own.told * size
    }

    /// Whether what is kept of an Arabic page are the teasers of other pages: no article.
    pub(super) fn teasers(&self, keep: &[bool]) -> bool {
        let (own, nodes) = (&self.own.listings, &self.page.nodes);
        // The share is asked for last by the twin; it is at hand here.
        if kept(keep).nth(1).is_none()
            || !kept(keep).take(9).any(|index| self.has_arabic(self.text(index)))
            || self.arabic_share() < own.arabic
        {
            return false;
        }
        let is_link: Vec<bool> = (0..keep.len()).map(|index| self.is_link(index)).collect();
        let links = counts(&is_link);
        // The words of each entry, links aside.
        let mut sizes: FxHashMap<usize, u32> = FxHashMap::default();
        let size = |index: usize| if is_link[index] { 0 } else { self.words[index] };
        for index in kept(keep) {
            let around = self.above(self.block(index).node).take(own.teaser_levels);
            for (at, node) in around.take_while(|(_, node)| node.parent >= 0) {
                let inside = links[node.end as usize] - links[node.first as usize];
                if 0 < inside && inside < node.end - node.first {
                    *sizes.entry(at).or_default() += size(index);
                    break;
                }
            }
        }
        // What holds an entry is none: the page itself, a column.
        let mut around = FxHashSet::default();
        for &entry in sizes.keys() {
            for (at, _) in self.above(entry as u32).skip(1) {
                if !around.insert(at) {
                    break;
                }
            }
        }
        let signs: Vec<(u32, u32)> = sizes
            .iter()
            .filter(|(entry, _)| !around.contains(*entry))
            .map(|(&entry, &size)| {
                let node = &nodes[entry];
                (self.signs(node.first as usize..node.end as usize, &is_link), size)
            })
            .collect();
        let whole: u32 = kept(keep).map(size).sum();
        own.teasers.iter().any(|&(least, entries)| {
            let teasers = || signs.iter().filter(|(count, _)| *count >= least);
            let held: u32 = teasers().map(|(_, size)| size).sum();
            teasers().count() >= entries && f64::from(held) >= own.teaser_share * f64::from(whole)
        })
    }

    fn is_link(&self, index: usize) -> bool {
        self.block(index).links > 0
            && (self.linked(index, self.own.listings.linked) || self.offers_more(index))
    }

    /// How many signs tell that an entry shows the beginning of a text and leads to the rest.
    fn signs(&self, entry: std::ops::Range<usize>, is_link: &[bool]) -> u32 {
        let own = &self.own.listings;
        let texts = || entry.clone().filter(|&index| !is_link[index]);
        let cut = texts()
            .filter(|&index| own.cut.is_match(&lower(last(self.text(index), own.cut_chars))))
            .count();
        let is_dated = |index: usize| {
            self.block(index).chars <= own.date_chars
                && self.tables.wording.date.is_match(self.text(index))
        };
        let mut headings = entry.clone().filter(|&index| self.level(self.home(index)) > 0);
        let headed = headings.any(|index| self.all_link(index)) && texts().any(is_dated);
        let count = texts().count();
        u32::from(0 < count && count <= cut * 2) * 2
            + u32::from(entry.clone().any(|index| self.offers_more(index))) * 2
            + u32::from(headed)
    }

    /// Whether a block is a link to the rest of a text, its title in it or not.
    fn offers_more(&self, index: usize) -> bool {
        let own = &self.own.listings;
        if self.block(index).links == 0 {
            return false;
        }
        let text = lower(self.text(index).trim_matches(|char| own.more_edges.contains(char)));
        (self.block(index).chars as usize <= own.more_chars && own.more.is_match(&text))
            || (self.all_link(index)
                && (own.more_first.is_match(&text)
                    || own.more_last.is_match(last(&text, own.more_chars))))
    }
}

/// Whether a byte of UTF-8 begins a character from U+0600 to U+06FF.
fn begins_arabic(byte: u8) -> bool {
    matches!(byte, 0xd8..=0xdb)
}

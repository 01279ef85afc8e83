//! The blocks that are kept, by their scores and by what the page says: twin of
//! `arclean.html.choice`, where the reasons stand.

mod alike;
mod fill;
mod furniture;
mod listings;
pub mod tables;

use std::cell::OnceCell;
use std::ops::Range;

use super::outline::{Block, Node, Outline};
use super::tables::Tables;
use super::text::{is_blank, last, lower, words};

/// Whether each block is kept.
pub fn choose_blocks(tables: &Tables, page: &Outline, scores: &[f64]) -> Vec<bool> {
    if page.blocks.is_empty() {
        return Vec::new();
    }
    let view = View::new(tables, page);
    let scores = view.evened(scores);
    let threshold = view.threshold(&scores);
    let mut keep = scores.iter().map(|&score| score >= threshold).collect();
    view.without_parts(&mut keep);
    if !view.told(&scores, &keep) || view.directory(&keep) || view.teasers(&keep) {
        return vec![false; scores.len()];
    }
    keep = view.filled(&scores, keep);
    for index in 0..keep.len() {
        if !keep[index] {
            continue;
        }
        if view.text(index).ends_with(':') || view.own.fill.subheadings.has(view.tag(index)) {
            for item in view.announced(index) {
                keep[item] |= scores[item] >= view.own.fill.least;
            }
        } else if view.is_line_numbers(index) {
            keep[index] = false;
        }
    }
    if let Some(title) = view.title(&keep) {
        keep[title] = false;
    }
    view.without_scraps(&mut keep);
    view.without_copies(&mut keep);
    keep
}

/// Blocks that are kept, one entry each.
type Keep = Vec<bool>;

/// The places of those that are.
fn kept(keep: &[bool]) -> impl DoubleEndedIterator<Item = usize> + '_ {
    keep.iter().enumerate().filter(|(_, yes)| **yes).map(|(index, _)| index)
}

/// A page, and what is asked of it more than once.
struct View<'a> {
    tables: &'a Tables,
    own: &'a tables::Choice,
    page: &'a Outline,
    /// About how many words each block has.
    words: Vec<u32>,
    arabic_share: OnceCell<f64>,
    alike: OnceCell<Vec<u32>>,
}

impl<'a> View<'a> {
    fn new(tables: &'a Tables, page: &'a Outline) -> View<'a> {
        View {
            tables,
            own: &tables.choice,
            page,
            words: page.words(),
            arabic_share: OnceCell::new(),
            alike: OnceCell::new(),
        }
    }

    fn block(&self, index: usize) -> &'a Block {
        &self.page.blocks[index]
    }

    fn text(&self, index: usize) -> &'a str {
        self.page.text_of(self.block(index))
    }

    /// The element that a block stands in.
    fn home(&self, index: usize) -> &'a Node {
        &self.page.nodes[self.block(index).node as usize]
    }

    /// The name of that element.
    fn tag(&self, index: usize) -> u16 {
        self.home(index).tag
    }

    /// The level of a heading; 0 of what is none.
    fn level(&self, node: &Node) -> u8 {
        self.tables.levels[node.tag as usize]
    }

    /// The element at a place, and those above it.
    fn above(&self, at: u32) -> impl Iterator<Item = (usize, &'a Node)> {
        let page = self.page;
        let mut at = at as i32;
        std::iter::from_fn(move || {
            let here = usize::try_from(at).ok()?;
            let node = &page.nodes[here];
            at = node.parent;
            Some((here, node))
        })
    }

    /// The element above one; the root for the root.
    fn up(&self, node: &Node) -> &'a Node {
        &self.page.nodes[node.parent.max(0) as usize]
    }

    /// For each block a number that it shares with those that stand alike.
    fn alike(&self) -> &[u32] {
        self.alike.get_or_init(|| self.page.alike())
    }

    /// Whether a block is a link, all of it but a mark or two.
    fn all_link(&self, index: usize) -> bool {
        self.linked(index, self.own.all_link)
    }

    /// Whether at least a share of a block stands in links.
    fn linked(&self, index: usize, share: f64) -> bool {
        let block = self.block(index);
        f64::from(block.linked) >= share * f64::from(block.chars)
    }

    /// The kinds of phrases in a text.
    fn phrases(&self, text: &str) -> u32 {
        self.tables.phrases.bits(&lower(text))
    }

    fn ends_sentence(&self, text: &str) -> bool {
        self.tables.wording.sentence.is_match(self.tables.wording.ending(text))
    }

    /// The score from which blocks are kept.
    fn threshold(&self, scores: &[f64]) -> f64 {
        let own = &self.own.choice;
        let pairs = || scores.iter().copied().zip(self.words.iter().map(|&size| f64::from(size)));
        let sure = pairs().fold(0.0, |sum, (score, size)| sum + score * size);
        let (mut best, mut threshold, mut taken, mut right) = (0.0, own.most, 0.0, 0.0);
        let mut likely: Vec<(f64, f64)> = pairs().filter(|pair| pair.0 >= own.listed).collect();
        likely.sort_unstable_by(|one, other| {
            other.0.total_cmp(&one.0).then(other.1.total_cmp(&one.1))
        });
        for (score, size) in likely {
            taken += size;
            right += score * size;
            let expected = 2.0 * right / (taken + sure);
            if expected > best {
                (best, threshold) = (expected, score);
            }
        }
        threshold = f64::min(threshold, own.most);
        let reached = || scores.iter().filter(|&&score| score >= threshold).count();
        if threshold < own.least
            && (reached() < own.listed_blocks || self.arabic_share() >= own.listing_arabic)
        {
            return own.least;
        }
        threshold
    }

    /// Whether the page has an article: a block that the forests are sure of, or prose.
    fn told(&self, scores: &[f64], keep: &[bool]) -> bool {
        let own = &self.own.choice;
        let prose = |index: usize| {
            let block = self.block(index);
            block.chars - block.linked >= own.text_chars
                && !(block.chars <= own.notice_chars && self.phrases(self.text(index)) != 0)
        };
        if scores.iter().any(|&score| score >= own.sure) || kept(keep).any(prose) {
            return true;
        }
        let listed: u32 = kept(keep).map(|index| self.words[index]).sum();
        listed >= own.listing_words && self.arabic_share() < own.listing_arabic
    }

    /// The Arabic title that the kept text begins with, the page's only `<h1>`.
    fn title(&self, keep: &[bool]) -> Option<usize> {
        let first = kept(keep).next()?;
        let is_h1 = |node: &Node| Some(node.tag) == self.tables.h1;
        if !is_h1(self.home(first)) || !self.has_arabic(self.text(first)) {
            return None;
        }
        let other =
            |node: &Node| is_h1(node) && node.end > node.first && node.first as usize != first;
        (!self.page.nodes.iter().any(other)).then_some(first)
    }

    /// The items of a list that an Arabic line announces with a colon, or a heading if not of
    /// links.
    fn announced(&self, index: usize) -> Range<usize> {
        let (own, text) = (&self.own.choice, self.text(index));
        if index + 1 == self.words.len() || self.tag(index + 1) != self.own.tags.li {
            return 0..0;
        }
        let notice = last(text, own.notice_chars as usize);
        if !self.has_arabic(text) || self.phrases(notice) & own.not_announced != 0 {
            return 0..0;
        }
        let items = self.up(self.home(index + 1));
        if items.first as usize != index + 1 || items.parent != self.home(index).parent {
            return 0..0;
        }
        let mut range = items.first as usize..items.end as usize;
        if !text.ends_with(':') && range.any(|item| self.linked(item, self.own.fill.linked)) {
            return 0..0;
        }
        items.first as usize..items.end as usize
    }

    /// Whether a block counts the lines of the code in the table cell beside it: 1, 2, 3 …
    fn is_line_numbers(&self, index: usize) -> bool {
        let text = self.text(index);
        let trimmed = text.trim_matches(is_blank);
        let (first, rest) = trimmed.split_once('\n').unwrap_or((trimmed, ""));
        // Digits of other scripts are none that can be counted on.
        if first.len() > self.own.choice.line_number_chars
            || !first.bytes().all(|byte| byte.is_ascii_digit())
        {
            return false;
        }
        let Ok(start) = first.parse::<usize>() else { return false };
        let tags = &self.own.tags;
        let in_cell = self.above(self.block(index).node).any(|(_, node)| node.tag == tags.td);
        in_cell
            && (!rest.is_empty() || self.tag(index) == tags.pre)
            && words(text).enumerate().all(|(step, word)| word == (start + step).to_string())
    }
}

/// How many are true before each of some, and in all.
fn counts(some: &[bool]) -> Vec<u32> {
    let mut counts = Vec::with_capacity(some.len() + 1);
    let mut count = 0;
    counts.push(count);
    counts.extend(some.iter().map(|&yes| {
        count += u32::from(yes);
        count
    }));
    counts
}

//! What goes however sure the model is: twin of `arclean.html.furniture`.

use rustc_hash::FxHashMap;

use super::{Keep, View, kept};
use crate::html::text::lower;

const WINDOW: u8 = 1;
const COMMENT: u8 = 2;
const REPLY: u8 = 4;
const ASIDE: u8 = 8;
const OTHER: u8 = 16;

/// Not looked at yet.
const UNKNOWN: u8 = u8::MAX;

/// What tells links of one list: the element around theirs, and its children's tag and names.
type List = (i32, u16, u32);

impl View<'_> {
    /// What an element's names say that it is.
    fn kinds(&self, names: &str) -> u8 {
        let own = &self.own.furniture;
        let mut lower = lower(names);
        if !own.stems.is_match(&lower) {
            return 0;
        }
        let mut kinds = 0;
        let mut tell = |yes: bool, kind| kinds |= if yes { kind } else { 0 };
        tell(own.overlay.is_match(&lower), WINDOW);
        tell(own.comments.is_match(&lower), COMMENT);
        tell(own.blog_comment.iter().all(|pattern| pattern.is_match(&lower)), REPLY);
        for layout in &own.layouts {
            if lower.contains(layout) {
                lower = lower.replace(layout, "");
            }
        }
        tell(own.other_texts.is_match(&lower), OTHER);
        kinds
    }

    /// Whether an element's names say that it is a window over the page, a signature, a caption.
    pub(super) fn is_overlay(&self, names: &str) -> bool {
        self.kinds(names) & WINDOW != 0
    }

    /// What the elements around each block that is kept are told as, the whole page aside.
    fn within(&self, keep: &[bool]) -> Vec<u8> {
        let page = self.page;
        let mut named = vec![UNKNOWN; page.names.len()];
        let mut known = vec![UNKNOWN; page.nodes.len()];
        let mut found = vec![0; keep.len()];
        let mut path = Vec::new();
        for index in kept(keep) {
            let mut kinds = 0;
            for (at, node) in self.above(self.block(index).node) {
                if known[at] != UNKNOWN {
                    kinds = known[at];
                    break;
                }
                path.push((at, node));
            }
            while let Some((at, node)) = path.pop() {
                let names = page.names_of(node.names);
                if node.tag == self.own.tags.aside
                    && !self.own.furniture.remark.is_match(&lower(names))
                {
                    kinds |= ASIDE;
                }
                if !self.tables.known[node.tag as usize].nameless {
                    let told = &mut named[node.names as usize];
                    if *told == UNKNOWN {
                        *told = self.kinds(names);
                    }
                    // A heading alone is taken with its section, or not at all.
                    kinds |= if self.level(node) > 0 { *told & !OTHER } else { *told };
                }
                known[at] = kinds;
            }
            found[index] = kinds;
        }
        found
    }

    /// The blocks of sections whose heading says that they are of other articles or the author.
    fn sections_of_others(&self, keep: &[bool]) -> Vec<usize> {
        let (own, nodes) = (&self.own.furniture, &self.page.nodes);
        let mut found = Vec::new();
        // Where what was found ends: a section may hold others.
        let mut done = 0;
        for index in kept(keep).next().unwrap_or(keep.len())..keep.len() {
            let level = self.level(self.home(index));
            if level == 0 || self.block(index).chars > own.heading_chars {
                continue;
            }
            let text = self.text(index).trim_matches(|char| own.edges.contains(char));
            if !own.others.is_match(&lower(text)) {
                continue;
            }
            let mut at = self.home(index);
            while at.parent > 0 && nodes[at.parent as usize].first as usize == index {
                at = &nodes[at.parent as usize];
            }
            let mut end = at.end as usize;
            if end == index + 1 {
                let last = if at.parent >= 0 { self.up(at).end as usize } else { end };
                while end < last {
                    let node = self.home(end);
                    let prose = self.block(end).chars >= self.tables.prose_chars;
                    let other = self.level(node);
                    if (node.parent == at.parent && prose) || (other > 0 && other <= level) {
                        break;
                    }
                    end += 1;
                }
            }
            found.extend(index.max(done)..end);
            done = done.max(end);
        }
        found
    }

    /// What is kept, without overlays, comments, asides and other texts.
    pub(super) fn without_parts(&self, keep: &mut Keep) {
        let own = &self.own.furniture;
        let told = self.within(keep);
        let named = |kind| -> Vec<usize> {
            (0..told.len()).filter(|&index| told[index] & kind != 0).collect()
        };
        self.without(keep, &named(WINDOW), own.part_share, own.largest_share);
        let others = self.sections_of_others(keep);
        self.without(keep, &others, own.part_share, 0.0);
        self.without(keep, &named(REPLY), own.part_share, 1.0);
        self.without(keep, &named(COMMENT), own.comments_share, 0.0);
        self.without(keep, &named(ASIDE), own.part_share, own.largest_share);
        self.without(keep, &named(OTHER), own.part_share, 0.0);
    }

    /// What is kept, without notices, addresses for machines and scraps of lists.
    pub(super) fn without_scraps(&self, keep: &mut Keep) {
        let share = self.own.furniture.part_share;
        for scraps in [self.notices(keep), self.microdata(keep), self.scraps_of_lists(keep)] {
            self.without(keep, &scraps, share, 0.0);
        }
    }

    /// What is kept without a part that is less than a share of it, or that leaves
    /// `article_words` and is less than the share `most`.
    fn without(&self, keep: &mut Keep, part: &[usize], share: f64, most: f64) {
        let size: u32 =
            part.iter().filter(|&&index| keep[index]).map(|&index| self.words[index]).sum();
        if size == 0 {
            return;
        }
        let all: u32 = kept(keep).map(|index| self.words[index]).sum();
        let (whole, held) = (f64::from(all), f64::from(size));
        let enough = all - size >= self.own.furniture.article_words;
        if held < share * whole || (held < most * whole && enough) {
            for &index in part {
                keep[index] = false;
            }
        }
    }

    /// Notices on comments and opinions behind the article, in Arabic.
    fn notices(&self, keep: &[bool]) -> Vec<usize> {
        let own = &self.own.furniture;
        let mut found = Vec::new();
        for index in kept(keep).rev() {
            let (text, chars) = (self.text(index), self.block(index).chars);
            if chars <= own.notice_chars && own.opinion.is_match(text) && own.notice.is_match(text)
            {
                found.push(index);
            } else if chars >= self.tables.prose_chars {
                break;
            }
        }
        found
    }

    /// Addresses that a page states of itself as text, for machines, not readers.
    fn microdata(&self, keep: &[bool]) -> Vec<usize> {
        let is_one = |&index: &usize| {
            self.words[index] == 1
                && self.block(index).linked == 0
                && self.home(index).itemprop
                && self.text(index).starts_with("http")
        };
        kept(keep).filter(is_one).collect()
    }

    /// The links that are kept of lists of links of which less than half is kept.
    fn scraps_of_lists(&self, keep: &[bool]) -> Vec<usize> {
        let own = &self.own.furniture;
        let list = |index: usize| -> Option<List> {
            let node = self.home(index);
            let linked = self.block(index).linked > 0 && self.all_link(index);
            // Headings may be links to themselves.
            (linked && self.level(node) == 0).then_some((node.parent, node.tag, node.names))
        };
        let mut lists: FxHashMap<List, (Vec<usize>, usize)> = FxHashMap::default();
        for index in kept(keep) {
            if let Some(list) = list(index) {
                lists.entry(list).or_default().0.push(index);
            }
        }
        if lists.is_empty() {
            return Vec::new();
        }
        for list in (0..keep.len()).filter_map(list) {
            if let Some((_, count)) = lists.get_mut(&list) {
                *count += 1;
            }
        }
        let is_scrap = |(kept, count): &(Vec<usize>, usize)| {
            *count >= own.list_links && (kept.len() as f64) < own.part_share * *count as f64
        };
        lists.into_values().filter(is_scrap).flat_map(|(kept, _)| kept).collect()
    }

    /// What is kept, each text once.
    pub(super) fn without_copies(&self, keep: &mut Keep) {
        let own = &self.own.furniture;
        let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
        for index in 0..keep.len() {
            if !keep[index] || self.block(index).chars < own.repeated_chars {
                continue;
            }
            let first = *seen.entry(self.text(index)).or_insert(index);
            if first == index {
                continue;
            }
            if self.is_copy(first, index) {
                let is_heading = |index| self.level(self.home(index)) > 0;
                if is_heading(index) && !is_heading(first) {
                    seen.insert(self.text(index), index);
                    keep[first] = false;
                } else {
                    keep[index] = false;
                }
            }
        }
    }

    /// Whether two blocks of the same text say it twice, for other screens or as other parts do.
    fn is_copy(&self, one: usize, other: usize) -> bool {
        let in_cell = |index: usize| {
            self.above(self.block(index).node).any(|(_, node)| self.own.tags.cells.has(node.tag))
        };
        self.home(one).parent != self.home(other).parent
            && self.alike()[one] != self.alike()[other]
            && !in_cell(one)
            && !in_cell(other)
    }
}

//! Short blocks in the midst of what is kept: twin of `arclean.html.fill`.

use super::{Keep, View, counts};
use crate::html::features::name_hints;
use crate::html::outline::Node;
use crate::html::text::is_blank;

impl View<'_> {
    /// What is kept, and the short blocks in the midst of it that nothing speaks against.
    pub(super) fn filled(&self, scores: &[f64], keep: Keep) -> Keep {
        let own = &self.own.fill;
        let unsure = |&index: &usize| scores[index] >= own.least && !keep[index];
        if !(0..keep.len()).any(|index| unsure(&index)) {
            return keep;
        }
        let before = counts(&keep);
        let held = |node: &Node| before[node.end as usize] - before[node.first as usize];
        let mut known = vec![None; self.page.nodes.len()];
        let mut found = keep.clone();
        for index in (0..keep.len()).filter(unsure) {
            let (block, text) = (self.block(index), self.text(index));
            if self.linked(index, own.linked) {
                continue;
            }
            let home = self.home(index);
            let up = self.up(home);
            let mut over = self.up(up);
            if home.tag == self.own.tags.pre {
                while own.table.has(over.tag) && over.parent >= 0 {
                    over = self.up(over);
                }
            }
            let within = before[index] > before[over.first as usize]
                && before[over.end as usize] > before[index + 1];
            let beside = || {
                scores[index] >= own.beside
                    && block.chars >= own.chars
                    && held(up) > 0
                    && self.ends_sentence(text)
            };
            let next = keep.get(index + 1) == Some(&true);
            if next && (self.asks(index, scores[index]) || self.heads(index)) {
                found[index] = self.phrases(text) == 0;
            } else if within || beside() {
                let said =
                    block.chars as usize <= self.tables.phrase_chars && self.phrases(text) != 0;
                found[index] = !said && !self.barred(block.node, &mut known);
            }
        }
        found
    }

    /// Whether a block is a button that unfolds the next one: a question and its answer.
    fn asks(&self, index: usize, score: f64) -> bool {
        let own = &self.own.fill;
        self.tag(index) == self.own.tags.button
            && self.text(index).trim_end_matches(is_blank).ends_with('؟')
            && score >= own.asked
            && self
                .above(self.block(index).node)
                .skip(1)
                .take(own.levels)
                .any(|(_, node)| node.end as usize > index + 1)
    }

    /// Whether a block is an Arabic heading of the text behind it, which stays.
    fn heads(&self, index: usize) -> bool {
        let own = &self.own.fill;
        if !own.subheadings.has(self.tag(index))
            || self.block(index).chars > self.own.furniture.heading_chars
            || own.subheadings.has(self.tag(index + 1))
        {
            return false;
        }
        // Page builders wrap it in elements of its own.
        let mut around = self.above(self.block(index).node).map(|(_, node)| node);
        let up = around.find(|node| node.end as usize != index + 1);
        up.is_some_and(|up| up.first as usize + 1 >= index)
            && self.has_arabic(self.text(index))
            && !self.above(self.block(index).node).any(|(_, node)| own.barred_tags.has(node.tag))
    }

    /// Whether an element, or one around it, is furniture; what is known of each is remembered.
    fn barred(&self, at: u32, known: &mut [Option<bool>]) -> bool {
        let own = &self.own.fill;
        let is_furniture = |node: &Node| {
            let names = self.page.names_of(node.names);
            own.barred_tags.has(node.tag)
                || (!self.tables.known[node.tag as usize].nameless
                    && (name_hints(self.tables, names) & own.barred_names != 0
                        || self.is_overlay(names)))
        };
        let (mut barred, mut path) = (false, Vec::new());
        for (at, node) in self.above(at) {
            if let Some(told) = known[at] {
                barred = told;
                break;
            }
            path.push(at);
            if is_furniture(node) {
                barred = true;
                break;
            }
        }
        for at in path {
            known[at] = Some(barred);
        }
        barred
    }
}

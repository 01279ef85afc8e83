//! The blocks of a page and the elements above them: twin of `arclean.html.blocks.outline`.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::tables::{Kind, Tag, Tags};
use super::text::{count, is_blank, next_blank};

/// A block-level element.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub tag: u16,
    /// Index in `Outline::names`.
    pub names: u32,
    /// -1 for the root.
    pub parent: i32,
    pub depth: u32,
    pub hidden: bool,
    pub linked: bool,
    /// It has an `itemprop` that is not empty.
    pub itemprop: bool,
    /// Elements of its name before it in the document.
    pub order: u32,
    pub first: u32,
    pub end: u32,
}

/// A run of text.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Where its text stands in `Outline::text`.
    pub start: usize,
    pub end: usize,
    pub chars: u32,
    pub node: u32,
    pub linked: u32,
    pub links: u32,
    pub bold: u32,
    pub breaks: u8,
    pub images: u32,
    pub fields: u32,
}

/// Blocks and nodes of a page, in document order.
#[derive(Default, Debug)]
pub struct Outline {
    pub blocks: Vec<Block>,
    pub nodes: Vec<Node>,
    pub text: String,
    /// Each different value of `Node::names` once; where it ends in `names_text`.
    pub names: Vec<usize>,
    pub names_text: String,
    /// Elements with a `start=` that is a number, and it.
    pub starts: Vec<(u32, u32)>,
    /// Where the tag of each element begins in the markup.
    pub tags_at: Vec<u32>,
}

impl Outline {
    pub fn text_of(&self, block: &Block) -> &str {
        &self.text[block.start..block.end]
    }

    pub fn names_of(&self, id: u32) -> &str {
        let at = id as usize;
        let start = if at == 0 { 0 } else { self.names[at - 1] };
        &self.names_text[start..self.names[at]]
    }

    pub fn above(&self, node: &Node) -> Option<&Node> {
        usize::try_from(node.parent).ok().map(|at| &self.nodes[at])
    }

    /// About how many words each block has: one more than blanks.
    pub fn words(&self) -> Vec<u32> {
        let blanks = |text: &str| memchr::memchr_iter(b' ', text.as_bytes()).count() as u32;
        self.blocks.iter().map(|block| blanks(self.text_of(block)) + 1).collect()
    }

    /// The children of each node: where each begins in the second list.
    fn children(&self) -> (Vec<u32>, Vec<u32>) {
        let mut starts = vec![0_u32; self.nodes.len() + 1];
        for node in &self.nodes {
            if node.parent >= 0 {
                starts[node.parent as usize + 1] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut children = vec![0; self.nodes.len().saturating_sub(1)];
        for (at, node) in self.nodes.iter().enumerate() {
            if node.parent >= 0 {
                let place = &mut next[node.parent as usize];
                children[*place as usize] = at as u32;
                *place += 1;
            }
        }
        (starts, children)
    }

    /// For each block a number that it shares with those that stand alike; see `Page.alike`.
    pub fn alike(&self) -> Vec<u32> {
        let digit = |c: char| c.is_ascii_digit();
        let mut plain: FxHashMap<Cow<'_, str>, u32> = FxHashMap::default();
        let names: Vec<u32> = (0..self.names.len() as u32)
            .map(|id| {
                let names = self.names_of(id);
                let told = if names.contains(digit) {
                    names.replace(digit, "").into()
                } else {
                    names.into()
                };
                let next = plain.len() as u32;
                *plain.entry(told).or_insert(next)
            })
            .collect();
        let mut numbers: FxHashMap<(u32, u16, u32), u32> = FxHashMap::default();
        let mut places: Vec<u32> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let above = usize::try_from(node.parent).map_or(u32::MAX, |at| places[at]);
            let next = numbers.len() as u32;
            let key = (above, node.tag, names[node.names as usize]);
            places.push(*numbers.entry(key).or_insert(next));
        }
        self.blocks.iter().map(|block| places[block.node as usize]).collect()
    }

    /// The deepest element that still holds most of something; see `Page.descend`.
    pub fn descend(&self, sums: &[f64], share: f64, of_all: bool) -> usize {
        let held = |at: usize| {
            let node = &self.nodes[at];
            sums[node.end as usize] - sums[node.first as usize]
        };
        let (starts, children) = self.children();
        let mut at = 0;
        loop {
            let mut best = None;
            let mut most = 0.0;
            for &child in &children[starts[at] as usize..starts[at + 1] as usize] {
                let sum = held(child as usize);
                if sum > most {
                    best = Some(child as usize);
                    most = sum;
                }
            }
            let whole = if of_all { sums[sums.len() - 1] } else { held(at) };
            match best {
                Some(child) if most >= share * whole => at = child,
                _ => return at,
            }
        }
    }

    /// For each block, the block of its heading and the end of that section; see `Page.sections`.
    pub fn sections(&self, levels: &[u8]) -> (Vec<u32>, Vec<u32>) {
        let mut heads = Vec::with_capacity(self.blocks.len());
        let mut head = 0;
        for (at, block) in self.blocks.iter().enumerate() {
            if levels[self.nodes[block.node as usize].tag as usize] > 0 {
                head = at as u32;
            }
            heads.push(head);
        }
        let size = heads.len();
        let mut ends = vec![size as u32; size];
        for at in (0..size.saturating_sub(1)).rev() {
            ends[at] = if heads[at] == heads[at + 1] { ends[at + 1] } else { at as u32 + 1 };
        }
        (heads, ends)
    }
}

/// What an element's attributes tell.
#[derive(Default)]
pub struct Attributes {
    /// class, id and role, joined.
    pub names: String,
    pub hidden: bool,
    pub itemprop: bool,
    pub href: bool,
    /// The number that an ordered list begins with.
    pub start: Option<u32>,
}

/// Builds an outline from what a walk over the tree meets, in document order.
pub struct Builder<'t> {
    tags: &'t Tags,
    page: Outline,
    seen: FxHashMap<Box<str>, u32>,
    open: Vec<Open>,
    /// Where the run that is being collected begins in the page's text.
    start: usize,
    /// The run goes on behind a blank that is not written yet.
    blank: bool,
    linked: usize,
    links: u32,
    bold: usize,
    breaks: u8,
    images: u32,
    fields: u32,
    here: i32,
    in_link: u32,
    in_bold: u32,
    in_pre: u32,
    /// Elements so far, by tag.
    counts: Vec<u32>,
}

/// What the end of an element takes back.
#[derive(Clone, Copy)]
struct Open {
    block: bool,
    link: bool,
    bold: bool,
    pre: bool,
}

impl<'t> Builder<'t> {
    pub fn new(tags: &'t Tags, size: usize) -> Builder<'t> {
        let page = Outline {
            text: String::with_capacity(size / 3),
            names: vec![0], // no names at all
            ..Outline::default()
        };
        Builder {
            tags,
            page,
            seen: FxHashMap::default(),
            open: Vec::new(),
            start: 0,
            blank: false,
            linked: 0,
            links: 0,
            bold: 0,
            breaks: 0,
            images: 0,
            fields: 0,
            here: -1,
            in_link: 0,
            in_bold: 0,
            in_pre: 0,
            counts: vec![0; tags.names.len()],
        }
    }

    /// Text of the page, entities resolved.
    pub fn text(&mut self, text: &str) {
        if self.in_link > 0 || self.in_bold > 0 {
            let size = count(text);
            if self.in_link > 0 {
                self.linked += size;
            }
            if self.in_bold > 0 {
                self.bold += size;
            }
        }
        if self.in_pre > 0 {
            self.page.text.push_str(text);
            return;
        }
        let mut at = 0;
        while at < text.len() {
            let (end, blank) = next_blank(text, at);
            if end > at {
                if self.blank && self.page.text.len() > self.start {
                    self.page.text.push(' ');
                }
                self.blank = false;
                self.page.text.push_str(&text[at..end]);
            }
            if blank > 0 {
                self.blank = true;
            }
            at = end + blank;
        }
    }

    /// The end of a run.
    fn flush(&mut self) {
        let Outline { text, blocks, .. } = &mut self.page;
        let (mut start, mut end) = (self.start, text.len());
        if self.in_pre > 0 {
            let run = &text[start..];
            start += run.len() - run.trim_start_matches('\n').len();
            end = start + text[start..].trim_end_matches('\n').len();
            if text[start..end].chars().all(is_blank) {
                end = start;
            }
        }
        if end > start {
            let chars = count(&text[start..end]);
            blocks.push(Block {
                start,
                end,
                chars: chars as u32,
                node: self.here.max(0) as u32,
                linked: self.linked.min(chars) as u32,
                links: self.links,
                bold: self.bold.min(chars) as u32,
                breaks: self.breaks,
                images: self.images,
                fields: self.fields,
            });
            self.breaks = 0;
        }
        self.start = text.len();
        self.blank = false;
        self.linked = 0;
        self.links = 0;
        self.bold = 0;
    }

    /// An element begins whose contents are not text of the page; its end is not told.
    pub fn skipped(&mut self, tag: Tag) {
        match tag.kind {
            Kind::Picture => self.images += 1,
            Kind::Field => self.fields += 1,
            _ => {}
        }
    }

    /// An element begins inside a skipped one; its end is not told.
    pub fn passed(&mut self, tag: Tag) {
        if let Kind::Block { id, .. } = tag.kind {
            self.counts[id as usize] += 1;
        }
    }

    /// `<br>`; its end is not told.
    pub fn line_break(&mut self) {
        let before = self.page.blocks.len();
        self.flush();
        self.breaks = if self.page.blocks.len() > before || self.breaks == 0 { 1 } else { 2 };
    }

    /// Any other element begins.
    pub fn begin(&mut self, tag: Tag, attributes: &Attributes) {
        let mut open = Open { block: false, link: false, bold: false, pre: false };
        match tag.kind {
            Kind::Block { id, pre } => {
                self.flush();
                self.breaks = 0;
                let parent = usize::try_from(self.here).ok().map(|at| self.page.nodes[at]);
                let names = self.names(&attributes.names);
                let first = self.page.blocks.len() as u32;
                self.page.nodes.push(Node {
                    tag: id,
                    names,
                    parent: self.here,
                    depth: parent.map_or(0, |node| node.depth + 1),
                    hidden: attributes.hidden || parent.is_some_and(|node| node.hidden),
                    linked: self.in_link > 0,
                    itemprop: attributes.itemprop,
                    order: self.counts[id as usize],
                    first,
                    end: first,
                });
                self.counts[id as usize] += 1;
                self.here = self.page.nodes.len() as i32 - 1;
                self.page.starts.extend(attributes.start.map(|start| (self.here as u32, start)));
                open.block = true;
                open.pre = pre;
                self.in_pre += u32::from(pre);
            }
            Kind::Link if attributes.href => {
                open.link = true;
                self.in_link += 1;
                self.links += 1;
            }
            Kind::Bold => {
                open.bold = true;
                self.in_bold += 1;
            }
            _ => {}
        }
        self.open.push(open);
    }

    /// The element that began last and is open still ends.
    pub fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.block {
            self.flush();
            self.breaks = 0;
            let end = self.page.blocks.len() as u32;
            let node = &mut self.page.nodes[self.here as usize];
            node.end = end;
            self.here = node.parent;
        }
        self.in_link -= u32::from(open.link);
        self.in_bold -= u32::from(open.bold);
        self.in_pre -= u32::from(open.pre);
    }

    fn names(&mut self, names: &str) -> u32 {
        if names.is_empty() {
            return 0;
        }
        if let Some(&id) = self.seen.get(names) {
            return id;
        }
        let id = self.page.names.len() as u32;
        self.page.names_text.push_str(names);
        self.page.names.push(self.page.names_text.len());
        self.seen.insert(names.into(), id);
        id
    }

    pub fn tags(&self) -> &'t Tags {
        self.tags
    }

    pub fn finish(mut self) -> Outline {
        self.flush();
        self.page
    }
}

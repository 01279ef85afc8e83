//! What the model knows of a block: twin of `arclean.html.features`.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::forest::{Column, LANES, Row};
use super::outline::{Block, Node, Outline};
use super::tables::Tables;
use super::text::{first, push_lower, words, words_at};
use super::wording::{Count, WORDING, wording};

/// Places of what neighbours are told by in the numbers of a block's wording.
const CHARS: usize = 0;
const LINKED: usize = 3;
const SENTENCE: usize = 10;
const FOREIGN: usize = 13;

/// Class names that are remembered.
const MOST_SEEN: usize = 1 << 16;

/// What the page says of itself.
pub struct Said<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub kind: i32,
}

fn ln(value: impl Into<f64>) -> f64 {
    (1.0 + value.into()).ln()
}

fn number(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

fn push_bits(bits: u32, count: usize, row: &mut impl Extend<f64>) {
    row.extend((0..count).map(|bit| f64::from(bits >> bit & 1)));
}

/// Running sums: item i is the sum before block i.
fn sums(blocks: &[Block], value: impl Fn(usize, &Block) -> u32) -> Vec<i64> {
    let mut sum = 0;
    let mut sums = Vec::with_capacity(blocks.len() + 1);
    sums.push(0);
    for (at, block) in blocks.iter().enumerate() {
        sum += i64::from(value(at, block));
        sums.push(sum);
    }
    sums
}

/// What is known of a word of the page.
struct Word {
    /// The last block that has it.
    last: usize,
    function: bool,
    of_title: bool,
    of_description: bool,
}

/// What an element hands down to those inside.
#[derive(Clone, Copy, Default)]
struct Handed {
    area: u32,
    hints: u32,
    above: u32,
    repeat: u32,
    alike: u32,
    /// The nearest element that stands beside others of its kind.
    card: Option<u32>,
    /// Elements up to where the way to the main one branches off.
    off: u32,
    inside_main: bool,
    children: u32,
    prose: u32,
}

/// The sums over a page that the numbers of each block are read from.
struct Rows<'a> {
    tables: &'a Tables,
    page: &'a Outline,
    own: Vec<f64>,
    says: Vec<u32>,
    prose_block: Vec<bool>,
    chars: Vec<i64>,
    linked: Vec<i64>,
    links: Vec<i64>,
    prose: Vec<i64>,
    all_prose: f64,
    titles: Vec<[f64; 3]>,
    copies: Vec<u32>,
    nodes: Vec<Handed>,
    main: usize,
    roots: u32,
}

/// The numbers of the blocks of a page that has some, group by group.
pub fn features(
    tables: &Tables,
    page: &Outline,
    said: &Said<'_>,
    each: impl FnMut(usize, &[Column]),
) {
    Rows::new(tables, page, said).rows(said, each);
}

impl<'a> Rows<'a> {
    fn new(tables: &'a Tables, page: &'a Outline, said: &Said<'_>) -> Rows<'a> {
        let blocks = &page.blocks;
        let prose_block: Vec<bool> = blocks
            .iter()
            .map(|block| {
                block.chars >= tables.prose_chars
                    && f64::from(block.linked) / f64::from(block.chars) < tables.prose_linked
            })
            .collect();
        let prose = sums(blocks, |at, block| if prose_block[at] { block.chars } else { 0 });
        let mut rows = Rows {
            tables,
            page,
            own: Vec::with_capacity(blocks.len() * WORDING),
            says: Vec::with_capacity(blocks.len()),
            chars: sums(blocks, |_, block| block.chars),
            linked: sums(blocks, |_, block| block.linked),
            links: sums(blocks, |_, block| block.links),
            all_prose: prose[blocks.len()].max(1) as f64,
            prose,
            prose_block,
            titles: Vec::with_capacity(blocks.len()),
            copies: Vec::with_capacity(blocks.len()),
            nodes: Vec::with_capacity(page.nodes.len()),
            main: 0,
            roots: 0,
        };
        rows.words(said);
        rows.elements();
        rows
    }

    /// Wording and phrases of each block, and how much of it stands in title and description.
    fn words(&mut self, said: &Said<'_>) {
        let (tables, page) = (self.tables, self.page);
        let mut lowers = String::with_capacity(page.text.len() / 2);
        let mut ends = Vec::with_capacity(page.blocks.len());
        for block in &page.blocks {
            push_lower(first(page.text_of(block), tables.wording.sample), &mut lowers);
            ends.push(lowers.len());
        }
        // Room for twice the words that most pages have, so that the table does not grow.
        let mut known: FxHashMap<&str, Word> =
            FxHashMap::with_capacity_and_hasher(lowers.len() / 8, FxBuildHasher);
        let unseen = |word: &str| Word {
            last: usize::MAX,
            function: tables.wording.function.contains(word),
            of_title: false,
            of_description: false,
        };
        let (mut title, mut description) = (String::new(), String::new());
        push_lower(said.title, &mut title);
        push_lower(said.description, &mut description);
        let mut titled = 0_u32;
        for word in words(&title) {
            let known = known.entry(word).or_insert_with_key(|word| unseen(word));
            titled += u32::from(!known.of_title);
            known.of_title = true;
        }
        for word in words(&description) {
            known.entry(word).or_insert_with_key(|word| unseen(word)).of_description = true;
        }
        let mut copies: FxHashMap<&str, u32> = FxHashMap::default();
        let mut heads = Vec::with_capacity(page.blocks.len());
        let mut start = 0;
        for (at, (block, &end)) in page.blocks.iter().zip(&ends).enumerate() {
            let lower = &lowers[start..end];
            start = end;
            let mut count = Count::default();
            let (mut different, mut of_title, mut of_description) = (0_u32, 0_u32, 0_u32);
            let text = page.text_of(block);
            let sample = first(text, tables.wording.sample);
            let capital = |word: &str| word.starts_with(char::is_uppercase);
            // Where each character is as long as its lower case, words stand at the same places.
            let same_places = sample.is_ascii() || sample == lower;
            if !same_places {
                count.capitals = words(sample).filter(|word| capital(word)).count() as u32;
            }
            for (place, word) in words_at(lower) {
                count.capitals += u32::from(same_places && capital(&sample[place..]));
                let word = known.entry(word).or_insert_with_key(|word| unseen(word));
                count.all += 1;
                count.function += u32::from(word.function);
                if word.last != at {
                    word.last = at;
                    different += 1;
                    of_title += u32::from(word.of_title);
                    of_description += u32::from(word.of_description);
                }
            }
            let size = f64::from(different.max(1));
            self.titles.push([
                f64::from(of_title) / f64::from(titled.max(1)),
                f64::from(of_title) / size,
                f64::from(of_description) / size,
            ]);
            let before = at.checked_sub(1).map(|at| &page.blocks[at]);
            wording(&tables.wording, text, lower, count, block, before, &mut self.own);
            self.says.push(if block.chars as usize <= tables.phrase_chars {
                tables.phrases.bits(lower)
            } else {
                0
            });
            *copies.entry(lower).or_insert(0) += 1;
            heads.push(lower);
        }
        self.copies.extend(heads.iter().map(|head| copies[head]));
    }

    /// What each element hands down to those inside, and the main one.
    fn elements(&mut self) {
        let (tables, page) = (self.tables, self.page);
        let mut shapes: FxHashMap<(i32, u16, u32), u32> = FxHashMap::default();
        for node in &page.nodes {
            *shapes.entry((node.parent, node.tag, node.names)).or_insert(0) += 1;
        }
        let names = self.names();
        for (at, node) in page.nodes.iter().enumerate() {
            let known = tables.known[node.tag as usize];
            let (roles, hints) = names[node.names as usize];
            let alike = shapes[&(node.parent, node.tag, node.names)];
            let mut handed = Handed {
                area: known.area | roles,
                hints: if known.nameless { 0 } else { hints },
                alike,
                repeat: if known.uncounted { 1 } else { alike },
                ..Handed::default()
            };
            handed.above = handed.hints;
            if let Ok(parent) = usize::try_from(node.parent) {
                if alike > 1 && !known.plain {
                    handed.card = Some(at as u32);
                }
                let above = &mut self.nodes[parent];
                above.children += 1;
                handed.area |= above.area;
                handed.repeat = handed.repeat.max(above.repeat);
                handed.above |= above.above;
                handed.card = handed.card.or(above.card);
            } else {
                self.roots += 1;
            }
            self.nodes.push(handed);
        }
        let prose: Vec<f64> = self.prose.iter().map(|sum| *sum as f64).collect();
        self.main = page.descend(&prose, 0.6, false);
        let mut way = vec![false; page.nodes.len()];
        let mut at = self.main as i32;
        while at >= 0 {
            way[at as usize] = true;
            at = page.nodes[at as usize].parent;
        }
        for (at, node) in page.nodes.iter().enumerate() {
            let above = usize::try_from(node.parent).ok().map(|parent| self.nodes[parent]);
            let handed = &mut self.nodes[at];
            handed.inside_main = at == self.main || above.is_some_and(|above| above.inside_main);
            if !handed.inside_main && !way[at] {
                handed.off = above.map_or(0, |above| above.off) + 1;
            }
        }
        for (block, prose) in page.blocks.iter().zip(&self.prose_block) {
            if *prose {
                self.nodes[block.node as usize].prose += 1;
                if let Ok(parent) = usize::try_from(page.nodes[block.node as usize].parent) {
                    self.nodes[parent].prose += 1;
                }
            }
        }
    }

    /// Areas by role, and hints, of each set of names.
    fn names(&self) -> Vec<(u32, u32)> {
        let (tables, page) = (self.tables, self.page);
        // Sites share themes: most names have been seen on other pages.
        let mut cache = tables.seen_names.try_lock().ok();
        let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
        let mut scratch = String::new();
        let mut of = |name| {
            *seen.entry(name).or_insert_with(|| {
                let name = first(name, tables.longest_name);
                if let Some(&bits) = cache.as_ref().and_then(|cache| cache.get(name)) {
                    return bits;
                }
                plain_name(name, &mut scratch);
                let bits = tables.names.bits(&scratch);
                if let Some(cache) = cache.as_mut() {
                    if cache.len() >= MOST_SEEN {
                        cache.clear();
                    }
                    cache.insert(name.into(), bits);
                }
                bits
            })
        };
        (0..page.names.len() as u32)
            .map(|id| {
                let names = page.names_of(id);
                let hints =
                    words(names).take(tables.most_names).fold(0, |bits, name| bits | of(name));
                let mut area = 0;
                if names.contains("role=") {
                    for name in words(names) {
                        area |= tables.roles.get(name).copied().unwrap_or(0);
                    }
                }
                (area, hints)
            })
            .collect()
    }

    /// Characters, linked share and prose share of a run of blocks.
    fn run(&self, start: usize, end: usize) -> (f64, f64, f64) {
        let size = self.chars[end] - self.chars[start];
        let whole = size.max(1) as f64;
        (
            size as f64,
            (self.linked[end] - self.linked[start]) as f64 / whole,
            (self.prose[end] - self.prose[start]) as f64 / whole,
        )
    }

    fn children_of(&self, parent: i32) -> u32 {
        usize::try_from(parent).map_or(self.roots, |at| self.nodes[at].children)
    }

    /// What all blocks of an element share: its names and places.
    fn push_node(&self, at: usize, names: &mut Vec<f64>) {
        let (tables, page) = (self.tables, self.page);
        let node = &page.nodes[at];
        let parent = page.above(node).unwrap_or(node);
        let handed = &self.nodes[at];
        let near = usize::try_from(node.parent).map_or(0, |above| self.nodes[above].hints);
        let main = &page.nodes[self.main];
        names.extend([
            tables.known[node.tag as usize].code,
            tables.known[parent.tag as usize].code,
            f64::from(node.depth),
            f64::from(node.depth) - f64::from(main.depth),
            number(node.hidden),
            number(node.linked),
        ]);
        push_bits(handed.area, tables.areas, names);
        push_bits(handed.hints | near, tables.names.count, names);
        push_bits(handed.above, tables.names.count, names);
    }

    /// Sums over an element.
    fn level(&self, node: &Node) -> [f64; 6] {
        let (from, to) = (node.first as usize, node.end as usize);
        let (size, linked, prose) = self.run(from, to);
        [
            ln(size),
            linked,
            prose,
            ln(node.end - node.first),
            (self.prose[to] - self.prose[from]) as f64 / self.all_prose,
            ln(self.children_of(node.parent)),
        ]
    }

    fn push_neighbour(&self, place: Option<usize>, node: &Node, row: &mut Row<'_>) {
        let found = place.and_then(|at| self.page.blocks.get(at).map(|block| (at, block)));
        let Some((at, block)) = found else {
            row.extend([0.0; 6]);
            return;
        };
        let other = &self.page.nodes[block.node as usize];
        let own = &self.own[at * WORDING..];
        row.extend([
            own[CHARS],
            own[LINKED],
            own[SENTENCE],
            number(other.tag == node.tag),
            number(other.parent == node.parent),
            number(self.says[at] != 0),
        ]);
    }

    /// The nearest element above that stands beside others of its kind.
    fn push_card(&self, at: usize, node: &Node, row: &mut Row<'_>) {
        let Some(card) = self.nodes[at].card else {
            row.extend([-1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
            return;
        };
        let one = &self.page.nodes[card as usize];
        let (from, to) = (one.first as usize, one.end as usize);
        let (size, linked, prose) = self.run(from, to);
        row.extend([
            f64::from(node.depth - one.depth),
            ln(self.nodes[card as usize].alike),
            ln(size),
            linked,
            (self.links[to] - self.links[from]) as f64,
            f64::from(self.images(to) - self.images(from)),
            ln(one.end - one.first),
            prose,
        ]);
    }

    /// Images before a block.
    fn images(&self, at: usize) -> u32 {
        at.checked_sub(1).map_or(0, |at| self.page.blocks[at].images)
    }

    /// Form fields before a block.
    fn fields(&self, at: usize) -> u32 {
        at.checked_sub(1).map_or(0, |at| self.page.blocks[at].fields)
    }

    /// For each block the blocks since the last prose before it; `far` at most.
    fn since<'b>(&self, blocks: impl Iterator<Item = &'b bool>) -> Vec<i64> {
        let far = self.tables.far;
        let mut run = far;
        blocks
            .map(|prose| {
                let here = run;
                run = if *prose { 0 } else { far.min(run + 1) };
                here
            })
            .collect()
    }

    fn page_part(&self, said: &Said<'_>, h1s: usize) -> [f64; 9] {
        let (tables, page) = (self.tables, self.page);
        let count = page.blocks.len();
        let total = self.chars[count] as f64;
        let foreign = page.blocks.iter().enumerate().fold(0.0, |sum, (at, block)| {
            sum + self.own[at * WORDING + FOREIGN] * f64::from(block.chars)
        });
        let proses = self.prose_block.iter().filter(|prose| **prose).count();
        [
            ln(total),
            ln(self.prose[count] as f64),
            self.linked[count] as f64 / total,
            ln(count as f64),
            ln(proses as f64),
            h1s.min(3) as f64,
            number(page.nodes.iter().any(|node| Some(node.tag) == tables.article)),
            foreign / total,
            f64::from(said.kind),
        ]
    }

    fn rows(&self, said: &Said<'_>, mut each: impl FnMut(usize, &[Column])) {
        let (tables, page) = (self.tables, self.page);
        let (blocks, nodes) = (&page.blocks, &page.nodes);
        let count = blocks.len();
        let total = self.chars[count] as f64;
        let main = &nodes[self.main];
        let (main_first, main_end) = (main.first as usize, main.end as usize);
        let main_run = (self.prose[main_end] - self.prose[main_first]) as f64 / self.all_prose;
        let main_size = (main_end - main_first).max(1) as f64;
        let is_h1 = |block: &&Block| Some(nodes[block.node as usize].tag) == tables.h1;
        let h1s = blocks.iter().filter(is_h1).count();
        let h1 = blocks.iter().position(|block| is_h1(&block));
        let since = self.since(self.prose_block.iter());
        let until = self.since(self.prose_block.iter().rev());
        let (heads, ends) = page.sections(&tables.levels);
        let page_part = self.page_part(said, h1s);
        let levels: Vec<[f64; 6]> = nodes.iter().map(|node| self.level(node)).collect();
        let mut names = Vec::new();
        let mut last = usize::MAX;
        let mut columns = vec![Column::ZERO; tables.features];
        for (at, block) in blocks.iter().enumerate() {
            let index = block.node as usize;
            let node = &nodes[index];
            if index != last {
                names.clear();
                self.push_node(index, &mut names);
                last = index;
            }
            let handed = &self.nodes[index];
            let head = heads[at] as usize;
            let (size, linked, prose) = self.run(head, ends[at] as usize);
            let up = usize::try_from(node.parent).unwrap_or(index);
            let above = &nodes[up];
            let (start, stop) = (at.saturating_sub(3), count.min(at + 4));
            let mut row = Row::new(&mut columns, at);
            row.extend(self.own[at * WORDING..(at + 1) * WORDING].iter().copied());
            row.extend(names.iter().copied());
            push_bits(self.says[at], tables.phrases.count, &mut row);
            let mut one = index;
            for _ in 0..4 {
                row.extend(levels[one]);
                one = usize::try_from(nodes[one].parent).unwrap_or(one);
            }
            self.push_neighbour(at.checked_sub(1), node, &mut row);
            self.push_neighbour(Some(at + 1), node, &mut row);
            self.push_neighbour(at.checked_sub(2), node, &mut row);
            self.push_neighbour(Some(at + 2), node, &mut row);
            let far = tables.far;
            row.extend([
                since[at] as f64,
                until[count - 1 - at] as f64,
                self.chars[at] as f64 / total,
                at as f64 / count as f64,
                (count - 1 - at).min(99) as f64,
                h1.map_or(-99.0, |h1| (at as i64 - h1 as i64).clamp(-far, far) as f64),
                self.prose[at] as f64 / self.all_prose,
                (self.prose[count] - self.prose[at + 1]) as f64 / self.all_prose,
                f64::from(handed.off),
                (at as f64 - main_first as f64) / main_size,
                main_run,
                f64::from(main.depth),
                f64::from(self.copies[at]),
            ]);
            row.extend(self.titles[at]);
            row.extend([ln(handed.repeat), (at - head).min(99) as f64, ln(handed.alike)]);
            row.extend(page_part);
            row.extend([
                ln(size),
                prose,
                linked,
                f64::from(tables.levels[nodes[blocks[head].node as usize].tag as usize]),
            ]);
            push_bits(self.says[head], tables.phrases.count, &mut row);
            self.push_card(index, node, &mut row);
            let (from, to) = (above.first as usize, above.end as usize);
            row.extend([
                f64::from(self.images(stop) - self.images(start)),
                f64::from(self.fields(stop) - self.fields(start)),
                f64::from(self.images(to) - self.images(from)),
                f64::from(self.fields(to) - self.fields(from)),
                f64::from(self.nodes[up].prose),
            ]);
            debug_assert!(row.is_whole());
            if at % LANES == LANES - 1 || at + 1 == count {
                each(at / LANES, &columns);
            }
        }
    }
}

/// Numbers in a row with so many areas, kinds of names and kinds of phrases.
pub fn width(areas: usize, names: usize, phrases: usize) -> usize {
    WORDING + 6 + areas + 2 * names + phrases + 4 * 6 + 4 * 6 + 13 + 3 + 3 + 9 + 4 + phrases + 8 + 5
}

/// The kinds of hints in an element's names, as bits.
pub fn name_hints(tables: &Tables, names: &str) -> u32 {
    let mut scratch = String::new();
    words(names).take(tables.most_names).fold(0, |bits, name| {
        plain_name(first(name, tables.longest_name), &mut scratch);
        bits | tables.names.bits(&scratch)
    })
}

/// A class name as its patterns read it: words apart by hyphens, in lower case.
fn plain_name(name: &str, out: &mut String) {
    let mut camel = String::with_capacity(name.len() + 4);
    let mut small = false;
    for char in name.chars() {
        if small && char.is_ascii_uppercase() {
            camel.push('-');
        }
        small = char.is_ascii_lowercase();
        camel.push(char);
    }
    out.clear();
    push_lower(&camel, out);
    if out.contains('_') {
        *out = out.replace('_', "-");
    }
}

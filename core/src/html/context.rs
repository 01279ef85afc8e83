//! What the second look at a block knows: twin of `arclean.html.context`.

use rustc_hash::FxHashMap;

use super::forest::{Column, LANES, Row};
use super::outline::Outline;
use super::tables::Tables;

/// Sums over runs of blocks.
struct Sums<'a> {
    sizes: Vec<f64>,
    chars: Vec<f64>,
    content: Vec<f64>,
    scores: &'a [f64],
    none: f64,
}

impl Sums<'_> {
    /// The mean score of a run of blocks, weighted by characters, one of them left out.
    fn mean(&self, start: usize, end: usize, but: Option<usize>) -> f64 {
        let mut size = self.chars[end] - self.chars[start];
        let mut score = self.content[end] - self.content[start];
        if let Some(but) = but {
            size -= self.sizes[but];
            score -= self.scores[but] * self.sizes[but];
        }
        if size > 0.0 { score / size } else { self.none }
    }
}

/// What the second pass knows of the blocks of a page beyond the first, group by group.
pub fn context(
    tables: &Tables,
    page: &Outline,
    scores: &[f64],
    mut each: impl FnMut(usize, &[Column]),
) {
    let around = &tables.around;
    let count = page.blocks.len();
    let sizes: Vec<f64> = page.blocks.iter().map(|block| f64::from(block.chars)).collect();
    let (mut content, mut chars) = (vec![0.0], vec![0.0]);
    let (mut sum, mut all) = (0.0, 0.0);
    for (size, score) in sizes.iter().zip(scores) {
        sum += score * size;
        all += size;
        content.push(sum);
        chars.push(all);
    }
    let total = if sum == 0.0 { 1e-9 } else { sum };
    let sums = Sums { sizes, chars, content, scores, none: around.none };
    let sure =
        |at: &usize| scores[*at] > around.sure && page.blocks[*at].chars >= around.sure_chars;
    let sures = (0..count).filter(sure).count();
    let start_sure = (0..count).find(sure).unwrap_or(0) as i64;
    let end_sure = (0..count).rev().find(sure).unwrap_or(count - 1) as i64;
    // Blocks in elements that are named alike under elements that are named alike.
    let mut kinds = Vec::with_capacity(count);
    let mut ids = FxHashMap::default();
    let mut alike: Vec<[f64; 3]> = Vec::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let node = &page.nodes[block.node as usize];
        let above = page.above(node).unwrap_or(node);
        let id = *ids.entry((node.tag, node.names, above.tag, above.names)).or_insert_with(|| {
            alike.push([0.0; 3]);
            alike.len() - 1
        });
        kinds.push(id);
        let [score, size, number] = &mut alike[id];
        *score += scores[at] * sums.sizes[at];
        *size += sums.sizes[at];
        *number += 1.0;
    }
    let main = &page.nodes[page.descend(&sums.content, around.main_share, true)];
    let (start, end) = (f64::from(main.first), f64::from(main.end));
    let main_size = if end > start { end - start } else { 1.0 };
    let (heads, ends) = page.sections(&tables.levels);
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let tail = [(1.0 + total).ln(), total / all, best, sures as f64];
    let mut columns = vec![Column::ZERO; tables.second.width - tables.features];
    for (at, block) in page.blocks.iter().enumerate() {
        let (size, score) = (sums.sizes[at], scores[at]);
        let mut row = Row::new(&mut columns, at);
        row.push(score);
        for &place in &around.neighbours {
            let there = at.checked_add_signed(place).and_then(|at| scores.get(at));
            row.push(there.copied().unwrap_or(around.none));
        }
        let mut node = &page.nodes[block.node as usize];
        for _ in 0..around.levels {
            let (from, to) = (node.first as usize, node.end as usize);
            row.push(sums.mean(from, to, Some(at)));
            row.push((sums.content[to] - sums.content[from]) / total);
            node = page.above(node).unwrap_or(node);
        }
        let back = |blocks: usize| at.saturating_sub(blocks);
        let on = |blocks: usize| count.min(at + blocks);
        row.push(sums.mean(back(4), on(5), Some(at)));
        row.push(sums.mean(back(10), on(11), Some(at)));
        row.push(sums.mean(back(5), at, None));
        row.push(if at + 1 < count { sums.mean(at + 1, on(6), None) } else { around.none });
        let [like_score, like_size, number] = alike[kinds[at]];
        row.push(if like_size > size {
            (like_score - score * size) / (like_size - size)
        } else {
            around.none
        });
        row.push((1.0 + number).ln());
        row.push(sums.content[at] / total);
        row.push((sums.content[count] - sums.content[at + 1]) / total);
        let place = at as i64;
        row.push((place - start_sure).clamp(-50, 50) as f64);
        row.push((end_sure - place).clamp(-50, 50) as f64);
        let here = at as f64;
        row.push(f64::from(u8::from(start <= here && here < end)));
        row.push((here - start) / main_size);
        row.push(sums.mean(heads[at] as usize, ends[at] as usize, Some(at)));
        row.push(scores[heads[at] as usize]);
        row.extend(tail);
        debug_assert!(row.is_whole());
        if at % LANES == LANES - 1 || at + 1 == count {
            each(at / LANES, &columns);
        }
    }
}

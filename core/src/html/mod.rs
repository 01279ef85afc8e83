//! The generic HTML extractor's hot part: markup to blocks, blocks to scores, scores to what is
//! kept, and that to lines; and what rules and metadata ask of the markup.
//!
//! Twin of `blocks`, `features`, `context`, `forest`, `choice`, `lines` and `stated` of
//! `arclean.html`; the tables come from there.

pub mod choice;
pub mod context;
pub mod features;
pub mod forest;
pub mod index;
pub mod lines;
pub mod names;
pub mod outline;
pub mod raw;
pub mod scan;
pub mod stated;
pub mod tables;
mod text;
pub mod wording;

use features::Said;
use forest::{Column, LANES};
use outline::Outline;
use tables::Tables;

/// How sure the model is that each block is content, from 0 to 1.
pub fn scores(tables: &Tables, page: &Outline, said: &Said<'_>) -> Vec<f64> {
    let count = page.blocks.len();
    if count == 0 {
        return Vec::new();
    }
    let mut titles = Vec::with_capacity(count.next_multiple_of(LANES));
    let (mut first, mut second) = (tables.first.asked(count), tables.second.asked(count));
    features::features(tables, page, said, |group, columns| {
        tables.first.ask(columns, 0, group, &mut first);
        tables.second.ask(columns, 0, group, &mut second);
        titles.extend(columns[tables.title_of].numbers);
    });
    let scores = tables.first.scores(&first);
    context::context(tables, page, &scores, |group, columns| {
        tables.second.ask(columns, tables.features, group, &mut second);
    });
    let mut scores = tables.second.scores(&second);
    // The title above the text, and captions.
    for ((block, title), score) in page.blocks.iter().zip(titles).zip(&mut scores) {
        if title >= tables.title_share {
            if Some(page.nodes[block.node as usize].tag) == tables.h1 {
                *score = 0.0;
            }
        } else if *score >= 0.5 && block.chars >= tables.prose_chars {
            break;
        }
    }
    for node in page.nodes.iter().filter(|node| Some(node.tag) == tables.caption) {
        scores[node.first as usize..node.end as usize].fill(0.0);
    }
    scores
}

/// The rows that the second pass sees; for tests against the pure twin.
pub fn rows(tables: &Tables, page: &Outline, said: &Said<'_>) -> Vec<Vec<f64>> {
    let count = page.blocks.len();
    if count == 0 {
        return Vec::new();
    }
    let mut rows = vec![Vec::with_capacity(tables.second.width); count];
    let mut put = |group: usize, columns: &[Column]| {
        for (lane, row) in rows.iter_mut().skip(group * LANES).take(LANES).enumerate() {
            row.extend(columns.iter().map(|column| column.numbers[lane]));
        }
    };
    let mut first = tables.first.asked(count);
    features::features(tables, page, said, |group, columns| {
        tables.first.ask(columns, 0, group, &mut first);
        put(group, columns);
    });
    context::context(tables, page, &tables.first.scores(&first), put);
    rows
}

//! The generic HTML extractor's hot part: markup to blocks, blocks to scores, scores to
//! what is kept.
//!
//! Twin of `outline`, `features`, `context`, the forests and `choice` of `arclean.html`; the tables
//! come from there.

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
pub mod tables;
mod text;
pub mod wording;

use features::Said;
use outline::Outline;
use tables::Tables;

/// How sure the model is that each block is content, from 0 to 1.
pub fn scores(tables: &Tables, page: &Outline, said: &Said<'_>) -> Vec<f64> {
    if page.blocks.is_empty() {
        return Vec::new();
    }
    let rows = features::features(tables, page, said);
    let first = tables.first.scores(&rows);
    let mut scores = tables.second.scores(&context::context(tables, page, &rows, &first));
    // The title above the text, and captions.
    for ((block, row), score) in
        page.blocks.iter().zip(rows.chunks(tables.features)).zip(&mut scores)
    {
        if row[tables.title_of] >= tables.title_share {
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

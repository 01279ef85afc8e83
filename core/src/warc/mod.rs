//! WARC records that are written as nearly all are. What is written otherwise, or damaged, is for a slower reader.

pub mod cut;
pub mod head;
pub mod record;

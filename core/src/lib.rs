//! The compiled core of arclean: bytes and strings in, bytes and strings out.

pub mod html;
pub mod json;
pub mod lines;
pub mod normalize;
pub mod plan;
#[cfg(feature = "python")]
mod python;
pub mod table;
mod trie;
pub mod warc;

//! The line engine: which spans of a page a program of rules takes.

pub mod condition;
pub mod cutting;
pub mod engine;
pub mod finder;
pub mod fold;
#[cfg(target_arch = "x86_64")]
mod fold_avx512;
pub mod gate;
pub mod index;
pub mod page;
pub mod phrases;
pub mod prefixes;
pub mod probe;
pub mod program;
pub mod text;

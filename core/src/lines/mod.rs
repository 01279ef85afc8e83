//! The line engine: which spans of a page a program of rules takes.

pub mod condition;
pub mod cutting;
pub mod documents;
pub mod engine;
pub mod fold;
pub mod gate;
mod heads;
pub mod index;
pub mod literals;
pub mod outcome;
pub mod page;
pub mod phrases;
pub mod prefixes;
pub mod probe;
pub mod program;
mod state;
pub mod text;
mod verbs;

//! JSON as far as lines of records need it: strings to text and back, and where the fields of an object stand.

pub mod fields;
pub mod strings;

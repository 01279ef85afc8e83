//! What a run of a program finds.

/// A span of the text that one rule takes; `first` and `last` are 1-based line numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    pub start: usize,
    pub end: usize,
    pub rule: usize,
    pub first: u32,
    pub last: u32,
}

/// Why a rule, or the whole program, did nothing; figures as the pure twin words them.
#[derive(Debug, PartialEq)]
pub enum Note {
    Times { rule: usize, times: u64, most: u64 },
    Lines { rule: usize, lines: u64, most: u64 },
    Share { rule: usize, share: f64, most: f64 },
    MaxRemoved { share: f64, most: f64 },
}

#[derive(Default)]
pub struct Outcome {
    pub cuts: Vec<Cut>,
    pub notes: Vec<Note>,
}

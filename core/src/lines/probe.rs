//! Fingerprints: which of several claims a page meets. Twin of `Probe` in `arclean/text/pure.py`.

use super::condition::{Condition, Seen, View};
use super::fold::Tables;
use super::index::Index;
use super::page::{Page, Zone};
use serde_json::Value;
use std::ops::Range;

struct Entry {
    zone: Zone,
    condition: Condition,
}

struct Claim {
    every: bool,
    /// Its entries, as a range of `Probe::entries`.
    entries: Range<usize>,
}

pub struct Probe {
    claims: Vec<Claim>,
    entries: Vec<Entry>,
    index: Index,
}

struct Whole<'a>(&'a Page);

impl View for Whole<'_> {
    fn count(&self) -> usize {
        self.0.lines.len()
    }

    fn seen(&self, at: usize) -> Seen<'_> {
        self.0.seen(at)
    }
}

impl Probe {
    pub fn from_json(tables: &Tables, json: &str) -> Result<Probe, String> {
        let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let mut claims = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for claim in value.as_array().into_iter().flatten() {
            let every = claim["all"].is_array();
            let list = if every { &claim["all"] } else { &claim["any"] };
            let from = entries.len();
            for entry in list.as_array().into_iter().flatten() {
                entries.push(Entry {
                    zone: Zone::from_json(&entry["zone"])?,
                    condition: Condition::from_json(&entry["when"])?,
                });
            }
            claims.push(Claim { every, entries: from..entries.len() });
        }
        let index = Index::over(tables, entries.iter().map(|entry| (entry.zone, &entry.condition)));
        Ok(Probe { claims, entries, index })
    }

    /// For each claim the number of its entries that the page meets; 0 where the claim fails.
    pub fn run(&self, tables: &Tables, page: &Page, pairs: &mut Vec<(u32, u32)>) -> Vec<usize> {
        let view = Whole(page);
        let mut met = vec![false; self.entries.len()];
        self.index.candidates(tables, page, pairs);
        for &(entry, line) in pairs.iter() {
            let entry = entry as usize;
            met[entry] =
                met[entry] || self.entries[entry].condition.holds(tables, &view, line as usize);
        }
        let strength = |claim: &Claim| {
            let number = met[claim.entries.clone()].iter().filter(|met| **met).count();
            if claim.every && number < claim.entries.len() { 0 } else { number }
        };
        self.claims.iter().map(strength).collect()
    }
}

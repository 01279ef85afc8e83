//! Fingerprints: which of several claims a page meets. Twin of `Probe` in `arclean/text/pure.py`.

use super::condition::{Condition, Seen, View};
use super::fold::Tables;
use super::page::{Page, Zone};
use serde_json::Value;

struct Entry {
    zone: Zone,
    condition: Condition,
}

struct Claim {
    every: bool,
    entries: Vec<Entry>,
}

pub struct Probe {
    claims: Vec<Claim>,
}

struct Whole<'a>(&'a Page);

impl View for Whole<'_> {
    fn count(&self) -> usize {
        self.0.lines.len()
    }

    fn seen(&self, at: usize) -> Seen<'_> {
        let line = &self.0.lines[at];
        Seen { folded: &self.0.folded[line.fold.clone()], spaces: line.spaces }
    }
}

impl Probe {
    pub fn from_json(json: &str) -> Result<Probe, String> {
        let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let mut claims = Vec::new();
        for claim in value.as_array().into_iter().flatten() {
            let every = claim["all"].is_array();
            let list = if every { &claim["all"] } else { &claim["any"] };
            let entries = list.as_array().into_iter().flatten().map(|entry| {
                Ok(Entry {
                    zone: super::program::zone_from(&entry["zone"])?,
                    condition: Condition::from_json(&entry["when"])?,
                })
            });
            claims.push(Claim { every, entries: entries.collect::<Result<_, String>>()? });
        }
        Ok(Probe { claims })
    }

    /// For each claim the number of its entries that the page meets; 0 where the claim fails.
    pub fn run(&self, tables: &Tables, page: &Page) -> Vec<usize> {
        let view = Whole(page);
        let meets = |entry: &Entry| {
            let lines = entry.zone.lines(page.lines.len());
            lines.into_iter().any(|line| entry.condition.holds(tables, &view, line))
        };
        self.claims
            .iter()
            .map(|claim| {
                if claim.every {
                    let all = claim.entries.iter().all(meets);
                    if all { claim.entries.len() } else { 0 }
                } else {
                    claim.entries.iter().filter(|entry| meets(entry)).count()
                }
            })
            .collect()
    }
}

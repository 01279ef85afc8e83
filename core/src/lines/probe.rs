//! Fingerprints: which of several claims a page meets. Twin of `Probe` in `arclean/text/pure.py`.
//!
//! Rules that many programs share are looked for along with them, so that a page is gone through once.

use super::condition::{Condition, Seen, View};
use super::fold::Tables;
use super::gate::At;
use super::index::{FIRST_VISIBLE, Index};
use super::page::{Page, Zone};
use super::program::Rule;
use serde_json::Value;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

struct Entry {
    zone: Zone,
    condition: Arc<Condition>,
}

struct Claim {
    every: bool,
    /// Its entries, as a range of `Probe::entries`.
    entries: Range<usize>,
}

pub struct Probe {
    claims: Vec<Claim>,
    /// Those of the claims, then those of the rules.
    entries: Vec<Entry>,
    index: Index,
    /// Zone and condition, as JSON, of the rules -> place in `entries`.
    rules: HashMap<String, u32>,
}

fn key(zone: &Value, condition: &Value) -> String {
    format!("{zone} {condition}")
}

struct Whole<'a>(&'a Page);

impl View for Whole<'_> {
    fn count(&self) -> usize {
        self.0.lines.len()
    }

    fn seen(&self, at: usize) -> Seen<'_> {
        self.0.seen(at)
    }

    fn link_share(&self, at: usize) -> Option<f64> {
        self.0.link_share(at)
    }
}

impl Probe {
    /// `rules`: those that programs may share, as JSON; only their zones and conditions count.
    pub fn from_json(tables: &Tables, claims: &str, rules: &str) -> Result<Probe, String> {
        let parsed = |json| -> Result<Value, String> {
            serde_json::from_str(json).map_err(|error: serde_json::Error| error.to_string())
        };
        let (value, shared) = (parsed(claims)?, parsed(rules)?);
        let mut claims = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for claim in value.as_array().into_iter().flatten() {
            let every = claim["all"].is_array();
            let list = if every { &claim["all"] } else { &claim["any"] };
            let from = entries.len();
            for entry in list.as_array().into_iter().flatten() {
                entries.push(Entry::from_json(&entry["zone"], &entry["when"])?);
            }
            claims.push(Claim { every, entries: from..entries.len() });
        }
        let mut rules = HashMap::new();
        for rule in
            shared.as_array().into_iter().flatten().filter(|rule| Rule::is_known(rule, false))
        {
            let (zone, condition) = (&rule["zone"], Rule::start(rule));
            let place = entries.len() as u32;
            if *rules.entry(key(zone, condition)).or_insert(place) == place {
                entries.push(Entry::from_json(zone, condition)?);
            }
        }
        let items = entries.iter().map(|entry| (entry.zone, &*entry.condition));
        let index = Index::over(tables, items);
        Ok(Probe { claims, entries, index, rules })
    }

    /// How many conditions it looks for.
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    /// Which line the pairs of a condition name.
    pub fn at(&self, place: u32) -> At {
        self.index.at(place)
    }

    /// The place of a rule's condition, and the condition made ready, if it is one of the shared.
    pub fn knows(&self, zone: &Value, condition: &Value) -> Option<(u32, Arc<Condition>)> {
        let place = *self.rules.get(&key(zone, condition))?;
        Some((place, Arc::clone(&self.entries[place as usize].condition)))
    }

    /// (place, line) pairs worth a look, places in order, lines in order.
    pub fn candidates(&self, tables: &Tables, page: &Page, pairs: &mut Vec<(u32, u32)>) {
        self.index.candidates(tables, page, pairs);
    }

    /// For each claim the number of its entries that the page meets; 0 where the claim fails. `pairs` are those that
    /// `candidates` found.
    pub fn strengths(&self, tables: &Tables, page: &Page, pairs: &[(u32, u32)]) -> Vec<usize> {
        let view = Whole(page);
        let count = self.claims.last().map_or(0, |claim| claim.entries.end);
        let mut met = vec![false; count];
        for &(place, line) in pairs {
            let Some(met) = met.get_mut(place as usize) else { break };
            let line = match self.index.at(place) {
                At::Line => line as usize,
                _ if line == FIRST_VISIBLE => 0,
                _ => line as usize + 1,
            };
            let Entry { zone, condition } = &self.entries[place as usize];
            let count = page.lines.len();
            *met = *met
                || (line < count
                    && zone.lines(count).contains(&line)
                    && condition.holds(tables, &view, line));
        }
        let strength = |claim: &Claim| {
            let number = met[claim.entries.clone()].iter().filter(|met| **met).count();
            if claim.every && number < claim.entries.len() { 0 } else { number }
        };
        self.claims.iter().map(strength).collect()
    }

    /// The claims that hold most strongly among those that `rank` gives true for, and those that hold at all among those
    /// that it gives false for; it gives None for claims that are out of it.
    pub fn strongest(
        strengths: &[usize],
        rank: impl Fn(usize) -> Option<bool>,
    ) -> (Vec<u32>, Vec<u32>) {
        let (mut best, mut most, mut any) = (Vec::new(), 0, Vec::new());
        for (claim, &strength) in strengths.iter().enumerate().filter(|one| *one.1 > 0) {
            match rank(claim) {
                None => {}
                Some(false) => any.push(claim as u32),
                Some(true) if strength < most => {}
                Some(true) => {
                    if strength > most {
                        (most, best) = (strength, Vec::new());
                    }
                    best.push(claim as u32);
                }
            }
        }
        (best, any)
    }
}

impl Entry {
    fn from_json(zone: &Value, condition: &Value) -> Result<Entry, String> {
        let condition = Arc::new(Condition::from_json(condition)?);
        Ok(Entry { zone: Zone::from_json(zone)?, condition })
    }
}

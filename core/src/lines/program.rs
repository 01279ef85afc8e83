//! Programs: rules from their JSON.

use super::condition::Condition;
use super::fold::Tables;
use super::gate::At;
use super::index::Index;
use super::page::{Page, Zone};
use super::probe::Probe;
use serde_json::Value;
use std::sync::Arc;

pub enum Verb {
    DropLine,
    /// `head`: the first copy stands among so many of the page's first lines.
    DropRepeat {
        last: bool,
        head: u32,
    },
    DropBlock {
        inner: Box<Block>,
    },
    Strip,
}

pub struct Block {
    pub while_: Option<Condition>,
    pub until: Option<Condition>,
    pub prev: Option<Condition>,
    pub min_lines: usize,
    pub reaches_end: bool,
    pub back: usize,
}

pub struct Rule {
    /// Its place in the program.
    pub index: usize,
    pub verb: Verb,
    pub zone: Zone,
    pub condition: Arc<Condition>,
    /// Which line the index's pairs name.
    pub at: At,
    pub most_lines: Option<u64>,
    pub most_share: Option<f64>,
    pub most_times: Option<u64>,
}

fn optional(value: &Value) -> Result<Option<Condition>, String> {
    if value.is_null() { Ok(None) } else { Condition::from_json(value).map(Some) }
}

impl Rule {
    /// Whether the rule is one for the line engine: of its verbs, and in no need of a tree; with `links` it may need what
    /// only lines out of a tree bear, the share of links.
    pub fn is_known(value: &Value, links: bool) -> bool {
        let verbs = ["drop_line", "strip", "drop_repeat", "drop_block"];
        (links || value["html"].is_null())
            && value["verb"].as_str().is_some_and(|verb| verbs.contains(&verb))
    }

    /// The condition on the lines that the verb begins at.
    pub fn start(value: &Value) -> &Value {
        if value["verb"] == "drop_block" { &value["block"]["start"] } else { &value["when"] }
    }

    /// A rule of the line engine, with its place in the probe's index where that has its condition; None for the verbs
    /// of other engines.
    fn from_json(
        index: usize,
        value: &Value,
        probe: Option<&Probe>,
        links: bool,
    ) -> Result<Option<(Rule, Option<u32>)>, String> {
        if !Rule::is_known(value, links) {
            return Ok(None);
        }
        let block = &value["block"];
        let verb = match value["verb"].as_str() {
            Some("drop_line") => Verb::DropLine,
            Some("strip") => Verb::Strip,
            Some("drop_repeat") => Verb::DropRepeat {
                last: value["keep"] == "last",
                head: value["first_within"].as_u64().map_or(u32::MAX, |n| n as u32),
            },
            Some("drop_block") => {
                let inner = Block {
                    while_: optional(&block["while"])?,
                    until: optional(&block["until"])?,
                    prev: optional(&block["prev"])?,
                    min_lines: block["min_lines"].as_u64().unwrap_or(1) as usize,
                    reaches_end: block["reaches_end"].as_bool().unwrap_or(false),
                    back: block["back"].as_u64().unwrap_or(0) as usize,
                };
                Verb::DropBlock { inner: Box::new(inner) }
            }
            _ => unreachable!("a known verb"),
        };
        let most = &value["at_most"];
        let condition = Rule::start(value);
        let (shared, condition) = match probe.and_then(|one| one.knows(&value["zone"], condition)) {
            Some((place, condition)) => (Some(place), condition),
            None => (None, Arc::new(Condition::from_json(condition)?)),
        };
        let rule = Rule {
            index,
            verb,
            zone: Zone::from_json(&value["zone"])?,
            at: At::Line,
            condition,
            most_lines: most["lines"].as_u64(),
            most_share: most["share"].as_f64(),
            most_times: most["times"].as_u64(),
        };
        Ok(Some((rule, shared)))
    }
}

/// The rules of a program with the index over them. Never changed once made.
pub struct Program {
    pub rules: Vec<Rule>,
    pub max_removed: f64,
    /// Over the rules that the probe does not know.
    own: Index,
    /// Place in the index above, in the probe's -> place in `rules`; `NONE` where it has none.
    own_places: Vec<u32>,
    shared_places: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Program {
    /// `probe`: one whose pairs `run` is going to be given; rules whose conditions it knows are left to it. `links`: with the
    /// rules that ask for the share of links.
    pub fn from_json(
        tables: &Tables,
        json: &str,
        probe: Option<&Probe>,
        links: bool,
    ) -> Result<Program, String> {
        let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let mut rules = Vec::new();
        let mut own_places = Vec::new();
        let mut shared_places = vec![NONE; probe.map_or(0, Probe::size)];
        for (place, rule) in value["rules"].as_array().into_iter().flatten().enumerate() {
            let Some((rule, shared)) = Rule::from_json(place, rule, probe, links)? else {
                continue;
            };
            match shared.map(|shared| &mut shared_places[shared as usize]) {
                Some(slot) if *slot == NONE => *slot = rules.len() as u32,
                // Alone, or the second of two with one condition.
                _ => own_places.push(rules.len() as u32),
            }
            rules.push(rule);
        }
        let max_removed = value["max_removed"].as_f64().ok_or("a program has a max_removed")?;
        let own = own_places.iter().map(|place| &rules[*place as usize]);
        let own = Index::over(tables, own.map(|rule| (rule.zone, &*rule.condition)));
        for (place, rule) in own_places.iter().enumerate() {
            rules[*rule as usize].at = own.at(place as u32);
        }
        if let Some(probe) = probe {
            let known = (0..).zip(&shared_places).filter(|(_, rule)| **rule != NONE);
            for (place, rule) in known {
                rules[*rule as usize].at = probe.at(place);
            }
        }
        Ok(Program { rules, max_removed, own, own_places, shared_places })
    }

    /// (rule, line) pairs worth a look, rules in order, lines in order; `shared` are the probe's pairs for the page.
    pub fn candidates(
        &self,
        tables: &Tables,
        page: &Page,
        shared: &[(u32, u32)],
        out: &mut Vec<(u32, u32)>,
    ) {
        self.own.candidates(tables, page, out);
        for pair in &mut *out {
            pair.0 = self.own_places[pair.0 as usize];
        }
        let known = shared.iter().map(|pair| (self.shared_places[pair.0 as usize], pair.1));
        out.extend(known.filter(|pair| pair.0 != NONE));
        out.sort_unstable();
    }
}

//! Programs: rules from their JSON.

use super::condition::Condition;
use super::fold::Tables;
use super::index::Index;
use super::page::Zone;
use serde_json::Value;

pub enum Verb {
    DropLine,
    DropRepeat { last: bool },
    DropBlock { inner: Box<Block> },
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
    pub condition: Condition,
    pub most_lines: Option<u64>,
    pub most_share: Option<f64>,
    pub most_times: Option<u64>,
}

fn optional(value: &Value) -> Result<Option<Condition>, String> {
    if value.is_null() { Ok(None) } else { Condition::from_json(value).map(Some) }
}

impl Rule {
    /// A rule of the line engine, or None for the verbs of other engines.
    fn from_json(index: usize, value: &Value) -> Result<Option<Rule>, String> {
        if !value["html"].is_null() {
            return Ok(None); // it needs a tree
        }
        let block = &value["block"];
        let (verb, condition) = match value["verb"].as_str() {
            Some("drop_line") => (Verb::DropLine, &value["when"]),
            Some("strip") => (Verb::Strip, &value["when"]),
            Some("drop_repeat") => {
                (Verb::DropRepeat { last: value["keep"].as_str() == Some("last") }, &value["when"])
            }
            Some("drop_block") => {
                let inner = Block {
                    while_: optional(&block["while"])?,
                    until: optional(&block["until"])?,
                    prev: optional(&block["prev"])?,
                    min_lines: block["min_lines"].as_u64().unwrap_or(1) as usize,
                    reaches_end: block["reaches_end"].as_bool().unwrap_or(false),
                    back: block["back"].as_u64().unwrap_or(0) as usize,
                };
                (Verb::DropBlock { inner: Box::new(inner) }, &block["start"])
            }
            _ => return Ok(None),
        };
        let most = &value["at_most"];
        Ok(Some(Rule {
            index,
            verb,
            zone: Zone::from_json(&value["zone"])?,
            condition: Condition::from_json(condition)?,
            most_lines: most["lines"].as_u64(),
            most_share: most["share"].as_f64(),
            most_times: most["times"].as_u64(),
        }))
    }
}

/// The rules of a program with the index over them. Never changed once made.
pub struct Program {
    pub rules: Vec<Rule>,
    pub max_removed: f64,
    pub index: Index,
}

impl Program {
    pub fn from_json(tables: &Tables, json: &str) -> Result<Program, String> {
        let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let mut rules = Vec::new();
        for (place, rule) in value["rules"].as_array().into_iter().flatten().enumerate() {
            rules.extend(Rule::from_json(place, rule)?);
        }
        let max_removed = value["max_removed"].as_f64().ok_or("a program has a max_removed")?;
        let index = Index::over(tables, rules.iter().map(|rule| (rule.zone, &rule.condition)));
        Ok(Program { rules, max_removed, index })
    }
}

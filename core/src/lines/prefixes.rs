//! Which of many literals a line begins with, or has behind a lead.

use super::condition::Phrase;
use super::fold::decode;
use super::gate::Lead;
use super::heads::{Heads, key_of};
use rustc_hash::FxHashMap;

/// Literals, with what is told for each, by their first bytes.
#[derive(Default)]
pub struct Prefixes {
    /// Of all literals, and of those that may have a lead.
    heads: Heads,
    led: Heads,
    /// By key and its size.
    known: FxHashMap<(u64, usize), Vec<Prefix>>,
    /// What may come before some of the literals.
    leads: Vec<Lead>,
    /// Whatever may, in any of them.
    any: Option<Lead>,
}

struct Prefix {
    literal: Phrase,
    /// Its place among the leads; None where it must begin the line.
    lead: Option<usize>,
    told: u32,
}

impl Prefixes {
    /// Know a literal, of one byte at least, that a line begins with, or has behind such a lead.
    pub fn add(&mut self, literal: Phrase, lead: Option<&Lead>, told: u32) {
        let lead = lead.map(|lead| {
            self.any = Some(self.any.as_ref().map_or_else(|| lead.clone(), |any| any.or(lead)));
            self.leads.iter().position(|one| one == lead).unwrap_or_else(|| {
                self.leads.push(lead.clone());
                self.leads.len() - 1
            })
        });
        self.heads.add(&literal);
        if lead.is_some() {
            self.led.add(&literal);
        }
        if let Some(key) = key_of(&literal) {
            self.known.entry(key).or_default().push(Prefix { literal, lead, told });
        }
    }

    /// Tell, for every literal that the line has there, what it was added with.
    #[inline]
    pub fn look(&self, line: &[u8], found: &mut impl FnMut(&[u32])) {
        let mut at = 0;
        self.heads.keys_of(line, |key, size| self.compare(line, at, (key, size), found));
        let Some(any) = &self.any else { return };
        for _ in 0..any.most {
            if at == line.len() {
                return;
            }
            let (code, size) = decode(&line[at..]);
            if !any.holds(code) {
                return;
            }
            at += size;
            let rest = &line[at..];
            self.led.keys_of(rest, |key, size| self.compare(line, at, (key, size), found));
        }
    }

    /// Compare the literals of one key with what stands at `at`, and their leads with what stands before.
    #[cold]
    fn compare(&self, line: &[u8], at: usize, key: (u64, usize), found: &mut impl FnMut(&[u32])) {
        for Prefix { literal, lead, told } in self.known.get(&key).into_iter().flatten() {
            let (before, rest) = line.split_at(at);
            // What is no longer than its key has been compared with it.
            if (literal.len() == key.1 || rest.starts_with(literal))
                && (at == 0 || lead.is_some_and(|lead| self.leads[lead].fits(before)))
            {
                found(std::slice::from_ref(told));
            }
        }
    }
}

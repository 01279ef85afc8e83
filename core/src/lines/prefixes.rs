//! Which of many literals a line begins with, or has behind a lead.

use super::condition::Phrase;
use super::fold::decode;
use super::gate::Lead;
use super::heads::{Heads, key_of};
use super::literals::{Eight, Sieves, Vectors};
use rustc_hash::FxHashMap;

/// Literals, with what is told for each, by their first bytes.
#[derive(Default)]
pub struct Prefixes {
    /// Of all literals, and of those that may have a lead.
    heads: Heads,
    led: Heads,
    /// The first four bytes of those that may have a lead.
    sieves: Sieves,
    /// By key and its size.
    known: FxHashMap<(u64, usize), Vec<Prefix>>,
    /// What may come before some of the literals.
    leads: Vec<Lead>,
    /// Whatever may, in any of them.
    any: Option<Lead>,
}

struct Prefix {
    /// What follows the key.
    after: Eight,
    literal: Phrase,
    /// Its place among the leads; None where it must begin the line.
    lead: Option<usize>,
    told: u32,
}

impl Prefixes {
    /// Know a literal that a line begins with, or has behind such a lead: of one byte at least, of four with a lead.
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
            self.sieves.add(&literal[..4]);
        }
        if let Some(key) = key_of(&literal) {
            let after = Eight::of(&literal, key.1);
            self.known.entry(key).or_default().push(Prefix { after, literal, lead, told });
        }
    }

    /// Tell, for every literal that the line has there, what it was added with.
    #[inline]
    pub fn look(&self, vectors: Vectors, line: &[u8], found: &mut impl FnMut(&[u32])) {
        self.heads.keys_of(line, |key, size| self.compare(line, 0, (key, size), found));
        let Some(any) = &self.any else { return };
        let mut led = |at: usize| {
            self.led.keys_of(&line[at..], |key, size| self.compare(line, at, (key, size), found));
        };
        // Leads of up to eight characters end within 32 bytes.
        if let Some(near) = vectors.near(&self.sieves, line) {
            let mut near = near & !1;
            while near != 0 {
                led(near.trailing_zeros() as usize);
                near &= near - 1;
            }
            return;
        }
        let mut at = 0;
        for _ in 0..any.most {
            if at == line.len() {
                return;
            }
            let (code, size) = decode(&line[at..]);
            if !any.holds(code) {
                return;
            }
            at += size;
            led(at);
        }
    }

    /// Compare the literals of one key with what stands at `at`, and their leads with what stands before.
    #[cold]
    fn compare(&self, line: &[u8], at: usize, key: (u64, usize), found: &mut impl FnMut(&[u32])) {
        let (before, rest) = line.split_at(at);
        for Prefix { after, literal, lead, told } in self.known.get(&key).into_iter().flatten() {
            // What is no longer than its key and eight bytes has been compared with them.
            if after.are_in(rest, key.1)
                && (literal.len() <= key.1 + 8 || rest.starts_with(literal))
                && (at == 0 || lead.is_some_and(|lead| self.leads[lead].fits(before)))
            {
                found(std::slice::from_ref(told));
            }
        }
    }
}

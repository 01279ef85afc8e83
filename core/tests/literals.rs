//! The finder of literals beside a plain search, on both of its paths.

mod random;

use arclean_native::lines::literals::{Finder, Vectors};
use arclean_native::lines::page::Zone;

use random::Random;

const LETTERS: [&str; 14] =
    ["ا", "ا", "ل", "م", "ب", " ", " ", "1", "a", ".", "©", "—", "😀", "\u{10f8ff}"];

fn text(random: &mut Random, most: usize) -> String {
    let size = random.below(most) + 1;
    (0..size).map(|_| LETTERS[random.below(LETTERS.len())]).collect()
}

#[test]
fn every_literal_and_no_other() {
    let random = &mut Random(7);
    let mut hits = 0;
    for round in 0..300 {
        let count = 1 + random.below(if round % 10 == 0 { 900 } else { 30 });
        let mut literals: Vec<String> = (0..count).map(|_| text(random, 9)).collect();
        literals.retain(|literal| literal.len() > 1);
        let mut finder = Finder::default();
        for (rule, literal) in literals.iter().enumerate() {
            finder.add(literal.as_bytes(), rule as u32, Zone::All);
        }
        for _ in 0..40 {
            let line = text(random, 150);
            let held = literals.iter().enumerate().filter(|one| line.contains(one.1.as_str()));
            let wanted: Vec<u32> = held.map(|one| one.0 as u32).collect();
            hits += wanted.len();
            for vectors in [Vectors::NONE, Vectors::here()] {
                // A box of its own: a read beyond its end is one that a sanitizer sees.
                let line = line.as_bytes().to_vec().into_boxed_slice();
                let mut found = Vec::new();
                finder.scan(vectors, &line, &mut |rules| found.extend_from_slice(rules));
                found.sort_unstable();
                found.dedup();
                assert_eq!(found, wanted, "{literals:?} in {:?}", String::from_utf8_lossy(&line));
            }
        }
    }
    assert!(hits > 10_000, "{hits}");
}

//! Sums of binary trees: twin of `arclean.html.forest`.

use serde::Deserialize;

use crate::normalize::simd::Simd;

/// A tree in preorder: an opening node `[feature, threshold]`, or a leaf.
pub type RawTree = Vec<RawNode>;

#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
pub enum RawNode {
    Leaf(f64),
    Split(u16, f64),
}

/// Rows that are looked at together: as many numbers as the widest vectors hold.
const LANES: usize = 8;

/// Leaves that a tree may have: one bit each.
const LEAVES: usize = 64;

/// A question that a tree asks: is the number above the threshold?
struct Test {
    threshold: f64,
    tree: u32,
    /// The leaves that are still possible if so: all but those of the low side.
    left: u64,
}

/// A sum of trees over rows of numbers.
///
/// The trees are not walked: all questions about one number are asked together, by ascending
/// threshold, until no row is above. What each answer rules out is taken from the tree's set of
/// leaves; the first that is left is the one that a walk would reach (Lucchese et al.: QuickScorer,
/// SIGIR 2015).
pub struct Forest {
    /// (number of the row, where its tests end).
    features: Vec<(u32, u32)>,
    tests: Vec<Test>,
    /// By tree, `LEAVES` each.
    leaves: Vec<f64>,
    pub width: usize,
    simd: Simd,
}

impl Forest {
    /// # Errors
    /// A tree is cut short, goes on behind its end, has too many leaves, or asks for a number that a
    /// row does not have.
    pub fn new(trees: &[RawTree], width: usize) -> Result<Forest, String> {
        let mut tests: Vec<(u16, Test)> = Vec::new();
        let mut leaves = vec![0.0; trees.len() * LEAVES];
        for (tree, (nodes, leaves)) in trees.iter().zip(leaves.chunks_mut(LEAVES)).enumerate() {
            read(nodes, width, tree as u32, &mut tests, leaves)?;
        }
        tests.sort_by(|(one, a), (other, b)| {
            one.cmp(other).then(a.threshold.total_cmp(&b.threshold))
        });
        let mut features: Vec<(u32, u32)> = Vec::new();
        for (end, (feature, _)) in (1..).zip(&tests) {
            match features.last_mut() {
                Some(last) if last.0 == u32::from(*feature) => last.1 = end,
                _ => features.push((u32::from(*feature), end)),
            }
        }
        let tests = tests.into_iter().map(|(_, test)| test).collect();
        Ok(Forest { features, tests, leaves, width, simd: Simd::chosen()? })
    }

    /// The score of each row; `rows` holds them one behind the other.
    pub fn scores(&self, rows: &[f64]) -> Vec<f64> {
        match self.simd {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has it.
            Simd::Avx512 => unsafe { self.scores_avx512(rows) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has it.
            Simd::Avx2 => unsafe { self.scores_avx2(rows) },
            _ => self.scores_of(rows),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512vl,avx512bw,bmi1")]
    fn scores_avx512(&self, rows: &[f64]) -> Vec<f64> {
        self.scores_of(rows)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1")]
    fn scores_avx2(&self, rows: &[f64]) -> Vec<f64> {
        self.scores_of(rows)
    }

    #[inline(always)]
    fn scores_of(&self, rows: &[f64]) -> Vec<f64> {
        let mut totals = Vec::with_capacity(rows.len() / self.width.max(1));
        let mut possible = vec![[0_u64; LANES]; self.leaves.len() / LEAVES];
        for group in rows.chunks(LANES * self.width) {
            let lanes = group.len() / self.width;
            possible.fill([u64::MAX; LANES]);
            let mut from = 0;
            for &(feature, to) in &self.features {
                let mut values = [f64::NEG_INFINITY; LANES];
                for (value, row) in values.iter_mut().zip(group.chunks_exact(self.width)) {
                    *value = row[feature as usize];
                }
                let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                for test in &self.tests[from..to as usize] {
                    if most <= test.threshold {
                        break;
                    }
                    let (threshold, left) = (test.threshold, test.left);
                    let possible = &mut possible[test.tree as usize];
                    // Without a branch, so that it becomes vectors.
                    for (possible, value) in possible.iter_mut().zip(&values) {
                        *possible &= left | u64::from(*value > threshold).wrapping_sub(1);
                    }
                }
                from = to as usize;
            }
            let mut sums = [0.0; LANES];
            for (possible, leaves) in possible.iter().zip(self.leaves.chunks_exact(LEAVES)) {
                for (sum, possible) in sums.iter_mut().zip(possible) {
                    *sum += leaves[possible.trailing_zeros() as usize % LEAVES];
                }
            }
            totals.extend(sums[..lanes].iter().map(|total: &f64| 1.0 / (1.0 + (-total).exp())));
        }
        totals
    }
}

/// Read a tree: its tests, and its leaves from left to right.
fn read(
    nodes: &[RawNode],
    width: usize,
    tree: u32,
    tests: &mut Vec<(u16, Test)>,
    leaves: &mut [f64],
) -> Result<(), String> {
    let mut count = 0;
    // Open nodes whose low side is not over: (place in `tests`, leaves before it); then those whose
    // high side is not.
    let mut low: Vec<(usize, usize)> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match *node {
            RawNode::Split(feature, threshold) => {
                if usize::from(feature) >= width {
                    return Err(format!("a tree asks for number {feature} of a row of {width}"));
                }
                low.push((tests.len(), count));
                tests.push((feature, Test { threshold, tree, left: u64::MAX }));
            }
            RawNode::Leaf(value) => {
                *leaves
                    .get_mut(count)
                    .ok_or_else(|| format!("a tree has more than {LEAVES} leaves"))? = value;
                count += 1;
                // The leaf ends the low side of the innermost node that has not ended it.
                match low.pop() {
                    Some((test, first)) => {
                        let side = (u64::MAX >> (LEAVES - (count - first))) << first;
                        tests[test].1.left = !side;
                    }
                    None if at + 1 == nodes.len() => return Ok(()),
                    None => return Err("a tree goes on behind its end".to_owned()),
                }
            }
        }
    }
    Err("a tree is cut short".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forest(json: &str, width: usize) -> Result<Forest, String> {
        Forest::new(&serde_json::from_str::<Vec<RawTree>>(json).unwrap(), width)
    }

    #[test]
    fn rows_go_to_their_leaves() {
        let forest = forest("[[[0,1.5],[1,0],1,2,[1,3],4,8],[0.25]]", 2).unwrap();
        let rows: Vec<f64> = [[1.5, 0.0], [1.5, 0.1], [1.6, 3.0], [2.0, 4.0]].concat();
        let wanted = [1.25, 2.25, 4.25, 8.25].map(|sum: f64| 1.0 / (1.0 + (-sum).exp()));
        assert_eq!(forest.scores(&rows), wanted);
        assert_eq!(forest.scores(&rows.repeat(7)), wanted.repeat(7));
        assert!(forest.scores(&[]).is_empty());
    }

    #[test]
    fn a_tree_has_64_leaves_at_most() {
        let chain = |leaves: usize| {
            let opened: Vec<String> = (1..leaves).map(|at| format!("[0,{at}],{at}")).collect();
            format!("[[{},99]]", opened.join(","))
        };
        let whole = forest(&chain(64), 1).unwrap();
        let rows: Vec<f64> = (0..70).map(|at| f64::from(at) + 0.5).collect();
        let wanted = rows.iter().map(|x| if *x > 63.0 { 99.0 } else { x.ceil() });
        let wanted: Vec<f64> = wanted.map(|sum: f64| 1.0 / (1.0 + (-sum).exp())).collect();
        assert_eq!(whole.scores(&rows), wanted);
        assert!(forest(&chain(65), 1).err().unwrap().contains("leaves"));
    }

    #[test]
    fn broken_trees_are_refused() {
        for (json, word) in [
            ("[[[0,1],1]]", "short"),
            ("[[1,2]]", "behind"),
            ("[[[9,1],1,2]]", "9"),
            ("[[]]", "short"),
        ] {
            assert!(forest(json, 2).err().unwrap().contains(word), "{json}");
        }
    }
}

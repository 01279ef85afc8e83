//! Sums of binary trees: twin of `arclean.html.forest`.

use std::borrow::Cow;

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

/// Leaves of a tree that are still possible, one bit each.
type Set = u32;

/// Leaves that a tree may have.
const LEAVES: usize = Set::BITS as usize;

/// A question that a tree asks: is the number above the threshold?
#[derive(Clone, Copy)]
struct Test {
    threshold: f64,
    tree: u32,
    /// The leaves that are still possible if so: all but those of the low side.
    left: Set,
}

/// A sum of trees over rows of numbers.
///
/// The trees are not walked: all questions about one number are asked together, by ascending
/// threshold, until no row is above. What each answer rules out is taken from the tree's set of
/// leaves; the first that is left is the one that a walk would reach (Lucchese et al.: QuickScorer,
/// SIGIR 2015).
///
/// Much of what is asked has one answer for all rows of a page: numbers of the page itself are the
/// same in each. What is ruled out so is worked out once, and what can rule out nothing more is not
/// asked.
pub struct Forest {
    tests: Tests,
    /// By tree, `LEAVES` each.
    leaves: Vec<f64>,
    pub width: usize,
    simd: Simd,
}

/// Tests by the number that they ask about, then by threshold.
#[derive(Default)]
struct Tests {
    /// (number of the row, where its tests end).
    features: Vec<(u32, u32)>,
    tests: Vec<Test>,
}

impl Tests {
    fn push(&mut self, feature: u32, test: Test) {
        self.tests.push(test);
        let end = self.tests.len() as u32;
        match self.features.last_mut() {
            Some(last) if last.0 == feature => last.1 = end,
            _ => self.features.push((feature, end)),
        }
    }

    /// Each number that is asked about, with its tests.
    #[inline(always)]
    fn by_feature(&self) -> impl Iterator<Item = (usize, &[Test])> {
        let mut from = 0;
        self.features.iter().map(move |&(feature, to)| {
            let tests = &self.tests[from..to as usize];
            from = to as usize;
            (feature as usize, tests)
        })
    }
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
        let mut sorted = Tests::default();
        for (feature, test) in tests {
            sorted.push(feature.into(), test);
        }
        Ok(Forest { tests: sorted, leaves, width, simd: Simd::chosen()? })
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
            _ => self.scores_of::<8>(rows),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512vpopcntdq,bmi1")]
    fn scores_avx512(&self, rows: &[f64]) -> Vec<f64> {
        self.scores_of::<32>(rows)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1")]
    fn scores_avx2(&self, rows: &[f64]) -> Vec<f64> {
        self.scores_of::<16>(rows)
    }

    /// The scores, so many rows at a time.
    #[inline(always)]
    fn scores_of<const LANES: usize>(&self, rows: &[f64]) -> Vec<f64> {
        let mut totals = Vec::with_capacity(rows.len() / self.width.max(1));
        let (first, open) = self.common(rows);
        let mut possible = vec![[0; LANES]; first.len()];
        for group in rows.chunks(LANES * self.width) {
            let lanes = group.len() / self.width;
            let mut group = Cow::Borrowed(group);
            if lanes < LANES {
                group.to_mut().resize(LANES * self.width, f64::NEG_INFINITY);
            }
            for (possible, first) in possible.iter_mut().zip(&first) {
                *possible = [*first; LANES];
            }
            for (feature, tests) in open.by_feature() {
                let values: [f64; LANES] =
                    std::array::from_fn(|lane| group[lane * self.width + feature]);
                let most = largest(values);
                for test in tests {
                    if most <= test.threshold {
                        break;
                    }
                    let (threshold, left) = (test.threshold, test.left);
                    let possible = &mut possible[test.tree as usize];
                    // Without a branch, so that it becomes vectors.
                    for (possible, value) in possible.iter_mut().zip(&values) {
                        *possible &= left | Set::from(*value > threshold).wrapping_sub(1);
                    }
                }
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

    /// The leaves of each tree that any row may reach, and the tests that decide between them.
    #[inline(always)]
    fn common(&self, rows: &[f64]) -> (Vec<Set>, Tests) {
        let mut least = vec![f64::INFINITY; self.width];
        let mut most = vec![f64::NEG_INFINITY; self.width];
        for row in rows.chunks_exact(self.width) {
            for ((least, most), &value) in least.iter_mut().zip(&mut most).zip(row) {
                *least = if value < *least { value } else { *least };
                *most = if value > *most { value } else { *most };
            }
        }
        let mut possible = vec![Set::MAX; self.leaves.len() / LEAVES];
        let mut undecided = Vec::with_capacity(self.tests.features.len());
        for (feature, tests) in self.tests.by_feature() {
            let above = tests.partition_point(|test| test.threshold < least[feature]);
            let (above, rest) = tests.split_at(above);
            for test in above {
                possible[test.tree as usize] &= test.left;
            }
            let below = rest.partition_point(|test| test.threshold < most[feature]);
            undecided.push((feature, &rest[..below]));
        }
        let mut open = Tests {
            features: Vec::with_capacity(undecided.len()),
            tests: Vec::with_capacity(undecided.iter().map(|(_, tests)| tests.len()).sum()),
        };
        for (feature, tests) in undecided {
            for test in tests {
                if possible[test.tree as usize] & !test.left != 0 {
                    open.push(feature as u32, *test);
                }
            }
        }
        (possible, open)
    }
}

/// The largest of some numbers: a power of two of them, none of them NaN.
#[inline(always)]
fn largest<const COUNT: usize>(mut values: [f64; COUNT]) -> f64 {
    let mut half = COUNT / 2;
    while half > 0 {
        for at in 0..half {
            let (one, other) = (values[at], values[at + half]);
            values[at] = if one > other { one } else { other };
        }
        half /= 2;
    }
    values[0]
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
                tests.push((feature, Test { threshold, tree, left: Set::MAX }));
            }
            RawNode::Leaf(value) => {
                *leaves
                    .get_mut(count)
                    .ok_or_else(|| format!("a tree has more than {LEAVES} leaves"))? = value;
                count += 1;
                // The leaf ends the low side of the innermost node that has not ended it.
                match low.pop() {
                    Some((test, first)) => {
                        let side = (Set::MAX >> (LEAVES - (count - first))) << first;
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

    /// The sum of the leaves that rows reach, walked to one by one.
    fn walked(trees: &[RawTree], row: &[f64]) -> f64 {
        fn value(nodes: &mut impl Iterator<Item = RawNode>, row: &[f64]) -> f64 {
            match nodes.next().unwrap() {
                RawNode::Leaf(value) => value,
                RawNode::Split(feature, threshold) => {
                    let (low, high) = (value(nodes, row), value(nodes, row));
                    if row[usize::from(feature)] > threshold { high } else { low }
                }
            }
        }
        trees.iter().map(|tree| value(&mut tree.iter().copied(), row)).sum()
    }

    #[test]
    fn rows_of_any_number_get_what_a_walk_gives() {
        const WIDTH: usize = 5;
        let mut seed = 1_u64;
        let mut next = move |below: u64| {
            seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            (seed >> 33) % below
        };
        for count in 1..50 {
            let trees: Vec<RawTree> = (0..next(8))
                .map(|_| {
                    let (mut tree, mut open) = (Vec::new(), 1);
                    while open > 0 {
                        if tree.len() < 30 && next(3) > 0 {
                            let feature = next(WIDTH as u64) as u16;
                            tree.push(RawNode::Split(feature, next(8) as f64 / 2.0));
                            open += 1;
                        } else {
                            tree.push(RawNode::Leaf(next(1000) as f64 / 999.0));
                            open -= 1;
                        }
                    }
                    tree
                })
                .collect();
            // Some numbers are the same in all rows, or nearly so.
            let spread: Vec<u64> = (0..WIDTH).map(|_| 1 + next(9)).collect();
            let least: Vec<u64> = (0..WIDTH).map(|_| next(6)).collect();
            let rows: Vec<f64> = (0..count * WIDTH)
                .map(|at| (least[at % WIDTH] + next(spread[at % WIDTH])) as f64 / 2.0)
                .collect();
            let wanted: Vec<f64> =
                rows.chunks(WIDTH).map(|row| 1.0 / (1.0 + (-walked(&trees, row)).exp())).collect();
            let forest = Forest::new(&trees, WIDTH).unwrap();
            assert_eq!(forest.scores(&rows), wanted);
            assert_eq!(forest.scores_of::<4>(&rows), wanted);
        }
    }

    #[test]
    fn a_tree_has_32_leaves_at_most() {
        let chain = |leaves: usize| {
            let opened: Vec<String> = (1..leaves).map(|at| format!("[0,{at}],{at}")).collect();
            format!("[[{},99]]", opened.join(","))
        };
        let whole = forest(&chain(32), 1).unwrap();
        let rows: Vec<f64> = (0..70).map(|at| f64::from(at) + 0.5).collect();
        let wanted = rows.iter().map(|x| if *x > 31.0 { 99.0 } else { x.ceil() });
        let wanted: Vec<f64> = wanted.map(|sum: f64| 1.0 / (1.0 + (-sum).exp())).collect();
        assert_eq!(whole.scores(&rows), wanted);
        assert!(forest(&chain(33), 1).err().unwrap().contains("leaves"));
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

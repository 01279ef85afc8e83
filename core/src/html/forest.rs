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

/// Leaves that a tree may have.
const LEAVES: usize = 32;
/// Bits of a leaf's number.
const BITS: usize = LEAVES.ilog2() as usize;
/// Rows of a group: their answers to a question are one word.
pub const LANES: usize = u64::BITS as usize;
/// Words that the trees are walked with at once.
const WORDS: usize = 4;

/// A number of each row of a group.
#[derive(Clone, Copy)]
pub struct Column {
    pub numbers: [f64; LANES],
    /// Not used: at powers of two apart, the numbers of a row would fight for the same few places of
    /// the cache.
    _apart: [f64; 8],
}

impl Column {
    pub const ZERO: Column = Column { numbers: [0.0; LANES], _apart: [0.0; 8] };
}

/// Where the numbers of one row of a group are put.
pub struct Row<'c> {
    columns: std::slice::IterMut<'c, Column>,
    lane: usize,
}

impl Row<'_> {
    /// Row `at` of all rows.
    pub fn new(columns: &mut [Column], at: usize) -> Row<'_> {
        Row { columns: columns.iter_mut(), lane: at % LANES }
    }

    #[inline]
    pub fn push(&mut self, number: f64) {
        if let Some(column) = self.columns.next() {
            column.numbers[self.lane] = number;
        }
    }

    /// Whether no number is left.
    pub fn is_whole(&self) -> bool {
        self.columns.len() == 0
    }
}

impl Extend<f64> for Row<'_> {
    #[inline]
    fn extend<T: IntoIterator<Item = f64>>(&mut self, numbers: T) {
        for number in numbers {
            self.push(number);
        }
    }
}

/// A bit a row; none lies across two lines of the cache.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Mask([u64; WORDS]);

/// What a forest has been told of some rows.
pub struct Asked {
    rows: usize,
    /// By question, for `WORDS` groups of rows; then for the next.
    answers: Vec<Mask>,
}

/// A node of a tree: those of the rows at its first leaf that are above a threshold go on to its
/// middle one, the first of its high side.
#[derive(Clone, Copy)]
struct Node {
    question: u16,
    first: u8,
    middle: u8,
}

/// A sum of trees over rows of numbers.
///
/// The trees are not walked row by row: every question that some tree asks, whether a number is
/// above a threshold, is asked of all rows once, which gives a bit for each; what rows reach a node
/// are bits, too, and an "and" with the answers tells which of them go on to either side.
pub struct Forest {
    /// (number of the row, where its questions end).
    features: Vec<(u32, u32)>,
    /// By number of the row, ascending.
    thresholds: Vec<f64>,
    /// In preorder, tree behind tree.
    nodes: Vec<Node>,
    /// Of each tree: where its nodes end, its leaves from left to right.
    trees: Vec<(u32, [f64; LEAVES])>,
    pub width: usize,
    simd: Simd,
}

/// What differs between processors.
trait Kernel {
    /// Which numbers are above a threshold.
    fn above(column: &Column, threshold: f64) -> u64;

    /// Add to each sum the leaf that is its row's; the leaves' numbers come bit by bit, the highest
    /// last.
    fn add(sums: &mut [f64; LANES], numbers: [u64; BITS], leaves: &[f64; LEAVES]);
}

struct Plain;

impl Kernel for Plain {
    #[inline(always)]
    fn above(column: &Column, threshold: f64) -> u64 {
        let mut mask = 0;
        for (byte, numbers) in column.numbers.chunks_exact(8).enumerate() {
            let mut bits = 0;
            for (bit, number) in numbers.iter().enumerate() {
                bits |= u64::from(*number > threshold) << bit;
            }
            mask |= bits << (8 * byte);
        }
        mask
    }

    #[inline(always)]
    fn add(sums: &mut [f64; LANES], numbers: [u64; BITS], leaves: &[f64; LEAVES]) {
        for (byte, sums) in sums.chunks_exact_mut(8).enumerate() {
            let mut spread = 0;
            for (bit, word) in numbers.iter().enumerate() {
                spread |= SPREAD[(word >> (8 * byte)) as usize & 0xff] << bit;
            }
            for (sum, number) in sums.iter_mut().zip(spread.to_le_bytes()) {
                *sum += leaves[number as usize % LEAVES];
            }
        }
    }
}

/// The bits of a byte, a byte each.
static SPREAD: [u64; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut bit = 0;
        while bit < 8 {
            table[at] |= (at as u64 >> bit & 1) << (8 * bit);
            bit += 1;
        }
        at += 1;
    }
    table
};

#[cfg(target_arch = "x86_64")]
struct Avx512;

#[cfg(target_arch = "x86_64")]
impl Kernel for Avx512 {
    #[inline(always)]
    fn above(column: &Column, threshold: f64) -> u64 {
        use std::arch::x86_64::*;
        let mut mask = [0; 8];
        for (mask, numbers) in mask.iter_mut().zip(column.numbers.chunks_exact(8)) {
            // SAFETY: only called where the processor has it; eight numbers are read.
            *mask = unsafe {
                let numbers = _mm512_loadu_pd(numbers.as_ptr());
                _mm512_cmp_pd_mask::<_CMP_GT_OQ>(numbers, _mm512_set1_pd(threshold))
            };
        }
        u64::from_le_bytes(mask)
    }

    #[inline(always)]
    fn add(sums: &mut [f64; LANES], numbers: [u64; BITS], leaves: &[f64; LEAVES]) {
        use std::arch::x86_64::*;
        // SAFETY: only called where the processor has it; what is read and written is there.
        unsafe {
            let leaves: [__m512d; 4] =
                std::array::from_fn(|at| _mm512_loadu_pd(leaves[8 * at..].as_ptr()));
            let mut bytes = _mm512_setzero_si512();
            for (bit, mask) in numbers[..BITS - 1].iter().enumerate() {
                bytes = _mm512_mask_add_epi8(bytes, *mask, bytes, _mm512_set1_epi8(1 << bit));
            }
            let mut places = [0_u8; LANES];
            _mm512_storeu_si512(places.as_mut_ptr().cast(), bytes);
            let high = numbers[BITS - 1].to_le_bytes();
            for ((sums, places), high) in
                sums.chunks_exact_mut(8).zip(places.chunks_exact(8)).zip(high)
            {
                let place = _mm512_cvtepu8_epi64(_mm_loadl_epi64(places.as_ptr().cast()));
                let low_leaf = _mm512_permutex2var_pd(leaves[0], place, leaves[1]);
                let high_leaf = _mm512_permutex2var_pd(leaves[2], place, leaves[3]);
                let leaf = _mm512_mask_blend_pd(high, low_leaf, high_leaf);
                let sum = _mm512_add_pd(_mm512_loadu_pd(sums.as_ptr()), leaf);
                _mm512_storeu_pd(sums.as_mut_ptr(), sum);
            }
        }
    }
}

impl Forest {
    /// # Errors
    /// A tree is cut short, goes on behind its end, has too many leaves, or asks for a number that a
    /// row does not have; there are too many questions.
    pub fn new(trees: &[RawTree], width: usize) -> Result<Forest, String> {
        let mut questions: Vec<(u16, f64)> = trees
            .iter()
            .flatten()
            .filter_map(|node| match *node {
                RawNode::Split(feature, threshold) => Some((feature, threshold)),
                RawNode::Leaf(_) => None,
            })
            .collect();
        questions.sort_by(by_threshold);
        questions.dedup_by(|one, other| by_threshold(one, other).is_eq());
        if questions.len() > usize::from(u16::MAX) {
            return Err(format!("the trees ask {} questions", questions.len()));
        }
        let mut forest = Forest {
            features: Vec::new(),
            thresholds: questions.iter().map(|&(_, threshold)| threshold).collect(),
            nodes: Vec::new(),
            trees: Vec::with_capacity(trees.len()),
            width,
            simd: Simd::chosen()?,
        };
        for (end, &(feature, _)) in (1..).zip(&questions) {
            if usize::from(feature) >= width {
                return Err(format!("a tree asks for number {feature} of a row of {width}"));
            }
            match forest.features.last_mut() {
                Some(last) if last.0 == u32::from(feature) => last.1 = end,
                _ => forest.features.push((feature.into(), end)),
            }
        }
        for nodes in trees {
            let leaves = read(nodes, &questions, &mut forest.nodes)?;
            forest.trees.push((forest.nodes.len() as u32, leaves));
        }
        Ok(forest)
    }

    /// Room for what the forest is told of so many rows.
    pub fn asked(&self, rows: usize) -> Asked {
        let blocks = rows.div_ceil(LANES * WORDS);
        Asked { rows, answers: vec![Mask([0; WORDS]); blocks * self.thresholds.len()] }
    }

    /// Ask what trees want to know of some numbers of a group of rows; `from` is the first number's
    /// place in a row.
    pub fn ask(&self, columns: &[Column], from: usize, group: usize, asked: &mut Asked) {
        let count = self.thresholds.len();
        let answers = &mut asked.answers[group / WORDS * count..][..count];
        let word = group % WORDS;
        match self.simd {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has it.
            Simd::Avx512 => unsafe { self.ask_avx512(columns, from, word, answers) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has it.
            Simd::Avx2 => unsafe { self.ask_avx2(columns, from, word, answers) },
            _ => self.ask_of::<Plain>(columns, from, word, answers),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512vl,avx512bw,bmi1")]
    fn ask_avx512(&self, columns: &[Column], from: usize, word: usize, answers: &mut [Mask]) {
        self.ask_of::<Avx512>(columns, from, word, answers);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    fn ask_avx2(&self, columns: &[Column], from: usize, word: usize, answers: &mut [Mask]) {
        self.ask_of::<Plain>(columns, from, word, answers);
    }

    #[inline(always)]
    fn ask_of<K: Kernel>(
        &self,
        columns: &[Column],
        from: usize,
        word: usize,
        answers: &mut [Mask],
    ) {
        let mut start = 0;
        for &(feature, end) in &self.features {
            let questions = start..end as usize;
            start = end as usize;
            let column = (feature as usize).checked_sub(from).and_then(|at| columns.get(at));
            let Some(column) = column else { continue };
            for (threshold, answer) in
                self.thresholds[questions.clone()].iter().zip(&mut answers[questions])
            {
                answer.0[word] = K::above(column, *threshold);
            }
        }
    }

    /// The score of each row.
    pub fn scores(&self, asked: &Asked) -> Vec<f64> {
        match self.simd {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has it.
            Simd::Avx512 => unsafe { self.scores_avx512(asked) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has it.
            Simd::Avx2 => unsafe { self.scores_avx2(asked) },
            _ => self.scores_of::<Plain>(asked),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512vl,avx512bw,bmi1")]
    fn scores_avx512(&self, asked: &Asked) -> Vec<f64> {
        self.scores_of::<Avx512>(asked)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    fn scores_avx2(&self, asked: &Asked) -> Vec<f64> {
        self.scores_of::<Plain>(asked)
    }

    #[inline(always)]
    fn scores_of<K: Kernel>(&self, asked: &Asked) -> Vec<f64> {
        let mut totals = vec![0.0; asked.rows];
        let mut at = 0;
        for totals in totals.chunks_mut(LANES * WORDS) {
            let answers = &asked.answers[at..][..self.thresholds.len()];
            at += answers.len();
            let mut sums = [[0.0; LANES]; WORDS];
            self.sum::<K>(answers, &mut sums[..totals.len().div_ceil(LANES)]);
            for (total, sum) in totals.iter_mut().zip(sums.as_flattened()) {
                *total = 1.0 / (1.0 + (-sum).exp());
            }
        }
        totals
    }

    /// Add up the leaves that rows reach.
    #[inline(always)]
    fn sum<K: Kernel>(&self, answers: &[Mask], sums: &mut [[f64; LANES]]) {
        let mut start = 0;
        for (end, leaves) in &self.trees {
            // The rows that reach the node whose first leaf it is; in the end, the leaf.
            let mut at = [Mask([0; WORDS]); LEAVES];
            at[0] = Mask([u64::MAX; WORDS]);
            for node in &self.nodes[start..*end as usize] {
                let (first, middle) = (node.first as usize % LEAVES, node.middle as usize % LEAVES);
                let above = answers[node.question as usize];
                for word in 0..WORDS {
                    at[middle].0[word] = at[first].0[word] & above.0[word];
                    at[first].0[word] &= !above.0[word];
                }
            }
            start = *end as usize;
            // The numbers of the leaves, by their bits: pairs, then pairs of pairs, and so on.
            let mut numbers = [Mask([0; WORDS]); BITS];
            for (bit, number) in numbers.iter_mut().enumerate() {
                for pair in 0..LEAVES >> (bit + 1) {
                    for word in 0..WORDS {
                        let (low, high) = (at[2 * pair].0[word], at[2 * pair + 1].0[word]);
                        number.0[word] |= high;
                        at[pair].0[word] = low | high;
                    }
                }
            }
            for (word, sums) in sums.iter_mut().enumerate() {
                K::add(sums, numbers.map(|number| number.0[word]), leaves);
            }
        }
    }
}

/// The order of questions: by number of the row, then by threshold.
fn by_threshold((one, a): &(u16, f64), (other, b): &(u16, f64)) -> std::cmp::Ordering {
    one.cmp(other).then(a.total_cmp(b))
}

/// Read a tree: its nodes, and its leaves from left to right.
fn read(
    raw: &[RawNode],
    questions: &[(u16, f64)],
    nodes: &mut Vec<Node>,
) -> Result<[f64; LEAVES], String> {
    let mut leaves = [0.0; LEAVES];
    let mut count = 0;
    // Open nodes whose low side is not over.
    let mut low: Vec<usize> = Vec::new();
    for (at, node) in raw.iter().enumerate() {
        match *node {
            RawNode::Split(feature, threshold) => {
                let place =
                    questions.binary_search_by(|one| by_threshold(one, &(feature, threshold)));
                let question = place.map_err(|_| "a question is not asked")? as u16;
                low.push(nodes.len());
                nodes.push(Node { question, first: count, middle: 0 });
            }
            RawNode::Leaf(value) => {
                *leaves
                    .get_mut(usize::from(count))
                    .ok_or_else(|| format!("a tree has more than {LEAVES} leaves"))? = value;
                count += 1;
                // The leaf ends the low side of the innermost node that has not ended it.
                match low.pop() {
                    Some(node) => nodes[node].middle = count,
                    None if at + 1 == raw.len() => return Ok(leaves),
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

    impl Forest {
        fn told(&self, rows: &[f64]) -> Asked {
            let mut asked = self.asked(rows.len() / self.width);
            for (group, rows) in rows.chunks(LANES * self.width).enumerate() {
                let mut columns = vec![Column::ZERO; self.width];
                for (lane, row) in rows.chunks(self.width).enumerate() {
                    for (column, number) in columns.iter_mut().zip(row) {
                        column.numbers[lane] = *number;
                    }
                }
                let (some, rest) = columns.split_at(group % (self.width + 1));
                self.ask(some, 0, group, &mut asked);
                self.ask(rest, some.len(), group, &mut asked);
            }
            asked
        }

        fn scored(&self, rows: &[f64]) -> Vec<f64> {
            self.scores(&self.told(rows))
        }
    }

    #[test]
    fn rows_go_to_their_leaves() {
        let forest = forest("[[[0,1.5],[1,0],1,2,[1,3],4,8],[0.25]]", 2).unwrap();
        let rows: Vec<f64> = [[1.5, 0.0], [1.5, 0.1], [1.6, 3.0], [2.0, 4.0]].concat();
        let wanted = [1.25, 2.25, 4.25, 8.25].map(|sum: f64| 1.0 / (1.0 + (-sum).exp()));
        assert_eq!(forest.scored(&rows), wanted);
        assert_eq!(forest.scored(&rows.repeat(7)), wanted.repeat(7));
        assert!(forest.scored(&[]).is_empty());
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
            assert_eq!(forest.scored(&rows), wanted);
            assert_eq!(forest.scores_of::<Plain>(&forest.told(&rows)), wanted);
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
        assert_eq!(whole.scored(&rows), wanted);
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

//! Sums of binary trees: twin of `arclean.html.forest`.

use serde::Deserialize;

/// A tree in preorder: an opening node `[feature, threshold]`, or a leaf.
pub type RawTree = Vec<RawNode>;

#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
pub enum RawNode {
    Leaf(f64),
    Split(u16, f64),
}

/// Rows that go down a tree side by side, so that the processor need not wait for each.
const LANES: usize = 8;

#[derive(Clone, Copy)]
struct Node {
    threshold: f64,
    feature: u16,
    /// Where it goes for a value up to the threshold and for one above. A leaf goes to itself.
    next: [u16; 2],
}

struct Tree {
    nodes: Vec<Node>,
    /// By node; 0 for those that are no leaf.
    leaves: Vec<f64>,
    depth: usize,
}

/// A sum of trees over rows of numbers.
pub struct Forest {
    trees: Vec<Tree>,
    pub width: usize,
}

impl Forest {
    /// # Errors
    /// A tree is cut short, goes on behind its end, or asks for a number that a row does not have.
    pub fn new(trees: &[RawTree], width: usize) -> Result<Forest, String> {
        let trees = trees.iter().map(|nodes| tree(nodes, width)).collect::<Result<_, _>>()?;
        Ok(Forest { trees, width })
    }

    /// The score of each row; `rows` holds them one behind the other.
    pub fn scores(&self, rows: &[f64]) -> Vec<f64> {
        let mut totals = Vec::with_capacity(rows.len() / self.width.max(1));
        for group in rows.chunks(LANES * self.width) {
            let mut starts = [0; LANES];
            let lanes = group.len() / self.width;
            for (lane, start) in starts.iter_mut().enumerate() {
                *start = lane.min(lanes - 1) * self.width;
            }
            let mut sums = [0.0; LANES];
            for tree in &self.trees {
                let mut at = [0_u16; LANES];
                for _ in 0..tree.depth {
                    for (at, start) in at.iter_mut().zip(&starts) {
                        let node = &tree.nodes[usize::from(*at)];
                        let above = group[start + usize::from(node.feature)] > node.threshold;
                        *at = node.next[usize::from(above)];
                    }
                }
                for (sum, at) in sums.iter_mut().zip(&at) {
                    *sum += tree.leaves[usize::from(*at)];
                }
            }
            totals.extend(sums[..lanes].iter().map(|total| 1.0 / (1.0 + (-total).exp())));
        }
        totals
    }
}

fn tree(raw: &[RawNode], width: usize) -> Result<Tree, String> {
    let mut nodes = Vec::with_capacity(raw.len());
    let mut leaves = vec![0.0; raw.len()];
    // Open nodes that still wait for their second subtree.
    let mut open: Vec<usize> = Vec::new();
    let mut depth = 0;
    let mut depths: Vec<usize> = Vec::new();
    if raw.len() > usize::from(u16::MAX) {
        return Err("a tree has too many nodes".to_owned());
    }
    let mut level = 0;
    for (at, node) in raw.iter().enumerate() {
        let here = at as u16;
        match *node {
            RawNode::Split(feature, threshold) => {
                if usize::from(feature) >= width {
                    return Err(format!("a tree asks for number {feature} of a row of {width}"));
                }
                nodes.push(Node { threshold, feature, next: [here + 1, 0] });
                open.push(at);
                depths.push(level);
                level += 1;
            }
            RawNode::Leaf(value) => {
                nodes.push(Node { threshold: 0.0, feature: 0, next: [here, here] });
                leaves[at] = value;
                depth = depth.max(level);
                match (open.pop(), depths.pop()) {
                    (Some(parent), Some(above)) => {
                        nodes[parent].next[1] = here + 1;
                        level = above + 1;
                    }
                    _ if at + 1 == raw.len() => return Ok(Tree { nodes, leaves, depth }),
                    _ => return Err("a tree goes on behind its end".to_owned()),
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

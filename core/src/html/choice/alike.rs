//! Blocks that stand alike: twin of `arclean.html.alike`.

use super::View;

impl View<'_> {
    /// The scores, with blocks raised that are scored below others that stand alike.
    pub(super) fn evened(&self, scores: &[f64]) -> Vec<f64> {
        let own = &self.own.alike;
        let mut likely: Vec<(u32, usize)> = self
            .alike()
            .iter()
            .enumerate()
            .filter(|&(index, _)| scores[index] >= own.unsure)
            .map(|(index, &number)| (number, index))
            .collect();
        likely.sort_unstable();
        let tells = |&&(_, index): &&(u32, usize)| {
            let node = self.home(index);
            node.names != 0 || !own.boxes.has(node.tag)
        };
        let mut found = scores.to_vec();
        for many in likely.chunk_by(|one, other| one.0 == other.0) {
            if many.len() < own.alike || many.iter().all(|&(_, index)| scores[index] >= own.sure) {
                continue;
            }
            let group: Vec<usize> = many.iter().filter(tells).map(|&(_, index)| index).collect();
            if group.len() < own.alike {
                continue;
            }
            let (mut sure, mut all) = (0.0, 0.0);
            for &index in &group {
                let size = f64::from(self.block(index).chars);
                sure += scores[index] * size;
                all += size;
            }
            let mean: f64 = sure / all;
            for index in group {
                let score = scores[index];
                if score < mean.min(own.sure) && !self.linked(index, own.linked) {
                    found[index] += own.raised * (mean - score);
                }
            }
        }
        found
    }
}

//! Many texts as one tree of their units, laid out flat.

/// No text ends here.
pub(super) const NOTHING: u32 = u32::MAX;

/// A tree of units; every text has a number.
#[derive(Debug, Default)]
pub(super) struct Trie {
    /// By node: its first edge. One more at the end, so that every node's edges end where the next one's begin.
    first: Vec<u32>,
    /// By node: the number of the text that ends there.
    text: Vec<u32>,
    /// Of each node sorted by unit.
    edges: Vec<(u32, u32)>,
}

impl Trie {
    /// The tree of these texts, sorted by their units, each there once.
    pub(super) fn of(texts: &[(Vec<u32>, u32)]) -> Self {
        let mut trie = Self::default();
        // breadth first, so that nodes come in the order of their edges
        let mut level: Vec<(usize, usize)> = vec![(0, texts.len())];
        let (mut depth, mut nodes) = (0, 1);
        while !level.is_empty() {
            let mut next = Vec::new();
            for &(from, to) in &level {
                let mut at = from;
                trie.first.push(trie.edges.len() as u32);
                // the shortest sorts first
                if at < to && texts[at].0.len() == depth {
                    trie.text.push(texts[at].1);
                    at += 1;
                } else {
                    trie.text.push(NOTHING);
                }
                while at < to {
                    let unit = texts[at].0[depth];
                    let same = texts[at..to].partition_point(|(units, _)| units[depth] == unit);
                    trie.edges.push((unit, nodes));
                    nodes += 1;
                    next.push((at, at + same));
                    at += same;
                }
            }
            level = next;
            depth += 1;
        }
        trie.first.push(trie.edges.len() as u32);
        trie
    }

    /// The node after this one by a unit.
    pub(super) fn step(&self, node: u32, unit: u32) -> Option<u32> {
        let node = node as usize;
        let edges = &self.edges[self.first[node] as usize..self.first[node + 1] as usize];
        if edges.len() <= 8 {
            return edges.iter().find(|edge| edge.0 == unit).map(|edge| edge.1);
        }
        edges.binary_search_by_key(&unit, |edge| edge.0).ok().map(|place| edges[place].1)
    }

    /// The number of the text that ends at a node, or [`NOTHING`].
    pub(super) fn text(&self, node: u32) -> u32 {
        self.text[node as usize]
    }

    /// The edges of the root.
    pub(super) fn roots(&self) -> &[(u32, u32)] {
        &self.edges[..self.first.get(1).map_or(0, |&end| end as usize)]
    }

    /// The units that may follow a node.
    pub(super) fn units_after(&self, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let node = node as usize;
        self.edges[self.first[node] as usize..self.first[node + 1] as usize].iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_text_and_no_other() {
        let texts: Vec<(Vec<u32>, u32)> = ["a", "ab", "abc", "b", "bd"]
            .iter()
            .zip(0..)
            .map(|(t, n)| (t.bytes().map(u32::from).collect(), n))
            .collect();
        let trie = Trie::of(&texts);
        let walk = |text: &str| {
            text.bytes().try_fold(0, |node, b| trie.step(node, u32::from(b))).map(|node| trie.text(node))
        };
        for (units, number) in &texts {
            let text: String = units.iter().map(|&unit| unit as u8 as char).collect();
            assert_eq!(walk(&text), Some(*number));
        }
        assert_eq!((walk(""), walk("c"), walk("abd")), (Some(NOTHING), None, None));
        assert_eq!(trie.roots().len(), 2);
        assert_eq!(Trie::of(&[]).step(0, 1), None);
    }
}

//! The share of variance explained by every subset of drivers, and sums over subsets.
//!
//! The subsets form a tree: at each driver, leave it out or take it in. Taking it in is one step of Gaussian elimination
//! on what the drivers before have left (a Cholesky factor grows by one row), and only the drivers still to come need it.
//! So a subset costs a handful of operations however many drivers there are, and nothing is stored for it: sums by
//! size flow back up the tree.

/// Sums of a value of subsets, by the size of the subset.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sums {
    /// Over all subsets of that size.
    pub(crate) all: Vec<f64>,
    /// Over those that hold the driver: by driver, then size.
    pub(crate) with: Vec<Vec<f64>>,
}

/// What is left of a driver below this share of its variance is rounding: it is a combination of those before.
pub(crate) const NOTHING_LEFT: f64 = 1e-10;

/// Drivers and the outcome, which is the last row, as correlations.
struct Tree<'a, F> {
    p: usize,
    /// One working copy for every number of drivers taken in: upper triangles, row by row.
    levels: Vec<Vec<f64>>,
    /// Sums by number of added drivers, for each place in the order of drivers.
    found: Vec<Vec<f64>>,
    with: &'a mut Vec<Vec<f64>>,
    each: F,
}

/// Sums over all subsets of `p` drivers, whose correlations `correlation(i, j)` gives, the outcome being driver `p`.
/// `each` is told every subset, as bits, with its R².
pub(crate) fn explained(
    p: usize,
    correlation: impl Fn(usize, usize) -> f64,
    each: impl FnMut(usize, f64),
) -> Sums {
    let side = p + 1;
    let first = (0..side * side).map(|place| correlation(place / side, place % side)).collect();
    let mut with = vec![vec![0.0; side]; p];
    let mut levels = vec![first];
    levels.resize(side, vec![0.0; side * side]);
    let mut tree = Tree { p, levels, found: vec![vec![0.0; side]; side], with: &mut with, each };
    tree.walk(0, 0, 0, 0.0);
    let all = std::mem::take(&mut tree.found[0]);
    Sums { all, with }
}

impl<F: FnMut(usize, f64)> Tree<'_, F> {
    /// All subsets that add drivers from `next` on to `subset`, which holds `taken` of those before and explains `r2`.
    /// Their sums are left in `found[next]`.
    fn walk(&mut self, next: usize, subset: usize, taken: usize, r2: f64) {
        if next == self.p {
            (self.each)(subset, r2);
            self.found[next][0] = r2;
            return;
        }
        self.walk(next + 1, subset, taken, r2);
        let more = self.p - next;
        let (head, tail) = self.found.split_at_mut(next + 1);
        head[next][..more].copy_from_slice(&tail[0][..more]);
        head[next][more] = 0.0;

        let gained = self.take_in(next, taken);
        self.walk(next + 1, subset | 1 << next, taken + 1, (r2 + gained).min(1.0));
        let (head, tail) = self.found.split_at_mut(next + 1);
        for (added, sum) in tail[0][..more].iter().enumerate() {
            head[next][added + 1] += sum;
            self.with[next][taken + added + 1] += sum;
        }
    }

    /// Eliminates a driver from what is left of those after it, into the next level; says what it adds to R².
    fn take_in(&mut self, pivot: usize, taken: usize) -> f64 {
        let side = self.p + 1;
        let (before, after) = self.levels.split_at_mut(taken + 1);
        let (from, to) = (&before[taken], &mut after[0]);
        let row = &from[pivot * side..(pivot + 1) * side];
        let left = row[pivot];
        let keep = left <= NOTHING_LEFT;
        for i in pivot + 1..side {
            let factor = if keep { 0.0 } else { row[i] / left };
            let (source, target) =
                (&from[i * side + i..(i + 1) * side], &mut to[i * side + i..(i + 1) * side]);
            for ((target, source), other) in target.iter_mut().zip(source).zip(&row[i..]) {
                *target = source - factor * other;
            }
        }
        if keep { 0.0 } else { row[self.p] * row[self.p] / left }
    }
}

/// Sums of a value that is known for every subset, as bits.
pub(crate) fn of_table(p: usize, value: &[f64]) -> Sums {
    let mut sums = Sums { all: vec![0.0; p + 1], with: vec![vec![0.0; p + 1]; p] };
    for (subset, &value) in value.iter().enumerate() {
        let size = subset.count_ones() as usize;
        sums.all[size] += value;
        for (driver, with) in sums.with.iter_mut().enumerate() {
            if subset >> driver & 1 == 1 {
                with[size] += value;
            }
        }
    }
    sums
}

impl Sums {
    /// For each driver, the mean of what it adds to subsets of each size from 0 to p − 1 that lack it (Azen and
    /// Budescu 2003: conditional dominance).
    pub(crate) fn conditional(&self) -> Vec<Vec<f64>> {
        let p = self.with.len();
        let mean = |with: &Vec<f64>, size: usize| {
            let subsets = choose(p - 1, size);
            with[size + 1] / subsets - (self.all[size] - with[size]) / subsets
        };
        self.with.iter().map(|with| (0..p).map(|size| mean(with, size)).collect()).collect()
    }
}

fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64).round()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_the_same_sums_as_the_tree() {
        let rows =
            [[1.0, 0.3, 0.41, 0.33], [0.3, 1.0, 0.16, 0.57], [0.41, 0.16, 1.0, 0.5], [0.33, 0.57, 0.5, 1.0]];
        let mut table = vec![0.0; 8];
        let sums = explained(3, |i, j| rows[i][j], |subset, r2| table[subset] = r2);
        let slow = of_table(3, &table);
        for (fast, slow) in sums.with.iter().flatten().zip(slow.with.iter().flatten()) {
            assert!((fast - slow).abs() < 1e-15);
        }
        assert!((table[7] - 0.496_473_533_070_428_5).abs() < 1e-14);
        assert_eq!(table[1], 0.33 * 0.33);
    }

    #[test]
    fn a_copy_adds_nothing() {
        let rows = [[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]];
        let conditional = explained(2, |i, j| rows[i][j], |_, _| ()).conditional();
        assert_eq!(conditional, [[0.25, 0.0], [0.25, 0.0]]);
    }
}

//! Small dense symmetric matrices.

/// A square matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    n: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// Zeros.
    pub(crate) fn zeros(n: usize) -> Self {
        Self { n, cells: vec![0.0; n * n] }
    }

    /// The cells as `cell` gives them.
    pub(crate) fn from_fn(n: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        Self { n, cells: (0..n * n).map(|place| cell(place / n, place % n)).collect() }
    }

    /// Rows and columns.
    pub(crate) fn n(&self) -> usize {
        self.n
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.n + column]
    }

    pub(crate) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.n + column] = value;
    }

    pub(crate) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.n + column] += value;
    }

    /// The lower factor of Cholesky; nothing where a pivot is not above `least` times its diagonal: the matrix is not
    /// positive definite then, or too close to it.
    pub(crate) fn cholesky(&self, least: f64) -> Option<Matrix> {
        let mut lower = Matrix::zeros(self.n);
        for i in 0..self.n {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| lower.at(i, k) * lower.at(j, k)).sum();
                let rest = self.at(i, j) - known;
                if i == j {
                    // a pivot that is no number is refused here as well
                    if !(rest > least * self.at(i, i) && rest > 0.0) {
                        return None;
                    }
                    lower.set(i, i, rest.sqrt());
                } else {
                    lower.set(i, j, rest / lower.at(j, j));
                }
            }
        }
        Some(lower)
    }

    /// Solves `L Lᵀ x = b` where this is L.
    pub(crate) fn solve_as_factor(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for i in 0..self.n {
            let known: f64 = (0..i).map(|k| self.at(i, k) * x[k]).sum();
            x[i] = (x[i] - known) / self.at(i, i);
        }
        for i in (0..self.n).rev() {
            let known: f64 = (i + 1..self.n).map(|k| self.at(k, i) * x[k]).sum();
            x[i] = (x[i] - known) / self.at(i, i);
        }
        x
    }

    /// Solves `A x = b` for a positive definite A; see [`Matrix::cholesky`].
    pub(crate) fn solve(&self, b: &[f64], least: f64) -> Option<Vec<f64>> {
        self.cholesky(least).map(|lower| lower.solve_as_factor(b))
    }

    /// The diagonal of the inverse of a positive definite matrix.
    pub(crate) fn inverse_diagonal(&self, least: f64) -> Option<Vec<f64>> {
        let lower = self.cholesky(least)?;
        let unit = |place: usize| (0..self.n).map(|i| if i == place { 1.0 } else { 0.0 }).collect::<Vec<_>>();
        Some((0..self.n).map(|place| lower.solve_as_factor(&unit(place))[place]).collect())
    }

    /// Eigenvalues and, column by column, eigenvectors, by Jacobi's rotations (Golub and Van Loan, Matrix Computations,
    /// section 8.5).
    pub(crate) fn eigen(&self) -> (Vec<f64>, Matrix) {
        let n = self.n;
        let mut a = self.clone();
        let mut vectors = Matrix::from_fn(n, |i, j| if i == j { 1.0 } else { 0.0 });
        for _ in 0..100 {
            let off: f64 =
                (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a.at(i, j).abs()).sum();
            if off < 1e-300 {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    a.rotate(&mut vectors, p, q);
                }
            }
        }
        ((0..n).map(|i| a.at(i, i)).collect(), vectors)
    }

    fn rotate(&mut self, vectors: &mut Matrix, p: usize, q: usize) {
        let between = self.at(p, q);
        if between == 0.0 {
            return;
        }
        let theta = (self.at(q, q) - self.at(p, p)) / (2.0 * between);
        let t = if theta.abs() > 1e150 {
            0.5 / theta
        } else {
            theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt())
        };
        let c = 1.0 / (t * t + 1.0).sqrt();
        let s = t * c;
        for k in 0..self.n {
            let (x, y) = (self.at(k, p), self.at(k, q));
            self.set(k, p, c * x - s * y);
            self.set(k, q, s * x + c * y);
        }
        for k in 0..self.n {
            let (x, y) = (self.at(p, k), self.at(q, k));
            self.set(p, k, c * x - s * y);
            self.set(q, k, s * x + c * y);
        }
        self.set(p, q, 0.0);
        self.set(q, p, 0.0);
        for k in 0..self.n {
            let (x, y) = (vectors.at(k, p), vectors.at(k, q));
            vectors.set(k, p, c * x - s * y);
            vectors.set(k, q, s * x + c * y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Matrix {
        let rows = [[4.0, 1.0, -0.5], [1.0, 3.0, 0.25], [-0.5, 0.25, 2.0]];
        Matrix::from_fn(3, |i, j| rows[i][j])
    }

    #[test]
    fn a_solution_solves() {
        let x = sample().solve(&[1.0, -2.0, 3.0], 1e-12).unwrap();
        for (i, b) in [1.0, -2.0, 3.0].into_iter().enumerate() {
            let product: f64 = (0..3).map(|j| sample().at(i, j) * x[j]).sum();
            assert!((product - b).abs() < 1e-14);
        }
        let diagonal = sample().inverse_diagonal(1e-12).unwrap();
        assert!((diagonal[0] - sample().solve(&[1.0, 0.0, 0.0], 1e-12).unwrap()[0]).abs() < 1e-15);
    }

    #[test]
    fn singular_matrices_are_refused() {
        assert_eq!(Matrix::from_fn(2, |_, _| 1.0).cholesky(1e-12), None);
        assert_eq!(Matrix::from_fn(1, |_, _| f64::NAN).cholesky(1e-12), None);
    }

    #[test]
    fn eigenvalues_and_vectors_make_the_matrix_again() {
        let (values, vectors) = sample().eigen();
        for i in 0..3 {
            for j in 0..3 {
                let cell: f64 = (0..3).map(|k| vectors.at(i, k) * values[k] * vectors.at(j, k)).sum();
                assert!((cell - sample().at(i, j)).abs() < 1e-14, "{i} {j}");
            }
        }
    }
}

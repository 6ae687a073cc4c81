//! Correlations of drivers with each other and with the outcome: all that linear importance needs.

use super::survey::{Survey, enough};
use crate::numeric::matrix::Matrix;
use crate::numeric::subsets::NOTHING_LEFT;
use crate::result::within;
use serde::Serialize;
use tactful::{Code, Error, Result};

/// How far a correlation may be off by rounding.
const ROUNDING: f64 = 1e-6;
/// Rows that are summed at a time, so that their columns stay in the cache.
const BLOCK: usize = 512;

/// Correlations of drivers and an outcome.
///
/// ```
/// use tactful_insight::importance::Correlations;
/// let names = ["a".to_owned(), "b".to_owned(), "y".to_owned()];
/// let rows = [vec![1.0, 0.5, 0.3], vec![0.5, 1.0, 0.4], vec![0.3, 0.4, 1.0]];
/// let correlations = Correlations::new(&names, "y", &rows)?;
/// assert_eq!(correlations.names(), ["a", "b"]);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Correlations {
    names: Vec<String>,
    /// Drivers, then the outcome.
    matrix: Matrix,
    constant: Vec<usize>,
    used: usize,
    dropped: usize,
}

impl Correlations {
    /// A matrix of correlations, one of whose variables is the outcome.
    ///
    /// # Errors
    /// [`Code::NotACorrelation`] if it is not square, not symmetric, has no ones on its diagonal, or belongs to no
    /// possible data; [`Code::UnknownColumn`] if the outcome is not among the names.
    pub fn new(names: &[String], outcome: &str, rows: &[Vec<f64>]) -> Result<Self> {
        let refuse =
            |path: String, message: &str| Err(Error::new(Code::NotACorrelation, message).at_path(&path));
        let n = names.len();
        let Some(last) = names.iter().position(|name| name == outcome) else {
            return Err(
                Error::new(Code::UnknownColumn, "the outcome is not among the names").at_path("outcome")
            );
        };
        if let Some(twice) = (0..n).find(|&i| names.iter().take(i).any(|name| *name == names[i])) {
            let path = format!("names[{twice}]");
            return Err(Error::new(Code::DuplicateId, "a name is given twice").at_path(&path));
        }
        if n < 2 || rows.len() != n {
            return refuse("correlation".to_owned(), "there must be one row for each name, at least two");
        }
        for (i, row) in rows.iter().enumerate() {
            if row.len() != n {
                return refuse(format!("correlation[{i}]"), "there must be one column for each name");
            }
            for (j, value) in row.iter().enumerate() {
                let path = || format!("correlation[{i}][{j}]");
                if !value.is_finite() || value.abs() > 1.0 + ROUNDING {
                    return refuse(path(), "a correlation lies between -1 and 1");
                }
                if i == j && (value - 1.0).abs() > ROUNDING {
                    return refuse(path(), "a variable has the correlation 1 with itself");
                }
                if rows
                    .get(j)
                    .and_then(|row| row.get(i))
                    .is_some_and(|other| (other - value).abs() > ROUNDING)
                {
                    return refuse(path(), "the matrix must be symmetric");
                }
            }
        }
        let order: Vec<usize> = (0..n).filter(|&i| i != last).chain([last]).collect();
        let matrix = Matrix::from_fn(n, |i, j| {
            if i == j { 1.0 } else { (rows[order[i]][order[j]] + rows[order[j]][order[i]]) / 2.0 }
        });
        if matrix.eigen().0.iter().any(|value| *value < -ROUNDING) {
            return refuse("correlation".to_owned(), "no data can have these correlations");
        }
        let names = order[..n - 1].iter().map(|&i| names[i].clone()).collect();
        Ok(Self { names, matrix, constant: Vec::new(), used: 0, dropped: 0 })
    }

    /// Those of the complete rows of a survey, by weight.
    pub(crate) fn of(survey: &Survey) -> Result<Self> {
        let rows = survey.complete()?;
        enough(rows.used, survey.drivers.len() + 2)?;
        let moments = Moments::of(&rows.columns, rows.weights.as_deref());
        Self::of_moments(survey.names(), &moments, rows.used, rows.dropped)
    }

    pub(crate) fn of_moments(
        names: Vec<String>,
        moments: &Moments,
        used: usize,
        dropped: usize,
    ) -> Result<Self> {
        let p = names.len();
        if moments.is_constant(p) {
            let message = "the outcome has one value only, so that nothing explains it";
            return Err(Error::new(Code::ConstantColumn, message).at_path("y"));
        }
        let constant = (0..p).filter(|&driver| moments.is_constant(driver)).collect();
        Ok(Self { names, matrix: moments.correlations(), constant, used, dropped })
    }

    /// The names of the drivers, in the order of the results.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn p(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn used(&self) -> usize {
        self.used
    }

    pub(crate) fn dropped(&self) -> usize {
        self.dropped
    }

    pub(crate) fn at(&self, i: usize, j: usize) -> f64 {
        self.matrix.at(i, j)
    }

    /// The correlations of the drivers alone.
    pub(crate) fn among_drivers(&self) -> Matrix {
        Matrix::from_fn(self.p(), |i, j| self.at(i, j))
    }

    /// The correlation of a driver with the outcome.
    pub(crate) fn with_outcome(&self, driver: usize) -> f64 {
        self.at(driver, self.p())
    }

    /// Drivers that have one value only.
    pub(crate) fn constant(&self) -> Vec<String> {
        self.constant.iter().map(|&driver| self.names[driver].clone()).collect()
    }

    /// Whether a driver has one value only.
    pub(crate) fn is_constant(&self, driver: usize) -> bool {
        self.constant.contains(&driver)
    }

    /// Drivers that the other ones make up entirely.
    pub(crate) fn collinear(&self) -> Vec<usize> {
        let varied: Vec<usize> = (0..self.p()).filter(|&driver| !self.is_constant(driver)).collect();
        let made_up = |driver: &usize| {
            let others: Vec<usize> = varied.iter().copied().filter(|other| other != driver).collect();
            let explained = self.explained(&others, *driver);
            explained >= 1.0 - NOTHING_LEFT * 10.0
        };
        varied.iter().copied().filter(made_up).collect()
    }

    /// The share of `target` that these variables explain; those that the ones before make up are passed over.
    fn explained(&self, by: &[usize], target: usize) -> f64 {
        let order: Vec<usize> = by.iter().copied().chain([target]).collect();
        let mut left = Matrix::from_fn(order.len(), |i, j| self.at(order[i], order[j]));
        let mut sum = 0.0;
        for pivot in 0..by.len() {
            let variance = left.at(pivot, pivot);
            if variance <= NOTHING_LEFT {
                continue;
            }
            let with_target = left.at(pivot, by.len());
            sum += with_target * with_target / variance;
            for i in pivot + 1..order.len() {
                let factor = left.at(i, pivot) / variance;
                for j in pivot + 1..order.len() {
                    let change = -factor * left.at(pivot, j);
                    left.add(i, j, change);
                }
            }
        }
        sum
    }

    /// Standardised coefficients; absent for drivers that have none of their own.
    pub(crate) fn coefficients(&self, collinear: &[usize]) -> Vec<Option<f64>> {
        let mut kept: Vec<usize> = Vec::new();
        for driver in (0..self.p()).filter(|&driver| !self.is_constant(driver)) {
            if !collinear.contains(&driver) || self.explained(&kept, driver) < 1.0 - NOTHING_LEFT * 10.0 {
                kept.push(driver);
            }
        }
        let among = Matrix::from_fn(kept.len(), |i, j| self.at(kept[i], kept[j]));
        let outcome: Vec<f64> = kept.iter().map(|&driver| self.with_outcome(driver)).collect();
        let solved = among.solve(&outcome, NOTHING_LEFT / 10.0);
        let mut coefficients = vec![None; self.p()];
        for (place, &driver) in kept.iter().enumerate() {
            if !collinear.contains(&driver) {
                coefficients[driver] = solved.as_ref().and_then(|solved| solved.get(place).copied());
            }
        }
        coefficients
    }
}

/// Means and cross-products about them.
#[derive(Debug, Clone)]
pub(crate) struct Moments {
    means: Vec<f64>,
    products: Matrix,
    constant: Vec<bool>,
}

impl Moments {
    /// Of columns of equal length; rows count by their weights.
    pub(crate) fn of<C: AsRef<[f64]>>(columns: &[C], weights: Option<&[f64]>) -> Self {
        let means = columns.iter().map(|column| weighted_mean(column.as_ref(), weights)).collect();
        let constant =
            columns.iter().map(|column| crate::numeric::sums::is_constant(column.as_ref())).collect();
        Self::about(means, constant, columns, weights)
    }

    fn about<C: AsRef<[f64]>>(
        means: Vec<f64>,
        constant: Vec<bool>,
        columns: &[C],
        weights: Option<&[f64]>,
    ) -> Self {
        let (n, rows) = (columns.len(), columns.first().map_or(0, |column| column.as_ref().len()));
        let mut products = Matrix::zeros(n);
        let mut block: Vec<Vec<f64>> = vec![Vec::with_capacity(BLOCK); n];
        let mut weighed: Vec<f64> = Vec::with_capacity(BLOCK);
        for start in (0..rows).step_by(BLOCK) {
            let end = (start + BLOCK).min(rows);
            for ((centred, column), mean) in block.iter_mut().zip(columns).zip(&means) {
                centred.clear();
                centred.extend(column.as_ref()[start..end].iter().map(|value| value - mean));
            }
            for i in 0..n {
                let left = match weights {
                    None => &block[i],
                    Some(weights) => {
                        weighed.clear();
                        weighed.extend(
                            block[i].iter().zip(&weights[start..end]).map(|(value, weight)| value * weight),
                        );
                        &weighed
                    }
                };
                for (j, right) in block.iter().enumerate().skip(i) {
                    products.add(i, j, dot(left, right));
                }
            }
        }
        for i in 0..n {
            for j in 0..i {
                products.set(i, j, products.at(j, i));
            }
        }
        Self { means, products, constant }
    }

    /// With other weights, about the means that these give; `constant` is taken from the weights above 0.
    pub(crate) fn reweighted<C: AsRef<[f64]>>(columns: &[C], weights: &[f64]) -> Self {
        let kept = |column: &C| {
            let values: Vec<f64> = column
                .as_ref()
                .iter()
                .zip(weights)
                .filter(|(_, weight)| **weight > 0.0)
                .map(|(value, _)| *value)
                .collect();
            crate::numeric::sums::is_constant(&values)
        };
        let means = columns.iter().map(|column| weighted_mean(column.as_ref(), Some(weights))).collect();
        Self::about(means, columns.iter().map(kept).collect(), columns, Some(weights))
    }

    pub(crate) fn is_constant(&self, column: usize) -> bool {
        let scale = self.means[column].abs().max(f64::MIN_POSITIVE);
        // what varies by rounding alone does not vary
        self.constant[column] || self.products.at(column, column) <= (scale * 1e-13).powi(2)
    }

    /// The correlation of two columns; none where one of them does not vary.
    pub(crate) fn correlation(&self, i: usize, j: usize) -> Option<f64> {
        if self.is_constant(i) || self.is_constant(j) {
            return None;
        }
        let spread = |i: usize| self.products.at(i, i).sqrt();
        Some((self.products.at(i, j) / (spread(i) * spread(j))).clamp(-1.0, 1.0))
    }

    fn correlations(&self) -> Matrix {
        Matrix::from_fn(
            self.products.n(),
            |i, j| {
                if i == j { 1.0 } else { self.correlation(i, j).unwrap_or(0.0) }
            },
        )
    }
}

/// Four sums side by side, which a compiler turns into vector instructions.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// Eight sums side by side: what rounding takes is taken off again by sums about the mean.
fn dot_sum(values: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().sum();
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    sums.iter().sum::<f64>() + rest
}

fn weighted_mean(column: &[f64], weights: Option<&[f64]>) -> f64 {
    match weights {
        None => dot_sum(column) / column.len().max(1) as f64,
        Some(weights) => {
            let total = crate::numeric::sums::sum(weights.iter().copied());
            crate::numeric::sums::sum(column.iter().zip(weights).map(|(value, weight)| value * weight))
                / total
        }
    }
}

/// What drivers explain that are all alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alike {
    /// How it was computed.
    pub method: &'static str,
    /// What all of them explain.
    pub r2: f64,
    /// The LMG of each.
    pub lmg_each: f64,
    /// The relative weight of each.
    pub johnson_each: f64,
}

/// `p` drivers, every pair of which has the correlation `rho`, and each the correlation `r` with the outcome. Alike as
/// they are, they share what they explain evenly, however many they are.
///
/// ```
/// let found = tactful_insight::importance::alike(3, 0.0, 0.5)?;
/// assert_eq!((found.r2, found.lmg_each), (0.75, 0.25));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::NotACorrelation`] if no data can have these correlations.
pub fn alike(p: usize, rho: f64, r: f64) -> Result<Alike> {
    if p == 0 {
        return Err(Error::new(Code::InvalidValue, "at least one driver is needed").at_path("p"));
    }
    within(rho, -1.0..=1.0, "rho", "a correlation lies between -1 and 1")?;
    within(r, -1.0..=1.0, "r", "a correlation lies between -1 and 1")?;
    let spread = 1.0 + (p - 1) as f64 * rho;
    // copies of one driver explain what one of them does
    let r2 = if rho == 1.0 { r * r } else { p as f64 * r * r / spread };
    let impossible = spread < -ROUNDING || r2 > 1.0 + ROUNDING || !r2.is_finite();
    if impossible && r != 0.0 || spread < -ROUNDING {
        let message = "no data can have these correlations";
        return Err(Error::new(Code::NotACorrelation, message).at_path("rho"));
    }
    let r2 = if r == 0.0 { 0.0 } else { r2.min(1.0) };
    let each = r2 / p as f64;
    Ok(Alike { method: "closed form for drivers that are all alike", r2, lmg_each: each, johnson_each: each })
}

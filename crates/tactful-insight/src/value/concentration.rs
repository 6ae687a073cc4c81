//! How value is spread over customers: Gini, Lorenz, and who carries most of it.

use crate::numeric::sums::sum;
use crate::result::{all_finite, names};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The Gini coefficient with its curve. Where all values are 0 nobody has a share, and the figures are absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gini {
    /// How it was computed.
    pub method: &'static str,
    /// Customers.
    pub n_used: usize,
    /// Missing values.
    pub n_dropped: usize,
    /// The coefficient.
    pub gini: Option<f64>,
    /// Times n / (n − 1): 1 where one customer has everything.
    pub gini_unbiased: Option<f64>,
    /// The share of the poorest 0, 1, … n customers.
    pub lorenz: Option<Vec<f64>>,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// Who carries the value. Where all values are 0 nobody has a share, and the figures are absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParetoShare {
    /// How it was computed.
    pub method: &'static str,
    /// Customers.
    pub n_used: usize,
    /// Missing values.
    pub n_dropped: usize,
    /// The Gini coefficient.
    pub gini: Option<f64>,
    /// The share of the top fifth.
    pub top_20pct_share: Option<f64>,
    /// How many they are: a fifth, rounded up.
    pub top_20pct_n: usize,
    /// The fewest customers who carry four fifths.
    pub customers_for_80pct: Option<usize>,
    /// Their share of all customers.
    pub share_of_customers_for_80pct: Option<f64>,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

struct Sorted {
    values: Vec<f64>,
    total: f64,
    dropped: usize,
}

impl Sorted {
    fn of(values: &[f64]) -> Result<Self> {
        all_finite(values, true, "values")?;
        let mut known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        if known.is_empty() {
            return Err(Error::new(Code::EmptyGroup, "at least one value is needed").at_path("values"));
        }
        if let Some(place) = values.iter().position(|value| *value < 0.0) {
            let message = "shares need values that are not negative; net returns against purchases first";
            return Err(Error::new(Code::InvalidValue, message).at_path(&format!("values[{place}]")));
        }
        known.sort_by(f64::total_cmp);
        let total = sum(known.iter().copied());
        if !total.is_finite() {
            return Err(
                Error::new(Code::NotFinite, "the values are too large to be summed").at_path("values")
            );
        }
        Ok(Self { total, dropped: values.len() - known.len(), values: known })
    }

    fn gini(&self) -> Option<f64> {
        let n = self.values.len() as f64;
        let weighed = self
            .values
            .iter()
            .enumerate()
            .map(|(place, value)| (2.0 * (place as f64 + 1.0) - n - 1.0) * (value / self.total));
        (self.total > 0.0).then(|| (sum(weighed) / n).max(0.0))
    }

    fn warnings(&self) -> Vec<Code> {
        if self.total > 0.0 { Vec::new() } else { vec![Code::NothingToShare] }
    }
}

/// The Gini coefficient of values that are not negative; NaN is missing.
///
/// ```
/// let found = tactful_insight::value::gini(&[0.0, 0.0, 0.0, 8.0])?;
/// assert_eq!((found.gini, found.gini_unbiased), (Some(0.75), Some(1.0)));
/// assert_eq!(tactful_insight::value::gini(&[0.0, 0.0])?.gini, None);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for a negative value, [`Code::EmptyGroup`] without values, [`Code::NotFinite`].
pub fn gini(values: &[f64]) -> Result<Gini> {
    let sorted = Sorted::of(values)?;
    let n = sorted.values.len();
    let gini = sorted.gini();
    let curve = || {
        let mut curve = vec![0.0];
        let mut so_far = 0.0;
        for value in &sorted.values {
            so_far += value;
            curve.push((so_far / sorted.total).min(1.0));
        }
        if let Some(end) = curve.last_mut() {
            *end = 1.0;
        }
        curve
    };
    Ok(Gini {
        method: "Gini coefficient of the sorted values",
        n_used: n,
        n_dropped: sorted.dropped,
        gini,
        gini_unbiased: gini.filter(|_| n > 1).map(|gini| gini * n as f64 / (n - 1) as f64),
        lorenz: gini.map(|_| curve()),
        warnings: sorted.warnings(),
    })
}

/// Who carries the value, of values that are not negative; NaN is missing.
///
/// ```
/// let found = tactful_insight::value::pareto_share(&[1.0, 1.0, 1.0, 1.0, 16.0])?;
/// assert_eq!((found.top_20pct_share, found.customers_for_80pct), (Some(0.8), Some(1)));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// As [`gini`].
pub fn pareto_share(values: &[f64]) -> Result<ParetoShare> {
    let sorted = Sorted::of(values)?;
    let n = sorted.values.len();
    let top_20pct_n = n.div_ceil(5);
    let top = sum(sorted.values.iter().rev().take(top_20pct_n).copied());
    let carried = sorted.total > 0.0;
    // four fifths are reached where only the last digits are short
    let enough = 0.8 * sorted.total * (1.0 - 1e-12);
    let mut so_far = 0.0;
    let mut fewest = 0;
    for value in sorted.values.iter().rev() {
        if so_far >= enough {
            break;
        }
        so_far += value;
        fewest += 1;
    }
    Ok(ParetoShare {
        method: "shares of the sorted values",
        n_used: n,
        n_dropped: sorted.dropped,
        gini: sorted.gini(),
        top_20pct_share: carried.then(|| (top / sorted.total).min(1.0)),
        top_20pct_n,
        customers_for_80pct: carried.then_some(fewest),
        share_of_customers_for_80pct: carried.then(|| fewest as f64 / n as f64),
        warnings: sorted.warnings(),
    })
}

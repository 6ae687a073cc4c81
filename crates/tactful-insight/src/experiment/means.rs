//! Two means: Welch's test and interval.

use crate::numeric::{student, sums};
use crate::result::{all_finite, finite, names, share};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The difference of two means. Without spread in either group there is nothing to test: `t`, `df`, `p` are absent then,
/// and `warnings` say so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Welch {
    /// How it was tested.
    pub method: &'static str,
    /// Values used.
    pub n_used: usize,
    /// Missing values.
    pub n_dropped: usize,
    /// The first mean less the second.
    pub diff: f64,
    /// Its standard error.
    pub se: f64,
    /// The test statistic.
    pub t: Option<f64>,
    /// Degrees of freedom (Welch and Satterthwaite).
    pub df: Option<f64>,
    /// How likely a difference of this size is by chance.
    pub p: Option<f64>,
    /// The lower end of the interval.
    pub lower: Option<f64>,
    /// The upper end of the interval.
    pub upper: Option<f64>,
    /// The level of the interval.
    pub level: f64,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// A group by its summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// The mean.
    pub mean: f64,
    /// The sample standard deviation.
    pub sd: f64,
    /// The number of values.
    pub n: usize,
}

/// A group as the test sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
    pub(crate) n: usize,
}

/// Compares two groups; NaN is missing.
///
/// ```
/// use tactful_insight::experiment::welch;
/// let found = welch(&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0], 0.95)?;
/// assert_eq!((found.diff, found.df), (-1.0, Some(4.0)));
/// assert_eq!(welch(&[2.0, 2.0], &[2.0, 2.0], 0.95)?.t, None);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::TooFewRows`] below two values in a group, [`Code::NotFinite`].
pub fn welch(a: &[f64], b: &[f64], level: f64) -> Result<Welch> {
    let (first, dropped_a) = side(a, "a")?;
    let (second, dropped_b) = side(b, "b")?;
    let found = compare(first, second, level)?;
    Ok(Welch { n_dropped: dropped_a + dropped_b, ..found })
}

/// Compares two groups by mean, standard deviation and number.
///
/// # Errors
/// [`Code::TooFewRows`] below two values in a group, [`Code::InvalidValue`] for a negative deviation.
pub fn welch_of_summaries(a: Summary, b: Summary, level: f64) -> Result<Welch> {
    let side = |summary: Summary, which: &str| {
        all_finite(&[summary.mean], false, &format!("mean_{which}"))?;
        all_finite(&[summary.sd], false, &format!("sd_{which}"))?;
        if summary.sd < 0.0 {
            let message = "a standard deviation must not be negative";
            return Err(Error::new(Code::InvalidValue, message).at_path(&format!("sd_{which}")));
        }
        if summary.n < 2 {
            return Err(too_few(&format!("n_{which}")));
        }
        Ok(Side { mean: summary.mean, variance: summary.sd * summary.sd, n: summary.n })
    };
    compare(side(a, "a")?, side(b, "b")?, level)
}

/// A group of values, and how many of them are missing.
pub(crate) fn side(values: &[f64], path: &str) -> Result<(Side, usize)> {
    all_finite(values, true, path)?;
    let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    if known.len() < 2 {
        return Err(too_few(path));
    }
    let (mean, variance) = sums::mean_and_variance(&known);
    Ok((Side { mean, variance, n: known.len() }, values.len() - known.len()))
}

fn too_few(path: &str) -> Error {
    Error::new(Code::TooFewRows, "at least two values are needed in each group").at_path(path)
}

/// Welch's test.
pub(crate) fn compare(a: Side, b: Side, level: f64) -> Result<Welch> {
    share(level, "level")?;
    let (first, second) = (a.variance / a.n as f64, b.variance / b.n as f64);
    let (diff, se) = (a.mean - b.mean, (first + second).sqrt());
    if !diff.is_finite() || !se.is_finite() {
        return Err(Error::new(Code::NotFinite, "the values are too large to be compared"));
    }
    // shares of the variance first: their squares cannot run out of range
    let total = first + second;
    let df = (total > 0.0).then(|| {
        let (x, y) = (first / total, second / total);
        1.0 / (x * x / (a.n - 1) as f64 + y * y / (b.n - 1) as f64)
    });
    let half = df.map(|df| student::upper_quantile((1.0 - level) / 2.0, df) * se);
    let t = df.and_then(|_| finite(diff / se));
    Ok(Welch {
        method: "Welch's t test",
        n_used: a.n + b.n,
        n_dropped: 0,
        diff,
        se,
        t,
        df: df.filter(|_| t.is_some()),
        p: t.zip(df).map(|(t, df)| student::both_tails(t, df)),
        lower: half.map(|half| diff - half),
        upper: half.map(|half| diff + half),
        level,
        warnings: if df.is_some() { Vec::new() } else { vec![Code::NoSpread] },
    })
}

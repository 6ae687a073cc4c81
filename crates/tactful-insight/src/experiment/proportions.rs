//! Shares of customers: one, and the difference of two.

use crate::numeric::normal;
use crate::result::{Interval, finite, names, share};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// A share with its interval (Wilson 1927, without continuity correction).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Wilson {
    /// How it was made.
    pub method: &'static str,
    /// The number asked.
    pub n_used: u64,
    /// The share.
    pub p: f64,
    /// The lower end; exactly 0 if there was no success.
    pub lower: f64,
    /// The upper end; exactly 1 if there was nothing else.
    pub upper: f64,
    /// The level of the interval.
    pub level: f64,
}

/// The share of `x` among `n`.
///
/// ```
/// use tactful_insight::experiment::wilson;
/// let found = wilson(81, 263, 0.95)?;
/// assert!((found.lower - 0.2553).abs() < 1e-4 && (found.upper - 0.3662).abs() < 1e-4);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::EmptyGroup`] if `n` is 0, [`Code::InvalidValue`] if `x` is above `n`.
pub fn wilson(x: u64, n: u64, level: f64) -> Result<Wilson> {
    share(level, "level")?;
    count(x, n, "x", "n")?;
    let Interval { lower, upper } = wilson_interval(x, n, normal::two_sided(level));
    Ok(Wilson { method: "Wilson score interval", n_used: n, p: x as f64 / n as f64, lower, upper, level })
}

/// Both ends; `n` is above 0.
pub(crate) fn wilson_interval(x: u64, n: u64, z: f64) -> Interval {
    let (count, p) = (n as f64, x as f64 / n as f64);
    let square = z * z;
    let middle = (p + square / (2.0 * count)) / (1.0 + square / count);
    let half = z / (1.0 + square / count) * (p * (1.0 - p) / count + square / (4.0 * count * count)).sqrt();
    Interval {
        lower: if x == 0 { 0.0 } else { (middle - half).max(0.0) },
        upper: if x == n { 1.0 } else { (middle + half).min(1.0) },
    }
}

/// The difference of two shares; lower and upper are clipped to −1 and 1, the others are not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// How lower and upper were made.
    pub method: &'static str,
    /// The numbers asked.
    pub n_used: u64,
    /// The first share less the second.
    pub diff: f64,
    /// The lower end (Newcombe 1998, method 10).
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// Wald's interval: of no width where both shares are 0 or 1.
    pub wald: Interval,
    /// Agresti and Caffo's interval: one success and one failure more in each group.
    pub agresti_caffo: Interval,
    /// The level of the intervals.
    pub level: f64,
}

/// The difference of `x1` among `n1` and `x2` among `n2`.
///
/// ```
/// use tactful_insight::experiment::difference;
/// let found = difference(56, 70, 48, 80, 0.95)?;
/// assert!((found.lower - 0.0524).abs() < 1e-4 && (found.upper - 0.3339).abs() < 1e-4);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// As [`wilson`].
pub fn difference(x1: u64, n1: u64, x2: u64, n2: u64, level: f64) -> Result<Difference> {
    share(level, "level")?;
    count(x1, n1, "x1", "n1")?;
    count(x2, n2, "x2", "n2")?;
    let z = normal::two_sided(level);
    let (first, second) = (wilson_interval(x1, n1, z), wilson_interval(x2, n2, z));
    let (p1, p2) = (x1 as f64 / n1 as f64, x2 as f64 / n2 as f64);
    let diff = p1 - p2;
    let newcombe = Interval {
        lower: diff - (p1 - first.lower).hypot(second.upper - p2),
        upper: diff + (first.upper - p1).hypot(p2 - second.lower),
    };
    let newcombe = newcombe.clipped(-1.0, 1.0);
    let (more1, more2) = (n1 as f64 + 2.0, n2 as f64 + 2.0);
    let (q1, q2) = ((x1 as f64 + 1.0) / more1, (x2 as f64 + 1.0) / more2);
    let error = |p1: f64, n1: f64, p2: f64, n2: f64| (p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2).sqrt();
    Ok(Difference {
        method: "Newcombe's square-and-add Wilson interval",
        n_used: n1 + n2,
        diff,
        lower: newcombe.lower,
        upper: newcombe.upper,
        wald: Interval::around(diff, z * error(p1, n1 as f64, p2, n2 as f64)),
        agresti_caffo: Interval::around(q1 - q2, z * error(q1, more1, q2, more2)),
        level,
    })
}

/// Two shares, tested.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TwoProportions {
    /// How they were tested.
    pub method: &'static str,
    /// The numbers asked.
    pub n_used: u64,
    /// The first share less the second, in pooled standard errors; absent if nobody or everybody succeeded.
    pub z: Option<f64>,
    /// Its square.
    pub chi2: Option<f64>,
    /// How likely a difference of this size is by chance.
    pub p: Option<f64>,
    /// The first share over the second, less 1; absent if the second is 0.
    pub relative_lift: Option<f64>,
    /// The lower end of the ratio of the shares (Katz 1978); absent if one of them is 0.
    pub ratio_lower: Option<f64>,
    /// The upper end.
    pub ratio_upper: Option<f64>,
    /// The level of that interval.
    pub level: f64,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// Tests whether two shares differ, without continuity correction.
///
/// ```
/// use tactful_insight::experiment::two_proportions;
/// let found = two_proportions(56, 70, 48, 80, 0.95)?;
/// assert!((found.p.unwrap() - 0.008045).abs() < 1e-6);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// As [`wilson`].
pub fn two_proportions(x1: u64, n1: u64, x2: u64, n2: u64, level: f64) -> Result<TwoProportions> {
    share(level, "level")?;
    count(x1, n1, "x1", "n1")?;
    count(x2, n2, "x2", "n2")?;
    let (a, m, b, n) = (x1 as f64, n1 as f64, x2 as f64, n2 as f64);
    let pooled = (a + b) / (m + n);
    let error = (pooled * (1.0 - pooled) * (1.0 / m + 1.0 / n)).sqrt();
    let z = finite((a / m - b / n) / error);
    let ratio = (a / m) / (b / n);
    let half = normal::two_sided(level) * (1.0 / a - 1.0 / m + 1.0 / b - 1.0 / n).max(0.0).sqrt();
    let end = |by: f64| if x1 > 0 && x2 > 0 { finite((ratio.ln() + by).exp()) } else { None };
    Ok(TwoProportions {
        method: "pooled z test without continuity correction",
        n_used: n1 + n2,
        z,
        chi2: z.map(|z| z * z),
        p: z.map(normal::both_tails),
        relative_lift: finite(ratio - 1.0),
        ratio_lower: end(-half),
        ratio_upper: end(half),
        level,
        warnings: if z.is_some() { Vec::new() } else { vec![Code::NoSpread] },
    })
}

/// Refuses more successes than customers, and no customers.
pub(crate) fn count(x: u64, n: u64, x_path: &str, n_path: &str) -> Result<()> {
    if n == 0 {
        return Err(Error::new(Code::EmptyGroup, "there must be at least one customer").at_path(n_path));
    }
    if x > n {
        let message = format!("there cannot be more than `{n_path}`");
        return Err(Error::new(Code::InvalidValue, message).at_path(x_path));
    }
    Ok(())
}

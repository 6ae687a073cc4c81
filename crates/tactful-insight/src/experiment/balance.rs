//! Whether two groups are alike before the test (Austin 2009, Statistics in Medicine 28).

use super::means::side;
use super::proportions::count;
use crate::result::{finite, names};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// A standardised difference beyond this is an alarm.
const ALARM: f64 = 0.1;

/// Successes and customers of both groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Successes in the treated group.
    pub x1: u64,
    /// Customers in the treated group.
    pub n1: u64,
    /// Successes in the control group.
    pub x2: u64,
    /// Customers in the control group.
    pub n2: u64,
}

/// How alike the groups are; treated less control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balance {
    /// How it was measured.
    pub method: &'static str,
    /// Values used.
    pub n_used: usize,
    /// Missing values.
    pub n_dropped: usize,
    /// The difference of the means in standard deviations; absent without spread.
    pub smd: Option<f64>,
    /// The treated variance over that of the control; absent where that is 0.
    pub variance_ratio: Option<f64>,
    /// The same for two shares.
    pub smd_binary: Option<f64>,
    /// One of the differences is beyond 0.1.
    pub alarm: bool,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// Standardised differences of a trait that was known before, as values or as shares or both.
///
/// ```
/// use tactful_insight::experiment::{Counts, balance};
/// let found = balance(None, Some(Counts { x1: 56, n1: 70, x2: 48, n2: 80 }))?;
/// assert!((found.smd_binary.unwrap() - 0.4472).abs() < 1e-4 && found.alarm);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::TooFewRows`] below two values in a group, [`Code::MissingField`] without either.
pub fn balance(values: Option<(&[f64], &[f64])>, binary: Option<Counts>) -> Result<Balance> {
    if values.is_none() && binary.is_none() {
        return Err(Error::new(Code::MissingField, "the field `treatment` is missing, or `binary`"));
    }
    let mut found = Balance {
        method: "standardised differences; an alarm beyond 0.1",
        n_used: 0,
        n_dropped: 0,
        smd: None,
        variance_ratio: None,
        smd_binary: None,
        alarm: false,
        warnings: Vec::new(),
    };
    let standard = |diff: f64, first: f64, second: f64| match ((first + second) / 2.0).sqrt() {
        spread if spread > 0.0 => finite(diff / spread),
        _ => None,
    };
    if let Some((treatment, control)) = values {
        let ((treated, dropped_treated), (untreated, dropped_control)) =
            (side(treatment, "treatment")?, side(control, "control")?);
        found.n_used = treated.n + untreated.n;
        found.n_dropped = dropped_treated + dropped_control;
        found.smd = standard(treated.mean - untreated.mean, treated.variance, untreated.variance);
        found.variance_ratio = finite(treated.variance / untreated.variance);
        if found.smd.is_none() {
            found.warnings.push(Code::NoSpread);
            // without any spread the least difference is beyond all measure
            found.alarm = treated.mean != untreated.mean;
        }
    }
    if let Some(Counts { x1, n1, x2, n2 }) = binary {
        count(x1, n1, "binary.x1", "binary.n1")?;
        count(x2, n2, "binary.x2", "binary.n2")?;
        let (p1, p2) = (x1 as f64 / n1 as f64, x2 as f64 / n2 as f64);
        found.smd_binary = standard(p1 - p2, p1 * (1.0 - p1), p2 * (1.0 - p2));
        if found.smd_binary.is_none() && !found.warnings.contains(&Code::NoSpread) {
            found.warnings.push(Code::NoSpread);
        }
        found.alarm |= found.smd_binary.is_none() && p1 != p2;
    }
    found.alarm |= [found.smd, found.smd_binary].into_iter().flatten().any(|smd| smd.abs() > ALARM);
    Ok(found)
}

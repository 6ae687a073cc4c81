//! Relative weights (Johnson 2000, Multivariate Behavioral Research 35): each driver's share in the orthogonal variables
//! that lie nearest to the drivers.

use super::correlation::Correlations;
use super::linear::CoreMoment;
use super::survey::Survey;
use crate::result::{names, ranks};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// Directions with less variance are rounding.
const NO_DIRECTION: f64 = 1e-10;

/// Relative weights, in the order of the drivers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelativeWeights {
    /// How they were computed.
    pub method: &'static str,
    /// The drivers.
    pub names: Vec<String>,
    /// Complete rows; 0 where correlations were given.
    pub n_used: usize,
    /// Rows that lack something and were left out.
    pub n_dropped: usize,
    /// The share of the outcome's variance that all drivers explain.
    pub r2: f64,
    /// The weights; they sum to R².
    pub raw: Vec<f64>,
    /// Their shares of R²; absent where nothing is explained.
    pub share: Option<Vec<f64>>,
    /// Places by weight, from 1.
    pub rank: Vec<usize>,
    /// The core moment.
    pub core: Option<CoreMoment>,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// Relative weights of the drivers of a survey, of any number; rows that lack something are left out.
///
/// ```
/// use tactful_insight::importance::{Column, Survey, relative_weights};
/// let survey = Survey::new(
///     Column::new("y", vec![1.0, 2.0, 3.0, 5.0]),
///     vec![Column::new("a", vec![1.0, 2.0, 3.0, 4.0]), Column::new("b", vec![1.0, 0.0, 0.0, 1.0])],
/// );
/// let found = relative_weights(&survey)?;
/// assert!((found.raw.iter().sum::<f64>() - found.r2).abs() < 1e-12);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// As [`super::linear`], without a limit on drivers.
pub fn relative_weights(survey: &Survey) -> Result<RelativeWeights> {
    relative_weights_from(&Correlations::of(survey)?)
}

/// Relative weights from correlations.
///
/// # Errors
/// [`Code::NotACorrelation`] if the drivers' correlations allow none.
pub fn relative_weights_from(correlations: &Correlations) -> Result<RelativeWeights> {
    let Some(raw) = raw(correlations) else {
        return Err(Error::new(
            Code::NotACorrelation,
            "the correlations of the drivers allow no relative weights",
        ));
    };
    let r2: f64 = raw.iter().sum();
    let mut warnings = Vec::new();
    if !correlations.constant().is_empty() {
        warnings.push(Code::ConstantDriver);
    }
    if !correlations.collinear().is_empty() {
        warnings.push(Code::CollinearDrivers);
    }
    Ok(RelativeWeights {
        method: "Johnson's relative weights",
        names: correlations.names().to_vec(),
        n_used: correlations.used(),
        n_dropped: correlations.dropped(),
        r2,
        share: (r2 > 0.0).then(|| raw.iter().map(|weight| weight / r2).collect()),
        rank: ranks(&raw),
        core: CoreMoment::of(correlations.names(), &raw),
        raw,
        warnings,
    })
}

/// The weights. With R = V D Vᵀ and Λ = V D^½ Vᵀ: the squares of Λ times the squares of Λ⁻¹ r. A direction without
/// variance, as copies of a driver leave one, has no part.
pub(super) fn raw(correlations: &Correlations) -> Option<Vec<f64>> {
    let p = correlations.p();
    let (values, vectors) = correlations.among_drivers().eigen();
    let most = values.iter().fold(1.0_f64, |most, value| most.max(*value));
    if values.iter().any(|value| *value < -1e-6 * most) {
        return None;
    }
    let kept: Vec<usize> = (0..p).filter(|&k| values[k] > NO_DIRECTION * most).collect();
    let power = |i: usize, j: usize, exponent: f64| -> f64 {
        kept.iter().map(|&k| vectors.at(i, k) * values[k].powf(exponent) * vectors.at(j, k)).sum()
    };
    let along: Vec<f64> = (0..p)
        .map(|k| (0..p).map(|j| power(k, j, -0.5) * correlations.with_outcome(j)).sum::<f64>().powi(2))
        .collect();
    Some((0..p).map(|i| (0..p).map(|k| power(i, k, 0.5).powi(2) * along[k]).sum()).collect())
}

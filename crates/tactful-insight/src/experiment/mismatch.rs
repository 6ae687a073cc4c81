//! Sample-ratio mismatch: groups whose sizes differ from what was planned by more than chance. Such a test is broken.

use crate::numeric::gamma::chi_squared_upper;
use crate::numeric::sums;
use crate::result::{names, same_length, share};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// Whether the groups have the planned sizes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mismatch {
    /// How it was tested.
    pub method: &'static str,
    /// Customers.
    pub n_used: u64,
    /// Pearson's statistic.
    pub chi2: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// How likely such sizes are by chance.
    pub p: f64,
    /// That is below the alarm.
    pub alarm: bool,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// Compares the sizes of groups with their planned shares; shares that do not sum to 1 are rescaled.
///
/// ```
/// use tactful_insight::experiment::sample_ratio_mismatch;
/// assert!(sample_ratio_mismatch(&[9_000, 1_150], &[0.9, 0.1], 0.001)?.alarm);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for fewer than two groups or a share that is not above 0, [`Code::EmptyGroup`] without customers,
/// [`Code::UnequalLengths`].
pub fn sample_ratio_mismatch(observed: &[u64], expected_share: &[f64], alarm_p: f64) -> Result<Mismatch> {
    share(alarm_p, "alarm_p")?;
    same_length(expected_share.len(), observed.len(), "expected_share")?;
    if observed.len() < 2 {
        return Err(Error::new(Code::InvalidValue, "at least two groups are needed").at_path("observed"));
    }
    if let Some(place) = expected_share.iter().position(|share| !(share.is_finite() && *share > 0.0)) {
        let path = format!("expected_share[{place}]");
        return Err(Error::new(Code::InvalidValue, "a planned share must be greater than 0").at_path(&path));
    }
    let n: f64 = observed.iter().map(|count| *count as f64).sum();
    if n <= 0.0 {
        return Err(Error::new(Code::EmptyGroup, "there must be at least one customer").at_path("observed"));
    }
    let planned = sums::sum(expected_share.iter().copied());
    let part = |(count, share): (&u64, &f64)| {
        let expected = n * share / planned;
        (*count as f64 - expected).powi(2) / expected
    };
    let chi2 = sums::sum(observed.iter().zip(expected_share).map(part));
    let df = observed.len() - 1;
    let p = chi_squared_upper(chi2, df as f64);
    Ok(Mismatch {
        method: "Pearson's chi-squared test of the group sizes",
        n_used: observed.iter().fold(0, |sum: u64, count| sum.saturating_add(*count)),
        chi2,
        df,
        p,
        alarm: p < alarm_p,
        warnings: if (planned - 1.0).abs() > 1e-9 { vec![Code::Rescaled] } else { Vec::new() },
    })
}

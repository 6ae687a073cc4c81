//! CUPED (Deng, Xu, Kohavi and Walker 2013): what was known before the test takes variance out of what came after.

use super::means::{Welch, compare, side};
use crate::numeric::sums;
use crate::result::{all_finite, names, same_length};
use serde::Serialize;
use tactful::{Code, Result};

/// A group before and after; NaN is missing and drops the customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arm<'a> {
    /// Before the test.
    pub pre: &'a [f64],
    /// After it.
    pub post: &'a [f64],
}

/// The difference of two groups, adjusted and not; treatment less control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cuped {
    /// How it was adjusted.
    pub method: &'static str,
    /// Customers of whom both figures are known.
    pub n_used: usize,
    /// All others.
    pub n_dropped: usize,
    /// What is taken off for each unit before: the pooled covariance over the pooled variance.
    pub theta: f64,
    /// The correlation of before and after; absent where one does not vary.
    pub rho: Option<f64>,
    /// The adjusted mean of the control group.
    pub adjusted_mean_control: f64,
    /// The adjusted mean of the treated group.
    pub adjusted_mean_treatment: f64,
    /// The adjusted variance over all customers, over the unadjusted one: 1 − ρ².
    pub variance_ratio: Option<f64>,
    /// The plain difference.
    pub unadjusted: Welch,
    /// The adjusted difference.
    pub adjusted: Welch,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// Adjusts the difference of two groups by what was known before. Where that does not vary, the result is the plain
/// difference and says so.
///
/// ```
/// use tactful_insight::experiment::{Arm, cuped};
/// let control = Arm { pre: &[1.0, 2.0, 3.0, 4.0], post: &[1.1, 2.0, 2.9, 4.2] };
/// let treatment = Arm { pre: &[2.0, 3.0, 4.0, 5.0], post: &[2.6, 3.4, 4.5, 5.6] };
/// let found = cuped(control, treatment, 0.95)?;
/// assert!(found.adjusted.se < found.unadjusted.se / 5.0);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::TooFewRows`] below two customers in a group, [`Code::UnequalLengths`], [`Code::NotFinite`].
pub fn cuped(control: Arm<'_>, treatment: Arm<'_>, level: f64) -> Result<Cuped> {
    let (control_rows, dropped_control) = known(control, "control")?;
    let (treated_rows, dropped_treated) = known(treatment, "treatment")?;
    let all = || control_rows.iter().chain(&treated_rows);
    let pre: Vec<f64> = all().map(|row| row.0).collect();
    let post: Vec<f64> = all().map(|row| row.1).collect();
    let ((mean_pre, var_pre), (mean_post, var_post)) =
        (sums::mean_and_variance(&pre), sums::mean_and_variance(&post));
    let covariance = sums::sum(all().map(|row| (row.0 - mean_pre) * (row.1 - mean_post)))
        / (pre.len() as f64 - 1.0).max(1.0);
    let flat = var_pre <= (mean_pre.abs() * 1e-13).powi(2);
    let theta = if flat { 0.0 } else { covariance / var_pre };
    let rho = (!flat && var_post > 0.0).then(|| (covariance / (var_pre * var_post).sqrt()).clamp(-1.0, 1.0));
    let adjust =
        |rows: &[(f64, f64)]| rows.iter().map(|row| row.1 - theta * (row.0 - mean_pre)).collect::<Vec<_>>();
    let plain = |rows: &[(f64, f64)]| rows.iter().map(|row| row.1).collect::<Vec<_>>();
    let difference = |control: Vec<f64>, treated: Vec<f64>| {
        compare(side(&treated, "treatment_post")?.0, side(&control, "control_post")?.0, level)
    };
    let (adjusted_control, adjusted_treated) = (adjust(&control_rows), adjust(&treated_rows));
    Ok(Cuped {
        method: "CUPED with theta pooled over both groups",
        n_used: pre.len(),
        n_dropped: dropped_control + dropped_treated,
        theta,
        rho,
        adjusted_mean_control: sums::mean(&adjusted_control),
        adjusted_mean_treatment: sums::mean(&adjusted_treated),
        variance_ratio: rho.map(|rho| 1.0 - rho * rho).or_else(|| (var_post > 0.0).then_some(1.0)),
        unadjusted: difference(plain(&control_rows), plain(&treated_rows))?,
        adjusted: difference(adjusted_control, adjusted_treated)?,
        warnings: if flat { vec![Code::CovariateConstant] } else { Vec::new() },
    })
}

fn known(arm: Arm<'_>, name: &str) -> Result<(Vec<(f64, f64)>, usize)> {
    let (pre, post) = (format!("{name}_pre"), format!("{name}_post"));
    same_length(arm.post.len(), arm.pre.len(), &post)?;
    all_finite(arm.pre, true, &pre)?;
    all_finite(arm.post, true, &post)?;
    let rows = arm.pre.iter().copied().zip(arm.post.iter().copied());
    let rows: Vec<(f64, f64)> = rows.filter(|(pre, post)| !pre.is_nan() && !post.is_nan()).collect();
    if rows.len() < 2 {
        let message = "at least two customers are needed in each group";
        return Err(tactful::Error::new(Code::TooFewRows, message).at_path(&post));
    }
    let dropped = arm.pre.len() - rows.len();
    Ok((rows, dropped))
}

//! How many customers a test of two means needs, and what it can see: by the noncentral t distribution.

use super::size_proportions::{Sides, up};
use crate::numeric::{normal, root, student};
use crate::result::{positive, share};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The size of the groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeansSize {
    /// The convention.
    pub convention: &'static str,
    /// Each group.
    pub n_per_group: f64,
    /// The same, in customers.
    pub n_ceil: f64,
    /// By the normal distribution, which is a little smaller.
    pub n_normal_approx: f64,
    /// The difference that is to be seen, in units of the outcome.
    pub difference: f64,
}

/// What a test can see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeansPower {
    /// The convention of `power`.
    pub convention: &'static str,
    /// How often the effect is seen, in its own direction.
    pub power: f64,
    /// How often the test rejects, on either side.
    pub power_both_tails: f64,
}

const CONVENTION: &str = "noncentral t; the far tail is not counted";

/// The size of two groups whose means differ by `effect_d` standard deviations.
///
/// ```
/// use tactful_insight::experiment::{Sides, size_of_means};
/// assert_eq!(size_of_means(0.5, 1.0, 0.05, 0.8, Sides::Two)?.n_ceil, 64.0);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for figures out of range; [`Code::UndefinedFigure`] beyond a billion customers.
pub fn size_of_means(effect_d: f64, sd: f64, alpha: f64, power: f64, sides: Sides) -> Result<MeansSize> {
    let d = effect(effect_d)?;
    positive(sd, "sd")?;
    share(alpha, "alpha")?;
    share(power, "power")?;
    if power <= sides.upper(alpha) {
        let message = "the power must be above what chance alone reaches";
        return Err(Error::new(Code::InvalidValue, message).at_path("power"));
    }
    let z = normal::quantile(power) - normal::quantile(sides.upper(alpha));
    let about = 2.0 * (z / d).powi(2);
    if about > 1e9 || !(effect_d * sd).is_finite() {
        let message = "the effect is too small: more than a billion customers would be needed";
        return Err(Error::new(Code::UndefinedFigure, message).at_path("effect_d"));
    }
    let short = |n: f64| tail(n, d, alpha, sides) - power;
    // two customers in each group are the fewest that have a variance
    let n = root::between(2.0, about.max(2.0) * 2.0 + 100.0, short);
    Ok(MeansSize {
        convention: CONVENTION,
        n_per_group: n,
        n_ceil: up(n),
        n_normal_approx: about,
        difference: effect_d * sd,
    })
}

/// The power of a test of two means with groups of equal size.
///
/// ```
/// use tactful_insight::experiment::{Sides, power_of_means};
/// assert!((power_of_means(20.0, 1.0, 0.05, Sides::Two)?.power - 0.8689528).abs() < 1e-7);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for figures out of range.
pub fn power_of_means(n_per_group: f64, effect_d: f64, alpha: f64, sides: Sides) -> Result<MeansPower> {
    let d = if effect_d == 0.0 { 0.0 } else { effect(effect_d)? };
    share(alpha, "alpha")?;
    if !(n_per_group >= 2.0 && n_per_group.is_finite()) {
        let message = "at least two customers are needed in each group";
        return Err(Error::new(Code::InvalidValue, message).at_path("n_per_group"));
    }
    let power = tail(n_per_group, d, alpha, sides);
    let far = match sides {
        Sides::One => 0.0,
        Sides::Two => tail(n_per_group, -d, alpha, sides),
    };
    Ok(MeansPower { convention: CONVENTION, power, power_both_tails: (power + far).min(1.0) })
}

/// How often t lies above its critical value when the means differ by `d`.
fn tail(n: f64, d: f64, alpha: f64, sides: Sides) -> f64 {
    let df = 2.0 * (n - 1.0);
    let critical = student::upper_quantile(sides.upper(alpha), df);
    1.0 - student::noncentral_below(critical, df, d * (n / 2.0).sqrt())
}

fn effect(d: f64) -> Result<f64> {
    if d != 0.0 && d.is_finite() {
        return Ok(d.abs());
    }
    Err(Error::new(Code::InvalidValue, "the effect must not be 0").at_path("effect_d"))
}

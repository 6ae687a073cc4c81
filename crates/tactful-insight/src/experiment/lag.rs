//! Reading a test whose benefit comes late (T13): only customers whose lag has passed, and benefit by cumulative
//! incidence, since a customer who has left can no longer show it.

use super::proportions::wilson_interval;
use crate::numeric::normal;
use crate::result::{Interval, positive, share};
use crate::value::incidence_curve;
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::{Code, Error, Result};

/// A customer of a test; days count from the treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct LagUnit<'a> {
    /// The group.
    pub arm: &'a str,
    /// How long the customer has been watched.
    pub watched_days: f64,
    /// When the benefit showed, if it did.
    pub benefit_day: Option<f64>,
    /// When the customer left, if so.
    pub churn_day: Option<f64>,
}

/// A test read at its lag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LagReadout {
    /// How it was read.
    pub method: &'static str,
    /// The lag.
    pub lag_days: f64,
    /// Customers whose lag has passed.
    pub n_used: usize,
    /// Customers who were not watched long enough; they count in the incidence, not in the share.
    pub n_too_early: usize,
    /// The groups.
    pub arms: Vec<LagArm>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LagArm {
    /// Its name.
    pub arm: String,
    /// All of its customers.
    pub n: usize,
    /// Those whose lag has passed.
    pub n_ripe: usize,
    /// Those of them who benefited in time.
    pub benefited: u64,
    /// Their share; absent where nobody's lag has passed.
    pub share: Option<f64>,
    /// Its interval (Wilson).
    pub interval: Option<Interval>,
    /// Cumulative incidence of the benefit at the lag, churn competing, over all customers (Aalen and Johansen).
    pub realised: Option<f64>,
    /// Cumulative incidence of churn before any benefit.
    pub churned: Option<f64>,
}

/// Reads a test at its lag.
///
/// ```
/// use tactful_insight::experiment::{LagUnit, lag_readout};
/// let unit = |watched_days, benefit_day| LagUnit { arm: "treated", watched_days, benefit_day, churn_day: None };
/// let found = lag_readout(&[unit(90.0, Some(40.0)), unit(90.0, None), unit(10.0, None)], 60.0, 0.95)?;
/// assert_eq!((found.arms[0].share, found.n_too_early), (Some(0.5), 1));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for a day below 0 or after the customer was last watched.
pub fn lag_readout(units: &[LagUnit<'_>], lag_days: f64, level: f64) -> Result<LagReadout> {
    positive(lag_days, "lag_days")?;
    share(level, "level")?;
    let mut groups: BTreeMap<&str, Vec<(f64, u8, bool)>> = BTreeMap::new();
    for (place, unit) in units.iter().enumerate() {
        let days = [Some(unit.watched_days), unit.benefit_day, unit.churn_day];
        let bad = |day: &f64| !(day.is_finite() && *day >= 0.0 && *day <= unit.watched_days);
        if days.iter().flatten().any(bad) {
            let message = "days count from 0 up to the last day on which the customer was watched";
            return Err(Error::new(Code::InvalidValue, message).at_path(&format!("units[{place}]")));
        }
        // on the same day the benefit comes first
        let (end, cause) = match (unit.benefit_day, unit.churn_day) {
            (Some(benefit), churn) if churn.is_none_or(|churn| benefit <= churn) => (benefit, 1),
            (_, Some(churn)) => (churn, 2),
            _ => (unit.watched_days, 0),
        };
        // who entered later is not ripe, even with an early benefit: those without one are not seen yet
        let ripe = unit.watched_days >= lag_days;
        groups.entry(unit.arm).or_default().push((end, cause, ripe));
    }
    let z = normal::two_sided(level);
    let arms: Vec<LagArm> = groups
        .into_iter()
        .map(|(arm, its)| {
            let (times, causes): (Vec<f64>, Vec<u8>) =
                its.iter().map(|(end, cause, _)| (*end, *cause)).unzip();
            let at_lag = incidence_curve(&times, &causes)
                .into_iter()
                .take_while(|point| point.time <= lag_days)
                .last();
            // nobody watched so far, and not all is over: what comes until then is not known
            let over = at_lag.as_ref().is_some_and(|point| point.still_open <= 1e-12);
            let seen = over || times.iter().any(|time| *time >= lag_days);
            let ripe: Vec<_> = its.iter().filter(|(.., ripe)| *ripe).collect();
            let benefited =
                ripe.iter().filter(|(end, cause, _)| *cause == 1 && *end <= lag_days).count() as u64;
            let n_ripe = ripe.len();
            LagArm {
                arm: arm.to_owned(),
                n: its.len(),
                n_ripe,
                benefited,
                share: (n_ripe > 0).then(|| benefited as f64 / n_ripe as f64),
                interval: (n_ripe > 0).then(|| wilson_interval(benefited, n_ripe as u64, z)),
                realised: seen.then(|| at_lag.as_ref().map_or(0.0, |point| point.realised)),
                churned: seen.then(|| at_lag.as_ref().map_or(0.0, |point| point.churned)),
            }
        })
        .collect();
    let n_used = arms.iter().map(|arm| arm.n_ripe).sum();
    Ok(LagReadout {
        method: "shares of customers whose lag has passed; cumulative incidence with churn as a competing event",
        lag_days,
        n_used,
        n_too_early: units.len() - n_used,
        arms,
    })
}

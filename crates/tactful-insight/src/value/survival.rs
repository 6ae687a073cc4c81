//! How long customers stay: Kaplan and Meier's curve, Nelson and Aalen's hazard, the log-rank test.

use crate::numeric::gamma::chi_squared_upper;
use crate::numeric::matrix::Matrix;
use crate::numeric::normal;
use crate::result::{Interval, finite, names, same_length, share};
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::{Code, Error, Result};

/// Times of a group, and whether something happened then (1) or the customer was only watched so long (0).
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Times from 0 on.
    pub time: Vec<f64>,
    /// Whether it happened.
    pub event: Vec<bool>,
}

/// Curves of groups, and their comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KaplanMeier {
    /// How it was computed.
    pub method: &'static str,
    /// Customers.
    pub n_used: usize,
    /// Events.
    pub n_events: usize,
    /// The curve of each group, at the times of its events.
    pub curves: BTreeMap<String, Vec<CurvePoint>>,
    /// When half are left or fewer; absent where the curve does not come down so far.
    pub median: BTreeMap<String, Option<f64>>,
    /// The mean time up to `tau`.
    pub rmst: BTreeMap<String, f64>,
    /// Up to where that goes.
    pub tau: f64,
    /// The log-rank statistic; absent with a single group, or where groups cannot be compared.
    pub logrank_chi2: Option<f64>,
    /// Its degrees of freedom.
    pub logrank_df: Option<usize>,
    /// How likely such a difference is by chance.
    pub logrank_p: Option<f64>,
    /// The share to whom it has happened by day 20, and by day 30.
    pub event_share_by: BTreeMap<&'static str, BTreeMap<String, f64>>,
    /// The level of the intervals.
    pub level: f64,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// A step of a curve. Who is only watched up to a time is still there at it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurvePoint {
    /// When.
    pub time: f64,
    /// Customers still there.
    pub n_risk: usize,
    /// Those to whom it happened then.
    pub n_event: usize,
    /// The share who are left.
    pub survival: f64,
    /// The cumulative hazard (Nelson and Aalen).
    pub cumhaz: f64,
    /// Its standard error.
    pub cumhaz_se: f64,
    /// The standard error of `survival` (Greenwood); absent where nobody is left.
    pub se: Option<f64>,
    /// Its interval on the logarithmic scale.
    pub log_ci: Option<Interval>,
    /// Its interval on the scale of log(−log).
    pub loglog_ci: Option<Interval>,
}

/// Curves of groups. Without `tau`, the mean time goes up to the last time that every group was watched to.
///
/// ```
/// use std::collections::BTreeMap;
/// use tactful_insight::value::{Group, kaplan_meier};
/// let group = Group { time: vec![1.0, 2.0, 3.0, 4.0], event: vec![true, false, true, false] };
/// let found = kaplan_meier(&BTreeMap::from([("all".to_owned(), group)]), 0.95, None)?;
/// assert_eq!(found.curves["all"][1].survival, 0.375);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::EmptyGroup`] for a group without customers, [`Code::InvalidValue`] for a time below 0, [`Code::UnequalLengths`].
pub fn kaplan_meier(groups: &BTreeMap<String, Group>, level: f64, tau: Option<f64>) -> Result<KaplanMeier> {
    share(level, "level")?;
    if groups.is_empty() {
        return Err(Error::new(Code::EmptyGroup, "at least one group is needed").at_path("groups"));
    }
    for (name, group) in groups {
        let path = format!("groups.{name}.time");
        same_length(group.event.len(), group.time.len(), &format!("groups.{name}.event"))?;
        if group.time.is_empty() {
            return Err(Error::new(Code::EmptyGroup, "at least one customer is needed").at_path(&path));
        }
        check_times(&group.time, &path)?;
    }
    let end = |group: &Group| group.time.iter().copied().fold(0.0, f64::max);
    let tau = tau.unwrap_or_else(|| groups.values().map(end).fold(f64::INFINITY, f64::min));
    check_times(&[tau], "tau")?;
    let z = normal::two_sided(level);
    let curves: BTreeMap<String, Vec<CurvePoint>> =
        groups.iter().map(|(name, group)| (name.clone(), curve(group, z))).collect();
    let of_each = |figure: &dyn Fn(&[CurvePoint]) -> f64| {
        curves.iter().map(|(name, curve)| (name.clone(), figure(curve))).collect::<BTreeMap<_, _>>()
    };
    let share_by = |day: f64| of_each(&|curve| 1.0 - survival_at(curve, day));
    let logrank = logrank(groups);
    let mut warnings = if groups.len() > 1 && logrank.is_none() { vec![Code::NoSpread] } else { Vec::new() };
    // a curve that has come down to 0 stays there
    let ends =
        |name: &str| curves.get(name).and_then(|curve| curve.last()).is_some_and(|last| last.survival <= 0.0);
    let latest = tau.max(30.0);
    if groups.iter().any(|(name, group)| end(group) < latest && !ends(name)) {
        warnings.push(Code::BeyondWatched);
    }
    Ok(KaplanMeier {
        method: "Kaplan-Meier with Greenwood's errors; log_ci as in R, loglog_ci as in lifelines",
        n_used: groups.values().map(|group| group.time.len()).sum(),
        n_events: groups.values().map(|group| group.event.iter().filter(|event| **event).count()).sum(),
        median: curves.iter().map(|(name, curve)| (name.clone(), median(curve))).collect(),
        rmst: of_each(&|curve| mean_until(curve, tau)),
        tau,
        logrank_chi2: logrank.map(|found| found.0),
        logrank_df: logrank.map(|found| found.1),
        logrank_p: logrank.map(|(chi2, df)| chi_squared_upper(chi2, df as f64)),
        event_share_by: BTreeMap::from([("20", share_by(20.0)), ("30", share_by(30.0))]),
        warnings,
        curves,
        level,
    })
}

/// Refuses times that are not finite numbers from 0 on.
pub(super) fn check_times(times: &[f64], path: &str) -> Result<()> {
    match times.iter().position(|time| !(time.is_finite() && *time >= 0.0)) {
        None => Ok(()),
        Some(place) => {
            let message = "a time must be a number from 0 on";
            Err(Error::new(Code::InvalidValue, message).at_path(&format!("{path}[{place}]")))
        }
    }
}

/// Times in order with what happened at each: events, and all who were watched no longer.
fn table(group: &Group) -> Vec<(f64, usize, usize)> {
    let mut rows: Vec<(f64, bool)> = group.time.iter().copied().zip(group.event.iter().copied()).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut table: Vec<(f64, usize, usize)> = Vec::new();
    for (time, event) in rows {
        match table.last_mut() {
            Some(last) if last.0 == time => {
                last.1 += usize::from(event);
                last.2 += 1;
            }
            _ => table.push((time, usize::from(event), 1)),
        }
    }
    table
}

fn curve(group: &Group, z: f64) -> Vec<CurvePoint> {
    let mut at_risk = group.time.len();
    let (mut survival, mut greenwood, mut hazard, mut hazard_variance) = (1.0_f64, 0.0, 0.0, 0.0);
    let mut curve = Vec::new();
    for (time, events, gone) in table(group) {
        if events > 0 {
            let (n, d) = (at_risk as f64, events as f64);
            survival *= 1.0 - d / n;
            greenwood += d / (n * (n - d));
            hazard += d / n;
            hazard_variance += d / (n * n);
            let left = events < at_risk;
            if !left {
                survival = 0.0;
            }
            let error = f64::sqrt(greenwood);
            let log_log = z * error / survival.ln();
            curve.push(CurvePoint {
                time,
                n_risk: at_risk,
                n_event: events,
                survival,
                cumhaz: hazard,
                cumhaz_se: f64::sqrt(hazard_variance),
                se: left.then_some(survival * error),
                log_ci: left.then(|| Interval {
                    lower: survival * (-z * error).exp(),
                    upper: (survival * (z * error).exp()).min(1.0),
                }),
                loglog_ci: left.then(|| Interval {
                    lower: survival.powf((-log_log).exp()),
                    upper: survival.powf(log_log.exp()),
                }),
            });
        }
        at_risk -= gone;
    }
    curve
}

fn survival_at(curve: &[CurvePoint], time: f64) -> f64 {
    curve.iter().take_while(|point| point.time <= time).last().map_or(1.0, |point| point.survival)
}

fn median(curve: &[CurvePoint]) -> Option<f64> {
    curve.iter().find(|point| point.survival <= 0.5 + 1e-12).map(|point| point.time)
}

/// The area under the curve.
fn mean_until(curve: &[CurvePoint], tau: f64) -> f64 {
    let (mut area, mut from, mut height) = (0.0, 0.0, 1.0);
    for point in curve.iter().take_while(|point| point.time < tau) {
        area += height * (point.time - from);
        (from, height) = (point.time, point.survival);
    }
    area + height * (tau - from)
}

/// The statistic with its degrees of freedom: observed less expected events of all groups but one, against their
/// hypergeometric covariance.
fn logrank(groups: &BTreeMap<String, Group>) -> Option<(f64, usize)> {
    let tables: Vec<Vec<(f64, usize, usize)>> = groups.values().map(table).collect();
    let mut times: Vec<f64> = tables.iter().flatten().filter(|row| row.1 > 0).map(|row| row.0).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let df = tables.len().checked_sub(1).filter(|df| *df > 0)?;
    let mut places = vec![0; tables.len()];
    let mut risks: Vec<usize> = groups.values().map(|group| group.time.len()).collect();
    let mut ahead = vec![0.0; df];
    let mut covariance = Matrix::zeros(df);
    for time in times {
        let mut events = vec![0; tables.len()];
        for (group, rows) in tables.iter().enumerate() {
            while let Some(row) = rows.get(places[group]).filter(|row| row.0 < time) {
                risks[group] -= row.2;
                places[group] += 1;
            }
            events[group] = rows.get(places[group]).filter(|row| row.0 == time).map_or(0, |row| row.1);
        }
        let (n, d) = (risks.iter().sum::<usize>() as f64, events.iter().sum::<usize>() as f64);
        let spread = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
        for i in 0..df {
            let share = risks[i] as f64 / n;
            ahead[i] += events[i] as f64 - d * share;
            for (j, risk) in risks.iter().enumerate().take(df) {
                let other = *risk as f64 / n;
                covariance.add(i, j, spread * share * (if i == j { 1.0 } else { 0.0 } - other));
            }
        }
    }
    let solved = covariance.solve(&ahead, 1e-10)?;
    let chi2 = finite(ahead.iter().zip(&solved).map(|(a, b)| a * b).sum::<f64>())?;
    Some((chi2.max(0.0), df))
}

//! Cumulative incidence with a competing event (Aalen and Johansen 1978): a customer who has left cannot benefit any more,
//! and is not merely out of sight.

use super::survival::check_times;
use crate::result::{names, same_length};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// Benefit and churn over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Incidence {
    /// How it was computed.
    pub method: &'static str,
    /// Customers.
    pub n_used: usize,
    /// At each time at which something happened.
    pub table: Vec<IncidencePoint>,
    /// By day 30.
    pub by_30: Shares,
    /// What 1 − Kaplan–Meier would say by day 30, churn being taken for the end of watching: too much.
    pub naive_1_minus_km_by_30: f64,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// A time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct IncidencePoint {
    /// When.
    pub time: f64,
    /// The share to whom the benefit has shown.
    pub realised: f64,
    /// The share who left before.
    pub churned: f64,
    /// All others.
    pub still_open: f64,
}

/// Shares at a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shares {
    /// To whom the benefit has shown.
    pub realised: f64,
    /// Who left before.
    pub churned: f64,
}

/// Cumulative incidence; the cause is 1 for the benefit, 2 for churn, 0 for neither yet.
///
/// ```
/// let found = tactful_insight::value::cumulative_incidence(&[5.0, 10.0, 20.0, 40.0], &[1, 2, 1, 0])?;
/// assert_eq!((found.by_30.realised, found.by_30.churned), (0.5, 0.25));
/// assert!(found.naive_1_minus_km_by_30 > 0.5);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for a time below 0 or another cause, [`Code::EmptyGroup`] without customers,
/// [`Code::UnequalLengths`].
pub fn cumulative_incidence(time: &[f64], cause: &[u8]) -> Result<Incidence> {
    same_length(cause.len(), time.len(), "cause")?;
    check_times(time, "time")?;
    if let Some(place) = cause.iter().position(|cause| *cause > 2) {
        let message = "a cause is 0 (neither yet), 1 (benefit) or 2 (churn)";
        return Err(Error::new(Code::InvalidValue, message).at_path(&format!("cause[{place}]")));
    }
    if time.is_empty() {
        return Err(Error::new(Code::EmptyGroup, "at least one customer is needed").at_path("time"));
    }
    let table = incidence_curve(time, cause);
    let by = |table: &[IncidencePoint], day: f64| {
        let point = table.iter().take_while(|point| point.time <= day).last();
        Shares {
            realised: point.map_or(0.0, |point| point.realised),
            churned: point.map_or(0.0, |point| point.churned),
        }
    };
    let over = table.last().is_some_and(|point| point.still_open <= 1e-12);
    let watched = time.iter().any(|time| *time >= 30.0);
    let censored: Vec<u8> = cause.iter().map(|cause| u8::from(*cause == 1)).collect();
    Ok(Incidence {
        method: "Aalen-Johansen, churn competing with benefit",
        n_used: time.len(),
        warnings: if over || watched { Vec::new() } else { vec![Code::BeyondWatched] },
        by_30: by(&table, 30.0),
        naive_1_minus_km_by_30: by(&incidence_curve(time, &censored), 30.0).realised,
        table,
    })
}

/// The curve; who is only watched up to a time is still there at it.
pub(crate) fn incidence_curve(time: &[f64], cause: &[u8]) -> Vec<IncidencePoint> {
    let mut rows: Vec<(f64, u8)> = time.iter().copied().zip(cause.iter().copied()).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut open = IncidencePoint { time: 0.0, realised: 0.0, churned: 0.0, still_open: 1.0 };
    let mut curve = Vec::new();
    let mut start = 0;
    while let Some(&(now, _)) = rows.get(start) {
        let at_risk = (rows.len() - start) as f64;
        let same = rows[start..].iter().take_while(|row| row.0 == now).count();
        let count = |which: u8| rows[start..start + same].iter().filter(|row| row.1 == which).count() as f64;
        let (benefits, churns) = (count(1), count(2));
        if benefits + churns > 0.0 {
            open = IncidencePoint {
                time: now,
                realised: open.realised + open.still_open * benefits / at_risk,
                churned: open.churned + open.still_open * churns / at_risk,
                still_open: open.still_open * (1.0 - (benefits + churns) / at_risk),
            };
            curve.push(open);
        }
        start += same;
    }
    curve
}

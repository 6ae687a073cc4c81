//! How sure a figure of importance is: percentile intervals over resampled rows.

use super::correlation::{Correlations, Moments};
use super::linear::{Exact, linear_from};
use super::survey::{Rows, Survey, enough};
use crate::numeric::philox::Philox;
use crate::numeric::sums::quantile;
use crate::result::{Interval, share};
use serde::Serialize;
use std::borrow::Cow;
use tactful::{Code, Error, Result};

/// How rows are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// How often; between 20 and 100,000.
    pub replicates: u32,
    /// The same seed gives the same intervals, on every platform and in any order of rows.
    pub seed: u64,
    /// The share of replicates within an interval, such as 0.95.
    pub level: f64,
}

impl Default for Resampling {
    fn default() -> Self {
        Self { replicates: 1_000, seed: 1, level: 0.95 }
    }
}

/// Intervals of importance, in the order of the drivers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Intervals {
    /// How they were made.
    pub method: &'static str,
    /// The share of replicates within an interval.
    pub level: f64,
    /// The seed.
    pub seed: u64,
    /// Replicates that gave a figure.
    pub replicates: usize,
    /// Replicates without one, since the outcome did not vary in them.
    pub failed: usize,
    /// The drivers.
    pub names: Vec<String>,
    /// Of R².
    pub r2: Interval,
    /// Of LMG (of relative weights beyond the exact limit).
    pub importance: Vec<Interval>,
    /// Of their shares.
    pub share: Vec<Interval>,
    /// The share of replicates in which the driver came first.
    pub first_place: Vec<f64>,
}

/// Percentile intervals: rows are drawn with replacement, with their weights, and the importance is worked out again.
///
/// The n-th draw of the m-th replicate is computed from the seed and these two numbers alone, and rows are put in an order
/// of their own first.
///
/// ```
/// use tactful_insight::importance::{Column, Exact, Resampling, Survey, intervals};
/// let y: Vec<f64> = (0..40).map(|row| f64::from(row * 7 % 11)).collect();
/// let x: Vec<f64> = (0..40).map(|row| f64::from(row * 7 % 11 + row % 3)).collect();
/// let survey = Survey::new(Column::new("y", y), vec![Column::new("x", x)]);
/// let found = intervals(&survey, Exact::default(), Resampling { replicates: 50, ..Resampling::default() })?;
/// assert!(found.importance[0].lower > 0.5 && found.importance[0].upper <= 1.0);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// As [`super::linear`]; [`Code::InvalidValue`] for replicates or a level out of range.
pub fn intervals(survey: &Survey, exact: Exact, resampling: Resampling) -> Result<Intervals> {
    share(resampling.level, "bootstrap.level")?;
    if !(20..=100_000).contains(&resampling.replicates) {
        let message = "between 20 and 100000 replicates can be drawn";
        return Err(Error::new(Code::InvalidValue, message).at_path("bootstrap.replicates"));
    }
    let rows = survey.complete()?;
    let p = survey.drivers.len();
    enough(rows.used, p + 2)?;
    // what is refused for all rows is refused here
    linear_from(&Correlations::of(survey)?, exact)?;
    let rows = in_own_order(rows);
    let random = Philox::new(resampling.seed);
    let mut found: Vec<(f64, Vec<f64>)> = Vec::new();
    let mut failed = 0;
    for replicate in 0..u64::from(resampling.replicates) {
        let mut times = vec![0.0; rows.used];
        for draw in 0..rows.used as u64 {
            times[random.below(replicate, draw, rows.used as u64) as usize] += 1.0;
        }
        if let Some(weights) = &rows.weights {
            for (times, weight) in times.iter_mut().zip(weights.iter()) {
                *times *= weight;
            }
        }
        let moments = Moments::reweighted(&rows.columns, &times);
        let importance = Correlations::of_moments(survey.names(), &moments, rows.used, 0)
            .and_then(|correlations| linear_from(&correlations, exact));
        match importance {
            Ok(importance) => {
                found.push((importance.r2, importance.lmg.or(importance.johnson_raw).unwrap_or_default()));
            }
            Err(_) => failed += 1,
        }
    }
    let of = |values: Vec<f64>| percentiles(values, resampling.level);
    let part = |(r2, importance): &(f64, Vec<f64>), driver: usize| {
        if *r2 > 0.0 { importance[driver] / r2 } else { 0.0 }
    };
    let firsts = |driver: usize| {
        let ahead = |(_, all): &&(f64, Vec<f64>)| all.iter().all(|other| *other <= all[driver]);
        found.iter().filter(ahead).count() as f64 / found.len().max(1) as f64
    };
    Ok(Intervals {
        method: "percentile bootstrap of rows",
        level: resampling.level,
        seed: resampling.seed,
        replicates: found.len(),
        failed,
        names: survey.names(),
        r2: of(found.iter().map(|(r2, _)| *r2).collect()),
        importance: (0..p).map(|driver| of(found.iter().map(|(_, all)| all[driver]).collect())).collect(),
        share: (0..p).map(|driver| of(found.iter().map(|each| part(each, driver)).collect())).collect(),
        first_place: (0..p).map(firsts).collect(),
    })
}

/// Rows sorted by what they hold.
fn in_own_order(rows: Rows<'_>) -> Rows<'_> {
    let mut order: Vec<usize> = (0..rows.used).collect();
    let all = || rows.columns.iter().chain(&rows.weights);
    order.sort_by(|&a, &b| {
        let differing = all().map(|column| column[a].total_cmp(&column[b])).find(|order| order.is_ne());
        differing.unwrap_or(std::cmp::Ordering::Equal)
    });
    let sorted = |column: &Cow<'_, [f64]>| Cow::Owned(order.iter().map(|&row| column[row]).collect());
    Rows {
        columns: rows.columns.iter().map(sorted).collect(),
        weights: rows.weights.as_ref().map(sorted),
        ..rows
    }
}

fn percentiles(mut values: Vec<f64>, level: f64) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |p: f64| quantile(&values, p).unwrap_or(0.0);
    Interval { lower: at((1.0 - level) / 2.0), upper: at((1.0 + level) / 2.0) }
}

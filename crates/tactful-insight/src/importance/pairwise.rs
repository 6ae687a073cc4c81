//! Each driver by itself: its correlation with the outcome, and the outcome at each rating.

use super::correlation::Moments;
use super::survey::Survey;
use crate::result::finite;
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::{Code, Error, Result};

/// Correlations of each driver with the outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pairwise {
    /// How rows were chosen.
    pub method: &'static str,
    /// The drivers, the highest correlation first.
    pub drivers: Vec<Pair>,
}

/// A driver and the outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The driver.
    pub name: String,
    /// Its correlation with the outcome; absent where one of them does not vary.
    pub correlation: Option<f64>,
    /// Rows in which both are known.
    pub n_used: usize,
    /// All other rows.
    pub n_dropped: usize,
}

/// Correlations with the outcome, each from the rows in which both are known.
///
/// ```
/// use tactful_insight::importance::{Column, Survey, correlations};
/// let mut survey = Survey::new(
///     Column::new("rating", vec![1.0, 2.0, 3.0, 5.0]),
///     vec![Column::new("wifi", vec![1.0, 2.0, 3.0, 0.0])],
/// );
/// survey.not_applicable = vec![0.0];
/// let found = correlations(&survey)?;
/// assert!(found.drivers[0].n_used == 3 && found.drivers[0].correlation > Some(0.999_999));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::UnequalLengths`], [`Code::NotFinite`].
pub fn correlations(survey: &Survey) -> Result<Pairwise> {
    survey.check()?;
    let mut drivers: Vec<Pair> = Vec::new();
    for driver in &survey.drivers {
        let mut alone = Survey::new(survey.outcome.clone(), vec![driver.clone()]);
        alone.weights.clone_from(&survey.weights);
        alone.not_applicable.clone_from(&survey.not_applicable);
        let rows = alone.complete()?;
        let moments = Moments::of(&rows.columns, rows.weights.as_deref());
        drivers.push(Pair {
            name: driver.name.clone(),
            correlation: if rows.used < 2 { None } else { moments.correlation(0, 1) },
            n_used: rows.used,
            n_dropped: rows.dropped,
        });
    }
    let size = |pair: &Pair| pair.correlation.unwrap_or(-2.0);
    drivers.sort_by(|a, b| size(b).total_cmp(&size(a)));
    Ok(Pairwise { method: "correlation over the rows in which both are known", drivers })
}

/// The outcome at each rating of a driver.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Steps {
    /// The driver.
    pub name: String,
    /// Its ratings, the lowest first.
    pub ratings: Vec<Step>,
    /// The rating from which the next one up adds most; absent with fewer than two ratings.
    pub largest_step_from: Option<f64>,
}

/// A rating.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The rating.
    pub rating: f64,
    /// Rows that gave it, and whose outcome is known.
    pub n: usize,
    /// Their mean outcome.
    pub mean: f64,
    /// What it adds to the mean at the rating below.
    pub added: Option<f64>,
}

/// A scale with more steps is no scale of ratings.
const MOST_RATINGS: usize = 100;

/// The mean outcome at each rating of each driver: where the step is that counts.
///
/// ```
/// use tactful_insight::importance::{Column, Survey, steps};
/// let survey = Survey::new(
///     Column::new("stays", vec![0.0, 0.0, 1.0, 1.0]),
///     vec![Column::new("wifi", vec![2.0, 3.0, 3.0, 4.0])],
/// );
/// assert_eq!(steps(&survey)?[0].ratings[1].mean, 0.5);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// As [`correlations`]; [`Code::InvalidValue`] beyond a hundred different ratings.
pub fn steps(survey: &Survey) -> Result<Vec<Steps>> {
    survey.check()?;
    let mut all = Vec::new();
    for driver in &survey.drivers {
        // finite numbers of either sign sort as their bits do once negative ones are turned over
        let mut at: BTreeMap<i64, (f64, f64, usize)> = BTreeMap::new();
        for (rating, outcome) in driver.values.iter().zip(&survey.outcome.values) {
            if survey.is_answer(*rating) && !outcome.is_nan() {
                let rating = rating + 0.0; // one zero, not two
                let bits = rating.to_bits() as i64;
                let key = bits ^ (((bits >> 63) as u64) >> 1) as i64;
                let (_, sum, n) = at.entry(key).or_insert((rating, 0.0, 0));
                *sum += outcome;
                *n += 1;
            }
        }
        if at.len() > MOST_RATINGS {
            let message = format!("a scale has at most {MOST_RATINGS} ratings");
            return Err(Error::new(Code::InvalidValue, message).at_path(&format!("x.{}", driver.name)));
        }
        let mut ratings: Vec<Step> = Vec::new();
        for (rating, sum, n) in at.into_values() {
            let mean = sum / n as f64;
            let added = ratings.last().map(|below| mean - below.mean);
            ratings.push(Step { rating, n, mean, added });
        }
        let largest = ratings
            .windows(2)
            .filter_map(|pair| Some((pair[0].rating, pair[1].added?)))
            .reduce(|best, step| if step.1 > best.1 { step } else { best });
        let largest_step_from = largest.map(|(rating, _)| rating).and_then(finite);
        all.push(Steps { name: driver.name.clone(), ratings, largest_step_from });
    }
    Ok(all)
}

//! Importance in a linear model: LMG, and the simpler figures beside it (T3).

use super::correlation::Correlations;
use super::relative;
use super::survey::Survey;
use crate::numeric::subsets::{self, Sums};
use crate::result::{finite, names, ranks};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// How many drivers are answered exactly, and what happens beyond.
///
/// LMG looks at every subset of drivers; each further driver doubles the work. 20 drivers take a fraction of a second,
/// 25 some seconds. There is no sampling: it would give other figures with every seed, and tell nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    /// The largest number of drivers for LMG; at most [`Exact::MOST`].
    pub limit: usize,
    /// What happens beyond it.
    pub beyond: BeyondExact,
}

impl Exact {
    /// No limit may be larger.
    pub const MOST: usize = 25;
}

impl Default for Exact {
    fn default() -> Self {
        Self { limit: 22, beyond: BeyondExact::Refuse }
    }
}

/// What happens beyond the exact limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeyondExact {
    /// The question is refused.
    Refuse,
    /// Johnson's relative weights stand instead, and the result says so.
    RelativeWeights,
}

impl BeyondExact {
    /// The names of both.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("refuse", Self::Refuse), ("relative_weights", Self::RelativeWeights)];
}

/// How much each driver explains. Lists are in the order of the drivers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Importance {
    /// What `importance` is: `lmg` or `relative_weights`.
    pub method: &'static str,
    /// The words for it.
    pub convention: &'static str,
    /// The drivers.
    pub names: Vec<String>,
    /// Complete rows; 0 where correlations were given.
    pub n_used: usize,
    /// Rows that lack something and were left out.
    pub n_dropped: usize,
    /// The share of the outcome's variance that all drivers explain.
    pub r2: f64,
    /// LMG: what the driver adds to R², averaged over all orders of drivers; absent beyond the exact limit.
    pub lmg: Option<Vec<f64>>,
    /// Its share of R²; absent where nothing is explained.
    pub lmg_share: Option<Vec<f64>>,
    /// Places by importance, from 1; equals share a place.
    pub rank: Vec<usize>,
    /// What the driver explains alone.
    pub first: Vec<f64>,
    /// What it adds to all others.
    pub last: Vec<f64>,
    /// Standardised coefficients; absent for a driver that is constant or that others make up.
    pub beta: Vec<Option<f64>>,
    /// Their squares.
    pub betasq: Vec<Option<f64>>,
    /// Coefficient times correlation (Pratt): can be negative.
    pub pratt: Vec<Option<f64>>,
    /// Johnson's relative weights; absent where the drivers' correlations allow none.
    pub johnson_raw: Option<Vec<f64>>,
    /// The core moment: the most important driver.
    pub core: Option<CoreMoment>,
    /// Drivers with one value only: their share is 0.
    pub constant: Vec<String>,
    /// Drivers that others make up: they share what they explain together.
    pub collinear: Vec<String>,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// The driver that matters most (T3).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoreMoment {
    /// Its name.
    pub name: String,
    /// The runner-up, if there is one.
    pub next: Option<String>,
    /// How many times as important as the runner-up; absent without one, or where that explains nothing.
    pub dominance_ratio: Option<f64>,
    /// How many times as important as the mean of all others.
    pub times_mean_of_others: Option<f64>,
}

impl CoreMoment {
    pub(crate) fn of(names: &[String], importance: &[f64]) -> Option<Self> {
        let mut order: Vec<usize> = (0..importance.len()).collect();
        order.sort_by(|&a, &b| importance[b].total_cmp(&importance[a]));
        let (&core, others) = order.split_first()?;
        if importance[core] <= 0.0 {
            return None;
        }
        let next = others.first();
        let mean = others.iter().map(|&other| importance[other]).sum::<f64>() / others.len() as f64;
        Some(Self {
            name: names[core].clone(),
            next: next.map(|&next| names[next].clone()),
            dominance_ratio: next.and_then(|&next| finite(importance[core] / importance[next])),
            times_mean_of_others: finite(importance[core] / mean),
        })
    }
}

const LMG: &str =
    "LMG: the gain in R squared, averaged over all orders of drivers (the Shapley value of R squared)";
const WEIGHTS: &str = "Johnson's relative weights: R squared shared by the nearest orthogonal variables";

/// Importance of the drivers of a survey; rows that lack something are left out.
///
/// ```
/// use tactful_insight::importance::{Column, Exact, Survey, linear};
/// let survey = Survey::new(
///     Column::new("y", vec![1.0, 2.0, 3.0, 5.0]),
///     vec![Column::new("a", vec![1.0, 2.0, 3.0, 4.0]), Column::new("none", vec![7.0; 4])],
/// );
/// let found = linear(&survey, Exact::default())?;
/// assert_eq!((found.constant, found.lmg.unwrap()[1]), (vec!["none".to_owned()], 0.0));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::TooFewRows`] below two more than there are drivers, [`Code::ConstantColumn`] for the outcome,
/// [`Code::TooManyDrivers`], [`Code::NotFinite`], [`Code::UnequalLengths`].
pub fn linear(survey: &Survey, exact: Exact) -> Result<Importance> {
    // the limit first: a refusal is prompt
    allowed(survey.drivers.len(), exact)?;
    linear_from(&Correlations::of(survey)?, exact)
}

/// Importance from correlations.
///
/// # Errors
/// [`Code::TooManyDrivers`].
pub fn linear_from(correlations: &Correlations, exact: Exact) -> Result<Importance> {
    let p = correlations.p();
    let is_exact = allowed(p, exact)?;
    let sums = is_exact.then(|| of_subsets(correlations));
    let gains = sums.as_ref().map(|sums| conditional(correlations, sums));
    let lmg = gains.as_ref().map(|gains| general(gains));
    let johnson = relative::raw(correlations);
    let r2 = match (&sums, &johnson) {
        (Some(sums), _) => sums.all[p],
        (None, Some(raw)) => raw.iter().sum(),
        (None, None) => return Err(too_many(p, exact.limit)),
    };
    let collinear = correlations.collinear();
    let beta = correlations.coefficients(&collinear);
    let first: Vec<f64> = (0..p).map(|driver| correlations.with_outcome(driver).powi(2)).collect();
    let last = match &gains {
        Some(gains) => gains.iter().map(|gains| gains[p - 1]).collect(),
        None => last_alone(correlations, &beta),
    };
    let importance = lmg.clone().or_else(|| johnson.clone()).unwrap_or_default();
    let mut warnings = Vec::new();
    let constant = correlations.constant();
    if !constant.is_empty() {
        warnings.push(Code::ConstantDriver);
    }
    if !collinear.is_empty() {
        warnings.push(Code::CollinearDrivers);
    }
    if !is_exact {
        warnings.push(Code::BeyondExact);
    }
    Ok(Importance {
        method: if is_exact { "lmg" } else { "relative_weights" },
        convention: if is_exact { LMG } else { WEIGHTS },
        n_used: correlations.used(),
        n_dropped: correlations.dropped(),
        lmg_share: lmg.as_ref().filter(|_| r2 > 0.0).map(|lmg| lmg.iter().map(|part| part / r2).collect()),
        rank: ranks(&importance),
        core: CoreMoment::of(correlations.names(), &importance),
        betasq: beta.iter().map(|beta| beta.map(|beta| beta * beta)).collect(),
        pratt: (0..p)
            .map(|driver| beta[driver].map(|beta| beta * correlations.with_outcome(driver)))
            .collect(),
        collinear: collinear.iter().map(|&driver| correlations.names()[driver].clone()).collect(),
        names: correlations.names().to_vec(),
        johnson_raw: johnson,
        r2,
        lmg,
        first,
        last,
        beta,
        constant,
        warnings,
    })
}

/// Whether so many drivers are answered exactly.
fn allowed(p: usize, exact: Exact) -> Result<bool> {
    if exact.limit > Exact::MOST {
        let message = format!("the exact limit is at most {}", Exact::MOST);
        return Err(Error::new(Code::InvalidValue, message).at_path("exact_limit"));
    }
    match exact.beyond {
        _ if p <= exact.limit => Ok(true),
        BeyondExact::RelativeWeights => Ok(false),
        BeyondExact::Refuse => Err(too_many(p, exact.limit)),
    }
}

pub(super) fn too_many(p: usize, limit: usize) -> Error {
    let message = format!(
        "{p} drivers are too many to look at every subset, at most {limit} are taken; leave some out, or ask for relative \
         weights"
    );
    Error::new(Code::TooManyDrivers, message)
}

/// Sums of R² over all subsets of the drivers.
pub(super) fn of_subsets(correlations: &Correlations) -> Sums {
    subsets::explained(correlations.p(), |i, j| correlations.at(i, j), |_, _| ())
}

/// What each driver adds on average to subsets of each size; a constant one adds nothing, to the last digit.
pub(super) fn conditional(correlations: &Correlations, sums: &Sums) -> Vec<Vec<f64>> {
    let mut gains = sums.conditional();
    for (driver, gains) in gains.iter_mut().enumerate() {
        if correlations.is_constant(driver) {
            gains.fill(0.0);
        }
    }
    gains
}

/// General dominance, which is LMG: the mean over sizes of the mean gain.
pub(super) fn general(conditional: &[Vec<f64>]) -> Vec<f64> {
    conditional.iter().map(|gains| gains.iter().sum::<f64>() / gains.len() as f64).collect()
}

/// What each driver adds to all others: its squared coefficient over the diagonal of the inverse.
fn last_alone(correlations: &Correlations, beta: &[Option<f64>]) -> Vec<f64> {
    let varied: Vec<usize> = (0..correlations.p()).filter(|&driver| beta[driver].is_some()).collect();
    let among =
        crate::numeric::matrix::Matrix::from_fn(varied.len(), |i, j| correlations.at(varied[i], varied[j]));
    let diagonal = among.inverse_diagonal(subsets::NOTHING_LEFT / 10.0).unwrap_or_default();
    let mut last = vec![0.0; correlations.p()];
    for (&driver, diagonal) in varied.iter().zip(diagonal) {
        last[driver] = beta[driver].map_or(0.0, |beta| beta * beta / diagonal);
    }
    last
}

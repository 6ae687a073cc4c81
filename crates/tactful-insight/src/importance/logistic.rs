//! Importance for an outcome that is yes or no: shares of four measures of fit (Azen and Traxel 2009).

use super::linear::{CoreMoment, too_many};
use super::survey::{Rows, Survey, enough};
use crate::numeric::matrix::Matrix;
use crate::numeric::subsets::of_table;
use crate::numeric::sums;
use crate::result::{names, ranks};
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::{Code, Error, Result};

/// Every subset is a fit of its own over all rows.
const MOST_DRIVERS: usize = 15;
const MOST_STEPS: u32 = 100;
/// Of the information that no drivers at all would leave to one, less than this is as good as none: the rows that could
/// tell have chances within a millionth of 0 or 1.
const NO_WEIGHT: f64 = 1e-6;

/// Whether the drivers tell the outcomes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Separation {
    /// They do not: there is an estimate.
    #[default]
    None,
    /// They do for some rows: coefficients grow without end, the likelihood has a limit below 1.
    Quasi,
    /// They do for every row: the likelihood approaches 1.
    Complete,
}

/// Importance in a logistic model. Lists are in the order of the drivers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogisticImportance {
    /// How it was computed.
    pub method: &'static str,
    /// The default among the four measures.
    pub default_measure: &'static str,
    /// The drivers.
    pub names: Vec<String>,
    /// Complete rows.
    pub n_used: usize,
    /// Rows that lack something and were left out.
    pub n_dropped: usize,
    /// Rows whose outcome is 1.
    pub n_events: usize,
    /// Coefficients by name, the constant as `intercept`; absent where none exist.
    pub coef: Option<BTreeMap<String, Coefficient>>,
    /// The logarithm of the likelihood, or its limit under separation.
    pub loglik: f64,
    /// The same without drivers.
    pub loglik_null: f64,
    /// Whether the drivers tell the outcomes apart.
    pub separation: Separation,
    /// 1 − ln L / ln L₀.
    pub mcfadden: Pseudo,
    /// 1 − (L₀ / L)^(2/n).
    pub cox_snell: Pseudo,
    /// Cox and Snell's over the most that it can be.
    pub nagelkerke: Pseudo,
    /// 1 − (ln L / ln L₀)^(−2 ln L₀ / n).
    pub estrella: Pseudo,
    /// Places by McFadden's shares, from 1.
    pub rank: Vec<usize>,
    /// The core moment by McFadden's shares.
    pub core: Option<CoreMoment>,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// An estimate.
pub type Coefficient = f64;

/// A measure of fit, shared among the drivers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pseudo {
    /// With all drivers.
    pub total: f64,
    /// The share of each: its gain, averaged over all orders of drivers.
    pub shapley: Vec<f64>,
    /// What it adds on average to subsets of 0, 1, … others.
    pub conditional: Vec<Vec<f64>>,
}

/// Importance of drivers for an outcome of zeros and ones; rows that lack something are left out.
///
/// ```
/// use tactful_insight::importance::{Column, Separation, Survey, logistic};
/// let survey = Survey::new(
///     Column::new("stays", vec![0.0, 0.0, 1.0, 0.0, 1.0, 1.0]),
///     vec![Column::new("visits", vec![1.0, 2.0, 2.0, 3.0, 4.0, 5.0])],
/// );
/// let found = logistic(&survey)?;
/// assert_eq!(found.separation, Separation::None);
/// assert!((found.mcfadden.total - (1.0 - found.loglik / found.loglik_null)).abs() < 1e-12);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::OutsideScale`] if the outcome holds anything but 0 and 1, [`Code::OneClass`] if it holds one of them only,
/// [`Code::TooFewRows`], [`Code::TooManyDrivers`] beyond 15; weights are refused.
pub fn logistic(survey: &Survey) -> Result<LogisticImportance> {
    let p = survey.drivers.len();
    if p > MOST_DRIVERS {
        return Err(too_many(p, MOST_DRIVERS));
    }
    if survey.weights.is_some() {
        let message = "weights are not taken for an outcome that is yes or no";
        return Err(Error::new(Code::InvalidValue, message).at_path("weights"));
    }
    let rows = survey.complete()?;
    enough(rows.used, p + 2)?;
    let model = Model::of(&rows)?;
    let (n, events) = (rows.used as f64, model.events());
    let null = events * (events / n).ln() + (n - events) * ((n - events) / n).ln();

    let mut fits: Vec<Fit> = Vec::with_capacity(1 << p);
    for subset in 0..1_usize << p {
        // the same subset without its last driver is a good place to begin
        let start = subset & !(1 << subset.checked_ilog2().unwrap_or(0));
        let start =
            fits.get(start).filter(|fit| fit.separation == Separation::None).map(|fit| fit.at.clone());
        fits.push(model.fit(subset, start));
    }
    let full = fits.last().cloned().unwrap_or_default();
    let logliks: Vec<f64> = fits.iter().map(|fit| fit.loglik.min(0.0).max(null)).collect();
    let share = |measure: &dyn Fn(f64) -> f64| {
        let table: Vec<f64> = logliks.iter().map(|loglik| measure(*loglik)).collect();
        let conditional = of_table(p, &table).conditional();
        let mean = |gains: &Vec<f64>| gains.iter().sum::<f64>() / gains.len() as f64;
        Pseudo {
            total: table.last().copied().unwrap_or(0.0),
            shapley: conditional.iter().map(mean).collect(),
            conditional,
        }
    };
    let cox_snell = |loglik: f64| -(2.0 * (null - loglik) / n).exp_m1();
    let most = -(2.0 * null / n).exp_m1();
    let mcfadden = share(&|loglik| 1.0 - loglik / null);
    let mut warnings = Vec::new();
    if (0..p).any(|driver| model.flat[driver]) {
        warnings.push(Code::ConstantDriver);
    }
    if full.singular {
        warnings.push(Code::CollinearDrivers);
    }
    if full.separation != Separation::None {
        warnings.push(Code::Separated);
    }
    Ok(LogisticImportance {
        method: "logistic regression by maximum likelihood, shares over all subsets",
        default_measure: "mcfadden",
        names: survey.names(),
        n_used: rows.used,
        n_dropped: rows.dropped,
        n_events: events as usize,
        coef: model.coefficients(&full, &survey.names()),
        loglik: logliks.last().copied().unwrap_or(null),
        loglik_null: null,
        separation: full.separation,
        cox_snell: share(&cox_snell),
        nagelkerke: share(&|loglik| cox_snell(loglik) / most),
        estrella: share(&|loglik| 1.0 - (loglik / null).powf(-2.0 * null / n)),
        rank: ranks(&mcfadden.shapley),
        core: CoreMoment::of(&survey.names(), &mcfadden.shapley),
        mcfadden,
        warnings,
    })
}

/// Drivers on a common scale, and the outcome.
struct Model {
    columns: Vec<Vec<f64>>,
    centres: Vec<f64>,
    spreads: Vec<f64>,
    flat: Vec<bool>,
    outcome: Vec<f64>,
}

/// A fit of some drivers.
#[derive(Debug, Clone, Default)]
struct Fit {
    /// The constant, then every driver; 0 for those that are left out.
    at: Vec<f64>,
    loglik: f64,
    separation: Separation,
    singular: bool,
}

impl Model {
    fn of(rows: &Rows<'_>) -> Result<Self> {
        let (outcome, drivers) = rows.columns.split_last().map_or((&[][..], &[][..]), |(y, x)| (&y[..], x));
        if outcome.iter().any(|value| *value != 0.0 && *value != 1.0) {
            let message = "the outcome must be 0 or 1 in every row";
            return Err(Error::new(Code::OutsideScale, message).at_path("y"));
        }
        if sums::is_constant(outcome) {
            return Err(
                Error::new(Code::OneClass, "the outcome is the same in every complete row").at_path("y")
            );
        }
        let mut model = Self {
            columns: Vec::new(),
            centres: Vec::new(),
            spreads: Vec::new(),
            flat: Vec::new(),
            outcome: outcome.to_vec(),
        };
        for driver in drivers {
            let (mean, variance) = sums::mean_and_variance(driver);
            let flat = variance <= (mean.abs() * 1e-13).powi(2);
            let spread = if flat { 1.0 } else { variance.sqrt() };
            model.columns.push(driver.iter().map(|value| (value - mean) / spread).collect());
            model.centres.push(mean);
            model.spreads.push(spread);
            model.flat.push(flat);
        }
        Ok(model)
    }

    fn events(&self) -> f64 {
        self.outcome.iter().sum()
    }

    /// Newton's steps, halved where they overshoot.
    fn fit(&self, subset: usize, start: Option<Vec<f64>>) -> Fit {
        let p = self.columns.len();
        let mut kept: Vec<usize> =
            (0..p).filter(|&driver| subset >> driver & 1 == 1 && !self.flat[driver]).collect();
        let share = self.events() / self.outcome.len() as f64;
        let mut fit = Fit { at: start.unwrap_or_else(|| vec![0.0; p + 1]), ..Fit::default() };
        if kept.is_empty() {
            fit.at = vec![0.0; p + 1];
            fit.at[0] = (share / (1.0 - share)).ln();
        }
        fit.loglik = self.loglik(&fit.at);
        for _ in 0..MOST_STEPS {
            let (gradient, information) = self.slopes(&fit.at, &kept);
            let Some(step) = information.solve(&gradient, 1e-10) else {
                // either a driver is made up of others, or every row is told apart already
                if let Some(place) = self.made_up(&kept) {
                    fit.singular = true;
                    let gone = kept.remove(place);
                    fit.at[gone + 1] = 0.0;
                    fit.loglik = self.loglik(&fit.at);
                    continue;
                }
                break;
            };
            let before = fit.loglik;
            let mut size = 1.0;
            for _ in 0..40 {
                let mut there = fit.at.clone();
                there[0] += size * step[0];
                for (&driver, step) in kept.iter().zip(&step[1..]) {
                    there[driver + 1] += size * step;
                }
                let loglik = self.loglik(&there);
                if loglik >= fit.loglik {
                    (fit.at, fit.loglik) = (there, loglik);
                    break;
                }
                size /= 2.0;
            }
            let gained = fit.loglik - before;
            if gained <= 1e-13 * (1.0 + fit.loglik.abs()) || fit.loglik > -1e-9 {
                break;
            }
        }
        fit.separation = self.separation(&fit, &kept);
        if fit.separation == Separation::Complete {
            fit.loglik = 0.0;
        }
        fit
    }

    /// Whether the likelihood has no highest point. Where some rows are told apart, they lose all weight on the way up,
    /// and what only they could tell is lost from the information.
    fn separation(&self, fit: &Fit, kept: &[usize]) -> Separation {
        let rows = self.outcome.len();
        let sure = |row: usize| {
            let z = self.linear(&fit.at, row);
            if self.outcome[row] == 1.0 { z > 0.0 } else { z < 0.0 }
        };
        if kept.is_empty() {
            return Separation::None;
        }
        if fit.loglik > -1e-6 * rows as f64 && (0..rows).all(sure) {
            return Separation::Complete;
        }
        // what each driver adds to those before it: under separation it has lost all against no drivers at all
        let share = self.events() / rows as f64;
        let mut nothing = vec![0.0; fit.at.len()];
        nothing[0] = (share / (1.0 - share)).ln();
        let told = |at: &[f64]| -> Option<Vec<f64>> {
            let factor = self.slopes(at, kept).1.cholesky(1e-15)?;
            Some((0..factor.n()).map(|place| factor.at(place, place).powi(2)).collect())
        };
        match (told(&nothing), told(&fit.at)) {
            (Some(all), Some(left)) if all.iter().zip(&left).all(|(all, left)| *left > NO_WEIGHT * all) => {
                Separation::None
            }
            _ => Separation::Quasi,
        }
    }

    /// The place of a driver that those before it make up.
    fn made_up(&self, kept: &[usize]) -> Option<usize> {
        (0..kept.len()).find(|&last| {
            let gram = Matrix::from_fn(last + 1, |i, j| {
                let (a, b) = (&self.columns[kept[i]], &self.columns[kept[j]]);
                a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64
            });
            gram.cholesky(1e-10).is_none()
        })
    }

    fn linear(&self, at: &[f64], row: usize) -> f64 {
        at[0] + self.columns.iter().zip(&at[1..]).map(|(column, by)| column[row] * by).sum::<f64>()
    }

    fn loglik(&self, at: &[f64]) -> f64 {
        let one = |row: usize| {
            let z = self.linear(at, row);
            let wrong = if self.outcome[row] == 1.0 { -z } else { z };
            // −ln(1 + e^wrong)
            if wrong > 0.0 { -wrong - (-wrong).exp().ln_1p() } else { -wrong.exp().ln_1p() }
        };
        sums::sum((0..self.outcome.len()).map(one))
    }

    /// The gradient and the information of the constant and the drivers that are kept.
    fn slopes(&self, at: &[f64], kept: &[usize]) -> (Vec<f64>, Matrix) {
        let size = kept.len() + 1;
        let mut gradient = vec![0.0; size];
        let mut information = Matrix::zeros(size);
        let mut x = vec![1.0; size];
        for (row, outcome) in self.outcome.iter().enumerate() {
            for (place, &driver) in kept.iter().enumerate() {
                x[place + 1] = self.columns[driver][row];
            }
            let chance = 1.0 / (1.0 + (-self.linear(at, row)).exp());
            let weight = chance * (1.0 - chance);
            for i in 0..size {
                gradient[i] += x[i] * (outcome - chance);
                for j in 0..=i {
                    information.add(i, j, weight * x[i] * x[j]);
                }
            }
        }
        for i in 0..size {
            for j in 0..i {
                information.set(j, i, information.at(i, j));
            }
        }
        (gradient, information)
    }

    /// On the scale of the caller; none where there is no estimate.
    fn coefficients(&self, fit: &Fit, names: &[String]) -> Option<BTreeMap<String, Coefficient>> {
        if fit.separation != Separation::None || fit.singular || self.flat.contains(&true) {
            return None;
        }
        let scaled = || fit.at[1..].iter().zip(&self.spreads).map(|(by, spread)| by / spread);
        let shift: f64 = scaled().zip(&self.centres).map(|(by, centre)| by * centre).sum();
        let constant = [("intercept".to_owned(), fit.at[0] - shift)];
        Some(names.iter().cloned().zip(scaled()).chain(constant).collect())
    }
}

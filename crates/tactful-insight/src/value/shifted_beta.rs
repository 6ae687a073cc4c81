//! The shifted beta-geometric model of contracts that are renewed or not (Fader and Hardie 2007, Journal of Interactive
//! Marketing 21).

use crate::numeric::minimise::best_of;
use crate::result::names;
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The model: chances of leaving differ between customers as Beta(α, β).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShiftedBeta {
    /// α.
    pub alpha: f64,
    /// β.
    pub beta: f64,
}

/// A fit with its forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShiftedBetaFit {
    /// How it was found.
    pub method: &'static str,
    /// Customers at the start.
    pub n_used: f64,
    /// The parameters.
    pub params: ShiftedBeta,
    /// The logarithm of the likelihood.
    pub loglik: f64,
    /// The share of those left who stay, for years 1 to 12.
    pub retention_year_1_to_12: Vec<f64>,
    /// The share left after each of these years.
    pub survival_year_1_to_12: Vec<f64>,
    /// The share left after twelve years.
    pub survival_year_12: f64,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

impl ShiftedBeta {
    /// The share of those left after `year − 1` years who stay another one.
    ///
    /// ```
    /// let model = tactful_insight::value::ShiftedBeta { alpha: 1.0, beta: 3.0 };
    /// assert_eq!((model.retention(1), model.retention(5)), (0.75, 0.875));
    /// ```
    #[must_use]
    pub fn retention(&self, year: u32) -> f64 {
        let before = f64::from(year) - 1.0;
        (self.beta + before) / (self.alpha + self.beta + before)
    }

    /// Fits the model to the customers left after 0, 1, 2, … years.
    ///
    /// ```
    /// use tactful_insight::value::ShiftedBeta;
    /// let fit = ShiftedBeta::fit(&[1000.0, 869.0, 743.0, 653.0, 593.0, 551.0, 517.0, 491.0])?;
    /// assert!((fit.params.alpha - 0.668).abs() < 0.001);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for numbers that rise or are negative, [`Code::TooFewRows`] below two years,
    /// [`Code::UndefinedFigure`] if nobody or everybody left at once: no best fit exists then.
    pub fn fit(survivors: &[f64]) -> Result<ShiftedBetaFit> {
        let lost = losses(survivors)?;
        let left = survivors.last().copied().unwrap_or(0.0);
        let value = |point: &[f64]| {
            let model = Self { alpha: point[0].exp(), beta: point[1].exp() };
            let (loglik, by_alpha, by_beta) = model.loglik(&lost, left);
            (-loglik, vec![-by_alpha * model.alpha, -by_beta * model.beta])
        };
        let found = best_of(&[&[0.0, 0.0], &[-0.7, 1.4], &[2.0, 3.0], &[4.0, 6.0]], value);
        let Some(found) = found.filter(|found| found.is_within(&[8.0, 8.0])) else {
            let message = "no best fit exists: customers do not differ, or there are too few years to tell";
            return Err(Error::new(Code::NoConvergence, message).at_path("survivors"));
        };
        let params = Self { alpha: found.at[0].exp(), beta: found.at[1].exp() };
        let retention: Vec<f64> = (1..=12).map(|year| params.retention(year)).collect();
        let survival: Vec<f64> = retention
            .iter()
            .scan(1.0, |left, retention| {
                *left *= retention;
                Some(*left)
            })
            .collect();
        Ok(ShiftedBetaFit {
            method: "shifted beta-geometric by maximum likelihood",
            n_used: survivors.first().copied().unwrap_or(0.0),
            params,
            loglik: -found.value,
            survival_year_12: survival.last().copied().unwrap_or(1.0),
            retention_year_1_to_12: retention,
            survival_year_1_to_12: survival,
            warnings: Vec::new(),
        })
    }

    /// The logarithm of the likelihood and its slopes. Survival after t years is a product of retentions, and a loss in year t
    /// follows survival of t − 1.
    fn loglik(self, lost: &[f64], left: f64) -> (f64, f64, f64) {
        let Self { alpha, beta } = self;
        let sum = alpha + beta;
        let (mut stays, mut stays_by_alpha, mut stays_by_beta) = (0.0, 0.0, 0.0);
        let (mut loglik, mut by_alpha, mut by_beta) = (0.0, 0.0, 0.0);
        for (year, lost) in lost.iter().enumerate() {
            let all = sum + year as f64;
            loglik += lost * (stays + (alpha / all).ln());
            by_alpha += lost * (stays_by_alpha + 1.0 / alpha - 1.0 / all);
            by_beta += lost * (stays_by_beta - 1.0 / all);
            stays += ((beta + year as f64) / all).ln();
            stays_by_alpha -= 1.0 / all;
            stays_by_beta += 1.0 / (beta + year as f64) - 1.0 / all;
        }
        (loglik + left * stays, by_alpha + left * stays_by_alpha, by_beta + left * stays_by_beta)
    }
}

fn losses(survivors: &[f64]) -> Result<Vec<f64>> {
    if survivors.len() < 3 {
        let message = "customers at the start and after at least two years are needed";
        return Err(Error::new(Code::TooFewRows, message).at_path("survivors"));
    }
    if let Some(place) = survivors.iter().position(|left| !(left.is_finite() && *left >= 0.0)) {
        let message = "a number of customers must not be negative";
        return Err(Error::new(Code::InvalidValue, message).at_path(&format!("survivors[{place}]")));
    }
    let lost: Vec<f64> = survivors.windows(2).map(|pair| pair[0] - pair[1]).collect();
    if let Some(place) = lost.iter().position(|lost| *lost < 0.0) {
        let message = "customers who have left do not come back here; the numbers must not rise";
        return Err(Error::new(Code::InvalidValue, message).at_path(&format!("survivors[{}]", place + 1)));
    }
    let all: f64 = lost.iter().sum();
    if all == 0.0 || lost.first() == Some(&survivors[0]) {
        let message = "nobody left, or everybody in the first year: no best fit exists";
        return Err(Error::new(Code::UndefinedFigure, message).at_path("survivors"));
    }
    Ok(lost)
}

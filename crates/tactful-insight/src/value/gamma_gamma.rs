//! The Gamma-Gamma model of what a purchase is worth (Fader, Hardie and Lee 2005, "RFM and CLV"): values of one buyer differ
//! as Gamma(p, ν), and ν between buyers as Gamma(q, γ); γ is called v here.

use super::bgnbd::no_fit;
use super::repeat::all_positive;
use crate::numeric::gamma::{digamma, ln_gamma};
use crate::numeric::minimise::best_of;
use crate::result::{all_finite, same_length};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GammaGamma {
    /// Shape of the values of one buyer.
    pub p: f64,
    /// Shape of the differences between buyers.
    pub q: f64,
    /// Their scale, in units of money.
    pub v: f64,
}

/// A fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GammaGammaFit {
    /// How it was found.
    pub method: &'static str,
    /// Buyers with a repeat purchase of some value.
    pub n_used: usize,
    /// All others.
    pub n_dropped: usize,
    /// The parameters.
    pub params: GammaGamma,
    /// The logarithm of the likelihood.
    pub loglik: f64,
}

/// Predictions, in the order of the buyers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GammaGammaPrediction {
    /// The model.
    pub method: &'static str,
    /// Buyers.
    pub n_used: usize,
    /// The mean value of a purchase to come; absent for a buyer without purchases where q is at most 1.
    pub expected_mean_value: Vec<Option<f64>>,
    /// The mean over all buyers; absent where q is at most 1.
    pub population_mean: Option<f64>,
}

impl GammaGamma {
    /// The parameters, if all are positive.
    ///
    /// # Errors
    /// [`Code::InvalidValue`].
    pub fn new(p: f64, q: f64, v: f64) -> Result<Self> {
        all_positive(&[(p, "p"), (q, "q"), (v, "v")])?;
        Ok(Self { p, q, v })
    }

    /// What purchases of buyers will be worth: between their own mean and that of all, nearer to their own the more they
    /// bought.
    ///
    /// ```
    /// let found = tactful_insight::value::GammaGamma::new(6.25, 3.74, 15.44)?.predict(&[2.0, 0.0], &[22.35, 0.0])?;
    /// assert!((found.expected_mean_value[0].unwrap() - 24.66).abs() < 0.01);
    /// assert_eq!(found.expected_mean_value[1], found.population_mean);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for figures below 0, [`Code::UnequalLengths`], [`Code::NotFinite`].
    pub fn predict(self, x: &[f64], mean_value: &[f64]) -> Result<GammaGammaPrediction> {
        check(x, mean_value, "mean_value")?;
        let Self { p, q, v } = self;
        let one = |x: f64, mean: f64| {
            let below = p * x + q - 1.0;
            (below > 0.0).then(|| p * (v + x * mean) / below)
        };
        Ok(GammaGammaPrediction {
            method: "Gamma-Gamma",
            n_used: x.len(),
            expected_mean_value: x.iter().zip(mean_value).map(|(x, mean)| one(*x, *mean)).collect(),
            population_mean: one(0.0, 0.0),
        })
    }

    /// The logarithm of the likelihood of buyers; those without a repeat purchase of some value are left out.
    ///
    /// # Errors
    /// [`Code::EmptyGroup`] if nobody is left; else as [`GammaGamma::predict`].
    pub fn loglik(self, x: &[f64], mean_value: &[f64]) -> Result<f64> {
        Ok(self.with_slopes(&kept(x, mean_value)?).0)
    }

    fn with_slopes(self, buyers: &[(f64, f64)]) -> (f64, [f64; 3]) {
        let Self { p, q, v } = self;
        let (gamma_q, psi_q) = (ln_gamma(q), digamma(q));
        let mut sum = 0.0;
        let mut slopes = [0.0; 3];
        for &(x, mean) in buyers {
            let (spent, both) = (x * mean, p * x + q);
            let (log_both, psi_both) = ((spent + v).ln(), digamma(both));
            sum += ln_gamma(both) - ln_gamma(p * x) - gamma_q
                + q * v.ln()
                + (p * x - 1.0) * mean.ln()
                + p * x * x.ln()
                - both * log_both;
            slopes[0] += x * (psi_both - digamma(p * x) + mean.ln() + x.ln() - log_both);
            slopes[1] += psi_both - psi_q + v.ln() - log_both;
            slopes[2] += q / v - both / (spent + v);
        }
        (sum, slopes)
    }

    /// Fits the model to buyers; those without a repeat purchase of some value are left out.
    ///
    /// # Errors
    /// [`Code::TooFewRows`] below three buyers, [`Code::NoConvergence`] if no best fit exists; else as
    /// [`GammaGamma::loglik`].
    pub fn fit(x: &[f64], mean_value: &[f64]) -> Result<GammaGammaFit> {
        let mut buyers = kept(x, mean_value)?;
        crate::importance::enough(buyers.len(), 3)?;
        buyers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let scale = buyers.iter().map(|buyer| buyer.1).sum::<f64>() / buyers.len() as f64;
        let at = |point: &[f64]| Self { p: point[0].exp(), q: point[1].exp(), v: point[2].exp() * scale };
        let value = |point: &[f64]| {
            let model = at(point);
            let (loglik, slopes) = model.with_slopes(&buyers);
            (-loglik, vec![-slopes[0] * model.p, -slopes[1] * model.q, -slopes[2] * model.v])
        };
        let found = best_of(&[&[1.0, 1.0, -0.5], &[0.0, 0.5, 0.0], &[2.0, 2.0, 0.5]], value);
        let Some(found) = found.filter(|found| found.is_within(&[8.0, 8.0, 16.0])) else {
            return Err(no_fit());
        };
        Ok(GammaGammaFit {
            method: "Gamma-Gamma by maximum likelihood",
            n_used: buyers.len(),
            n_dropped: x.len() - buyers.len(),
            params: at(&found.at),
            loglik: -found.value,
        })
    }
}

fn check(x: &[f64], mean_value: &[f64], path: &str) -> Result<()> {
    same_length(mean_value.len(), x.len(), path)?;
    for (values, path) in [(x, "x"), (mean_value, path)] {
        all_finite(values, false, path)?;
        if let Some(row) = values.iter().position(|value| *value < 0.0) {
            let path = format!("{path}[{row}]");
            return Err(Error::new(Code::InvalidValue, "must not be negative").at_path(&path));
        }
    }
    Ok(())
}

fn kept(x: &[f64], mean_value: &[f64]) -> Result<Vec<(f64, f64)>> {
    check(x, mean_value, "mean_repeat_value")?;
    let rows = x.iter().copied().zip(mean_value.iter().copied());
    let kept: Vec<(f64, f64)> = rows.filter(|(x, mean)| *x > 0.0 && *mean > 0.0).collect();
    if kept.is_empty() {
        let message = "nobody has a repeat purchase of some value";
        return Err(Error::new(Code::EmptyGroup, message).at_path("x"));
    }
    Ok(kept)
}

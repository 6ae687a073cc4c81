//! The Pareto/NBD model of repeat buying (Schmittlein, Morrison and Colombo 1987): purchases at a rate that differs as
//! Gamma(r, α) until the buyer leaves, at a rate that differs as Gamma(s, β).
//!
//! The likelihood holds an integral over the time of leaving, which Fader and Hardie (2005) write as a difference of two
//! hypergeometric functions. It is evaluated as the integral that it is: where the last purchase was just now, the two
//! functions are nearly equal and their difference has no digits left.

use super::bgnbd::{mean_time, no_fit, some_repeat};
use super::repeat::{Buyer, PredictedSum, RepeatBuyers, all_positive, horizon, state, undefined};
use crate::numeric::gamma::{digamma, ln_gamma};
use crate::numeric::minimise::best_of;
use crate::numeric::quadrature::panel;
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ParetoNbd {
    /// Shape of the purchase rate.
    pub r: f64,
    /// Its scale, in units of time.
    pub alpha: f64,
    /// Shape of the rate of leaving.
    pub s: f64,
    /// Its scale, in units of time.
    pub beta: f64,
}

/// A fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParetoNbdFit {
    /// How it was found.
    pub method: &'static str,
    /// Buyers.
    pub n_used: usize,
    /// Buyers without a repeat purchase.
    pub no_repeat_yet: usize,
    /// The parameters.
    pub params: ParetoNbd,
    /// The logarithm of the likelihood.
    pub loglik: f64,
}

/// Predictions, in the order of the buyers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParetoNbdPrediction {
    /// The model.
    pub method: &'static str,
    /// Buyers.
    pub n_used: usize,
    /// Purchases that are expected within the horizon.
    pub expected_transactions: Vec<f64>,
    /// The chance that the buyer is there still.
    pub p_alive: Vec<f64>,
    /// `no_repeat_yet` or `repeating`.
    #[serde(serialize_with = "crate::result::names")]
    pub state: Vec<Code>,
    /// The logarithm of the likelihood of each.
    pub loglik_each: Vec<f64>,
    /// Purchases of a new customer within the horizon, on average.
    pub population_expectation: f64,
}

const METHOD: &str = "Pareto/NBD";
/// Within a panel the integrand falls by no more than e to this power.
const FALL: f64 = 3.0;
/// What is smaller by e to this power than the first panel is nothing.
const NOTHING: f64 = 42.0;
/// More panels are not gone through: the parameters are too extreme then.
const PANELS: usize = 10_000;

/// The logarithm of a likelihood, of its part that is alive, and slopes by r, α, s, β.
struct Likelihood {
    value: f64,
    alive: f64,
    slopes: [f64; 4],
}

fn too_extreme() -> Error {
    undefined("the parameters, or some purchases, are too extreme for an integral of at most 10000 steps")
}

impl ParetoNbd {
    /// The parameters, if all are positive.
    ///
    /// # Errors
    /// [`Code::InvalidValue`].
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Result<Self> {
        all_positive(&[(r, "r"), (alpha, "alpha"), (s, "s"), (beta, "beta")])?;
        Ok(Self { r, alpha, s, beta })
    }

    /// Predictions for buyers.
    ///
    /// ```
    /// use tactful_insight::value::{ParetoNbd, RepeatBuyers};
    /// let buyers = RepeatBuyers { x: vec![2.0], t_x: vec![30.43], t: vec![38.86] };
    /// let found = ParetoNbd::new(0.553, 10.578, 0.606, 11.669)?.predict(&buyers, 52.0)?;
    /// assert!((found.p_alive[0] - 0.8692).abs() < 1e-4);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for figures that are not possible, [`Code::UnequalLengths`], [`Code::UndefinedFigure`] where
    /// figures are too extreme to be reckoned with.
    pub fn predict(self, buyers: &RepeatBuyers, horizon_t: f64) -> Result<ParetoNbdPrediction> {
        buyers.check()?;
        horizon(horizon_t, "horizon")?;
        let rows = buyers.x.iter().zip(&buyers.t_x).zip(&buyers.t);
        let mut found = ParetoNbdPrediction {
            method: METHOD,
            n_used: buyers.x.len(),
            expected_transactions: Vec::new(),
            p_alive: Vec::new(),
            state: buyers.x.iter().map(|x| state(*x)).collect(),
            loglik_each: Vec::new(),
            population_expectation: self.r / self.alpha * self.time_there(0.0, horizon_t),
        };
        for ((x, t_x), t) in rows {
            let buyer = Buyer { x: *x, t_x: *t_x, t: *t, count: 1.0 };
            let (expected, p_alive, loglik) = self.predict_one(&buyer, horizon_t);
            if ![expected, p_alive, loglik].iter().all(|figure| figure.is_finite()) {
                return Err(too_extreme());
            }
            found.expected_transactions.push(expected);
            found.p_alive.push(p_alive);
            found.loglik_each.push(loglik);
        }
        Ok(found)
    }

    /// Sums of the predictions for buyers.
    ///
    /// # Errors
    /// As [`ParetoNbd::predict`]; [`Code::EmptyGroup`] without buyers.
    pub fn predict_sum(self, buyers: &RepeatBuyers, horizon_t: f64) -> Result<PredictedSum> {
        horizon(horizon_t, "horizon")?;
        let (mut purchases, mut alive) = (0.0, 0.0);
        for buyer in buyers.grouped()? {
            let (expected, p, _) = self.predict_one(&buyer, horizon_t);
            purchases += buyer.count * expected;
            alive += buyer.count * p;
        }
        if !(purchases.is_finite() && alive.is_finite()) {
            return Err(too_extreme());
        }
        Ok(PredictedSum {
            method: METHOD,
            n_used: buyers.x.len(),
            sum_expected_transactions: purchases,
            sum_p_alive: alive,
            no_repeat_yet: buyers.without_repeat(),
        })
    }

    fn predict_one(self, buyer: &Buyer, horizon: f64) -> (f64, f64, f64) {
        let likelihood = self.likelihood(buyer);
        let p_alive = (likelihood.alive - likelihood.value).exp().min(1.0);
        let rate = (self.r + buyer.x) / (self.alpha + buyer.t);
        (p_alive * rate * self.time_there(buyer.t, horizon), p_alive, likelihood.value)
    }

    /// How long somebody who is there at `t` stays within the horizon: (β+t)/(s−1) (1 − ((β+t)/(β+t+h))^(s−1)).
    fn time_there(self, t: f64, horizon: f64) -> f64 {
        let log = (horizon / (self.beta + t)).ln_1p();
        let less_one = self.s - 1.0;
        let factor = if less_one.abs() < 1e-12 { log } else { -(-less_one * log).exp_m1() / less_one };
        (self.beta + t) * factor
    }

    /// The logarithm of the likelihood of buyers.
    ///
    /// # Errors
    /// As [`ParetoNbd::predict_sum`].
    pub fn loglik(self, buyers: &RepeatBuyers) -> Result<f64> {
        let sum: f64 = buyers.grouped()?.iter().map(|buyer| buyer.count * self.likelihood(buyer).value).sum();
        if sum.is_finite() { Ok(sum) } else { Err(too_extreme()) }
    }

    /// The slopes of the logarithm of the likelihood, in the order r, α, s, β.
    ///
    /// # Errors
    /// As [`ParetoNbd::loglik`].
    pub fn slopes(self, buyers: &RepeatBuyers) -> Result<[f64; 4]> {
        let mut sum = [0.0; 4];
        for buyer in buyers.grouped()? {
            for (sum, slope) in sum.iter_mut().zip(self.likelihood(&buyer).slopes) {
                *sum += buyer.count * slope;
            }
        }
        Ok(sum)
    }

    /// Γ(r+x) α^r β^s / Γ(r) × { (α+T)^−(r+x) (β+T)^−s + s ∫ (α+y)^−(r+x) (β+y)^−(s+1) dy over t_x to T }.
    fn likelihood(self, buyer: &Buyer) -> Likelihood {
        let Self { r, alpha, s, beta } = self;
        let &Buyer { x, t_x, t, .. } = buyer;
        let front = ln_gamma(r + x) - ln_gamma(r) + r * alpha.ln() + s * beta.ln();
        let alive = -(r + x) * (alpha + t).ln() - s * (beta + t).ln();
        let top = -(r + x) * (alpha + t_x).ln() - s * (beta + t_x).ln();
        let alive_part = (alive - top).exp();
        // with u = ln(β + y) the integrand is (α+y)^−(r+x) (β+y)^−s: it only falls, as a sum of two powers
        let (mut left_part, mut left_by) = (0.0, [0.0; 4]);
        let (mut from, end) = ((beta + t_x).ln(), (beta + t).ln());
        let mut panels = 0;
        while from < end {
            let y = from.exp() - beta;
            let steepness = s + (r + x) * from.exp() / (alpha + y);
            // the steepness grows with u, at most to this
            let to = (from + (FALL / steepness).min(0.7)).min(end);
            panels += 1;
            if to <= from || panels > PANELS {
                left_part = f64::NAN; // the steps are too small to arrive
                break;
            }
            panel(from, to, |u, weight| {
                let both = u.exp();
                let (log_alpha, log_beta) = ((alpha + both - beta).ln(), u);
                let height = s * weight * (-(r + x) * log_alpha - s * log_beta - top).exp();
                left_part += height;
                left_by[0] -= height * log_alpha;
                left_by[1] -= height * (r + x) / (alpha + both - beta);
                left_by[2] += height * (1.0 / s - log_beta);
                left_by[3] -= height * (s + 1.0) / both;
            });
            let now = -(r + x) * (alpha + to.exp() - beta).ln() - s * to - top;
            if now < -NOTHING {
                break;
            }
            from = to;
        }
        let whole = alive_part + left_part;
        let alive_by = [-(alpha + t).ln(), -(r + x) / (alpha + t), -(beta + t).ln(), -s / (beta + t)];
        let front_by = [digamma(r + x) - digamma(r) + alpha.ln(), r / alpha, beta.ln(), s / beta];
        let mut slopes = front_by;
        for ((slope, alive), left) in slopes.iter_mut().zip(alive_by).zip(left_by) {
            *slope += (alive_part * alive + left) / whole;
        }
        Likelihood { value: front + top + whole.ln(), alive: front + alive, slopes }
    }

    /// Fits the model to buyers.
    ///
    /// # Errors
    /// [`Code::TooFewRows`] if nobody bought again, [`Code::NoConvergence`] if no best fit exists; else as
    /// [`ParetoNbd::loglik`].
    pub fn fit(buyers: &RepeatBuyers) -> Result<ParetoNbdFit> {
        let grouped = buyers.grouped()?;
        some_repeat(&grouped)?;
        let scale = mean_time(&grouped);
        let at = |point: &[f64]| Self {
            r: point[0].exp(),
            alpha: point[1].exp() * scale,
            s: point[2].exp(),
            beta: point[3].exp() * scale,
        };
        let value = |point: &[f64]| {
            let model = at(point);
            let (mut sum, mut slopes) = (0.0, [0.0; 4]);
            for buyer in &grouped {
                let likelihood = model.likelihood(buyer);
                sum += buyer.count * likelihood.value;
                for (slope, part) in slopes.iter_mut().zip(likelihood.slopes) {
                    *slope += buyer.count * part;
                }
            }
            let by =
                [slopes[0] * model.r, slopes[1] * model.alpha, slopes[2] * model.s, slopes[3] * model.beta];
            (-sum, by.iter().map(|slope| -slope).collect())
        };
        let found = best_of(&[&[-0.6, -0.5, -0.6, -0.5], &[0.5, 0.0, 0.0, 0.5]], value);
        let Some(found) = found.filter(|found| found.is_within(&[8.0, 16.0, 8.0, 16.0])) else {
            return Err(no_fit());
        };
        Ok(ParetoNbdFit {
            method: "Pareto/NBD by maximum likelihood",
            n_used: buyers.x.len(),
            no_repeat_yet: buyers.without_repeat(),
            params: at(&found.at),
            loglik: -found.value,
        })
    }
}

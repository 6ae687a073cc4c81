//! The BG/NBD model of repeat buying (Fader, Hardie and Lee 2005, Marketing Science 24): purchases at a rate that differs as
//! Gamma(r, α), and after each one a chance of leaving that differs as Beta(a, b).

use super::repeat::{Buyer, PredictedSum, RepeatBuyers, all_positive, horizon, state, undefined};
use crate::numeric::gamma::{digamma, ln_beta, ln_gamma};
use crate::numeric::hyper::gauss;
use crate::numeric::minimise::best_of;
use serde::{Serialize, Serializer};
use tactful::{Code, Error, Result};

/// The parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BgNbd {
    /// Shape of the purchase rate.
    pub r: f64,
    /// Its scale, in units of time.
    pub alpha: f64,
    /// First parameter of the chance of leaving.
    pub a: f64,
    /// Second parameter of it.
    pub b: f64,
}

/// A fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BgNbdFit {
    /// How it was found.
    pub method: &'static str,
    /// Buyers.
    pub n_used: usize,
    /// Buyers without a repeat purchase.
    pub no_repeat_yet: usize,
    /// The parameters.
    pub params: BgNbd,
    /// The logarithm of the likelihood.
    pub loglik: f64,
}

/// Predictions, in the order of the buyers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BgNbdPrediction {
    /// The model.
    pub method: &'static str,
    /// Buyers.
    pub n_used: usize,
    /// Purchases that are expected within the horizon.
    pub expected_transactions: Vec<f64>,
    /// The chance that the buyer is there still. It is 1 by construction for who has not come back yet: see `state`.
    pub p_alive: Vec<f64>,
    /// `no_repeat_yet`, to be shown in the place of a chance of 1; or `repeating`.
    #[serde(serialize_with = "states")]
    pub state: Vec<Code>,
}

fn states<S: Serializer>(codes: &[Code], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    crate::result::names(codes, serializer)
}

const METHOD: &str = "BG/NBD";

impl BgNbd {
    /// The parameters, if all are positive.
    ///
    /// # Errors
    /// [`Code::InvalidValue`].
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<Self> {
        all_positive(&[(r, "r"), (alpha, "alpha"), (a, "a"), (b, "b")])?;
        Ok(Self { r, alpha, a, b })
    }

    /// Purchases of a new customer up to time `t`, on average.
    ///
    /// ```
    /// let model = tactful_insight::value::BgNbd::new(0.243, 4.414, 0.793, 2.426)?;
    /// assert!((model.expectation(1.0)? - 0.0532).abs() < 1e-4);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for a time below 0, [`Code::UndefinedFigure`] where the series has no end.
    pub fn expectation(self, t: f64) -> Result<f64> {
        horizon(t, "t")?;
        let Self { r, alpha, b, .. } = self;
        let stays = (alpha / (alpha + t)).ln() * r;
        self.around_one(|a| {
            let series = gauss(r, b, a + b - 1.0, t / (alpha + t))?;
            Some((a + b - 1.0) / (a - 1.0) * (1.0 - stays.exp() * series))
        })
    }

    /// Purchases of a buyer within `horizon`, on average, and the chance that the buyer is there still.
    fn predict_one(self, buyer: &Buyer, horizon: f64) -> Result<(f64, f64)> {
        let Self { r, alpha, b, .. } = self;
        let Buyer { x, t_x, t, .. } = *buyer;
        let left = self.odds_of_having_left(x, t_x, t);
        // Euler's form of the series (Abramowitz and Stegun 15.3.3): its terms fall with the purchases, not with the times
        let (z, rest) = (horizon / (alpha + t + horizon), ((alpha + t) / (alpha + t + horizon)).ln());
        let expected = self.around_one(|a| {
            let series = gauss(a + b - 1.0 - r, a - 1.0, a + b + x - 1.0, z)?;
            Some((a + b + x - 1.0) / (a - 1.0) * (1.0 - (rest * (a - 1.0)).exp() * series))
        })?;
        Ok((expected / (1.0 + left), 1.0 / (1.0 + left)))
    }

    fn odds_of_having_left(self, x: f64, t_x: f64, t: f64) -> f64 {
        if x == 0.0 {
            return 0.0;
        }
        let Self { r, alpha, a, b } = self;
        a / (b + x - 1.0) * (((alpha + t) / (alpha + t_x)).ln() * (r + x)).exp()
    }

    /// A figure with a factor 1/(a − 1), which stays bounded at a = 1. There, and where a + b + x − 1 is 0, it is taken from
    /// both sides (Richardson's extrapolation).
    fn around_one(self, figure: impl Fn(f64) -> Option<f64>) -> Result<f64> {
        let near = |by: f64| figure(self.a + by).filter(|value| value.is_finite());
        let exact = if (self.a - 1.0).abs() < 1e-5 { None } else { near(0.0) };
        let sides = || {
            let h = 1e-3 * self.a.min(1.0);
            Some((4.0 * (near(h)? + near(-h)?) - near(2.0 * h)? - near(-2.0 * h)?) / 6.0)
        };
        exact.or_else(sides).ok_or_else(|| undefined("no expectation can be worked out for these parameters"))
    }

    /// Predictions for buyers.
    ///
    /// ```
    /// use tactful_insight::value::{BgNbd, RepeatBuyers};
    /// let buyers = RepeatBuyers { x: vec![2.0, 0.0], t_x: vec![30.43, 0.0], t: vec![38.86, 38.86] };
    /// let found = BgNbd::new(0.243, 4.414, 0.793, 2.426)?.predict(&buyers, 39.0)?;
    /// assert!((found.expected_transactions[0] - 1.226).abs() < 1e-3);
    /// assert_eq!(found.state[1].as_str(), "no_repeat_yet");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for figures that are not possible, [`Code::UnequalLengths`], [`Code::UndefinedFigure`].
    pub fn predict(self, buyers: &RepeatBuyers, horizon_t: f64) -> Result<BgNbdPrediction> {
        buyers.check()?;
        horizon(horizon_t, "horizon")?;
        let rows = buyers.x.iter().zip(&buyers.t_x).zip(&buyers.t);
        let one = |((x, t_x), t): ((&f64, &f64), &f64)| {
            self.predict_one(&Buyer { x: *x, t_x: *t_x, t: *t, count: 1.0 }, horizon_t)
        };
        let (expected_transactions, p_alive) = rows.map(one).collect::<Result<Vec<_>>>()?.into_iter().unzip();
        Ok(BgNbdPrediction {
            method: METHOD,
            n_used: buyers.x.len(),
            expected_transactions,
            p_alive,
            state: buyers.x.iter().map(|x| state(*x)).collect(),
        })
    }

    /// Sums of the predictions for buyers.
    ///
    /// # Errors
    /// As [`BgNbd::predict`].
    pub fn predict_sum(self, buyers: &RepeatBuyers, horizon_t: f64) -> Result<PredictedSum> {
        horizon(horizon_t, "horizon")?;
        let (mut purchases, mut alive) = (0.0, 0.0);
        for buyer in buyers.grouped()? {
            let (expected, p) = self.predict_one(&buyer, horizon_t)?;
            purchases += buyer.count * expected;
            alive += buyer.count * p;
        }
        Ok(PredictedSum {
            method: METHOD,
            n_used: buyers.x.len(),
            sum_expected_transactions: purchases,
            sum_p_alive: alive,
            no_repeat_yet: buyers.without_repeat(),
        })
    }

    /// The logarithm of the likelihood of buyers.
    ///
    /// # Errors
    /// As [`BgNbd::predict`]; [`Code::EmptyGroup`] without buyers.
    pub fn loglik(self, buyers: &RepeatBuyers) -> Result<f64> {
        Ok(self.with_slopes(&buyers.grouped()?).0)
    }

    /// The slopes of the logarithm of the likelihood, in the order r, α, a, b.
    ///
    /// # Errors
    /// As [`BgNbd::loglik`].
    pub fn slopes(self, buyers: &RepeatBuyers) -> Result<[f64; 4]> {
        Ok(self.with_slopes(&buyers.grouped()?).1)
    }

    fn with_slopes(self, buyers: &[Buyer]) -> (f64, [f64; 4]) {
        let mut sum = 0.0;
        let mut slopes = [0.0; 4];
        // buyers come in the order of x: what depends on it alone is worked out once
        let mut of_x = OfPurchases::new(self, 0.0);
        for buyer in buyers {
            if buyer.x != of_x.x {
                of_x = OfPurchases::new(self, buyer.x);
            }
            let (value, by) = of_x.buyer(self, buyer);
            sum += buyer.count * value;
            for (slope, part) in slopes.iter_mut().zip(by) {
                *slope += buyer.count * part;
            }
        }
        (sum, slopes)
    }

    /// Fits the model to buyers.
    ///
    /// # Errors
    /// [`Code::TooFewRows`] if nobody bought again, [`Code::NoConvergence`] if no best fit exists; else as
    /// [`BgNbd::loglik`].
    pub fn fit(buyers: &RepeatBuyers) -> Result<BgNbdFit> {
        let grouped = buyers.grouped()?;
        some_repeat(&grouped)?;
        let scale = mean_time(&grouped);
        let value = |point: &[f64]| {
            let model = Self::at(point, scale);
            let (loglik, slopes) = model.with_slopes(&grouped);
            let by = [slopes[0] * model.r, slopes[1] * model.alpha, slopes[2] * model.a, slopes[3] * model.b];
            (-loglik, by.iter().map(|slope| -slope).collect())
        };
        let found = best_of(&[&[-0.7, -1.0, -0.3, 0.7], &[0.5, 0.0, 0.0, 2.0]], value);
        let Some(found) = found.filter(|found| found.is_within(&[8.0, 16.0, 8.0, 8.0])) else {
            return Err(no_fit());
        };
        Ok(BgNbdFit {
            method: "BG/NBD by maximum likelihood",
            n_used: buyers.x.len(),
            no_repeat_yet: buyers.without_repeat(),
            params: Self::at(&found.at, scale),
            loglik: -found.value,
        })
    }

    fn at(point: &[f64], scale: f64) -> Self {
        Self { r: point[0].exp(), alpha: point[1].exp() * scale, a: point[2].exp(), b: point[3].exp() }
    }
}

/// The parts of the likelihood that depend on the number of purchases alone, with their slopes by r, a, b.
struct OfPurchases {
    x: f64,
    /// Γ(r + x) / Γ(r) α^r.
    front: f64,
    front_by_r: f64,
    /// B(a, b + x) / B(a, b).
    alive: f64,
    alive_by: [f64; 2],
    /// B(a + 1, b + x − 1) / B(a, b).
    left: f64,
    left_by: [f64; 2],
}

impl OfPurchases {
    fn new(model: BgNbd, x: f64) -> Self {
        let BgNbd { r, alpha, a, b } = model;
        let beta = ln_beta(a, b);
        let (psi_a, psi_b, psi_ab, psi_abx) = (digamma(a), digamma(b), digamma(a + b), digamma(a + b + x));
        let (by_a, by_b) = (psi_ab - psi_abx, psi_ab - psi_abx - psi_b);
        // nobody leaves without a purchase
        let (left, left_by) = if x == 0.0 {
            (f64::NEG_INFINITY, [0.0; 2])
        } else {
            let left = ln_beta(a + 1.0, b + x - 1.0) - beta;
            (left, [by_a - psi_a + digamma(a + 1.0), by_b + digamma(b + x - 1.0)])
        };
        Self {
            x,
            front: ln_gamma(r + x) - ln_gamma(r) + r * alpha.ln(),
            front_by_r: digamma(r + x) - digamma(r) + alpha.ln(),
            alive: ln_beta(a, b + x) - beta,
            alive_by: [by_a, by_b + digamma(b + x)],
            left,
            left_by,
        }
    }

    /// The logarithm of a buyer's likelihood and its slopes by r, α, a, b: alive times (α + T)^−(r+x), plus left times
    /// (α + t_x)^−(r+x).
    fn buyer(&self, model: BgNbd, buyer: &Buyer) -> (f64, [f64; 4]) {
        let BgNbd { r, alpha, .. } = model;
        let (until_end, until_last) = (alpha + buyer.t, alpha + buyer.t_x);
        let (log_end, log_last) = (until_end.ln(), until_last.ln());
        let times = r + self.x;
        let (alive, left) = (self.alive - times * log_end, self.left - times * log_last);
        let most = alive.max(left);
        let (p, q) = ((alive - most).exp(), (left - most).exp());
        let (p, q, sum) = (p / (p + q), q / (p + q), most + (p + q).ln());
        let by = [
            self.front_by_r - p * log_end - q * log_last,
            r / alpha - times * (p / until_end + q / until_last),
            p * self.alive_by[0] + q * self.left_by[0],
            p * self.alive_by[1] + q * self.left_by[1],
        ];
        (self.front + sum, by)
    }
}

/// Refuses buyers none of whom came back.
pub(super) fn some_repeat(buyers: &[Buyer]) -> Result<()> {
    if buyers.iter().any(|buyer| buyer.x > 0.0) {
        return Ok(());
    }
    let message = "nobody bought again, so that nothing can be learnt about coming back";
    Err(Error::new(Code::TooFewRows, message).at_path("x"))
}

/// The time over which buyers were watched, on average: parameters in units of time are sought near it.
pub(super) fn mean_time(buyers: &[Buyer]) -> f64 {
    let (sum, count) = buyers
        .iter()
        .fold((0.0, 0.0), |(sum, count), buyer| (sum + buyer.count * buyer.t, count + buyer.count));
    if sum > 0.0 { sum / count } else { 1.0 }
}

pub(super) fn no_fit() -> Error {
    let message = "no best fit was found: the buyers differ too little, or are too few, to tell";
    Error::new(Code::NoConvergence, message)
}

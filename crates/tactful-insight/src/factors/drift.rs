//! Drift (T10): a service that slips, or that is uneven, while its mean still looks well.

use crate::numeric::{beta, student, sums};
use crate::result::{all_finite, finite, share};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// Ratings of one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// Ratings that are known.
    pub n: usize,
    /// Their mean; absent of none.
    pub mean: Option<f64>,
    /// Their variance; absent of fewer than two.
    pub variance: Option<f64>,
}

/// Whether a service drifts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drift {
    /// How it was judged.
    pub method: &'static str,
    /// Ratings.
    pub n_used: usize,
    /// Missing ratings.
    pub n_dropped: usize,
    /// The periods in order.
    pub periods: Vec<Period>,
    /// What a period adds to the mean.
    pub trend: f64,
    /// How likely such a trend is by chance.
    pub p_trend: Option<f64>,
    /// The variance of the latter half of the periods over that of the former.
    pub variance_ratio: Option<f64>,
    /// How likely such a change of variance is by chance.
    pub p_variance: Option<f64>,
    /// The mean moves, by more than chance.
    pub drifts: bool,
    /// It becomes more uneven, by more than chance.
    pub uneven: bool,
}

/// Judges trend and variance of ratings over periods, the oldest first.
///
/// ```
/// use tactful_insight::factors::drift;
/// let falling: Vec<Vec<f64>> =
///     (0..6).map(|period| (0..20).map(|row| 5.0 - f64::from(period) / 2.0 + f64::from(row % 3) / 9.0).collect()).collect();
/// let found = drift(&falling, 0.05)?;
/// assert!(found.drifts && !found.uneven && (found.trend + 0.5).abs() < 1e-9);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::TooFewRows`] below three periods with ratings, [`Code::NotFinite`].
pub fn drift(periods: &[Vec<f64>], significance: f64) -> Result<Drift> {
    share(significance, "significance")?;
    for (place, ratings) in periods.iter().enumerate() {
        all_finite(ratings, true, &format!("periods[{place}]"))?;
    }
    let known: Vec<Vec<f64>> =
        periods.iter().map(|all| all.iter().copied().filter(|rating| !rating.is_nan()).collect()).collect();
    if known.iter().filter(|ratings| !ratings.is_empty()).count() < 3 {
        let message = "at least three periods with ratings are needed";
        return Err(Error::new(Code::TooFewRows, message).at_path("periods"));
    }
    let rows: Vec<(f64, f64)> = known
        .iter()
        .enumerate()
        .flat_map(|(place, ratings)| ratings.iter().map(move |rating| (place as f64, *rating)))
        .collect();
    let (x, y): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
    let (mean_x, mean_y) = (sums::mean(&x), sums::mean(&y));
    let about = || x.iter().zip(&y).map(|(x, y)| (x - mean_x, y - mean_y));
    let spread = sums::sum(about().map(|(x, _)| x * x));
    let trend = sums::sum(about().map(|(x, y)| x * y)) / spread;
    let left = sums::sum(about().map(|(x, y)| (y - trend * x).powi(2)));
    let df = x.len() as f64 - 2.0;
    let error = (left / df / spread).sqrt();
    let p_trend = (error > 0.0).then(|| student::both_tails(trend / error, df));
    let (before, after) = known.split_at(known.len() / 2);
    let within = |periods: &[Vec<f64>]| {
        // about each period's own mean, so that a trend does not count as unevenness
        let squares = sums::sum(periods.iter().flat_map(|ratings| {
            let mean = sums::mean(ratings);
            ratings.iter().map(move |rating| (rating - mean).powi(2)).collect::<Vec<_>>()
        }));
        let free: usize = periods.iter().map(|ratings| ratings.len().saturating_sub(1)).sum();
        (free > 0).then(|| (squares / free as f64, free as f64))
    };
    let ratio = within(before).zip(within(after)).and_then(|((old, old_df), (new, new_df))| {
        let ratio = finite(new / old).filter(|ratio| *ratio > 0.0)?;
        let below = beta::regularised(new_df / 2.0, old_df / 2.0, new_df * ratio / (new_df * ratio + old_df));
        Some((ratio, (2.0 * below.min(1.0 - below)).min(1.0)))
    });
    let of = |ratings: &Vec<f64>| Period {
        n: ratings.len(),
        mean: (!ratings.is_empty()).then(|| sums::mean(ratings)),
        variance: (ratings.len() > 1).then(|| sums::mean_and_variance(ratings).1),
    };
    let all: usize = periods.iter().map(Vec::len).sum();
    Ok(Drift {
        method: "least-squares trend over periods (Student); variance within periods, latter half over former (F)",
        n_used: x.len(),
        n_dropped: all - x.len(),
        periods: known.iter().map(of).collect(),
        trend,
        p_trend,
        variance_ratio: ratio.map(|(ratio, _)| ratio),
        p_variance: ratio.map(|(_, p)| p),
        drifts: p_trend.map_or(trend != 0.0, |p| p < significance),
        uneven: ratio.is_some_and(|(ratio, p)| ratio > 1.0 && p < significance),
    })
}

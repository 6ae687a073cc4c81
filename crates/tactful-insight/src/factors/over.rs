//! Over-service (T11): an attention whose dose does harm.

use crate::numeric::{student, sums};
use crate::result::{all_finite, same_length, share};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// How much of a service was given, and how it was received, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Dose<'a> {
    /// How much: minutes of attendance, calls in a month.
    pub dose: &'a [f64],
    /// How it was received: a rating, or 0 and 1.
    pub outcome: &'a [f64],
    /// An effect whose p-value is below this counts.
    pub significance: f64,
}

/// Whether more is too much.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverService {
    /// How it was judged.
    pub method: &'static str,
    /// Rows in which both are known.
    pub n_used: usize,
    /// All other rows.
    pub n_dropped: usize,
    /// What one unit more adds to the outcome.
    pub slope: f64,
    /// How likely a slope of this size is by chance.
    pub p: f64,
    /// The rank correlation of dose and outcome (Spearman).
    pub rank_correlation: Option<f64>,
    /// Above this dose the mean outcome is lower than up to it, by most; absent where no dose is too much.
    pub too_much_above: Option<f64>,
    /// The mean outcome up to it, and above it.
    pub means: Option<[f64; 2]>,
    /// How likely such a fall is by chance, the search over all doses allowed for (Bonferroni).
    pub p_fall: Option<f64>,
    /// The outcome falls with the dose, on the whole or beyond a point, by more than chance.
    pub over_service: bool,
}

/// Looks for a dose with a negative effect: on the whole, or beyond a point.
///
/// ```
/// use tactful_insight::factors::{Dose, over_service};
/// // a shop assistant near enough pleases; one who follows does not
/// let dose: Vec<f64> = (0..60).map(|row| f64::from(row % 6)).collect();
/// let outcome: Vec<f64> =
///     dose.iter().enumerate().map(|(row, dose)| (if *dose < 4.0 { 3.0 + dose / 4.0 } else { 1.0 }) + (row % 5) as f64 / 9.0).collect();
/// let found = over_service(&Dose { dose: &dose, outcome: &outcome, significance: 0.05 })?;
/// assert_eq!((found.over_service, found.too_much_above), (true, Some(3.0)));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::TooFewRows`] below four rows, [`Code::ConstantColumn`] if the dose does not vary, [`Code::UnequalLengths`],
/// [`Code::NotFinite`].
pub fn over_service(seen: &Dose<'_>) -> Result<OverService> {
    share(seen.significance, "significance")?;
    same_length(seen.outcome.len(), seen.dose.len(), "outcome")?;
    all_finite(seen.dose, true, "dose")?;
    all_finite(seen.outcome, true, "outcome")?;
    let pairs = seen.dose.iter().zip(seen.outcome).filter(|(a, b)| !a.is_nan() && !b.is_nan());
    let mut rows: Vec<(f64, f64)> = pairs.map(|(dose, outcome)| (*dose, *outcome)).collect();
    crate::importance::enough(rows.len(), 4)?;
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let (x, y): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
    if sums::is_constant(&x) {
        return Err(Error::new(Code::ConstantColumn, "the dose has one value only").at_path("dose"));
    }
    let n = x.len() as f64;
    let (slope, p) = line(&x, &y);
    let fall = steepest_fall(&x, &y);
    let falls = fall.as_ref().is_some_and(|fall| fall.p < seen.significance);
    let turn = fall.filter(|_| falls || slope < 0.0 && p < seen.significance);
    Ok(OverService {
        method: "least-squares slope, and the split of doses with the surest fall (Student, Bonferroni); both two-sided, of which only a fall counts",
        n_used: n as usize,
        n_dropped: seen.dose.len() - x.len(),
        slope,
        p,
        rank_correlation: spearman(&x, &y),
        too_much_above: turn.as_ref().map(|fall| fall.above),
        means: turn.as_ref().map(|fall| fall.means),
        p_fall: turn.as_ref().map(|fall| fall.p),
        over_service: falls || slope < 0.0 && p < seen.significance,
    })
}

/// The slope, and the chance of one of its size.
fn line(x: &[f64], y: &[f64]) -> (f64, f64) {
    let (mean_x, mean_y) = (sums::mean(x), sums::mean(y));
    let about = || x.iter().zip(y).map(|(x, y)| (x - mean_x, y - mean_y));
    let spread = sums::sum(about().map(|(x, _)| x * x));
    let slope = sums::sum(about().map(|(x, y)| x * y)) / spread;
    let left = sums::sum(about().map(|(x, y)| (y - slope * x).powi(2)));
    let df = x.len() as f64 - 2.0;
    let error = (left / df / spread).sqrt();
    let p =
        if error > 0.0 { student::both_tails(slope / error, df) } else { f64::from(u8::from(slope == 0.0)) };
    (slope, p)
}

struct Fall {
    above: f64,
    means: [f64; 2],
    p: f64,
}

/// The split of the sorted doses after which the mean falls most surely; its chance is two-sided, so that a fall has half
/// of the error, as the slope has.
fn steepest_fall(x: &[f64], y: &[f64]) -> Option<Fall> {
    let splits: Vec<usize> =
        (2..x.len().saturating_sub(1)).filter(|&split| x[split - 1] < x[split]).collect();
    let mut best: Option<Fall> = None;
    for &split in &splits {
        let ((low, low_spread), (high, high_spread)) =
            (sums::mean_and_variance(&y[..split]), sums::mean_and_variance(&y[split..]));
        if high >= low {
            continue;
        }
        // the larger of Welch's error and the pooled one: a few equal values on one side are no certainty
        let (n, m) = (split as f64, (x.len() - split) as f64);
        let (a, b) = (low_spread / n, high_spread / m);
        let pooled = (low_spread * (n - 1.0) + high_spread * (m - 1.0)) / (n + m - 2.0) * (1.0 / n + 1.0 / m);
        let (square, df) = if a + b > pooled {
            (a + b, (a + b).powi(2) / (a * a / (n - 1.0) + b * b / (m - 1.0)))
        } else {
            (pooled, n + m - 2.0)
        };
        // no spread on either side: there is no surer fall
        let p = if square > 0.0 { student::both_tails((high - low) / square.sqrt(), df) } else { 0.0 };
        let p = (p * splits.len() as f64).min(1.0);
        let surer = |fall: &Fall| p < fall.p || p == fall.p && high - low < fall.means[1] - fall.means[0];
        if best.as_ref().is_none_or(surer) {
            best = Some(Fall { above: x[split - 1], means: [low, high], p });
        }
    }
    best
}

fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = (middle_ranks(x), middle_ranks(y));
    if sums::is_constant(&x) || sums::is_constant(&y) {
        return None;
    }
    let (mean_x, mean_y) = (sums::mean(&x), sums::mean(&y));
    let product = |a: &[f64], mean_a: f64, b: &[f64], mean_b: f64| {
        sums::sum(a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)))
    };
    let (xy, xx, yy) =
        (product(&x, mean_x, &y, mean_y), product(&x, mean_x, &x, mean_x), product(&y, mean_y, &y, mean_y));
    Some((xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

/// Ranks; equal values share the middle of theirs.
fn middle_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && values[order[end]] == values[order[start]] {
            end += 1;
        }
        for &place in &order[start..end] {
            ranks[place] = (start + end - 1) as f64 / 2.0;
        }
        start = end;
    }
    ranks
}

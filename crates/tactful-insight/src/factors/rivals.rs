//! One's own score against rivals' at the core moment (T16): effort stays there until they are beaten.

use crate::numeric::{normal, sums};
use crate::result::{Interval, all_finite, share};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// How one stands against all rivals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgainstRivals {
    /// How it was judged.
    pub method: &'static str,
    /// One's own mean.
    pub own_mean: f64,
    /// Ratings of one's own.
    pub n_used: usize,
    /// Rivals, the strongest first.
    pub rivals: Vec<Rival>,
    /// Every rival is beaten by more than chance.
    pub beaten: bool,
}

/// A rival.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rival {
    /// Its name.
    pub name: String,
    /// Its mean.
    pub mean: f64,
    /// Its ratings.
    pub n: usize,
    /// One's own mean less the rival's.
    pub ahead: f64,
    /// The interval of that.
    pub interval: Interval,
    /// One is ahead by more than chance.
    pub beaten: bool,
}

/// Compares ratings at one moment with those of rivals.
///
/// ```
/// use tactful_insight::factors::against_rivals;
/// let own = [5.0, 4.0, 5.0, 5.0, 4.0, 5.0];
/// let found = against_rivals(&own, &[("north", &[2.0, 3.0, 2.0, 1.0, 2.0][..])], 0.95)?;
/// assert!(found.beaten && found.rivals[0].ahead > 2.0);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::TooFewRows`] below two ratings of anybody, [`Code::NotFinite`]; [`Code::InvalidValue`] without rivals.
pub fn against_rivals(own: &[f64], rivals: &[(&str, &[f64])], level: f64) -> Result<AgainstRivals> {
    share(level, "level")?;
    if rivals.is_empty() {
        return Err(Error::new(Code::InvalidValue, "at least one rival is needed").at_path("rivals"));
    }
    let (own_mean, own_part, n_used) = part(own, "own")?;
    let z = normal::two_sided(level);
    let mut found = Vec::new();
    for (name, ratings) in rivals {
        let (mean, its_part, n) = part(ratings, &format!("rivals.{name}"))?;
        let ahead = own_mean - mean;
        let interval = Interval::around(ahead, z * (own_part + its_part).sqrt());
        let beaten = interval.lower > 0.0;
        found.push(Rival { name: (*name).to_owned(), mean, n, ahead, interval, beaten });
    }
    found.sort_by(|a, b| b.mean.total_cmp(&a.mean).then_with(|| a.name.cmp(&b.name)));
    let beaten = found.iter().all(|rival| rival.beaten);
    Ok(AgainstRivals {
        method: "difference of means, normal interval",
        own_mean,
        n_used,
        rivals: found,
        beaten,
    })
}

/// Mean, variance of the mean, and number of known ratings.
fn part(ratings: &[f64], path: &str) -> Result<(f64, f64, usize)> {
    all_finite(ratings, true, path)?;
    let known: Vec<f64> = ratings.iter().copied().filter(|rating| !rating.is_nan()).collect();
    if known.len() < 2 {
        return Err(Error::new(Code::TooFewRows, "at least two ratings are needed here").at_path(path));
    }
    let (mean, variance) = sums::mean_and_variance(&known);
    Ok((mean, variance / known.len() as f64, known.len()))
}

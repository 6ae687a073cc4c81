//! One's own score against rivals' at the core moment (T16): effort stays there until they are beaten.

use crate::experiment::{compare, side};
use crate::result::{Interval, names, share};
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
    /// Missing ratings, of anybody.
    pub n_dropped: usize,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
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
    /// The interval of that (Welch); absent where no rating differs from another.
    pub interval: Option<Interval>,
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
    let (ours, mut n_dropped) = side(own, "own")?;
    let mut found = Vec::new();
    for (name, ratings) in rivals {
        let (theirs, dropped) = side(ratings, &format!("rivals.{name}"))?;
        n_dropped += dropped;
        let welch = compare(ours, theirs, level)?;
        let interval = welch.lower.zip(welch.upper).map(|(lower, upper)| Interval { lower, upper });
        let beaten = interval.is_some_and(|interval| interval.lower > 0.0);
        let (mean, n, ahead) = (theirs.mean, theirs.n, welch.diff);
        found.push(Rival { name: (*name).to_owned(), mean, n, ahead, interval, beaten });
    }
    let no_spread = found.iter().any(|rival| rival.interval.is_none());
    found.sort_by(|a, b| b.mean.total_cmp(&a.mean).then_with(|| a.name.cmp(&b.name)));
    let beaten = found.iter().all(|rival| rival.beaten);
    Ok(AgainstRivals {
        method: "difference of means, Welch's interval",
        own_mean: ours.mean,
        n_used: ours.n,
        n_dropped,
        warnings: if no_spread { vec![Code::NoSpread] } else { Vec::new() },
        rivals: found,
        beaten,
    })
}

//! Silent touchpoints (T14): a promised or expected signal that never reaches some customers; and moments without a
//! standard (T16).

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tactful::{Code, Error, Result};

/// An occasion on which a signal was due, such as a payment with its notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise<'a> {
    /// The customer.
    pub customer: &'a str,
    /// The touchpoint.
    pub touchpoint: &'a str,
    /// Whether the signal came.
    pub fired: bool,
    /// The size of the occasion, such as the amount paid.
    pub size: Option<f64>,
}

/// Touchpoints that some customers never hear from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SilentTouchpoints {
    /// How they were found.
    pub method: &'static str,
    /// Occasions.
    pub n_used: usize,
    /// The touchpoints, the one with most silent customers first.
    pub touchpoints: Vec<SilentTouchpoint>,
}

/// A touchpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SilentTouchpoint {
    /// Its name.
    pub touchpoint: String,
    /// Customers who had an occasion.
    pub customers: usize,
    /// Those of them who never heard anything.
    pub silent: Vec<String>,
    /// Their share.
    pub silent_share: f64,
    /// The size below which no signal ever fired, if there is such a threshold: every occasion without a signal lies below
    /// it, every one with a signal at it or above.
    pub silent_below: Option<f64>,
}

/// Finds customers for whom a signal never fires though it was due at least `at_least` times.
///
/// ```
/// use tactful_insight::factors::{Promise, silent_touchpoints};
/// let paid = |customer, amount: f64| Promise {
///     customer, touchpoint: "notice_sent", fired: amount >= 500.0, size: Some(amount),
/// };
/// let found = silent_touchpoints(&[paid("small", 20.0), paid("small", 80.0), paid("large", 500.0)], 2)?;
/// assert_eq!(found.touchpoints[0].silent, ["small"]);
/// assert_eq!(found.touchpoints[0].silent_below, Some(500.0));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::NotFinite`] for a size; [`Code::InvalidValue`] if `at_least` is 0.
pub fn silent_touchpoints(occasions: &[Promise<'_>], at_least: usize) -> Result<SilentTouchpoints> {
    if at_least == 0 {
        return Err(Error::new(Code::InvalidValue, "at least one occasion is needed").at_path("at_least"));
    }
    let mut groups: BTreeMap<&str, Vec<&Promise<'_>>> = BTreeMap::new();
    for (place, occasion) in occasions.iter().enumerate() {
        if occasion.size.is_some_and(|size| !size.is_finite()) {
            let path = format!("occasions[{place}].size");
            return Err(Error::new(Code::NotFinite, "numbers must be finite").at_path(&path));
        }
        groups.entry(occasion.touchpoint).or_default().push(occasion);
    }
    let mut touchpoints: Vec<SilentTouchpoint> = Vec::new();
    for (touchpoint, its) in groups {
        let mut customers: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
        for occasion in &its {
            let (times, heard) = customers.entry(occasion.customer).or_default();
            *times += 1;
            *heard |= occasion.fired;
        }
        let silent: Vec<String> = customers
            .iter()
            .filter(|(_, (times, heard))| *times >= at_least && !heard)
            .map(|(customer, _)| (*customer).to_owned())
            .collect();
        touchpoints.push(SilentTouchpoint {
            touchpoint: touchpoint.to_owned(),
            customers: customers.len(),
            silent_share: silent.len() as f64 / customers.len() as f64,
            silent,
            silent_below: threshold(&its),
        });
    }
    touchpoints
        .sort_by(|a, b| b.silent.len().cmp(&a.silent.len()).then_with(|| a.touchpoint.cmp(&b.touchpoint)));
    Ok(SilentTouchpoints {
        method: "customers for whom a signal was due and never fired",
        n_used: occasions.len(),
        touchpoints,
    })
}

fn threshold(occasions: &[&Promise<'_>]) -> Option<f64> {
    let sizes = |fired: bool| occasions.iter().filter(move |each| each.fired == fired).map(|each| each.size);
    let heard = sizes(true).collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::min)?;
    let silent = sizes(false).collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)?;
    (silent < heard).then_some(heard)
}

/// The moments for which no standard is written down, in the order in which they are given (T16).
///
/// ```
/// assert_eq!(tactful_insight::factors::without_standard(&["on_time", "greeting"], &["greeting"]), ["on_time"]);
/// ```
#[must_use]
pub fn without_standard<'a>(moments: &[&'a str], standards: &[&str]) -> Vec<&'a str> {
    let known: BTreeSet<&str> = standards.iter().copied().collect();
    moments.iter().copied().filter(|moment| !known.contains(moment)).collect()
}

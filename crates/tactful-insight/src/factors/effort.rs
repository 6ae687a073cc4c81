//! Effort against importance (T16): what a moment is worth, and what is spent on it.

use crate::result::all_finite;
use serde::Serialize;
use tactful::{Code, Error, Result};

/// Shares of effort and of importance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Efforts {
    /// How they were compared.
    pub method: &'static str,
    /// The touchpoints, the most neglected first.
    pub touchpoints: Vec<EffortShare>,
    /// Half the sum of all differences: the share of effort that lies in the wrong place, from 0 to 1.
    pub misplaced: f64,
}

/// A touchpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EffortShare {
    /// Its name.
    pub name: String,
    /// Its share of all effort.
    pub effort: f64,
    /// Its share of all importance.
    pub importance: f64,
    /// Importance less effort: above 0 where too little is done.
    pub gap: f64,
}

/// Compares, for each touchpoint, its share of effort with its share of importance.
///
/// ```
/// use tactful_insight::factors::efforts;
/// let found = efforts(&[("on_time", 1.0, 6.0), ("packing", 3.0, 2.0)])?;
/// assert_eq!((found.touchpoints[0].name.as_str(), found.misplaced), ("on_time", 0.5));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for a figure below 0, or where all effort or all importance is 0; [`Code::NotFinite`].
pub fn efforts(touchpoints: &[(&str, f64, f64)]) -> Result<Efforts> {
    for (place, (_, effort, importance)) in touchpoints.iter().enumerate() {
        let path = format!("touchpoints[{place}]");
        all_finite(&[*effort, *importance], false, &path)?;
        if *effort < 0.0 || *importance < 0.0 {
            return Err(
                Error::new(Code::InvalidValue, "effort and importance must not be negative").at_path(&path)
            );
        }
    }
    let total = |of: fn(&(&str, f64, f64)) -> f64| touchpoints.iter().map(of).sum::<f64>();
    let (effort, importance) = (total(|each| each.1), total(|each| each.2));
    if effort <= 0.0 || importance <= 0.0 || !effort.is_finite() || !importance.is_finite() {
        let message = "somewhere there must be effort, and somewhere importance";
        return Err(Error::new(Code::InvalidValue, message).at_path("touchpoints"));
    }
    let mut found: Vec<EffortShare> = touchpoints
        .iter()
        .map(|(name, its_effort, its_importance)| {
            let (effort, importance) = (its_effort / effort, its_importance / importance);
            EffortShare { name: (*name).to_owned(), effort, importance, gap: importance - effort }
        })
        .collect();
    found.sort_by(|a, b| b.gap.total_cmp(&a.gap).then_with(|| a.name.cmp(&b.name)));
    Ok(Efforts {
        method: "share of importance less share of effort",
        misplaced: found.iter().map(|each| each.gap.abs()).sum::<f64>() / 2.0,
        touchpoints: found,
    })
}

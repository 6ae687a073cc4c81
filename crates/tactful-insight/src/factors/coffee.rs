//! Coffee stains (T8): details that few mention and that colour the whole image, ranked by effect against cost.

use crate::numeric::sums;
use crate::result::{all_finite, finite};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// A detail, with how much it is said to matter and how much it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail<'a> {
    /// Its name.
    pub name: &'a str,
    /// What customers say, or the attention that it gets.
    pub stated: f64,
    /// Its effect on the overall image, such as its LMG.
    pub derived: f64,
    /// What doing it well costs; above 0.
    pub cost: f64,
}

/// Details that are coffee stains, the best bargain first, and how they were told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoffeeStains {
    /// How they were found.
    pub method: &'static str,
    /// Details looked at.
    pub n_used: usize,
    /// Stated importance below this is low: the median.
    pub stated_below: f64,
    /// An effect from this on is large: the median.
    pub derived_at_least: f64,
    /// The coffee stains.
    pub stains: Vec<CoffeeStain>,
    /// All details by effect per cost.
    pub by_effect_per_cost: Vec<CoffeeStain>,
}

/// A detail with its bargain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoffeeStain {
    /// Its name.
    pub name: String,
    /// What customers say.
    pub stated: f64,
    /// Its effect.
    pub derived: f64,
    /// Its cost.
    pub cost: f64,
    /// Effect per cost.
    pub effect_per_cost: f64,
}

/// Finds details of low stated importance, strictly below the median, with a large effect, at least the median.
///
/// ```
/// use tactful_insight::factors::{Detail, coffee_stains};
/// let details = [
///     Detail { name: "tray_clean", stated: 1.0, derived: 0.4, cost: 0.5 },
///     Detail { name: "safety", stated: 5.0, derived: 0.3, cost: 9.0 },
///     Detail { name: "magazine", stated: 2.0, derived: 0.0, cost: 1.0 },
/// ];
/// assert_eq!(coffee_stains(&details)?.stains[0].name, "tray_clean");
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::NotFinite`], [`Code::InvalidValue`] for a cost that is not above 0, or without details.
pub fn coffee_stains(details: &[Detail<'_>]) -> Result<CoffeeStains> {
    for (place, detail) in details.iter().enumerate() {
        let path = format!("details[{place}]");
        all_finite(&[detail.stated, detail.derived, detail.cost], false, &path)?;
        if detail.cost <= 0.0 {
            let message = "a cost must be greater than 0";
            return Err(Error::new(Code::InvalidValue, message).at_path(&format!("{path}.cost")));
        }
    }
    let column = |of: fn(&Detail<'_>) -> f64| details.iter().map(of).collect::<Vec<f64>>();
    let (Some(stated_below), Some(derived_at_least)) =
        (sums::median(&column(|detail| detail.stated)), sums::median(&column(|detail| detail.derived)))
    else {
        return Err(Error::new(Code::InvalidValue, "at least one detail is needed").at_path("details"));
    };
    let mut all: Vec<CoffeeStain> = Vec::new();
    for detail in details {
        let Some(effect_per_cost) = finite(detail.derived / detail.cost) else {
            let message = "the effect is too large for its cost to be compared";
            return Err(Error::new(Code::NotFinite, message).at_path("details"));
        };
        let name = detail.name.to_owned();
        let &Detail { stated, derived, cost, .. } = detail;
        all.push(CoffeeStain { name, stated, derived, cost, effect_per_cost });
    }
    all.sort_by(|a, b| b.effect_per_cost.total_cmp(&a.effect_per_cost).then_with(|| a.name.cmp(&b.name)));
    let stain = |detail: &&CoffeeStain| {
        detail.stated < stated_below && detail.derived >= derived_at_least && detail.derived > 0.0
    };
    Ok(CoffeeStains {
        method: "stated importance below its median, effect at least its median; ranked by effect per cost",
        n_used: details.len(),
        stated_below,
        derived_at_least,
        stains: all.iter().filter(stain).cloned().collect(),
        by_effect_per_cost: all,
    })
}

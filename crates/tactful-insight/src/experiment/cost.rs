//! What an effect costs (T13): contact has a price for each customer, and only some of them respond.

use crate::result::{Interval, all_finite, finite};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The cost of an effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostPerEffect {
    /// How it was computed.
    pub method: &'static str,
    /// Cost per contact times contacts.
    pub cost: f64,
    /// Effects gained: the effect on each customer times customers.
    pub effects: f64,
    /// The cost of one effect; absent where there is none.
    pub cost_per_effect: Option<f64>,
    /// Between which figures it lies, if the effect lies in its interval; absent where that reaches 0 or below: no cost can
    /// be named then.
    pub interval: Option<Interval>,
    /// What an effect is worth less what it costs, over all customers, if its worth is given.
    pub net: Option<f64>,
}

/// The cost of an effect that was measured with its interval.
///
/// ```
/// use tactful_insight::experiment::cost_per_effect;
/// let found = cost_per_effect(0.05, 10_000, 0.02, (0.01, 0.03), Some(5.0))?;
/// assert_eq!((found.cost_per_effect, found.net), (Some(2.5), Some(500.0)));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for a negative cost or an interval that does not hold the effect, [`Code::NotFinite`].
pub fn cost_per_effect(
    cost_per_contact: f64,
    contacts: u64,
    effect: f64,
    (lower, upper): (f64, f64),
    worth: Option<f64>,
) -> Result<CostPerEffect> {
    for (value, path) in
        [(cost_per_contact, "cost_per_contact"), (effect, "effect"), (lower, "lower"), (upper, "upper")]
    {
        all_finite(&[value], false, path)?;
    }
    if cost_per_contact < 0.0 {
        return Err(Error::new(Code::InvalidValue, "a cost must not be negative").at_path("cost_per_contact"));
    }
    if !(lower <= effect && effect <= upper) {
        return Err(Error::new(Code::InvalidValue, "the effect must lie in its interval").at_path("effect"));
    }
    let price = |effect: f64| if effect > 0.0 { finite(cost_per_contact / effect) } else { None };
    let (cost, effects) = (cost_per_contact * contacts as f64, effect * contacts as f64);
    Ok(CostPerEffect {
        method: "cost of all contacts over effects gained",
        cost,
        effects,
        cost_per_effect: price(effect),
        interval: price(upper).zip(price(lower)).map(|(lower, upper)| Interval { lower, upper }),
        net: worth.map(|worth| worth * effects - cost),
    })
}

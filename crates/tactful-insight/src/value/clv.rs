//! What a customer is worth at a constant retention (Gupta and Lehmann 2003).

use crate::result::{finite, within};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The value of a customer. What grows without end is absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RetentionValue {
    /// How it was computed.
    pub method: &'static str,
    /// For ever, the first margin coming after one period.
    pub infinite_first_margin_after_one_period: Option<f64>,
    /// For ever, the first margin coming now.
    pub infinite_first_margin_now: Option<f64>,
    /// For so many periods, the first margin coming after one.
    pub finite_after_one_period: Option<f64>,
    /// The first of these over the margin.
    pub margin_multiple: Option<f64>,
}

/// The value of a customer who brings `margin` a period, stays with the chance `retention`, at this rate of discount.
///
/// ```
/// let found = tactful_insight::value::retention_value(100.0, 0.8, 0.1, Some(5))?;
/// assert!((found.infinite_first_margin_now.unwrap() - 366.67).abs() < 0.01);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for a retention outside 0 to 1, a discount that is not above −1, more than 100,000 periods.
pub fn retention_value(
    margin: f64,
    retention: f64,
    discount: f64,
    periods: Option<u32>,
) -> Result<RetentionValue> {
    crate::result::all_finite(&[margin], false, "margin")?;
    within(retention, 0.0..=1.0, "retention", "a retention lies between 0 and 1")?;
    if !(discount > -1.0 && discount.is_finite()) {
        let message = "a rate of discount must be greater than -1";
        return Err(Error::new(Code::InvalidValue, message).at_path("discount"));
    }
    if periods.is_some_and(|periods| periods > 100_000) {
        let message = "at most 100000 periods are summed; leave the field out for ever";
        return Err(Error::new(Code::InvalidValue, message).at_path("periods"));
    }
    let factor = retention / (1.0 + discount);
    let for_ever = (factor < 1.0).then(|| retention / (1.0 + discount - retention));
    let sum = |periods: u32| {
        let mut power = 1.0;
        (0..periods).fold(0.0, |sum, _| {
            power *= factor;
            sum + power
        })
    };
    Ok(RetentionValue {
        method: "constant retention; margins at the ends of periods",
        infinite_first_margin_after_one_period: for_ever.and_then(|multiple| finite(margin * multiple)),
        infinite_first_margin_now: for_ever.and_then(|multiple| finite(margin * (multiple + 1.0))),
        finite_after_one_period: periods.and_then(|periods| finite(margin * sum(periods))),
        margin_multiple: for_ever.and_then(finite),
    })
}

//! What a loyal customer's profit is made of (R5): base, growth, lower cost, referrals, premium.

use crate::numeric::sums::sum;
use crate::result::{all_finite, finite};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// A period of a customer; money in whatever unit, the same throughout.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Profit {
    /// Sales.
    pub sales: f64,
    /// What they cost, without service.
    pub cost_of_sales: f64,
    /// What service cost.
    pub service_cost: f64,
    /// Margin of new customers whom this one brought, and marketing that they saved.
    pub referral_margin: f64,
    /// What was paid above the usual price; it is part of `sales`.
    pub price_premium: f64,
}

/// The parts of profit beyond what the first period brought, in each period and in all. They sum to the profit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Composition {
    /// How it was taken apart.
    pub method: &'static str,
    /// Periods.
    pub n_used: usize,
    /// What the first period brought, without its premium and its referrals, times periods.
    pub base: f64,
    /// Added sales at their own margin.
    pub growth: f64,
    /// Service that costs less for each unit of sales than in the first period.
    pub lower_cost: f64,
    /// New customers brought.
    pub referral: f64,
    /// Readiness to pay more.
    pub premium: f64,
    /// All of it.
    pub profit: f64,
    /// The share of each part in the sum of those that are above 0; absent if there are none.
    pub shares: Option<[f64; 5]>,
}

/// Takes the profit of a customer apart; the first period is the yardstick.
///
/// ```
/// use tactful_insight::value::{Profit, profit_composition};
/// let first = Profit { sales: 100.0, cost_of_sales: 60.0, service_cost: 10.0, ..Profit::default() };
/// let later = Profit { sales: 150.0, cost_of_sales: 90.0, service_cost: 9.0, referral_margin: 5.0, ..first };
/// let found = profit_composition(&[first, later])?;
/// assert_eq!((found.base, found.growth, found.lower_cost, found.referral), (60.0, 15.0, 6.0, 5.0));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::TooFewRows`] without periods, [`Code::NotFinite`], [`Code::InvalidValue`] for negative sales or a first period
/// without sales.
pub fn profit_composition(periods: &[Profit]) -> Result<Composition> {
    for (place, period) in periods.iter().enumerate() {
        let path = format!("periods[{place}]");
        let Profit { sales, cost_of_sales, service_cost, referral_margin, price_premium } = *period;
        all_finite(&[sales, cost_of_sales, service_cost, referral_margin, price_premium], false, &path)?;
        if sales < 0.0 {
            return Err(Error::new(Code::InvalidValue, "sales must not be negative").at_path(&path));
        }
    }
    let Some(first) = periods.first() else {
        return Err(Error::new(Code::TooFewRows, "at least one period is needed").at_path("periods"));
    };
    let plain = |period: &Profit| period.sales - period.price_premium;
    if plain(first) <= 0.0 {
        let message = "the first period is the yardstick and needs sales";
        return Err(Error::new(Code::InvalidValue, message).at_path("periods[0].sales"));
    }
    let service_rate = first.service_cost / plain(first);
    // what sales bring if service cost as much for each unit as at first
    let brings = |period: &Profit| plain(period) * (1.0 - service_rate) - period.cost_of_sales;
    let base = brings(first);
    let total = |part: &dyn Fn(&Profit) -> f64| sum(periods.iter().map(part));
    let growth = total(&|period| brings(period) - base);
    let lower_cost = total(&|period| plain(period) * service_rate - period.service_cost);
    let referral = total(&|period| period.referral_margin);
    let premium = total(&|period| period.price_premium);
    let base = base * periods.len() as f64;
    let parts = [base, growth, lower_cost, referral, premium];
    let gains = sum(parts.iter().map(|part| part.max(0.0)));
    let profit = sum(parts);
    if finite(profit).is_none() {
        return Err(Error::new(Code::NotFinite, "the figures are too large to be summed").at_path("periods"));
    }
    Ok(Composition {
        method: "against the first period: sales at its rate of service cost, then each part by itself",
        n_used: periods.len(),
        base,
        growth,
        lower_cost,
        referral,
        premium,
        profit,
        shares: (gains > 0.0).then(|| parts.map(|part| part.max(0.0) / gains)),
    })
}

//! Purchases of each customer, summed up as models of repeat buying want them.

use crate::numeric::sums;
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::time::Date;
use tactful::{Code, Error, Result};

/// A purchase.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    /// Who bought.
    pub customer: String,
    /// The day.
    pub date: Date,
    /// The amount; not negative.
    pub amount: f64,
}

/// The unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Days.
    Day,
    /// Weeks of seven days.
    Week,
}

impl TimeUnit {
    /// The names of both.
    pub const ALL: &'static [(&'static str, Self)] = &[("day", Self::Day), ("week", Self::Week)];

    fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
        }
    }
}

/// A customer's purchases, summed up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summary {
    /// Days with a purchase after the first one.
    pub x: u64,
    /// When the last of them was, counted from the first purchase.
    pub t_x: f64,
    /// How long the customer has been watched: from the first purchase to the end of the period.
    #[serde(rename = "T")]
    pub t: f64,
    /// The mean amount of those days; 0 if there are none.
    pub mean_repeat_value: f64,
}

/// Customers, summed up, by id; and those whose first purchase comes after the period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summaries {
    /// The customers.
    #[serde(flatten)]
    pub customers: BTreeMap<String, Summary>,
    /// Customers who have bought only later.
    pub absent: Vec<String>,
}

/// Sums up purchases: the first day is left out, purchases of one day are one, and what comes after `period_end` does not
/// count (the convention of Fader and Hardie).
///
/// ```
/// use tactful::time::Date;
/// use tactful_insight::value::{Purchase, TimeUnit, summaries};
/// let bought = |date, amount| Purchase { customer: "a".to_owned(), date: Date::parse(date).unwrap(), amount };
/// let purchases = [bought("1997-01-01", 10.0), bought("1997-01-15", 20.0), bought("1997-01-15", 5.0)];
/// let found = summaries(&purchases, Date::parse("1997-01-31")?, TimeUnit::Day)?;
/// let a = found.customers["a"];
/// assert_eq!((a.x, a.t_x, a.t, a.mean_repeat_value), (1, 14.0, 30.0, 25.0));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for an amount that is negative or not finite, or a customer named `absent`.
pub fn summaries(purchases: &[Purchase], period_end: Date, unit: TimeUnit) -> Result<Summaries> {
    let mut days: BTreeMap<&str, BTreeMap<Date, f64>> = BTreeMap::new();
    for (place, purchase) in purchases.iter().enumerate() {
        if !(purchase.amount.is_finite() && purchase.amount >= 0.0) {
            let message = "an amount must not be negative; leave returns out";
            return Err(
                Error::new(Code::InvalidValue, message).at_path(&format!("transactions[{place}].amount"))
            );
        }
        if purchase.customer == "absent" {
            let message = "no customer may be called `absent`, the name of a list in the answer";
            let path = format!("transactions[{place}].customer");
            return Err(Error::new(Code::InvalidValue, message).at_path(&path));
        }
        let its = days.entry(&purchase.customer).or_default();
        *its.entry(purchase.date).or_default() += purchase.amount;
    }
    let mut found = Summaries { customers: BTreeMap::new(), absent: Vec::new() };
    for (customer, its) in days {
        let within: Vec<(Date, f64)> = its.into_iter().take_while(|(day, _)| *day <= period_end).collect();
        let Some(((first, _), repeats)) = within.split_first() else {
            found.absent.push(customer.to_owned());
            continue;
        };
        let since = |day: Date| ((day.midnight() - first.midnight()) / 86_400) as f64 / unit.days();
        let amounts: Vec<f64> = repeats.iter().map(|(_, amount)| *amount).collect();
        let summary = Summary {
            x: repeats.len() as u64,
            t_x: repeats.last().map_or(0.0, |(day, _)| since(*day)),
            t: since(period_end),
            mean_repeat_value: sums::mean(&amounts),
        };
        found.customers.insert(customer.to_owned(), summary);
    }
    Ok(found)
}

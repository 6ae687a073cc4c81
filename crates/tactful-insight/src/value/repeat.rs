//! Buyers of a period as the models of repeat buying see them.

use crate::result::{all_finite, positive, same_length};
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::{Code, Error, Result};

/// Buyers, column by column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RepeatBuyers {
    /// Repeat purchases.
    pub x: Vec<f64>,
    /// When the last one was, counted from the first purchase; 0 without one.
    pub t_x: Vec<f64>,
    /// How long the buyer has been watched since the first purchase.
    pub t: Vec<f64>,
}

/// Sums of predictions over all buyers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PredictedSum {
    /// The model.
    pub method: &'static str,
    /// Buyers.
    pub n_used: usize,
    /// Purchases that are expected of all of them.
    pub sum_expected_transactions: f64,
    /// Buyers who are expected to be there still.
    pub sum_p_alive: f64,
    /// Buyers without a repeat purchase: their chance of being there says little.
    pub no_repeat_yet: usize,
}

/// A buyer of whom there are `count`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Buyer {
    pub(crate) x: f64,
    pub(crate) t_x: f64,
    pub(crate) t: f64,
    pub(crate) count: f64,
}

impl RepeatBuyers {
    /// Lengths and figures are as they must be.
    pub(crate) fn check(&self) -> Result<()> {
        same_length(self.t_x.len(), self.x.len(), "t_x")?;
        same_length(self.t.len(), self.x.len(), "T")?;
        for (values, path) in [(&self.x, "x"), (&self.t_x, "t_x"), (&self.t, "T")] {
            all_finite(values, false, path)?;
        }
        let refuse = |row: usize, path: &str, message: &str| {
            Err(Error::new(Code::InvalidValue, message).at_path(&format!("{path}[{row}]")))
        };
        for (row, ((x, t_x), t)) in self.x.iter().zip(&self.t_x).zip(&self.t).enumerate() {
            if *x < 0.0 || x.fract() != 0.0 {
                return refuse(row, "x", "repeat purchases are counted in whole numbers from 0");
            }
            if *t_x < 0.0 || t_x > t {
                return refuse(row, "t_x", "the last purchase must lie between 0 and `T`");
            }
            if *x == 0.0 && *t_x != 0.0 {
                return refuse(row, "t_x", "without a repeat purchase the last one is at 0");
            }
        }
        Ok(())
    }

    /// Buyers, equal ones together, in an order of their own: the same whatever the order of rows.
    pub(crate) fn grouped(&self) -> Result<Vec<Buyer>> {
        self.check()?;
        if self.x.is_empty() {
            return Err(Error::new(Code::EmptyGroup, "at least one buyer is needed").at_path("x"));
        }
        // numbers that are not negative sort as their bits do
        let mut groups: BTreeMap<[u64; 3], f64> = BTreeMap::new();
        for ((x, t_x), t) in self.x.iter().zip(&self.t_x).zip(&self.t) {
            *groups.entry([x, t_x, t].map(|value| (value + 0.0).to_bits())).or_default() += 1.0;
        }
        let buyer = |(key, count): ([u64; 3], f64)| {
            let [x, t_x, t] = key.map(f64::from_bits);
            Buyer { x, t_x, t, count }
        };
        Ok(groups.into_iter().map(buyer).collect())
    }

    /// Buyers without a repeat purchase.
    pub(crate) fn without_repeat(&self) -> usize {
        self.x.iter().filter(|x| **x == 0.0).count()
    }
}

/// What a buyer is shown as: one who has not come back yet is not "certainly alive".
pub(crate) fn state(x: f64) -> Code {
    if x == 0.0 { Code::NoRepeatYet } else { Code::Repeating }
}

/// Refuses parameters that are not positive.
pub(crate) fn all_positive(params: &[(f64, &str)]) -> Result<()> {
    params.iter().try_for_each(|(value, name)| positive(*value, &format!("params.{name}")))
}

/// Refuses what is not a number from 0 on.
pub(crate) fn horizon(value: f64, path: &str) -> Result<()> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(Error::new(Code::InvalidValue, "a time must be a number from 0 on").at_path(path))
}

/// A figure that does not exist for these parameters.
pub(crate) fn undefined(what: &str) -> Error {
    Error::new(Code::UndefinedFigure, what)
}

//! Rows of a survey: an outcome and drivers, weights, and what is missing.

use crate::result::{all_finite, same_length};
use std::borrow::Cow;
use tactful::{Code, Error, Result};

/// A named column of numbers; NaN where nothing was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name, for results and refusals.
    pub name: String,
    /// One number for each row; NaN: missing.
    pub values: Vec<f64>,
}

impl Column {
    /// A column.
    #[must_use]
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self { name: name.into(), values }
    }
}

/// An outcome and the drivers that may explain it, row by row.
///
/// ```
/// use tactful_insight::importance::{Column, Survey};
/// let mut survey = Survey::new(Column::new("rating", vec![4.0, 2.0]), vec![Column::new("wifi", vec![5.0, 0.0])]);
/// survey.not_applicable = vec![0.0]; // no wifi on board is no bad rating
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// What is to be explained.
    pub outcome: Column,
    /// What may explain it, in the order of the results.
    pub drivers: Vec<Column>,
    /// How much each row counts; absent: all alike. A missing weight drops the row, as does a weight of 0.
    pub weights: Option<Vec<f64>>,
    /// Ratings of drivers that mean "does not apply": they count as missing, never as the worst.
    pub not_applicable: Vec<f64>,
}

/// The rows of a survey that lack nothing.
#[derive(Debug, Clone)]
pub(crate) struct Rows<'a> {
    /// The drivers, then the outcome.
    pub(crate) columns: Vec<Cow<'a, [f64]>>,
    pub(crate) weights: Option<Cow<'a, [f64]>>,
    pub(crate) used: usize,
    pub(crate) dropped: usize,
}

impl Survey {
    /// A survey whose rows count alike.
    #[must_use]
    pub fn new(outcome: Column, drivers: Vec<Column>) -> Self {
        Self { outcome, drivers, weights: None, not_applicable: Vec::new() }
    }

    /// The names of the drivers.
    pub(crate) fn names(&self) -> Vec<String> {
        self.drivers.iter().map(|driver| driver.name.clone()).collect()
    }

    /// Whether this rating of a driver is an answer.
    pub(crate) fn is_answer(&self, rating: f64) -> bool {
        !rating.is_nan() && !self.not_applicable.contains(&rating)
    }

    /// Lengths and numbers are as they must be.
    pub(crate) fn check(&self) -> Result<()> {
        if self.drivers.is_empty() {
            return Err(Error::new(Code::InvalidValue, "at least one driver is needed").at_path("x"));
        }
        let rows = self.outcome.values.len();
        all_finite(&self.outcome.values, true, "y")?;
        for driver in &self.drivers {
            let path = format!("x.{}", driver.name);
            same_length(driver.values.len(), rows, &path)?;
            all_finite(&driver.values, true, &path)?;
        }
        if let Some(weights) = &self.weights {
            same_length(weights.len(), rows, "weights")?;
            all_finite(weights, true, "weights")?;
            if let Some(row) = weights.iter().position(|weight| *weight < 0.0) {
                let path = format!("weights[{row}]");
                return Err(Error::new(Code::InvalidValue, "a weight must not be negative").at_path(&path));
            }
        }
        Ok(())
    }

    /// The rows that lack nothing (listwise deletion).
    pub(crate) fn complete(&self) -> Result<Rows<'_>> {
        self.check()?;
        let all = self.outcome.values.len();
        // column by column, as the values lie
        let mut whole: Vec<bool> = self.outcome.values.iter().map(|value| !value.is_nan()).collect();
        let mut keep = |values: &[f64], answers: &dyn Fn(f64) -> bool| {
            whole.iter_mut().zip(values).for_each(|(whole, value)| *whole &= answers(*value));
        };
        for driver in &self.drivers {
            if self.not_applicable.is_empty() {
                keep(&driver.values, &|value| !value.is_nan());
            } else {
                keep(&driver.values, &|value| self.is_answer(value));
            }
        }
        if let Some(weights) = &self.weights {
            keep(weights, &|weight| weight > 0.0);
        }
        let used = whole.iter().filter(|whole| **whole).count();
        let take = |values: &'_ Vec<f64>| -> Vec<f64> {
            values.iter().zip(&whole).filter(|(_, whole)| **whole).map(|(value, _)| *value).collect()
        };
        let columns = self.drivers.iter().map(|driver| &driver.values).chain([&self.outcome.values]);
        // nothing is copied where nothing is missing
        let (columns, weights) = if used == all {
            let columns = columns.map(|values| Cow::Borrowed(values.as_slice())).collect();
            (columns, self.weights.as_deref().map(Cow::Borrowed))
        } else {
            (
                columns.map(|values| Cow::Owned(take(values))).collect(),
                self.weights.as_ref().map(|all| Cow::Owned(take(all))),
            )
        };
        Ok(Rows { columns, weights, used, dropped: all - used })
    }

    /// The same survey of some rows only.
    pub(crate) fn of_rows(&self, rows: &[usize]) -> Survey {
        let take = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        let column = |column: &Column| Column::new(column.name.clone(), take(&column.values));
        Survey {
            outcome: column(&self.outcome),
            drivers: self.drivers.iter().map(column).collect(),
            weights: self.weights.as_ref().map(|weights| take(weights)),
            not_applicable: self.not_applicable.clone(),
        }
    }
}

/// Refuses fewer rows than the question needs.
pub(crate) fn enough(rows: usize, needed: usize) -> Result<()> {
    if rows >= needed {
        return Ok(());
    }
    let message = format!("{rows} complete rows are too few; at least {needed} are needed");
    Err(Error::new(Code::TooFewRows, message))
}

//! Recency, frequency and money in fifths.
//!
//! A score is 1 + ⌊5 × customers who are strictly worse ÷ all⌋: equal customers always score alike, and one-time buyers
//! stay at the bottom however many they are.

use crate::result::all_finite;
use serde::Serialize;
use tactful::{Code, Error, Result};

/// A customer.
#[derive(Debug, Clone, PartialEq)]
pub struct RfmRow {
    /// The id.
    pub id: String,
    /// Days since the last purchase: fewer are better.
    pub recency_days: f64,
    /// Purchases: more are better.
    pub frequency: f64,
    /// Money: more is better.
    pub monetary: f64,
}

/// Scores from 1 to 5, 5 being the best, in the order of the customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rfm {
    /// The rule.
    pub method: &'static str,
    /// Customers.
    pub n_used: usize,
    /// The customers.
    pub ids: Vec<String>,
    /// Recency.
    #[serde(rename = "R")]
    pub recency: Vec<u8>,
    /// Frequency.
    #[serde(rename = "F")]
    pub frequency: Vec<u8>,
    /// Money.
    #[serde(rename = "M")]
    pub monetary: Vec<u8>,
    /// The three in a row.
    pub cell: Vec<String>,
}

/// Scores of customers, each trait by itself (not nested).
///
/// ```
/// use tactful_insight::value::{RfmRow, rfm_scores};
/// let row = |id: &str, recency_days, frequency| RfmRow { id: id.to_owned(), recency_days, frequency, monetary: 1.0 };
/// let found = rfm_scores(&[row("a", 1.0, 9.0), row("b", 90.0, 1.0)])?;
/// assert_eq!(found.cell, ["331", "111"]);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::NotFinite`], [`Code::DuplicateId`], [`Code::EmptyGroup`] without customers.
pub fn rfm_scores(rows: &[RfmRow]) -> Result<Rfm> {
    if rows.is_empty() {
        return Err(Error::new(Code::EmptyGroup, "at least one customer is needed").at_path("rows"));
    }
    let mut seen = std::collections::BTreeSet::new();
    for (place, row) in rows.iter().enumerate() {
        let path = format!("rows[{place}]");
        all_finite(&[row.recency_days, row.frequency, row.monetary], false, &path)?;
        if !seen.insert(row.id.as_str()) {
            return Err(Error::new(Code::DuplicateId, "an id comes twice").at_path(&format!("{path}.id")));
        }
    }
    let column = |of: fn(&RfmRow) -> f64| fifths(&rows.iter().map(of).collect::<Vec<_>>());
    let recency = column(|row| -row.recency_days);
    let frequency = column(|row| row.frequency);
    let monetary = column(|row| row.monetary);
    let cells = recency.iter().zip(&frequency).zip(&monetary);
    Ok(Rfm {
        method: "1 + floor(5 x customers strictly worse / all), each trait by itself",
        n_used: rows.len(),
        ids: rows.iter().map(|row| row.id.clone()).collect(),
        cell: cells.map(|((r, f), m)| format!("{r}{f}{m}")).collect(),
        recency,
        frequency,
        monetary,
    })
}

/// Scores of one trait, more being better.
///
/// ```
/// assert_eq!(tactful_insight::value::frequency_scores(&[1.0, 1.0, 1.0, 4.0])?, [1, 1, 1, 4]);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::NotFinite`], [`Code::EmptyGroup`] without customers.
pub fn frequency_scores(frequency: &[f64]) -> Result<Vec<u8>> {
    all_finite(frequency, false, "frequency")?;
    if frequency.is_empty() {
        return Err(Error::new(Code::EmptyGroup, "at least one customer is needed").at_path("frequency"));
    }
    Ok(fifths(frequency))
}

fn fifths(values: &[f64]) -> Vec<u8> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let worse = |value: f64| sorted.partition_point(|other| *other < value);
    values.iter().map(|value| 1 + (5 * worse(*value) / values.len()) as u8).collect()
}

//! What results have in common.

use serde::{Serialize, Serializer};
use tactful::{Code, Error, Result};

/// Codes as their names.
pub(crate) fn names<S: Serializer>(codes: &[Code], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(codes.iter().map(|code| code.as_str()))
}

/// A lower and an upper end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

impl Interval {
    pub(crate) fn around(middle: f64, half: f64) -> Self {
        Self { lower: middle - half, upper: middle + half }
    }

    pub(crate) fn clipped(self, least: f64, most: f64) -> Self {
        Self { lower: self.lower.clamp(least, most), upper: self.upper.clamp(least, most) }
    }

    pub(crate) fn times(self, factor: f64) -> Self {
        Self { lower: self.lower * factor, upper: self.upper * factor }
    }
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        [self.lower, self.upper].serialize(serializer)
    }
}

/// The number, if it is one.
pub(crate) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Refuses what is not within `range`, with the path of the field.
pub(crate) fn within(value: f64, range: std::ops::RangeInclusive<f64>, path: &str, what: &str) -> Result<()> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(Error::new(Code::InvalidValue, what).at_path(path))
}

/// Refuses what is not strictly between 0 and 1.
pub(crate) fn share(value: f64, path: &str) -> Result<()> {
    if value > 0.0 && value < 1.0 {
        return Ok(());
    }
    Err(Error::new(Code::InvalidValue, "must lie between 0 and 1, neither of them included").at_path(path))
}

/// Refuses what is not positive.
pub(crate) fn positive(value: f64, path: &str) -> Result<()> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(Error::new(Code::InvalidValue, "must be greater than 0").at_path(path))
}

/// Refuses values that are not finite; NaN is told apart as missing only where `missing` allows it.
pub(crate) fn all_finite(values: &[f64], missing: bool, path: &str) -> Result<()> {
    let bad = |value: &f64| !(value.is_finite() || missing && value.is_nan());
    match values.iter().position(bad) {
        None => Ok(()),
        Some(row) => {
            Err(Error::new(Code::NotFinite, "numbers must be finite").at_path(&format!("{path}[{row}]")))
        }
    }
}

/// Refuses columns of different length.
pub(crate) fn same_length(length: usize, expected: usize, path: &str) -> Result<()> {
    if length == expected {
        return Ok(());
    }
    let message =
        format!("columns must be equally long; this one has {length} values, the first one {expected}");
    Err(Error::new(Code::UnequalLengths, message).at_path(path))
}

/// Places from 1, the largest first; equal values share the better place.
pub(crate) fn ranks(values: &[f64]) -> Vec<usize> {
    values.iter().map(|value| 1 + values.iter().filter(|other| *other > value).count()).collect()
}

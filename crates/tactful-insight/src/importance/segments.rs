//! Importance by segment (T7): each segment has reasons of its own.

use super::linear::{Exact, Importance, linear};
use super::survey::Survey;
use crate::result::same_length;
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::Result;

/// Importance for each segment, by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BySegment {
    /// How it was computed.
    pub method: &'static str,
    /// The segments in the order of their names.
    pub segments: Vec<Segment>,
    /// Rows whose segment is not known.
    pub n_without_segment: usize,
}

/// What matters to a segment, or why that cannot be told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Segment {
    /// Its name.
    pub segment: String,
    /// All of its rows.
    pub rows: usize,
    /// What matters to it.
    pub importance: Option<Importance>,
    /// Why that cannot be told: the code of the refusal.
    pub refused: Option<&'static str>,
}

/// Importance within each segment. One that is too small, or all of one mind, is told and fails nobody else.
///
/// ```
/// use tactful_insight::importance::{Column, Exact, Survey, by_segment};
/// let survey = Survey::new(
///     Column::new("y", vec![1.0, 2.0, 3.0, 1.0, 5.0]),
///     vec![Column::new("x", vec![1.0, 2.0, 3.0, 4.0, 1.0])],
/// );
/// let labels = ["gold", "gold", "gold", "plain", ""].map(|label| (!label.is_empty()).then_some(label));
/// let found = by_segment(&survey, &labels, Exact::default())?;
/// assert!(found.segments[0].importance.as_ref().unwrap().r2 > 0.999_999);
/// assert_eq!((found.segments[1].refused, found.n_without_segment), (Some("too_few_rows"), 1));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`tactful::Code::UnequalLengths`], and what [`linear`] refuses whatever the rows.
pub fn by_segment(survey: &Survey, labels: &[Option<&str>], exact: Exact) -> Result<BySegment> {
    survey.check()?;
    same_length(labels.len(), survey.outcome.values.len(), "segment")?;
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, label) in labels.iter().enumerate() {
        if let Some(label) = label {
            rows.entry(label).or_default().push(row);
        }
    }
    let known: usize = rows.values().map(Vec::len).sum();
    let segments = rows.into_iter().map(|(segment, rows)| {
        let found = linear(&survey.of_rows(&rows), exact);
        Segment {
            segment: segment.to_owned(),
            rows: rows.len(),
            refused: found.as_ref().err().map(|error| error.code().as_str()),
            importance: found.ok(),
        }
    });
    Ok(BySegment {
        method: "LMG within each segment",
        segments: segments.collect(),
        n_without_segment: labels.len() - known,
    })
}

//! Emergence (T6): moments surface as unaltered details add up over customers. What is counted are the ends of chains, not
//! first answers, and customers, not remarks.

use super::laddering::Question;
use crate::experiment::wilson_interval;
use crate::numeric::normal;
use crate::result::share;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tactful::{Code, Error, Result};

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainEnd<'a> {
    /// The customer.
    pub customer: &'a str,
    /// The segment.
    pub segment: &'a str,
    /// The question that the chain began with.
    pub question: Question,
    /// The detail, as a word of the house; absent if the chain did not come to one.
    pub detail: Option<&'a str>,
}

/// Details by segment and question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Emergence {
    /// How they were counted.
    pub method: &'static str,
    /// The level of the bounds.
    pub level: f64,
    /// A detail is a moment from this lower bound on.
    pub moment_from: f64,
    /// Chains that came to a detail.
    pub n_used: usize,
    /// Chains that did not.
    pub n_dropped: usize,
    /// Details over all segments and in each, for each question; the surest first.
    pub details: Vec<Detail>,
}

/// A detail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detail {
    /// The segment; absent: all of them.
    pub segment: Option<String>,
    /// The question.
    pub question: Question,
    /// The detail.
    pub detail: String,
    /// Customers who named it.
    pub customers: u64,
    /// Customers who were asked.
    pub asked: u64,
    /// Their share.
    pub share: f64,
    /// Its lower bound (Wilson).
    pub lower: f64,
    /// Its upper bound.
    pub upper: f64,
    /// Whether it is a moment.
    pub state: Moment,
}

/// Whether a detail is a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Enough customers name it.
    Moment,
    /// Too few customers to tell; a single remark always.
    Candidate,
}

/// Counts details over customers; everybody who was asked counts, whether or not a detail came of it.
///
/// ```
/// use tactful_insight::voice::{ChainEnd, Moment, Question, emergence};
/// let names: Vec<String> = (0..20).map(|n| format!("c{n}")).collect();
/// let ends: Vec<ChainEnd<'_>> = names
///     .iter()
///     .enumerate()
///     .map(|(n, customer)| ChainEnd {
///         customer,
///         segment: "all",
///         question: Question::WhyStay,
///         detail: Some(if n < 15 { "on_time" } else { "hair_band" }),
///     })
///     .collect();
/// let found = emergence(&ends, 0.95, 0.3)?;
/// assert_eq!((found.details[0].detail.as_str(), found.details[0].state), ("on_time", Moment::Moment));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for a level or a bound out of range.
pub fn emergence(ends: &[ChainEnd<'_>], level: f64, moment_from: f64) -> Result<Emergence> {
    share(level, "level")?;
    if !(0.0..1.0).contains(&moment_from) {
        let message = "the bound from which a detail is a moment lies between 0 and 1";
        return Err(Error::new(Code::InvalidValue, message).at_path("moment_from"));
    }
    type Cell<'a> = (Option<&'a str>, Question);
    let mut asked: BTreeMap<Cell<'_>, BTreeSet<&str>> = BTreeMap::new();
    let mut named: BTreeMap<(Cell<'_>, &str), BTreeSet<&str>> = BTreeMap::new();
    for end in ends {
        for cell in [(None, end.question), (Some(end.segment), end.question)] {
            asked.entry(cell).or_default().insert(end.customer);
            if let Some(detail) = end.detail {
                named.entry((cell, detail)).or_default().insert(end.customer);
            }
        }
    }
    let z = normal::two_sided(level);
    let mut details: Vec<Detail> = Vec::new();
    for ((cell, detail), customers) in named {
        let n = asked.get(&cell).map_or(0, BTreeSet::len) as u64;
        let x = customers.len() as u64;
        let bounds = wilson_interval(x, n, z);
        details.push(Detail {
            segment: cell.0.map(str::to_owned),
            question: cell.1,
            detail: detail.to_owned(),
            customers: x,
            asked: n,
            share: x as f64 / n as f64,
            lower: bounds.lower,
            upper: bounds.upper,
            state: if x > 1 && bounds.lower >= moment_from { Moment::Moment } else { Moment::Candidate },
        });
    }
    details.sort_by(|a, b| b.lower.total_cmp(&a.lower));
    let n_used = ends.iter().filter(|end| end.detail.is_some()).count();
    Ok(Emergence {
        method: "distinct customers whose chain ends in the detail, over those asked; Wilson bounds",
        level,
        moment_from,
        n_used,
        n_dropped: ends.len() - n_used,
        details,
    })
}

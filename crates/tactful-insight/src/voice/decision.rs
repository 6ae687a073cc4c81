//! How customers decide (T17): four tags on every statement, and lures, which win customers and do not keep them.

use super::laddering::{Question, Tag};
use crate::experiment::wilson_interval;
use crate::numeric::normal;
use crate::result::share;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tactful::Result;

/// A statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The customer.
    pub customer: &'a str,
    /// The question.
    pub question: Question,
    /// What it tells of the decision.
    pub tag: Tag,
    /// What it speaks of, as a word of the house.
    pub detail: &'a str,
}

/// Statements by question and tag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionTags {
    /// How they were counted.
    pub method: &'static str,
    /// Statements.
    pub n_used: usize,
    /// Details by question and tag, the most customers first.
    pub decisions: Vec<Decision>,
    /// Details that win customers and do not keep them.
    pub lures: Vec<Lure>,
}

/// A detail under a question and a tag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// The question.
    pub question: Question,
    /// The tag.
    pub tag: Tag,
    /// The detail.
    pub detail: String,
    /// Customers who named it.
    pub customers: usize,
}

/// A lure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lure {
    /// The detail.
    pub detail: String,
    /// The share of customers who bought for it.
    pub acquires: f64,
    /// The share of customers who stay for it.
    pub retains: f64,
    /// The lower bound of the first (Wilson), which lies above the next.
    pub acquires_at_least: f64,
    /// The upper bound of the second.
    pub retains_at_most: f64,
}

/// Counts statements, and finds details for which surely more customers buy than stay.
///
/// ```
/// use tactful_insight::voice::{Question, Statement, Tag, decision_tags};
/// let names: Vec<String> = (0..40).map(|n| format!("c{n}")).collect();
/// let statements: Vec<Statement<'_>> = names
///     .iter()
///     .flat_map(|customer| {
///         let said = |question, detail| Statement { customer, question, tag: Tag::Priority, detail };
///         [said(Question::WhyBuy, "sign_up_lure"), said(Question::WhyStay, "notice_sent")]
///     })
///     .collect();
/// assert_eq!(decision_tags(&statements, 0.95)?.lures[0].detail, "sign_up_lure");
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`tactful::Code::InvalidValue`] for a level out of range.
pub fn decision_tags(statements: &[Statement<'_>], level: f64) -> Result<DecisionTags> {
    share(level, "level")?;
    let mut cells: BTreeMap<(Question, Tag, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut asked: BTreeMap<Question, BTreeSet<&str>> = BTreeMap::new();
    let mut named: BTreeMap<(&str, Question), BTreeSet<&str>> = BTreeMap::new();
    for said in statements {
        cells.entry((said.question, said.tag, said.detail)).or_default().insert(said.customer);
        asked.entry(said.question).or_default().insert(said.customer);
        named.entry((said.detail, said.question)).or_default().insert(said.customer);
    }
    let mut decisions: Vec<Decision> = cells
        .into_iter()
        .map(|((question, tag, detail), customers)| Decision {
            question,
            tag,
            detail: detail.to_owned(),
            customers: customers.len(),
        })
        .collect();
    decisions
        .sort_by_key(|decision| (decision.question, decision.tag, std::cmp::Reverse(decision.customers)));
    let z = normal::two_sided(level);
    let of = |detail: &str, question: Question| {
        let n = asked.get(&question).map_or(0, BTreeSet::len) as u64;
        let x = named.get(&(detail, question)).map_or(0, BTreeSet::len) as u64;
        (n > 0).then(|| (x as f64 / n as f64, wilson_interval(x, n, z)))
    };
    let details: BTreeSet<&str> = named.keys().map(|(detail, _)| *detail).collect();
    let mut lures: Vec<Lure> = details
        .into_iter()
        .filter_map(|detail| {
            let (acquires, at_least) = of(detail, Question::WhyBuy)?;
            let (retains, at_most) = of(detail, Question::WhyStay)?;
            (at_least.lower > at_most.upper).then(|| Lure {
                detail: detail.to_owned(),
                acquires,
                retains,
                acquires_at_least: at_least.lower,
                retains_at_most: at_most.upper,
            })
        })
        .collect();
    lures.sort_by(|a, b| b.acquires_at_least.total_cmp(&a.acquires_at_least));
    Ok(DecisionTags {
        method: "distinct customers by question and tag; a lure where the Wilson bounds do not meet",
        n_used: statements.len(),
        decisions,
        lures,
    })
}

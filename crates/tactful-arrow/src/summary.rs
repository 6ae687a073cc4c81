//! What a batch came to.

use crate::instants::Shifts;
use std::collections::BTreeMap;
use tactful::Code;

/// What a batch came to: counts, so that nothing is passed over in silence.
///
/// ```
/// use tactful::{time::Instant, Engine};
/// use tactful_arrow::{decide_tables, Ask};
/// let engine = Engine::house()?;
/// let ask = Ask::new(&engine, Instant::parse("2026-11-21T09:30:00+01:00")?, None, None)?;
/// let decided = decide_tables(&engine, &[], &[], &ask)?;
/// assert_eq!(decided.summary.decisions, 0);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows of customers.
    pub customers: u64,
    /// Rows of facts.
    pub facts: u64,
    /// Rows of decisions, errors included.
    pub decisions: u64,
    /// Decisions by verdict, `error` included; those that did not occur are absent.
    pub verdicts: BTreeMap<&'static str, u64>,
    /// Rows of customers that came back as `error`, by code.
    pub errors: BTreeMap<&'static str, u64>,
    /// Facts of customers that are not in the table; they were not read.
    pub facts_of_others: u64,
    /// Facts that do not say whose they are; they were not read.
    pub facts_of_nobody: u64,
    /// Rows of standings that do not say whose they are; they were not read.
    pub standings_of_nobody: u64,
    /// Customers for whom nothing was decided, since nothing can have changed.
    pub not_due: u64,
    /// Wall times of the named zone that are skipped there, and were shifted forward.
    pub shifted_forward: u64,
    /// Wall times of the named zone that come twice, of which the first was taken.
    pub first_of_two: u64,
    /// Columns of customers that are not read.
    pub ignored_of_customers: Vec<String>,
    /// Columns of facts that are not read.
    pub ignored_of_facts: Vec<String>,
}

impl Summary {
    /// Rows of customers that came back as `error`.
    #[must_use]
    pub fn bad_customers(&self) -> u64 {
        self.errors.values().sum()
    }

    /// So many decisions with this verdict.
    pub(crate) fn verdicts(&mut self, verdict: &'static str, count: u64) {
        if count > 0 {
            self.decisions += count;
            *self.verdicts.entry(verdict).or_default() += count;
        }
    }

    /// One row of customers that could not be read.
    pub(crate) fn error(&mut self, code: Code) {
        *self.errors.entry(code.as_str()).or_default() += 1;
    }

    pub(crate) fn shifts(&mut self, shifts: Shifts) {
        self.shifted_forward += shifts.gaps;
        self.first_of_two += shifts.folds;
    }

    /// Counts of another part of the same batch.
    pub(crate) fn add(&mut self, other: Summary) {
        self.customers += other.customers;
        self.facts += other.facts;
        self.decisions += other.decisions;
        self.facts_of_others += other.facts_of_others;
        self.facts_of_nobody += other.facts_of_nobody;
        self.standings_of_nobody += other.standings_of_nobody;
        self.not_due += other.not_due;
        self.shifted_forward += other.shifted_forward;
        self.first_of_two += other.first_of_two;
        for (verdict, count) in other.verdicts {
            *self.verdicts.entry(verdict).or_default() += count;
        }
        for (code, count) in other.errors {
            *self.errors.entry(code).or_default() += count;
        }
    }
}

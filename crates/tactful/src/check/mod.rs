//! `check`: what a policy says of itself, and what it could not mean.
//!
//! The loader refuses what is wrong in one place. Here is what only shows when a policy is tried out: examples that do
//! not hold, reasons that can never open, rules that take each other's place.

mod complaints;
mod examples;
mod opens;
mod reasons;
mod rules;

use crate::order::Order;
use crate::policy::spec::Origin;
use crate::time::Instant;
use crate::{Code, Engine};
use examples::run_example;
use opens::opens;
use reasons::{gives_first, prospects, repeats, sentiment, translations};
use rules::{dates_end, unreachable_cap};

const DAY: i64 = 86_400;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy is not fit for use.
    Error,
    /// It hardly means what it says.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something that `check` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// What it is.
    pub code: Code,
    /// The entry that it speaks of: `reasons.ask-review.needs`.
    pub path: String,
    /// `name@version` of the document in which the entry stands; empty if unknown.
    pub document: String,
    /// The entry's line in that document, from 1; 0 if unknown.
    pub line: u32,
    /// The entry's column, from 1; 0 if unknown.
    pub column: u32,
    /// What is wrong and what would be right.
    pub message: String,
}

/// An example of the policy that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleRun {
    /// What it shows.
    pub note: String,
    /// Where it stands.
    pub path: String,
    /// Whether the answer was the one that is wanted.
    pub passed: bool,
}

/// What `check` found, and the examples that it ran.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Errors first, then warnings, then notes; within each in the order of the policy.
    pub findings: Vec<Finding>,
    /// The examples, in the order of the policy.
    pub examples: Vec<ExampleRun>,
}

impl Report {
    /// Whether there is no error.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    fn add(&mut self, severity: Severity, code: Code, origin: &Origin, field: &str, message: String) {
        let dot = if field.is_empty() { "" } else { "." };
        self.findings.push(Finding {
            severity,
            code,
            path: format!("{}{dot}{field}", origin.path),
            document: origin.document.clone(),
            line: origin.line,
            column: origin.column,
            message,
        });
    }
}

impl Engine {
    /// Runs the examples of the policy and looks for what it could not mean.
    ///
    /// There is no clock here: time is counted from the latest example's `now`, or from the start of 2026 in a policy
    /// without examples. [`Engine::check_at`] takes another instant.
    ///
    /// ```
    /// use tactful::{Code, Engine};
    /// let report = Engine::house()?.check();
    /// assert!(report.ok() && report.examples.iter().all(|example| example.passed));
    ///
    /// let report = Engine::from_text("
    ///     name = 'small'
    ///     version = '1'
    ///     [reasons.ask-review]
    ///     value = 'a voice'
    ///     purpose = 'survey'
    ///     intent = 'ask'
    ///     anchor = { fact = 'delivered', per = 'order' }
    ///     needs = 'feedback'
    /// ")?.check();
    /// assert_eq!((report.ok(), report.findings[0].code), (false, Code::SentimentCondition));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn check(&self) -> Report {
        let latest = self.policy.examples.iter().map(|example| example.question.now).max();
        self.check_at(latest.unwrap_or(Instant::clamped(1_767_258_000)))
    }

    /// The same, with dates that run out counted from an instant.
    #[must_use]
    pub fn check_at(&self, now: Instant) -> Report {
        let mut report = Report::default();
        let policy = &self.policy;
        for example in &policy.examples {
            run_example(self, example, &mut report);
        }
        for (index, spec) in policy.reasons.iter().enumerate() {
            let reason = &self.reasons[index];
            sentiment(policy, spec, &mut report);
            opens(self, index, spec, now, &mut report);
            repeats(policy, spec, &mut report);
            prospects(spec, &mut report);
            gives_first(self, reason, spec, &mut report);
            translations(spec, &mut report);
        }
        for cap in &policy.rules {
            unreachable_cap(policy, cap, &mut report);
        }
        complaints::duties(policy, &mut report);
        dates_end(self, now, &mut report);
        for entry in &policy.replaced {
            let origin = Origin { document: entry.by.clone(), path: entry.path.clone(), ..Origin::default() };
            let message = format!("`{}` takes the place of the entry of {}", entry.path, entry.below);
            report.add(Severity::Note, Code::EntryReplaced, &origin, "", message);
        }
        report.findings.order_by_key(|finding| finding.severity);
        report
    }
}

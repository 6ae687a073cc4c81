//! Examples that a policy carries: a customer, some facts, a question, and the answer that is wanted.

use super::spec::Question;
use crate::Code;
use crate::customer::{Contact, Fact};
use crate::time::Instant;

/// An example. `check` runs it; a policy whose examples do not hold is not fit for use.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Example {
    /// What it shows.
    pub note: String,
    /// The customer, as the document says it.
    pub customer: ExampleCustomer,
    /// What happened.
    pub facts: Vec<Fact>,
    /// What is planned.
    pub planned: Vec<Contact>,
    /// What is asked.
    pub question: Question,
    /// What must be answered.
    pub want: Want,
    /// Where it stands.
    pub origin: super::spec::Origin,
}

/// The customer of an example; zones are names until the example is run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct ExampleCustomer {
    /// One zone.
    pub timezone: Option<String>,
    /// Or several, in each of which the rules must hold.
    pub timezones: Vec<String>,
    /// The assigned level.
    pub level: Option<String>,
    /// How far back the facts reach.
    pub history_since: Option<Instant>,
    /// Days of every year.
    pub occasions: Vec<(String, u8, u8)>,
}

/// The answer that an example wants; what is not given is not compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Want {
    /// The verdict.
    pub verdict: Code,
    /// From when on.
    pub allowed_from: Option<Instant>,
    /// Until when.
    pub allowed_until: Option<Instant>,
    /// The rule that binds.
    pub binding: Option<String>,
}

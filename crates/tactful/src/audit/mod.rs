//! The audit: how tactful have we been? Each contact that was sent is judged as it would have been decided an
//! instant before, with the facts that were known then; and the same history under another policy.
//!
//! The kernel that judges is the one that decides: there is no second rule book. [`Engine::audit`] gives an [`Audit`],
//! its [`Totals`] count by reason, channel, owner and month, and a [`Difference`] tells two audits of one history apart.

mod difference;
mod judge;
mod totals;
mod words;

pub use difference::{Change, Difference, Move};
pub use totals::{Counts, Row, Totals};

use crate::customer::{Customer, Fact};
use crate::followup::{Block, Question};
use crate::order::Order;
use crate::time::Instant;
use crate::{Code, Engine, Error};
use std::collections::HashMap;

/// A customer with all that is on record, in any order.
#[derive(Debug, Clone)]
pub struct History {
    /// Who it is.
    pub customer: Customer,
    /// What happened.
    pub facts: Vec<Fact>,
}

impl History {
    /// A customer with what is on record.
    ///
    /// ```
    /// use tactful::{audit::History, customer::Customer};
    /// assert!(History::new(Customer::new("c-1"), Vec::new()).facts.is_empty());
    /// ```
    #[must_use]
    pub fn new(customer: Customer, facts: Vec<Fact>) -> Self {
        Self { customer, facts }
    }
}

/// From when until when contacts are judged; what was before is history all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// The first instant; none: from the first contact on.
    pub since: Option<Instant>,
    /// The end, exclusive; none: to the last contact.
    pub until: Option<Instant>,
}

impl Period {
    fn holds(self, at: Instant) -> bool {
        self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// What an audit can find, the weightiest first: of several findings the first of this list is the main one.
///
/// ```
/// use tactful::{audit::FINDINGS, Code};
/// assert_eq!((FINDINGS[0], FINDINGS.last()), (Code::WithoutConsent, Some(&Code::Right)));
/// ```
pub const FINDINGS: [Code; 11] = [
    Code::WithoutConsent,
    Code::DuringComplaint,
    Code::AskBeforeGive,
    Code::InQuietHours,
    Code::OverCap,
    Code::TooEarly,
    Code::TooLate,
    Code::WrongChannel,
    Code::DidNotApply,
    Code::CannotTell,
    Code::Right,
];

/// One contact that was sent, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The place of its history, from 0.
    pub history: usize,
    /// The place of its fact in that history, from 0.
    pub fact: usize,
    /// When it was sent.
    pub at: Instant,
    /// The year and month of it on the customer's clock (of several clocks on the first).
    pub month: (i32, u32),
    /// The main finding: the first of [`FINDINGS`] that holds.
    pub finding: Code,
    /// All that holds, in the order of [`FINDINGS`].
    pub findings: Vec<Code>,
    /// What stood against it, sorted by rule.
    pub blocks: Vec<Block>,
    /// Where time alone would have made it right: from when.
    pub allowed_from: Option<Instant>,
    /// The reason and channel in the terms of the policy; none if it does not know them.
    pub question: Option<Question>,
    /// Why there is no telling, or that the reason does not use the channel.
    pub refusal: Option<Error>,
}

/// Something that could not be used. It is told and left out; nothing else suffers.
#[derive(Debug, Clone, PartialEq)]
pub struct Bad {
    /// The place of its history, from 0.
    pub history: usize,
    /// The place of the fact; none: the customer.
    pub fact: Option<usize>,
    /// What is wrong.
    pub error: Error,
}

/// All contacts of some histories, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    /// The contacts, by history and instant.
    pub judged: Vec<Judged>,
    /// What could not be used.
    pub bad: Vec<Bad>,
    /// How many there are of each finding.
    pub totals: Totals,
}

impl Engine {
    /// Judges each contact that was sent with what was known an instant before: facts that happened and were recorded
    /// before it. The contact itself and what came later or at the same instant do not count; of several contacts
    /// sent at one instant gives come first, requests last, then they go by id.
    ///
    /// A contact was sent unless its outcome is `failed`; contacts of the customer's and with colleagues are not judged.
    /// A bad fact, or a customer that is there twice, comes back in [`Audit::bad`]; facts of both count for the first.
    /// Of one id that was given to different facts none counts. The work grows with n log n of the facts.
    ///
    /// ```
    /// use tactful::audit::{History, Period};
    /// use tactful::customer::{Customer, Fact, Intent, Kind, Purpose};
    /// use tactful::{time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-17").in_zone(engine.zone("Europe/Paris")?);
    /// let sent = |at: &str| -> tactful::Result<Fact> {
    ///     Ok(Fact::contact(Instant::parse(at)?, "email", Purpose::Service, Intent::Give).reason("check-in"))
    /// };
    /// let facts = vec![
    ///     Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00+01:00")?).order("o-17"),
    ///     sent("2026-11-19T18:00:00+01:00")?.order("o-17"), // a day too early
    ///     Fact::new(Kind::Delivered, Instant::parse("2026-11-20T10:00:00+01:00")?).order("o-18"),
    ///     sent("2026-11-24T09:30:00+01:00")?.order("o-18"),
    /// ];
    /// let audit = engine.audit(&[History::new(customer, facts)], Period::default());
    /// let found: Vec<Code> = audit.judged.iter().map(|judged| judged.finding).collect();
    /// assert_eq!(found, [Code::TooEarly, Code::Right]);
    /// assert_eq!(audit.totals.all.of(Code::Right), 1);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn audit(&self, histories: &[History], period: Period) -> Audit {
        let mut audit = Audit { judged: Vec::new(), bad: Vec::new(), totals: Totals::default() };
        for places in grouped(histories, &mut audit.bad) {
            judge::Judge::new(self, histories, &places, period, &mut audit).run();
        }
        audit.bad.order_by_key(|bad| (bad.history, bad.fact));
        audit.totals.bad = audit.bad.len() as u64;
        for judged in &audit.judged {
            audit.totals.add(self, judged, &histories[judged.history].facts[judged.fact]);
        }
        audit
    }
}

/// The places of the histories of each customer, in the order in which they first appear.
fn grouped(histories: &[History], bad: &mut Vec<Bad>) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (place, history) in histories.iter().enumerate() {
        let id = history.customer.id.as_str();
        if let Some(&group) = known.get(id).filter(|_| !id.is_empty()) {
            groups[group].push(place);
            let message = "this customer is there already; the first of them counts, with the facts of both";
            let error = Error::new(Code::DuplicateId, message).at_path("id");
            bad.push(Bad { history: place, fact: None, error });
            continue;
        }
        known.insert(id, groups.len());
        groups.push(vec![place]);
    }
    groups
}

//! What happened, as it was when it happened.

use super::vocabulary::{Direction, Intent, Kind, Outcome, Purpose};
use crate::time::Instant;
use std::hash::{Hash, Hasher};

/// The kind of a fact: one of the library's own, or one that the policy declares.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// One of the list.
    Known(Kind),
    /// Declared in the policy's `own_facts`.
    Own(String),
}

impl FactKind {
    /// The word used in documents.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            FactKind::Known(kind) => kind.as_str(),
            FactKind::Own(name) => name,
        }
    }
}

impl From<Kind> for FactKind {
    fn from(kind: Kind) -> Self {
        FactKind::Known(kind)
    }
}

/// One thing that happened to a customer: append-only, with an id.
///
/// Without an id a hash of the content serves, so that equal copies count once.
/// Contacts carry purpose and intent as they were when the contact was made.
///
/// ```
/// use tactful::customer::{Fact, Kind};
/// use tactful::time::Instant;
/// let fact = Fact::new(Kind::Delivered, Instant::parse("2026-11-01T10:00:00+01:00")?).order("o-17").product("robot-mower");
/// assert_eq!(fact.order.as_deref(), Some("o-17"));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What happened.
    pub kind: FactKind,
    /// When it happened.
    pub at: Instant,
    /// The host's id; equal ids are one fact.
    pub id: Option<String>,
    /// When the host came to know of it; absent: at once.
    pub recorded_at: Option<Instant>,
    /// The order it belongs to.
    pub order: Option<String>,
    /// The complaint case it belongs to.
    pub case: Option<String>,
    /// The product of the order.
    pub product: Option<String>,
    /// The channel of a contact, or what a consent is for; absent in a consent: every channel.
    pub channel: Option<String>,
    /// Who began a contact; absent: we did.
    pub direction: Option<Direction>,
    /// The reason of a contact, by its id at that time. A contact without one counts for no reason's rhythm or
    /// `once`, but in every cap and gap.
    pub reason: Option<String>,
    /// The purpose of a contact as sent, or what a consent is for; absent in a consent: every purpose.
    pub purpose: Option<Purpose>,
    /// The intent of a contact as sent.
    pub intent: Option<Intent>,
    /// What came of a contact.
    pub outcome: Option<Outcome>,
    /// The address or number used, compared as it is written. A consent that names one holds for that one alone;
    /// a question that names none needs a consent for all.
    pub contact_point: Option<String>,
    /// What a contact was about; caps can be kept per subject.
    pub subject: Option<String>,
    /// When a suspension or a consent ends by itself.
    pub until: Option<Instant>,
    /// The level that was assigned.
    pub level: Option<String>,
    /// A contact with somebody else of the same account; counts only in caps kept per account.
    pub colleague: bool,
    /// Who of us made the contact, or looks after the customer; no decision rests on it, an audit totals by it.
    pub owner: Option<String>,
}

impl Hash for Fact {
    /// A fact whose owner is not told hashes as it did before owners were told.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { kind, at, id, recorded_at, order, case, product, channel, direction, .. } = self;
        (kind, at, id, recorded_at, order, case, product, channel, direction).hash(state);
        let Self { reason, purpose, intent, outcome, contact_point, subject, until, level, .. } = self;
        (reason, purpose, intent, outcome, contact_point, subject, until, level, self.colleague).hash(state);
        if let Some(owner) = &self.owner {
            owner.hash(state);
        }
    }
}

impl Fact {
    /// A fact with nothing but its kind and its instant.
    #[must_use]
    pub fn new(kind: impl Into<FactKind>, at: Instant) -> Self {
        Self {
            kind: kind.into(),
            at,
            id: None,
            recorded_at: None,
            order: None,
            case: None,
            product: None,
            channel: None,
            direction: None,
            reason: None,
            purpose: None,
            intent: None,
            outcome: None,
            contact_point: None,
            subject: None,
            until: None,
            level: None,
            colleague: false,
            owner: None,
        }
    }

    /// A contact made by us.
    #[must_use]
    pub fn contact(at: Instant, channel: &str, purpose: Purpose, intent: Intent) -> Self {
        let mut fact = Self::new(Kind::Contact, at);
        fact.channel = Some(channel.to_owned());
        fact.purpose = Some(purpose);
        fact.intent = Some(intent);
        fact
    }

    /// The same fact with an id.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// The same fact of an order.
    #[must_use]
    pub fn order(mut self, order: &str) -> Self {
        self.order = Some(order.to_owned());
        self
    }

    /// The same fact of a complaint case.
    #[must_use]
    pub fn case(mut self, case: &str) -> Self {
        self.case = Some(case.to_owned());
        self
    }

    /// The same fact of a product.
    #[must_use]
    pub fn product(mut self, product: &str) -> Self {
        self.product = Some(product.to_owned());
        self
    }

    /// The same fact for or on a channel.
    #[must_use]
    pub fn channel(mut self, channel: &str) -> Self {
        self.channel = Some(channel.to_owned());
        self
    }

    /// The same contact for a reason.
    #[must_use]
    pub fn reason(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// The same fact with a purpose.
    #[must_use]
    pub fn purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// The same contact with an outcome.
    #[must_use]
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// The same contact, made by this one of us.
    #[must_use]
    pub fn owner(mut self, owner: &str) -> Self {
        self.owner = Some(owner.to_owned());
        self
    }
}

//! What happened to a case, as it was when it happened.

use super::sets::Remedies;
use super::words::{Cause, Conduct, Ending, EventKind, Liability, Mode, Power, Remedy, Role, Wait, Word};
use crate::complaint::Money;
use crate::time::Instant;

/// One event of a case: append-only, with an id of its own.
///
/// ```
/// use tactful::complaint::{Cause, Event, EventKind, Role};
/// use tactful::time::Instant;
/// let at = Instant::parse("2026-11-21T09:30:00Z")?;
/// let mut found = Event::new("e-7", at, EventKind::Cause, "anna", Role::Direct);
/// found.cause = Some(Cause::ServiceFault);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The host's id, unique in the case.
    pub id: String,
    /// The case that it is meant for; none: the one that it is given to.
    pub case: Option<String>,
    /// When it happened.
    pub at: Instant,
    /// When the host came to know of it; absent: at once.
    pub recorded_at: Option<Instant>,
    /// What happened.
    pub kind: EventKind,
    /// Who acted.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// The part of the case; none: the main part. Of a split: the name of the new part.
    pub part: Option<String>,
    /// The complaint's customer.
    pub customer: Option<String>,
    /// The order that it is about.
    pub order: Option<String>,
    /// The product that it is about.
    pub product: Option<String>,
    /// The touchpoint at which it arose (T1).
    pub touchpoint: Option<String>,
    /// The channel on which the customer was spoken or written to; none: no contact was made.
    pub channel: Option<String>,
    /// The contact in which it happened: events that name the same one were one conversation.
    pub contact: Option<String>,
    /// What the complaint is about (C3).
    pub cause: Option<Cause>,
    /// Whether we answer for it.
    pub liability: Option<Liability>,
    /// How a solution was brought up.
    pub mode: Option<Mode>,
    /// Whether the customer agreed to it.
    pub agreed: bool,
    /// The remedies agreed, or the one granted.
    pub remedies: Vec<Remedy>,
    /// The commitment that is made, kept or broken.
    pub commitment: Option<String>,
    /// What was promised.
    pub what: Option<String>,
    /// Who is to do it.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Instant>,
    /// What the customer says.
    pub word: Option<Word>,
    /// For whom we wait.
    pub wait: Option<Wait>,
    /// How it ends.
    pub ending: Option<Ending>,
    /// What was not kept.
    pub conduct: Option<Conduct>,
    /// To whom it is handed over or referred.
    pub to: Option<String>,
    /// Whether that person has a stake in sales (C13); none: not known.
    pub sales_stake: Option<bool>,
    /// The power used (C7).
    pub power: Option<Power>,
    /// What it costs.
    pub amount: Option<Money>,
    /// It happened at a core moment, for which a policy may widen the limits (C7).
    pub core_moment: bool,
    /// It is done already, and it saved that moment: put forward for reward if it went beyond the limit (C7).
    pub saved: bool,
    /// The approver of the policy who let it pass.
    pub approved_by: Option<String>,
    /// The use of authority that a report or an answer speaks of: the id of its event.
    pub grant: Option<String>,
    /// What else it is to the policy's clocks, which its kind does not say: `reply`, `update`, `holding_reply`,
    /// `extended`, `summary_sent`, `final_response`, or an event that the policy declares (C2, C11).
    pub also: Option<String>,
    /// A waiting that it begins ends by itself at this instant, for the clocks.
    pub until: Option<Instant>,
    /// The priority that the case has from now on, a word of the policy.
    pub priority: Option<String>,
    /// What the case or its part is about, a word of the policy.
    pub topic: Option<String>,
    /// The calendar that counts from now on.
    pub calendar: Option<String>,
}

impl Event {
    /// An event with nothing but its id, instant, kind, and who acted.
    #[must_use]
    pub fn new(id: &str, at: Instant, kind: EventKind, by: &str, role: Role) -> Self {
        Self {
            id: id.to_owned(),
            case: None,
            at,
            recorded_at: None,
            kind,
            by: by.to_owned(),
            role,
            part: None,
            customer: None,
            order: None,
            product: None,
            touchpoint: None,
            channel: None,
            contact: None,
            cause: None,
            liability: None,
            mode: None,
            agreed: false,
            remedies: Vec::new(),
            commitment: None,
            what: None,
            owner: None,
            due: None,
            word: None,
            wait: None,
            ending: None,
            conduct: None,
            to: None,
            sales_stake: None,
            power: None,
            amount: None,
            core_moment: false,
            saved: false,
            approved_by: None,
            grant: None,
            also: None,
            until: None,
            priority: None,
            topic: None,
            calendar: None,
        }
    }

    /// The remedies as a set.
    pub(super) fn remedies(&self) -> Remedies {
        self.remedies.iter().copied().collect()
    }
}

//! Complaints: a case is a log of events, its [`State`] is the fold of it, and every act is guarded (C1 to C3).
//! What may be granted, by whom and up to what, is [authority](crate::complaint::Authority) (C7, C8).
//!
//! Clocks are data of the policy too: what is owed, until when, and to whom is a function of a log of
//! [`Occurrence`]s, the policy and `now` (C11): see [`clock`] and [`crate::Engine::read_clocks`].
//!
//! How a house is organised for complaints, what many cases tell together, and how they lie in time:
//!
//! - [`organisation`]: who takes a case, what departments owe each other, who is worn out, what staff lack
//!   (C9, C10, C13, C14, C15, C17)
//! - [`clusters`]: the same fault at several customers at once, and what every owner is owed (C12)
//! - [`gantt`]: cases across time, a row per customer or per team (C11)
//!
//! ```
//! use tactful::complaint::{Case, Event, EventKind, Role};
//! use tactful::{time::Instant, Code, Engine};
//!
//! let engine = Engine::house()?;
//! let at = Instant::parse("2026-11-21T09:30:00Z")?;
//! let event = |id: &str, kind| Event::new(id, at, kind, "anna", Role::Direct);
//!
//! let mut case = Case::open("k-1", event("e-1", EventKind::Opened))?;
//! // C2: nobody listens before having apologised
//! let refusal = case.act(engine.complaints(), event("e-2", EventKind::Listen), 1).unwrap_err();
//! assert_eq!((refusal.rule(), refusal.code()), ("C2", Code::ApologyFirst));
//! assert_eq!(refusal.missing().map(|act| act.as_str()).collect::<Vec<_>>(), ["apologise"]);
//!
//! case.act(engine.complaints(), event("e-2", EventKind::Apologise), 1)?;
//! case.act(engine.complaints(), event("e-3", EventKind::Listen), 2)?;
//! assert_eq!(case.version(), 3);
//! # Ok::<(), tactful::Error>(())
//! ```

mod authority;
mod case;
pub mod clock;
pub mod clusters;
pub mod decode;
pub mod gantt;
mod occurrence;
pub mod organisation;
mod statistics;
mod summary;

pub use authority::{
    Abuse, Answer, AnswerPart, Authority, Currency, Grant, Limit, LimitKind, Money, Report, ReportItem,
    Ruling,
};
pub(crate) use authority::{AbuseTerms, Approver, Limits};
pub(crate) use case::ClockWords;
pub use case::{
    Act, Acts, Case, Cause, Commitment, Conduct, Ending, Event, EventKind, IsoStage, Liability, MAX_PARTS,
    Mode, Move, Next, PartState, Power, Promise, Refusal, Refused, Remedies, Remedy, Role, Roles, State,
    Status, Terms, Wait, Word,
};
pub use clock::{Alert, DueTime, Extension, Reading, Readings};
pub use occurrence::{Occurrence, Part};
pub(crate) use summary::distinct_ids;
pub use summary::{ACTS, ActMark, CaseSummary, Feature, Lack};

use crate::time::{Span, Zone};
use std::sync::Arc;

/// What the policy says of complaints, compiled: the guards' figures, authority, the report, patterns of abuse.
///
/// ```
/// use tactful::Engine;
/// let engine = Engine::house()?;
/// assert!(engine.complaints().terms().attempts >= 1);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Complaints {
    pub(crate) terms: Terms,
    /// Attempts to reach a customer count if they lie at least so many seconds apart.
    pub(crate) apart_seconds: i64,
    pub(crate) authority: Authority,
    /// A report on the use of authority is due so long after it (C8).
    pub(crate) report_due: Span,
    /// The zone whose civil days periods count within a case.
    pub(crate) zone: Arc<Zone>,
    /// The words of its clocks that events of a case may use.
    pub(crate) words: ClockWords,
}

impl Complaints {
    /// The figures that guards compare with.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Who may grant what, up to which limit, and who can approve beyond it (C7).
    #[must_use]
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }
}

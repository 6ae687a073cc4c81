//! The state of a case: small plain data.

use super::sets::{Acts, Remedies};
use super::words::{Act, Cause, Conduct, Ending, IsoStage, Liability, Status, Wait};

/// A case has at most so many parts.
pub const MAX_PARTS: usize = 8;

/// How far one part of a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PartState {
    pub(super) done: Acts,
    pub(super) remedies: Remedies,
    pub(super) cause: Option<Cause>,
    pub(super) liability: Option<Liability>,
    pub(super) wait: Option<Wait>,
    pub(super) ending: Option<Ending>,
    /// Commitments made and neither kept nor broken.
    pub(super) open: u8,
    /// Offers that the customer refused.
    pub(super) refused: u8,
    pub(super) referred: bool,
    /// Something was done since it was opened or reopened.
    pub(super) touched: bool,
    pub(super) reopened: bool,
}

impl PartState {
    /// The acts done, as far as they still count.
    #[must_use]
    pub const fn done(&self) -> Acts {
        self.done
    }

    /// The acts still to do before the customer's word can close it.
    #[must_use]
    pub const fn missing(&self) -> Acts {
        Acts::ALL.without(self.done)
    }

    /// What it is about, if that was found (C3).
    #[must_use]
    pub const fn cause(&self) -> Option<Cause> {
        self.cause
    }

    /// The remedies agreed.
    #[must_use]
    pub const fn remedies(&self) -> Remedies {
        self.remedies
    }

    /// Whether we answer for it, as far as that was said.
    #[must_use]
    pub const fn liability(&self) -> Option<Liability> {
        self.liability
    }

    /// How it ended, if it did.
    #[must_use]
    pub const fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// Commitments made and neither kept nor broken yet.
    #[must_use]
    pub const fn commitments(&self) -> u8 {
        self.open
    }

    /// Offers that the customer refused since it was opened or reopened.
    #[must_use]
    pub const fn refused_offers(&self) -> u8 {
        self.refused
    }

    /// Whether the customer said, after the last act, that it is put right.
    #[must_use]
    pub const fn is_satisfied(&self) -> bool {
        self.done.has(Act::Track)
    }

    /// Whether all that was promised is done, in our view. All before the last act are in order too, so that an
    /// apology that is owed is not called solved.
    #[must_use]
    pub const fn is_put_right(&self) -> bool {
        self.touched && self.open == 0 && Acts::up_to(Act::Act).without(self.done).is_empty()
    }

    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> Status {
        match (self.ending, self.wait) {
            (Some(_), _) => Status::Closed,
            (None, Some(Wait::Customer)) => Status::Pending,
            (None, Some(Wait::Others)) => Status::OnHold,
            (None, None) if !self.touched && self.reopened => Status::Reopened,
            (None, None) if !self.touched => Status::New,
            (None, None) if self.is_put_right() => Status::Solved,
            (None, None) => Status::Open,
        }
    }

    /// The stage of ISO 10002, which is that of the first act still to do.
    #[must_use]
    pub fn stage(&self) -> IsoStage {
        if self.ending.is_some() {
            return IsoStage::Closing;
        }
        match self.missing().first() {
            Some(Act::Apologise | Act::Listen) => IsoStage::Receipt,
            Some(Act::Acknowledge) => IsoStage::Acknowledgement,
            Some(Act::Record | Act::Confirm) => IsoStage::InitialAssessment,
            Some(Act::Cause) => IsoStage::Investigation,
            Some(Act::Negotiate) => IsoStage::Response,
            Some(Act::Commit) => IsoStage::CommunicatingDecision,
            Some(Act::Act | Act::Track) | None => IsoStage::Closing,
        }
    }
}

/// The state of a case: plain data, copied at no cost, and the fold of the case's events.
///
/// ```
/// use tactful::complaint::{EventKind, Move, Role, State, Status, Terms};
/// let terms = Terms::default();
/// let opened = State::default().after(&Move::new(EventKind::Opened, Role::Customer), &terms)?;
/// assert_eq!(opened.status(), Status::New);
/// let next = opened.after(&Move::new(EventKind::Apologise, Role::Direct), &terms)?;
/// assert_eq!(next.status(), Status::Open);
/// # Ok::<(), tactful::complaint::Refused>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct State {
    pub(super) parts: [PartState; MAX_PARTS],
    /// How many of them there are; none: the case was never opened.
    pub(super) count: u8,
    /// Attempts to reach the customer since the last contact.
    pub(super) attempts: u8,
    pub(super) hand_overs: u8,
    pub(super) reopenings: u8,
    pub(super) lapses: u8,
    pub(super) owned: bool,
}

impl State {
    /// The parts; the first is the case itself.
    #[must_use]
    pub fn parts(&self) -> &[PartState] {
        self.parts.get(..usize::from(self.count)).unwrap_or(&self.parts)
    }

    /// Where the case stands: as the part that has come least far.
    #[must_use]
    pub fn status(&self) -> Status {
        self.parts().iter().map(PartState::status).min().unwrap_or(Status::New)
    }

    /// The stage of ISO 10002: that of the part that has come least far.
    #[must_use]
    pub fn stage(&self) -> IsoStage {
        self.parts().iter().map(PartState::stage).min().unwrap_or(IsoStage::Receipt)
    }

    /// How the case ended, once all of its parts have: satisfied only if every part is.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        if self.is_closed() { self.parts().iter().filter_map(PartState::ending).min() } else { None }
    }

    /// Whether every part has ended.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.count > 0 && self.parts().iter().all(|part| part.ending.is_some())
    }

    /// Attempts to reach the customer since the last contact; at most 255 are counted.
    #[must_use]
    pub const fn attempts(&self) -> u8 {
        self.attempts
    }

    /// How often the case went from hand to hand; at most 255 are counted.
    #[must_use]
    pub const fn hand_overs(&self) -> u8 {
        self.hand_overs
    }

    /// How often it, or a part of it, was taken up again; at most 255 are counted.
    #[must_use]
    pub const fn reopenings(&self) -> u8 {
        self.reopenings
    }

    /// Whether this was not kept at some time (C1).
    #[must_use]
    pub const fn lapsed(&self, conduct: Conduct) -> bool {
        self.lapses >> conduct as u8 & 1 == 1
    }
}

//! Why an act was refused: the rule, what is missing, who could do it.

use super::sets::{Acts, Roles};
use super::words::Act;
use crate::{Code, Error};
use std::fmt;

/// What a guard says of a move that is not in order: plain data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Refused {
    /// Which refusal it is.
    pub code: Code,
    /// The acts that come first and were not done.
    pub missing: Acts,
    /// Who could do what is missing, or the move itself; none: nobody, or it does not matter.
    pub by: Roles,
}

impl Refused {
    pub(super) const fn new(code: Code) -> Self {
        Self { code, missing: Acts::NONE, by: Roles::NONE }
    }

    /// The row of the domain that refuses: `C1`, `C2`, `C3` or `C7`; empty for what no row speaks of, such as an
    /// event of another case.
    ///
    /// ```
    /// use tactful::complaint::{EventKind, Move, Role, State, Terms};
    /// let refused = State::default().guard(&Move::new(EventKind::Listen, Role::Direct), &Terms::default());
    /// assert_eq!(refused.unwrap_err().rule(), ""); // never opened
    /// ```
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self.code {
            Code::ApologyFirst => "C2",
            Code::NoRebuttal if !self.missing.is_empty() => "C2",
            Code::RemedyWithoutCause | Code::RemedyDoesNotFit | Code::RemedyBeside => "C3",
            Code::ActOutOfOrder
            | Code::NoRebuttal
            | Code::NoRemedy
            | Code::CommitmentIncomplete
            | Code::CommitmentOpen
            | Code::SilenceIsNotSatisfaction
            | Code::AttemptsMissing
            | Code::OffersMissing
            | Code::NotReferred
            | Code::WrongRole
            | Code::CaseIsClosed
            | Code::CaseIsOpen => "C1",
            Code::BeyondAuthority | Code::BeyondEveryApprover | Code::RemedyOfAnotherPower => "C7",
            _ => "",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.english())?;
        let names: Vec<&str> = self.missing.iter().map(Act::as_str).collect();
        if names.is_empty() { Ok(()) } else { write!(f, "; still to do: {}", names.join(", ")) }
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::new(refused.code, refused.to_string())
    }
}

/// Why a case refused an event; the case is unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    refused: Refused,
    message: String,
    approvers: Vec<String>,
}

impl Refusal {
    pub(super) fn of(error: &Error) -> Self {
        Self {
            refused: Refused::new(error.code()),
            message: error.message().to_owned(),
            approvers: Vec::new(),
        }
    }

    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { refused: Refused::new(code), message: message.into(), approvers: Vec::new() }
    }

    /// Beyond what a person may decide: the approvers who could, the nearest first.
    pub(super) fn beyond(approvers: Vec<String>) -> Self {
        let message = format!("{}; {} can approve it", Code::BeyondAuthority.english(), approvers.join(", "));
        Self { refused: Refused::new(Code::BeyondAuthority), message, approvers }
    }

    /// Which refusal it is.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.refused.code
    }

    /// The row of the domain that refuses, as [`Refused::rule`].
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        self.refused.rule()
    }

    /// The acts that come first and were not done, in their order.
    pub fn missing(&self) -> impl Iterator<Item = Act> {
        self.refused.missing.iter()
    }

    /// The roles that could do what is missing, or the act itself; empty where it does not matter.
    #[must_use]
    pub const fn by(&self) -> Roles {
        self.refused.by
    }

    /// The approvers of the policy who could let it pass, the nearest first (C7).
    #[must_use]
    pub fn approvers(&self) -> &[String] {
        &self.approvers
    }

    /// What is wrong and what would be right.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self { message: refused.to_string(), refused, approvers: Vec::new() }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::new(refusal.code(), refusal.message)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

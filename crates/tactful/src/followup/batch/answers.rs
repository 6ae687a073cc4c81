//! The answers of a batch, as columns.

use super::asked::RANKS;
use super::{FOREVER, LANES, Lanes};
use crate::Code;
use crate::followup::question::Question;

/// The answers to one question, by the number of the customer in the batch. Numbers without customer, and customers
/// that the batch leaves to single decisions ([`super::Batch::left`]), have nothing of meaning.
///
/// Instants are seconds after that of the question, or [`Answers::NO_INSTANT`].
#[derive(Debug, Clone)]
pub struct Answers {
    pub(super) question: Question,
    pub(super) verdicts: Lanes,
    pub(super) anchor_at: Lanes,
    pub(super) from: Lanes,
    pub(super) until: Lanes,
    pub(super) revisit_at: Lanes,
    pub(super) eligible_at: Lanes,
    pub(super) blocks: Lanes,
    pub(super) bindings: Lanes,
    pub(super) warnings: Lanes,
}

pub(super) const ALLOW: i32 = 0;
pub(super) const WAIT: i32 = 1;
pub(super) const HOLD: i32 = 2;
pub(super) const NEVER_ALLOWED: i32 = 3;
pub(super) const EXPIRED: i32 = 4;
pub(super) const NOT_APPLICABLE: i32 = 5;

impl Answers {
    /// What the numbers of [`Answers::verdicts`] stand for.
    pub const VERDICTS: [Code; 6] =
        [Code::Allow, Code::Wait, Code::Hold, Code::Never, Code::Expired, Code::NotApplicable];
    /// The number of places of [`Answers::bindings`].
    pub const BINDINGS: usize = RANKS;
    /// No instant.
    pub const NO_INSTANT: i32 = FOREVER;

    pub(super) fn new() -> Self {
        let (never, none) = ([FOREVER; LANES], [0; LANES]);
        Self {
            question: Question::default(),
            verdicts: [NOT_APPLICABLE; LANES],
            anchor_at: never,
            from: never,
            until: never,
            revisit_at: never,
            eligible_at: never,
            blocks: none,
            bindings: none,
            warnings: none,
        }
    }

    /// What is answered.
    #[must_use]
    pub fn question(&self) -> Question {
        self.question
    }

    /// Verdicts, as places in [`Answers::VERDICTS`].
    #[must_use]
    pub fn verdicts(&self) -> &[i32; LANES] {
        &self.verdicts
    }

    /// See [`super::super::Brief::anchor_at`].
    #[must_use]
    pub fn anchor_at(&self) -> &[i32; LANES] {
        &self.anchor_at
    }

    /// See [`super::super::Brief::allowed_from`].
    #[must_use]
    pub fn allowed_from(&self) -> &[i32; LANES] {
        &self.from
    }

    /// See [`super::super::Brief::allowed_until`].
    #[must_use]
    pub fn allowed_until(&self) -> &[i32; LANES] {
        &self.until
    }

    /// See [`super::super::Brief::revisit_at`].
    #[must_use]
    pub fn revisit_at(&self) -> &[i32; LANES] {
        &self.revisit_at
    }

    /// See [`super::super::Brief::eligible_at`].
    #[must_use]
    pub fn eligible_at(&self) -> &[i32; LANES] {
        &self.eligible_at
    }

    /// The first 32 bits of [`super::super::Brief::blocks`]; no code has one of the others.
    #[must_use]
    pub fn blocks(&self) -> &[i32; LANES] {
        &self.blocks
    }

    /// What binds, as places in [`super::Batch::bindings`].
    #[must_use]
    pub fn bindings(&self) -> &[i32; LANES] {
        &self.bindings
    }

    /// The bits of [`super::super::Brief::warnings`].
    #[must_use]
    pub fn warnings(&self) -> &[i32; LANES] {
        &self.warnings
    }
}

//! The answers of a batch, as columns.

use super::asked::RANKS;
use super::{LANES, Lanes};
use crate::Code;
use crate::followup::question::Question;
use crate::when::FOREVER;

/// The answers to one question, by lane: the number of the customer in the batch. Lanes without customer, and those
/// that the batch leaves to single decisions ([`super::Batch::left`]), hold nothing of meaning.
#[derive(Debug, Clone)]
pub struct Answers {
    pub(super) question: Question,
    pub(super) verdicts: [u8; LANES],
    pub(super) anchor_at: Lanes,
    pub(super) from: Lanes,
    pub(super) until: Lanes,
    pub(super) revisit_at: Lanes,
    pub(super) eligible_at: Lanes,
    pub(super) blocks: [u64; LANES],
    pub(super) bindings: [u16; LANES],
    pub(super) warnings: [u32; LANES],
}

pub(super) const ALLOW: u8 = 0;
pub(super) const WAIT: u8 = 1;
pub(super) const HOLD: u8 = 2;
pub(super) const NEVER_ALLOWED: u8 = 3;
pub(super) const EXPIRED: u8 = 4;
pub(super) const NOT_APPLICABLE: u8 = 5;

impl Answers {
    /// What the numbers of [`Answers::verdicts`] stand for.
    pub const VERDICTS: [Code; 6] =
        [Code::Allow, Code::Wait, Code::Hold, Code::Never, Code::Expired, Code::NotApplicable];
    /// The number of places of [`Answers::bindings`].
    pub const BINDINGS: usize = RANKS;
    /// No instant.
    pub const NO_INSTANT: i64 = FOREVER;

    pub(super) fn new() -> Self {
        let none = [FOREVER; LANES];
        Self {
            question: Question::default(),
            verdicts: [NOT_APPLICABLE; LANES],
            anchor_at: none,
            from: none,
            until: none,
            revisit_at: none,
            eligible_at: none,
            blocks: [0; LANES],
            bindings: [0; LANES],
            warnings: [0; LANES],
        }
    }

    /// What is answered.
    #[must_use]
    pub fn question(&self) -> Question {
        self.question
    }

    /// Verdicts, as places in [`Answers::VERDICTS`].
    #[must_use]
    pub fn verdicts(&self) -> &[u8; LANES] {
        &self.verdicts
    }

    /// UTC seconds, as all instants here; see [`super::super::Brief::anchor_at`].
    #[must_use]
    pub fn anchor_at(&self) -> &Lanes {
        &self.anchor_at
    }

    /// See [`super::super::Brief::allowed_from`].
    #[must_use]
    pub fn allowed_from(&self) -> &Lanes {
        &self.from
    }

    /// See [`super::super::Brief::allowed_until`].
    #[must_use]
    pub fn allowed_until(&self) -> &Lanes {
        &self.until
    }

    /// See [`super::super::Brief::revisit_at`].
    #[must_use]
    pub fn revisit_at(&self) -> &Lanes {
        &self.revisit_at
    }

    /// See [`super::super::Brief::eligible_at`].
    #[must_use]
    pub fn eligible_at(&self) -> &Lanes {
        &self.eligible_at
    }

    /// Bits; see [`super::super::Brief::blocks`].
    #[must_use]
    pub fn blocks(&self) -> &[u64; LANES] {
        &self.blocks
    }

    /// What binds, as places in [`super::Batch::bindings`].
    #[must_use]
    pub fn bindings(&self) -> &[u16; LANES] {
        &self.bindings
    }

    /// Bits; see [`super::super::Brief::warnings`].
    #[must_use]
    pub fn warnings(&self) -> &[u32; LANES] {
        &self.warnings
    }
}

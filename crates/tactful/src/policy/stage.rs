//! The loyalty loop (F10).

/// Where a customer stands in the loop; derived from facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Stage {
    /// Before buying: something of value comes first.
    ValueFirst,
    /// The customer has asked about an offer.
    Conversion,
    /// Bought, not yet delivered.
    Experience,
    /// Delivered.
    FollowUp,
    /// No touch for as long as the policy says (F5).
    Lapsed,
}

impl Stage {
    /// Every stage with its word.
    pub const ALL: &'static [(&'static str, Stage)] = &[
        ("value_first", Stage::ValueFirst),
        ("conversion", Stage::Conversion),
        ("experience", Stage::Experience),
        ("follow_up", Stage::FollowUp),
        ("lapsed", Stage::Lapsed),
    ];

    /// The word used in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    pub(crate) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

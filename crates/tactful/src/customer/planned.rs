//! A contact that is planned: an argument of a decision, never part of a standing.

use crate::time::Instant;

/// A contact that is planned. It may be moved, cancelled, or become a sent one with the same id; then it counts once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contact {
    /// The host's id.
    pub id: Option<String>,
    /// When it is to be made.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// Through which channel.
    pub channel: String,
    /// For which order.
    pub order: Option<String>,
    /// For which complaint case.
    pub case: Option<String>,
    /// About what.
    pub subject: Option<String>,
    /// To which address or number.
    pub contact_point: Option<String>,
}

impl Contact {
    /// A planned contact.
    #[must_use]
    pub fn new(id: &str, at: Instant, reason: &str, channel: &str) -> Self {
        Self {
            id: Some(id.to_owned()),
            at,
            reason: reason.to_owned(),
            channel: channel.to_owned(),
            order: None,
            case: None,
            subject: None,
            contact_point: None,
        }
    }

    /// The same contact for an order.
    #[must_use]
    pub fn order(mut self, order: &str) -> Self {
        self.order = Some(order.to_owned());
        self
    }
}

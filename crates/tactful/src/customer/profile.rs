//! Who the customer is: what does not come from facts.

use crate::time::{Instant, LunarDay, Zone};
use crate::words::words;
use std::sync::Arc;

words! {
    /// How much a customer deals with the house (R3).
    Volume {
        /// Long and large dealing.
        Main = "main";
        /// Neither large nor small.
        General = "general";
        /// Scattered and small: R8 keeps a share of attention for them.
        Scattered = "scattered";
    }
}

/// What is known of the place whose clock the customer reads.
#[derive(Debug, Clone)]
pub enum Place {
    /// One zone.
    Zone(Arc<Zone>),
    /// One of several; rules must hold in every one of them.
    OneOf(Vec<Arc<Zone>>),
    /// Nothing: the policy's `timezone.unknown` decides, and the answer is flagged.
    Unknown,
}

/// A customer, without the facts.
///
/// ```
/// use tactful::customer::Customer;
/// use tactful::time::Zones;
/// let customer = Customer::new("c-17").in_zone(Zones::bundled().get("Europe/Paris")?);
/// assert_eq!(customer.id, "c-17");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Customer {
    /// The host's id.
    pub id: String,
    /// Whose clock counts.
    pub place: Place,
    /// The assigned relationship level (R1); it wins over `level_assigned` facts.
    pub level: Option<String>,
    /// How far back the facts reach, of every source the latest; absent: taken as complete, with a warning.
    /// It bears on what is counted over a span: caps, gaps, rhythms, cooling-off, and the balance of gives and asks.
    /// Complaints, consents and `once` without a span are taken as told.
    pub history_since: Option<Instant>,
    /// Days of every year, by name: (name, month, day).
    pub occasions: Vec<(String, u8, u8)>,
    /// Days of every Chinese year, by name.
    pub lunar_occasions: Vec<(String, LunarDay)>,
}

impl Customer {
    /// A customer of whom nothing is known but the id.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            place: Place::Unknown,
            level: None,
            history_since: None,
            occasions: Vec::new(),
            lunar_occasions: Vec::new(),
        }
    }

    /// The same customer, reading the clock of this zone.
    #[must_use]
    pub fn in_zone(mut self, zone: Arc<Zone>) -> Self {
        self.place = Place::Zone(zone);
        self
    }

    /// The same customer, whose history is complete from this instant on.
    #[must_use]
    pub fn history_since(mut self, at: Instant) -> Self {
        self.history_since = Some(self.history_since.map_or(at, |known| known.max(at)));
        self
    }

    /// The same customer, assigned this level.
    #[must_use]
    pub fn level(mut self, level: &str) -> Self {
        self.level = Some(level.to_owned());
        self
    }
}

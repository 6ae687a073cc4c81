//! What happened in a complaint, and when.

use crate::policy::Event;
use crate::policy::clocks::{event, place};
use crate::time::Instant;
use crate::{Engine, Result};

/// A part of a case: its place in the host's own list of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part(pub u16);

/// Something that happened in a case. Words are places of the policy's words, which its engine gives.
///
/// ```
/// use tactful::{Engine, complaint::{Occurrence, Part}, time::Instant};
/// let engine = Engine::house()?;
/// let at = Instant::parse("2026-11-20T09:30:00Z")?;
/// let received = Occurrence::new(engine.event("received")?, at).priority(engine.priority("high")?);
/// let split = Occurrence::new(engine.event("split")?, at).part(Part(0));
/// assert!(received < split); // by instant, then by the order of the log, then by the order of the events
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// The instant at which it happened.
    pub at: Instant,
    /// Its place in the log among those of one instant; equal ones are ordered by their events.
    pub order: u32,
    /// What happened.
    pub event: Event,
    /// The part of the case; none: the whole case.
    pub part: Option<Part>,
    /// The instant at which a pause that it begins ends by itself.
    pub until: Option<Instant>,
    /// The place of the priority that the case has from now on.
    pub priority: Option<u8>,
    /// The place of the calendar that counts from now on.
    pub calendar: Option<u16>,
    /// The place of who approved it.
    pub approved_by: Option<u16>,
    /// The place of what the case or its part is about.
    pub topic: Option<u8>,
    /// When it was written down; none: when it happened.
    pub recorded_at: Option<Instant>,
}

impl Occurrence {
    /// An event of the whole case.
    #[must_use]
    pub const fn new(event: Event, at: Instant) -> Self {
        Self {
            at,
            order: 0,
            event,
            part: None,
            until: None,
            priority: None,
            calendar: None,
            approved_by: None,
            topic: None,
            recorded_at: None,
        }
    }

    /// The same, of one part of the case.
    #[must_use]
    pub const fn part(mut self, part: Part) -> Self {
        self.part = Some(part);
        self
    }

    /// The same, setting the case's priority ([`Engine::priority`]).
    #[must_use]
    pub const fn priority(mut self, priority: u8) -> Self {
        self.priority = Some(priority);
        self
    }

    /// The same, with another calendar from now on ([`Engine::calendar_place`]). The law's clocks keep theirs.
    #[must_use]
    pub const fn calendar(mut self, calendar: u16) -> Self {
        self.calendar = Some(calendar);
        self
    }

    /// The same, approved ([`Engine::approver`]).
    #[must_use]
    pub const fn approved_by(mut self, approver: u16) -> Self {
        self.approved_by = Some(approver);
        self
    }

    /// The same, saying what it is about ([`Engine::topic`]).
    #[must_use]
    pub const fn topic(mut self, topic: u8) -> Self {
        self.topic = Some(topic);
        self
    }

    /// The same, beginning a pause that ends by itself.
    #[must_use]
    pub const fn until(mut self, until: Instant) -> Self {
        self.until = Some(until);
        self
    }

    /// The same, written down at this instant.
    #[must_use]
    pub const fn recorded_at(mut self, at: Instant) -> Self {
        self.recorded_at = Some(at);
        self
    }

    /// The same, at this place among those of one instant.
    #[must_use]
    pub const fn order(mut self, order: u32) -> Self {
        self.order = order;
        self
    }

    /// When it was known.
    pub(crate) fn known(&self) -> Instant {
        self.recorded_at.unwrap_or(self.at)
    }
}

impl Engine {
    /// The event with this word, for [`Occurrence::new`].
    ///
    /// ```
    /// use tactful::{Engine, complaint::clock::Event};
    /// assert_eq!(Engine::house()?.event("solved")?, Event::SOLVED);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`crate::Code::UnknownEvent`], with the nearest known word.
    pub fn event(&self, word: &str) -> Result<Event> {
        event(&self.policy, word)
    }

    /// The word of an event.
    ///
    /// ```
    /// use tactful::{Engine, complaint::clock::Event};
    /// assert_eq!(Engine::house()?.event_word(Event::REPLY), "reply");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn event_word(&self, event: Event) -> &str {
        match Event::ALL.get(event.place()) {
            Some((word, _)) => word,
            None => {
                let own = self.policy.complaints.clocks.own_events.get(event.place() - Event::ALL.len());
                own.map_or("", String::as_str)
            }
        }
    }

    /// The place of a priority, from 0 for the lowest.
    ///
    /// ```
    /// assert_eq!(tactful::Engine::house()?.priority("urgent")?, 3);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`crate::Code::UnknownWord`], with the nearest known.
    pub fn priority(&self, word: &str) -> Result<u8> {
        place(&self.policy.complaints.clocks.priorities, "priority", word)
    }

    /// The place of a topic.
    ///
    /// ```
    /// let engine = tactful::Engine::from_text("name = 'p'\nversion = '1'\n[complaints]\ntopics = ['payments']")?;
    /// assert_eq!(engine.topic("payments")?, 0);
    /// assert_eq!(engine.topic("payment").unwrap_err().code(), tactful::Code::UnknownWord);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`crate::Code::UnknownWord`], with the nearest known.
    pub fn topic(&self, word: &str) -> Result<u8> {
        place(&self.policy.complaints.clocks.topics, "topic", word)
    }

    /// The place of somebody who can approve an extension.
    ///
    /// ```
    /// // the house extends nothing
    /// assert!(tactful::Engine::house()?.approver("board").is_err());
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`crate::Code::UnknownWord`], with the nearest known.
    pub fn approver(&self, role: &str) -> Result<u16> {
        place(&self.complaint_clocks.approvers, "approver", role).map(u16::from)
    }

    /// The place of a calendar, for [`Occurrence::calendar`].
    ///
    /// ```
    /// assert_eq!(tactful::Engine::house()?.calendar_place("office")?, 0);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`crate::Code::UnknownCalendar`], with the nearest known.
    pub fn calendar_place(&self, name: &str) -> Result<u16> {
        self.calendar(name)?;
        let place = self.calendars.iter().position(|(known, _)| known == name);
        Ok(place.unwrap_or_default() as u16)
    }
}

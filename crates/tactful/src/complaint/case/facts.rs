//! The facts of a case, as the follow-up side knows them: one log of facts feeds both.

use super::event::Event;
use super::log::Case;
use super::words::{EventKind, Role};
use crate::customer::{Direction, Fact, Intent, Kind, Outcome, Purpose};

impl Case {
    /// The facts that the case adds to its customer's: complaint opened, closed, reopened; commitments made, kept,
    /// broken; contacts, of all events that name a channel. Their ids are the case's and the event's joined, so that
    /// they can be added again without harm.
    ///
    /// With them an open or reopened case holds every ask, and its closing starts the time of recovery and the
    /// tracking contact (C1).
    ///
    /// ```
    /// use tactful::complaint::{Case, Event, EventKind, Role};
    /// use tactful::time::Instant;
    /// let at = Instant::parse("2026-11-21T09:30:00Z")?;
    /// let case = Case::open("k-1", Event::new("e-1", at, EventKind::Opened, "web", Role::System))?;
    /// assert_eq!(case.facts()[0].kind.as_str(), "complaint_opened");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = Vec::new();
        let mut turns = self.turns.iter().peekable();
        let opened = self.events().first();
        for (place, event) in self.events().iter().enumerate() {
            let fact = |kind: Kind, id: &str| {
                let mut fact = Fact::new(kind, event.at).id(&format!("{}/{id}", self.id())).case(self.id());
                fact.recorded_at = event.recorded_at;
                fact.order = opened.and_then(|opened| opened.order.clone());
                fact.product = opened.and_then(|opened| opened.product.clone());
                fact
            };
            while let Some((_, kind)) = turns.next_if(|(turn, _)| *turn == place) {
                facts.push(fact(*kind, &event.id));
            }
            let promise = match event.kind {
                EventKind::Commit => Some(Kind::CommitmentMade),
                EventKind::Fulfil => Some(Kind::CommitmentKept),
                EventKind::Break => Some(Kind::CommitmentBroken),
                _ => None,
            };
            facts.extend(promise.map(|kind| fact(kind, &event.id)));
            if let Some(channel) = &event.channel {
                let id = format!("{}/contact", event.contact.as_ref().unwrap_or(&event.id));
                let mut contact = fact(Kind::Contact, &id).channel(channel).purpose(Purpose::Service);
                contact.intent = Some(Intent::Service);
                contact.direction = Some(direction(event));
                contact.outcome = outcome(event);
                match facts.iter_mut().find(|known| known.id == contact.id) {
                    // several acts of one conversation are one contact
                    Some(known) => known.outcome = known.outcome.max(contact.outcome),
                    None => facts.push(contact),
                }
            }
        }
        facts
    }
}

fn direction(event: &Event) -> Direction {
    if event.role == Role::Customer || event.kind == EventKind::Message {
        Direction::In
    } else {
        Direction::Out
    }
}

fn outcome(event: &Event) -> Option<Outcome> {
    match event.kind {
        EventKind::Message | EventKind::Opened => None,
        EventKind::Attempt => Some(Outcome::NoAnswer),
        EventKind::Listen | EventKind::Confirm | EventKind::Negotiate | EventKind::Track => {
            Some(Outcome::Conversation)
        }
        _ => Some(Outcome::Sent),
    }
}

//! What can happen in a complaint, as clocks and cases name it.

/// Own events that a policy may declare; with the known ones they fit the bits of a [`Events`] set.
pub(crate) const MAX_OWN_EVENTS: usize = 24;

macro_rules! events {
    ($($name:ident = $number:literal $word:literal $en:literal;)*) => {
        /// Something that can happen in a complaint: one of the usual words, or one that the policy declares
        /// (`complaints.events`). Their order settles which of two comes first at one instant, if the log does not
        /// say: a question before its answer, a pause before its end, a solution before it is taken back (C1).
        ///
        /// ```
        /// use tactful::{complaint::clock::Event, Engine};
        /// let engine = Engine::house()?;
        /// assert_eq!(engine.event("reply")?, Event::REPLY);
        /// assert!(Event::SOLVED < Event::REOPENED);
        /// assert_eq!(engine.event("replay").unwrap_err().to_string(), "event `replay` is not known; did you mean `reply`?");
        /// # Ok::<(), tactful::Error>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct Event(u8);

        impl Event {
            $(#[doc = $en] pub const $name: Event = Event($number);)*

            /// The usual events with their words, in their order.
            pub const ALL: &'static [(&'static str, Event)] = &[$(($word, Event::$name),)*];
        }
    };
}

events! {
    RECEIVED = 0 "received" "The complaint has come in.";
    CUSTOMER_MESSAGE = 1 "customer_message" "The customer said or wrote something.";
    ASSIGNED = 2 "assigned" "Somebody became its owner.";
    HANDED_OVER = 3 "handed_over" "Another team or person took it over.";
    SPLIT = 4 "split" "It was split into parts.";
    REFERRED = 5 "referred" "It was referred to somebody outside.";
    PRIORITY_CHANGED = 6 "priority_changed" "Its priority is another from now on.";
    CALENDAR_CHANGED = 7 "calendar_changed" "Another calendar says what time is open from now on.";
    PENDING = 8 "pending" "We wait for the customer.";
    ON_HOLD = 9 "on_hold" "We wait for a third party.";
    RESUMED = 10 "resumed" "What we waited for has come.";
    APOLOGISED = 11 "apologised" "We apologised (C1, C2).";
    LISTENED = 12 "listened" "We heard the customer out (C1).";
    ACKNOWLEDGED = 13 "acknowledged" "We acknowledged that the customer complains (C1).";
    RECORDED = 14 "recorded" "We wrote down what the customer said (C1).";
    CONFIRMED = 15 "confirmed" "The customer confirmed what we wrote down (C1).";
    CAUSE_FOUND = 16 "cause_found" "The cause is known (C1).";
    OFFER_MADE = 17 "offer_made" "We offered a solution (C1).";
    OFFER_ACCEPTED = 18 "offer_accepted" "The customer accepted it (C1).";
    OFFER_REFUSED = 19 "offer_refused" "The customer refused it (C1).";
    COMMITTED = 20 "committed" "We committed to an act with a time (C1).";
    ACTED = 21 "acted" "We did what we had committed to (C1).";
    UPDATE = 22 "update" "We told the customer where it stands (C2, C11).";
    HOLDING_REPLY = 23 "holding_reply" "We told the customer that the answer takes longer, why, and until when.";
    EXTENDED = 24 "extended" "The time for the answer was extended.";
    REPLY = 25 "reply" "We answered the customer.";
    AUTHORITY_USED = 26 "authority_used" "Somebody used an authority (C7).";
    REPORT_MADE = 27 "report_made" "The six-item report on its use was made (C8).";
    COACHING_GIVEN = 28 "coaching_given" "The manager answered the report (C8).";
    TRACKED = 29 "tracked" "We asked the customer whether it is truly put right (C1).";
    SATISFIED = 30 "satisfied" "The customer said that it is (C1).";
    ATTEMPTED = 31 "attempted" "We tried to reach the customer, in vain (C1).";
    SUMMARY_SENT = 32 "summary_sent" "A summary of the early solution was sent.";
    FINAL_RESPONSE = 33 "final_response" "The final response was sent.";
    SOLVED = 34 "solved" "It is solved, in our view.";
    WITHDRAWN = 35 "withdrawn" "The customer withdrew it.";
    CLOSED = 36 "closed" "The case was closed.";
    REOPENED = 37 "reopened" "The case is open again.";
}

/// A set of events, a bit for each.
pub(crate) type Events = u64;

impl Event {
    /// The usual event with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Event> {
        Event::ALL.iter().find(|(known, _)| *known == word).map(|(_, event)| *event)
    }

    /// The word of a usual event; none: it is a policy's own.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        Event::ALL.get(self.place()).map(|(word, _)| *word)
    }

    /// The n-th event of a policy's own, from 0.
    pub(crate) fn own(place: usize) -> Option<Event> {
        let number = u8::try_from(Event::ALL.len() + place).ok()?;
        (place < MAX_OWN_EVENTS).then_some(Event(number))
    }

    /// Its place: the usual events first, then those of the policy.
    #[must_use]
    pub const fn place(self) -> usize {
        self.0 as usize
    }

    pub(crate) const fn bit(self) -> Events {
        1 << self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_table_and_fit_a_set() {
        for (place, (word, event)) in Event::ALL.iter().enumerate() {
            assert_eq!((event.place(), Event::from_word(word)), (place, Some(*event)));
        }
        assert!(Event::ALL.len() + MAX_OWN_EVENTS <= 64);
        assert!(Event::own(MAX_OWN_EVENTS).is_none());
    }
}

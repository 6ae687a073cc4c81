//! The words that events of a case may use for the policy's clocks, and who may use them.

use super::event::Event;
use super::sets::Roles;
use super::words::{EventKind, Role};
use crate::complaint::{Occurrence, clock};
use crate::policy::unknown_name;
use crate::{Code, Error, Result};

/// What an event can be beside its kind, under every policy.
const ALSO: [clock::Event; 9] = [
    clock::Event::ASSIGNED,
    clock::Event::PRIORITY_CHANGED,
    clock::Event::CALENDAR_CHANGED,
    clock::Event::REPLY,
    clock::Event::UPDATE,
    clock::Event::HOLDING_REPLY,
    clock::Event::EXTENDED,
    clock::Event::SUMMARY_SENT,
    clock::Event::FINAL_RESPONSE,
];

/// What is told to the customer: without contact it was not told.
const TOLD: [clock::Event; 5] = [
    clock::Event::REPLY,
    clock::Event::UPDATE,
    clock::Event::HOLDING_REPLY,
    clock::Event::SUMMARY_SENT,
    clock::Event::FINAL_RESPONSE,
];

/// The words of a policy that events of a case may use; see [`Event::also`] and those that follow it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClockWords {
    pub(crate) own_events: Vec<String>,
    pub(crate) priorities: Vec<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) approvers: Vec<String>,
    pub(crate) calendars: Vec<String>,
}

/// The place of a word in a list of the policy.
pub(super) fn place_of(known: &[String], word: Option<&String>) -> Option<u16> {
    let place = known.iter().position(|known| Some(known) == word)?;
    u16::try_from(place).ok()
}

impl ClockWords {
    /// Refuses words that the policy does not know, and those that nothing would come of.
    pub(super) fn check(&self, event: &Event) -> Result<()> {
        let also = || ALSO.iter().filter_map(|event| event.word());
        let words = |list: &[String], field: &str, what: &str, word: &Option<String>, code| match word {
            Some(word) if !list.contains(word) => {
                let known: Vec<&str> = list.iter().map(String::as_str).collect();
                Err(unknown_name(code, what, word, &known).at_path(field))
            }
            _ => Ok(()),
        };
        if let Some(word) = event.also.as_ref().filter(|word| !also().any(|known| known == *word)) {
            if clock::Event::from_word(word).is_some() {
                let message = format!("`{word}` follows from what is done in the case; leave it out");
                return Err(Error::new(Code::InvalidValue, message).at_path("also"));
            }
            if !self.own_events.contains(word) {
                let known: Vec<&str> = also().chain(self.own_events.iter().map(String::as_str)).collect();
                return Err(unknown_name(Code::UnknownEvent, "event", word, &known).at_path("also"));
            }
        }
        if let Some(word) = event.also.as_ref().and_then(|word| clock::Event::from_word(word))
            && !may_say(event, word)
        {
            let message = if TOLD.contains(&word) {
                "what the customer is told comes from us and names its `channel`; an attempt tells nothing"
            } else {
                "staff extend a time; where somebody approves it, a manager records that"
            };
            return Err(Error::new(Code::InvalidValue, message).at_path("also"));
        }
        words(&self.priorities, "priority", "priority", &event.priority, Code::UnknownWord)?;
        words(&self.topics, "topic", "topic", &event.topic, Code::UnknownWord)?;
        words(&self.calendars, "calendar", "calendar", &event.calendar, Code::UnknownCalendar)?;
        if event.until.is_some() && event.kind != EventKind::Wait {
            let message = "`until` goes with `wait`; a commitment has its `due`";
            return Err(Error::new(Code::InvalidValue, message).at_path("until"));
        }
        Ok(())
    }

    /// An event of this policy's own.
    pub(super) fn own(&self, event: &Event) -> Option<clock::Event> {
        place_of(&self.own_events, event.also.as_ref())
            .and_then(|place| clock::Event::own(usize::from(place)))
    }

    /// Whether today's policy knows every word that was used; clocks go by the words that it knows.
    pub(super) fn knows(&self, event: &Event) -> bool {
        let known = |list: &[String], word: &Option<String>| word.as_ref().is_none_or(|w| list.contains(w));
        let usual = event.also.as_ref().is_none_or(|word| clock::Event::from_word(word).is_some());
        (usual || self.own(event).is_some())
            && known(&self.priorities, &event.priority)
            && known(&self.topics, &event.topic)
            && known(&self.calendars, &event.calendar)
    }

    /// What the words of an event say, on its first occurrence; on an extension, who approved it.
    pub(super) fn dress(&self, occurrence: &mut Occurrence, event: &Event, first: bool, by_part: bool) {
        if first {
            let byte = |place: Option<u16>| place.and_then(|place| u8::try_from(place).ok());
            occurrence.priority = byte(place_of(&self.priorities, event.priority.as_ref()));
            if !by_part {
                occurrence.topic = byte(place_of(&self.topics, event.topic.as_ref()));
            }
            occurrence.calendar = place_of(&self.calendars, event.calendar.as_ref());
        }
        if occurrence.event == clock::Event::EXTENDED {
            occurrence.approved_by = place_of(&self.approvers, event.approved_by.as_ref());
        }
    }
}

/// Whether an event can be this beside its kind, whoever says so.
fn may_say(event: &Event, word: clock::Event) -> bool {
    use EventKind as K;
    if TOLD.contains(&word) {
        let of_ours = Roles::STAFF.has(event.role) || event.role == Role::System;
        let no_word = matches!(event.kind, K::Attempt | K::Message | K::Opened | K::Lapse | K::Rebut);
        return of_ours && !no_word && event.channel.is_some();
    }
    let approved = event.approved_by.is_none() || event.role == Role::Manager;
    word != clock::Event::EXTENDED || Roles::STAFF.has(event.role) && approved
}

/// What an event is beside its kind, as far as every policy knows the word and the event may say it.
pub(super) fn also(event: &Event) -> Option<clock::Event> {
    let word = event.also.as_ref().and_then(|word| clock::Event::from_word(word));
    word.filter(|word| ALSO.contains(word) && may_say(event, *word))
}

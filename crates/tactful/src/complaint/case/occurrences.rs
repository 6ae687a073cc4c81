//! The log of a case in the words of clocks: one log feeds both.
//!
//! A case that was split is told twice: once as a whole, for the clocks of the whole case, and once by parts, for
//! those that each part has of its own. What nobody has to be told twice - that the complaint came in, an apology, that
//! somebody listened, any reply - counts for every part.

use super::event::Event;
use super::guard::Move;
use super::sets::Roles;
use super::state::{PartState, State};
use super::words::{Ending, EventKind, Role, Wait, Word};
use crate::complaint::clock;
use crate::complaint::{Occurrence, Part};
use crate::policy::unknown_name;
use crate::time::Instant;
use crate::{Code, Error, Result};
use std::borrow::Cow;

/// One event of a case says at most so many things to clocks.
const STEP: u32 = 32;

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

/// What the whole case has only when every open part has it: an answer to a part is none to the rest.
const OF_EVERY_PART: [clock::Event; 4] = [
    clock::Event::HOLDING_REPLY,
    clock::Event::EXTENDED,
    clock::Event::SUMMARY_SENT,
    clock::Event::FINAL_RESPONSE,
];

/// What concerns the part alone to which it happened; all else concerns every part.
const OF_A_PART: u64 = {
    let events = [
        clock::Event::SPLIT,
        clock::Event::REFERRED,
        clock::Event::PENDING,
        clock::Event::ON_HOLD,
        clock::Event::RESUMED,
        clock::Event::RECORDED,
        clock::Event::CONFIRMED,
        clock::Event::CAUSE_FOUND,
        clock::Event::OFFER_MADE,
        clock::Event::OFFER_ACCEPTED,
        clock::Event::OFFER_REFUSED,
        clock::Event::COMMITTED,
        clock::Event::ACTED,
        clock::Event::HOLDING_REPLY,
        clock::Event::EXTENDED,
        clock::Event::AUTHORITY_USED,
        clock::Event::REPORT_MADE,
        clock::Event::COACHING_GIVEN,
        clock::Event::TRACKED,
        clock::Event::SATISFIED,
        clock::Event::SUMMARY_SENT,
        clock::Event::FINAL_RESPONSE,
        clock::Event::SOLVED,
        clock::Event::WITHDRAWN,
        clock::Event::CLOSED,
        clock::Event::REOPENED,
    ];
    let (mut bits, mut i) = (0, 0);
    while i < events.len() {
        bits |= events[i].bit();
        i += 1;
    }
    bits
};

/// The words of a policy that events of a case may use; see [`Event::also`] and those that follow it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClockWords {
    pub(crate) own_events: Vec<String>,
    pub(crate) priorities: Vec<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) approvers: Vec<String>,
    pub(crate) calendars: Vec<String>,
}

fn place_of(known: &[String], word: Option<&String>) -> Option<u16> {
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
    fn own(&self, event: &Event) -> Option<clock::Event> {
        place_of(&self.own_events, event.also.as_ref())
            .and_then(|place| clock::Event::own(usize::from(place)))
    }

    /// Whether today's policy knows every word that was used; clocks go by the words that it knows.
    fn knows(&self, event: &Event) -> bool {
        let known = |list: &[String], word: &Option<String>| word.as_ref().is_none_or(|w| list.contains(w));
        let usual = event.also.as_ref().is_none_or(|word| clock::Event::from_word(word).is_some());
        (usual || self.own(event).is_some())
            && known(&self.priorities, &event.priority)
            && known(&self.topics, &event.topic)
            && known(&self.calendars, &event.calendar)
    }

    /// What the words of an event say, on its first occurrence; on an extension, who approved it.
    fn dress(&self, occurrence: &mut Occurrence, event: &Event, first: bool, by_part: bool) {
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

/// The occurrences of a case as a whole, and by parts.
#[derive(Debug, Clone)]
pub(crate) struct Told<'c> {
    pub(crate) whole: Cow<'c, [Occurrence]>,
    /// Of a case that was split.
    pub(crate) parts: Option<Cow<'c, [Occurrence]>>,
    /// Some words belong to a policy of another time.
    pub(crate) unknown_words: bool,
}

/// The log so far, under every policy: words of a policy's own are added when it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Trail {
    whole: Vec<Occurrence>,
    /// Empty until the case is split.
    parts: Vec<Occurrence>,
    /// The places of events that use words of a policy, and their parts.
    worded: Vec<(usize, u8)>,
    /// The parts that were given what the whole case only has when all are; bits, by [`OF_EVERY_PART`].
    given: [u8; OF_EVERY_PART.len()],
    reports: Reports,
}

/// Uses of authority that lack their report, or the manager's answer (C8).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Reports {
    unreported: Vec<String>,
    unanswered: Vec<String>,
}

impl Reports {
    /// Whether what an event says holds for all that is owed: one report does not settle two uses of authority.
    fn settles(&mut self, event: &Event, word: clock::Event) -> bool {
        let settled = |list: &mut Vec<String>| {
            list.retain(|id| Some(id) != event.grant.as_ref());
            list.is_empty()
        };
        match word {
            clock::Event::AUTHORITY_USED => self.unreported.push(event.id.clone()),
            clock::Event::REPORT_MADE => {
                self.unanswered.extend(event.grant.clone());
                return settled(&mut self.unreported);
            }
            clock::Event::COACHING_GIVEN => return settled(&mut self.unanswered),
            _ => {}
        }
        true
    }
}

/// What the state of a case or a part means to clocks.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Phase {
    solved: bool,
    closed: bool,
    wait: Option<Wait>,
}

impl Phase {
    const NONE: Self = Self { solved: false, closed: false, wait: None };

    fn of_part(part: &PartState) -> Self {
        Self { solved: part.is_put_right(), closed: part.ending().is_some(), wait: part.wait }
    }

    fn of(state: &State) -> Self {
        let parts = || state.parts().iter().filter(|part| part.ending().is_none());
        let closed = state.is_closed();
        // a part that ended otherwise is not put right, and so is not the whole
        let content = state.parts().iter().all(|part| {
            part.ending().is_none_or(|ending| matches!(ending, Ending::Satisfied | Ending::Withdrawn))
        });
        let wait = |wait| parts().any(|part| part.wait == Some(wait));
        let waits = !closed && parts().all(|part| part.wait.is_some() || part.is_put_right());
        Self {
            solved: content && state.count > 0 && parts().all(PartState::is_put_right),
            closed,
            // it waits if nobody can go on; for others, if it waits for anybody but the customer
            wait: match (waits, wait(Wait::Others), wait(Wait::Customer)) {
                (true, true, _) => Some(Wait::Others),
                (true, false, true) => Some(Wait::Customer),
                _ => None,
            },
        }
    }

    /// What the way from here to there is called; a waiting that is set `anew` is another one.
    fn to(self, there: Self, anew: bool) -> impl Iterator<Item = clock::Event> {
        let active = !there.solved && !there.closed;
        let changed = self.wait != there.wait || anew;
        [
            (changed && self.wait.is_some()).then_some(clock::Event::RESUMED),
            (active && (self.solved || self.closed)).then_some(clock::Event::REOPENED),
            (!self.solved && !self.closed && there.solved && !there.closed).then_some(clock::Event::SOLVED),
            (!self.closed && there.closed).then_some(clock::Event::CLOSED),
            match there.wait.filter(|_| changed) {
                Some(Wait::Customer) => Some(clock::Event::PENDING),
                Some(Wait::Others) => Some(clock::Event::ON_HOLD),
                None => None,
            },
        ]
        .into_iter()
        .flatten()
    }
}

/// What the kind of an event says to clocks; waiting, solution, closing follow from the state.
fn said(event: &Event, owned: bool) -> [Option<clock::Event>; 2] {
    let one = match event.kind {
        EventKind::Opened => clock::Event::RECEIVED,
        EventKind::Apologise => clock::Event::APOLOGISED,
        EventKind::Listen => clock::Event::LISTENED,
        EventKind::Acknowledge => clock::Event::ACKNOWLEDGED,
        EventKind::Record => clock::Event::RECORDED,
        EventKind::Confirm => clock::Event::CONFIRMED,
        EventKind::Cause => clock::Event::CAUSE_FOUND,
        EventKind::Negotiate => {
            // to ask what the customer wishes is no offer
            let offer = event.agreed || !event.remedies.is_empty();
            let word = if event.agreed { clock::Event::OFFER_ACCEPTED } else { clock::Event::OFFER_REFUSED };
            return [clock::Event::OFFER_MADE, word].map(|word| offer.then_some(word));
        }
        EventKind::Commit => clock::Event::COMMITTED,
        EventKind::Act | EventKind::Fulfil => clock::Event::ACTED,
        EventKind::Track => {
            let satisfied = event.word == Some(Word::Satisfied);
            return [Some(clock::Event::TRACKED), satisfied.then_some(clock::Event::SATISFIED)];
        }
        EventKind::Message => clock::Event::CUSTOMER_MESSAGE,
        EventKind::Attempt => clock::Event::ATTEMPTED,
        EventKind::HandOver if owned => clock::Event::HANDED_OVER,
        EventKind::HandOver => clock::Event::ASSIGNED,
        EventKind::Refer => clock::Event::REFERRED,
        EventKind::Split => clock::Event::SPLIT,
        EventKind::Grant => clock::Event::AUTHORITY_USED,
        EventKind::Report => clock::Event::REPORT_MADE,
        EventKind::Answer => clock::Event::COACHING_GIVEN,
        EventKind::Withdraw => clock::Event::WITHDRAWN,
        EventKind::Break
        | EventKind::Wait
        | EventKind::Resume
        | EventKind::Lapse
        | EventKind::Rebut
        | EventKind::Close
        | EventKind::Reopen
        | EventKind::Note => return [None, None],
    };
    [Some(one), None]
}

/// Somebody of the house spoke or wrote to the customer about the matter. Papers of the house, programs, strangers and
/// lapses answer nobody.
fn replied(event: &Event) -> bool {
    use EventKind as K;
    let about_it = matches!(event.kind, K::Fulfil | K::Note) || event.kind.act().is_some();
    event.channel.is_some() && Roles::STAFF.has(event.role) && about_it
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

impl Trail {
    /// Adds what an event says, at its place in the log, with the states before and after it.
    pub(super) fn add(
        &mut self,
        place: usize,
        event: &Event,
        step: &Move,
        (before, after): (&State, &State),
    ) {
        let new_part = after.count > before.count && before.count > 0;
        if new_part && self.parts.is_empty() {
            // all that was done until now was done in the main part
            self.parts = self.whole.iter().map(|told| of_part(*told, 0)).collect();
        }
        let order = u32::try_from(place).unwrap_or(u32::MAX / STEP).saturating_mul(STEP);
        let part = if new_part { before.count } else { step.part };
        let usual = event.also.as_ref().and_then(|word| clock::Event::from_word(word));
        let usual = usual.filter(|word| ALSO.contains(word) && may_say(event, *word));
        let replied = replied(event).then_some(clock::Event::REPLY);
        let told = said(event, before.owned).into_iter().chain([replied, usual]).flatten();
        let told = told.filter(|word| self.reports.settles(event, *word));
        let mut told: Vec<(clock::Event, Option<Instant>)> = told.map(|word| (word, None)).collect();
        if event.priority.is_some() && told.is_empty() {
            told.push((clock::Event::PRIORITY_CHANGED, None));
        }
        if (event.calendar.is_some() || event.topic.is_some()) && told.is_empty() {
            told.push((clock::Event::CALENDAR_CHANGED, None));
        }
        let make = |(nth, &(word, until)): (usize, &(clock::Event, Option<Instant>))| Occurrence {
            order: order + nth as u32,
            until,
            recorded_at: event.recorded_at,
            ..Occurrence::new(word, event.at)
        };
        let anew = event.kind == EventKind::Wait;
        let changes = |from: Phase, to: Phase| {
            let pauses = |word| matches!(word, clock::Event::PENDING | clock::Event::ON_HOLD);
            from.to(to, anew)
                .map(move |word| (word, event.until.filter(|_| pauses(word))))
                .collect::<Vec<_>>()
        };
        let whole = changes(Phase::of(before), Phase::of(after));
        // a part that is taken back leaves the rest of the case as it is
        let taken_back = |word: clock::Event| word == clock::Event::WITHDRAWN && !after.is_closed();
        let mut of_part_alone = |word: clock::Event| {
            let Some(place) = OF_EVERY_PART.iter().position(|known| *known == word) else { return false };
            self.given[place] |= 1 << part;
            let open = after.parts().iter().enumerate().filter(|(_, part)| part.ending().is_none());
            let lacking = open.fold(0, |bits, (part, _)| bits | 1 << part) & !self.given[place];
            if lacking == 0 {
                self.given[place] = 0;
            }
            lacking != 0
        };
        let whole_told: Vec<_> =
            told.iter().filter(|(word, _)| !taken_back(*word) && !of_part_alone(*word)).copied().collect();
        let of_whole = whole_told.iter().chain(&whole).enumerate();
        self.whole.extend(of_whole.map(make));
        if after.count > 1 {
            self.parts.extend(told.iter().enumerate().map(make).map(|told| of_part(told, part)));
            let mut nth = told.len() as u32;
            for (index, part) in after.parts().iter().enumerate() {
                let earlier = before.parts().get(index).filter(|_| before.count > 0);
                let from = earlier.map_or(Phase::NONE, Phase::of_part);
                for change in changes(from, Phase::of_part(part)) {
                    let told = Occurrence { order: order + nth, ..make((0, &change)) };
                    self.parts.push(of_part(told, index as u8));
                    nth += 1;
                }
            }
        }
        let worded = [&event.also, &event.priority, &event.topic, &event.calendar];
        if worded.iter().any(|word| word.is_some()) {
            self.worded.push((place, part));
        }
    }

    /// When the first of these happened.
    pub(super) fn first(&self, words: &[clock::Event]) -> Option<Instant> {
        self.whole.iter().find(|told| words.contains(&told.event)).map(|told| told.at)
    }

    /// When the whole case waited, and for whom; a waiting that ends by itself ends then.
    pub(super) fn waits(&self) -> Vec<(Instant, Option<Instant>, Wait)> {
        let mut waits: Vec<(Instant, Option<Instant>, Wait)> = Vec::new();
        for told in &self.whole {
            let wait = match told.event {
                clock::Event::PENDING => Wait::Customer,
                clock::Event::ON_HOLD => Wait::Others,
                clock::Event::RESUMED | clock::Event::CLOSED => {
                    if let Some((_, until, _)) = waits.last_mut() {
                        *until = Some(until.map_or(told.at, |until| until.min(told.at)));
                    }
                    continue;
                }
                _ => continue,
            };
            waits.push((told.at, told.until, wait));
        }
        waits
    }

    /// The log under a policy.
    pub(super) fn told<'c>(&'c self, events: &'c [Event], words: &ClockWords) -> Told<'c> {
        let mut told = Told {
            whole: Cow::Borrowed(&self.whole),
            parts: (!self.parts.is_empty()).then_some(Cow::Borrowed(&self.parts)),
            unknown_words: false,
        };
        for &(place, part) in &self.worded {
            let Some(event) = events.get(place) else { continue };
            told.unknown_words |= !words.knows(event);
            let order = (place as u32).saturating_mul(STEP);
            let own = words.own(event).map(|word| Occurrence {
                order: order + STEP - 1,
                recorded_at: event.recorded_at,
                ..Occurrence::new(word, event.at)
            });
            let split = event.kind != EventKind::Opened;
            let logs = [(Some(&mut told.whole), false), (told.parts.as_mut(), split)];
            for (log, by_part) in logs.into_iter().filter_map(|(log, by_part)| Some((log?, by_part))) {
                let log = log.to_mut();
                let start = log.partition_point(|told| told.order < order);
                let mut end = log.partition_point(|told| told.order < order + STEP);
                if let Some(own) = own {
                    log.insert(end, own);
                    end += 1;
                }
                // what a part is about is not what the others are about
                if let Some(topic) = place_of(&words.topics, event.topic.as_ref()).filter(|_| by_part) {
                    let carrier = Occurrence {
                        order: order + STEP - 2,
                        part: Some(Part(u16::from(part))),
                        topic: u8::try_from(topic).ok(),
                        recorded_at: event.recorded_at,
                        ..Occurrence::new(clock::Event::CALENDAR_CHANGED, event.at)
                    };
                    log.insert(end - usize::from(own.is_some()), carrier);
                    end += 1;
                }
                for (nth, told) in log.iter_mut().take(end).skip(start).enumerate() {
                    words.dress(told, event, nth == 0, by_part);
                }
            }
        }
        told
    }
}

fn of_part(told: Occurrence, part: u8) -> Occurrence {
    let part = (told.event.bit() & OF_A_PART != 0).then_some(Part(u16::from(part)));
    Occurrence { part, ..told }
}

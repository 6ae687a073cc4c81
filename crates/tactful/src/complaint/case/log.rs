//! The log of a case and its fold.

use super::event::Event;
use super::guard::{Move, Terms};
use super::next::Next;
use super::occurrences::Trail;
use super::refusal::Refusal;
use super::state::State;
use super::words::{Ending, EventKind, Power, Role};
use crate::complaint::{Complaints, Grant};
use crate::customer::Kind;
use crate::time::Instant;
use crate::words::words;
use crate::{Code, Error, Result};

/// A case has at most so many events.
const MAX_EVENTS: usize = 10_000;

words! {
    /// What became of a promise.
    Promise {
        /// It is still to be kept.
        Open = "open";
        /// It was kept.
        Kept = "kept";
        /// It was not.
        Broken = "broken";
        /// The part of the case ended before, on the customer's wish.
        Released = "released";
    }
}

/// Something that was promised to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Its id.
    pub id: String,
    /// The part of the case, from 0.
    pub part: u8,
    /// What was promised.
    pub what: String,
    /// Who is to do it.
    pub owner: String,
    /// Until when.
    pub due: Instant,
    /// What became of it.
    pub state: Promise,
}

/// The case of a complaint: a log of events, and the state that it folds to.
///
/// The version is the number of its events. Whoever acts names the version that was read; if somebody else has acted
/// since, the act is refused and nothing is lost.
///
/// ```
/// use tactful::complaint::{Case, Event, EventKind, Role, Status};
/// use tactful::{time::Instant, Code, Engine};
/// let engine = Engine::house()?;
/// let at = Instant::parse("2026-11-21T09:30:00Z")?;
/// let event = |id: &str, kind| Event::new(id, at, kind, "anna", Role::Direct);
/// let mut case = Case::open("k-1", event("e-1", EventKind::Opened))?;
/// case.act(engine.complaints(), event("e-2", EventKind::Apologise), 1)?;
/// // a colleague read version 1 as well
/// let refusal = case.act(engine.complaints(), event("e-3", EventKind::Apologise), 1).unwrap_err();
/// assert_eq!(refusal.code(), Code::CaseConflict);
/// assert_eq!((case.version(), case.state().status()), (2, Status::Open));
/// // the log is the case
/// assert_eq!(Case::replay("k-1", case.events())?, case);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    id: String,
    events: Vec<Event>,
    state: State,
    /// Names of the parts; the first, which has none, is the case itself.
    parts: Vec<String>,
    commitments: Vec<Commitment>,
    grants: Vec<Grant>,
    /// The events at which the case as a whole was opened, closed, reopened.
    pub(super) turns: Vec<(usize, Kind)>,
    /// The same log in the words of clocks.
    pub(super) trail: Trail,
    first_solved: Option<Instant>,
    warnings: Vec<Code>,
}

impl Case {
    /// Opens a case.
    ///
    /// # Errors
    /// [`Code::UnknownCase`] if the event is of another kind than [`EventKind::Opened`], or is meant for another case.
    pub fn open(id: &str, event: Event) -> std::result::Result<Self, Refusal> {
        let mut case = Self {
            id: id.to_owned(),
            events: Vec::new(),
            state: State::default(),
            parts: Vec::new(),
            commitments: Vec::new(),
            grants: Vec::new(),
            turns: Vec::new(),
            trail: Trail::default(),
            first_solved: None,
            warnings: Vec::new(),
        };
        let (state, step) = case.judge(&Terms::LENIENT, &event, 0)?;
        case.append(event, step, state);
        Ok(case)
    }

    /// The case of a log. Its events were accepted under the policy of their time, so only what holds under every
    /// policy is asked of them: their order in time, their ids and names, and C1's order of acts.
    ///
    /// # Errors
    /// With the path `events[…]`: [`Code::UnknownCase`] for a log that does not begin with the opening and for an
    /// event of another case, [`Code::EventOutOfOrder`], [`Code::EventExists`], and every code of a [`Refusal`].
    pub fn replay(id: &str, events: &[Event]) -> Result<Self> {
        let at = |index: usize, refusal: Refusal| {
            let rule = refusal.rule();
            let named = if rule.is_empty() { String::new() } else { format!("{rule}: ") };
            Error::new(refusal.code(), format!("{named}{}", refusal.message()))
                .at_path(&format!("events[{index}]"))
        };
        let Some((first, rest)) = events.split_first() else {
            return Err(
                Error::new(Code::UnknownCase, "a case begins with the event `opened`").at_path("events")
            );
        };
        let mut case = Self::open(id, first.clone()).map_err(|refusal| at(0, refusal))?;
        for (index, event) in rest.iter().enumerate() {
            let (state, step) = case
                .judge(&Terms::LENIENT, event, case.state.attempts)
                .map_err(|refusal| at(index + 1, refusal))?;
            case.append(event.clone(), step, state);
        }
        Ok(case)
    }

    /// Appends an event, if the guards let it pass; else the case is unchanged.
    ///
    /// Authority is judged with what was granted in this case; limits per period over several cases are judged by
    /// [`super::super::Authority::rule`], which is given the grants of the other cases too.
    ///
    /// # Errors
    /// A [`Refusal`]: [`Code::CaseConflict`] if the case has moved on since `expected_version`,
    /// [`Code::EventOutOfOrder`], [`Code::EventExists`], [`Code::UnknownCase`], [`Code::UnknownPart`], what the
    /// guards of C1 to C3 refuse, [`Code::BeyondAuthority`] and [`Code::BeyondEveryApprover`] (C7).
    pub fn act(
        &mut self,
        complaints: &Complaints,
        event: Event,
        expected_version: u64,
    ) -> std::result::Result<(), Refusal> {
        let (state, step) = self.check(complaints, &event, expected_version)?;
        self.append(event, step, state);
        Ok(())
    }

    /// Whether [`Case::act`] would let an event pass; nothing changes.
    ///
    /// # Errors
    /// As [`Case::act`].
    pub fn may(
        &self,
        complaints: &Complaints,
        event: &Event,
        expected_version: u64,
    ) -> std::result::Result<(), Refusal> {
        self.check(complaints, event, expected_version).map(|_| ())
    }

    fn check(
        &self,
        complaints: &Complaints,
        event: &Event,
        expected_version: u64,
    ) -> std::result::Result<(State, Move), Refusal> {
        if expected_version != self.version() {
            let message =
                format!("the case is at version {}, not {expected_version}; read it again", self.version());
            return Err(Refusal::new(Code::CaseConflict, message));
        }
        let attempts = match event.kind {
            // attempts in quick succession are one attempt
            EventKind::Close => self.attempts_apart(complaints.apart_seconds),
            _ => self.state.attempts,
        };
        let found = self.judge(&complaints.terms, event, attempts)?;
        complaints.words.check(event).map_err(|error| Refusal::of(&error))?;
        if event.kind == EventKind::Grant
            && let Some(grant) = self.grant_of(event)
        {
            let ruling = complaints
                .authority
                .rule(&grant, &self.grants, &complaints.zone)
                .map_err(|error| Refusal::of(&error))?;
            if ruling.verdict == Code::NeedsApproval {
                return Err(Refusal::beyond(ruling.approvers));
            }
        }
        Ok(found)
    }

    /// What holds under every policy, and the guard, with so many attempts to reach the customer.
    fn judge(
        &self,
        terms: &Terms,
        event: &Event,
        attempts: u8,
    ) -> std::result::Result<(State, Move), Refusal> {
        if event.case.as_ref().is_some_and(|case| *case != self.id) {
            return Err(Refusal::new(Code::UnknownCase, "the event is of another case"));
        }
        if self.events.is_empty() && event.kind != EventKind::Opened {
            return Err(Refusal::new(
                Code::UnknownCase,
                "the case was never opened; it begins with `opened`",
            ));
        }
        if self.events.last().is_some_and(|last| event.at < last.at) {
            let message =
                "the event lies before the latest one of the case; events come in the order of time";
            return Err(Refusal::new(Code::EventOutOfOrder, message));
        }
        if self.events.iter().any(|known| known.id == event.id) {
            return Err(Refusal::new(Code::EventExists, "an event with this id is in the case already"));
        }
        if self.events.len() >= MAX_EVENTS {
            return Err(Refusal::new(Code::TooLarge, format!("a case has at most {MAX_EVENTS} events")));
        }
        let part = self.part_of(event)?;
        let step = Move {
            kind: event.kind,
            role: event.role,
            part,
            cause: event.cause,
            liability: event.liability,
            remedies: event.remedies(),
            agreed: event.agreed,
            complete: event.commitment.is_some()
                && event.what.is_some()
                && event.owner.is_some()
                && event.due.is_some_and(|due| due >= event.at),
            word: event.word,
            wait: event.wait,
            ending: event.ending,
            conduct: event.conduct,
            power: event.power,
        };
        State { attempts, ..self.state }.guard(&step, terms)?;
        self.names(event, part)?;
        let mut state = self.state;
        state.turn(&step);
        Ok((state, step))
    }

    /// The part that an event speaks of; of a split, the part that is divided: the first that has not ended.
    fn part_of(&self, event: &Event) -> std::result::Result<u8, Refusal> {
        let known = |name: &String| self.parts.iter().skip(1).position(|part| part == name);
        match (&event.part, event.kind) {
            (None, EventKind::Split) => {
                Err(Refusal::new(Code::MissingField, "a split needs `part`, the name of the new part"))
            }
            (Some(name), EventKind::Split) if known(name).is_some() => {
                Err(Refusal::new(Code::PartExists, Code::PartExists.english()))
            }
            (_, EventKind::Split) => {
                let open = self.state.parts().iter().position(|part| part.ending().is_none());
                Ok(open.unwrap_or(0) as u8)
            }
            (None, _) => Ok(0),
            (Some(name), _) => match known(name) {
                Some(place) => Ok(place as u8 + 1),
                None => Err(Refusal::new(Code::UnknownPart, "the case has no part of this name")),
            },
        }
    }

    /// Whether the names in an event lead somewhere.
    fn names(&self, event: &Event, part: u8) -> std::result::Result<(), Refusal> {
        let missing = |what: &str| Err(Refusal::new(Code::MissingField, format!("`{what}` is missing")));
        let open = |id: &String| {
            self.commitments.iter().any(|c| c.id == *id && c.part == part && c.state == Promise::Open)
        };
        let unheard = event.role != Role::Customer && event.channel.is_none();
        match event.kind {
            EventKind::Commit => match &event.commitment {
                Some(id) if self.commitments.iter().any(|known| known.id == *id) => {
                    Err(Refusal::new(Code::EventExists, "a commitment with this id was made already"))
                }
                _ => Ok(()),
            },
            EventKind::Act | EventKind::Fulfil | EventKind::Break => match &event.commitment {
                Some(id) if !open(id) => {
                    Err(Refusal::new(Code::UnknownCommitment, Code::UnknownCommitment.english()))
                }
                None if event.kind != EventKind::Act => missing("commitment"),
                _ => Ok(()),
            },
            EventKind::HandOver | EventKind::Refer if event.to.is_none() => missing("to"),
            // nobody was called if it is not known how, and no word of the customer's came from nowhere
            EventKind::Attempt if event.channel.is_none() => missing("channel"),
            EventKind::Track | EventKind::Withdraw if unheard => missing("channel"),
            EventKind::Close if event.ending == Some(Ending::Withdrawn) && unheard => missing("channel"),
            EventKind::Grant if event.power == Some(Power::QuantityAmount) && event.amount.is_none() => {
                missing("amount")
            }
            EventKind::Report | EventKind::Answer => match &event.grant {
                None => missing("grant"),
                Some(id)
                    if event.kind == EventKind::Answer
                        && self.grants.iter().any(|grant| grant.id == *id && grant.by == event.by) =>
                {
                    let message =
                        "nobody answers the report on their own use of authority; another manager does";
                    Err(Refusal::new(Code::WrongRole, message))
                }
                Some(id) if event.kind == EventKind::Answer && !self.is_reported(id) => {
                    let message = "the manager answers a report; none was filed on this use of authority";
                    Err(Refusal::new(Code::UnknownGrant, message))
                }
                Some(id) if self.grants.iter().any(|grant| grant.id == *id) => Ok(()),
                Some(_) => Err(Refusal::new(Code::UnknownGrant, Code::UnknownGrant.english())),
            },
            _ => Ok(()),
        }
    }

    /// Whether the report on a use of authority was filed (C8).
    fn is_reported(&self, grant: &String) -> bool {
        let report = |event: &Event| event.kind == EventKind::Report && event.grant.as_ref() == Some(grant);
        self.events.iter().any(report)
    }

    fn append(&mut self, event: Event, step: Move, state: State) {
        let (was_closed, is_closed) = (self.state.is_closed(), state.is_closed());
        let mut warn = |code: Code| {
            if !self.warnings.contains(&code) {
                self.warnings.push(code);
            }
        };
        let place = self.events.len();
        match event.kind {
            EventKind::Opened => {
                self.parts.push(String::new());
                self.turns.push((place, Kind::ComplaintOpened));
            }
            EventKind::Split => self.parts.extend(event.part.clone()),
            EventKind::Commit => {
                if let (Some(id), Some(what), Some(owner), Some(due)) =
                    (&event.commitment, &event.what, &event.owner, event.due)
                {
                    let (id, what, owner) = (id.clone(), what.clone(), owner.clone());
                    let state = Promise::Open;
                    self.commitments.push(Commitment { id, part: step.part, what, owner, due, state });
                }
            }
            EventKind::Fulfil | EventKind::Break => {
                let became = if event.kind == EventKind::Fulfil { Promise::Kept } else { Promise::Broken };
                let named = self.commitments.iter_mut().filter(|c| Some(&c.id) == event.commitment.as_ref());
                named.for_each(|commitment| commitment.state = became);
            }
            // C13: satisfaction is never handed to a unit without a stake in sales
            EventKind::HandOver if event.sales_stake == Some(false) => warn(Code::OwnerWithoutStake),
            EventKind::Lapse => warn(Code::ConductLapse),
            EventKind::Grant => self.grants.extend(self.grant_of(&event)),
            _ => {}
        }
        if matches!(event.kind, EventKind::Withdraw | EventKind::Close) {
            let ended =
                self.commitments.iter_mut().filter(|c| c.part == step.part && c.state == Promise::Open);
            ended.for_each(|commitment| commitment.state = Promise::Released);
        }
        if is_closed != was_closed {
            let kind = if is_closed { Kind::ComplaintClosed } else { Kind::ComplaintReopened };
            self.turns.push((place, kind));
        }
        self.trail.add(place, &event, &step, (&self.state, &state));
        let solved = matches!(state.status(), super::Status::Solved | super::Status::Closed);
        self.first_solved = self.first_solved.or(solved.then_some(event.at));
        self.state = state;
        self.events.push(event);
    }

    fn grant_of(&self, event: &Event) -> Option<Grant> {
        let opened = self.events.first().and_then(|opened| opened.customer.clone());
        Some(Grant {
            id: event.id.clone(),
            at: event.at,
            by: event.by.clone(),
            role: event.role,
            power: event.power?,
            case: self.id.clone(),
            customer: opened,
            amount: event.amount,
            core_moment: event.core_moment,
            saved: event.saved,
            approved_by: event.approved_by.clone(),
        })
    }

    /// Attempts since the last contact that lie at least so far apart.
    fn attempts_apart(&self, seconds: i64) -> u8 {
        let reached = |event: &&Event| {
            event.role != Role::Customer
                && !matches!(
                    event.kind,
                    EventKind::Listen
                        | EventKind::Confirm
                        | EventKind::Negotiate
                        | EventKind::Track
                        | EventKind::Message
                        | EventKind::Reopen
                )
        };
        let since = self.events.iter().rev().take_while(reached);
        let mut last: Option<i64> = None;
        let mut count: u8 = 0;
        for attempt in since.filter(|event| event.kind == EventKind::Attempt) {
            let at = attempt.at.seconds();
            if last.is_none_or(|later| later - at >= seconds) {
                count = count.saturating_add(1);
                last = Some(at);
            }
        }
        count
    }

    /// What may be done now, and by whom, under a policy.
    ///
    /// ```
    /// use tactful::complaint::{Case, Event, EventKind, Role};
    /// use tactful::{time::Instant, Engine};
    /// let at = Instant::parse("2026-11-21T09:30:00Z")?;
    /// let case = Case::open("k-1", Event::new("e-1", at, EventKind::Opened, "web", Role::System))?;
    /// let next = case.next_acts(Engine::house()?.complaints());
    /// assert!(next.iter().any(|next| next.kind == EventKind::Apologise && next.due));
    /// assert!(next.iter().all(|next| next.kind != EventKind::Negotiate));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn next_acts(&self, complaints: &Complaints) -> Vec<Next> {
        let attempts = self.attempts_apart(complaints.apart_seconds);
        State { attempts, ..self.state }.next(&complaints.terms)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The number of its events.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.events.len() as u64
    }

    /// Its events, in their order.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What they fold to.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The names of its parts; the first, the case itself, has an empty one.
    #[must_use]
    pub fn part_names(&self) -> &[String] {
        &self.parts
    }

    /// When it was closed, if it is.
    #[must_use]
    pub fn closed_at(&self) -> Option<Instant> {
        let (place, _) = self.turns.last().filter(|(_, kind)| *kind == Kind::ComplaintClosed)?;
        self.events.get(*place).map(|event| event.at)
    }

    /// What was promised, in the order of the promises.
    #[must_use]
    pub fn commitments(&self) -> &[Commitment] {
        &self.commitments
    }

    /// The uses of authority, for [`super::super::Authority::rule`] and [`super::super::Authority::abuse`].
    #[must_use]
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// Uses of authority that went beyond a limit and saved a core moment: to be rewarded, not blamed (C7). Each is
    /// judged with those of this case.
    ///
    /// ```
    /// use tactful::complaint::{Case, Event, EventKind, Role};
    /// use tactful::{time::Instant, Engine};
    /// let at = Instant::parse("2026-11-21T09:30:00Z")?;
    /// let case = Case::open("k-1", Event::new("e-1", at, EventKind::Opened, "web", Role::System))?;
    /// assert_eq!(case.put_forward(Engine::house()?.complaints()).count(), 0);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn put_forward<'c>(&'c self, complaints: &'c Complaints) -> impl Iterator<Item = &'c Grant> {
        self.grants.iter().filter(|grant| {
            let ruling = complaints.authority.rule(grant, &self.grants, &complaints.zone);
            ruling.is_ok_and(|ruling| ruling.verdict == Code::PutForward)
        })
    }

    /// When all that was promised was done, or the case closed, for the first time. Reopening does not change it.
    #[must_use]
    pub const fn first_solved(&self) -> Option<Instant> {
        self.first_solved
    }

    /// [`Code::OwnerWithoutStake`] (C13) and [`Code::ConductLapse`] (C1), each once.
    #[must_use]
    pub fn warnings(&self) -> &[Code] {
        &self.warnings
    }
}

//! The clocks of a case, read from its own log.

use super::log::Case;
use super::occurrences::Told;
use super::words::Wait;
use crate::complaint::{DueTime, Occurrence, Readings, clock};
use crate::customer::Customer;
use crate::time::Instant;
use crate::{Code, Engine, Result};

impl Case {
    fn told(&self, engine: &Engine) -> Told<'_> {
        self.trail.told(self.events(), &engine.complaints.words)
    }

    /// What happened, in the words of clocks: the whole case in one line, as [`Engine::read_clocks`] reads it. Waiting,
    /// solution, closing and reopening follow from the state; whatever reached the customer through a channel is a
    /// reply.
    ///
    /// ```
    /// use tactful::complaint::{clock, Case, Event, EventKind, Role};
    /// use tactful::{time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let at = Instant::parse("2026-11-20T09:30:00Z")?;
    /// let case = Case::open("k-1", Event::new("e-1", at, EventKind::Opened, "web", Role::System))?;
    /// assert_eq!(case.occurrences(&engine)[0].event, clock::Event::RECEIVED);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn occurrences(&self, engine: &Engine) -> Vec<Occurrence> {
        self.told(engine).whole.into_owned()
    }

    /// When the customer first had an answer: an apology, an acknowledgement, whatever was said or written through a
    /// channel and arrived. None: not yet.
    ///
    /// ```
    /// use tactful::complaint::{Case, Event, EventKind, Role};
    /// use tactful::time::Instant;
    /// let at = Instant::parse("2026-11-20T09:30:00Z")?;
    /// let case = Case::open("k-1", Event::new("e-1", at, EventKind::Opened, "web", Role::System))?;
    /// assert_eq!(case.first_response(), None);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn first_response(&self) -> Option<Instant> {
        self.trail.first(&[clock::Event::APOLOGISED, clock::Event::ACKNOWLEDGED, clock::Event::REPLY])
    }

    /// When nobody could go on: since when, up to when (none: still), and for whom it waited.
    ///
    /// ```
    /// use tactful::complaint::{Case, Event, EventKind, Role};
    /// use tactful::time::Instant;
    /// let at = Instant::parse("2026-11-20T09:30:00Z")?;
    /// let case = Case::open("k-1", Event::new("e-1", at, EventKind::Opened, "web", Role::System))?;
    /// assert!(case.waits().is_empty());
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn waits(&self) -> Vec<(Instant, Option<Instant>, Wait)> {
        self.trail.waits()
    }
}

impl Engine {
    /// What the clocks of a case show at `now` (C2, C8, C11), as [`Engine::read_clocks`] tells it. Clocks with
    /// `per = "part"` run for each part of a case that was split: their [`crate::complaint::Part`] is the place among
    /// [`Case::part_names`].
    ///
    /// ```
    /// use tactful::complaint::{clock::State, Case, Event, EventKind, Role};
    /// use tactful::{customer::Customer, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let friday = Instant::parse("2026-11-20T09:30:00Z")?;
    /// let mut case = Case::open("k-1", Event::new("e-1", friday, EventKind::Opened, "web", Role::System))?;
    /// let customer = Customer::new("c-1");
    /// let state = |case: &Case, clock: &str| -> tactful::Result<Option<State>> {
    ///     let readings = engine.case_clocks(case, &customer, friday, None)?;
    ///     Ok(readings.of(&engine, clock).map(|reading| reading.state))
    /// };
    /// assert_eq!(state(&case, "first-response")?, Some(State::Running));
    /// case.act(engine.complaints(), Event::new("e-2", friday, EventKind::Apologise, "anna", Role::Direct), 1)?;
    /// assert_eq!(state(&case, "first-response")?, Some(State::Met));
    /// assert_eq!(state(&case, "resolution")?, Some(State::Running));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::read_clocks`]. Words of a policy of another time that today's does not know are passed over, with
    /// the note [`Code::UnknownWords`].
    pub fn case_clocks(
        &self,
        case: &Case,
        customer: &Customer,
        now: Instant,
        known_at: Option<Instant>,
    ) -> Result<Readings> {
        let told = case.told(self);
        let parts = told.parts.as_deref().map(|log| (log, case.part_names().len() as u16));
        let mut readings = self.read_told(&told.whole, parts, customer, now, known_at)?;
        if told.unknown_words {
            readings.notes.push(Code::UnknownWords);
        }
        Ok(readings)
    }

    /// The due times alone, as [`Engine::clock_dues`]; nothing is allocated if the list has room and no event uses
    /// words of a policy.
    ///
    /// ```
    /// use tactful::complaint::{Case, Event, EventKind, Role};
    /// use tactful::{customer::Customer, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let at = Instant::parse("2026-11-20T09:30:00Z")?;
    /// let case = Case::open("k-1", Event::new("e-1", at, EventKind::Opened, "web", Role::System))?;
    /// let mut dues = Vec::new();
    /// engine.case_dues(&case, &Customer::new("c-1"), at, &mut dues)?;
    /// assert!(dues.iter().any(|due| due.due_at.is_some()));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::read_clocks`].
    pub fn case_dues(
        &self,
        case: &Case,
        customer: &Customer,
        now: Instant,
        dues: &mut Vec<DueTime>,
    ) -> Result<()> {
        let told = case.told(self);
        let parts = told.parts.as_deref().map(|log| (log, case.part_names().len() as u16));
        self.dues_told(&told.whole, parts, customer, now, dues)
    }
}

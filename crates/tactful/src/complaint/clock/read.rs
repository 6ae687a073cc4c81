//! The readings of all clocks of a case.

use super::alerts::alerts;
use super::due::{Due, local_date};
use super::reading::{DueTime, Extension, Reading, Readings, State};
use super::walk::{Life, Setting, Walk};
use crate::complaint::{Occurrence, Part};
use crate::customer::Customer;
use crate::inline::Inline;
use crate::order::Order;
use crate::policy::Event;
use crate::policy::clocks::{Clock, Events, ZoneOf};
use crate::time::{Instant, Zone};
use crate::{Code, Engine, Error, Result};
use std::borrow::Cow;
use std::sync::Arc;

/// A case with more is no case.
const MAX_OCCURRENCES: usize = 100_000;

/// What an exit waives: the clock, the part (none: all), when, and the clock and exit that did.
#[derive(Debug, Clone, Copy, Default)]
struct Waiver {
    clock: u16,
    part: Option<Part>,
    at: i64,
    by: (u16, u8),
}

/// What one look at a log tells.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// All that happened or will.
    events: Events,
    /// Some of it to a part alone.
    parts: bool,
    /// It is in order, each once, and written down when it happened.
    plain: bool,
}

/// What counts of a log, in order, and what its reader should know.
struct Seen<'l> {
    log: Cow<'l, [Occurrence]>,
    look: Look,
    /// The first occurrence after now.
    pending: Option<Instant>,
    /// Something was written down later than it may be known.
    unknown: bool,
    /// Something was written down after the close about the time before it.
    frozen: bool,
}

impl Seen<'_> {
    fn notes(&self) -> Vec<Code> {
        let notes = [
            (self.pending.is_some(), Code::PendingFacts),
            (self.unknown, Code::FactsNotUsed),
            (self.frozen, Code::FrozenAtClose),
        ];
        notes.into_iter().filter(|(holds, _)| *holds).map(|(_, code)| code).collect()
    }
}

impl Engine {
    /// The ids of the complaint clocks, sorted.
    ///
    /// ```
    /// use tactful::Engine;
    /// assert!(Engine::house()?.clock_ids().any(|id| id == "first-response"));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn clock_ids(&self) -> impl Iterator<Item = &str> {
        self.complaint_clocks.list.iter().map(|clock| clock.id.as_str())
    }

    /// What the clocks of a case show at `now` (C2, C8, C11). Occurrences after `now` do not count yet; with `known_at`
    /// neither do those written down later. While the case is closed, nothing that is written down after the close
    /// about the time before it changes a verdict (S16).
    ///
    /// Occurrences may come in any order; equal ones count once. What happens to a part bears on the clocks of that
    /// part alone (`per = "part"`), what happens to the whole case on all.
    ///
    /// ```
    /// use tactful::{Engine, complaint::{clock::{Event, State}, Occurrence}, customer::Customer, time::Instant};
    /// let engine = Engine::from_text("
    ///     name = 'desk'
    ///     version = '1'
    ///     [calendars.office]
    ///     timezone = 'Europe/Berlin'
    ///     weekly = { mon = ['09:00-17:00'], fri = ['09:00-17:00'] }
    ///     [complaints.clocks.resolution]
    ///     starts_on = 'received'
    ///     span = '8bh'
    ///     calendar = 'office'
    ///     met_by = 'solved'
    /// ")?;
    /// let friday = Instant::parse("2026-03-27T15:00:00+01:00")?;
    /// let log = [Occurrence::new(Event::RECEIVED, friday)];
    /// let readings = engine.read_clocks(&log, &Customer::new("c-1"), friday, None)?;
    /// let resolution = readings.of(&engine, "resolution").ok_or_else(|| tactful::Error::new(tactful::Code::Internal, ""))?;
    /// assert_eq!(resolution.state, State::Running);
    /// assert_eq!(resolution.due_at, Some(Instant::parse("2026-03-30T15:00:00+02:00")?)); // the DST night costs nothing
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::TooLarge`] for more than 100,000 occurrences, [`Code::UnknownCalendar`] for the place of a calendar that
    /// is not there.
    pub fn read_clocks(
        &self,
        log: &[Occurrence],
        customer: &Customer,
        now: Instant,
        known_at: Option<Instant>,
    ) -> Result<Readings> {
        self.read_told(log, None, customer, now, known_at)
    }

    /// The same for a case that tells its parts apart: `by_part` is its log by parts, and how many of them there are.
    pub(crate) fn read_told(
        &self,
        whole: &[Occurrence],
        by_part: Option<(&[Occurrence], u16)>,
        customer: &Customer,
        now: Instant,
        known_at: Option<Instant>,
    ) -> Result<Readings> {
        let (seen, told) = (self.told(whole, now, known_at)?, by_part);
        let by_part = told.map(|(log, _)| self.told(log, now, known_at)).transpose()?;
        let logs = Logs::new(&seen, by_part.as_ref().zip(told.map(|(_, count)| count)));
        let mut readings = Readings { notes: seen.notes(), revisit_at: seen.pending, ..Readings::default() };
        let (_, assumed) = self.clocks(customer);
        self.each_clock(&logs, customer, now, |place, part, walk| {
            let reading = reading(place, part, walk, now);
            let by_customer = assumed && matches!(walk.clock.zone, ZoneOf::Customer);
            if by_customer && !readings.notes.contains(&Code::ZoneAssumed) {
                readings.notes.push(Code::ZoneAssumed);
            }
            readings.revisit_at = earliest(readings.revisit_at, reading.revisit_at);
            readings.list.push(reading);
        });
        readings.list.order_by_key(|reading| (reading.clock, reading.part));
        Ok(readings)
    }

    /// The due times alone, for many cases at once: the same as [`Engine::read_clocks`] says, in the same order.
    /// Nothing is allocated if the log is sorted and the list has room; what the list held is gone.
    ///
    /// ```
    /// use tactful::{Engine, complaint::{clock::{Event, State}, Occurrence}, customer::Customer, time::Instant};
    /// let engine = Engine::house()?;
    /// let received = Instant::parse("2026-06-01T09:00:00Z")?;
    /// let mut dues = Vec::new();
    /// engine.clock_dues(&[Occurrence::new(Event::RECEIVED, received)], &Customer::new("c-1"), received, &mut dues)?;
    /// let running = dues.iter().filter(|due| due.state == State::Running);
    /// assert_eq!(running.map(|due| due.due_at.map(|at| at.to_string())).collect::<Vec<_>>(), [
    ///     Some("2026-06-01T13:00:00Z".to_owned()), // first response
    ///     Some("2026-06-15T18:00:00Z".to_owned()), // resolution
    /// ]);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::read_clocks`].
    pub fn clock_dues(
        &self,
        log: &[Occurrence],
        customer: &Customer,
        now: Instant,
        dues: &mut Vec<DueTime>,
    ) -> Result<()> {
        self.dues_told(log, None, customer, now, dues)
    }

    /// The same for a case that tells its parts apart, as [`Engine::read_told`].
    pub(crate) fn dues_told(
        &self,
        whole: &[Occurrence],
        by_part: Option<(&[Occurrence], u16)>,
        customer: &Customer,
        now: Instant,
        dues: &mut Vec<DueTime>,
    ) -> Result<()> {
        let (seen, told) = (self.told(whole, now, None)?, by_part);
        let by_part = told.map(|(log, _)| self.told(log, now, None)).transpose()?;
        let logs = Logs::new(&seen, by_part.as_ref().zip(told.map(|(_, count)| count)));
        dues.clear();
        self.each_clock(&logs, customer, now, |clock, part, walk| {
            let runs = walk.started.is_some() && walk.life != Life::Waiting;
            let due = if runs { walk.due() } else { Due::Paused };
            let breached = runs && walk.is_late(due, walk.end(now.seconds()));
            let due_at = due.at().map(Instant::clamped);
            dues.push(DueTime { clock, part, state: walk.state(breached), due_at, breached });
        });
        dues.sort_unstable_by_key(|due| (due.clock, due.part));
        Ok(())
    }

    /// Leads every clock that holds for a case through its log.
    fn each_clock(
        &self,
        logs: &Logs<'_>,
        customer: &Customer,
        now: Instant,
        mut take: impl FnMut(u16, Option<Part>, &Walk<'_>),
    ) {
        let (zones, _) = self.clocks(customer);
        let clocks = &self.complaint_clocks;
        let mut done = Done::default();
        for &place in &clocks.order {
            let Some(clock) = clocks.list.get(usize::from(place)) else { continue };
            let (log, look, each) = logs.of(clock);
            for &part in each {
                let zones = match &clock.zone {
                    ZoneOf::Customer => zones,
                    ZoneOf::Fixed(zone) => std::slice::from_ref(zone),
                };
                let setting = Setting {
                    zones,
                    calendars: &self.calendars,
                    gate: done.gate(clock, part),
                    waived: done.waived(place, part),
                };
                if !is_about(clock, part, log) {
                    continue;
                }
                let mut walk = Walk::new(clock, setting);
                // what nothing has started stands where it stood
                if look.events & clock.starts_on != 0 || setting.waived.is_some() {
                    for e in log {
                        if walk.heeds(e) && concerns(e, part) {
                            walk.step(e, place);
                        }
                    }
                    walk.finish(now.seconds());
                }
                if !is_valid(&walk, zones, now) {
                    continue;
                }
                if clock.is_gate {
                    done.satisfied.push((place, part, walk.satisfied()));
                }
                for &(exit, at) in walk.waives.iter() {
                    let waived = clock.exits.get(usize::from(exit)).and_then(|exit| exit.waives);
                    if let Some(waived) = waived {
                        done.waivers.push(Waiver { clock: waived, part, at, by: (place, exit) });
                    }
                }
                take(place, part, &walk);
            }
        }
    }

    /// What counts of a log, looked at once.
    fn told<'l>(&self, log: &'l [Occurrence], now: Instant, known_at: Option<Instant>) -> Result<Seen<'l>> {
        let look = self.look(log)?;
        Ok(see(log, look, now, known_at))
    }

    fn look(&self, log: &[Occurrence]) -> Result<Look> {
        if log.len() > MAX_OCCURRENCES {
            return Err(Error::new(
                Code::TooLarge,
                format!("a case has at most {MAX_OCCURRENCES} occurrences"),
            ));
        }
        let calendars = self.calendars.len();
        let mut look = Look { events: 0, parts: false, plain: true };
        let mut before: Option<&Occurrence> = None;
        for e in log {
            if e.calendar.is_some_and(|place| usize::from(place) >= calendars) {
                return Err(Error::new(Code::UnknownCalendar, "there is no calendar at this place"));
            }
            look.events |= e.event.bit();
            look.parts |= e.part.is_some();
            let follows = before.is_none_or(|before| before.at < e.at || before < e);
            look.plain &= follows && e.recorded_at.is_none();
            before = Some(e);
        }
        Ok(look)
    }
}

/// Whether an occurrence bears on the clocks of a part, or of the whole case.
#[inline]
fn concerns(e: &Occurrence, part: Option<Part>) -> bool {
    e.part.is_none() || e.part == part
}

/// Whether a clock holds for what a case, or a part of it, is about.
fn is_about(clock: &Clock, part: Option<Part>, log: &[Occurrence]) -> bool {
    if clock.topics | clock.except_topics == 0 {
        return true;
    }
    let topic = |e: &Occurrence| e.topic.map_or(0, |place| 1_u32.checked_shl(u32::from(place)).unwrap_or(0));
    let topics = log.iter().filter(|e| concerns(e, part)).fold(0, |bits, e| bits | topic(e));
    (clock.topics == 0 || topics & clock.topics != 0) && topics & clock.except_topics == 0
}

/// Whether a clock is in force on the date of its start, or today if nothing has started it.
fn is_valid(walk: &Walk<'_>, zones: &[Arc<Zone>], now: Instant) -> bool {
    let (from, to) = (walk.clock.valid_from, walk.clock.valid_to);
    if from.is_none() && to.is_none() {
        return true;
    }
    let Some(zone) = zones.first() else { return false };
    let date = local_date(zone, walk.started.unwrap_or(now.seconds()));
    from.is_none_or(|from| date >= from) && to.is_none_or(|to| date < to)
}

/// What the clocks that were read already mean for those that come after them.
#[derive(Debug, Default)]
struct Done {
    /// When clocks that others wait for were met.
    satisfied: Inline<(u16, Option<Part>, Option<i64>), 2, 16>,
    waivers: Inline<Waiver, 1, 8>,
}

impl Done {
    /// For a clock that waits for another one: when that was met, if it was. A clock that does not hold for this case
    /// keeps nobody waiting.
    fn gate(&self, clock: &Clock, part: Option<Part>) -> Option<i64> {
        let before = clock.after?;
        let fits = |other: Option<Part>| other.is_none() || other == part;
        match self.satisfied.iter().find(|(other, part, _)| *other == before && fits(*part)) {
            Some((_, _, satisfied)) => *satisfied,
            None => Some(i64::MIN),
        }
    }

    /// The first exit of another clock that waived this one: when, and which.
    fn waived(&self, place: u16, part: Option<Part>) -> Option<(i64, (u16, u8))> {
        let fits = |waiver: &&Waiver| waiver.clock == place && (waiver.part.is_none() || waiver.part == part);
        self.waivers.iter().filter(fits).map(|waiver| (waiver.at, waiver.by)).min()
    }
}

fn earliest(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// What the clocks of a case go by: its log as a whole, and its log by parts.
struct Logs<'l> {
    whole: &'l Seen<'l>,
    by_part: &'l Seen<'l>,
    parts: Inline<Option<Part>, 4, 32>,
}

impl<'l> Logs<'l> {
    /// A log that is not told by parts serves for both.
    fn new(whole: &'l Seen<'l>, by_part: Option<(&'l Seen<'l>, u16)>) -> Self {
        let mut parts = Inline::default();
        if let Some((by_part, count)) = by_part {
            (0..count).for_each(|part| parts.push(Some(Part(part))));
            return Self { whole, by_part, parts };
        }
        if whole.look.parts {
            parts = parts_of(&whole.log);
        }
        Self { whole, by_part: whole, parts }
    }

    /// What one clock goes by, and for which parts it runs.
    fn of(&self, clock: &Clock) -> (&'l [Occurrence], Look, &[Option<Part>]) {
        if clock.per_part && !self.parts.is_empty() {
            (&self.by_part.log, self.by_part.look, &self.parts)
        } else {
            (&self.whole.log, self.whole.look, &[None])
        }
    }
}

fn parts_of(log: &[Occurrence]) -> Inline<Option<Part>, 4, 32> {
    let mut parts: Inline<Option<Part>, 4, 32> = Inline::default();
    for e in log {
        if e.part.is_some() && !parts.contains(&e.part) {
            parts.push(e.part);
        }
    }
    parts.sort_unstable();
    parts
}

/// The occurrences that count, in order and once each.
fn see(log: &[Occurrence], look: Look, now: Instant, known_at: Option<Instant>) -> Seen<'_> {
    if look.plain && known_at.is_none() {
        let end = log.partition_point(|e| e.at <= now);
        let (seen, later) = log.split_at(end);
        let pending = later.first().map(|e| e.at);
        return Seen { log: Cow::Borrowed(seen), look, pending, unknown: false, frozen: false };
    }
    let known = |e: &&Occurrence| known_at.is_none_or(|known_at| e.known() <= known_at);
    let pending = log.iter().filter(known).filter(|e| e.at > now).map(|e| e.at).min();
    let mut seen: Vec<Occurrence> = log.iter().filter(known).filter(|e| e.at <= now).copied().collect();
    seen.sort_unstable();
    // a copy that was written down later says nothing new
    seen.dedup_by(|later, earlier| {
        let recorded_at = earlier.recorded_at;
        Occurrence { recorded_at, ..*later } == *earlier
    });
    let unknown = log.iter().any(|e| !known(&e));
    let mut frozen = false;
    // what is closed is frozen, a part by itself
    let turns: Vec<Occurrence> =
        seen.iter().filter(|e| matches!(e.event, Event::CLOSED | Event::REOPENED)).copied().collect();
    if !turns.is_empty() {
        let before = seen.len();
        seen.retain(|e| {
            let last = turns.iter().rev().find(|turn| turn.part.is_none() || turn.part == e.part);
            let closed = last.filter(|turn| turn.event == Event::CLOSED);
            closed.is_none_or(|closed| e.at > closed.at || e.known() <= closed.known())
        });
        frozen = seen.len() < before;
    }
    Seen { log: Cow::Owned(seen), look, pending, unknown, frozen }
}

fn reading(place: u16, part: Option<Part>, walk: &Walk<'_>, now: Instant) -> Reading {
    let at = Instant::clamped;
    let over = matches!(walk.life, Life::Met | Life::Waived | Life::Ended);
    let mut reading = Reading {
        clock: place,
        part,
        state: State::NotStarted,
        started_at: walk.started.map(at),
        due_at: None,
        stopped_at: over.then(|| at(walk.stopped)),
        first_met_at: walk.first_met.map(at),
        breached: false,
        counted_seconds: 0,
        remaining_seconds: None,
        paused: Vec::new(),
        extensions: walk.extensions.iter().map(|&(step, when)| Extension { step, at: at(when) }).collect(),
        exit: walk.exit,
        exit_until: None,
        round: walk.round,
        missed_rounds: walk.missed,
        warnings: Vec::new(),
        escalations: Vec::new(),
        revisit_at: None,
        notes: Vec::new(),
    };
    walk.note(|code| reading.notes.push(code));
    if let Some(started) = walk.started
        && walk.life != Life::Waiting
    {
        show(&mut reading, walk, started, now.seconds());
    }
    reading.state = walk.state(reading.breached);
    reading
}

/// The figures of a clock that runs or ran.
fn show(reading: &mut Reading, walk: &Walk<'_>, started: i64, now: i64) {
    let at = Instant::clamped;
    let end = walk.end(now);
    let pauses = walk.all_pauses();
    let dial = walk.dial(&pauses);
    let due = walk.due();
    let business = walk.counts_business();
    reading.due_at = due.at().map(at);
    reading.breached = walk.is_late(due, end);
    reading.counted_seconds = dial.counted(started, end, business);
    reading.remaining_seconds = match (due, walk.paused_from) {
        (Due::At(due), _) => Some(dial.counted(end, due, business)),
        // what will be left when it goes on: what was left when it stopped
        (Due::Paused, Some(from)) => {
            let dial = walk.dial(&walk.pauses);
            walk.due_with(&walk.pauses).at().map(|due| dial.counted(from, due, business))
        }
        _ => None,
    };
    match due {
        Due::Never => reading.notes.push(Code::ClockNeverDue),
        Due::Beyond => reading.notes.push(Code::DueOutOfRange),
        Due::At(_) | Due::Paused => {}
    }
    if let (Some(calendar), Due::At(due)) = (dial.calendar_at(end).filter(|_| walk.asks_calendar()), due) {
        calendar.warn_between(at(started), at(due), |code| reading.notes.push(code));
    }
    let lasting = |&(from, until): &(i64, i64)| (at(from), (until < i64::MAX).then(|| at(until)));
    reading.paused = pauses.iter().map(lasting).collect();
    if let Due::At(due) = due {
        (reading.warnings, reading.escalations) = alerts(walk, &dial, due, now);
    }
    if walk.life == Life::Live {
        let ends = (0..walk.clock.exits.len()).filter_map(|place| walk.exit_end(place).at());
        reading.exit_until = ends.filter(|end| *end >= now).max().map(at);
        reading.revisit_at = revisit(reading, &pauses, due, now);
    }
}

/// The first instant after now at which time alone changes a reading, apart from its seconds.
fn revisit(reading: &Reading, pauses: &[(i64, i64)], due: Due, now: i64) -> Option<Instant> {
    let alerts = reading.warnings.iter().chain(&reading.escalations).map(|alert| alert.at.seconds());
    let resumes = pauses.last().map(|(_, until)| *until).filter(|until| *until < i64::MAX);
    let late = due.at().map(|due| due + 1);
    let exit = reading.exit_until.map(|until| until.seconds() + 1);
    let changes = alerts.chain(resumes).chain(late).chain(exit);
    changes.filter(|change| *change > now).min().and_then(|change| Instant::from_seconds(change).ok())
}

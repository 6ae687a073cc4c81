//! The readings of all clocks of a case.

use super::alerts::alerts;
use super::due::{Due, local_date};
use super::reading::{DueTime, Extension, Reading, Readings, State};
use super::walk::{Life, Setting, Walk};
use crate::complaint::{Occurrence, Part};
use crate::customer::Customer;
use crate::inline::Inline;
use crate::policy::Event;
use crate::policy::clocks::{Clock, ZoneOf};
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

/// What counts of a log, in order, and what its reader should know.
struct Seen<'l> {
    log: Cow<'l, [Occurrence]>,
    /// The first occurrence after now.
    pending: Option<Instant>,
    notes: Vec<Code>,
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

    /// The same for a case that tells its parts apart: `parts` is its log by parts, and how many of them there are.
    pub(crate) fn read_told(
        &self,
        whole: &[Occurrence],
        parts: Option<(&[Occurrence], u16)>,
        customer: &Customer,
        now: Instant,
        known_at: Option<Instant>,
    ) -> Result<Readings> {
        self.check_log(whole)?;
        let seen = see(whole, now, known_at);
        let seen_by_part = parts.map(|(log, count)| (see(log, now, known_at), count));
        let logs = Logs::new(&seen.log, seen_by_part.as_ref().map(|(seen, count)| (&*seen.log, *count)));
        let mut readings = Readings { notes: seen.notes, revisit_at: seen.pending, ..Readings::default() };
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
        readings.list.sort_by_key(|reading| (reading.clock, reading.part));
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
        parts: Option<(&[Occurrence], u16)>,
        customer: &Customer,
        now: Instant,
        dues: &mut Vec<DueTime>,
    ) -> Result<()> {
        self.check_log(whole)?;
        dues.clear();
        let seen = see(whole, now, None);
        let seen_by_part = parts.map(|(log, count)| (see(log, now, None), count));
        let logs = Logs::new(&seen.log, seen_by_part.as_ref().map(|(seen, count)| (&*seen.log, *count)));
        self.each_clock(&logs, customer, now, |clock, part, walk| {
            let runs = walk.started.is_some() && walk.life != Life::Waiting;
            let due = if runs { walk.due_with(&walk.all_pauses()) } else { Due::Paused };
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
            let (log, each) = logs.of(clock);
            for &part in each {
                let zones = match &clock.zone {
                    ZoneOf::Customer => zones,
                    ZoneOf::Fixed(zone) => std::slice::from_ref(zone),
                };
                let Some(walk) = self.walk(place, clock, part, log, zones, now, &done) else { continue };
                if clocks.list.iter().any(|other| other.after == Some(place)) {
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

    fn check_log(&self, log: &[Occurrence]) -> Result<()> {
        if log.len() > MAX_OCCURRENCES {
            return Err(Error::new(
                Code::TooLarge,
                format!("a case has at most {MAX_OCCURRENCES} occurrences"),
            ));
        }
        let calendars = self.calendars.len();
        if log.iter().any(|e| e.calendar.is_some_and(|place| usize::from(place) >= calendars)) {
            return Err(Error::new(Code::UnknownCalendar, "there is no calendar at this place"));
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one clock of many; all of it is borrowed from one place")]
    fn walk<'a>(
        &'a self,
        place: u16,
        clock: &'a Clock,
        part: Option<Part>,
        log: &[Occurrence],
        zones: &'a [Arc<Zone>],
        now: Instant,
        done: &Done,
    ) -> Option<Walk<'a>> {
        let concerns = |e: &&Occurrence| e.part.is_none() || e.part == part;
        if clock.topics | clock.except_topics != 0 {
            let topic =
                |e: &Occurrence| e.topic.map_or(0, |place| 1_u32.checked_shl(u32::from(place)).unwrap_or(0));
            let topics = log.iter().filter(concerns).fold(0, |bits, e| bits | topic(e));
            if (clock.topics != 0 && topics & clock.topics == 0) || topics & clock.except_topics != 0 {
                return None;
            }
        }
        let fits = |other: Option<Part>| other.is_none() || other == part;
        // a clock that does not hold for this case keeps nobody waiting
        let gate = clock.after.and_then(|before| {
            match done.satisfied.iter().find(|(other, part, _)| *other == before && fits(*part)) {
                Some((_, _, satisfied)) => *satisfied,
                None => Some(i64::MIN),
            }
        });
        let waived = done.waivers.iter().filter(|waiver| waiver.clock == place && fits(waiver.part));
        let waived = waived.min_by_key(|waiver| (waiver.at, waiver.by)).map(|waiver| (waiver.at, waiver.by));
        let setting = Setting { zones, calendars: &self.calendars, gate, waived };
        let mut walk = Walk::new(clock, setting);
        for e in log.iter().filter(concerns) {
            walk.step(e, place);
        }
        walk.finish(now.seconds());
        if clock.valid_from.is_some() || clock.valid_to.is_some() {
            let date = local_date(zones.first()?, walk.started.unwrap_or(now.seconds()));
            if clock.valid_from.is_some_and(|from| date < from) || clock.valid_to.is_some_and(|to| date >= to)
            {
                return None;
            }
        }
        Some(walk)
    }
}

/// What the clocks that were read already mean for those that come after them.
#[derive(Debug, Default)]
struct Done {
    /// When clocks that others wait for were met.
    satisfied: Inline<(u16, Option<Part>, Option<i64>), 2, 16>,
    waivers: Inline<Waiver, 1, 8>,
}

fn earliest(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// What the clocks of a case go by: its log as a whole, and its log by parts.
struct Logs<'l> {
    whole: &'l [Occurrence],
    by_part: &'l [Occurrence],
    parts: Inline<Option<Part>, 4, 32>,
}

impl<'l> Logs<'l> {
    /// A log that is not told by parts serves for both.
    fn new(whole: &'l [Occurrence], by_part: Option<(&'l [Occurrence], u16)>) -> Self {
        match by_part {
            Some((by_part, count)) => {
                let mut parts = Inline::default();
                (0..count).for_each(|part| parts.push(Some(Part(part))));
                Self { whole, by_part, parts }
            }
            None => Self { whole, by_part: whole, parts: parts(whole) },
        }
    }

    /// What one clock goes by, and for which parts it runs.
    fn of(&self, clock: &Clock) -> (&'l [Occurrence], &[Option<Part>]) {
        if clock.per_part && !self.parts.is_empty() {
            (self.by_part, &self.parts)
        } else {
            (self.whole, &[None])
        }
    }
}

fn parts(log: &[Occurrence]) -> Inline<Option<Part>, 4, 32> {
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
fn see(log: &[Occurrence], now: Instant, known_at: Option<Instant>) -> Seen<'_> {
    let mut notes = Vec::new();
    let plain = known_at.is_none() && log.iter().all(|e| e.recorded_at.is_none());
    if plain && log.is_sorted_by(|a, b| a < b) {
        let end = log.partition_point(|e| e.at <= now);
        let (seen, later) = log.split_at(end);
        let pending = later.first().map(|e| e.at);
        notes.extend(pending.map(|_| Code::PendingFacts));
        return Seen { log: Cow::Borrowed(seen), pending, notes };
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
    notes.extend(pending.map(|_| Code::PendingFacts));
    if log.iter().any(|e| !known(&e)) {
        notes.push(Code::FactsNotUsed);
    }
    let last =
        seen.iter().rev().find(|e| e.part.is_none() && matches!(e.event, Event::CLOSED | Event::REOPENED));
    if let Some(closed) = last.filter(|e| e.event == Event::CLOSED).copied() {
        let before = seen.len();
        seen.retain(|e| e.at > closed.at || e.known() <= closed.known());
        if seen.len() < before {
            notes.push(Code::FrozenAtClose);
        }
    }
    Seen { log: Cow::Owned(seen), pending, notes }
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
    let due = walk.due_with(&pauses);
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

//! Service clocks: stopwatches in business time.

use super::calendar::Calendar;
use super::instant::Instant;
use crate::{Code, Error, Result};
use std::sync::Arc;

/// What happened to a clock, and when.
#[derive(Debug, Clone)]
pub struct ClockEvent {
    /// The instant; events at one instant count in their order.
    pub at: Instant,
    /// What happened.
    pub kind: ClockEventKind,
}

/// What can happen to a clock.
#[derive(Debug, Clone)]
pub enum ClockEventKind {
    /// It starts; the first event that moves it, and only once.
    Open,
    /// It stops until it is resumed. No effect unless it runs.
    Pause,
    /// It runs on. No effect unless it is paused.
    Resume,
    /// It ends. No effect if it has ended.
    Close,
    /// It runs on after it has ended; the time between does not count. No effect otherwise.
    Reopen,
    /// From now on another calendar says what time is open.
    Calendar(Arc<Calendar>),
    /// From now on another target holds, in open seconds.
    Target(i64),
}

/// The state of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockState {
    /// It counts open time.
    Running,
    /// It waits to be resumed.
    Paused,
    /// It has ended.
    Closed,
}

impl ClockState {
    /// The code of the state, with its name and its words.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            ClockState::Running => Code::Running,
            ClockState::Paused => Code::Paused,
            ClockState::Closed => Code::Closed,
        }
    }
}

/// What a clock shows at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockReading {
    /// Its state.
    pub state: ClockState,
    /// Open seconds that it ran, each under the calendar of its time.
    pub consumed_seconds: i64,
    /// Seconds left of the current target; negative once it is exceeded.
    pub remaining_seconds: i64,
    /// When the current target was or will be used up: while running projected from now, while closed as if reopened
    /// at once. None while paused (unless it was used up before), and where the calendar never opens again.
    pub due: Option<Instant>,
    /// Whether its end (the close, or else now) is strictly after `due`, or more than the target was consumed.
    pub breached: bool,
    /// [`Code::ClockNeverDue`] where the calendar never opens again.
    pub warnings: Vec<Code>,
}

/// A stopwatch in business time: a calendar, a target in open seconds, and the log of what happened to it.
///
/// ```
/// use std::sync::Arc;
/// use tactful::time::{Calendar, CalendarSpec, Clock, ClockEventKind, ClockState, Instant, Weekday, Zones};
/// let spec = CalendarSpec::new("UTC").open(&[Weekday::Mon, Weekday::Fri], "09:00", "17:00");
/// let office = Arc::new(Calendar::compile(&spec, &Zones::bundled())?);
///
/// let clock = Clock::new(office, 8 * 3600)
///     .with(Instant::parse("2024-03-15T16:00:00Z")?, ClockEventKind::Open);
/// let reading = clock.read(Instant::parse("2024-03-15T16:30:00Z")?)?;
/// assert_eq!((reading.state, reading.consumed_seconds), (ClockState::Running, 1800));
/// assert_eq!(reading.due, Some(Instant::parse("2024-03-18T16:00:00Z")?));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Clock {
    /// The calendar that it begins with.
    pub calendar: Arc<Calendar>,
    /// The target that it begins with, in open seconds.
    pub target_seconds: i64,
    /// What happened, in order of time.
    pub events: Vec<ClockEvent>,
}

/// Where a clock stands after the events that are read.
struct Standing<'a> {
    state: Option<ClockState>,
    /// When it began to run, or was closed.
    since: Instant,
    calendar: &'a Calendar,
    target: i64,
}

impl Clock {
    /// A clock to which nothing has happened yet.
    #[must_use]
    pub fn new(calendar: Arc<Calendar>, target_seconds: i64) -> Self {
        Self { calendar, target_seconds, events: Vec::new() }
    }

    /// The same clock with one more event, the latest.
    #[must_use]
    pub fn with(mut self, at: Instant, kind: ClockEventKind) -> Self {
        self.events.push(ClockEvent { at, kind });
        self
    }

    /// What the clock shows at `now`. Events after `now` do not count yet.
    ///
    /// # Errors
    /// [`Code::EventsNotSorted`]; [`Code::InvalidEvents`] if it is opened twice, not opened by `now`,
    /// or moved before it is opened; [`Code::InvalidValue`] for a negative target;
    /// [`Code::OutOfRange`] if it falls due beyond the year 9999.
    pub fn read(&self, now: Instant) -> Result<ClockReading> {
        self.check()?;
        let mut consumed = 0;
        let last = self.walk(now, |from, to, calendar| consumed += calendar.elapsed(from, to))?;
        let Some(state) = last.state else {
            let message = "the clock has not been opened by then; its first event is `open`";
            return Err(Error::new(Code::InvalidEvents, message));
        };
        let remaining = last.target - consumed;
        let end = if state == ClockState::Closed { last.since } else { now };

        let mut warnings = Vec::new();
        let due = if remaining <= 0 {
            self.used_up(now, last.target)?
        } else if state == ClockState::Paused {
            None
        } else {
            match last.calendar.add_or_never(end, remaining)? {
                Some(due) => Some(due),
                None => {
                    warnings.push(Code::ClockNeverDue);
                    None
                }
            }
        };
        let breached = consumed > last.target || due.is_some_and(|due| end > due);
        Ok(ClockReading {
            state,
            consumed_seconds: consumed,
            remaining_seconds: remaining,
            due,
            breached,
            warnings,
        })
    }

    /// The instant at which so many seconds were consumed, which is known to have come.
    fn used_up(&self, now: Instant, target: i64) -> Result<Option<Instant>> {
        let (mut consumed, mut found) = (0, None);
        self.walk(now, |from, to, calendar| {
            let elapsed = calendar.elapsed(from, to);
            if found.is_none() && consumed + elapsed >= target {
                found = Some(calendar.add_or_never(from, target - consumed));
            }
            consumed += elapsed;
        })?;
        found.unwrap_or(Ok(None))
    }

    /// Tells of every period in which the clock ran, up to `now`, and where it stands then.
    fn walk(&self, now: Instant, mut ran: impl FnMut(Instant, Instant, &Calendar)) -> Result<Standing<'_>> {
        let mut standing =
            Standing { state: None, since: now, calendar: &self.calendar, target: self.target_seconds };
        for event in self.events.iter().take_while(|event| event.at <= now) {
            let running = standing.state == Some(ClockState::Running);
            let next = match (&event.kind, standing.state) {
                (ClockEventKind::Target(target), _) => {
                    standing.target = *target;
                    continue;
                }
                (ClockEventKind::Calendar(calendar), _) => {
                    if running {
                        ran(standing.since, event.at, standing.calendar);
                        standing.since = event.at;
                    }
                    standing.calendar = calendar;
                    continue;
                }
                (ClockEventKind::Open, None)
                | (ClockEventKind::Resume, Some(ClockState::Paused))
                | (ClockEventKind::Reopen, Some(ClockState::Closed)) => ClockState::Running,
                (ClockEventKind::Open, Some(_)) => {
                    let message = "a clock is opened once; after a close it is reopened";
                    return Err(Error::new(Code::InvalidEvents, message));
                }
                (_, None) => {
                    let message = "the first event that moves a clock is `open`";
                    return Err(Error::new(Code::InvalidEvents, message));
                }
                (ClockEventKind::Pause, Some(ClockState::Running)) => ClockState::Paused,
                (ClockEventKind::Close, Some(ClockState::Running | ClockState::Paused)) => ClockState::Closed,
                _ => continue,
            };
            if running {
                ran(standing.since, event.at, standing.calendar);
            }
            standing.state = Some(next);
            standing.since = event.at;
        }
        if standing.state == Some(ClockState::Running) {
            ran(standing.since, now, standing.calendar);
        }
        Ok(standing)
    }

    fn check(&self) -> Result<()> {
        if !self.events.is_sorted_by_key(|event| event.at) {
            return Err(Error::new(
                Code::EventsNotSorted,
                "events must be sorted by time, the earliest first",
            ));
        }
        let targets = self.events.iter().filter_map(|event| match event.kind {
            ClockEventKind::Target(target) => Some(target),
            _ => None,
        });
        if targets.chain([self.target_seconds]).any(|target| target < 0) {
            return Err(Error::new(Code::InvalidValue, "a target must not be negative"));
        }
        Ok(())
    }
}

impl Calendar {
    /// `add`, where a calendar that never opens again is an answer.
    fn add_or_never(&self, start: Instant, seconds: i64) -> Result<Option<Instant>> {
        match self.add(start, seconds, super::calendar::Snap::Deadline) {
            Ok(at) => Ok(Some(at)),
            Err(error) if error.code() == Code::NeverOpen => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Weekday::{Fri, Mon, Thu, Tue, Wed};
    use crate::time::{CalendarSpec, Zones};
    use ClockEventKind::{Close, Open, Pause, Reopen, Resume, Target};

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn compile(spec: &CalendarSpec) -> Arc<Calendar> {
        Arc::new(Calendar::compile(spec, &Zones::bundled()).unwrap())
    }

    fn office(tz: &str) -> Arc<Calendar> {
        compile(&CalendarSpec::new(tz).open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00"))
    }

    const HOUR: i64 = 3600;

    /// Friday 2024-03-15 in London, which is UTC then.
    fn friday(clock: &str) -> Instant {
        at(&format!("2024-03-15T{clock}:00Z"))
    }

    fn monday(clock: &str) -> Instant {
        at(&format!("2024-03-18T{clock}:00Z"))
    }

    fn clock(hours: i64, events: &[(Instant, ClockEventKind)]) -> Clock {
        events.iter().fold(Clock::new(office("Europe/London"), hours * HOUR), |clock, (at, kind)| {
            clock.with(*at, kind.clone())
        })
    }

    #[test]
    fn used_up_exactly_at_closing_time() {
        let clock = clock(1, &[(friday("16:00"), Open)]);
        let reading = clock.read(friday("17:00")).unwrap();
        assert_eq!((reading.remaining_seconds, reading.due), (0, Some(friday("17:00"))));
        assert!(!reading.breached);
        assert!(clock.read(friday("17:01")).unwrap().breached);
        // not used up: the next opening
        let clock = clock.with(friday("16:30"), Pause).with(friday("17:30"), Resume);
        assert_eq!(clock.read(friday("20:00")).unwrap().due, Some(monday("09:30")));
    }

    #[test]
    fn paused_clocks_are_due_only_if_they_were() {
        let clock = clock(2, &[(friday("10:00"), Open), (friday("11:00"), Pause)]);
        let reading = clock.read(friday("16:00")).unwrap();
        assert_eq!((reading.state, reading.due, reading.breached), (ClockState::Paused, None, false));
        // used up to the second when it was paused: late by the wall clock from then on
        let clock = clock.with(friday("16:00"), Target(HOUR));
        let reading = clock.read(friday("16:00")).unwrap();
        assert_eq!((reading.remaining_seconds, reading.due), (0, Some(friday("11:00"))));
        assert!(reading.breached);
    }

    #[test]
    fn closed_time_does_not_count_and_reopening_continues() {
        let events = [(friday("10:00"), Open), (friday("11:00"), Close), (monday("10:00"), Reopen)];
        let clock = clock(3, &events);
        let closed = clock.read(friday("15:00")).unwrap();
        assert_eq!((closed.state, closed.due), (ClockState::Closed, Some(friday("13:00"))));
        assert!(!closed.breached);
        let running = clock.read(monday("11:00")).unwrap();
        assert_eq!((running.consumed_seconds, running.due), (2 * HOUR, Some(monday("12:00"))));
        let late = clock.with(monday("12:00"), Close).read(monday("16:00")).unwrap();
        assert_eq!((late.remaining_seconds, late.due, late.breached), (0, Some(monday("12:00")), false));
    }

    #[test]
    fn a_target_is_judged_by_all_that_was_consumed() {
        let shanghai = ClockEventKind::Calendar(office("Asia/Shanghai"));
        let events = [
            (friday("10:00"), Open),
            (friday("12:00"), shanghai), // closed there since 09:00 in London
            (monday("02:00"), Target(3 * HOUR)),
        ];
        let mut clock = clock(8, &events);
        assert_eq!(clock.read(friday("18:00")).unwrap().due, Some(monday("07:00")));
        assert_eq!(clock.read(monday("02:00")).unwrap().due, Some(monday("02:00")));
        assert!(clock.read(monday("02:01")).unwrap().breached);
        // lowered below what was consumed under the first calendar
        clock = clock.with(monday("03:00"), Target(HOUR));
        assert_eq!(clock.read(monday("03:00")).unwrap().due, Some(friday("11:00")));
        // and raised again
        clock = clock.with(monday("03:00"), Target(4 * HOUR));
        assert_eq!(clock.read(monday("03:00")).unwrap().due, Some(monday("03:00")));
    }

    #[test]
    fn repeated_moves_have_no_effect() {
        let events = [
            (friday("09:00"), Open),
            (friday("10:00"), Resume),
            (friday("11:00"), Pause),
            (friday("12:00"), Pause),
            (friday("13:00"), Resume),
            (friday("14:00"), Close),
            (friday("15:00"), Close),
            (friday("15:00"), Resume),
            (friday("15:30"), Pause),
        ];
        let reading = clock(8, &events).read(friday("16:00")).unwrap();
        assert_eq!((reading.state, reading.consumed_seconds), (ClockState::Closed, 3 * HOUR));
        assert_eq!(reading.due, Some(monday("11:00"))); // five more hours from 14:00
    }

    #[test]
    fn what_makes_no_clock_is_refused() {
        let code = |clock: Clock, now| clock.read(now).unwrap_err().code();
        let unsorted = clock(1, &[(friday("10:00"), Open), (friday("09:00"), Pause)]);
        assert_eq!(code(unsorted, friday("08:00")), Code::EventsNotSorted);
        assert_eq!(code(clock(1, &[]), friday("08:00")), Code::InvalidEvents);
        assert_eq!(code(clock(1, &[(friday("10:00"), Open)]), friday("09:00")), Code::InvalidEvents);
        assert_eq!(code(clock(1, &[(friday("10:00"), Pause)]), friday("11:00")), Code::InvalidEvents);
        let twice = clock(1, &[(friday("10:00"), Open), (friday("10:00"), Open)]);
        assert_eq!(code(twice, friday("11:00")), Code::InvalidEvents);
        assert_eq!(code(clock(-1, &[(friday("10:00"), Open)]), friday("11:00")), Code::InvalidValue);
        let huge = Clock::new(office("UTC"), i64::MAX).with(friday("10:00"), Open);
        assert_eq!(code(huge, friday("11:00")), Code::OutOfRange);
    }

    #[test]
    fn never_due_where_nothing_opens_again() {
        let once = compile(&CalendarSpec::new("UTC").override_date("2024-03-15", &[("09:00", "12:00")]));
        let clock = Clock::new(once, 4 * HOUR).with(friday("09:00"), Open);
        let reading = clock.read(friday("18:00")).unwrap();
        assert_eq!((reading.consumed_seconds, reading.due), (3 * HOUR, None));
        assert_eq!(reading.warnings, [Code::ClockNeverDue]);
        assert!(!reading.breached);
        let closed = clock.with(friday("18:00"), Close).read(friday("20:00")).unwrap();
        assert_eq!((closed.due, closed.warnings), (None, vec![Code::ClockNeverDue]));
    }

    #[test]
    fn nothing_to_do_is_due_when_work_could_begin() {
        let reading = clock(0, &[(friday("20:00"), Open)]).read(friday("21:00")).unwrap();
        assert_eq!((reading.due, reading.breached), (Some(monday("09:00")), false));
    }

    /// Every minute of three weeks, against random logs.
    #[test]
    fn agrees_with_a_stopwatch() {
        let zones = ["Europe/London", "Asia/Shanghai", "America/New_York"].map(office);
        let mut state = 5u64;
        let mut below = |n: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as i64 % n
        };
        for round in 0..300 {
            let start = at("2024-03-04T00:00:00Z").seconds();
            let minute = |m: i64| Instant::from_seconds(start + m * 60).unwrap();
            let mut clock = Clock::new(Arc::clone(&zones[0]), 60 * below(3000));
            let mut m = below(3000);
            clock = clock.with(minute(m), Open);
            for _ in 0..below(8) {
                m += if below(4) == 0 { 0 } else { below(2500) };
                clock = clock.with(
                    minute(m),
                    match below(6) {
                        0 => Pause,
                        1 => Resume,
                        2 => Close,
                        3 => Reopen,
                        4 => Target(60 * below(3000)),
                        _ => ClockEventKind::Calendar(Arc::clone(&zones[below(3) as usize])),
                    },
                );
            }
            let now = m + below(1500);
            let reading = clock.read(minute(now)).unwrap();

            let (mut state, mut target, mut calendar) = (None, clock.target_seconds, &zones[0]);
            let (mut consumed, mut closed_at) = (0, 0);
            let mut minutes = Vec::new();
            for m in 0..=now {
                for event in clock.events.iter().filter(|event| event.at == minute(m)) {
                    match (&event.kind, state) {
                        (Target(seconds), _) => target = *seconds,
                        (ClockEventKind::Calendar(other), _) => calendar = other,
                        (Open, _) | (Resume, Some(1)) | (Reopen, Some(2)) => state = Some(0),
                        (Pause, Some(0)) => state = Some(1),
                        (Close, Some(0 | 1)) => (state, closed_at) = (Some(2), m),
                        _ => {}
                    }
                }
                if m < now && state == Some(0) && calendar.is_open(minute(m)) {
                    consumed += 60;
                    minutes.push((m, consumed));
                }
            }
            assert_eq!(
                (reading.consumed_seconds, reading.remaining_seconds),
                (consumed, target - consumed),
                "{round}"
            );
            let end = if state == Some(2) { closed_at } else { now };
            let due = if target > 0 && consumed >= target {
                minutes.iter().find(|(_, consumed)| *consumed >= target).map(|(m, _)| minute(m + 1))
            } else if target > 0 && state != Some(1) {
                let mut left = target - consumed;
                (end..)
                    .find(|m| {
                        left -= 60 * i64::from(calendar.is_open(minute(*m)));
                        left == 0
                    })
                    .map(|m| minute(m + 1))
            } else {
                reading.due // a target of nothing has a test of its own
            };
            assert_eq!(reading.due, due, "{round}: {clock:?} at {}", minute(now));
            assert_eq!(
                reading.breached,
                consumed > target || due.is_some_and(|due| minute(end) > due),
                "{round}"
            );
        }
    }
}

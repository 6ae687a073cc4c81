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

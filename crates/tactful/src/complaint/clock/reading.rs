//! What a clock shows.

use crate::complaint::Part;
use crate::policy::clocks::spec::{ClockKind, ClockSpec, Warn};
use crate::time::Instant;
use crate::{Code, Engine};

/// The state of a complaint clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// What starts it has not happened.
    NotStarted,
    /// It has started, but another clock must be met first (S12).
    Waiting,
    /// It counts.
    Running,
    /// It stands still (S5, S6).
    Paused,
    /// What is owed was done in time.
    Met,
    /// What is owed was done, too late.
    MetLate,
    /// Its time is over, and what is owed was not done.
    Breached,
    /// An early exit was taken.
    Waived,
    /// It is owed no more.
    Ended,
}

impl State {
    /// The code of the state, with its name and its words.
    ///
    /// ```
    /// assert_eq!(tactful::complaint::clock::State::MetLate.code().as_str(), "met_late");
    /// ```
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            State::NotStarted => Code::NotStarted,
            State::Waiting => Code::Waiting,
            State::Running => Code::Running,
            State::Paused => Code::Paused,
            State::Met => Code::Met,
            State::MetLate => Code::MetLate,
            State::Breached => Code::Breached,
            State::Waived => Code::Waived,
            State::Ended => Code::Ended,
        }
    }
}

/// A warning before a clock's end, or an escalation after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alert {
    /// When it goes out.
    pub at: Instant,
    /// Its place in the policy's list, from 0.
    pub level: u8,
    /// Whether it has gone out by `now`.
    pub fired: bool,
}

/// An extension in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Extension {
    /// Its place in the policy's list, from 0.
    pub step: u8,
    /// When notice of it was given.
    pub at: Instant,
}

/// What one clock shows, of the case or of one of its parts (C2, C8, C11).
///
/// ```
/// use tactful::{Engine, complaint::{clock::{Event, State}, Occurrence}, customer::Customer, time::Instant};
/// let engine = Engine::from_text("
///     name = 'cn'
///     version = '1'
///     kind = 'law'
///     [complaints]
///     zone = 'Asia/Shanghai'
///     [complaints.clocks.answer]
///     starts_on = 'received'
///     span = '15d'
///     count_from = 'next_day'
///     met_by = 'final_response'
///     document = 'written-answer'
///     extend = [{ to = '30d', notice = 'holding_reply' }]
///     warn = ['2d']
///     escalate = [{ after = '1d', to = 'head-of-service' }]
/// ")?;
/// let at = |text| Instant::parse(text);
/// let log = [
///     Occurrence::new(Event::RECEIVED, at("2026-12-18T10:00:00+08:00")?),
///     Occurrence::new(Event::HOLDING_REPLY, at("2026-12-31T10:00:00+08:00")?),
/// ];
/// let readings = engine.read_clocks(&log, &Customer::new("c-1"), at("2027-01-10T10:00:00+08:00")?, None)?;
/// let answer = &readings.list[0];
/// assert_eq!((answer.id(&engine), answer.state, answer.is_regulatory(&engine)), ("answer", State::Running, true));
/// assert_eq!(answer.due_at, Some(at("2027-01-17T23:59:59+08:00")?)); // the last second of the thirtieth day
/// assert_eq!(answer.document(&engine), Some("written-answer"));
/// assert_eq!(answer.extended_to(&engine, &answer.extensions[0]), "30d");
/// assert_eq!(answer.warns(&engine, &answer.warnings[0]), "2d");
/// assert_eq!(answer.escalates_to(&engine, &answer.escalations[0]), "head-of-service");
/// assert_eq!(answer.revisit_at, Some(answer.warnings[0].at));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its place among [`Engine::clock_ids`].
    pub clock: u16,
    /// The part; none: the whole case.
    pub part: Option<Part>,
    /// Its state.
    pub state: State,
    /// When it began to run; of a clock that repeats, its present round.
    pub started_at: Option<Instant>,
    /// When it is, or was, due; none while it stands still, and where it never ends.
    pub due_at: Option<Instant>,
    /// When it was met, waived or ended.
    pub stopped_at: Option<Instant>,
    /// When it was met for the first time, whatever came after (S7, S18).
    pub first_met_at: Option<Instant>,
    /// Its end (now, or when it stopped) is strictly after `due_at` (S10).
    pub breached: bool,
    /// Seconds that it counted, open ones if it counts business time, without pauses.
    pub counted_seconds: i64,
    /// Seconds left until it is due, of the same kind; negative once it is late. What was left when it stopped.
    pub remaining_seconds: Option<i64>,
    /// When it stood still, joined where that overlaps; the last may have no end yet.
    pub paused: Vec<(Instant, Option<Instant>)>,
    /// Extensions in force, the latest last.
    pub extensions: Vec<Extension>,
    /// The exit that was taken: the clock and the exit's place.
    pub(crate) exit: Option<(u16, u8)>,
    /// Until when an exit is still open, the latest of several.
    pub exit_until: Option<Instant>,
    /// Which round it is, from 1; 0 before the first.
    pub round: u32,
    /// Rounds that were met too late.
    pub missed_rounds: u32,
    /// Warnings before the end, in order of time; of a clock that stopped, those that went out.
    pub warnings: Vec<Alert>,
    /// Escalations after the end, in order of time; of a clock that stopped, those that went out.
    pub escalations: Vec<Alert>,
    /// The first instant at which this can change by itself.
    pub revisit_at: Option<Instant>,
    /// What the reader should know.
    pub notes: Vec<Code>,
}

impl Reading {
    fn spec<'e>(&self, engine: &'e Engine) -> Option<&'e ClockSpec> {
        engine.policy.complaints.clocks.list.get(usize::from(self.clock))
    }

    /// The id of the clock.
    #[must_use]
    pub fn id<'e>(&self, engine: &'e Engine) -> &'e str {
        self.spec(engine).map_or("", |spec| spec.id.as_str())
    }

    /// Whether it is owed to the law.
    #[must_use]
    pub fn is_regulatory(&self, engine: &Engine) -> bool {
        self.spec(engine).is_some_and(|spec| spec.kind == ClockKind::Regulatory)
    }

    /// The document that is owed, or was: that of the exit, if one was taken.
    #[must_use]
    pub fn document<'e>(&self, engine: &'e Engine) -> Option<&'e str> {
        match self.exit {
            Some((clock, exit)) => {
                let spec = engine.policy.complaints.clocks.list.get(usize::from(clock))?;
                spec.exits.get(usize::from(exit))?.document.as_deref()
            }
            None => self.spec(engine)?.document.as_deref(),
        }
    }

    /// What an extension leads to, as the policy writes it.
    #[must_use]
    pub fn extended_to(&self, engine: &Engine, extension: &Extension) -> String {
        let step = self.spec(engine).and_then(|spec| spec.extend.get(usize::from(extension.step)));
        step.map_or_else(String::new, |step| step.to.span.to_string())
    }

    /// Who hears of an escalation.
    #[must_use]
    pub fn escalates_to<'e>(&self, engine: &'e Engine, alert: &Alert) -> &'e str {
        let level = self.spec(engine).and_then(|spec| spec.escalate.get(usize::from(alert.level)));
        level.map_or("", |level| level.to.as_str())
    }

    /// What a warning says, as the policy writes it: `75%`, or so long before the end.
    #[must_use]
    pub fn warns(&self, engine: &Engine, alert: &Alert) -> String {
        match self.spec(engine).and_then(|spec| spec.warn.get(usize::from(alert.level))) {
            Some(Warn::Share(share)) => format!("{share}%"),
            Some(Warn::Before(span)) => span.to_string(),
            None => String::new(),
        }
    }
}

/// When one clock is due, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueTime {
    /// Its place among [`Engine::clock_ids`].
    pub clock: u16,
    /// The part; none: the whole case.
    pub part: Option<Part>,
    /// Its state.
    pub state: State,
    /// When it is, or was, due; none while it stands still, and where it never ends.
    pub due_at: Option<Instant>,
    /// Its end (now, or when it stopped) is strictly after `due_at`.
    pub breached: bool,
}

/// What all clocks of a case show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readings {
    /// By the id of the clock, then by part.
    pub list: Vec<Reading>,
    /// The first instant at which one of them can change by itself, or by what is dated after `now`.
    pub revisit_at: Option<Instant>,
    /// What the reader should know of all of them.
    pub notes: Vec<Code>,
}

impl Readings {
    /// The reading of the clock with this id, of the whole case.
    #[must_use]
    pub fn of(&self, engine: &Engine, id: &str) -> Option<&Reading> {
        self.list.iter().find(|reading| reading.part.is_none() && reading.id(engine) == id)
    }
}

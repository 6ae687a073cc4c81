//! Cases across time, a row per customer or per team: drawn at once, marked at any time, fed back to the customer
//! (C11). Here are plain rows, bars and marks for a widget of the host's own; the JSON door makes a picture of them.

mod words;

pub use words::Words;

use super::summary::act_marks;
use super::{ActMark, Case, CaseSummary, Wait, distinct_ids};
use crate::customer::Customer;
use crate::order::Order;
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};
use std::collections::BTreeSet;

/// What rows are grouped by (C11).
///
/// ```
/// use tactful::complaint::gantt::By;
/// assert_eq!(By::Team.as_str(), "team");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By customer, as what is fed back.
    Customer,
    /// By team, as who works.
    Team,
}

impl By {
    /// Every grouping with its word.
    pub const ALL: &'static [(&'static str, By)] = &[("customer", By::Customer), ("team", By::Team)];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// Why a case waits.
///
/// ```
/// use tactful::complaint::gantt::WaitKind;
/// assert_eq!(WaitKind::OnHold.as_str(), "on_hold");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitKind {
    /// For the customer.
    Pending,
    /// For somebody else.
    OnHold,
}

impl WaitKind {
    /// Every kind with its word.
    pub const ALL: &'static [(&'static str, WaitKind)] =
        &[("pending", WaitKind::Pending), ("on_hold", WaitKind::OnHold)];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// A time in which a case waits.
///
/// ```
/// use tactful::{complaint::gantt::{CaseWait, WaitKind}, time::Instant};
/// let from = Instant::parse("2026-11-02T09:00:00Z")?;
/// assert!(CaseWait { kind: WaitKind::Pending, from, until: None }.until.is_none());
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseWait {
    /// Why.
    pub kind: WaitKind,
    /// Since when.
    pub from: Instant,
    /// Up to when; none: it still waits.
    pub until: Option<Instant>,
}

/// A clock of a case, as it stands.
///
/// ```
/// use tactful::{complaint::gantt::CaseClock, time::Instant};
/// let started_at = Instant::parse("2026-11-02T09:00:00Z")?;
/// let clock = CaseClock { id: "first_response".to_owned(), started_at, due_at: None, stopped_at: None };
/// assert!(clock.due_at.is_none());
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseClock {
    /// Its id in the policy.
    pub id: String,
    /// When it began to run.
    pub started_at: Instant,
    /// When it is due; none: not known, as while it is paused.
    pub due_at: Option<Instant>,
    /// When it was met or ended.
    pub stopped_at: Option<Instant>,
}

/// A case with what is drawn of it.
///
/// ```
/// use tactful::{complaint::gantt::GanttCase, time::Instant};
/// let case = GanttCase::new("k-1", "anna", Instant::parse("2026-11-02T09:00:00Z")?);
/// assert!(case.clocks.is_empty());
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GanttCase {
    /// The case.
    pub id: String,
    /// The customer.
    pub customer: String,
    /// Who works on it, if known.
    pub team: Option<String>,
    /// When it was opened.
    pub opened_at: Instant,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Its clocks.
    pub clocks: Vec<CaseClock>,
    /// When it waited.
    pub waits: Vec<CaseWait>,
    /// What was done.
    pub acts: Vec<ActMark>,
}

impl GanttCase {
    /// A case that is open and nothing more.
    #[must_use]
    pub fn new(id: &str, customer: &str, opened_at: Instant) -> Self {
        Self {
            id: id.to_owned(),
            customer: customer.to_owned(),
            team: None,
            opened_at,
            closed_at: None,
            clocks: Vec::new(),
            waits: Vec::new(),
            acts: Vec::new(),
        }
    }

    /// A case with its acts, its waits and its clocks, as the log tells them at `now`. Clocks that have not started are
    /// left out; those of a part carry its name. Whose team works on it the host knows.
    ///
    /// ```
    /// use tactful::complaint::{gantt::GanttCase, Case, Event, EventKind, Role};
    /// use tactful::{customer::Customer, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let at = Instant::parse("2026-11-20T09:30:00Z")?;
    /// let case = Case::open("k-1", Event::new("e-1", at, EventKind::Opened, "web", Role::System))?;
    /// let drawn = GanttCase::of(&engine, &case, &Customer::new("anna"), at)?;
    /// assert_eq!(drawn.clocks.iter().map(|clock| clock.id.as_str()).collect::<Vec<_>>(), ["first-response", "resolution"]);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::read_clocks`].
    pub fn of(engine: &Engine, case: &Case, customer: &Customer, now: Instant) -> Result<Self> {
        let brief = CaseSummary::of(case);
        let readings = engine.case_clocks(case, customer, now, None)?;
        let clocks = readings.list.iter().filter_map(|reading| {
            let part = reading.part.and_then(|part| case.part_names().get(usize::from(part.0)));
            let id = match part.filter(|name| !name.is_empty()) {
                Some(part) => format!("{} ({part})", reading.id(engine)),
                None => reading.id(engine).to_owned(),
            };
            Some(CaseClock {
                id,
                started_at: reading.started_at?,
                due_at: reading.due_at,
                stopped_at: reading.stopped_at,
            })
        });
        let wait = |(from, until, wait)| CaseWait {
            kind: if wait == Wait::Customer { WaitKind::Pending } else { WaitKind::OnHold },
            from,
            until,
        };
        Ok(Self {
            clocks: clocks.collect(),
            closed_at: brief.closed_at,
            waits: case.waits().into_iter().map(wait).collect(),
            acts: act_marks(case),
            ..Self::new(case.id(), &brief.customer, brief.opened_at)
        })
    }
}

/// What a bar shows.
///
/// ```
/// use tactful::complaint::gantt::BarKind;
/// assert_eq!(BarKind::Breached.as_str(), "breached");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BarKind {
    /// The case, from its opening to its end or now.
    Open,
    /// It waits for the customer.
    Pending,
    /// It waits for somebody else.
    OnHold,
    /// A clock that was met in time.
    Met,
    /// A clock, up to now or to its due time.
    Running,
    /// The time that is left of a running clock.
    Due,
    /// A clock, past its due time.
    Breached,
}

impl BarKind {
    /// Every kind, in the order of a legend.
    pub const ALL: [BarKind; 7] = [
        BarKind::Open,
        BarKind::Pending,
        BarKind::OnHold,
        BarKind::Met,
        BarKind::Running,
        BarKind::Due,
        BarKind::Breached,
    ];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            BarKind::Open => "open",
            BarKind::Pending => "pending",
            BarKind::OnHold => "on_hold",
            BarKind::Met => "met",
            BarKind::Running => "running",
            BarKind::Due => "due",
            BarKind::Breached => "breached",
        }
    }
}

/// One line of the chart: a case, or a clock of it.
///
/// See [`chart`] for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The customer or the team; empty: no team is known.
    pub group: String,
    /// The case.
    pub case: String,
    /// The clock; none: the line of the case itself, with its waits and acts.
    pub clock: Option<String>,
}

/// One bar, half-open.
///
/// See [`chart`] for an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// The row, from 0.
    pub row: usize,
    /// What it shows.
    pub kind: BarKind,
    /// Its start.
    pub from: Instant,
    /// Its end; never before the start.
    pub until: Instant,
    /// It goes on after now.
    pub goes_on: bool,
}

/// An act, as a mark.
///
/// See [`chart`] for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The row, from 0.
    pub row: usize,
    /// The act's code.
    pub act: String,
    /// When it was done.
    pub at: Instant,
}

/// Everything that is drawn.
///
/// See [`chart`] for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gantt {
    /// Rows from the top: groups by name, in them cases by opening, then their clocks by start.
    pub rows: Vec<Row>,
    /// Bars, by row and start; those of waits lie on that of their case.
    pub bars: Vec<Bar>,
    /// Acts, by row and time.
    pub marks: Vec<Mark>,
    /// Where the rule stands.
    pub now: Instant,
    /// [`Code::LaterThanNow`].
    pub notes: Vec<Code>,
}

fn check(case: &GanttCase, place: usize) -> Result<()> {
    let refuse = |field: String, message: &str| {
        Err(Error::new(Code::EndsBeforeStart, message).at_path(&format!("cases[{place}].{field}")))
    };
    if case.closed_at.is_some_and(|at| at < case.opened_at) {
        return refuse("closed_at".to_owned(), "a case is closed after it was opened");
    }
    for (nth, clock) in case.clocks.iter().enumerate() {
        if clock.due_at.is_some_and(|at| at < clock.started_at) {
            return refuse(format!("clocks[{nth}].due_at"), "a clock is due after it started");
        }
        if clock.stopped_at.is_some_and(|at| at < clock.started_at) {
            return refuse(format!("clocks[{nth}].stopped_at"), "a clock stops after it started");
        }
    }
    for (nth, wait) in case.waits.iter().enumerate() {
        if wait.until.is_some_and(|at| at < wait.from) {
            return refuse(format!("waits[{nth}].until"), "a wait ends after it began");
        }
    }
    Ok(())
}

/// The rows, bars and marks of cases, as they stand at `now` (C11). What begins after `now` is left out, with a note;
/// what ends after it is drawn as going on. A clock is breached at `now > due`.
///
/// # Errors
/// [`Code::DuplicateId`] for two cases of one id, [`Code::EndsBeforeStart`] with the path of what ends too early.
///
/// ```
/// use tactful::complaint::gantt::{BarKind, By, CaseClock, GanttCase, chart};
/// use tactful::time::Instant;
/// let at = |text: &str| Instant::parse(text);
/// let mut case = GanttCase::new("k-1", "anna", at("2026-11-02T09:00:00Z")?);
/// case.clocks.push(CaseClock {
///     id: "first_response".to_owned(),
///     started_at: case.opened_at,
///     due_at: Some(at("2026-11-02T17:00:00Z")?),
///     stopped_at: None,
/// });
/// let gantt = chart(&[case], By::Customer, at("2026-11-03T09:00:00Z")?)?;
/// assert_eq!((gantt.rows.len(), gantt.rows[1].clock.as_deref()), (2, Some("first_response")));
/// let kinds: Vec<BarKind> = gantt.bars.iter().map(|bar| bar.kind).collect();
/// assert_eq!(kinds, [BarKind::Open, BarKind::Running, BarKind::Breached]);
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn chart(cases: &[GanttCase], by: By, now: Instant) -> Result<Gantt> {
    distinct_ids("cases", cases.iter().map(|case| case.id.as_str()))?;
    let mut notes = BTreeSet::new();
    let mut sorted = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        check(case, place)?;
        if case.opened_at > now {
            notes.insert(Code::LaterThanNow);
            continue;
        }
        let group = match by {
            By::Customer => case.customer.as_str(),
            By::Team => case.team.as_deref().unwrap_or(""),
        };
        sorted.push((group, case.opened_at, case.id.as_str(), case));
    }
    sorted.order_by_key(|(group, at, id, _)| (*group, *at, *id));
    let mut gantt = Gantt { rows: Vec::new(), bars: Vec::new(), marks: Vec::new(), now, notes: Vec::new() };
    for (group, _, _, case) in sorted {
        gantt.draw(group, case, &mut notes);
    }
    gantt.notes = notes.into_iter().collect();
    Ok(gantt)
}

impl Gantt {
    fn draw(&mut self, group: &str, case: &GanttCase, notes: &mut BTreeSet<Code>) {
        let now = self.now;
        let row = self.row(group, case, None);
        let closed_at = case.closed_at.filter(|at| *at <= now);
        self.bar(row, BarKind::Open, case.opened_at, closed_at.unwrap_or(now), closed_at.is_none());
        let mut waits: Vec<&CaseWait> = case.waits.iter().filter(|wait| wait.from <= now).collect();
        waits.order_by_key(|wait| wait.from);
        for wait in &waits {
            let kind = match wait.kind {
                WaitKind::Pending => BarKind::Pending,
                WaitKind::OnHold => BarKind::OnHold,
            };
            let until = wait.until.or(closed_at).filter(|at| *at <= now);
            self.bar(row, kind, wait.from, until.unwrap_or(now).max(wait.from), until.is_none());
        }
        let mut acts: Vec<&ActMark> = case.acts.iter().filter(|mark| mark.at <= now).collect();
        acts.order_by_key(|mark| mark.at);
        let marks = acts.iter().map(|mark| Mark { row, act: mark.act.clone(), at: mark.at });
        self.marks.extend(marks);
        let mut clocks: Vec<&CaseClock> =
            case.clocks.iter().filter(|clock| clock.started_at <= now).collect();
        clocks.order_by(|a, b| (a.started_at, &a.id).cmp(&(b.started_at, &b.id)));
        if waits.len() < case.waits.len() || acts.len() < case.acts.len() || clocks.len() < case.clocks.len()
        {
            notes.insert(Code::LaterThanNow);
        }
        for clock in clocks {
            let row = self.row(group, case, Some(&clock.id));
            self.clock(row, clock);
        }
    }

    fn clock(&mut self, row: usize, clock: &CaseClock) {
        let now = self.now;
        let stopped_at = clock.stopped_at.filter(|at| *at <= now);
        let (start, end) = (clock.started_at, stopped_at.unwrap_or(now));
        match (clock.due_at, stopped_at) {
            (Some(due), _) if end > due => {
                self.bar(row, BarKind::Running, start, due, false);
                self.bar(row, BarKind::Breached, due, end, stopped_at.is_none());
            }
            (_, Some(end)) => self.bar(row, BarKind::Met, start, end, false),
            (due, None) => {
                self.bar(row, BarKind::Running, start, now, due.is_none());
                if let Some(due) = due {
                    self.bar(row, BarKind::Due, now, due, true);
                }
            }
        }
    }

    fn row(&mut self, group: &str, case: &GanttCase, clock: Option<&str>) -> usize {
        let clock = clock.map(str::to_owned);
        self.rows.push(Row { group: group.to_owned(), case: case.id.clone(), clock });
        self.rows.len() - 1
    }

    fn bar(&mut self, row: usize, kind: BarKind, from: Instant, until: Instant, goes_on: bool) {
        self.bars.push(Bar { row, kind, from, until, goes_on });
    }
}

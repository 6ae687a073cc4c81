//! What departments owe each other: cross-department work first, and one veto for who lets it lie (C9).

use crate::complaint::distinct_ids;
use crate::order::Order;
use crate::policy::complaints::TaskRules;
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A hand-over from one unit to the next.
///
/// ```
/// use tactful::{complaint::organisation::Hop, time::Instant};
/// let hop = Hop { to: "quality".to_owned(), at: Instant::parse("2026-11-02T09:00:00Z")? };
/// assert_eq!(hop.to, "quality");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Who has the task from then on.
    pub to: String,
    /// When.
    pub at: Instant,
}

/// That a reason for being late was recorded; its words stay with the host.
///
/// ```
/// use tactful::{complaint::organisation::LateReason, time::Instant};
/// let reason = LateReason { at: Instant::parse("2026-11-02T09:00:00Z")? };
/// assert_eq!(reason.at.to_string(), "2026-11-02T09:00:00Z");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateReason {
    /// When it was recorded.
    pub at: Instant,
}

/// Something that one department asks of another for a case (C9).
///
/// ```
/// use tactful::{complaint::organisation::Task, time::Instant};
/// let task = Task::new("t-1", "k-1", "service", "quality", Instant::parse("2026-11-02T09:00:00Z")?);
/// assert_eq!(task.holder(), "quality");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Names the task.
    pub id: String,
    /// The case that it serves.
    pub case: String,
    /// Who asks.
    pub from: String,
    /// Who was asked first.
    pub to: String,
    /// When.
    pub asked_at: Instant,
    /// When it is due; none: as the policy says. A hand-over never moves it.
    pub due_at: Option<Instant>,
    /// The greater comes first; none: as the policy says.
    pub priority: Option<i64>,
    /// The hand-overs, in their order.
    pub hops: Vec<Hop>,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// Why it is late, if that was recorded.
    pub reason: Option<LateReason>,
    /// The customer brings goods back (C14).
    pub returns: bool,
    /// The customer complains (C14).
    pub complains: bool,
}

impl Task {
    /// A task that was asked for and nothing more.
    #[must_use]
    pub fn new(id: &str, case: &str, from: &str, to: &str, asked_at: Instant) -> Self {
        Self {
            id: id.to_owned(),
            case: case.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            asked_at,
            due_at: None,
            priority: None,
            hops: Vec::new(),
            done_at: None,
            reason: None,
            returns: false,
            complains: false,
        }
    }

    /// Who has it after all hand-overs.
    #[must_use]
    pub fn holder(&self) -> &str {
        self.hops.last().map_or(&self.to, |hop| &hop.to)
    }

    /// Who had it at an instant.
    fn holder_at(&self, at: Instant) -> &str {
        self.hops.iter().rev().find(|hop| hop.at <= at).map_or(&self.to, |hop| &hop.to)
    }
}

/// How a task stands.
///
/// ```
/// use tactful::complaint::organisation::TaskState;
/// assert_eq!(TaskState::DoneLate.as_str(), "done_late");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskState {
    /// Past its due time and not done.
    Overdue,
    /// Not done, not yet past its due time.
    Open,
    /// Done, but after its due time.
    DoneLate,
    /// Done at or before its due time.
    Done,
}

impl TaskState {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TaskState::Overdue => "overdue",
            TaskState::Open => "open",
            TaskState::DoneLate => "done_late",
            TaskState::Done => "done",
        }
    }

    const fn is_open(self) -> bool {
        matches!(self, TaskState::Overdue | TaskState::Open)
    }
}

/// One task, reviewed.
///
/// See [`Engine::review_tasks`](crate::Engine::review_tasks) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskStatus {
    /// Names the task.
    pub id: String,
    /// The case that it serves.
    pub case: String,
    /// Who has it.
    pub holder: String,
    /// More than one unit takes part.
    pub cross: bool,
    /// How it stands.
    pub state: TaskState,
    /// When it is due; none: the calendar's dates end before.
    pub due_at: Option<Instant>,
    /// Priority × weight of the customer, in thousandths (C14).
    pub score: i64,
    /// Hand-overs so far.
    pub hops: usize,
    /// The unit that had it when it fell due, if it is late.
    pub late_by: Option<String>,
    /// Who hears of it now by the ladder, and since when.
    pub escalated: Option<(String, Instant)>,
    /// Who will hear of it next, and when.
    pub next_step: Option<(String, Instant)>,
    /// [`Code::Veto`], [`Code::HopsExceeded`], [`Code::ReasonAfterDue`].
    pub findings: Vec<Code>,
}

/// What a unit did with its tasks.
///
/// See [`Engine::review_tasks`](crate::Engine::review_tasks) for an example.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitRecord {
    /// The unit.
    pub unit: String,
    /// Done in time.
    pub in_time: usize,
    /// Open, and not late.
    pub open: usize,
    /// Late, with a recorded reason, or within one department.
    pub late: usize,
    /// Tasks that cost it its assessment; one is enough (C9).
    pub vetoes: Vec<String>,
}

/// All tasks, reviewed at one instant.
///
/// See [`Engine::review_tasks`](crate::Engine::review_tasks) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskReview {
    /// In the order of work: open before done, cross-department before the rest, then by score, due time and id.
    pub tasks: Vec<TaskStatus>,
    /// By unit.
    pub units: Vec<UnitRecord>,
    /// Up to then this is the answer, if nothing new happens.
    pub revisit_at: Option<Instant>,
    /// [`Code::LaterThanNow`].
    pub notes: Vec<Code>,
}

fn check(task: &Task, place: usize) -> Result<()> {
    let at = |code, message: &str, field: &str| {
        Err(Error::new(code, message).at_path(&format!("tasks[{place}].{field}")))
    };
    let mut last = task.asked_at;
    for hop in &task.hops {
        if hop.at < last {
            return at(Code::EventsNotSorted, "hand-overs come after the request and in their order", "hops");
        }
        last = hop.at;
    }
    if task.done_at.is_some_and(|done| done < last) {
        return at(Code::EndsBeforeStart, "a task is done after it was asked for and handed over", "done_at");
    }
    if task.due_at.is_some_and(|due| due < task.asked_at) {
        return at(Code::EndsBeforeStart, "a task falls due after it was asked for", "due_at");
    }
    Ok(())
}

impl Engine {
    /// Hands a task over to another unit (C9). The due time stays.
    ///
    /// # Errors
    /// [`Code::SectionMissing`]; [`Code::TaskDone`]; [`Code::HandedToSelf`] if the unit has it already;
    /// [`Code::HopLimit`] if it was passed on as often as it may be: who has it does it, or escalates;
    /// [`Code::EventsNotSorted`] if `at` lies before the last hand-over.
    ///
    /// ```
    /// use tactful::{Code, Engine, complaint::organisation::Task, time::Instant};
    /// let engine = Engine::house()?;
    /// let at = Instant::parse("2026-11-02T09:00:00Z")?;
    /// let task = Task::new("t-1", "k-1", "service", "quality", at);
    /// let task = engine.hand_over(&task, "after-sales", at)?;
    /// let task = engine.hand_over(&task, "sales", at)?;
    /// assert_eq!(engine.hand_over(&task, "quality", at).unwrap_err().code(), Code::HopLimit);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn hand_over(&self, task: &Task, to: &str, at: Instant) -> Result<Task> {
        let limit = self.organisation.tasks()?.hops;
        if task.done_at.is_some() {
            return Err(Error::new(Code::TaskDone, "the task is done; ask for a new one"));
        }
        if task.holder() == to {
            return Err(Error::new(Code::HandedToSelf, "the unit has the task already"));
        }
        if task.hops.len() >= limit {
            let message = format!(
                "the task was handed over {} times, and {limit} are allowed; who has it does it or escalates",
                task.hops.len()
            );
            return Err(Error::new(Code::HopLimit, message));
        }
        if at < task.hops.last().map_or(task.asked_at, |hop| hop.at) {
            return Err(Error::new(Code::EventsNotSorted, "a hand-over comes after the one before"));
        }
        let mut task = task.clone();
        task.hops.push(Hop { to: to.to_owned(), at });
        Ok(task)
    }

    /// How tasks stand at `now`, what comes first, who hears of what is late, and who earned a veto (C9).
    ///
    /// A task is late at `now > due`. A veto is a task between departments that is late without a reason recorded by
    /// `now`; it falls on the unit that had it when it fell due. What happens after `now` does not count yet.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] without tasks or weights in the policy; [`Code::DuplicateId`];
    /// [`Code::EventsNotSorted`] and [`Code::EndsBeforeStart`] for hand-overs and ends out of order, with their path.
    ///
    /// ```
    /// use tactful::{Code, Engine, complaint::organisation::Task, time::Instant};
    /// let engine = Engine::house()?;
    /// let task = Task::new("t-1", "k-1", "service", "quality", Instant::parse("2026-11-02T09:00:00Z")?);
    /// let review = engine.review_tasks(&[task], Instant::parse("2026-11-04T09:00:01Z")?)?; // due after 48 hours
    /// assert_eq!(review.tasks[0].findings, [Code::Veto]);
    /// assert_eq!((review.units[0].unit.as_str(), review.units[0].vetoes.len()), ("quality", 1));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn review_tasks(&self, tasks: &[Task], now: Instant) -> Result<TaskReview> {
        let rules = self.organisation.tasks()?;
        distinct_ids("tasks", tasks.iter().map(|task| task.id.as_str()))?;
        let mut review =
            TaskReview { tasks: Vec::new(), units: Vec::new(), revisit_at: None, notes: Vec::new() };
        let mut units: BTreeMap<String, UnitRecord> = BTreeMap::new();
        for (place, task) in tasks.iter().enumerate() {
            check(task, place)?;
            if task.asked_at > now {
                review.notes = vec![Code::LaterThanNow];
                continue;
            }
            let weight = self.weight(task.returns, task.complains)?;
            let status = status(task, rules, weight, now, &mut review.revisit_at);
            let unit = status.late_by.as_ref().unwrap_or(&status.holder).clone();
            let record =
                units.entry(unit.clone()).or_insert_with(|| UnitRecord { unit, ..UnitRecord::default() });
            match status.state {
                TaskState::Open => record.open += 1,
                TaskState::Done => record.in_time += 1,
                _ if status.findings.contains(&Code::Veto) => record.vetoes.push(status.id.clone()),
                _ => record.late += 1,
            }
            review.tasks.push(status);
        }
        review.tasks.order_by(|a, b| {
            let key = |t: &TaskStatus| {
                (!t.state.is_open(), !t.cross, Reverse(t.score), t.due_at.is_none(), t.due_at)
            };
            (key(a), &a.id).cmp(&(key(b), &b.id))
        });
        review.units = units.into_values().collect();
        for unit in &mut review.units {
            unit.vetoes.order();
        }
        Ok(review)
    }
}

fn status(
    task: &Task,
    rules: &TaskRules,
    weight: i64,
    now: Instant,
    revisit_at: &mut Option<Instant>,
) -> TaskStatus {
    let due_at = task.due_at.or_else(|| rules.due.after(task.asked_at));
    let done_at = task.done_at.filter(|done| *done <= now);
    let late = due_at.is_some_and(|due| done_at.unwrap_or(now) > due);
    let state = match (done_at, late) {
        (None, true) => TaskState::Overdue,
        (None, false) => TaskState::Open,
        (Some(_), true) => TaskState::DoneLate,
        (Some(_), false) => TaskState::Done,
    };
    let hops = task.hops.iter().filter(|hop| hop.at <= now).count();
    let cross = task.to != task.from || task.hops.iter().take(hops).any(|hop| hop.to != task.from);
    let reason = task.reason.filter(|reason| reason.at <= now);
    let mut findings = Vec::new();
    if late && cross && reason.is_none() {
        findings.push(Code::Veto);
    }
    if hops > rules.hops {
        findings.push(Code::HopsExceeded);
    }
    if let (Some(reason), Some(due)) = (reason, due_at)
        && late
        && reason.at > due
    {
        findings.push(Code::ReasonAfterDue);
    }
    let mut remind = |at: Option<Instant>| {
        if let Some(at) = at.filter(|at| *at > now) {
            *revisit_at = Some(revisit_at.map_or(at, |known| known.min(at)));
        }
    };
    let (mut escalated, mut next_step) = (None, None);
    if let (true, Some(due)) = (state.is_open(), due_at) {
        if !late {
            remind(Instant::from_seconds(due.seconds() + 1).ok());
        }
        for (after, to) in &rules.ladder {
            // nobody reads an escalation while the office is closed
            let at = after.after(due).and_then(|at| match &rules.calendar {
                Some(calendar) => calendar.next_open(at).ok(),
                None => Some(at),
            });
            match at {
                Some(at) if late && at <= now => escalated = Some((to.clone(), at)),
                Some(at) => {
                    remind(Some(at));
                    next_step = Some((to.clone(), at));
                    break;
                }
                None => break,
            }
        }
    }
    // what was promised for later may still turn up
    remind(task.done_at);
    remind(task.reason.map(|reason| reason.at));
    remind(task.hops.iter().map(|hop| hop.at).find(|at| *at > now));
    TaskStatus {
        id: task.id.clone(),
        case: task.case.clone(),
        holder: task.holder_at(now).to_owned(),
        cross,
        state,
        due_at,
        score: task.priority.unwrap_or(rules.priority).saturating_mul(weight),
        hops,
        late_by: due_at.filter(|_| late).map(|due| task.holder_at(due).to_owned()),
        escalated,
        next_step,
        findings,
    }
}

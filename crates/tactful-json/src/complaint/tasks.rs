//! `complaint.tasks` and `complaint.hand_over`.

use super::{at, at_if, flag, list, names, needed, text, written};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::complaint::organisation::{Hop, LateReason, Task};
use tactful::document::{Field, Table};
use tactful::time::Instant;
use tactful::{Code, Engine, Result};

/// A priority that a weight cannot overflow.
pub(super) fn priority(field: &Field<'_>) -> Result<i64> {
    let priority = field.int()?;
    if (0..=1_000).contains(&priority) {
        Ok(priority)
    } else {
        Err(field.error(Code::InvalidValue, "a priority is a whole number from 0 to 1000"))
    }
}

fn hop(field: &Field<'_>) -> Result<Hop> {
    let mut table = field.table()?;
    let hop = Hop { to: text(&mut table, "to")?, at: at(&mut table, "at")? };
    table.finish()?;
    Ok(hop)
}

/// `{id, case, from, to, asked_at, due_at?, priority?, hops?, done_at?, reason_at?, returns?, complains?}`.
fn task(field: &Field<'_>) -> Result<Task> {
    let mut table = field.table()?;
    let task = Task {
        id: text(&mut table, "id")?,
        case: text(&mut table, "case")?,
        from: text(&mut table, "from")?,
        to: text(&mut table, "to")?,
        asked_at: at(&mut table, "asked_at")?,
        due_at: at_if(&mut table, "due_at")?,
        priority: table.optional("priority").map(|field| priority(&field)).transpose()?,
        hops: list(&mut table, "hops", hop)?,
        done_at: at_if(&mut table, "done_at")?,
        reason: at_if(&mut table, "reason_at")?.map(|at| LateReason { at }),
        returns: flag(&mut table, "returns")?,
        complains: flag(&mut table, "complains")?,
    };
    table.finish()?;
    Ok(task)
}

/// `complaint.tasks {policy, tasks, now}` (C9).
#[derive(Debug)]
pub(crate) struct Review {
    engine: Arc<Engine>,
    tasks: Vec<Task>,
    now: Instant,
}

#[derive(Debug, Serialize)]
pub(crate) struct Reviewed {
    tasks: Vec<Status>,
    units: Vec<Unit>,
    revisit_at: Option<String>,
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Status {
    id: String,
    case: String,
    holder: String,
    cross: bool,
    state: &'static str,
    due_at: Option<String>,
    score: i64,
    hops: usize,
    late_by: Option<String>,
    escalated: Option<Step>,
    next_step: Option<Step>,
    findings: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Step {
    to: String,
    at: String,
}

#[derive(Debug, Serialize)]
struct Unit {
    unit: String,
    in_time: usize,
    open: usize,
    late: usize,
    vetoes: Vec<String>,
    vetoed: bool,
}

impl Operation for Review {
    type Answer = Reviewed;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            tasks: needed(request, "tasks", task)?,
            now: at(request, "now")?,
        })
    }

    fn run(&self) -> Result<Reviewed> {
        let review = self.engine.review_tasks(&self.tasks, self.now)?;
        let step = |step: (String, Instant)| Step { to: step.0, at: step.1.to_string() };
        Ok(Reviewed {
            tasks: review
                .tasks
                .into_iter()
                .map(|task| Status {
                    id: task.id,
                    case: task.case,
                    holder: task.holder,
                    cross: task.cross,
                    state: task.state.as_str(),
                    due_at: written(task.due_at),
                    score: task.score,
                    hops: task.hops,
                    late_by: task.late_by,
                    escalated: task.escalated.map(step),
                    next_step: task.next_step.map(step),
                    findings: names(&task.findings),
                })
                .collect(),
            units: review
                .units
                .into_iter()
                .map(|unit| Unit {
                    unit: unit.unit,
                    in_time: unit.in_time,
                    open: unit.open,
                    late: unit.late,
                    vetoed: !unit.vetoes.is_empty(),
                    vetoes: unit.vetoes,
                })
                .collect(),
            revisit_at: written(review.revisit_at),
            notes: names(&review.notes),
        })
    }
}

/// `complaint.hand_over {policy, task, to, at}` (C9).
#[derive(Debug)]
pub(crate) struct HandOver {
    engine: Arc<Engine>,
    task: Task,
    to: String,
    at: Instant,
}

#[derive(Debug, Serialize)]
pub(crate) struct HandedOver {
    holder: String,
    hops: usize,
}

impl Operation for HandOver {
    type Answer = HandedOver;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            task: task(&request.required("task")?)?,
            to: text(request, "to")?,
            at: at(request, "at")?,
        })
    }

    fn run(&self) -> Result<HandedOver> {
        let task = self.engine.hand_over(&self.task, &self.to, self.at)?;
        Ok(HandedOver { holder: task.holder().to_owned(), hops: task.hops.len() })
    }
}

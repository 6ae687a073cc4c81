//! `complaint.route`, `.owner`, `.weigh`, `.skills`, `.evenness`, `.relief`.

use super::summary::cases;
use super::{at, flag, list, names, needed, text, text_if, written};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::complaint::CaseSummary;
use tactful::complaint::organisation::{
    Content, Contrast, Duty, Evenness, HeatedContact, Owner, Performance, RouteRequest, Weighing,
};
use tactful::document::{Field, Table};
use tactful::time::Instant;
use tactful::{Code, Engine, Result};

/// `complaint.route {policy, duty, asked, product?, cause?, touchpoint?, needs?}` (C10).
#[derive(Debug)]
pub(crate) struct Route {
    engine: Arc<Engine>,
    request: RouteRequest,
}

#[derive(Debug, Serialize)]
pub(crate) struct Routed {
    to: String,
    row: Option<String>,
    kept: bool,
    powers: Vec<String>,
    also: Vec<String>,
    lacking: Vec<Lacking>,
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Lacking {
    row: String,
    powers: Vec<String>,
}

impl Operation for Route {
    type Answer = Routed;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        let request = RouteRequest {
            duty: request.required("duty")?.choice(Duty::ALL)?,
            asked: text(request, "asked")?,
            product: text_if(request, "product")?,
            cause: text_if(request, "cause")?,
            touchpoint: text_if(request, "touchpoint")?,
            needs: list(request, "needs", |field| field.text().map(str::to_owned))?,
        };
        Ok(Self { engine, request })
    }

    fn run(&self) -> Result<Routed> {
        let route = self.engine.route(&self.request)?;
        Ok(Routed {
            to: route.to,
            kept: route.row.is_none(),
            row: route.row,
            powers: route.powers,
            also: route.also,
            lacking: route.lacking.into_iter().map(|(row, powers)| Lacking { row, powers }).collect(),
            notes: names(&route.notes),
        })
    }
}

/// `complaint.owner {policy, case, follow_up?}` (C13); an empty table, or none, is nobody.
#[derive(Debug)]
pub(crate) struct OwnerCheck {
    engine: Arc<Engine>,
    case: Option<Owner>,
    follow_up: Option<Owner>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Advised {
    ok: bool,
    advice: Vec<AdviceLine>,
}

#[derive(Debug, Serialize)]
struct AdviceLine {
    of: &'static str,
    code: &'static str,
    message: &'static str,
}

/// An empty table is nobody.
fn owner(field: &Field<'_>) -> Result<Option<Owner>> {
    let mut table = field.table()?;
    if table.is_empty() {
        return Ok(None);
    }
    let owner = Owner {
        id: text(&mut table, "id")?,
        department: text_if(&mut table, "department")?,
        sales: table.optional("sales").map(|field| field.bool()).transpose()?,
    };
    table.finish()?;
    Ok(Some(owner))
}

impl Operation for OwnerCheck {
    type Answer = Advised;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            case: owner(&request.required("case")?)?,
            follow_up: request.optional("follow_up").map(|field| owner(&field)).transpose()?.flatten(),
        })
    }

    fn run(&self) -> Result<Advised> {
        let advice = self.engine.owner_advice(self.case.as_ref(), self.follow_up.as_ref());
        let line = |advice: tactful::complaint::organisation::Advice| AdviceLine {
            of: advice.of,
            code: advice.code.as_str(),
            message: advice.code.english(),
        };
        Ok(Advised { ok: advice.is_empty(), advice: advice.into_iter().map(line).collect() })
    }
}

/// `complaint.assessment {policy?, people}`: people by `{id, daily, moments, learning?, vetoes?, put_forward?}`, figures
/// per mille (C8).
#[derive(Debug)]
pub(crate) struct Assess {
    engine: Arc<Engine>,
    people: Vec<Performance>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Assessments {
    people: Vec<Assessment>,
}

#[derive(Debug, Serialize)]
struct Assessment {
    id: String,
    score: i64,
    findings: Vec<&'static str>,
}

fn performance(field: &Field<'_>) -> Result<Performance> {
    let mut table = field.table()?;
    let count = |field: Option<Field<'_>>| -> Result<u32> {
        let Some(field) = field else { return Ok(0) };
        u32::try_from(field.int()?)
            .map_err(|_| field.error(Code::InvalidValue, "a count from 0 to 4294967295 is needed here"))
    };
    let person = Performance {
        id: text(&mut table, "id")?,
        daily: table.required("daily")?.int()?,
        moments: table.required("moments")?.int()?,
        learning: table.optional("learning").map(|field| field.int()).transpose()?.unwrap_or(0),
        vetoes: count(table.optional("vetoes"))?,
        put_forward: count(table.optional("put_forward"))?,
    };
    table.finish()?;
    Ok(person)
}

impl Operation for Assess {
    type Answer = Assessments;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { engine: engine(request, setting)?, people: needed(request, "people", performance)? })
    }

    fn run(&self) -> Result<Assessments> {
        let assessment = |found: tactful::complaint::organisation::Assessed| Assessment {
            id: found.id,
            score: found.score,
            findings: names(&found.findings),
        };
        Ok(Assessments { people: self.engine.assess(&self.people)?.into_iter().map(assessment).collect() })
    }
}

/// `complaint.weigh {policy, work}` (C14).
#[derive(Debug)]
pub(crate) struct Weigh {
    engine: Arc<Engine>,
    work: Vec<Weighing>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Order {
    order: Vec<Work>,
}

#[derive(Debug, Serialize)]
struct Work {
    id: String,
    weight: i64,
    score: i64,
}

fn weighing(field: &Field<'_>) -> Result<Weighing> {
    let mut table = field.table()?;
    let work = Weighing {
        id: text(&mut table, "id")?,
        priority: super::tasks::priority(&table.required("priority")?)?,
        returns: flag(&mut table, "returns")?,
        complains: flag(&mut table, "complains")?,
    };
    table.finish()?;
    Ok(work)
}

impl Operation for Weigh {
    type Answer = Order;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { engine: engine(request, setting)?, work: needed(request, "work", weighing)? })
    }

    fn run(&self) -> Result<Order> {
        let order = self.engine.weigh(&self.work)?.into_iter();
        Ok(Order { order: order.map(|w| Work { id: w.id, weight: w.weight, score: w.score }).collect() })
    }
}

/// `complaint.skills {policy, cases}` (C15).
#[derive(Debug)]
pub(crate) struct Skills {
    engine: Arc<Engine>,
    cases: Vec<CaseSummary>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Demand {
    needs: Vec<Need>,
    contents: Vec<ContentDemand>,
    untagged: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Need {
    role: String,
    skill: String,
    content: &'static str,
    count: usize,
    cases: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ContentDemand {
    content: &'static str,
    count: usize,
}

impl Operation for Skills {
    type Answer = Demand;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { engine: engine(request, setting)?, cases: cases(request)? })
    }

    fn run(&self) -> Result<Demand> {
        let demand = self.engine.skill_demand(&self.cases)?;
        let contents = Content::ALL.iter().zip(demand.contents);
        Ok(Demand {
            needs: demand
                .needs
                .into_iter()
                .map(|need| Need {
                    role: need.role,
                    skill: need.skill,
                    content: need.content.as_str(),
                    count: need.cases.len(),
                    cases: need.cases,
                })
                .collect(),
            contents: contents.map(|((content, _), count)| ContentDemand { content, count }).collect(),
            untagged: demand.untagged,
        })
    }
}

/// `complaint.evenness {policy, cases, now}` (C17).
#[derive(Debug)]
pub(crate) struct Even {
    engine: Arc<Engine>,
    cases: Vec<CaseSummary>,
    now: Instant,
}

#[derive(Debug, Serialize)]
pub(crate) struct Evened {
    method: &'static str,
    verdict: &'static str,
    ordinal: usize,
    kinds: usize,
    kinds_needed: usize,
    completeness: Compared,
    speed: Compared,
    ordinals: Vec<Ordinal>,
    left_out: usize,
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Compared {
    worse: usize,
    better: usize,
    equal: usize,
    open: usize,
    p_value: Option<f64>,
}

impl From<Contrast> for Compared {
    fn from(contrast: Contrast) -> Self {
        let Contrast { worse, better, equal, open, p_value } = contrast;
        Self { worse, better, equal, open, p_value }
    }
}

#[derive(Debug, Serialize)]
struct Ordinal {
    ordinal: usize,
    cases: usize,
    closed: usize,
    completeness_per_mille: Option<i64>,
    answered: usize,
    response_seconds: Option<i64>,
}

impl Operation for Even {
    type Answer = Evened;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { engine: engine(request, setting)?, cases: cases(request)?, now: at(request, "now")? })
    }

    fn run(&self) -> Result<Evened> {
        let found = self.engine.evenness(&self.cases, self.now)?;
        Ok(Evened {
            method: Evenness::METHOD,
            verdict: found.verdict.as_str(),
            ordinal: found.ordinal,
            kinds: found.kinds,
            kinds_needed: found.kinds_needed,
            completeness: found.completeness.into(),
            speed: found.speed.into(),
            ordinals: found
                .ordinals
                .into_iter()
                .map(|care| Ordinal {
                    ordinal: care.ordinal,
                    cases: care.cases,
                    closed: care.closed,
                    completeness_per_mille: care.completeness,
                    answered: care.answered,
                    response_seconds: care.response_seconds,
                })
                .collect(),
            left_out: found.left_out,
            notes: names(&found.notes),
        })
    }
}

/// `complaint.relief {policy, contacts, now}` (C17).
#[derive(Debug)]
pub(crate) struct Relieve {
    engine: Arc<Engine>,
    contacts: Vec<HeatedContact>,
    now: Instant,
}

#[derive(Debug, Serialize)]
pub(crate) struct Relieved {
    handlers: Vec<Handler>,
    can_take_over: Vec<String>,
    revisit_at: Option<String>,
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Handler {
    handler: String,
    heated: usize,
    contacts: usize,
    relief: bool,
    advice: Option<&'static str>,
    until: Option<String>,
}

fn contact(field: &Field<'_>) -> Result<HeatedContact> {
    let mut table = field.table()?;
    let contact = HeatedContact {
        id: text(&mut table, "id")?,
        handler: text(&mut table, "handler")?,
        at: at(&mut table, "at")?,
        heated: table.required("heated")?.bool()?,
    };
    table.finish()?;
    Ok(contact)
}

impl Operation for Relieve {
    type Answer = Relieved;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            contacts: needed(request, "contacts", contact)?,
            now: at(request, "now")?,
        })
    }

    fn run(&self) -> Result<Relieved> {
        let report = self.engine.relief(&self.contacts, self.now)?;
        Ok(Relieved {
            handlers: report
                .handlers
                .into_iter()
                .map(|relief| Handler {
                    handler: relief.handler,
                    heated: relief.heated,
                    contacts: relief.contacts,
                    relief: relief.due,
                    advice: relief.due.then_some(Code::ReliefDue.as_str()),
                    until: written(relief.until),
                })
                .collect(),
            can_take_over: report.can_take_over,
            revisit_at: written(report.revisit_at),
            notes: names(&report.notes),
        })
    }
}

//! `complaint.gantt`.

use super::case::logged;
use super::summary::{cases_or_logs, mark};
use super::{at, at_if, flag, list, names, text, text_if, vega};
use crate::plain::Plain;
use crate::policy::engine;
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::complaint::gantt::{By, CaseClock, CaseWait, Gantt, GanttCase, WaitKind, Words, chart};
use tactful::customer::{Customer, decode};
use tactful::document::{Field, Table};
use tactful::explain::Language;
use tactful::time::{Instant, Zone};
use tactful::{Engine, Result};

/// `complaint.gantt {cases | logs, now, policy?, by?, timezone?, language?, vega_lite?}` (C11): cases as they are to be
/// drawn, or their logs, with the clocks of the policy.
#[derive(Debug)]
pub(crate) struct Chart {
    cases: Vec<GanttCase>,
    by: By,
    now: Instant,
    zone: Arc<Zone>,
    language: Language,
    with_spec: bool,
}

/// Plain rows for a widget of the host's own, and the picture if it is wished.
#[derive(Debug, Serialize)]
pub(crate) struct Drawn {
    title: &'static str,
    timezone: String,
    now: String,
    rows: Vec<Row>,
    bars: Vec<Bar>,
    marks: Vec<Mark>,
    notes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vega_lite: Option<Plain>,
}

#[derive(Debug, Serialize)]
struct Row {
    row: usize,
    group: String,
    case: String,
    clock: Option<String>,
}

#[derive(Debug, Serialize)]
struct Bar {
    row: usize,
    kind: &'static str,
    from: String,
    until: String,
    goes_on: bool,
}

#[derive(Debug, Serialize)]
struct Mark {
    row: usize,
    act: String,
    at: String,
}

fn clock(field: &Field<'_>) -> Result<CaseClock> {
    let mut table = field.table()?;
    let clock = CaseClock {
        id: text(&mut table, "id")?,
        started_at: at(&mut table, "started_at")?,
        due_at: at_if(&mut table, "due_at")?,
        stopped_at: at_if(&mut table, "stopped_at")?,
    };
    table.finish()?;
    Ok(clock)
}

fn wait(field: &Field<'_>) -> Result<CaseWait> {
    let mut table = field.table()?;
    let wait = CaseWait {
        kind: table.required("kind")?.choice(WaitKind::ALL)?,
        from: at(&mut table, "from")?,
        until: at_if(&mut table, "until")?,
    };
    table.finish()?;
    Ok(wait)
}

fn case(field: &Field<'_>) -> Result<GanttCase> {
    let mut table = field.table()?;
    let case = GanttCase {
        id: text(&mut table, "id")?,
        customer: text(&mut table, "customer")?,
        team: text_if(&mut table, "team")?,
        opened_at: at(&mut table, "opened_at")?,
        closed_at: at_if(&mut table, "closed_at")?,
        clocks: list(&mut table, "clocks", clock)?,
        waits: list(&mut table, "waits", wait)?,
        acts: list(&mut table, "acts", mark)?,
    };
    table.finish()?;
    Ok(case)
}

/// `{case?, events, team?, customer?}`: the customer for clocks that count the customer's days.
fn logged_case(field: &Field<'_>, engine: &Engine, now: Instant) -> Result<GanttCase> {
    let mut table = field.table()?;
    let log = field.locate(logged(&mut table))?;
    let customer = match table.optional("customer") {
        Some(field) => decode::customer(&field, engine.zones())?,
        None => Customer::new(""),
    };
    let mut case = GanttCase::of(engine, &log, &customer, now)?;
    case.team = text_if(&mut table, "team")?;
    table.finish()?;
    Ok(case)
}

impl Operation for Chart {
    type Answer = Drawn;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let zone = match request.optional("timezone") {
            Some(field) => field.parse_with(|name| setting.zones.get(name))?,
            None => setting.zones.get("UTC")?,
        };
        let by = request.optional("by").map(|field| field.choice(By::ALL)).transpose()?;
        let language = request.optional("language").map(|field| field.choice(Language::ALL)).transpose()?;
        let now = at(request, "now")?;
        let engine = engine(request, setting)?;
        Ok(Self {
            cases: cases_or_logs(request, case, |field| logged_case(field, &engine, now))?,
            by: by.unwrap_or(By::Customer),
            now,
            zone,
            language: language.unwrap_or(Language::English),
            with_spec: flag(request, "vega_lite")?,
        })
    }

    fn run(&self) -> Result<Drawn> {
        let gantt = chart(&self.cases, self.by, self.now)?;
        let spec =
            self.with_spec.then(|| vega::spec(&gantt, self.by, &self.zone, self.language)).transpose()?;
        let Gantt { rows, bars, marks, now, notes } = gantt;
        Ok(Drawn {
            title: Words(self.language).title(self.by),
            timezone: self.zone.name().to_owned(),
            now: now.to_string(),
            rows: rows
                .into_iter()
                .enumerate()
                .map(|(place, row)| Row { row: place, group: row.group, case: row.case, clock: row.clock })
                .collect(),
            bars: bars
                .into_iter()
                .map(|bar| Bar {
                    row: bar.row,
                    kind: bar.kind.as_str(),
                    from: bar.from.to_string(),
                    until: bar.until.to_string(),
                    goes_on: bar.goes_on,
                })
                .collect(),
            marks: marks
                .into_iter()
                .map(|mark| Mark { row: mark.row, act: mark.act, at: mark.at.to_string() })
                .collect(),
            notes: names(&notes),
            vega_lite: spec,
        })
    }
}

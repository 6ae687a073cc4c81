//! `complaint.clocks`: what is owed to a customer who complains, and until when.

use super::case::logged;
use crate::calendar::{Warnings, instant, names};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::complaint::clock::State;
use tactful::complaint::{Case, Occurrence, Part, Reading as Shown, decode as told};
use tactful::customer::{Customer, decode};
use tactful::document::Table;
use tactful::time::Instant;
use tactful::{Code, Engine, Result};

/// `complaint.clocks {policy, events | log, now, known_at?, customer?}`: what each clock of a case shows. `events` are
/// told in the words of clocks; `log` is that of a case, as `complaint.replay` takes it.
#[derive(Debug)]
pub(crate) struct Clocks {
    engine: Arc<Engine>,
    log: Log,
    customer: Customer,
    now: Instant,
    known_at: Option<Instant>,
}

#[derive(Debug)]
enum Log {
    Told { events: Vec<Occurrence>, parts: Vec<String> },
    Case(Box<Case>),
}

impl Log {
    fn read(request: &mut Table<'_>, engine: &Engine) -> Result<Self> {
        if let Some(field) = request.optional("log") {
            if let Some(events) = request.optional("events") {
                let message = "tell what happened once: in `events`, or in the `log` of the case";
                return Err(events.error(Code::InvalidValue, message));
            }
            let mut table = field.table()?;
            let case = field.locate(logged(&mut table))?;
            table.finish()?;
            return Ok(Self::Case(Box::new(case)));
        }
        let (events, parts) = told::occurrences(engine, &request.required("events")?.list()?)?;
        Ok(Self::Told { events, parts })
    }

    fn part(&self, Part(place): Part) -> Option<String> {
        let names = match self {
            Self::Told { parts, .. } => parts,
            Self::Case(case) => case.part_names(),
        };
        names.get(usize::from(place)).cloned()
    }
}

/// The clocks by id and part; instants are UTC. The main part of a case has an empty name.
#[derive(Debug, Serialize)]
pub(crate) struct Shows {
    clocks: Vec<Reading>,
    revisit_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
    fingerprint: String,
}

#[derive(Debug, Serialize)]
struct Reading {
    clock: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    kind: &'static str,
    state: &'static str,
    started_at: Option<String>,
    due_at: Option<String>,
    met_at: Option<String>,
    first_met_at: Option<String>,
    stopped_at: Option<String>,
    breached: bool,
    counted_seconds: i64,
    remaining_seconds: Option<i64>,
    paused: Vec<Pause>,
    extensions: Vec<Extension>,
    exit_until: Option<String>,
    document: Option<String>,
    round: u32,
    missed_rounds: u32,
    warn: Vec<Warn>,
    escalate: Vec<Escalation>,
    revisit_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

#[derive(Debug, Serialize)]
struct Pause {
    from: String,
    until: Option<String>,
}

#[derive(Debug, Serialize)]
struct Extension {
    to: String,
    at: String,
}

#[derive(Debug, Serialize)]
struct Warn {
    at: String,
    rule: String,
    fired: bool,
}

#[derive(Debug, Serialize)]
struct Escalation {
    at: String,
    to: String,
    fired: bool,
}

impl Operation for Clocks {
    type Answer = Shows;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        Ok(Self {
            log: Log::read(request, &engine)?,
            customer: match request.optional("customer") {
                Some(field) => decode::customer(&field, engine.zones())?,
                None => Customer::new(""),
            },
            now: instant(request, "now")?,
            known_at: request.optional("known_at").map(|f| f.parse_with(Instant::parse)).transpose()?,
            engine,
        })
    }

    fn run(&self) -> Result<Shows> {
        let (engine, customer, now, known_at) = (&self.engine, &self.customer, self.now, self.known_at);
        let readings = match &self.log {
            Log::Told { events, .. } => engine
                .read_clocks(events, customer, now, known_at)
                .map_err(|error| error.at_path("events"))?,
            Log::Case(case) => engine.case_clocks(case, customer, now, known_at)?,
        };
        Ok(Shows {
            clocks: readings.list.iter().map(|reading| self.reading(reading)).collect(),
            revisit_at: readings.revisit_at.map(|at| at.to_string()),
            warnings: names(&readings.notes),
            fingerprint: self.engine.fingerprint().to_owned(),
        })
    }
}

impl Clocks {
    fn reading(&self, shown: &Shown) -> Reading {
        let engine = &*self.engine;
        let text = |at: Option<Instant>| at.map(|at| at.to_string());
        let met = matches!(shown.state, State::Met | State::MetLate);
        Reading {
            clock: shown.id(engine).to_owned(),
            part: shown.part.and_then(|part| self.log.part(part)),
            kind: if shown.is_regulatory(engine) { "regulatory" } else { "internal" },
            state: shown.state.code().as_str(),
            started_at: text(shown.started_at),
            due_at: text(shown.due_at),
            met_at: text(shown.stopped_at.filter(|_| met)),
            first_met_at: text(shown.first_met_at),
            stopped_at: text(shown.stopped_at),
            breached: shown.breached,
            counted_seconds: shown.counted_seconds,
            remaining_seconds: shown.remaining_seconds,
            paused: shown
                .paused
                .iter()
                .map(|&(from, until)| Pause { from: from.to_string(), until: text(until) })
                .collect(),
            extensions: shown
                .extensions
                .iter()
                .map(|step| Extension { to: shown.extended_to(engine, step), at: step.at.to_string() })
                .collect(),
            exit_until: text(shown.exit_until),
            document: shown.document(engine).map(str::to_owned),
            round: shown.round,
            missed_rounds: shown.missed_rounds,
            warn: shown
                .warnings
                .iter()
                .map(|alert| Warn {
                    at: alert.at.to_string(),
                    rule: shown.warns(engine, alert),
                    fired: alert.fired,
                })
                .collect(),
            escalate: shown
                .escalations
                .iter()
                .map(|alert| Escalation {
                    at: alert.at.to_string(),
                    to: shown.escalates_to(engine, alert).to_owned(),
                    fired: alert.fired,
                })
                .collect(),
            revisit_at: text(shown.revisit_at),
            warnings: names(&shown.notes),
        }
    }
}

//! What is owed to a customer who complains, and until when.

use crate::case::Case;
use crate::case_event;
use crate::case_state::engine_of;
use crate::compiled::Core;
use crate::convert::{Fields, MOST, each, too_many};
use crate::customer;
use crate::errors::{Res, wrong_type};
use crate::guard::{detached, guarded};
use crate::instant::{Clock, Naive, instant, text, zone_name, zones};
use crate::record::{At, Items, codes, record, word};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};
use std::sync::Arc;
use tactful::complaint::clock::State;
use tactful::complaint::gantt::GanttCase;
use tactful::complaint::{Part, Reading, Readings, decode};
use tactful::customer::Customer;
use tactful::document::{Field, Node, Value};
use tactful::time::Instant;

record! {
    /// What one clock of a complaint shows (C2, C8, C11): what is owed, and until when. Instants are in the zone of `now`.
    ClockReading shows [clock, part, state, due_at, remaining_seconds, breached] {
        /// The id of the clock in the policy.
        clock: String,
        /// The part of the case; None: the case itself.
        part: Option<String>,
        /// `regulatory`, if it is owed to the law, else `internal`.
        kind: String,
        /// `not_started`, `waiting`, `running`, `paused`, `met`, `met_late`, `breached`, `waived`, `ended`.
        state: String,
        /// When it began to run; of a clock that repeats, its present round.
        started_at: Option<At>,
        /// When it is, or was, due; None while it stands still, and where it never ends.
        due_at: Option<At>,
        /// When it was met.
        met_at: Option<At>,
        /// When it was met for the first time, whatever came after.
        first_met_at: Option<At>,
        /// When it was met, waived or ended.
        stopped_at: Option<At>,
        /// Whether it is, or was, late.
        breached: bool,
        /// Seconds that it counted, open ones if it counts business time.
        counted_seconds: i64,
        /// Seconds left, of the same kind; negative once it is late.
        remaining_seconds: Option<i64>,
        /// When it stood still: pairs of from and until, the last perhaps without end.
        paused: Items<(At, Option<At>)>,
        /// Extensions in force: to what, and when notice of it was given.
        extensions: Items<(String, At)>,
        /// Until when an early exit is open.
        exit_until: Option<At>,
        /// The document that is owed.
        document: Option<String>,
        /// Which round it is, from 1; 0 before the first.
        round: u32,
        /// Rounds that were met too late.
        missed_rounds: u32,
        /// Warnings before the end: when, by which rule, and whether it has gone out.
        warn: Items<(At, String, bool)>,
        /// Escalations after the end: when, to whom, and whether it has gone out.
        escalate: Items<(At, String, bool)>,
        /// The first instant at which this can change by itself.
        revisit_at: Option<At>,
        /// What the reader should know.
        warnings: Items<String>,
    }
}

record! {
    /// What all clocks of a complaint show; see :meth:`Engine.clocks`.
    Clocks shows [revisit_at, warnings] {
        /// The clocks, by id and part.
        readings: Items<ClockReading>,
        /// When to look again, if nothing happens before; None: never.
        revisit_at: Option<At>,
        /// What the reader should know of all of them.
        warnings: Items<String>,
    }
}

/// What was asked.
pub(crate) struct Asked {
    pub(crate) customer: Customer,
    pub(crate) now: Instant,
    pub(crate) clock: Arc<Clock>,
    pub(crate) known_at: Option<Instant>,
    pub(crate) naive: Naive,
}

impl Asked {
    pub(crate) fn read(
        core: &Core,
        now: &Bound<'_, PyAny>,
        customer: Option<&Bound<'_, PyAny>>,
        known_at: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> Res<Self> {
        let naive = Naive::read(naive)?;
        let data = customer.filter(|customer| !customer.is_none()).map(customer::customer).transpose()?;
        let at = instant(now, &naive).map_err(|fault| fault.at("now"))?;
        let clock = Clock::of(now, || match &data {
            Some(data) => crate::question::zone_of(core, data),
            None => Ok(core.engine.zone("UTC")?),
        })?;
        let known_at = match known_at.filter(|value| !value.is_none()) {
            Some(value) => Some(instant(value, &naive).map_err(|fault| fault.at("known_at"))?),
            None => None,
        };
        let customer = data.map_or_else(|| Customer::new(""), |data| data.profile.clone());
        Ok(Self { customer, now: at, clock: Arc::new(clock), known_at, naive })
    }
}

/// Logs of more events than this may take about a millisecond.
const LONG: usize = 500;

/// Reads a log of so many events; a long one without the interpreter's lock.
pub(crate) fn roomy<T: Send>(
    py: Python<'_>,
    events: usize,
    work: impl FnOnce() -> tactful::Result<T> + Send,
) -> Res<T> {
    if events < LONG { Ok(work()?) } else { detached(py, work) }
}

/// The clocks of a case, or of what happened, told as dicts.
pub(crate) fn of(core: &Core, told: &Bound<'_, PyAny>, asked: &Asked) -> Res<Clocks> {
    let Ok(case) = told.cast::<Case>() else { return of_events(core, told, asked) };
    let case = case.get().now();
    let read = || core.engine.case_clocks(&case, &asked.customer, asked.now, asked.known_at);
    let readings = roomy(told.py(), case.events().len(), read)?;
    Ok(shown(core, &readings, case.part_names(), &asked.clock))
}

fn of_events(core: &Core, told: &Bound<'_, PyAny>, asked: &Asked) -> Res<Clocks> {
    let mut tables: Vec<Node> = Vec::new();
    for (place, item) in each(told).map_err(|fault| fault.at("case"))?.enumerate() {
        if place >= MOST {
            return Err(too_many().at("case"));
        }
        tables.push(table(&item?, &asked.naive).map_err(|fault| fault.under(&format!("case[{place}]")))?);
    }
    let mut told_here = Fields::default();
    told_here.set("case", Value::List(tables));
    let node = told_here.node();
    let events = Field::root(&node).table()?.required("case")?.list()?;
    let (log, parts) = decode::occurrences(&core.engine, &events)?;
    let read = || core.engine.read_clocks(&log, &asked.customer, asked.now, asked.known_at);
    let readings = roomy(told.py(), log.len(), read).map_err(|fault| fault.at("case"))?;
    Ok(shown(core, &readings, &parts, &asked.clock))
}

fn table(item: &Bound<'_, PyAny>, naive: &Naive) -> Res<Node> {
    let Ok(table) = item.cast::<PyMapping>() else {
        return Err(wrong_type("a dict such as {\"event\": \"received\", \"at\": ...}", item));
    };
    let mut fields = Fields::default();
    for pair in table.items()?.iter() {
        let (key, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        case_event::add(&mut fields, text(&key)?, Some(&value), naive)?;
    }
    Ok(fields.node())
}

/// What all clocks show, with the names of the parts.
fn shown(core: &Core, readings: &Readings, parts: &[String], clock: &Arc<Clock>) -> Clocks {
    Clocks {
        readings: readings.list.iter().map(|reading| one(core, reading, parts, clock)).collect(),
        revisit_at: readings.revisit_at.map(|at| At::on(at, clock)),
        warnings: codes(&readings.notes),
    }
}

fn one(core: &Core, shown: &Reading, parts: &[String], clock: &Arc<Clock>) -> ClockReading {
    let engine = &core.engine;
    let on = |at: Instant| At::on(at, clock);
    let met = matches!(shown.state, State::Met | State::MetLate);
    ClockReading {
        clock: word(shown.id(engine)),
        part: shown
            .part
            .and_then(|Part(place)| parts.get(usize::from(place)).filter(|name| !name.is_empty()).cloned()),
        kind: word(if shown.is_regulatory(engine) { "regulatory" } else { "internal" }),
        state: word(shown.state.code().as_str()),
        started_at: shown.started_at.map(on),
        due_at: shown.due_at.map(on),
        met_at: shown.stopped_at.filter(|_| met).map(on),
        first_met_at: shown.first_met_at.map(on),
        stopped_at: shown.stopped_at.map(on),
        breached: shown.breached,
        counted_seconds: shown.counted_seconds,
        remaining_seconds: shown.remaining_seconds,
        paused: shown.paused.iter().map(|&(from, until)| (on(from), until.map(on))).collect(),
        extensions: shown
            .extensions
            .iter()
            .map(|step| (shown.extended_to(engine, step), on(step.at)))
            .collect(),
        exit_until: shown.exit_until.map(on),
        document: shown.document(engine).map(str::to_owned),
        round: shown.round,
        missed_rounds: shown.missed_rounds,
        warn: shown
            .warnings
            .iter()
            .map(|alert| (on(alert.at), shown.warns(engine, alert), alert.fired))
            .collect(),
        escalate: shown
            .escalations
            .iter()
            .map(|alert| (on(alert.at), shown.escalates_to(engine, alert).to_owned(), alert.fired))
            .collect(),
        revisit_at: shown.revisit_at.map(on),
        warnings: codes(&shown.notes),
    }
}

/// A case across time, as `complaint.gantt` reads it.
#[pyfunction]
pub(crate) fn _gantt_case<'py>(
    py: Python<'py>,
    engine: &Bound<'py, PyAny>,
    case: &Bound<'py, PyAny>,
    now: &str,
    team: Option<&str>,
) -> PyResult<Bound<'py, PyDict>> {
    guarded(|| {
        let core = &engine_of(engine)?.get().0;
        let Ok(case) = case.cast::<Case>() else { return Err(wrong_type("a tactful.Case", case)) };
        let (case, now) = (case.get().now(), Instant::parse(now)?);
        let read = || GanttCase::of(&core.engine, &case, &Customer::new(""), now);
        let told = roomy(py, case.events().len(), read)?;
        let table = |fields: &[(&str, Option<String>)]| {
            let dict = PyDict::new(py);
            for (name, text) in fields {
                if let Some(text) = text {
                    dict.set_item(name, text)?;
                }
            }
            Ok::<_, PyErr>(dict)
        };
        let text = |at: Option<Instant>| at.map(|at| at.to_string());
        let dict = table(&[
            ("id", Some(told.id)),
            ("customer", Some(told.customer)),
            ("team", team.map(str::to_owned).or(told.team)),
            ("opened_at", text(Some(told.opened_at))),
            ("closed_at", text(told.closed_at)),
        ])?;
        let clocks = told.clocks.into_iter().map(|clock| {
            let (started, due, stopped) =
                (text(Some(clock.started_at)), text(clock.due_at), text(clock.stopped_at));
            table(&[
                ("id", Some(clock.id)),
                ("started_at", started),
                ("due_at", due),
                ("stopped_at", stopped),
            ])
        });
        dict.set_item("clocks", clocks.collect::<PyResult<Vec<_>>>()?)?;
        let waits = told.waits.into_iter().map(|wait| {
            let kind = Some(word(wait.kind.as_str()));
            table(&[("kind", kind), ("from", text(Some(wait.from))), ("until", text(wait.until))])
        });
        dict.set_item("waits", waits.collect::<PyResult<Vec<_>>>()?)?;
        let acts = told.acts.into_iter();
        let acts = acts.map(|mark| table(&[("act", Some(mark.act)), ("at", text(Some(mark.at)))]));
        dict.set_item("acts", acts.collect::<PyResult<Vec<_>>>()?)?;
        Ok(dict)
    })
}

/// The instant of a question in UTC, and the name of the zone that it is shown in.
#[pyfunction]
pub(crate) fn _now(now: &Bound<'_, PyAny>, naive: Option<&Bound<'_, PyAny>>) -> PyResult<(String, String)> {
    guarded(|| {
        let naive = Naive::read(naive)?;
        let at = instant(now, &naive).map_err(|fault| fault.at("now"))?;
        let tzinfo = now.getattr_opt("tzinfo")?.filter(|tzinfo| !tzinfo.is_none());
        let zone = tzinfo.and_then(|tzinfo| zone_name(&tzinfo).ok()).filter(|zone| zones().get(zone).is_ok());
        Ok((at.to_string(), zone.unwrap_or_else(|| "UTC".to_owned())))
    })
}

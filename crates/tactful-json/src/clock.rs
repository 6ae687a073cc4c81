//! `clock.read`: a stopwatch in business time.

use crate::calendar::{Warnings, instant, names};
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::document::{Field, Table, read_calendar};
use tactful::time::{Calendar, Clock, ClockEvent, ClockEventKind, Instant, Zones};
use tactful::{Code, Result};

/// `clock.read {calendar, target_seconds, events, now}`.
#[derive(Debug)]
pub(crate) struct Read {
    clock: Clock,
    now: Instant,
}

/// What the clock shows.
#[derive(Debug, Serialize)]
pub(crate) struct Reading {
    state: &'static str,
    consumed_seconds: i64,
    remaining_seconds: i64,
    due: Option<String>,
    breached: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for Read {
    type Answer = Reading;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let calendar = calendar(&request.required("calendar")?, setting.zones)?;
        let target_seconds = target(&request.required("target_seconds")?)?;
        let events = request.required("events")?;
        let events = events.list()?.iter().map(|field| event(field, setting.zones)).collect::<Result<_>>()?;
        Ok(Self { clock: Clock { calendar, target_seconds, events }, now: instant(request, "now")? })
    }

    fn run(&self) -> Result<Reading> {
        let reading = self.clock.read(self.now).map_err(|error| match error.code() {
            Code::EventsNotSorted | Code::InvalidEvents => error.at_path("events"),
            _ => error,
        })?;
        Ok(Reading {
            state: reading.state.code().as_str(),
            consumed_seconds: reading.consumed_seconds,
            remaining_seconds: reading.remaining_seconds,
            due: reading.due.map(|due| due.to_string()),
            breached: reading.breached,
            warnings: names(&reading.warnings),
        })
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Plain(fn() -> ClockEventKind),
    Calendar,
    Target,
}

const KINDS: [(&str, Kind); 7] = [
    ("open", Kind::Plain(|| ClockEventKind::Open)),
    ("pause", Kind::Plain(|| ClockEventKind::Pause)),
    ("resume", Kind::Plain(|| ClockEventKind::Resume)),
    ("close", Kind::Plain(|| ClockEventKind::Close)),
    ("reopen", Kind::Plain(|| ClockEventKind::Reopen)),
    ("calendar", Kind::Calendar),
    ("target", Kind::Target),
];

fn event(field: &Field<'_>, zones: &Zones) -> Result<ClockEvent> {
    let mut event = field.table()?;
    let at = instant(&mut event, "at")?;
    let kind = match event.required("kind")?.choice(&KINDS)? {
        Kind::Plain(kind) => kind(),
        Kind::Calendar => ClockEventKind::Calendar(calendar(&event.required("calendar")?, zones)?),
        Kind::Target => ClockEventKind::Target(target(&event.required("target_seconds")?)?),
    };
    event.finish()?;
    Ok(ClockEvent { at, kind })
}

fn calendar(field: &Field<'_>, zones: &Zones) -> Result<Arc<Calendar>> {
    read_calendar(field, zones).map(Arc::new)
}

fn target(field: &Field<'_>) -> Result<i64> {
    let seconds = field.int()?;
    if seconds < 0 {
        return Err(field.error(Code::InvalidValue, "a target must not be negative"));
    }
    Ok(seconds)
}

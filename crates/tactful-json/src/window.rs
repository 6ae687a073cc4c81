//! `contact.window`: the earliest instant at which a handful of plain rules allow a contact.

use crate::calendar::{Warnings, names};
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::document::{Field, Table, read_calendar};
use tactful::time::{Instant, TimeOfDay, Weekday};
use tactful::when::{WindowDecision, WindowRequest, contact_window};
use tactful::{Code, Result};

/// A search that finds nothing has to end soon.
const MOST_DAYS: i64 = 36_600;

/// `contact.window {now, …}`: a rule that is absent does not apply.
#[derive(Debug)]
pub(crate) struct Window(WindowRequest);

/// `now`, `wait` or `never`, the instant, and every rule that blocks now.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    decision: &'static str,
    next: Option<String>,
    reasons: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for Window {
    type Answer = Answer;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let zone_of = |field: &Field<'_>| field.parse_with(|name| setting.zones.get(name));
        let zone = match request.optional("tz") {
            Some(field) => zone_of(&field)?,
            None => setting.zones.get("UTC")?,
        };
        let now = request.required("now")?.parse_with(Instant::parse)?;
        let mut window = WindowRequest::new(zone, now);
        if let Some(field) = request.optional("tzs") {
            window.zones = field.list()?.iter().map(zone_of).collect::<Result<_>>()?;
            if window.zones.is_empty() {
                return Err(
                    field.error(Code::InvalidValue, "the list of zones is empty; name one or leave it out")
                );
            }
        }
        window.quiet = list(request, "quiet", quiet_pair)?.unwrap_or_default();
        window.allowed_days = list(request, "allowed_days", |field| {
            field.choice(&Weekday::ALL.map(|day| (day.as_str(), 1 << day.index())))
        })?
        .map(|days| days.iter().fold(0, |all: u8, day| all | day));
        if let Some(field) = request.optional("calendar") {
            window.calendar = Some(Arc::new(read_calendar(&field, setting.zones)?));
        }
        window.history = list(request, "history", instant)?.unwrap_or_default();
        window.limit = match (limit(request, "limit")?, whole(request, "window_seconds", 1)?) {
            (Some(limit), Some(seconds)) => Some((limit, seconds)),
            (None, None) => None,
            (Some(_), None) => {
                return Err(request.error(Code::MissingField, "`limit` needs `window_seconds` beside it"));
            }
            (None, Some(_)) => {
                return Err(request.error(Code::MissingField, "`window_seconds` needs `limit` beside it"));
            }
        };
        window.gap_seconds = whole(request, "gap_seconds", 0)?;
        window.gap_days = whole(request, "gap_days", 0)?.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
        window.day_limit = limit(request, "day_limit")?;
        window.week_limit = limit(request, "week_limit")?;
        window.month_limit = limit(request, "month_limit")?;
        window.not_before = request.optional("not_before").as_ref().map(instant).transpose()?;
        window.not_after = request.optional("not_after").as_ref().map(instant).transpose()?;
        if let Some(field) = request.optional("horizon_days") {
            window.horizon_days = field.int()?;
            if !(0..=MOST_DAYS).contains(&window.horizon_days) {
                let message = format!("`horizon_days` must be 0 to {MOST_DAYS}, a hundred years");
                return Err(field.error(Code::InvalidValue, message));
            }
        }
        Ok(Self(window))
    }

    fn run(&self) -> Result<Answer> {
        let answer = contact_window(&self.0)?;
        let mut warnings = match &self.0.calendar {
            Some(calendar) => calendar.warnings_between(self.0.now, answer.next.unwrap_or(self.0.now)),
            None => Vec::new(),
        };
        if answer.decision == WindowDecision::Never && !answer.reasons.contains(&Code::Expired) {
            warnings.push(Code::HorizonReached);
        }
        Ok(Answer {
            decision: match answer.decision {
                WindowDecision::Now => "now",
                WindowDecision::Wait => "wait",
                WindowDecision::Never => "never",
            },
            next: answer.next.map(|next| next.to_string()),
            reasons: names(&answer.reasons),
            warnings: names(&warnings),
        })
    }
}

fn instant(field: &Field<'_>) -> Result<Instant> {
    field.parse_with(Instant::parse)
}

fn list<T>(
    request: &mut Table<'_>,
    name: &'static str,
    read: impl Fn(&Field<'_>) -> Result<T>,
) -> Result<Option<Vec<T>>> {
    request.optional(name).map(|field| field.list()?.iter().map(&read).collect()).transpose()
}

fn quiet_pair(field: &Field<'_>) -> Result<(u32, u32)> {
    let items = field.list()?;
    let [from, to] = items.as_slice() else {
        return Err(field.error(
            Code::InvalidQuiet,
            "a quiet window is a pair of times such as `[\"21:00\", \"08:00\"]`",
        ));
    };
    let (from, to) = (from.parse_with(TimeOfDay::parse)?, to.parse_with(TimeOfDay::parse_end)?);
    if from == to {
        return Err(field.error(
            Code::InvalidQuiet,
            "a quiet window must not start and end at the same time; for the whole day write `00:00` to `24:00`",
        ));
    }
    Ok((from.seconds(), to.seconds()))
}

fn whole(request: &mut Table<'_>, name: &'static str, least: i64) -> Result<Option<i64>> {
    let Some(field) = request.optional(name) else { return Ok(None) };
    let number = field.int()?;
    if number < least {
        return Err(field.error(Code::InvalidValue, format!("`{name}` must be {least} or more")));
    }
    Ok(Some(number))
}

fn limit(request: &mut Table<'_>, name: &'static str) -> Result<Option<usize>> {
    let Some(field) = request.optional(name) else { return Ok(None) };
    match field.int()? {
        0 => Err(field
            .error(Code::ZeroCap, "a cap must allow at least one contact; leave it out to allow any number")),
        number if number < 0 => Err(field.error(Code::InvalidValue, format!("`{name}` must be 1 or more"))),
        number => Ok(Some(usize::try_from(number).unwrap_or(usize::MAX))),
    }
}

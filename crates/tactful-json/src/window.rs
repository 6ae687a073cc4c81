//! `contact.window`: the earliest instant at which a handful of plain rules allow a contact.

use crate::request::Operation;
use serde::Serialize;
use std::sync::Arc;
use tactful::document::{Field, Table, read_calendar};
use tactful::time::{Calendar, Instant, TimeOfDay, Weekday, Zone, Zones};
use tactful::{Code, Error, Result};

/// The look ahead, where the request does not bound it.
const HORIZON_DAYS: i64 = 400;

/// The rules and the instant; a rule that is absent does not apply.
#[derive(Debug)]
pub(crate) struct Window {
    now: Instant,
    zone: Arc<Zone>,
    quiet_zones: Vec<Arc<Zone>>,
    quiet: Vec<(TimeOfDay, TimeOfDay)>,
    allowed_days: Option<Vec<Weekday>>,
    calendar: Option<Calendar>,
    history: Vec<Instant>,
    cap: Option<(u32, i64)>,
    gap_seconds: Option<i64>,
    gap_days: Option<u32>,
    day_limit: Option<u32>,
    week_limit: Option<u32>,
    month_limit: Option<u32>,
    not_before: Option<Instant>,
    not_after: Option<Instant>,
    horizon_days: i64,
}

/// `now`, `wait` or `never`, the instant, and every rule that blocks now.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    decision: &'static str,
    next: Option<String>,
    reasons: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<&'static str>,
}

impl Operation for Window {
    type Answer = Answer;

    fn read(request: &mut Table<'_>, zones: &Zones) -> Result<Self> {
        let zone_of = |field: &Field<'_>| field.parse_with(|name| zones.get(name));
        let zone = match request.optional("tz") {
            Some(field) => zone_of(&field)?,
            None => zones.get("UTC")?,
        };
        let quiet_zones = match request.optional("tzs") {
            Some(field) => {
                let names = field.list()?;
                if names.is_empty() {
                    return Err(field
                        .error(Code::InvalidValue, "the list of zones is empty; name one or leave it out"));
                }
                names.iter().map(zone_of).collect::<Result<_>>()?
            }
            None => vec![Arc::clone(&zone)],
        };
        let limit = limit(request, "limit")?;
        let window = whole(request, "window_seconds", 1)?;
        let cap = match (limit, window) {
            (Some(limit), Some(window)) => Some((limit, window)),
            (None, None) => None,
            (Some(_), None) => {
                return Err(request.error(Code::MissingField, "`limit` needs `window_seconds` beside it"));
            }
            (None, Some(_)) => {
                return Err(request.error(Code::MissingField, "`window_seconds` needs `limit` beside it"));
            }
        };
        Ok(Self {
            now: request.required("now")?.parse_with(Instant::parse)?,
            zone,
            quiet_zones,
            quiet: list(request, "quiet", quiet_pair)?.unwrap_or_default(),
            allowed_days: list(request, "allowed_days", |field| {
                field.choice(&Weekday::ALL.map(|day| (day.as_str(), day)))
            })?,
            calendar: request.optional("calendar").map(|field| read_calendar(&field, zones)).transpose()?,
            history: list(request, "history", instant)?.unwrap_or_default(),
            cap,
            gap_seconds: whole(request, "gap_seconds", 0)?,
            gap_days: whole(request, "gap_days", 0)?.map(clamp),
            day_limit: self::limit(request, "day_limit")?,
            week_limit: self::limit(request, "week_limit")?,
            month_limit: self::limit(request, "month_limit")?,
            not_before: request.optional("not_before").as_ref().map(instant).transpose()?,
            not_after: request.optional("not_after").as_ref().map(instant).transpose()?,
            horizon_days: whole(request, "horizon_days", 1)?.unwrap_or(HORIZON_DAYS),
        })
    }

    fn run(&self) -> Result<Answer> {
        Err(Error::new(Code::UnknownOp, "this operation is not built yet"))
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

fn quiet_pair(field: &Field<'_>) -> Result<(TimeOfDay, TimeOfDay)> {
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
    Ok((from, to))
}

fn whole(request: &mut Table<'_>, name: &'static str, least: i64) -> Result<Option<i64>> {
    let Some(field) = request.optional(name) else { return Ok(None) };
    let number = field.int()?;
    if number < least {
        return Err(field.error(Code::InvalidValue, format!("`{name}` must be {least} or more")));
    }
    Ok(Some(number))
}

fn limit(request: &mut Table<'_>, name: &'static str) -> Result<Option<u32>> {
    let Some(field) = request.optional(name) else { return Ok(None) };
    match field.int()? {
        0 => Err(field
            .error(Code::ZeroCap, "a cap must allow at least one contact; leave it out to allow any number")),
        number if number < 0 => Err(field.error(Code::InvalidValue, format!("`{name}` must be 1 or more"))),
        number => Ok(Some(clamp(number))),
    }
}

fn clamp(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

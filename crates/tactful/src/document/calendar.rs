//! A business calendar as a document writes it: in requests and in policies alike.

use super::{Field, Key, Node, Position, Table, Value};
use crate::time::{Calendar, CalendarSpec, Date, TextInterval, Weekday, Zones};
use crate::{Code, Error, Result};

/// Reads a calendar and compiles it.
///
/// ```
/// use tactful::document::{parse, read_calendar, Field};
/// use tactful::time::{Instant, Zones};
///
/// let node = parse(r#"
///     timezone  = "Europe/Paris"
///     weekly    = { mon = ["09:00-12:30", "13:30-18:00"], tue = ["09:00-12:30"] }
///     holidays  = ["2026-12-25"]
///     overrides = { "2026-12-24" = [["09:00", "12:00"]] }
/// "#)?;
/// let office = read_calendar(&Field::root(&node), &Zones::bundled())?;
/// assert!(office.is_open(Instant::parse("2026-12-24T11:59:59+01:00")?));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// Those of [`read_calendar_spec`] and of [`Calendar::compile`], each with path, line and column.
pub fn read_calendar(field: &Field<'_>, zones: &Zones) -> Result<Calendar> {
    let spec = read_calendar_spec(field)?;
    Calendar::compile(&spec, zones).map_err(|error| place(field, error))
}

/// Reads a calendar as it is written: `tz` (or `timezone`), `weekly`, `holidays`, `overrides`, `breaks`, `valid`.
///
/// An interval is a pair of times (`["09:00", "17:00"]`) or a text (`"09:00-17:00"`); `valid` is the pair of the first
/// and the last date for which the calendar was made. Times and dates are checked by [`Calendar::compile`].
///
/// ```
/// use tactful::document::{parse, read_calendar_spec, Field};
/// let node = parse("tz = 'UTC'\nweekly = { sat = ['10:00-12:00'] }\nholiday = []")?;
/// let error = read_calendar_spec(&Field::root(&node)).unwrap_err();
/// assert_eq!(error.message(), "unknown field `holiday`; did you mean `holidays`?");
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// Fields that are missing, unknown or of another kind; [`Code::InvalidInterval`] for an interval without two ends.
pub fn read_calendar_spec(field: &Field<'_>) -> Result<CalendarSpec> {
    let mut table = field.table()?;
    let tz = match table.optional("timezone") {
        None => table.required("tz")?,
        Some(timezone) => match table.optional("tz") {
            None => timezone,
            Some(tz) => {
                return Err(
                    tz.error(Code::DuplicateKey, "`tz` and `timezone` are one field; give one of them")
                );
            }
        },
    };
    let mut spec = CalendarSpec::new(tz.text()?);
    if let Some(weekly) = table.optional("weekly") {
        let mut weekly = weekly.table()?;
        for (day, hours) in Weekday::ALL.into_iter().zip(&mut spec.weekly) {
            if let Some(field) = weekly.optional(day.as_str()) {
                *hours = intervals(&field)?;
            }
        }
        weekly.finish()?;
    }
    if let Some(holidays) = table.optional("holidays") {
        spec.holidays = holidays.list()?.iter().map(text).collect::<Result<_>>()?;
    }
    spec.overrides = dates(&mut table, "overrides")?;
    spec.breaks = dates(&mut table, "breaks")?;
    if let Some(valid) = table.optional("valid") {
        let items = valid.list()?;
        let [first, last] = items.as_slice() else {
            return Err(valid
                .error(Code::InvalidInterval, "the validity of a calendar is its first and its last date"));
        };
        spec.valid = Some((text(first)?, text(last)?));
    }
    table.finish()?;
    Ok(spec)
}

fn text(field: &Field<'_>) -> Result<String> {
    field.text().map(str::to_owned)
}

fn dates(table: &mut Table<'_>, name: &'static str) -> Result<Vec<(String, Vec<TextInterval>)>> {
    let Some(field) = table.optional(name) else {
        return Ok(Vec::new());
    };
    let entries = field.table()?.entries();
    entries.into_iter().map(|(date, hours)| Ok((date.name.clone(), intervals(&hours)?))).collect()
}

fn intervals(field: &Field<'_>) -> Result<Vec<TextInterval>> {
    field.list()?.iter().map(interval).collect()
}

fn interval(field: &Field<'_>) -> Result<TextInterval> {
    let ends = match &field.node().value {
        Value::Text(text) => {
            text.split_once('-').map(|(from, to)| (from.trim().to_owned(), to.trim().to_owned()))
        }
        Value::List(_) => match field.list()?.as_slice() {
            [from, to] => Some((text(from)?, text(to)?)),
            _ => None,
        },
        _ => return Err(field.wrong_type("an interval such as `[\"09:00\", \"17:00\"]`")),
    };
    ends.ok_or_else(|| {
        field.error(
            Code::InvalidInterval,
            "an interval has two ends; write `[\"09:00\", \"17:00\"]` or `\"09:00-17:00\"`",
        )
    })
}

/// The error of a calendar, whose path is relative to it, with the place in this document.
fn place(field: &Field<'_>, error: Error) -> Error {
    if error.code() == Code::InvalidTime
        && let Value::Table(entries) = &field.node().value
        && let Some(at) = wrong_date(entries, error.path())
    {
        let message = "not a date; write it as `2026-12-24`";
        return field
            .relative(Error::new(error.code(), message).at_path(error.path()).at_place(at.line, at.column));
    }
    field.relative(error)
}

/// Where the first key is that is no date, if the error speaks of the keys of a table.
fn wrong_date(calendar: &[(Key, Node)], name: &str) -> Option<Position> {
    let (_, node) = calendar.iter().find(|(key, _)| key.name == name)?;
    let Value::Table(dates) = &node.value else { return None };
    dates.iter().map(|(key, _)| key).find(|key| Date::parse(&key.name).is_err()).map(|key| key.at)
}

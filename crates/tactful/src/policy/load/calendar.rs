//! Business calendars in a document: wall times as `"09:00-12:30"` or `["09:00", "12:30"]`.

use crate::document::{Field, Table, nearest};
use crate::time::{CalendarSpec, Weekday};
use crate::{Code, Result};

/// Reads a calendar: `timezone` (or `tz`), `weekly`, `holidays`, `overrides`, `breaks`, `valid`.
///
/// Wall times and dates stay text; they are checked, in the order of the contract, when the calendar is compiled.
pub(crate) fn calendar(field: &Field<'_>) -> Result<CalendarSpec> {
    let mut table = field.table()?;
    let zone = table.optional("timezone").or_else(|| table.optional("tz"));
    let zone = match zone {
        Some(zone) => zone,
        None => table.required("timezone")?,
    };
    let mut spec = CalendarSpec::new(zone.text()?);
    if let Some(weekly) = table.optional("weekly") {
        let mut table = weekly.table()?;
        for (key, hours) in table.entries() {
            let day = Weekday::parse(&key.name).map_err(|_| {
                let near = nearest(&key.name, &Weekday::ALL.map(Weekday::as_str))
                    .map(|near| format!("; did you mean `{near}`?"))
                    .unwrap_or_default();
                hours.error(Code::UnknownField, format!("not a weekday{near}"))
            })?;
            spec.weekly[day.index()] = intervals(&hours)?;
        }
    }
    if let Some(holidays) = table.optional("holidays") {
        spec.holidays = holidays.list()?.iter().map(|f| Ok(f.text()?.to_owned())).collect::<Result<_>>()?;
    }
    spec.overrides = dates(&mut table, "overrides")?;
    spec.breaks = dates(&mut table, "breaks")?;
    if let Some(valid) = table.optional("valid") {
        let days = valid.list()?;
        let [first, last] = days.as_slice() else {
            return Err(valid.error(
                Code::InvalidValue,
                "write the first and the last date: [\"2026-01-01\", \"2027-12-31\"]",
            ));
        };
        spec.valid = Some((first.text()?.to_owned(), last.text()?.to_owned()));
    }
    table.finish()?;
    Ok(spec)
}

type Hours = Vec<(String, String)>;

fn dates(table: &mut Table<'_>, name: &'static str) -> Result<Vec<(String, Hours)>> {
    let Some(field) = table.optional(name) else { return Ok(Vec::new()) };
    field.table()?.entries().iter().map(|(key, hours)| Ok((key.name.clone(), intervals(hours)?))).collect()
}

fn intervals(field: &Field<'_>) -> Result<Hours> {
    field.list()?.iter().map(interval).collect()
}

fn interval(field: &Field<'_>) -> Result<(String, String)> {
    if let Ok(text) = field.text() {
        return match text.split_once('-') {
            Some((from, to)) => Ok((from.trim().to_owned(), to.trim().to_owned())),
            None => Err(field.error(Code::InvalidTime, "write an interval as `09:00-12:30`")),
        };
    }
    let pair = field.list()?;
    match pair.as_slice() {
        [from, to] => Ok((from.text()?.to_owned(), to.text()?.to_owned())),
        _ => {
            Err(field.error(Code::InvalidTime, "an interval has a start and an end: [\"09:00\", \"12:30\"]"))
        }
    }
}

//! The small words of a policy: names, spans, wall times, kinds of facts.

use crate::customer::{FactKind, Kind};
use crate::document::{Field, nearest};
use crate::time::{Span, TimeOfDay, Weekday};
use crate::when::{ALL_DAYS, WallWindow};
use crate::{Code, Error, Result};

/// What a name must be, in words.
pub const NAME_RULE: &str =
    "a name is 1 to 64 letters, digits, `-`, `_` or `.`, and does not begin with a sign";

/// Whether a document can have this name: names are ids in every language and file, plain and short ([`NAME_RULE`]).
///
/// ```
/// assert!(tactful::policy::is_name("robot-mower") && !tactful::policy::is_name("robot mower"));
/// ```
#[must_use]
pub fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

pub(crate) fn name(field: &Field<'_>) -> Result<String> {
    let text = field.text()?;
    if is_name(text) { Ok(text.to_owned()) } else { Err(field.error(Code::InvalidValue, NAME_RULE)) }
}

pub(in crate::policy) fn names(field: &Field<'_>) -> Result<Vec<String>> {
    field.list()?.iter().map(name).collect()
}

pub(super) fn texts_list(field: &Field<'_>) -> Result<Vec<String>> {
    field.list()?.iter().map(|f| Ok(f.text()?.to_owned())).collect()
}

/// One value, or a list of them.
pub(in crate::policy) fn one_or_more<T>(
    field: &Field<'_>,
    read: impl Fn(&Field<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    match field.list() {
        Ok(list) => list.iter().map(read).collect(),
        Err(_) => Ok(vec![read(field)?]),
    }
}

pub(in crate::policy) fn natural(field: &Field<'_>, least: i64, most: i64) -> Result<i64> {
    let n = field.int()?;
    if (least..=most).contains(&n) {
        Ok(n)
    } else {
        Err(field.error(Code::InvalidValue, format!("a whole number from {least} to {most} is needed here")))
    }
}

pub(in crate::policy) fn span(field: &Field<'_>) -> Result<Span> {
    field.parse_with(Span::parse)
}

/// A span that is not before its start.
pub(in crate::policy) fn positive(field: &Field<'_>) -> Result<Span> {
    let span = span(field)?;
    if is_positive(span) {
        Ok(span)
    } else {
        Err(field.error(Code::InvalidSpan, "a span longer than nothing is needed here"))
    }
}

pub(super) fn is_positive(span: Span) -> bool {
    match span {
        Span::Seconds(n) | Span::BusinessSeconds(n) => n > 0,
        Span::Days(n)
        | Span::Months(n)
        | Span::BusinessDays(n)
        | Span::FullDays(n)
        | Span::DaysInclusive(n) => n > 0,
    }
}

/// A positive span of the customer's clock: business days and hours need a calendar and have no place here.
pub(in crate::policy) fn plain(field: &Field<'_>) -> Result<Span> {
    let span = positive(field)?;
    if matches!(span, Span::BusinessDays(_) | Span::BusinessSeconds(_)) {
        return Err(field.error(
            Code::InvalidSpan,
            "business days and hours cannot be used here; write civil days (`7d`) or elapsed hours (`48h`)",
        ));
    }
    Ok(span)
}

/// A kind of fact: one of the list, or any name that the policy declares (checked when it is compiled).
pub(super) fn fact_kind(field: &Field<'_>) -> Result<FactKind> {
    let text = field.text()?;
    match Kind::from_word(text) {
        Some(kind) => Ok(FactKind::Known(kind)),
        None => Ok(FactKind::Own(name(field)?)),
    }
}

/// `21:00-08:00`.
fn wall_range(field: &Field<'_>) -> Result<(u32, u32)> {
    let (from, until) = match field.text() {
        Ok(text) => match text.split_once('-') {
            Some((from, until)) => (
                field.locate(TimeOfDay::parse(from.trim()))?,
                field.locate(TimeOfDay::parse_end(until.trim()))?,
            ),
            None => return Err(field.error(Code::InvalidTime, "write a window as `21:00-08:00`")),
        },
        Err(_) => return Err(field.wrong_type("a window such as `21:00-08:00`")),
    };
    if from.seconds() == until.seconds() {
        return Err(field.error(
            Code::EmptyWindow,
            "the window starts when it ends; it would be empty or the whole day, and nobody could tell which",
        ));
    }
    Ok((from.seconds(), until.seconds()))
}

/// `["21:00-08:00"]` for every day or for `days`, or a table `{ mon = ["09:00-12:00"], … }`.
pub(super) fn wall_windows(field: &Field<'_>, days: Option<u8>) -> Result<Vec<WallWindow>> {
    let mut windows = Vec::new();
    if let Ok(list) = field.list() {
        for item in &list {
            let (from, until) = wall_range(item)?;
            windows.push(WallWindow { days: days.unwrap_or(ALL_DAYS), from, until });
        }
    } else {
        let table = field.table();
        let Ok(mut table) = table else {
            return Err(
                field.wrong_type("a list of windows such as [\"21:00-08:00\"], or a table of weekdays")
            );
        };
        if days.is_some() {
            return Err(field.error(Code::InvalidValue, "name the weekdays here or in `days`, not in both"));
        }
        for (key, field) in table.entries() {
            let day = weekday_bits(&key.name)
                .map_err(|e| e.at_path(&field.path()).at_place(key.at.line, key.at.column))?;
            for item in field.list()? {
                let (from, until) = wall_range(&item)?;
                windows.push(WallWindow { days: day, from, until });
            }
        }
    }
    if windows.is_empty() {
        return Err(field.error(Code::InvalidValue, "at least one window is needed here"));
    }
    Ok(windows)
}

fn weekday_bits(text: &str) -> Result<u8> {
    match Weekday::parse(text) {
        Ok(day) => Ok(1 << day.index()),
        Err(_) if text == "weekdays" => Ok(0x1f),
        Err(_) if text == "weekend" => Ok(0x60),
        Err(_) => Err(Error::new(
            Code::InvalidValue,
            "not a weekday; write mon, tue, wed, thu, fri, sat, sun, weekdays or weekend",
        )),
    }
}

pub(super) fn days(field: &Field<'_>) -> Result<u8> {
    let mut bits = 0;
    for item in field.list()? {
        bits |= item.parse_with(weekday_bits)?;
    }
    if bits == 0 {
        return Err(field.error(Code::InvalidValue, "at least one weekday is needed here"));
    }
    Ok(bits)
}

/// Refuses a name that is not in a list, naming the nearest that is. What is no name is not repeated.
pub(crate) fn unknown_name(code: Code, what: &str, name: &str, known: &[&str]) -> Error {
    let named = if name.split('@').all(is_name) { format!(" `{name}`") } else { String::new() };
    let near = nearest(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Error::new(code, format!("{what}{named} is not known{near}"))
}

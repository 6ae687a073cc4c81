//! Instants in and out: aware datetimes (or RFC 3339 text) in, datetimes of the caller's zone out.

use crate::errors::{Fault, Res, wrong_type};
use crate::python;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDelta, PyString};
use std::sync::{Arc, OnceLock};
use tactful::time::{Date, Instant, Local, Zone, Zones};
use tactful::{Code, Error};

/// The zones of all that is made here; never touches Python.
pub(crate) fn zones() -> &'static Arc<Zones> {
    static ZONES: OnceLock<Arc<Zones>> = OnceLock::new();
    ZONES.get_or_init(|| Arc::new(Zones::bundled()))
}

/// The zone of clocks that do not say theirs, where the caller names it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Naive(Option<Arc<Zone>>);

impl Naive {
    /// Reads the argument `naive`: an IANA name or a `ZoneInfo`.
    pub(crate) fn read(value: Option<&Bound<'_, PyAny>>) -> Res<Self> {
        let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(Self(None)) };
        let name = zone_name(value).map_err(|fault| fault.at("naive"))?;
        let zone = zones().get(&name).map_err(|error| Fault::from(error).at("naive"))?;
        Ok(Self(Some(zone)))
    }

    /// The zone, if one was named.
    pub(crate) fn zone(&self) -> Option<Arc<Zone>> {
        self.0.clone()
    }
}

/// The IANA name of a zone: text, a `ZoneInfo` (or whatever else has a `key`), or `timezone.utc`.
pub(crate) fn zone_name(value: &Bound<'_, PyAny>) -> Res<String> {
    if value.cast::<PyString>().is_ok() {
        return text(value).map(str::to_owned);
    }
    let py = value.py();
    if value.is(&python::utc(py)?) {
        return Ok("UTC".to_owned());
    }
    match value.getattr_opt(intern!(py, "key"))? {
        Some(key) if key.cast::<PyString>().is_ok() => text(&key).map(str::to_owned),
        _ => Err(wrong_type("the name of a zone such as `Europe/Paris`, or a ZoneInfo", value)),
    }
}

/// The text of a `str`.
pub(crate) fn text<'a>(value: &'a Bound<'_, PyAny>) -> Res<&'a str> {
    let Ok(text) = value.cast::<PyString>() else { return Err(wrong_type("text", value)) };
    text.to_str()
        .map_err(|_| Fault::new(Code::InvalidUtf8, "the text holds half a character (a lone surrogate)"))
}

/// The instant that a value stands for; fractions of a second are floored.
pub(crate) fn instant(value: &Bound<'_, PyAny>, naive: &Naive) -> Res<Instant> {
    let py = value.py();
    let class = python::datetime_class(py)?;
    let exact = value.get_type().is(class);
    if exact || value.is_instance(class)? {
        return of_datetime(value, exact, naive);
    }
    if value.cast::<PyString>().is_ok() {
        return of_text(text(value)?, naive);
    }
    if value.is_instance(python::date_class(py)?)? {
        return Err(Fault::new(
            Code::WrongType,
            "expected an instant, found a date; say at which time: a datetime with its zone",
        ));
    }
    Err(wrong_type("an aware datetime, or text such as `2026-11-21T09:30:00+01:00`", value))
}

fn of_datetime(value: &Bound<'_, PyAny>, exact: bool, naive: &Naive) -> Res<Instant> {
    let py = value.py();
    let since = |epoch: &Bound<'_, PyAny>| -> PyResult<i64> {
        // a subclass may subtract in a way of its own
        let passed = match exact {
            true => value.sub(epoch)?,
            false => python::datetime_class(py)?.call_method1(intern!(py, "__sub__"), (value, epoch))?,
        };
        let days: i64 = passed.getattr(intern!(py, "days"))?.extract()?;
        // what is below a second was split off downwards
        let seconds: i64 = passed.getattr(intern!(py, "seconds"))?.extract()?;
        Ok(days * 86_400 + seconds)
    };
    if !exact && value.ne(value)? {
        // the missing value of data frames calls itself a datetime
        return Err(Fault::new(
            Code::InvalidTime,
            "the instant is missing; leave the field out or give None",
        ));
    }
    match since(python::epoch(py)?) {
        Ok(seconds) => Ok(Instant::from_seconds(seconds)?),
        Err(error) if error.is_instance_of::<PyTypeError>(py) => {
            if !value.call_method0(intern!(py, "utcoffset"))?.is_none() {
                return Err(error.into());
            }
            let Some(zone) = &naive.0 else { return Err(no_zone("datetime")) };
            let bare = match value.getattr(intern!(py, "tzinfo"))?.is_none() {
                true => value.clone(),
                false => {
                    let none = pyo3::types::PyDict::new(py);
                    none.set_item("tzinfo", py.None())?;
                    value.call_method(intern!(py, "replace"), (), Some(&none))?
                }
            };
            let second = value.getattr(intern!(py, "fold"))?.is_truthy()?;
            let passed = python::datetime_class(py)?
                .call_method1(intern!(py, "__sub__"), (bare, python::naive_epoch(py)?))?;
            let days: i64 = passed.getattr(intern!(py, "days"))?.extract()?;
            let seconds: i64 = passed.getattr(intern!(py, "seconds"))?.extract()?;
            Ok(Instant::from_seconds(on_clock(zone, days * 86_400 + seconds, second))?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The instant at which a wall clock reads so: a gap shifts forward, a fold takes the first time unless told otherwise.
fn on_clock(zone: &Zone, local: i64, second_time: bool) -> i64 {
    match zone.resolve(local) {
        Local::Fold { second, .. } if second_time => second,
        _ => zone.earliest(local),
    }
}

fn of_text(text: &str, naive: &Naive) -> Res<Instant> {
    match (Instant::parse(text), &naive.0) {
        (Err(error), Some(zone)) if error.code() == Code::NaiveTime => {
            let seconds = if text.len() <= 16 { ":00" } else { "" };
            let local = Instant::parse(&format!("{text}{seconds}Z").replacen(' ', "T", 1))?;
            Ok(Instant::from_seconds(on_clock(zone, local.seconds(), false))?)
        }
        (Err(error), None) if error.code() == Code::NaiveTime => Err(no_zone("text")),
        (result, _) => Ok(result?),
    }
}

fn no_zone(what: &str) -> Fault {
    let own = match what {
        "text" => "write its offset, such as `+01:00` or `Z`",
        _ => "give it its zone, as in tzinfo=ZoneInfo(\"Europe/Paris\")",
    };
    let message =
        format!("the {what} does not say where its clock hangs; {own}, or name it: naive=\"Europe/Paris\"");
    Fault::Refused(Error::new(Code::NaiveTime, message))
}

/// Whose clock the answers show.
#[derive(Debug)]
pub(crate) enum Clock {
    /// The tzinfo that the caller's `now` carries.
    Given(Py<PyAny>),
    /// A zone of the library's.
    Zone(Arc<Zone>),
}

impl Clock {
    /// The clock of the value that was given for `now`; where it carries none, the other one.
    pub(crate) fn of(value: &Bound<'_, PyAny>, other: impl FnOnce() -> Res<Arc<Zone>>) -> Res<Self> {
        let py = value.py();
        match value.getattr_opt(intern!(py, "tzinfo"))? {
            Some(tzinfo) if !tzinfo.is_none() => Ok(Clock::Given(tzinfo.unbind())),
            _ => Ok(Clock::Zone(other()?)),
        }
    }

    /// An aware datetime.
    pub(crate) fn show<'py>(&self, py: Python<'py>, at: Instant) -> PyResult<Bound<'py, PyAny>> {
        let utc = in_utc(py, at)?;
        let there = match self {
            Clock::Given(tzinfo) => tzinfo.bind(py).clone(),
            // what Python does not know by name it is told as an offset
            Clock::Zone(zone) => match python::zone_info(py, zone.name()) {
                Ok(info) => info,
                Err(_) => python::fixed_offset(py, zone.offset_at(at.seconds()))?,
            },
        };
        // at the very ends of the calendar a zone has no date any more
        utc.call_method1(intern!(py, "astimezone"), (there,)).or_else(|error| {
            let overflow = error.is_instance_of::<pyo3::exceptions::PyOverflowError>(py)
                || error.is_instance_of::<pyo3::exceptions::PyValueError>(py);
            if overflow { Ok(utc) } else { Err(error) }
        })
    }

    /// The same for what may be absent.
    pub(crate) fn show_some<'py>(
        &self,
        py: Python<'py>,
        at: Option<Instant>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        at.map(|at| self.show(py, at)).transpose()
    }
}

/// An aware datetime in UTC.
pub(crate) fn in_utc(py: Python<'_>, at: Instant) -> PyResult<Bound<'_, PyAny>> {
    let seconds = at.seconds();
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // both fit: an instant lies within the years 1 to 9999
    let passed = PyDelta::new(py, days as i32, rest as i32, 0, false)?;
    python::epoch(py)?.add(passed)
}

/// A date, `datetime.date` or text; a datetime is refused, for its date depends on the zone.
pub(crate) fn date(value: &Bound<'_, PyAny>) -> Res<Date> {
    let py = value.py();
    if value.cast::<PyString>().is_ok() {
        return Ok(Date::parse(text(value)?)?);
    }
    if value.is_instance(python::date_class(py)?)? && !value.is_instance(python::datetime_class(py)?)? {
        let field = |name| value.getattr(name)?.extract::<u32>();
        let year = field(intern!(py, "year"))? as i32;
        return Ok(Date::from_ymd(year, field(intern!(py, "month"))?, field(intern!(py, "day"))?)?);
    }
    Err(wrong_type("a date, or text such as `2026-11-21`", value))
}

/// A `datetime.date`.
pub(crate) fn to_date(py: Python<'_>, date: Date) -> PyResult<Bound<'_, PyAny>> {
    python::date_class(py)?.call1(date.ymd())
}

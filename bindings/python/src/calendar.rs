//! Business calendars.

use crate::compiled::Core;
use crate::convert::{Fields, int};
use crate::engine::Engine;
use crate::errors::{Fault, Res, wrong_type};
use crate::fact::Reduced;
use crate::guard::guarded;
use crate::instant::{Clock, Naive, date, instant, text, to_date, zones};
use crate::python::{delta_class, quoted, reduced};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDelta, PyTuple};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use tactful::Code;
use tactful::document::{Field, read_calendar, read_calendar_spec};
use tactful::time::{Calendar as Compiled, CalendarSpec, Count, DayResult, Instant, Snap};

#[derive(Debug)]
enum Source {
    /// Made from arguments.
    Own { calendar: Box<Compiled>, spec: CalendarSpec },
    /// One of a policy, by its name.
    Of { core: Arc<Core>, name: String, spec: CalendarSpec },
}

/// A business calendar: open hours on the wall clock of a zone, exact across daylight saving (C8, C9).
///
/// - `tz`: the IANA name of its zone, or a `ZoneInfo`.
/// - `weekly`: ``{"mon": ["09:00-12:30", "13:30-18:00"], ...}``; an interval is a text, or a pair of times.
/// - `holidays`: closed dates (`datetime.date` or text).
/// - `overrides`: dates with hours of their own, ``{date(2026, 12, 24): ["09:00-12:00"]}``; none closes the date.
/// - `breaks`: intervals that are cut out of a date.
/// - `valid`: the first and the last date for which it was made.
///
/// Holiday comes before break, break before override, override before the weekly hours. Intervals are half-open: at
/// closing time it is closed. Instants in are as for :func:`tactful.fact`; instants out are in the zone of the
/// datetime that was given, or in the calendar's. Raises :class:`InvalidInputError` with the field in `path`.
///
/// >>> import datetime as dt, tactful as tf
/// >>> office = tf.Calendar("Europe/Paris", weekly={"fri": ["09:00-17:00"], "mon": ["09:00-17:00"]})
/// >>> office.add("2026-11-20T16:00:00+01:00", dt.timedelta(hours=2)).isoformat()
/// '2026-11-23T10:00:00+01:00'
/// >>> office.is_business_day(dt.date(2026, 11, 21)), office.date_add(dt.date(2026, 11, 20), 1)
/// (False, datetime.date(2026, 11, 23))
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Calendar(Source);

impl Calendar {
    /// A calendar that the engine has.
    pub(crate) fn of_engine(core: &Arc<Core>, name: &str) -> Self {
        let known = core.engine.policy().calendars.iter().find(|(known, _)| known == name);
        let spec = known.map_or_else(CalendarSpec::default, |(_, spec)| spec.clone());
        Self(Source::Of { core: Arc::clone(core), name: name.to_owned(), spec })
    }

    fn get(&self) -> Res<&Compiled> {
        match &self.0 {
            Source::Own { calendar, .. } => Ok(calendar),
            Source::Of { core, name, .. } => Ok(core.engine.calendar(name)?),
        }
    }

    fn spec(&self) -> &CalendarSpec {
        match &self.0 {
            Source::Own { spec, .. } | Source::Of { spec, .. } => spec,
        }
    }

    /// The clock of an answer to a question about this value.
    fn clock(&self, value: &Bound<'_, PyAny>) -> Res<Clock> {
        let zone = &self.spec().tz;
        Clock::of(value, || Ok(zones().get(zone)?))
    }
}

/// What an instant argument says, with the clock to answer on.
fn read(
    calendar: &Calendar,
    value: &Bound<'_, PyAny>,
    name: &str,
    naive: Option<&Bound<'_, PyAny>>,
) -> Res<(Instant, Clock)> {
    let at = instant(value, &Naive::read(naive)?).map_err(|fault| fault.at(name))?;
    Ok((at, calendar.clock(value)?))
}

/// A length of open time: a timedelta or whole seconds.
fn seconds(value: &Bound<'_, PyAny>, name: &str) -> Res<i64> {
    let py = value.py();
    if value.is_instance(delta_class(py)?)? {
        let days: i64 = value.getattr(intern!(py, "days"))?.extract()?;
        let seconds: i64 = value.getattr(intern!(py, "seconds"))?.extract()?;
        return Ok(days * 86_400 + seconds);
    }
    int(value).map_err(|_| wrong_type("a timedelta, or whole seconds", value).at(name))
}

fn choice<T: Copy>(value: &Bound<'_, PyAny>, name: &str, known: &[(&str, T)]) -> Res<T> {
    let word = text(value).map_err(|fault| fault.at(name))?;
    match known.iter().find(|(known, _)| *known == word) {
        Some(&(_, value)) => Ok(value),
        None => {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            let message = format!("not a known word; one of {} is expected", words.join(", "));
            Err(Fault::new(Code::InvalidValue, message).at(name))
        }
    }
}

#[pymethods]
impl Calendar {
    #[new]
    #[pyo3(signature = (tz, *, weekly=None, holidays=None, overrides=None, breaks=None, valid=None))]
    fn new(
        tz: &Bound<'_, PyAny>,
        weekly: Option<&Bound<'_, PyAny>>,
        holidays: Option<&Bound<'_, PyAny>>,
        overrides: Option<&Bound<'_, PyAny>>,
        breaks: Option<&Bound<'_, PyAny>>,
        valid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let mut fields = Fields::default();
            fields.add_zone("tz", Some(tz))?;
            for (name, value) in [
                ("weekly", weekly),
                ("holidays", holidays),
                ("overrides", overrides),
                ("breaks", breaks),
                ("valid", valid),
            ] {
                fields.add(name, value)?;
            }
            Self::decoded(&fields.node())
        })
    }

    /// The zone of its wall times.
    #[getter]
    fn tz(&self) -> &str {
        &self.spec().tz
    }

    /// What its author should know: `holiday_and_working`.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| Ok(PyTuple::new(py, self.get()?.warnings().iter().map(|code| code.as_str()))?))
    }

    /// What the reader of an answer that rests on the time between two instants (or two dates) should know:
    /// `beyond_holidays` outside the years of the listed holidays, `calendar_ends` outside the dates of validity,
    /// `zone_data_ends` beyond the data of the zone.
    #[pyo3(signature = (start, end, *, naive=None))]
    fn warnings_between<'py>(
        &self,
        py: Python<'py>,
        start: &Bound<'_, PyAny>,
        end: &Bound<'_, PyAny>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let calendar = self.get()?;
            let codes = match (date(start), date(end)) {
                (Ok(first), Ok(last)) => calendar.date_warnings(first, last),
                _ => {
                    let naive = Naive::read(naive)?;
                    let at = |value, name: &str| instant(value, &naive).map_err(|fault| fault.at(name));
                    calendar.warnings_between(at(start, "start")?, at(end, "end")?)
                }
            };
            Ok(PyTuple::new(py, codes.iter().map(|code| code.as_str()))?)
        })
    }

    /// Whether the wall clock reads an open time.
    #[pyo3(signature = (at, *, naive=None))]
    fn is_open(&self, at: &Bound<'_, PyAny>, naive: Option<&Bound<'_, PyAny>>) -> PyResult<bool> {
        guarded(|| Ok(self.get()?.is_open(read(self, at, "at", naive)?.0)))
    }

    /// `at` if it is open then, else the next opening. Raises `never_open` if there is none.
    #[pyo3(signature = (at, *, naive=None))]
    fn next_open<'py>(
        &self,
        py: Python<'py>,
        at: &Bound<'_, PyAny>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let (at, clock) = read(self, at, "at", naive)?;
            Ok(clock.show(py, self.get()?.next_open(at)?)?)
        })
    }

    /// The latest instant up to `at` with open time right before it. Raises `never_open` if there is none.
    #[pyo3(signature = (at, *, naive=None))]
    fn prev_open_end<'py>(
        &self,
        py: Python<'py>,
        at: &Bound<'_, PyAny>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let (at, clock) = read(self, at, "at", naive)?;
            Ok(clock.show(py, self.get()?.prev_open_end(at)?)?)
        })
    }

    /// The earliest instant by which so much open time has passed since `start`: a `timedelta` or whole seconds.
    /// Where it is used up at closing time, `snap` decides: `"deadline"` is the closing, `"start"` the next opening.
    #[pyo3(signature = (start, open_time, *, snap=None, naive=None))]
    fn add<'py>(
        &self,
        py: Python<'py>,
        start: &Bound<'_, PyAny>,
        open_time: &Bound<'_, PyAny>,
        snap: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let (at, clock) = read(self, start, "start", naive)?;
            let snap = match snap.filter(|snap| !snap.is_none()) {
                Some(snap) => choice(snap, "snap", &[("deadline", Snap::Deadline), ("start", Snap::Start)])?,
                None => Snap::default(),
            };
            Ok(clock.show(py, self.get()?.add(at, seconds(open_time, "open_time")?, snap)?)?)
        })
    }

    /// The latest instant from which so much open time passes until `start`.
    #[pyo3(signature = (start, open_time, *, naive=None))]
    fn sub<'py>(
        &self,
        py: Python<'py>,
        start: &Bound<'_, PyAny>,
        open_time: &Bound<'_, PyAny>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let (at, clock) = read(self, start, "start", naive)?;
            Ok(clock.show(py, self.get()?.sub(at, seconds(open_time, "open_time")?)?)?)
        })
    }

    /// The open time in [start, end), a `timedelta`; negative when `end` is earlier.
    #[pyo3(signature = (start, end, *, naive=None))]
    fn elapsed<'py>(
        &self,
        py: Python<'py>,
        start: &Bound<'_, PyAny>,
        end: &Bound<'_, PyAny>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyDelta>> {
        guarded(|| {
            let start = read(self, start, "start", naive)?.0;
            let passed = self.get()?.elapsed(start, read(self, end, "end", naive)?.0);
            let (days, rest) = (passed.div_euclid(86_400), passed.rem_euclid(86_400));
            Ok(PyDelta::new(py, days as i32, rest as i32, 0, false)?)
        })
    }

    /// The instant on the n-th business date after (before, if negative) the local date of `start`, at the same wall
    /// time, moved into open time. `count`: `"after"` the date of `start`, or from the next opening on
    /// (`"roll_first"`). `result`: `"open"`, or `"close"` for the date's closing.
    #[pyo3(signature = (start, days, *, count=None, result=None, naive=None))]
    fn add_days<'py>(
        &self,
        py: Python<'py>,
        start: &Bound<'_, PyAny>,
        days: &Bound<'_, PyAny>,
        count: Option<&Bound<'_, PyAny>>,
        result: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let (at, clock) = read(self, start, "start", naive)?;
            let count = match count.filter(|count| !count.is_none()) {
                Some(count) => {
                    choice(count, "count", &[("after", Count::After), ("roll_first", Count::RollFirst)])?
                }
                None => Count::default(),
            };
            let result = match result.filter(|result| !result.is_none()) {
                Some(result) => {
                    choice(result, "result", &[("open", DayResult::Open), ("close", DayResult::Close)])?
                }
                None => DayResult::default(),
            };
            let days = int(days).map_err(|fault| fault.at("days"))?;
            Ok(clock.show(py, self.get()?.add_days(at, days, count, result)?)?)
        })
    }

    /// The n-th business date after (before, if negative) a date; for 0 the date itself, or else the next one.
    fn date_add<'py>(
        &self,
        py: Python<'py>,
        date: &Bound<'_, PyAny>,
        days: &Bound<'_, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let day = self::date(date).map_err(|fault| fault.at("date"))?;
            let days = int(days).map_err(|fault| fault.at("days"))?;
            Ok(to_date(py, self.get()?.date_add(day, days)?)?)
        })
    }

    /// Business dates in [start, end); negative when `end` is earlier.
    fn days_between(&self, start: &Bound<'_, PyAny>, end: &Bound<'_, PyAny>) -> PyResult<i64> {
        guarded(|| {
            let first = date(start).map_err(|fault| fault.at("start"))?;
            Ok(self.get()?.days_between(first, date(end).map_err(|fault| fault.at("end"))?))
        })
    }

    /// Whether the date has an open minute.
    fn is_business_day(&self, date: &Bound<'_, PyAny>) -> PyResult<bool> {
        guarded(|| Ok(self.get()?.is_business_day(self::date(date).map_err(|fault| fault.at("date"))?)))
    }

    /// The calendar as :func:`tactful.call` takes it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let spec = self.spec();
            let dict = pyo3::types::PyDict::new(py);
            dict.set_item("tz", &spec.tz)?;
            let weekly = pyo3::types::PyDict::new(py);
            let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
            for (day, hours) in days.into_iter().zip(&spec.weekly).filter(|(_, hours)| !hours.is_empty()) {
                weekly.set_item(day, hours.clone())?;
            }
            dict.set_item("weekly", weekly)?;
            if !spec.holidays.is_empty() {
                dict.set_item("holidays", &spec.holidays)?;
            }
            for (name, dates) in [("overrides", &spec.overrides), ("breaks", &spec.breaks)] {
                if !dates.is_empty() {
                    let table = pyo3::types::PyDict::new(py);
                    for (date, hours) in dates {
                        table.set_item(date, hours.clone())?;
                    }
                    dict.set_item(name, table)?;
                }
            }
            if let Some((first, last)) = &spec.valid {
                dict.set_item("valid", (first, last))?;
            }
            Ok(dict.into_any())
        })
    }

    fn __repr__(&self) -> String {
        match &self.0 {
            Source::Own { spec, .. } => format!("<tactful.Calendar in {}>", spec.tz),
            Source::Of { name, spec, .. } => {
                format!("<tactful.Calendar {} in {}>", quoted(name), spec.tz)
            }
        }
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.spec() == other.spec()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.spec().tz, &self.spec().weekly, &self.spec().holidays).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| match &self.0 {
            Source::Own { .. } => reduced(py, "_calendar", PyTuple::new(py, [self.to_dict(py)?])?),
            Source::Of { core, name, .. } => {
                reduced(py, "_calendar_of", (Engine(Arc::clone(core)), name).into_pyobject(py)?)
            }
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

impl Calendar {
    fn decoded(node: &tactful::document::Node) -> Res<Self> {
        let field = Field::root(node);
        let spec = read_calendar_spec(&field)?;
        Ok(Self(Source::Own { calendar: Box::new(read_calendar(&field, zones())?), spec }))
    }
}

/// The calendar of a table, as pickles keep it.
#[pyfunction]
pub(crate) fn _calendar(table: &Bound<'_, PyAny>) -> PyResult<Calendar> {
    guarded(|| Calendar::decoded(&crate::convert::node(table, 0)?))
}

/// The calendar of an engine, as pickles keep it.
#[pyfunction]
pub(crate) fn _calendar_of(engine: &Bound<'_, Engine>, name: &str) -> PyResult<Calendar> {
    guarded(|| {
        let core = &engine.get().0;
        core.engine.calendar(name)?;
        Ok(Calendar::of_engine(core, name))
    })
}

//! `calendar.*`: business calendars.

use crate::request::{Operation, Setting};
use serde::Serialize;
use tactful::document::{Table, read_calendar};
use tactful::time::{Calendar, Count, Date, DayResult, Instant, Snap, Zones};
use tactful::{Code, Result};

/// Names of warnings; left out of an answer where there are none.
pub(crate) type Warnings = Vec<&'static str>;

pub(crate) fn names(warnings: &[Code]) -> Warnings {
    warnings.iter().map(|code| code.as_str()).collect()
}

fn calendar(request: &mut Table<'_>, zones: &Zones) -> Result<Calendar> {
    read_calendar(&request.required("calendar")?, zones)
}

pub(crate) fn instant(request: &mut Table<'_>, name: &'static str) -> Result<Instant> {
    request.required(name)?.parse_with(Instant::parse)
}

fn date(request: &mut Table<'_>, name: &'static str) -> Result<Date> {
    request.required(name)?.parse_with(Date::parse)
}

fn int(request: &mut Table<'_>, name: &'static str) -> Result<i64> {
    request.required(name)?.int()
}

fn choice<T: Clone + Default>(request: &mut Table<'_>, name: &'static str, known: &[(&str, T)]) -> Result<T> {
    request.optional(name).map_or_else(|| Ok(T::default()), |field| field.choice(known))
}

/// `calendar.validate {calendar}`: refuses what every operation refuses.
#[derive(Debug)]
pub(crate) struct Validate {
    calendar: Calendar,
}

/// `{"ok": true}`, and what the author of the calendar should know.
#[derive(Debug, Serialize)]
pub(crate) struct Valid {
    ok: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for Validate {
    type Answer = Valid;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { calendar: calendar(request, setting.zones)? })
    }

    fn run(&self) -> Result<Valid> {
        Ok(Valid { ok: true, warnings: names(self.calendar.warnings()) })
    }
}

/// `calendar.is_open {calendar, at}`.
#[derive(Debug)]
pub(crate) struct IsOpen {
    calendar: Calendar,
    at: Instant,
}

/// Whether it is open.
#[derive(Debug, Serialize)]
pub(crate) struct Open {
    open: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for IsOpen {
    type Answer = Open;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { calendar: calendar(request, setting.zones)?, at: instant(request, "at")? })
    }

    fn run(&self) -> Result<Open> {
        let warnings = names(&self.calendar.warnings_between(self.at, self.at));
        Ok(Open { open: self.calendar.is_open(self.at), warnings })
    }
}

/// An instant.
#[derive(Debug, Serialize)]
pub(crate) struct At {
    instant: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl At {
    /// The instant that the calendar leads to from another one.
    fn from(calendar: &Calendar, start: Instant, end: Instant) -> Self {
        Self { instant: end.to_string(), warnings: names(&calendar.warnings_between(start, end)) }
    }
}

/// `calendar.next_open {calendar, at}`.
#[derive(Debug)]
pub(crate) struct NextOpen {
    calendar: Calendar,
    at: Instant,
}

impl Operation for NextOpen {
    type Answer = At;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { calendar: calendar(request, setting.zones)?, at: instant(request, "at")? })
    }

    fn run(&self) -> Result<At> {
        Ok(At::from(&self.calendar, self.at, self.calendar.next_open(self.at)?))
    }
}

/// `calendar.prev_open_end {calendar, at}`.
#[derive(Debug)]
pub(crate) struct PrevOpenEnd {
    calendar: Calendar,
    at: Instant,
}

impl Operation for PrevOpenEnd {
    type Answer = At;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { calendar: calendar(request, setting.zones)?, at: instant(request, "at")? })
    }

    fn run(&self) -> Result<At> {
        Ok(At::from(&self.calendar, self.at, self.calendar.prev_open_end(self.at)?))
    }
}

/// `calendar.elapsed {calendar, from, to}`.
#[derive(Debug)]
pub(crate) struct Elapsed {
    calendar: Calendar,
    from: Instant,
    to: Instant,
}

/// Open seconds, negative backwards.
#[derive(Debug, Serialize)]
pub(crate) struct Seconds {
    seconds: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for Elapsed {
    type Answer = Seconds;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let calendar = calendar(request, setting.zones)?;
        Ok(Self { calendar, from: instant(request, "from")?, to: instant(request, "to")? })
    }

    fn run(&self) -> Result<Seconds> {
        let warnings = names(&self.calendar.warnings_between(self.from, self.to));
        Ok(Seconds { seconds: self.calendar.elapsed(self.from, self.to), warnings })
    }
}

/// `calendar.add {calendar, start, seconds, snap}`.
#[derive(Debug)]
pub(crate) struct Add {
    calendar: Calendar,
    start: Instant,
    seconds: i64,
    snap: Snap,
}

impl Operation for Add {
    type Answer = At;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            calendar: calendar(request, setting.zones)?,
            start: instant(request, "start")?,
            seconds: int(request, "seconds")?,
            snap: choice(request, "snap", &[("deadline", Snap::Deadline), ("start", Snap::Start)])?,
        })
    }

    fn run(&self) -> Result<At> {
        let end = self.calendar.add(self.start, self.seconds, self.snap)?;
        Ok(At::from(&self.calendar, self.start, end))
    }
}

/// `calendar.sub {calendar, start, seconds}`.
#[derive(Debug)]
pub(crate) struct Sub {
    calendar: Calendar,
    start: Instant,
    seconds: i64,
}

impl Operation for Sub {
    type Answer = At;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            calendar: calendar(request, setting.zones)?,
            start: instant(request, "start")?,
            seconds: int(request, "seconds")?,
        })
    }

    fn run(&self) -> Result<At> {
        Ok(At::from(&self.calendar, self.start, self.calendar.sub(self.start, self.seconds)?))
    }
}

/// `calendar.add_days {calendar, start, days, count, result}`.
#[derive(Debug)]
pub(crate) struct AddDays {
    calendar: Calendar,
    start: Instant,
    days: i64,
    count: Count,
    result: DayResult,
}

impl Operation for AddDays {
    type Answer = At;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            calendar: calendar(request, setting.zones)?,
            start: instant(request, "start")?,
            days: int(request, "days")?,
            count: choice(request, "count", &[("after", Count::After), ("roll_first", Count::RollFirst)])?,
            result: choice(request, "result", &[("open", DayResult::Open), ("close", DayResult::Close)])?,
        })
    }

    fn run(&self) -> Result<At> {
        let end = self.calendar.add_days(self.start, self.days, self.count, self.result)?;
        Ok(At::from(&self.calendar, self.start, end))
    }
}

/// `calendar.date_add {calendar, date, days}`.
#[derive(Debug)]
pub(crate) struct DateAdd {
    calendar: Calendar,
    date: Date,
    days: i64,
}

/// A date.
#[derive(Debug, Serialize)]
pub(crate) struct On {
    date: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for DateAdd {
    type Answer = On;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            calendar: calendar(request, setting.zones)?,
            date: date(request, "date")?,
            days: int(request, "days")?,
        })
    }

    fn run(&self) -> Result<On> {
        let date = self.calendar.date_add(self.date, self.days)?;
        Ok(On { date: date.to_string(), warnings: names(&self.calendar.date_warnings(self.date, date)) })
    }
}

/// `calendar.days_between {calendar, from_date, to_date}`.
#[derive(Debug)]
pub(crate) struct DaysBetween {
    calendar: Calendar,
    from: Date,
    to: Date,
}

/// Business dates, negative backwards.
#[derive(Debug, Serialize)]
pub(crate) struct Days {
    days: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for DaysBetween {
    type Answer = Days;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let calendar = calendar(request, setting.zones)?;
        Ok(Self { calendar, from: date(request, "from_date")?, to: date(request, "to_date")? })
    }

    fn run(&self) -> Result<Days> {
        let warnings = names(&self.calendar.date_warnings(self.from, self.to));
        Ok(Days { days: self.calendar.days_between(self.from, self.to), warnings })
    }
}

/// `calendar.is_business_day {calendar, date}`.
#[derive(Debug)]
pub(crate) struct IsBusinessDay {
    calendar: Calendar,
    date: Date,
}

/// Whether the date has an open minute.
#[derive(Debug, Serialize)]
pub(crate) struct BusinessDay {
    business_day: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for IsBusinessDay {
    type Answer = BusinessDay;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { calendar: calendar(request, setting.zones)?, date: date(request, "date")? })
    }

    fn run(&self) -> Result<BusinessDay> {
        let warnings = names(&self.calendar.date_warnings(self.date, self.date));
        Ok(BusinessDay { business_day: self.calendar.is_business_day(self.date), warnings })
    }
}

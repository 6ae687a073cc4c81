//! A calendar as it is written, and what is wrong with it.

use super::super::civil::{Date, TimeOfDay, Weekday};
use super::super::zone::Zone;
use super::super::zones::Zones;
use super::hours::Interval;
use crate::order::Order;
use crate::{Code, Error, Result};
use std::sync::Arc;

/// More listed dates than this are refused.
const MOST_DATES: usize = 2_000_000;
/// More intervals on one date than minutes cannot be disjoint.
const MOST_INTERVALS: usize = 1440;

/// Two wall times as text, `("09:00", "17:30")`: from inclusive, to exclusive, `24:00` only as an end.
pub type TextInterval = (String, String);

/// A business calendar as it is written: wall times `HH:MM` and dates `YYYY-MM-DD` as text, not yet checked.
///
/// A holiday closes the whole date; a break is cut out of what is open on its date;
/// an override replaces the weekly hours of its date (none closes it). The weekly hours hold for all others.
///
/// ```
/// use tactful::time::{Calendar, CalendarSpec, Instant, Weekday, Zones};
/// let office = CalendarSpec::new("Europe/Berlin")
///     .open(&[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri], "09:00", "17:00")
///     .holiday("2024-12-25")
///     .override_date("2024-12-24", &[("09:00", "12:00")])
///     .break_on("2024-12-23", "12:00", "13:00");
/// let calendar = Calendar::compile(&office, &Zones::bundled())?;
/// assert!(!calendar.is_open(Instant::parse("2024-12-24T13:00:00+01:00")?));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct CalendarSpec {
    /// The zone's IANA name.
    pub tz: String,
    /// Intervals per weekday, Monday first, in any order; touching ones are one.
    pub weekly: [Vec<TextInterval>; 7],
    /// Closed dates.
    pub holidays: Vec<String>,
    /// Dates with hours of their own; no interval closes.
    pub overrides: Vec<(String, Vec<TextInterval>)>,
    /// Intervals that are cut out of a date's hours.
    pub breaks: Vec<(String, Vec<TextInterval>)>,
    /// First and last date for which the calendar was made; answers beyond carry a warning.
    pub valid: Option<(String, String)>,
}

impl CalendarSpec {
    /// A calendar in a zone (an IANA name) without any hours yet.
    #[must_use]
    pub fn new(tz: &str) -> Self {
        Self { tz: tz.to_owned(), ..Self::default() }
    }

    /// Open on these weekdays between two wall times (`HH:MM`), beside what is open already.
    #[must_use]
    pub fn open(mut self, days: &[Weekday], from: &str, to: &str) -> Self {
        for day in days {
            self.weekly[day.index()].push((from.to_owned(), to.to_owned()));
        }
        self
    }

    /// Closed on a date (`YYYY-MM-DD`).
    #[must_use]
    pub fn holiday(mut self, date: &str) -> Self {
        self.holidays.push(date.to_owned());
        self
    }

    /// A date (`YYYY-MM-DD`) with hours of its own; none closes it.
    #[must_use]
    pub fn override_date(mut self, date: &str, hours: &[(&str, &str)]) -> Self {
        let hours = hours.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        self.overrides.push((date.to_owned(), hours));
        self
    }

    /// An interval that is cut out of a date (`YYYY-MM-DD`); once per date.
    #[must_use]
    pub fn break_on(mut self, date: &str, from: &str, to: &str) -> Self {
        self.breaks.push((date.to_owned(), vec![(from.to_owned(), to.to_owned())]));
        self
    }
}

/// A date and intervals of its own.
pub(super) type DatedHours = (Date, Vec<Interval>);

/// A calendar that has been checked.
pub(super) struct Checked {
    pub(super) zone: Arc<Zone>,
    pub(super) weekly: [Vec<Interval>; 7],
    /// Sorted, each once.
    pub(super) holidays: Vec<Date>,
    /// Sorted by date, each once.
    pub(super) overrides: Vec<DatedHours>,
    /// Sorted by date, each once.
    pub(super) breaks: Vec<DatedHours>,
    pub(super) valid: Option<(Date, Date)>,
}

/// Checks in the order of the contract, each over the whole calendar: zone, times, intervals, overlaps, emptiness.
pub(super) fn check(spec: &CalendarSpec, zones: &Zones) -> Result<Checked> {
    check_size(spec)?;
    let zone = zones.get(&spec.tz).map_err(|error| error.at_path("tz"))?;

    let mut weekly: [Vec<Interval>; 7] = Default::default();
    for (day, texts) in Weekday::ALL.into_iter().zip(&spec.weekly) {
        weekly[day.index()] = read_intervals(texts, || format!("weekly.{day}"))?;
    }
    let mut holidays = Vec::with_capacity(spec.holidays.len());
    for (i, text) in spec.holidays.iter().enumerate() {
        holidays.push(Date::parse(text).map_err(|error| error.at_path(&format!("holidays[{i}]")))?);
    }
    let overrides = read_dates(&spec.overrides, "overrides")?;
    let breaks = read_dates(&spec.breaks, "breaks")?;
    let valid = match &spec.valid {
        Some((first, last)) => {
            let read = |text| Date::parse(text).map_err(|error| error.at_path("valid"));
            Some((read(first)?, read(last)?))
        }
        None => None,
    };

    let mut checked = Checked { zone, weekly, holidays, overrides, breaks, valid };
    checked.each_date(check_ends)?;
    if valid.is_some_and(|(first, last)| last < first) {
        let message = "the last date of validity must not be before the first";
        return Err(Error::new(Code::InvalidInterval, message).at_path("valid"));
    }
    checked.each_date(check_overlaps)?;
    sort_dates(&mut checked.overrides, "overrides")?;
    sort_dates(&mut checked.breaks, "breaks")?;
    if checked.weekly.iter().all(Vec::is_empty) && checked.overrides.iter().all(|(_, hours)| hours.is_empty())
    {
        let message = "the calendar has no open time; give it a weekly interval or an open override";
        return Err(Error::new(Code::EmptyCalendar, message));
    }
    checked.holidays.order();
    checked.holidays.dedup();
    Ok(checked)
}

impl Checked {
    fn each_date(&mut self, check: fn(&mut [Interval]) -> Result<()>) -> Result<()> {
        for (day, intervals) in Weekday::ALL.into_iter().zip(&mut self.weekly) {
            check(intervals).map_err(|error| error.at_path(&format!("weekly.{day}")))?;
        }
        for (name, dates) in [("overrides", &mut self.overrides), ("breaks", &mut self.breaks)] {
            for (date, intervals) in dates {
                check(intervals).map_err(|error| error.at_path(&format!("{name}.{date}")))?;
            }
        }
        Ok(())
    }
}

fn check_size(spec: &CalendarSpec) -> Result<()> {
    if spec.holidays.len() + spec.overrides.len() + spec.breaks.len() > MOST_DATES {
        return Err(Error::new(Code::TooLarge, "a calendar lists at most 2000000 dates"));
    }
    let mut days =
        spec.weekly.iter().chain(spec.overrides.iter().chain(&spec.breaks).map(|(_, texts)| texts));
    if days.any(|texts| texts.len() > MOST_INTERVALS) {
        return Err(Error::new(Code::TooLarge, "a date has at most 1440 intervals"));
    }
    Ok(())
}

fn read_intervals(texts: &[TextInterval], path: impl Fn() -> String) -> Result<Vec<Interval>> {
    let mut intervals = Vec::with_capacity(texts.len());
    for (i, (from, to)) in texts.iter().enumerate() {
        // a start of 24:00 is a time, but never an interval: the next check says so
        let read =
            |text| TimeOfDay::parse_end(text).map_err(|error| error.at_path(&format!("{}[{i}]", path())));
        intervals.push((read(from)?.seconds(), read(to)?.seconds()));
    }
    Ok(intervals)
}

fn read_dates(entries: &[(String, Vec<TextInterval>)], name: &str) -> Result<Vec<DatedHours>> {
    let mut dates = Vec::with_capacity(entries.len());
    for (text, intervals) in entries {
        let date = Date::parse(text).map_err(|error| error.at_path(name))?;
        dates.push((date, read_intervals(intervals, || format!("{name}.{date}"))?));
    }
    Ok(dates)
}

fn check_ends(intervals: &mut [Interval]) -> Result<()> {
    if intervals.iter().all(|(from, to)| from < to) {
        return Ok(());
    }
    let message =
        "an interval must end after it starts; hours past midnight are two: up to `24:00`, and from `00:00`";
    Err(Error::new(Code::InvalidInterval, message))
}

fn check_overlaps(intervals: &mut [Interval]) -> Result<()> {
    intervals.order();
    if intervals.windows(2).all(|pair| pair[0].1 <= pair[1].0) {
        return Ok(());
    }
    Err(Error::new(Code::OverlappingIntervals, "intervals of one date must not overlap; they may touch"))
}

fn sort_dates(dates: &mut [DatedHours], name: &str) -> Result<()> {
    dates.order_by_key(|(date, _)| *date);
    match dates.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        None => Ok(()),
        Some(pair) => {
            Err(Error::new(Code::DuplicateKey, "a date is listed twice; put its intervals into one list")
                .at_path(&format!("{name}.{}", pair[0].0)))
        }
    }
}

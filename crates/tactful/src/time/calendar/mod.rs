//! Business calendars: open time, business dates, and arithmetic with both.

mod dates;
mod hours;
mod open;
mod plan;
mod spec;
mod table;
#[cfg(test)]
mod tests;

use super::civil::{DAY, Date, date_of, second_of_day};
use super::instant::Instant;
use super::zone::Zone;
use super::zones::Zones;
use crate::{Code, Error, Result};
use dates::BusinessDates;
use open::{END, FIRST, OpenTime};
pub use spec::{CalendarSpec, TextInterval};
use std::fmt;

/// Where an added duration ends that is used up exactly at closing time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Snap {
    /// At the closing instant: a deadline.
    #[default]
    Deadline,
    /// At the next opening: when work can begin.
    Start,
}

/// From which date business days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Count {
    /// From the local date of the start, open or not.
    #[default]
    After,
    /// From the next opening at or after the start.
    RollFirst,
}

/// Which instant of the date that was counted is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum DayResult {
    /// The same wall time, moved into open time: forward for `days >= 0`, else backward.
    #[default]
    Open,
    /// The date's closing instant.
    Close,
}

/// A business calendar, compiled: immutable, shared by all threads, exact for the years 1 to 9999.
///
/// An instant is open if the wall clock of the calendar's zone reads a time inside an interval of that local date.
/// So a skipped wall time never happens and a repeated one counts twice.
/// Intervals are half-open: the closing instant is not open.
///
/// ```
/// use tactful::time::{Calendar, CalendarSpec, Count, DayResult, Instant, Snap, Weekday, Zones};
/// use Weekday::{Fri, Mon, Thu, Tue, Wed};
/// let spec = CalendarSpec::new("Europe/Berlin").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
/// let office = Calendar::compile(&spec, &Zones::bundled())?;
///
/// let friday = Instant::parse("2026-03-27T15:00:00+01:00")?;
/// let due = office.add(friday, 8 * 3600, Snap::Deadline)?;
/// assert_eq!(due, Instant::parse("2026-03-30T15:00:00+02:00")?); // the clocks changed on Sunday
/// assert_eq!(office.elapsed(friday, due), 8 * 3600);
/// let tomorrow = office.add_days(friday, 1, Count::After, DayResult::Close)?;
/// assert_eq!(tomorrow, Instant::parse("2026-03-30T17:00:00+02:00")?);
/// # Ok::<(), tactful::Error>(())
/// ```
pub struct Calendar {
    open: OpenTime,
    dates: BusinessDates,
    /// First and last date of the years of the listed holidays.
    holiday_years: Option<(Date, Date)>,
    valid: Option<(Date, Date)>,
    warnings: Vec<Code>,
}

impl Calendar {
    /// Checks and compiles a calendar.
    ///
    /// # Errors
    /// In this order, each for the whole calendar: [`Code::TooLarge`] above 2,000,000 listed dates or 1,440 intervals
    /// a date, [`Code::UnknownTz`], [`Code::InvalidTime`], [`Code::InvalidInterval`], [`Code::OverlappingIntervals`],
    /// [`Code::DuplicateKey`] for a date listed twice, [`Code::EmptyCalendar`].
    ///
    /// ```
    /// use tactful::{Code, time::{Calendar, CalendarSpec, Weekday, Zones}};
    /// let night = CalendarSpec::new("UTC").open(&[Weekday::Mon], "22:00", "06:00");
    /// let error = Calendar::compile(&night, &Zones::bundled()).unwrap_err();
    /// assert_eq!((error.code(), error.path()), (Code::InvalidInterval, "weekly.mon"));
    /// ```
    pub fn compile(spec: &CalendarSpec, zones: &Zones) -> Result<Self> {
        let checked = spec::check(spec, zones)?;
        let plan = plan::Plan::new(&checked);
        let mut warnings = Vec::new();
        let working = checked.overrides.iter().filter(|(_, hours)| !hours.is_empty());
        if working.into_iter().any(|(date, _)| checked.holidays.binary_search(date).is_ok()) {
            warnings.push(Code::HolidayAndWorking);
        }
        let holiday_years = match (checked.holidays.first(), checked.holidays.last()) {
            (Some(first), Some(last)) => {
                let (from, to) = (first.ymd().0, last.ymd().0);
                Some((Date::from_ymd(from, 1, 1)?, Date::from_ymd(to, 12, 31)?))
            }
            _ => None,
        };
        let open = OpenTime::new(checked.zone, plan);
        let dates = BusinessDates::new(&open);
        Ok(Self { open, dates, holiday_years, valid: checked.valid, warnings })
    }

    /// The zone of its wall times.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.open.zone
    }

    /// What its author should know: [`Code::HolidayAndWorking`] where a date is listed as both (it is closed).
    #[must_use]
    pub fn warnings(&self) -> &[Code] {
        &self.warnings
    }

    /// What the reader of an answer that rests on the time between two instants should know, in this order:
    /// [`Code::BeyondHolidays`] outside the years of the listed holidays, [`Code::CalendarEnds`] outside the dates
    /// of validity, [`Code::ZoneDataEnds`] beyond the data of the zone.
    ///
    /// ```
    /// use tactful::{Code, time::{Calendar, CalendarSpec, Instant, Weekday, Zones}};
    /// let spec = CalendarSpec::new("UTC").open(&[Weekday::Mon], "09:00", "17:00").holiday("2026-12-25");
    /// let calendar = Calendar::compile(&spec, &Zones::bundled())?;
    /// let at = Instant::parse("2027-01-04T09:00:00Z")?;
    /// assert_eq!(calendar.warnings_between(at, at), [Code::BeyondHolidays]);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn warnings_between(&self, a: Instant, b: Instant) -> Vec<Code> {
        let mut warnings = Vec::new();
        self.warn_between(a, b, |code| warnings.push(code));
        warnings
    }

    /// The same, without a list.
    pub(crate) fn warn_between(&self, a: Instant, b: Instant, mut warn: impl FnMut(Code)) {
        let (first, last) = (a.min(b), a.max(b));
        self.warn_dates(self.zone().date(first), self.zone().date(last), &mut warn);
        if self.zone().data_ends().is_some_and(|ends| ends < last.seconds()) {
            warn(Code::ZoneDataEnds);
        }
    }

    /// The same for dates, without the zone.
    #[must_use]
    pub fn date_warnings(&self, a: Date, b: Date) -> Vec<Code> {
        let mut warnings = Vec::new();
        self.warn_dates(a, b, |code| warnings.push(code));
        warnings
    }

    fn warn_dates(&self, a: Date, b: Date, mut warn: impl FnMut(Code)) {
        let (first, last) = (a.min(b), a.max(b));
        let beyond = |range: Option<(Date, Date)>| range.is_some_and(|(from, to)| first < from || last > to);
        if beyond(self.holiday_years) {
            warn(Code::BeyondHolidays);
        }
        if beyond(self.valid) {
            warn(Code::CalendarEnds);
        }
    }

    /// Whether the wall clock reads an open time.
    ///
    /// ```
    /// # use tactful::time::{Calendar, CalendarSpec, Count, DayResult, Instant, Snap, Weekday::*, Zones};
    /// # let spec = CalendarSpec::new("UTC").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
    /// # let office = Calendar::compile(&spec, &Zones::bundled())?;
    /// # let at = |text: &str| Instant::parse(&format!("2024-03-{text}:00Z"));
    /// assert!(office.is_open(at("15T16:59")?) && !office.is_open(at("15T17:00")?));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn is_open(&self, at: Instant) -> bool {
        self.open.is_open(at.seconds())
    }

    /// `at` if open, else the next opening.
    ///
    /// # Errors
    /// [`Code::NeverOpen`] if nothing is open any more, [`Code::OutOfRange`] beyond the year 9999.
    ///
    /// ```
    /// # use tactful::time::{Calendar, CalendarSpec, Count, DayResult, Instant, Snap, Weekday::*, Zones};
    /// # let spec = CalendarSpec::new("UTC").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
    /// # let office = Calendar::compile(&spec, &Zones::bundled())?;
    /// # let at = |text: &str| Instant::parse(&format!("2024-03-{text}:00Z"));
    /// assert_eq!(office.next_open(at("16T12:00")?)?, at("18T09:00")?);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn next_open(&self, at: Instant) -> Result<Instant> {
        self.instant(self.open.next_open(at.seconds()))
    }

    /// The latest instant up to `at` with open time right before it.
    ///
    /// # Errors
    /// [`Code::NeverOpen`] if nothing was open before, [`Code::OutOfRange`] before the year 1.
    ///
    /// ```
    /// # use tactful::time::{Calendar, CalendarSpec, Count, DayResult, Instant, Snap, Weekday::*, Zones};
    /// # let spec = CalendarSpec::new("UTC").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
    /// # let office = Calendar::compile(&spec, &Zones::bundled())?;
    /// # let at = |text: &str| Instant::parse(&format!("2024-03-{text}:00Z"));
    /// assert_eq!(office.prev_open_end(at("18T09:00")?)?, at("15T17:00")?);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn prev_open_end(&self, at: Instant) -> Result<Instant> {
        self.instant(self.open.prev_open_end(at.seconds()))
    }

    /// Open seconds in [from, to); negative when `to` is earlier.
    ///
    /// ```
    /// # use tactful::time::{Calendar, CalendarSpec, Count, DayResult, Instant, Snap, Weekday::*, Zones};
    /// # let spec = CalendarSpec::new("UTC").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
    /// # let office = Calendar::compile(&spec, &Zones::bundled())?;
    /// # let at = |text: &str| Instant::parse(&format!("2024-03-{text}:00Z"));
    /// assert_eq!(office.elapsed(at("15T16:00")?, at("18T10:00")?), 7200);
    /// assert_eq!(office.elapsed(at("18T10:00")?, at("15T16:00")?), -7200);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn elapsed(&self, from: Instant, to: Instant) -> i64 {
        self.elapsed_seconds(from.seconds(), to.seconds())
    }

    /// [`Calendar::elapsed`] for UTC seconds; what lies outside the years 1 to 9999 is taken as their ends.
    #[must_use]
    #[inline]
    pub fn elapsed_seconds(&self, from: i64, to: i64) -> i64 {
        self.open.before(to.clamp(FIRST, END)) - self.open.before(from.clamp(FIRST, END))
    }

    /// The earliest instant by which so many open seconds have passed since `start`; it may be a closing instant.
    /// 0 seconds give the next opening; negative seconds are [`Calendar::sub`].
    ///
    /// # Errors
    /// [`Code::NeverOpen`] if open time does not suffice, [`Code::OutOfRange`] beyond the years 1 to 9999.
    ///
    /// ```
    /// # use tactful::time::{Calendar, CalendarSpec, Count, DayResult, Instant, Snap, Weekday::*, Zones};
    /// # let spec = CalendarSpec::new("UTC").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
    /// # let office = Calendar::compile(&spec, &Zones::bundled())?;
    /// # let at = |text: &str| Instant::parse(&format!("2024-03-{text}:00Z"));
    /// assert_eq!(office.add(at("15T16:00")?, 3600, Snap::Deadline)?, at("15T17:00")?);
    /// assert_eq!(office.add(at("15T16:00")?, 3600, Snap::Start)?, at("18T09:00")?);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn add(&self, start: Instant, seconds: i64, snap: Snap) -> Result<Instant> {
        let end = self.add_seconds(start.seconds(), seconds);
        match snap {
            Snap::Deadline => self.instant(end),
            Snap::Start => self.instant(end.and_then(|end| self.open.next_open(end))),
        }
    }

    /// [`Calendar::add`] for UTC seconds, with a deadline; `None` where `add` refuses.
    #[must_use]
    pub fn add_seconds(&self, start: i64, seconds: i64) -> Option<i64> {
        let start = start.clamp(FIRST, END);
        match seconds {
            0 => self.open.next_open(start),
            1.. => {
                self.open.reach(start, self.open.before(start).checked_add(seconds)?).filter(|at| *at < END)
            }
            _ => self.sub_seconds(start, seconds.checked_neg()?),
        }
    }

    /// The latest instant from which so many open seconds pass until `start`; it may be an opening instant.
    /// 0 seconds give `start` if it is open, else the last closing; negative seconds are [`Calendar::add`].
    ///
    /// # Errors
    /// [`Code::NeverOpen`] if open time does not suffice, [`Code::OutOfRange`] beyond the years 1 to 9999.
    ///
    /// ```
    /// # use tactful::time::{Calendar, CalendarSpec, Count, DayResult, Instant, Snap, Weekday::*, Zones};
    /// # let spec = CalendarSpec::new("UTC").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
    /// # let office = Calendar::compile(&spec, &Zones::bundled())?;
    /// # let at = |text: &str| Instant::parse(&format!("2024-03-{text}:00Z"));
    /// assert_eq!(office.sub(at("18T09:30")?, 3600)?, at("15T16:30")?);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn sub(&self, start: Instant, seconds: i64) -> Result<Instant> {
        self.instant(self.sub_seconds(start.seconds(), seconds))
    }

    /// [`Calendar::sub`] for UTC seconds; `None` where `sub` refuses.
    #[must_use]
    pub fn sub_seconds(&self, start: i64, seconds: i64) -> Option<i64> {
        let start = start.clamp(FIRST, END);
        match seconds {
            0 if self.open.is_open(start) => Some(start),
            0 => self.open.prev_open_end(start),
            // the latest instant with so much before it is one second before the earliest with more
            1.. => self.open.reach(start, (self.open.before(start) + 1).checked_sub(seconds)?).map(|x| x - 1),
            _ => self.add_seconds(start, seconds.checked_neg()?),
        }
    }

    /// The instant on the `days`-th business date after (before, if negative) the local date of `start`;
    /// 0 days on a closed date: on the next business date. The wall time is that of `start`:
    /// a skipped one is shifted forward by the gap, of a repeated one it is the first.
    ///
    /// # Errors
    /// [`Code::NeverOpen`] if business dates do not suffice, [`Code::OutOfRange`] beyond the years 1 to 9999.
    ///
    /// ```
    /// # use tactful::time::{Calendar, CalendarSpec, Count, DayResult, Instant, Snap, Weekday::*, Zones};
    /// # let spec = CalendarSpec::new("UTC").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
    /// # let office = Calendar::compile(&spec, &Zones::bundled())?;
    /// # let at = |text: &str| Instant::parse(&format!("2024-03-{text}:00Z"));
    /// let saturday = at("16T11:00")?;
    /// assert_eq!(office.add_days(saturday, 1, Count::After, DayResult::Open)?, at("18T11:00")?);
    /// assert_eq!(office.add_days(saturday, 1, Count::RollFirst, DayResult::Close)?, at("19T17:00")?);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn add_days(&self, start: Instant, days: i64, count: Count, result: DayResult) -> Result<Instant> {
        let start = match count {
            Count::After => start,
            Count::RollFirst => self.next_open(start)?,
        };
        let local = self.zone().local(start.seconds());
        let Some(day) = self.dates.nth(&self.open.plan, local.div_euclid(DAY), days) else {
            return self.instant(None);
        };
        if result == DayResult::Close {
            return self.instant(self.open.closing(day));
        }
        let at = Instant::from_seconds(self.zone().earliest(day * DAY + i64::from(second_of_day(local))))?;
        match days {
            _ if self.is_open(at) => Ok(at),
            0.. => self.next_open(at),
            _ => self.prev_open_end(at),
        }
    }

    /// The `days`-th business date after (before, if negative) a date; for 0 the date itself, or else the next one.
    ///
    /// # Errors
    /// [`Code::NeverOpen`] if business dates do not suffice, [`Code::OutOfRange`] beyond the years 1 to 9999.
    ///
    /// ```
    /// use tactful::time::{Calendar, CalendarSpec, Date, Weekday, Zones};
    /// let spec = CalendarSpec::new("UTC").open(&[Weekday::Mon, Weekday::Tue], "09:00", "17:00");
    /// let calendar = Calendar::compile(&spec, &Zones::bundled())?;
    /// let saturday = Date::parse("2026-11-21")?;
    /// assert_eq!(calendar.date_add(saturday, 3)?, Date::parse("2026-11-30")?);
    /// assert_eq!(calendar.days_between(saturday, Date::parse("2026-11-30")?), 2);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn date_add(&self, date: Date, days: i64) -> Result<Date> {
        match self.dates.nth(&self.open.plan, i64::from(date.days()), days) {
            Some(day) => Ok(date_of(day * DAY)),
            None => Err(self.exhausted()),
        }
    }

    /// Business dates in [from, to); negative when `to` is earlier.
    #[must_use]
    pub fn days_between(&self, from: Date, to: Date) -> i64 {
        let before = |date: Date| self.dates.before(&self.open.plan, i64::from(date.days()));
        before(to) - before(from)
    }

    /// Whether the date has at least one open minute.
    #[must_use]
    pub fn is_business_day(&self, date: Date) -> bool {
        self.dates.is_one(&self.open.plan, i64::from(date.days()))
    }

    /// The first open interval [from, until) that ends after `at` (all UTC seconds): intervals that touch are one,
    /// across midnight and changes of the zone. `from` is `at` itself if that is open; `until` is at most `limit`.
    /// `None` if nothing is open in [at, limit).
    ///
    /// ```
    /// use tactful::time::{Calendar, CalendarSpec, Weekday, Zones};
    /// let spec = CalendarSpec::new("UTC")
    ///     .open(&[Weekday::Thu], "22:00", "24:00")
    ///     .open(&[Weekday::Fri], "00:00", "06:00");
    /// let night = Calendar::compile(&spec, &Zones::bundled())?;
    /// assert_eq!(night.open_span_from(0, 10_000_000), Some((22 * 3600, 30 * 3600)));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn open_span_from(&self, at: i64, limit: i64) -> Option<(i64, i64)> {
        let limit = limit.min(END);
        let from = self.open.next_open(at.clamp(FIRST, END))?;
        (from < limit).then(|| (from, self.open.open_until(from, limit)))
    }

    fn instant(&self, seconds: Option<i64>) -> Result<Instant> {
        seconds.map_or_else(|| Err(self.exhausted()), Instant::from_seconds)
    }

    /// Weekly hours go on beyond the years that we know; without them open time is used up.
    fn exhausted(&self) -> Error {
        if self.open.plan.is_endless() {
            Error::new(Code::OutOfRange, "the answer lies outside the years 1 to 9999")
        } else {
            Error::new(
                Code::NeverOpen,
                "the calendar has not so much open time on that side; list more dates, or weekly hours",
            )
        }
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar").field("zone", &self.zone().name()).finish_non_exhaustive()
    }
}

//! Dates and times of day on a wall clock, without a zone.

use crate::{Code, Error, Result};
use std::fmt;

/// Seconds of a civil day.
pub(crate) const DAY: i64 = 86_400;

/// A day of the week; a week starts on Monday.
///
/// ```
/// use tactful::time::{Date, Weekday};
/// assert_eq!(Date::parse("2026-11-21")?.weekday(), Weekday::Sat);
/// assert_eq!(Weekday::parse("sat")?.as_str(), "sat");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Weekday {
    /// Monday, 0.
    Mon = 0,
    /// Tuesday, 1.
    Tue = 1,
    /// Wednesday, 2.
    Wed = 2,
    /// Thursday, 3.
    Thu = 3,
    /// Friday, 4.
    Fri = 4,
    /// Saturday, 5.
    Sat = 5,
    /// Sunday, 6.
    Sun = 6,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

    /// Reads `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`.
    ///
    /// # Errors
    /// [`Code::InvalidTime`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|day| day.as_str() == text).ok_or_else(|| {
            Error::new(
                Code::InvalidTime,
                "not a day of the week; write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`",
            )
        })
    }

    /// `mon` to `sun`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Weekday::Mon => "mon",
            Weekday::Tue => "tue",
            Weekday::Wed => "wed",
            Weekday::Thu => "thu",
            Weekday::Fri => "fri",
            Weekday::Sat => "sat",
            Weekday::Sun => "sun",
        }
    }

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A civil date of the Gregorian calendar, in the years 1 to 9999.
///
/// Kept as days since 1970-01-01, so that dates compare and subtract as numbers.
///
/// ```
/// use tactful::time::Date;
/// let date = Date::parse("2026-01-31")?;
/// assert_eq!(date.add_days(1).to_string(), "2026-02-01");
/// assert_eq!(date.add_months(1), (Date::parse("2026-02-28")?, true));
/// assert_eq!(date.ymd(), (2026, 1, 31));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// 0001-01-01.
    pub const MIN: Date = Date(-719_162);
    /// 9999-12-31.
    pub const MAX: Date = Date(2_932_896);

    /// The date with this year, month (1 to 12) and day (from 1).
    ///
    /// # Errors
    /// [`Code::OutOfRange`] outside the years 1 to 9999, [`Code::InvalidTime`] if the month has no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Result<Self> {
        if !(1..=9999).contains(&year) {
            return Err(Error::new(Code::OutOfRange, "the date is outside the years 1 to 9999"));
        }
        if !(1..=12).contains(&month) || day < 1 || day > days_of_month(year, month) {
            return Err(Error::new(Code::InvalidTime, "there is no such date in the calendar"));
        }
        Ok(Self(days_from_civil(year, month, day)))
    }

    /// Reads `YYYY-MM-DD`, exactly.
    ///
    /// # Errors
    /// [`Code::InvalidTime`] for anything that is not a date.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = || Error::new(Code::InvalidTime, "not a date; write it as `2026-11-21`");
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
            return Err(invalid());
        };
        let year = number(&[y1, y2, y3, y4]).ok_or_else(invalid)?;
        let month = number(&[m1, m2]).ok_or_else(invalid)?;
        let day = number(&[d1, d2]).ok_or_else(invalid)?;
        if year == 0 {
            return Err(invalid());
        }
        Self::from_ymd(year as i32, month, day)
    }

    /// The date so many days after 1970-01-01.
    ///
    /// # Errors
    /// [`Code::OutOfRange`] outside the years 1 to 9999.
    pub fn from_days(days: i32) -> Result<Self> {
        if !(Self::MIN.0..=Self::MAX.0).contains(&days) {
            return Err(Error::new(Code::OutOfRange, "the date is outside the years 1 to 9999"));
        }
        Ok(Self(days))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day (from 1).
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday
        match (i64::from(self.0) + 3).rem_euclid(7) {
            0 => Weekday::Mon,
            1 => Weekday::Tue,
            2 => Weekday::Wed,
            3 => Weekday::Thu,
            4 => Weekday::Fri,
            5 => Weekday::Sat,
            _ => Weekday::Sun,
        }
    }

    /// The date so many days later (earlier if negative); stops at the ends of the years 1 to 9999.
    #[must_use]
    pub fn add_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days)).clamp(Self::MIN, Self::MAX)
    }

    /// The same day so many months later (earlier if negative).
    /// Where that month is too short it is the month's last day, and the second value is true.
    /// Stops at the ends of the years 1 to 9999.
    #[must_use]
    pub fn add_months(self, months: i32) -> (Self, bool) {
        let (year, month, day) = self.ymd();
        let count = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) as u32 + 1);
        if year < 1 {
            return (Self::MIN, false);
        }
        if year > 9999 {
            return (Self::MAX, false);
        }
        let year = year as i32;
        let last = days_of_month(year, month);
        (Self(days_from_civil(year, month, day.min(last))), day > last)
    }

    /// The Monday of this date's ISO week.
    #[must_use]
    pub fn iso_week_start(self) -> Self {
        self.add_days(-(self.weekday().index() as i32))
    }

    /// The first day of this date's month.
    #[must_use]
    pub fn month_start(self) -> Self {
        let (_, _, day) = self.ymd();
        self.add_days(1 - day as i32)
    }

    /// The seconds of this date's midnight on a wall clock (local seconds, see [`date_of`]).
    #[must_use]
    pub fn midnight(self) -> i64 {
        i64::from(self.0) * DAY
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A time of day on a wall clock, in seconds from 0 to 86,400 (`24:00`, which only ends an interval).
///
/// ```
/// use tactful::time::TimeOfDay;
/// assert_eq!(TimeOfDay::parse("09:30")?.seconds(), 34_200);
/// assert!(TimeOfDay::parse("24:00").is_err());
/// assert_eq!(TimeOfDay::parse_end("24:00")?.seconds(), 86_400);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u32);

impl TimeOfDay {
    /// 00:00.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);
    /// 24:00, the end of a day.
    pub const END: TimeOfDay = TimeOfDay(86_400);

    /// Reads `HH:MM` from `00:00` to `23:59`, two digits each.
    ///
    /// # Errors
    /// [`Code::InvalidTime`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        match read_time(text) {
            Some(time) if time < Self::END => Ok(time),
            Some(_) => Err(Error::new(Code::InvalidTime, "`24:00` can only end an interval; write `00:00`")),
            None => {
                Err(Error::new(Code::InvalidTime, "not a time of day; write it as `09:30`, two digits each"))
            }
        }
    }

    /// Reads `HH:MM` from `00:00` to `24:00`, for the end of an interval.
    ///
    /// # Errors
    /// [`Code::InvalidTime`] for anything else.
    pub fn parse_end(text: &str) -> Result<Self> {
        read_time(text).ok_or_else(|| {
            Error::new(
                Code::InvalidTime,
                "not a time of day; write it as `09:30` or `24:00`, two digits each",
            )
        })
    }

    /// The time so many seconds after midnight.
    ///
    /// # Errors
    /// [`Code::OutOfRange`] above 86,400.
    pub fn from_seconds(seconds: u32) -> Result<Self> {
        if seconds > Self::END.0 {
            return Err(Error::new(Code::OutOfRange, "a time of day has 86400 seconds at most"));
        }
        Ok(Self(seconds))
    }

    /// Seconds after midnight.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)?;
        if !self.0.is_multiple_of(60) {
            write!(f, ":{:02}", self.0 % 60)?;
        }
        Ok(())
    }
}

/// The date on a wall clock that shows `local` seconds, i.e. UTC seconds plus the zone's offset.
/// Days a little outside the years 1 to 9999 are kept as they are.
///
/// ```
/// use tactful::time::{date_of, second_of_day};
/// assert_eq!(date_of(-1).to_string(), "1969-12-31");
/// assert_eq!(second_of_day(-1), 86_399);
/// ```
#[must_use]
pub fn date_of(local: i64) -> Date {
    Date(local.div_euclid(DAY).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
}

/// The second of the day (0 to 86,399) on a wall clock that shows `local` seconds.
#[must_use]
pub fn second_of_day(local: i64) -> u32 {
    local.rem_euclid(DAY) as u32
}

fn read_time(text: &str) -> Option<TimeOfDay> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes() else {
        return None;
    };
    let (hour, minute) = (number(&[h1, h2])?, number(&[m1, m2])?);
    let seconds = hour * 3600 + minute * 60;
    (minute < 60 && seconds <= TimeOfDay::END.0).then_some(TimeOfDay(seconds))
}

/// At most a handful of ASCII digits; nothing else is a number here, not even a sign.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |sum, digit| {
        digit.is_ascii_digit().then(|| sum.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')))
    })
}

fn days_of_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counts in years that start in March, so that the leap day comes last.
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let days = i64::from(days) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, day as u32)
}

/// A day of every year; 29 February falls on the 28th or on 1 March in other years (N16).
pub(crate) fn day_of_year(year: i32, month: u8, day: u8, leap_day_on_march_1: bool) -> Option<Date> {
    if let Ok(date) = Date::from_ymd(year, u32::from(month), u32::from(day)) {
        return Some(date);
    }
    let (month, day) = if leap_day_on_march_1 { (3, 1) } else { (2, 28) };
    Date::from_ymd(year, month, day).ok()
}

/// Reads a day of every year, such as `12-25`: month and day. `02-29` is one.
///
/// # Errors
/// [`Code::InvalidTime`] if no year has that day.
///
/// ```
/// assert_eq!(tactful::time::month_day("02-29")?, (2, 29));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn month_day(text: &str) -> Result<(u8, u8)> {
    // 2000 is a leap year
    let date = Date::parse(&format!("2000-{text}"))
        .map_err(|_| Error::new(Code::InvalidTime, "write a day of every year as `12-25`"))?;
    let (_, month, day) = date.ymd();
    Ok((month as u8, day as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_ten_millennia_reads_back() {
        let mut expected = (1, 1, 1);
        for days in Date::MIN.0..=Date::MAX.0 {
            let date = Date(days);
            let (y, m, d) = date.ymd();
            assert_eq!((y, m, d), expected);
            assert_eq!(days_from_civil(y, m, d), days);
            expected = if d < days_of_month(y, m) {
                (y, m, d + 1)
            } else if m < 12 {
                (y, m + 1, 1)
            } else {
                (y + 1, 1, 1)
            };
        }
        assert_eq!(expected, (10_000, 1, 1));
    }

    #[test]
    fn text_is_exact() {
        for bad in [
            "",
            "2026-1-01",
            "2026-01-1",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "0000-01-01",
            "+026-01-01",
            " 2026-01-01",
            "2026-01-01 ",
            "2026/01/01",
            "20260101",
            "2026-01-0١",
        ] {
            assert_eq!(Date::parse(bad).unwrap_err().code(), Code::InvalidTime, "{bad}");
        }
        assert_eq!(Date::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
        for bad in
            ["", "9:00", "09:0", "24:01", "25:00", "12:60", "09:00:00", "0900", "-1:00", "٠٩:٠٠", "09.00"]
        {
            assert_eq!(TimeOfDay::parse_end(bad).unwrap_err().code(), Code::InvalidTime, "{bad}");
            assert_eq!(TimeOfDay::parse(bad).unwrap_err().code(), Code::InvalidTime, "{bad}");
        }
        assert_eq!(TimeOfDay::parse("23:59").unwrap().to_string(), "23:59");
        assert!(TimeOfDay::parse("24:00").is_err());
    }

    #[test]
    fn months_clamp_and_stop_at_the_ends() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(date("2024-02-29").add_months(12), (date("2025-02-28"), true));
        assert_eq!(date("2024-03-31").add_months(-1), (date("2024-02-29"), true));
        assert_eq!(date("2024-12-15").add_months(1), (date("2025-01-15"), false));
        assert_eq!(date("2024-01-15").add_months(-13), (date("2022-12-15"), false));
        assert_eq!(date("9999-12-31").add_months(i32::MAX), (Date::MAX, false));
        assert_eq!(date("0001-01-01").add_months(i32::MIN), (Date::MIN, false));
        assert_eq!(Date::MAX.add_days(i32::MAX), Date::MAX);
        assert_eq!(Date::MIN.add_days(i32::MIN), Date::MIN);
    }

    #[test]
    fn weeks_start_on_monday() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(date("2026-11-22").iso_week_start(), date("2026-11-16"));
        assert_eq!(date("2026-11-16").iso_week_start(), date("2026-11-16"));
        assert_eq!(date("2026-11-22").month_start(), date("2026-11-01"));
        assert_eq!(date("1970-01-01").weekday(), Weekday::Thu);
    }
}

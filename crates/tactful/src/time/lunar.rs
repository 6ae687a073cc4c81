//! The Chinese calendar from 1900 to 2100: festivals and birthdays that move through the Gregorian year (R6).
//!
//! The table was computed from the new moons and the solar terms by the rules of GB/T 33661-2017 (midnight at 120° E; before
//! 1929 the meridian of Beijing) and follows the conversion tables of the Hong Kong Observatory where it is known to
//! differ: the months of 1906, and the leap months of 1917 and 1922. The observatory itself says that the new moons of
//! 2057-09-28, 2089-09-04 and 2097-08-07 lie so near to midnight that these months may begin a day later.

use super::civil::Date;
use crate::words::words;
use crate::{Code, Error, Result};
use std::fmt;

/// The first year of the table, which begins on 1900-01-31.
const FIRST_YEAR: i32 = 1900;
/// 1900-01-31, in days since 1970-01-01.
const FIRST_DAY: i32 = -25_537;

words! {
    /// When somebody has his or her day who was born in a leap month.
    LeapMonth {
        /// Every year in the regular month of that number.
        Regular = "regular";
        /// In the leap month in years that have it, else in the regular one.
        Leap = "leap";
    }
}

/// A day of the Chinese year, which comes again every year (R6).
///
/// Written as `lunar 08-15`, or `lunar leap 06-12` for a day of a leap month. The thirtieth of a month that has 29 days is its
/// last day: `lunar 12-30` is the eve of the new year.
///
/// ```
/// use tactful::time::{Date, LeapMonth, LunarDay};
/// let mid_autumn = LunarDay::parse("lunar 08-15")?;
/// assert_eq!(mid_autumn.in_year(2026, LeapMonth::Regular), Some(Date::parse("2026-09-25")?));
/// let eve = LunarDay::parse("lunar 12-30")?;
/// assert_eq!(eve.in_year(2026, LeapMonth::Regular), Some(Date::parse("2027-02-05")?));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarDay {
    /// 1 to 12.
    pub month: u8,
    /// Whether it is the leap month that follows the regular one of this number.
    pub leap: bool,
    /// 1 to 30.
    pub day: u8,
}

impl LunarDay {
    /// Reads `lunar 08-15` or `lunar leap 06-12`.
    ///
    /// # Errors
    /// [`Code::InvalidTime`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = || {
            let message = "write a day of the Chinese year as `lunar 08-15` or `lunar leap 06-12`";
            Error::new(Code::InvalidTime, message)
        };
        let rest = text.strip_prefix("lunar ").ok_or_else(invalid)?;
        let (leap, rest) = rest.strip_prefix("leap ").map_or((false, rest), |rest| (true, rest));
        let number = |tens: u8, ones: u8| {
            let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
            is_number.then(|| (tens - b'0') * 10 + ones - b'0')
        };
        let &[m1, m2, b'-', d1, d2] = rest.as_bytes() else { return Err(invalid()) };
        match (number(m1, m2), number(d1, d2)) {
            (Some(month @ 1..=12), Some(day @ 1..=30)) => Ok(Self { month, leap, day }),
            _ => Err(invalid()),
        }
    }

    /// Whether the text is meant as a day of the Chinese year.
    pub(crate) fn is_meant(text: &str) -> bool {
        text.starts_with("lunar")
    }

    /// Its date in the Chinese year that begins in this Gregorian year; none before 1900 and after 2100, and of what is
    /// no day.
    #[must_use]
    pub fn in_year(self, year: i32, rule: LeapMonth) -> Option<Date> {
        if !(1..=12).contains(&self.month) || !(1..=30).contains(&self.day) {
            return None;
        }
        let known = Year::of(year)?;
        let leap = self.leap && rule == LeapMonth::Leap && known.leap == self.month;
        let place = known.place(self.month, leap);
        let day = i32::from(self.day).min(known.days(place));
        Date::from_days(known.first + known.before(place) + day - 1).ok()
    }

    /// Its dates in all years of the table.
    pub(crate) fn all(self, rule: LeapMonth) -> Vec<Date> {
        let last = FIRST_YEAR + YEARS.len() as i32;
        (FIRST_YEAR..last).filter_map(|year| self.in_year(year, rule)).collect()
    }
}

impl fmt::Display for LunarDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lunar {}{:02}-{:02}", if self.leap { "leap " } else { "" }, self.month, self.day)
    }
}

/// A date of the Chinese calendar (R6).
///
/// ```
/// use tactful::time::{Date, LunarDate};
/// let date = LunarDate::of(Date::parse("2033-12-22")?)?;      // the leap month that comes late
/// assert_eq!((date.year, date.day.month, date.day.leap, date.day.day), (2033, 11, true, 1));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarDate {
    /// The Gregorian year in which the Chinese year begins.
    pub year: i32,
    /// The day of that year.
    pub day: LunarDay,
}

impl LunarDate {
    /// The Chinese date of a Gregorian one.
    ///
    /// # Errors
    /// [`Code::OutOfRange`] before 1900-01-31 and after 2101-01-28.
    pub fn of(date: Date) -> Result<Self> {
        let out =
            || Error::new(Code::OutOfRange, "the Chinese calendar is known from 1900-01-31 to 2101-01-28");
        let (gregorian, ..) = date.ymd();
        let within = |year: i32| Year::of(year).filter(|known| known.first <= date.days());
        let (year, known) = [gregorian, gregorian - 1]
            .into_iter()
            .find_map(|year| Some((year, within(year)?)))
            .ok_or_else(out)?;
        let mut left = date.days() - known.first;
        for place in 0..known.months() {
            let days = known.days(place);
            if left < days {
                let leap = known.leap > 0 && place == usize::from(known.leap);
                let month = place + 1 - usize::from(known.leap > 0 && place >= usize::from(known.leap));
                return Ok(Self { year, day: LunarDay { month: month as u8, leap, day: left as u8 + 1 } });
            }
            left -= days;
        }
        Err(out())
    }
}

/// One year: when it begins, its leap month (0: none), its long months.
#[derive(Debug, Clone, Copy)]
struct Year {
    first: i32,
    leap: u8,
    long: u32,
}

impl Year {
    fn of(year: i32) -> Option<Self> {
        let place = usize::try_from(year.checked_sub(FIRST_YEAR)?).ok()?;
        let entry = *YEARS.get(place)?;
        let days =
            |&entry: &u32| 29 * (12 + i32::from(entry >> 13 > 0)) + (entry & 0x1fff).count_ones() as i32;
        let first = FIRST_DAY + YEARS[..place].iter().map(days).sum::<i32>();
        Some(Self { first, leap: (entry >> 13) as u8, long: entry & 0x1fff })
    }

    fn months(self) -> usize {
        12 + usize::from(self.leap > 0)
    }

    /// The place of a month in the year, from 0.
    fn place(self, month: u8, leap: bool) -> usize {
        let after_leap = self.leap > 0 && (month > self.leap || leap);
        usize::from(month) - 1 + usize::from(after_leap)
    }

    fn days(self, place: usize) -> i32 {
        29 + (self.long >> place & 1) as i32
    }

    fn before(self, place: usize) -> i32 {
        (0..place).map(|place| self.days(place)).sum()
    }
}

/// By year: which of its months, in their order, have 30 days (the lowest bit is the first month); from bit 13 on, the
/// number of the month that is followed by a leap month.
#[rustfmt::skip]
const YEARS: [u32; 201] = [
    0x116d2, 0x00752, 0x00ea5, 0x0b64a, 0x0064b, 0x00a9b, 0x09556, 0x0056a, 0x00b59, 0x05752, // 1900
    0x00752, 0x0db25, 0x00b25, 0x00a4b, 0x0b4ab, 0x002ad, 0x0056b, 0x04b69, 0x00da9, 0x0fd92, // 1910
    0x00e92, 0x00d25, 0x0ba4d, 0x00a56, 0x002b6, 0x095b5, 0x006d4, 0x00ea9, 0x05e92, 0x00e92, // 1920
    0x0cd26, 0x0052b, 0x00a57, 0x0b2b6, 0x00b5a, 0x006d4, 0x06ec9, 0x00749, 0x0f693, 0x00a93, // 1930
    0x0052b, 0x0ca5b, 0x00aad, 0x0056a, 0x09b55, 0x00ba4, 0x00b49, 0x05a93, 0x00a95, 0x0f52d, // 1940
    0x00536, 0x00aad, 0x0b5aa, 0x005b2, 0x00da5, 0x07d4a, 0x00d4a, 0x10a95, 0x00a97, 0x00556, // 1950
    0x0cab5, 0x00ad5, 0x006d2, 0x08ea5, 0x00ea5, 0x0064a, 0x06c97, 0x00a9b, 0x0f55a, 0x0056a, // 1960
    0x00b69, 0x0b752, 0x00b52, 0x00b25, 0x0964b, 0x00a4b, 0x114ab, 0x002ad, 0x0056d, 0x0cb69, // 1970
    0x00da9, 0x00d92, 0x09d25, 0x00d25, 0x15a4d, 0x00a56, 0x002b6, 0x0c5b5, 0x006d5, 0x00ea9, // 1980
    0x0be92, 0x00e92, 0x00d26, 0x06a56, 0x00a57, 0x114d6, 0x0035a, 0x006d5, 0x0b6c9, 0x00749, // 1990
    0x00693, 0x0952b, 0x0052b, 0x00a5b, 0x0555a, 0x0056a, 0x0fb55, 0x00ba4, 0x00b49, 0x0ba93, // 2000
    0x00a95, 0x0052d, 0x08aad, 0x00ab5, 0x135aa, 0x005d2, 0x00da5, 0x0dd4a, 0x00d4a, 0x00c95, // 2010
    0x0952e, 0x00556, 0x00ab5, 0x055b2, 0x006d2, 0x0cea5, 0x00725, 0x0064b, 0x0ac97, 0x00cab, // 2020
    0x0055a, 0x06ad6, 0x00b69, 0x17752, 0x00b52, 0x00b25, 0x0da4b, 0x00a4b, 0x004ab, 0x0a55b, // 2030
    0x005ad, 0x00b6a, 0x05b52, 0x00d92, 0x0fd25, 0x00d25, 0x00a55, 0x0b4ad, 0x004b6, 0x005b5, // 2040
    0x06daa, 0x00ec9, 0x11e92, 0x00e92, 0x00d26, 0x0ca56, 0x00a57, 0x00556, 0x086d5, 0x00755, // 2050
    0x00749, 0x06e93, 0x00693, 0x0f52b, 0x0052b, 0x00a5b, 0x0b55a, 0x0056a, 0x00b65, 0x0974a, // 2060
    0x00b4a, 0x11a95, 0x00a95, 0x0052d, 0x0caad, 0x00ab5, 0x005aa, 0x08ba5, 0x00da5, 0x00d4a, // 2070
    0x07c95, 0x00c96, 0x0f94e, 0x00556, 0x00ab5, 0x0b5b2, 0x006d2, 0x00ea5, 0x08e4a, 0x0068b, // 2080
    0x10c97, 0x004ab, 0x0055b, 0x0cad6, 0x00b6a, 0x00752, 0x09725, 0x00b45, 0x00a8b, 0x0549b, // 2090
    0x004ab, // 2100
];

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn every_day_has_one_name_and_follows_the_day_before() {
        let (mut before, mut days) = (None::<LunarDate>, 0);
        for day in FIRST_DAY..=date("2101-01-28").days() {
            let now = LunarDate::of(Date::from_days(day).unwrap()).unwrap();
            assert_eq!(now.day.in_year(now.year, LeapMonth::Leap), Some(Date::from_days(day).unwrap()));
            if let Some(before) = before {
                let next_day = (before.year, before.day.month, before.day.leap, before.day.day + 1);
                let is_next = (now.year, now.day.month, now.day.leap, now.day.day) == next_day;
                let begins = now.day.day == 1 && (29..=30).contains(&before.day.day);
                assert!(now > before || now.day.leap || before.day.leap);
                assert!(is_next || begins, "{now:?}");
            }
            (before, days) = (Some(now), days + 1);
        }
        assert_eq!(days, 73_412);
        assert!(LunarDate::of(Date::from_days(FIRST_DAY - 1).unwrap()).is_err());
        assert!(LunarDate::of(date("2101-01-29")).is_err());
    }

    /// Seven leap months in nineteen years, 353 to 355 or 383 to 385 days, from 21 January to 20 February on.
    #[test]
    fn years_are_as_long_as_moon_and_sun_make_them() {
        let years: Vec<Year> = (1900..=2100).map(|year| Year::of(year).unwrap()).collect();
        for (place, year) in years.iter().enumerate() {
            let days = year.before(year.months());
            let common = if year.leap > 0 { 383..=385 } else { 353..=355 };
            assert!(common.contains(&days), "{}: {days}", 1900 + place);
            let (_, month, day) = Date::from_days(year.first).unwrap().ymd();
            assert!(matches!((month, day), (1, 21..=31) | (2, 1..=20)), "{}", 1900 + place);
            if let Some(next) = years.get(place + 1) {
                assert_eq!(year.first + days, next.first);
            }
            // no more than four long months in a row, and no more than three short ones
            let lengths: Vec<i32> = (0..year.months()).map(|place| year.days(place)).collect();
            assert!(lengths.windows(5).all(|row| row.contains(&29)));
            assert!(lengths.windows(4).all(|row| row.contains(&30)));
        }
        for cycle in years.windows(19) {
            let leaps = cycle.iter().filter(|year| year.leap > 0).count();
            assert!((6..=8).contains(&leaps), "{leaps}");
        }
        assert!(years.windows(2).all(|pair| pair.iter().any(|year| year.leap == 0)));
    }

    /// A month begins with the new moon: 29.530588 days from one to the next on average, and never a day off by more
    /// than the moon's uneven pace.
    #[test]
    fn months_begin_with_the_new_moon() {
        let mut start = f64::from(FIRST_DAY);
        let mut moons = 0;
        for year in 1900..=2100 {
            let year = Year::of(year).unwrap();
            for place in 0..year.months() {
                // the mean new moon of 2000-01-06 at 14:20 UTC, 1.9 s longer from month to month in 25 centuries
                let mean = 10_962.597_66 + 29.530_588_861 * f64::from(moons - 1_236);
                // 0.33 of a day to China, up to a whole one from midnight, and 0.6 that moon and sun swing
                assert!((-1.3..1.0).contains(&(start - mean)), "{start} {mean}");
                start += f64::from(year.days(place));
                moons += 1;
            }
        }
        assert_eq!(moons, 2_486);
    }

    #[test]
    fn known_dates() {
        let new_year = LunarDay { month: 1, leap: false, day: 1 };
        for known in [
            "1900-01-31",
            "1912-02-18",
            "1949-01-29",
            "1985-02-20",
            "2000-02-05",
            "2020-01-25",
            "2023-01-22",
            "2024-02-10",
            "2025-01-29",
            "2026-02-17",
            "2027-02-06",
            "2028-01-26",
            "2033-01-31",
            "2034-02-19",
            "2100-02-09",
        ] {
            let (year, ..) = date(known).ymd();
            assert_eq!(new_year.in_year(year, LeapMonth::Regular), Some(date(known)));
        }
        let mid_autumn = LunarDay { month: 8, leap: false, day: 15 };
        for (year, known) in [
            (2020, "2020-10-01"),
            (2025, "2025-10-06"),
            (2026, "2026-09-25"),
            (2027, "2027-09-15"),
            (2028, "2028-10-03"),
            (2033, "2033-09-08"),
        ] {
            assert_eq!(mid_autumn.in_year(year, LeapMonth::Regular), Some(date(known)));
        }
        for (year, leap) in [
            (1900, 8),
            (1917, 2),
            (1922, 5),
            (1984, 10),
            (2014, 9),
            (2017, 6),
            (2020, 4),
            (2023, 2),
            (2025, 6),
            (2028, 5),
            (2031, 3),
            (2033, 11),
            (2034, 0),
            (2036, 6),
        ] {
            assert_eq!(Year::of(year).unwrap().leap, leap, "{year}");
        }
        // days on which tables in circulation err
        for (text, leap, month, day) in [
            ("1933-07-22", true, 5, 30),
            ("1954-11-25", false, 11, 1),
            ("1978-09-02", false, 7, 30),
            ("1996-07-16", false, 6, 1),
            ("2060-04-30", false, 4, 1),
            ("2057-09-28", false, 9, 1),
        ] {
            let found = LunarDate::of(date(text)).unwrap().day;
            assert_eq!(found, LunarDay { month, leap, day }, "{text}");
        }
    }

    #[test]
    fn a_birthday_in_a_leap_month_follows_the_rule() {
        let born = LunarDate::of(date("1987-08-01")).unwrap().day;
        assert_eq!(born, LunarDay { month: 6, leap: true, day: 7 });
        // 2025 has a leap sixth month, 2026 has none
        assert_eq!(born.in_year(2025, LeapMonth::Regular), Some(date("2025-07-01")));
        assert_eq!(born.in_year(2025, LeapMonth::Leap), Some(date("2025-07-31")));
        for rule in [LeapMonth::Regular, LeapMonth::Leap] {
            assert_eq!(born.in_year(2026, rule), Some(date("2026-07-20")));
        }
        // who was born in the regular month never has the leap one
        let regular = LunarDay { leap: false, ..born };
        assert_eq!(regular.in_year(2025, LeapMonth::Leap), Some(date("2025-07-01")));
        assert_eq!(born.in_year(1899, LeapMonth::Leap), None);
        assert_eq!(born.in_year(2101, LeapMonth::Leap), None);
    }

    #[test]
    fn what_is_no_day_has_no_date() {
        for (month, day) in [(0, 1), (13, 1), (33, 1), (255, 30), (1, 0), (1, 31), (12, 255)] {
            for leap in [false, true] {
                let no_day = LunarDay { month, leap, day };
                assert_eq!(no_day.in_year(2026, LeapMonth::Leap), None, "{no_day}");
                assert!(no_day.all(LeapMonth::Regular).is_empty());
            }
        }
        let new_year = LunarDay { month: 1, leap: false, day: 1 };
        for year in [i32::MIN, -1, 0, 1899, 2101, i32::MAX] {
            assert_eq!(new_year.in_year(year, LeapMonth::Regular), None, "{year}");
        }
    }

    #[test]
    fn text_is_exact() {
        for good in ["lunar 01-01", "lunar leap 06-12", "lunar 12-30"] {
            assert_eq!(LunarDay::parse(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "lunar",
            "lunar 8-15",
            "lunar 13-01",
            "lunar 00-01",
            "lunar 01-31",
            "lunar 01-00",
            "01-01",
            "lunar  01-01",
            "lunar leap01-01",
            "Lunar 01-01",
            "lunar 01-0\u{661}",
        ] {
            assert_eq!(LunarDay::parse(bad).unwrap_err().code(), Code::InvalidTime, "{bad}");
        }
    }
}

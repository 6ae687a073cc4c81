//! Lengths of time as people write them, and what they mean at an instant in a zone.

use super::civil::{DAY, date_of, second_of_day};
use super::zone::Zone;
use crate::{Code, Error, Result};
use std::fmt;

/// A hundred years.
const MOST_DAYS: i64 = 36_525;

/// A length of time with its unit; units differ in what they count.
///
/// | written | counts |
/// |---|---|
/// | `90s` `90m` `48h` | elapsed time |
/// | `7d` `2w` `3mo` `1y` | civil days and months on the customer's wall clock |
/// | `5bd` `8bh` | business days and hours of a calendar |
/// | `60 full days` | whole local days after the event's, ending at local midnight |
/// | `7 days incl.` | whole local days with the event's as the first, ending at local midnight |
///
/// Elapsed and civil spans may be negative (`-7d`: before the anchor). None is longer than a hundred years.
///
/// ```
/// use tactful::time::{Instant, Span, Zones};
/// let zone = Zones::bundled().get("Europe/Paris")?;
/// let start = Instant::parse("2026-03-28T12:00:00+01:00")?.seconds();
/// let day = Span::parse("1d")?.shift(start, &zone);
/// let hours = Span::parse("24h")?.shift(start, &zone);
/// assert_eq!(day.zip(hours).map(|(day, hours)| hours - day), Some(3600)); // the clocks went forward
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// Elapsed seconds.
    Seconds(i64),
    /// Civil days; weeks are seven of them.
    Days(i32),
    /// Civil months; years are twelve of them.
    Months(i32),
    /// Business days of a calendar.
    BusinessDays(i32),
    /// Open seconds of a calendar.
    BusinessSeconds(i64),
    /// Whole local days after the event's day.
    FullDays(i32),
    /// Whole local days, the event's day being the first.
    DaysInclusive(i32),
}

impl Span {
    /// Reads a span.
    ///
    /// # Errors
    /// [`Code::InvalidSpan`] for text that is none; the sentence says how it is written.
    /// [`Code::InvalidValue`] for more than a hundred years, a negative business or legal span, or `0 days incl.`.
    ///
    /// ```
    /// use tactful::{Code, time::Span};
    /// assert_eq!(Span::parse("2w")?, Span::Days(14));
    /// assert_eq!(Span::parse("60 full days")?.to_string(), "60 full days");
    /// let error = Span::parse("30").unwrap_err();
    /// assert_eq!(error.code(), Code::InvalidSpan);
    /// assert_eq!(error.message(), "a span needs its unit; write `30d` for civil days or `30h` for elapsed hours");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = rest.split_at(digits);
        if number.is_empty() {
            return Err(not_a_span(None, unit));
        }
        // more digits than a hundred years of seconds have
        let count: i64 = if number.len() > 12 { i64::MAX } else { number.parse().unwrap_or(i64::MAX) };
        let (per_unit, most) = match unit {
            "s" => (1, MOST_DAYS * DAY),
            "m" => (60, MOST_DAYS * DAY),
            "h" | "bh" => (3600, MOST_DAYS * DAY),
            "w" => (7, MOST_DAYS),
            "d" | "bd" | " full days" | " full day" | " days incl." | " day incl." => (1, MOST_DAYS),
            "mo" => (1, 1200),
            "y" => (12, 1200),
            _ => return Err(not_a_span(Some(number), unit)),
        };
        if count > most / per_unit {
            return Err(Error::new(Code::InvalidValue, "a span is at most a hundred years"));
        }
        let count = count * per_unit;
        let signed = if negative { -count } else { count };
        let span = match unit {
            "s" | "m" | "h" => Span::Seconds(signed),
            "d" | "w" => Span::Days(signed as i32),
            "mo" | "y" => Span::Months(signed as i32),
            _ if negative => {
                let message = "only elapsed and civil spans can be negative, such as `-7d`";
                return Err(Error::new(Code::InvalidValue, message));
            }
            "bd" => Span::BusinessDays(count as i32),
            "bh" => Span::BusinessSeconds(count),
            " full days" | " full day" => Span::FullDays(count as i32),
            _ if count == 0 => {
                let message = "a count that includes the event's day is at least `1 day incl.`";
                return Err(Error::new(Code::InvalidValue, message));
            }
            _ => Span::DaysInclusive(count as i32),
        };
        Ok(span)
    }

    /// Whether it counts business days or hours, which only a calendar can do.
    #[must_use]
    pub const fn is_business(self) -> bool {
        matches!(self, Span::BusinessDays(_) | Span::BusinessSeconds(_))
    }

    /// The instant a span after `at` (UTC seconds), by the civil arithmetic of windows and anchors:
    /// the same wall time on the later date; month ends clamp, a skipped time is shifted forward by the gap,
    /// of a repeated one it is the first. `None` for business spans.
    #[must_use]
    #[inline]
    pub fn shift(self, at: i64, zone: &Zone) -> Option<i64> {
        match self {
            Span::Seconds(seconds) => Some(at.saturating_add(seconds)),
            _ => self.shift_civil(at, zone),
        }
    }

    fn shift_civil(self, at: i64, zone: &Zone) -> Option<i64> {
        let local = match self {
            Span::Seconds(_) => return None, // no civil span
            Span::Days(days) => zone.local(at).saturating_add(i64::from(days) * DAY),
            Span::Months(months) => {
                let local = zone.local(at);
                date_of(local).add_months(months).0.midnight() + i64::from(second_of_day(local))
            }
            Span::FullDays(days) => return Some(midnight(zone.local(at), i64::from(days) + 1, zone)),
            Span::DaysInclusive(days) => return Some(midnight(zone.local(at), i64::from(days), zone)),
            Span::BusinessDays(_) | Span::BusinessSeconds(_) => return None,
        };
        Some(zone.earliest(local))
    }

    /// The instant at which a window that began at `at` (UTC seconds) is over: for caps, gaps and cooling-off.
    /// Later starts never end earlier. So a start in the second pass of a repeated period counts as its end,
    /// what a short month clamps ends with that month's last day, and an end at a skipped time
    /// is the first instant after it. `None` for business spans.
    ///
    /// ```
    /// use tactful::time::{Instant, Span, Zones};
    /// let zone = Zones::bundled().get("UTC")?;
    /// let end = |text: &str| Span::parse("1mo").map(|month| {
    ///     month.end(Instant::parse(text).map_or(0, |at| at.seconds()), &zone)
    /// });
    /// // 12:00 on the 30th and 10:00 on the 31st end together, not in the wrong order
    /// assert_eq!(end("2026-01-30T12:00:00Z")?, end("2026-01-31T10:00:00Z")?);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn end(self, at: i64, zone: &Zone) -> Option<i64> {
        match self {
            Span::Seconds(seconds) => Some(at.saturating_add(seconds)),
            _ => self.end_civil(at, zone),
        }
    }

    fn end_civil(self, at: i64, zone: &Zone) -> Option<i64> {
        let local = match self {
            Span::Seconds(_) => return None, // no civil span
            Span::Days(days) => zone.steady_local(at, false).saturating_add(i64::from(days) * DAY),
            Span::Months(months) => {
                let local = zone.steady_local(at, false);
                match date_of(local).add_months(months) {
                    (date, false) => date.midnight() + i64::from(second_of_day(local)),
                    (last_day, true) => last_day.midnight() + DAY,
                }
            }
            Span::FullDays(days) => {
                return Some(midnight(zone.steady_local(at, true), i64::from(days) + 1, zone));
            }
            Span::DaysInclusive(days) => {
                return Some(midnight(zone.steady_local(at, true), i64::from(days), zone));
            }
            Span::BusinessDays(_) | Span::BusinessSeconds(_) => return None,
        };
        Some(zone.first_at_or_after(local))
    }

    /// The first start (UTC seconds) whose window ends after `end` (UTC seconds): the inverse of [`Span::end`].
    /// `None` for business spans.
    ///
    /// ```
    /// use tactful::time::{Span, Zones};
    /// let zone = Zones::bundled().get("UTC")?;
    /// assert_eq!(Span::parse("1h")?.start_before(7200, &zone), Some(3601));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn start_before(self, end: i64, zone: &Zone) -> Option<i64> {
        // A window ends after `end` if the wall time at which it ends is later than all that was shown until then.
        let shown = zone.steady_local(end, true);
        match self {
            Span::Seconds(seconds) => Some(end.saturating_sub(seconds).saturating_add(1)),
            Span::Days(days) => Some(first_after(shown - i64::from(days) * DAY, zone)),
            Span::Months(months) => Some(first_after(month_start(shown + 1, months) - 1, zone)),
            Span::FullDays(days) => Some(midnight(shown, -i64::from(days), zone)),
            Span::DaysInclusive(days) => Some(midnight(shown, 1 - i64::from(days), zone)),
            Span::BusinessDays(_) | Span::BusinessSeconds(_) => None,
        }
    }
}

/// The first instant at which a wall clock that never runs back is past `local`.
fn first_after(local: i64, zone: &Zone) -> i64 {
    // where `local` itself is shown, the next second is past it, even if a fold begins with it
    let at = zone.first_at_or_after(local);
    at + i64::from(zone.local(at) == local)
}

/// The first wall time from which a window of so many months ends at `end` or later (both local seconds).
fn month_start(end: i64, months: i32) -> i64 {
    let (date, second) = (date_of(end), second_of_day(end));
    if second == 0 && date == date.month_start() {
        // days that the month before is too short for end here too
        let last = date.add_days(-1);
        let (_, _, length) = last.ymd();
        let (start, _) = last.month_start().add_months(-months);
        let too_long = start.add_days(length as i32);
        return if too_long.month_start() == start { too_long } else { too_long.month_start() }.midnight();
    }
    match date.add_months(-months) {
        (start, false) => start.midnight() + i64::from(second),
        // that month has no such day: all of it ends earlier
        (last_day, true) => last_day.midnight() + DAY,
    }
}

/// The first instant of the date that comes so many days after the one that `local` shows.
fn midnight(local: i64, days: i64, zone: &Zone) -> i64 {
    zone.first_at_or_after(date_of(local).midnight() + days * DAY)
}

fn not_a_span(number: Option<&str>, unit: &str) -> Error {
    let n = number.filter(|number| number.len() <= 6);
    let example = |unit: &str| format!("`{}{unit}`", n.unwrap_or("7"));
    let unit = unit.trim();
    let hint = match unit.to_ascii_lowercase().trim_end_matches('.') {
        "" if n.is_some() => Some(format!(
            "a span needs its unit; write {} for civil days or {} for elapsed hours",
            example("d"),
            example("h")
        )),
        "sec" | "secs" | "second" | "seconds" | "s" => Some(format!("seconds are written {}", example("s"))),
        "min" | "mins" | "minute" | "minutes" => Some(format!("minutes are written {}", example("m"))),
        "m" if unit == "M" => Some(format!("minutes are written {}, months {}", example("m"), example("mo"))),
        "m" => Some(format!("minutes are written {}", example("m"))),
        "hr" | "hrs" | "hour" | "hours" | "h" => Some(format!("elapsed hours are written {}", example("h"))),
        "day" | "days" | "d" => Some(format!(
            "days are written {} on the wall clock, {} in business days, `{n} full days` or `{n} days incl.` \
             where whole days are counted",
            example("d"),
            example("bd"),
            n = n.unwrap_or("7"),
        )),
        "week" | "weeks" | "wk" | "wks" | "w" => Some(format!("weeks are written {}", example("w"))),
        "month" | "months" | "mon" | "mos" | "mo" => Some(format!("months are written {}", example("mo"))),
        "year" | "years" | "yr" | "yrs" | "y" => Some(format!("years are written {}", example("y"))),
        "business days" | "business day" | "working days" | "workdays" | "bd" | "b" => {
            Some(format!("business days are written {}", example("bd")))
        }
        "business hours" | "business hour" | "working hours" | "bh" => {
            Some(format!("business hours are written {}", example("bh")))
        }
        _ => None,
    };
    Error::new(
        Code::InvalidSpan,
        hint.unwrap_or_else(|| {
            "not a span of time; write a number and its unit: `90s` `90m` `48h` elapsed, `7d` `2w` `3mo` `1y` on the \
             wall clock, `5bd` `8bh` in business time, `60 full days` or `7 days incl.`"
                .to_owned()
        }),
    )
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day_or_days = |count: &i32| if *count == 1 { "day" } else { "days" };
        match self {
            Span::Seconds(s) if *s != 0 && s % 3600 == 0 => write!(f, "{}h", s / 3600),
            Span::Seconds(s) if *s != 0 && s % 60 == 0 => write!(f, "{}m", s / 60),
            Span::Seconds(s) => write!(f, "{s}s"),
            Span::Days(n) => write!(f, "{n}d"),
            Span::Months(n) if *n != 0 && n % 12 == 0 => write!(f, "{}y", n / 12),
            Span::Months(n) => write!(f, "{n}mo"),
            Span::BusinessDays(n) => write!(f, "{n}bd"),
            Span::BusinessSeconds(s) if s % 3600 == 0 => write!(f, "{}bh", s / 3600),
            Span::BusinessSeconds(s) => write!(f, "{s}s of business time"),
            Span::FullDays(n) => write!(f, "{n} full {}", day_or_days(n)),
            Span::DaysInclusive(n) => write!(f, "{n} {} incl.", day_or_days(n)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Date, Instant, Zones};
    use std::sync::Arc;

    fn zone(name: &str) -> Arc<Zone> {
        Zones::bundled().get(name).unwrap()
    }

    fn at(text: &str) -> i64 {
        Instant::parse(text).unwrap().seconds()
    }

    fn span(text: &str) -> Span {
        Span::parse(text).unwrap()
    }

    #[test]
    fn reads_and_writes() {
        for (text, expected, canonical) in [
            ("90s", Span::Seconds(90), "90s"),
            ("90m", Span::Seconds(5400), "90m"),
            ("48h", Span::Seconds(172_800), "48h"),
            ("60m", Span::Seconds(3600), "1h"),
            ("-2h", Span::Seconds(-7200), "-2h"),
            ("0d", Span::Days(0), "0d"),
            ("0s", Span::Seconds(0), "0s"),
            ("7d", Span::Days(7), "7d"),
            ("-7d", Span::Days(-7), "-7d"),
            ("2w", Span::Days(14), "14d"),
            ("3mo", Span::Months(3), "3mo"),
            ("1y", Span::Months(12), "1y"),
            ("12mo", Span::Months(12), "1y"),
            ("100y", Span::Months(1200), "100y"),
            ("5bd", Span::BusinessDays(5), "5bd"),
            ("8bh", Span::BusinessSeconds(28_800), "8bh"),
            ("60 full days", Span::FullDays(60), "60 full days"),
            ("1 full day", Span::FullDays(1), "1 full day"),
            ("7 days incl.", Span::DaysInclusive(7), "7 days incl."),
        ] {
            let span = Span::parse(text).unwrap();
            assert_eq!(span, expected, "{text}");
            assert_eq!(span.to_string(), canonical);
            assert_eq!(Span::parse(canonical).unwrap(), span);
        }
    }

    #[test]
    fn refuses_with_what_would_be_right() {
        for (text, hint) in [
            ("", "`48h`"),
            ("30", "`30d`"),
            ("-", "`48h`"),
            ("d", "`7d`"),
            ("+7d", "`48h`"),
            ("5 min", "`5m`"),
            ("5min", "`5m`"),
            ("5 days", "`5 full days`"),
            ("1 day", "`1bd`"),
            ("3 months", "`3mo`"),
            ("3M", "`3mo`"),
            ("7D", "`7d`"),
            ("7 d", "`7d`"),
            ("1.5h", "`48h`"),
            ("٧d", "`48h`"),
            ("P7D", "`48h`"),
            ("7d ", "`7d`"),
            ("--7d", "`48h`"),
            ("4 business days", "`4bd`"),
        ] {
            let error = Span::parse(text).unwrap_err();
            assert_eq!(error.code(), Code::InvalidSpan, "{text}");
            assert!(error.message().contains(hint), "{text}: {error}");
        }
        for text in [
            "101y",
            "1201mo",
            "36526d",
            "99999999999999999999999s",
            "-5bd",
            "-1 full days",
            "0 days incl.",
            "876601h",
        ] {
            assert_eq!(Span::parse(text).unwrap_err().code(), Code::InvalidValue, "{text}");
        }
        let long = "9".repeat(100_000);
        assert!(Span::parse(&long).unwrap_err().message().len() < 300);
    }

    #[test]
    fn shifts_as_people_count() {
        let ny = zone("America/New_York");
        let shifted = |text: &str, from: &str| span(text).shift(at(from), &ny).unwrap();
        assert_eq!(shifted("1d", "2024-03-09T02:15:00-05:00"), at("2024-03-10T03:15:00-04:00"));
        assert_eq!(shifted("1d", "2024-11-02T01:15:00-04:00"), at("2024-11-03T01:15:00-04:00"));
        assert_eq!(shifted("1mo", "2024-01-31T10:00:00-05:00"), at("2024-02-29T10:00:00-05:00"));
        assert_eq!(shifted("1y", "2024-02-29T10:00:00-05:00"), at("2025-02-28T10:00:00-05:00"));
        assert_eq!(shifted("-1w", "2024-03-15T10:00:00-04:00"), at("2024-03-08T10:00:00-05:00"));
        assert_eq!(shifted("60 full days", "2024-01-01T10:00:00-05:00"), at("2024-03-02T00:00:00-05:00"));
        assert_eq!(shifted("7 days incl.", "2024-01-01T10:00:00-05:00"), at("2024-01-08T00:00:00-05:00"));
        assert_eq!(span("5bd").shift(0, &ny), None);
        let cairo = zone("Africa/Cairo");
        assert_eq!(
            span("1 day incl.").shift(at("2024-04-25T10:00:00+02:00"), &cairo),
            Some(at("2024-04-26T01:00:00+03:00"))
        );
    }

    #[test]
    fn windows_end_once() {
        let ny = zone("America/New_York");
        let end = |text: &str, from: &str| span(text).end(at(from), &ny).unwrap();
        // a skipped end is the first instant after the gap
        assert_eq!(end("1d", "2024-03-09T02:15:00-05:00"), at("2024-03-10T03:00:00-04:00"));
        // a repeated end is the first
        assert_eq!(end("1d", "2024-11-02T01:15:00-04:00"), at("2024-11-03T01:15:00-04:00"));
        // a start in the second pass counts as the end of the fold
        assert_eq!(end("1d", "2024-11-03T01:15:00-04:00"), at("2024-11-04T01:15:00-05:00"));
        assert_eq!(end("1d", "2024-11-03T01:15:00-05:00"), at("2024-11-04T02:00:00-05:00"));
        // clamped month days end together at the end of the local day
        assert_eq!(end("1mo", "2024-01-30T12:00:00-05:00"), at("2024-03-01T00:00:00-05:00"));
        assert_eq!(end("1mo", "2024-01-31T10:00:00-05:00"), at("2024-03-01T00:00:00-05:00"));
        assert_eq!(end("1mo", "2024-01-29T10:00:00-05:00"), at("2024-02-29T10:00:00-05:00"));
        // the day of an event in the second pass around midnight is still its day
        let havana = zone("America/Sao_Paulo");
        let second_pass = at("2018-02-17T23:30:00-03:00");
        assert!(havana.in_second_pass(second_pass).is_some());
        assert_eq!(span("1 day incl.").end(second_pass, &havana), Some(at("2018-02-18T00:00:00-03:00")));
    }

    /// Property: starts in order end in order, and `start_before` is the exact inverse.
    #[test]
    fn ends_never_cross() {
        let changes = [
            ("America/New_York", "2024-11-03T06:00:00Z"),
            ("America/New_York", "2024-03-10T07:00:00Z"),
            ("Australia/Lord_Howe", "2024-04-06T15:00:00Z"),
            ("Australia/Lord_Howe", "2024-10-05T15:30:00Z"),
            ("Africa/Cairo", "2024-04-25T22:00:00Z"),
            ("Africa/Cairo", "2024-10-31T21:00:00Z"),
            ("Pacific/Apia", "2011-12-30T10:00:00Z"),
            ("America/St_Johns", "2006-10-29T02:31:00Z"),
            ("America/Sao_Paulo", "2018-02-18T02:00:00Z"),
            ("Pacific/Kwajalein", "1969-09-30T13:00:00Z"),
            ("Africa/Casablanca", "2026-02-15T02:00:00Z"),
            ("UTC", "2024-02-29T12:00:00Z"),
            ("Europe/London", "2023-12-31T12:00:00Z"),
        ];
        let spans =
            ["1h", "1d", "2d", "7d", "1mo", "2mo", "1y", "-1d", "-1mo", "1 full day", "3 days incl.", "0d"];
        for (name, change) in changes {
            let zone = zone(name);
            for text in spans {
                let span = span(text);
                // starts around the change, and starts whose end lies around it
                for around in [at(change), at(change) - 30 * DAY, at(change) - DAY, at(change) - 366 * DAY] {
                    let mut before = i64::MIN;
                    for k in -250..250 {
                        let start = around + k * 977;
                        let end = span.end(start, &zone).unwrap();
                        assert!(end >= before, "{name} {text} {start}");
                        before = end;
                        for end in [end, start] {
                            let first = span.start_before(end, &zone).unwrap();
                            assert!(span.end(first, &zone).unwrap() > end, "{name} {text} {end}");
                            assert!(span.end(first - 1, &zone).unwrap() <= end, "{name} {text} {end}");
                        }
                    }
                }
            }
        }
    }

    /// The inverse over all month ends of four years.
    #[test]
    fn first_starts_of_months() {
        let zone = zone("Europe/London");
        let from = at("2022-12-25T00:00:00Z");
        for months in [1, 2, 6, 11, 12, 13, -1, -2, -6, -12] {
            let span = Span::Months(months);
            for k in 0..1500 * 8 {
                for end in [from + k * 10_800, from + k * 10_800 - 1] {
                    let first = span.start_before(end, &zone).unwrap();
                    assert!(span.end(first, &zone).unwrap() > end, "{span} {end}");
                    assert!(span.end(first - 1, &zone).unwrap() <= end, "{span} {end}");
                }
            }
        }
    }

    #[test]
    fn ends_of_time_are_met_without_harm() {
        let ny = zone("America/New_York");
        for at in [i64::MIN, Instant::MIN.seconds(), Instant::MAX.seconds(), i64::MAX] {
            for text in ["100y", "-100y", "36525d", "60 full days", "1 day incl.", "100000h"] {
                let span = span(text);
                let _ = (span.shift(at, &ny), span.end(at, &ny), span.start_before(at, &ny));
            }
        }
        assert_eq!(Date::MAX.add_months(1).0, Date::MAX);
    }
}

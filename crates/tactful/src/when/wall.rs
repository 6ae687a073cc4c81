//! Wall-clock windows of every week, and dates: the sets that depend on the customer's clock.

use super::interval::{FOREVER, First, Interval, midnight};
use crate::time::{Date, Zone, date_of};

const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;

/// Allowed wall times of a week, as seconds from Monday 00:00: sorted, disjoint, not touching.
///
/// An instant is in the set if its wall clock shows an allowed time; so what daylight saving skips never
/// happens and what it repeats counts twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WallWeek {
    parts: Vec<(i64, i64)>,
    /// Every day is like every other, and none reaches into the next: the parts of the first day say all.
    of_a_day: Option<usize>,
}

/// A window of wall time that begins on each of some weekdays and may end on the next day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WallWindow {
    /// Bit `d` set: the window begins on weekday `d` (0 = Monday). A window past midnight belongs to its start day.
    pub days: u8,
    /// Seconds from 00:00 of the start day.
    pub from: u32,
    /// Seconds from 00:00; at or before `from` means on the next day.
    pub until: u32,
}

/// Every weekday.
pub const ALL_DAYS: u8 = 0x7f;

impl WallWeek {
    /// The week in which only these windows are allowed (send windows).
    #[must_use]
    pub fn only(windows: &[WallWindow]) -> Self {
        let mut parts: Vec<(i64, i64)> = Vec::new();
        for window in windows {
            for day in 0..7_i64 {
                if window.days >> day & 1 == 0 {
                    continue;
                }
                let from = day * DAY + i64::from(window.from);
                let mut until = day * DAY + i64::from(window.until);
                if until <= from {
                    until += DAY;
                }
                parts.push((from, until.min(WEEK)));
                if until > WEEK {
                    parts.push((0, until - WEEK));
                }
            }
        }
        Self::new(parts)
    }

    /// The week in which these windows are forbidden (quiet hours).
    #[must_use]
    pub fn all_but(windows: &[WallWindow]) -> Self {
        let quiet = Self::only(windows);
        let mut parts = Vec::new();
        let mut from = 0;
        for (start, end) in quiet.parts {
            parts.push((from, start));
            from = end;
        }
        parts.push((from, WEEK));
        Self::new(parts)
    }

    fn new(parts: Vec<(i64, i64)>) -> Self {
        let parts = normal(parts);
        let each = parts.len() / 7;
        let is_like_the_first = |(place, &(from, until)): (usize, &(i64, i64))| {
            let midnight = (place / each) as i64 * DAY;
            parts[place % each] == (from - midnight, until - midnight)
        };
        let alike = each > 0 && parts.len() == 7 * each && parts[each - 1].1 < DAY;
        let alike = alike && parts.iter().enumerate().all(is_like_the_first);
        Self { of_a_day: alike.then_some(each), parts }
    }

    /// Whether nothing at all is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.parts.first() == Some(&(0, WEEK))
    }

    /// For a local second: the end of the allowed part that holds it, or the start of the next one.
    #[inline]
    fn look(&self, local: i64) -> Result<i64, i64> {
        if let Some(parts) = self.of_a_day.and_then(|each| self.parts.get(..each)) {
            let midnight = local.div_euclid(DAY) * DAY;
            let second = local - midnight;
            return match parts.iter().find(|&&(_, until)| second < until) {
                Some(&(from, until)) if from <= second => Ok(midnight + until),
                Some(&(from, _)) => Err(midnight + from),
                None => Err(midnight + DAY + parts[0].0),
            };
        }
        let parts = &self.parts;
        let origin = monday(local);
        let second = local - origin;
        let next = parts.partition_point(|&(_, until)| until <= second);
        match parts.get(next) {
            Some(&(from, until)) if from <= second => {
                let wraps = until == WEEK && parts[0].0 == 0;
                Ok(origin + if wraps { WEEK + parts[0].1 } else { until })
            }
            Some(&(from, _)) => Err(origin + from),
            None => Err(origin + WEEK + parts[0].0),
        }
    }

    pub(crate) fn first(&self, zone: &Zone, t: i64, limit: i64) -> First {
        if self.parts.is_empty() {
            return First::Nowhere;
        }
        if self.is_whole() {
            return First::At(Interval { from: t, until: FOREVER });
        }
        let mut from = t;
        let mut span = zone.span_at(from);
        let mut end = loop {
            match self.look(from + i64::from(span.offset)) {
                Ok(end) => break end,
                Err(start) => {
                    let at = start - i64::from(span.offset);
                    if at < span.until {
                        from = at;
                    } else {
                        from = span.until;
                        span = zone.span_at(from);
                    }
                    if from >= limit {
                        return First::Beyond;
                    }
                }
            }
        };
        loop {
            let until = end - i64::from(span.offset);
            if until < span.until || span.until >= limit {
                return First::At(Interval { from, until });
            }
            let edge = span.until;
            span = zone.span_at(edge);
            match self.look(edge + i64::from(span.offset)) {
                Ok(next) => end = next,
                Err(_) => return First::At(Interval { from, until: edge }),
            }
        }
    }
}

/// 1970-01-05, a Monday, is day 4.
fn monday(local: i64) -> i64 {
    (local - 4 * DAY).div_euclid(WEEK) * WEEK + 4 * DAY
}

fn normal(mut parts: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    parts.retain(|(from, until)| from < until);
    parts.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::with_capacity(parts.len());
    for (from, until) in parts {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => merged.push((from, until)),
        }
    }
    merged
}

/// Local dates on which there is no contact: single dates, and days of every year.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Dates {
    single: Vec<Date>,
    /// (month, day)
    yearly: Vec<(u8, u8)>,
}

impl Dates {
    /// From single dates and (month, day) pairs.
    #[must_use]
    pub fn new(mut single: Vec<Date>, yearly: Vec<(u8, u8)>) -> Self {
        single.sort_unstable();
        single.dedup();
        Self { single, yearly }
    }

    fn contains(&self, date: Date) -> bool {
        if self.single.binary_search(&date).is_ok() {
            return true;
        }
        if self.yearly.is_empty() {
            return false;
        }
        let (_, month, day) = date.ymd();
        self.yearly.contains(&(month as u8, day as u8))
    }

    /// The first day of every year after a date.
    fn next_yearly(&self, date: Date) -> Option<Date> {
        let (year, ..) = date.ymd();
        let next = |&(month, day): &(u8, u8)| {
            // at most eight years to the next 29 February
            let days =
                (year..=year + 8).filter_map(|y| Date::from_ymd(y, u32::from(month), u32::from(day)).ok());
            days.into_iter().find(|&day| day > date)
        };
        self.yearly.iter().filter_map(next).min()
    }

    pub(crate) fn first(&self, zone: &Zone, t: i64, limit: i64) -> First {
        let mut date = date_of(zone.local(t));
        let mut from = t;
        while self.contains(date) {
            date = date.add_days(1);
            from = midnight(date, zone);
            if from >= limit {
                return First::Beyond;
            }
        }
        let mut until = FOREVER;
        if let Some(&next) = self.single.get(self.single.partition_point(|&d| d <= date)) {
            until = midnight(next, zone);
        }
        if let Some(next) = self.next_yearly(date) {
            // what lies beyond the limit need not be exact
            until = until.min(midnight(next, zone).min(limit));
        }
        First::At(Interval { from, until })
    }
}

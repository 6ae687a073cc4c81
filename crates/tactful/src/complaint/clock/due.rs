//! When a clock that started then is due: closed forms of the calendar, nothing is walked second by second or day by
//! day. The only loops are over a case's pauses and changes of calendar, which are few.

use crate::policy::clocks::spec::{Combine, CountFrom, EndAt, Term};
use crate::time::{Calendar, Date, Instant, Span, Zone, date_of, second_of_day};
use crate::{Code, Result};
use std::sync::Arc;

const DAY: i64 = 86_400;

/// Intervals in which a clock stands still: sorted, disjoint, in UTC seconds; the last may be without end.
pub(super) type Pauses = [(i64, i64)];

/// When a clock is due; a later variant is a later end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// At this instant (UTC seconds).
    At(i64),
    /// Beyond the year 9999.
    Beyond,
    /// Never: the calendar does not open so often again.
    Never,
    /// Not known while it stands still.
    Paused,
}

impl Due {
    pub(super) fn at(self) -> Option<i64> {
        match self {
            Due::At(at) => Some(at),
            _ => None,
        }
    }

    fn of(result: Result<Instant>) -> Self {
        match result {
            Ok(at) => Due::At(at.seconds()),
            Err(error) if error.code() == Code::NeverOpen => Due::Never,
            Err(_) => Due::Beyond,
        }
    }

    fn within(self) -> Self {
        match self {
            Due::At(at) if at > Instant::MAX.seconds() => Due::Beyond,
            due => due,
        }
    }
}

/// What time is counted by: zones, calendars and what happened to them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dial<'a> {
    /// Whose days are counted; of several the strictest end holds.
    pub(super) zones: &'a [Arc<Zone>],
    pub(super) calendars: &'a [(String, Arc<Calendar>)],
    /// The calendar at the start.
    pub(super) calendar: Option<u16>,
    /// Later ones, with their instants, ascending.
    pub(super) switches: &'a [(i64, u16)],
    pub(super) pauses: &'a Pauses,
}

/// What a date-wise step comes to, or why it comes to nothing.
type Step<T> = std::result::Result<T, Due>;

impl<'a> Dial<'a> {
    /// The end of the whole time from a start.
    pub(super) fn due(&self, start: i64, terms: &[Term], combine: Combine) -> Due {
        let ends = terms.iter().map(|term| self.term(start, term));
        let end = match combine {
            Combine::Later => ends.max(),
            Combine::Earlier => ends.min(),
        };
        end.unwrap_or(Due::Never)
    }

    /// The end of one term.
    pub(super) fn term(&self, start: i64, term: &Term) -> Due {
        let by_instant = term.count_from == CountFrom::Instant && term.end_at == EndAt::Instant && !term.roll;
        let due = match term.span {
            // no wall clock is asked
            Span::Seconds(n) if by_instant => self.elapsed(start, n),
            Span::BusinessSeconds(n) if by_instant => self.business(start, n),
            _ => self.zones.iter().map(|zone| self.in_zone(start, term, zone)).min().unwrap_or(Due::Never),
        };
        due.within()
    }

    fn in_zone(&self, start: i64, term: &Term, zone: &Zone) -> Due {
        let local = zone.local(start);
        let day = local.div_euclid(DAY);
        let next_midnight = || zone.first_at_or_after((day + 1) * DAY);
        let from = if term.count_from == CountFrom::NextDay { next_midnight() } else { start };
        let counted = match term.span {
            Span::Seconds(n) => self.elapsed(from, n),
            Span::BusinessSeconds(n) => self.business(from, n),
            _ if term.count_from != CountFrom::Instant => {
                return match self.whole_days(start, term, zone) {
                    Ok(day) => self.on_day(day, 0, start, term, zone),
                    Err(due) => due,
                };
            }
            _ => match self.same_time(start, local, term, zone) {
                Ok(at) => Due::At(at),
                Err(due) => due,
            },
        };
        match counted.within() {
            Due::At(at) if term.end_at != EndAt::Instant || term.roll => {
                let local = zone.local(at);
                let second = i64::from(second_of_day(local));
                let day = local.div_euclid(DAY);
                let open = |calendar: &Calendar| date(day).is_ok_and(|date| calendar.is_business_day(date));
                let stays = term.end_at == EndAt::Instant && self.calendar_at(at).is_none_or(open);
                if stays { Due::At(at) } else { self.on_day(day, second, start, term, zone) }
            }
            due => due,
        }
    }

    /// Elapsed time, without the pauses.
    fn elapsed(&self, start: i64, seconds: i64) -> Due {
        let mut due = start.saturating_add(seconds);
        for &(from, until) in self.pauses_from(start) {
            // used up when the pause begins: nothing was left to wait for
            if from.max(start) >= due {
                break;
            }
            if until == i64::MAX {
                return Due::Paused;
            }
            due = due.saturating_add(until - from.max(start));
        }
        Due::At(due)
    }

    /// Open time, without the pauses, each second by the calendar of its time.
    fn business(&self, start: i64, seconds: i64) -> Due {
        let mut left = seconds;
        let mut at = start;
        let mut pauses = self.pauses_from(start).iter().peekable();
        let mut switches = self.switches.iter().peekable();
        let mut calendar = self.calendar;
        loop {
            while let Some(&&(change, place)) = switches.peek() {
                if change > at {
                    break;
                }
                calendar = Some(place);
                switches.next();
            }
            let Some(open) = self.get(calendar) else { return Due::Never };
            let pause = pauses.peek().copied().copied();
            if let Some((from, until)) = pause
                && from <= at
            {
                if until == i64::MAX {
                    return Due::Paused;
                }
                at = at.max(until);
                pauses.next();
                continue;
            }
            let change = switches.peek().map_or(i64::MAX, |(change, _)| *change);
            let end = pause.map_or(i64::MAX, |(from, _)| from).min(change);
            if end < i64::MAX {
                let open = open.elapsed_seconds(at, end);
                if open < left {
                    left -= open;
                    at = end;
                    continue;
                }
            }
            return match open.add_seconds(at, left) {
                Some(due) => Due::At(due),
                None => Due::of(open.add(Instant::clamped(at), left, crate::time::Snap::Deadline)),
            };
        }
    }

    /// The last day of a count of whole days. A pause gives back as many days as lie between its dates.
    fn whole_days(&self, start: i64, term: &Term, zone: &Zone) -> Step<i64> {
        let day = zone.local(start).div_euclid(DAY);
        // the day before the first that counts
        let before = day - i64::from(term.count_from == CountFrom::SameDay);
        let mut last = match term.span {
            Span::Days(n) => before + i64::from(n),
            Span::Months(n) => {
                let (same, clamped) = months_later(day, n)?;
                // a month that has no such day ends the count with its own last day
                let minus = term.count_from == CountFrom::SameDay && !clamped;
                i64::from(same.days()) - i64::from(minus)
            }
            Span::BusinessDays(n) => self.business_days(before, i64::from(n), zone)?,
            _ => return Err(Due::Never),
        };
        for &(from, until) in self.pauses_from(start) {
            let first = zone.local(from.max(start)).div_euclid(DAY);
            if first > last {
                break;
            }
            if until == i64::MAX {
                return Err(Due::Paused);
            }
            let resumed = zone.local(until).div_euclid(DAY);
            last = match (term.span, self.calendar_at(until)) {
                (Span::BusinessDays(_), Some(calendar)) => {
                    match calendar.days_between(date(first)?, date(resumed)?) {
                        0 => last,
                        given => self.business_days(last, given, zone)?,
                    }
                }
                _ => last + (resumed - first),
            };
        }
        Ok(last)
    }

    /// The same wall time on the last day. A pause gives back its wall time, or its open time.
    fn same_time(&self, start: i64, local: i64, term: &Term, zone: &Zone) -> Step<i64> {
        let (day, second) = (local.div_euclid(DAY), i64::from(second_of_day(local)));
        if let Span::BusinessDays(n) = term.span {
            let day = self.business_days(day, i64::from(n), zone)?;
            let mut due = zone.earliest(day * DAY + second);
            if let Some(calendar) = self.calendar_at(due).filter(|_| term.end_at == EndAt::Instant) {
                due = open_from(calendar, due)?;
            }
            for &(from, until) in self.pauses_from(start) {
                if from.max(start) >= due {
                    break;
                }
                if until == i64::MAX {
                    return Err(Due::Paused);
                }
                let Some(calendar) = self.calendar_at(until) else { return Err(Due::Never) };
                let open = calendar.elapsed_seconds(from.max(start), until);
                if open > 0 {
                    due = calendar.add_seconds(due, open).ok_or(Due::Beyond)?;
                }
            }
            return Ok(due);
        }
        let mut local = match term.span {
            Span::Days(n) => local + i64::from(n) * DAY,
            Span::Months(n) => months_later(day, n)?.0.midnight() + second,
            _ => return Err(Due::Never),
        };
        for &(from, until) in self.pauses_from(start) {
            if from.max(start) >= zone.earliest(local) {
                break;
            }
            if until == i64::MAX {
                return Err(Due::Paused);
            }
            local += zone.local(until) - zone.local(from.max(start));
        }
        Ok(zone.earliest(local))
    }

    /// The n-th business day after a day (n from 1), each counted by the calendar of its time.
    fn business_days(&self, day: i64, n: i64, zone: &Zone) -> Step<i64> {
        let (mut day, mut left) = (day, n);
        let mut calendar = self.get(self.calendar).ok_or(Due::Never)?;
        for &(at, place) in self.switches {
            let changed = zone.local(at).div_euclid(DAY);
            if changed > day {
                // the day of the change still counts by the calendar before it
                let counted = calendar.days_between(date(day + 1)?, date(changed + 1)?);
                if counted >= left {
                    break;
                }
                left -= counted;
                day = changed;
            }
            calendar = self.get(Some(place)).ok_or(Due::Never)?;
        }
        nth(calendar, day, left)
    }

    /// The end on a day: rolled to a business day if the term says so.
    fn on_day(&self, day: i64, second: i64, start: i64, term: &Term, zone: &Zone) -> Due {
        let on_day = || -> Step<i64> {
            let midnight = zone.earliest(date(day)?.midnight());
            let calendar = self.calendar_at(midnight);
            let day = match calendar {
                Some(calendar) if term.roll => nth(calendar, day, 0)?,
                _ => day,
            };
            match (term.end_at, calendar) {
                (EndAt::Instant, _) => Ok(zone.earliest(day * DAY + second)),
                // whole seconds: the last of the day is the last instant that is not late
                (EndAt::EndOfDay, _) => Ok(zone.first_at_or_after((day + 1) * DAY) - 1),
                (EndAt::CloseOfBusiness, None) => Err(Due::Never),
                (EndAt::CloseOfBusiness, Some(calendar)) => {
                    let over = calendar.zone().first_at_or_after((day + 1) * DAY);
                    let close = calendar.prev_open_end(Instant::clamped(over)).map(Instant::seconds);
                    match close {
                        Ok(close) if close > start => Ok(close),
                        // no closing between start and end: the first one after it
                        _ => {
                            let day = nth(calendar, day, 0)?;
                            let noon = Instant::clamped(calendar.zone().earliest(day * DAY));
                            let close = calendar.add_days(
                                noon,
                                0,
                                crate::time::Count::After,
                                crate::time::DayResult::Close,
                            );
                            close.map(Instant::seconds).map_err(|error| Due::of(Err(error)))
                        }
                    }
                }
            }
        };
        match on_day() {
            Ok(at) => Due::At(at).within(),
            Err(due) => due,
        }
    }

    /// The instant at which so many seconds have been counted since a start.
    pub(super) fn after(&self, start: i64, seconds: i64, business: bool) -> Due {
        let due = if business { self.business(start, seconds) } else { self.elapsed(start, seconds) };
        due.within()
    }

    /// Seconds that a clock counted from `a` to `b`, negative if `b` is earlier: open ones or elapsed ones, without
    /// the pauses.
    pub(super) fn counted(&self, a: i64, b: i64, business: bool) -> i64 {
        if a > b {
            return -self.counted(b, a, business);
        }
        let paused = |&(from, until): &(i64, i64)| {
            let (from, until) = (from.max(a), until.min(b));
            if from < until { self.gross(from, until, business) } else { 0 }
        };
        self.gross(a, b, business) - self.pauses.iter().map(paused).sum::<i64>()
    }

    fn gross(&self, a: i64, b: i64, business: bool) -> i64 {
        if !business {
            return b - a;
        }
        let (mut at, mut calendar, mut sum) = (a, self.calendar, 0);
        let open = |calendar, from, to| {
            self.get(calendar)
                .map_or(0, |calendar| if from < to { calendar.elapsed_seconds(from, to) } else { 0 })
        };
        for &(change, place) in self.switches {
            let until = change.clamp(at, b);
            sum += open(calendar, at, until);
            (at, calendar) = (until, Some(place));
        }
        sum + open(calendar, at, b)
    }

    fn pauses_from(&self, start: i64) -> &'a Pauses {
        let first = self.pauses.partition_point(|(_, until)| *until <= start);
        self.pauses.get(first..).unwrap_or_default()
    }

    /// The calendar in force at an instant.
    pub(super) fn calendar_at(&self, at: i64) -> Option<&'a Calendar> {
        let switch = self.switches.iter().rev().find(|(change, _)| *change <= at);
        self.get(switch.map(|(_, place)| *place).or(self.calendar))
    }

    fn get(&self, place: Option<u16>) -> Option<&'a Calendar> {
        self.calendars.get(usize::from(place?)).map(|(_, calendar)| &**calendar)
    }
}

fn date(day: i64) -> Step<Date> {
    i32::try_from(day).ok().and_then(|day| Date::from_days(day).ok()).ok_or(Due::Beyond)
}

/// The same day so many months later, and whether that month is too short for it.
fn months_later(day: i64, n: i32) -> Step<(Date, bool)> {
    let date = date(day)?;
    let (year, month, _) = date.ymd();
    if i64::from(year) * 12 + i64::from(month) + i64::from(n) > 12 * 10_000 {
        return Err(Due::Beyond);
    }
    Ok(date.add_months(n))
}

/// The n-th business day after a day; for 0 the day itself, or else the next one.
fn nth(calendar: &Calendar, day: i64, n: i64) -> Step<i64> {
    match calendar.date_add(date(day)?, n) {
        Ok(date) => Ok(i64::from(date.days())),
        Err(error) => Err(Due::of(Err(error))),
    }
}

/// `at` if open, else the next opening.
fn open_from(calendar: &Calendar, at: i64) -> Step<i64> {
    if at > Instant::MAX.seconds() {
        return Err(Due::Beyond);
    }
    calendar.next_open(Instant::clamped(at)).map(Instant::seconds).map_err(|error| Due::of(Err(error)))
}

/// A date from local seconds, for the validity of clocks.
pub(super) fn local_date(zone: &Zone, at: i64) -> Date {
    date_of(zone.local(at))
}

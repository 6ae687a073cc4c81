//! A constraint is a set of allowed instants. It is asked one thing: where does it first allow, from `t` on?
//! The joint answer of many sets is the least fixed point, whatever their order (KERNEL section 1).

use super::balance::Balance;
use super::interval::{FOREVER, First, Interval, midnight, window_end};
use super::wall::{Dates, WallWeek};
use crate::time::{Calendar, Date, Span, Zone, date_of};

/// Buckets of local time in which a cap may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// The local day.
    Day,
    /// Seven local days, beginning with this weekday (0 = Monday).
    Week(u8),
    /// The local month.
    Month,
}

impl Bucket {
    fn dates(self, date: Date) -> (Date, Date) {
        match self {
            Bucket::Day => (date, date.add_days(1)),
            Bucket::Week(first) => {
                let back = (date.weekday() as i32 - i32::from(first)).rem_euclid(7);
                let start = date.add_days(-back);
                (start, start.add_days(7))
            }
            Bucket::Month => {
                let start = date.month_start();
                (start, start.add_months(1).0)
            }
        }
    }

    /// The bucket that holds `t`, as UTC seconds.
    pub(crate) fn around(self, t: i64, zone: &Zone) -> Interval {
        let (first, last) = self.dates(date_of(zone.local(t)));
        Interval { from: midnight(first, zone), until: midnight(last, zone) }
    }
}

/// A set of allowed instants, as plain data that borrows from policy, standing and plan.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Set<'a> {
    /// One interval.
    Within(Interval),
    /// Sorted, disjoint, not touching.
    Union(&'a [Interval]),
    /// Wall times of every week.
    Wall { week: &'a WallWeek, zone: &'a Zone },
    /// Every local date but these.
    NotOn { dates: &'a Dates, zone: &'a Zone },
    /// Open time of a business calendar.
    Open(&'a Calendar),
    /// At most `n` of `counted` (sorted) in any window of this length.
    Cap { counted: &'a [i64], n: usize, span: Span, zone: &'a Zone },
    /// At most `n` of `counted` in any local day, week or month.
    BucketCap { counted: &'a [i64], n: usize, bucket: Bucket, zone: &'a Zone },
    /// At least so many local dates between `t` and each of `counted`.
    GapDays { counted: &'a [i64], days: i32, zone: &'a Zone },
    /// Gives outweigh asks: see `Balance`.
    Balance(Balance<'a>),
}

impl Set<'_> {
    /// No instant at all.
    pub(crate) const NOTHING: Set<'static> = Set::Within(Interval { from: FOREVER, until: FOREVER });

    /// A cap where nothing lies ahead: all is allowed once the window of the n-th latest contact is over.
    pub(crate) fn after(nth_latest: i64, end: impl Fn(i64) -> i64) -> Set<'static> {
        if nth_latest == i64::MIN {
            return Set::Within(Interval::ALWAYS);
        }
        Set::Within(Interval { from: end(nth_latest).min(FOREVER - 1), until: FOREVER })
    }

    /// What is left of the set from `now` on, where it is one interval because nothing that counts lies ahead.
    pub(crate) fn after_now(self, now: i64) -> Set<'static> {
        match self.first(now, FOREVER) {
            First::At(interval) => Set::Within(interval),
            First::Beyond | First::Nowhere => Set::NOTHING,
        }
    }

    /// Where the set first allows, from `t` on; what lies at or beyond `limit` need not be looked at.
    pub(crate) fn first(&self, t: i64, limit: i64) -> First {
        match *self {
            Set::Within(interval) => interval.first(t),
            Set::Union(intervals) => match intervals.iter().find(|i| i.until > t) {
                Some(interval) => interval.first(t),
                None => First::Nowhere,
            },
            Set::Wall { week, zone } => week.first(zone, t, limit),
            Set::NotOn { dates, zone } => dates.first(zone, t, limit),
            Set::Open(calendar) => match calendar.open_span_from(t, limit) {
                Some((from, until)) => First::At(Interval { from: from.max(t), until }),
                None => First::Beyond,
            },
            Set::Cap { counted, n, span, zone } => cap(counted, n, span, zone, t),
            Set::BucketCap { counted, n, bucket, zone } => bucket_cap(counted, n, bucket, zone, t),
            Set::GapDays { counted, days, zone } => gap_days(counted, days, zone, t),
            Set::Balance(balance) => balance.first(t),
        }
    }

    pub(crate) fn allows(&self, t: i64) -> bool {
        matches!(self.first(t, t.saturating_add(1)), First::At(interval) if interval.from <= t)
    }
}

/// Every run of `n` neighbours that fits into less than the window blocks from "the window of `t` reaches the
/// run's last" to "the window of the run's first is over". Both ends only grow from run to run, so one pass does.
fn cap(counted: &[i64], n: usize, span: Span, zone: &Zone, t: i64) -> First {
    let mut from = t;
    let mut until = FOREVER;
    for run in counted.windows(n) {
        let (first, last) = (run[0], run[n - 1]);
        let end = window_end(span, first, zone);
        if last >= end || from >= end {
            continue;
        }
        if from >= first || last < window_end(span, from, zone) {
            from = end;
        } else {
            until = span.start_before(last, zone).unwrap_or(FOREVER);
            break;
        }
    }
    First::At(Interval { from, until })
}

fn bucket_cap(counted: &[i64], n: usize, bucket: Bucket, zone: &Zone, t: i64) -> First {
    let full = |interval: Interval| counted.iter().filter(|&&s| interval.contains(s)).count() >= n;
    let mut here = bucket.around(t, zone);
    let mut from = t;
    while full(here) {
        from = here.until;
        here = bucket.around(from, zone);
    }
    let until = counted
        .iter()
        .filter(|&&s| s >= here.until)
        .map(|&s| bucket.around(s, zone))
        .find(|&b| full(b))
        .map_or(FOREVER, |b| b.from);
    First::At(Interval { from, until })
}

fn gap_days(counted: &[i64], days: i32, zone: &Zone, t: i64) -> First {
    if days <= 0 {
        return First::At(Interval { from: t, until: FOREVER });
    }
    let mut from = t;
    let mut until = FOREVER;
    for &s in counted {
        let date = date_of(zone.local(s));
        let blocked = Interval {
            from: midnight(date.add_days(1 - days), zone),
            until: midnight(date.add_days(days), zone),
        };
        if blocked.contains(from) {
            from = blocked.until;
        } else if blocked.from > from {
            until = blocked.from;
            break;
        }
    }
    First::At(Interval { from, until })
}

/// What many sets allow together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// The first interval, from `t` on, in which all agree.
    At(Interval),
    /// None before the limit.
    Beyond,
    /// None ever: some set has nothing after `t`.
    Nowhere,
}

/// The least fixed point: the first interval from `t` on, and before `limit`, in which all sets agree.
///
/// `first(i, t)` asks the i-th of `count` sets.
pub(crate) fn joint(count: usize, t: i64, limit: i64, first: impl Fn(usize, i64) -> First) -> Joint {
    // A set with nothing after `t` decides at once and whatever the order of the rest.
    let mut from = t;
    let mut beyond = false;
    for i in 0..count {
        match first(i, t) {
            First::Nowhere => return Joint::Nowhere,
            First::Beyond => beyond = true,
            First::At(interval) => from = from.max(interval.from),
        }
    }
    if beyond {
        return Joint::Beyond;
    }
    loop {
        if from >= limit {
            return Joint::Beyond;
        }
        let mut until = FOREVER;
        let start = from;
        for i in 0..count {
            match first(i, from) {
                First::At(interval) => {
                    if interval.from > from {
                        from = interval.from;
                    }
                    until = until.min(interval.until);
                }
                First::Beyond | First::Nowhere => return Joint::Beyond,
            }
        }
        if from == start {
            return Joint::At(Interval { from, until });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zones;

    /// Where nothing lies ahead, a cap is known from the n-th latest contact, also where days are short or long.
    #[test]
    fn a_cap_ends_with_the_window_of_the_nth_latest() {
        let zones = Zones::bundled();
        let paris = zones.get("Europe/Paris").unwrap();
        let spans =
            ["48h", "7d", "1mo", "3 full days", "2 days incl."].map(|text| Span::parse(text).unwrap());
        let mut seed = 7_u64;
        let mut random = |below: i64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as i64 % below
        };
        for _ in 0..2_000 {
            // around the change of the clocks on 2026-03-29, or on 2026-10-25
            let base = [1_774_746_000, 1_792_890_000][random(2) as usize];
            let mut counted: Vec<i64> =
                (0..random(6)).map(|_| base - random(60) * 43_200 + random(3)).collect();
            counted.sort_unstable();
            let now = counted.last().map_or(base, |&last| last + random(3) * 43_200);
            let (span, n) = (spans[random(5) as usize], 1 + random(4) as usize);
            let nth = counted.len().checked_sub(n).map_or(i64::MIN, |place| counted[place]);
            let after = Set::after(nth, |at| window_end(span, at, &paris));
            let cap = Set::Cap { counted: &counted, n, span, zone: &paris };
            for t in [now, now + 1, now + 86_400, now + random(90) * 43_200] {
                assert_eq!(after.first(t, FOREVER), cap.first(t, FOREVER), "{counted:?} {n} {span} at {t}");
            }
        }
    }
}

//! The open seconds of a calendar as a function of the instant, exact for the years 1 to 9999.
//!
//! `before(t)` counts the open seconds up to `t`. It rises by one in every open second and stands still otherwise,
//! so every question about open time is this function or its inverse:
//! the elapsed time is a difference, adding is one search.
//!
//! It is the plan's count at the wall clock of `t`, plus one correction per change of the zone up to `t`:
//! what a gap skipped was never open, what a fold repeated was open twice. The corrections of the weekly hours
//! repeat with the zone's cycle, those of listed dates are few. So nothing is ever walked day by day.

use super::super::civil::DAY;
use super::super::instant::Instant;
use super::super::zone::{CYCLE, REACH, Zone};
use super::hours::Hours;
use super::plan::Plan;
use super::table::Table;
use std::sync::Arc;

/// The domain: every instant, and the end of the last second.
pub(super) const FIRST: i64 = Instant::MIN.seconds();
pub(super) const END: i64 = Instant::MAX.seconds() + 1;

/// Open time, compiled.
#[derive(Debug)]
pub(super) struct OpenTime {
    pub(super) zone: Arc<Zone>,
    pub(super) plan: Plan,
    /// Per kept span of the zone: the corrections of the weekly hours up to its start.
    usual_corrections: Box<[i64]>,
    usual_per_cycle: i64,
    /// Changes of the zone that touch a listed date: the instant and the sum of their corrections up to it.
    listed_corrections: Vec<(i64, i64)>,
    table: Table,
    /// `before` at both ends of the domain.
    least: i64,
    most: i64,
}

impl OpenTime {
    pub(super) fn new(zone: Arc<Zone>, plan: Plan) -> Self {
        let (usual_corrections, usual_per_cycle) = usual_corrections(&zone, &plan);
        let listed_corrections = listed_corrections(&zone, &plan);
        let mut open = Self {
            zone,
            plan,
            usual_corrections,
            usual_per_cycle,
            listed_corrections,
            table: Table::new(),
            least: 0,
            most: 0,
        };
        open.least = open.count(FIRST);
        open.most = open.count(END);
        open
    }

    /// Open seconds up to `at`, from some fixed moment on.
    #[inline]
    pub(super) fn before(&self, at: i64) -> i64 {
        match self.table.find(self, at) {
            Some((block, place)) => block.before(place),
            None => self.count(at),
        }
    }

    /// The same without the table.
    pub(super) fn count(&self, at: i64) -> i64 {
        let (span, offset, cycles) = self.zone.place(at);
        let local = at + offset;
        let mut count = self.plan.usual_before(local)
            + self.plan.gained_before(local)
            + self.usual_corrections[span]
            + cycles / CYCLE * self.usual_per_cycle;
        if !self.listed_corrections.is_empty() {
            let k = self.listed_corrections.partition_point(|(change, _)| *change <= at);
            if k > 0 {
                count += self.listed_corrections[k - 1].1;
            }
        }
        count
    }

    /// Whether the wall clock reads an open time.
    #[inline]
    pub(super) fn is_open(&self, at: i64) -> bool {
        match self.table.find(self, at) {
            Some((block, place)) => block.is_open(place),
            None => {
                let local = self.zone.local(at);
                self.plan.hours(local.div_euclid(DAY)).contains(local.rem_euclid(DAY) as u32)
            }
        }
    }

    /// The earliest instant with `before(x) >= goal`, given an instant near which to look.
    /// None where there is not so much open time, or where it lies before the domain.
    pub(super) fn reach(&self, near: i64, goal: i64) -> Option<i64> {
        if goal <= self.least || goal > self.most {
            return None;
        }
        if let Some(at) = self.table.reach(self, near, goal) {
            return Some(at);
        }
        Some(search(near, |at| self.count(at) >= goal))
    }

    /// `at` if open, else the next opening.
    #[inline]
    pub(super) fn next_open(&self, at: i64) -> Option<i64> {
        if self.is_open(at) {
            return Some(at);
        }
        self.reach(at, self.before(at) + 1).map(|x| x - 1)
    }

    /// The latest instant up to `at` with open time right before it.
    pub(super) fn prev_open_end(&self, at: i64) -> Option<i64> {
        self.reach(at, self.before(at))
    }

    /// The end of the open period that `at`, which is open, lies in; not beyond `limit`.
    pub(super) fn open_until(&self, at: i64, limit: i64) -> i64 {
        if let Some(seconds) = self.table.find(self, at).and_then(|(block, place)| block.stays_open(place)) {
            return (at + seconds).min(limit);
        }
        // closed seconds rise as open ones do
        let closed = at - self.before(at);
        if limit - self.before(limit) == closed {
            return limit;
        }
        (search(at, |x| x - self.count(x) > closed) - 1).min(limit)
    }

    /// Open seconds of a date, if it had these hours.
    pub(super) fn on_date(&self, day: i64, hours: &Hours) -> i64 {
        let mut open = 0;
        self.pieces(day, |from, to, _| open += i64::from(hours.before(to)) - i64::from(hours.before(from)));
        open
    }

    /// The end of the last open second of a date.
    pub(super) fn closing(&self, day: i64) -> Option<i64> {
        let hours = self.plan.hours(day);
        let mut closing = None;
        self.pieces(day, |from, to, offset| {
            let ends = hours.intervals().iter().filter(|(start, end)| *start < to && *end > from);
            for (_, end) in ends {
                closing = closing.max(Some(day * DAY + i64::from(*end.min(&to)) - offset));
            }
        });
        closing
    }

    /// The pieces of a date's wall clock that are shown without a jump: their seconds of the day and their offset.
    fn pieces(&self, day: i64, mut each: impl FnMut(u32, u32, i64)) {
        pieces(&self.zone, day * DAY - REACH, (day + 1) * DAY + REACH, |from, until, offset| {
            let second = |at: i64| (at + offset - day * DAY).clamp(0, DAY) as u32;
            let (from, to) = (second(from), second(until));
            if from < to {
                each(from, to, offset);
            }
        });
    }
}

/// The spans of a zone within [from, until).
pub(super) fn pieces(zone: &Zone, from: i64, until: i64, mut each: impl FnMut(i64, i64, i64)) {
    let mut at = from;
    while at < until {
        let span = zone.span_at(at);
        let end = span.until.min(until);
        each(at, end, i64::from(span.offset));
        at = end;
    }
}

/// The earliest instant of the domain for which a rising condition holds, which is true at the domain's end:
/// steps that double lead away from `near`, halving leads back.
fn search(near: i64, holds: impl Fn(i64) -> bool) -> i64 {
    let near = near.clamp(FIRST, END);
    let mut step = DAY;
    let (mut low, mut high);
    if holds(near) {
        high = near;
        loop {
            low = (high - step).max(FIRST - 1);
            if low < FIRST || !holds(low) {
                break;
            }
            high = low;
            step *= 2;
        }
    } else {
        low = near;
        loop {
            high = (low + step).min(END);
            if high == END || holds(high) {
                break;
            }
            low = high;
            step *= 2;
        }
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

fn usual_corrections(zone: &Zone, plan: &Plan) -> (Box<[i64]>, i64) {
    let mut sums = Vec::new();
    let (mut sum, mut before) = (0, None);
    let (mut at_start, mut at_end) = (0, 0);
    for span in zone.kept_spans() {
        if let Some(before) = before {
            sum +=
                plan.usual_before(span.from + before) - plan.usual_before(span.from + i64::from(span.offset));
        }
        before = Some(i64::from(span.offset));
        sums.push(sum);
        if span.from <= zone.repeats_from() - CYCLE {
            at_start = sum;
        }
        if span.from <= zone.repeats_from() {
            at_end = sum;
        }
    }
    (sums.into(), at_end - at_start)
}

fn listed_corrections(zone: &Zone, plan: &Plan) -> Vec<(i64, i64)> {
    let mut sums: Vec<(i64, i64)> = Vec::new();
    let mut sum = 0;
    let mut done = i64::MIN;
    for &day in plan.dates() {
        let day = i64::from(day);
        let (from, until) = ((day * DAY - REACH).max(done), (day + 1) * DAY + REACH);
        if from >= until {
            continue;
        }
        done = until;
        let mut before = None;
        // one second earlier, to see a change at the very start
        pieces(zone, from - 1, until, |start, _, offset| {
            if let Some(before) = before {
                let correction = plan.gained_before(start + before) - plan.gained_before(start + offset);
                if correction != 0 {
                    sum += correction;
                    sums.push((start, sum));
                }
            }
            before = Some(offset);
        });
    }
    sums
}

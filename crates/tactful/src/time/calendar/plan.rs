//! Which hours a date has, and how many open seconds a wall clock has shown up to a moment.
//!
//! Here a wall clock is a plain line of local seconds, without gaps and folds: those are added in `open`.

use super::super::civil::DAY;
use super::hours::Hours;
use super::spec::Checked;
use crate::order::Order;
use std::collections::BTreeMap;

/// Weekly hours, and the dates that differ from them.
#[derive(Debug)]
pub(super) struct Plan {
    weekly: [Hours; 7],
    /// Open seconds of a week before each weekday, and of the whole week.
    week_before: [i64; 8],
    /// Listed dates (days since 1970), ascending.
    dates: Box<[i32]>,
    /// Per listed date its entry in `shapes`.
    kinds: Box<[u32]>,
    shapes: Vec<Hours>,
    /// Open seconds that the listed dates before each gain over the weekly hours (mostly negative); one more entry.
    gained_before: Box<[i64]>,
}

/// 1970-01-01 was a Thursday: day -3 began a week.
pub(super) const MONDAY: i64 = 3;

impl Plan {
    pub(super) fn new(checked: &Checked) -> Self {
        let weekly = checked.weekly.clone().map(Hours::new);
        let mut week_before = [0; 8];
        for (day, hours) in weekly.iter().enumerate() {
            week_before[day + 1] = week_before[day] + i64::from(hours.total());
        }

        let (dates, kinds, shapes) = listed(checked, &weekly);
        let mut gained_before = Vec::with_capacity(dates.len() + 1);
        let mut gained = 0;
        gained_before.push(gained);
        for (date, kind) in dates.iter().zip(&kinds) {
            let usual = &weekly[weekday(i64::from(*date))];
            gained += i64::from(shapes[*kind as usize].total()) - i64::from(usual.total());
            gained_before.push(gained);
        }
        Self {
            weekly,
            week_before,
            dates: dates.into(),
            kinds: kinds.into(),
            shapes,
            gained_before: gained_before.into(),
        }
    }

    /// Whether there are weekly hours, so that open time never ends.
    pub(super) fn is_endless(&self) -> bool {
        self.week_before[7] > 0
    }

    pub(super) fn dates(&self) -> &[i32] {
        &self.dates
    }

    /// The hours of a listed date.
    pub(super) fn listed(&self, k: usize) -> &Hours {
        &self.shapes[self.kinds[k] as usize]
    }

    /// How many listed dates come before a day.
    pub(super) fn listed_before(&self, day: i64) -> usize {
        self.dates.partition_point(|date| i64::from(*date) < day)
    }

    /// The weekly hours of a day, whether it is listed or not.
    pub(super) fn usual(&self, day: i64) -> &Hours {
        &self.weekly[weekday(day)]
    }

    /// The hours of a day.
    pub(super) fn hours(&self, day: i64) -> &Hours {
        let k = self.listed_before(day);
        if self.is_listed(k, day) { self.listed(k) } else { self.usual(day) }
    }

    /// Open local seconds up to `local`, counted from some fixed moment, if no date were listed.
    pub(super) fn usual_before(&self, local: i64) -> i64 {
        let (day, second) = split(local);
        let week = (day + MONDAY).div_euclid(7);
        let weekday = weekday(day);
        week * self.week_before[7]
            + self.week_before[weekday]
            + i64::from(self.weekly[weekday].before(second))
    }

    /// What the listed dates add to that.
    pub(super) fn gained_before(&self, local: i64) -> i64 {
        if self.dates.is_empty() {
            return 0;
        }
        let (day, second) = split(local);
        let k = self.listed_before(day);
        let mut gained = self.gained_before[k];
        if self.is_listed(k, day) {
            gained += i64::from(self.listed(k).before(second)) - i64::from(self.usual(day).before(second));
        }
        gained
    }

    fn is_listed(&self, k: usize, day: i64) -> bool {
        self.dates.get(k).is_some_and(|date| i64::from(*date) == day)
    }
}

/// All dates of which something is said, with the precedence holiday, break, override, weekly.
fn listed(checked: &Checked, weekly: &[Hours; 7]) -> (Vec<i32>, Vec<u32>, Vec<Hours>) {
    let mut all: Vec<i32> = checked.holidays.iter().map(|date| date.days()).collect();
    all.extend(checked.overrides.iter().chain(&checked.breaks).map(|(date, _)| date.days()));
    all.order();
    all.dedup();

    let mut known = BTreeMap::from([(Hours::default(), 0u32)]);
    let mut shapes = vec![Hours::default()];
    let mut kinds = Vec::with_capacity(all.len());
    let mut holidays = checked.holidays.iter().map(|date| date.days()).peekable();
    let mut overrides = checked.overrides.iter().peekable();
    let mut breaks = checked.breaks.iter().peekable();
    for &day in &all {
        let holiday = holidays.next_if_eq(&day).is_some();
        let replaced = overrides.next_if(|(date, _)| date.days() == day);
        let cut = breaks.next_if(|(date, _)| date.days() == day);
        if holiday {
            kinds.push(0);
            continue;
        }
        let mut hours = match replaced {
            Some((_, intervals)) => Hours::new(intervals.clone()),
            None => weekly[weekday(i64::from(day))].clone(),
        };
        if let Some((_, intervals)) = cut {
            hours = hours.without(intervals);
        }
        kinds.push(*known.entry(hours).or_insert_with_key(|hours| {
            shapes.push(hours.clone());
            shapes.len() as u32 - 1
        }));
    }
    (all, kinds, shapes)
}

/// 0 for Monday.
pub(super) fn weekday(day: i64) -> usize {
    (day + MONDAY).rem_euclid(7) as usize
}

fn split(local: i64) -> (i64, u32) {
    (local.div_euclid(DAY), local.rem_euclid(DAY) as u32)
}

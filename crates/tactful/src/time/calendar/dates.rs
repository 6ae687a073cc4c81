//! Business dates, counted: a date is one if its wall clock shows at least one open minute.
//!
//! `before(day)` counts the business dates before a day, as `open` counts open seconds: weekly hours in closed form,
//! a few dates whose hours a gap of the zone swallows, and the listed dates. The n-th date is one search.

use super::super::civil::{DAY, Date};
use super::super::zone::CYCLE;
use super::open::OpenTime;
use super::plan::{MONDAY, Plan};

const MINUTE: i64 = 60;
const CYCLE_DAYS: i64 = CYCLE / DAY;
const FIRST_DAY: i64 = Date::MIN.days() as i64;
const END_DAY: i64 = Date::MAX.days() as i64 + 1;

#[derive(Debug)]
pub(super) struct BusinessDates {
    /// Business dates of a week before each weekday, and of the whole week.
    week_before: [i64; 8],
    /// The weekdays of a week that have hours, in their order.
    open_weekdays: [i64; 7],
    /// Dates with weekly hours that a gap swallows, ascending, within the zone's kept spans.
    swallowed: Box<[i64]>,
    swallowed_per_cycle: i64,
    repeats_from: i64,
    /// Business dates that the listed dates before each gain over the weekly hours; one more entry.
    gained_before: Box<[i32]>,
    /// `before` at both ends of the years 1 to 9999.
    least: i64,
    most: i64,
}

impl BusinessDates {
    pub(super) fn new(open: &OpenTime) -> Self {
        let plan = &open.plan;
        let mut week_before = [0; 8];
        let mut open_weekdays = [0; 7];
        for weekday in 0..7 {
            let open = !plan.usual(weekday as i64 - MONDAY).is_empty();
            if open {
                open_weekdays[week_before[weekday] as usize] = weekday as i64;
            }
            week_before[weekday + 1] = week_before[weekday] + i64::from(open);
        }
        let swallowed = swallowed(open);
        let repeats_from = match open.zone.repeats_from() {
            i64::MAX => i64::MAX,
            at => at.div_euclid(DAY),
        };
        let until = |day: i64| swallowed.partition_point(|date| *date < day) as i64;
        let swallowed_per_cycle = match repeats_from {
            i64::MAX => 0,
            day => until(day) - until(day - CYCLE_DAYS),
        };
        let mut dates = Self {
            week_before,
            open_weekdays,
            swallowed: swallowed.into(),
            swallowed_per_cycle,
            repeats_from,
            gained_before: Box::default(),
            least: 0,
            most: 0,
        };
        dates.gained_before = dates.gained(open).into();
        dates.least = dates.before(plan, FIRST_DAY);
        dates.most = dates.before(plan, END_DAY);
        dates
    }

    fn gained(&self, open: &OpenTime) -> Vec<i32> {
        let plan = &open.plan;
        let mut sums = Vec::with_capacity(plan.dates().len() + 1);
        let mut sum = 0;
        sums.push(sum);
        for (k, &day) in plan.dates().iter().enumerate() {
            let day = i64::from(day);
            let usual = self.usual_before(day + 1) - self.usual_before(day);
            let is_one = !plan.listed(k).is_empty() && open.on_date(day, plan.listed(k)) >= MINUTE;
            sum += i32::from(is_one) - usual as i32;
            sums.push(sum);
        }
        sums
    }

    fn usual_before(&self, day: i64) -> i64 {
        let week = (day + MONDAY).div_euclid(7);
        let weekday = (day + MONDAY - week * 7) as usize;
        let mut count = week * self.week_before[7] + self.week_before[weekday];
        if !self.swallowed.is_empty() {
            let cycles = if day < self.repeats_from { 0 } else { (day - self.repeats_from) / CYCLE_DAYS + 1 };
            let day = day - cycles * CYCLE_DAYS;
            count -=
                self.swallowed.partition_point(|date| *date < day) as i64 + cycles * self.swallowed_per_cycle;
        }
        count
    }

    /// Business dates before a day, from some fixed day on.
    #[inline]
    pub(super) fn before(&self, plan: &Plan, day: i64) -> i64 {
        self.usual_before(day) + i64::from(self.gained_before[plan.listed_before(day)])
    }

    pub(super) fn is_one(&self, plan: &Plan, day: i64) -> bool {
        self.before(plan, day + 1) > self.before(plan, day)
    }

    /// The business date `n` dates after `day`, before it if negative; for 0 `day` itself, or else the next one.
    /// None where there are not so many within the years 1 to 9999.
    pub(super) fn nth(&self, plan: &Plan, day: i64, n: i64) -> Option<i64> {
        // the count that is reached with the date itself
        let goal = if n > 0 {
            self.before(plan, day + 1).checked_add(n)?
        } else {
            self.before(plan, day).checked_add(n)?.checked_add(1)?
        };
        if goal <= self.least || goal > self.most {
            return None;
        }
        if let Some(day) = self.guess(plan, day, goal) {
            return Some(day);
        }
        let (mut low, mut high) = (FIRST_DAY, END_DAY);
        // steps that double lead away from the day, halving leads back
        let mut step = 8;
        while step < END_DAY - FIRST_DAY {
            let (near_low, near_high) = ((day - step).max(FIRST_DAY), (day + step).min(END_DAY));
            if self.before(plan, near_low) < goal && goal <= self.before(plan, near_high) {
                (low, high) = (near_low, near_high);
                break;
            }
            step *= 4;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.before(plan, middle) >= goal {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high - 1)
    }

    /// The same by the weekly hours alone, moved on by what listed dates on the way take and give: mostly none or one.
    fn guess(&self, plan: &Plan, day: i64, goal: i64) -> Option<i64> {
        let per_week = self.week_before[7];
        if per_week == 0 || !self.swallowed.is_empty() {
            return None;
        }
        let mut gained = i64::from(self.gained_before[plan.listed_before(day)]);
        for _ in 0..8 {
            // the place of the date among all that the weekly hours open, from 0
            let place = goal - gained - 1;
            let weekday = self.open_weekdays[place.rem_euclid(per_week) as usize];
            let day = place.div_euclid(per_week) * 7 + weekday - MONDAY;
            match self.before(plan, day + 1) - goal {
                0 if self.before(plan, day) < goal => {
                    return (FIRST_DAY..END_DAY).contains(&day).then_some(day);
                }
                // a listed date without hours: the goal was reached before it
                0 => gained += 1,
                beyond => gained += beyond,
            }
        }
        None
    }
}

/// Dates with weekly hours of which a gap leaves less than a minute.
fn swallowed(open: &OpenTime) -> Vec<i64> {
    let mut dates = Vec::new();
    let mut before: Option<i64> = None;
    for span in open.zone.kept_spans() {
        let offset = i64::from(span.offset);
        if let Some(before) = before.filter(|before| *before < offset) {
            let (first, last) =
                ((span.from + before).div_euclid(DAY), (span.from + offset - 1).div_euclid(DAY));
            for day in first..=last {
                let hours = open.plan.usual(day);
                if !hours.is_empty() && dates.last() < Some(&day) && open.on_date(day, hours) < MINUTE {
                    dates.push(day);
                }
            }
        }
        before = Some(offset);
    }
    dates
}

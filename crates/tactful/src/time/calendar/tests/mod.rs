//! Calendars against a scan of every minute, and their corner cases by hand.

mod cases;
mod laws;
mod scan;

use super::*;
use crate::time::Weekday;
use crate::time::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

const WORKDAYS: [Weekday; 5] = [Mon, Tue, Wed, Thu, Fri];

fn compile(spec: &CalendarSpec) -> Calendar {
    Calendar::compile(spec, &Zones::bundled()).unwrap()
}

fn office(tz: &str) -> CalendarSpec {
    CalendarSpec::new(tz).open(&WORKDAYS, "09:00", "17:00")
}

fn always(tz: &str) -> CalendarSpec {
    CalendarSpec::new(tz).open(&Weekday::ALL, "00:00", "24:00")
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A small generator, so that a failure can be repeated from its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 16) as i64) % n
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.below(n) == 0
    }
}

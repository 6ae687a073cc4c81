//! The local days of a horizon.

use crate::time::{Date, Instant, Zone, date_of};
use crate::when::midnight;

/// One local day; the first begins at the instant of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) from: i64,
    pub(super) until: i64,
}

/// At least one day, in their order.
#[derive(Debug)]
pub(super) struct Days(pub(super) Vec<Day>);

impl Days {
    /// So many days on the clock of a zone, as far as the calendar of the library reaches.
    pub(super) fn new(zone: &Zone, now: Instant, count: i64) -> Self {
        let today = date_of(zone.local(now.seconds()));
        let mut days = Vec::new();
        let mut from = now.seconds();
        for number in 0..count {
            let date = today.add_days(number as i32);
            let until = midnight(date.add_days(1), zone);
            // a day that a zone has left out has no room; after the year 9999 there is none
            if until > from {
                days.push(Day { date, from, until });
            }
            from = from.max(until);
        }
        Self(days)
    }

    /// The end of the last one.
    pub(super) fn end(&self) -> i64 {
        self.0.last().map_or(i64::MIN, |day| day.until)
    }

    /// The place of the last day that begins before an instant; the first, if none does.
    pub(super) fn last_before(&self, at: i64) -> usize {
        self.0.partition_point(|day| day.from < at).saturating_sub(1)
    }

    /// The place of the day that holds an instant.
    pub(super) fn holding(&self, at: i64) -> Option<usize> {
        let place = self.0.partition_point(|day| day.until <= at);
        self.0.get(place).filter(|day| day.from <= at).map(|_| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zones;

    #[test]
    fn days_follow_each_other_through_changes_of_the_clock() {
        let zones = Zones::bundled();
        for (name, at) in [
            ("Europe/Paris", "2026-03-28T10:00:00Z"),
            ("America/Sao_Paulo", "2018-11-02T12:00:00Z"), // midnight is skipped on the 4th
            ("Pacific/Apia", "2011-12-28T12:00:00Z"),      // there was no 30 December
        ] {
            let zone = zones.get(name).unwrap();
            let now = Instant::parse(at).unwrap();
            let days = Days::new(&zone, now, 5);
            assert_eq!(days.0[0].from, now.seconds());
            for pair in days.0.windows(2) {
                assert_eq!(pair[0].until, pair[1].from);
            }
            for (place, day) in days.0.iter().enumerate() {
                for at in [day.from, day.until - 1] {
                    assert_eq!(zone.date(Instant::clamped(at)), day.date, "{name}");
                    assert_eq!(days.holding(at), Some(place));
                }
                assert_eq!(days.last_before(day.until), place);
            }
            assert_eq!((days.holding(days.end()), days.holding(now.seconds() - 1)), (None, None));
        }
    }

    #[test]
    fn a_day_that_was_left_out_is_none() {
        let zone = Zones::bundled().get("Pacific/Apia").unwrap();
        let days = Days::new(&zone, Instant::parse("2011-12-29T12:00:00Z").unwrap(), 4);
        let dates: Vec<String> = days.0.iter().map(|day| day.date.to_string()).collect();
        assert_eq!(dates, ["2011-12-29", "2011-12-31", "2012-01-01"]);
    }
}

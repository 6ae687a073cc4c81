//! The open hours of one date: disjoint intervals of the wall clock, in seconds after midnight.

use crate::order::Order;
/// An interval [from, to) in seconds after midnight.
pub(super) type Interval = (u32, u32);

/// Sorted, disjoint, never touching.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Hours {
    intervals: Box<[Interval]>,
    total: u32,
}

impl Hours {
    /// From intervals that do not overlap, in any order; touching ones become one.
    pub(super) fn new(mut intervals: Vec<Interval>) -> Self {
        intervals.order();
        intervals.dedup_by(|later, earlier| {
            let touch = earlier.1 == later.0;
            if touch {
                earlier.1 = later.1;
            }
            touch
        });
        let total = intervals.iter().map(|(from, to)| to - from).sum();
        Self { intervals: intervals.into(), total }
    }

    /// What is left when sorted or unsorted `breaks` are cut out.
    pub(super) fn without(&self, breaks: &[Interval]) -> Self {
        let mut left = Vec::new();
        let mut breaks = breaks.to_vec();
        breaks.order();
        for &(mut from, to) in &self.intervals {
            for &(break_from, break_to) in &breaks {
                if break_to <= from || break_from >= to {
                    continue;
                }
                if break_from > from {
                    left.push((from, break_from));
                }
                from = break_to;
            }
            if from < to {
                left.push((from, to));
            }
        }
        Self::new(left)
    }

    pub(super) fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// Open seconds of the whole date.
    pub(super) fn total(&self) -> u32 {
        self.total
    }

    pub(super) fn is_empty(&self) -> bool {
        self.total == 0
    }

    pub(super) fn contains(&self, second: u32) -> bool {
        self.intervals.iter().any(|&(from, to)| from <= second && second < to)
    }

    /// Open seconds before a second of the day.
    pub(super) fn before(&self, second: u32) -> u32 {
        let mut sum = 0;
        for &(from, to) in &self.intervals {
            if second <= from {
                break;
            }
            sum += second.min(to) - from;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_intervals_are_one() {
        let hours = Hours::new(vec![(300, 400), (100, 200), (200, 300)]);
        assert_eq!(hours.intervals(), [(100, 400)]);
        assert_eq!([0, 100, 150, 400, 500].map(|second| hours.before(second)), [0, 0, 50, 300, 300]);
    }

    #[test]
    fn breaks_cut() {
        let hours = Hours::new(vec![(100, 200), (300, 400)]);
        assert_eq!(
            hours.without(&[(350, 360), (150, 320)]).intervals(),
            [(100, 150), (320, 350), (360, 400)]
        );
        assert_eq!(hours.without(&[(0, 500)]), Hours::default());
        assert_eq!(hours.without(&[(200, 300), (0, 100), (400, 500)]), hours);
        assert_eq!(hours.without(&[(100, 110), (110, 120)]).intervals(), [(120, 200), (300, 400)]);
    }
}

//! Who goes first.

use std::cmp::Ordering;

/// A contact that could be planned on a day, with all that it is ordered by. The greater goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) priority: i64,
    pub(super) value: i64,
    /// Days that are left, with this one: until the window closes, or the horizon ends.
    pub(super) days_left: i64,
    pub(super) closes: i64,
    /// The place of the customer, by id.
    pub(super) entry: usize,
    /// The place of the reason, by id.
    pub(super) reason: usize,
    /// The place of the question: of one reason the preferred channel comes first.
    pub(super) question: usize,
    // what it is, beside its place in the order
    pub(super) version: u32,
    pub(super) at: i64,
}

impl Ord for Ticket {
    fn cmp(&self, other: &Self) -> Ordering {
        // value ÷ days left, without rounding
        let per_day = |one: &Self, two: &Self| i128::from(one.value) * i128::from(two.days_left);
        let latest = |ticket: &Self| (ticket.closes, ticket.entry, ticket.reason, ticket.question);
        let first = self.priority.cmp(&other.priority);
        let second = || per_day(self, other).cmp(&per_day(other, self));
        first.then_with(second).then_with(|| latest(other).cmp(&latest(self)))
    }
}

impl PartialOrd for Ticket {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(priority: i64, value: i64, days_left: i64, closes: i64, entry: usize) -> Ticket {
        Ticket { priority, value, days_left, closes, entry, reason: 0, question: 0, version: 0, at: 0 }
    }

    #[test]
    fn priority_then_value_for_each_day_left_then_the_end_then_the_customer() {
        let in_order = [
            ticket(2, 0, 30, 900, 9),
            ticket(1, i64::MAX, 30, 900, 9),
            ticket(1, 10, 3, 900, 9), // 10 / 3 is more than 3
            ticket(1, 3, 1, 900, 9),
            ticket(1, 6, 2, 901, 0), // 6 / 2 is 3, and it closes later
            ticket(1, 0, 1, 5, 9),
            ticket(1, 0, 9, 6, 0),
            ticket(1, 0, 9, 6, 1),
        ];
        for pair in in_order.windows(2) {
            assert!(pair[0] > pair[1], "{pair:?}");
        }
        assert_eq!(in_order[0].cmp(&in_order[0]), Ordering::Equal);
    }
}

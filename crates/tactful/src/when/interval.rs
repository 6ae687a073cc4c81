//! Intervals of instants, and what a set of instants answers.

use crate::time::{Date, Span, Zone};

/// Later than every instant.
pub(crate) const FOREVER: i64 = i64::MAX;

/// A half-open interval of UTC seconds, `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Interval {
    pub(crate) from: i64,
    pub(crate) until: i64,
}

impl Interval {
    pub(crate) const ALWAYS: Interval = Interval { from: i64::MIN, until: FOREVER };

    #[inline]
    pub(crate) fn contains(self, t: i64) -> bool {
        self.from <= t && t < self.until
    }

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.from >= self.until
    }

    /// The part of it from `t` on.
    #[inline]
    pub(crate) fn first(self, t: i64) -> First {
        if self.until > t && !self.is_empty() {
            First::At(Interval { from: self.from.max(t), until: self.until })
        } else {
            First::Nowhere
        }
    }

    #[inline]
    pub(crate) fn intersect(self, other: Interval) -> Interval {
        Interval { from: self.from.max(other.from), until: self.until.min(other.until) }
    }
}

/// The answer of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    /// The part from `t` on of the first maximal interval that ends after `t`.
    At(Interval),
    /// Nothing before the limit.
    Beyond,
    /// Nothing after `t`, ever.
    Nowhere,
}

/// The first instant of a local date.
pub(crate) fn midnight(date: Date, zone: &Zone) -> i64 {
    zone.first_at_or_after(i64::from(date.days()) * 86_400)
}

/// When a window that began at `at` is over. Business spans never get here: the loader keeps them out of caps.
#[inline]
pub(crate) fn window_end(span: Span, at: i64, zone: &Zone) -> i64 {
    span.end(at, zone).unwrap_or(FOREVER)
}

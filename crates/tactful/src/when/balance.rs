//! Give before you ask (F11): enough gives, completed since the last ask, and not too long ago.

use super::interval::{FOREVER, First, Interval, window_end};
use crate::time::{Span, Zone};

/// The set of instants at which at least `n` gives stand since the last ask and are younger than `within`.
///
/// Only asks at or before `t` use gives up; a give and an ask at one instant count as give first, ask after.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Balance<'a> {
    /// Sorted; the latest of history, and planned ones only where the caller counts on them.
    pub(crate) gives: &'a [i64],
    /// Sorted; the last of history, and all planned ones.
    pub(crate) asks: &'a [i64],
    pub(crate) n: usize,
    pub(crate) within: Span,
    pub(crate) zone: &'a Zone,
}

impl Balance<'_> {
    /// Between two neighbouring edges (asks, gives, ends of gives) the answer does not change.
    pub(crate) fn first(&self, t: i64) -> First {
        let mut from = t;
        while !self.holds(from) {
            match self.next_edge(from) {
                Some(edge) => from = edge,
                None => return First::Nowhere,
            }
        }
        let mut until = from;
        loop {
            match self.next_edge(until) {
                None => return First::At(Interval { from, until: FOREVER }),
                Some(edge) => until = edge,
            }
            if !self.holds(until) {
                return First::At(Interval { from, until });
            }
        }
    }

    fn holds(&self, t: i64) -> bool {
        let last_ask = self.asks.iter().rev().find(|&&a| a <= t).copied();
        let live = |&&g: &&i64| {
            g <= t && last_ask.is_none_or(|a| g > a) && t < window_end(self.within, g, self.zone)
        };
        self.gives.iter().filter(live).count() >= self.n
    }

    fn next_edge(&self, t: i64) -> Option<i64> {
        let ends = self.gives.iter().map(|&g| window_end(self.within, g, self.zone));
        self.asks.iter().chain(self.gives).copied().chain(ends).filter(|&edge| edge > t).min()
    }
}

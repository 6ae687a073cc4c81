//! Parts that are more than one interval: they move with the hour, with dates, or with plans.

use super::decision::{Clears, Source};
use super::parts::Part;
use crate::inline::Inline;
use crate::time::Calendar;
use crate::when::{First, Interval, Set};
use std::ops::ControlFlow;

/// What a set that is more than one interval answered last.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    /// From where on it was asked.
    asked: i64,
    interval: Interval,
}

impl Seen {
    pub(crate) fn new(asked: i64, interval: Interval) -> Self {
        Self { asked, interval }
    }

    /// From where on it was asked.
    pub(crate) fn asked(&self) -> i64 {
        self.asked
    }

    /// The first allowed interval from `t` on, if it is known: an answer holds for every later instant up to its end.
    #[inline]
    pub(crate) fn known(&self, t: i64) -> Option<Interval> {
        let known = self.asked <= t && t < self.interval.until;
        known.then(|| Interval { from: t.max(self.interval.from), ..self.interval })
    }
}

/// A part that is more than one interval, and what it answered last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mover<'a> {
    pub(crate) part: Part<'a>,
    seen: Seen,
}

impl Mover<'_> {
    /// Raises `from` and lowers `until` to what it allows from there on.
    #[inline]
    pub(crate) fn join(&mut self, from: &mut i64, until: &mut i64, limit: i64) -> ControlFlow<()> {
        let interval = match self.seen.known(*from) {
            Some(interval) => interval,
            None => {
                let First::At(interval) = self.part.first(*from, limit) else {
                    return ControlFlow::Break(());
                };
                self.seen = Seen::new(*from, interval);
                interval
            }
        };
        *from = interval.from.max(*from);
        *until = interval.until.min(*until);
        ControlFlow::Continue(())
    }
}

/// Parts by place. Those of the first places are named by bits.
#[derive(Debug, Default)]
pub(crate) struct Moving<'a> {
    movers: Inline<Mover<'a>, 2, 48>,
    /// Those that are times of day.
    pub(crate) hours: u64,
    /// Those that a fact can clear.
    pub(crate) facts: u64,
    /// Those that are no rules.
    pub(crate) own: u64,
    /// Those that are business calendars.
    calendars: u64,
}

/// As many places have bits.
const BITS: usize = 64;

/// Which parts take part in an answer.
#[derive(Clone, Copy)]
pub(crate) struct Chosen<'s> {
    /// Those that have bits.
    pub(crate) bits: u64,
    /// Who else may.
    pub(crate) beyond: Option<Beyond<'s>>,
}

/// Parts beyond the bits are chosen by what they are.
#[derive(Clone, Copy)]
pub(crate) struct Beyond<'s> {
    /// Of these rules.
    pub(crate) rules: &'s [u16],
    /// Or at this place or a later one.
    pub(crate) own_from: usize,
    pub(crate) hours: bool,
    pub(crate) facts: bool,
    pub(crate) own: bool,
}

impl Beyond<'_> {
    fn takes(&self, place: usize, part: &Part<'_>) -> bool {
        let rule = match part.source {
            Source::Rule(index) => Some(index),
            _ => None,
        };
        (place >= self.own_from || rule.is_some_and(|index| self.rules.binary_search(&index).is_ok()))
            && (self.own || rule.is_some())
            && (self.facts || part.clears == Clears::Time)
            && (self.hours || !part.time_of_day)
    }
}

impl<'a> Moving<'a> {
    /// Adds a part; its bit, or 0 if there are too many.
    pub(crate) fn push(&mut self, part: &Part<'a>, now: i64) -> u64 {
        let place = self.movers.len();
        let seen = match part.at_now {
            First::At(interval) => interval,
            First::Beyond | First::Nowhere => Interval { from: now, until: now },
        };
        self.movers.push(Mover { part: *part, seen: Seen::new(now, seen) });
        let bit = if place < BITS { 1 << place } else { 0 };
        self.hours |= if part.time_of_day { bit } else { 0 };
        self.facts |= if part.clears == Clears::Time { 0 } else { bit };
        self.own |= if matches!(part.source, Source::Rule(_)) { 0 } else { bit };
        self.calendars |= if matches!(part.set, Set::Open(_)) { bit } else { 0 };
        bit
    }

    pub(crate) fn len(&self) -> usize {
        self.movers.len()
    }

    /// Forgets all but the first `len`.
    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        if len == self.movers.len() {
            return;
        }
        self.movers.truncate(len);
        let kept = if len < BITS { (1 << len) - 1 } else { u64::MAX };
        self.hours &= kept;
        self.facts &= kept;
        self.own &= kept;
        self.calendars &= kept;
    }

    /// Goes through those that take part, until one of them breaks.
    #[inline]
    pub(crate) fn each(
        &mut self,
        chosen: &Chosen<'_>,
        mut each: impl FnMut(&mut Mover<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let movers: &mut [Mover<'a>] = &mut self.movers;
        let mut bits = chosen.bits;
        while bits != 0 {
            let place = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            each(&mut movers[place])?;
        }
        if let Some(beyond) = chosen.beyond {
            for (place, mover) in movers.iter_mut().enumerate().skip(BITS) {
                if beyond.takes(place, &mover.part) {
                    each(mover)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// The business calendars among those that take part.
    #[inline]
    pub(crate) fn calendars(&mut self, chosen: &Chosen<'_>, mut each: impl FnMut(&Calendar)) {
        let chosen = Chosen { bits: chosen.bits & self.calendars, ..*chosen };
        let _ = self.each(&chosen, |mover| {
            if let Set::Open(calendar) = mover.part.set {
                each(calendar);
            }
            ControlFlow::Continue(())
        });
    }
}

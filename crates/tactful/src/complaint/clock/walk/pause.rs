//! When a clock stands still: causes that begin, end, and end by themselves.

use super::{INACTIVE, Life, Walk};
use crate::inline::Inline;
use crate::policy::clocks::Events;
use std::ops::Deref;

impl Walk<'_> {
    #[inline]
    pub(super) fn any_cause(&self) -> bool {
        self.causes.iter().take(self.clock.pauses.len()).any(|end| *end != INACTIVE)
    }

    /// When the causes that hold now will all be over.
    fn causes_end(&self) -> i64 {
        self.causes.iter().copied().max().unwrap_or(INACTIVE)
    }

    /// Causes that end by themselves are over.
    #[inline]
    pub(super) fn settle(&mut self, at: i64) {
        if self.any_cause() {
            self.end_causes(at);
        }
    }

    fn end_causes(&mut self, at: i64) {
        let end = self.causes_end();
        if end <= at
            && let Some(from) = self.paused_from.take()
        {
            self.add_pause(from, end);
        }
        for cause in &mut self.causes {
            if *cause <= at {
                *cause = INACTIVE;
            }
        }
    }

    pub(super) fn pause_or_resume(&mut self, bit: Events, at: i64, until: Option<i64>) {
        for (pause, cause) in self.clock.pauses.iter().zip(&mut self.causes) {
            if bit & pause.until != 0 {
                *cause = INACTIVE;
            }
            if bit & pause.from != 0 && until.is_none_or(|until| until > at) {
                *cause = until.unwrap_or(i64::MAX);
            }
        }
        match (self.any_cause(), self.paused_from) {
            (true, None) if self.life == Life::Live => self.paused_from = Some(at),
            (false, Some(from)) => {
                self.paused_from = None;
                self.add_pause(from, at);
            }
            _ => {}
        }
    }

    /// Intervals come in order of their starts; those that touch are one.
    pub(super) fn add_pause(&mut self, from: i64, until: i64) {
        if from >= until {
            return;
        }
        match self.pauses.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => self.pauses.push((from, until)),
        }
    }

    /// The pauses, with the one that has not ended.
    pub(in crate::complaint::clock) fn all_pauses(&self) -> Stood<'_> {
        self.pauses_until(i64::MAX)
    }

    pub(super) fn pauses_until(&self, at: i64) -> Stood<'_> {
        let Some(from) = self.paused_from else { return Stood::Known(&self.pauses) };
        let mut pauses = self.pauses.clone();
        let until = self.causes_end().min(at);
        match pauses.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ if from < until => pauses.push((from, until)),
            _ => {}
        }
        Stood::Open(pauses)
    }
}

/// Pauses: those that are over, or a list with the one that is not.
pub(in crate::complaint::clock) enum Stood<'s> {
    Known(&'s [(i64, i64)]),
    Open(Inline<(i64, i64), 2, 8>),
}

impl Deref for Stood<'_> {
    type Target = [(i64, i64)];

    #[inline]
    fn deref(&self) -> &[(i64, i64)] {
        match self {
            Stood::Known(pauses) => pauses,
            Stood::Open(pauses) => pauses,
        }
    }
}

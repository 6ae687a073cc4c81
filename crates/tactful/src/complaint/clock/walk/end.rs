//! When a clock is due, given what happened to it so far.

use super::Walk;
use crate::complaint::clock::due::{Dial, Due};
use crate::policy::clocks::spec::{Combine, CountFrom, EndAt, Term};
use crate::time::Span;

impl Walk<'_> {
    pub(in crate::complaint::clock) fn dial<'s>(&'s self, pauses: &'s [(i64, i64)]) -> Dial<'s> {
        Dial {
            zones: self.setting.zones,
            calendars: self.setting.calendars,
            calendar: self.calendar,
            switches: &self.switches,
            pauses,
        }
    }

    /// The terms in force, before extensions.
    pub(in crate::complaint::clock) fn terms(&self) -> (&[Term], Combine) {
        let clock = self.clock;
        if let Some(repeat) = clock.repeat.as_ref().filter(|repeat| self.round > 1 && !repeat.from_due) {
            return (std::slice::from_ref(&repeat.every), Combine::Later);
        }
        let target = self.priority.and_then(|place| clock.targets.get(usize::from(place)));
        match target {
            Some(Some(target)) => (std::slice::from_ref(target), Combine::Later),
            _ => (&clock.terms, clock.combine),
        }
    }

    /// When it is, or was, due.
    pub(in crate::complaint::clock) fn due(&self) -> Due {
        self.met_due.unwrap_or_else(|| self.due_with(&self.all_pauses()))
    }

    /// When it is due, given its pauses.
    pub(in crate::complaint::clock) fn due_with(&self, pauses: &[(i64, i64)]) -> Due {
        let dial = self.dial(pauses);
        let (terms, combine) = self.terms();
        let due = dial.due(self.counts_from, terms, combine);
        if self.grid > 0 {
            return self.on_grid(due, self.grid);
        }
        match self.step.and_then(|place| self.clock.extend.get(usize::from(place))) {
            Some(step) => due.max(dial.term(self.counts_from, &step.to)),
            None => due,
        }
    }

    /// The end that held when it stopped: a pause that had not ended does not reach beyond.
    pub(in crate::complaint::clock) fn due_when_stopped(&self, at: i64) -> Due {
        self.due_with(&self.pauses_until(at))
    }

    /// The k-th end after the first on a fixed grid.
    fn on_grid(&self, first: Due, k: i32) -> Due {
        let (Due::At(first), Some(repeat)) = (first, self.clock.repeat) else { return first };
        if k == 0 {
            return Due::At(first);
        }
        let Some(span) = times(repeat.every.span, k) else { return Due::Beyond };
        // counted on from the first end, on whose day nothing is left
        let term = Term { span, count_from: CountFrom::Instant, ..repeat.every };
        self.dial(&[]).term(first, &term)
    }

    /// The place on the grid whose end is the first that is still to come, beyond the present one.
    pub(super) fn next_on_grid(&self, at: i64) -> i32 {
        let (terms, combine) = self.terms();
        let first = self.dial(&[]).due(self.counts_from, terms, combine);
        let later = |k: i32| self.on_grid(first, k).at().is_none_or(|end| end > at);
        let mut low = self.grid;
        let mut step = 1;
        let mut high = low.saturating_add(1);
        while !later(high) {
            low = high;
            step *= 2;
            high = low.saturating_add(step);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if later(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }

    /// From when the present round counts: its start, or the end before it on a fixed grid.
    pub(in crate::complaint::clock) fn round_from(&self) -> i64 {
        if self.grid == 0 {
            return self.counts_from;
        }
        let (terms, combine) = self.terms();
        let first = self.dial(&[]).due(self.counts_from, terms, combine);
        self.on_grid(first, self.grid - 1).at().unwrap_or(self.counts_from)
    }

    /// Whether it is late at its end: now, or when it stopped.
    pub(in crate::complaint::clock) fn is_late(&self, due: Due, end: i64) -> bool {
        self.late || self.latched || due.at().is_some_and(|due| end > due)
    }

    /// Whether a calendar has a say in its end.
    pub(in crate::complaint::clock) fn asks_calendar(&self) -> bool {
        let by_calendar =
            |term: &Term| term.span.is_business() || term.roll || term.end_at == EndAt::CloseOfBusiness;
        self.terms().0.iter().any(by_calendar)
    }

    /// Whether it counts open time.
    pub(in crate::complaint::clock) fn counts_business(&self) -> bool {
        self.terms().0.iter().any(|term| term.span.is_business())
    }
}

/// A span, so many times.
fn times(span: Span, k: i32) -> Option<Span> {
    Some(match span {
        Span::Seconds(n) => Span::Seconds(n.checked_mul(i64::from(k))?),
        Span::BusinessSeconds(n) => Span::BusinessSeconds(n.checked_mul(i64::from(k))?),
        Span::Days(n) => Span::Days(n.checked_mul(k)?),
        Span::Months(n) => Span::Months(n.checked_mul(k)?),
        Span::BusinessDays(n) => Span::BusinessDays(n.checked_mul(k)?),
        Span::FullDays(_) | Span::DaysInclusive(_) => return None,
    })
}

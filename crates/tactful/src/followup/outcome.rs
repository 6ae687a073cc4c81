//! What the sets of one question allow together, and what follows from it.

use super::anchors::Anchored;
use super::moving::{Beyond, Chosen};
use super::parts::Bears;
use super::sheet::{Sheet, Windows};
use super::sum::{CLEARS_BEYOND_HORIZON, Fixed, MORE_MOVING, Sum};
use super::view::View;
use crate::Code;
use crate::when::{FOREVER, First, Interval, Joint, Set};
use std::ops::ControlFlow;

/// What the sets allow together, seen from one side: all of them, or without times of day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) verdict: Code,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) revisit_at: i64,
    pub(crate) horizon_reached: bool,
    pub(crate) too_late_if_cleared: bool,
    /// Of a hold: the first instant if what can be cleared were cleared.
    pub(crate) if_cleared: i64,
}

/// Which parts take part in a joint answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Without {
    Nothing,
    /// As if every fact that can clear a rule had come.
    Cleared,
    /// As if it came now.
    ClearedNow,
    /// The reason's own window and conditions left aside.
    Reason,
}

/// One question, with everything that bears on it.
pub(crate) struct Asked<'s, 'a> {
    pub(crate) sheet: &'s mut Sheet<'a>,
    pub(crate) bears: Bears<'a>,
    /// What rules and the reason's own parts say; its window as well, unless it is split.
    pub(crate) sum: Sum,
    /// The window is more than one interval.
    pub(crate) split: bool,
    /// The rules alone.
    pub(crate) of_rules: Fixed,
    /// Where the moving parts of this question alone begin.
    pub(crate) own_moving: usize,
    /// The end of the last window.
    pub(crate) close: i64,
    /// When the customer's stage changes by itself, if that ends the answer.
    pub(crate) stage_ends: i64,
}

impl<'a> Asked<'_, 'a> {
    pub(crate) fn view(&self) -> &'a View<'a> {
        self.sheet.view
    }

    /// Which of the parts that move take part.
    pub(crate) fn chosen(&self, times_of_day: bool, without: Without) -> Chosen<'a> {
        let moving = &self.sheet.moving;
        let facts = !matches!(without, Without::Cleared | Without::ClearedNow);
        let own = without != Without::Reason;
        let aside = if times_of_day { 0 } else { moving.hours }
            | if facts { 0 } else { moving.facts }
            | if own { 0 } else { moving.own };
        let (rules, own_from) = (self.bears.bearing.rules.as_slice(), self.own_moving);
        let beyond = Beyond { rules, own_from, hours: times_of_day, facts, own };
        Chosen { bits: self.sum.moving & !aside, beyond: self.sum.is(MORE_MOVING).then_some(beyond) }
    }

    /// The first interval from now on that all allow. Lower bounds come first; what moves is asked from there on.
    #[inline]
    pub(crate) fn joint(&mut self, times_of_day: bool, without: Without) -> Joint {
        let view = self.view();
        let mut fixed = match without {
            Without::Nothing => self.sum.all(),
            Without::Cleared | Without::ClearedNow => self.sum.timed(),
            Without::Reason => self.of_rules,
        };
        if times_of_day {
            fixed = self.sum.with_hours(fixed);
        }
        let mut from = fixed.interval.from.max(view.now);
        if without == Without::ClearedNow {
            from = from.max(self.sum.if_cleared);
        }
        // what allows nothing after now decides at once, whatever the others say
        if fixed.nowhere {
            return Joint::Nowhere;
        }
        let chosen = self.chosen(times_of_day, without);
        if self.split || chosen.bits != 0 || chosen.beyond.is_some() {
            return self.fixed_point(fixed, from, &chosen, without);
        }
        let until = fixed.interval.until;
        if from >= view.horizon || from >= until {
            Joint::Beyond
        } else {
            Joint::At(Interval { from, until })
        }
    }

    /// The least fixed point (KERNEL section 1) of what is more than one interval.
    fn fixed_point(&mut self, fixed: Fixed, mut from: i64, chosen: &Chosen<'_>, without: Without) -> Joint {
        let view = self.view();
        let sheet = &mut *self.sheet;
        let windows: Option<&Windows> = match without {
            _ if !self.split => None,
            Without::Nothing => Some(&sheet.windows),
            Without::Cleared | Without::ClearedNow => Some(&sheet.lifted),
            Without::Reason => None,
        };
        if let Some(windows) = windows {
            let First::At(open) = Set::Union(windows).first(view.now, view.horizon) else {
                return Joint::Nowhere;
            };
            from = from.max(open.from);
        }
        if fixed.beyond {
            return Joint::Beyond;
        }
        loop {
            if from >= view.horizon || from >= fixed.interval.until {
                return Joint::Beyond;
            }
            let start = from;
            let mut until = fixed.interval.until;
            if let Some(windows) = windows {
                let First::At(open) = Set::Union(windows).first(from, view.horizon) else {
                    return Joint::Beyond;
                };
                from = from.max(open.from);
                until = until.min(open.until);
            }
            let all = sheet.moving.each(chosen, |mover| {
                let First::At(interval) = mover.first(from, view.horizon) else {
                    return ControlFlow::Break(());
                };
                from = from.max(interval.from);
                until = until.min(interval.until);
                ControlFlow::Continue(())
            });
            if all.is_break() {
                return Joint::Beyond;
            }
            if from == start {
                return Joint::At(Interval { from, until });
            }
        }
    }

    pub(crate) fn outcome(&mut self, times_of_day: bool) -> Outcome {
        let view = self.view();
        let mut outcome = Outcome {
            verdict: Code::Never,
            from: FOREVER,
            until: FOREVER,
            revisit_at: FOREVER,
            horizon_reached: false,
            too_late_if_cleared: false,
            if_cleared: FOREVER,
        };
        let found = self.joint(times_of_day, Without::Nothing);
        if let Joint::At(interval) = found {
            outcome.verdict = if interval.from == view.now { Code::Allow } else { Code::Wait };
            outcome.from = interval.from;
            outcome.until = interval.until;
            if interval.until >= view.horizon {
                outcome.horizon_reached = interval.until != FOREVER;
                outcome.until = FOREVER;
            }
            outcome.revisit_at = match outcome.verdict {
                Code::Wait if outcome.horizon_reached => interval.from.min(view.tomorrow()),
                Code::Wait => interval.from,
                _ if outcome.horizon_reached => view.tomorrow(),
                _ => outcome.until,
            };
        } else {
            let cleared = self.joint(times_of_day, Without::Cleared);
            if let Joint::At(interval) = cleared {
                outcome.verdict = Code::Hold;
                outcome.if_cleared = interval.from;
                // where they clear before that instant, it is what they allow as well
                outcome.too_late_if_cleared = self.sum.if_cleared > interval.from
                    && !matches!(self.joint(times_of_day, Without::ClearedNow), Joint::At(_));
                outcome.horizon_reached = self.sum.is(CLEARS_BEYOND_HORIZON);
                outcome.revisit_at = interval.until;
                if found != Joint::Nowhere {
                    // what time clears may come into sight with any day
                    outcome.revisit_at = outcome.revisit_at.min(view.tomorrow());
                }
            } else {
                outcome.horizon_reached = cleared != Joint::Nowhere && self.close > view.horizon;
            }
            // the last anchor in sight closes, or another one comes into sight
            let live = self.sheet.anchors.live.iter().map(|anchor| anchor.window.until).max();
            let closes = live.unwrap_or(FOREVER).min(view.enters(self.sheet.anchors.recurs_at));
            outcome.revisit_at = outcome.revisit_at.min(closes);
            if outcome.horizon_reached {
                outcome.revisit_at = outcome.revisit_at.min(view.tomorrow());
            }
        }
        outcome.revisit_at = outcome.revisit_at.min(self.bound());
        outcome
    }

    /// Beyond this no answer reaches, whatever it says: pending facts, marks, the end of data, the horizon.
    fn bound(&self) -> i64 {
        let view = self.view();
        let mut bound = view.horizon.min(self.sum.mark).min(self.stage_ends);
        bound = bound.min(view.keys.next_pending.unwrap_or(FOREVER));
        let data_ends = view.zone_data_ends;
        if data_ends > view.now {
            bound = bound.min(data_ends);
        }
        bound
    }
}

/// The anchor that the answer speaks of: of those that allow `from`, the one that expires first, then by id; where
/// there is no `from`, the one that would be the first.
pub(crate) fn named(live: &[Anchored], outcome: Outcome, now: i64) -> Option<&Anchored> {
    if let [one] = live {
        return Some(one);
    }
    if outcome.from != FOREVER {
        let fits = live.iter().filter(|anchor| anchor.set.contains(outcome.from));
        return fits.min_by_key(|anchor| (anchor.window.until, anchor.id));
    }
    if outcome.if_cleared != FOREVER {
        let fits = live.iter().filter(|anchor| anchor.lifted.contains(outcome.if_cleared));
        return fits.min_by_key(|anchor| (anchor.window.until, anchor.id));
    }
    live.iter().min_by_key(|anchor| {
        let used_up = anchor.lifted.is_empty();
        (used_up, anchor.lifted.from.max(now), anchor.window.until, anchor.id)
    })
}

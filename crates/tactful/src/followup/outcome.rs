//! What the sets of one question allow together, and what follows from it.

use super::anchors::Anchored;
use super::moving::{Beyond, Chosen};
use super::parts::Bears;
use super::sheet::Sheet;
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
        let (fixed, from) = match without {
            Without::Reason => {
                let rules = if times_of_day { self.sum.with_hours(self.of_rules) } else { self.of_rules };
                (rules, rules.interval.from.max(view.now))
            }
            _ => self.sum.fixed_by(view.now, times_of_day, without),
        };
        // what allows nothing after now decides at once, whatever the others say
        if fixed.nowhere {
            return Joint::Nowhere;
        }
        let chosen = self.chosen(times_of_day, without);
        let sheet = &mut *self.sheet;
        let windows = if self.split { sheet.windows.of(without) } else { None };
        if windows.is_none() && chosen.bits == 0 && chosen.beyond.is_none() {
            return fixed.joint(from, view.horizon);
        }
        let moving = &mut sheet.moving;
        fixed_point(view, fixed, from, windows, |from, until| {
            moving.each(&chosen, |mover| mover.join(from, until, view.horizon))
        })
    }

    pub(crate) fn outcome(&mut self, times_of_day: bool) -> Outcome {
        let live = &self.sheet.anchors.live;
        let frame = Frame {
            close: self.close,
            closes: last_close(live),
            recurs_at: self.sheet.anchors.recurs_at,
            stage_ends: self.stage_ends,
        };
        let (view, sum) = (self.view(), self.sum);
        frame.outcome(view, &sum, |without| self.joint(times_of_day, without))
    }
}

/// The least fixed point (KERNEL section 1) of what is more than one interval: split windows, and what moves.
///
/// `movers` raises the first of two instants and lowers the second to what all that moves allows from there on.
#[inline]
pub(crate) fn fixed_point(
    view: &View<'_>,
    fixed: Fixed,
    mut from: i64,
    windows: Option<&[Interval]>,
    mut movers: impl FnMut(&mut i64, &mut i64) -> ControlFlow<()>,
) -> Joint {
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
        if movers(&mut from, &mut until).is_break() {
            return Joint::Beyond;
        }
        if from == start {
            return Joint::At(Interval { from, until });
        }
    }
}

/// Where an answer ends for reasons of its own, whatever the rules say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// The end of the last window; `FOREVER` if it comes again.
    pub(crate) close: i64,
    /// The end of the last window in sight.
    pub(crate) closes: i64,
    /// The next recurrence that lies beyond the horizon; `FOREVER`: none.
    pub(crate) recurs_at: i64,
    /// When the customer's stage changes by itself, if that ends the answer.
    pub(crate) stage_ends: i64,
}

impl Frame {
    /// What follows from what the sets allow together; `joint` is asked for that.
    #[inline(always)]
    pub(crate) fn outcome(
        &self,
        view: &View<'_>,
        sum: &Sum,
        mut joint: impl FnMut(Without) -> Joint,
    ) -> Outcome {
        let mut outcome = Outcome {
            verdict: Code::Never,
            from: FOREVER,
            until: FOREVER,
            revisit_at: FOREVER,
            horizon_reached: false,
            too_late_if_cleared: false,
            if_cleared: FOREVER,
        };
        let found = joint(Without::Nothing);
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
            let cleared = joint(Without::Cleared);
            if let Joint::At(interval) = cleared {
                outcome.verdict = Code::Hold;
                outcome.if_cleared = interval.from;
                // where they clear before that instant, it is what they allow as well
                outcome.too_late_if_cleared =
                    sum.if_cleared > interval.from && !matches!(joint(Without::ClearedNow), Joint::At(_));
                outcome.horizon_reached = sum.is(CLEARS_BEYOND_HORIZON);
                outcome.revisit_at = interval.until;
                if found != Joint::Nowhere {
                    // what time clears may come into sight with any day
                    outcome.revisit_at = outcome.revisit_at.min(view.tomorrow());
                }
            } else {
                outcome.horizon_reached = cleared != Joint::Nowhere && self.close > view.horizon;
            }
            // the last anchor in sight closes, or another one comes into sight
            let closes = self.closes.min(view.enters(self.recurs_at));
            outcome.revisit_at = outcome.revisit_at.min(closes);
            if outcome.horizon_reached {
                outcome.revisit_at = outcome.revisit_at.min(view.tomorrow());
            }
        }
        outcome.revisit_at = outcome.revisit_at.min(self.bound(view, sum));
        outcome
    }

    /// Beyond this no answer reaches, whatever it says: pending facts, marks, the end of data, the horizon.
    #[inline]
    fn bound(&self, view: &View<'_>, sum: &Sum) -> i64 {
        let mut bound = view.horizon.min(sum.mark).min(self.stage_ends);
        bound = bound.min(view.keys.next_pending.unwrap_or(FOREVER));
        let data_ends = view.zone_data_ends;
        if data_ends > view.now {
            bound = bound.min(data_ends);
        }
        bound
    }
}

/// The end of the last window.
#[inline]
pub(crate) fn last_close(live: &[Anchored]) -> i64 {
    live.iter().map(|anchor| anchor.window.until).max().unwrap_or(FOREVER)
}

/// The anchor that the answer speaks of: of those that allow `from`, the one that expires first, then by id; where
/// there is no `from`, the one that would be the first.
#[inline]
pub(crate) fn named(live: &[Anchored], outcome: Outcome, now: i64) -> Option<&Anchored> {
    if let [one] = live {
        return Some(one);
    }
    named_of_many(live, outcome, now)
}

fn named_of_many(live: &[Anchored], outcome: Outcome, now: i64) -> Option<&Anchored> {
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

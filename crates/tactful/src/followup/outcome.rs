//! What the sets of one question allow together, and what follows from it.

use super::anchors::{Anchored, Anchors};
use super::decision::{Clears, Source};
use super::parts::Bears;
use super::sheet::Sheet;
use super::sum::{Fixed, Mover, Sum};
use super::view::View;
use crate::Code;
use crate::inline::Inline;
use crate::when::{FOREVER, First, Interval, Joint, Set};

pub(crate) type Windows = Inline<Interval, 1, 36>;

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
    pub(crate) anchors: &'s Anchors,
    /// What rules and the reason's own parts say.
    pub(crate) sum: Sum,
    /// The rules alone.
    pub(crate) of_rules: Fixed,
    /// Where the moving parts of this question alone begin.
    pub(crate) own_moving: usize,
    pub(crate) windows: Windows,
    /// The windows if facts that are missing came now.
    pub(crate) lifted: Windows,
    /// The end of the last window.
    pub(crate) close: i64,
    /// When the customer's stage changes by itself, if that ends the answer.
    pub(crate) stage_ends: i64,
}

impl<'a> Asked<'_, 'a> {
    pub(crate) fn view(&self) -> &'a View<'a> {
        self.sheet.view
    }

    /// The places of the parts that move, and bear on this question.
    fn places(&self) -> impl Iterator<Item = usize> + use<'a> {
        let mut bits = self.sum.moving;
        let next = move || {
            let place = bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
            (place < 64).then_some(place as usize)
        };
        // of those beyond the bits the sheet does not say whose they are
        let beyond = if self.sum.more_moving { 64..self.sheet.moving.len() } else { 0..0 };
        std::iter::from_fn(next).chain(beyond)
    }

    /// Where a part that moves takes part, as seen from one side.
    fn mover(&mut self, place: usize, times_of_day: bool, without: Without) -> Option<&mut Mover<'a>> {
        let own = place >= self.own_moving;
        let rules = &self.bears.bearing.rules;
        let mover = self.sheet.moving.get_mut(place)?;
        let part = &mover.part;
        let bears = place < 64
            || own
            || matches!(part.source, Source::Rule(index) if rules.binary_search(&index).is_ok());
        let aside = match without {
            Without::Nothing => false,
            Without::Cleared | Without::ClearedNow => part.clears != Clears::Time,
            Without::Reason => !matches!(part.source, Source::Rule(_)),
        };
        (bears && !aside && (times_of_day || !part.time_of_day)).then_some(mover)
    }

    fn windows(&self, without: Without) -> Option<&Windows> {
        match without {
            Without::Nothing => Some(&self.windows),
            Without::Cleared | Without::ClearedNow => Some(&self.lifted),
            Without::Reason => None,
        }
    }

    /// The first interval from now on that all allow: the least fixed point (KERNEL section 1). Lower bounds come
    /// first; what moves is then asked from there on.
    pub(crate) fn joint(&mut self, times_of_day: bool, without: Without) -> Joint {
        let view = self.view();
        let Fixed { interval: fixed, nowhere } = match without {
            Without::Nothing => self.sum.all,
            Without::Cleared => self.sum.timed,
            Without::ClearedNow => {
                let mut timed = self.sum.timed;
                timed.interval.from = timed.interval.from.max(self.sum.if_cleared);
                timed
            }
            Without::Reason => self.of_rules,
        };
        let mut from = fixed.from.max(view.now);
        let mut beyond = false;
        let window = |windows: Option<&Windows>, t: i64| match windows {
            Some(windows) => Set::Union(windows).first(t, view.horizon),
            None => First::At(Interval { from: t, until: FOREVER }),
        };
        // a set with nothing after now decides at once, whatever the others say
        match window(self.windows(without), view.now) {
            _ if nowhere => return Joint::Nowhere,
            First::At(interval) => from = from.max(interval.from),
            First::Beyond | First::Nowhere => return Joint::Nowhere,
        }
        for place in self.places() {
            let Some(mover) = self.mover(place, times_of_day, without) else { continue };
            match mover.part.at_now {
                First::Nowhere => return Joint::Nowhere,
                First::Beyond => beyond = true,
                First::At(interval) => from = from.max(interval.from),
            }
        }
        if beyond {
            return Joint::Beyond;
        }
        loop {
            if from >= view.horizon || from >= fixed.until {
                return Joint::Beyond;
            }
            let start = from;
            let First::At(open) = window(self.windows(without), from) else { return Joint::Beyond };
            from = from.max(open.from);
            let mut until = fixed.until.min(open.until);
            for place in self.places() {
                let Some(mover) = self.mover(place, times_of_day, without) else { continue };
                let First::At(interval) = mover.first(from, view.horizon) else { return Joint::Beyond };
                from = from.max(interval.from);
                until = until.min(interval.until);
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
                outcome.too_late_if_cleared =
                    !matches!(self.joint(times_of_day, Without::ClearedNow), Joint::At(_));
                outcome.horizon_reached = self.sum.clears_beyond_horizon;
                outcome.revisit_at = interval.until;
                if found != Joint::Nowhere {
                    // what time clears may come into sight with any day
                    outcome.revisit_at = outcome.revisit_at.min(view.tomorrow());
                }
            } else {
                outcome.horizon_reached = cleared != Joint::Nowhere && self.close > view.horizon;
            }
            // the last anchor in sight closes, or another one comes into sight
            let live = self.anchors.live.iter().map(|anchor| anchor.window.until).max();
            let closes = live.unwrap_or(FOREVER).min(view.enters(self.anchors.recurs_at));
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
        let data_ends = view.zone_data_ends();
        if data_ends > view.now {
            bound = bound.min(data_ends);
        }
        bound
    }

    /// The parts that tell time by a business calendar.
    pub(crate) fn calendars(&mut self, mut each: impl FnMut(&crate::time::Calendar)) {
        for place in self.places() {
            let mover = self.mover(place, true, Without::Nothing);
            if let Some(Set::Open(calendar)) = mover.map(|mover| mover.part.set) {
                each(calendar);
            }
        }
    }

    /// Whether a time of day is among the parts.
    pub(crate) fn has_times_of_day(&mut self) -> bool {
        self.places().any(|place| {
            let mover = self.mover(place, true, Without::Nothing);
            mover.is_some_and(|mover| mover.part.time_of_day)
        })
    }

    /// The anchor that the answer speaks of: of those that allow `from`, the one that expires first, then by id;
    /// where there is no `from`, the one that would be the first.
    pub(crate) fn named(&self, outcome: Outcome) -> Option<&Anchored> {
        let live = &self.anchors.live;
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
            (used_up, anchor.lifted.from.max(self.view().now), anchor.window.until, anchor.id)
        })
    }
}

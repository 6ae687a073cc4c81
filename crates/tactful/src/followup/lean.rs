//! The answer to most questions, the short way: where one clock counts, nothing lies ahead, and no rule is dated.
//!
//! Rules that look back to nothing are passed over ([`Lookback`]); what the others say is worked out as everywhere, once
//! for a customer, and what moves with the hour once for a zone ([`Notes`]). What is not so simple is left to
//! [`super::sheet::Sheet`], which answers every question, and every decision.

use super::anchors::{Anchored, Anchors, always, latest};
use super::answer::{Fit, own_blocks};
use super::brief::{Brief, warning_bit};
use super::consent::Consents;
use super::moving::Seen;
use super::outcome::{Frame, fixed_point, last_close, named};
use super::parts::{Bears, Part, moving_set, of_rule, own};
use super::question::Question;
use super::sum::{Fixed, Sum, TIME_OF_DAY};
use super::view::View;
use super::windows::Windows;
use crate::customer::NONE;
use crate::inline::Inline;
use crate::policy::{Anchor, Demand, Lookback, PLACES, Reason, Rule};
use crate::time::Zone;
use crate::when::{FOREVER, First, Interval, Joint};
use crate::{Code, Engine};
use std::ops::ControlFlow;
use std::slice::from_ref;

/// What the rules that move say on one clock from one instant on, as far as they were asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notes {
    /// Of each by its place, what it says of now.
    of_now: Inline<Sum, 2, PLACES>,
    /// What some of them, named by the bits of their places, allow together.
    together: Inline<Together, 4, 16>,
}

/// What movers allowed together when they were asked of the earliest instant, and when they were asked last.
#[derive(Debug, Clone, Copy)]
struct Together {
    movers: u64,
    earliest: Seen,
    last: Seen,
}

/// Room for what is worked out for one customer after the other: too much of it to be moved about.
#[derive(Debug, Default)]
pub(crate) struct Room {
    sums: Sums,
    anchors: Anchors,
    windows: Windows,
    consents: Consents,
}

/// What rules say that do not move, by their index.
type Sums = Inline<(u16, Sum), 6, 64>;

/// A customer at an instant, as far as no lists are needed.
pub(crate) struct Lean<'n, 'a> {
    rules: Rules<'n, 'a>,
    warnings: u32,
    anchors: &'n mut Anchors,
    windows: &'n mut Windows,
    consents: &'n mut Consents,
}

/// What the rules say.
struct Rules<'n, 'a> {
    view: &'a View<'a>,
    zone: &'a Zone,
    notes: &'n mut Notes,
    /// Rules that were looked at, as bits.
    asked: u64,
    /// Those of them that have something to say.
    loud: u64,
    /// What those say that do not move.
    sums: &'n mut Sums,
    /// What some of them say together.
    joined: (u64, Sum),
}

/// The anchors of a question, at least one.
struct Live<'l> {
    live: &'l [Anchored],
    /// As in `Fit`.
    stage_ends: i64,
    /// As in `Anchors`.
    recurs_at: i64,
    recurs: bool,
}

impl<'n, 'a> Lean<'n, 'a> {
    /// None if the customer's answers need more.
    #[inline]
    pub(crate) fn new(view: &'a View<'a>, notes: &'n mut Notes, room: &'n mut Room) -> Option<Self> {
        let [zone] = view.clocks else { return None };
        if view.ahead || view.keys.anchor != 0 || view.keys.planned_gives {
            return None;
        }
        let Room { sums, anchors, windows, consents } = room;
        sums.truncate(0);
        consents.forget();
        let joined = (0, Sum::default());
        Some(Self {
            rules: Rules { view, zone, notes, asked: 0, loud: 0, sums, joined },
            warnings: view.warnings().fold(0, |bits, code| bits | warning_bit(code)),
            anchors,
            windows,
            consents,
        })
    }

    /// Writes the answer; false if it needs more.
    #[inline]
    pub(crate) fn brief(&mut self, question: Question, brief: &mut Brief) -> bool {
        let view = self.rules.view;
        let reason: &'a Reason = &view.engine.reasons[question.reason as usize];
        let fit = Fit::of(view, reason);
        *brief = Brief { question, now: view.now, warnings: self.warnings, ..Brief::default() };
        let (one, closed) = match &reason.anchor {
            Anchor::None | Anchor::Latest(_) if fit.wrong => (None, false),
            Anchor::None => (Some(always(view, reason)), false),
            Anchor::Latest(scopes) => match view.last_of(scopes) {
                None => (None, false),
                Some(at) => (latest(view, reason, at), true),
            },
            _ => return self.collected(reason, &fit, brief),
        };
        let Some(one) = one else {
            fit.answer(view, closed, FOREVER, brief);
            return true;
        };
        let live =
            Live { live: from_ref(&one), stage_ends: fit.stage_ends, recurs_at: FOREVER, recurs: false };
        live.answer(reason, &mut self.rules, self.consents, self.windows, brief)
    }

    /// The same for a reason that may have several anchors.
    #[inline(never)]
    fn collected(&mut self, reason: &'a Reason, fit: &Fit, brief: &mut Brief) -> bool {
        let (view, anchors) = (self.rules.view, &mut *self.anchors);
        anchors.collect(view, reason);
        if anchors.truncated {
            brief.warn(Code::HistoryTruncated);
        }
        let Anchors { recurs_at, recurs, closed, .. } = *anchors;
        if fit.wrong || anchors.live.is_empty() {
            fit.answer(view, closed, recurs_at, brief);
            return true;
        }
        let live = Live { live: &anchors.live, stage_ends: fit.stage_ends, recurs_at, recurs };
        live.answer(reason, &mut self.rules, self.consents, self.windows, brief)
    }
}

impl Live<'_> {
    /// Writes the answer; false if it needs more.
    #[inline(never)]
    fn answer<'a>(
        &self,
        reason: &'a Reason,
        rules: &mut Rules<'_, 'a>,
        consents: &mut Consents,
        windows: &mut Windows,
        brief: &mut Brief,
    ) -> bool {
        let view = rules.view;
        let bears = Bears::on(view, reason, brief.question.channel);
        let Some(bits) = bears.bearing.bits else { return false };
        let mut sum = rules.say(bits);
        for &rule in &bears.bearing.consents {
            let consents = consents.know(view.engine, view.standing);
            sum.add_consent(view, rule, consents.when(view, reason.purpose, bears.channel).0);
        }
        let of_rules = sum.all();
        let itself = reason.itself.as_ref().is_some_and(|itself| !rules.is_silent(itself));
        if itself || self.stage_ends != FOREVER {
            let mut part = Part::default();
            own(view, reason, None, self.stage_ends, &mut part, |part| {
                sum.add_fixed(view, Some(reason), part)
            });
        }
        let split = windows.add(self.live, view.now, &mut sum);
        let closes = last_close(self.live);
        let frame = Frame {
            close: if self.recurs { FOREVER } else { closes },
            closes,
            recurs_at: self.recurs_at,
            stage_ends: self.stage_ends,
        };
        let all = sum.moving;
        let answer = frame.outcome(view, &sum, |without| {
            let (fixed, from) = sum.fixed_by(view.now, true, without);
            rules.joint(fixed, from, if split { windows.of(without) } else { None }, all)
        });
        brief.eligible_at = if sum.is(TIME_OF_DAY) {
            let of_days = all & !view.engine.lookbacks.hours;
            let eligible = frame.outcome(view, &sum, |without| {
                let (fixed, from) = sum.fixed_by(view.now, false, without);
                rules.joint(fixed, from, if split { windows.of(without) } else { None }, of_days)
            });
            eligible.revisit_at
        } else {
            answer.revisit_at
        };
        let anchor = named(self.live, answer, view.now);
        answer.fill(view, reason, anchor, brief);
        if answer.verdict == Code::Never {
            let fixed = sum.with_hours(of_rules);
            if let Joint::At(interval) = rules.joint(fixed, fixed.interval.from.max(view.now), None, all) {
                brief.rules_allow_at = interval.from;
            }
        }
        brief.warnings |= sum.warnings;
        for place in places(all & view.engine.lookbacks.calendars) {
            if let Demand::Open(calendar) = &mover(view.engine, place).demand {
                let (a, b) = answer.looks_at(view);
                calendar.warn_between(a, b, |code| brief.warn(code));
            }
        }
        own_blocks(view, self.live, answer.verdict, anchor, |block| {
            sum.block(view.engine, Some(reason), &block);
        });
        sum.tell(brief);
        !sum.names_later(answer.verdict)
    }
}

impl<'a> Rules<'_, 'a> {
    /// What some rules say together.
    #[inline]
    fn say(&mut self, rules: u64) -> Sum {
        let new = rules & !self.asked;
        if new != 0 {
            self.ask(new);
        }
        let loud = rules & self.loud;
        if self.joined.0 != loud {
            self.join(loud);
        }
        self.joined.1
    }

    fn join(&mut self, loud: u64) {
        let mut sum = Sum::default();
        for index in places(loud) {
            match self.view.engine.lookbacks.rules[index] {
                Lookback::Moves(place) => sum.join(&self.notes.of_now[usize::from(place)]),
                _ => {
                    let said = self.sums.iter().find(|(rule, _)| usize::from(*rule) == index);
                    said.into_iter().for_each(|(_, said)| sum.join(said));
                }
            }
        }
        self.joined = (loud, sum);
    }

    fn ask(&mut self, rules: u64) {
        for index in places(rules) {
            match &self.view.engine.lookbacks.rules[index] {
                &Lookback::Moves(place) => {
                    self.loud |= 1 << index;
                    while self.notes.of_now.len() <= usize::from(place) {
                        self.note();
                    }
                }
                lookback if self.is_silent(lookback) => {}
                _ => {
                    self.loud |= 1 << index;
                    self.work_out(index as u16);
                }
            }
        }
        self.asked |= rules;
    }

    /// Notes what the next rule says that moves.
    #[inline(never)]
    fn note(&mut self) {
        let (view, place) = (self.view, self.notes.of_now.len());
        let rule = mover(view.engine, place);
        let zone = rule.zone.as_deref().unwrap_or(self.zone);
        let first =
            moving_set(&rule.demand, zone).first(view.now, view.horizon.max(view.now.saturating_add(1)));
        let sum = Sum::of_mover(view, view.engine.lookbacks.movers[place], first, 1 << place);
        self.notes.of_now.push(sum);
    }

    /// Works out what any other rule says.
    #[inline(never)]
    fn work_out(&mut self, index: u16) {
        let view = self.view;
        let zone = view.engine.rules[usize::from(index)].zone.as_deref().unwrap_or(self.zone);
        let (mut sum, mut part) = (Sum::default(), Part::default());
        if of_rule(view, index, zone, None, &mut part) {
            sum.add_fixed(view, None, &part);
        }
        self.sums.push((index, sum));
    }

    /// Whether a rule has nothing against any instant from now on, as far as that is seen at a glance.
    #[inline]
    fn is_silent(&self, lookback: &Lookback) -> bool {
        let (view, rings) = (self.view, &self.view.standing.rings);
        let is_over = |at: i64, seconds: i64| at.saturating_add(seconds) <= view.now;
        match lookback {
            Lookback::Always | Lookback::Moves(_) => false,
            &Lookback::Nth { scope, n, seconds } => {
                let ring = &rings[scope];
                let unknown = ring.lost().max(view.unknown_before);
                is_over(unknown, seconds)
                    && (is_over(ring.last_at(), seconds) || {
                        let kept = ring.slots();
                        kept.len().checked_sub(n).is_none_or(|nth| is_over(kept[nth].at, seconds))
                    })
            }
            Lookback::Any(scopes) => scopes.iter().all(|&scope| rings[scope].last_at() == NONE),
            &Lookback::Until(scope) => rings[scope].last_at() <= view.now,
            &Lookback::Complaint { seconds } => {
                let cases = &view.standing.cases;
                cases.lost == NONE
                    && cases.entries.values().all(|case| !case.is_open() && is_over(case.closed, seconds))
            }
        }
    }

    /// The first interval from an instant on that all allow: what is fixed, windows, and what moves at some places.
    #[inline(always)]
    fn joint(&mut self, fixed: Fixed, from: i64, windows: Option<&[Interval]>, movers: u64) -> Joint {
        if fixed.nowhere {
            return Joint::Nowhere;
        }
        let view = self.view;
        if windows.is_none() {
            if movers == 0 {
                return fixed.joint(from, view.horizon);
            }
            // the movers allow nothing before the horizon, or are fixed themselves from where they allow something
            return match self.together(movers, from) {
                First::At(all) => {
                    let until = fixed.interval.until.min(all.until);
                    Fixed { interval: Interval { until, ..fixed.interval }, ..fixed }
                        .joint(all.from, view.horizon)
                }
                _ => Joint::Beyond,
            };
        }
        self.joint_in(fixed, from, windows, movers)
    }

    #[inline(never)]
    fn joint_in(&mut self, fixed: Fixed, from: i64, windows: Option<&[Interval]>, movers: u64) -> Joint {
        fixed_point(self.view, fixed, from, windows, |from, until| {
            let First::At(all) = self.together(movers, *from) else { return ControlFlow::Break(()) };
            (*from, *until) = (all.from, all.until.min(*until));
            ControlFlow::Continue(())
        })
    }

    /// The first interval from an instant on, and before the horizon, in which all of these movers allow.
    #[inline]
    fn together(&mut self, movers: u64, from: i64) -> First {
        for known in self.notes.together.iter() {
            if known.movers == movers {
                let first = known.earliest.known(from).or_else(|| known.last.known(from));
                if let Some(interval) = first {
                    return First::At(interval);
                }
            }
        }
        self.ask_together(movers, from)
    }

    #[inline(never)]
    fn ask_together(&mut self, movers: u64, from: i64) -> First {
        let view = self.view;
        let Some(interval) = together(view.engine, self.zone, movers, from, view.horizon) else {
            return First::Beyond;
        };
        let seen = Seen::new(from, interval);
        match self.notes.together.iter_mut().find(|known| known.movers == movers) {
            Some(known) if from < known.earliest.asked() => known.earliest = seen,
            Some(known) => known.last = seen,
            None => self.notes.together.push(Together { movers, earliest: seen, last: seen }),
        }
        First::At(interval)
    }
}

/// The least fixed point of movers: until all of them, one after the other, allow the same instant; none if that is
/// not before the horizon.
pub(super) fn together(
    engine: &Engine,
    zone: &Zone,
    movers: u64,
    mut from: i64,
    horizon: i64,
) -> Option<Interval> {
    let (mut until, mut agree) = (FOREVER, 0);
    let mut left = movers;
    while agree < movers.count_ones() {
        let rule = mover(engine, left.trailing_zeros() as usize);
        let zone = rule.zone.as_deref().unwrap_or(zone);
        let First::At(interval) = moving_set(&rule.demand, zone).first(from, horizon) else {
            return None;
        };
        if interval.from > from {
            (from, until, agree) = (interval.from, interval.until, 1);
            if from >= horizon {
                return None;
            }
        } else {
            until = until.min(interval.until);
            agree += 1;
        }
        left &= left - 1;
        left = if left == 0 { movers } else { left };
    }
    Some(Interval { from, until })
}

/// The rule at a place among those that move.
#[inline]
pub(super) fn mover(engine: &Engine, place: usize) -> &Rule {
    &engine.rules[usize::from(engine.lookbacks.movers[place])]
}

/// The places of the bits that are set.
#[inline]
pub(super) fn places(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(place)
    })
}

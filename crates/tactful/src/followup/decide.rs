//! The decision: windows of the reason, sets of the rules, their joint first interval, and what to tell of it.

use super::anchors::{Anchored, Anchors};
use super::decision::{AnchorAt, Block, Clears, Decision, Source, part_name};
use super::parts::{Counted, Parts, parts};
use super::plan::Plan;
use super::question::Question;
use super::view::{Asking, View};
use crate::customer::{Customer, Standing};
use crate::inline::Inline;
use crate::policy::{Reason, Stage};
use crate::time::Instant;
use crate::when::{FOREVER, First, Interval, Joint, Set, joint};
use crate::{Code, Engine, Error, Result};

type Windows = Inline<Interval, 4, 36>;

impl Engine {
    /// May we contact the customer for this reason, through this channel, now? If not now, when; and why?
    ///
    /// # Errors
    /// [`Code::UnknownReason`], [`Code::UnknownChannel`], [`Code::ChannelNotListed`], [`Code::StandingShape`],
    /// [`Code::AsOfNeedsFacts`] if `now` is before the latest fact of the standing.
    ///
    /// ```
    /// use tactful::{customer::{Customer, Fact, Kind}, followup::Plan};
    /// use tactful::{time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-17").in_zone(engine.zone("Europe/Paris")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
    /// let facts = [Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00+01:00")?).order("o-17")];
    /// let folded = engine.fold(&facts, now, None)?;
    /// let decision = engine.decide(&customer, &folded.standing, &Plan::default(), "check-in", "email", now)?;
    /// assert_eq!(decision.verdict(), Code::Allow);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn decide(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        reason: &str,
        channel: &str,
        now: Instant,
    ) -> Result<Decision> {
        self.decide_with(customer, standing, plan, reason, channel, now, &Asking::default())
    }

    /// The same, with what the caller adds to the question.
    ///
    /// # Errors
    /// As [`Engine::decide`], and [`Code::UnknownOrder`] if the anchor is not among the customer's facts.
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    pub fn decide_with(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        reason: &str,
        channel: &str,
        now: Instant,
        asking: &Asking,
    ) -> Result<Decision> {
        self.decide_question(customer, standing, plan, self.question(reason, channel)?, now, asking)
    }

    /// The same for a question that was looked up before.
    ///
    /// # Errors
    /// Those of [`Engine::question_at`] if the question is not one of this engine; [`Code::StandingShape`],
    /// [`Code::AsOfNeedsFacts`] and [`Code::UnknownOrder`] as [`Engine::decide_with`].
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::{Asking, Plan}, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let question = engine.question("check-in", "email")?; // once
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let (standing, plan) = (engine.empty_standing(), Plan::default());
    /// for id in ["c-1", "c-2"] {
    ///     let customer = Customer::new(id).in_zone(engine.zone("Asia/Shanghai")?);
    ///     let decision =
    ///         engine.decide_question(&customer, &standing, &plan, question, now, &Asking::default())?;
    ///     assert_eq!(decision, engine.decide(&customer, &standing, &plan, "check-in", "email", now)?);
    /// }
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn decide_question(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        question: Question,
        now: Instant,
        asking: &Asking,
    ) -> Result<Decision> {
        let question = self.listed(question)?;
        let view = View::new(self, customer, standing, plan, now, asking.keys())?;
        let decision = view.decide(question.reason as usize, question.channel);
        // what is not for this stage or level is told so; only an anchor that is not there is unknown
        if view.keys.anchor != 0 && decision.verdict == Code::NotApplicable && decision.blocks.is_empty() {
            return Err(Error::new(Code::UnknownOrder, "the reason has no anchor of this order or case"));
        }
        Ok(decision)
    }

    /// All reasons at once, each through each of its channels (or through the one that is given, if it lists it).
    ///
    /// # Errors
    /// As [`Engine::decide`].
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::Plan, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Asia/Shanghai")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let decisions = engine.decide_all(&customer, &engine.empty_standing(), &Plan::default(), Some("email"), now)?;
    /// assert!(decisions.iter().all(|decision| decision.channel(&engine) == "email"));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn decide_all(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        channel: Option<&str>,
        now: Instant,
    ) -> Result<Vec<Decision>> {
        self.decide_all_with(customer, standing, plan, channel, now, &Asking::default())
    }

    /// The same, with what the caller adds to the question.
    ///
    /// # Errors
    /// As [`Engine::decide`].
    pub fn decide_all_with(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        channel: Option<&str>,
        now: Instant,
        asking: &Asking,
    ) -> Result<Vec<Decision>> {
        let only = channel.map(|name| self.channel(name)).transpose()?;
        let view = View::new(self, customer, standing, plan, now, asking.keys())?;
        let mut decisions = Vec::new();
        for (index, reason) in self.reasons.iter().enumerate() {
            for &channel in &reason.order {
                if only.is_none_or(|only| only == channel) {
                    decisions.push(view.decide(index, channel));
                }
            }
        }
        Ok(decisions)
    }
}

/// What the sets allow together, seen from one side: all of them, or without times of day.
#[derive(Debug, Clone, Copy)]
struct Outcome {
    verdict: Code,
    from: i64,
    until: i64,
    revisit_at: i64,
    horizon_reached: bool,
    too_late_if_cleared: bool,
    /// Of a hold: the first instant if what can be cleared were cleared.
    if_cleared: i64,
}

/// One question, with everything that bears on it.
struct Asked<'a> {
    view: &'a View<'a>,
    anchors: &'a Anchors,
    parts: &'a Parts<'a>,
    windows: &'a Windows,
    /// The windows if facts that are missing came now.
    lifted: &'a Windows,
    /// The end of the last window.
    close: i64,
}

impl View<'_> {
    pub(crate) fn decide(&self, index: usize, channel: u8) -> Decision {
        let reason = &self.engine.reasons[index];
        let mut decision = self.blank(index, channel);
        let mut anchors = Anchors::default();
        anchors.collect(self, reason);
        if anchors.truncated {
            decision.warn(Code::HistoryTruncated);
        }
        let (stages, lapses_at) = if reason.stages == 0 { (0, FOREVER) } else { self.stages() };
        let wrong_stage = reason.stages != 0 && reason.stages & stages == 0;
        let wrong_level = !reason.levels.is_empty() && !reason.levels.contains(&self.level());
        // lapsing ends what is not for lapsed customers, and begins what is for them alone
        let for_lapsed = reason.stages & Stage::Lapsed.bit() != 0;
        let stage_change = if reason.stages != 0 && for_lapsed == wrong_stage { lapses_at } else { FOREVER };
        if wrong_stage || wrong_level || (anchors.live.is_empty() && !anchors.closed) {
            decision.verdict = Code::NotApplicable;
            if wrong_stage || wrong_level {
                decision.blocks.push(Block {
                    source: Source::Stage,
                    code: Code::NotApplicableYet,
                    clears_at: FOREVER,
                    binding: true,
                    ..Block::default()
                });
            }
            return self.closed(decision, stage_change.min(self.enters(anchors.recurs_at)));
        }
        if anchors.live.is_empty() {
            decision.verdict = Code::Expired;
            return self.closed(decision, stage_change.min(self.enters(anchors.recurs_at)));
        }
        let mut counted = Counted::default();
        counted.collect(self, reason, channel);
        let own_clocks = Interval { from: i64::MIN, until: stage_change };
        let mut sets = Parts::default();
        parts(self, reason, channel, &counted, &own_clocks, &mut sets);
        let windows = union(anchors.live.iter().map(|anchor| anchor.set));
        let lifted = union(anchors.live.iter().map(|anchor| anchor.lifted));
        let close = if anchors.recurs {
            FOREVER
        } else {
            anchors.live.iter().map(|anchor| anchor.window.until).max().unwrap_or(FOREVER)
        };
        let asked =
            Asked { view: self, anchors: &anchors, parts: &sets, windows: &windows, lifted: &lifted, close };
        asked.answer(reason, decision)
    }

    fn blank(&self, index: usize, channel: u8) -> Decision {
        let mut decision = Decision {
            reason: index as u32,
            channel,
            now: self.now,
            verdict: Code::NotApplicable,
            from: FOREVER,
            until: FOREVER,
            anchor: None,
            blocks: Inline::default(),
            then: Inline::default(),
            revisit_at: FOREVER,
            eligible_at: FOREVER,
            warnings: Inline::default(),
            rules_allow_at: FOREVER,
            best_at: FOREVER,
        };
        if self.zone_assumed {
            decision.warn(Code::ZoneAssumed);
        }
        if self.customer.history_since.is_none() {
            decision.warn(Code::HistoryAssumed);
        }
        if self.standing.ids_missing {
            decision.warn(Code::IdsMissing);
        }
        decision
    }

    /// The answer of a reason that is over, or not for this customer: it holds until something recurs or happens.
    fn closed(&self, mut decision: Decision, changes_at: i64) -> Decision {
        decision.revisit_at = changes_at.min(self.keys.next_pending.unwrap_or(FOREVER));
        decision.eligible_at = decision.revisit_at;
        decision
    }

    /// The day on which something that far away comes into sight.
    fn enters(&self, at: i64) -> i64 {
        if at == FOREVER {
            return FOREVER;
        }
        // two days early, for months and changes of the clock
        let days = i64::from(self.engine.horizon_days) + 2;
        at.saturating_sub(days * 86_400).max(self.tomorrow())
    }
}

/// The union of intervals: sorted, disjoint, not touching.
fn union(intervals: impl Iterator<Item = Interval>) -> Windows {
    let mut sorted = Windows::default();
    intervals.filter(|interval| !interval.is_empty()).for_each(|interval| sorted.push(interval));
    sorted.sort_unstable();
    let mut merged = Windows::default();
    for &interval in sorted.iter() {
        match merged.last_mut() {
            Some(last) if interval.from <= last.until => last.until = last.until.max(interval.until),
            _ => merged.push(interval),
        }
    }
    merged
}

/// Which parts take part in a joint answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Without {
    Nothing,
    /// As if every fact that can clear a rule had come.
    Cleared,
    /// As if it came now.
    ClearedNow,
    /// The reason's own window and conditions left aside.
    Reason,
}

impl Asked<'_> {
    fn answer(&self, reason: &Reason, mut decision: Decision) -> Decision {
        let view = self.view;
        let outcome = self.outcome(true);
        decision.verdict = outcome.verdict;
        decision.from = outcome.from;
        decision.until = outcome.until;
        decision.revisit_at = outcome.revisit_at;
        decision.eligible_at = if self.parts.iter().any(|part| part.time_of_day) {
            self.outcome(false).revisit_at
        } else {
            outcome.revisit_at
        };
        let anchor = self.named(outcome);
        if let Some(anchor) = anchor {
            let timeless = matches!(reason.anchor, crate::policy::Anchor::None);
            decision.anchor = (!timeless).then_some(AnchorAt { at: anchor.at, id: anchor.id });
            decision.best_at = anchor.best;
        }
        self.blocks(reason, anchor, &mut decision);
        if outcome.verdict == Code::Wait {
            self.then(&mut decision, reason);
        }
        if outcome.horizon_reached {
            decision.warn(Code::HorizonReached);
        }
        match outcome.verdict {
            Code::Never => {
                decision.warn(Code::NoOverlap);
                if let Joint::At(interval) = self.joint(view.now, true, Without::Reason) {
                    decision.rules_allow_at = interval.from;
                }
            }
            Code::Hold if outcome.too_late_if_cleared => decision.warn(Code::CannotClearInTime),
            _ => {}
        }
        for part in self.parts.iter() {
            match part.code {
                Code::HistoryShort | Code::HistoryTruncated if part.mark > view.now => {
                    decision.warn(part.code)
                }
                _ => {}
            }
            if let Set::Open(calendar) = part.set {
                let until = if outcome.from == FOREVER { view.now } else { outcome.from };
                let (a, b) = (Instant::clamped(view.now), Instant::clamped(until));
                calendar.warn_between(a, b, |code| decision.warn(code));
            }
        }
        if view.zone_data_ends() < outcome.from.min(view.horizon) {
            decision.warn(Code::ZoneDataEnds);
        }
        decision
    }

    /// The first interval from `t` on that all allow.
    fn joint(&self, t: i64, times_of_day: bool, without: Without) -> Joint {
        joint(self.parts.len() + 1, t, self.view.horizon, |i, t| self.first(i, t, times_of_day, without))
    }

    fn first(&self, i: usize, t: i64, times_of_day: bool, without: Without) -> First {
        let open = First::At(Interval { from: t, until: FOREVER });
        if i == 0 {
            let windows = match without {
                Without::Nothing => self.windows,
                Without::Reason => return open,
                _ => self.lifted,
            };
            return Set::Union(windows).first(t, self.view.horizon);
        }
        let part = &self.parts[i - 1];
        if part.time_of_day && !times_of_day {
            return open;
        }
        match without {
            Without::Reason if !matches!(part.source, Source::Rule(_)) => open,
            Without::Cleared if part.clears != Clears::Time => open,
            Without::ClearedNow if part.clears != Clears::Time => {
                First::At(Interval { from: t.max(part.if_cleared), until: FOREVER })
            }
            _ if t == self.view.now => part.at_now,
            _ => part.first(t, self.view.horizon),
        }
    }

    fn outcome(&self, times_of_day: bool) -> Outcome {
        let view = self.view;
        let mut outcome = Outcome {
            verdict: Code::Never,
            from: FOREVER,
            until: FOREVER,
            revisit_at: FOREVER,
            horizon_reached: false,
            too_late_if_cleared: false,
            if_cleared: FOREVER,
        };
        let found = self.joint(view.now, times_of_day, Without::Nothing);
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
            let cleared = self.joint(view.now, times_of_day, Without::Cleared);
            if let Joint::At(interval) = cleared {
                outcome.verdict = Code::Hold;
                outcome.if_cleared = interval.from;
                outcome.too_late_if_cleared =
                    !matches!(self.joint(view.now, times_of_day, Without::ClearedNow), Joint::At(_));
                outcome.horizon_reached = self.clears_beyond_horizon();
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
        let view = self.view;
        let marks = self.parts.iter().map(|part| part.mark).filter(|&mark| mark > view.now).min();
        let mut bound = view.horizon.min(marks.unwrap_or(FOREVER));
        bound = bound.min(view.keys.next_pending.unwrap_or(FOREVER));
        for part in self.parts.iter().filter(|part| part.source == Source::Stage) {
            if let Set::Within(stage) = part.set {
                bound = bound.min(stage.until);
            }
        }
        let data_ends = view.zone_data_ends();
        if data_ends > view.now {
            bound = bound.min(data_ends);
        }
        bound
    }

    /// Whether a rule that a fact can clear would also clear by itself, but only after the horizon.
    fn clears_beyond_horizon(&self) -> bool {
        let view = self.view;
        self.parts.iter().filter(|part| part.clears != Clears::Time).any(
            |part| matches!(part.first(view.now, view.horizon), First::At(i) if i.from >= view.horizon && i.from != FOREVER),
        )
    }

    /// The anchor that the answer speaks of: of those that allow `from`, the one that expires first, then by id;
    /// where there is no `from`, the one that would be the first.
    fn named(&self, outcome: Outcome) -> Option<&Anchored> {
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
            (used_up, anchor.lifted.from.max(self.view.now), anchor.window.until, anchor.id)
        })
    }

    fn blocks(&self, reason: &Reason, anchor: Option<&Anchored>, decision: &mut Decision) {
        let view = self.view;
        if !Set::Union(self.windows).allows(view.now)
            && let Some(anchor) = anchor
        {
            own_blocks(anchor, view, decision);
        } else if let (Code::Hold, Some(anchor)) = (decision.verdict, anchor)
            && anchor.missing != 0
        {
            // another anchor is open, but has no time left: this one has, once its fact has come
            decision.blocks.push(needs_block(anchor));
        }
        for (place, part) in self.parts.iter().enumerate() {
            if part.allows_now(view.now)
                || self.parts[..place].iter().any(|p| p.source == part.source && !p.allows_now(view.now))
            {
                continue;
            }
            decision.blocks.push(Block {
                source: part.source,
                code: part.code,
                since: part.since,
                clears_at: self.clears_at(part.source),
                clears: part.clears,
                binding: false,
            });
        }
        // Where a rule that a fact can clear allows now, but is what leaves no time later, it is named as well.
        if decision.verdict == Code::Hold && decision.blocks.iter().all(|block| block.clears == Clears::Time)
        {
            for part in self.parts.iter().filter(|part| part.clears != Clears::Time) {
                let known = decision.blocks.iter().any(|block| block.source == part.source);
                if !known && !matches!(part.first(view.now, FOREVER), First::At(i) if i.until == FOREVER) {
                    decision.blocks.push(Block {
                        source: part.source,
                        code: part.code,
                        since: part.since,
                        clears_at: FOREVER,
                        clears: part.clears,
                        binding: false,
                    });
                }
            }
        }
        let id = |source: Source| Self::id(view.engine, reason, source);
        decision.blocks.sort_by(|a, b| id(a.source).cmp(id(b.source)));
        // the block that clears last binds; of equals the first by id
        let last = decision.blocks.iter().map(|block| block.clears_at).max();
        if let Some(block) = decision.blocks.iter_mut().find(|block| Some(block.clears_at) == last) {
            block.binding = true;
        }
    }

    /// The first instant from now on that all parts of one source allow.
    fn clears_at(&self, source: Source) -> i64 {
        let view = self.view;
        let found = joint(self.parts.len(), view.now, view.horizon, |i, t| {
            if self.parts[i].source == source {
                self.parts[i].first(t, view.horizon)
            } else {
                First::At(Interval { from: t, until: FOREVER })
            }
        });
        match found {
            Joint::At(interval) => interval.from,
            _ => FOREVER,
        }
    }

    /// What stands against the last second before the answer, without standing against now.
    fn then(&self, decision: &mut Decision, reason: &Reason) {
        let before = decision.from - 1;
        let mut found: Inline<Source, 4, 12> = Inline::default();
        let windows = Set::Union(self.windows);
        if !windows.allows(before) && windows.allows(self.view.now) {
            found.push(Source::Window);
        }
        for part in self.parts.iter() {
            let known = decision.blocks.iter().any(|block| block.source == part.source);
            if !known && !found.contains(&part.source) && !part.allows(before) {
                found.push(part.source);
            }
        }
        found.sort_by(|&a, &b| {
            Self::id(self.view.engine, reason, a).cmp(Self::id(self.view.engine, reason, b))
        });
        decision.then = found;
    }

    /// Ids compare as text, without being written out.
    fn id<'e>(engine: &'e Engine, reason: &'e Reason, source: Source) -> impl Iterator<Item = u8> + use<'e> {
        let (first, dot, last): (&str, &str, &str) = match source {
            Source::Rule(index) => (&engine.rules[usize::from(index)].id, "", ""),
            part => (&reason.id, ".", part_name(part)),
        };
        first.bytes().chain(dot.bytes()).chain(last.bytes())
    }
}

/// What stands in the way on the side of the reason itself.
fn own_blocks(anchor: &Anchored, view: &View<'_>, decision: &mut Decision) {
    let since = anchor.at;
    let mut push = |source, code, since, clears_at, clears| {
        decision.blocks.push(Block { source, code, since, clears_at, clears, binding: false });
    };
    if anchor.window.from > view.now {
        let clears_at = if anchor.window.from < view.horizon { anchor.window.from } else { FOREVER };
        push(Source::Window, Code::ReasonWindow, since, clears_at, Clears::Time);
    }
    if anchor.used != i64::MIN {
        push(Source::Once, Code::Once, anchor.used, FOREVER, Clears::Time);
    }
    if anchor.ruled_out <= view.now {
        push(Source::Blocks, Code::BlockedBy, anchor.ruled_out, FOREVER, Clears::Time);
    }
    if anchor.missing != 0 {
        decision.blocks.push(needs_block(anchor));
    }
}

fn needs_block(anchor: &Anchored) -> Block {
    Block {
        source: Source::Needs,
        code: Code::Needs,
        clears: Clears::Fact(anchor.missing),
        ..Block::default()
    }
}

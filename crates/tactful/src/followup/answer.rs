//! The answer to one question: verdict and instants, and all that is to be told of them.

use super::anchors::Anchored;
use super::brief::Brief;
use super::decision::{AnchorAt, Block, Clears, Decision, Source};
use super::outcome::{Asked, Outcome, Without, named};
use super::parts::{Bears, Part, Parts, consents, own, parts};
use super::question::Question;
use super::sheet::{Sheet, Windows};
use super::sum::{Binding, CLEARABLE, FACT_BLOCKS, Fixed, Sum, TIME_OF_DAY, block_of, id};
use crate::Code;
use crate::inline::Inline;
use crate::order::Order;
use crate::policy::{Anchor, Reason, Stage};
use crate::time::Instant;
use crate::when::{FOREVER, First, Interval, Joint, Set};
use std::slice::from_ref;

type Blocks = Inline<Block, 4, 12>;

/// What a decision tells beyond its brief.
#[derive(Debug, Default)]
struct Told {
    anchor: Option<AnchorAt>,
    blocks: Blocks,
    then: Inline<Source, 4, 12>,
    warnings: Inline<Option<Code>, 4, 8>,
}

impl Told {
    fn warn(&mut self, code: Code) {
        if !self.warnings.contains(&Some(code)) {
            self.warnings.push(Some(code));
        }
    }
}

impl<'a> Sheet<'a> {
    pub(crate) fn decide(&mut self, question: Question) -> Decision {
        let mut told = Told::default();
        let mut brief = Brief::default();
        self.answer(question, &mut brief, Some(&mut told));
        Decision {
            reason: question.reason,
            channel: question.channel,
            now: brief.now,
            verdict: brief.verdict,
            from: brief.from,
            until: brief.until,
            anchor: told.anchor,
            blocks: told.blocks,
            then: told.then,
            revisit_at: brief.revisit_at,
            eligible_at: brief.eligible_at,
            warnings: told.warnings,
            rules_allow_at: brief.rules_allow_at,
            best_at: brief.best_at,
        }
    }

    #[inline]
    pub(crate) fn brief(&mut self, question: Question, answer: &mut Brief) {
        self.answer(question, answer, None);
    }

    fn answer(&mut self, question: Question, brief: &mut Brief, mut told: Option<&mut Told>) {
        let view = self.view;
        let reason: &'a Reason = &view.engine.reasons[question.reason as usize];
        *brief = Brief { question, now: view.now, warnings: self.warnings, ..Brief::default() };
        if let Some(told) = &mut told {
            view.warnings().for_each(|code| told.warn(code));
        }
        let (stages, lapses_at) = if reason.stages == 0 { (0, FOREVER) } else { view.stages() };
        let wrong_stage = reason.stages != 0 && reason.stages & stages == 0;
        let wrong_level = !reason.levels.is_empty() && !reason.levels.contains(&view.level());
        // lapsing ends what is not for lapsed customers, and begins what is for them alone
        let for_lapsed = reason.stages & Stage::Lapsed.bit() != 0;
        let stage_ends = if reason.stages != 0 && for_lapsed == wrong_stage { lapses_at } else { FOREVER };
        let wrong_place = wrong_stage || wrong_level;
        if wrong_place && matches!(reason.anchor, Anchor::None | Anchor::Latest(_)) {
            self.anchors.clear(); // there is nothing to be told of them
        } else {
            self.anchors.collect(view, reason);
        }
        let anchors = &self.anchors;
        if anchors.truncated {
            warn(brief, &mut told, Code::HistoryTruncated);
        }
        if wrong_place || anchors.live.is_empty() {
            let applies = anchors.closed && !wrong_place;
            brief.verdict = if applies { Code::Expired } else { Code::NotApplicable };
            if wrong_place {
                let (source, code) = (Source::Stage, Code::NotApplicableYet);
                let block = Block { source, code, binding: true, ..Block::default() };
                brief.block(code);
                brief.bind(code, source);
                if let Some(told) = told {
                    told.blocks.push(block);
                }
            }
            // it holds until something recurs or happens
            let changes_at = stage_ends.min(view.enters(anchors.recurs_at));
            brief.revisit_at = changes_at.min(view.keys.next_pending.unwrap_or(FOREVER));
            brief.eligible_at = brief.revisit_at;
            return;
        }
        self.answer_live(Bears::on(view, reason, question.channel), stage_ends, brief, told);
    }

    /// What the rules have against now, whatever the reason itself says.
    pub(crate) fn rules_against(&mut self, question: Question) -> Vec<Block> {
        let view = self.view;
        let reason: &'a Reason = &view.engine.reasons[question.reason as usize];
        let bears = Bears::on(view, reason, question.channel);
        let mut list = Parts::default();
        parts(view, bears, self.counted, &mut self.consents, FOREVER, &mut list);
        let same = list.chunk_by(|one, next| one.source == next.source);
        same.filter_map(|same| block_of(view, same)).collect()
    }

    /// The answer of a reason that has an anchor, or needs none.
    #[inline(never)]
    fn answer_live(&mut self, bears: Bears<'a>, stage_ends: i64, brief: &mut Brief, told: Option<&mut Told>) {
        let mut sum = self.bearing(bears);
        let own_moving = self.moving.len();
        let of_rules = self.add_own(bears, stage_ends, &mut sum);
        let (split, close) = self.add_windows(&mut sum);
        Asked { sheet: self, bears, sum, split, of_rules, own_moving, close, stage_ends }.answer(brief, told);
        self.moving.truncate(own_moving);
    }

    /// Adds when the anchors are open, if that is one interval; gives whether it is more, and the end of the last.
    #[inline]
    fn add_windows(&mut self, sum: &mut Sum) -> (bool, i64) {
        let live = &self.anchors.live;
        let close = live.iter().map(|anchor| anchor.window.until).max().filter(|_| !self.anchors.recurs);
        let split = match &live[..] {
            [one] => {
                sum.add_window(one.set, one.lifted, self.view.now);
                false
            }
            _ => self.unite_windows(sum),
        };
        (split, close.unwrap_or(FOREVER))
    }

    #[inline(never)]
    fn unite_windows(&mut self, sum: &mut Sum) -> bool {
        let live = &self.anchors.live;
        unite(live.iter().map(|anchor| anchor.set), &mut self.windows);
        unite(live.iter().map(|anchor| anchor.lifted), &mut self.lifted);
        let split = self.windows.len() > 1 || self.lifted.len() > 1;
        if !split {
            let whole = |windows: &Windows| windows.first().copied().unwrap_or_default();
            sum.add_window(whole(&self.windows), whole(&self.lifted), self.view.now);
        }
        split
    }

    /// Adds what depends on the reason: consents, and what it asks for itself; gives what the rules say without that.
    fn add_own(&mut self, bears: Bears<'a>, stage_ends: i64, sum: &mut Sum) -> Fixed {
        if self.view.clocks.len() > 1 {
            return self.add_own_on_clocks(bears, stage_ends, sum);
        }
        let (view, reason, moving) = (self.view, bears.reason, &mut self.moving);
        let mut add = |sum: &mut Sum, part: &Part<'a>| sum.add(view, Some(reason), from_ref(part), moving);
        consents(view, bears, &mut self.consents, &mut self.part, |part| add(sum, part));
        let of_rules = sum.all();
        own(view, reason, self.counted, stage_ends, &mut self.part, |part| add(sum, part));
        of_rules
    }

    /// The same where several clocks count: the parts of one rule, or of one side of the reason, stand together.
    #[inline(never)]
    fn add_own_on_clocks(&mut self, bears: Bears<'a>, stage_ends: i64, sum: &mut Sum) -> Fixed {
        let (view, reason, moving) = (self.view, bears.reason, &mut self.moving);
        let mut add = |sum: &mut Sum, parts: Parts<'a>| {
            let same = parts.chunk_by(|one, next| one.source == next.source);
            same.for_each(|same| sum.add(view, Some(reason), same, moving));
        };
        let (mut of_consent, mut of_reason) = (Parts::default(), Parts::default());
        consents(view, bears, &mut self.consents, &mut self.part, |part| of_consent.push(*part));
        own(view, reason, self.counted, stage_ends, &mut self.part, |part| of_reason.push(*part));
        add(sum, of_consent);
        let of_rules = sum.all();
        add(sum, of_reason);
        of_rules
    }
}

fn warn(brief: &mut Brief, told: &mut Option<&mut Told>, code: Code) {
    brief.warn(code);
    if let Some(told) = told {
        told.warn(code);
    }
}

/// The union of intervals, in place of what there was.
fn unite(intervals: impl Iterator<Item = Interval>, merged: &mut Windows) {
    merged.truncate(0);
    intervals.filter(|interval| !interval.is_empty()).for_each(|interval| merged.push(interval));
    if merged.len() < 2 {
        return;
    }
    merged.sort_unstable();
    let mut last = 0;
    for next in 1..merged.len() {
        if merged[next].from <= merged[last].until {
            merged[last].until = merged[last].until.max(merged[next].until);
        } else {
            last += 1;
            merged[last] = merged[next];
        }
    }
    merged.truncate(last + 1);
}

impl<'a> Asked<'_, 'a> {
    #[inline]
    fn answer(&mut self, brief: &mut Brief, mut told: Option<&mut Told>) {
        let view = self.view();
        let outcome = self.outcome(true);
        brief.verdict = outcome.verdict;
        brief.from = outcome.from;
        brief.until = outcome.until;
        brief.revisit_at = outcome.revisit_at;
        brief.eligible_at =
            if self.sum.is(TIME_OF_DAY) { self.outcome(false).revisit_at } else { outcome.revisit_at };
        if outcome.horizon_reached {
            warn(brief, &mut told, Code::HorizonReached);
        }
        match outcome.verdict {
            Code::Never => {
                warn(brief, &mut told, Code::NoOverlap);
                if let Joint::At(interval) = self.joint(true, Without::Reason) {
                    brief.rules_allow_at = interval.from;
                }
            }
            Code::Hold if outcome.too_late_if_cleared => warn(brief, &mut told, Code::CannotClearInTime),
            _ => {}
        }
        brief.warnings |= self.sum.warnings;
        let until = if outcome.from == FOREVER { view.now } else { outcome.from };
        let (a, b) = (Instant::clamped(view.now), Instant::clamped(until));
        let chosen = self.chosen(true, Without::Nothing);
        self.sheet.moving.calendars(&chosen, |calendar| calendar.warn_between(a, b, |code| brief.warn(code)));
        if view.zone_data_ends < outcome.from.min(view.horizon) {
            brief.warn(Code::ZoneDataEnds);
        }
        let anchor = named(&self.sheet.anchors.live, outcome, view.now);
        if let Some(anchor) = anchor {
            brief.best_at = anchor.best;
            if !matches!(self.bears.reason.anchor, Anchor::None) {
                brief.anchor_at = anchor.at;
            }
        }
        let (sum, reason) = (&mut self.sum, self.bears.reason);
        self.sheet.own_blocks(brief.verdict, anchor, |block| sum.block(view.engine, Some(reason), &block));
        if brief.verdict == Code::Hold && sum.is(CLEARABLE) && !sum.is(FACT_BLOCKS) {
            self.block_by_list(brief, outcome);
        } else {
            brief.blocks |= sum.blocks;
            if let Some(code) = sum.binding.code {
                brief.bind(code, sum.binding.source);
            }
        }
        if let Some(told) = told {
            self.tell(told, brief, outcome);
        }
    }

    /// What leaves no time later is named as well, though it stands not against now.
    #[cold]
    #[inline(never)]
    fn block_by_list(&mut self, brief: &mut Brief, outcome: Outcome) {
        let anchor = named(&self.sheet.anchors.live, outcome, self.view().now).copied();
        let mut parts = Parts::default();
        self.list(&mut parts);
        let mut blocks = Inline::default();
        self.blocks(brief.verdict, anchor.as_ref(), &parts, &mut blocks);
        blocks.iter().for_each(|block| brief.block(block.code));
        if let Some(block) = blocks.iter().find(|block| block.binding) {
            brief.bind(block.code, block.source);
        }
    }

    fn list(&mut self, list: &mut Parts<'a>) {
        let sheet = &mut *self.sheet;
        parts(sheet.view, self.bears, sheet.counted, &mut sheet.consents, self.stage_ends, list);
    }

    /// What a decision tells beyond its brief.
    #[inline(never)]
    fn tell(&mut self, told: &mut Told, brief: &Brief, outcome: Outcome) {
        let view = self.view();
        let anchor = named(&self.sheet.anchors.live, outcome, view.now).copied();
        if brief.anchor_at != FOREVER {
            told.anchor = anchor.map(|anchor| AnchorAt { at: anchor.at, id: anchor.id });
        }
        let until = if outcome.from == FOREVER { view.now } else { outcome.from };
        let (a, b) = (Instant::clamped(view.now), Instant::clamped(until));
        let mut parts = Parts::default();
        self.list(&mut parts);
        for part in parts.iter() {
            match part.code {
                Code::HistoryShort | Code::HistoryTruncated if part.mark > view.now => told.warn(part.code),
                _ => {}
            }
            if let Set::Open(calendar) = part.set {
                calendar.warn_between(a, b, |code| told.warn(code));
            }
        }
        if brief.warns_of(Code::ZoneDataEnds) {
            told.warn(Code::ZoneDataEnds);
        }
        self.blocks(brief.verdict, anchor.as_ref(), &parts, &mut told.blocks);
        if brief.verdict == Code::Wait {
            self.then(brief.from - 1, &parts, told);
        }
    }

    /// All that stands against now, by id, the one that binds marked.
    fn blocks(&self, verdict: Code, anchor: Option<&Anchored>, parts: &Parts<'_>, blocks: &mut Blocks) {
        let (view, reason) = (self.view(), self.bears.reason);
        self.sheet.own_blocks(verdict, anchor, |block| blocks.push(block));
        for same in parts.chunk_by(|one, next| one.source == next.source) {
            block_of(view, same).into_iter().for_each(|block| blocks.push(block));
        }
        // Where a rule that a fact can clear allows now, but is what leaves no time later, it is named as well.
        if verdict == Code::Hold && blocks.iter().all(|block| block.clears == Clears::Time) {
            for part in parts.iter().filter(|part| part.clears != Clears::Time) {
                let known = blocks.iter().any(|block| block.source == part.source);
                if !known && !matches!(part.first(view.now, FOREVER), First::At(i) if i.until == FOREVER) {
                    let Part { source, code, since, clears, .. } = *part;
                    blocks.push(Block { source, code, since, clears_at: FOREVER, clears, binding: false });
                }
            }
        }
        let by_id =
            |a: &Source, b: &Source| id(view.engine, Some(reason), *a).cmp(id(view.engine, Some(reason), *b));
        blocks.order_by(|a, b| by_id(&a.source, &b.source));
        let mut binding = Binding::default();
        blocks.iter().for_each(|block| binding.add(view.engine, Some(reason), Binding::of(block)));
        if let Some(block) = blocks.iter_mut().find(|block| block.source == binding.source) {
            block.binding = binding.code.is_some();
        }
    }

    /// What stands against the last second before the answer, without standing against now.
    fn then(&self, before: i64, parts: &Parts<'_>, told: &mut Told) {
        let (view, reason) = (self.view(), self.bears.reason);
        if !self.sheet.is_open(before) && self.sheet.is_open(view.now) {
            told.then.push(Source::Window);
        }
        for part in parts.iter() {
            let known = told.blocks.iter().any(|block| block.source == part.source);
            if !known && !told.then.contains(&part.source) && !part.allows(before) {
                told.then.push(part.source);
            }
        }
        told.then.order_by(|&a, &b| id(view.engine, Some(reason), a).cmp(id(view.engine, Some(reason), b)));
    }
}

impl Sheet<'_> {
    /// Whether an anchor of the question is open at an instant.
    fn is_open(&self, t: i64) -> bool {
        self.anchors.live.iter().any(|anchor| anchor.set.contains(t))
    }

    /// What stands in the way on the side of the reason itself.
    #[inline]
    fn own_blocks(&self, verdict: Code, anchor: Option<&Anchored>, mut each: impl FnMut(Block)) {
        let now = self.view.now;
        let Some(anchor) = anchor else { return };
        let needs = |anchor: &Anchored| Block {
            source: Source::Needs,
            code: Code::Needs,
            clears: Clears::Fact(anchor.missing),
            ..Block::default()
        };
        if self.is_open(now) {
            // another anchor is open, but has no time left: this one has, once its fact has come
            if verdict == Code::Hold && anchor.missing != 0 {
                each(needs(anchor));
            }
            return;
        }
        let clears = Clears::Time;
        let time =
            |source, code, since, clears_at| Block { source, code, since, clears_at, clears, binding: false };
        if anchor.window.from > now {
            let clears_at = if anchor.window.from < self.view.horizon { anchor.window.from } else { FOREVER };
            each(time(Source::Window, Code::ReasonWindow, anchor.at, clears_at));
        }
        if anchor.used != i64::MIN {
            each(time(Source::Once, Code::Once, anchor.used, FOREVER));
        }
        if anchor.ruled_out <= now {
            each(time(Source::Blocks, Code::BlockedBy, anchor.ruled_out, FOREVER));
        }
        if anchor.missing != 0 {
            each(needs(anchor));
        }
    }
}

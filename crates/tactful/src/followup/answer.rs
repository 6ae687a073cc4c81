//! The answer to one question: verdict and instants, and all that is to be told of them.

use super::anchors::Anchored;
use super::brief::Brief;
use super::decision::{AnchorAt, Block, Clears, Decision, Source};
use super::outcome::{Asked, Outcome, Without, last_close, named};
use super::parts::{Bears, Part, Parts, consents, own, parts};
use super::question::Question;
use super::sheet::Sheet;
use super::sum::{Binding, Fixed, Sum, TIME_OF_DAY, block_of, id};
use super::view::View;
use crate::Code;
use crate::inline::Inline;
use crate::order::Order;
use crate::policy::{Anchor, Reason, Stage};
use crate::time::Instant;
use crate::when::{FOREVER, First, Joint, Set};
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

/// Whether the customer is where the reason is meant for.
pub(crate) struct Fit {
    /// The wrong stage or level.
    pub(crate) wrong: bool,
    /// When the customer's stage changes by itself, if that ends the answer.
    pub(crate) stage_ends: i64,
}

/// What stands against a contact with a customer at the wrong fit.
const NOT_YET: (Source, Code) = (Source::Stage, Code::NotApplicableYet);

impl Fit {
    #[inline]
    pub(crate) fn of(view: &View<'_>, reason: &Reason) -> Self {
        if reason.stages == 0 && reason.levels.is_empty() {
            return Self { wrong: false, stage_ends: FOREVER };
        }
        Self::of_some(view, reason)
    }

    fn of_some(view: &View<'_>, reason: &Reason) -> Self {
        let (stages, lapses_at) = if reason.stages == 0 { (0, FOREVER) } else { view.stages() };
        let wrong_stage = reason.stages != 0 && reason.stages & stages == 0;
        let wrong_level = !reason.levels.is_empty() && !reason.levels.contains(&view.level());
        // lapsing ends what is not for lapsed customers, and begins what is for them alone
        let for_lapsed = reason.stages & Stage::Lapsed.bit() != 0;
        let stage_ends = if reason.stages != 0 && for_lapsed == wrong_stage { lapses_at } else { FOREVER };
        Self { wrong: wrong_stage || wrong_level, stage_ends }
    }

    /// The answer where no anchor is live, or the place is wrong.
    #[inline]
    pub(crate) fn answer(&self, view: &View<'_>, closed: bool, recurs_at: i64, brief: &mut Brief) {
        brief.verdict = if closed && !self.wrong { Code::Expired } else { Code::NotApplicable };
        if self.wrong {
            let (source, code) = NOT_YET;
            brief.block(code);
            brief.bind(code, source);
        }
        // it holds until something recurs or happens
        let changes_at = self.stage_ends.min(view.enters(recurs_at));
        brief.revisit_at = changes_at.min(view.keys.next_pending.unwrap_or(FOREVER));
        brief.eligible_at = brief.revisit_at;
    }
}

impl Outcome {
    /// Writes what follows from it, but for what stands against now.
    #[inline]
    pub(crate) fn fill(
        &self,
        view: &View<'_>,
        reason: &Reason,
        anchor: Option<&Anchored>,
        brief: &mut Brief,
    ) {
        brief.verdict = self.verdict;
        brief.from = self.from;
        brief.until = self.until;
        brief.revisit_at = self.revisit_at;
        if self.horizon_reached {
            brief.warn(Code::HorizonReached);
        }
        match self.verdict {
            Code::Never => brief.warn(Code::NoOverlap),
            Code::Hold if self.too_late_if_cleared => brief.warn(Code::CannotClearInTime),
            _ => {}
        }
        if view.zone_data_ends < self.from.min(view.horizon) {
            brief.warn(Code::ZoneDataEnds);
        }
        if let Some(anchor) = anchor {
            brief.best_at = anchor.best;
            if !matches!(reason.anchor, Anchor::None) {
                brief.anchor_at = anchor.at;
            }
        }
    }

    /// From now to where it allows: what is known of calendars in between bears on it.
    #[inline]
    pub(crate) fn looks_at(&self, view: &View<'_>) -> (Instant, Instant) {
        let until = if self.from == FOREVER { view.now } else { self.from };
        (Instant::clamped(view.now), Instant::clamped(until))
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
        let fit = Fit::of(view, reason);
        if fit.wrong && matches!(reason.anchor, Anchor::None | Anchor::Latest(_)) {
            self.anchors.clear(); // there is nothing to be told of them
        } else {
            self.anchors.collect(view, reason);
        }
        let anchors = &self.anchors;
        if anchors.truncated {
            warn(brief, &mut told, Code::HistoryTruncated);
        }
        if fit.wrong || anchors.live.is_empty() {
            fit.answer(view, anchors.closed, anchors.recurs_at, brief);
            if let (Some(told), true) = (told, fit.wrong) {
                let (source, code) = NOT_YET;
                told.blocks.push(Block { source, code, binding: true, ..Block::default() });
            }
            return;
        }
        self.answer_live(Bears::on(view, reason, question.channel), fit.stage_ends, brief, told);
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
        let view = self.view;
        let mut sum = self.bearing(bears);
        let own_moving = self.moving.len();
        let of_rules = self.add_own(bears, stage_ends, &mut sum);
        let live = &self.anchors.live;
        let split = self.windows.add(live, view.now, &mut sum);
        let close = if self.anchors.recurs { FOREVER } else { last_close(live) };
        Asked { sheet: self, bears, sum, split, of_rules, own_moving, close, stage_ends }.answer(brief, told);
        self.moving.truncate(own_moving);
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

impl<'a> Asked<'_, 'a> {
    #[inline]
    fn answer(&mut self, brief: &mut Brief, told: Option<&mut Told>) {
        let view = self.view();
        let outcome = self.outcome(true);
        let anchor = named(&self.sheet.anchors.live, outcome, view.now).copied();
        outcome.fill(view, self.bears.reason, anchor.as_ref(), brief);
        brief.eligible_at =
            if self.sum.is(TIME_OF_DAY) { self.outcome(false).revisit_at } else { outcome.revisit_at };
        if outcome.verdict == Code::Never
            && let Joint::At(interval) = self.joint(true, Without::Reason)
        {
            brief.rules_allow_at = interval.from;
        }
        brief.warnings |= self.sum.warnings;
        let (a, b) = outcome.looks_at(view);
        let chosen = self.chosen(true, Without::Nothing);
        self.sheet.moving.calendars(&chosen, |calendar| calendar.warn_between(a, b, |code| brief.warn(code)));
        let live = &self.sheet.anchors.live;
        let (sum, reason) = (&mut self.sum, self.bears.reason);
        own_blocks(view, live, brief.verdict, anchor.as_ref(), |block| {
            sum.block(view.engine, Some(reason), &block)
        });
        if sum.names_later(brief.verdict) {
            self.block_by_list(brief, outcome);
        } else {
            sum.tell(brief);
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
        for code in [Code::HorizonReached, Code::NoOverlap, Code::CannotClearInTime] {
            if brief.warns_of(code) {
                told.warn(code);
            }
        }
        let (a, b) = outcome.looks_at(view);
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
        own_blocks(view, &self.sheet.anchors.live, verdict, anchor, |block| blocks.push(block));
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
        let live = &self.sheet.anchors.live;
        if !is_open(live, before) && is_open(live, view.now) {
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

/// Whether an anchor is open at an instant.
fn is_open(live: &[Anchored], t: i64) -> bool {
    live.iter().any(|anchor| anchor.set.contains(t))
}

/// What stands in the way on the side of the reason itself, if the answer speaks of an anchor.
#[inline]
pub(crate) fn own_blocks(
    view: &View<'_>,
    live: &[Anchored],
    verdict: Code,
    anchor: Option<&Anchored>,
    mut each: impl FnMut(Block),
) {
    let now = view.now;
    let Some(anchor) = anchor else { return };
    let needs = |anchor: &Anchored| Block {
        source: Source::Needs,
        code: Code::Needs,
        clears: Clears::Fact(anchor.missing),
        ..Block::default()
    };
    if is_open(live, now) {
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
        let clears_at = if anchor.window.from < view.horizon { anchor.window.from } else { FOREVER };
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

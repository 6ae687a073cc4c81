//! The answer to one question: verdict and instants, and all that is to be told of them.

use super::anchors::{Anchored, Anchors};
use super::brief::Brief;
use super::decision::{AnchorAt, Block, Clears, Decision, Source};
use super::outcome::{Asked, Windows, Without};
use super::parts::{Bears, Part, Parts, consents, own, parts};
use super::question::Question;
use super::sheet::Sheet;
use super::sum::{Binding, Sum, block_of, id};
use super::view::View;
use crate::Code;
use crate::inline::Inline;
use crate::policy::{Anchor, Reason, Stage};
use crate::time::Instant;
use crate::when::{FOREVER, First, Interval, Joint, Set};

/// What a decision tells beyond its brief.
#[derive(Debug, Default)]
struct Told {
    anchor: Option<AnchorAt>,
    blocks: Inline<Block, 4, 12>,
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
        let brief = self.answer(question, Some(&mut told));
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

    pub(crate) fn brief(&mut self, question: Question) -> Brief {
        self.answer(question, None)
    }

    fn answer(&mut self, question: Question, mut told: Option<&mut Told>) -> Brief {
        let view = self.view;
        let reason: &'a Reason = &view.engine.reasons[question.reason as usize];
        let mut brief = Brief { question, now: view.now, ..Brief::default() };
        let mut anchors = Anchors::default();
        anchors.collect(view, reason);
        let standing_warnings = [
            (view.zone_assumed, Code::ZoneAssumed),
            (view.customer.history_since.is_none(), Code::HistoryAssumed),
            (view.standing.ids_missing, Code::IdsMissing),
            (anchors.truncated, Code::HistoryTruncated),
        ];
        for (_, code) in standing_warnings.into_iter().filter(|(set, _)| *set) {
            warn(&mut brief, &mut told, code);
        }
        let (stages, lapses_at) = if reason.stages == 0 { (0, FOREVER) } else { view.stages() };
        let wrong_stage = reason.stages != 0 && reason.stages & stages == 0;
        let wrong_level = !reason.levels.is_empty() && !reason.levels.contains(&view.level());
        // lapsing ends what is not for lapsed customers, and begins what is for them alone
        let for_lapsed = reason.stages & Stage::Lapsed.bit() != 0;
        let stage_ends = if reason.stages != 0 && for_lapsed == wrong_stage { lapses_at } else { FOREVER };
        let wrong_place = wrong_stage || wrong_level;
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
            return brief;
        }
        let bears = Bears::on(view, reason, question.channel);
        let mut sum = self.bearing(bears);
        let own_moving = self.moving.len();
        let mut add = |sum: &mut Sum, same: &[Part<'a>]| sum.add(view, Some(reason), same, &mut self.moving);
        by_source(view, |each| consents(view, bears, each), |same| add(&mut sum, same));
        let of_rules = sum.all;
        let counted = self.counted;
        by_source(view, |each| own(view, reason, counted, stage_ends, each), |same| add(&mut sum, same));
        let close = if anchors.recurs {
            FOREVER
        } else {
            anchors.live.iter().map(|anchor| anchor.window.until).max().unwrap_or(FOREVER)
        };
        let mut asked = Asked {
            bears,
            sum,
            of_rules,
            own_moving,
            windows: union(anchors.live.iter().map(|anchor| anchor.set)),
            lifted: union(anchors.live.iter().map(|anchor| anchor.lifted)),
            anchors: &anchors,
            close,
            stage_ends,
            sheet: self,
        };
        asked.answer(&mut brief, told);
        self.moving.truncate(own_moving);
        brief
    }
}

/// Takes parts together that are of one rule, or of one side of the reason: one for each clock.
fn by_source<'a>(
    view: &View<'a>,
    parts: impl FnOnce(&mut dyn FnMut(Part<'a>)),
    mut each: impl FnMut(&[Part<'a>]),
) {
    if view.clocks.len() == 1 {
        return parts(&mut |part| each(&[part]));
    }
    let mut all = Parts::default();
    parts(&mut |part| all.push(part));
    all.chunk_by(|one, next| one.source == next.source).for_each(each);
}

fn warn(brief: &mut Brief, told: &mut Option<&mut Told>, code: Code) {
    brief.warn(code);
    if let Some(told) = told {
        told.warn(code);
    }
}

/// The union of intervals: sorted, disjoint, not touching.
fn union(intervals: impl Iterator<Item = Interval>) -> Windows {
    let mut sorted = Windows::default();
    intervals.filter(|interval| !interval.is_empty()).for_each(|interval| sorted.push(interval));
    if sorted.len() < 2 {
        return sorted;
    }
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

impl<'a> Asked<'_, 'a> {
    fn answer(&mut self, brief: &mut Brief, mut told: Option<&mut Told>) {
        let view = self.view();
        let outcome = self.outcome(true);
        brief.verdict = outcome.verdict;
        brief.from = outcome.from;
        brief.until = outcome.until;
        brief.revisit_at = outcome.revisit_at;
        brief.eligible_at =
            if self.has_times_of_day() { self.outcome(false).revisit_at } else { outcome.revisit_at };
        let anchor = self.named(outcome).copied();
        if let Some(anchor) = anchor {
            let timeless = matches!(self.bears.reason.anchor, Anchor::None);
            if !timeless {
                brief.anchor_at = anchor.at;
                if let Some(told) = &mut told {
                    told.anchor = Some(AnchorAt { at: anchor.at, id: anchor.id });
                }
            }
            brief.best_at = anchor.best;
        }
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
        self.calendars(|calendar| calendar.warn_between(a, b, |code| brief.warn(code)));
        let data_ends = view.zone_data_ends() < outcome.from.min(view.horizon);
        if data_ends {
            brief.warn(Code::ZoneDataEnds);
        }
        self.block(brief, anchor.as_ref());
        let Some(told) = told else { return };
        let parts = parts(view, self.bears, self.sheet.counted, self.stage_ends);
        for part in parts.iter() {
            match part.code {
                Code::HistoryShort | Code::HistoryTruncated if part.mark > view.now => told.warn(part.code),
                _ => {}
            }
            if let Set::Open(calendar) = part.set {
                calendar.warn_between(a, b, |code| told.warn(code));
            }
        }
        if data_ends {
            told.warn(Code::ZoneDataEnds);
        }
        told.blocks = self.blocks(brief.verdict, anchor.as_ref(), &parts);
        if brief.verdict == Code::Wait {
            told.then = self.then(brief.from - 1, &told.blocks, &parts);
        }
    }

    /// The bits of what stands against now, and what of it binds.
    fn block(&mut self, brief: &mut Brief, anchor: Option<&Anchored>) {
        let (view, reason) = (self.view(), self.bears.reason);
        let mut sum = self.sum;
        self.own_blocks(brief.verdict, anchor, |block| sum.block(view.engine, Some(reason), &block));
        if brief.verdict == Code::Hold && !sum.fact_blocks && sum.clearable {
            // what leaves no time later is named as well
            let parts = parts(view, self.bears, self.sheet.counted, self.stage_ends);
            let blocks = self.blocks(brief.verdict, anchor, &parts);
            blocks.iter().for_each(|block| brief.block(block.code));
            if let Some(block) = blocks.iter().find(|block| block.binding) {
                brief.bind(block.code, block.source);
            }
            return;
        }
        brief.blocks |= sum.blocks;
        if let Some(code) = sum.binding.code {
            brief.bind(code, sum.binding.source);
        }
    }

    /// What stands in the way on the side of the reason itself.
    fn own_blocks(&self, verdict: Code, anchor: Option<&Anchored>, mut each: impl FnMut(Block)) {
        let view = self.view();
        let Some(anchor) = anchor else { return };
        let needs = Block {
            source: Source::Needs,
            code: Code::Needs,
            clears: Clears::Fact(anchor.missing),
            ..Block::default()
        };
        if Set::Union(&self.windows).allows(view.now) {
            // another anchor is open, but has no time left: this one has, once its fact has come
            if verdict == Code::Hold && anchor.missing != 0 {
                each(needs);
            }
            return;
        }
        let time = |source, code, since, clears_at| Block {
            source,
            code,
            since,
            clears_at,
            clears: Clears::Time,
            binding: false,
        };
        if anchor.window.from > view.now {
            let clears_at = if anchor.window.from < view.horizon { anchor.window.from } else { FOREVER };
            each(time(Source::Window, Code::ReasonWindow, anchor.at, clears_at));
        }
        if anchor.used != i64::MIN {
            each(time(Source::Once, Code::Once, anchor.used, FOREVER));
        }
        if anchor.ruled_out <= view.now {
            each(time(Source::Blocks, Code::BlockedBy, anchor.ruled_out, FOREVER));
        }
        if anchor.missing != 0 {
            each(needs);
        }
    }

    /// All that stands against now, by id, the one that binds marked.
    fn blocks(&self, verdict: Code, anchor: Option<&Anchored>, parts: &Parts<'_>) -> Inline<Block, 4, 12> {
        let (view, reason) = (self.view(), self.bears.reason);
        let mut blocks: Inline<Block, 4, 12> = Inline::default();
        self.own_blocks(verdict, anchor, |block| blocks.push(block));
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
        blocks.sort_by(|a, b| by_id(&a.source, &b.source));
        let mut binding = Binding::default();
        blocks.iter().for_each(|block| binding.add(view.engine, Some(reason), Binding::of(block)));
        if let Some(block) = blocks.iter_mut().find(|block| block.source == binding.source) {
            block.binding = binding.code.is_some();
        }
        blocks
    }

    /// What stands against the last second before the answer, without standing against now.
    fn then(&self, before: i64, blocks: &[Block], parts: &Parts<'_>) -> Inline<Source, 4, 12> {
        let (view, reason) = (self.view(), self.bears.reason);
        let mut found: Inline<Source, 4, 12> = Inline::default();
        let windows = Set::Union(&self.windows);
        if !windows.allows(before) && windows.allows(view.now) {
            found.push(Source::Window);
        }
        for part in parts.iter() {
            let known = blocks.iter().any(|block| block.source == part.source);
            if !known && !found.contains(&part.source) && !part.allows(before) {
                found.push(part.source);
            }
        }
        found.sort_by(|&a, &b| id(view.engine, Some(reason), a).cmp(id(view.engine, Some(reason), b)));
        found
    }
}

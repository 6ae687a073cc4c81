//! The contacts of one customer while they are being planned: what is added keeps every rule, and crowds nothing that
//! was added before.

use super::agenda::Item;
use super::brief::Brief;
use super::briefing::{Briefing, Desk};
use super::decision::Decision;
use super::plan::{Plan, Planned};
use super::question::Question;
use super::view::{Keys, View};
use crate::customer::{Customer, Direction, Filter, Kind, Sorted, Standing};
use crate::time::Instant;
use crate::when::Interval;
use crate::{Code, Engine, Result};

pub(super) const DAY: i64 = 86_400;

/// The id of a contact while it is only in a draft. No id of a host begins like this.
fn draft_id(number: usize) -> u64 {
    crate::customer::hash_of(&format!("\u{0}agenda {number}"))
}

/// One customer with what is planned so far.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    engine: &'a Engine,
    customer: &'a Customer,
    standing: &'a Standing,
    keys: Keys,
    plan: Plan,
    /// What was added, in the order in which it was.
    pub(super) items: Vec<Item>,
    /// By reason: not planned before. A reason whose contact would crowd another is looked for again after it.
    pub(super) not_before: Vec<i64>,
}

impl<'a> Draft<'a> {
    /// Nothing is added yet to what the caller has planned.
    pub(super) fn new(
        engine: &'a Engine,
        customer: &'a Customer,
        standing: &'a Standing,
        plan: &Plan,
        keys: Keys,
    ) -> Self {
        Self {
            engine,
            customer,
            standing,
            keys: Keys { planned_gives: true, next_pending: None, ..keys },
            plan: plan.clone(),
            items: Vec::new(),
            not_before: vec![i64::MIN; engine.reasons.len()],
        }
    }

    /// The customer at an instant, with all that is planned.
    pub(super) fn view(&self, now: Instant) -> Result<View<'_>> {
        View::new(self.engine, self.customer, self.standing, &self.plan, now, self.keys)
    }

    /// Makes ready to ask about the customer at an instant.
    pub(super) fn briefing(&self, now: Instant) -> Result<Briefing<'a>> {
        self.engine.briefing(&[], now)
    }

    /// Lends a desk on which questions are answered with all that is planned, at the instant of the briefing.
    pub(super) fn at_desk<R>(
        &self,
        briefing: &mut Briefing<'_>,
        questions: &[Question],
        work: impl FnOnce(&mut Desk<'_, '_, '_>) -> R,
    ) -> Result<R> {
        // where nothing is planned no planned give counts, and the short way is open
        let keys = Keys { planned_gives: !self.plan.0.is_empty(), ..self.keys };
        briefing.lend(self.customer, self.standing, &self.plan, keys, questions, work)
    }

    /// The first instant at which the question is answered with yes, asked at the instant of the briefing.
    pub(super) fn allowed_with(
        &self,
        briefing: &mut Briefing<'_>,
        question: Question,
    ) -> Result<Option<i64>> {
        if self.not_before[question.reason as usize] > briefing.now().seconds() {
            return self.allowed_at(question, briefing.now().seconds(), None);
        }
        let mut brief = Brief::default();
        self.at_desk(briefing, &[question], |desk| desk.brief(question, &mut brief))?;
        Ok(brief.allowed_from().map(Instant::seconds))
    }

    /// The first instant from `from` on at which the question is answered with yes; `beside`: if that were planned too.
    pub(super) fn allowed_at(
        &self,
        question: Question,
        from: i64,
        beside: Option<(&Decision, i64)>,
    ) -> Result<Option<i64>> {
        let with = beside.map(|(decision, at)| {
            let mut with = self.plan.clone();
            with.add(self.planned(decision, at));
            with
        });
        let plan = with.as_ref().unwrap_or(&self.plan);
        let from = Instant::clamped(from.max(self.not_before[question.reason as usize]));
        let view = View::new(self.engine, self.customer, self.standing, plan, from, self.keys)?;
        let decision = view.decide(question);
        Ok(matches!(decision.verdict, Code::Allow | Code::Wait).then_some(decision.from))
    }

    /// Adds a contact, unless it would crowd one that was added before: then it changes nothing but from when on the
    /// reason is looked for again. `now` is the instant of the whole plan.
    pub(super) fn add(&mut self, mut decision: Decision, at: i64, now: Instant) -> Result<bool> {
        let mut with = self.plan.clone();
        with.add(self.planned(&decision, at));
        if let Some(crowded) = self.crowded(&with, now)? {
            self.not_before[decision.reason as usize] = if at < crowded { crowded } else { at + DAY };
            return Ok(false);
        }
        self.plan = with;
        let conditional = self.is_conditional(&decision, at)?;
        if conditional {
            decision.warn(Code::Conditional);
        }
        self.items.push(Item { decision, at: Instant::clamped(at), conditional });
        Ok(true)
    }

    fn planned(&self, decision: &Decision, at: i64) -> Planned {
        let reason = &self.engine.reasons[decision.reason as usize];
        Planned {
            sorted: Sorted {
                kind: Kind::Contact.bit(),
                at,
                id: draft_id(self.items.len()),
                direction: Direction::Out,
                purposes: reason.purpose.bit(),
                intents: reason.intent.bit(),
                channel: 1 << decision.channel,
                reason: decision.reason,
                outcome: Filter::NO_OUTCOME,
                colleague: false,
                subject: self.keys.subject,
                contact_point: self.keys.contact_point,
                level: 0,
                until: Instant::MAX.seconds(),
            },
            anchor: decision.anchor.map_or(0, |anchor| anchor.id),
        }
    }

    /// The instant of an added contact that is no longer allowed beside the others of `with`.
    fn crowded(&self, with: &Plan, now: Instant) -> Result<Option<i64>> {
        let view = self.view(now)?;
        Ok(self.items.iter().enumerate().find_map(|(number, item)| {
            let mut others = with.clone();
            others.0.retain(|planned| planned.sorted.id != draft_id(number));
            let at = item.at.seconds();
            let anchor = item.decision.anchor.map_or(0, |anchor| anchor.id);
            let there = view.with(at, &others, Keys { anchor, ..self.keys });
            let decision = there.decide(item.decision.question());
            (decision.verdict != Code::Allow).then_some(at)
        }))
    }

    /// Whether the contact that was planned just now would not be allowed then if planned gives did not count.
    fn is_conditional(&self, decision: &Decision, at: i64) -> Result<bool> {
        if self.items.is_empty() {
            return Ok(false);
        }
        let mut others = self.plan.clone();
        others.0.retain(|planned| planned.sorted.at != at || planned.sorted.reason != decision.reason);
        let keys = Keys { planned_gives: false, ..self.keys };
        let now = decision.now();
        let without = View::new(self.engine, self.customer, self.standing, &others, now, keys)?;
        let without = without.decide(decision.question());
        Ok(!matches!(without.verdict, Code::Allow | Code::Wait) || without.from > at)
    }
}

impl View<'_> {
    /// From the first allowed instant at or after the best one, if that still lies in the same time; else from the
    /// first.
    pub(super) fn at_best(&self, decision: &Decision) -> Interval {
        let first = Interval { from: decision.from, until: decision.until };
        let best = decision.best_at;
        if best == i64::MAX || best <= decision.from {
            return first;
        }
        let anchor = decision.anchor.map_or(0, |anchor| anchor.id);
        let later = self.with(best, self.plan, Keys { anchor, ..self.keys });
        let there = later.decide(decision.question());
        let same = there.anchor.map(|anchor| anchor.at) == decision.anchor.map(|anchor| anchor.at);
        if same && matches!(there.verdict, Code::Allow | Code::Wait) {
            Interval { from: there.from, until: there.until }
        } else {
            first
        }
    }
}

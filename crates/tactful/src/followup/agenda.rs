//! The agenda: what to contact a customer for, and when, over a horizon.
//!
//! Decide all reasons with the contacts planned so far, take the best, plan it, and again; so that every
//! contact in the list keeps every rule, given those before it.

use super::decision::Decision;
use super::plan::{Plan, Planned};
use super::question::Question;
use super::view::{Asking, Keys, View};
use crate::customer::{Customer, Direction, Filter, Kind, Sorted, Standing};
use crate::order::Order;
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};

/// More contacts than this are not planned for one customer.
const MOST: usize = 1_000;
const MOST_TRIES: usize = 4 * MOST;
const MOST_DAYS: i64 = 3_660;
const DAY: i64 = 86_400;

/// The id of a contact while it is only in the agenda. No id of a host begins like this.
fn agenda_id(number: usize) -> u64 {
    crate::customer::hash_of(&format!("\u{0}agenda {number}"))
}

/// One contact of an agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The decision that it rests on, made with everything before it planned.
    pub decision: Decision,
    /// When to make the contact.
    pub at: Instant,
    /// It counts on a give that is itself only planned.
    pub conditional: bool,
}

/// The contacts to make with one customer, by instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Agenda {
    /// The contacts.
    pub items: Vec<Item>,
    /// When to make a new one, if nothing happens before.
    pub revisit_at: Option<Instant>,
}

impl Agenda {
    /// How regular the contacts are (F6): the mean time between neighbours, and the mean deviation from it, in seconds.
    #[must_use]
    pub fn rhythm(&self) -> Option<(i64, i64)> {
        let gaps: Vec<i64> =
            self.items.windows(2).map(|pair| pair[1].at.seconds() - pair[0].at.seconds()).collect();
        let count = i64::try_from(gaps.len()).ok().filter(|&n| n > 0)?;
        let mean = gaps.iter().sum::<i64>() / count;
        Some((mean, gaps.iter().map(|gap| (gap - mean).abs()).sum::<i64>() / count))
    }
}

impl Engine {
    /// Plans contacts over so many days of 24 hours.
    ///
    /// The best comes first: priority, then earlier expiry, then the id of the reason. The `best` instant of a
    /// reason is waited for inside its window. Of a reason's channels the one that allows first is taken.
    ///
    /// # Errors
    /// As [`Engine::decide`]; [`Code::InvalidValue`] for days outside 1 to 3660.
    ///
    /// ```
    /// use tactful::{customer::{Customer, Fact, Kind}, followup::Plan};
    /// use tactful::{time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-17").in_zone(engine.zone("Europe/Paris")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
    /// let facts = [Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00+01:00")?).order("o-17")];
    /// let folded = engine.fold(&facts, now, None)?;
    /// let agenda = engine.agenda(&customer, &folded.standing, &Plan::default(), now, 60)?;
    /// assert_eq!(agenda.items[0].decision.reason(&engine), "check-in");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn agenda(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        now: Instant,
        days: i64,
    ) -> Result<Agenda> {
        self.agenda_with(customer, standing, plan, now, days, &Asking::default())
    }

    /// The same with what the caller adds to the question: only contacts for that anchor, about that subject, to that
    /// address or number.
    ///
    /// # Errors
    /// As [`Engine::agenda`].
    pub fn agenda_with(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        now: Instant,
        days: i64,
        asking: &Asking,
    ) -> Result<Agenda> {
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(Error::new(Code::InvalidValue, format!("an agenda spans 1 to {MOST_DAYS} days")));
        }
        let end = now.seconds() + days * DAY;
        let asked = Keys { next_pending: None, ..asking.keys() };
        let keys = Keys { planned_gives: true, ..asked };
        let mut plan = plan.clone();
        let mut items: Vec<Item> = Vec::new();
        let mut revisit_at = i64::MAX;
        // a reason whose contact would crowd one that is planned already is looked for again after it
        let mut not_before = vec![now.seconds(); self.reasons.len()];
        for _ in 0..MOST_TRIES {
            if items.len() >= MOST {
                break;
            }
            let view = View::new(self, customer, standing, &plan, now, keys)?;
            let first = if items.is_empty() { Some(&mut revisit_at) } else { None };
            let Some((mut decision, at)) = self.best(&view, end, &not_before, first) else { break };
            let mut with = plan.clone();
            with.add(self.of_decision(&decision, at, items.len(), keys));
            if let Some(crowded) = view.crowded(&with, &items) {
                not_before[decision.reason as usize] = if at < crowded { crowded } else { at + DAY };
                continue;
            }
            plan = with;
            let conditional =
                self.is_conditional(customer, standing, &plan, &items, &decision, (at, asked))?;
            if conditional {
                decision.warn(Code::Conditional);
            }
            items.push(Item { decision, at: Instant::clamped(at), conditional });
        }
        items.order_by_key(|item| item.at);
        let revisit_at = (revisit_at != i64::MAX).then(|| Instant::clamped(revisit_at));
        let revisit_at = revisit_at.into_iter().chain(asking.next_pending).min();
        Ok(Agenda { items, revisit_at })
    }

    /// The best contact that can still be planned before `end`.
    fn best(
        &self,
        view: &View<'_>,
        end: i64,
        not_before: &[i64],
        mut revisit_at: Option<&mut i64>,
    ) -> Option<(Decision, i64)> {
        let mut best: Option<(Decision, i64)> = None;
        for (index, reason) in self.reasons.iter().enumerate() {
            if not_before[index] >= end {
                continue;
            }
            let view = &view.with(not_before[index], view.plan, view.keys);
            let mut first: Option<(Decision, i64)> = None;
            for &channel in &reason.order {
                let decision = view.decide(Question { reason: index as u32, channel });
                if let Some(revisit_at) = &mut revisit_at {
                    **revisit_at = (**revisit_at).min(decision.revisit_at);
                }
                if !matches!(decision.verdict, Code::Allow | Code::Wait) {
                    continue;
                }
                let at = view.at_best(&decision);
                if at < end && first.as_ref().is_none_or(|(_, known)| at < *known) {
                    first = Some((decision, at));
                }
            }
            let Some((decision, at)) = first else { continue };
            let goes_first = best.as_ref().is_none_or(|(known, _)| {
                let rank = |d: &Decision| {
                    let reason = &self.reasons[d.reason as usize];
                    (std::cmp::Reverse(reason.priority), d.until)
                };
                let names = (&reason.id, &self.reasons[known.reason as usize].id);
                rank(&decision).cmp(&rank(known)).then_with(|| names.0.cmp(names.1)).is_lt()
            });
            if goes_first {
                best = Some((decision, at));
            }
        }
        best
    }

    fn of_decision(&self, decision: &Decision, at: i64, number: usize, keys: Keys) -> Planned {
        let reason = &self.reasons[decision.reason as usize];
        Planned {
            sorted: Sorted {
                kind: Kind::Contact.bit(),
                at,
                id: agenda_id(number),
                direction: Direction::Out,
                purposes: reason.purpose.bit(),
                intents: reason.intent.bit(),
                channel: 1 << decision.channel,
                reason: decision.reason,
                outcome: Filter::NO_OUTCOME,
                colleague: false,
                subject: keys.subject,
                contact_point: keys.contact_point,
                level: 0,
                until: Instant::MAX.seconds(),
            },
            anchor: decision.anchor.map_or(0, |anchor| anchor.id),
        }
    }

    /// Whether the contact would not be allowed then if planned gives did not count.
    fn is_conditional(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        items: &[Item],
        decision: &Decision,
        (at, asked): (i64, Keys),
    ) -> Result<bool> {
        if items.is_empty() {
            return Ok(false);
        }
        let mut others = plan.clone();
        others.0.retain(|planned| planned.sorted.at != at || planned.sorted.reason != decision.reason);
        let view = View::new(self, customer, standing, &others, decision.now(), asked)?;
        let without = view.decide(decision.question());
        Ok(!matches!(without.verdict, Code::Allow | Code::Wait) || without.from > at)
    }
}

impl View<'_> {
    /// The first allowed instant at or after the best one, if that still lies in the same time; else the first.
    fn at_best(&self, decision: &Decision) -> i64 {
        let best = decision.best_at;
        if best == i64::MAX || best <= decision.from {
            return decision.from;
        }
        let anchor = decision.anchor.map_or(0, |anchor| anchor.id);
        let later = self.with(best, self.plan, Keys { anchor, ..self.keys });
        let there = later.decide(decision.question());
        let same = there.anchor.map(|anchor| anchor.at) == decision.anchor.map(|anchor| anchor.at);
        if same && matches!(there.verdict, Code::Allow | Code::Wait) { there.from } else { decision.from }
    }

    /// The instant of a planned contact that is no longer allowed beside the others of `with`.
    fn crowded(&self, with: &Plan, items: &[Item]) -> Option<i64> {
        items.iter().enumerate().find_map(|(number, item)| {
            let mut others = with.clone();
            others.0.retain(|planned| planned.sorted.id != agenda_id(number));
            let at = item.at.seconds();
            let anchor = item.decision.anchor.map_or(0, |anchor| anchor.id);
            let there = self.with(at, &others, Keys { anchor, ..self.keys });
            let decision = there.decide(item.decision.question());
            (decision.verdict != Code::Allow).then_some(at)
        })
    }
}

//! The agenda: what to contact a customer for, and when, over a horizon.
//!
//! Decide all reasons with the contacts planned so far, take the best, plan it, and again; so that every
//! contact in the list keeps every rule, given those before it.

use super::decision::Decision;
use super::draft::{DAY, Draft};
use super::plan::Plan;
use super::question::Question;
use super::view::{Asking, View};
use crate::customer::{Customer, Standing};
use crate::order::Order;
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};

/// More contacts than this are not planned for one customer.
const MOST: usize = 1_000;
const MOST_TRIES: usize = 4 * MOST;
pub(super) const MOST_DAYS: i64 = 3_660;

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
        let mut draft = Draft::new(self, customer, standing, plan, asking.keys());
        let mut revisit_at = i64::MAX;
        for _ in 0..MOST_TRIES {
            if draft.items.len() >= MOST {
                break;
            }
            let first = if draft.items.is_empty() { Some(&mut revisit_at) } else { None };
            let Some((decision, at)) = self.best(&draft.view(now)?, end, &draft.not_before, first) else {
                break;
            };
            draft.add(decision, at, now)?;
        }
        let mut items = draft.items;
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
            let view = &view.with(not_before[index].max(view.now), view.plan, view.keys);
            let mut first: Option<(Decision, i64)> = None;
            for &channel in &reason.order {
                let decision = view.decide(Question { reason: index as u32, channel });
                if let Some(revisit_at) = &mut revisit_at {
                    **revisit_at = (**revisit_at).min(decision.revisit_at);
                }
                if !matches!(decision.verdict, Code::Allow | Code::Wait) {
                    continue;
                }
                let at = view.at_best(&decision).from;
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
}

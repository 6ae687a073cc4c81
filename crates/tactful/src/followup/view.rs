//! What a decision looks at: one customer, as known at one instant.

use super::plan::Plan;
use crate::customer::{Customer, NONE, Standing};
use crate::policy::Stage;
use crate::time::{Instant, Zone};
use crate::{Code, Engine, Error, Result};
use std::cell::OnceCell;
use std::sync::Arc;

/// What a caller may add to a question.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// Only the anchor of this order or case.
    pub anchor: Option<String>,
    /// What the contact is about, for caps kept per subject.
    pub subject: Option<String>,
    /// The address or number, for its consent and its caps.
    pub contact_point: Option<String>,
    /// When the first pending fact begins to count; the answer does not reach beyond.
    pub next_pending: Option<Instant>,
}

/// Hashes of what the caller added; 0: nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Keys {
    pub(crate) anchor: u64,
    pub(crate) subject: u64,
    pub(crate) contact_point: u64,
    pub(crate) next_pending: Option<i64>,
    /// Whether planned gives count, as they do in an agenda.
    pub(crate) planned_gives: bool,
}

impl Asking {
    pub(crate) fn keys(&self) -> Keys {
        let hash = |text: &Option<String>| text.as_deref().map_or(0, crate::customer::hash_of);
        Keys {
            anchor: hash(&self.anchor),
            subject: hash(&self.subject),
            contact_point: hash(&self.contact_point),
            next_pending: self.next_pending.map(Instant::seconds),
            planned_gives: false,
        }
    }
}

/// How far a search looks that begins now, on the clocks that count.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    pub(crate) horizon: i64,
    /// Dates up to which zones are known; the first that ends.
    pub(crate) zone_data_ends: i64,
    /// The first instant of the next civil day.
    tomorrow: OnceCell<i64>,
}

impl Sight {
    pub(crate) fn new(engine: &Engine, clocks: &[Arc<Zone>], now: i64) -> Self {
        Self {
            horizon: engine.horizon(now, &clocks[0]),
            zone_data_ends: clocks.iter().filter_map(|zone| zone.data_ends()).min().unwrap_or(i64::MAX),
            tomorrow: OnceCell::new(),
        }
    }

    /// The same on one clock, with all that may be asked.
    pub(crate) fn of_zone(engine: &Engine, zone: &Arc<Zone>, now: i64) -> Self {
        let clocks = std::slice::from_ref(zone);
        let sight = Self::new(engine, clocks, now);
        sight.tomorrow(clocks, now);
        sight
    }

    pub(crate) fn tomorrow(&self, clocks: &[Arc<Zone>], now: i64) -> i64 {
        let next =
            |zone: &Arc<Zone>| crate::when::midnight(crate::time::date_of(zone.local(now)).add_days(1), zone);
        *self.tomorrow.get_or_init(|| clocks.iter().map(next).min().unwrap_or(now))
    }
}

/// One customer at one instant.
pub(crate) struct View<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) customer: &'a Customer,
    /// Whose clocks count; more than one where the zone is not certain.
    pub(crate) clocks: &'a [Arc<Zone>],
    pub(crate) zone_assumed: bool,
    pub(crate) standing: &'a Standing,
    pub(crate) plan: &'a Plan,
    pub(crate) now: i64,
    pub(crate) horizon: i64,
    pub(crate) keys: Keys,
    /// The last instant of which the history may know nothing; `i64::MIN`: it knows all.
    pub(crate) unknown_before: i64,
    /// Something that counts may lie ahead, so that caps and gaps look both ways.
    pub(crate) ahead: bool,
    /// Dates up to which zones are known; the first that ends.
    pub(crate) zone_data_ends: i64,
    // what many reasons ask for, found once
    stages: OnceCell<(u8, i64)>,
    level: OnceCell<u64>,
    sight: Sight,
}

impl<'a> View<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        customer: &'a Customer,
        standing: &'a Standing,
        plan: &'a Plan,
        now: Instant,
        keys: Keys,
    ) -> Result<Self> {
        let sight = Sight::new(engine, engine.clocks(customer).0, now.seconds());
        Self::in_sight(engine, customer, standing, plan, now, keys, sight)
    }

    /// The same where it is known how far the search looks.
    #[inline]
    pub(crate) fn in_sight(
        engine: &'a Engine,
        customer: &'a Customer,
        standing: &'a Standing,
        plan: &'a Plan,
        now: Instant,
        keys: Keys,
        sight: Sight,
    ) -> Result<Self> {
        if standing.shape.fingerprint != engine.shape.fingerprint {
            return Err(Error::new(
                Code::StandingShape,
                "the standing was folded for another policy; adopt it, or fold the customer's facts again",
            ));
        }
        if now.seconds() < standing.watermark {
            return Err(Error::new(
                Code::AsOfNeedsFacts,
                "the standing holds facts later than the question; fold the facts as of that instant",
            ));
        }
        let (clocks, zone_assumed) = engine.clocks(customer);
        let now = now.seconds();
        let unknown_before = customer.history_since.map_or(i64::MIN, |since| since.seconds() - 1);
        Ok(Self {
            engine,
            customer,
            clocks,
            zone_assumed,
            standing,
            plan,
            now,
            horizon: sight.horizon,
            keys,
            unknown_before,
            // what was made lies at or before the watermark; what nobody told of may lie anywhere
            ahead: !plan.0.is_empty() || unknown_before > now,
            zone_data_ends: sight.zone_data_ends,
            sight,
            stages: OnceCell::new(),
            level: OnceCell::new(),
        })
    }

    /// The same customer at another instant, or with other plans or keys; it ends its search where this one does.
    pub(crate) fn with<'b>(&'b self, now: i64, plan: &'b Plan, keys: Keys) -> View<'b> {
        View {
            engine: self.engine,
            customer: self.customer,
            clocks: self.clocks,
            zone_assumed: self.zone_assumed,
            standing: self.standing,
            plan,
            now,
            horizon: self.horizon,
            keys,
            unknown_before: self.unknown_before,
            ahead: !plan.0.is_empty() || self.unknown_before > now,
            zone_data_ends: self.zone_data_ends,
            sight: Sight { tomorrow: OnceCell::new(), ..self.sight.clone() },
            stages: OnceCell::new(),
            level: OnceCell::new(),
        }
    }

    /// The latest fact of a scope.
    #[inline]
    pub(crate) fn last(&self, scope: usize) -> Option<i64> {
        let at = self.standing.rings[scope].last_at();
        (at != NONE).then_some(at)
    }

    /// The latest fact of several scopes.
    #[inline]
    pub(crate) fn last_of(&self, scopes: &[usize]) -> Option<i64> {
        let at = scopes.iter().map(|&scope| self.standing.rings[scope].last_at()).max()?;
        (at != NONE).then_some(at)
    }

    /// The end of a window that begins at `at`, on the clock that shows it last.
    pub(crate) fn end(&self, length: &crate::policy::Length, at: i64) -> i64 {
        self.clocks.iter().map(|zone| length.end(at, zone)).max().unwrap_or(at)
    }

    /// The first instant of the civil day after `now`.
    pub(crate) fn tomorrow(&self) -> i64 {
        self.sight.tomorrow(self.clocks, self.now)
    }

    /// The day on which something that far away comes into sight.
    pub(crate) fn enters(&self, at: i64) -> i64 {
        if at == i64::MAX {
            return at;
        }
        // two days early, for months and changes of the clock
        let days = i64::from(self.engine.horizon_days) + 2;
        at.saturating_sub(days * 86_400).max(self.tomorrow())
    }

    /// The stages of the loyalty loop as bits, and when they change by themselves (to lapsed).
    ///
    /// A customer with one order delivered and another on its way is at both stages.
    pub(crate) fn stages(&self) -> (u8, i64) {
        *self.stages.get_or_init(|| self.find_stages())
    }

    fn find_stages(&self) -> (u8, i64) {
        let scopes = &self.engine.stage_scopes;
        let bought = self.last(scopes.purchase);
        let delivered = self.last(scopes.delivered);
        if bought.is_none() && delivered.is_none() {
            let stage =
                if self.last(scopes.inquiry).is_some() { Stage::Conversion } else { Stage::ValueFirst };
            return (stage.bit(), i64::MAX);
        }
        let lapse = match (&self.engine.lapsed, self.last_of(&scopes.touches)) {
            (Some(length), Some(touch)) => self.end(length, touch),
            _ => i64::MAX,
        };
        if lapse <= self.now {
            return (Stage::Lapsed.bit(), i64::MAX);
        }
        let experience = if bought > delivered { Stage::Experience.bit() } else { 0 };
        let follow_up = if delivered.is_some() { Stage::FollowUp.bit() } else { 0 };
        (experience | follow_up, lapse)
    }

    /// The relationship level: the assigned one, or the latest that a fact assigned; 0: none.
    pub(crate) fn level(&self) -> u64 {
        *self.level.get_or_init(|| match &self.customer.level {
            Some(level) => crate::customer::hash_of(level),
            None => self.standing.rings[self.engine.stage_scopes.level].last().map_or(0, |slot| slot.key),
        })
    }

    /// What the reader should know of every answer about the customer.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = Code> {
        let known = [
            (self.zone_assumed, Code::ZoneAssumed),
            (self.customer.history_since.is_none(), Code::HistoryAssumed),
            (self.standing.ids_missing, Code::IdsMissing),
        ];
        known.into_iter().filter(|(set, _)| *set).map(|(_, code)| code)
    }
}

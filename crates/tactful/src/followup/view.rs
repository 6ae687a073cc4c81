//! What a decision looks at: one customer, as known at one instant.

use super::plan::Plan;
use crate::customer::{Customer, Standing};
use crate::inline::Inline;
use crate::policy::Stage;
use crate::time::{Instant, Zone};
use crate::{Code, Engine, Error, Result};
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
        let horizon = engine.horizon(now, &clocks[0]);
        Ok(Self { engine, customer, clocks, zone_assumed, standing, plan, now, horizon, keys })
    }

    /// The latest fact of a scope.
    pub(crate) fn last(&self, scope: usize) -> Option<i64> {
        self.standing.rings[scope].last().map(|slot| slot.at)
    }

    /// The latest fact of several scopes.
    pub(crate) fn last_of(&self, scopes: &[usize]) -> Option<i64> {
        scopes.iter().filter_map(|&scope| self.last(scope)).max()
    }

    /// The last instant of which the history may know nothing.
    pub(crate) fn unknown_before(&self) -> i64 {
        self.customer.history_since.map_or(i64::MIN, |since| since.seconds() - 1)
    }

    /// The end of a window that begins at `at`, on the clock that shows it last.
    pub(crate) fn end(&self, length: &crate::policy::Length, at: i64) -> i64 {
        self.clocks.iter().map(|zone| length.end(at, zone)).max().unwrap_or(at)
    }

    /// The first instant of the civil day after `now`.
    pub(crate) fn tomorrow(&self) -> i64 {
        let next = |zone: &Arc<Zone>| {
            crate::when::midnight(crate::time::date_of(zone.local(self.now)).add_days(1), zone)
        };
        self.clocks.iter().map(next).min().unwrap_or(self.now)
    }

    /// The stages of the loyalty loop as bits, and when they change by themselves (to lapsed).
    ///
    /// A customer with one order delivered and another on its way is at both stages.
    pub(crate) fn stages(&self) -> (u8, i64) {
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
        match &self.customer.level {
            Some(level) => crate::customer::hash_of(level),
            None => self.standing.rings[self.engine.stage_scopes.level].last().map_or(0, |slot| slot.key),
        }
    }

    /// Dates up to which zones are known; the first that ends.
    pub(crate) fn zone_data_ends(&self) -> i64 {
        self.clocks.iter().filter_map(|zone| zone.data_ends()).min().unwrap_or(i64::MAX)
    }
}

/// A short list of instants on the stack.
pub(crate) type Instants = Inline<i64, 32, 192>;

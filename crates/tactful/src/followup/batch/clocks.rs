//! What moves with the hour and the date, worked out once for each zone and looked up for each customer.

use super::asked::{Asked, Rank};
use super::{FAR, FOREVER, NEVER, from_now};
use crate::Engine;
use crate::followup::brief::block_bit;
use crate::followup::lean::{mover, places, together};
use crate::followup::parts::moving_set;
use crate::followup::view::Sight;
use crate::time::{Calendar, Zone};
use crate::when::First;
use std::slice::from_ref;
use std::sync::Arc;

const DAY: i32 = 86_400;

/// One zone, seen from one instant.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) zone: Arc<Zone>,
    horizon_at: i64,
    pub(super) horizon: i32,
    pub(super) tomorrow: i32,
    pub(super) data_ends: i32,
    /// Complaints that were opened from here on, and are still open, are not forgotten before the horizon.
    pub(super) complaints_last_from: i32,
    /// What the rules that move say of now; by what bears on a question. None: one of them allows nothing in sight.
    pub(super) says: Option<Vec<Says>>,
    /// When rules that move allow together, by the place of the set.
    tables: Vec<Table>,
}

/// What the rules that move say of now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says {
    /// From where on times of day may first allow something.
    pub(super) hours: i32,
    /// The same of dates.
    pub(super) days: i32,
    pub(super) blocks: u32,
    /// What of it binds: when it clears, and its place by rank.
    pub(super) clears_at: i32,
    pub(super) binding: i32,
}

/// Seconds from now on, half-open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) from: i32,
    pub(super) until: i32,
}

/// The intervals that some rules allow together, one after the other, as far as they were asked for.
#[derive(Debug, Clone, Default)]
struct Table {
    intervals: Vec<Open>,
    /// By day from now on: the first interval that ends after it begins.
    by_day: Vec<u32>,
    /// Nothing follows the last one before the horizon.
    complete: bool,
}

impl Clock {
    pub(super) fn new(engine: &Engine, asked: &Asked, zone: &Arc<Zone>, now: i64) -> Self {
        let sight = Sight::of_zone(engine, zone, now);
        let says = asked.bears.iter().map(|bears| Says::of(engine, bears.movers, zone, now, sight.horizon));
        Self {
            horizon_at: sight.horizon,
            horizon: from_now(sight.horizon, now),
            tomorrow: from_now(sight.tomorrow(from_ref(zone), now), now),
            data_ends: from_now(sight.zone_data_ends, now),
            complaints_last_from: complaints_last_from(engine, zone, now, sight.horizon),
            says: says.collect(),
            tables: vec![Table::default(); asked.sets.len()],
            zone: Arc::clone(zone),
        }
    }

    /// The first interval from an instant on that the rules of a set allow together; [`Open::NEVER`]: none before the
    /// horizon.
    #[inline(always)]
    pub(super) fn first(&mut self, engine: &Engine, asked: &Asked, set: usize, now: i64, from: i32) -> Open {
        let table = &mut self.tables[set];
        match table.find(from) {
            Some(found) => found,
            None => table.find_anew(engine, &self.zone, asked.sets[set], now, self.horizon_at, from),
        }
    }
}

/// From when on a complaint is not forgotten before the horizon; later ones are never forgotten earlier.
fn complaints_last_from(engine: &Engine, zone: &Zone, now: i64, horizon: i64) -> i32 {
    let (mut low, mut high) = (-FAR, 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if engine.forget.end(now + i64::from(middle), zone) < horizon {
            low = middle + 1
        } else {
            high = middle
        }
    }
    low
}

impl Open {
    pub(super) const NEVER: Self = Self { from: FOREVER, until: FOREVER };
}

impl Table {
    /// The first interval that ends after an instant; none if it was not yet asked for.
    #[inline(always)]
    fn find(&self, from: i32) -> Option<Open> {
        let first = *self.by_day.get((from / DAY) as usize)? as usize;
        let found = self.intervals.get(first..)?.iter().find(|interval| from < interval.until)?;
        Some(Open { from: from.max(found.from), until: found.until })
    }

    /// The same, for which more of them are found.
    #[cold]
    fn find_anew(
        &mut self,
        engine: &Engine,
        zone: &Zone,
        movers: u64,
        now: i64,
        horizon: i64,
        from: i32,
    ) -> Open {
        while !self.complete {
            self.extend(engine, zone, movers, now, horizon);
            if let Some(found) = self.find(from) {
                return found;
            }
        }
        Open::NEVER
    }

    /// Finds the next interval.
    fn extend(&mut self, engine: &Engine, zone: &Zone, movers: u64, now: i64, horizon: i64) {
        let from = self.intervals.last().map_or(0, |last| last.until);
        let from = if from == FOREVER { horizon } else { now + i64::from(from) };
        let next = if from < horizon { together(engine, zone, movers, from, horizon) } else { None };
        let Some(next) = next else {
            self.complete = true;
            return;
        };
        let place = self.intervals.len() as u32;
        let open = Open { from: from_now(next.from, now), until: from_now(next.until, now) };
        self.intervals.push(open);
        // days that begin before it ends, and after all others did
        let days = (open.until.min(from_now(horizon, now) + DAY) + DAY - 1) / DAY;
        while (self.by_day.len() as i32) < days {
            self.by_day.push(place);
        }
    }
}

impl Says {
    /// None if one of them allows nothing before the horizon.
    fn of(engine: &Engine, movers: u64, zone: &Zone, now: i64, horizon: i64) -> Option<Self> {
        let mut says = Self { hours: NEVER, days: NEVER, blocks: 0, clears_at: NEVER, binding: 0 };
        for place in places(movers) {
            let (rule, index) = (mover(engine, place), engine.lookbacks.movers[place]);
            let zone = rule.zone.as_deref().unwrap_or(zone);
            let limit = horizon.max(now.saturating_add(1));
            let First::At(interval) = moving_set(&rule.demand, zone).first(now, limit) else { return None };
            let bound = if rule.demand.is_time_of_day() { &mut says.hours } else { &mut says.days };
            *bound = from_now(interval.from, now).max(*bound);
            if interval.from > now {
                let clears_at = if interval.from < horizon { from_now(interval.from, now) } else { FOREVER };
                says.blocks |= block_bit(rule.code) as u32;
                let binding = Rank::of_rule(index, false).place();
                if (clears_at, binding) > (says.clears_at, says.binding) {
                    (says.clears_at, says.binding) = (clears_at, binding);
                }
            }
        }
        Some(says)
    }
}

/// The business calendars among rules that move.
pub(super) fn calendars(engine: &Engine, movers: u64) -> impl Iterator<Item = &Calendar> {
    places(movers & engine.lookbacks.calendars).filter_map(|place| match &mover(engine, place).demand {
        crate::policy::Demand::Open(calendar) => Some(&**calendar),
        _ => None,
    })
}

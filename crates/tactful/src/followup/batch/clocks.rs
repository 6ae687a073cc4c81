//! What moves with the hour and the date, worked out once for each zone and looked up for each customer.

use super::asked::{Asked, Rank};
use super::{FAR, FOREVER, NEVER, from_now, mask, only};
use crate::Engine;
use crate::followup::brief::block_bit;
use crate::followup::lean::{mover, places, together};
use crate::followup::parts::moving_set;
use crate::followup::view::Sight;
use crate::time::{Calendar, Zone};
use crate::when::First;
use std::slice::from_ref;
use std::sync::Arc;

/// Tables are looked up by spans of 2^15 seconds: in nine hours rarely more than one interval ends.
const SPAN: u32 = 15;
/// So many spans from now on are looked up at once, about three months; what lies beyond is searched.
const NEAR: usize = 256;

/// By span from now on: the first two intervals that end after it begins; [`NOT_FOUND`] where they were not found yet.
pub(super) type Near = [[Open; 2]; NEAR];
/// Ends before every instant that is asked for.
const NOT_FOUND: Open = Open { from: FOREVER, until: NEVER };

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
}

/// What the rules that move say of now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says {
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
            zone: Arc::clone(zone),
        }
    }
}

/// When rules that move allow together, by the place of their set.
#[derive(Debug, Clone)]
pub(super) struct Tables(Vec<Table>);

/// When the rules of one set allow together, by clock.
#[derive(Debug, Clone, Default)]
struct Table {
    near: Vec<Near>,
    all: Vec<Intervals>,
}

impl Tables {
    pub(super) fn new(asked: &Asked) -> Self {
        Self(vec![Table::default(); asked.sets.len()])
    }

    /// What is found at once of a set, by clock, as far as clocks were asked.
    #[inline(always)]
    pub(super) fn near(&self, set: usize) -> &[Near] {
        &self.0[set].near
    }

    /// The first interval from an instant on that the rules of a set allow together by a clock; [`Open::NEVER`]: none
    /// before the horizon.
    pub(super) fn first(
        &mut self,
        engine: &Engine,
        asked: &Asked,
        (set, place): (usize, usize),
        clocks: &[Clock],
        now: i64,
        from: i32,
    ) -> Open {
        let Table { near, all } = &mut self.0[set];
        if all.len() < clocks.len() {
            near.resize(clocks.len(), [[NOT_FOUND; 2]; NEAR]);
            all.resize(clocks.len(), Intervals::default());
        }
        let sought = Sought { engine, clock: &clocks[place], movers: asked.sets[set], now };
        all[place].first(&sought, &mut near[place], from)
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

/// The first interval that ends after an instant, as far as it is known, and a mask: it is. The instant is not before now.
#[inline(always)]
pub(super) fn find(near: &[Near], clock: usize, from: i32) -> (Open, i32) {
    let span = span(from);
    let [first, second] = near.get(clock).and_then(|near| near.get(span)).unwrap_or(&[NOT_FOUND; 2]);
    let found = if from < first.until { first } else { second };
    // as many instants lie within an interval as before it, so that no processor could guess
    let begins = only(mask(from > found.from), from, found.from);
    (Open { from: begins, until: found.until }, mask(from < found.until))
}

/// The intervals that some rules allow together, one after the other, as far as they were asked for.
#[derive(Debug, Clone, Default)]
struct Intervals {
    all: Vec<Open>,
    /// Spans that are filled.
    filled: usize,
    /// The last one is [`Open::NEVER`]: before the horizon no other follows.
    complete: bool,
}

/// What intervals are found from.
struct Sought<'s> {
    engine: &'s Engine,
    clock: &'s Clock,
    movers: u64,
    now: i64,
}

impl Intervals {
    /// The first interval that ends after an instant before the horizon, for which more of them are found.
    fn first(&mut self, sought: &Sought<'_>, near: &mut Near, from: i32) -> Open {
        let ends_before = |open: &Open| open.until <= from;
        let is_known = |known: &Self| known.all.last().is_some_and(|last| !ends_before(last));
        // whoever asks again is to find it near
        let is_near = |known: &Self| known.filled > span(from).min(NEAR - 1);
        while !(self.complete || is_known(self) && is_near(self)) {
            self.extend(sought, near);
        }
        let found = self.all.get(self.all.partition_point(ends_before));
        found.map_or(Open::NEVER, |found| Open { from: from.max(found.from), until: found.until })
    }

    /// Finds the next interval.
    fn extend(&mut self, sought: &Sought<'_>, near: &mut Near) {
        let Sought { engine, clock, movers, now } = *sought;
        let last = self.all.last().copied().unwrap_or(Open { from: 0, until: 0 });
        let (from, horizon) = (now + i64::from(last.until), clock.horizon_at);
        let next = (from < horizon).then(|| together(engine, &clock.zone, movers, from, horizon)).flatten();
        let open = next.map_or(Open::NEVER, |next| Open {
            from: from_now(next.from, now),
            until: from_now(next.until, now),
        });
        self.all.push(open);
        self.complete = next.is_none();
        self.fill(near, [last, open], last.until.min(clock.horizon));
        if self.complete {
            self.fill(near, [open; 2], clock.horizon);
        }
    }

    /// Of the spans that begin before an instant, those that are not filled yet have these.
    fn fill(&mut self, near: &mut Near, opens: [Open; 2], before: i32) {
        let spans = if before > 0 { span(before - 1) + 1 } else { 0 };
        let spans = spans.min(NEAR).max(self.filled);
        near[self.filled..spans].fill(opens);
        self.filled = spans;
    }
}

/// The span in which an instant lies that is not before now.
#[inline(always)]
fn span(at: i32) -> usize {
    (at >> SPAN) as usize
}

impl Says {
    /// None if one of them allows nothing before the horizon.
    fn of(engine: &Engine, movers: u64, zone: &Zone, now: i64, horizon: i64) -> Option<Self> {
        let mut says = Self { blocks: 0, clears_at: NEVER, binding: 0 };
        for place in places(movers) {
            let (rule, index) = (mover(engine, place), engine.lookbacks.movers[place]);
            let zone = rule.zone.as_deref().unwrap_or(zone);
            let limit = horizon.max(now.saturating_add(1));
            let First::At(interval) = moving_set(&rule.demand, zone).first(now, limit) else { return None };
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

//! What rules that look back say of the customers of a batch, rule by rule.

use super::asked::{Asked, Bears, LooksAt, Rank, end};
use super::clocks::Clock;
use super::told::Told;
use super::{FOREVER, LANES, Lanes, NEVER, from_now, mask, only};
use crate::followup::brief::block_bit;
use crate::policy::{Length, Rule};
use crate::time::Zone;
use crate::{Code, Engine};

/// What the customers' zones say.
#[derive(Debug, Clone)]
pub(super) struct Sights {
    pub(super) now: i64,
    /// The clock of each lane.
    pub(super) clock: [u32; LANES],
    pub(super) horizon: Lanes,
    pub(super) tomorrow: Lanes,
    pub(super) data_ends: Lanes,
    /// Beyond this no answer reaches: the horizon, and the end of data.
    pub(super) bound: Lanes,
}

/// What rules say in each lane.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// From here on they allow, as far as nothing but time clears them; those that move left aside.
    pub(super) timed: Lanes,
    /// The same whatever clears them.
    pub(super) from: Lanes,
    /// If a fact cleared them now, they would allow from here on.
    pub(super) if_cleared: Lanes,
    pub(super) blocks: Lanes,
    /// What binds: when it clears, and its place by rank.
    pub(super) clears_at: Lanes,
    pub(super) bindings: Lanes,
    /// Masks: a fact clears one of them.
    pub(super) open: Lanes,
    /// The same, and it clears by itself, but only after the horizon.
    pub(super) beyond: Lanes,
}

impl Sights {
    pub(super) fn new(now: i64) -> Self {
        let none = [0; LANES];
        Self { now, clock: [0; LANES], horizon: none, tomorrow: none, data_ends: none, bound: none }
    }

    /// The customer of a lane has this clock.
    #[inline]
    pub(super) fn set(&mut self, lane: usize, place: u32, clock: &Clock) {
        self.clock[lane] = place;
        self.horizon[lane] = clock.horizon;
        self.tomorrow[lane] = clock.tomorrow;
        self.data_ends[lane] = clock.data_ends;
        let data_ends = if clock.data_ends > 0 { clock.data_ends } else { FOREVER };
        self.bound[lane] = clock.horizon.min(data_ends);
    }
}

/// Takes the place of what binds in a lane, where it binds rather: it clears later, or as late and stands before.
#[inline(always)]
pub(super) fn bind(said: (&mut i32, &mut i32), clears_at: i32, binding: i32) {
    let rather = mask(clears_at > *said.0) | (mask(clears_at == *said.0) & mask(binding > *said.1));
    *said.0 = only(rather, clears_at, *said.0);
    *said.1 = only(rather, binding, *said.1);
}

impl Said {
    pub(super) fn new() -> Self {
        let (never, none) = ([NEVER; LANES], [0; LANES]);
        Self {
            timed: never,
            from: never,
            if_cleared: never,
            blocks: none,
            clears_at: never,
            bindings: none,
            open: none,
            beyond: none,
        }
    }

    /// What the rules say of now that move with the hour and the date; when they allow is looked up.
    #[inline(always)]
    pub(super) fn of_clocks(&mut self, place: usize, bears: &Bears, sights: &Sights, clocks: &[Clock]) {
        if bears.movers == 0 {
            return;
        }
        for lane in 0..LANES {
            let clock = &clocks[sights.clock[lane] as usize];
            let Some(says) = clock.says.as_ref().and_then(|says| says.get(place)) else { continue };
            self.blocks[lane] = says.blocks as i32;
            self.clears_at[lane] = says.clears_at;
            self.bindings[lane] = says.binding;
        }
    }

    /// Adds a rule that allows from the ends of some windows on.
    #[inline(always)]
    fn add_ends(&mut self, rule: u16, code: Code, ends: &Lanes, lookers: &Lookers<'_>) {
        for lane in 0..LANES {
            self.timed[lane] = self.timed[lane].max(ends[lane]);
            self.from[lane] = self.from[lane].max(ends[lane]);
        }
        if !lookers.blocks {
            return;
        }
        let (bit, binding) = (block_bit(code) as i32, Rank::of_rule(rule, false).place());
        let horizon = &lookers.sights.horizon;
        for lane in 0..LANES {
            let end = ends[lane];
            let blocks = mask(end > 0);
            let clears_at = only(mask(end < horizon[lane]), end, FOREVER);
            self.blocks[lane] |= bit & blocks;
            let said = (&mut self.clears_at[lane], &mut self.bindings[lane]);
            bind(said, only(blocks, clears_at, NEVER), binding & blocks);
        }
    }

    /// Adds a rule about complaints, lane by lane, since few customers have any.
    fn add_complaints(&mut self, rule: u16, code: Code, complaints: &[InLane]) {
        for said in complaints {
            let lane = said.lane;
            self.from[lane] = self.from[lane].max(said.from);
            if said.open {
                self.open[lane] = mask(true);
                self.beyond[lane] |= mask(said.beyond);
                self.if_cleared[lane] = self.if_cleared[lane].max(said.if_cleared);
            } else {
                self.timed[lane] = self.timed[lane].max(said.from);
            }
            if said.from > 0 {
                let code = if said.open { code } else { Code::ComplaintRecovery };
                self.blocks[lane] |= block_bit(code) as i32;
                let binding = Rank::of_rule(rule, !said.open).place();
                bind((&mut self.clears_at[lane], &mut self.bindings[lane]), said.clears_at, binding);
            }
        }
    }
}

/// What a rule says that looks back.
#[derive(Debug, Clone)]
pub(super) enum LookedBack {
    Ends(Box<Lanes>),
    Complaints(Vec<InLane>),
}

/// What a rule about complaints says of one customer.
#[derive(Debug, Clone)]
pub(super) struct InLane {
    lane: usize,
    from: i32,
    clears_at: i32,
    if_cleared: i32,
    open: bool,
    beyond: bool,
}

/// The customers of a batch, as rules look at them.
pub(super) struct Lookers<'l> {
    pub(super) engine: &'l Engine,
    pub(super) told: &'l Told,
    pub(super) sights: &'l Sights,
    pub(super) clocks: &'l [Clock],
    /// Whether it is asked what stands against now.
    pub(super) blocks: bool,
}

impl<'l> Lookers<'l> {
    /// What each rule says that looks back, in their order.
    #[inline(always)]
    pub(super) fn look_back(&self, asked: &Asked, looked: &mut Vec<LookedBack>) {
        looked.resize_with(asked.looks.len(), || LookedBack::Complaints(Vec::new()));
        for (looks, looked) in asked.looks.iter().zip(looked) {
            let rule = &self.engine.rules[usize::from(looks.rule)];
            match &looks.at {
                LooksAt::Latest(column, length) => {
                    let latest = &self.told.latest[usize::from(*column)];
                    self.ends(rule, latest, length, looked);
                }
                LooksAt::Nth(ring, n, length) => {
                    let ring = &self.told.rings[usize::from(*ring)];
                    let mut nth = [NEVER; LANES];
                    for (lane, nth) in nth.iter_mut().enumerate() {
                        *nth = ring.nth(lane, *n);
                    }
                    self.ends(rule, &nth, length, looked);
                }
                LooksAt::Complaint(then) => {
                    if let LookedBack::Complaints(in_lanes) = looked {
                        self.complaints(rule, then.as_ref(), in_lanes);
                    }
                }
            }
        }
    }

    /// The zone on whose clock a rule is read.
    fn zone(&self, rule: &'l Rule, lane: usize) -> &'l Zone {
        rule.zone.as_deref().unwrap_or(&self.clocks[self.sights.clock[lane] as usize].zone)
    }

    /// The ends of windows that began at some instants.
    #[inline(always)]
    fn ends(&self, rule: &'l Rule, at: &Lanes, length: &Length, looked: &mut LookedBack) {
        if !matches!(looked, LookedBack::Ends(_)) {
            *looked = LookedBack::Ends(Box::new([NEVER; LANES]));
        }
        let LookedBack::Ends(ends) = looked else { return };
        let ends: &mut Lanes = ends;
        if let Some(seconds) = length.seconds() {
            for lane in 0..LANES {
                ends[lane] = at[lane] + seconds as i32;
            }
            return;
        }
        for lane in 0..LANES {
            ends[lane] = end(length, at[lane], self.zone(rule, lane), self.sights.now);
        }
    }

    fn complaints(&self, rule: &'l Rule, then: Option<&Length>, in_lanes: &mut Vec<InLane>) {
        let now = self.sights.now;
        in_lanes.clear();
        in_lanes.extend(self.told.cases.chunk_by(|one, other| one.lane == other.lane).filter_map(|cases| {
            let lane = cases.first()?.lane;
            let (zone, horizon) = (self.zone(rule, lane), self.sights.horizon[lane]);
            let end = |length: &Length, at: i32| from_now(length.end(now + i64::from(at), zone), now);
            // what was opened last is forgotten last
            let opened = cases.iter().filter(|case| case.is_open()).map(|case| case.opened).max();
            let lasts = self.clocks[self.sights.clock[lane] as usize].complaints_last_from;
            let open_until = match opened {
                None => NEVER,
                // how far it lies beyond the horizon does not matter
                Some(opened) if rule.zone.is_none() && opened >= lasts => horizon,
                Some(opened) => end(&self.engine.forget, opened),
            };
            let closed = cases.iter().map(|case| case.closed).max().filter(|&at| at > NEVER);
            let recovered = then.zip(closed).map_or(NEVER, |(then, at)| end(then, at));
            let (from, open) = (open_until.max(recovered), open_until > 0);
            Some(InLane {
                lane,
                from,
                clears_at: if from < horizon { from } else { FOREVER },
                if_cleared: then.filter(|_| open).map_or(0, |then| end(then, 0)),
                open,
                beyond: from >= horizon && from != FOREVER,
            })
        }));
    }
}

impl Said {
    /// What those say that bear on some questions.
    #[inline(always)]
    pub(super) fn join(
        &mut self,
        bears: &Bears,
        asked: &Asked,
        looked: &[LookedBack],
        lookers: &Lookers<'_>,
    ) {
        for &place in &bears.looks {
            let rule = asked.looks[place].rule;
            let code = lookers.engine.rules[usize::from(rule)].code;
            match &looked[place] {
                LookedBack::Ends(ends) => self.add_ends(rule, code, ends, lookers),
                LookedBack::Complaints(complaints) => self.add_complaints(rule, code, complaints),
            }
        }
    }
}

//! What rules that look back say of the customers of a batch, rule by rule.

use super::asked::{Asked, BLANK, Bears, LooksAt, Rank, end};
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

    /// Adds a rule about complaints.
    #[inline(always)]
    fn add_complaints(&mut self, rule: u16, code: Code, held: &Held, blocks: bool) {
        let (bit, binding) = (block_bit(code) as i32, Rank::of_rule(rule, false).place());
        let recovers = (block_bit(Code::ComplaintRecovery) as i32, Rank::of_rule(rule, true).place());
        for lane in 0..LANES {
            let (from, open) = (held.from[lane], held.open[lane]);
            self.from[lane] = self.from[lane].max(from);
            self.timed[lane] = only(open, self.timed[lane], self.timed[lane].max(from));
            self.open[lane] |= open;
            self.beyond[lane] |= open & held.beyond[lane];
            self.if_cleared[lane] = self.if_cleared[lane].max(only(open, held.if_cleared[lane], NEVER));
        }
        if !blocks {
            return;
        }
        for lane in 0..LANES {
            let open = held.open[lane];
            let blocks = mask(held.from[lane] > 0);
            self.blocks[lane] |= only(open, bit, recovers.0) & blocks;
            let said = (&mut self.clears_at[lane], &mut self.bindings[lane]);
            bind(said, only(blocks, held.clears_at[lane], NEVER), only(open, binding, recovers.1) & blocks);
        }
    }
}

/// What a rule says that looks back.
#[derive(Debug, Clone)]
pub(super) enum LookedBack {
    Ends(Box<Lanes>),
    /// None: no customer has any.
    Complaints(Option<Box<Held>>),
}

/// What a rule about complaints says of all customers.
#[derive(Debug, Clone)]
pub(super) struct Held {
    from: Lanes,
    clears_at: Lanes,
    if_cleared: Lanes,
    /// Masks: one is open.
    open: Lanes,
    /// It clears by itself, but only after the horizon.
    beyond: Lanes,
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
        looked.resize_with(asked.looks.len(), || LookedBack::Complaints(None));
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
                    if let LookedBack::Complaints(held) = looked {
                        self.complaints(rule, then.as_ref(), held);
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

    #[inline(always)]
    fn complaints(&self, rule: &'l Rule, then: Option<&Length>, held: &mut Option<Box<Held>>) {
        let complaints = &self.told.complaints;
        if complaints.of == 0 {
            *held = None;
            return;
        }
        let held = held.get_or_insert_with(|| Box::new(Held::NONE));
        let (opened, closed, horizon) = (&complaints.opened, &complaints.closed, &self.sights.horizon);
        let end = |length: &Length, at: i32, lane: usize| {
            let (zone, now) = (self.zone(rule, lane), self.sights.now);
            from_now(length.end(now + i64::from(at), zone), now)
        };
        // how far beyond the horizon one is forgotten does not matter
        let mut odd = 0;
        for lane in 0..LANES {
            let lasts = match rule.zone {
                None => self.clocks[self.sights.clock[lane] as usize].complaints_last_from,
                Some(_) => FOREVER,
            };
            held.from[lane] = only(mask(opened[lane] >= lasts), horizon[lane], NEVER);
            odd |= u64::from(opened[lane] > NEVER && opened[lane] < lasts) << lane;
        }
        while odd != 0 {
            let lane = odd.trailing_zeros() as usize % LANES;
            odd &= odd - 1;
            held.from[lane] = end(&self.engine.forget, opened[lane], lane);
        }
        for lane in 0..LANES {
            held.open[lane] = mask(held.from[lane] > 0);
        }
        if let Some(then) = then {
            match then.seconds() {
                Some(seconds) => {
                    for lane in 0..LANES {
                        let recovered =
                            only(mask(closed[lane] > NEVER), closed[lane] + seconds as i32, NEVER);
                        held.from[lane] = held.from[lane].max(recovered);
                        held.if_cleared[lane] = seconds as i32;
                    }
                }
                None => {
                    for lane in 0..LANES {
                        if closed[lane] > NEVER {
                            held.from[lane] = held.from[lane].max(end(then, closed[lane], lane));
                        }
                        if held.open[lane] != 0 {
                            held.if_cleared[lane] = end(then, 0, lane);
                        }
                    }
                }
            }
        }
        for lane in 0..LANES {
            let (from, horizon) = (held.from[lane], horizon[lane]);
            held.clears_at[lane] = only(mask(from < horizon), from, FOREVER);
            held.beyond[lane] = mask(from >= horizon) & mask(from != FOREVER);
        }
    }
}

impl Held {
    const NONE: Self =
        Self { from: BLANK, clears_at: BLANK, if_cleared: [0; LANES], open: [0; LANES], beyond: [0; LANES] };
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
                LookedBack::Complaints(Some(held)) => self.add_complaints(rule, code, held, lookers.blocks),
                LookedBack::Complaints(None) => {}
            }
        }
    }
}

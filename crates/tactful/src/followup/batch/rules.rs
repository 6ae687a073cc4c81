//! What rules that look back say of the customers of a batch, rule by rule.

use super::asked::{Asked, Bears, LooksAt, NEVER, NO_KEY, Rank, end};
use super::clocks::Clock;
use super::told::Told;
use super::{LANES, Lanes};
use crate::followup::brief::block_bit;
use crate::policy::{Length, Rule};
use crate::time::Zone;
use crate::when::FOREVER;
use crate::{Code, Engine};

/// What the customers' zones say.
#[derive(Debug, Clone)]
pub(super) struct Sights {
    pub(super) now: i64,
    /// The clock of each lane.
    pub(super) clock: [u16; LANES],
    pub(super) horizon: Lanes,
    pub(super) tomorrow: Lanes,
    pub(super) data_ends: Lanes,
    /// Beyond this no answer reaches: the horizon, and the end of data.
    pub(super) bound: Lanes,
}

/// What a rule says in each lane.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// From here on it allows, if nothing but time clears it.
    timed: Lanes,
    /// The same whatever clears it.
    from: Lanes,
    /// If a fact cleared it now, it would allow from here on.
    if_cleared: Lanes,
    blocks: [u64; LANES],
    keys: Lanes,
    /// A fact clears it.
    open: [bool; LANES],
    /// The same, and it clears by itself, but only after the horizon.
    beyond: [bool; LANES],
}

/// What all rules that bear on a question say in each lane, but for consents.
#[derive(Debug, Clone)]
pub(super) struct Bearing {
    pub(super) timed: Lanes,
    pub(super) from: Lanes,
    /// Where times of day may first allow something.
    pub(super) hours: Lanes,
    pub(super) if_cleared: Lanes,
    pub(super) blocks: [u64; LANES],
    pub(super) keys: Lanes,
    /// A fact clears one of them.
    pub(super) open: [bool; LANES],
    pub(super) beyond: [bool; LANES],
}

impl Sights {
    pub(super) fn new(now: i64) -> Self {
        let none = [0; LANES];
        Self { now, clock: [0; LANES], horizon: none, tomorrow: none, data_ends: none, bound: none }
    }

    /// The customer of a lane has this clock.
    #[inline]
    pub(super) fn set(&mut self, lane: usize, place: u16, clock: &Clock) {
        self.clock[lane] = place;
        self.horizon[lane] = clock.horizon;
        self.tomorrow[lane] = clock.tomorrow;
        self.data_ends[lane] = clock.data_ends;
        let data_ends = if clock.data_ends > self.now { clock.data_ends } else { FOREVER };
        self.bound[lane] = clock.horizon.min(data_ends);
    }
}

impl Said {
    fn new() -> Self {
        Self {
            timed: [NEVER; LANES],
            from: [NEVER; LANES],
            if_cleared: [NEVER; LANES],
            blocks: [0; LANES],
            keys: [NO_KEY; LANES],
            open: [false; LANES],
            beyond: [false; LANES],
        }
    }

    /// It allows from the ends of some windows on.
    fn of_ends(rule: u16, code: Code, ends: &Lanes, sights: &Sights) -> Self {
        let (bit, rank, now) = (block_bit(code), Rank::of_rule(rule, false), sights.now);
        let mut said = Self::new();
        for lane in 0..LANES {
            let end = ends[lane];
            let clears_at = if end < sights.horizon[lane] { end } else { FOREVER };
            said.timed[lane] = end;
            said.from[lane] = end;
            said.blocks[lane] = if end > now { bit } else { 0 };
            said.keys[lane] = if end > now { rank.key(clears_at) } else { NO_KEY };
        }
        said
    }
}

/// The ends of windows that began at some instants.
fn ends(rule: &Rule, at: impl Fn(usize) -> i64, length: &Length, sights: &Sights, clocks: &[Clock]) -> Lanes {
    let mut ends = [NEVER; LANES];
    for (lane, end_at) in ends.iter_mut().enumerate() {
        *end_at = end(length, at(lane), zone_of(rule, lane, sights, clocks));
    }
    ends
}

/// The zone on whose clock a rule is read.
fn zone_of<'z>(rule: &'z Rule, lane: usize, sights: &Sights, clocks: &'z [Clock]) -> &'z Zone {
    rule.zone.as_deref().unwrap_or(&clocks[usize::from(sights.clock[lane])].zone)
}

/// What each rule says that looks back, in their order.
pub(super) fn look_back(
    engine: &Engine,
    asked: &Asked,
    told: &Told,
    sights: &Sights,
    clocks: &[Clock],
    said: &mut Vec<Said>,
) {
    said.clear();
    for looks in &asked.looks {
        let rule = &engine.rules[usize::from(looks.rule)];
        let ends = match &looks.at {
            LooksAt::Latest(column, length) => {
                let latest = &told.latest[usize::from(*column)];
                ends(rule, |lane| latest[lane], length, sights, clocks)
            }
            LooksAt::Nth(ring, n, length) => {
                let ring = &told.rings[usize::from(*ring)];
                ends(rule, |lane| ring.nth(lane, *n), length, sights, clocks)
            }
            LooksAt::Complaint(then) => {
                said.push(complaint(engine, told, looks.rule, then.as_ref(), sights, clocks));
                continue;
            }
        };
        said.push(Said::of_ends(looks.rule, rule.code, &ends, sights));
    }
}

/// Lane by lane, since few customers have complaints.
fn complaint(
    engine: &Engine,
    told: &Told,
    index: u16,
    then: Option<&Length>,
    sights: &Sights,
    clocks: &[Clock],
) -> Said {
    let mut said = Said::new();
    let (now, rule) = (sights.now, &engine.rules[usize::from(index)]);
    for cases in told.cases.chunk_by(|one, other| one.0 == other.0) {
        let Some(lane) = cases.first().map(|case| usize::from(case.0)) else { continue };
        let zone = zone_of(rule, lane, sights, clocks);
        let open = cases.iter().filter(|case| case.2.is_open());
        let open_until = open.map(|case| engine.forget.end(case.2.opened, zone)).max().unwrap_or(NEVER);
        let closed = cases.iter().map(|case| case.2.closed).max().filter(|&at| at > NEVER);
        let recovered = match (then, closed) {
            (Some(then), Some(at)) => then.end(at, zone),
            _ => NEVER,
        };
        let from = open_until.max(recovered);
        let is_open = open_until > now;
        said.from[lane] = from;
        if is_open {
            said.open[lane] = true;
            said.beyond[lane] = from >= sights.horizon[lane] && from != FOREVER;
            said.if_cleared[lane] = then.map_or(now, |then| then.end(now, zone));
        } else {
            said.timed[lane] = from;
        }
        if from > now {
            let clears_at = if from < sights.horizon[lane] { from } else { FOREVER };
            let code = if is_open { rule.code } else { Code::ComplaintRecovery };
            said.blocks[lane] = block_bit(code);
            said.keys[lane] = Rank::of_rule(index, !is_open).key(clears_at);
        }
    }
    said
}

impl Bearing {
    pub(super) fn new() -> Self {
        let Said { timed, from, if_cleared, blocks, keys, open, beyond } = Said::new();
        Self { timed, from, hours: timed, if_cleared, blocks, keys, open, beyond }
    }

    /// What those say that bear on some questions.
    pub(super) fn join(
        &mut self,
        place: usize,
        bears: &Bears,
        said: &[Said],
        sights: &Sights,
        clocks: &[Clock],
    ) {
        *self = Self::new();
        if bears.movers != 0 {
            for lane in 0..LANES {
                let clock = &clocks[usize::from(sights.clock[lane])];
                let Some(says) = clock.says.as_ref().and_then(|says| says.get(place)) else { continue };
                self.hours[lane] = says.hours;
                self.timed[lane] = says.days;
                self.from[lane] = says.days;
                self.blocks[lane] = says.blocks;
                self.keys[lane] = says.key;
            }
        }
        for said in bears.looks.iter().filter_map(|&place| said.get(place)) {
            for lane in 0..LANES {
                self.timed[lane] = self.timed[lane].max(said.timed[lane]);
                self.from[lane] = self.from[lane].max(said.from[lane]);
                self.if_cleared[lane] = self.if_cleared[lane].max(said.if_cleared[lane]);
                self.blocks[lane] |= said.blocks[lane];
                self.keys[lane] = self.keys[lane].max(said.keys[lane]);
                self.open[lane] |= said.open[lane];
                self.beyond[lane] |= said.beyond[lane];
            }
        }
    }
}

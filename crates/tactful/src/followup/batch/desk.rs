//! From what rules and reasons say to answers: one question after the other, all customers of a batch side by side.
//!
//! It says what [`crate::followup::outcome`] says of one customer, where the windows of a reason are one interval and
//! nothing is planned. Conditions are masks, so that all lanes take one way; what is inlined is compiled for the registers
//! that the caller was compiled for.

use super::answers::{ALLOW, Answers, EXPIRED, HOLD, NEVER_ALLOWED, NOT_APPLICABLE, WAIT};
use super::asked::{Asked, Asks};
use super::clocks::{Clock, Open, Tables, calendars, find};
use super::rules::{Said, Sights, bind};
use super::told::Told;
use super::{FOREVER, LANES, Lanes, NEVER, Parts, Rank, from_now, mask, only};
use crate::followup::brief::{block_bit, warning_bit};
use crate::time::Instant;
use crate::{Code, Engine};

/// The place of what stands against a contact with a customer of the wrong level, which is no rule.
pub(super) const NOT_YET: i32 = 1;

/// Contacts that use an anchor up, where none does.
const NOT_ONCE: Lanes = [i32::MIN; LANES];
/// The ends of consents, where none is needed.
const FOR_EVER: Lanes = [FOREVER; LANES];

/// What questions are worked out from.
pub(super) struct Desk<'d> {
    pub(super) engine: &'d Engine,
    pub(super) asked: &'d Asked,
    pub(super) told: &'d Told,
    pub(super) sights: &'d Sights,
    pub(super) clocks: &'d [Clock],
    pub(super) tables: &'d mut Tables,
    /// What the reader should know of every answer.
    pub(super) warnings: &'d Lanes,
    pub(super) parts: Parts,
}

/// One question in the making.
#[derive(Debug, Clone)]
pub(super) struct Room {
    anchor: Lanes,
    opens: Lanes,
    /// Up to here contact is allowed, as far as consents and the window go.
    until: Lanes,
    /// The same for what nothing but time clears.
    timed_until: Lanes,
    /// Masks: an anchor is open or will be.
    live: Lanes,
    /// It was used.
    used: Lanes,
    /// No consent holds.
    silent: Lanes,
    start: Start,
    joint: Joint,
}

/// Where it is first asked what rules that move allow.
#[derive(Debug, Clone)]
struct Start {
    from: Lanes,
    /// Masks: nothing is allowed at once, so it is asked what time alone clears.
    cleared: Lanes,
    /// What is allowed only from here on is not allowed at once.
    limit: Lanes,
    /// Bits of lanes in which the answer depends on what rules that move allow.
    asks: u64,
}

/// What is allowed together, and where.
#[derive(Debug, Clone)]
struct Joint {
    from: Lanes,
    until: Lanes,
    /// Masks: all allow.
    all: Lanes,
    /// Not all do, but what nothing but time clears.
    cleared: Lanes,
}

impl Room {
    pub(super) fn new() -> Self {
        let none = [0; LANES];
        Self {
            anchor: none,
            opens: none,
            until: none,
            timed_until: none,
            live: none,
            used: none,
            silent: none,
            start: Start { from: none, cleared: none, limit: none, asks: 0 },
            joint: Joint { from: none, until: none, all: none, cleared: none },
        }
    }

    /// Whether all allow it, or what nothing but time clears, and up to when.
    #[inline(always)]
    fn join(&mut self, lane: usize, horizon: &Lanes) {
        let joint = &mut self.joint;
        let (closes, cleared) = (self.timed_until[lane], joint.cleared[lane]);
        let fits = self.live[lane] & !self.used[lane] & mask(joint.from[lane] < closes.min(horizon[lane]));
        let until = only(cleared, closes, self.until[lane]);
        joint.all[lane] = fits & !cleared;
        joint.cleared[lane] = fits & cleared;
        joint.until[lane] = joint.until[lane].min(until);
    }
}

impl Desk<'_> {
    /// Writes the answers to a question; gives the lanes that need more than that. `wrong` masks customers of another
    /// level.
    #[inline(always)]
    pub(super) fn answer(
        &mut self,
        asks: &Asks,
        said: &Said,
        wrong: &Lanes,
        room: &mut Room,
        answers: &mut Answers,
    ) -> u64 {
        answers.question = asks.question;
        let asked = self.asked;
        let bears = &asked.bears[asks.bears];
        self.begin(asks, said, wrong, room);
        self.look_up(bears.sets.0, said, room);
        self.tell(asks, wrong, room, answers);
        let Parts { revisit_at, eligible_at, blocks, warnings } = self.parts;
        if warnings {
            self.warn(said, room, answers);
        }
        if blocks {
            self.blocks(asks, said, wrong, room, answers);
        }
        let more = if blocks | warnings {
            self.exceptions(said, bears.sets.0, bears.quiet_until, room, answers)
        } else {
            0
        };
        if revisit_at || (eligible_at && !bears.hours) {
            self.revisit(said, room, &mut answers.revisit_at);
        }
        if eligible_at && bears.hours {
            self.look_up(bears.sets.1, said, room);
            self.join(room);
            self.revisit(said, room, &mut answers.eligible_at);
        } else if eligible_at {
            answers.eligible_at = answers.revisit_at;
        }
        more
    }

    /// When the anchors are open, and what consents and rules leave of that.
    #[inline(always)]
    fn begin(&self, asks: &Asks, said: &Said, wrong: &Lanes, room: &mut Room) {
        let latest = |&column: &u16| &self.told.latest[usize::from(column)];
        let once = asks.once.as_ref().map_or(&NOT_ONCE, latest);
        let mut last = [NEVER; LANES];
        let anchor = match asks.anchors.as_deref() {
            None => return self.open(asks, said, wrong, once, room, |_| (FOREVER, NEVER, FOREVER)),
            Some([column]) => latest(column),
            Some(columns) => {
                for latest in columns.iter().map(latest) {
                    for lane in 0..LANES {
                        last[lane] = last[lane].max(latest[lane]);
                    }
                }
                &last
            }
        };
        match asks.elapsed {
            Some((opens, closes)) => {
                let never = mask(closes == FOREVER);
                self.open(asks, said, wrong, once, room, |lane| {
                    let at = anchor[lane];
                    (at, at + opens, only(never, FOREVER, at.wrapping_add(closes)))
                });
            }
            None => {
                let (opens, closes) = self.by_clock(asks, anchor);
                self.open(asks, said, wrong, once, room, |lane| (anchor[lane], opens[lane], closes[lane]));
            }
        }
    }

    /// The same, where it is known of each lane what the anchor is, and when it opens and closes.
    #[inline(always)]
    fn open(
        &self,
        question: &Asks,
        said: &Said,
        wrong: &Lanes,
        once: &Lanes,
        room: &mut Room,
        window: impl Fn(usize) -> (i32, i32, i32),
    ) {
        let horizon = &self.sights.horizon;
        let consents = question.consent.as_ref().map_or(&FOR_EVER, |(place, _)| &self.told.consents[*place]);
        let start = &mut room.start;
        let mut asks = [0; LANES];
        for lane in 0..LANES {
            let (anchor, opens, closes) = window(lane);
            let known = !wrong[lane] & mask(anchor > NEVER);
            let live = known & mask(closes > 0) & mask(opens < closes);
            let used = mask(once[lane] >= anchor);
            let silent = mask(consents[lane] <= 0);
            let until = closes.min(consents[lane]);
            let (timed, from) = (said.timed[lane].max(opens).max(0), said.from[lane].max(opens).max(0));
            let (limit, end) = (until.min(horizon[lane]), closes.min(horizon[lane]));
            // what allows nothing at once is asked of what time alone clears
            let nowhere = silent | mask(from >= limit);
            let from = only(nowhere, timed, from);
            asks[lane] = live & !used & mask(from < end);
            start.from[lane] = from;
            start.cleared[lane] = nowhere;
            start.limit[lane] = only(nowhere, FOREVER, limit);
            (room.anchor[lane], room.opens[lane], room.timed_until[lane]) = (anchor, opens, closes);
            (room.live[lane], room.used[lane], room.silent[lane]) = (live, used, silent);
            room.until[lane] = until;
        }
        start.asks = bits(&asks);
    }

    /// When the anchors are open, where the clock says it.
    fn by_clock(&self, asks: &Asks, anchor: &Lanes) -> (Lanes, Lanes) {
        let now = self.sights.now;
        let reason = &self.engine.reasons[asks.question.reason as usize];
        let (mut opens, mut closes) = ([NEVER; LANES], [NEVER; LANES]);
        for lane in 0..LANES {
            let at = now + i64::from(anchor[lane]);
            if anchor[lane] > NEVER && at.saturating_add(reason.closes_within) > now {
                let zone = &self.clocks[self.sights.clock[lane] as usize].zone;
                let closed = reason.closes.as_ref().map(|closes| closes.shift(at, zone));
                opens[lane] = from_now(reason.opens.shift(at, zone), now);
                closes[lane] = from_now(closed.unwrap_or(i64::MAX), now);
            }
        }
        (opens, closes)
    }

    /// The first interval from the start on that rules which move allow together; where there is none, that which
    /// nothing but time clears.
    #[inline(always)]
    fn look_up(&mut self, set: Option<usize>, said: &Said, room: &mut Room) {
        let (start, joint) = (&room.start, &mut room.joint);
        joint.from = start.from;
        joint.cleared = start.cleared;
        joint.until = [FOREVER; LANES];
        let Some(set) = set else { return };
        let (near, clock) = (self.tables.near(set), &self.sights.clock);
        // no call is made meanwhile, so that all of this stays in registers
        let (mut asks, mut left) = (start.asks, 0);
        while asks != 0 {
            let lane = asks.trailing_zeros() as usize % LANES;
            let (open, found) = find(near, clock[lane] as usize, start.from[lane]);
            (joint.from[lane], joint.until[lane]) = (open.from, open.until);
            let found = found & mask(open.from < start.limit[lane]);
            left |= asks & asks.wrapping_neg() & !i64::from(found) as u64;
            asks &= asks - 1;
        }
        if left != 0 {
            self.look_further(set, said, left, room);
        }
    }

    /// The same for the lanes where it takes longer.
    #[cold]
    fn look_further(&mut self, set: usize, said: &Said, mut left: u64, room: &mut Room) {
        while left != 0 {
            let lane = left.trailing_zeros() as usize % LANES;
            left &= left - 1;
            let mut found = self.first(set, lane, room.start.from[lane]);
            if found.from >= room.start.limit[lane] {
                room.joint.cleared[lane] = mask(true);
                let from = said.timed[lane].max(room.opens[lane]).max(0);
                let end = room.timed_until[lane].min(self.sights.horizon[lane]);
                found = if from < end { self.first(set, lane, from) } else { Open::NEVER };
            }
            (room.joint.from[lane], room.joint.until[lane]) = (found.from, found.until);
        }
    }

    /// What a set allows first from an instant before the horizon on.
    fn first(&mut self, set: usize, lane: usize, from: i32) -> Open {
        let clock = self.sights.clock[lane] as usize;
        self.tables.first(self.engine, self.asked, (set, clock), self.clocks, self.sights.now, from)
    }

    /// [`Room::join`] of all.
    #[inline(always)]
    fn join(&self, room: &mut Room) {
        let horizon = &self.sights.horizon;
        for lane in 0..LANES {
            room.join(lane, horizon);
        }
    }

    /// When to ask again, as things are.
    #[inline(always)]
    fn revisit(&self, said: &Said, room: &Room, revisit_at: &mut Lanes) {
        let Sights { horizon, tomorrow, bound, .. } = self.sights;
        let joint = &room.joint;
        for lane in 0..LANES {
            let (from, until, closes) = (joint.from[lane], joint.until[lane], room.timed_until[lane]);
            let (tomorrow, in_sight) = (tomorrow[lane], mask(until < horizon[lane]));
            // where the horizon limits the answer, it moves with every day
            let limited = only(in_sight | mask(until == FOREVER), FOREVER, tomorrow);
            let allowed = only(mask(from == 0), only(in_sight, until, FOREVER), from).min(limited);
            // what time clears may come into sight with any day
            let nowhere = room.used[lane] | room.silent[lane];
            let held = until.min(closes).min(only(nowhere & !said.beyond[lane], FOREVER, tomorrow));
            let beyond = !room.used[lane] & mask(closes > horizon[lane]);
            let never = closes.min(only(beyond, tomorrow, FOREVER));
            let at = only(joint.all[lane], allowed, only(joint.cleared[lane], held, never));
            revisit_at[lane] = only(room.live[lane], at.min(bound[lane]), FOREVER);
        }
    }

    /// Verdicts and instants.
    #[inline(always)]
    fn tell(&self, asks: &Asks, wrong: &Lanes, room: &mut Room, answers: &mut Answers) {
        let horizon = &self.sights.horizon;
        let anchored = mask(asks.anchors.is_some());
        for lane in 0..LANES {
            room.join(lane, horizon);
            let (joint, live, anchor) = (&room.joint, room.live[lane], room.anchor[lane]);
            let (all, held) = (joint.all[lane], joint.cleared[lane]);
            let (from, until) = (joint.from[lane], joint.until[lane]);
            let closed = anchored & !wrong[lane] & mask(anchor > NEVER);
            let verdict = only(live, NEVER_ALLOWED, only(closed, EXPIRED, NOT_APPLICABLE));
            let allowed = only(mask(from == 0), ALLOW, WAIT);
            answers.verdicts[lane] = only(all, allowed, only(held, HOLD, verdict));
            answers.anchor_at[lane] = only(live, anchor, FOREVER);
            answers.from[lane] = only(all, from, FOREVER);
            answers.until[lane] = only(all & mask(until < horizon[lane]), until, FOREVER);
        }
    }

    #[inline(always)]
    fn warn(&self, said: &Said, room: &Room, answers: &mut Answers) {
        let Sights { horizon, data_ends, .. } = self.sights;
        let joint = &room.joint;
        let reached = warning_bit(Code::HorizonReached) as i32;
        let overlap = warning_bit(Code::NoOverlap) as i32;
        let data = warning_bit(Code::ZoneDataEnds) as i32;
        for lane in 0..LANES {
            let (all, held) = (joint.all[lane], joint.cleared[lane]);
            let (from, until, horizon) = (joint.from[lane], joint.until[lane], horizon[lane]);
            let limited = mask(until >= horizon) & mask(until != FOREVER);
            let beyond = !room.used[lane] & mask(room.timed_until[lane] > horizon);
            let limited = only(all, limited, only(held, said.beyond[lane], beyond));
            let looked = only(all, from, FOREVER).min(horizon);
            let of_answer =
                (limited & reached) | (!(all | held) & overlap) | (mask(data_ends[lane] < looked) & data);
            answers.warnings[lane] = self.warnings[lane] | (room.live[lane] & of_answer);
        }
    }

    /// What stands against now, and which of it binds.
    #[inline(always)]
    fn blocks(&self, asks: &Asks, said: &Said, wrong: &Lanes, room: &Room, answers: &mut Answers) {
        let horizon = &self.sights.horizon;
        let (mut consent, mut of_consent) = (0, 0);
        for &rule in asks.consent.iter().flat_map(|(_, rules)| rules) {
            consent |= block_bit(self.engine.rules[usize::from(rule)].code) as i32;
            // no consent clears by itself: of several rules the first binds
            of_consent = Rank::of_rule(rule, false).place().max(of_consent);
        }
        let (window, once) = (block_bit(Code::ReasonWindow) as i32, block_bit(Code::Once) as i32);
        let (of_window, of_once) = (asks.window.place(), asks.used.place());
        let not_yet = block_bit(Code::NotApplicableYet) as i32;
        for lane in 0..LANES {
            let (opens, used, silent) = (room.opens[lane], room.used[lane], room.silent[lane]);
            let early = mask(opens > 0);
            let blocks = said.blocks[lane] | (silent & consent) | (early & window) | (used & once);
            let (mut clears_at, mut binding) = (said.clears_at[lane], said.bindings[lane]);
            let of_opens = only(mask(opens < horizon[lane]), opens, FOREVER);
            let mut add = |stands: i32, at: i32, place: i32| {
                bind((&mut clears_at, &mut binding), only(stands, at, NEVER), stands & place);
            };
            add(silent, FOREVER, of_consent);
            add(early, of_opens, of_window);
            add(used, FOREVER, of_once);
            answers.blocks[lane] = only(room.live[lane], blocks, wrong[lane] & not_yet);
            answers.bindings[lane] = only(room.live[lane], binding, wrong[lane] & NOT_YET);
        }
    }

    /// What few customers need.
    #[inline(always)]
    fn exceptions(
        &mut self,
        said: &Said,
        set: Option<usize>,
        quiet_until: i32,
        room: &Room,
        answers: &mut Answers,
    ) -> u64 {
        let joint = &room.joint;
        let (mut late, mut odd) = ([0; LANES], 0);
        for lane in 0..LANES {
            let held = joint.cleared[lane];
            // what leaves no time later stands not against now: it is found from a list
            let later = held & !room.silent[lane] & !said.open[lane];
            let too_late = held & mask(said.if_cleared[lane] > joint.from[lane]);
            let looks_at = joint.from[lane] & joint.all[lane];
            let warned = room.live[lane] & mask(looks_at > quiet_until);
            late[lane] = only(later, 2, (too_late | warned) & 1);
            odd |= late[lane];
        }
        let mut more = 0;
        if odd != 0 {
            for lane in 0..LANES {
                match late[lane] {
                    0 => {}
                    1 => self.exception(said, set, lane, room, answers),
                    _ => more |= 1 << lane,
                }
            }
        }
        more
    }

    #[cold]
    fn exception(
        &mut self,
        said: &Said,
        set: Option<usize>,
        lane: usize,
        room: &Room,
        answers: &mut Answers,
    ) {
        let Sights { now, horizon, .. } = self.sights;
        let joint = &room.joint;
        let warnings = &mut answers.warnings[lane];
        if joint.cleared[lane] != 0 && said.if_cleared[lane] > joint.from[lane] {
            let end = room.timed_until[lane].min(horizon[lane]);
            let from = said.timed[lane].max(room.opens[lane]).max(0).max(said.if_cleared[lane]);
            let first = match set {
                Some(set) if from < end => self.first(set, lane, from).from,
                _ => from,
            };
            if first >= end {
                *warnings |= warning_bit(Code::CannotClearInTime) as i32;
            }
        }
        if let Some(&movers) = set.and_then(|set| self.asked.sets.get(set)) {
            let until = *now + i64::from(joint.from[lane] & joint.all[lane]);
            for calendar in calendars(self.engine, movers) {
                calendar.warn_between(Instant::clamped(*now), Instant::clamped(until), |code| {
                    *warnings |= warning_bit(code) as i32;
                });
            }
        }
    }
}

/// The lanes in which masks are set.
#[inline(always)]
fn bits(masks: &Lanes) -> u64 {
    // halves, since whole registers of numbers hold no more bits
    let half = |first: usize| {
        let mut bits = 0;
        for place in 0..LANES / 2 {
            bits |= masks[first + place] & 1 << place;
        }
        u64::from(bits as u32)
    };
    half(0) | half(LANES / 2) << (LANES / 2)
}

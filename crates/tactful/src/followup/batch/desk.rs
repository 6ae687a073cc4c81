//! From what rules and reasons say to answers: one question after the other, all customers of a batch side by side.
//!
//! It says what [`crate::followup::outcome`] says of one customer, where the windows of a reason are one interval and
//! nothing is planned. Conditions are masks, so that all lanes take one way; what is inlined is compiled for the registers
//! that the caller was compiled for.

use super::answers::{ALLOW, Answers, EXPIRED, HOLD, NEVER_ALLOWED, NOT_APPLICABLE, WAIT};
use super::asked::{Asked, Asks};
use super::clocks::{Clock, Open, calendars};
use super::rules::{Said, Sights, bind};
use super::told::Told;
use super::{FOREVER, LANES, Lanes, NEVER, Parts, Rank, from_now, mask, only};
use crate::followup::brief::{block_bit, warning_bit};
use crate::time::Instant;
use crate::{Code, Engine};

/// The place of what stands against a contact with a customer of the wrong level, which is no rule.
pub(super) const NOT_YET: i32 = 1;

/// What questions are worked out from.
pub(super) struct Desk<'d> {
    pub(super) engine: &'d Engine,
    pub(super) asked: &'d Asked,
    pub(super) told: &'d Told,
    pub(super) sights: &'d Sights,
    pub(super) clocks: &'d mut [Clock],
    /// What the reader should know of every answer.
    pub(super) warnings: &'d Lanes,
    pub(super) parts: Parts,
}

/// One question in the making.
#[derive(Debug, Clone)]
pub(super) struct Room {
    anchor: Lanes,
    opens: Lanes,
    /// From the opening of the window on, as far as rules allow; times of day left aside.
    from: Lanes,
    until: Lanes,
    /// The same for what nothing but time clears.
    timed_from: Lanes,
    timed_until: Lanes,
    /// Masks: an anchor is open or will be.
    live: Lanes,
    /// It was used.
    used: Lanes,
    /// No consent holds.
    silent: Lanes,
    clears_at: Lanes,
    joint: Joint,
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
            from: none,
            until: none,
            timed_from: none,
            timed_until: none,
            live: none,
            used: none,
            silent: none,
            clears_at: none,
            joint: Joint { from: none, until: none, all: none, cleared: none },
        }
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
        self.windows(asks, said, wrong, room);
        self.join(&said.hours, bears.sets.0, room);
        self.tell(room, answers);
        let Parts { revisit_at, eligible_at, blocks, warnings } = self.parts;
        if warnings {
            self.warn(said, room, answers);
        }
        if blocks {
            self.blocks(asks, said, room, answers);
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
            self.join(&[NEVER; LANES], bears.sets.1, room);
            self.revisit(said, room, &mut answers.eligible_at);
        } else if eligible_at {
            answers.eligible_at = answers.revisit_at;
        }
        self.settle(asks, wrong, room, answers);
        more
    }

    /// When the anchors are open, and what consents and rules leave of that.
    #[inline(always)]
    fn windows(&self, asks: &Asks, said: &Said, wrong: &Lanes, room: &mut Room) {
        match &asks.anchors {
            None => {
                room.anchor = [FOREVER; LANES];
                room.used = [0; LANES];
                room.opens = [NEVER; LANES];
                room.timed_until = [FOREVER; LANES];
                for lane in 0..LANES {
                    room.live[lane] = !wrong[lane];
                }
            }
            Some(columns) => self.of_anchor(asks, columns, wrong, room),
        }
        room.silent = [0; LANES];
        room.until = room.timed_until;
        if let Some((place, _)) = asks.consent {
            let ends = &self.told.consents[place];
            for lane in 0..LANES {
                room.silent[lane] = mask(ends[lane] <= 0);
                room.until[lane] = room.until[lane].min(ends[lane]);
            }
        }
        for lane in 0..LANES {
            room.timed_from[lane] = room.opens[lane].max(said.timed[lane]);
            room.from[lane] = room.opens[lane].max(said.from[lane]);
        }
    }

    #[inline(always)]
    fn of_anchor(&self, asks: &Asks, columns: &[u16], wrong: &Lanes, room: &mut Room) {
        let latest = |column: u16| &self.told.latest[usize::from(column)];
        room.anchor = [NEVER; LANES];
        for &column in columns {
            let latest = latest(column);
            for lane in 0..LANES {
                room.anchor[lane] = room.anchor[lane].max(latest[lane]);
            }
        }
        match asks.elapsed {
            Some((opens, closes)) => {
                let never = mask(closes == FOREVER);
                for lane in 0..LANES {
                    let at = room.anchor[lane];
                    room.opens[lane] = at + opens;
                    room.timed_until[lane] = only(never, FOREVER, at.wrapping_add(closes));
                }
            }
            None => self.by_clock(asks, room),
        }
        for lane in 0..LANES {
            let (opens, closes) = (room.opens[lane], room.timed_until[lane]);
            let known = !wrong[lane] & mask(room.anchor[lane] > NEVER);
            room.live[lane] = known & mask(closes > 0) & mask(opens < closes);
        }
        room.used = [0; LANES];
        if let Some(once) = asks.once {
            let once = latest(once);
            for lane in 0..LANES {
                room.used[lane] = mask(once[lane] >= room.anchor[lane]);
            }
        }
    }

    /// When the anchors are open, where the clock says it.
    fn by_clock(&self, asks: &Asks, room: &mut Room) {
        let now = self.sights.now;
        let reason = &self.engine.reasons[asks.question.reason as usize];
        for lane in 0..LANES {
            let at = now + i64::from(room.anchor[lane]);
            (room.opens[lane], room.timed_until[lane]) = (NEVER, NEVER);
            if room.anchor[lane] > NEVER && at.saturating_add(reason.closes_within) > now {
                let zone = &self.clocks[self.sights.clock[lane] as usize].zone;
                let closes = reason.closes.as_ref().map(|closes| closes.shift(at, zone));
                room.opens[lane] = from_now(reason.opens.shift(at, zone), now);
                room.timed_until[lane] = from_now(closes.unwrap_or(i64::MAX), now);
            }
        }
    }

    /// The first interval from now on that all allow; where there is none, that which nothing but time clears.
    #[inline(always)]
    fn join(&mut self, hours: &Lanes, set: Option<usize>, room: &mut Room) {
        let horizon = &self.sights.horizon;
        let mut timed = [0; LANES];
        let joint = &mut room.joint;
        for lane in 0..LANES {
            let least = hours[lane].max(0);
            timed[lane] = room.timed_from[lane].max(least);
            let from = room.from[lane].max(least);
            // what allows nothing at once is asked of what time alone clears
            let nowhere = room.silent[lane] | mask(from >= room.until[lane].min(horizon[lane]));
            joint.cleared[lane] = nowhere;
            joint.from[lane] = only(nowhere, timed[lane], from);
        }
        joint.until = [FOREVER; LANES];
        if let Some(set) = set {
            self.look_up(set, &timed, room);
        }
        let joint = &mut room.joint;
        for lane in 0..LANES {
            let end = room.timed_until[lane].min(horizon[lane]);
            let fits = !room.used[lane] & mask(joint.from[lane] < end);
            let until = only(joint.cleared[lane], room.timed_until[lane], room.until[lane]);
            joint.all[lane] = fits & !joint.cleared[lane];
            joint.cleared[lane] &= fits;
            joint.until[lane] = joint.until[lane].min(until);
        }
    }

    /// Moves the beginnings to where rules that move allow together.
    #[inline(always)]
    fn look_up(&mut self, set: usize, timed: &Lanes, room: &mut Room) {
        let Sights { now, horizon, clock, .. } = self.sights;
        let joint = &mut room.joint;
        let mut ends = [0; LANES];
        let mut asked = 0_u64;
        for lane in 0..LANES {
            ends[lane] = room.timed_until[lane].min(horizon[lane]);
            let asks = room.live[lane] & !room.used[lane] & mask(joint.from[lane] < ends[lane]);
            asked |= (asks as u64 & 1) << lane;
        }
        while asked != 0 {
            let lane = asked.trailing_zeros() as usize % LANES;
            asked &= asked - 1;
            let clock = &mut self.clocks[clock[lane] as usize];
            let mut found = clock.first(self.engine, self.asked, set, *now, joint.from[lane]);
            let end = room.until[lane].min(horizon[lane]);
            if joint.cleared[lane] == 0 && found.from >= end {
                joint.cleared[lane] = mask(true);
                found = if timed[lane] < ends[lane] {
                    clock.first(self.engine, self.asked, set, *now, timed[lane])
                } else {
                    Open::NEVER
                };
            }
            (joint.from[lane], joint.until[lane]) = (found.from, found.until);
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
            revisit_at[lane] = at.min(bound[lane]);
        }
    }

    /// Verdicts and instants, where an anchor is live.
    #[inline(always)]
    fn tell(&self, room: &Room, answers: &mut Answers) {
        let horizon = &self.sights.horizon;
        let joint = &room.joint;
        for lane in 0..LANES {
            let (all, held) = (joint.all[lane], joint.cleared[lane]);
            let (from, until) = (joint.from[lane], joint.until[lane]);
            let allowed = only(mask(from == 0), ALLOW, WAIT);
            answers.verdicts[lane] = only(all, allowed, only(held, HOLD, NEVER_ALLOWED));
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
            answers.warnings[lane] = self.warnings[lane]
                | (limited & reached)
                | (!(all | held) & overlap)
                | (mask(data_ends[lane] < looked) & data);
        }
    }

    /// What stands against now, and which of it binds.
    #[inline(always)]
    fn blocks(&self, asks: &Asks, said: &Said, room: &mut Room, answers: &mut Answers) {
        let horizon = &self.sights.horizon;
        answers.blocks = said.blocks;
        answers.bindings = said.bindings;
        room.clears_at = said.clears_at;
        for &rule in asks.consent.iter().flat_map(|(_, rules)| rules) {
            let bit = block_bit(self.engine.rules[usize::from(rule)].code) as i32;
            let binding = Rank::of_rule(rule, false).place();
            for lane in 0..LANES {
                let silent = room.silent[lane];
                answers.blocks[lane] |= silent & bit;
                let known = (&mut room.clears_at[lane], &mut answers.bindings[lane]);
                bind(known, only(silent, FOREVER, NEVER), silent & binding);
            }
        }
        if asks.anchors.is_none() {
            return;
        }
        let (window, once) = (block_bit(Code::ReasonWindow) as i32, block_bit(Code::Once) as i32);
        let (of_window, of_once) = (asks.window.place(), asks.used.place());
        for lane in 0..LANES {
            let (opens, used) = (room.opens[lane], room.used[lane]);
            let early = mask(opens > 0);
            answers.blocks[lane] |= (early & window) | (used & once);
            let clears_at = only(mask(opens < horizon[lane]), opens, FOREVER);
            let known = (&mut room.clears_at[lane], &mut answers.bindings[lane]);
            bind(known, only(early, clears_at, NEVER), early & of_window);
            let known = (&mut room.clears_at[lane], &mut answers.bindings[lane]);
            bind(known, only(used, FOREVER, NEVER), used & of_once);
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
            let held = joint.cleared[lane] & room.live[lane];
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
        let Sights { now, horizon, clock, .. } = self.sights;
        let joint = &room.joint;
        let warnings = &mut answers.warnings[lane];
        if joint.cleared[lane] != 0 && said.if_cleared[lane] > joint.from[lane] {
            let end = room.timed_until[lane].min(horizon[lane]);
            let from = room.timed_from[lane].max(said.hours[lane]).max(0).max(said.if_cleared[lane]);
            let clock = &mut self.clocks[clock[lane] as usize];
            let first = match set {
                Some(set) if from < end => clock.first(self.engine, self.asked, set, *now, from).from,
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

    /// What is to be said where no anchor is live, or the customer is none of those that the reason is for.
    #[inline(always)]
    fn settle(&self, asks: &Asks, wrong: &Lanes, room: &Room, answers: &mut Answers) {
        let not_yet = block_bit(Code::NotApplicableYet) as i32;
        let anchored = mask(asks.anchors.is_some());
        let Parts { revisit_at, eligible_at, blocks, warnings } = self.parts;
        for lane in 0..LANES {
            let live = room.live[lane];
            let closed = anchored & !wrong[lane] & mask(room.anchor[lane] > NEVER);
            let verdict = only(closed, EXPIRED, NOT_APPLICABLE);
            answers.verdicts[lane] = only(live, answers.verdicts[lane], verdict);
            answers.anchor_at[lane] = only(live, room.anchor[lane], FOREVER);
            answers.from[lane] = only(live, answers.from[lane], FOREVER);
            answers.until[lane] = only(live, answers.until[lane], FOREVER);
        }
        if revisit_at | eligible_at {
            for lane in 0..LANES {
                let live = room.live[lane];
                answers.revisit_at[lane] = only(live, answers.revisit_at[lane], FOREVER);
                answers.eligible_at[lane] = only(live, answers.eligible_at[lane], FOREVER);
            }
        }
        if blocks {
            for lane in 0..LANES {
                let (live, wrong) = (room.live[lane], wrong[lane]);
                answers.blocks[lane] = only(live, answers.blocks[lane], wrong & not_yet);
                answers.bindings[lane] = only(live, answers.bindings[lane], wrong & NOT_YET);
            }
        }
        if warnings {
            for lane in 0..LANES {
                let warned = answers.warnings[lane];
                answers.warnings[lane] = only(room.live[lane], warned, self.warnings[lane]);
            }
        }
    }
}

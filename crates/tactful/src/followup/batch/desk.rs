//! From what rules and reasons say to answers: one question after the other, all customers of a batch side by side.
//!
//! It says what [`crate::followup::outcome`] says of one customer, where the windows of a reason are one interval and
//! what lies ahead is not planned.

use super::answers::{ALLOW, Answers, EXPIRED, HOLD, NEVER_ALLOWED, NOT_APPLICABLE, WAIT};
use super::asked::{Asked, Asks, NEVER, NO_KEY, Rank};
use super::clocks::{Clock, calendars};
use super::rules::{Bearing, Sights};
use super::told::Told;
use super::{LANES, Lanes};
use crate::followup::brief::{block_bit, warning_bit};
use crate::time::Instant;
use crate::when::FOREVER;
use crate::{Code, Engine};

type Flags = [bool; LANES];

/// The place of what stands against a contact with a customer of the wrong level, which is no rule.
pub(super) const NOT_YET: u16 = 1;

/// What questions are worked out from.
pub(super) struct Desk<'d> {
    pub(super) engine: &'d Engine,
    pub(super) asked: &'d Asked,
    pub(super) told: &'d Told,
    pub(super) sights: &'d Sights,
    pub(super) clocks: &'d mut [Clock],
    /// What the reader should know of every answer.
    pub(super) warnings: &'d [u32; LANES],
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
    /// An anchor is open or will be.
    live: Flags,
    /// It was used.
    used: Flags,
    /// No consent holds.
    silent: Flags,
    keys: Lanes,
    joint: Joint,
}

/// What is allowed together, and where.
#[derive(Debug, Clone)]
struct Joint {
    from: Lanes,
    until: Lanes,
    /// All allow.
    all: Flags,
    /// Not all do, but what nothing but time clears.
    cleared: Flags,
}

impl Room {
    pub(super) fn new() -> Self {
        let (none, no) = ([0; LANES], [false; LANES]);
        Self {
            anchor: none,
            opens: none,
            from: none,
            until: none,
            timed_from: none,
            timed_until: none,
            live: no,
            used: no,
            silent: no,
            keys: none,
            joint: Joint { from: none, until: none, all: no, cleared: no },
        }
    }
}

/// A value where something holds, and none that counts otherwise.
#[inline(always)]
fn only<T>(holds: bool, value: T, otherwise: T) -> T {
    if holds { value } else { otherwise }
}

impl Desk<'_> {
    /// Writes the answers to a question; gives the lanes that need more than that. `wrong`: customers of another level.
    pub(super) fn answer(
        &mut self,
        asks: &Asks,
        bearing: &Bearing,
        wrong: &Flags,
        room: &mut Room,
        answers: &mut Answers,
    ) -> u64 {
        answers.question = asks.question;
        let asked = self.asked;
        let bears = &asked.bears[asks.bears];
        self.windows(asks, bearing, wrong, room);
        self.join(Some(&bearing.hours), bears.sets.0, room);
        self.tell(bearing, room, answers);
        self.blocks(asks, bearing, room, answers);
        let more = self.exceptions(bearing, bears.sets.0, bears.quiet_until, room, answers);
        self.revisit(bearing, room, &mut answers.revisit_at);
        if bears.hours {
            self.join(None, bears.sets.1, room);
            self.revisit(bearing, room, &mut answers.eligible_at);
        } else {
            answers.eligible_at = answers.revisit_at;
        }
        self.settle(asks, wrong, room, answers);
        more
    }

    /// When the anchors are open, and what consents and rules leave of that.
    fn windows(&self, asks: &Asks, bearing: &Bearing, wrong: &Flags, room: &mut Room) {
        let now = self.sights.now;
        match &asks.anchors {
            None => {
                room.anchor = [FOREVER; LANES];
                room.used = [false; LANES];
                room.opens = [NEVER; LANES];
                room.timed_until = [FOREVER; LANES];
                for lane in 0..LANES {
                    room.live[lane] = !wrong[lane];
                }
            }
            Some(columns) => self.of_anchor(asks, columns, wrong, room),
        }
        room.silent = [false; LANES];
        room.until = room.timed_until;
        if let Some((place, _)) = asks.consent {
            let ends = &self.told.consents[place].ends;
            for lane in 0..LANES {
                room.silent[lane] = ends[lane] <= now;
                room.until[lane] = room.until[lane].min(ends[lane]);
            }
        }
        for lane in 0..LANES {
            let opens = room.opens[lane];
            room.timed_from[lane] = opens.max(bearing.timed[lane]);
            room.from[lane] = opens.max(bearing.from[lane]);
        }
    }

    fn of_anchor(&self, asks: &Asks, columns: &[u16], wrong: &Flags, room: &mut Room) {
        let now = self.sights.now;
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
                for lane in 0..LANES {
                    let at = room.anchor[lane];
                    room.opens[lane] = at + opens;
                    room.timed_until[lane] = only(closes == FOREVER, FOREVER, at.wrapping_add(closes));
                }
            }
            None => self.by_clock(asks, room),
        }
        for lane in 0..LANES {
            let (opens, closes) = (room.opens[lane], room.timed_until[lane]);
            let known = !wrong[lane] & (room.anchor[lane] > NEVER);
            room.live[lane] = known & (closes > now) & (opens < closes);
        }
        room.used = [false; LANES];
        if let Some(once) = asks.once {
            let once = latest(once);
            for lane in 0..LANES {
                room.used[lane] = once[lane] >= room.anchor[lane];
            }
        }
    }

    /// When the anchors are open, where the clock says it.
    fn by_clock(&self, asks: &Asks, room: &mut Room) {
        let reason = &self.engine.reasons[asks.question.reason as usize];
        for lane in 0..LANES {
            let at = room.anchor[lane];
            (room.opens[lane], room.timed_until[lane]) = (NEVER, NEVER);
            if at > NEVER && at.saturating_add(reason.closes_within) > self.sights.now {
                let zone = &self.clocks[usize::from(self.sights.clock[lane])].zone;
                room.opens[lane] = reason.opens.shift(at, zone);
                room.timed_until[lane] =
                    reason.closes.as_ref().map_or(FOREVER, |closes| closes.shift(at, zone));
            }
        }
    }

    /// The first interval from now on that all allow; where there is none, that which nothing but time clears.
    fn join(&mut self, hours: Option<&Lanes>, set: Option<usize>, room: &mut Room) {
        let Sights { now, horizon, .. } = self.sights;
        let (mut from, mut timed) = ([0; LANES], [0; LANES]);
        let joint = &mut room.joint;
        for lane in 0..LANES {
            let least = hours.map_or(*now, |hours| hours[lane].max(*now));
            timed[lane] = room.timed_from[lane].max(least);
            from[lane] = room.from[lane].max(least);
            // what allows nothing at once is asked of what time alone clears
            let nowhere = room.silent[lane] | (from[lane] >= room.until[lane].min(horizon[lane]));
            joint.cleared[lane] = nowhere;
            joint.from[lane] = only(nowhere, timed[lane], from[lane]);
        }
        joint.until = [FOREVER; LANES];
        if let Some(set) = set {
            self.look_up(set, &timed, room);
        }
        let joint = &mut room.joint;
        for lane in 0..LANES {
            let fits = !room.used[lane] & (joint.from[lane] < room.timed_until[lane].min(horizon[lane]));
            let until = only(joint.cleared[lane], room.timed_until[lane], room.until[lane]);
            joint.all[lane] = fits & !joint.cleared[lane];
            joint.cleared[lane] &= fits;
            joint.until[lane] = joint.until[lane].min(until);
        }
    }

    /// Moves the beginnings to where rules that move allow together.
    fn look_up(&mut self, set: usize, timed: &Lanes, room: &mut Room) {
        let Sights { now, horizon, clock, .. } = self.sights;
        let joint = &mut room.joint;
        for lane in 0..LANES {
            let from = joint.from[lane];
            let end = room.timed_until[lane].min(horizon[lane]);
            if !room.live[lane] | room.used[lane] | (from >= end) {
                continue;
            }
            let clock = &mut self.clocks[usize::from(clock[lane])];
            let mut found = clock.first(self.engine, self.asked, set, *now, from);
            let end = room.until[lane].min(horizon[lane]);
            if !joint.cleared[lane] && found.is_none_or(|found| found.from >= end) {
                joint.cleared[lane] = true;
                found = if timed[lane] < room.timed_until[lane].min(horizon[lane]) {
                    clock.first(self.engine, self.asked, set, *now, timed[lane])
                } else {
                    None
                };
            }
            (joint.from[lane], joint.until[lane]) =
                found.map_or((FOREVER, FOREVER), |found| (found.from, found.until));
        }
    }

    /// When to ask again, as things are.
    fn revisit(&self, bearing: &Bearing, room: &Room, revisit_at: &mut Lanes) {
        let Sights { now, horizon, tomorrow, bound, .. } = self.sights;
        let joint = &room.joint;
        for lane in 0..LANES {
            let (from, until, closes) = (joint.from[lane], joint.until[lane], room.timed_until[lane]);
            let (tomorrow, in_sight) = (tomorrow[lane], until < horizon[lane]);
            // where the horizon limits the answer, it moves with every day
            let limited = only(in_sight | (until == FOREVER), FOREVER, tomorrow);
            let allowed = only(from == *now, only(in_sight, until, FOREVER), from).min(limited);
            // what time clears may come into sight with any day
            let nowhere = room.used[lane] | room.silent[lane];
            let held = until.min(closes).min(only(nowhere & !bearing.beyond[lane], FOREVER, tomorrow));
            let beyond = !room.used[lane] & (closes > horizon[lane]);
            let never = closes.min(only(beyond, tomorrow, FOREVER));
            let at = only(joint.all[lane], allowed, only(joint.cleared[lane], held, never));
            revisit_at[lane] = at.min(bound[lane]);
        }
    }

    /// Verdicts and instants, where an anchor is live.
    fn tell(&self, bearing: &Bearing, room: &Room, answers: &mut Answers) {
        let Sights { now, horizon, data_ends, .. } = self.sights;
        let joint = &room.joint;
        let reached = warning_bit(Code::HorizonReached);
        let overlap = warning_bit(Code::NoOverlap);
        let data = warning_bit(Code::ZoneDataEnds);
        for lane in 0..LANES {
            let (all, held) = (joint.all[lane], joint.cleared[lane]);
            let (from, until) = (joint.from[lane], joint.until[lane]);
            answers.verdicts[lane] =
                only(all, only(from == *now, ALLOW, WAIT), only(held, HOLD, NEVER_ALLOWED));
            answers.from[lane] = only(all, from, FOREVER);
            answers.until[lane] = only(all & (until < horizon[lane]), until, FOREVER);
            let limited = (until >= horizon[lane]) & (until != FOREVER);
            let beyond = !room.used[lane] & (room.timed_until[lane] > horizon[lane]);
            let limited = only(all, limited, only(held, bearing.beyond[lane], beyond));
            let looked = only(all, from, FOREVER).min(horizon[lane]);
            answers.warnings[lane] = self.warnings[lane]
                | only(limited, reached, 0)
                | only(all | held, 0, overlap)
                | only(data_ends[lane] < looked, data, 0);
        }
    }

    /// What stands against now, and which of it binds.
    fn blocks(&self, asks: &Asks, bearing: &Bearing, room: &mut Room, answers: &mut Answers) {
        let Sights { now, horizon, .. } = self.sights;
        answers.blocks = bearing.blocks;
        room.keys = bearing.keys;
        for &rule in asks.consent.iter().flat_map(|(_, rules)| rules) {
            let bit = block_bit(self.engine.rules[usize::from(rule)].code);
            let key = Rank::of_rule(rule, false).key(FOREVER);
            for lane in 0..LANES {
                answers.blocks[lane] |= only(room.silent[lane], bit, 0);
                room.keys[lane] = room.keys[lane].max(only(room.silent[lane], key, NO_KEY));
            }
        }
        if asks.anchors.is_none() {
            return;
        }
        let (window, once) = (block_bit(Code::ReasonWindow), block_bit(Code::Once));
        let used = asks.used.key(FOREVER);
        for lane in 0..LANES {
            let opens = room.opens[lane];
            let early = opens > *now;
            let key = asks.window.key(only(opens < horizon[lane], opens, FOREVER));
            answers.blocks[lane] |= only(early, window, 0) | only(room.used[lane], once, 0);
            let key = only(early, key, NO_KEY).max(only(room.used[lane], used, NO_KEY));
            room.keys[lane] = room.keys[lane].max(key);
        }
    }

    /// What few customers need.
    fn exceptions(
        &mut self,
        bearing: &Bearing,
        set: Option<usize>,
        quiet_until: i64,
        room: &Room,
        answers: &mut Answers,
    ) -> u64 {
        let now = self.sights.now;
        let (mut odd, mut more) = (0_u64, 0_u64);
        for lane in 0..LANES {
            let held = room.joint.cleared[lane];
            // what leaves no time later stands not against now: it is found from a list
            let later = held & !room.silent[lane] & !bearing.open[lane];
            let late = held & (bearing.if_cleared[lane] > room.joint.from[lane]);
            let looks_at = only(room.joint.all[lane], room.joint.from[lane], now);
            more |= u64::from(later & room.live[lane]) << lane;
            odd |= u64::from((late | (looks_at > quiet_until)) & room.live[lane]) << lane;
        }
        while odd != 0 {
            let lane = odd.trailing_zeros() as usize;
            odd &= odd - 1;
            self.exception(bearing, set, lane, room, answers);
        }
        more
    }

    #[cold]
    fn exception(
        &mut self,
        bearing: &Bearing,
        set: Option<usize>,
        lane: usize,
        room: &Room,
        answers: &mut Answers,
    ) {
        let Sights { now, horizon, clock, .. } = self.sights;
        let joint = &room.joint;
        let warnings = &mut answers.warnings[lane];
        if joint.cleared[lane] && bearing.if_cleared[lane] > joint.from[lane] {
            let end = room.timed_until[lane].min(horizon[lane]);
            let from = room.timed_from[lane].max(bearing.hours[lane]).max(*now).max(bearing.if_cleared[lane]);
            let clock = &mut self.clocks[usize::from(clock[lane])];
            let first = match set {
                Some(set) if from < end => {
                    clock.first(self.engine, self.asked, set, *now, from).map(|found| found.from)
                }
                _ => Some(from),
            };
            if first.is_none_or(|first| first >= end) {
                *warnings |= warning_bit(Code::CannotClearInTime);
            }
        }
        if let Some(&movers) = set.and_then(|set| self.asked.sets.get(set)) {
            let from = only(joint.all[lane], joint.from[lane], *now);
            for calendar in calendars(self.engine, movers) {
                calendar.warn_between(Instant::clamped(*now), Instant::clamped(from), |code| {
                    *warnings |= warning_bit(code);
                });
            }
        }
    }

    /// What is to be said where no anchor is live, or the customer is none of those that the reason is for.
    fn settle(&self, asks: &Asks, wrong: &Flags, room: &Room, answers: &mut Answers) {
        let not_yet = block_bit(Code::NotApplicableYet);
        let anchored = asks.anchors.is_some();
        for lane in 0..LANES {
            let (live, wrong) = (room.live[lane], wrong[lane]);
            let closed = anchored & !wrong & (room.anchor[lane] > NEVER);
            let verdict = only(closed, EXPIRED, NOT_APPLICABLE);
            answers.verdicts[lane] = only(live, answers.verdicts[lane], verdict);
            answers.anchor_at[lane] = only(live, room.anchor[lane], FOREVER);
            answers.from[lane] = only(live, answers.from[lane], FOREVER);
            answers.until[lane] = only(live, answers.until[lane], FOREVER);
            answers.revisit_at[lane] = only(live, answers.revisit_at[lane], FOREVER);
            answers.eligible_at[lane] = only(live, answers.eligible_at[lane], FOREVER);
            answers.blocks[lane] = only(live, answers.blocks[lane], only(wrong, not_yet, 0));
            let binding = only(wrong, NOT_YET, 0);
            answers.bindings[lane] = only(live, Rank::place(room.keys[lane]), binding);
            answers.warnings[lane] = only(live, answers.warnings[lane], self.warnings[lane]);
        }
    }
}

//! One clock of one case, or of one of its parts, led through what happened: here how it starts and stops.

mod change;
mod end;
mod pause;

use super::due::Due;
use super::reading::State;
use crate::Code;
use crate::complaint::Occurrence;
use crate::inline::Inline;
use crate::policy::clocks::spec::{Reopen, Start};
use crate::policy::clocks::{Clock, Events};
use crate::time::{Calendar, Zone};
use std::sync::Arc;

/// The most causes that can stop a clock; the loader keeps to it.
const CAUSES: usize = 8;
/// A cause that does not stop it now.
const INACTIVE: i64 = i64::MIN;

/// Where a clock is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Idle,
    /// Started, but another clock must be met first.
    Waiting,
    Live,
    Met,
    Waived,
    Ended,
}

/// What a clock is read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) zones: &'a [Arc<Zone>],
    pub(super) calendars: &'a [(String, Arc<Calendar>)],
    /// For a clock that waits for another one: when that was met, if it was.
    pub(super) gate: Option<i64>,
    /// When an exit of another clock waived this one, and the place of that clock and exit.
    pub(super) waived: Option<(i64, (u16, u8))>,
}

/// A clock on its way.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) clock: &'a Clock,
    setting: Setting<'a>,
    pub(super) life: Life,
    /// When it began to run; none: it never did.
    pub(super) started: Option<i64>,
    /// From when its time is counted; later than its start after a change of priority.
    pub(super) counts_from: i64,
    /// When it was met, waived or ended.
    pub(super) stopped: i64,
    pub(super) late: bool,
    pub(super) first_met: Option<i64>,
    pub(super) round: u32,
    pub(super) missed: u32,
    /// The place on a grid of ends (`repeat_from = "due"`).
    grid: i32,
    pub(super) pauses: Inline<(i64, i64), 2, 8>,
    pub(super) paused_from: Option<i64>,
    /// Per cause when it ends: [`INACTIVE`], an instant, or `i64::MAX`.
    causes: [i64; CAUSES],
    calendar_now: Option<u16>,
    calendar: Option<u16>,
    switches: Inline<(i64, u16), 1, 4>,
    priority: Option<u8>,
    step: Option<u8>,
    pub(super) extensions: Inline<(u8, i64), 1, 4>,
    /// The time of an earlier priority had run out when it changed.
    latched: bool,
    /// The clock and the exit that were taken, for the document that is owed.
    pub(super) exit: Option<(u16, u8)>,
    /// That exit was this clock's own.
    left_early: bool,
    /// Other clocks that exits of this one waive: the exit, and when.
    pub(super) waives: Inline<(u8, i64), 1, 4>,
    pub(super) notice_too_late: bool,
    pub(super) approval_missing: bool,
    met_early: bool,
    /// Its end, found when it was met, as long as that stands.
    met_due: Option<Due>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(clock: &'a Clock, setting: Setting<'a>) -> Self {
        Self {
            clock,
            setting,
            life: Life::Idle,
            started: None,
            counts_from: 0,
            stopped: 0,
            late: false,
            first_met: None,
            round: 0,
            missed: 0,
            grid: 0,
            pauses: Inline::default(),
            paused_from: None,
            causes: [INACTIVE; CAUSES],
            calendar_now: clock.calendar,
            calendar: clock.calendar,
            switches: Inline::default(),
            priority: None,
            step: None,
            extensions: Inline::default(),
            latched: false,
            exit: None,
            waives: Inline::default(),
            notice_too_late: false,
            approval_missing: false,
            met_early: false,
            left_early: false,
            met_due: None,
        }
    }

    /// Whether an occurrence can change anything. What passes a clock by need not be shown to it: what time alone
    /// brings about is the same whenever it is looked at, unless an exit of another clock has a say in it.
    #[inline]
    pub(super) fn heeds(&self, e: &Occurrence) -> bool {
        e.event.bit() & self.clock.events != 0
            || (e.priority.is_some() && !self.clock.targets.is_empty())
            || (e.calendar.is_some() && !self.clock.regulatory)
            || self.setting.waived.is_some()
    }

    /// Something happened; occurrences come in order.
    pub(super) fn step(&mut self, e: &Occurrence, own: u16) {
        let (at, bit) = (e.at.seconds(), e.event.bit());
        self.arrive(at);
        if e.priority.is_some() && e.priority != self.priority {
            self.change_priority(e.priority, at);
        }
        if let Some(place) = e.calendar.filter(|_| !self.clock.regulatory) {
            self.calendar_now = Some(place);
            if self.life == Life::Live {
                self.switches.push((at, place));
            }
        }
        if bit & self.clock.pause_events != 0 {
            self.pause_or_resume(bit, at, e.until.map(|until| until.seconds()));
        }
        match self.life {
            Life::Live => self.while_live(e, bit, own),
            Life::Waiting if bit & self.clock.met_by != 0 && self.clock.repeat.is_none() => {
                self.stop(Life::Met, at);
                self.first_met.get_or_insert(at);
            }
            Life::Waiting if bit & self.clock.ends_on != 0 => self.stop(Life::Ended, at),
            Life::Waiting => {}
            Life::Idle if bit & self.clock.starts_on != 0 => self.start(at),
            // an answer before the first question is none to it, and nothing to wonder at
            Life::Idle if self.clock.start == Start::OldestUnanswered => {}
            Life::Idle => self.met_early |= bit & self.clock.met_by != 0,
            Life::Met | Life::Waived | Life::Ended => {
                if self.clock.start == Start::OldestUnanswered && bit & self.clock.starts_on != 0 {
                    self.start(at);
                } else if bit & self.clock.reopen_on != 0 {
                    self.reopen(at);
                }
            }
        }
    }

    /// Nothing more happened up to now.
    #[inline]
    pub(super) fn finish(&mut self, now: i64) {
        // the clock that this one waits for may have been met by the very last event
        if self.life == Life::Waiting
            && let Some(gate) = self.setting.gate.filter(|gate| *gate <= now)
        {
            self.begin(gate);
        }
        self.arrive(now);
    }

    /// What time alone brings about, up to an instant.
    #[inline]
    fn arrive(&mut self, at: i64) {
        if self.life == Life::Waiting
            && let Some(gate) = self.setting.gate.filter(|gate| *gate < at)
        {
            self.begin(gate);
        }
        if let Some((when, exit)) = self.setting.waived
            && when <= at
        {
            self.setting.waived = None;
            self.waive(when, exit);
        }
        self.settle(at);
    }

    fn while_live(&mut self, e: &Occurrence, bit: Events, own: u16) {
        let at = e.at.seconds();
        if bit & self.clock.exit_events != 0 && self.take_exits(bit, at, own) {
            return;
        }
        if bit & self.clock.met_by != 0 {
            self.meet(at);
        } else if bit & self.clock.ends_on != 0 {
            self.stop(Life::Ended, at);
        } else if bit & self.clock.notices != 0 {
            self.extend(bit, at, e.approved_by);
        }
    }

    fn start(&mut self, at: i64) {
        match (self.clock.after, self.setting.gate) {
            (Some(_), None) => self.wait(),
            (Some(_), Some(gate)) if gate > at => self.wait(),
            _ => self.begin(at),
        }
    }

    fn wait(&mut self) {
        self.life = Life::Waiting;
    }

    fn begin(&mut self, at: i64) {
        self.settle(at);
        self.life = Life::Live;
        self.started = Some(at);
        self.counts_from = at;
        self.round += 1;
        self.grid = 0;
        self.late = false;
        self.latched = false;
        self.exit = None;
        self.left_early = false;
        self.pauses = Inline::default();
        self.paused_from = self.any_cause().then_some(at);
        self.calendar = self.calendar_now;
        self.switches = Inline::default();
        self.step = None;
        self.extensions = Inline::default();
        self.met_due = None;
    }

    fn meet(&mut self, at: i64) {
        let due = self.due_when_stopped(at);
        let late = self.latched || due.at().is_some_and(|due| at > due);
        self.missed += u32::from(late);
        self.first_met.get_or_insert(at);
        match self.clock.repeat {
            None => {
                self.late = late;
                self.stop(Life::Met, at);
                self.met_due = Some(due);
            }
            Some(repeat) if repeat.from_due => {
                self.round += 1;
                self.grid = self.next_on_grid(at);
            }
            Some(_) => self.begin(at),
        }
    }

    fn stop(&mut self, life: Life, at: i64) {
        if let Some(from) = self.paused_from.take() {
            self.add_pause(from, at);
        }
        self.life = life;
        self.stopped = at;
    }

    fn waive(&mut self, at: i64, exit: (u16, u8)) {
        match self.life {
            Life::Live => {
                // what was owed and not done before stays so
                if self.latched || self.due_when_stopped(at).at().is_some_and(|due| at > due) {
                    return;
                }
            }
            Life::Idle | Life::Waiting => {}
            Life::Met | Life::Waived | Life::Ended => return,
        }
        self.stop(Life::Waived, at);
        self.exit = Some(exit);
    }

    fn reopen(&mut self, at: i64) {
        // what was met stays met then; what was only owed no more is owed again
        let ended = self.life == Life::Ended && self.clock.start == Start::First;
        // an early exit from what the law asks was taken on an end that turned out to be none
        let left_early = self.life == Life::Waived && self.clock.regulatory && self.left_early;
        let owed_again = ended || left_early;
        let mode = match (self.clock.reopen, self.clock.regulatory) {
            (Reopen::FirstClose, true) if owed_again => Reopen::CountThrough,
            (Reopen::FirstClose, false) if owed_again => Reopen::Resume,
            (mode, _) => mode,
        };
        match mode {
            Reopen::FirstClose => return,
            // it has never run: it waits as before
            _ if self.started.is_none() => return self.start(at),
            Reopen::Restart => return self.begin(at),
            Reopen::Resume => self.add_pause(self.stopped, at),
            Reopen::CountThrough => {}
        }
        self.life = Life::Live;
        self.late = false;
        self.exit = None;
        self.left_early = false;
        self.paused_from = self.any_cause().then_some(at);
        self.met_due = None;
    }

    /// When it no longer keeps others waiting.
    pub(super) fn satisfied(&self) -> Option<i64> {
        let waived = (self.life == Life::Waived).then_some(self.stopped);
        match (self.first_met, waived) {
            (Some(met), Some(waived)) => Some(met.min(waived)),
            (met, waived) => met.or(waived),
        }
    }

    /// When it stopped, or now.
    pub(super) fn end(&self, now: i64) -> i64 {
        if matches!(self.life, Life::Met | Life::Waived | Life::Ended) { self.stopped } else { now }
    }

    /// Its state, given whether it is late.
    pub(super) fn state(&self, late: bool) -> State {
        match self.life {
            Life::Idle => State::NotStarted,
            Life::Waiting => State::Waiting,
            Life::Live if late => State::Breached,
            Life::Live if self.paused_from.is_some() => State::Paused,
            Life::Live => State::Running,
            Life::Met if self.late => State::MetLate,
            Life::Met => State::Met,
            Life::Waived => State::Waived,
            Life::Ended => State::Ended,
        }
    }

    /// What the reader should know, beyond the end itself.
    pub(super) fn note(&self, mut note: impl FnMut(Code)) {
        if self.notice_too_late {
            note(Code::NoticeTooLate);
        }
        if self.approval_missing {
            note(Code::ApprovalMissing);
        }
        if self.met_early && self.life == Life::Live && self.round <= 1 && self.clock.repeat.is_none() {
            note(Code::MetBeforeStart);
        }
    }
}

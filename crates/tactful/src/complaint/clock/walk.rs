//! One clock of one case, or of one of its parts, led through what happened.

use super::due::{Dial, Due};
use super::reading::State;
use crate::Code;
use crate::complaint::Occurrence;
use crate::inline::Inline;
use crate::policy::clocks::spec::{Combine, CountFrom, EndAt, OnPriority, Reopen, Start, Term};
use crate::policy::clocks::{Clock, Events};
use crate::time::{Calendar, Span, Zone};
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
#[derive(Debug, Clone)]
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
    /// Other clocks that exits of this one waive: the exit, and when.
    pub(super) waives: Inline<(u8, i64), 1, 4>,
    pub(super) notice_too_late: bool,
    pub(super) approval_missing: bool,
    met_early: bool,
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
        }
    }

    /// Something happened; occurrences come in order.
    #[inline]
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
        self.pauses = Inline::default();
        self.paused_from = self.any_cause().then_some(at);
        self.calendar = self.calendar_now;
        self.switches = Inline::default();
        self.step = None;
        self.extensions = Inline::default();
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
        let owed_again = self.life == Life::Ended && self.clock.start == Start::First;
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
        self.paused_from = self.any_cause().then_some(at);
    }

    /// Whether this clock itself is waived by an exit.
    fn take_exits(&mut self, bit: Events, at: i64, own: u16) -> bool {
        let clock = self.clock;
        for (place, exit) in clock.exits.iter().enumerate().filter(|(_, exit)| bit & exit.met_by != 0) {
            if self.exit_end(place).at().is_none_or(|end| at > end) {
                continue;
            }
            let place = place as u8;
            if exit.waives.is_some() {
                self.waives.push((place, at));
            } else {
                self.stop(Life::Waived, at);
                self.exit = Some((own, place));
                return true;
            }
        }
        false
    }

    /// Until when an exit is open.
    pub(super) fn exit_end(&self, place: usize) -> Due {
        let Some(exit) = self.clock.exits.get(place) else { return Due::Never };
        let pauses = self.all_pauses();
        self.dial(&pauses).term(self.counts_from, &exit.within)
    }

    /// A notice brings the next step into force that it fits; one that was approved, the next that needs this approval.
    fn extend(&mut self, bit: Events, at: i64, approved_by: Option<u16>) {
        let pauses = self.all_pauses();
        if self.latched || self.due_with(&pauses).at().is_some_and(|due| at > due) {
            self.notice_too_late = true;
            return;
        }
        let next = self.step.map_or(0, |step| usize::from(step) + 1);
        let steps = || {
            let steps = self.clock.extend.iter().enumerate().skip(next);
            steps.filter(|(_, step)| step.notice & bit != 0)
        };
        let approved = steps().find(|(_, step)| step.approver.is_some() && step.approver == approved_by);
        let found = approved.or_else(|| steps().find(|(_, step)| step.approver.is_none()));
        match found.map(|(place, _)| place as u8) {
            Some(place) => {
                self.step = Some(place);
                self.extensions.push((place, at));
            }
            None => {
                let missing = steps().next().is_some();
                self.approval_missing |= missing;
            }
        }
    }

    fn change_priority(&mut self, priority: Option<u8>, at: i64) {
        if self.life == Life::Live && self.by_priority() {
            match self.clock.on_priority {
                OnPriority::Retroactive => {}
                OnPriority::FromChange => {
                    let pauses = self.all_pauses();
                    self.latched |= self.due_with(&pauses).at().is_some_and(|due| at > due);
                    self.counts_from = at;
                    self.step = None;
                    self.extensions = Inline::default();
                }
                OnPriority::Restart => {
                    self.round -= 1;
                    self.begin(at);
                }
            }
        }
        self.priority = priority;
    }

    fn by_priority(&self) -> bool {
        !self.clock.targets.is_empty() && (self.clock.repeat.is_none() || self.round <= 1)
    }

    // ---- Pauses ---------------------------------------------------------------------------------------------------

    fn any_cause(&self) -> bool {
        self.causes.iter().any(|end| *end != INACTIVE)
    }

    /// When the causes that hold now will all be over.
    fn causes_end(&self) -> i64 {
        self.causes.iter().copied().max().unwrap_or(INACTIVE)
    }

    /// Causes that end by themselves are over.
    #[inline]
    fn settle(&mut self, at: i64) {
        if self.clock.pauses.is_empty() || !self.any_cause() {
            return;
        }
        let end = self.causes_end();
        if end <= at
            && let Some(from) = self.paused_from.take()
        {
            self.add_pause(from, end);
        }
        for cause in &mut self.causes {
            if *cause <= at {
                *cause = INACTIVE;
            }
        }
    }

    fn pause_or_resume(&mut self, bit: Events, at: i64, until: Option<i64>) {
        for (pause, cause) in self.clock.pauses.iter().zip(&mut self.causes) {
            if bit & pause.until != 0 {
                *cause = INACTIVE;
            }
            if bit & pause.from != 0 && until.is_none_or(|until| until > at) {
                *cause = until.unwrap_or(i64::MAX);
            }
        }
        match (self.any_cause(), self.paused_from) {
            (true, None) if self.life == Life::Live => self.paused_from = Some(at),
            (false, Some(from)) => {
                self.paused_from = None;
                self.add_pause(from, at);
            }
            _ => {}
        }
    }

    /// Intervals come in order of their starts; those that touch are one.
    fn add_pause(&mut self, from: i64, until: i64) {
        if from >= until {
            return;
        }
        match self.pauses.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => self.pauses.push((from, until)),
        }
    }

    /// The pauses, with the one that has not ended.
    pub(super) fn all_pauses(&self) -> Inline<(i64, i64), 2, 8> {
        self.pauses_until(i64::MAX)
    }

    fn pauses_until(&self, at: i64) -> Inline<(i64, i64), 2, 8> {
        let mut pauses = self.pauses.clone();
        if let Some(from) = self.paused_from {
            let until = self.causes_end().min(at);
            match pauses.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ if from < until => pauses.push((from, until)),
                _ => {}
            }
        }
        pauses
    }

    // ---- Its end --------------------------------------------------------------------------------------------------

    pub(super) fn dial<'s>(&'s self, pauses: &'s [(i64, i64)]) -> Dial<'s> {
        Dial {
            zones: self.setting.zones,
            calendars: self.setting.calendars,
            calendar: self.calendar,
            switches: &self.switches,
            pauses,
        }
    }

    /// The terms in force, before extensions.
    pub(super) fn terms(&self) -> (&[Term], Combine) {
        let clock = self.clock;
        if let Some(repeat) = clock.repeat.as_ref().filter(|repeat| self.round > 1 && !repeat.from_due) {
            return (std::slice::from_ref(&repeat.every), Combine::Later);
        }
        let target = self.priority.and_then(|place| clock.targets.get(usize::from(place)));
        match target {
            Some(Some(target)) => (std::slice::from_ref(target), Combine::Later),
            _ => (&clock.terms, clock.combine),
        }
    }

    /// When it is due, given its pauses.
    pub(super) fn due_with(&self, pauses: &[(i64, i64)]) -> Due {
        let dial = self.dial(pauses);
        let (terms, combine) = self.terms();
        let due = dial.due(self.counts_from, terms, combine);
        if self.grid > 0 {
            return self.on_grid(due, self.grid);
        }
        match self.step.and_then(|place| self.clock.extend.get(usize::from(place))) {
            Some(step) => due.max(dial.term(self.counts_from, &step.to)),
            None => due,
        }
    }

    /// The end that held when it stopped: a pause that had not ended does not reach beyond.
    pub(super) fn due_when_stopped(&self, at: i64) -> Due {
        self.due_with(&self.pauses_until(at))
    }

    /// The k-th end after the first on a fixed grid.
    fn on_grid(&self, first: Due, k: i32) -> Due {
        let (Due::At(first), Some(repeat)) = (first, self.clock.repeat) else { return first };
        if k == 0 {
            return Due::At(first);
        }
        let Some(span) = times(repeat.every.span, k) else { return Due::Beyond };
        // counted on from the first end, on whose day nothing is left
        let term = Term { span, count_from: CountFrom::Instant, ..repeat.every };
        self.dial(&[]).term(first, &term)
    }

    /// The place on the grid whose end is the first that is still to come, beyond the present one.
    fn next_on_grid(&self, at: i64) -> i32 {
        let (terms, combine) = self.terms();
        let first = self.dial(&[]).due(self.counts_from, terms, combine);
        let later = |k: i32| self.on_grid(first, k).at().is_none_or(|end| end > at);
        let mut low = self.grid;
        let mut step = 1;
        let mut high = low.saturating_add(1);
        while !later(high) {
            low = high;
            step *= 2;
            high = low.saturating_add(step);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if later(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }

    /// From when the present round counts: its start, or the end before it on a fixed grid.
    pub(super) fn round_from(&self) -> i64 {
        if self.grid == 0 {
            return self.counts_from;
        }
        let (terms, combine) = self.terms();
        let first = self.dial(&[]).due(self.counts_from, terms, combine);
        self.on_grid(first, self.grid - 1).at().unwrap_or(self.counts_from)
    }

    /// Whether it is late at its end: now, or when it stopped.
    pub(super) fn is_late(&self, due: Due, end: i64) -> bool {
        self.late || self.latched || due.at().is_some_and(|due| end > due)
    }

    /// Whether a calendar has a say in its end.
    pub(super) fn asks_calendar(&self) -> bool {
        let by_calendar =
            |term: &Term| term.span.is_business() || term.roll || term.end_at == EndAt::CloseOfBusiness;
        self.terms().0.iter().any(by_calendar)
    }

    /// Whether it counts open time.
    pub(super) fn counts_business(&self) -> bool {
        self.terms().0.iter().any(|term| term.span.is_business())
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

/// A span, so many times.
fn times(span: Span, k: i32) -> Option<Span> {
    Some(match span {
        Span::Seconds(n) => Span::Seconds(n.checked_mul(i64::from(k))?),
        Span::BusinessSeconds(n) => Span::BusinessSeconds(n.checked_mul(i64::from(k))?),
        Span::Days(n) => Span::Days(n.checked_mul(k)?),
        Span::Months(n) => Span::Months(n.checked_mul(k)?),
        Span::BusinessDays(n) => Span::BusinessDays(n.checked_mul(k)?),
        Span::FullDays(_) | Span::DaysInclusive(_) => return None,
    })
}

//! What changes the end of a clock that runs: early exits, extensions, another priority.

use super::{Life, Walk};
use crate::complaint::clock::due::Due;
use crate::inline::Inline;
use crate::policy::clocks::Events;
use crate::policy::clocks::spec::OnPriority;

impl Walk<'_> {
    /// Whether this clock itself is waived by an exit.
    pub(super) fn take_exits(&mut self, bit: Events, at: i64, own: u16) -> bool {
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
                self.left_early = true;
                return true;
            }
        }
        false
    }

    /// Until when an exit is open.
    pub(in crate::complaint::clock) fn exit_end(&self, place: usize) -> Due {
        let Some(exit) = self.clock.exits.get(place) else { return Due::Never };
        let pauses = self.all_pauses();
        self.dial(&pauses).term(self.counts_from, &exit.within)
    }

    /// A notice brings the next step into force that it fits; one that was approved, the next that needs this approval.
    pub(super) fn extend(&mut self, bit: Events, at: i64, approved_by: Option<u16>) {
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

    pub(super) fn change_priority(&mut self, priority: Option<u8>, at: i64) {
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
        self.met_due = None;
    }

    fn by_priority(&self) -> bool {
        !self.clock.targets.is_empty() && (self.clock.repeat.is_none() || self.round <= 1)
    }
}

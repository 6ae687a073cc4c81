//! What a move changes. It is called once the guard has let the move pass.

use super::guard::{Move, Terms};
use super::refusal::Refused;
use super::sets::{Acts, Remedies};
use super::state::{MAX_PARTS, PartState, State};
use super::words::{Act, Ending, EventKind, Role, Wait, Word};

/// What nobody has to tell twice: after a case was closed, the complaint stays acknowledged and its record stays.
/// All else is done anew (C17: the next time gets the care of the first).
const KEPT: Acts = Acts::of(&[Act::Acknowledge, Act::Record]);

impl State {
    /// The state after a move.
    ///
    /// # Errors
    /// A [`Refused`] of the guard; by C1 an act that comes before is missing, by C2 the apology or listening is,
    /// by C3 the cause. Nothing has changed then.
    ///
    /// ```
    /// use tactful::complaint::{EventKind, Move, Role, State, Terms};
    /// let terms = Terms::default();
    /// let opened = State::default().after(&Move::new(EventKind::Opened, Role::Customer), &terms)?;
    /// let refused = opened.after(&Move::new(EventKind::Negotiate, Role::Direct), &terms).unwrap_err();
    /// assert_eq!(refused.rule(), "C2");
    /// # Ok::<(), tactful::complaint::Refused>(())
    /// ```
    #[inline]
    pub fn after(mut self, step: &Move, terms: &Terms) -> Result<Self, Refused> {
        self.take(step, terms)?;
        Ok(self)
    }

    /// As [`State::after`], in place; a refused move changes nothing.
    ///
    /// # Errors
    /// As [`State::after`].
    #[inline]
    pub fn take(&mut self, step: &Move, terms: &Terms) -> Result<(), Refused> {
        self.guard(step, terms)?;
        self.turn(step);
        Ok(())
    }

    pub(super) fn turn(&mut self, step: &Move) {
        if step.role == Role::Customer {
            // whoever acts is there
            self.attempts = 0;
        }
        match step.kind {
            EventKind::Opened => {
                self.count = 1;
                self.parts[0] = PartState::default();
                return;
            }
            EventKind::Split => return self.split(step.part),
            EventKind::HandOver => {
                self.hand_overs = self.hand_overs.saturating_add(u8::from(self.owned));
                self.owned = true;
            }
            EventKind::Attempt => self.attempts = self.attempts.saturating_add(1),
            EventKind::Reopen => {
                self.attempts = 0;
                self.reopenings = self.reopenings.saturating_add(1);
            }
            // the customer was there
            EventKind::Listen | EventKind::Confirm | EventKind::Negotiate | EventKind::Track => {
                self.attempts = 0
            }
            EventKind::Message => {
                self.attempts = 0;
                self.each_open(|part| {
                    part.wait = part.wait.filter(|wait| *wait != Wait::Customer);
                    // what was said before the latest word is not the latest word
                    part.redo(Acts::NONE);
                });
            }
            // one customer, one apology: for whatever is open
            EventKind::Apologise => self.each_open(|part| part.add(Act::Apologise)),
            EventKind::Lapse => {
                self.lapses |= step.conduct.map_or(0, |conduct| 1 << conduct as u8);
                self.each_open(|part| part.redo(Acts::of(&[Act::Apologise])));
            }
            _ => {}
        }
        if let Some(part) = self.parts.get_mut(usize::from(step.part)) {
            part.turn(step);
        }
    }

    fn each_open(&mut self, change: impl Fn(&mut PartState)) {
        let count = usize::from(self.count);
        self.parts.iter_mut().take(count).filter(|part| part.ending.is_none()).for_each(change);
    }

    /// A new part: the customer need not be heard again; what exactly it is about is its own to record and confirm.
    fn split(&mut self, from: u8) {
        let told = self.parts.get(usize::from(from)).copied().unwrap_or_default();
        let count = usize::from(self.count);
        if count < MAX_PARTS {
            let done = Acts(told.done.0 & Acts::up_to(Act::Acknowledge).0);
            self.parts[count] =
                PartState { done, liability: told.liability, touched: true, ..PartState::default() };
            self.count += 1;
        }
    }
}

impl PartState {
    fn add(&mut self, act: Act) {
        self.done.0 |= 1 << act as u16;
    }

    /// These are to be done anew, and what the customer said before no longer counts.
    fn redo(&mut self, acts: Acts) {
        self.done.0 &= !acts.with(Acts::of(&[Act::Track])).0;
    }

    fn turn(&mut self, step: &Move) {
        const LATER: Acts = Acts(Acts::ALL.0 & !Acts::up_to(Act::Negotiate).0);
        if step.kind as u8 <= EventKind::Track as u8 {
            self.touched = true;
            self.wait = None;
        }
        match step.kind {
            EventKind::Listen => self.add(Act::Listen),
            EventKind::Acknowledge => {
                self.add(Act::Acknowledge);
                self.liability = step.liability.or(self.liability);
            }
            EventKind::Record => {
                self.add(Act::Record);
                self.redo(Acts::of(&[Act::Confirm]));
            }
            EventKind::Confirm => self.add(Act::Confirm),
            EventKind::Cause => {
                self.add(Act::Cause);
                if self.cause != step.cause {
                    self.redo(LATER.with(Acts::of(&[Act::Negotiate])));
                    self.remedies = Remedies::NONE;
                }
                self.cause = step.cause;
            }
            EventKind::Negotiate if step.agreed => {
                self.redo(LATER);
                self.add(Act::Negotiate);
                self.remedies = step.remedies;
            }
            // an offer refused leaves what was agreed before as it is, and other offers possible
            EventKind::Negotiate => {
                // to ask what the customer wishes is no offer
                let offer = !step.remedies.is_empty();
                self.refused = self.refused.saturating_add(u8::from(offer));
            }
            EventKind::Commit => {
                self.redo(LATER);
                self.add(Act::Commit);
                self.open = self.open.saturating_add(1);
            }
            EventKind::Act => {
                self.redo(Acts::NONE);
                self.add(Act::Act);
            }
            EventKind::Track => self.word(step.word),
            EventKind::Fulfil => {
                self.redo(Acts::NONE);
                self.open = self.open.saturating_sub(1);
                self.wait = None;
            }
            EventKind::Break => {
                self.redo(LATER.with(Acts::of(&[Act::Apologise])));
                self.open = self.open.saturating_sub(1);
                self.wait = None;
            }
            EventKind::Wait => self.wait = step.wait,
            EventKind::Resume => self.wait = None,
            EventKind::Refer => {
                self.referred = true;
                self.wait = Some(Wait::Others);
            }
            EventKind::Withdraw => self.end(Ending::Withdrawn),
            EventKind::Close => step.ending.into_iter().for_each(|ending| self.end(ending)),
            EventKind::Reopen => {
                let done = Acts(self.done.0 & KEPT.0);
                *self = Self { done, liability: self.liability, reopened: true, ..Self::default() };
            }
            _ => {}
        }
        self.touched |= matches!(
            step.kind,
            EventKind::Fulfil
                | EventKind::Break
                | EventKind::Attempt
                | EventKind::Wait
                | EventKind::Refer
                | EventKind::Grant
        );
    }

    fn word(&mut self, word: Option<Word>) {
        match word {
            Some(Word::Satisfied) => self.add(Act::Track),
            Some(Word::Unsatisfied) => {
                self.redo(Acts::ALL.without(Acts::before(Act::Negotiate)));
                self.refused = self.refused.saturating_add(1);
            }
            // asked, and to be asked again
            Some(Word::Patient) | None => {}
        }
    }

    fn end(&mut self, ending: Ending) {
        self.ending = Some(ending);
        self.wait = None;
        self.open = 0;
    }
}

//! The guard: what must be done before what, by whom. A table, and what a table cannot say.

use super::refusal::Refused;
use super::sets::{Acts, Remedies, Roles};
use super::state::{MAX_PARTS, PartState, State};
use super::words::{Act, Cause, Conduct, Ending, EventKind, Liability, Power, Role, Wait, Word};
use crate::Code;

/// What an event asks of the state: the event without its names and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Move {
    /// What happens.
    pub kind: EventKind,
    /// Who acts.
    pub role: Role,
    /// The part, from 0; of a split, the part that is divided.
    pub part: u8,
    /// The cause found.
    pub cause: Option<Cause>,
    /// Whether we answer for it.
    pub liability: Option<Liability>,
    /// The remedies agreed, or the one granted.
    pub remedies: Remedies,
    /// Whether the customer agreed.
    pub agreed: bool,
    /// A commitment names its act, owner and due time.
    pub complete: bool,
    /// What the customer says.
    pub word: Option<Word>,
    /// For whom we wait.
    pub wait: Option<Wait>,
    /// How it ends.
    pub ending: Option<Ending>,
    /// What was not kept.
    pub conduct: Option<Conduct>,
    /// The power used.
    pub power: Option<Power>,
}

impl Move {
    /// A move of the main part with nothing but its kind and role.
    #[must_use]
    pub const fn new(kind: EventKind, role: Role) -> Self {
        Self {
            kind,
            role,
            part: 0,
            cause: None,
            liability: None,
            remedies: Remedies::NONE,
            agreed: false,
            complete: false,
            word: None,
            wait: None,
            ending: None,
            conduct: None,
            power: None,
        }
    }

    /// Whether it carries what its kind needs; an agreement, a commitment and a satisfied closing have refusals of
    /// their own.
    const fn says_enough(&self) -> bool {
        match self.kind {
            EventKind::Cause => self.cause.is_some(),
            EventKind::Track => self.word.is_some(),
            EventKind::Wait => self.wait.is_some(),
            EventKind::Lapse => self.conduct.is_some(),
            EventKind::Grant => self.power.is_some(),
            EventKind::Close => self.ending.is_some(),
            _ => true,
        }
    }
}

/// The policy's figures that guards compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Terms {
    /// The remedies that fit each cause, in the order of [`Cause::ALL`] (C3).
    pub fit: [Remedies; 4],
    /// Remedies that only go beside another one.
    pub beside: Remedies,
    /// Attempts on record before a case may be closed as unreached.
    pub attempts: u8,
    /// Refused offers before a case may be closed with a last word.
    pub offers: u8,
}

impl Terms {
    /// Terms that refuse nothing: for events that were accepted under the policy of their time.
    pub const LENIENT: Self =
        Self { fit: [Remedies(u16::MAX); 4], beside: Remedies::NONE, attempts: 0, offers: 0 };
}

/// Every remedy fits every cause; three attempts; two offers.
impl Default for Terms {
    fn default() -> Self {
        Self { attempts: 3, offers: 2, ..Self::LENIENT }
    }
}

/// What must be done before, and who may do it.
struct Needs {
    acts: Acts,
    by: Roles,
}

const COUNT: usize = EventKind::ALL.len();

/// The table: for every kind of event the acts that come first, and the roles that may do it.
const NEEDS: [Needs; COUNT] = {
    let staff = Roles::STAFF;
    let mut table = [const { Needs { acts: Acts::NONE, by: Roles(u16::MAX) } }; COUNT];
    let mut i = 0;
    while i < 10 {
        // each act needs all that come before it in C1's order
        table[i] = Needs { acts: Acts((1 << i) - 1), by: staff };
        i += 1;
    }
    let heard = Acts::up_to(Act::Listen);
    table[EventKind::Confirm as usize].by = staff.with(Roles::of(&[Role::Customer]));
    table[EventKind::Track as usize].by = staff.with(Roles::of(&[Role::Customer]));
    table[EventKind::Fulfil as usize].by = staff.with(Roles::of(&[Role::System, Role::Outside]));
    table[EventKind::Break as usize].by = staff.with(Roles::of(&[Role::System, Role::Customer]));
    table[EventKind::Attempt as usize].by = staff.with(Roles::of(&[Role::System]));
    // C2, no delay: nobody is made to wait before the apology
    table[EventKind::Wait as usize] =
        Needs { acts: Acts::up_to(Act::Apologise), by: staff.with(Roles::of(&[Role::System])) };
    table[EventKind::HandOver as usize] = Needs { acts: heard, by: staff.with(Roles::of(&[Role::System])) };
    table[EventKind::Refer as usize] =
        Needs { acts: Acts::up_to(Act::Confirm), by: staff.with(Roles::of(&[Role::Customer])) };
    table[EventKind::Split as usize] = Needs { acts: heard, by: staff };
    table[EventKind::Rebut as usize].by = Roles::NONE;
    table[EventKind::Grant as usize] = Needs { acts: Acts::up_to(Act::Cause), by: staff };
    table[EventKind::Report as usize].by = staff;
    table[EventKind::Answer as usize].by = Roles::of(&[Role::Manager]);
    table[EventKind::Withdraw as usize].by = staff.with(Roles::of(&[Role::Customer]));
    table[EventKind::Close as usize].by = staff.with(Roles::of(&[Role::System]));
    table
};

/// Who may do it.
pub(super) const fn by(kind: EventKind) -> Roles {
    NEEDS[kind as usize].by
}

impl State {
    /// Whether a move is in order; nothing changes.
    ///
    /// # Errors
    /// A [`Refused`] with the code, the acts that are missing, and the roles that could do what is missing (C1, C2,
    /// C3). See [`State::after`].
    #[inline]
    pub fn guard(&self, step: &Move, terms: &Terms) -> Result<(), Refused> {
        let Needs { acts, by } = &NEEDS[step.kind as usize];
        if step.kind == EventKind::Opened {
            return if self.count == 0 { Ok(()) } else { Err(Refused::new(Code::CaseIsOpen)) };
        }
        let Some(part) = self.parts().get(usize::from(step.part)) else {
            let code = if self.count == 0 { Code::UnknownCase } else { Code::UnknownPart };
            return Err(Refused::new(code));
        };
        if step.kind == EventKind::Rebut {
            return Err(rebuttal(part));
        }
        if !by.has(step.role) {
            return Err(Refused { by: *by, ..Refused::new(Code::WrongRole) });
        }
        let ended = if of_the_whole_case(step.kind) { self.is_closed() } else { part.ending.is_some() };
        if ended && !after_the_end(step.kind) {
            return Err(Refused::new(Code::CaseIsClosed));
        }
        let free = match step.kind {
            // the first owner takes it from nobody
            EventKind::HandOver => !self.owned,
            // the customer may turn to whomever, whenever
            EventKind::Refer => step.role == Role::Customer,
            // caring service soothes; it waits for no cause
            EventKind::Grant => step.power == Some(Power::CaringService),
            _ => false,
        };
        let missing = if free { Acts::NONE } else { acts.without(part.done) };
        if !missing.is_empty() {
            return Err(out_of_order(step, missing));
        }
        self.terms(step, part, terms)
    }

    /// What the table of acts and roles cannot say.
    #[inline]
    fn terms(&self, step: &Move, part: &PartState, terms: &Terms) -> Result<(), Refused> {
        if !step.says_enough() {
            return Err(Refused::new(Code::MissingField));
        }
        match step.kind {
            EventKind::Negotiate if step.agreed && step.remedies.is_empty() => {
                Err(Refused::new(Code::NoRemedy))
            }
            EventKind::Negotiate if step.agreed => {
                let alone = step.remedies.0 & !terms.beside.0 == 0;
                if alone { Err(Refused::new(Code::RemedyBeside)) } else { fits(step, part, terms) }
            }
            EventKind::Grant if !step.remedies.is_empty() => {
                let under = step.power.map_or(Remedies::NONE, |power| power.remedies());
                if step.remedies.0 & !under.0 != 0 {
                    return Err(Refused::new(Code::RemedyOfAnotherPower));
                }
                fits(step, part, terms)
            }
            EventKind::Commit if part.open == u8::MAX => Err(Refused::new(Code::TooLarge)),
            EventKind::Commit if !step.complete => Err(Refused::new(Code::CommitmentIncomplete)),
            EventKind::Fulfil | EventKind::Break if part.open == 0 => {
                Err(Refused::new(Code::UnknownCommitment))
            }
            EventKind::Resume if part.wait.is_none() => Err(Refused::new(Code::NotWaiting)),
            EventKind::Split if usize::from(self.count) >= MAX_PARTS => Err(Refused::new(Code::TooLarge)),
            EventKind::Reopen if part.ending.is_none() => Err(Refused::new(Code::CaseIsOpen)),
            EventKind::Close => self.close(step, part, terms),
            _ => Ok(()),
        }
    }

    fn close(&self, step: &Move, part: &PartState, terms: &Terms) -> Result<(), Refused> {
        let missing = part.missing();
        let word = Acts::of(&[Act::Track]);
        match step.ending {
            // the customer's word, which no program gives; what was promised is released
            Some(Ending::Withdrawn) if !by(EventKind::Withdraw).has(step.role) => {
                Err(Refused { by: by(EventKind::Withdraw), ..Refused::new(Code::WrongRole) })
            }
            Some(Ending::Withdrawn) => Ok(()),
            Some(Ending::Outside) if !part.referred => {
                Err(Refused { by: by(EventKind::Refer), ..Refused::new(Code::NotReferred) })
            }
            Some(Ending::Satisfied) if !missing.without(word).is_empty() => Err(out_of_order(step, missing)),
            _ if part.open > 0 => {
                Err(Refused { by: by(EventKind::Fulfil), ..Refused::new(Code::CommitmentOpen) })
            }
            Some(Ending::Outside) => Ok(()),
            Some(Ending::Satisfied) if missing.is_empty() => Ok(()),
            Some(Ending::Unreached) if self.attempts < terms.attempts => {
                Err(Refused { by: by(EventKind::Attempt), ..Refused::new(Code::AttemptsMissing) })
            }
            Some(Ending::Unreached) => Ok(()),
            Some(Ending::Exhausted) if part.refused < terms.offers => {
                Err(Refused { by: by(EventKind::Negotiate), ..Refused::new(Code::OffersMissing) })
            }
            Some(Ending::Exhausted) if step.role != Role::Manager => {
                Err(Refused { by: Roles::of(&[Role::Manager]), ..Refused::new(Code::WrongRole) })
            }
            Some(Ending::Exhausted) => Ok(()),
            Some(Ending::Satisfied) | None => Err(Refused {
                missing: word,
                by: by(EventKind::Track),
                ..Refused::new(Code::SilenceIsNotSatisfaction)
            }),
        }
    }
}

/// What concerns the customer or the case as a whole, whatever part it names.
const fn of_the_whole_case(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Apologise
            | EventKind::Attempt
            | EventKind::HandOver
            | EventKind::Lapse
            | EventKind::Message
    )
}

/// What may still happen to a part that has ended.
const fn after_the_end(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Reopen | EventKind::Message | EventKind::Note | EventKind::Report | EventKind::Answer
    )
}

fn fits(step: &Move, part: &PartState, terms: &Terms) -> Result<(), Refused> {
    let Some(cause) = part.cause else {
        return Err(Refused {
            missing: Acts::of(&[Act::Cause]),
            by: by(EventKind::Cause),
            ..Refused::new(Code::RemedyWithoutCause)
        });
    };
    let fit = terms.fit[cause as usize];
    if step.remedies.0 & !fit.0 == 0 { Ok(()) } else { Err(Refused::new(Code::RemedyDoesNotFit)) }
}

/// The refusal of a move whose time has not come, by the first act that is missing.
#[cold]
fn out_of_order(step: &Move, missing: Acts) -> Refused {
    let (code, kind) = match missing.first() {
        Some(Act::Apologise) => (Code::ApologyFirst, EventKind::Apologise),
        Some(Act::Listen) => (Code::ApologyFirst, EventKind::Listen),
        Some(Act::Cause) if matches!(step.kind, EventKind::Negotiate | EventKind::Grant) => {
            (Code::RemedyWithoutCause, EventKind::Cause)
        }
        first => (Code::ActOutOfOrder, first.map_or(step.kind, |act| EventKind::ALL[act as usize].1)),
    };
    Refused { missing, by: by(kind), ..Refused::new(code) }
}

/// C2 forbids it at the start, even to those who are in the right; C1 throughout.
#[cold]
fn rebuttal(part: &PartState) -> Refused {
    let missing = Acts::up_to(Act::Listen).without(part.done);
    let kind = if missing.is_empty() { EventKind::Negotiate } else { EventKind::Apologise };
    Refused { missing, by: by(kind), ..Refused::new(Code::NoRebuttal) }
}

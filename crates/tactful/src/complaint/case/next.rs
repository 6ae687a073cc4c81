//! What may be done now, and by whom.

use super::guard::{Move, Terms};
use super::sets::Roles;
use super::state::State;
use super::words::{Cause, Ending, EventKind, Power, Role, Wait, Word};

/// Something that may be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Next {
    /// The part, from 0.
    pub part: u8,
    /// What.
    pub kind: EventKind,
    /// How the part would end; for [`EventKind::Close`] alone.
    pub ending: Option<Ending>,
    /// By whom.
    pub by: Roles,
    /// Whether it is the act that C1's order asks for.
    pub due: bool,
}

/// What a host may record at any time, or what nobody plans.
const NOT_PLANNED: [EventKind; 7] = [
    EventKind::Opened,
    EventKind::Message,
    EventKind::Note,
    EventKind::Lapse,
    EventKind::Rebut,
    EventKind::Report,
    EventKind::Answer,
];

/// What is done once for the case, not for each part.
const OF_THE_CASE: [EventKind; 2] = [EventKind::Attempt, EventKind::HandOver];

impl State {
    /// What may be done now: for each part, in the order of [`EventKind::ALL`], each ending by itself.
    ///
    /// ```
    /// use tactful::complaint::{EventKind, Move, Role, State, Terms};
    /// let terms = Terms::default();
    /// let opened = State::default().after(&Move::new(EventKind::Opened, Role::Customer), &terms)?;
    /// let next = opened.next(&terms);
    /// let due = next.iter().find(|next| next.due).map(|next| next.kind);
    /// assert_eq!(due, Some(EventKind::Apologise));
    /// # Ok::<(), tactful::complaint::Refused>(())
    /// ```
    #[must_use]
    pub fn next(&self, terms: &Terms) -> Vec<Next> {
        let mut found = Vec::new();
        for (index, part) in self.parts().iter().enumerate() {
            let first = part.missing().first().filter(|_| part.ending().is_none());
            for &(_, kind) in EventKind::ALL.iter().filter(|(_, kind)| !NOT_PLANNED.contains(kind)) {
                if index > 0 && OF_THE_CASE.contains(&kind) {
                    continue;
                }
                let endings = if kind == EventKind::Close { Ending::ALL } else { &Ending::ALL[..1] };
                for &(_, ending) in endings {
                    // that is `withdraw`
                    if kind == EventKind::Close && ending == Ending::Withdrawn {
                        continue;
                    }
                    let (index, ending) = (index as u8, (kind == EventKind::Close).then_some(ending));
                    let by = self.who(index, kind, ending, terms);
                    if !by.is_empty() {
                        let due = first.is_some() && kind.act() == first;
                        found.push(Next { part: index, kind, ending, by, due });
                    }
                }
            }
        }
        found
    }

    /// The roles that may do it now, with such details as would be let pass.
    fn who(&self, part: u8, kind: EventKind, ending: Option<Ending>, terms: &Terms) -> Roles {
        let may = |&role: &Role| {
            let step = Move {
                part,
                cause: Some(Cause::ProductFault),
                complete: true,
                word: Some(Word::Patient),
                wait: Some(Wait::Others),
                power: Some(Power::CaringService),
                ending,
                ..Move::new(kind, role)
            };
            self.guard(&step, terms).is_ok()
        };
        Role::ALL.iter().map(|&(_, role)| role).filter(may).collect()
    }
}

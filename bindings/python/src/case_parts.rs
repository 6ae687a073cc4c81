//! What a case tells of itself: its parts, what was promised, what may be done next.

use crate::record::{At, Items, record, word};
use tactful::complaint::{Act, Commitment as CorePromise, Next, PartState, Remedy, Role};

record! {
    /// How far one part of a case has come (C1, C3); the first part is the case itself.
    CasePart shows [part, status, stage, ending, missing] {
        /// Its name; None: the case itself. Of a :class:`CaseState`, which has no names, its number as text.
        part: Option<String>,
        /// Where it stands: `new`, `open`, `pending`, `on_hold`, `solved`, `closed`, `reopened`.
        status: String,
        /// The stage of ISO 10002.
        stage: String,
        /// How it ended, if it did.
        ending: Option<String>,
        /// The acts done, as far as they still count, in C1's order.
        done: Items<String>,
        /// The acts still to do before the customer's word can close it.
        missing: Items<String>,
        /// What it is about, if that was found (C3).
        cause: Option<String>,
        /// Whether we answer for it, as far as that was said.
        liability: Option<String>,
        /// The remedies agreed.
        remedies: Items<String>,
        /// Commitments made and neither kept nor broken yet.
        open_commitments: u8,
        /// Offers that the customer refused since it was opened or reopened.
        refused_offers: u8,
        /// Whether the customer said, after the last act, that it is put right.
        satisfied: bool,
    }
}

record! {
    /// Something that was promised to a customer (C1).
    Commitment shows [id, what, owner, due, state] {
        /// The id of the promise.
        id: String,
        /// The part of the case; None: the case itself.
        part: Option<String>,
        /// What was promised.
        what: String,
        /// Who is to do it.
        owner: String,
        /// Until when, in UTC.
        due: At,
        /// What became of it: `open`, `kept`, `broken`, `released`.
        state: String,
    }
}

record! {
    /// Something that may be done now (C1).
    NextAct shows [part, kind, ending, by, due] {
        /// The part of the case; None: the case itself.
        part: Option<String>,
        /// What, as :meth:`Case.act` takes it.
        kind: String,
        /// How the part would end; of `close` alone.
        ending: Option<String>,
        /// The roles that may do it.
        by: Items<String>,
        /// Whether it is the act that C1's order asks for.
        due: bool,
    }
}

impl CasePart {
    pub(crate) fn of_state(part: Option<String>, state: &PartState) -> Self {
        Self {
            part,
            status: word(state.status().as_str()),
            stage: word(state.stage().as_str()),
            ending: state.ending().map(|ending| word(ending.as_str())),
            done: state.done().iter().map(Act::as_str).map(word).collect(),
            missing: state.missing().iter().map(Act::as_str).map(word).collect(),
            cause: state.cause().map(|cause| word(cause.as_str())),
            liability: state.liability().map(|liability| word(liability.as_str())),
            remedies: state.remedies().iter().map(Remedy::as_str).map(word).collect(),
            open_commitments: state.commitments(),
            refused_offers: state.refused_offers(),
            satisfied: state.is_satisfied(),
        }
    }
}

impl Commitment {
    pub(crate) fn of_promise(promise: &CorePromise, part: Option<String>) -> Self {
        Self {
            id: promise.id.clone(),
            part,
            what: promise.what.clone(),
            owner: promise.owner.clone(),
            due: At::utc(promise.due),
            state: word(promise.state.as_str()),
        }
    }
}

impl NextAct {
    pub(crate) fn of_next(next: &Next, part: Option<String>) -> Self {
        Self {
            part,
            kind: word(next.kind.as_str()),
            ending: next.ending.map(|ending| word(ending.as_str())),
            by: next.by.iter().map(Role::as_str).map(word).collect(),
            due: next.due,
        }
    }
}

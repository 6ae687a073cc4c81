//! What becomes of facts, by the words that they say.

use super::asked::{ASIDE, Asked};
use crate::Engine;
use crate::customer::{Filter, Kind, Word};
use crate::followup::folder::Ready;
use crate::policy::Anchor;
use crate::time::Instant;
use std::num::NonZeroU16;

/// What becomes of facts that say the same words.
#[derive(Debug, Clone, Default)]
pub(super) struct Action {
    /// Columns that keep the latest instant.
    pub(super) latest: Vec<u8>,
    /// Those of columns that count contacts.
    pub(super) counted: Vec<u8>,
    pub(super) rings: Vec<u16>,
    pub(super) about: About,
    pub(super) tallied: Tallied,
    /// What else counts.
    pub(super) detail: Option<Detail>,
}

/// What of a fact counts beside its instant.
#[derive(Debug, Clone, Default)]
pub(super) enum About {
    #[default]
    Nothing,
    /// The customer is left to single decisions.
    Leave,
    Opened,
    Closed,
    /// A word of consent, whose instant is all that counts.
    Word,
    /// What is granted.
    Granted(Vec<u16>),
}

/// As what facts are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub(super) enum Tallied {
    #[default]
    Nothing,
    /// Without an id it may count twice.
    Contact,
    /// More of them than are kept may be forgotten.
    Consent,
}

impl Tallied {
    pub(super) const KINDS: usize = 4;
}

/// What becomes of facts that say the same words: [`super::Batch::telling`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling {
    /// One more than the place of the action.
    action: NonZeroU16,
    /// Where the instant goes, if that is all that counts of the facts, and goes to no more than that.
    pub(super) columns: [u8; 2],
    /// 1: it goes to the first ring as well.
    pub(super) ringed: u8,
    /// 1: it is told of one by one.
    pub(super) single: u8,
    /// 1: of two at one instant nobody knows whether they are one.
    pub(super) distinct: u8,
    pub(super) tallied: Tallied,
}

impl Telling {
    /// Of facts that no batch is told: whoever has one is left to single decisions.
    pub const LEFT: Self = Self { single: 1, ..Self::NOBODY };
    /// Of facts of customers who are not in the batch.
    pub const NOBODY: Self = Self {
        action: NonZeroU16::MAX,
        columns: [ASIDE; 2],
        ringed: 0,
        single: 0,
        distinct: 0,
        tallied: Tallied::Nothing,
    };
    /// As many actions can be told apart.
    pub(super) const MANY: usize = u16::MAX as usize - 1;

    /// That of an action at a place.
    pub(super) fn new(action: &Action, place: usize) -> Self {
        let number = u16::try_from(place + 1).ok().and_then(NonZeroU16::new).unwrap_or(NonZeroU16::MAX);
        let distinct = u8::from(!action.counted.is_empty() || !action.rings.is_empty());
        let known = Self { action: number, distinct, tallied: action.tallied, ..Self::NOBODY };
        let mut columns = action.latest.iter().chain(&action.counted).copied();
        let columns = [columns.next(), columns.next(), columns.next()];
        match (columns, &*action.rings, action.detail) {
            ([one, other, None], rings @ ([] | [0]), None) => Self {
                columns: [one.unwrap_or(ASIDE), other.unwrap_or(ASIDE)],
                ringed: rings.len() as u8,
                ..known
            },
            // all of it is told then, and counted
            _ => Self { single: 1, tallied: Tallied::Nothing, ..known },
        }
    }

    /// The action among all; none: [`Telling::LEFT`].
    pub(super) fn action(self, actions: &[Action]) -> Option<&Action> {
        actions.get(usize::from(self.action.get()) - 1)
    }
}

/// What of [`More`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The case, of a complaint or of a contact about one.
    Case,
    /// The end and the contact point, of a consent.
    Consent,
}

/// What few facts say beside their words and their instant.
#[derive(Debug, Clone, Copy, Default)]
pub struct More {
    /// The case.
    pub case: Word,
    /// The end of a consent.
    pub until: Option<Instant>,
    /// The address or number.
    pub contact_point: Word,
}

impl Action {
    /// Of facts that say `never` anything of some parts.
    pub(super) fn new(engine: &Engine, asked: &Asked, ready: &Ready, never: &[Detail]) -> Self {
        let (sorted, entry) = (&ready.sorted, &ready.entry);
        let is = |kind: Kind| sorted.kind == kind.bit();
        let mut action = Self::default();
        if is(Kind::Contact) {
            action.tallied = Tallied::Contact;
        }
        for &scope in &ready.scopes {
            let (column, ring, leaves) = asked.of_scope(engine, scope);
            let of_column = if column.is_some_and(|it| asked.counts(it)) {
                &mut action.counted
            } else {
                &mut action.latest
            };
            of_column.extend(column);
            action.rings.extend(ring);
            if leaves {
                action.about = About::Leave;
            }
        }
        // what may be refused, and what colleagues say of complaints, is seen to one by one
        let complaint =
            Kind::ComplaintOpened.bit() | Kind::ComplaintReopened.bit() | Kind::ComplaintClosed.bit();
        if is(Kind::DoNotContactLifted) || (sorted.colleague && sorted.kind & complaint != 0) {
            action.about = About::Leave;
        }
        if matches!(action.about, About::Leave) {
            action.detail = Some(Detail::Case);
        }
        if sorted.colleague || matches!(action.about, About::Leave) {
            return action;
        }
        let consents = || {
            let purpose = entry.purpose.map_or(Filter::ALL_PURPOSES, |purpose| purpose.bit());
            let every = entry.channel.bit == 0;
            let fits = |&(bit, channel): &(u64, u8)| {
                purpose & bit != 0 && (every || entry.channel.bit >> channel & 1 == 1)
            };
            let fitting = asked.consents.iter().zip(0..).filter(move |(asked, _)| fits(asked));
            fitting.map(|(_, place)| place).collect::<Vec<u16>>()
        };
        let instant_only = never.contains(&Detail::Consent);
        action.about = if is(Kind::ConsentGiven) {
            action.tallied = Tallied::Consent;
            match instant_only {
                true => {
                    action.latest.extend(consents().into_iter().map(|place| asked.granted(place)));
                    About::Word
                }
                false => About::Granted(consents()),
            }
        } else if is(Kind::ConsentWithdrawn) || is(Kind::ConsentRefused) {
            action.tallied = Tallied::Consent;
            action.latest.extend(consents().into_iter().map(|place| asked.withdrawn(place)));
            // what was taken back for a channel that nobody knows is taken back for every one
            if entry.channel.is_unknown() { About::Leave } else { About::Word }
        } else if is(Kind::ComplaintOpened) || is(Kind::ComplaintReopened) {
            About::Opened
        } else if is(Kind::ComplaintClosed) {
            About::Closed
        } else if is(Kind::LevelAssigned) && asked.questions.iter().any(|asks| !asks.levels.is_empty()) {
            About::Leave
        } else {
            About::Nothing
        };
        let reason = engine.reasons.get(sorted.reason as usize);
        // of a contact about a case a reason of the policy may keep something
        let of_case = is(Kind::Contact) && reason.is_some_and(|it| matches!(it.anchor, Anchor::Case { .. }));
        action.detail = match action.about {
            About::Nothing if !of_case || never.contains(&Detail::Case) => None,
            About::Word if instant_only => None,
            About::Word | About::Granted(_) => Some(Detail::Consent),
            _ => Some(Detail::Case),
        };
        action
    }
}

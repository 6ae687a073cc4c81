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
    Complaint {
        /// Or closed.
        opened: bool,
    },
    /// A word of consent, whose instant is all that counts.
    Word,
    /// The same, of which the end counts as well: its place among those that were met, and its column.
    Granted { place: usize, column: u8 },
}

/// As what facts are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tallied {
    #[default]
    Nothing,
    /// Without an id it may count twice.
    Contact,
    /// More of them than are kept may be forgotten.
    Consent,
}

/// What becomes of facts that say the same words: [`super::Batch::telling`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling {
    /// What is counted of them.
    pub(super) tally: Tally,
    /// One more than the place of the action.
    action: NonZeroU16,
    /// Where the instant goes: each one of the columns.
    pub(super) columns: [u8; Telling::COLUMNS],
    pub(super) told: Way,
    /// Of two such facts at one instant nobody knows whether they are one.
    pub(super) distinct: bool,
}

/// How facts are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Way {
    /// By storing the instant in columns, and in the first ring.
    Stored,
    /// One by one.
    Alone,
    /// As an opened complaint, and no more.
    Opened,
    /// The same, a closed one.
    Closed,
}

impl Telling {
    /// Of facts that no batch is told: whoever has one is left to single decisions.
    pub const LEFT: Self = Self { told: Way::Alone, ..Self::NOBODY };
    /// Of facts of customers who are not in the batch.
    pub const NOBODY: Self = Self {
        tally: Tally::NOTHING,
        action: NonZeroU16::MAX,
        columns: [ASIDE; Self::COLUMNS],
        told: Way::Stored,
        distinct: false,
    };
    /// As many actions can be told apart.
    pub(super) const MANY: usize = u16::MAX as usize - 1;
    /// Facts that go to more columns are told of one by one.
    const COLUMNS: usize = 3;

    /// That of an action at a place.
    pub(super) fn new(action: &Action, place: usize) -> Self {
        let number = u16::try_from(place + 1).ok().and_then(NonZeroU16::new).unwrap_or(NonZeroU16::MAX);
        let distinct = !action.counted.is_empty() || !action.rings.is_empty();
        let known = Self { action: number, distinct, ..Self::NOBODY };
        let mut latest = action.latest.iter().chain(&action.counted).copied();
        let columns = std::array::from_fn(|_| latest.next().unwrap_or(ASIDE));
        let none = columns == [ASIDE; Self::COLUMNS];
        match (latest.next(), &*action.rings, action.detail, &action.about) {
            (None, [] | [0], None, _) => Self { columns, tally: Tally::of(action), ..known },
            (_, [], _, &About::Complaint { opened }) if none => {
                Self { told: if opened { Way::Opened } else { Way::Closed }, ..known }
            }
            _ => Self { told: Way::Alone, ..known },
        }
    }

    /// Whether they are told of one by one.
    #[inline(always)]
    pub(super) fn alone(self) -> bool {
        self.told != Way::Stored
    }

    /// Whether it is [`Telling::NOBODY`].
    #[inline(always)]
    pub(super) fn is_nobody(self) -> bool {
        self == Self::NOBODY
    }

    /// The action among all; none: [`Telling::LEFT`].
    pub(super) fn action(self, actions: &[Action]) -> Option<&Action> {
        actions.get(usize::from(self.action.get()) - 1)
    }
}

/// Three counts in one number, that grow together: contacts in the first ring, all contacts, and words of consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally(u64);

impl Tally {
    pub(super) const NOTHING: Self = Self(0);
    /// More than can be counted: where nothing was.
    pub(super) const NEVER: Self = Self(u64::MAX);
    /// Each count has so many bits.
    const BITS: u32 = 21;
    /// So many facts can be counted.
    pub(super) const MOST: usize = (1 << Self::BITS) - 1;

    fn of(action: &Action) -> Self {
        let tallied = match action.tallied {
            Tallied::Nothing => 0,
            Tallied::Contact => 1 << Self::BITS,
            Tallied::Consent => 1 << (2 * Self::BITS),
        };
        Self(tallied | action.rings.len() as u64)
    }

    #[inline(always)]
    pub(super) fn add(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }

    /// What was counted since that.
    pub(super) fn since(self, before: Self) -> Self {
        Self(self.0.wrapping_sub(before.0))
    }

    #[inline(always)]
    pub(super) fn ringed(self) -> u32 {
        self.0 as u32 & Self::MOST as u32
    }

    pub(super) fn contacts(self) -> u32 {
        (self.0 >> Self::BITS) as u32 & Self::MOST as u32
    }

    pub(super) fn words(self) -> u32 {
        (self.0 >> (2 * Self::BITS)) as u32
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
    pub(super) fn new(engine: &Engine, asked: &mut Asked, ready: &Ready, never: &[Detail]) -> Self {
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
        let (purposes, channels) =
            (entry.purpose.map_or(Filter::ALL_PURPOSES, |it| it.bit()), entry.channel.bit);
        let instant_only = never.contains(&Detail::Consent);
        let granted = is(Kind::ConsentGiven);
        action.about = if granted || is(Kind::ConsentWithdrawn) || is(Kind::ConsentRefused) {
            action.tallied = Tallied::Consent;
            // what was taken back for a channel that nobody knows is taken back for every one
            let odd = !granted && entry.channel.is_unknown();
            let ends = granted && !instant_only;
            match if odd { None } else { asked.word((granted, ends), purposes, channels) } {
                None => About::Leave,
                Some((place, column)) if ends => About::Granted { place, column },
                Some((_, column)) => {
                    action.latest.push(column);
                    About::Word
                }
            }
        } else if is(Kind::ComplaintOpened) || is(Kind::ComplaintReopened) {
            About::Complaint { opened: true }
        } else if is(Kind::ComplaintClosed) {
            About::Complaint { opened: false }
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
            About::Word | About::Granted { .. } => Some(Detail::Consent),
            _ => Some(Detail::Case),
        };
        action
    }
}

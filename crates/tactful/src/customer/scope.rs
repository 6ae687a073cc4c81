//! Which facts count together: a filter, and what they are counted by.

use super::vocabulary::{Direction, Intent, Kind, Outcome, Purpose};

/// What a cap is kept by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Per {
    /// All contacts with the customer.
    Customer,
    /// All contacts with anybody of the customer's account.
    Account,
    /// Contacts about one subject (a debt, an offer).
    Subject,
    /// Contacts through one address or number.
    ContactPoint,
    /// The level that a fact assigns (for the latest level only).
    Level,
    /// The instant at which a suspension ends, in place of the instant of the fact.
    Until,
}

/// Which facts count: a fact must fit every field. All of it is plain data, so that scopes can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Filter {
    /// Bits of `Kind`; kinds of the host's own follow from bit 32 on.
    pub(crate) kinds: u64,
    /// Bits of `Direction`.
    pub(crate) directions: u64,
    pub(crate) purposes: u64,
    pub(crate) intents: u64,
    /// Bits of the policy's channels; bit 63: any other.
    pub(crate) channels: u64,
    /// Indices of reasons, sorted; none: every contact.
    pub(crate) reasons: Option<Vec<u32>>,
    pub(crate) outcomes: u64,
    /// Only contacts whose intent is known: what is not known counts where it makes an answer stricter, and a give
    /// makes it laxer.
    pub(crate) known_intent: bool,
    pub(crate) per: Per,
}

impl Filter {
    pub(crate) const ALL_PURPOSES: u64 = (1 << Purpose::ALL.len()) - 1;
    pub(crate) const ALL_INTENTS: u64 = (1 << Intent::ALL.len()) - 1;
    /// The last bit stands for "no outcome known".
    pub(crate) const ALL_OUTCOMES: u64 = (1 << (Outcome::ALL.len() + 1)) - 1;
    pub(crate) const NO_OUTCOME: u64 = 1 << Outcome::ALL.len();

    /// Every fact of these kinds.
    pub(crate) fn kinds(kinds: u64) -> Self {
        Self {
            kinds,
            directions: Direction::Out.bit() | Direction::In.bit(),
            purposes: Self::ALL_PURPOSES,
            intents: Self::ALL_INTENTS,
            channels: u64::MAX,
            reasons: None,
            outcomes: Self::ALL_OUTCOMES,
            known_intent: false,
            per: Per::Customer,
        }
    }

    /// Every contact made by us.
    pub(crate) fn our_contacts() -> Self {
        Self { directions: Direction::Out.bit(), ..Self::kinds(Kind::Contact.bit()) }
    }

    #[inline]
    pub(crate) fn fits(&self, fact: &Sorted) -> bool {
        self.kinds & fact.kind != 0
            && self.outcomes & fact.outcome != 0
            && (fact.kind != Kind::Contact.bit()
                || (self.directions & fact.direction.bit() != 0
                    && self.purposes & fact.purposes != 0
                    && self.intents & fact.intents != 0
                    && self.channels & fact.channel != 0
                    && (!self.known_intent || fact.intents.is_power_of_two())
                    && self.reasons.as_ref().is_none_or(|r| r.binary_search(&fact.reason).is_ok())))
            && (!fact.colleague || self.per == Per::Account)
    }
}

/// Which scopes a kind of fact may fall into, by the place of its bit.
#[derive(Debug, Clone)]
pub(crate) struct ByKind(Vec<Vec<u16>>);

impl ByKind {
    /// Of scopes with these filters.
    pub(crate) fn new<'f>(filters: impl Iterator<Item = &'f Filter> + Clone) -> Self {
        let of = |bit: u32| -> Vec<u16> {
            let fitting = filters.clone().zip(0..).filter(|(filter, _)| filter.kinds >> bit & 1 == 1);
            fitting.map(|(_, place)| place).collect()
        };
        Self((0..u64::BITS).map(of).collect())
    }

    /// The scopes that may take a fact of this kind, by its bit.
    #[inline]
    pub(crate) fn of(&self, kind: u64) -> &[u16] {
        self.0.get(kind.trailing_zeros() as usize).map_or(&[], Vec::as_slice)
    }
}

/// A fact or a planned contact, sorted into the policy's terms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sorted {
    pub(crate) kind: u64,
    pub(crate) at: i64,
    pub(crate) id: u64,
    pub(crate) direction: Direction,
    /// One bit; all of them where the purpose is not known, so that the contact counts everywhere.
    pub(crate) purposes: u64,
    /// One bit; all of them where the intent is not known.
    pub(crate) intents: u64,
    /// One bit; all of them where the channel is not known.
    pub(crate) channel: u64,
    /// `u32::MAX`: none, or one that the policy does not know.
    pub(crate) reason: u32,
    pub(crate) outcome: u64,
    pub(crate) colleague: bool,
    pub(crate) subject: u64,
    pub(crate) contact_point: u64,
    pub(crate) level: u64,
    pub(crate) until: i64,
}

impl Sorted {
    /// What a scope keeps of the fact: its instant, and what it is counted by (0: nothing).
    pub(crate) fn slot(&self, per: Per) -> (i64, u64) {
        match per {
            Per::Customer | Per::Account => (self.at, 0),
            Per::Subject => (self.at, self.subject),
            Per::ContactPoint => (self.at, self.contact_point),
            Per::Level => (self.at, self.level),
            Per::Until => (self.until, 0),
        }
    }
}

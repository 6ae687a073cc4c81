//! Small sets of words, as bits.

use super::words::{Act, Power, Remedy, Role};
use std::fmt;

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident of $word:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name(pub(crate) u16);

        impl $name {
            /// None.
            pub const NONE: Self = Self(0);

            /// The set of these.
            #[must_use]
            pub const fn of(words: &[$word]) -> Self {
                let (mut bits, mut i) = (0, 0);
                while i < words.len() {
                    bits |= 1 << words[i] as u16;
                    i += 1;
                }
                Self(bits)
            }

            /// Whether it holds this one.
            #[must_use]
            pub const fn has(self, word: $word) -> bool {
                self.0 >> word as u16 & 1 == 1
            }

            /// Whether it holds none.
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// The words, in the order of their list.
            pub fn iter(self) -> impl Iterator<Item = $word> {
                $word::ALL.iter().map(|&(_, word)| word).filter(move |&word| self.has(word))
            }
        }

        impl FromIterator<$word> for $name {
            fn from_iter<I: IntoIterator<Item = $word>>(words: I) -> Self {
                Self(words.into_iter().fold(0, |bits, word| bits | 1 << word as u16))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_set().entries(self.iter().map($word::as_str)).finish()
            }
        }
    )*};
}

sets! {
    /// A set of acts.
    ///
    /// ```
    /// use tactful::complaint::{Act, Acts};
    /// let acts = Acts::of(&[Act::Listen, Act::Apologise]);
    /// assert_eq!(acts.iter().collect::<Vec<_>>(), [Act::Apologise, Act::Listen]);
    /// ```
    Acts of Act;
    /// A set of roles.
    Roles of Role;
    /// A set of remedies.
    Remedies of Remedy;
}

impl Acts {
    pub(crate) const ALL: Self = Self((1 << 10) - 1);

    /// All that come before an act.
    pub(crate) const fn before(act: Act) -> Self {
        Self((1 << act as u16) - 1)
    }

    /// All up to an act.
    pub(crate) const fn up_to(act: Act) -> Self {
        Self((2 << act as u16) - 1)
    }

    /// Those of this set that are not in another.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn first(self) -> Option<Act> {
        self.iter().next()
    }
}

impl Power {
    /// The remedies that may be granted under it (C7); what is said and taught needs no power, and goes under each.
    #[must_use]
    pub const fn remedies(self) -> Remedies {
        const WORDS: [Remedy; 3] = [Remedy::Explanation, Remedy::Teaching, Remedy::Adjustment];
        let words = Remedies::of(&WORDS);
        let own = match self {
            Power::QuantityAmount => {
                Remedies::of(&[Remedy::Refund, Remedy::MakingGood, Remedy::ComfortGift, Remedy::Parts])
            }
            Power::ReturnExchangeRepair => Remedies::of(&[
                Remedy::ReturnGoods,
                Remedy::Exchange,
                Remedy::Repair,
                Remedy::MakingGood,
                Remedy::Parts,
            ]),
            Power::CaringService => Remedies::of(&[Remedy::ComfortGift]),
        };
        Remedies(words.0 | own.0)
    }
}

impl Roles {
    /// Everybody who works for the house.
    pub(crate) const STAFF: Self = Self::of(&[Role::Direct, Role::Assisting, Role::ByChance, Role::Manager]);

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

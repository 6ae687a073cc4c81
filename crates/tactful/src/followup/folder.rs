//! Folding customer after customer, in memory that is kept.

use crate::customer::{Entry, Kind, Sorted, Standing};
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What becomes of a fact that is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    Counted,
    /// It lies ahead: it neither counts nor pushes anything out until its time.
    Pending,
    /// It was recorded later than what is asked about.
    NotKnown,
    /// It was told before.
    Again,
}

/// Folds the facts of one customer, then of the next, without asking for memory again; [`Engine::fold`] does it for
/// one customer whose facts are at hand.
///
/// ```
/// use tactful::{customer::{Fact, Kind}, followup::Fate, time::Instant, Engine};
/// let engine = Engine::house()?;
/// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
/// let delivered = Fact::new(Kind::Delivered, now).order("o-17").id("f-1");
/// let mut folder = engine.folder(now, None);
/// for _customer in ["c-1", "c-2"] {
///     folder.clear();
///     assert_eq!(folder.add(&engine.entry(&delivered))?, Fate::Counted);
///     assert_eq!(folder.add(&engine.entry(&delivered))?, Fate::Again);
///     assert_eq!(folder.standing(), &engine.fold(&[delivered.clone()], now, None)?.standing);
/// }
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Folder<'e> {
    engine: &'e Engine,
    as_of: Instant,
    known_at: Option<Instant>,
    standing: Standing,
    /// What was told under each id.
    told: HashMap<u64, u64, BuildHasherDefault<AsItIs>>,
    next_pending: Option<Instant>,
    not_known: bool,
}

/// What the words of a fact come to, whatever it says beside them ([`Engine::ready`]): where many facts say the same
/// words, that is worked out once.
///
/// ```
/// use tactful::{customer::{Entry, Word}, time::Instant, Engine};
/// let engine = Engine::house()?;
/// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
/// let mut delivered = engine.ready(&Entry::new(engine.kind_word("delivered"), now))?; // once
/// let mut folder = engine.folder(now, None);
/// for order in ["o-17", "o-18"] {
///     delivered.entry().order = Word::of(order);
///     folder.add_ready(&mut delivered)?;
/// }
/// # assert_eq!(folder.standing().watermark(), Some(now));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Ready {
    pub(crate) entry: Entry,
    /// All that the words say, in a number.
    pub(crate) said: u64,
    pub(crate) sorted: Sorted,
    /// The scopes it falls into.
    pub(crate) scopes: Vec<u16>,
}

impl Ready {
    /// The entry, to be filled in for the next fact: kind, channel, direction, reason, purpose, intent, outcome and
    /// `colleague` must stay as they are, all else may be changed.
    #[must_use]
    #[inline]
    pub fn entry(&mut self) -> &mut Entry {
        &mut self.entry
    }
}

/// Ids are hashes already.
#[derive(Debug, Clone, Copy, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0 << 8 | u64::from(byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

impl Engine {
    /// What the words of a fact come to.
    ///
    /// # Errors
    /// As [`Folder::add`], for what is wrong with the fact alone.
    pub fn ready(&self, entry: &Entry) -> Result<Ready> {
        let sorted = self.sort(entry)?;
        let scopes = self.scopes_by_kind.of(sorted.kind).iter().copied();
        let fits = |scope: &u16| self.scopes[usize::from(*scope)].filter.fits(&sorted);
        Ok(Ready { entry: *entry, said: entry.said(), sorted, scopes: scopes.filter(fits).collect() })
    }

    /// A folder of what is known as of an instant; facts recorded after `known_at` are left out.
    #[must_use]
    pub fn folder(&self, as_of: Instant, known_at: Option<Instant>) -> Folder<'_> {
        let (standing, told) = (self.empty_standing(), HashMap::default());
        Folder { engine: self, as_of, known_at, standing, told, next_pending: None, not_known: false }
    }
}

impl Folder<'_> {
    /// Begins with another customer.
    pub fn clear(&mut self) {
        self.standing.clear();
        self.told.clear();
        (self.next_pending, self.not_known) = (None, false);
    }

    /// Folds one fact of the customer; they may come in any order.
    ///
    /// # Errors
    /// [`Code::RebuildNeeded`] for a correction or an erasure, [`Code::FactConflict`] if one id is given to two
    /// different facts, [`Code::InvalidValue`] for a kind that neither the library nor the policy knows, and for a
    /// `do_not_contact_lifted` that lifts only a part. The standing does not hold the fact then.
    pub fn add(&mut self, entry: &Entry) -> Result<Fate> {
        let fate = self.fate(entry, || entry.said())?;
        match fate {
            Fate::Counted => self.engine.fold_entry(&mut self.standing, entry)?,
            Fate::Pending => {
                self.engine.sort(entry)?;
                self.next_pending = Some(self.next_pending.map_or(entry.at, |known| known.min(entry.at)));
            }
            Fate::NotKnown | Fate::Again => {}
        }
        Ok(fate)
    }

    /// The same for a fact whose words were made ready.
    ///
    /// # Errors
    /// As [`Folder::add`]; what is wrong with words alone was told when they were made ready.
    #[inline]
    pub fn add_ready(&mut self, ready: &mut Ready) -> Result<Fate> {
        let fate = self.fate(&ready.entry, || ready.said)?;
        // whether that is taken depends on more than words
        if ready.sorted.kind == Kind::DoNotContactLifted.bit()
            && matches!(fate, Fate::Counted | Fate::Pending)
        {
            self.engine.sort(&ready.entry)?;
        }
        match fate {
            Fate::Counted => self.engine.fold_ready(&mut self.standing, ready),
            Fate::Pending => {
                let at = ready.entry.at;
                self.next_pending = Some(self.next_pending.map_or(at, |known| known.min(at)));
            }
            Fate::NotKnown | Fate::Again => {}
        }
        Ok(fate)
    }

    /// What is to become of a fact.
    #[inline]
    fn fate(&mut self, entry: &Entry, said: impl FnOnce() -> u64) -> Result<Fate> {
        if entry.id.is_some() {
            // by whom it was recorded is part of a fact, when it was recorded is not
            let content = entry.content(said()) ^ entry.owner.0;
            match self.told.insert(entry.id.0, content) {
                None => {}
                Some(known) if known == content => return Ok(Fate::Again),
                Some(_) => {
                    return Err(Error::new(
                        Code::FactConflict,
                        "one id was given to two different facts; send the right one alone and fold again",
                    ));
                }
            }
        }
        if self.known_at.is_some_and(|known| entry.recorded_at.unwrap_or(entry.at) > known) {
            self.not_known = true;
            return Ok(Fate::NotKnown);
        }
        Ok(if entry.at > self.as_of { Fate::Pending } else { Fate::Counted })
    }

    /// What is remembered of the customer.
    #[must_use]
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The same, to be kept.
    #[must_use]
    pub fn into_standing(self) -> Standing {
        self.standing
    }

    /// When the first pending fact begins to count.
    #[must_use]
    pub fn next_pending(&self) -> Option<Instant> {
        self.next_pending
    }

    /// What the reader should know of the customer's facts, each once.
    pub fn warnings(&self) -> impl Iterator<Item = Code> + use<> {
        let known = [
            (self.standing.ids_missing, Code::IdsMissing),
            (self.next_pending.is_some(), Code::PendingFacts),
            (self.not_known, Code::FactsNotUsed),
        ];
        known.into_iter().filter(|(set, _)| *set).map(|(_, code)| code)
    }
}

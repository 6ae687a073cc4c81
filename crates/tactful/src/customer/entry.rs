//! A fact whose words were looked up: plain data, which is what is folded.
//!
//! A host with columns looks each word up once and writes entries; [`crate::Engine::entry`] makes one of a [`Fact`].

use super::fact::Fact;
use super::hash::{mixed, of_text};
use super::scope::Sorted;
use super::vocabulary::{Direction, Intent, Outcome, Purpose};
use crate::Engine;
use crate::time::Instant;

/// A text that is compared and never read: an id, an address, a level. The default is none.
///
/// ```
/// use tactful::customer::Word;
/// assert_eq!(Word::of("o-17"), Word::of("o-17"));
/// assert_ne!(Word::of("o-17"), Word::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Word(pub(crate) u64);

impl Word {
    /// The word of a text; equal texts have equal words, on every platform.
    #[must_use]
    #[inline]
    pub fn of(text: &str) -> Self {
        Self(of_text(text))
    }

    /// The word of a number, sooner than that of its digits, which is another one: what is kept says one or the other.
    /// Equal numbers have equal words, and different ones as good as never the same.
    ///
    /// ```
    /// use tactful::customer::Word;
    /// assert_eq!(Word::of_number(17), Word::of_number(17));
    /// assert_ne!(Word::of_number(17), Word::of_number(18));
    /// assert_ne!(Word::of_number(17), Word::of("17"));
    /// ```
    #[must_use]
    #[inline]
    pub fn of_number(number: i64) -> Self {
        let word = (number as u64 ^ 0xd6e8_feb8_6659_fd93).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(word.max(1))
    }

    #[inline]
    pub(crate) fn is_some(self) -> bool {
        self.0 != 0
    }

    fn of_some(text: Option<&String>) -> Self {
        text.map_or(Self(0), |text| Self::of(text))
    }
}

/// A kind of fact, as an engine knows it: [`Engine::kind_word`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindWord {
    /// 0: neither the library nor the policy knows it.
    pub(crate) bit: u64,
    /// Where the ledger of orders keeps it; `u8::MAX`: nowhere.
    pub(crate) column: u8,
    pub(crate) word: Word,
}

impl KindWord {
    /// Whether the library or the policy knows it; what neither knows is refused when it is folded.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.bit != 0
    }
}

/// A channel, as an engine knows it: [`Engine::channel_word`]. The default is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChannelWord {
    /// One bit; the last for a channel that the policy does not know; 0: none is named.
    pub(crate) bit: u64,
    pub(crate) word: Word,
}

/// The bit of every channel that the policy does not know.
const OTHER_CHANNEL: u64 = 1 << 63;

impl ChannelWord {
    /// Whether a channel is named that the policy does not know.
    pub(crate) fn is_unknown(self) -> bool {
        self.bit == OTHER_CHANNEL
    }
}

/// A reason, as an engine knows it: [`Engine::reason_word`]. The default is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonWord {
    /// `u32::MAX`: none, or one that the policy does not know.
    pub(crate) index: u32,
    pub(crate) word: Word,
}

impl Default for ReasonWord {
    fn default() -> Self {
        Self { index: u32::MAX, word: Word(0) }
    }
}

/// A fact in the words of one engine; each field means what that of [`Fact`] does.
///
/// ```
/// use tactful::{customer::{Entry, Word}, time::Instant, Engine};
/// let engine = Engine::house()?;
/// let delivered = engine.kind_word("delivered"); // once
/// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
/// let mut folder = engine.folder(now, None);
/// for order in ["o-17", "o-18"] {
///     let entry = Entry { order: Word::of(order), ..Entry::new(delivered, now) };
///     folder.add(&entry)?;
/// }
/// assert_eq!(folder.standing().watermark(), Some(now));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of a fact")]
pub struct Entry {
    pub kind: KindWord,
    pub at: Instant,
    pub id: Word,
    pub recorded_at: Option<Instant>,
    pub order: Word,
    pub case: Word,
    pub product: Word,
    pub channel: ChannelWord,
    pub direction: Option<Direction>,
    pub reason: ReasonWord,
    pub purpose: Option<Purpose>,
    pub intent: Option<Intent>,
    pub outcome: Option<Outcome>,
    pub contact_point: Word,
    pub subject: Word,
    pub until: Option<Instant>,
    pub level: Word,
    pub colleague: bool,
    pub owner: Word,
}

impl Entry {
    /// An entry with nothing but its kind and its instant.
    #[must_use]
    #[inline]
    pub fn new(kind: KindWord, at: Instant) -> Self {
        Self {
            kind,
            at,
            id: Word(0),
            recorded_at: None,
            order: Word(0),
            case: Word(0),
            product: Word(0),
            channel: ChannelWord::default(),
            direction: None,
            reason: ReasonWord::default(),
            purpose: None,
            intent: None,
            outcome: None,
            contact_point: Word(0),
            subject: Word(0),
            until: None,
            level: Word(0),
            colleague: false,
            owner: Word(0),
        }
    }

    /// All that its words say, in a number.
    pub(crate) fn said(&self) -> u64 {
        // closed words are 0 where there is none
        let small = self.direction.map_or(0, |word| 1 + word as u64)
            | self.purpose.map_or(0, |word| 1 + word as u64) << 8
            | self.intent.map_or(0, |word| 1 + word as u64) << 16
            | self.outcome.map_or(0, |word| 1 + word as u64) << 24
            | u64::from(self.colleague) << 32;
        mixed([self.kind.word.0, small, self.channel.word.0, self.reason.word.0])
    }

    /// All that it says of the customer, in a number; when it was recorded, by whom, and under which id does not count.
    /// `said` is what its words say.
    #[inline]
    pub(crate) fn content(&self, said: u64) -> u64 {
        mixed([
            said,
            self.at.seconds() as u64,
            self.order.0,
            self.case.0,
            self.product.0,
            self.contact_point.0,
            self.subject.0,
            self.level.0,
            self.until.map_or(0, |at| at.seconds() as u64 ^ 1 << 63),
        ])
    }

    /// The id, or else the content, so that equal copies count once.
    #[inline]
    pub(crate) fn key(&self, said: u64) -> u64 {
        if self.id.is_some() { self.id.0 } else { self.content(said) }
    }

    /// Writes what differs from fact to fact beside what the words come to.
    #[inline]
    pub(crate) fn differs(&self, said: u64, sorted: &mut Sorted) {
        sorted.at = self.at.seconds();
        sorted.id = self.key(said);
        sorted.subject = self.subject.0;
        sorted.contact_point = self.contact_point.0;
        sorted.level = self.level.0;
        sorted.until = self.until.map_or(Instant::MAX.seconds(), Instant::seconds);
    }
}

impl Engine {
    /// A kind of fact, by its word.
    #[must_use]
    pub fn kind_word(&self, word: &str) -> KindWord {
        let column = self.shape.order_kinds.iter().position(|kind| kind == word);
        KindWord {
            bit: self.kind_bit(word).unwrap_or(0),
            column: column.and_then(|column| u8::try_from(column).ok()).unwrap_or(u8::MAX),
            word: Word::of(word),
        }
    }

    /// A channel, by its name; the policy need not know it.
    #[must_use]
    pub fn channel_word(&self, name: &str) -> ChannelWord {
        let place = self.channels.iter().position(|known| known == name);
        ChannelWord { bit: place.map_or(OTHER_CHANNEL, |place| 1 << place), word: Word::of(name) }
    }

    /// A reason, by its id or by a former one; the policy need not know it.
    #[must_use]
    pub fn reason_word(&self, id: &str) -> ReasonWord {
        ReasonWord { index: self.reason_names.get(id).copied().unwrap_or(u32::MAX), word: Word::of(id) }
    }

    /// A fact in the words of this engine.
    #[must_use]
    pub fn entry(&self, fact: &Fact) -> Entry {
        Entry {
            id: Word::of_some(fact.id.as_ref()),
            recorded_at: fact.recorded_at,
            order: Word::of_some(fact.order.as_ref()),
            case: Word::of_some(fact.case.as_ref()),
            product: Word::of_some(fact.product.as_ref()),
            channel: fact.channel.as_deref().map(|name| self.channel_word(name)).unwrap_or_default(),
            direction: fact.direction,
            reason: fact.reason.as_deref().map(|id| self.reason_word(id)).unwrap_or_default(),
            purpose: fact.purpose,
            intent: fact.intent,
            outcome: fact.outcome,
            contact_point: Word::of_some(fact.contact_point.as_ref()),
            subject: Word::of_some(fact.subject.as_ref()),
            until: fact.until,
            level: Word::of_some(fact.level.as_ref()),
            colleague: fact.colleague,
            owner: Word::of_some(fact.owner.as_ref()),
            ..Entry::new(self.kind_word(fact.kind.as_str()), fact.at)
        }
    }
}

//! From rows to entries that are folded.

mod plain;

pub(crate) use plain::Plain;

use crate::ask::Ask;
use crate::columns::{Flags, Key, Lists, Texts, Whole};
use crate::instants::{Instants, Shifts};
use crate::rows::{Columns, Found, Row};
use crate::schema::{Holds, Places};
use crate::words::{Cell, Codes, Looked, Memo};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use tactful::customer::{
    ChannelWord, Direction, Entry, Intent, Kind, KindWord, Outcome, Purpose, ReasonWord, Word,
};
use tactful::document::nearest;
use tactful::followup::{Fate, Folder, Ready};
use tactful::time::Instant;
use tactful::{Code, Engine, Error};

type Result<T, E = Error> = std::result::Result<T, E>;

/// The name of the table in paths.
pub(crate) const TABLE: &str = "facts";

/// One purpose, or several.
#[derive(Debug, Clone)]
enum Purposes {
    One(Looked<Purpose>),
    Several(Lists),
}

/// The columns of a batch of facts, in the order of [`crate::FACTS`].
#[derive(Debug, Clone)]
pub(crate) struct FactColumns {
    rows: usize,
    customer: Texts,
    kind: Looked<KindWord>,
    at: Instants,
    id: Looked<Word>,
    recorded_at: Instants,
    order: Looked<Word>,
    case: Looked<Word>,
    product: Looked<Word>,
    channel: Looked<ChannelWord>,
    direction: Looked<Direction>,
    reason: Looked<ReasonWord>,
    purpose: Purposes,
    intent: Looked<Intent>,
    outcome: Looked<Outcome>,
    contact_point: Looked<Word>,
    subject: Looked<Word>,
    until: Instants,
    level: Looked<Word>,
    colleague: Flags,
    /// The words, where all of them are numbered.
    encoded: Option<Vec<Encoded>>,
    /// Places of columns of ids in which a row may hold none.
    may_be_bad: Vec<usize>,
    /// No row says more than words and instants, and what cannot be refused.
    says_little: bool,
}

/// A column of numbered words.
#[derive(Debug, Clone)]
struct Encoded {
    keys: Whole,
    /// How many words there are.
    words: usize,
    /// Where its numbers go in that of the row.
    shift: u32,
}

/// What may be wrong.
pub(crate) enum Wrong {
    /// A fact.
    Fact(Error),
    /// The facts of the customer together.
    Facts(Error),
}

impl Columns for FactColumns {
    fn customer(&self) -> &Texts {
        &self.customer
    }

    fn rows(&self) -> usize {
        self.rows
    }
}

/// What was looked up for the rows before, and how wall times were read.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    kind: Memo<KindWord>,
    channel: Memo<ChannelWord>,
    direction: Memo<Direction>,
    reason: Memo<ReasonWord>,
    purpose: Memo<Purpose>,
    intent: Memo<Intent>,
    outcome: Memo<Outcome>,
    codes: [Codes; 7],
    /// What the words of rows came to, with their number and their batch.
    ready: Vec<(u64, usize, Ready)>,
    pub(crate) shifts: Shifts,
}

/// As many combinations of words are kept at once.
const KEPT: usize = 256;

/// One word of a closed list.
fn closed<T: Copy>(all: &[(&'static str, T)], word: &str) -> Option<T> {
    all.iter().find(|(known, _)| *known == word).map(|&(_, value)| value)
}

/// Every text is a channel or a reason, known to the policy or not; too long ones are refused.
fn named<T>(text: &str, look: impl Fn(&str) -> T) -> Option<T> {
    crate::rows::is_short(text).then(|| look(text))
}

fn id(key: Key<'_>) -> Option<Word> {
    key.read(|text| named(text, Word::of))
}

fn known(kind: KindWord) -> Option<KindWord> {
    kind.is_known().then_some(kind)
}

impl FactColumns {
    pub(crate) fn new(batch: &RecordBatch, places: &Places, engine: &Engine) -> Result<Self> {
        let found = Found { batch, of: &places.of, table: TABLE };
        let rows = batch.num_rows();
        let text = |place| found.column(place, |array| Texts::new(array, Holds::Text), Texts::Nothing);
        let number = |place| found.column(place, |array| Texts::new(array, Holds::Id), Texts::Nothing);
        let ids = |texts: Texts| Looked::new(texts, rows, id);
        let instant = |place| found.column(place, Instants::new, Instants::Nothing);
        let several = |array: &ArrayRef| {
            let listed = DataType::is_list(array.data_type());
            listed.then(|| Lists::new(array)).transpose()
        };
        let purpose = match found.column(11, several, None)? {
            Some(lists) => Purposes::Several(lists),
            None => Purposes::One(Looked::new(text(11)?, rows, |key| closed(Purpose::ALL, &key.text()))),
        };
        let mut columns = Self {
            rows,
            customer: number(0)?,
            kind: Looked::new(text(1)?, rows, |key| known(engine.kind_word(&key.text()))),
            at: instant(2)?,
            id: ids(number(3)?),
            recorded_at: instant(4)?,
            order: ids(number(5)?),
            case: ids(number(6)?),
            product: ids(text(7)?),
            channel: Looked::new(text(8)?, rows, |key| named(&key.text(), |name| engine.channel_word(name))),
            direction: Looked::new(text(9)?, rows, |key| closed(Direction::ALL, &key.text())),
            reason: Looked::new(text(10)?, rows, |key| named(&key.text(), |name| engine.reason_word(name))),
            purpose,
            intent: Looked::new(text(12)?, rows, |key| closed(Intent::ALL, &key.text())),
            outcome: Looked::new(text(13)?, rows, |key| closed(Outcome::ALL, &key.text())),
            contact_point: ids(text(14)?),
            subject: ids(text(15)?),
            until: instant(16)?,
            level: ids(text(17)?),
            colleague: found.column(18, Flags::new, Flags::Nothing)?,
            encoded: None,
            may_be_bad: Vec::new(),
            says_little: false,
        };
        columns.encoded = columns.encoded();
        let places = columns.ids().into_iter().enumerate().filter(|(_, words)| words.may_be_bad());
        columns.may_be_bad = places.map(|(place, _)| place).collect();
        columns.says_little = columns.says_little();
        Ok(columns)
    }

    /// The fact of a row; `number` is the row's for the caller.
    pub(crate) fn read(
        &self,
        row: usize,
        number: u64,
        engine: &Engine,
        ask: &Ask,
        reader: &mut Reader,
    ) -> Result<Entry> {
        self.entry(row, Row { table: TABLE, names: &ask.facts, number }, engine, ask, reader)
    }

    fn entry(
        &self,
        row: usize,
        told: Row<'_>,
        engine: &Engine,
        ask: &Ask,
        reader: &mut Reader,
    ) -> Result<Entry> {
        let mut entry = self.words(row, told, engine, reader)?;
        self.rest(row, told, ask, &mut reader.shifts, &mut entry)?;
        Ok(entry)
    }

    /// What words say: few say all that ever is said, again and again.
    fn words(&self, row: usize, told: Row<'_>, engine: &Engine, reader: &mut Reader) -> Result<Entry> {
        let Reader { kind, channel, direction, reason, purpose, intent, outcome, .. } = reader;
        let kind = self.kind.get(row, |key| kind.get(key, |word| known(engine.kind_word(word))));
        let mut entry = match kind {
            Cell::Known(kind) => Entry::new(kind, Instant::MIN),
            Cell::Null => return Err(told.missing("kind")),
            Cell::Bad => return Err(self.no_kind(row, told, engine)),
        };
        let look = |name: &str| named(name, |name| engine.channel_word(name));
        entry.channel = word(told, "channel", self.channel.get(row, |key| channel.get(key, look)))?;
        let look = |name: &str| named(name, |name| engine.reason_word(name));
        entry.reason = word(told, "reason", self.reason.get(row, |key| reason.get(key, look)))?;
        entry.direction = one(row, told, "direction", &self.direction, direction, Direction::ALL)?;
        entry.outcome = one(row, told, "outcome", &self.outcome, outcome, Outcome::ALL)?;
        entry.intent = one(row, told, "intent", &self.intent, intent, Intent::ALL)?;
        entry.purpose = match &self.purpose {
            Purposes::One(words) => one(row, told, "purpose", words, purpose, Purpose::ALL)?,
            Purposes::Several(lists) => strictest(row, told, lists, self.is_contact(row))?,
        };
        entry.colleague = self.colleague.get(row).unwrap_or(false);
        Ok(entry)
    }

    /// What differs from fact to fact.
    #[inline]
    fn rest(
        &self,
        row: usize,
        told: Row<'_>,
        ask: &Ask,
        shifts: &mut Shifts,
        entry: &mut Entry,
    ) -> Result<()> {
        let mut instant = |column: &str, instants: &Instants| match instants {
            Instants::Nothing => Ok(None),
            _ => instants.get(row, ask, shifts).map_err(|error| told.at(column, error)),
        };
        entry.at = match self.at.plain(row) {
            Some(at) => at,
            None => instant("at", &self.at)?.ok_or_else(|| told.missing("at"))?,
        };
        entry.recorded_at = instant("recorded_at", &self.recorded_at)?;
        entry.until = instant("until", &self.until)?;
        let id = |column: &str, words: &Looked<Word>| match words.is_nothing() {
            true => Ok(Word::default()),
            false => word(told, column, words.get(row, id)),
        };
        entry.id = id("id", &self.id)?;
        entry.order = id("order", &self.order)?;
        entry.case = id("case", &self.case)?;
        entry.product = id("product", &self.product)?;
        entry.contact_point = id("contact_point", &self.contact_point)?;
        entry.subject = id("subject", &self.subject)?;
        entry.level = id("level", &self.level)?;
        Ok(())
    }

    /// All words of a row as one number: equal numbers, equal words. None if there are more than it can tell apart.
    #[inline]
    fn code(&self, row: usize, codes: &mut [Codes; 7]) -> Option<u64> {
        if let Some(encoded) = &self.encoded {
            let colleague = u64::from(self.colleague.get(row).unwrap_or(false)) << 56;
            let code =
                |column: &Encoded| column.keys.place(row).map_or(0, |key| (key as u64 + 1) << column.shift);
            return Some(encoded.iter().fold(colleague, |all, column| all | code(column)));
        }
        let Purposes::One(purpose) = &self.purpose else { return None };
        let [kind, channel, reason, purposes, intent, outcome, direction] = codes;
        let code = [
            self.kind.code(row, kind)?,
            self.channel.code(row, channel)?,
            self.reason.code(row, reason)?,
            purpose.code(row, purposes)?,
            self.intent.code(row, intent)?,
            self.outcome.code(row, outcome)?,
            self.direction.code(row, direction)?,
            u8::from(self.colleague.get(row).unwrap_or(false)),
        ];
        Some(u64::from_le_bytes(code))
    }

    /// The columns of words and where their numbers go, if all of them have small dictionaries.
    fn encoded(&self) -> Option<Vec<Encoded>> {
        let Purposes::One(purpose) = &self.purpose else { return None };
        let all = [
            self.kind.encoded()?,
            self.channel.encoded()?,
            self.reason.encoded()?,
            purpose.encoded()?,
            self.intent.encoded()?,
            self.outcome.encoded()?,
            self.direction.encoded()?,
        ];
        let placed = all.into_iter().zip((0..).step_by(8));
        let column =
            |((keys, words), shift): ((&Whole, usize), u32)| Encoded { keys: keys.clone(), words, shift };
        Some(placed.filter_map(|(keys, shift)| Some(column((keys?, shift)))).collect())
    }

    /// Folds the fact of a row.
    #[inline]
    pub(crate) fn fold(
        &self,
        row: usize,
        number: u64,
        engine: &Engine,
        ask: &Ask,
        reader: &mut Reader,
        folder: &mut Folder<'_>,
    ) -> Result<Fate, Wrong> {
        let told = Row { table: TABLE, names: &ask.facts, number };
        // the same numbers mean something else in another batch
        let batch = std::ptr::from_ref(self).addr();
        let code = self.code(row, &mut reader.codes);
        let place =
            code.map_or(0, |code| (code ^ batch as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize;
        let Reader { ready, shifts, .. } = reader;
        match ready.get_mut(place) {
            Some(kept) if Some(kept.0) == code && kept.1 == batch => {
                self.rest(row, told, ask, shifts, kept.2.entry()).map_err(Wrong::Fact)?;
                folder.add_ready(&mut kept.2).map_err(Wrong::Facts)
            }
            _ => {
                self.fold_anew(row, told, code.map(|code| (place, code, batch)), engine, ask, reader, folder)
            }
        }
    }

    /// The same for words that were not met lately.
    #[cold]
    #[expect(clippy::too_many_arguments, reason = "what is read, and where it is written to")]
    fn fold_anew(
        &self,
        row: usize,
        told: Row<'_>,
        keep: Option<(usize, u64, usize)>,
        engine: &Engine,
        ask: &Ask,
        reader: &mut Reader,
        folder: &mut Folder<'_>,
    ) -> Result<Fate, Wrong> {
        let entry = self.entry(row, told, engine, ask, reader).map_err(Wrong::Fact)?;
        if let (Some((place, code, batch)), Ok(made)) = (keep, engine.ready(&entry)) {
            if reader.ready.is_empty() {
                reader.ready.resize(KEPT, (0, 0, made.clone()));
            }
            if let Some(kept) = reader.ready.get_mut(place) {
                *kept = (code, batch, made);
            }
        }
        folder.add(&entry).map_err(Wrong::Facts)
    }

    fn is_contact(&self, row: usize) -> bool {
        self.kind.texts().text(row) == Some(Kind::Contact.as_str())
    }

    #[cold]
    fn no_kind(&self, row: usize, told: Row<'_>, engine: &Engine) -> Error {
        let word = self.kind.texts().text(row).unwrap_or_default();
        let mut known: Vec<&str> = Kind::ALL.iter().map(|(word, _)| *word).collect();
        known.extend(engine.policy().own_facts.iter().map(String::as_str));
        let near = nearest(word, &known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let message = format!("not a kind of fact that the library or the policy's `own_facts` know{near}");
        told.at("kind", Error::new(Code::InvalidValue, message))
    }
}

/// A word that is known to the policy or not; nothing for null.
#[inline]
fn word<T: Default>(told: Row<'_>, column: &str, cell: Cell<T>) -> Result<T> {
    match cell {
        Cell::Null => Ok(T::default()),
        Cell::Known(word) => Ok(word),
        Cell::Bad => Err(told.too_long(column)),
    }
}

/// A word of a closed list; none for null.
#[inline]
fn one<T: Copy>(
    row: usize,
    told: Row<'_>,
    column: &str,
    words: &Looked<T>,
    memo: &mut Memo<T>,
    all: &[(&'static str, T)],
) -> Result<Option<T>> {
    match words.get(row, |key| memo.get(key, |word| closed(all, word))) {
        Cell::Null => Ok(None),
        Cell::Known(word) => Ok(Some(word)),
        Cell::Bad => told.word(column, words.texts().text(row).unwrap_or_default(), all).map(Some),
    }
}

/// Mixed content counts as the strictest of its purposes; a consent is for one purpose, or for all.
fn strictest(row: usize, told: Row<'_>, lists: &Lists, is_contact: bool) -> Result<Option<Purpose>> {
    let Some(words) = lists.get(row) else { return Ok(None) };
    let invalid = |message| Err(told.at("purpose", Error::new(Code::InvalidValue, message)));
    if words.len() > 1 && !is_contact {
        return invalid("only a contact has several purposes; give one fact for each");
    }
    let mut strictest: Option<Purpose> = None;
    for word in words {
        let Some(word) = word else { return Err(told.missing("purpose")) };
        let purpose = told.word("purpose", word, Purpose::ALL)?;
        strictest = Some(strictest.map_or(purpose, |known| known.min(purpose)));
    }
    match strictest {
        None => invalid("at least one purpose is needed; null where there is none"),
        some => Ok(some),
    }
}

//! The columns of the tables: published as data, and checked before a row is read.

use crate::ask::{Ask, Names};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use std::sync::Arc;
use tactful::document::nearest;
use tactful::{Code, Error, Result};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text: any of Arrow's string types, also dictionary-encoded.
    Text,
    /// An id: text, or whole numbers, which are read as their decimal digits.
    Id,
    /// Several texts in a list.
    Texts,
    /// One text, or several in a list.
    TextOrTexts,
    /// An instant: a timestamp of any unit with a zone, or text with an offset (`2026-11-21T09:30:00+01:00`).
    /// Timestamps and text without zone need [`Ask::naive`]; dates need [`Ask::date_as`] too.
    Instant,
    /// True or false.
    Flag,
    /// A day of every year: a date, or text (`12-25`, `1980-12-25`).
    Day,
    /// Bytes: any of Arrow's binary types.
    Bytes,
}

impl Holds {
    /// In words, for messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Holds::Text => "text",
            Holds::Id => "text or whole numbers",
            Holds::Texts => "lists of text",
            Holds::TextOrTexts => "text or lists of text",
            Holds::Instant => "timestamps, or text with an offset",
            Holds::Flag => "true or false",
            Holds::Day => "dates, or text such as `12-25`",
            Holds::Bytes => "bytes",
        }
    }
}

/// A column that a table may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, unless [`Names`] say otherwise.
    pub name: &'static str,
    /// Whether the table must have it, without nulls.
    pub required: bool,
    /// What it holds.
    pub holds: Holds,
    /// What it means.
    pub about: &'static str,
}

pub(crate) const fn column(name: &'static str, required: bool, holds: Holds, about: &'static str) -> Column {
    Column { name, required, holds, about }
}

/// Columns of this name and an occasion's are days of every year: `occasion_birthday`.
pub const OCCASION: &str = "occasion_";

/// The columns of a table of customers; beside them [`OCCASION`].
///
/// ```
/// let required = tactful_arrow::CUSTOMERS.iter().filter(|column| column.required);
/// assert_eq!(required.map(|column| column.name).collect::<Vec<_>>(), ["customer"]);
/// ```
pub const CUSTOMERS: &[Column] = &[
    column("customer", true, Holds::Id, "the customer's id, once in the table"),
    column("timezone", false, Holds::Text, "whose clock the customer reads, an IANA name; null: not known"),
    column("timezones", false, Holds::Texts, "zones of which the customer is in one; rules hold in all"),
    column("level", false, Holds::Text, "the assigned relationship level"),
    column("history_since", false, Holds::Instant, "how far back the facts reach; null: complete"),
];

/// The columns of a table of facts.
///
/// ```
/// let required = tactful_arrow::FACTS.iter().filter(|column| column.required);
/// assert_eq!(required.map(|column| column.name).collect::<Vec<_>>(), ["customer", "kind", "at"]);
/// ```
pub const FACTS: &[Column] = &[
    column("customer", true, Holds::Id, "whose fact it is"),
    column("kind", true, Holds::Text, "what happened: a kind of the library or of the policy's `own_facts`"),
    column("at", true, Holds::Instant, "when it happened"),
    column("id", false, Holds::Id, "the host's id; equal ids of one customer are one fact"),
    column("recorded_at", false, Holds::Instant, "when the host came to know of it; null: at once"),
    column("order", false, Holds::Id, "the order it belongs to"),
    column("case", false, Holds::Id, "the complaint case it belongs to"),
    column("product", false, Holds::Text, "the product of the order"),
    column("channel", false, Holds::Text, "the channel of a contact or a consent; null in a consent: all"),
    column("direction", false, Holds::Text, "who began a contact: `out` (we did; so does null), `in`"),
    column("reason", false, Holds::Text, "the reason of a contact, by its id at that time"),
    column("purpose", false, Holds::TextOrTexts, "the purpose of a contact as sent, or of a consent"),
    column("intent", false, Holds::Text, "the intent of a contact as sent: `give`, `ask`, `service`"),
    column("outcome", false, Holds::Text, "what came of a contact"),
    column("contact_point", false, Holds::Text, "the address or number used"),
    column("subject", false, Holds::Text, "what a contact was about"),
    column("until", false, Holds::Instant, "when a suspension or a consent ends by itself"),
    column("level", false, Holds::Text, "the level that was assigned"),
    column("colleague", false, Holds::Flag, "a contact with somebody else of the same account; null: no"),
];

/// The verdict of a row that could not be read; beside it stand its code and what is wrong.
pub const ERROR: &str = "error";

/// The schema of decisions. Instants are UTC, in whole seconds; words are dictionary-encoded.
///
/// For each customer in the order of the table, and each question in the order of [`Ask::questions`], one row:
/// - `customer`: the id; null if it was null, or longer than an id may be.
/// - `reason`, `channel`: the question.
/// - `anchor_at`: the instant of the fact that the reason is counted from.
/// - `verdict`: `allow`, `wait`, `hold`, `expired`, `never`, `not_applicable`; or [`ERROR`].
/// - `allowed_from`, `allowed_until` (exclusive), `revisit_at`, `eligible_at`: as a decision has them.
/// - `blocks`: what stands against the contact now, as bits: bit 0 is code 100, `quiet_hours`; `block_names`: the same
///   as names, sorted by code; null if [`Ask::names`] is off.
/// - `binding`, `binding_rule`: the code of the block that clears last, and the id of its rule.
/// - `warnings`: bits; bit 0 is code 200, `zone_assumed`; bits 30 and 31 are `history_short`, `history_truncated`.
/// - `error`, `message`: the code and the place of what is wrong, if the verdict is [`ERROR`].
///
/// ```
/// assert_eq!(tactful_arrow::decisions_schema().field(0).name(), "customer");
/// ```
#[must_use]
pub fn decisions_schema() -> SchemaRef {
    let words = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let instant = || DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
    let names = DataType::List(Arc::new(Field::new("item", DataType::Utf8, false)));
    Arc::new(Schema::new(vec![
        Field::new("customer", DataType::Utf8, true),
        Field::new("reason", words(), false),
        Field::new("channel", words(), false),
        Field::new("anchor_at", instant(), true),
        Field::new("verdict", words(), false),
        Field::new("allowed_from", instant(), true),
        Field::new("allowed_until", instant(), true),
        Field::new("revisit_at", instant(), true),
        Field::new("eligible_at", instant(), true),
        Field::new("blocks", DataType::UInt64, false),
        Field::new("block_names", names, true),
        Field::new("binding", words(), true),
        Field::new("binding_rule", words(), true),
        Field::new("warnings", DataType::UInt32, false),
        Field::new("error", words(), true),
        Field::new("message", DataType::Utf8, true),
    ]))
}

/// Where the columns of a table are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// For each known column, in the order of its list.
    pub(crate) of: Vec<Option<usize>>,
    /// Days of every year: the occasion's name, and where.
    pub(crate) occasions: Vec<(String, usize)>,
    /// Names of columns that nothing here reads.
    pub(crate) ignored: Vec<String>,
}

/// Names in messages are short and plain; others are not repeated.
fn shown(name: &str) -> &str {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-. ".contains(&b);
    if name.len() <= 64 && name.bytes().all(plain) { name } else { "?" }
}

/// The nearest of a table's own names, in capitals or not.
fn near<'k>(name: &str, theirs: &[&'k str]) -> Option<&'k str> {
    let small: Vec<String> = theirs.iter().map(|name| name.to_lowercase()).collect();
    let found = nearest(name, &small.iter().map(String::as_str).collect::<Vec<_>>())?;
    small.iter().position(|name| name == found).and_then(|place| theirs.get(place).copied())
}

fn maybe(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{}`?", shown(near))).unwrap_or_default()
}

/// Finds the columns of a table by name, and checks what they hold.
pub(crate) fn places(
    table: &str,
    known: &[Column],
    schema: &Schema,
    names: &Names,
    ask: &Ask,
) -> Result<Places> {
    let theirs: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let occasions = table == crate::customers::TABLE;
    let ours: Vec<&str> = known.iter().map(|column| column.name).collect();
    for (our, _) in names.pairs() {
        let known_here = ours.contains(&our) || (occasions && our.starts_with(OCCASION));
        if !known_here {
            let message = format!("this table has no such column to map{}", maybe(nearest(our, &ours)));
            return Err(Error::new(Code::UnknownField, message).at_path(&format!("{table}.{}", shown(our))));
        }
    }
    let mut used = vec![false; theirs.len()];
    let mut find = |our: &str, required: bool| -> Result<Option<usize>> {
        let mapped = names.theirs(our);
        let name = mapped.unwrap_or(our);
        let path = || format!("{table}.{}", shown(name));
        let mut found = (0..theirs.len()).filter(|&place| theirs[place] == name);
        let first = found.next();
        if found.next().is_some() {
            return Err(Error::new(Code::DuplicateKey, "two columns have this name").at_path(&path()));
        }
        if let Some(place) = first {
            used[place] = true;
        } else if required || mapped.is_some() {
            let message = format!("the table has no such column{}", maybe(near(name, &theirs)));
            return Err(Error::new(Code::MissingField, message).at_path(&path()));
        }
        Ok(first)
    };
    let mut of = Vec::with_capacity(known.len());
    for column in known {
        of.push(find(column.name, column.required)?);
    }
    let mut days = Vec::new();
    if occasions {
        let mapped = names.pairs().map(|(our, _)| our).filter(|our| our.starts_with(OCCASION));
        let own = theirs.iter().copied().filter(|name| name.starts_with(OCCASION));
        let mut all: Vec<&str> = own.chain(mapped).collect();
        all.sort_unstable();
        all.dedup();
        for name in all {
            if let Some(place) = find(name, false)? {
                days.push((name.trim_start_matches(OCCASION).to_owned(), place));
            }
        }
    }
    // a name that is nearly one of ours was meant to be it: passed over, it would change answers
    let absent: Vec<&str> =
        known.iter().zip(&of).filter(|(_, place)| place.is_none()).map(|(column, _)| column.name).collect();
    let mut ignored = Vec::new();
    for (name, _) in theirs.iter().zip(&used).filter(|(_, used)| !**used) {
        if let Some(near) = nearest(name, &absent) {
            let message = format!(
                "not a column of this table; did you mean `{near}`? Otherwise leave it out, or give it another name"
            );
            return Err(Error::new(Code::UnknownField, message).at_path(&format!("{table}.{}", shown(name))));
        }
        ignored.push((*name).to_owned());
    }
    let day = days.iter().map(|(_, place)| (Holds::Day, *place));
    let column = known.iter().zip(&of).filter_map(|(column, place)| place.map(|place| (column.holds, place)));
    for (holds, place) in column.chain(day) {
        let path = format!("{table}.{}", shown(theirs[place]));
        accepts(holds, schema.field(place).data_type(), ask).map_err(|error| error.at_path(&path))?;
    }
    Ok(Places { of, occasions: days, ignored })
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Null | DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

fn is_whole(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_whole(values),
        other => other.is_integer(),
    }
}

/// Checks that two tables have ids of one sort, which are compared by value; `path` is the column that is refused.
pub(crate) fn alike(tables: [(&Schema, &Places); 2], path: &str) -> Result<()> {
    let sort = |(schema, places): (&Schema, &Places)| {
        let place = places.of.first().copied().flatten()?;
        id_is_number(schema.field(place).data_type())
    };
    match tables.map(sort) {
        [Some(one), Some(other)] if one != other => {
            let message = "ids of customers are numbers in one table and text in the other; make them alike";
            Err(Error::new(Code::WrongType, message).at_path(path))
        }
        _ => Ok(()),
    }
}

/// Whether ids are numbers; none for a column of nothing but null.
fn id_is_number(kind: &DataType) -> Option<bool> {
    match kind {
        DataType::Null => None,
        DataType::Dictionary(_, values) => id_is_number(values),
        other => Some(is_whole(other)),
    }
}

fn is_list(kind: &DataType) -> bool {
    match kind {
        DataType::Null => true,
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            is_text(item.data_type())
        }
        _ => false,
    }
}

fn accepts(holds: Holds, kind: &DataType, ask: &Ask) -> Result<()> {
    let fits = match holds {
        Holds::Text => is_text(kind),
        Holds::Id => is_text(kind) || is_whole(kind),
        Holds::Texts => is_list(kind),
        Holds::TextOrTexts => is_text(kind) || is_list(kind),
        Holds::Flag => matches!(kind, DataType::Null | DataType::Boolean),
        Holds::Instant => return accepts_instant(kind, ask),
        Holds::Day => is_text(kind) || matches!(kind, DataType::Date32 | DataType::Date64),
        Holds::Bytes => matches!(
            kind,
            DataType::Null
                | DataType::Binary
                | DataType::LargeBinary
                | DataType::BinaryView
                | DataType::FixedSizeBinary(_)
        ),
    };
    if fits { Ok(()) } else { Err(wrong_type(holds)) }
}

/// The column holds something else.
pub(crate) fn wrong_type(holds: Holds) -> Error {
    Error::new(Code::WrongType, format!("the column must hold {}", holds.as_str()))
}

fn accepts_instant(kind: &DataType, ask: &Ask) -> Result<()> {
    match kind {
        DataType::Dictionary(_, values) => accepts_instant(values, ask),
        DataType::Timestamp(_, Some(_)) => Ok(()),
        DataType::Timestamp(_, None) if ask.naive.is_some() => Ok(()),
        DataType::Timestamp(_, None) => Err(Error::new(
            Code::NaiveTime,
            "the column's timestamps have no zone; give them theirs, or name the zone of naive ones",
        )),
        DataType::Date32 | DataType::Date64 if ask.naive.is_some() && ask.date_as.is_some() => Ok(()),
        DataType::Date32 | DataType::Date64 => Err(Error::new(
            Code::NaiveTime,
            "the column holds dates; name their zone, and say whether the start or the end of the day is meant",
        )),
        kind if is_text(kind) => Ok(()),
        _ => Err(wrong_type(Holds::Instant)),
    }
}

/// Which columns of decisions are written, by their places among [`decisions_schema`].
///
/// # Errors
/// [`Code::UnknownField`] for a name that is none of theirs, [`Code::DuplicateKey`] for one that is given twice.
pub(crate) fn wanted(columns: Option<&[String]>) -> Result<Vec<usize>> {
    let schema = decisions_schema();
    let Some(columns) = columns else { return Ok((0..schema.fields().len()).collect()) };
    let mut places = Vec::new();
    for (number, name) in columns.iter().enumerate() {
        let error = |code, message: String| Error::new(code, message).at_path(&format!("columns[{number}]"));
        let Ok(place) = schema.index_of(name) else {
            let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let near = nearest(name, &known).map(|near| format!("; did you mean `{near}`?"));
            let message = format!("decisions have no such column{}", near.unwrap_or_default());
            return Err(error(Code::UnknownField, message));
        };
        if places.contains(&place) {
            return Err(error(Code::DuplicateKey, "the column is given twice; give it once".to_owned()));
        }
        places.push(place);
    }
    Ok(places)
}

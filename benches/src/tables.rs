//! Made customers and their facts as Arrow tables.

use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, DictionaryArray, Int64Array, RecordBatch, StringArray, TimestampSecondArray};
use arrow_schema::ArrowError;
use std::sync::Arc;
use tactful::customer::{Customer, Fact, Place};

/// How tables are written.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Ids are numbers, words are encoded, and facts say no more than the bench policy reads.
    Lean,
    /// All is text, and facts have ids, orders, purposes and intents.
    Wide,
}

impl Form {
    fn ids<'a>(self, ids: impl Iterator<Item = &'a str>) -> ArrayRef {
        match self {
            Form::Lean => Arc::new(ids.map(number).collect::<Int64Array>()),
            Form::Wide => texts(ids.map(Some)),
        }
    }

    fn words<'a>(self, words: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
        match self {
            Form::Lean => Arc::new(words.collect::<DictionaryArray<Int8Type>>()),
            Form::Wide => texts(words),
        }
    }
}

/// The number in an id such as `c-17`; none if it has none.
#[must_use]
pub fn number(id: &str) -> Option<i64> {
    id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn stamps(seconds: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(seconds.collect::<TimestampSecondArray>().with_timezone("UTC"))
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
}

/// A table of customers.
///
/// # Errors
/// None; the columns are of one length.
pub fn customers(all: &[&Customer], form: Form) -> Result<RecordBatch, ArrowError> {
    let zone = |customer: &&Customer| match &customer.place {
        Place::Zone(zone) => Some(zone.name().to_owned()),
        _ => None,
    };
    let zones: Vec<Option<String>> = all.iter().map(zone).collect();
    batch(vec![
        ("customer", form.ids(all.iter().map(|customer| customer.id.as_str()))),
        ("timezone", form.words(zones.iter().map(Option::as_deref))),
        ("level", form.words(all.iter().map(|customer| customer.level.as_deref()))),
        ("history_since", stamps(all.iter().map(|customer| customer.history_since.map(|at| at.seconds())))),
    ])
}

/// A table of facts, each with its customer's id.
///
/// # Errors
/// None; the columns are of one length.
pub fn facts(all: &[(&str, &Fact)], form: Form) -> Result<RecordBatch, ArrowError> {
    let word = |of: fn(&Fact) -> Option<&str>| form.words(all.iter().map(|(_, fact)| of(fact)));
    let mut columns = vec![
        ("customer", form.ids(all.iter().map(|(id, _)| *id))),
        ("kind", word(|fact| Some(fact.kind.as_str()))),
        ("at", stamps(all.iter().map(|(_, fact)| Some(fact.at.seconds())))),
        ("channel", word(|fact| fact.channel.as_deref())),
        ("case", word(|fact| fact.case.as_deref())),
    ];
    if let Form::Wide = form {
        columns.extend([
            ("id", word(|fact| fact.id.as_deref())),
            ("order", word(|fact| fact.order.as_deref())),
            ("purpose", word(|fact| fact.purpose.map(|purpose| purpose.as_str()))),
            ("intent", word(|fact| fact.intent.map(|intent| intent.as_str()))),
        ]);
    }
    batch(columns)
}

//! Made customers and their facts as Arrow tables.

use arrow_array::{ArrayRef, RecordBatch, StringArray, TimestampSecondArray};
use arrow_schema::ArrowError;
use std::sync::Arc;
use tactful::customer::{Customer, Fact, Place};

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn stamps(seconds: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(seconds.collect::<TimestampSecondArray>().with_timezone("UTC"))
}

fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
}

/// A table of customers.
///
/// # Errors
/// None; the columns are of one length.
pub fn customers(all: &[&Customer]) -> Result<RecordBatch, ArrowError> {
    let zone = |customer: &&Customer| match &customer.place {
        Place::Zone(zone) => Some(zone.name().to_owned()),
        _ => None,
    };
    let zones: Vec<Option<String>> = all.iter().map(zone).collect();
    batch([
        ("customer", texts(all.iter().map(|customer| Some(customer.id.as_str())))),
        ("timezone", texts(zones.iter().map(Option::as_deref))),
        ("level", texts(all.iter().map(|customer| customer.level.as_deref()))),
        ("history_since", stamps(all.iter().map(|customer| customer.history_since.map(|at| at.seconds())))),
    ])
}

/// A table of facts, each with its customer's id.
///
/// # Errors
/// None; the columns are of one length.
pub fn facts(all: &[(&str, &Fact)]) -> Result<RecordBatch, ArrowError> {
    let word = |of: fn(&Fact) -> Option<&str>| texts(all.iter().map(|(_, fact)| of(fact)));
    batch([
        ("customer", texts(all.iter().map(|(id, _)| Some(*id)))),
        ("kind", word(|fact| Some(fact.kind.as_str()))),
        ("at", stamps(all.iter().map(|(_, fact)| Some(fact.at.seconds())))),
        ("id", word(|fact| fact.id.as_deref())),
        ("order", word(|fact| fact.order.as_deref())),
        ("case", word(|fact| fact.case.as_deref())),
        ("channel", word(|fact| fact.channel.as_deref())),
        ("purpose", word(|fact| fact.purpose.map(|purpose| purpose.as_str()))),
        ("intent", word(|fact| fact.intent.map(|intent| intent.as_str()))),
    ])
}

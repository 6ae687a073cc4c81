//! The facts that are told of a customer, each once.

use crate::Result;
use crate::customer::{Fact, FactKind, Kind, hash_of, hash_of_data};
use crate::followup::rebuild_needed;
use crate::order::Order;
use std::borrow::Cow;

/// The facts, each once, as [`Fact`] says: equal ids are one fact, and so are equal copies. Of those with one id the
/// earliest counts.
pub(super) fn distinct(facts: &[Fact]) -> Result<Cow<'_, [Fact]>> {
    let gone = |fact: &Fact| matches!(fact.kind, FactKind::Known(Kind::Corrected | Kind::Erased));
    if let Some(place) = facts.iter().position(gone) {
        return Err(rebuild_needed().at_path(&format!("facts[{place}]")));
    }
    let key = |fact: &Fact| fact.id.as_deref().map_or_else(|| hash_of_data(fact), hash_of);
    let mut places: Vec<(u64, i64, usize)> =
        facts.iter().enumerate().map(|(place, fact)| (key(fact), fact.at.seconds(), place)).collect();
    places.order();
    places.dedup_by_key(|(key, ..)| *key);
    if places.len() == facts.len() {
        return Ok(Cow::Borrowed(facts));
    }
    places.order_by_key(|&(.., place)| place);
    Ok(Cow::Owned(places.into_iter().map(|(.., place)| facts[place].clone()).collect()))
}

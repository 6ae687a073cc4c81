//! The scopes that a policy needs, each once, named so that standings of two policies can be compared.

use super::compiled::Scope;
use super::engine::OWN_KINDS;
use crate::customer::{Direction, Filter, Intent, Kind, Outcome, Per, Purpose};
use crate::order::Order;

/// Scopes being collected.
#[derive(Debug, Default)]
pub(super) struct Scopes(Vec<Scope>);

impl Scopes {
    /// The scope with this filter, at least this deep.
    pub(super) fn add(&mut self, filter: Filter, depth: usize) -> usize {
        match self.0.iter().position(|scope| scope.filter == filter) {
            Some(place) => {
                self.0[place].depth = self.0[place].depth.max(depth);
                place
            }
            None => {
                self.0.push(Scope { filter, depth });
                self.0.len() - 1
            }
        }
    }

    /// The scope that keeps the latest fact of a kind.
    pub(super) fn last(&mut self, kind: u64) -> usize {
        self.add(Filter::kinds(kind), 1)
    }

    /// The scopes, and their names with depths.
    pub(super) fn finish(
        self,
        channels: &[String],
        stable: &[String],
        own: &[String],
    ) -> (Vec<Scope>, Vec<(String, usize)>) {
        let names = self
            .0
            .iter()
            .map(|scope| (canonical(&scope.filter, channels, stable, own), scope.depth))
            .collect();
        (self.0, names)
    }
}

/// The same text for the same filter in every policy: names instead of indices.
fn canonical(filter: &Filter, channels: &[String], stable: &[String], own: &[String]) -> String {
    let mut kinds = words(filter.kinds & ((1 << OWN_KINDS) - 1), Kind::ALL);
    kinds.extend(
        own.iter()
            .enumerate()
            .filter(|(i, _)| filter.kinds >> (OWN_KINDS + i) & 1 == 1)
            .map(|(_, k)| k.as_str()),
    );
    let channels = if filter.channels == u64::MAX {
        "*".to_owned()
    } else {
        let mut names: Vec<&str> = channels
            .iter()
            .enumerate()
            .filter(|(i, _)| filter.channels >> i & 1 == 1)
            .map(|(_, name)| name.as_str())
            .collect();
        names.order();
        names.join(",")
    };
    let reasons = filter.reasons.as_ref().map_or("*".to_owned(), |reasons| {
        let mut names: Vec<&str> = reasons.iter().map(|&r| stable[r as usize].as_str()).collect();
        names.order();
        names.join(",")
    });
    let mut outcomes = words(filter.outcomes, Outcome::ALL);
    if filter.outcomes & Filter::NO_OUTCOME != 0 {
        outcomes.push("none");
    }
    format!(
        "{}|{}|{}|{}|{channels}|{reasons}|{}|{}",
        kinds.join(","),
        words(filter.directions, Direction::ALL).join(","),
        words(filter.purposes, Purpose::ALL).join(","),
        words(filter.intents, Intent::ALL).join(",") + if filter.known_intent { "!" } else { "" },
        outcomes.join(","),
        match filter.per {
            Per::Customer => "customer",
            Per::Account => "account",
            Per::Subject => "subject",
            Per::ContactPoint => "contact_point",
            Per::Level => "level",
            Per::Until => "until",
        },
    )
}

fn words<T>(bits: u64, all: &[(&'static str, T)]) -> Vec<&'static str> {
    all.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, (word, _))| *word).collect()
}

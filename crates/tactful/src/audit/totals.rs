//! How many contacts there are of each finding.

use super::{FINDINGS, Judged};
use crate::customer::Fact;
use crate::{Code, Engine};
use std::collections::BTreeMap;

/// How many contacts there are of each main finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts([u64; FINDINGS.len()]);

impl Counts {
    /// How many there are of a finding; 0 for a code that is none.
    ///
    /// ```
    /// use tactful::{audit::Counts, Code};
    /// assert_eq!(Counts::default().of(Code::Right), 0);
    /// ```
    #[must_use]
    pub fn of(&self, finding: Code) -> u64 {
        self.each().find(|&(code, _)| code == finding).map_or(0, |(_, count)| count)
    }

    /// Every finding with its count, in the order of [`FINDINGS`].
    pub fn each(&self) -> impl Iterator<Item = (Code, u64)> {
        FINDINGS.into_iter().zip(self.0)
    }

    /// All contacts.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.0.iter().sum()
    }

    pub(super) fn add(&mut self, finding: Code) {
        if let Some(place) = FINDINGS.iter().position(|&code| code == finding) {
            self.0[place] += 1;
        }
    }
}

/// The counts of what has one name: a reason, a channel, an owner, a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The name; none where the contacts tell none.
    pub name: Option<String>,
    /// How many there are of each main finding.
    pub counts: Counts,
}

/// How many contacts there are of each finding, in all and by what they have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// By main finding: each contact counts once.
    pub all: Counts,
    /// By every finding: a contact with several counts for each.
    pub also: Counts,
    /// How many entries could not be used.
    pub bad: u64,
    by_reason: Names,
    by_channel: Names,
    by_owner: Names,
    by_month: Names,
}

type Names = BTreeMap<Option<String>, Counts>;

fn rows(names: &Names) -> impl Iterator<Item = Row> {
    names.iter().map(|(name, &counts)| Row { name: name.clone(), counts })
}

impl Totals {
    /// By reason, sorted by name: by its id in the policy, or as it was told where the policy does not know it.
    pub fn by_reason(&self) -> impl Iterator<Item = Row> {
        rows(&self.by_reason)
    }

    /// By channel, sorted by name.
    pub fn by_channel(&self) -> impl Iterator<Item = Row> {
        rows(&self.by_channel)
    }

    /// By the owner that the contacts name, sorted by name.
    pub fn by_owner(&self) -> impl Iterator<Item = Row> {
        rows(&self.by_owner)
    }

    /// By the month on the customer's clock, as `2026-11`.
    pub fn by_month(&self) -> impl Iterator<Item = Row> {
        rows(&self.by_month)
    }

    pub(super) fn add(&mut self, engine: &Engine, judged: &Judged, fact: &Fact) {
        self.all.add(judged.finding);
        judged.findings.iter().for_each(|&finding| self.also.add(finding));
        let known = fact.reason.as_deref().and_then(|name| engine.reason_names.get(name));
        let reason = known.map(|&index| engine.reasons[index as usize].id.clone());
        let (year, month) = judged.month;
        let names = [
            (&mut self.by_reason, reason.or_else(|| fact.reason.clone())),
            (&mut self.by_channel, fact.channel.clone()),
            (&mut self.by_owner, fact.owner.clone()),
            (&mut self.by_month, Some(format!("{year:04}-{month:02}"))),
        ];
        for (names, name) in names {
            names.entry(name).or_default().add(judged.finding);
        }
    }
}

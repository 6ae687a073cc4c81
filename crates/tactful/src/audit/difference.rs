//! The same history under two policies.

use super::{Audit, FINDINGS};
use crate::Code;
use crate::explain::Language;
use crate::order::Order;
use std::collections::{BTreeMap, HashMap};

/// How many contacts of a finding there are under the one policy and under the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The finding.
    pub finding: Code,
    /// How many under the first policy.
    pub before: u64,
    /// How many under the second.
    pub after: u64,
}

impl Change {
    /// So many more under the second; fewer where it is negative.
    ///
    /// ```
    /// use tactful::{audit::Change, Code};
    /// assert_eq!(Change { finding: Code::OverCap, before: 5, after: 3 }.more(), -2);
    /// ```
    #[must_use]
    pub fn more(&self) -> i64 {
        self.after as i64 - self.before as i64
    }
}

/// Contacts that the one policy finds this, the other that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The main finding under the first policy.
    pub from: Code,
    /// The main finding under the second.
    pub to: Code,
    /// How many contacts.
    pub count: u64,
}

/// What differs between two audits of one history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How many contacts both judge.
    pub contacts: u64,
    /// Every finding, in the order of [`FINDINGS`], also those that did not change.
    pub changes: Vec<Change>,
    /// Contacts whose main finding changed, the most first, then in the order of [`FINDINGS`].
    pub moves: Vec<Move>,
}

impl Audit {
    /// What another policy finds different in the same histories, given in the same order.
    /// A contact that only one of the audits judged is left out.
    ///
    /// ```
    /// use tactful::audit::{History, Period};
    /// use tactful::customer::{Customer, Fact, Intent, Purpose};
    /// use tactful::{explain::Language, time::Instant, Engine};
    /// let policy = |gap: &str| Engine::from_text(&format!("
    ///     name = 'small'
    ///     version = '1'
    ///     reasons.tip = {{ value = 'good advice', purpose = 'service', intent = 'give' }}
    ///     rules.space = {{ gap = '{gap}' }}
    /// "));
    /// let sent = |at: &str| -> tactful::Result<Fact> {
    ///     Ok(Fact::contact(Instant::parse(at)?, "email", Purpose::Service, Intent::Give).reason("tip"))
    /// };
    /// let facts = vec![sent("2026-11-19T10:00:00Z")?, sent("2026-11-21T10:00:00Z")?];
    /// let histories = [History::new(Customer::new("c-1"), facts)];
    /// let (one, other) = (policy("24h")?, policy("72h")?);
    /// let difference =
    ///     one.audit(&histories, Period::default()).difference(&other.audit(&histories, Period::default()));
    /// assert_eq!(difference.moves.len(), 1);
    /// assert_eq!(
    ///     difference.sentences(Language::English)[0],
    ///     "2 of 2 contacts were right under the one policy, 1 under the other."
    /// );
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn difference(&self, other: &Audit) -> Difference {
        let there: HashMap<(usize, usize), Code> =
            other.judged.iter().map(|judged| ((judged.history, judged.fact), judged.finding)).collect();
        let mut moves: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        let place = |finding: Code| FINDINGS.iter().position(|&code| code == finding).unwrap_or_default();
        let mut contacts = 0;
        let mut counts = [(0, 0); FINDINGS.len()];
        for judged in &self.judged {
            let Some(&after) = there.get(&(judged.history, judged.fact)) else { continue };
            contacts += 1;
            let (from, to) = (place(judged.finding), place(after));
            counts[from].0 += 1;
            counts[to].1 += 1;
            if from != to {
                *moves.entry((from, to)).or_default() += 1;
            }
        }
        let changes = FINDINGS.into_iter().zip(counts);
        let mut moves: Vec<Move> = moves
            .into_iter()
            .map(|((from, to), count)| Move { from: FINDINGS[from], to: FINDINGS[to], count })
            .collect();
        moves.order_by_key(|moved| std::cmp::Reverse(moved.count));
        Difference {
            contacts,
            changes: changes.map(|(finding, (before, after))| Change { finding, before, after }).collect(),
            moves,
        }
    }
}

impl Difference {
    /// The difference in sentences: first how many were right, then each finding that changed.
    #[must_use]
    pub fn sentences(&self, language: Language) -> Vec<String> {
        let right = self.changes.iter().find(|change| change.finding == Code::Right);
        let (before, after) = right.map_or((0, 0), |right| (right.before, right.after));
        let (all, before, after) = (self.contacts.to_string(), before.to_string(), after.to_string());
        let total = [("right", before.as_str()), ("all", all.as_str()), ("other", after.as_str())];
        let mut lines = vec![language.fill(Code::SayAuditTotal, &total)];
        for change in self.changes.iter().filter(|change| change.before != change.after) {
            let (before, after) = (change.before.to_string(), change.after.to_string());
            let more = format!("{:+}", change.more());
            let values = [
                ("finding", language.of(change.finding)),
                ("before", before.as_str()),
                ("after", after.as_str()),
                ("change", more.as_str()),
            ];
            lines.push(language.fill(Code::SayAuditChange, &values));
        }
        if self.moves.is_empty() {
            lines.push(language.of(Code::SayAuditSame).to_owned());
        }
        lines
    }
}

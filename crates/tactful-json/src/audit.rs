//! `followup.audit`: each contact that was sent, judged with what was known then.

use crate::policy::{engine, other_engine};
use crate::request::{Operation, Setting};
use crate::unread::Unread;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tactful::audit::{Counts, History, Judged, Period, Row, Totals};
use tactful::customer::{Customer, Fact, decode};
use tactful::document::{Field, Table};
use tactful::explain::Language;
use tactful::time::{Instant, Zones};
use tactful::{Code, Engine, Error, Result};

/// `followup.audit {policy, customers: [{customer, facts}], facts: [{customer, …}], since, until, compare_with, …}`.
///
/// An entry that cannot be read fails nobody but itself: it comes back in `errors`.
#[derive(Debug)]
pub(crate) struct Look {
    engine: Arc<Engine>,
    other: Option<Arc<Engine>>,
    histories: Vec<History>,
    /// Where each history and each of its facts stands in the request.
    places: Vec<(String, Vec<String>)>,
    unread: Vec<Unread>,
    facts: usize,
    period: Period,
    contacts: Contacts,
    language: Option<Language>,
}

/// Which contacts are listed one by one; totals hold all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contacts {
    All,
    Wrong,
    None,
}

impl Contacts {
    const ALL: &'static [(&'static str, Contacts)] =
        &[("all", Contacts::All), ("wrong", Contacts::Wrong), ("none", Contacts::None)];
}

/// Histories as they are read.
struct Reading<'r> {
    zones: &'r Zones,
    own: Vec<String>,
    histories: Vec<History>,
    places: Vec<(String, Vec<String>)>,
    unread: Vec<Unread>,
    facts: usize,
}

impl Reading<'_> {
    fn entry(&mut self, entry: &Field<'_>) {
        let mut table = match entry.table() {
            Ok(table) => table,
            Err(error) => return self.unread.push(Unread::at(&entry.path(), None, &error)),
        };
        let customer = table.required("customer").and_then(|field| decode::customer(&field, self.zones));
        let facts = table.optional("facts").map(|field| field.list()).transpose();
        let all = customer.and_then(|customer| {
            let facts = facts?.unwrap_or_default();
            table.finish()?;
            Ok((customer, facts))
        });
        let (customer, facts) = match all {
            Ok(all) => all,
            Err(error) => return self.unread.push(Unread::at(&entry.path(), None, &error)),
        };
        let mut history = History::new(customer, Vec::new());
        let mut places = Vec::new();
        for field in &facts {
            self.facts += 1;
            match decode::fact(field, &self.own) {
                Ok(fact) => {
                    history.facts.push(fact);
                    places.push(field.path());
                }
                Err(error) => {
                    let id = history.customer.id.as_str();
                    self.unread.push(Unread::at(&field.path(), Some(id), &error));
                }
            }
        }
        self.histories.push(history);
        self.places.push((entry.path(), places));
    }

    fn about(&mut self, by_id: &HashMap<String, usize>, field: &Field<'_>) {
        self.facts += 1;
        let (id, fact) = match decode::fact_about(field, &self.own) {
            Ok(found) => found,
            Err(error) => return self.unread.push(Unread::at(&field.path(), None, &error)),
        };
        match by_id.get(&id) {
            Some(&place) => {
                self.histories[place].facts.push(fact);
                self.places[place].1.push(field.path());
            }
            None => {
                let message = "no customer of the list has this id";
                let error = Error::new(Code::UnknownCustomer, message);
                self.unread.push(Unread::new(format!("{}.customer", field.path()), Some(&id), &error));
            }
        }
    }
}

impl Operation for Look {
    type Answer = Looked;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        let other = other_engine(request, setting, "compare_with")?;
        let instant = |field: Option<Field<'_>>| field.map(|f| f.parse_with(Instant::parse)).transpose();
        let period =
            Period { since: instant(request.optional("since"))?, until: instant(request.optional("until"))? };
        let contacts = request.optional("contacts").map(|f| f.choice(Contacts::ALL)).transpose()?;
        let language = request.optional("language").map(|f| f.choice(Language::ALL)).transpose()?;
        let mut own = engine.policy().own_facts.clone();
        if let Some(other) = &other {
            own.extend(
                other
                    .policy()
                    .own_facts
                    .iter()
                    .filter(|kind| !engine.policy().own_facts.contains(kind))
                    .cloned(),
            );
        }
        let mut reading = Reading {
            zones: setting.zones,
            own,
            histories: Vec::new(),
            places: Vec::new(),
            unread: Vec::new(),
            facts: 0,
        };
        for entry in request.required("customers")?.list()? {
            reading.entry(&entry);
        }
        if let Some(facts) = request.optional("facts") {
            let mut by_id = HashMap::new();
            for (place, history) in reading.histories.iter().enumerate() {
                if !history.customer.id.is_empty() {
                    by_id.entry(history.customer.id.clone()).or_insert(place);
                }
            }
            for field in facts.list()? {
                reading.about(&by_id, &field);
            }
        }
        let Reading { histories, places, unread, facts, .. } = reading;
        let contacts = contacts.unwrap_or(Contacts::All);
        Ok(Self { engine, other, histories, places, unread, facts, period, contacts, language })
    }

    fn run(&self) -> Result<Looked> {
        let audit = self.engine.audit(&self.histories, self.period);
        let mut errors = self.unread.clone();
        for bad in &audit.bad {
            let (entry, facts) = &self.places[bad.history];
            let customer = &self.histories[bad.history].customer;
            let place = match bad.fact {
                None => format!("{entry}.customer.id"),
                Some(fact) => facts[fact].clone(),
            };
            errors.push(Unread::new(place, Some(&customer.id), &bad.error));
        }
        let mut by_code: BTreeMap<&'static str, usize> = BTreeMap::new();
        errors.iter().for_each(|error| *by_code.entry(error.code).or_default() += 1);
        let listed = audit.judged.iter().filter(|judged| match self.contacts {
            Contacts::All => true,
            Contacts::Wrong => judged.finding != Code::Right,
            Contacts::None => false,
        });
        let difference = self.other.as_ref().map(|other| {
            let difference = audit.difference(&other.audit(&self.histories, self.period));
            Difference::of(&difference, other.fingerprint())
        });
        Ok(Looked {
            contacts: listed.map(|judged| self.contact(judged)).collect(),
            totals: Sums::of(&audit.totals),
            summary: Summary {
                customers: self.histories.len(),
                facts: self.facts,
                contacts: audit.judged.len(),
                errors: errors.len(),
                errors_by_code: by_code,
            },
            errors,
            difference,
            fingerprint: self.engine.fingerprint().to_owned(),
        })
    }
}

/// The audit.
#[derive(Debug, Serialize)]
pub(crate) struct Looked {
    contacts: Vec<Contact>,
    totals: Sums,
    summary: Summary,
    errors: Vec<Unread>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
    fingerprint: String,
}

#[derive(Debug, Serialize)]
struct Contact {
    customer: String,
    id: Option<String>,
    at: String,
    reason: Option<String>,
    channel: Option<String>,
    owner: Option<String>,
    month: String,
    finding: &'static str,
    findings: Vec<&'static str>,
    blocks: Vec<Against>,
    allowed_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<String>,
}

#[derive(Debug, Serialize)]
struct Against {
    rule: String,
    code: &'static str,
    since: Option<String>,
    clears_at: Option<String>,
    clears_with: Option<String>,
}

impl Look {
    fn contact(&self, judged: &Judged) -> Contact {
        let engine = &self.engine;
        let (customer, fact): (&Customer, &Fact) = {
            let history = &self.histories[judged.history];
            (&history.customer, &history.facts[judged.fact])
        };
        let reason = judged.question.map(|question| question.reason(engine).to_owned());
        let reason = reason.or_else(|| fact.reason.clone());
        let named = reason.clone().unwrap_or_default();
        let (year, month) = judged.month;
        Contact {
            customer: customer.id.clone(),
            id: fact.id.clone(),
            at: judged.at.to_string(),
            reason,
            channel: fact.channel.clone(),
            owner: fact.owner.clone(),
            month: format!("{year:04}-{month:02}"),
            finding: judged.finding.as_str(),
            findings: judged.findings.iter().map(|code| code.as_str()).collect(),
            blocks: judged
                .blocks
                .iter()
                .map(|block| Against {
                    rule: block.rule(engine, &named),
                    code: block.code().as_str(),
                    since: block.since().map(|at| at.to_string()),
                    clears_at: block.clears_at().map(|at| at.to_string()),
                    clears_with: block.clears_with(engine).map(str::to_owned),
                })
                .collect(),
            allowed_from: judged.allowed_from.map(|at| at.to_string()),
            why: judged.refusal.as_ref().map(|error| error.code().as_str()),
            explanation: self.language.map(|language| judged.explain(engine, &self.histories, language)),
        }
    }
}

type Findings = BTreeMap<&'static str, u64>;

fn findings(counts: &Counts) -> Findings {
    counts.each().map(|(code, count)| (code.as_str(), count)).collect()
}

#[derive(Debug, Serialize)]
struct Sums {
    contacts: u64,
    /// By main finding: each contact once.
    findings: Findings,
    /// By every finding: a contact with several counts for each.
    also: Findings,
    by_reason: Vec<Sum>,
    by_channel: Vec<Sum>,
    by_owner: Vec<Sum>,
    by_month: Vec<Sum>,
}

#[derive(Debug, Serialize)]
struct Sum {
    name: Option<String>,
    contacts: u64,
    findings: Findings,
}

impl Sums {
    fn of(totals: &Totals) -> Self {
        let sum =
            |row: Row| Sum { name: row.name, contacts: row.counts.all(), findings: findings(&row.counts) };
        Self {
            contacts: totals.all.all(),
            findings: findings(&totals.all),
            also: findings(&totals.also),
            by_reason: totals.by_reason().map(sum).collect(),
            by_channel: totals.by_channel().map(sum).collect(),
            by_owner: totals.by_owner().map(sum).collect(),
            by_month: totals.by_month().map(sum).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Summary {
    customers: usize,
    facts: usize,
    contacts: usize,
    errors: usize,
    errors_by_code: BTreeMap<&'static str, usize>,
}

#[derive(Debug, Serialize)]
struct Difference {
    contacts: u64,
    changes: Vec<Change>,
    moves: Vec<Move>,
    sentences: Sentences,
    fingerprint: String,
}

#[derive(Debug, Serialize)]
struct Change {
    finding: &'static str,
    before: u64,
    after: u64,
    change: i64,
}

#[derive(Debug, Serialize)]
struct Move {
    from: &'static str,
    to: &'static str,
    count: u64,
}

#[derive(Debug, Serialize)]
struct Sentences {
    en: Vec<String>,
    zh: Vec<String>,
}

impl Difference {
    fn of(difference: &tactful::audit::Difference, fingerprint: &str) -> Self {
        let changes = difference.changes.iter().map(|change| Change {
            finding: change.finding.as_str(),
            before: change.before,
            after: change.after,
            change: change.more(),
        });
        let moves = difference.moves.iter().map(|moved| Move {
            from: moved.from.as_str(),
            to: moved.to.as_str(),
            count: moved.count,
        });
        Self {
            contacts: difference.contacts,
            changes: changes.collect(),
            moves: moves.collect(),
            sentences: Sentences {
                en: difference.sentences(Language::English),
                zh: difference.sentences(Language::Chinese),
            },
            fingerprint: fingerprint.to_owned(),
        }
    }
}

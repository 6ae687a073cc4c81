//! `followup.*`: may we contact this customer, for this reason, through this channel, now?

use crate::base64;
use crate::calendar::{Warnings, instant, names};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::customer::{Contact, Customer, Fact, Standing, decode};
use tactful::document::{Field, Table};
use tactful::explain::Language;
use tactful::followup::{Asking, Decision, Folded, Plan};
use tactful::time::Instant;
use tactful::{Code, Engine, Result};

/// What all of these operations carry: policy, customer, facts or a standing, plans, the instant.
#[derive(Debug)]
pub(crate) struct Subject {
    engine: Arc<Engine>,
    customer: Customer,
    standing: Standing,
    asking: Asking,
    warnings: Warnings,
    plan: Plan,
    now: Instant,
    language: Option<Language>,
}

impl Subject {
    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        let customer = match request.optional("customer") {
            Some(field) => decode::customer(&field, setting.zones)?,
            None => Customer::new(""),
        };
        let now = instant(request, "now")?;
        let known_at = request.optional("known_at").map(|f| f.parse_with(Instant::parse)).transpose()?;
        let folded = known(request, &engine, now, known_at)?;
        let (next_pending, warnings) = (folded.next_pending(), names(&folded.warnings));
        let standing = folded.standing;
        let plan = plan(request, &engine)?;
        let language = request.optional("language").map(|f| f.choice(Language::ALL)).transpose()?;
        let mut text = |name: &'static str| -> Result<Option<String>> {
            request.optional(name).map(|f| f.text().map(str::to_owned)).transpose()
        };
        let asking = Asking {
            anchor: text("anchor")?,
            subject: text("subject")?,
            contact_point: text("contact_point")?,
            next_pending,
        };
        Ok(Self { engine, customer, standing, asking, warnings, plan, now, language })
    }

    fn answer(&self, decision: &Decision) -> Answer {
        Answer::of(&self.engine, &self.customer, decision, &self.warnings, self.language)
    }
}

/// What the fields `facts` and `standing` tell.
pub(crate) fn known(
    table: &mut Table<'_>,
    engine: &Engine,
    as_of: Instant,
    known_at: Option<Instant>,
) -> Result<Folded> {
    let mut folded = engine.fold(&facts(table, engine)?, as_of, known_at)?;
    if let Some(field) = table.optional("standing") {
        folded.standing.merge(&remembered(&field, engine)?)?;
    }
    Ok(folded)
}

/// What a standing in base64 remembers.
fn remembered(field: &Field<'_>, engine: &Engine) -> Result<Standing> {
    let bytes = field.parse_with(base64::decode)?;
    field.locate(engine.standing_from_bytes(&bytes))
}

/// What the field `planned` tells.
pub(crate) fn plan(table: &mut Table<'_>, engine: &Engine) -> Result<Plan> {
    let planned: Vec<Contact> = match table.optional("planned") {
        Some(list) => list.list()?.iter().map(decode::contact).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    engine.plan(&planned)
}

fn facts(request: &mut Table<'_>, engine: &Engine) -> Result<Vec<Fact>> {
    match request.optional("facts") {
        Some(list) => {
            let own = &engine.policy().own_facts;
            list.list()?.iter().map(|fact| decode::fact(fact, own)).collect()
        }
        None => Ok(Vec::new()),
    }
}

/// A decision; instants are UTC.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    reason: String,
    channel: String,
    verdict: &'static str,
    allowed_from: Option<String>,
    allowed_until: Option<String>,
    anchor: Option<Anchor>,
    blocks: Vec<Block>,
    then: Vec<String>,
    revisit_at: Option<String>,
    eligible_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules_allow_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<String>,
}

#[derive(Debug, Serialize)]
struct Anchor {
    at: String,
}

#[derive(Debug, Serialize)]
struct Block {
    rule: String,
    code: &'static str,
    since: Option<String>,
    clears_at: Option<String>,
    clears_with: Option<String>,
    binding: bool,
}

impl Answer {
    /// `more`: what is to be known of the facts.
    fn of(
        engine: &Engine,
        customer: &Customer,
        decision: &Decision,
        more: &[&'static str],
        language: Option<Language>,
    ) -> Self {
        let reason = decision.reason(engine);
        let text = |t: Option<Instant>| t.map(|t| t.to_string());
        let mut warnings: Warnings = decision.warnings().map(|code| code.as_str()).collect();
        warnings.extend(more.iter().filter(|w| !warnings.contains(w)).copied().collect::<Vec<_>>());
        Self {
            reason: reason.to_owned(),
            channel: decision.channel(engine).to_owned(),
            verdict: decision.verdict().as_str(),
            allowed_from: text(decision.allowed_from()),
            allowed_until: text(decision.allowed_until()),
            anchor: decision.anchor().map(|anchor| Anchor { at: anchor.at().to_string() }),
            blocks: decision
                .blocks()
                .iter()
                .map(|block| Block {
                    rule: block.rule(engine, reason),
                    code: block.code().as_str(),
                    since: text(block.since()),
                    clears_at: text(block.clears_at()),
                    clears_with: block.clears_with(engine).map(str::to_owned),
                    binding: block.is_binding(),
                })
                .collect(),
            then: decision.then(engine),
            revisit_at: text(decision.revisit_at()),
            eligible_at: text(decision.eligible_at()),
            rules_allow_at: text(decision.rules_allow_at()),
            warnings,
            fingerprint: engine.fingerprint().to_owned(),
            explanation: language.map(|language| decision.explain(engine, customer, language)),
        }
    }
}

/// A decision that a binding made without this door, as `followup.decide` answers it: one truth.
/// `more` are warnings about the facts, as [`Engine::fold`] gave them.
///
/// # Errors
/// None that a caller could cause.
///
/// ```
/// use tactful::{customer::Customer, followup::Plan, time::Instant, Engine};
/// let engine = Engine::house()?;
/// let (customer, now) = (Customer::new("c-1"), Instant::parse("2026-11-21T09:30:00+08:00")?);
/// let decision = engine.decide(&customer, &engine.empty_standing(), &Plan::default(), "check-in", "email", now)?;
/// let text = tactful_json::decision_text(&engine, &customer, &decision, &[], None)?;
/// assert!(text.starts_with(r#"{"reason":"check-in","channel":"email","verdict":"not_applicable""#));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn decision_text(
    engine: &Engine,
    customer: &Customer,
    decision: &Decision,
    more: &[Code],
    language: Option<Language>,
) -> Result<String> {
    crate::door::write(&Answer::of(engine, customer, decision, &names(more), language))
}

/// An agenda that a binding made without this door, as `followup.agenda` answers it.
/// `next_pending` and `more` are what [`Engine::fold`] told of the facts; `owed` is what [`Engine::obligations`] found.
///
/// # Errors
/// None that a caller could cause.
///
/// ```
/// use tactful::{customer::Customer, followup::Plan, time::Instant, Engine};
/// let engine = Engine::house()?;
/// let (customer, now) = (Customer::new("c-1"), Instant::parse("2026-11-21T09:30:00+08:00")?);
/// let agenda = engine.agenda(&customer, &engine.empty_standing(), &Plan::default(), now, 7)?;
/// assert!(tactful_json::agenda_text(&engine, &agenda, &[], None, &[])?.starts_with(r#"{"items":[]"#));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn agenda_text(
    engine: &Engine,
    agenda: &tactful::followup::Agenda,
    owed: &[tactful::relationship::Owed],
    next_pending: Option<Instant>,
    more: &[Code],
) -> Result<String> {
    crate::door::write(&Agenda::of(engine, agenda, owed, next_pending, names(more)))
}

/// `followup.decide {policy, customer, facts | standing, planned, reason, channel, now, …}`.
#[derive(Debug)]
pub(crate) struct Decide {
    subject: Subject,
    reason: String,
    channel: String,
}

impl Operation for Decide {
    type Answer = Answer;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let subject = Subject::read(request, setting)?;
        let reason = request.required("reason")?.text()?.to_owned();
        let channel = request.required("channel")?.text()?.to_owned();
        Ok(Self { subject, reason, channel })
    }

    fn run(&self) -> Result<Answer> {
        let s = &self.subject;
        let decision = s.engine.decide_with(
            &s.customer,
            &s.standing,
            &s.plan,
            &self.reason,
            &self.channel,
            s.now,
            &s.asking,
        );
        let decision = decision.map_err(|error| match error.code() {
            Code::UnknownReason => error.at_path("reason"),
            Code::UnknownChannel | Code::ChannelNotListed => error.at_path("channel"),
            Code::UnknownOrder => error.at_path("anchor"),
            _ => error,
        })?;
        Ok(s.answer(&decision))
    }
}

/// `followup.decide_all {policy, customer, facts | standing, planned, channel?, now, …}`.
#[derive(Debug)]
pub(crate) struct DecideAll {
    subject: Subject,
    channel: Option<String>,
}

/// One decision for each reason and each of its channels.
#[derive(Debug, Serialize)]
pub(crate) struct Decisions {
    decisions: Vec<Answer>,
}

impl Operation for DecideAll {
    type Answer = Decisions;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let subject = Subject::read(request, setting)?;
        let channel = request.optional("channel").map(|f| f.text().map(str::to_owned)).transpose()?;
        Ok(Self { subject, channel })
    }

    fn run(&self) -> Result<Decisions> {
        let s = &self.subject;
        let channel = self.channel.as_deref();
        let decisions =
            s.engine.decide_all_with(&s.customer, &s.standing, &s.plan, channel, s.now, &s.asking)?;
        Ok(Decisions { decisions: decisions.iter().map(|decision| s.answer(decision)).collect() })
    }
}

/// `followup.agenda {policy, customer, facts | standing, planned, now, days, …}`.
#[derive(Debug)]
pub(crate) struct Plans {
    subject: Subject,
    /// For what the customer's level owes.
    facts: Vec<Fact>,
    days: i64,
}

/// The contacts to make, by instant.
#[derive(Debug, Serialize)]
pub(crate) struct Agenda {
    items: Vec<Item>,
    revisit_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rhythm: Option<Rhythm>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

#[derive(Debug, Serialize)]
struct Item {
    at: String,
    reason: String,
    channel: String,
    allowed_from: Option<String>,
    allowed_until: Option<String>,
    conditional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    owed: Option<Owed>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

/// What of the customer's obligations a contact does (R1).
#[derive(Debug, Serialize)]
struct Owed {
    state: &'static str,
    since: String,
    due_by: Option<String>,
    order: Option<String>,
}

/// How regular the contacts are (F6).
#[derive(Debug, Serialize)]
struct Rhythm {
    mean_seconds: i64,
    mean_deviation_seconds: i64,
}

impl Operation for Plans {
    type Answer = Agenda;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let subject = Subject::read(request, setting)?;
        let facts = facts(request, &subject.engine)?;
        Ok(Self { subject, facts, days: request.required("days")?.int()? })
    }

    fn run(&self) -> Result<Agenda> {
        let s = &self.subject;
        let agenda = s.engine.agenda_with(&s.customer, &s.standing, &s.plan, s.now, self.days, &s.asking)?;
        let owed = s.engine.obligations_if_known(&s.customer, &self.facts, s.now)?;
        Ok(Agenda::of(&s.engine, &agenda, &owed, s.asking.next_pending, s.warnings.clone()))
    }
}

impl Agenda {
    fn of(
        engine: &Engine,
        agenda: &tactful::followup::Agenda,
        owed_all: &[tactful::relationship::Owed],
        next_pending: Option<Instant>,
        warnings: Warnings,
    ) -> Self {
        let owed = |one: &tactful::relationship::Owed| Owed {
            state: one.state.as_str(),
            since: one.since.to_string(),
            due_by: one.due_by.map(|by| by.to_string()),
            order: one.order.clone(),
        };
        let met = engine.owed_in(agenda, owed_all);
        Self {
            revisit_at: agenda.revisit_at.into_iter().chain(next_pending).min().map(|t| t.to_string()),
            rhythm: agenda.rhythm().map(|(mean_seconds, mean_deviation_seconds)| Rhythm {
                mean_seconds,
                mean_deviation_seconds,
            }),
            items: agenda
                .items
                .iter()
                .zip(met)
                .map(|(item, met)| Item {
                    at: item.at.to_string(),
                    reason: item.decision.reason(engine).to_owned(),
                    channel: item.decision.channel(engine).to_owned(),
                    allowed_from: item.decision.allowed_from().map(|t| t.to_string()),
                    allowed_until: item.decision.allowed_until().map(|t| t.to_string()),
                    conditional: item.conditional,
                    owed: met.map(owed),
                    warnings: item.decision.warnings().map(|code| code.as_str()).collect(),
                })
                .collect(),
            warnings,
        }
    }
}

/// `followup.fold {policy, facts?, standing?, standings?, as_of, known_at?}`: a standing to keep beside the customer;
/// of facts, and of what was folded before or elsewhere.
#[derive(Debug)]
pub(crate) struct Fold {
    standing: Standing,
    pending: Vec<Option<String>>,
    next_pending: Option<Instant>,
    warnings: Warnings,
}

/// The standing in base64, and the facts that do not count yet.
#[derive(Debug, Serialize)]
pub(crate) struct Kept {
    standing: String,
    watermark: Option<String>,
    truncated: bool,
    pending: Vec<Option<String>>,
    next_pending: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

impl Operation for Fold {
    type Answer = Kept;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        let as_of = instant(request, "as_of")?;
        let known_at = request.optional("known_at").map(|f| f.parse_with(Instant::parse)).transpose()?;
        let folded = known(request, &engine, as_of, known_at)?;
        let next_pending = folded.next_pending();
        let mut standing = folded.standing;
        if let Some(list) = request.optional("standings") {
            for field in list.list()? {
                standing.merge(&remembered(&field, &engine)?)?;
            }
        }
        Ok(Self {
            standing,
            pending: folded.pending.into_iter().map(|fact| fact.id).collect(),
            next_pending,
            warnings: names(&folded.warnings),
        })
    }

    fn run(&self) -> Result<Kept> {
        Ok(Kept {
            standing: base64::encode(&self.standing.to_bytes()),
            watermark: self.standing.watermark().map(|t| t.to_string()),
            truncated: self.standing.is_truncated(),
            pending: self.pending.clone(),
            next_pending: self.next_pending.map(|t| t.to_string()),
            warnings: self.warnings.clone(),
        })
    }
}

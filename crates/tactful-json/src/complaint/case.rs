//! `complaint.replay`, `.act`, `.authority`, `.report`, `.abuse`: the case of a complaint, and the authority over remedies.

use crate::calendar::{Warnings, names};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::complaint::{
    Act, Answer, Case, Event, Grant, Money, Next, Refusal, Report, Role, Roles, decode,
};
use tactful::document::{Field, Table};
use tactful::time::{Instant, Zone};
use tactful::{Code, Engine, Result};

fn events(request: &mut Table<'_>) -> Result<Vec<Event>> {
    request.required("events")?.list()?.iter().map(decode::event).collect()
}

/// The case's id: `case`, or the one that its opening names.
fn case_id(request: &mut Table<'_>, events: &[Event]) -> Result<String> {
    match request.optional("case") {
        Some(field) => Ok(field.text()?.to_owned()),
        None => Ok(events.first().and_then(|event| event.case.clone()).unwrap_or_default()),
    }
}

/// A case by its log: `{case?, events}`, beside fields that the operation itself reads.
pub(super) fn logged(table: &mut Table<'_>) -> Result<Case> {
    let events = events(table)?;
    Case::replay(&case_id(table, &events)?, &events)
}

/// Whose civil days count; UTC if it is not given.
fn zone(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Arc<Zone>> {
    match request.optional("timezone") {
        Some(field) => field.parse_with(|name| setting.zones.get(name)),
        None => setting.zones.get("UTC"),
    }
}

/// `complaint.replay {policy?, case?, events}`: the case of a log.
#[derive(Debug)]
pub(crate) struct Replay {
    engine: Arc<Engine>,
    case: Case,
}

/// A case; instants are UTC.
#[derive(Debug, Serialize)]
pub(crate) struct State {
    case: String,
    version: u64,
    status: &'static str,
    stage: &'static str,
    ending: Option<&'static str>,
    parts: Vec<Part>,
    next_acts: Vec<NextAct>,
    commitments: Vec<Commitment>,
    grants: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    put_forward: Vec<String>,
    attempts: u8,
    hand_overs: u8,
    reopenings: u8,
    first_solved: Option<String>,
    facts: Vec<FactOut>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

#[derive(Debug, Serialize)]
struct Part {
    part: Option<String>,
    status: &'static str,
    stage: &'static str,
    ending: Option<&'static str>,
    done: Vec<&'static str>,
    missing: Vec<&'static str>,
    cause: Option<&'static str>,
    liability: Option<&'static str>,
    remedies: Vec<&'static str>,
    refused_offers: u8,
    satisfied: bool,
}

#[derive(Debug, Serialize)]
struct NextAct {
    part: Option<String>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ending: Option<&'static str>,
    by: Vec<&'static str>,
    due: bool,
}

#[derive(Debug, Serialize)]
struct Commitment {
    id: String,
    part: Option<String>,
    what: String,
    owner: String,
    due: String,
    state: &'static str,
}

/// A fact as the operations `followup.*` read it.
#[derive(Debug, Serialize)]
struct FactOut {
    id: Option<String>,
    kind: String,
    at: String,
    case: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intent: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
}

fn words<T>(of: impl Iterator<Item = T>, word: fn(T) -> &'static str) -> Vec<&'static str> {
    of.map(word).collect()
}

fn roles(roles: Roles) -> Vec<&'static str> {
    words(roles.iter(), Role::as_str)
}

fn state(engine: &Engine, case: &Case) -> State {
    let name = |part: u8| case.part_names().get(usize::from(part)).filter(|name| !name.is_empty()).cloned();
    let parts = case.state().parts().iter().enumerate().map(|(index, part)| Part {
        part: name(index as u8),
        status: part.status().as_str(),
        stage: part.stage().as_str(),
        ending: part.ending().map(|ending| ending.as_str()),
        done: words(part.done().iter(), Act::as_str),
        missing: words(part.missing().iter(), Act::as_str),
        cause: part.cause().map(|cause| cause.as_str()),
        liability: part.liability().map(|liability| liability.as_str()),
        remedies: part.remedies().iter().map(|remedy| remedy.as_str()).collect(),
        refused_offers: part.refused_offers(),
        satisfied: part.is_satisfied(),
    });
    let next = |next: Next| NextAct {
        part: name(next.part),
        kind: next.kind.as_str(),
        ending: next.ending.map(|ending| ending.as_str()),
        by: roles(next.by),
        due: next.due,
    };
    let promise = |promise: &tactful::complaint::Commitment| Commitment {
        id: promise.id.clone(),
        part: name(promise.part),
        what: promise.what.clone(),
        owner: promise.owner.clone(),
        due: promise.due.to_string(),
        state: promise.state.as_str(),
    };
    State {
        case: case.id().to_owned(),
        version: case.version(),
        status: case.state().status().as_str(),
        stage: case.state().stage().as_str(),
        ending: case.state().ending().map(|ending| ending.as_str()),
        parts: parts.collect(),
        next_acts: case.next_acts(engine.complaints()).into_iter().map(next).collect(),
        commitments: case.commitments().iter().map(promise).collect(),
        grants: case.grants().iter().map(|grant| grant.id.clone()).collect(),
        put_forward: case.put_forward(engine.complaints()).map(|grant| grant.id.clone()).collect(),
        attempts: case.state().attempts(),
        hand_overs: case.state().hand_overs(),
        reopenings: case.state().reopenings(),
        first_solved: case.first_solved().map(|at| at.to_string()),
        facts: case.facts().into_iter().map(fact).collect(),
        warnings: names(case.warnings()),
    }
}

fn fact(fact: tactful::customer::Fact) -> FactOut {
    FactOut {
        kind: fact.kind.as_str().to_owned(),
        at: fact.at.to_string(),
        id: fact.id,
        case: fact.case,
        recorded_at: fact.recorded_at.map(|at| at.to_string()),
        order: fact.order,
        product: fact.product,
        channel: fact.channel,
        direction: fact.direction.map(|direction| direction.as_str()),
        purpose: fact.purpose.map(|purpose| purpose.as_str()),
        intent: fact.intent.map(|intent| intent.as_str()),
        outcome: fact.outcome.map(|outcome| outcome.as_str()),
    }
}

impl Operation for Replay {
    type Answer = State;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        Ok(Self { engine, case: logged(request)? })
    }

    fn run(&self) -> Result<State> {
        Ok(state(&self.engine, &self.case))
    }
}

/// `complaint.act {policy?, case?, events, event, expected_version?}`: one more event, if the guards let it pass.
/// Without `expected_version`: the version of `events`.
#[derive(Debug)]
pub(crate) struct ActOn {
    engine: Arc<Engine>,
    case: Case,
    event: Event,
    expected_version: u64,
}

/// Whether it was accepted, and the case as it is then. A refused event has changed nothing.
#[derive(Debug, Serialize)]
pub(crate) struct Acted {
    accepted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refused>,
    state: State,
}

#[derive(Debug, Serialize)]
struct Refused {
    code: &'static str,
    rule: Option<&'static str>,
    message: String,
    missing: Vec<&'static str>,
    by: Vec<&'static str>,
    approvers: Vec<String>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code().as_str(),
            rule: Some(refusal.rule()).filter(|rule| !rule.is_empty()),
            message: refusal.message().to_owned(),
            missing: words(refusal.missing(), Act::as_str),
            by: roles(refusal.by()),
            approvers: refusal.approvers().to_vec(),
        }
    }
}

impl Operation for ActOn {
    type Answer = Acted;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        let case = logged(request)?;
        let event = decode::event(&request.required("event")?)?;
        let expected_version = match request.optional("expected_version") {
            Some(field) => u64::try_from(field.int()?)
                .map_err(|_| field.error(Code::InvalidValue, "a version is not negative"))?,
            None => case.version(),
        };
        Ok(Self { engine, case, event, expected_version })
    }

    fn run(&self) -> Result<Acted> {
        let mut case = self.case.clone();
        let acted = case.act(self.engine.complaints(), self.event.clone(), self.expected_version);
        Ok(Acted {
            accepted: acted.is_ok(),
            refusal: acted.err().map(Refused::from),
            state: state(&self.engine, &case),
        })
    }
}

/// `complaint.authority {policy?, grant, earlier?, timezone?}`: whether somebody may grant something.
#[derive(Debug)]
pub(crate) struct Authority {
    engine: Arc<Engine>,
    grant: Grant,
    earlier: Vec<Grant>,
    zone: Arc<Zone>,
}

/// The ruling; `put_forward` is for reward.
#[derive(Debug, Serialize)]
pub(crate) struct Ruling {
    verdict: &'static str,
    beyond: Option<Limit>,
    approvers: Vec<String>,
    widened: bool,
    report_due: String,
}

#[derive(Debug, Serialize)]
struct Limit {
    kind: &'static str,
    most: Amount,
    total: Amount,
}

#[derive(Debug, Serialize)]
struct Amount {
    minor: i64,
    currency: String,
}

fn amount(money: Money) -> Amount {
    Amount { minor: money.minor(), currency: money.currency().as_str().to_owned() }
}

fn grants(field: Option<Field<'_>>) -> Result<Vec<Grant>> {
    match field {
        Some(list) => list.list()?.iter().map(decode::grant).collect(),
        None => Ok(Vec::new()),
    }
}

impl Operation for Authority {
    type Answer = Ruling;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            grant: decode::grant(&request.required("grant")?)?,
            earlier: grants(request.optional("earlier"))?,
            zone: zone(request, setting)?,
        })
    }

    fn run(&self) -> Result<Ruling> {
        let complaints = self.engine.complaints();
        let ruling = complaints.authority().rule(&self.grant, &self.earlier, &self.zone)?;
        Ok(Ruling {
            verdict: ruling.verdict.as_str(),
            beyond: ruling.beyond.map(|limit| Limit {
                kind: limit.kind.as_str(),
                most: amount(limit.most),
                total: amount(limit.total),
            }),
            approvers: ruling.approvers,
            widened: ruling.widened,
            report_due: complaints.report_due(&self.grant, &self.zone).to_string(),
        })
    }
}

/// `complaint.report {policy?, grant, report?, filed_at?, answer?, timezone?, now}`: is the report on a use of
/// authority complete and in time, and has the manager answered it?
#[derive(Debug)]
pub(crate) struct ReportOn {
    engine: Arc<Engine>,
    grant: Grant,
    report: Option<Report>,
    filed_at: Option<Instant>,
    answer: Option<Answer>,
    zone: Arc<Zone>,
    now: Instant,
}

/// What is missing; without a report all that the grant itself does not say. Overdue: filed, or now, after `due`.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    due: String,
    overdue: bool,
    complete: bool,
    missing: Vec<&'static str>,
    answered: bool,
    answer_missing: Vec<&'static str>,
}

impl Operation for ReportOn {
    type Answer = Checked;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            grant: decode::grant(&request.required("grant")?)?,
            report: request.optional("report").map(|f| decode::report(&f)).transpose()?,
            filed_at: request.optional("filed_at").map(|f| f.parse_with(Instant::parse)).transpose()?,
            answer: request.optional("answer").map(|f| decode::answer(&f)).transpose()?,
            zone: zone(request, setting)?,
            now: request.required("now")?.parse_with(Instant::parse)?,
        })
    }

    fn run(&self) -> Result<Checked> {
        let due = self.engine.complaints().report_due(&self.grant, &self.zone);
        let missing = self.report.clone().unwrap_or_else(|| Report::draft(&self.grant)).missing();
        let answer = self.answer.clone().unwrap_or_default().missing();
        let complete = missing.is_empty();
        // an incomplete report is still to be filed
        let filed = self.filed_at.filter(|_| complete);
        Ok(Checked {
            overdue: filed.unwrap_or(self.now) > due,
            due: due.to_string(),
            complete,
            missing: missing.iter().map(|item| item.as_str()).collect(),
            answered: answer.is_empty(),
            answer_missing: answer.iter().map(|part| part.as_str()).collect(),
        })
    }
}

/// `complaint.abuse {policy?, grants, timezone?}`: patterns in the use of authority.
#[derive(Debug)]
pub(crate) struct AbuseIn {
    engine: Arc<Engine>,
    grants: Vec<Grant>,
    zone: Arc<Zone>,
}

/// What was found, with its evidence.
#[derive(Debug, Serialize)]
pub(crate) struct Patterns {
    findings: Vec<Pattern>,
}

#[derive(Debug, Serialize)]
struct Pattern {
    code: &'static str,
    by: String,
    customer: Option<String>,
    power: Option<&'static str>,
    evidence: Vec<String>,
}

impl Operation for AbuseIn {
    type Answer = Patterns;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            grants: grants(Some(request.required("grants")?))?,
            zone: zone(request, setting)?,
        })
    }

    fn run(&self) -> Result<Patterns> {
        let found = self.engine.complaints().authority().abuse(&self.grants, &self.zone);
        let pattern = |found: tactful::complaint::Abuse| Pattern {
            code: found.code.as_str(),
            by: found.by,
            customer: found.customer,
            power: found.power.map(|power| power.as_str()),
            evidence: found.evidence,
        };
        Ok(Patterns { findings: found.into_iter().map(pattern).collect() })
    }
}

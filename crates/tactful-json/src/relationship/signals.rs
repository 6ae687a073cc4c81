//! `relationship.churn` and `relationship.scenes`.

use super::{Subject, count, int_if, written};
use crate::complaint::{at, at_if, flag, items, list, needed, text, text_if};
use crate::plain::{Plain, plain};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use std::sync::Arc;
use tactful::document::{Field, Table};
use tactful::relationship::{Attention, Evidence, Matter, Source, Step, StepKind, Trait};
use tactful::time::Instant;
use tactful::{Code, Engine, Result};

fn evidence(all: &[Evidence]) -> Vec<Plain> {
    all.iter().map(|one| plain!({"what": one.what, "at": one.at.to_string(), "id": one.id})).collect()
}

/// `relationship.churn {policy?, customer, facts, supplied?, attention?, now}` (R4): `supplied` of `company`, `market`;
/// attention `{small: {customers, contacts}, others: {…}}`.
#[derive(Debug)]
pub(crate) struct Churn {
    subject: Subject,
    supplied: Vec<Source>,
    attention: Option<Attention>,
    now: Instant,
}

fn attended(field: &Field<'_>) -> Result<(u32, u32)> {
    let mut table = field.table()?;
    let both = (count(&table.required("customers")?)?, count(&table.required("contacts")?)?);
    table.finish()?;
    Ok(both)
}

impl Operation for Churn {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let mut attention = None;
        if let Some(field) = request.optional("attention") {
            let mut table = field.table()?;
            let (small, others) =
                (attended(&table.required("small")?)?, attended(&table.required("others")?)?);
            table.finish()?;
            attention = Some(Attention { small, others });
        }
        Ok(Self {
            subject: Subject::read(request, setting)?,
            supplied: list(request, "supplied", |source| source.choice(Source::ALL))?,
            attention,
            now: at(request, "now")?,
        })
    }

    fn run(&self) -> Result<Plain> {
        let Subject { engine, customer, facts } = &self.subject;
        let signals = engine.churn_signals(customer, facts, &self.supplied, self.attention, self.now)?;
        let signal = |one: &tactful::relationship::Signal| {
            plain!({
                "cause": one.cause.as_str(),
                "state": one.state.as_str(),
                "strength_per_mille": one.strength,
                "since": written(one.since),
                "evidence": evidence(&one.evidence),
                "root_cause": one.root.as_str(),
            })
        };
        let at_work = signals.iter().filter(|one| one.state == Code::Signal).count();
        Ok(plain!({"signals": signals.iter().map(signal).collect::<Vec<_>>(), "at_work": at_work}))
    }
}

/// `relationship.scenes {policy?, steps, acknowledge_by?, decide_by?, expectation?, limit?, margin?, traits?, said?,
/// frames_skipped?, now}` (T15): steps by `{id?, at, kind, contact?, from?, to?, reason?}`, said by `{at, text}`.
#[derive(Debug)]
pub(crate) struct Scenes {
    engine: Arc<Engine>,
    matter: Matter,
    now: Instant,
}

fn step(field: &Field<'_>) -> Result<Step> {
    let mut table = field.table()?;
    let (from, to) = (text_if(&mut table, "from")?, text_if(&mut table, "to")?);
    let step = Step {
        id: text_if(&mut table, "id")?,
        at: at(&mut table, "at")?,
        kind: table.required("kind")?.choice(StepKind::ALL)?,
        contact: text_if(&mut table, "contact")?,
        departments: from.zip(to),
        reason: flag(&mut table, "reason")?,
    };
    if step.kind == StepKind::HandOver && step.departments.is_none() {
        return Err(table.error(Code::MissingField, "a hand-over needs both departments: `from` and `to`"));
    }
    table.finish()?;
    Ok(step)
}

fn said(field: &Field<'_>) -> Result<(Instant, String)> {
    let mut table = field.table()?;
    let said = (at(&mut table, "at")?, text(&mut table, "text")?);
    table.finish()?;
    Ok(said)
}

impl Operation for Scenes {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let traits = match request.optional("traits") {
            Some(field) => Some(items(&field, |one| one.choice(Trait::ALL))?),
            None => None,
        };
        let spoken = match request.optional("said") {
            Some(field) => Some(items(&field, said)?),
            None => None,
        };
        Ok(Self {
            engine: engine(request, setting)?,
            matter: Matter {
                steps: needed(request, "steps", step)?,
                acknowledge_by: at_if(request, "acknowledge_by")?,
                decide_by: at_if(request, "decide_by")?,
                expectation: int_if(request, "expectation")?,
                limit: int_if(request, "limit")?,
                margin: int_if(request, "margin")?,
                traits,
                said: spoken,
                frames_skipped: request
                    .optional("frames_skipped")
                    .map(|field| count(&field).map(|many| many as usize))
                    .transpose()?,
            },
            now: at(request, "now")?,
        })
    }

    fn run(&self) -> Result<Plain> {
        let played = self.engine.failure_scenes(&self.matter, self.now)?;
        let scene = |one: &tactful::relationship::Played| {
            plain!({
                "scene": one.scene.as_str(),
                "state": one.state.as_str(),
                "strength_per_mille": one.strength,
                "since": written(one.since),
                "evidence": evidence(&one.evidence),
                "root_cause": one.root.as_str(),
            })
        };
        let seen = played.iter().filter(|one| one.state == Code::Signal).count();
        Ok(plain!({"scenes": played.iter().map(scene).collect::<Vec<_>>(), "played": seen}))
    }
}

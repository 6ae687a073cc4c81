//! `relationship.obligations`, `.levels`, `.advice`, `.classes`.

use super::{Subject, int_if, written};
use crate::complaint::{at, list, names, text_if};
use crate::plain::{Plain, plain};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use std::sync::Arc;
use tactful::customer::Volume;
use tactful::document::Table;
use tactful::relationship::{
    Access, DealClass, Level, LevelGrounds, Nature, Owed, ProductTrait, Stated, TimeClass, lists,
};
use tactful::time::Instant;
use tactful::{Code, Engine, Result};

/// `relationship.obligations {policy?, customer, facts, now}` (R1).
#[derive(Debug)]
pub(crate) struct Obligations {
    subject: Subject,
    now: Instant,
}

fn owed(one: &Owed) -> Plain {
    let next = one.next.as_ref().map(|(channel, verdict, from)| {
        plain!({"channel": channel, "verdict": verdict.as_str(), "allowed_from": written(*from)})
    });
    plain!({
        "reason": one.reason,
        "after": one.after,
        "order": one.order,
        "since": one.since.to_string(),
        "due_from": one.due_from.to_string(),
        "due_by": written(one.due_by),
        "state": one.state.as_str(),
        "met_at": written(one.met_at),
        "too_early": one.too_early.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "next": next,
    })
}

impl Operation for Obligations {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { subject: Subject::read(request, setting)?, now: at(request, "now")? })
    }

    fn run(&self) -> Result<Plain> {
        let Subject { engine, customer, facts } = &self.subject;
        let all = engine.obligations(customer, facts, self.now)?;
        let of = |states: &[Code]| all.iter().filter(|one| states.contains(&one.state)).count();
        Ok(plain!({
            "level": engine.assigned_level(customer, facts, self.now),
            "owed": all.iter().map(owed).collect::<Vec<_>>(),
            "due": of(&[Code::Due]),
            "met": of(&[Code::Met, Code::MetLate]),
            "missed": of(&[Code::Overdue]),
        }))
    }
}

/// `relationship.levels {policy?, customer, facts, wished?, now}` (R9).
#[derive(Debug)]
pub(crate) struct Three {
    subject: Subject,
    wished: Option<String>,
    now: Instant,
}

impl Operation for Three {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            subject: Subject::read(request, setting)?,
            wished: text_if(request, "wished")?,
            now: at(request, "now")?,
        })
    }

    fn run(&self) -> Result<Plain> {
        let Subject { engine, customer, facts } = &self.subject;
        let levels = engine.levels(customer, facts, self.wished.as_deref(), self.now)?;
        let evidence = levels
            .evidence
            .iter()
            .map(|one| plain!({"level": one.level, "due": one.due, "met": one.met, "lived": one.lived}));
        Ok(plain!({
            "assigned": levels.assigned,
            "observed": levels.observed,
            "wished": levels.wished,
            "evidence": evidence.collect::<Vec<_>>(),
            "gaps": names(&levels.gaps),
        }))
    }
}

/// `relationship.advice {policy?, margin_per_mille?, customers?, product?, valuable?, assigned?}` (R2).
#[derive(Debug)]
pub(crate) struct Advice {
    engine: Arc<Engine>,
    on: LevelGrounds,
    assigned: Option<Level>,
}

impl Operation for Advice {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            on: LevelGrounds {
                margin: int_if(request, "margin_per_mille")?,
                customers: int_if(request, "customers")?,
                product: list(request, "product", |one| one.choice(ProductTrait::ALL))?,
                valuable: request.optional("valuable").map(|field| field.bool()).transpose()?,
            },
            assigned: request.optional("assigned").map(|field| field.choice(Level::ALL)).transpose()?,
        })
    }

    fn run(&self) -> Result<Plain> {
        let advice = self.engine.level_advice(&self.on)?;
        let grounds = advice.grounds.iter().map(|(ground, by)| plain!({"ground": ground, "by": by}));
        Ok(plain!({
            "advised": advice.level.map(Level::as_str),
            "grounds": grounds.collect::<Vec<_>>(),
            "level": self.assigned.or(advice.level).map(Level::as_str),
            "assigned_wins": self.assigned.is_some_and(|level| Some(level) != advice.level),
        }))
    }
}

/// `relationship.classes {policy?, customer, facts?, stated?, now}` (R3).
#[derive(Debug)]
pub(crate) struct Classes {
    subject: Subject,
    stated: Stated,
    now: Instant,
}

impl Operation for Classes {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let mut stated = Stated::default();
        if let Some(field) = request.optional("stated") {
            let mut table = field.table()?;
            stated.time = table.optional("time").map(|f| f.choice(TimeClass::ALL)).transpose()?;
            stated.deal = table.optional("deal").map(|f| f.choice(DealClass::ALL)).transpose()?;
            stated.nature = table.optional("nature").map(|f| f.choice(Nature::ALL)).transpose()?;
            stated.volume = table.optional("volume").map(|f| f.choice(Volume::ALL)).transpose()?;
            stated.access = table.optional("access").map(|f| f.choice(Access::ALL)).transpose()?;
            table.finish()?;
        }
        Ok(Self { subject: Subject::read(request, setting)?, stated, now: at(request, "now")? })
    }

    fn run(&self) -> Result<Plain> {
        let Subject { engine, customer, facts } = &self.subject;
        let mut classes = Vec::new();
        for class in engine.classes(customer, facts, &self.stated, self.now)? {
            let known = lists(Some(class.axis))?;
            let entries = known.first().map(|list| list.entries.as_slice()).unwrap_or_default();
            let texts = entries.iter().find(|(code, _)| Some(code.as_str()) == class.class);
            classes.push(plain!({
                "axis": class.axis,
                "class": class.class,
                "en": texts.map(|(_, texts)| texts.en.as_str()),
                "zh": texts.map(|(_, texts)| texts.zh.as_str()),
                "stated": class.stated,
                "since": written(class.since),
                "orders": class.orders,
            }));
        }
        Ok(plain!({"classes": classes}))
    }
}

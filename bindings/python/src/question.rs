//! What a question is made of: engine, customer, plans, the instant; read from arguments once for all doors.

use crate::compiled::Core;
use crate::convert::optional_text;
use crate::customer;
use crate::engine::Engine;
use crate::errors::Res;
use crate::instant::{Clock, Naive, instant};
use crate::planned::{Planned, contacts};
use crate::standing;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::sync::{Arc, LazyLock};
use tactful::Code;
use tactful::customer::{Contact, Place};
use tactful::explain::Language;
use tactful::followup::{Agenda, Asking, Brief, Decision, Plan, Question};
use tactful::policy::spec::UnknownZone;
use tactful::time::{Instant, Zone};

/// Arguments that every question may have, as they were given.
#[derive(Default)]
pub(crate) struct Given<'a, 'py> {
    pub(crate) planned: Option<&'a Bound<'py, PyAny>>,
    pub(crate) standing: Option<&'a Bound<'py, PyAny>>,
    pub(crate) anchor: Option<&'a Bound<'py, PyAny>>,
    pub(crate) subject: Option<&'a Bound<'py, PyAny>>,
    pub(crate) contact_point: Option<&'a Bound<'py, PyAny>>,
    pub(crate) known_at: Option<&'a Bound<'py, PyAny>>,
    pub(crate) naive: Option<&'a Bound<'py, PyAny>>,
}

/// A question about a customer at an instant, ready to be answered; what answers keep to explain themselves.
/// It is small, since one is made for every call; what is seldom given is boxed.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) core: Arc<Core>,
    pub(crate) customer: Arc<customer::Data>,
    pub(crate) known: Arc<customer::Known>,
    pub(crate) now: Instant,
    pub(crate) clock: Clock,
    more: Option<Box<More>>,
}

/// What is seldom given.
#[derive(Debug, Default)]
struct More {
    plan: Plan,
    asking: Asking,
    planned: Vec<Contact>,
    standing: Option<Arc<standing::Data>>,
    known_at: Option<Instant>,
}

/// What is asked where nothing more is given.
static NOTHING: LazyLock<More> = LazyLock::new(More::default);

impl Asked {
    pub(crate) fn read(
        core: &Arc<Core>,
        customer: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        given: &Given<'_, '_>,
    ) -> Res<Self> {
        let py = now.py();
        let customer = customer::customer(customer)?;
        let naive = Naive::read(given.naive)?;
        let (at, clock) = match core.recent(now) {
            Some(known) => known,
            None => {
                let at = instant(now, &naive).map_err(|fault| fault.at("now"))?;
                let clock = Clock::of(now, || zone_of(core, &customer))?;
                core.keep_recent(now, at, &clock)?;
                (at, clock)
            }
        };
        let known_at = match given.known_at.filter(|value| !value.is_none()) {
            Some(value) => Some(instant(value, &naive).map_err(|fault| fault.at("known_at"))?),
            None => None,
        };
        let mut known = customer.known(py, core, at, known_at)?;
        let standing = standing::optional(given.standing)?;
        if let Some(standing) = &standing {
            known = Arc::new(joined(core, &customer, &known, standing, at)?);
        }
        let planned = contacts(given.planned, &naive)?;
        let asking = Asking {
            anchor: optional_text(given.anchor, "anchor")?,
            subject: optional_text(given.subject, "subject")?,
            contact_point: optional_text(given.contact_point, "contact_point")?,
            next_pending: known.next_pending,
        };
        let narrowed = asking.anchor.is_some() || asking.subject.is_some() || asking.contact_point.is_some();
        let later = asking.next_pending.is_some() || known_at.is_some() || standing.is_some();
        let more = if narrowed || later || !planned.is_empty() {
            let plan = core.engine.plan(&planned)?;
            Some(Box::new(More { plan, asking, planned, standing, known_at }))
        } else {
            None
        };
        Ok(Self { core: Arc::clone(core), customer, known, now: at, clock, more })
    }

    fn more(&self) -> &More {
        self.more.as_deref().unwrap_or_else(|| &NOTHING)
    }

    /// Answers questions in brief, each in its place.
    pub(crate) fn briefs(&self, questions: &[Question], answers: &mut [Brief]) -> Res<()> {
        let (engine, more) = (&self.core.engine, self.more());
        let (profile, standing) = (&self.customer.profile, &self.known.standing);
        engine.briefs(profile, standing, &more.plan, questions, self.now, &more.asking, answers)?;
        Ok(())
    }

    /// Answers a question in brief.
    pub(crate) fn brief(&self, question: Question) -> Res<Brief> {
        let (engine, more) = (&self.core.engine, self.more());
        let (profile, standing) = (&self.customer.profile, &self.known.standing);
        let made = engine.brief(profile, standing, &more.plan, question, self.now, &more.asking);
        Ok(made.map_err(customer::of_question)?)
    }

    /// Answers a question in full.
    pub(crate) fn decision(&self, question: Question) -> Res<Decision> {
        let (engine, more) = (&self.core.engine, self.more());
        let (profile, standing) = (&self.customer.profile, &self.known.standing);
        let made = engine.decide_question(profile, standing, &more.plan, question, self.now, &more.asking);
        Ok(made.map_err(customer::of_question)?)
    }

    /// Plans contacts over so many days.
    pub(crate) fn agenda(&self, days: i64) -> tactful::Result<Agenda> {
        let (profile, standing) = (&self.customer.profile, &self.known.standing);
        self.core.engine.agenda(profile, standing, &self.more().plan, self.now, days)
    }

    /// Whether both ask the same of the same.
    pub(crate) fn same(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || (self.now == other.now
                && self.core.same(&other.core)
                && self.more().planned == other.more().planned
                && self.customer.same(&other.customer)
                && self.known.standing == other.known.standing
                && self.more().known_at == other.more().known_at)
    }

    /// Engine, name of the method, positional and named arguments: with them the same is asked again.
    pub(crate) fn again<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        first: &[(&str, Bound<'py, PyAny>)],
    ) -> Res<Bound<'py, PyTuple>> {
        let named = PyDict::new(py);
        named.set_item("customer", customer::Customer(Arc::clone(&self.customer)))?;
        for (name, value) in first {
            named.set_item(name, value)?;
        }
        match &self.clock {
            Clock::Given(_) => named.set_item("now", self.clock.show(py, self.now)?)?,
            Clock::Zone(_) => named.set_item("now", self.now.to_string())?,
        }
        let more = self.more();
        if !more.planned.is_empty() {
            let plans = more.planned.iter().map(|contact| Bound::new(py, Planned(contact.clone())));
            named.set_item("planned", PyTuple::new(py, plans.collect::<PyResult<Vec<_>>>()?)?)?;
        }
        if let Some(standing) = &more.standing {
            named.set_item("standing", standing::Standing(Arc::clone(standing)))?;
        }
        if let Some(known_at) = more.known_at {
            named.set_item("known_at", known_at.to_string())?;
        }
        let texts = [
            ("anchor", &more.asking.anchor),
            ("subject", &more.asking.subject),
            ("contact_point", &more.asking.contact_point),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                named.set_item(name, text)?;
            }
        }
        let engine = Bound::new(py, Engine(Arc::clone(&self.core)))?;
        Ok((engine, method, named).into_pyobject(py)?)
    }

    /// What the reader should know of an answer, beside what is to be known of the facts.
    pub(crate) fn warnings<'py>(
        &self,
        py: Python<'py>,
        of_answer: impl Iterator<Item = Code>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let mut codes: Vec<Code> = of_answer.collect();
        for &code in &self.known.warnings {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        PyTuple::new(py, codes.iter().map(|code| code.as_str()))
    }
}

/// What the facts and a standing that was kept know together.
fn joined(
    core: &Core,
    customer: &customer::Data,
    known: &customer::Known,
    standing: &standing::Data,
    at: Instant,
) -> Res<customer::Known> {
    let due = || standing.pending.iter().filter(|fact| fact.at <= at);
    let memory = if customer.facts.is_empty() && due().next().is_none() {
        Arc::clone(&standing.memory)
    } else {
        let mut memory = (*known.standing).clone();
        memory.merge(&standing.memory)?;
        for fact in due() {
            core.engine.fold_into(&mut memory, fact)?;
        }
        Arc::new(memory)
    };
    let later = standing.pending.iter().filter(|fact| fact.at > at).map(|fact| fact.at);
    Ok(customer::Known {
        standing: memory,
        next_pending: later.chain(known.next_pending).min(),
        warnings: known.warnings.clone(),
    })
}

/// The zone in which answers are shown where `now` carries none: the customer's, or what the policy assumes.
pub(crate) fn zone_of(core: &Core, customer: &customer::Data) -> Res<Arc<Zone>> {
    let assumed = match &core.engine.policy().unknown_zone {
        Some(UnknownZone::Zone(name)) => name.as_str(),
        Some(UnknownZone::Strictest(names)) => names.first().map_or("UTC", String::as_str),
        None => "UTC",
    };
    Ok(match &customer.profile.place {
        Place::Zone(zone) => Arc::clone(zone),
        Place::OneOf(zones) if !zones.is_empty() => Arc::clone(&zones[0]),
        _ => core.engine.zone(assumed)?,
    })
}

/// The argument `language`.
pub(crate) fn language(text: &str) -> Res<Language> {
    match Language::ALL.iter().find(|(code, _)| *code == text) {
        Some(&(_, language)) => Ok(language),
        None => {
            let known: Vec<&str> = Language::ALL.iter().map(|(code, _)| *code).collect();
            let message = format!("not a language of the library; it knows {}", known.join(", "));
            Err(crate::errors::Fault::new(Code::InvalidValue, message).at("language"))
        }
    }
}

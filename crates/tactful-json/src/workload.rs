//! `followup.agenda_many`: an agenda for many customers where a day has room for so many contacts (R8).

use crate::calendar::{Warnings, instant};
use crate::followup::{known, plan};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use crate::unread::Unread;
use serde::Serialize;
use std::sync::Arc;
use tactful::customer::{Customer, Standing, Volume, decode};
use tactful::document::{Field, Table};
use tactful::explain::Language;
use tactful::followup::workload::{Booked, DayLoad, Waiting};
use tactful::followup::{Candidate, Capacity, Limit, Plan, Workload};
use tactful::time::{Instant, Zones};
use tactful::{Code, Engine, Result};

/// `followup.agenda_many {policy, candidates: [{customer, facts | standing, planned, team, value, volume}], capacity:
/// {timezone, small_share, small_below, limits: [{per_day, team, channel, calendar}]}, now, days, language}`.
///
/// A candidate that cannot be read or used fails nobody else: it comes back in `errors`.
#[derive(Debug)]
pub(crate) struct PlansMany {
    engine: Arc<Engine>,
    people: Vec<Person>,
    unread: Vec<Unread>,
    capacity: Capacity,
    now: Instant,
    days: i64,
    language: Option<Language>,
}

#[derive(Debug)]
struct Person {
    path: String,
    customer: Customer,
    standing: Standing,
    plan: Plan,
    team: Option<String>,
    value: i64,
    volume: Option<Volume>,
}

impl Person {
    fn candidate(&self) -> Candidate<'_> {
        Candidate {
            plan: self.plan.clone(),
            team: self.team.as_deref(),
            value: self.value,
            volume: self.volume,
            ..Candidate::new(&self.customer, &self.standing)
        }
    }
}

fn person(entry: &Field<'_>, engine: &Engine, zones: &Zones, now: Instant) -> Result<Person> {
    let mut table = entry.table()?;
    let person = Person {
        path: entry.path(),
        customer: decode::customer(&table.required("customer")?, zones)?,
        standing: known(&mut table, engine, now, None)?.standing,
        plan: plan(&mut table, engine)?,
        team: table.optional("team").map(|field| field.text().map(str::to_owned)).transpose()?,
        value: table.optional("value").map(|field| field.int()).transpose()?.unwrap_or(0),
        volume: table.optional("volume").map(|field| field.choice(Volume::ALL)).transpose()?,
    };
    table.finish()?;
    Ok(person)
}

fn natural(field: &Field<'_>) -> Result<u32> {
    let message = "a whole number from 0 to 4294967295 is needed here";
    u32::try_from(field.int()?).map_err(|_| field.error(Code::InvalidValue, message))
}

fn limit(field: &Field<'_>) -> Result<Limit> {
    let mut table = field.table()?;
    let mut limit = Limit::new(natural(&table.required("per_day")?)?);
    let mut name = |key: &'static str| -> Result<Option<String>> {
        table.optional(key).map(|field| field.text().map(str::to_owned)).transpose()
    };
    (limit.team, limit.channel, limit.calendar) = (name("team")?, name("channel")?, name("calendar")?);
    table.finish()?;
    Ok(limit)
}

fn capacity(field: &Field<'_>, engine: &Engine, zones: &Zones) -> Result<Capacity> {
    let mut table = field.table()?;
    let zone = table.required("timezone")?.parse_with(|name| zones.get(name))?;
    let capacity = Capacity {
        limits: table.required("limits")?.list()?.iter().map(limit).collect::<Result<_>>()?,
        small_below: table.optional("small_below").map(|field| field.int()).transpose()?,
        ..Capacity::new(zone, natural(&table.required("small_share")?)?)
    };
    table.finish()?;
    capacity.check(engine).map_err(|error| field.relative(error))?;
    Ok(capacity)
}

impl Operation for PlansMany {
    type Answer = Planned;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        let now = instant(request, "now")?;
        let capacity = capacity(&request.required("capacity")?, &engine, setting.zones)?;
        let (mut people, mut unread) = (Vec::new(), Vec::new());
        for entry in request.required("candidates")?.list()? {
            match person(&entry, &engine, setting.zones, now) {
                Ok(person) => people.push(person),
                Err(error) => unread.push(Unread::at(&entry.path(), None, &error)),
            }
        }
        let days = request.required("days")?.int()?;
        let language = request.optional("language").map(|field| field.choice(Language::ALL)).transpose()?;
        Ok(Self { engine, people, unread, capacity, now, days, language })
    }

    fn run(&self) -> Result<Planned> {
        let candidates: Vec<Candidate<'_>> = self.people.iter().map(Person::candidate).collect();
        let workload = self.engine.agenda_many(&candidates, &self.capacity, self.now, self.days)?;
        let mut errors = self.unread.clone();
        for refused in &workload.refused {
            let person = &self.people[refused.candidate];
            let path = format!("{}.{}", person.path, refused.error.path());
            let path = path.trim_end_matches('.').to_owned();
            errors.push(Unread::new(path, Some(&person.customer.id), &refused.error));
        }
        let waits = |waiting: &Waiting| {
            let explain =
                |language| waiting.explain(&self.engine, &workload, &candidates, &self.capacity, language);
            self.waits(waiting, &workload, self.language.map(explain))
        };
        Ok(Planned {
            contacts: workload.contacts.iter().map(|booked| self.contact(booked, &workload)).collect(),
            waiting: workload.waiting.iter().map(waits).collect(),
            days: workload.days.iter().map(|day| self.day(day)).collect(),
            summary: Summary {
                candidates: self.people.len() + self.unread.len(),
                contacts: workload.contacts.len(),
                waiting: workload.waiting.len(),
                errors: errors.len(),
            },
            errors,
            fingerprint: self.engine.fingerprint().to_owned(),
        })
    }
}

/// Who is contacted when.
#[derive(Debug, Serialize)]
pub(crate) struct Planned {
    contacts: Vec<Contact>,
    waiting: Vec<Waits>,
    days: Vec<Day>,
    summary: Summary,
    errors: Vec<Unread>,
    fingerprint: String,
}

#[derive(Debug, Serialize)]
struct Contact {
    customer: String,
    team: Option<String>,
    day: String,
    at: String,
    reason: String,
    channel: String,
    allowed_until: Option<String>,
    /// It has its place by the floor share.
    floor: bool,
    conditional: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Warnings,
}

#[derive(Debug, Serialize)]
struct Waits {
    customer: String,
    team: Option<String>,
    reason: String,
    channel: String,
    code: &'static str,
    /// The first day on which there was no room.
    day: String,
    /// The place of the limit that left none.
    limit: usize,
    fits_at: Option<String>,
    /// The date of `fits_at` on the clock of the capacity.
    fits_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<String>,
}

#[derive(Debug, Serialize)]
struct Day {
    date: String,
    from: String,
    until: String,
    limits: Vec<Load>,
}

#[derive(Debug, Serialize)]
struct Load {
    team: Option<String>,
    channel: Option<String>,
    room: u32,
    used: u32,
    small: u32,
    floor: u32,
}

#[derive(Debug, Serialize)]
struct Summary {
    candidates: usize,
    contacts: usize,
    waiting: usize,
    errors: usize,
}

impl PlansMany {
    fn contact(&self, booked: &Booked, workload: &Workload) -> Contact {
        let (person, decision) = (&self.people[booked.candidate], &booked.item.decision);
        Contact {
            customer: person.customer.id.clone(),
            team: person.team.clone(),
            day: workload.days[booked.day].date.to_string(),
            at: booked.item.at.to_string(),
            reason: decision.reason(&self.engine).to_owned(),
            channel: decision.channel(&self.engine).to_owned(),
            allowed_until: decision.allowed_until().map(|at| at.to_string()),
            floor: booked.floor,
            conditional: booked.item.conditional,
            warnings: decision.warnings().map(|code| code.as_str()).collect(),
        }
    }

    fn waits(&self, waiting: &Waiting, workload: &Workload, explanation: Option<String>) -> Waits {
        let person = &self.people[waiting.candidate];
        Waits {
            customer: person.customer.id.clone(),
            team: person.team.clone(),
            reason: waiting.question.reason(&self.engine).to_owned(),
            channel: waiting.question.channel(&self.engine).to_owned(),
            code: Code::Capacity.as_str(),
            day: workload.days[waiting.day].date.to_string(),
            limit: waiting.limit,
            fits_at: waiting.fits_at.map(|at| at.to_string()),
            fits_on: waiting.fits_at.map(|at| self.capacity.zone.date(at).to_string()),
            explanation,
        }
    }

    fn day(&self, day: &DayLoad) -> Day {
        let limits = self.capacity.limits.iter().zip(&day.loads);
        Day {
            date: day.date.to_string(),
            from: day.from.to_string(),
            until: day.until.to_string(),
            limits: limits
                .map(|(limit, load)| Load {
                    team: limit.team.clone(),
                    channel: limit.channel.clone(),
                    room: load.room,
                    used: load.used,
                    small: load.small,
                    floor: load.floor,
                })
                .collect(),
        }
    }
}

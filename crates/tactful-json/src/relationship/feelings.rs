//! `relationship.lists`, `.occasions`, `.courtesy`, `.feelings`, `.notes`, `.service`.

use super::{Subject, written};
use crate::complaint::{at, flag, list, names, needed, text, text_if};
use crate::plain::{Plain, plain};
use crate::request::{Operation, Setting};
use tactful::Result;
use tactful::document::{Field, Table};
use tactful::policy::windows;
use tactful::relationship::{
    Background, Form, Impression, Note, Organised, ServiceAct, Way, lists, notes, service_mix,
};
use tactful::time::{Date, Instant};
use tactful::when::WallWindow;

/// `relationship.lists {list?}` (LISTS 3, 8 to 18, 27).
#[derive(Debug)]
pub(crate) struct Lists(Option<String>);

impl Operation for Lists {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, _: &Setting<'_>) -> Result<Self> {
        text_if(request, "list").map(Self)
    }

    fn run(&self) -> Result<Plain> {
        let lists = lists(self.0.as_deref())?.into_iter().map(|list| {
            let entries = list.entries.into_iter();
            let entries: Vec<Plain> =
                entries.map(|(code, texts)| plain!({"code": code, "en": texts.en, "zh": texts.zh})).collect();
            (list.name, Plain::List(entries))
        });
        Ok(plain!({"lists": Plain::Table(lists.collect())}))
    }
}

/// `relationship.occasions {policy?, customer, from, until}` (R6).
#[derive(Debug)]
pub(crate) struct Occasions {
    subject: Subject,
    from: Date,
    until: Date,
}

impl Operation for Occasions {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let mut date = |name| request.required(name)?.parse_with(Date::parse);
        let (from, until) = (date("from")?, date("until")?);
        Ok(Self { subject: Subject::read(request, setting)?, from, until })
    }

    fn run(&self) -> Result<Plain> {
        let days = self.subject.engine.occasions(&self.subject.customer, self.from, self.until)?;
        let day = |day: &tactful::relationship::OccasionDay| {
            plain!({
                "date": day.date.to_string(),
                "name": day.name,
                "festival": day.festival,
                "lunar": day.lunar.map(|lunar| lunar.day.to_string()),
                "moved": day.moved,
            })
        };
        Ok(plain!({"days": days.iter().map(day).collect::<Vec<_>>()}))
    }
}

/// `relationship.courtesy {policy?, customer, facts?, way, at, sales_content?, stated_times?}` (R6).
#[derive(Debug)]
pub(crate) struct Courteous {
    subject: Subject,
    way: Way,
    at: Instant,
    sales_content: bool,
    stated: Vec<WallWindow>,
}

impl Operation for Courteous {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            subject: Subject::read(request, setting)?,
            way: request.required("way")?.choice(Way::ALL)?,
            at: at(request, "at")?,
            sales_content: flag(request, "sales_content")?,
            stated: request
                .optional("stated_times")
                .map(|field| windows(&field))
                .transpose()?
                .unwrap_or_default(),
        })
    }

    fn run(&self) -> Result<Plain> {
        let Subject { engine, customer, facts } = &self.subject;
        let courtesy =
            engine.courtesy(customer, facts, self.way, self.at, self.sales_content, &self.stated)?;
        Ok(plain!({
            "intent": courtesy.intent.as_str(),
            "welcome": courtesy.against.is_empty(),
            "against": names(&courtesy.against),
            "welcome_from": written(courtesy.welcome_from),
        }))
    }
}

/// `relationship.feelings {policy?, customer, facts, impressions?, tier?, need?, now}` (T9, T12, F13): impressions by
/// `{at, strength, touchpoint?, weight?}`; without a weight of its own a touchpoint has that of tier and need.
#[derive(Debug)]
pub(crate) struct Felt {
    subject: Subject,
    impressions: Vec<Impression>,
    now: Instant,
}

/// An impression, and whether its weight was given.
fn impression(field: &Field<'_>) -> Result<(Impression, bool)> {
    let mut table = field.table()?;
    let weight = super::int_if(&mut table, "weight")?;
    let one = Impression {
        at: at(&mut table, "at")?,
        strength: table.required("strength")?.int()?,
        touchpoint: text_if(&mut table, "touchpoint")?,
        weight: weight.unwrap_or(1_000),
    };
    table.finish()?;
    Ok((one, weight.is_some()))
}

impl Operation for Felt {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let subject = Subject::read(request, setting)?;
        let (tier, need) = (text_if(request, "tier")?, text_if(request, "need")?);
        let weights = match (&tier, &need) {
            (None, None) => Vec::new(),
            _ => subject.engine.attention(tier.as_deref(), need.as_deref())?,
        };
        let mut impressions = list(request, "impressions", impression)?;
        for (one, _) in impressions.iter_mut().filter(|(_, weighed)| !weighed) {
            // `airline/farewell` or `farewell`
            let code = one.touchpoint.as_deref().map(|named| named.rsplit('/').next().unwrap_or(named));
            let weight = weights.iter().find(|(point, _)| Some(point.as_str()) == code);
            one.weight = weight.map_or(1_000, |(_, weight)| *weight);
        }
        let impressions = impressions.into_iter().map(|(one, _)| one).collect();
        Ok(Self { subject, impressions, now: at(request, "now")? })
    }

    fn run(&self) -> Result<Plain> {
        let Subject { engine, customer, facts } = &self.subject;
        let feelings = engine.feelings(customer, facts, &self.impressions, self.now)?;
        Ok(plain!({
            "familiarity_thousandths": feelings.familiarity,
            "trust_thousandths": feelings.trust,
            "closeness_per_mille": feelings.closeness,
            "perception": plain!({
                "intensity_thousandths": feelings.intensity,
                "frequency_thousandths": feelings.frequency,
            }),
            "untimely": feelings.untimely,
        }))
    }
}

/// `relationship.notes {notes, reader, erase?, erase_all?}` (R6, R10): notes by `{id, about, source, at, owner, text}`.
#[derive(Debug)]
pub(crate) struct Noted {
    notes: Vec<Note>,
    reader: String,
    erase: Vec<String>,
    erase_all: bool,
}

fn note(field: &Field<'_>) -> Result<Note> {
    let mut table = field.table()?;
    let note = Note {
        id: text(&mut table, "id")?,
        about: table.required("about")?.choice(Background::ALL)?,
        source: text(&mut table, "source")?,
        at: at(&mut table, "at")?,
        owner: text(&mut table, "owner")?,
        text: text(&mut table, "text")?,
    };
    table.finish()?;
    Ok(note)
}

impl Operation for Noted {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, _: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            notes: needed(request, "notes", note)?,
            reader: text(request, "reader")?,
            erase: list(request, "erase", |id| Ok(id.text()?.to_owned()))?,
            erase_all: flag(request, "erase_all")?,
        })
    }

    fn run(&self) -> Result<Plain> {
        let shown = notes(&self.notes, &self.reader, &self.erase, self.erase_all)?;
        let note = |note: &Note| {
            plain!({
                "id": note.id,
                "about": note.about.as_str(),
                "source": note.source,
                "at": note.at.to_string(),
                "text": note.text,
            })
        };
        let notes: Vec<Plain> = shown.notes.iter().map(note).collect();
        Ok(plain!({"notes": notes, "private": shown.private, "erase": shown.erase}))
    }
}

/// `relationship.service {acts, has?}` (R7): acts by `{id, form?, requested?, owed?, wish_noted?, special_need?}`.
#[derive(Debug)]
pub(crate) struct Service {
    acts: Vec<ServiceAct>,
    has: Vec<Organised>,
}

fn act(field: &Field<'_>) -> Result<ServiceAct> {
    let mut table = field.table()?;
    let act = ServiceAct {
        id: text(&mut table, "id")?,
        form: table.optional("form").map(|form| form.choice(Form::ALL)).transpose()?,
        requested: flag(&mut table, "requested")?,
        owed: flag(&mut table, "owed")?,
        wish_noted: flag(&mut table, "wish_noted")?,
        special_need: flag(&mut table, "special_need")?,
    };
    table.finish()?;
    Ok(act)
}

impl Operation for Service {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, _: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            acts: needed(request, "acts", act)?,
            has: list(request, "has", |part| part.choice(Organised::ALL))?,
        })
    }

    fn run(&self) -> Result<Plain> {
        let mix = service_mix(&self.acts, &self.has)?;
        let forms = self.acts.iter().zip(&mix.forms);
        let acts: Vec<Plain> =
            forms.map(|(act, form)| plain!({"id": act.id, "form": form.map(Form::as_str)})).collect();
        let shares = mix.mix.iter().map(|(form, acts, share)| {
            (form.as_str().to_owned(), plain!({"acts": acts, "share_per_mille": share}))
        });
        Ok(plain!({
            "acts": acts,
            "not_so": mix.not_so,
            "mix": Plain::Table(shares.collect()),
            "lacking": mix.lacking.iter().map(|part| part.as_str()).collect::<Vec<_>>(),
        }))
    }
}

//! Events, grants, reports and answers in documents and JSON requests.

use super::{
    Answer, Cause, Conduct, Currency, Ending, Event, EventKind, Grant, Liability, Mode, Money, Power,
};
use super::{Occurrence, Part};
use super::{Remedy, Report, Role, Wait, Word};
use crate::customer::decode::{instant, text};
use crate::document::{Field, Table};
use crate::order::Order;
use crate::time::Instant;
use crate::{Code, Engine, Result};

/// Ids of parts are short; a longer one is a text that got into the wrong field.
const MAX_PART: usize = 256;

/// Reads an event: `{ id, at, kind, by, role, … }`.
///
/// # Errors
/// With path and place: unknown fields and words (with the nearest known), instants without offset, wrong types,
/// negative money.
///
/// ```
/// use tactful::complaint::{decode, EventKind};
/// use tactful::document::{parse_json, Field};
/// let node = parse_json(r#"{"id": "e-1", "at": "2026-11-21T09:30:00Z", "kind": "opened", "by": "anna", "role": "direct"}"#)?;
/// assert_eq!(decode::event(&Field::root(&node))?.kind, EventKind::Opened);
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn event(field: &Field<'_>) -> Result<Event> {
    let mut table = field.table()?;
    let id = needed(&mut table, "id")?;
    let at = table.required("at")?.parse_with(Instant::parse)?;
    let kind = table.required("kind")?.choice(EventKind::ALL)?;
    let by = needed(&mut table, "by")?;
    let role = table.required("role")?.choice(Role::ALL)?;
    let mut event = Event::new(&id, at, kind, &by, role);
    event.case = text(table.optional("case"))?;
    event.recorded_at = instant(table.optional("recorded_at"))?;
    event.part = text(table.optional("part"))?;
    event.customer = text(table.optional("customer"))?;
    event.order = text(table.optional("order"))?;
    event.product = text(table.optional("product"))?;
    event.touchpoint = text(table.optional("touchpoint"))?;
    event.channel = text(table.optional("channel"))?;
    event.contact = text(table.optional("contact"))?;
    event.cause = word(&mut table, "cause", Cause::ALL)?;
    event.liability = word(&mut table, "liability", Liability::ALL)?;
    event.mode = word(&mut table, "mode", Mode::ALL)?;
    event.agreed = yes(&mut table, "agreed")?;
    if let Some(list) = table.optional("remedies") {
        event.remedies = list.list()?.iter().map(|f| f.choice(Remedy::ALL)).collect::<Result<_>>()?;
    }
    event.commitment = text(table.optional("commitment"))?;
    event.what = text(table.optional("what"))?;
    event.owner = text(table.optional("owner"))?;
    event.due = instant(table.optional("due"))?;
    event.word = word(&mut table, "word", Word::ALL)?;
    event.wait = word(&mut table, "wait", Wait::ALL)?;
    event.ending = word(&mut table, "ending", Ending::ALL)?;
    event.conduct = word(&mut table, "conduct", Conduct::ALL)?;
    event.to = text(table.optional("to"))?;
    event.sales_stake = table.optional("sales_stake").map(|f| f.bool()).transpose()?;
    event.power = word(&mut table, "power", Power::ALL)?;
    event.amount = table.optional("amount").map(|f| money(&f)).transpose()?;
    event.core_moment = yes(&mut table, "core_moment")?;
    event.saved = yes(&mut table, "saved")?;
    event.approved_by = text(table.optional("approved_by"))?;
    event.grant = text(table.optional("grant"))?;
    event.also = text(table.optional("also"))?;
    event.until = instant(table.optional("until"))?;
    event.priority = text(table.optional("priority"))?;
    event.topic = text(table.optional("topic"))?;
    event.calendar = text(table.optional("calendar"))?;
    table.finish()?;
    Ok(event)
}

/// Reads money: `{ minor, currency }`.
///
/// # Errors
/// [`crate::Code::NegativeMoney`], [`crate::Code::InvalidCurrency`], with path and place.
pub fn money(field: &Field<'_>) -> Result<Money> {
    let mut table = field.table()?;
    let minor = table.required("minor")?;
    let currency = table.required("currency")?.parse_with(Currency::parse)?;
    let money = minor.locate(Money::of(minor.int()?, currency))?;
    table.finish()?;
    Ok(money)
}

/// Reads a use of authority: `{ id, at, by, role, power, case, customer, amount, core_moment, saved, approved_by }`.
///
/// # Errors
/// As [`event`].
pub fn grant(field: &Field<'_>) -> Result<Grant> {
    let mut table = field.table()?;
    let grant = Grant {
        id: needed(&mut table, "id")?,
        at: table.required("at")?.parse_with(Instant::parse)?,
        by: needed(&mut table, "by")?,
        role: table.required("role")?.choice(Role::ALL)?,
        power: table.required("power")?.choice(Power::ALL)?,
        case: text(table.optional("case"))?.unwrap_or_default(),
        customer: text(table.optional("customer"))?,
        amount: table.optional("amount").map(|f| money(&f)).transpose()?,
        core_moment: yes(&mut table, "core_moment")?,
        saved: yes(&mut table, "saved")?,
        approved_by: text(table.optional("approved_by"))?,
    };
    table.finish()?;
    Ok(grant)
}

/// Reads a report: `{ customer, demand, time, place, power_used, helpers, result }`, each of which may be missing.
///
/// # Errors
/// As [`event`].
pub fn report(field: &Field<'_>) -> Result<Report> {
    let mut table = field.table()?;
    let report = Report {
        customer: prose(&mut table, "customer")?,
        demand: prose(&mut table, "demand")?,
        time: instant(table.optional("time"))?,
        place: prose(&mut table, "place")?,
        power_used: prose(&mut table, "power_used")?,
        helpers: match table.optional("helpers") {
            Some(list) => {
                let names = list.list()?;
                Some(names.iter().map(|f| f.text().map(str::to_owned)).collect::<Result<_>>()?)
            }
            None => None,
        },
        result: prose(&mut table, "result")?,
    };
    table.finish()?;
    Ok(report)
}

/// Reads a manager's answer: `{ praise, shortcoming, improvement, coaching }`, each of which may be missing.
///
/// # Errors
/// As [`event`].
pub fn answer(field: &Field<'_>) -> Result<Answer> {
    let mut table = field.table()?;
    let answer = Answer {
        praise: prose(&mut table, "praise")?,
        shortcoming: prose(&mut table, "shortcoming")?,
        improvement: prose(&mut table, "improvement")?,
        coaching: prose(&mut table, "coaching")?,
    };
    table.finish()?;
    Ok(answer)
}

/// Reads occurrences: `{ event, at, part, recorded_at, until, priority, calendar, approved_by, topic, order }`, in the
/// words of the engine's policy; and the ids of their parts, sorted, so that the order of the events does not show.
///
/// # Errors
/// With path and place: words that the policy does not know (with the nearest known), instants without offset, wrong
/// types; [`Code::TooLarge`] for more than 65,535 parts.
///
/// ```
/// use tactful::complaint::{clock, decode};
/// use tactful::document::{parse_json, Field};
/// let node = parse_json(r#"[{"event": "received", "at": "2026-11-21T09:30:00Z"}]"#)?;
/// let engine = tactful::Engine::house()?;
/// let (events, parts) = decode::occurrences(&engine, &Field::root(&node).list()?)?;
/// assert_eq!((events[0].event, parts.len()), (clock::Event::RECEIVED, 0));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn occurrences(engine: &Engine, fields: &[Field<'_>]) -> Result<(Vec<Occurrence>, Vec<String>)> {
    let parts = parts(fields)?;
    let events = fields.iter().map(|field| occurrence(field, engine, &parts)).collect::<Result<_>>()?;
    Ok((events, parts))
}

/// The ids of the parts, sorted, so that the order of the events does not show.
fn parts(events: &[Field<'_>]) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    for event in events {
        if let Some(part) = event.table()?.optional("part") {
            let text = part.text()?;
            if text.is_empty() || text.len() > MAX_PART {
                let message = format!("the id of a part has 1 to {MAX_PART} bytes");
                return Err(part.error(Code::InvalidValue, message));
            }
            parts.push(text.to_owned());
        }
    }
    parts.order();
    parts.dedup();
    match (u16::try_from(parts.len()), events.first()) {
        (Err(_), Some(field)) => Err(field.error(Code::TooLarge, "a case has at most 65,535 parts")),
        _ => Ok(parts),
    }
}

fn occurrence(field: &Field<'_>, engine: &Engine, parts: &[String]) -> Result<Occurrence> {
    let mut table = field.table()?;
    let event = table.required("event")?.parse_with(|word| engine.event(word))?;
    let mut occurrence = Occurrence::new(event, table.required("at")?.parse_with(Instant::parse)?);
    if let Some(part) = table.optional("part") {
        let text = part.text()?;
        let place = parts.binary_search_by(|known| known.as_str().cmp(text)).unwrap_or_default();
        occurrence = occurrence.part(Part(place as u16));
    }
    let at = |f: Option<Field<'_>>| f.map(|f| f.parse_with(Instant::parse)).transpose();
    occurrence.recorded_at = at(table.optional("recorded_at"))?;
    occurrence.until = at(table.optional("until"))?;
    occurrence.priority =
        table.optional("priority").map(|f| f.parse_with(|word| engine.priority(word))).transpose()?;
    occurrence.calendar =
        table.optional("calendar").map(|f| f.parse_with(|name| engine.calendar_place(name))).transpose()?;
    occurrence.approved_by =
        table.optional("approved_by").map(|f| f.parse_with(|role| engine.approver(role))).transpose()?;
    occurrence.topic =
        table.optional("topic").map(|f| f.parse_with(|word| engine.topic(word))).transpose()?;
    if let Some(order) = table.optional("order") {
        occurrence.order = u32::try_from(order.int()?).map_err(|_| {
            order.error(Code::InvalidValue, "a whole number from 0 to 4294967295 is needed here")
        })?;
    }
    table.finish()?;
    Ok(occurrence)
}

fn needed(table: &mut Table<'_>, name: &'static str) -> Result<String> {
    text(Some(table.required(name)?)).map(Option::unwrap_or_default)
}

fn prose(table: &mut Table<'_>, name: &'static str) -> Result<String> {
    Ok(table.optional(name).map(|f| f.text().map(str::to_owned)).transpose()?.unwrap_or_default())
}

fn word<T: Clone>(table: &mut Table<'_>, name: &'static str, known: &[(&str, T)]) -> Result<Option<T>> {
    table.optional(name).map(|f| f.choice(known)).transpose()
}

fn yes(table: &mut Table<'_>, name: &'static str) -> Result<bool> {
    Ok(table.optional(name).map(|f| f.bool()).transpose()?.unwrap_or(false))
}

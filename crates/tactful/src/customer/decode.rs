//! Customers, facts and planned contacts in documents: policies' examples, JSON requests, files of a host.

use super::fact::{Fact, FactKind};
use super::planned::Contact;
use super::profile::{Customer, Place};
use super::vocabulary::{Direction, Intent, Kind, Outcome, Purpose};
use crate::document::{Field, Table, nearest};
use crate::time::{Instant, LunarDay, Zones, month_day};
use crate::{Code, Result};

/// Ids and names in facts are short; a longer one (in bytes) is a text that got into the wrong field.
pub const MAX_TEXT: usize = 256;

/// Reads a fact: `{ kind, at, id, order, … }`. `own` are the policy's own kinds.
///
/// # Errors
/// With path and place: unknown fields and kinds (with the nearest known), instants without offset, wrong types.
pub fn fact(field: &Field<'_>, own: &[String]) -> Result<Fact> {
    let mut table = field.table()?;
    let fact = fact_of(&mut table, own)?;
    table.finish()?;
    Ok(fact)
}

/// Reads a fact of a list about many customers: `{ customer, kind, at, … }`; gives the customer's id as well.
///
/// # Errors
/// As [`fact`], and if the field `customer` is missing.
///
/// ```
/// use tactful::customer::decode;
/// use tactful::document::{parse_json, Field};
/// let row = parse_json(r#"{"customer": "c-1", "kind": "purchase", "at": "2026-11-19T10:00:00Z"}"#)?;
/// assert_eq!(decode::fact_about(&Field::root(&row), &[])?.0, "c-1");
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn fact_about(field: &Field<'_>, own: &[String]) -> Result<(String, Fact)> {
    let mut table = field.table()?;
    let customer = table.required("customer")?.text()?.to_owned();
    let fact = fact_of(&mut table, own)?;
    table.finish()?;
    Ok((customer, fact))
}

fn fact_of(table: &mut Table<'_>, own: &[String]) -> Result<Fact> {
    let kind = kind(&table.required("kind")?, own)?;
    let at = table.required("at")?.parse_with(Instant::parse)?;
    let mut fact = Fact::new(kind, at);
    fact.recorded_at = instant(table.optional("recorded_at"))?;
    fact.until = instant(table.optional("until"))?;
    fact.id = text(table.optional("id"))?;
    fact.order = text(table.optional("order"))?;
    fact.case = text(table.optional("case"))?;
    fact.product = text(table.optional("product"))?;
    fact.channel = text(table.optional("channel"))?;
    fact.reason = text(table.optional("reason"))?;
    fact.contact_point = text(table.optional("contact_point"))?;
    fact.subject = text(table.optional("subject"))?;
    fact.level = text(table.optional("level"))?;
    fact.owner = text(table.optional("owner"))?;
    fact.direction = table.optional("direction").map(|f| f.choice(Direction::ALL)).transpose()?;
    fact.outcome = table.optional("outcome").map(|f| f.choice(Outcome::ALL)).transpose()?;
    fact.intent = table.optional("intent").map(|f| f.choice(Intent::ALL)).transpose()?;
    fact.purpose = table.optional("purpose").map(|f| purpose(&f, &fact.kind)).transpose()?;
    fact.colleague = table.optional("colleague").map(|f| f.bool()).transpose()?.unwrap_or(false);
    Ok(fact)
}

/// Mixed content counts as the strictest of its purposes. A consent has no content: what is given or taken back
/// for several purposes is several facts, lest one of them be lost.
fn purpose(field: &Field<'_>, kind: &FactKind) -> Result<Purpose> {
    let Ok(list) = field.list() else { return field.choice(Purpose::ALL) };
    if *kind != FactKind::Known(Kind::Contact) {
        return Err(
            field.error(Code::InvalidValue, "only a contact has several purposes; give one fact for each")
        );
    }
    let purposes: Vec<Purpose> = list.iter().map(|f| f.choice(Purpose::ALL)).collect::<Result<_>>()?;
    purposes
        .into_iter()
        .min()
        .ok_or_else(|| field.error(Code::InvalidValue, "at least one purpose is needed"))
}

fn kind(field: &Field<'_>, own: &[String]) -> Result<FactKind> {
    let word = field.text()?;
    if let Some(kind) = Kind::from_word(word) {
        return Ok(FactKind::Known(kind));
    }
    if own.iter().any(|known| known == word) {
        return Ok(FactKind::Own(word.to_owned()));
    }
    let mut known: Vec<&str> = Kind::ALL.iter().map(|(word, _)| *word).collect();
    known.extend(own.iter().map(String::as_str));
    let near = nearest(word, &known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(field.error(
        Code::InvalidValue,
        format!("not a kind of fact that the library or the policy's `own_facts` know{near}"),
    ))
}

pub(crate) fn instant(field: Option<Field<'_>>) -> Result<Option<Instant>> {
    field.map(|f| f.parse_with(Instant::parse)).transpose()
}

pub(crate) fn text(field: Option<Field<'_>>) -> Result<Option<String>> {
    field
        .map(|f| {
            let text = f.text()?;
            if text.is_empty() || text.len() > MAX_TEXT {
                return Err(f.error(Code::InvalidValue, format!("1 to {MAX_TEXT} bytes are needed here")));
            }
            Ok(text.to_owned())
        })
        .transpose()
}

/// Reads a customer: `{ id, timezone | timezones, level, history_since, occasions }`.
///
/// `history_since` is an instant, or a table of instants by source, of which the latest counts.
///
/// # Errors
/// With path and place: unknown fields and zones, instants without offset, wrong types.
pub fn customer(field: &Field<'_>, zones: &Zones) -> Result<Customer> {
    let mut table = field.table()?;
    let mut customer = Customer::new(&text(table.optional("id"))?.unwrap_or_default());
    customer.place = place(&mut table, zones)?;
    customer.level = text(table.optional("level"))?;
    if let Some(since) = table.optional("history_since") {
        if since.text().is_ok() {
            customer = customer.history_since(since.parse_with(Instant::parse)?);
        } else {
            for (_, source) in since.table()?.entries() {
                customer = customer.history_since(source.parse_with(Instant::parse)?);
            }
        }
    }
    if let Some(occasions) = table.optional("occasions") {
        for (key, day) in occasions.table()?.entries() {
            if day.text().is_ok_and(LunarDay::is_meant) {
                customer.lunar_occasions.push((key.name.clone(), day.parse_with(LunarDay::parse)?));
                continue;
            }
            // a birthday may be written with its year
            let (month, day) =
                day.parse_with(|text| month_day(text.get(5..).filter(|_| text.len() == 10).unwrap_or(text)))?;
            customer.occasions.push((key.name.clone(), month, day));
        }
    }
    table.finish()?;
    Ok(customer)
}

fn place(table: &mut Table<'_>, zones: &Zones) -> Result<Place> {
    let one = table.optional("timezone");
    let many = table.optional("timezones");
    match (one, many) {
        (Some(zone), None) => Ok(Place::Zone(zone.parse_with(|name| zones.get(name))?)),
        (None, Some(list)) => {
            let zones = list
                .list()?
                .iter()
                .map(|f| f.parse_with(|name| zones.get(name)))
                .collect::<Result<Vec<_>>>()?;
            if zones.is_empty() {
                return Err(list.error(
                    Code::InvalidValue,
                    "at least one zone is needed; leave it out if none is known",
                ));
            }
            Ok(Place::OneOf(zones))
        }
        (None, None) => Ok(Place::Unknown),
        (Some(_), Some(list)) => {
            Err(list.error(Code::InvalidValue, "give `timezone` or `timezones`, not both"))
        }
    }
}

/// Reads a planned contact: `{ id, at, reason, channel, order, case, subject, contact_point }`.
///
/// # Errors
/// With path and place, as for facts.
pub fn contact(field: &Field<'_>) -> Result<Contact> {
    let mut table = field.table()?;
    let contact = Contact {
        id: text(table.optional("id"))?,
        at: table.required("at")?.parse_with(Instant::parse)?,
        reason: table.required("reason")?.text()?.to_owned(),
        channel: table.required("channel")?.text()?.to_owned(),
        order: text(table.optional("order"))?,
        case: text(table.optional("case"))?,
        subject: text(table.optional("subject"))?,
        contact_point: text(table.optional("contact_point"))?,
    };
    table.finish()?;
    Ok(contact)
}

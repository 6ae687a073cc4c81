//! `campaign.*`: programmes in batches (P1, P2).

use crate::complaint::{list, names, needed, text};
use crate::plain::{Plain, plain};
use crate::request::{Operation, Setting};
use tactful::campaign::{
    Batch, Delivery, Gift, Planned, Programme, Recipient, Relaxations, Split, Supply, UnfairPair, Unheld,
    Unmet, check, plan,
};
use tactful::document::{Field, Table};
use tactful::time::{Date, Weekday};
use tactful::{Code, Result};

/// As many unfair pairs are named if a request does not say how many.
const UNFAIR_PAIRS: usize = 1_000;

fn date(table: &mut Table<'_>, name: &'static str) -> Result<Date> {
    table.required(name)?.parse_with(Date::parse)
}

fn small<T: TryFrom<i64>>(field: &Field<'_>, what: &str) -> Result<T> {
    T::try_from(field.int()?).map_err(|_| field.error(Code::InvalidValue, format!("{what} is needed here")))
}

fn recipient(field: &Field<'_>) -> Result<Recipient> {
    let mut table = field.table()?;
    let mut one = Recipient::new(&text(&mut table, "id")?);
    one.groups = list(&mut table, "groups", |group| Ok(group.text()?.to_owned()))?;
    one.rank = table.optional("rank").filter(|rank| !rank.is_null()).map(|rank| rank.int()).transpose()?;
    if let Some(days) = table.optional("lead_days") {
        one.lead_days = small(&days, "a lead time of 0 to 366 days")?;
    }
    table.finish()?;
    Ok(one)
}

/// A number of pieces a day, or `{each, dates?, closed?}`.
fn supply(field: &Field<'_>) -> Result<Supply> {
    let pieces = |field: &Field<'_>| small::<u32>(field, "a number of pieces from 0 to 4294967295");
    if field.int().is_ok() {
        return Ok(Supply::daily(pieces(field)?));
    }
    let mut table = field.table()?;
    let mut supply = Supply::daily(pieces(&table.required("each")?)?);
    if let Some(dates) = table.optional("dates") {
        for (key, field) in dates.table()?.entries() {
            supply.dates.push((field.locate(Date::parse(&key.name))?, pieces(&field)?));
        }
    }
    supply.closed = list(&mut table, "closed", |day| day.parse_with(Weekday::parse))?;
    table.finish()?;
    Ok(supply)
}

fn programme(request: &mut Table<'_>) -> Result<Programme> {
    Ok(Programme {
        recipients: needed(request, "recipients", recipient)?,
        begin: date(request, "begin")?,
        loses_meaning_on: date(request, "loses_meaning_on")?,
        supply: supply(&request.required("capacity")?)?,
        may_split: list(request, "may_split", |group| Ok(group.text()?.to_owned()))?,
    })
}

fn pair(pair: &UnfairPair) -> Plain {
    plain!({
        "rule": pair.rule.as_str(),
        "first": pair.first,
        "waits": pair.waits,
        "days": pair.days,
        "group": pair.group,
    })
}

fn pairs(all: &[UnfairPair]) -> Plain {
    Plain::List(all.iter().map(pair).collect())
}

fn written(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// `campaign.plan {recipients, begin, loses_meaning_on, capacity, may_split?}`: recipients by
/// `{id, groups?, rank?, lead_days?}`.
#[derive(Debug)]
pub(crate) struct Plans(Programme);

/// What an exact search could still gain at most.
fn gap(planned: &Planned) -> Plain {
    let last = planned.last_arrival.zip(planned.least_last_arrival);
    plain!({
        "last_arrival_days": last.map_or(0, |(last, least)| i64::from(last.days() - least.days())),
        "waiting_days": planned.waiting_days - planned.least_waiting_days,
    })
}

fn batch(batch: &Batch) -> Plain {
    let gift = |gift: &Gift| {
        plain!({
            "id": gift.id,
            "send_on": gift.send_on.to_string(),
            "arrives_on": gift.arrives_on.to_string(),
        })
    };
    let gifts: Vec<Plain> = batch.gifts.iter().map(gift).collect();
    plain!({"on": batch.on.to_string(), "gifts": gifts})
}

fn unmet(unmet: &Unmet) -> Plain {
    plain!({
        "rule": unmet.rule.as_str(),
        "rule_text": unmet.rule.english(),
        "groups": unmet.groups,
        "recipients": unmet.recipients,
        "needed": unmet.needed,
        "available": unmet.available,
    })
}

fn relaxations(relaxed: &Relaxations) -> Vec<Plain> {
    let mut all = Vec::new();
    if let Some((more, proven)) = relaxed.more_a_day {
        all.push(plain!({"relax": "capacity", "more_a_day": more, "proven": proven}));
    }
    if let Some((begin, proven)) = relaxed.begin {
        all.push(plain!({"relax": "begin", "begin": begin.to_string(), "proven": proven}));
    }
    if let Some((date, proven)) = relaxed.loses_meaning_on {
        all.push(plain!({"relax": "date", "loses_meaning_on": date.to_string(), "proven": proven}));
    }
    if let Some(Split { groups, members, proven }) = &relaxed.split {
        all.push(plain!({"relax": "groups", "may_split": groups, "members": members, "proven": proven}));
    }
    all
}

impl Operation for Plans {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, _: &Setting<'_>) -> Result<Self> {
        programme(request).map(Self)
    }

    fn run(&self) -> Result<Plain> {
        let planned = plan(&self.0)?;
        Ok(plain!({
            "batches": planned.batches.iter().map(batch).collect::<Vec<_>>(),
            "last_arrival": written(planned.last_arrival),
            "waiting_days": planned.waiting_days,
            "least_last_arrival": written(planned.least_last_arrival),
            "least_waiting_days": planned.least_waiting_days,
            "gap": gap(&planned),
            "proven": planned.proven,
            "latest_begin": written(planned.latest_begin),
            "latest_begin_proven": planned.latest_begin_proven,
            "unmet": planned.unmet.iter().map(unmet).collect::<Vec<_>>(),
            "relaxations": planned.relaxations.as_ref().map(relaxations).unwrap_or_default(),
            "unfair": pairs(&planned.unfair),
            "notes": names(&planned.notes),
        }))
    }
}

/// `campaign.check {…, deliveries, most_pairs?}`: as `campaign.plan`, and a plan made elsewhere by `{id, arrives_on}`.
#[derive(Debug)]
pub(crate) struct Checks {
    programme: Programme,
    deliveries: Vec<Delivery>,
    most: usize,
}

fn delivery(field: &Field<'_>) -> Result<Delivery> {
    let mut table = field.table()?;
    let made = Delivery { id: text(&mut table, "id")?, arrives_on: date(&mut table, "arrives_on")? };
    table.finish()?;
    Ok(made)
}

impl Operation for Checks {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, _: &Setting<'_>) -> Result<Self> {
        let most =
            request.optional("most_pairs").map(|field| small::<u32>(&field, "a number from 0 to 100000"));
        Ok(Self {
            programme: programme(request)?,
            deliveries: needed(request, "deliveries", delivery)?,
            most: most.transpose()?.map_or(UNFAIR_PAIRS, |most| most as usize),
        })
    }

    fn run(&self) -> Result<Plain> {
        let checked = check(&self.programme, &self.deliveries, self.most)?;
        let unheld = |unheld: &Unheld| {
            plain!({
                "rule": unheld.rule.as_str(),
                "rule_text": unheld.rule.english(),
                "recipients": unheld.recipients,
                "on": written(unheld.on),
                "count": unheld.count,
            })
        };
        Ok(plain!({
            "fair": checked.is_fair(),
            "pairs": pairs(&checked.pairs),
            "apart": checked.apart,
            "against_rank": checked.against_rank,
            "unheld": checked.unheld.iter().map(unheld).collect::<Vec<_>>(),
            "notes": names(&checked.notes),
        }))
    }
}

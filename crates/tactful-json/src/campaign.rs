//! `campaign.*`: programmes in batches (P1, P2).

use crate::complaint::{list, names, needed, text};
use crate::request::{Operation, Setting};
use serde::Serialize;
use tactful::campaign::{Delivery, Planned, Programme, Recipient, Supply, UnfairPair, check, plan};
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

#[derive(Debug, Serialize)]
struct Pair {
    rule: &'static str,
    first: String,
    waits: String,
    days: i64,
    group: String,
}

fn pair(pair: UnfairPair) -> Pair {
    let UnfairPair { rule, first, waits, days, group } = pair;
    Pair { rule: rule.as_str(), first, waits, days, group }
}

fn written(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// `campaign.plan {recipients, begin, loses_meaning_on, capacity, may_split?}`: recipients by
/// `{id, groups?, rank?, lead_days?}`.
#[derive(Debug)]
pub(crate) struct Plans(Programme);

#[derive(Debug, Serialize)]
pub(crate) struct Plan {
    batches: Vec<Batch>,
    last_arrival: Option<String>,
    waiting_days: u64,
    least_last_arrival: Option<String>,
    least_waiting_days: u64,
    /// What an exact search could still gain at most.
    gap: Gap,
    proven: bool,
    latest_begin: Option<String>,
    unmet: Vec<Unmet>,
    relaxations: Vec<Relaxation>,
    unfair: Vec<Pair>,
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Gap {
    last_arrival_days: i64,
    waiting_days: u64,
}

#[derive(Debug, Serialize)]
struct Batch {
    on: String,
    gifts: Vec<Gift>,
}

#[derive(Debug, Serialize)]
struct Gift {
    id: String,
    send_on: String,
    arrives_on: String,
}

#[derive(Debug, Serialize)]
struct Unmet {
    rule: &'static str,
    message: &'static str,
    groups: Vec<String>,
    recipients: Vec<String>,
    needed: u64,
    available: u64,
}

#[derive(Debug, Serialize)]
#[serde(tag = "relax", rename_all = "snake_case")]
enum Relaxation {
    Capacity { more_a_day: u64, proven: bool },
    Begin { begin: String, proven: bool },
    Date { loses_meaning_on: String, proven: bool },
    Groups { may_split: Vec<String>, members: u64, proven: bool },
}

fn gap(planned: &Planned) -> Gap {
    let last = planned.last_arrival.zip(planned.least_last_arrival);
    Gap {
        last_arrival_days: last.map_or(0, |(last, least)| i64::from(last.days() - least.days())),
        waiting_days: planned.waiting_days - planned.least_waiting_days,
    }
}

impl Operation for Plans {
    type Answer = Plan;

    fn read(request: &mut Table<'_>, _: &Setting<'_>) -> Result<Self> {
        programme(request).map(Self)
    }

    fn run(&self) -> Result<Plan> {
        let planned = plan(&self.0)?;
        let gap = gap(&planned);
        let gift = |gift: tactful::campaign::Gift| Gift {
            id: gift.id,
            send_on: gift.send_on.to_string(),
            arrives_on: gift.arrives_on.to_string(),
        };
        let mut relaxations = Vec::new();
        if let Some(relaxed) = planned.relaxations {
            let capacity =
                relaxed.more_a_day.map(|(more_a_day, proven)| Relaxation::Capacity { more_a_day, proven });
            let begin =
                relaxed.begin.map(|(begin, proven)| Relaxation::Begin { begin: begin.to_string(), proven });
            let date = relaxed
                .loses_meaning_on
                .map(|(date, proven)| Relaxation::Date { loses_meaning_on: date.to_string(), proven });
            let groups = relaxed.split.map(|split| Relaxation::Groups {
                may_split: split.groups,
                members: split.members,
                proven: split.proven,
            });
            relaxations.extend([capacity, begin, date, groups].into_iter().flatten());
        }
        Ok(Plan {
            gap,
            batches: planned
                .batches
                .into_iter()
                .map(|batch| Batch {
                    on: batch.on.to_string(),
                    gifts: batch.gifts.into_iter().map(gift).collect(),
                })
                .collect(),
            last_arrival: written(planned.last_arrival),
            waiting_days: planned.waiting_days,
            least_last_arrival: written(planned.least_last_arrival),
            least_waiting_days: planned.least_waiting_days,
            proven: planned.proven,
            latest_begin: written(planned.latest_begin),
            unmet: planned
                .unmet
                .into_iter()
                .map(|unmet| Unmet {
                    rule: unmet.rule.as_str(),
                    message: unmet.rule.english(),
                    groups: unmet.groups,
                    recipients: unmet.recipients,
                    needed: unmet.needed,
                    available: unmet.available,
                })
                .collect(),
            relaxations,
            unfair: planned.unfair.into_iter().map(pair).collect(),
            notes: names(&planned.notes),
        })
    }
}

/// `campaign.check {…, deliveries, most_pairs?}`: as `campaign.plan`, and a plan made elsewhere by `{id, arrives_on}`.
#[derive(Debug)]
pub(crate) struct Checks {
    programme: Programme,
    deliveries: Vec<Delivery>,
    most: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    fair: bool,
    pairs: Vec<Pair>,
    apart: u64,
    against_rank: u64,
    unheld: Vec<Unheld>,
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Unheld {
    rule: &'static str,
    message: &'static str,
    recipients: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    count: u64,
}

fn delivery(field: &Field<'_>) -> Result<Delivery> {
    let mut table = field.table()?;
    let made = Delivery { id: text(&mut table, "id")?, arrives_on: date(&mut table, "arrives_on")? };
    table.finish()?;
    Ok(made)
}

impl Operation for Checks {
    type Answer = Checked;

    fn read(request: &mut Table<'_>, _: &Setting<'_>) -> Result<Self> {
        let most = request.optional("most_pairs").map(|field| small::<u32>(&field, "a number from 0"));
        Ok(Self {
            programme: programme(request)?,
            deliveries: needed(request, "deliveries", delivery)?,
            most: most.transpose()?.map_or(UNFAIR_PAIRS, |most| most as usize),
        })
    }

    fn run(&self) -> Result<Checked> {
        let checked = check(&self.programme, &self.deliveries, self.most)?;
        Ok(Checked {
            fair: checked.is_fair(),
            pairs: checked.pairs.into_iter().map(pair).collect(),
            apart: checked.apart,
            against_rank: checked.against_rank,
            unheld: checked
                .unheld
                .into_iter()
                .map(|unheld| Unheld {
                    rule: unheld.rule.as_str(),
                    message: unheld.rule.english(),
                    recipients: unheld.recipients,
                    on: written(unheld.on),
                    count: unheld.count,
                })
                .collect(),
            notes: names(&checked.notes),
        })
    }
}

//! Batches in which no group of peers is split (P1), under what suppliers hand over (P2).

use super::check::{Delivery, UnfairPair, unfair};
use super::meet::{Relaxations, Unmet, least, relaxations, unmet};
use super::pack::{Outcome, Packing, classes, fit, pack};
use super::peers::{Component, Groups, components};
use super::rank::Ladder;
use super::{MAX_DAYS, Programme};
use crate::order::Order;
use crate::time::Date;
use crate::{Code, Error, Result};

/// So many unfair pairs of a plan with split groups are named.
const UNFAIR_PAIRS: usize = 1_000;

/// One day's hand-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The day on which the supplier hands it over.
    pub on: Date,
    /// Whom it is for, the greatest rank first; whose rank is not known, last.
    pub gifts: Vec<Gift>,
}

/// What one recipient gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    /// The recipient.
    pub id: String,
    /// When it is sent: what has a shorter way waits, so that peers get it on the same day.
    pub send_on: Date,
    /// When it arrives.
    pub arrives_on: Date,
}

/// A programme, planned, or what stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The batches, by day; empty if not all can be held.
    pub batches: Vec<Batch>,
    /// The day of the last arrival; none without batches.
    pub last_arrival: Option<Date>,
    /// Days from `begin` to the hand-over, summed over recipients.
    pub waiting_days: u64,
    /// No plan whatever has an earlier last arrival.
    pub least_last_arrival: Option<Date>,
    /// No plan whatever waits for less.
    pub least_waiting_days: u64,
    /// The plan is the best there is: it reaches both bounds. Without batches: it is proven that there is none.
    pub proven: bool,
    /// The latest day to begin, counted back from the date (P2); none if no beginning would do.
    pub latest_begin: Option<Date>,
    /// What cannot be met; empty if there is a plan.
    pub unmet: Vec<Unmet>,
    /// The smallest relaxations, each of which would do alone; none if there is a plan.
    pub relaxations: Option<Relaxations>,
    /// Where groups were split: peers of whom one gets it later, a thousand at most.
    pub unfair: Vec<UnfairPair>,
    /// [`Code::RanksMissing`], [`Code::GroupsJoinAll`].
    pub notes: Vec<Code>,
}

/// Plans a programme (P1, P2): the last arrival as early as can be, then as few days of waiting as can be, summed over
/// recipients. Peers, and peers of peers, are handed their gifts on one day and get them on one day.
///
/// Up to twelve components (sets of peers) the plan is the best there is, and is proven so; beyond that it may be, and
/// the bounds tell how far from it the plan can be.
///
/// # Errors
/// [`Code::DuplicateId`], [`Code::TooLarge`] for more than a million recipients or ten years, [`Code::InvalidValue`] for a lead
/// time of more than a year or an unknown group in `may_split`, [`Code::DuplicateKey`] for a date given twice.
///
/// ```
/// use tactful::campaign::{plan, Programme, Recipient, Supply};
/// use tactful::time::Date;
///
/// let programme = Programme {
///     recipients: vec![
///         Recipient::new("ada").group("acme").rank(900),
///         Recipient::new("ben").group("acme").rank(400),
///         Recipient::new("cho").group("acme").group("elm-street").rank(700),
///         Recipient::new("dee").group("elm-street").rank(100),
///         Recipient::new("eva").rank(500),
///     ],
///     begin: Date::parse("2027-01-25")?,
///     loses_meaning_on: Date::parse("2027-02-06")?,       // Spring Festival
///     supply: Supply::daily(4),
///     may_split: Vec::new(),
/// };
/// let planned = plan(&programme)?;
/// let first: Vec<&str> = planned.batches[0].gifts.iter().map(|gift| gift.id.as_str()).collect();
/// assert_eq!(first, ["ada", "cho", "ben", "dee"]);        // peers of peers, by rank
/// assert!(planned.proven);
/// assert_eq!(planned.latest_begin, Some(Date::parse("2027-02-04")?));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn plan(programme: &Programme) -> Result<Planned> {
    let own = programme.checked()?;
    let groups = Groups::of(&own.recipients);
    let split = marks(&own, &groups)?;
    let all = components(&own, &groups, &split);
    let kinds = classes(all.iter().map(|one| (one.members.len() as u64, one.lead)));
    let caps = own.room(own.begin, own.loses_meaning_on, 0);
    let back = least(MAX_DAYS as u64, &|days| {
        let begin = own.loses_meaning_on.add_days(-(days as i32));
        fit(&kinds, &own.room(begin, own.loses_meaning_on, 0))
    });
    let mut planned = Planned {
        batches: Vec::new(),
        last_arrival: None,
        waiting_days: 0,
        least_last_arrival: None,
        least_waiting_days: 0,
        proven: true,
        latest_begin: back.map(|(days, _)| own.loses_meaning_on.add_days(-(days as i32))),
        unmet: Vec::new(),
        relaxations: None,
        unfair: Vec::new(),
        notes: notes(&own, all.len()),
    };
    match pack(&kinds, &caps) {
        Outcome::Found(packing) => {
            if !all.is_empty() {
                planned.last_arrival = Some(own.begin.add_days(packing.last as i32));
                planned.least_last_arrival = Some(own.begin.add_days(packing.least_last as i32));
            }
            (planned.waiting_days, planned.least_waiting_days) = (packing.waiting, packing.least_waiting);
            planned.proven = packing.is_proven();
            planned.batches = batches(&own, &all, &Ladder::of(&own, &groups, &split, &all), &packing, &caps);
            if split.contains(&true) {
                let gifts = planned.batches.iter().flat_map(|batch| &batch.gifts);
                let made: Vec<Delivery> =
                    gifts.map(|gift| Delivery { id: gift.id.clone(), arrives_on: gift.arrives_on }).collect();
                planned.unfair = unfair(&own.recipients, &groups, &made, UNFAIR_PAIRS).pairs;
            }
        }
        outcome => {
            planned.proven = outcome == Outcome::Impossible;
            planned.unmet = unmet(&own, &groups, &all, &caps, planned.proven);
            let relaxed = relaxations(&own, &groups, &split, &kinds, planned.proven, back);
            planned.relaxations = Some(relaxed);
        }
    }
    Ok(planned)
}

/// Which groups may be split.
fn marks(programme: &Programme, groups: &Groups<'_>) -> Result<Vec<bool>> {
    let mut split = vec![false; groups.names.len()];
    for (place, name) in programme.may_split.iter().enumerate() {
        let path = format!("may_split[{place}]");
        let group = groups.place(name).ok_or_else(|| {
            Error::new(Code::InvalidValue, "no recipient is in a group of this name").at_path(&path)
        })?;
        split[group] = true;
    }
    Ok(split)
}

fn notes(programme: &Programme, components: usize) -> Vec<Code> {
    let people = &programme.recipients;
    let ranks = people.iter().any(|one| one.rank.is_none()).then_some(Code::RanksMissing);
    let joined = (components == 1 && people.len() > 1).then_some(Code::GroupsJoinAll);
    ranks.into_iter().chain(joined).collect()
}

/// Who is in which batch.
fn batches(
    programme: &Programme,
    all: &[Component],
    ladder: &Ladder,
    packing: &Packing,
    caps: &[u64],
) -> Vec<Batch> {
    let people = &programme.recipients;
    let days = ladder.days(programme, all, packing, caps);
    let arrivals = ladder.arrivals(all, &days);
    let mut order: Vec<(usize, usize, i64)> = Vec::with_capacity(people.len());
    for ((one, &day), &arrival) in all.iter().zip(&days).zip(&arrivals) {
        order.extend(one.members.iter().map(|&member| (day, member, arrival)));
    }
    order.order_by(|a, b| a.0.cmp(&b.0).then_with(|| super::peers::before(&people[a.1], &people[b.1])));
    let gift = |&(_, member, arrival): &(usize, usize, i64)| {
        let arrives_on = programme.begin.add_days(arrival as i32);
        let send_on = arrives_on.add_days(-i32::from(people[member].lead_days));
        Gift { id: people[member].id.clone(), send_on, arrives_on }
    };
    let batch = |gifts: &[(usize, usize, i64)]| Batch {
        on: programme.begin.add_days(gifts.first().map_or(0, |first| first.0) as i32),
        gifts: gifts.iter().map(gift).collect(),
    };
    order.chunk_by(|a, b| a.0 == b.0).map(batch).collect()
}

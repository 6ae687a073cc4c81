//! A plan made elsewhere: every unfair pair of it, and what else it does not hold.

use super::Programme;
use super::peers::Groups;
use crate::order::Order;
use crate::time::Date;
use crate::{Code, Error, Result};
use std::collections::{BTreeSet, HashSet};

/// So many unfair pairs are named at most.
const MAX_PAIRS: usize = 100_000;

/// When somebody gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The recipient.
    pub id: String,
    /// The day of arrival.
    pub arrives_on: Date,
}

/// Two peers of whom one gets it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfairPair {
    /// [`Code::RankRespected`] if the first is of a lower rank than the one who waits, else [`Code::PeersTogether`].
    pub rule: Code,
    /// Who gets it first.
    pub first: String,
    /// Who waits.
    pub waits: String,
    /// For so many days.
    pub days: i64,
    /// A group in which they are peers; of several the first by name.
    pub group: String,
}

/// A rule of the programme that a plan does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheld {
    /// [`Code::BeforeDate`] (arrives when it means nothing any more), [`Code::PlannedInTime`] (sent before the programme
    /// begins), [`Code::Supply`] (sent before there was so much), [`Code::LeftOut`] (gets nothing).
    pub rule: Code,
    /// Those whom it concerns, sorted; none for supply.
    pub recipients: Vec<String>,
    /// For supply: the first day on which too much was sent.
    pub on: Option<Date>,
    /// Pieces too many on that day, or recipients.
    pub count: u64,
}

/// What is wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The unfair pairs, those against rank first; as many as were asked for. A pair is named once.
    pub pairs: Vec<UnfairPair>,
    /// All pairs apart, counted in each group that they share.
    pub apart: u64,
    /// Those of them in which the lower rank goes first.
    pub against_rank: u64,
    /// What else is not held.
    pub unheld: Vec<Unheld>,
    /// [`Code::RanksMissing`] if a pair may be against rank unseen.
    pub notes: Vec<Code>,
}

impl Checked {
    /// Nothing is wrong.
    #[must_use]
    pub fn is_fair(&self) -> bool {
        self.apart == 0 && self.unheld.is_empty()
    }
}

/// Checks a plan made elsewhere against a programme (P1, P2): at most `most` unfair pairs are named, all are counted.
///
/// Gifts may lie between hand-over and sending; what was sent until a day must have been handed over until then.
/// `may_split` does not matter here: peers apart are named in any case.
///
/// # Errors
/// As [`plan`](super::plan); [`Code::UnknownCustomer`] for somebody who is no recipient, [`Code::TooLarge`] if more than
/// 100,000 pairs are asked for.
///
/// ```
/// use tactful::campaign::{check, Delivery, Programme, Recipient, Supply};
/// use tactful::{time::Date, Code};
///
/// let programme = Programme {
///     recipients: vec![
///         Recipient::new("ada").group("acme").rank(900),
///         Recipient::new("ben").group("acme").rank(400),
///     ],
///     begin: Date::parse("2027-01-25")?,
///     loses_meaning_on: Date::parse("2027-02-06")?,
///     supply: Supply::daily(1),
///     may_split: Vec::new(),
/// };
/// let on = |id: &str, date| Ok::<_, tactful::Error>(Delivery { id: id.into(), arrives_on: Date::parse(date)? });
/// let checked = check(&programme, &[on("ben", "2027-01-25")?, on("ada", "2027-01-26")?], 10)?;
/// assert_eq!(checked.pairs[0].rule, Code::RankRespected);  // a colleague got one; I, with more points, did not
/// assert_eq!((checked.pairs[0].waits.as_str(), checked.pairs[0].days), ("ada", 1));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn check(programme: &Programme, deliveries: &[Delivery], most: usize) -> Result<Checked> {
    if most > MAX_PAIRS {
        let message = format!("at most {MAX_PAIRS} pairs are named");
        return Err(Error::new(Code::TooLarge, message).at_path("most_pairs"));
    }
    let own = programme.checked()?;
    let groups = Groups::of(&own.recipients);
    crate::complaint::distinct_ids("deliveries", deliveries.iter().map(|made| made.id.as_str()))?;
    let known = by_id(own.recipients.iter().enumerate().map(|(place, one)| (one.id.as_str(), place)));
    let mut sent: Vec<Date> = Vec::with_capacity(deliveries.len());
    let mut served = vec![false; own.recipients.len()];
    let (mut late, mut early) = (Vec::new(), Vec::new());
    for (place, made) in deliveries.iter().enumerate() {
        let Some(who) = find(&known, &made.id) else {
            let path = format!("deliveries[{place}].id");
            return Err(
                Error::new(Code::UnknownCustomer, "this is no recipient of the programme").at_path(&path)
            );
        };
        served[who] = true;
        let send_on = made.arrives_on.add_days(-i32::from(own.recipients[who].lead_days));
        sent.push(send_on);
        if made.arrives_on >= own.loses_meaning_on {
            late.push(made.id.clone());
        }
        if send_on < own.begin {
            early.push(made.id.clone());
        }
    }
    let left_out = served.iter().zip(&own.recipients).filter(|(served, _)| !**served);
    let left_out: Vec<String> = left_out.map(|(_, one)| one.id.clone()).collect();
    let mut unheld = Vec::new();
    for (rule, mut recipients) in
        [(Code::BeforeDate, late), (Code::PlannedInTime, early), (Code::LeftOut, left_out)]
    {
        if !recipients.is_empty() {
            recipients.order();
            unheld.push(Unheld { rule, count: recipients.len() as u64, recipients, on: None });
        }
    }
    sent.order();
    unheld.extend(oversent(&own, &sent));
    let unfair = unfair(&own.recipients, &groups, deliveries, most);
    let blind = groups.members.iter().any(|members| {
        members.len() > 1 && members.iter().any(|&member| own.recipients[member].rank.is_none())
    });
    Ok(Checked {
        pairs: unfair.pairs,
        apart: unfair.apart,
        against_rank: unfair.against_rank,
        unheld,
        notes: (blind && unfair.apart > 0).then_some(Code::RanksMissing).into_iter().collect(),
    })
}

/// The first day on which more was sent than had been handed over.
fn oversent(programme: &Programme, sent: &[Date]) -> Option<Unheld> {
    let last = *sent.last()?;
    let room = programme.room(programme.begin, last.add_days(1).min(programme.loses_meaning_on), 0);
    let mut had = 0;
    let mut supplied = Vec::with_capacity(room.len());
    for pieces in room {
        had += pieces;
        supplied.push(had);
    }
    for (place, &on) in sent.iter().enumerate() {
        if sent.get(place + 1) == Some(&on) {
            continue; // the day's last
        }
        let gone = place as u64 + 1;
        let days = i64::from(on.days()) - i64::from(programme.begin.days());
        // what is sent before the programme begins is told apart
        let Ok(day) = usize::try_from(days) else { continue };
        let there = supplied.get(day).or(supplied.last()).copied().unwrap_or(0);
        if gone > there {
            return Some(Unheld {
                rule: Code::Supply,
                recipients: Vec::new(),
                on: Some(on),
                count: gone - there,
            });
        }
    }
    None
}

/// Places by id.
fn by_id<'a>(places: impl Iterator<Item = (&'a str, usize)>) -> Vec<(&'a str, usize)> {
    let mut places: Vec<(&str, usize)> = places.collect();
    places.order();
    places
}

fn find(places: &[(&str, usize)], id: &str) -> Option<usize> {
    let found = places.binary_search_by(|(known, _)| (*known).cmp(id)).ok()?;
    places.get(found).map(|(_, place)| *place)
}

/// Peers apart.
pub(super) struct Unfair {
    pub(super) pairs: Vec<UnfairPair>,
    pub(super) apart: u64,
    pub(super) against_rank: u64,
}

/// The pairs apart among those who get something.
pub(super) fn unfair(
    recipients: &[super::Recipient],
    groups: &Groups<'_>,
    deliveries: &[Delivery],
    most: usize,
) -> Unfair {
    let days = by_id(deliveries.iter().enumerate().map(|(place, made)| (made.id.as_str(), place)));
    let mut found = Unfair { pairs: Vec::new(), apart: 0, against_rank: 0 };
    // each pair once, by who is first and who waits
    let mut seen: HashSet<(usize, usize)> = HashSet::new();
    let mut lists: Vec<Vec<(Date, usize)>> = Vec::new();
    for members in &groups.members {
        let day =
            |&member: &usize| Some((deliveries[find(&days, &recipients[member].id)?].arrives_on, member));
        let mut served: Vec<(Date, usize)> = members.iter().filter_map(day).collect();
        served.order();
        lists.push(served);
    }
    // first all pairs against rank, then the others
    for rule in [Code::RankRespected, Code::PeersTogether] {
        for (group, served) in lists.iter().enumerate() {
            let mut ranks = Ranks::of(served.iter().filter_map(|&(_, member)| recipients[member].rank));
            // who was first, the lowest rank before all
            let mut lowest: BTreeSet<(i64, Date, usize)> = BTreeSet::new();
            let mut start = 0;
            while let Some(&(day, _)) = served.get(start) {
                let end = start + served[start..].iter().take_while(|(other, _)| *other == day).count();
                for &(_, waits) in &served[start..end] {
                    let mut name = |first_day: Date, first: usize| {
                        if seen.len() < most && seen.insert((first, waits)) {
                            let days = i64::from(day.days()) - i64::from(first_day.days());
                            found.pairs.push(UnfairPair {
                                rule,
                                first: recipients[first].id.clone(),
                                waits: recipients[waits].id.clone(),
                                days,
                                group: groups.names[group].to_owned(),
                            });
                        }
                        seen.len() < most
                    };
                    if rule == Code::PeersTogether {
                        found.apart += start as u64;
                        let _ = served[..start].iter().all(|&(first_day, first)| name(first_day, first));
                    } else if let Some(rank) = recipients[waits].rank {
                        found.against_rank += ranks.below(rank);
                        let mut below = lowest.iter().take_while(|(first_rank, ..)| *first_rank < rank);
                        let _ = below.all(|&(_, first_day, first)| name(first_day, first));
                    }
                }
                let on_day = served[start..end].iter().filter(|_| rule == Code::RankRespected);
                for (&(day, member), rank) in on_day.filter_map(|one| Some((one, recipients[one.1].rank?))) {
                    ranks.add(rank);
                    lowest.insert((rank, day, member));
                }
                start = end;
            }
        }
    }
    let against = |pair: &UnfairPair| pair.rule != Code::RankRespected;
    found.pairs.order_by(|a, b| {
        (against(a), &a.group, &a.waits, &a.first).cmp(&(against(b), &b.group, &b.waits, &b.first))
    });
    found
}

/// How many of those before have a lower rank: a tree of counts over the ranks that occur.
struct Ranks {
    known: Vec<i64>,
    counts: Vec<u64>,
}

impl Ranks {
    fn of(ranks: impl Iterator<Item = i64>) -> Self {
        let mut known: Vec<i64> = ranks.collect();
        known.order();
        known.dedup();
        Self { counts: vec![0; known.len() + 1], known }
    }

    fn add(&mut self, rank: i64) {
        let mut place = self.known.partition_point(|&known| known < rank) + 1;
        while let Some(count) = self.counts.get_mut(place) {
            *count += 1;
            place += place & place.wrapping_neg();
        }
    }

    fn below(&self, rank: i64) -> u64 {
        let mut place = self.known.partition_point(|&known| known < rank);
        let mut sum = 0;
        while place > 0 {
            sum += self.counts[place];
            place &= place - 1;
        }
        sum
    }
}

//! Programmes in batches: gifts for many customers, so many a day, and nobody treated as second class (P1, P2).
//!
//! - [`plan`]: batches in which no group of peers is split, everything arrives in time, and as early as can be; or what
//!   cannot be met, the smallest relaxations that would do, and the latest day to begin
//! - [`check`]: each unfair pair of a plan made elsewhere
//!
//! What holds, by its code: [`Code::PeersTogether`], [`Code::RankRespected`], [`Code::BeforeDate`], [`Code::Supply`]
//! and [`Code::PlannedInTime`].

mod check;
mod meet;
mod pack;
mod peers;
mod plan;
mod rank;

pub use check::{Checked, Delivery, UnfairPair, Unheld, check};
pub use meet::{Relaxations, Split, Unmet};
pub use plan::{Batch, Gift, Planned, plan};

use crate::order::Order;
use crate::time::{Date, Weekday};
use crate::{Code, Error, Result};

/// No programme lasts longer than ten years.
const MAX_DAYS: i32 = 3_660;
/// No programme has more recipients.
const MAX_RECIPIENTS: usize = 1_000_000;
/// Nothing is on its way for longer than a year.
const MAX_LEAD_DAYS: u16 = 366;

/// Somebody who is to get something.
///
/// ```
/// use tactful::campaign::Recipient;
/// let anna = Recipient::new("anna").group("acme").rank(700).lead_days(2);
/// assert_eq!(anna.groups, ["acme"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The host's id.
    pub id: String,
    /// Whose peer he or she is: employer, household, community; groups may overlap.
    pub groups: Vec<String>,
    /// Points; the greater comes first. None: not known.
    pub rank: Option<i64>,
    /// Days from the supplier's hand-over to arrival.
    pub lead_days: u16,
}

impl Recipient {
    /// Somebody without peers and points, whom a gift reaches on the day of its hand-over.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), groups: Vec::new(), rank: None, lead_days: 0 }
    }

    /// The same recipient, in one group more.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        self.groups.push(group.to_owned());
        self
    }

    /// The same recipient with so many points.
    #[must_use]
    pub fn rank(mut self, rank: i64) -> Self {
        self.rank = Some(rank);
        self
    }

    /// The same recipient, so many days away.
    #[must_use]
    pub fn lead_days(mut self, days: u16) -> Self {
        self.lead_days = days;
        self
    }
}

/// What suppliers hand over, in pieces a day (P2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Supply {
    /// On a day that nothing else is said of.
    pub each: u32,
    /// On these dates; 0: nothing, whatever is relaxed.
    pub dates: Vec<(Date, u32)>,
    /// Nothing on these weekdays, but for the dates above.
    pub closed: Vec<Weekday>,
}

impl Supply {
    /// The same on every day.
    ///
    /// ```
    /// assert_eq!(tactful::campaign::Supply::daily(200).each, 200);
    /// ```
    #[must_use]
    pub fn daily(each: u32) -> Self {
        Self { each, ..Self::default() }
    }

    /// Pieces on a date, with `more` on each day on which there is supply; `dates` are sorted.
    fn on(&self, date: Date, more: u64) -> u64 {
        match self.dates.binary_search_by_key(&date, |(known, _)| *known) {
            Ok(place) => match u64::from(self.dates[place].1) {
                0 => 0,
                pieces => pieces + more,
            },
            Err(_) if self.closed.contains(&date.weekday()) => 0,
            Err(_) => u64::from(self.each) + more,
        }
    }
}

/// A programme: who gets something, from when on, until when, and how much there is a day.
///
/// See [`plan`] for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Who is to get something.
    pub recipients: Vec<Recipient>,
    /// The first day of supply.
    pub begin: Date,
    /// The first date on which the gift means nothing any more: all must arrive before it (P1).
    pub loses_meaning_on: Date,
    /// What there is a day.
    pub supply: Supply,
    /// Groups that may be split, where a relaxation has been chosen. Still none of their members gets it before another
    /// one of a higher rank (P1): what would arrive too soon is held back.
    pub may_split: Vec<String>,
}

impl Programme {
    /// The same programme, its dates in order, if it makes sense.
    fn checked(&self) -> Result<Self> {
        if self.recipients.len() > MAX_RECIPIENTS {
            let message = format!("at most {MAX_RECIPIENTS} recipients");
            return Err(Error::new(Code::TooLarge, message).at_path("recipients"));
        }
        crate::complaint::distinct_ids("recipients", self.recipients.iter().map(|one| one.id.as_str()))?;
        for (place, one) in self.recipients.iter().enumerate() {
            if one.lead_days > MAX_LEAD_DAYS {
                let message = format!("a lead time of 0 to {MAX_LEAD_DAYS} days is needed here");
                let path = format!("recipients[{place}].lead_days");
                return Err(Error::new(Code::InvalidValue, message).at_path(&path));
            }
        }
        if self.loses_meaning_on.days() - self.begin.days() > MAX_DAYS {
            let message = format!("at most {MAX_DAYS} days after `begin`");
            return Err(Error::new(Code::TooLarge, message).at_path("loses_meaning_on"));
        }
        let mut own = self.clone();
        own.supply.dates.order();
        if own.supply.dates.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            let message = "one date is given twice";
            return Err(Error::new(Code::DuplicateKey, message).at_path("capacity.dates"));
        }
        Ok(own)
    }

    /// Pieces by day, from `begin` to the last day before the gift loses its meaning.
    fn room(&self, begin: Date, loses_meaning_on: Date, more: u64) -> Vec<u64> {
        (begin.days()..loses_meaning_on.days())
            .filter_map(|day| Date::from_days(day).ok())
            .map(|day| self.supply.on(day, more))
            .collect()
    }
}

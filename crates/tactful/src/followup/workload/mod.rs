//! An agenda for many customers where a day has room for so many contacts: who is contacted when, who has to wait and
//! why. Small customers keep their share of every day (R8).
//!
//! [`Engine::agenda_many`] fills one day after the other. Of all contacts that the rules allow on a day and that have
//! room it plans the first, then decides anew for that customer, and again, until nothing more fits. The first is:
//! 1. the reason with the greater priority;
//! 2. the customer with the greater value for each day that is left: value ÷ days until the window of the reason
//!    closes, or until the horizon ends if that comes first, with the day itself counted; exact, nothing is rounded;
//! 3. the window that closes first;
//! 4. the smaller id of the customer, then of the reason, then the channel that the reason prefers.
//!
//! Before that, by the same order, small customers alone have turns, until each limit has as many of them as the floor
//! share owes, or none is left whom it fits; what they leave is for all. The order of the input never matters.
//!
//! Nobody is pushed beyond what the rules allow: a contact for which there is no room on one day is decided anew for the
//! next. As in the agenda for one, the best instant of a reason is waited for inside its window. Of one reason a customer
//! has at most one contact a day. A contact that would leave one of greater priority with the same customer no time
//! within the horizon is looked for again after that one.

mod days;
mod entry;
mod fill;
mod limits;
mod order;
mod words;

use super::agenda::{Item, MOST_DAYS};
use super::draft::Draft;
use super::plan::Plan;
use super::question::Question;
use super::view::Keys;
use crate::customer::{Customer, Standing, Volume};
use crate::order::Order;
use crate::time::{Date, Instant, Zone};
use crate::{Code, Engine, Error, Result};
use days::Days;
use entry::Entry;
use fill::Filling;
use limits::{Cell, Limits};
use std::sync::Arc;

/// A limit on the contacts of a day. It holds for the contacts of one team, through one channel, for both together, or
/// where it names neither for all; a contact needs room in every limit that holds for it.
///
/// ```
/// use tactful::followup::Limit;
/// let calls_of_north = Limit::new(40).team("north").channel("phone").calendar("office");
/// assert_eq!(calls_of_north.per_day, 40);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// So many contacts a day, at least 1.
    pub per_day: u32,
    /// Only those of this team.
    pub team: Option<String>,
    /// Only those through this channel.
    pub channel: Option<String>,
    /// Days that are no business days of this calendar of the policy have no room.
    pub calendar: Option<String>,
}

impl Limit {
    /// So many contacts a day, of every team, through every channel, on every day.
    #[must_use]
    pub fn new(per_day: u32) -> Self {
        Self { per_day, team: None, channel: None, calendar: None }
    }

    /// The same for one team.
    #[must_use]
    pub fn team(mut self, team: &str) -> Self {
        self.team = Some(team.to_owned());
        self
    }

    /// The same for one channel.
    #[must_use]
    pub fn channel(mut self, channel: &str) -> Self {
        self.channel = Some(channel.to_owned());
        self
    }

    /// The same on the business days of a calendar of the policy.
    #[must_use]
    pub fn calendar(mut self, calendar: &str) -> Self {
        self.calendar = Some(calendar.to_owned());
        self
    }
}

/// How many contacts each day has room for, and what is kept for small customers (R8).
///
/// ```
/// use tactful::{followup::{Capacity, Limit}, Engine};
/// let engine = Engine::house()?;
/// let capacity = Capacity::new(engine.zone("Europe/Paris")?, 1_500) // 15 % for small customers
///     .limit(Limit::new(200))
///     .limit(Limit::new(40).team("north").channel("phone"))
///     .small_below(100_00);
/// assert_eq!(capacity.limits.len(), 2);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Capacity {
    /// On whose clock days begin and end.
    pub zone: Arc<Zone>,
    /// At least one. Teams and channels that no limit names have no limit but those that name neither.
    pub limits: Vec<Limit>,
    /// The floor share: of each limit of a day, so many parts of ten thousand are for small customers as long as there
    /// are some whom it fits, rounded up to whole contacts. 0 keeps nothing for them.
    pub small_share: u32,
    /// Whose volume is not told is small with a value below this; none: nobody is.
    pub small_below: Option<i64>,
}

impl Capacity {
    /// No limits yet. The floor share is told in parts of ten thousand.
    #[must_use]
    pub fn new(zone: Arc<Zone>, small_share: u32) -> Self {
        Self { zone, limits: Vec::new(), small_share, small_below: None }
    }

    /// The same with one limit more.
    #[must_use]
    pub fn limit(mut self, limit: Limit) -> Self {
        self.limits.push(limit);
        self
    }

    /// The same, where a value below this makes a customer small whose volume is not told.
    #[must_use]
    pub fn small_below(mut self, value: i64) -> Self {
        self.small_below = Some(value);
        self
    }

    /// Whether an engine can plan with it.
    ///
    /// # Errors
    /// Those of [`Engine::agenda_many`] for limits, the floor share and `small_below`.
    ///
    /// ```
    /// use tactful::{followup::{Capacity, Limit}, Code, Engine};
    /// let engine = Engine::house()?;
    /// let error = Capacity::new(engine.zone("UTC")?, 0).limit(Limit::new(0)).check(&engine).unwrap_err();
    /// assert_eq!((error.code(), error.path()), (Code::ZeroCap, "limits[0].per_day"));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn check(&self, engine: &Engine) -> Result<()> {
        Limits::new(engine, self).map(|_| ())
    }

    fn is_small(&self, candidate: &Candidate<'_>) -> bool {
        match candidate.volume {
            Some(volume) => volume == Volume::Scattered,
            None => self.small_below.is_some_and(|below| candidate.value < below),
        }
    }
}

/// A customer who could be contacted.
///
/// ```
/// use tactful::{customer::{Customer, Volume}, followup::Candidate, Engine};
/// let engine = Engine::house()?;
/// let (customer, standing) = (Customer::new("c-17"), engine.empty_standing());
/// let candidate = Candidate::new(&customer, &standing).team("north").value(250_00).volume(Volume::Main);
/// assert_eq!(candidate.team, Some("north"));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// Who it is.
    pub customer: &'a Customer,
    /// What is known of the customer.
    pub standing: &'a Standing,
    /// What is planned already: it uses room on its day, and is not moved.
    pub plan: Plan,
    /// Whose work it is.
    pub team: Option<&'a str>,
    /// What the customer is worth to the house, in a unit of the caller's choice that is the same for all; not negative.
    pub value: i64,
    /// The class of the customer by volume (R3), if it is known.
    pub volume: Option<Volume>,
}

impl<'a> Candidate<'a> {
    /// A customer of no team, of value 0, with whom nothing is planned.
    #[must_use]
    pub fn new(customer: &'a Customer, standing: &'a Standing) -> Self {
        Self { customer, standing, plan: Plan::default(), team: None, value: 0, volume: None }
    }

    /// The same, with whom this is planned already.
    #[must_use]
    pub fn plan(mut self, plan: Plan) -> Self {
        self.plan = plan;
        self
    }

    /// The same as the work of a team.
    #[must_use]
    pub fn team(mut self, team: &'a str) -> Self {
        self.team = Some(team);
        self
    }

    /// The same with a value.
    #[must_use]
    pub fn value(mut self, value: i64) -> Self {
        self.value = value;
        self
    }

    /// The same in a class of volume.
    #[must_use]
    pub fn volume(mut self, volume: Volume) -> Self {
        self.volume = Some(volume);
        self
    }
}

/// A contact that has its place on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Booked {
    /// The place of the candidate, from 0.
    pub candidate: usize,
    /// The place of the day, from 0.
    pub day: usize,
    /// It has its place by the floor share.
    pub floor: bool,
    /// The contact: the decision was made at its instant, with everything before it planned.
    pub item: Item,
}

/// A contact that is welcome within the horizon and has no place there: [`Code::Capacity`] stands against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The place of the candidate, from 0.
    pub candidate: usize,
    /// The reason, and the channel that was tried first.
    pub question: Question,
    /// The place of the first day on which it was welcome, and there was no room, from 0.
    pub day: usize,
    /// The place of the limit that left none, the first of several, from 0.
    pub limit: usize,
    /// The first instant after the horizon at which it is welcome on a day with room, if nothing else is planned there;
    /// none: it is not welcome any more then.
    pub fits_at: Option<Instant>,
}

/// How much of one limit a day uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// So many contacts it has room for; 0 on a day without business.
    pub room: u32,
    /// So many are used, with those that the caller had planned.
    pub used: u32,
    /// So many of these are with small customers.
    pub small: u32,
    /// So many the floor share keeps for small customers.
    pub floor: u32,
}

/// One local day of a workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLoad {
    /// Its date on the clock of the capacity.
    pub date: Date,
    /// Its first instant; that of the question on the first day, whose limits are for what is left of it.
    pub from: Instant,
    /// Its end, exclusive.
    pub until: Instant,
    /// For each limit, in the order in which they were told.
    pub loads: Vec<Load>,
}

/// A candidate who could not be used. Nobody else suffers.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The place of the candidate, from 0.
    pub candidate: usize,
    /// What is wrong.
    pub error: Error,
}

/// Who is contacted when.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Workload {
    /// The contacts, by instant; of one instant by the id of the customer, then in the order in which they were planned.
    pub contacts: Vec<Booked>,
    /// What has no place, by the id of the customer.
    pub waiting: Vec<Waiting>,
    /// The days, in their order.
    pub days: Vec<DayLoad>,
    /// Candidates who could not be used, by place.
    pub refused: Vec<Refused>,
}

impl Engine {
    /// Plans contacts with many customers over so many local days, today with the rest of it, where each day has room
    /// for so many; see the top of this module for the order and for the share of small customers.
    ///
    /// The plan is for the facts and plans that are known now: it is made again every day, or when facts come.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for days outside 1 to 3660, for no limit, [`Code::TooLarge`] for more than 1000, for a share above 10000 and a negative
    /// `small_below`; [`Code::ZeroCap`] for a limit of 0; [`Code::DuplicateId`] for two limits of the same team and channel;
    /// [`Code::UnknownChannel`] and [`Code::UnknownCalendar`] for names that the policy does not know.
    ///
    /// A candidate who cannot be used comes back in [`Workload::refused`], and fails nobody else:
    /// [`Code::DuplicateId`] if several have one id (none of them is used), [`Code::InvalidValue`] for a negative value,
    /// [`Code::UnknownTeam`] for a team that no limit names, [`Code::StandingShape`] and [`Code::AsOfNeedsFacts`] as
    /// [`Engine::decide`].
    ///
    /// ```
    /// use tactful::customer::{Customer, Fact, Kind, Standing};
    /// use tactful::followup::{Candidate, Capacity, Limit};
    /// use tactful::{time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let paris = engine.zone("Europe/Paris")?;
    /// let now = Instant::parse("2026-11-23T09:00:00+01:00")?;
    /// let delivered = Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00+01:00")?).order("o-1");
    /// let standing = engine.fold(&[delivered], now, None)?.standing;
    /// let customers = ["c-1", "c-2", "c-3"].map(|id| Customer::new(id).in_zone(paris.clone()));
    /// let candidates: Vec<Candidate> =
    ///     customers.iter().map(|customer| Candidate::new(customer, &standing)).collect();
    ///
    /// let capacity = Capacity::new(paris, 0).limit(Limit::new(1));
    /// let workload = engine.agenda_many(&candidates, &capacity, now, 2)?;
    /// let planned: Vec<(usize, usize, &str)> = workload
    ///     .contacts
    ///     .iter()
    ///     .map(|booked| (booked.day, booked.candidate, booked.item.decision.reason(&engine)))
    ///     .collect();
    /// assert_eq!(planned, [(0, 0, "check-in"), (1, 1, "check-in")]);
    /// let waiting = workload.waiting[0];
    /// assert_eq!((waiting.candidate, waiting.question.reason(&engine)), (2, "check-in"));
    /// assert_eq!(waiting.fits_at, Some(Instant::parse("2026-11-25T00:00:00+01:00")?));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn agenda_many(
        &self,
        candidates: &[Candidate<'_>],
        capacity: &Capacity,
        now: Instant,
        days: i64,
    ) -> Result<Workload> {
        if !(1..=MOST_DAYS).contains(&days) {
            let message = format!("an agenda spans 1 to {MOST_DAYS} days");
            return Err(Error::new(Code::InvalidValue, message).at_path("days"));
        }
        let limits = Limits::new(self, capacity)?;
        let mut by_id: Vec<usize> = (0..candidates.len()).collect();
        by_id.order_by(|&a, &b| candidates[a].customer.id.cmp(&candidates[b].customer.id));
        let mut refused = Vec::new();
        let mut entries = Vec::new();
        for same in by_id.chunk_by(|&a, &b| candidates[a].customer.id == candidates[b].customer.id) {
            for &place in same {
                match self.enter(place, &candidates[place], same.len(), &limits, capacity, now) {
                    Ok(entry) => entries.push(entry),
                    Err(error) => refused.push(Refused { candidate: place, error }),
                }
            }
        }
        refused.order_by_key(|refused| refused.candidate);
        let days = Days::new(&capacity.zone, now, days);
        let planned = planned(candidates, &entries, &days);
        let mut by_name: Vec<usize> = (0..self.reasons.len()).collect();
        by_name.order_by(|&a, &b| self.reasons[a].id.cmp(&self.reasons[b].id));
        let mut reasons = vec![0; by_name.len()];
        by_name.iter().enumerate().for_each(|(rank, &reason)| reasons[reason] = rank);
        let (zone, questions) = (&*capacity.zone, self.questions(None)?);
        let filling = Filling { engine: self, limits, days, zone, now, questions, reasons };
        Ok(Workload { refused, ..filling.run(&mut entries, &planned)? })
    }

    fn enter<'a>(
        &'a self,
        place: usize,
        candidate: &Candidate<'a>,
        same_id: usize,
        limits: &Limits<'_>,
        capacity: &Capacity,
        now: Instant,
    ) -> Result<Entry<'a>> {
        if same_id > 1 {
            let message = "several candidates have this id; none of them is planned";
            return Err(Error::new(Code::DuplicateId, message).at_path("customer.id"));
        }
        if candidate.value < 0 {
            return Err(Error::new(Code::InvalidValue, "a value is not negative").at_path("value"));
        }
        let team = limits.team(candidate.team)?;
        let draft =
            Draft::new(self, candidate.customer, candidate.standing, &candidate.plan, Keys::default());
        draft.view(now)?;
        Ok(Entry::new(place, draft, team, candidate.value, capacity.is_small(candidate)))
    }
}

/// By day the cells of what the caller has planned, and whether it is with a small customer.
fn planned(candidates: &[Candidate<'_>], entries: &[Entry<'_>], days: &Days) -> Vec<Vec<(Cell, bool)>> {
    let mut planned = vec![Vec::new(); days.0.len()];
    for entry in entries {
        for contact in &candidates[entry.place].plan.0 {
            let channel = contact.sorted.channel.trailing_zeros() as usize;
            if let Some(day) = days.holding(contact.sorted.at) {
                planned[day].push((entry.team + channel, entry.small));
            }
        }
    }
    planned
}

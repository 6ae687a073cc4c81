//! Occasions (R6, F12): days of joy and sorrow, festivals, birthdays; and whether a courtesy is one.

use crate::customer::{Customer, Direction, Fact, Intent};
use crate::order::Order;
use crate::policy::Figure;
use crate::time::{Date, Instant, LunarDate, day_of_year};
use crate::when::{First, WallWeek, WallWindow};
use crate::words::words;
use crate::{Code, Engine, Error, Result};

/// No request looks at more than ten years.
const MAX_DAYS: i32 = 3_660;
/// A stated time that does not come within a year never does.
const YEAR: i64 = 366 * 86_400;

words! {
    /// A way to tend feelings (R6, F12).
    Way {
        /// A visit without a sales aim.
        Visit = "visit";
        /// A short note sent with new material.
        Note = "note";
        /// A letter or card.
        LetterCard = "letter_card";
        /// A short friendly call.
        Call = "call";
        /// A small keepsake.
        Keepsake = "keepsake";
        /// A card, letter or calendar for a festival.
        Festival = "festival";
        /// An interview at fixed times.
        Interview = "interview";
        /// An opinion form.
        OpinionForm = "opinion_form";
        /// A new product shown for an opinion.
        Preview = "preview";
    }
}

/// A day on which something is fitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OccasionDay {
    /// When, on the customer's calendar.
    pub date: Date,
    /// Which occasion.
    pub name: String,
    /// It is a festival of the policy, not a day of this customer's.
    pub festival: bool,
    /// The same day in the Chinese calendar, as far as that is known.
    pub lunar: Option<LunarDate>,
    /// It falls on another day than its own: 29 February in other years, the thirtieth in a short month, a leap month
    /// in years without it.
    pub moved: bool,
}

/// Whether a courtesy is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Courtesy {
    /// Whom it serves: sales content makes any courtesy a request, and so does asking for an opinion.
    pub intent: Intent,
    /// What stands against it now: [`Code::MinGap`] (too soon after a visit), [`Code::AgainstStatedTimes`].
    pub against: Vec<Code>,
    /// The first instant from which neither stands against it; none if the stated times never come.
    pub welcome_from: Option<Instant>,
}

impl Engine {
    /// The occasions of a customer and the festivals of the policy from one date until before another, by date (R6).
    ///
    /// # Errors
    /// [`Code::TooLarge`] for more than ten years, [`Code::EndsBeforeStart`].
    ///
    /// ```
    /// use tactful::{customer::Customer, time::{Date, LunarDay}, Engine};
    /// let mut customer = Customer::new("c-1");
    /// customer.occasions.push(("customer-since".into(), 2, 29));
    /// customer.lunar_occasions.push(("birthday".into(), LunarDay::parse("lunar 08-15")?));
    /// let days = Engine::house()?.occasions(&customer, Date::parse("2026-01-01")?, Date::parse("2027-01-01")?)?;
    /// let days: Vec<String> = days.iter().map(|day| format!("{} {}", day.date, day.name)).collect();
    /// assert_eq!(days, ["2026-02-17 spring-festival", "2026-02-28 customer-since", "2026-09-25 birthday",
    ///     "2026-09-25 mid-autumn"]);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn occasions(&self, customer: &Customer, from: Date, until: Date) -> Result<Vec<OccasionDay>> {
        let days = i64::from(until.days()) - i64::from(from.days());
        if days < 0 {
            return Err(Error::new(Code::EndsBeforeStart, "`until` lies before `from`").at_path("until"));
        }
        if days > i64::from(MAX_DAYS) {
            let message = format!("at most {MAX_DAYS} days after `from`");
            return Err(Error::new(Code::TooLarge, message).at_path("until"));
        }
        let mut found = Vec::new();
        let mut add = |name: &str, date: Date, festival: bool, moved: bool| {
            if from <= date && date < until {
                let lunar = LunarDate::of(date).ok();
                found.push(OccasionDay { date, name: name.to_owned(), festival, lunar, moved });
            }
        };
        let years = from.ymd().0 - 1..=until.ymd().0;
        for (name, month, day) in &customer.occasions {
            for year in years.clone() {
                if let Some(date) = day_of_year(year, *month, *day, self.leap_day_on_march_1) {
                    let (_, on_month, on_day) = date.ymd();
                    add(name, date, false, (on_month, on_day) != (u32::from(*month), u32::from(*day)));
                }
            }
        }
        for (name, day) in &customer.lunar_occasions {
            for year in years.clone() {
                if let Some(date) = day.in_year(year, self.leap_month) {
                    add(name, date, false, LunarDate::of(date).is_ok_and(|on| on.day != *day));
                }
            }
        }
        for (name, dates) in &self.policy.occasions {
            for &date in dates {
                add(name, date, true, false);
            }
        }
        found.order_by(|a, b| (a.date, &a.name).cmp(&(b.date, &b.name)));
        Ok(found)
    }

    /// Whether a courtesy at an instant is one, or a burden, or a sale in disguise (R6). `stated` are the wall times at
    /// which the customer likes to be visited or called; none were stated if it is empty.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy says nothing of `relationship.courtesy`.
    ///
    /// ```
    /// use tactful::customer::{Customer, Fact, Intent, Purpose};
    /// use tactful::{relationship::Way, time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let visit = Fact::contact(Instant::parse("2026-11-01T10:00:00Z")?, "visit", Purpose::Relationship, Intent::Give);
    /// let at = Instant::parse("2026-11-21T10:00:00Z")?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Europe/London")?);
    /// let courtesy = engine.courtesy(&customer, &[visit], Way::Visit, at, true, &[])?;
    /// assert_eq!((courtesy.intent, courtesy.against), (Intent::Ask, vec![Code::MinGap]));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn courtesy(
        &self,
        customer: &Customer,
        facts: &[Fact],
        way: Way,
        at: Instant,
        sales_content: bool,
        stated: &[WallWindow],
    ) -> Result<Courtesy> {
        let gap = self.time(Figure::VisitGap)?;
        let intent = match way {
            _ if sales_content => Intent::Ask,
            Way::OpinionForm | Way::Preview => Intent::Ask,
            Way::Interview => Intent::Service,
            _ => Intent::Give,
        };
        let (clocks, _) = self.clocks(customer);
        let mut against = Vec::new();
        let mut from = at.seconds();
        if way == Way::Visit {
            let visit = |fact: &&Fact| {
                super::feelings::reaches(fact)
                    && fact.direction != Some(Direction::In)
                    && fact.channel.as_deref() == Some("visit")
            };
            let mut visits: Vec<i64> = facts.iter().filter(visit).map(|fact| fact.at.seconds()).collect();
            visits.order();
            let free =
                |start: i64| clocks.iter().filter_map(|zone| gap.end(start, zone)).max().unwrap_or(start);
            // a visit that is still to come keeps its distance too
            for visit in visits {
                if visit <= from || visit < free(from) {
                    from = from.max(free(visit));
                }
            }
            if from > at.seconds() {
                against.push(Code::MinGap);
            }
        }
        let mut welcome = Some(from);
        if !stated.is_empty() {
            let week = WallWeek::only(stated);
            // all clocks must show a stated time
            let next = |start: i64| {
                let mut t = start;
                for _ in 0..100 {
                    let mut moved = t;
                    for zone in clocks {
                        match week.first(zone, moved, start.saturating_add(YEAR)) {
                            First::At(interval) => moved = interval.from,
                            First::Beyond | First::Nowhere => return None,
                        }
                    }
                    if moved == t {
                        return Some(t);
                    }
                    t = moved;
                }
                None
            };
            if next(at.seconds()) != Some(at.seconds()) {
                against.push(Code::AgainstStatedTimes);
            }
            welcome = next(from);
        }
        let welcome_from = welcome.and_then(|from| Instant::from_seconds(from).ok());
        Ok(Courtesy { intent, against, welcome_from })
    }
}

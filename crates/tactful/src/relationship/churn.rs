//! Eight causes of leaving, each a rule over facts (R4); what was not supplied cannot be told.

use super::feelings::reaches;
use super::told::distinct;
use crate::customer::{Customer, Direction, Fact, FactKind, Kind, Outcome, Volume};
use crate::order::Order;
use crate::policy::Figure;
use crate::time::{Instant, Span, Zone};
use crate::words::words;
use crate::{Code, Engine, Result};

words! {
    /// A cause of leaving (R4).
    Cause {
        /// The quality of what is delivered varies.
        UnstableQuality = "unstable_quality";
        /// Lured by a rival.
        RivalLure = "rival_lure";
        /// Turmoil in the company.
        Turmoil = "turmoil";
        /// A courtesy that was owed and missed.
        NeglectedDetail = "neglected_detail";
        /// A promise that was broken.
        BrokenPromise = "broken_promise";
        /// Matters left lying.
        PoorService = "poor_service";
        /// The one who looked after the customer is gone.
        StaffTurnover = "staff_turnover";
        /// A small customer, neglected.
        Imbalance = "imbalance";
    }
}

words! {
    /// What lies beneath (T15).
    RootCause {
        /// Responsibility and professional attitude.
        Staff = "staff";
        /// Performance, process, duties.
        Mechanism = "mechanism";
        /// Fear of blame.
        Fear = "fear";
        /// Circumstance, legacy, special reasons.
        Circumstance = "circumstance";
    }
}

words! {
    /// Whence facts come that are not the customer's own; `company` and `market` facts carry what they are about as
    /// their subject.
    Source {
        /// About the company: `conflict_at_top`, `cash_shortage`, `disaster`, `owner_left`.
        Company = "company";
        /// About the market: `rival_…`.
        Market = "market";
    }
}

/// Subjects of `company` facts that mean turmoil.
const TURMOIL: [&str; 3] = ["conflict_at_top", "cash_shortage", "disaster"];

/// How much attention small customers get beside the others (R8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    /// Small customers, and our contacts with them.
    pub small: (u32, u32),
    /// The others, and our contacts with them.
    pub others: (u32, u32),
}

/// A fact that speaks for a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it is: the kind of the fact, or what did not happen.
    pub what: &'static str,
    /// When.
    pub at: Instant,
    /// The id of the fact, if it has one.
    pub id: Option<String>,
}

/// Whether a cause is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The cause.
    pub cause: Cause,
    /// [`Code::Signal`], [`Code::NoSignal`] or [`Code::CannotTell`].
    pub state: Code,
    /// 500 at the threshold of the policy, 1000 at twice that and beyond, per mille; 0 without a signal.
    pub strength: i64,
    /// The first evidence of it.
    pub since: Option<Instant>,
    /// What speaks for it, by instant; what is below the threshold as well.
    pub evidence: Vec<Evidence>,
    /// What lies beneath.
    pub root: RootCause,
}

impl Engine {
    /// Which of the eight causes of leaving are at work on a customer at `now` (R4), in the order of the list.
    ///
    /// `supplied` says which facts beside the customer's own are told in full: without them nothing can be told from
    /// their absence.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy says nothing of `relationship.churn`; those of [`Engine::obligations`].
    ///
    /// ```
    /// use tactful::customer::{Customer, Fact, Kind};
    /// use tactful::{relationship::Cause, time::Instant, Code, Engine};
    /// let broken = Fact::new(Kind::CommitmentBroken, Instant::parse("2026-10-01T10:00:00Z")?).id("f-1");
    /// let signals = Engine::house()?.churn_signals(
    ///     &Customer::new("c-1"), &[broken], &[], None, Instant::parse("2026-11-21T10:00:00Z")?)?;
    /// assert_eq!((signals[4].cause, signals[4].state), (Cause::BrokenPromise, Code::Signal));
    /// assert_eq!((signals[2].cause, signals[2].state), (Cause::Turmoil, Code::CannotTell));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn churn_signals(
        &self,
        customer: &Customer,
        facts: &[Fact],
        supplied: &[Source],
        attention: Option<Attention>,
        now: Instant,
    ) -> Result<Vec<Signal>> {
        let facts = &*distinct(facts)?;
        let mut sorted: Vec<&Fact> = facts.iter().filter(|fact| fact.at <= now).collect();
        sorted.order_by_key(|fact| fact.at);
        let sight = Sight {
            engine: self,
            zone: self.first_clock(customer)?,
            facts: sorted,
            within: self.time(Figure::ChurnWithin)?,
            now,
        };
        // one fact tells of itself; that there is no other is told by its source alone
        let company = supplied.contains(&Source::Company);
        let market = supplied.contains(&Source::Market);
        // of a history that reaches back far enough, silence tells something
        let whole = customer.history_since.is_some_and(|since| !sight.holds(since, sight.within));
        let any = |kinds: u64| sight.facts.iter().any(|fact| bit(fact) & kinds != 0);
        let promised = whole || any(PROMISES);
        let asked = whole || any(ASKED);
        let told = |kind: Kind, about: &dyn Fn(&str) -> bool| {
            let of = sight.of(kind).filter(|fact| fact.subject.as_deref().is_some_and(about));
            of.filter(|fact| sight.is_recent(fact)).map(seen).collect::<Vec<_>>()
        };
        let rank = |cause, figure, evidence, tellable| sight.signal(cause, figure, evidence, tellable);

        let (faults, orders) = sight.faults();
        let quality = orders as i64 >= self.number(Figure::OrdersKnown)?;
        let mut rivals = told(Kind::Market, &|about| about.starts_with("rival"));
        rivals.extend(sight.lapse()?);
        let turmoil = told(Kind::Company, &|about| TURMOIL.contains(&about));
        let level = self.assigned_level(customer, facts, now).is_some();
        let (mut details, gestures) = sight.gestures()?;
        for owed in self.obligations(customer, facts, now)? {
            let at = owed.due_by.unwrap_or(owed.due_from);
            if owed.state == Code::Overdue && sight.holds(at, sight.within) {
                details.push(Evidence { what: "obligation_missed", at, id: None });
            }
        }
        let mut left = told(Kind::Company, &|about| about == "owner_left");
        left.extend(sight.of(Kind::OwnerChanged).map(seen));
        let felt = self.time(Figure::OwnerFelt)?;
        left.retain(|one| sight.holds(one.at, felt));

        Ok(vec![
            rank(Cause::UnstableQuality, Some(Figure::FaultyOrders), faults, quality)?,
            rank(Cause::RivalLure, Some(Figure::RivalReports), rivals, market)?,
            rank(Cause::Turmoil, Some(Figure::CompanyReports), turmoil, company)?,
            rank(Cause::NeglectedDetail, Some(Figure::CourtesiesMissed), details, level || gestures)?,
            rank(Cause::BrokenPromise, Some(Figure::PromisesBroken), sight.promises(), promised)?,
            rank(Cause::PoorService, Some(Figure::LeftLying), sight.left_lying()?, asked)?,
            rank(Cause::StaffTurnover, None, left, company || sight.of(Kind::OwnerChanged).next().is_some())?,
            self.imbalance(customer, facts, attention, now)?,
        ])
    }

    /// R8: looking after the large ones only makes the small ones leave.
    fn imbalance(
        &self,
        customer: &Customer,
        facts: &[Fact],
        attention: Option<Attention>,
        now: Instant,
    ) -> Result<Signal> {
        let classes = self.classes(customer, facts, &super::Stated::default(), now)?;
        let volume = classes.iter().find(|class| class.axis == "volume").and_then(|class| class.class);
        let mut signal = Signal {
            cause: Cause::Imbalance,
            state: Code::NoSignal,
            strength: 0,
            since: None,
            evidence: Vec::new(),
            root: RootCause::Mechanism,
        };
        let Some(volume) = volume else {
            signal.state = Code::CannotTell;
            return Ok(signal);
        };
        if volume != Volume::Scattered.as_str() {
            return Ok(signal);
        }
        let Some(Attention { small: (many, contacts), others: (others, with_others) }) = attention else {
            signal.state = Code::CannotTell;
            return Ok(signal);
        };
        // contacts for each small customer against contacts for each of the others
        let small = i128::from(contacts) * i128::from(others);
        let other = i128::from(with_others) * i128::from(many);
        let floor = i128::from(self.number(Figure::SmallShare)?);
        if many == 0 || others == 0 {
            signal.state = Code::CannotTell;
        } else if small * 1_000 < floor * other {
            signal.state = Code::Signal;
            // half the strength at the floor, all of it where they get nothing
            signal.strength = (1_000 - small * 500_000 / (floor * other).max(1)) as i64;
        }
        Ok(signal)
    }
}

/// Facts that tell of promises.
const PROMISES: u64 = Kind::CommitmentMade.bit() | Kind::CommitmentKept.bit() | Kind::CommitmentBroken.bit();
/// Facts that tell of questions and complaints.
const ASKED: u64 = Kind::Contact.bit()
    | Kind::Inquiry.bit()
    | Kind::ComplaintOpened.bit()
    | Kind::ComplaintClosed.bit()
    | Kind::ComplaintReopened.bit();

fn bit(fact: &Fact) -> u64 {
    match fact.kind {
        FactKind::Known(kind) => kind.bit(),
        FactKind::Own(_) => 0,
    }
}

fn seen(fact: &Fact) -> Evidence {
    let what = match &fact.kind {
        FactKind::Known(kind) => kind.as_str(),
        FactKind::Own(_) => "own_fact",
    };
    Evidence { what, at: fact.at, id: fact.id.clone() }
}

fn root(cause: Cause) -> RootCause {
    match cause {
        Cause::RivalLure | Cause::Turmoil => RootCause::Circumstance,
        Cause::NeglectedDetail | Cause::BrokenPromise => RootCause::Staff,
        _ => RootCause::Mechanism,
    }
}

/// The facts of a customer, by instant, and the time that counts.
struct Sight<'a> {
    engine: &'a Engine,
    zone: &'a Zone,
    facts: Vec<&'a Fact>,
    within: Span,
    now: Instant,
}

impl<'a> Sight<'a> {
    fn of(&self, kind: Kind) -> impl Iterator<Item = &'a Fact> + '_ {
        self.facts.iter().copied().filter(move |fact| fact.kind == FactKind::Known(kind))
    }

    /// Whether a span from an instant still holds.
    fn holds(&self, at: Instant, span: Span) -> bool {
        span.end(at.seconds(), self.zone).is_some_and(|end| self.now.seconds() < end)
    }

    fn is_recent(&self, fact: &&Fact) -> bool {
        self.holds(fact.at, self.within)
    }

    fn signal(
        &self,
        cause: Cause,
        figure: Option<Figure>,
        mut evidence: Vec<Evidence>,
        tellable: bool,
    ) -> Result<Signal> {
        let threshold = figure.map_or(Ok(1), |figure| self.engine.number(figure))?.max(1);
        evidence.order_by(|a, b| (a.at, a.what, &a.id).cmp(&(b.at, b.what, &b.id)));
        let count = evidence.len() as i64;
        let is_signal = count >= threshold && (tellable || cause != Cause::UnstableQuality);
        let state = match (is_signal, tellable) {
            (true, _) => Code::Signal,
            (false, true) => Code::NoSignal,
            (false, false) => Code::CannotTell,
        };
        Ok(Signal {
            cause,
            state,
            strength: if is_signal { (count * 500 / threshold).min(1_000) } else { 0 },
            since: evidence.first().map(|first| first.at),
            evidence,
            root: root(cause),
        })
    }

    /// Orders of late that came back or led to a complaint, if the later half of all orders is no better than the first;
    /// and how many orders were delivered.
    fn faults(&self) -> (Vec<Evidence>, usize) {
        // the facts are sorted: the first delivery of an order comes first
        let mut by_time: Vec<(Instant, &str)> = Vec::new();
        let mut known: Vec<&str> = Vec::new();
        for fact in self.of(Kind::Delivered) {
            if let Some(order) = fact.order.as_deref()
                && let Err(place) = known.binary_search(&order)
            {
                known.insert(place, order);
                by_time.push((fact.at, order));
            }
        }
        by_time.order();
        let fault = |order: &str| {
            let told = self.of(Kind::Returned).chain(self.of(Kind::ComplaintOpened));
            told.filter(|fact| fact.order.as_deref() == Some(order)).map(seen).next()
        };
        let (first, later) = by_time.split_at(by_time.len() / 2);
        let faulty = |orders: &[(Instant, &str)]| -> Vec<Evidence> {
            orders.iter().filter_map(|(_, order)| fault(order)).collect()
        };
        let (first, later) = (faulty(first), faulty(later));
        if later.len() < first.len() {
            return (Vec::new(), by_time.len());
        }
        let recent = first.into_iter().chain(later).filter(|one| self.holds(one.at, self.within));
        (recent.collect(), by_time.len())
    }

    /// The customer has been silent for much longer than between orders before, and has not complained.
    fn lapse(&self) -> Result<Option<Evidence>> {
        // lines of one order are one
        let mut orders: Vec<&str> = Vec::new();
        let mut bought: Vec<i64> = Vec::new();
        for fact in self.of(Kind::Purchase) {
            if let Some(order) = fact.order.as_deref() {
                match orders.binary_search(&order) {
                    Ok(_) => continue,
                    Err(place) => orders.insert(place, order),
                }
            }
            bought.push(fact.at.seconds());
        }
        bought.dedup();
        let mut gaps: Vec<i64> = bought.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.order();
        let complained = self.of(Kind::ComplaintOpened).any(|fact| self.is_recent(&fact));
        let (Some(&usual), Some(&last)) = (gaps.get(gaps.len() / 2), bought.last()) else { return Ok(None) };
        if gaps.len() < 2 || complained {
            return Ok(None);
        }
        let percent = self.engine.number(Figure::LapsePercent)?;
        let silent = i128::from(self.now.seconds() - last) * 100 > i128::from(usual) * i128::from(percent);
        let at = Instant::from_seconds(last)?;
        Ok(silent.then_some(Evidence { what: "lapse", at, id: None }))
    }

    /// The customer was answered at once, or a contact of ours reached him or her within the time in which one answers.
    fn answered(&self, fact: &Fact) -> Result<bool> {
        if matches!(fact.outcome, Some(Outcome::Answered | Outcome::Conversation)) {
            return Ok(true);
        }
        let within = self.engine.time(Figure::AnswerWithin)?;
        let by = within.end(fact.at.seconds(), self.zone).unwrap_or(i64::MAX);
        if self.now.seconds() <= by {
            return Ok(true); // there is still time
        }
        let ours = |contact: &&Fact| reaches(contact) && contact.direction != Some(Direction::In);
        Ok(self
            .of(Kind::Contact)
            .filter(ours)
            .any(|contact| fact.at <= contact.at && contact.at.seconds() <= by))
    }

    /// The customer's own gestures that nobody answered, and whether there was any: a visit in person, a word of praise or
    /// blame, a customer brought along.
    fn gestures(&self) -> Result<(Vec<Evidence>, bool)> {
        let visits = |fact: &&&Fact| {
            fact.kind == FactKind::Known(Kind::Feedback)
                || fact.kind == FactKind::Own("referral_made".to_owned())
                || (fact.kind == FactKind::Known(Kind::Contact)
                    && fact.direction == Some(Direction::In)
                    && fact.channel.as_deref() == Some("visit"))
        };
        let gestures: Vec<&Fact> =
            self.facts.iter().filter(visits).copied().filter(|fact| self.is_recent(fact)).collect();
        let mut missed = Vec::new();
        for gesture in &gestures {
            if !self.answered(gesture)? {
                missed.push(seen(gesture));
            }
        }
        Ok((missed, !gestures.is_empty()))
    }

    /// Promises that were broken, and those whose time ran out.
    fn promises(&self) -> Vec<Evidence> {
        let broken = self.of(Kind::CommitmentBroken).filter(|fact| self.is_recent(fact));
        let mut found: Vec<Evidence> = broken.map(seen).collect();
        // an end ends one promise of its kind, the first that is still open
        let mut ends: Vec<&Fact> =
            self.of(Kind::CommitmentKept).chain(self.of(Kind::CommitmentBroken)).collect();
        ends.order_by_key(|fact| fact.at);
        for made in self.of(Kind::CommitmentMade) {
            let same = |fact: &&Fact| {
                (&fact.subject, &fact.case, &fact.order) == (&made.subject, &made.case, &made.order)
            };
            if let Some(place) = ends.iter().position(|fact| fact.at >= made.at && same(fact)) {
                ends.remove(place);
                continue;
            }
            if let Some(at) = made.until.filter(|&at| at < self.now && self.holds(at, self.within)) {
                found.push(Evidence { what: "commitment_overdue", at, id: made.id.clone() });
            }
        }
        found
    }

    /// Questions that nobody answered, complaints that stay open or come back.
    fn left_lying(&self) -> Result<Vec<Evidence>> {
        let incoming = self.of(Kind::Contact).filter(|fact| fact.direction == Some(Direction::In));
        let asked: Vec<&Fact> =
            self.of(Kind::Inquiry).chain(incoming).filter(|fact| self.is_recent(fact)).collect();
        let mut found = Vec::new();
        for fact in asked {
            if !self.answered(fact)? {
                found.push(Evidence { what: "unanswered", ..seen(fact) });
            }
        }
        let settle = self.engine.time(Figure::SettleWithin)?;
        for opened in self.of(Kind::ComplaintOpened).filter(|fact| !self.holds(fact.at, settle)) {
            let closed = self.of(Kind::ComplaintClosed);
            if !closed.into_iter().any(|fact| fact.case == opened.case && fact.at >= opened.at) {
                found.push(Evidence { what: "complaint_unsettled", ..seen(opened) });
            }
        }
        found.extend(self.of(Kind::ComplaintReopened).filter(|fact| self.is_recent(fact)).map(seen));
        Ok(found)
    }
}

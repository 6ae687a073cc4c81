//! Relationship levels: what each owes and what of it was met (R1), which one fits (R2), and three of them side by
//! side: assigned, lived, wished (R9).

use super::told::distinct;
use crate::customer::{Customer, Direction, Fact, FactKind, Kind};
use crate::followup::{Agenda, Item, Plan};
use crate::order::Order;
use crate::policy::Figure;
use crate::policy::spec::{AnchorSpec, LevelSpec, Obligation, ReasonSpec};
use crate::time::{Instant, Span, Zone};
use crate::words::words;
use crate::{Code, Engine, Error, Result};

words! {
    /// The five levels (R1).
    Level {
        /// Sold, and then no contact.
        Basic = "basic";
        /// The customer is encouraged to get in touch.
        Reactive = "reactive";
        /// The seller calls soon after the sale.
        Accountable = "accountable";
        /// Contacts from time to time with better uses and new products.
        Proactive = "proactive";
        /// Works with the customer continuously.
        Partnership = "partnership";
    }
}

words! {
    /// What a product asks of a relationship (R2).
    ProductTrait {
        /// It takes guidance to have its benefit.
        NeedsGuidance = "needs_guidance";
        /// It lives long and is serviced.
        Serviced = "serviced";
        /// Used up, and understood by anybody.
        Simple = "simple";
    }
}

/// One thing that a level owes a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The reason that meets it.
    pub reason: String,
    /// The fact from which it is counted: its kind; none for what comes again and again.
    pub after: Option<String>,
    /// Its order.
    pub order: Option<String>,
    /// The instant from which it is counted.
    pub since: Instant,
    /// It is due from here; a contact before does not meet what is owed after a fact.
    pub due_from: Instant,
    /// It is overdue after this; none: it never is.
    pub due_by: Option<Instant>,
    /// [`Code::NotYet`], [`Code::Due`], [`Code::Overdue`], [`Code::Met`] or [`Code::MetLate`].
    pub state: Code,
    /// The contact that met it.
    pub met_at: Option<Instant>,
    /// Contacts for it that came too early.
    pub too_early: Vec<Instant>,
    /// For what is due or overdue: the channel by which it can be met soonest, the verdict, and from when.
    pub next: Option<(String, Code, Option<Instant>)>,
}

/// Which level fits, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelAdvice {
    /// The level; none if neither margin nor number of customers is known.
    pub level: Option<Level>,
    /// What speaks for it: the ground, and by how many levels it lifts (the first: where it starts).
    pub grounds: Vec<(&'static str, i64)>,
}

/// What advice on a level rests on (R2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LevelGrounds {
    /// Margin per mille of sales.
    pub margin: Option<i64>,
    /// Customers of the company.
    pub customers: Option<i64>,
    /// Traits of the product.
    pub product: Vec<ProductTrait>,
    /// The customer holds one of the four traits of value (R5).
    pub valuable: Option<bool>,
}

/// How much of what a level owes was met of late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lived {
    /// The level.
    pub level: String,
    /// What came due in the time that is looked at.
    pub due: usize,
    /// What of it was met in time.
    pub met: usize,
    /// Whether the level is lived; none if nothing of it came due.
    pub lived: Option<bool>,
}

/// Three levels side by side (R9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// The assigned one; it always wins (R2).
    pub assigned: Option<String>,
    /// The highest one that is lived; none if nothing was sold.
    pub observed: Option<String>,
    /// The one that the customer wishes for.
    pub wished: Option<String>,
    /// The evidence, by level in the order of the policy.
    pub evidence: Vec<Lived>,
    /// [`Code::LessThanAssigned`], [`Code::LessThanWished`], [`Code::MoreThanWished`], [`Code::AssignedNotWished`].
    pub gaps: Vec<Code>,
}

/// Where it starts: by margin (low, medium, high) and number of customers (many, medium, few).
const START: [[usize; 3]; 3] = [[0, 1, 2], [1, 2, 3], [2, 3, 4]];

impl Engine {
    /// The level assigned to a customer: his or her own, else that of the latest `level_assigned` fact up to `now`.
    #[must_use]
    pub fn assigned_level(&self, customer: &Customer, facts: &[Fact], now: Instant) -> Option<String> {
        let assigned =
            facts.iter().filter(|fact| fact.kind == FactKind::Known(Kind::LevelAssigned) && fact.at <= now);
        let latest = assigned.max_by_key(|fact| (fact.at, fact.level.clone()));
        customer.level.clone().or_else(|| latest.and_then(|fact| fact.level.clone()))
    }

    /// What the assigned level owes a customer at `now`, by instant (R1): every sale and every rhythm, met or not; and
    /// for what is due, when it may be done, so that an agenda can begin with it. Empty without an assigned level.
    ///
    /// # Errors
    /// [`Code::UnknownWord`] for a level that the policy does not have; those of [`Engine::fold`].
    ///
    /// ```
    /// use tactful::customer::{Customer, Fact, Kind};
    /// use tactful::{time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Europe/Paris")?).level("accountable");
    /// let sold = Fact::new(Kind::Delivered, Instant::parse("2026-11-10T10:00:00+01:00")?).order("o-1").id("f-1");
    /// let owed = engine.obligations(&customer, &[sold], Instant::parse("2026-11-21T10:00:00+01:00")?)?;
    /// assert_eq!((owed[0].reason.as_str(), owed[0].state), ("check-in", Code::Overdue));
    /// assert_eq!(owed[0].next.as_ref().map(|(channel, verdict, _)| (channel.as_str(), *verdict)),
    ///     Some(("email", Code::Allow)));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn obligations(&self, customer: &Customer, facts: &[Fact], now: Instant) -> Result<Vec<Owed>> {
        let facts = &*distinct(facts)?;
        let Some(level) = self.assigned_level(customer, facts, now) else { return Ok(Vec::new()) };
        let since = assigned_since(&level, facts, now);
        let mut owed = self.owed(self.level(&level)?, customer, facts, since, now)?;
        // nothing is owed to the dead
        if facts.iter().any(|fact| fact.kind == FactKind::Known(Kind::Deceased) && fact.at <= now) {
            owed.retain(|one| one.met_at.is_some());
        }
        let open = |one: &Owed| matches!(one.state, Code::Due | Code::Overdue);
        if owed.iter().any(open) {
            let standing = self.fold(facts, now, None)?.standing;
            for one in owed.iter_mut().filter(|one| open(one)) {
                let channels: Vec<String> = self.channels_of(&one.reason)?.map(str::to_owned).collect();
                for channel in channels {
                    let decision =
                        self.decide(customer, &standing, &Plan::default(), &one.reason, &channel, now)?;
                    let from = decision.allowed_from();
                    let rank = |verdict, from: Option<Instant>| match verdict {
                        Code::Allow => (0, None),
                        Code::Wait => (1, from),
                        _ => (2, None),
                    };
                    let better = one.next.as_ref().is_none_or(|(_, verdict, known)| {
                        rank(decision.verdict(), from) < rank(*verdict, *known)
                    });
                    if better {
                        one.next = Some((channel, decision.verdict(), from));
                    }
                }
            }
        }
        Ok(owed)
    }

    /// As [`Engine::obligations`]; a level that the policy does not have owes nothing. For answers that have another
    /// question at heart.
    ///
    /// # Errors
    /// Those of [`Engine::fold`].
    pub fn obligations_if_known(
        &self,
        customer: &Customer,
        facts: &[Fact],
        now: Instant,
    ) -> Result<Vec<Owed>> {
        let level = self.assigned_level(customer, facts, now);
        match level.is_some_and(|level| self.policy.levels.iter().any(|known| known.id == level)) {
            true => self.obligations(customer, facts, now),
            false => Ok(Vec::new()),
        }
    }

    /// What of a customer's obligations each contact of an agenda does, by its place in the agenda (R1): of one reason
    /// those that are due first come first. What is met counts no more.
    ///
    /// ```
    /// use tactful::customer::{Customer, Fact, Kind};
    /// use tactful::{followup::Plan, time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Europe/Paris")?).level("accountable");
    /// let facts = [Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00+01:00")?).order("o-1").id("f-1")];
    /// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
    /// let agenda = engine.agenda(&customer, &engine.fold(&facts, now, None)?.standing, &Plan::default(), now, 60)?;
    /// let owed = engine.obligations(&customer, &facts, now)?;
    /// let first = engine.owed_in(&agenda, &owed)[0];
    /// assert_eq!(first.map(|one| (one.reason.as_str(), one.state)), Some(("check-in", Code::Due)));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn owed_in<'o>(&self, agenda: &Agenda, owed: &'o [Owed]) -> Vec<Option<&'o Owed>> {
        let mut open: Vec<&Owed> = owed.iter().filter(|one| one.met_at.is_none()).collect();
        open.order_by(|a, b| (a.due_by.is_none(), a.due_by).cmp(&(b.due_by.is_none(), b.due_by)));
        let does = |item: &Item| {
            let reason = item.decision.reason(self);
            let mine = |one: &&Owed| one.reason == reason && one.due_from <= item.at;
            open.iter().position(mine).map(|place| open.remove(place))
        };
        agenda.items.iter().map(does).collect()
    }

    /// The assigned, the lived and the wished level, with the evidence and the gaps between them (R9).
    ///
    /// # Errors
    /// [`Code::UnknownWord`] for a level that the policy does not have, [`Code::SectionMissing`] if it says nothing of
    /// `relationship.levels`.
    ///
    /// ```
    /// use tactful::{customer::{Customer, Fact, Kind}, time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Europe/Paris")?).level("accountable");
    /// let sold = Fact::new(Kind::Delivered, Instant::parse("2026-06-10T10:00:00+02:00")?).order("o-1");
    /// let levels = engine.levels(&customer, &[sold], Some("reactive"), Instant::parse("2026-11-21T10:00:00Z")?)?;
    /// assert_eq!(levels.observed.as_deref(), Some("basic"));          // nobody called
    /// assert_eq!(levels.gaps, [Code::LessThanAssigned, Code::LessThanWished, Code::AssignedNotWished]);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn levels(
        &self,
        customer: &Customer,
        facts: &[Fact],
        wished: Option<&str>,
        now: Instant,
    ) -> Result<Levels> {
        let facts = &*distinct(facts)?;
        let assigned = self.assigned_level(customer, facts, now);
        for level in assigned.as_deref().into_iter().chain(wished) {
            self.level(level)?;
        }
        let (over, share) = (self.time(Figure::ObservedOver)?, self.number(Figure::ObservedShare)?);
        let zone = self.first_clock(customer)?;
        let recent = |at: Instant| over.end(at.seconds(), zone).is_some_and(|end| end > now.seconds());
        let mut evidence = Vec::new();
        for level in &self.policy.levels {
            let mut owed = self.owed(level, customer, facts, None, now)?;
            owed.retain(|one| {
                let ripe = matches!(one.state, Code::Met | Code::MetLate | Code::Overdue);
                ripe && recent(one.due_by.unwrap_or(one.due_from))
            });
            let mut lived = Lived { level: level.id.clone(), due: owed.len(), met: 0, lived: None };
            // each kind of obligation on its own: many tips are no call after the sale
            owed.order_by(|a, b| a.reason.cmp(&b.reason));
            for of_reason in owed.chunk_by(|a, b| a.reason == b.reason) {
                let met = of_reason.iter().filter(|one| one.state == Code::Met).count();
                lived.met += met;
                let enough = met as i64 * 1_000 >= share * of_reason.len() as i64;
                lived.lived = Some(enough && lived.lived != Some(false));
            }
            evidence.push(lived);
        }
        let sold = |fact: &Fact| matches!(fact.kind, FactKind::Known(Kind::Purchase | Kind::Delivered));
        let lowest =
            self.policy.levels.iter().find(|level| level.owes.is_empty()).map(|level| level.id.clone());
        let highest =
            evidence.iter().rfind(|lived| lived.lived == Some(true)).map(|lived| lived.level.clone());
        let observed =
            facts.iter().any(|fact| fact.at <= now && sold(fact)).then(|| highest.or(lowest)).flatten();
        let wished = wished.map(str::to_owned);
        let rank = |level: &Option<String>| {
            let level = level.as_ref()?;
            self.policy.levels.iter().position(|known| known.id == *level)
        };
        let (a, o, w) = (rank(&assigned), rank(&observed), rank(&wished));
        let less =
            |one: Option<usize>, other: Option<usize>| one.zip(other).is_some_and(|(one, other)| one < other);
        let gaps = [
            (less(o, a), Code::LessThanAssigned),
            (less(o, w), Code::LessThanWished),
            (less(w, o), Code::MoreThanWished),
            (less(a, w) || less(w, a), Code::AssignedNotWished),
        ];
        let gaps = gaps.into_iter().filter(|(holds, _)| *holds).map(|(_, code)| code).collect();
        Ok(Levels { assigned, observed, wished, evidence, gaps })
    }

    /// Which level fits, from margin, number of customers, the product and the customer's value (R2). No level is
    /// better as such, and an assigned one always wins.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy says nothing of `relationship.advice`.
    ///
    /// ```
    /// use tactful::relationship::{Level, LevelGrounds};
    /// let few_and_dear = LevelGrounds { margin: Some(400), customers: Some(20), ..LevelGrounds::default() };
    /// assert_eq!(tactful::Engine::house()?.level_advice(&few_and_dear)?.level, Some(Level::Partnership));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn level_advice(&self, on: &LevelGrounds) -> Result<LevelAdvice> {
        let step = |value: i64, low: i64, high: i64| usize::from(value >= low) + usize::from(value >= high);
        let (low, high) = (self.number(Figure::MarginLow)?, self.number(Figure::MarginHigh)?);
        let (few, many) = (self.number(Figure::CustomersFew)?, self.number(Figure::CustomersMany)?);
        let margin = on.margin.map(|margin| step(margin, low, high));
        let customers = on.customers.map(|customers| 2 - step(customers, few + 1, many));
        if margin.is_none() && customers.is_none() {
            return Ok(LevelAdvice { level: None, grounds: Vec::new() });
        }
        // what is not known is taken as medium
        let start = START[customers.unwrap_or(1)][margin.unwrap_or(1)];
        let mut grounds = vec![("margin_and_customers", start as i64)];
        let guided = on.product.iter().any(|one| *one != ProductTrait::Simple);
        grounds.extend(guided.then_some(("product_needs_care", 1)));
        grounds.extend(
            (!guided && on.product.contains(&ProductTrait::Simple)).then_some(("product_is_simple", -1)),
        );
        grounds.extend((on.valuable == Some(true)).then_some(("customer_has_value", 1)));
        let sum: i64 = grounds.iter().map(|(_, by)| by).sum();
        let level = Level::ALL.get(sum.clamp(0, 4) as usize).map(|(_, level)| *level);
        Ok(LevelAdvice { level, grounds })
    }

    fn level(&self, id: &str) -> Result<&LevelSpec> {
        self.policy.levels.iter().find(|level| level.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.policy.levels.iter().map(|level| level.id.as_str()).collect();
            crate::policy::unknown_name(Code::UnknownWord, "level", id, &known)
        })
    }

    pub(super) fn first_clock<'a>(&'a self, customer: &'a Customer) -> Result<&'a Zone> {
        let (clocks, _) = self.clocks(customer);
        clocks.first().map(|zone| &**zone).ok_or_else(|| Error::new(Code::Internal, "no zone is assumed"))
    }

    /// Everything that a level has owed up to `now`, from its assignment on if that is known.
    fn owed(
        &self,
        level: &LevelSpec,
        customer: &Customer,
        facts: &[Fact],
        since: Option<Instant>,
        now: Instant,
    ) -> Result<Vec<Owed>> {
        let look = Look { zone: self.first_clock(customer)?, now, since, facts };
        let mut owed = Vec::new();
        for obligation in &level.owes {
            let id = &self.reasons[self.reason(&obligation.reason)?].id;
            let Some(reason) = self.policy.reasons.iter().find(|spec| spec.id == *id) else { continue };
            match (&obligation.after, obligation.every) {
                (Some(kind), _) => look.after(obligation, reason, kind, &mut owed),
                (None, Some(every)) => {
                    let (grace, over) = (self.time(Figure::Grace)?, self.time(Figure::ObservedOver)?);
                    look.every(reason, &Rhythm { every, grace, over }, &mut owed);
                }
                (None, None) => {}
            }
        }
        owed.order_by(|a, b| (a.due_from, &a.reason, &a.order).cmp(&(b.due_from, &b.reason, &b.order)));
        Ok(owed)
    }
}

/// A rhythm is followed so many times at most.
const MOST_TIMES: usize = 10_000;

/// What is looked at.
struct Look<'a> {
    zone: &'a Zone,
    now: Instant,
    /// Nothing is owed for what was before.
    since: Option<Instant>,
    facts: &'a [Fact],
}

/// What is owed again and again: after so long, with so much grace; what was missed longer ago is let be.
struct Rhythm {
    every: Span,
    grace: Span,
    over: Span,
}

/// Since when the level that holds at `now` has been assigned without a break; none if no fact tells.
fn assigned_since(level: &str, facts: &[Fact], now: Instant) -> Option<Instant> {
    let told = |fact: &&Fact| fact.kind == FactKind::Known(Kind::LevelAssigned) && fact.at <= now;
    let mut assigned: Vec<&Fact> = facts.iter().filter(told).collect();
    assigned.order_by(|a, b| (b.at, &b.level).cmp(&(a.at, &a.level)));
    let same = assigned.iter().take_while(|fact| fact.level.as_deref() == Some(level));
    same.last().map(|fact| fact.at)
}

impl Look<'_> {
    /// Our contacts for a reason that reached the customer, by instant.
    fn contacts(&self, reason: &ReasonSpec) -> Vec<&Fact> {
        let known = |id: &String| *id == reason.id || reason.formerly.contains(id);
        let ours = |fact: &&Fact| {
            super::feelings::reaches(fact)
                && fact.direction != Some(Direction::In)
                && fact.at <= self.now
                && fact.reason.as_ref().is_some_and(known)
        };
        let mut contacts: Vec<&Fact> = self.facts.iter().filter(ours).collect();
        contacts.order_by_key(|fact| fact.at);
        contacts
    }

    fn shifted(&self, at: Instant, span: crate::time::Span) -> Option<Instant> {
        Instant::from_seconds(span.shift(at.seconds(), self.zone)?).ok()
    }

    fn after(&self, obligation: &Obligation, reason: &ReasonSpec, kind: &FactKind, owed: &mut Vec<Owed>) {
        let mut anchors: Vec<&Fact> =
            self.facts.iter().filter(|fact| fact.kind == *kind && fact.at <= self.now).collect();
        anchors.retain(|fact| self.since.is_none_or(|since| fact.at >= since));
        anchors.order_by(|a, b| (&a.order, a.at).cmp(&(&b.order, b.at)));
        // of one order the latest counts
        let last = |place: usize| {
            let order = anchors[place].order.as_ref();
            order.is_none() || anchors.get(place + 1).is_none_or(|next| next.order.as_ref() != order)
        };
        let contacts = self.contacts(reason);
        let blocks: Vec<&Fact> =
            self.facts.iter().filter(|fact| reason.blocks.contains(&fact.kind)).collect();
        let opens_there = match &reason.anchor {
            Some(AnchorSpec::Order(of) | AnchorSpec::Latest(of)) => of == kind,
            _ => false,
        };
        for anchor in (0..anchors.len()).filter(|&place| last(place)).map(|place| anchors[place]) {
            let same =
                |fact: &&&Fact| fact.order.is_none() || anchor.order.is_none() || fact.order == anchor.order;
            let due_from = match opens_there {
                true => self.shifted(anchor.at, reason.opens).unwrap_or(anchor.at),
                false => anchor.at,
            };
            let due_by = obligation.within.and_then(|within| self.shifted(anchor.at, within));
            let mine: Vec<Instant> =
                contacts.iter().filter(same).map(|fact| fact.at).filter(|&at| at >= anchor.at).collect();
            let met_at = mine.iter().copied().find(|&at| at >= due_from);
            // nobody asks how to use what was sent back; but what was missed before that stays missed
            let until = due_by.map_or(self.now, |by| by.min(self.now));
            let ruled_out = blocks.iter().any(|fact| same(&fact) && (anchor.at..=until).contains(&fact.at));
            if ruled_out && met_at.is_none() {
                continue;
            }
            owed.push(Owed {
                reason: reason.id.clone(),
                after: Some(kind.as_str().to_owned()),
                order: anchor.order.clone(),
                since: anchor.at,
                due_from,
                due_by,
                state: self.state(due_from, due_by, met_at),
                met_at,
                too_early: mine.into_iter().filter(|&at| at < due_from).collect(),
                next: None,
            });
        }
    }

    /// What comes again and again: each time that passed without a contact is one missed; a contact in the first half of
    /// the time comes too early to count.
    fn every(&self, reason: &ReasonSpec, rhythm: &Rhythm, owed: &mut Vec<Owed>) {
        let begins = |fact: &&Fact| {
            matches!(fact.kind, FactKind::Known(Kind::LevelAssigned | Kind::Purchase | Kind::Delivered))
        };
        let contacts: Vec<Instant> = self.contacts(reason).iter().map(|fact| fact.at).collect();
        let first = self.facts.iter().filter(begins).map(|fact| fact.at).min();
        let first = self.since.or(first.into_iter().chain(contacts.first().copied()).min());
        let Some(mut since) = first.filter(|&first| first <= self.now) else { return };
        let mut rest =
            contacts.into_iter().filter(|&at| at > since).collect::<Vec<_>>().into_iter().peekable();
        let over = |at: Instant| {
            rhythm.over.end(at.seconds(), self.zone).is_none_or(|end| end <= self.now.seconds())
        };
        for _ in 0..MOST_TIMES {
            let Some(due_from) = self.shifted(since, rhythm.every) else { return };
            let (due_by, next) = (self.shifted(due_from, rhythm.grace), self.shifted(due_from, rhythm.every));
            let half = since.seconds() + (due_from.seconds() - since.seconds()) / 2;
            let mut too_early = Vec::new();
            while let Some(at) = rest.next_if(|at| at.seconds() < half) {
                too_early.push(at);
            }
            // a contact after the next time has come is that one's
            let met_at = rest.next_if(|&at| next.is_none_or(|next| at < next));
            let missed = met_at.is_none() && next.is_some_and(|next| next <= self.now);
            if !(missed && over(due_from)) {
                owed.push(Owed {
                    reason: reason.id.clone(),
                    after: None,
                    order: None,
                    since,
                    due_from,
                    due_by,
                    state: self.state(due_from, due_by, met_at),
                    met_at,
                    too_early,
                    next: None,
                });
            }
            match met_at {
                Some(at) => since = at,
                None if missed => since = due_from,
                None => return,
            }
        }
    }

    fn state(&self, due_from: Instant, due_by: Option<Instant>, met_at: Option<Instant>) -> Code {
        match met_at {
            Some(at) if due_by.is_none_or(|by| at <= by) => Code::Met,
            Some(_) => Code::MetLate,
            None if self.now < due_from => Code::NotYet,
            None if due_by.is_none_or(|by| self.now <= by) => Code::Due,
            None => Code::Overdue,
        }
    }
}

//! Classes of customers (R3): derived from facts, or stated; what is stated wins.

use super::told::distinct;
use crate::customer::{Customer, Fact, FactKind, Kind, Volume};
use crate::order::Order;
use crate::policy::Figure;
use crate::time::{Instant, Span};
use crate::words::words;
use crate::{Engine, Result};

words! {
    /// By time.
    TimeClass {
        /// Long-standing.
        Existing = "existing";
        /// New.
        New = "new";
        /// Not a customer yet.
        Future = "future";
    }
}

words! {
    /// By deal.
    DealClass {
        /// Dealt before; not given up because dealing stopped.
        Past = "past";
        /// Dealing now: completed step by step.
        Running = "running";
        /// About to deal: prepared.
        Coming = "coming";
    }
}

words! {
    /// By nature.
    Nature {
        /// A government body.
        Government = "government";
        /// A special enterprise.
        SpecialEnterprise = "special_enterprise";
        /// An ordinary enterprise.
        Enterprise = "enterprise";
        /// A consumer.
        Consumer = "consumer";
        /// A trade partner.
        TradePartner = "trade_partner";
    }
}

words! {
    /// By access; both are kept in the system.
    Access {
        /// Direct.
        Direct = "direct";
        /// Indirect.
        Indirect = "indirect";
    }
}

/// What a house states of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stated {
    /// By time.
    pub time: Option<TimeClass>,
    /// By deal.
    pub deal: Option<DealClass>,
    /// By nature; facts do not tell it.
    pub nature: Option<Nature>,
    /// By volume.
    pub volume: Option<Volume>,
    /// By access; facts do not tell it.
    pub access: Option<Access>,
}

/// The class of a customer on one axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// `time`, `deal`, `nature`, `volume` or `access`: the name of its list, too.
    pub axis: &'static str,
    /// Its code; none: it cannot be told.
    pub class: Option<&'static str>,
    /// It was stated, not derived.
    pub stated: bool,
    /// What it was derived from: the instant of the fact that decides.
    pub since: Option<Instant>,
    /// Orders that were counted.
    pub orders: usize,
}

impl Engine {
    /// The classes of a customer at `now`, with their evidence (R3).
    ///
    /// # Errors
    /// [`crate::Code::SectionMissing`] if the policy says nothing of `relationship.classes`.
    ///
    /// ```
    /// use tactful::{customer::{Customer, Fact, Kind}, relationship::Stated, time::Instant, Engine};
    /// let bought = Fact::new(Kind::Purchase, Instant::parse("2026-11-10T10:00:00Z")?).order("o-1");
    /// let classes = Engine::house()?.classes(
    ///     &Customer::new("c-1"), &[bought], &Stated::default(), Instant::parse("2026-11-21T10:00:00Z")?)?;
    /// let classes: Vec<_> = classes.iter().map(|class| class.class).collect();
    /// assert_eq!(classes, [Some("new"), Some("running"), None, Some("scattered"), None]);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn classes(
        &self,
        customer: &Customer,
        facts: &[Fact],
        stated: &Stated,
        now: Instant,
    ) -> Result<Vec<Class>> {
        let facts = &*distinct(facts)?;
        let zone = self.first_clock(customer)?;
        let within =
            |at: Instant, span: Span| span.end(at.seconds(), zone).is_some_and(|end| now.seconds() < end);
        let of = |kind: Kind| {
            facts.iter().filter(move |fact| fact.kind == FactKind::Known(kind) && fact.at <= now)
        };
        let cancelled = |bought: &&Fact| {
            !of(Kind::OrderCancelled).any(|fact| fact.order.is_some() && fact.order == bought.order)
        };
        let bought: Vec<&Fact> = of(Kind::Purchase).filter(cancelled).collect();
        let dealt = bought.iter().copied().chain(of(Kind::Delivered));
        let (first, last) = (dealt.clone().map(|fact| fact.at).min(), dealt.map(|fact| fact.at).max());

        let new_for = self.time(Figure::NewFor)?;
        let time = match first {
            None => TimeClass::Future,
            Some(first) if within(first, new_for) => TimeClass::New,
            Some(_) => TimeClass::Existing,
        };

        let (coming_for, running_for) = (self.time(Figure::ComingFor)?, self.time(Figure::RunningFor)?);
        let delivered = |bought: &&&Fact| {
            of(Kind::Delivered)
                .any(|fact| fact.at >= bought.at && (bought.order.is_none() || fact.order == bought.order))
        };
        let waiting = bought.iter().filter(|one| !delivered(one)).map(|fact| fact.at).max();
        let arrived = of(Kind::Delivered).map(|fact| fact.at).filter(|&at| within(at, running_for)).max();
        let asked = of(Kind::Inquiry)
            .map(|fact| fact.at)
            .filter(|&at| within(at, coming_for) && Some(at) > last)
            .max();
        let deal = match (waiting.max(arrived), asked, last) {
            (Some(at), ..) => Some((DealClass::Running, at)),
            (None, Some(at), _) => Some((DealClass::Coming, at)),
            (None, None, Some(at)) => Some((DealClass::Past, at)),
            _ => None,
        };

        let (over, main_after) = (self.time(Figure::VolumeOver)?, self.time(Figure::MainAfter)?);
        // lines of one order are one
        let orders: Vec<Option<&String>> =
            bought.iter().filter(|fact| within(fact.at, over)).map(|fact| fact.order.as_ref()).collect();
        let mut named: Vec<&String> = orders.iter().copied().flatten().collect();
        named.order();
        named.dedup();
        let recent = named.len() + orders.iter().filter(|order| order.is_none()).count();
        let count = recent as i64;
        let volume = first.map(|first| -> Result<Volume> {
            if count >= self.number(Figure::MainOrders)? && !within(first, main_after) {
                Ok(Volume::Main)
            } else if count <= self.number(Figure::ScatteredOrders)? {
                Ok(Volume::Scattered)
            } else {
                Ok(Volume::General)
            }
        });
        let volume = volume.transpose()?;

        let class =
            |axis, stated: Option<&'static str>, derived: Option<&'static str>, since, orders| Class {
                axis,
                class: stated.or(derived),
                stated: stated.is_some(),
                since: if stated.is_some() { None } else { since },
                orders: if stated.is_some() { 0 } else { orders },
            };
        Ok(vec![
            class("time", stated.time.map(TimeClass::as_str), Some(time.as_str()), first, 0),
            class(
                "deal",
                stated.deal.map(DealClass::as_str),
                deal.map(|(deal, _)| deal.as_str()),
                deal.map(|(_, at)| at),
                0,
            ),
            class("nature", stated.nature.map(Nature::as_str), None, None, 0),
            class("volume", stated.volume.map(Volume::as_str), volume.map(Volume::as_str), first, recent),
            class("access", stated.access.map(Access::as_str), None, None, 0),
        ])
    }
}

//! The figures of a relationship: the section `[relationship]` of a policy, a table for each subject.
//!
//! They are all of two kinds, a whole number or a length of time, so that one table says what there is, and reading and
//! laying them is written once.

use super::load::{name, natural, one_or_more, plain};
use crate::document::Field;
use crate::order::Order;
use crate::time::Span;
use crate::{Code, Engine, Error, Result};

/// What a figure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Amount {
    /// A whole number, at least 0.
    Number(i64),
    /// A civil or elapsed length of time.
    Time(Span),
}

enum Kind {
    Number,
    Time,
}

macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident = $group:literal $field:literal $kind:ident;)*) => {
        /// A figure of `[relationship]`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Figure { $($(#[$doc])* $name,)* }

        const FIGURES: &[(Figure, &str, &str, Kind)] = &[$((Figure::$name, $group, $field, Kind::$kind),)*];
    };
}

figures! {
    /// R6: at least so long between two visits.
    VisitGap = "courtesy" "visit_gap" Time;
    /// F13: contacts count half as much after so long.
    Familiarity = "feelings" "familiarity_half_life" Time;
    /// F13: timely gives and services count half as much after so long.
    Trust = "feelings" "trust_half_life" Time;
    /// F13: what was read or answered counts half as much after so long.
    Closeness = "feelings" "closeness_half_life" Time;
    /// T12: an impression is half as strong after so long.
    Perception = "feelings" "perception_half_life" Time;
    /// R1: what comes again and again is overdue so long after it was due.
    Grace = "levels" "grace" Time;
    /// R9: what really happened is looked at over so long.
    ObservedOver = "levels" "observed_over" Time;
    /// R9: a level is lived if so much of what it owes was met, per mille.
    ObservedShare = "levels" "observed_share" Number;
    /// R2: a margin of so much, per mille of sales, is high.
    MarginHigh = "advice" "margin_high" Number;
    /// R2: a margin below so much, per mille of sales, is low.
    MarginLow = "advice" "margin_low" Number;
    /// R2: so many customers are many.
    CustomersMany = "advice" "customers_many" Number;
    /// R2: so many customers are few.
    CustomersFew = "advice" "customers_few" Number;
    /// R3: so long after the first deal a customer is new.
    NewFor = "classes" "new_for" Time;
    /// R3: an inquiry makes a deal that is coming for so long.
    ComingFor = "classes" "coming_for" Time;
    /// R3: a deal is running until so long after the delivery.
    RunningFor = "classes" "running_for" Time;
    /// R3: volume is counted over so long.
    VolumeOver = "classes" "volume_over" Time;
    /// R3: main customers have dealt for so long.
    MainAfter = "classes" "main_after" Time;
    /// R3: main customers have so many orders in that time.
    MainOrders = "classes" "main_orders" Number;
    /// R3: so many orders or fewer are scattered.
    ScatteredOrders = "classes" "scattered_orders" Number;
    /// R5: loyal customers have dealt for so long.
    LoyalAfter = "value" "loyal_after" Time;
    /// R5: the largest customers that together make so much of the sales, per mille, are large.
    LargeShare = "value" "large_share" Number;
    /// R5: a score of so much on average, per mille, is potential or strategic meaning.
    ScoreHigh = "value" "score_high" Number;
    /// R5: so many indicators or criteria must be known.
    ScoresKnown = "value" "scores_known" Number;
    /// R5: letting go takes so many periods of loss in a row.
    LossPeriods = "value" "loss_periods" Number;
    /// R11: the largest customer makes at most so much of the sales, per mille.
    LargestCustomer = "portfolio" "largest_customer" Number;
    /// R11: one trade makes at most so much of the sales, per mille.
    OneTrade = "portfolio" "one_trade" Number;
    /// R11: small customers with potential of one trade are at most so many of all customers, per mille.
    PromisingOfTrade = "portfolio" "promising_of_trade" Number;
    /// R11: new customers with strategic meaning are at most so many of all customers, per mille.
    StrategicNew = "portfolio" "strategic_new" Number;
    /// R12: so many new customers make up for one old one lost.
    ReplacementRatio = "loss" "replacement_ratio" Number;
    /// R12: so many prospects, per mille, are given up in the end; a reference line.
    WastedProspects = "loss" "wasted_prospects" Number;
    /// R4: what happened over so long counts.
    ChurnWithin = "churn" "within" Time;
    /// R4: so many faulty orders are a signal.
    FaultyOrders = "churn" "faulty_orders" Number;
    /// R4: so many orders must have been delivered to tell.
    OrdersKnown = "churn" "orders_known" Number;
    /// R4: silence of so many times the usual pace of orders is a lapse, per cent.
    LapsePercent = "churn" "lapse_percent" Number;
    /// R4: so many reports of rivals are a signal.
    RivalReports = "churn" "rival_reports" Number;
    /// R4: so many reports of trouble in the company are a signal.
    CompanyReports = "churn" "company_reports" Number;
    /// R4: so many courtesies missed are a signal.
    CourtesiesMissed = "churn" "courtesies_missed" Number;
    /// R4: so many promises broken are a signal.
    PromisesBroken = "churn" "promises_broken" Number;
    /// R4: so many matters left lying are a signal.
    LeftLying = "churn" "left_lying" Number;
    /// R4: who asked is answered within this.
    AnswerWithin = "churn" "answer_within" Time;
    /// R4: a complaint is settled within this.
    SettleWithin = "churn" "settle_within" Time;
    /// R4: an owner's change is felt for so long.
    OwnerFelt = "churn" "owner_felt" Time;
    /// R4, R8: a small customer gets at least so much of the attention of others, per mille.
    SmallShare = "churn" "small_share" Number;
    /// T15: so many attempts without an answer.
    Attempts = "scenes" "attempts" Number;
    /// T15: so many transfers in one contact without an outcome.
    Transfers = "scenes" "transfers" Number;
    /// T15: so many steps of approval.
    Approvals = "scenes" "approvals" Number;
    /// T15: so many hand-overs between departments without an act.
    HandOvers = "scenes" "hand_overs" Number;
}

/// The figures that a document gives, sorted; each at most once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct FiguresSpec(pub Vec<(Figure, Amount)>);

/// Reads the section `relationship`.
pub(super) fn read(field: &Field<'_>) -> Result<FiguresSpec> {
    let mut table = field.table()?;
    let mut spec = FiguresSpec::default();
    let mut groups: Vec<&'static str> = FIGURES.iter().map(|(_, group, ..)| *group).collect();
    groups.dedup();
    for group in groups {
        let Some(field) = table.optional(group) else { continue };
        let mut table = field.table()?;
        for (figure, _, word, kind) in FIGURES.iter().filter(|(_, of, ..)| *of == group) {
            let Some(field) = table.optional(word) else { continue };
            let amount = match kind {
                // letting go takes more than one period, whoever says otherwise
                Kind::Number if *figure == Figure::LossPeriods => {
                    Amount::Number(natural(&field, 2, 1_000_000_000)?)
                }
                Kind::Number => Amount::Number(natural(&field, 0, 1_000_000_000)?),
                Kind::Time => Amount::Time(plain(&field)?),
            };
            spec.0.push((*figure, amount));
        }
        // `row` names the ideas that a table carries out
        if let Some(rows) = table.optional("row") {
            one_or_more(&rows, name)?;
        }
        table.finish()?;
    }
    table.finish()?;
    spec.0.order_by_key(|(figure, _)| *figure);
    Ok(spec)
}

impl FiguresSpec {
    /// Lays `upper` on this, figure by figure.
    pub(super) fn lay(mut self, upper: Self) -> Self {
        for (figure, amount) in upper.0 {
            match self.0.binary_search_by_key(&figure, |(known, _)| *known) {
                Ok(place) => self.0[place].1 = amount,
                Err(place) => self.0.insert(place, (figure, amount)),
            }
        }
        self
    }
}

impl Engine {
    /// A figure of the policy that is a number.
    pub(crate) fn number(&self, figure: Figure) -> Result<i64> {
        match self.amount(figure)? {
            Amount::Number(number) => Ok(number),
            Amount::Time(_) => Err(missing(figure)),
        }
    }

    /// A figure of the policy that is a length of time.
    pub(crate) fn time(&self, figure: Figure) -> Result<Span> {
        match self.amount(figure)? {
            Amount::Time(span) => Ok(span),
            Amount::Number(_) => Err(missing(figure)),
        }
    }

    fn amount(&self, figure: Figure) -> Result<Amount> {
        let known = &self.policy.relationship.0;
        let place = known.binary_search_by_key(&figure, |(known, _)| *known);
        place
            .ok()
            .and_then(|place| known.get(place))
            .map(|(_, amount)| *amount)
            .ok_or_else(|| missing(figure))
    }
}

fn missing(figure: Figure) -> Error {
    let named = FIGURES.iter().find(|(known, ..)| *known == figure);
    let (group, field) = named.map_or(("", ""), |(_, group, field, _)| (*group, *field));
    let message =
        format!("the policy does not say `relationship.{group}.{field}`; extend `house@1` or write it");
    Error::new(Code::SectionMissing, message).at_path("policy")
}

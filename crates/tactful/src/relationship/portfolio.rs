//! What customers are worth: traits that earn privilege, the parts of profit (R5), the balance of the whole (R11), and
//! what a loss costs (R12).

use crate::order::Order;
use crate::policy::Figure;
use crate::time::{Date, Span};
use crate::words::words;
use crate::{Code, Engine, Error, Result};

words! {
    /// A trait that earns privilege (R5); one is enough.
    Trait {
        /// Loyal, long-standing.
        Loyal = "loyal";
        /// Large and profitable.
        Large = "large";
        /// Small with potential.
        PromisingSmall = "promising_small";
        /// New with strategic meaning.
        StrategicNew = "strategic_new";
    }
}

/// The seven indicators of potential (R5).
pub const INDICATORS: [&str; 7] =
    ["investors", "strategy", "novelty", "management", "industry", "rivals_view", "dependence"];
/// The five criteria of strategic meaning (R5).
pub const CRITERIA: [&str; 5] = ["influence", "draws_others", "co_brand", "new_field", "cost_structure"];
/// The five parts of a loyal customer's profit (R5).
pub const PROFIT: [&str; 5] = ["base", "growth", "lower_cost", "referral", "premium"];

/// A customer in a portfolio; money is minor units of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// The customer.
    pub id: String,
    /// The trade that he or she is in.
    pub trade: Option<String>,
    /// Customer since.
    pub since: Option<Date>,
    /// Sales of the period that is looked at.
    pub sales: i64,
    /// Profit by period, the oldest first.
    pub profits: Vec<i64>,
    /// Parts of the profit, in the order of [`PROFIT`].
    pub parts: [i64; 5],
    /// Scores per mille in the order of [`INDICATORS`].
    pub indicators: [Option<i64>; 7],
    /// Scores per mille in the order of [`CRITERIA`].
    pub criteria: [Option<i64>; 5],
    /// The customer is content, as he or she said.
    pub content: Option<bool>,
}

/// What one customer is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// The customer.
    pub id: String,
    /// The traits in the order of the list: whether it holds; none: it cannot be told.
    pub traits: [Option<bool>; 4],
    /// The score of potential or strategic meaning on average, per mille, if enough is known.
    pub potential: Option<i64>,
    /// The same of strategic meaning.
    pub meaning: Option<i64>,
    /// Letting go may be thought of: none of the traits holds, and it lost money in so many periods in a row. Complaints
    /// are no ground, and are not asked for.
    pub let_go: bool,
    /// A contented loyal or large customer draws in others (R12).
    pub reference: bool,
    /// What losing the customer costs: the profit of the last period, and as many new customers as make up for one.
    pub loss_costs: Option<i64>,
}

/// A limit that a portfolio exceeds (R11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// [`Code::LargestCustomerOver`], [`Code::TradeOver`], [`Code::PromisingOver`] or [`Code::StrategicOver`].
    pub code: Code,
    /// The customer or the trade.
    pub of: Option<String>,
    /// What it is, per mille.
    pub share: i64,
    /// What it may be, per mille.
    pub limit: i64,
}

/// All customers together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portfolio {
    /// By customer, in their order.
    pub worth: Vec<Worth>,
    /// By trait in the order of the list: customers, and their share of sales per mille.
    pub by_trait: [(usize, i64); 4],
    /// By trade: share of sales per mille, the largest first.
    pub trades: Vec<(String, i64)>,
    /// The largest customer and his or her share of sales per mille.
    pub largest: Option<(String, i64)>,
    /// The fifth of the customers that carries most of the profit, the greatest first.
    pub carriers: Vec<String>,
    /// The share of all profit that they carry, per mille; none if there is none.
    pub carried: Option<i64>,
    /// The parts of the profit over all customers.
    pub parts: [i64; 5],
    /// Limits that are exceeded.
    pub exposures: Vec<Exposure>,
    /// Prospects given up, per mille of those begun with, and the reference line.
    pub wasted: Option<(i64, i64)>,
}

/// What is known beside the customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Market {
    /// What winning a new customer costs.
    pub acquisition_cost: Option<i64>,
    /// Prospects begun with, and those of them given up.
    pub prospects: Option<(u32, u32)>,
}

fn per_mille(part: i128, whole: i128) -> i64 {
    if whole == 0 { 0 } else { i64::try_from(part * 1_000 / whole).unwrap_or(i64::MAX) }
}

impl Engine {
    /// What customers are worth, alone and together (R5, R11, R12), at a date.
    ///
    /// # Errors
    /// [`Code::DuplicateId`]; [`Code::InvalidValue`] for scores outside 0 to 1000, negative sales, more prospects given up
    /// than begun with; [`Code::SectionMissing`] if the policy says nothing of `relationship.value`, `.portfolio` or `.loss`.
    ///
    /// ```
    /// use tactful::{relationship::{Account, Market}, time::Date, Code, Engine};
    /// let account = |id: &str, sales, profits: &[i64]| Account {
    ///     id: id.into(), sales, profits: profits.to_vec(), since: Date::parse("2020-01-01").ok(), ..Account::default()
    /// };
    /// let giant = account("giant", 900_000, &[90_000]);
    /// let burden = Account { since: Date::parse("2025-01-01").ok(), ..account("burden", 100_000, &[-1, -1, -1, -1]) };
    /// let now = Date::parse("2026-11-21")?;
    /// let portfolio = Engine::house()?.portfolio(&[giant, burden], &Market::default(), now)?;
    /// assert_eq!(portfolio.exposures[0].code, Code::LargestCustomerOver);
    /// assert!(!portfolio.worth[1].let_go);           // nobody looked at its potential
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn portfolio(&self, accounts: &[Account], market: &Market, now: Date) -> Result<Portfolio> {
        crate::complaint::distinct_ids("customers", accounts.iter().map(|one| one.id.as_str()))?;
        validate(accounts, market)?;
        let sales: i128 = accounts.iter().map(|one| i128::from(one.sales)).sum();
        let large = self.large(accounts, sales)?;
        let worth: Vec<Worth> = accounts
            .iter()
            .zip(&large)
            .map(|(one, &large)| self.worth(one, large, market, now))
            .collect::<Result<_>>()?;
        let with = |place: usize| {
            worth
                .iter()
                .zip(accounts)
                .filter(move |(worth, _)| worth.traits[place] == Some(true))
                .map(|(_, one)| one)
        };
        let shares = |place| {
            let of: i128 = with(place).map(|one| i128::from(one.sales)).sum();
            (with(place).count(), per_mille(of, sales))
        };
        let mut trades: Vec<(&str, i128, usize)> = Vec::new();
        for (one, worth) in accounts.iter().zip(&worth) {
            let Some(trade) = one.trade.as_deref() else { continue };
            let place = trades.binary_search_by(|(known, ..)| (*known).cmp(trade)).unwrap_or_else(|place| {
                trades.insert(place, (trade, 0, 0));
                place
            });
            trades[place].1 += i128::from(one.sales);
            trades[place].2 += usize::from(worth.traits[2] == Some(true));
        }
        let largest = accounts.iter().max_by(|a, b| (a.sales, &b.id).cmp(&(b.sales, &a.id)));
        let largest = largest.map(|one| (one.id.clone(), per_mille(i128::from(one.sales), sales)));
        let many = accounts.len() as i128;
        let mut exposures = Vec::new();
        let mut compare = |code, of: Option<&str>, share: i64, limit: i64| {
            if share > limit {
                exposures.push(Exposure { code, of: of.map(str::to_owned), share, limit });
            }
        };
        if let Some((id, share)) = &largest {
            compare(Code::LargestCustomerOver, Some(id), *share, self.number(Figure::LargestCustomer)?);
        }
        for (trade, of, promising) in &trades {
            compare(Code::TradeOver, Some(trade), per_mille(*of, sales), self.number(Figure::OneTrade)?);
            let share = per_mille(*promising as i128, many);
            compare(Code::PromisingOver, Some(trade), share, self.number(Figure::PromisingOfTrade)?);
        }
        let strategic = per_mille(with(3).count() as i128, many);
        compare(Code::StrategicOver, None, strategic, self.number(Figure::StrategicNew)?);
        let mut named: Vec<(String, i64)> =
            trades.into_iter().map(|(trade, of, _)| (trade.to_owned(), per_mille(of, sales))).collect();
        named.order_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));

        let profit = |one: &Account| one.profits.last().copied().unwrap_or(0);
        let mut by_profit: Vec<&Account> = accounts.iter().collect();
        by_profit.order_by(|a, b| (profit(b), &a.id).cmp(&(profit(a), &b.id)));
        by_profit.truncate(accounts.len().div_ceil(5));
        let all: i128 = accounts.iter().map(|one| i128::from(profit(one))).sum();
        let carried: i128 = by_profit.iter().map(|one| i128::from(profit(one))).sum();
        let mut parts = [0_i64; 5];
        for one in accounts {
            parts.iter_mut().zip(one.parts).for_each(|(sum, part)| *sum = sum.saturating_add(part));
        }
        let line = self.number(Figure::WastedProspects)?;
        let share = |(begun, lost): (u32, u32)| (per_mille(i128::from(lost), i128::from(begun)), line);
        Ok(Portfolio {
            by_trait: [shares(0), shares(1), shares(2), shares(3)],
            trades: named,
            largest,
            carriers: by_profit.iter().map(|one| one.id.clone()).collect(),
            carried: (all > 0).then(|| per_mille(carried, all)),
            parts,
            exposures,
            wasted: market.prospects.filter(|(begun, _)| *begun > 0).map(share),
            worth,
        })
    }

    /// Who belongs to the largest customers that together make so much of the sales; nobody is privileged by the alphabet.
    fn large(&self, accounts: &[Account], sales: i128) -> Result<Vec<bool>> {
        let share = i128::from(self.number(Figure::LargeShare)?);
        let mut order: Vec<usize> = (0..accounts.len()).collect();
        order.order_by(|&a, &b| accounts[b].sales.cmp(&accounts[a].sales));
        let mut large = vec![false; accounts.len()];
        let mut sum = 0;
        // equals are all in or all out
        for equals in order.chunk_by(|&a, &b| accounts[a].sales == accounts[b].sales) {
            for &place in equals {
                large[place] = sum * 1_000 < share * sales && accounts[place].sales > 0;
            }
            sum += equals.iter().map(|&place| i128::from(accounts[place].sales)).sum::<i128>();
        }
        Ok(large)
    }

    fn worth(&self, one: &Account, large: bool, market: &Market, now: Date) -> Result<Worth> {
        let since = |figure: Figure| -> Result<Option<bool>> {
            let span = self.time(figure)?;
            Ok(one.since.map(|since| ends(span, since) <= now))
        };
        let earns = one.profits.last().map(|profit| *profit > 0);
        let both = |a: Option<bool>, b: Option<bool>| match (a, b) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
        let (potential, meaning) = (self.score(&one.indicators)?, self.score(&one.criteria)?);
        let high = self.number(Figure::ScoreHigh)?;
        let is_high = |score: Option<i64>| score.map(|score| score >= high);
        let is_new = since(Figure::NewFor)?.map(|old| !old);
        let traits = [
            both(since(Figure::LoyalAfter)?, earns),
            both(Some(large), earns),
            both(Some(!large), is_high(potential)),
            both(is_new, is_high(meaning)),
        ];
        let periods = usize::try_from(self.number(Figure::LossPeriods)?).unwrap_or(usize::MAX).max(2);
        let lost = one.profits.iter().rev().take(periods).filter(|profit| **profit < 0).count() == periods;
        let ratio = self.number(Figure::ReplacementRatio)?;
        let last = one.profits.last().copied().unwrap_or(0).max(0);
        Ok(Worth {
            id: one.id.clone(),
            let_go: lost && traits.iter().all(|holds| *holds == Some(false)),
            reference: one.content == Some(true) && (traits[0] == Some(true) || traits[1] == Some(true)),
            loss_costs: market.acquisition_cost.map(|cost| cost.saturating_mul(ratio).saturating_add(last)),
            traits,
            potential,
            meaning,
        })
    }

    /// The mean of what is known, if enough is.
    fn score(&self, scores: &[Option<i64>]) -> Result<Option<i64>> {
        let known: Vec<i64> = scores.iter().copied().flatten().collect();
        let enough = !known.is_empty() && known.len() as i64 >= self.number(Figure::ScoresKnown)?;
        Ok(enough.then(|| known.iter().sum::<i64>() / known.len() as i64))
    }
}

/// A civil span after a date.
fn ends(span: Span, since: Date) -> Date {
    match span {
        Span::Days(days) => since.add_days(days),
        Span::Months(months) => since.add_months(months).0,
        Span::Seconds(seconds) => since.add_days(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX)),
        Span::FullDays(days) | Span::DaysInclusive(days) | Span::BusinessDays(days) => since.add_days(days),
        Span::BusinessSeconds(_) => since,
    }
}

fn validate(accounts: &[Account], market: &Market) -> Result<()> {
    let invalid = |path: String, message: &str| Err(Error::new(Code::InvalidValue, message).at_path(&path));
    for (place, one) in accounts.iter().enumerate() {
        if one.sales < 0 {
            return invalid(format!("customers[{place}].sales"), "sales are not negative");
        }
        for (group, names, scores) in [
            ("indicators", &INDICATORS[..], &one.indicators[..]),
            ("criteria", &CRITERIA[..], &one.criteria[..]),
        ] {
            for (name, score) in names.iter().zip(scores) {
                if score.is_some_and(|score| !(0..=1_000).contains(&score)) {
                    let path = format!("customers[{place}].{group}.{name}");
                    return invalid(path, "a score of 0 to 1000 is needed here");
                }
            }
        }
    }
    if market.acquisition_cost.is_some_and(|cost| cost < 0) {
        return invalid("acquisition_cost".to_owned(), "a cost is not negative");
    }
    match market.prospects {
        Some((begun, lost)) if lost > begun => {
            invalid("prospects.given_up".to_owned(), "no more prospects are given up than were begun with")
        }
        _ => Ok(()),
    }
}

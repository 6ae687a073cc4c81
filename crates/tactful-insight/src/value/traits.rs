//! The four traits that earn privilege (R5, LISTS 12, 14, 15), each with its evidence; one is enough.

use serde::Serialize;
use tactful::{Code, Error, Result};

/// A trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// Loyal, long-standing.
    Loyal,
    /// Large and profitable.
    Large,
    /// Small with potential.
    PromisingSmall,
    /// New with strategic meaning.
    StrategicNew,
}

/// The indicators of a small customer's potential (LISTS 14).
pub const POTENTIAL: [&str; 7] =
    ["investors", "strategy", "novelty", "management", "industry", "rivals_view", "dependence"];
/// The criteria of a new customer's strategic meaning (LISTS 15).
pub const MEANING: [&str; 5] = ["influence", "draws_others", "co_brand", "new_field", "cost_structure"];

/// What is known of a customer; what is not is `None` and never counts for or against.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ValueFacts {
    /// Days since the first purchase.
    pub tenure_days: Option<u32>,
    /// Sales of the last period.
    pub sales: Option<f64>,
    /// Profit of the last periods, the oldest first.
    pub profits: Vec<f64>,
    /// Grown sales, lower service cost, referrals or a premium were seen.
    pub loyal_profit: Option<bool>,
    /// The share of all customers who sell less, from 0 to 1.
    pub sales_rank: Option<f64>,
    /// Named as a reference customer.
    pub reference: Option<bool>,
    /// Indicators of [`POTENTIAL`] that hold; `None`: nobody has looked.
    pub potential: Option<Vec<String>>,
    /// Criteria of [`MEANING`] that are met; `None`: nobody has looked.
    pub meaning: Option<Vec<String>>,
    /// A complaint is open or was made. It never counts against a customer.
    pub complained: Option<bool>,
}

/// From when on a trait holds. All house values, for a policy to change.
#[derive(Debug, Clone, PartialEq)]
pub struct TraitLimits {
    /// Loyal from so many days on.
    pub loyal_days: u32,
    /// Large from this share of customers who sell less.
    pub large_rank: f64,
    /// New up to so many days.
    pub new_days: u32,
    /// Promising from so many indicators on.
    pub indicators: usize,
    /// Strategic from so many criteria on.
    pub criteria: usize,
    /// Letting go is advised after so many periods of loss in a row.
    pub losses: usize,
}

impl Default for TraitLimits {
    fn default() -> Self {
        Self { loyal_days: 730, large_rank: 0.8, new_days: 365, indicators: 3, criteria: 2, losses: 4 }
    }
}

/// The traits of a customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueTypes {
    /// How they were told.
    pub method: &'static str,
    /// Each of the four, with its evidence.
    pub traits: Vec<TraitEvidence>,
    /// The customer has at least one.
    pub privileged: bool,
    /// Letting go may be thought of: every trait is known to be absent, and so many periods in a row made a loss. A complaint
    /// never leads here.
    pub may_let_go: bool,
}

/// A trait with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraitEvidence {
    /// The trait.
    #[serde(rename = "trait")]
    pub kind: ValueType,
    /// Whether it holds; absent if too little is known.
    pub holds: Option<bool>,
    /// What speaks for it.
    pub evidence: Vec<String>,
}

/// Tells the four traits of a customer.
///
/// ```
/// use tactful_insight::value::{ValueFacts, value_types};
/// let facts = ValueFacts { sales_rank: Some(0.97), profits: vec![900.0], ..ValueFacts::default() };
/// let found = value_types(&facts, None)?;
/// assert!(found.privileged && !found.may_let_go);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::UnknownWord`] for an indicator or criterion that is not in the lists, [`Code::NotFinite`].
pub fn value_types(facts: &ValueFacts, limits: Option<&TraitLimits>) -> Result<ValueTypes> {
    let house = TraitLimits::default();
    let limits = limits.unwrap_or(&house);
    known(facts.potential.as_deref().unwrap_or_default(), &POTENTIAL, "potential")?;
    known(facts.meaning.as_deref().unwrap_or_default(), &MEANING, "meaning")?;
    crate::result::all_finite(&facts.profits, false, "profits")?;
    let latest_profit = facts.profits.last().copied();
    let large_by_rank = facts.sales_rank.map(|rank| rank >= limits.large_rank);
    let is_new = facts.tenure_days.map(|days| days <= limits.new_days);
    let traits = vec![
        trait_of(
            ValueType::Loyal,
            &[
                (facts.tenure_days.map(|days| days >= limits.loyal_days), "tenure"),
                (facts.loyal_profit, "profit_parts"),
            ],
        ),
        trait_of(
            ValueType::Large,
            &[(large_by_rank, "sales_rank"), (latest_profit.map(|profit| profit > 0.0), "profit")],
        )
        .or_by(facts.reference, "reference"),
        trait_of(
            ValueType::PromisingSmall,
            &[
                (large_by_rank.map(|large| !large), "small"),
                (counted(facts.potential.as_deref(), limits.indicators), "potential"),
            ],
        )
        .with(facts.potential.as_deref()),
        trait_of(
            ValueType::StrategicNew,
            &[(is_new, "new"), (counted(facts.meaning.as_deref(), limits.criteria), "meaning")],
        )
        .with(facts.meaning.as_deref()),
    ];
    let privileged = traits.iter().any(|each| each.holds == Some(true));
    let none = traits.iter().all(|each| each.holds == Some(false));
    let losses = facts.profits.iter().rev().take_while(|profit| **profit < 0.0).count();
    Ok(ValueTypes {
        method: "four traits, one is enough; limits are house values",
        may_let_go: none && limits.losses > 0 && losses >= limits.losses,
        traits,
        privileged,
    })
}

fn known(words: &[String], list: &[&str], path: &str) -> Result<()> {
    match words.iter().position(|word| !list.contains(&word.as_str())) {
        None => Ok(()),
        Some(place) => {
            let message = format!("expected one of {}", list.join(", "));
            Err(Error::new(Code::UnknownWord, message).at_path(&format!("{path}[{place}]")))
        }
    }
}

/// Where nobody has looked, nothing is known; an empty list says that none holds.
fn counted(words: Option<&[String]>, needed: usize) -> Option<bool> {
    words.map(|words| words.len() >= needed)
}

/// A trait that holds if all of its grounds do.
fn trait_of(kind: ValueType, grounds: &[(Option<bool>, &str)]) -> TraitEvidence {
    let holds = if grounds.iter().any(|(holds, _)| *holds == Some(false)) {
        Some(false)
    } else if grounds.iter().all(|(holds, _)| *holds == Some(true)) {
        Some(true)
    } else {
        None
    };
    let spoken = grounds.iter().filter(|(holds, _)| *holds == Some(true));
    TraitEvidence { kind, holds, evidence: spoken.map(|(_, name)| (*name).to_owned()).collect() }
}

impl TraitEvidence {
    /// Another ground that is enough by itself; where it is not known, the trait is not known to be absent.
    fn or_by(mut self, holds: Option<bool>, ground: &str) -> Self {
        match holds {
            Some(true) => {
                self.holds = Some(true);
                self.evidence.push(ground.to_owned());
            }
            Some(false) => {}
            None => self.holds = self.holds.filter(|holds| *holds),
        }
        self
    }

    fn with(mut self, words: Option<&[String]>) -> Self {
        self.evidence.extend(words.unwrap_or_default().iter().cloned());
        self
    }
}

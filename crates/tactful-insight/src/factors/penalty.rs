//! Penalty-reward contrast (Brandt 1987): what low ratings cost and what high ratings bring (T11).

use crate::importance::{Column, Survey};
use crate::numeric::matrix::Matrix;
use crate::numeric::{student, sums};
use crate::result::{finite, names, share};
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::{Code, Error, Result};

/// Which ratings are low, which are high, and what counts as an effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Ratings up to this one are low.
    pub low_at_most: f64,
    /// Ratings from this one on are high.
    pub high_at_least: f64,
    /// An effect whose p-value is below this counts.
    pub significance: f64,
}

/// The kinds of factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Factor {
    /// Low ratings cost, high ones bring nothing: taken for granted.
    Basic,
    /// Both.
    Performance,
    /// High ratings bring, low ones cost nothing: a delight.
    Excitement,
    /// Neither.
    Indifferent,
    /// Nobody gave a low, or nobody a high rating: it cannot be told.
    Unknown,
}

/// Penalties and rewards of all attributes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PenaltyReward {
    /// How they were computed.
    pub method: &'static str,
    /// Rows that lack nothing.
    pub n_used: usize,
    /// All other rows.
    pub n_dropped: usize,
    /// The overall rating of somebody who gives neither low nor high ratings.
    pub intercept: f64,
    /// The share of variance explained.
    pub r2: f64,
    /// Low ratings by attribute.
    pub n_low: BTreeMap<String, usize>,
    /// High ratings by attribute.
    pub n_high: BTreeMap<String, usize>,
    /// The attributes.
    pub attributes: BTreeMap<String, Attribute>,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// An attribute; its coefficients are not standardised, since standardised ones depend on how many gave such ratings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attribute {
    /// What a low rating adds to the overall rating; usually below 0. Absent if nobody gave one.
    pub penalty: Option<f64>,
    /// What a high rating adds.
    pub reward: Option<f64>,
    /// How likely a penalty of this size is by chance.
    pub p_penalty: Option<f64>,
    /// How likely a reward of this size is by chance.
    pub p_reward: Option<f64>,
    /// |reward| + |penalty|.
    pub range_of_impact: Option<f64>,
    /// The share of the range that high ratings bring (satisfaction generating potential).
    pub sgp: Option<f64>,
    /// The share that low ratings cost (dissatisfaction generating potential).
    pub dgp: Option<f64>,
    /// Their difference, from −1 (costs only) to 1 (brings only): the impact asymmetry of Mikulić and Prebežac 2008.
    pub ia: Option<f64>,
    /// The kind of factor.
    pub factor: Factor,
}

/// Attributes rated by each row, and the overall rating.
pub type Contrast = Survey;

/// Regresses the overall rating on low and high ratings of each attribute.
///
/// ```
/// use tactful_insight::factors::{Factor, Thresholds, penalty_reward};
/// use tactful_insight::importance::{Column, Survey};
/// let hygiene = vec![1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 5.0, 5.0, 5.0];
/// let overall = vec![1.0, 1.2, 0.8, 4.0, 4.1, 3.9, 4.0, 4.2, 3.8];
/// let survey = Survey::new(Column::new("overall", overall), vec![Column::new("hygiene", hygiene)]);
/// let thresholds = Thresholds { low_at_most: 2.0, high_at_least: 5.0, significance: 0.05 };
/// let found = penalty_reward(&survey, thresholds)?;
/// assert_eq!(found.attributes["hygiene"].factor, Factor::Basic);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] if low and high overlap, [`Code::ConstantColumn`] for the overall rating,
/// [`Code::CollinearColumns`] if attributes cannot be told apart, [`Code::TooFewRows`].
pub fn penalty_reward(survey: &Contrast, thresholds: Thresholds) -> Result<PenaltyReward> {
    share(thresholds.significance, "options.significance")?;
    if thresholds.low_at_most.total_cmp(&thresholds.high_at_least).is_ge() {
        let message = "`low_at_most` must be below `high_at_least`";
        return Err(Error::new(Code::InvalidValue, message).at_path("options.low_at_most"));
    }
    if survey.weights.is_some() {
        return Err(Error::new(Code::InvalidValue, "weights are not taken here").at_path("weights"));
    }
    let rows = survey.complete()?;
    let (overall, ratings) = rows.columns.split_last().map_or((&[][..], &[][..]), |(y, x)| (&y[..], x));
    let dummy = |column: &[f64], holds: &dyn Fn(f64) -> bool| -> Vec<f64> {
        column.iter().map(|rating| f64::from(u8::from(holds(*rating)))).collect()
    };
    let low = |rating: f64| rating <= thresholds.low_at_most;
    let high = |rating: f64| rating >= thresholds.high_at_least;
    let lows: Vec<Vec<f64>> = ratings.iter().map(|column| dummy(column, &low)).collect();
    let highs: Vec<Vec<f64>> = ratings.iter().map(|column| dummy(column, &high)).collect();
    let count = |column: &Vec<f64>| column.iter().sum::<f64>() as usize;
    let used: Vec<&Vec<f64>> = lows.iter().chain(&highs).filter(|column| count(column) > 0).collect();
    crate::importance::enough(rows.used, used.len() + 2)?;
    if sums::is_constant(overall) {
        let message = "the overall rating is the same in every complete row";
        return Err(Error::new(Code::ConstantColumn, message).at_path("overall"));
    }
    let fit = regress(overall, &used)?;
    let effect = |columns: &[Vec<f64>], attribute: usize| {
        let column = &columns[attribute];
        let place = used.iter().position(|other| std::ptr::eq(*other, column))?;
        Some((fit.coefficients[place + 1], fit.p[place + 1]))
    };
    let mut warnings = Vec::new();
    let mut attributes = BTreeMap::new();
    for (place, Column { name, .. }) in survey.drivers.iter().enumerate() {
        let attribute = Attribute::of(
            effect(&lows, place),
            effect(&highs, place),
            thresholds.significance,
            &mut warnings,
        );
        attributes.insert(name.clone(), attribute);
    }
    warnings.sort_unstable();
    warnings.dedup();
    let counts = |columns: &[Vec<f64>]| {
        survey
            .drivers
            .iter()
            .zip(columns)
            .map(|(driver, column)| (driver.name.clone(), count(column)))
            .collect()
    };
    Ok(PenaltyReward {
        method: "regression on low and high ratings, coefficients not standardised",
        n_used: rows.used,
        n_dropped: rows.dropped,
        intercept: fit.coefficients[0],
        r2: fit.r2,
        n_low: counts(&lows),
        n_high: counts(&highs),
        attributes,
        warnings,
    })
}

impl Attribute {
    fn of(
        low: Option<(f64, f64)>,
        high: Option<(f64, f64)>,
        significance: f64,
        warnings: &mut Vec<Code>,
    ) -> Self {
        let (penalty, reward) = (low.map(|low| low.0), high.map(|high| high.0));
        let (p_penalty, p_reward) = (low.map(|low| low.1), high.map(|high| high.1));
        let counts = |p: Option<f64>| p.is_some_and(|p| p < significance);
        if counts(p_penalty) && penalty > Some(0.0)
            || counts(p_reward) && reward.is_some_and(|reward| reward < 0.0)
        {
            warnings.push(Code::UnexpectedSign);
        }
        let (Some(cost), Some(gain)) = (penalty, reward) else {
            warnings.push(Code::GroupMissing);
            return Self {
                penalty,
                reward,
                p_penalty,
                p_reward,
                range_of_impact: None,
                sgp: None,
                dgp: None,
                ia: None,
                factor: Factor::Unknown,
            };
        };
        let range = gain.abs() + cost.abs();
        let (sgp, dgp) = (finite(gain.abs() / range), finite(cost.abs() / range));
        Self {
            penalty,
            reward,
            p_penalty,
            p_reward,
            range_of_impact: Some(range),
            sgp,
            dgp,
            ia: sgp.zip(dgp).map(|(sgp, dgp)| sgp - dgp),
            factor: match (counts(p_penalty), counts(p_reward)) {
                (true, false) => Factor::Basic,
                (false, true) => Factor::Excitement,
                (true, true) => Factor::Performance,
                (false, false) => Factor::Indifferent,
            },
        }
    }
}

/// Least squares with a constant.
struct Fit {
    coefficients: Vec<f64>,
    p: Vec<f64>,
    r2: f64,
}

fn regress(y: &[f64], x: &[&Vec<f64>]) -> Result<Fit> {
    let size = x.len() + 1;
    let cell = |i: usize, row: usize| if i == 0 { 1.0 } else { x[i - 1][row] };
    let sum = |f: &dyn Fn(usize) -> f64| sums::sum((0..y.len()).map(f));
    let gram = Matrix::from_fn(size, |i, j| sum(&|row| cell(i, row) * cell(j, row)));
    let with_y: Vec<f64> = (0..size).map(|i| sum(&|row| cell(i, row) * y[row])).collect();
    let (Some(coefficients), Some(diagonal)) = (gram.solve(&with_y, 1e-10), gram.inverse_diagonal(1e-10))
    else {
        let message =
            "the low and high ratings of some attributes cannot be told apart; leave one of them out";
        return Err(Error::new(Code::CollinearColumns, message).at_path("ratings"));
    };
    let fitted = |row: usize| (0..size).map(|i| coefficients[i] * cell(i, row)).sum::<f64>();
    let left = sum(&|row| (y[row] - fitted(row)).powi(2));
    let mean = sums::mean(y);
    let all = sum(&|row| (y[row] - mean).powi(2));
    let df = (y.len() - size) as f64;
    let p = coefficients.iter().zip(&diagonal).map(|(coefficient, diagonal)| {
        let error = (left / df * diagonal).sqrt();
        if error > 0.0 {
            student::both_tails(coefficient / error, df)
        } else {
            f64::from(u8::from(*coefficient == 0.0))
        }
    });
    Ok(Fit { p: p.collect(), r2: (1.0 - left / all).clamp(0.0, 1.0), coefficients })
}

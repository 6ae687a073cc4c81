//! Gaps: expected against perceived (SERVQUAL), and standard against delivered against perceived (T10).

use crate::numeric::sums;
use crate::result::{all_finite, names};
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::{Code, Error, Result};

/// Answers to the same items: respondent by respondent, NaN where nothing was answered.
pub type Answers = Vec<Vec<f64>>;

/// What each dimension counts.
pub type Weights = BTreeMap<String, f64>;

/// Gaps of service quality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gaps {
    /// How they were computed.
    pub method: &'static str,
    /// Respondents.
    pub n_used: usize,
    /// Pairs of answers of which one is missing.
    pub n_dropped: usize,
    /// Perception less expectation, by dimension: the mean of its items.
    pub gap_by_dimension: BTreeMap<String, f64>,
    /// The same by item.
    pub gap_by_item: Vec<Option<f64>>,
    /// The mean of the dimensions, not of the items.
    pub unweighted: f64,
    /// The weighted mean of the dimensions, if weights are given.
    pub weighted: Option<f64>,
    /// Perception alone, by dimension (SERVPERF: Cronin and Taylor 1992).
    pub servperf_by_dimension: BTreeMap<String, f64>,
    /// The mean of the dimensions' perceptions.
    pub servperf: f64,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// Gaps between what customers expect and what they perceive (Parasuraman, Zeithaml and Berry 1988). `dimensions` name
/// their items, counted from 1. Weights that do not sum to 100 are rescaled, and the result says so.
///
/// ```
/// use std::collections::BTreeMap;
/// use tactful_insight::factors::servqual;
/// let dimensions = BTreeMap::from([("speed".to_owned(), vec![1, 2])]);
/// let found = servqual(&dimensions, &vec![vec![5.0, 7.0]], &vec![vec![4.0, 7.0]], None)?;
/// assert_eq!((found.unweighted, found.gap_by_item), (-0.5, vec![Some(-1.0), Some(0.0)]));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::UnequalLengths`] where respondents or items differ, [`Code::UnknownColumn`] for an item or dimension that is not
/// there, [`Code::EmptyGroup`] for a dimension without answers.
pub fn servqual(
    dimensions: &BTreeMap<String, Vec<usize>>,
    expectation: &Answers,
    perception: &Answers,
    weights: Option<&Weights>,
) -> Result<Gaps> {
    if dimensions.is_empty() {
        return Err(Error::new(Code::InvalidValue, "at least one dimension is needed").at_path("dimensions"));
    }
    let items = expectation.first().map_or(0, Vec::len);
    check(expectation, expectation.len(), items, "expectation")?;
    check(perception, expectation.len(), items, "perception")?;
    for (name, its) in dimensions {
        if its.iter().any(|item| *item == 0 || *item > items) {
            let message = format!("items are numbered from 1 to {items}");
            return Err(Error::new(Code::UnknownColumn, message).at_path(&format!("dimensions.{name}")));
        }
    }
    let mut dropped = 0;
    let mut gap_by_item = Vec::new();
    let mut perceived = Vec::new();
    for item in 0..items {
        let pairs = expectation.iter().zip(perception).map(|(expected, felt)| (expected[item], felt[item]));
        let known: Vec<(f64, f64)> = pairs.filter(|(a, b)| !a.is_nan() && !b.is_nan()).collect();
        dropped += expectation.len() - known.len();
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| {
            (!known.is_empty()).then(|| sums::sum(known.iter().map(of)) / known.len() as f64)
        };
        gap_by_item.push(mean(&|(expected, felt)| felt - expected));
        let felt: Vec<f64> = perception.iter().map(|row| row[item]).filter(|felt| !felt.is_nan()).collect();
        perceived.push((!felt.is_empty()).then(|| sums::mean(&felt)));
    }
    let mut by_dimension = BTreeMap::new();
    let mut servperf = BTreeMap::new();
    for (name, its) in dimensions {
        by_dimension.insert(name.clone(), over(&gap_by_item, its, name)?);
        servperf.insert(name.clone(), over(&perceived, its, name)?);
    }
    let mean = |by: &BTreeMap<String, f64>| sums::sum(by.values().copied()) / by.len() as f64;
    let mut warnings = Vec::new();
    let weighted = weights.map(|weights| weigh(&by_dimension, weights, &mut warnings)).transpose()?;
    Ok(Gaps {
        method: "SERVQUAL: perception less expectation; the overall gap is the mean of the dimensions",
        n_used: expectation.len(),
        n_dropped: dropped,
        unweighted: mean(&by_dimension),
        servperf: mean(&servperf),
        gap_by_dimension: by_dimension,
        gap_by_item,
        weighted,
        servperf_by_dimension: servperf,
        warnings,
    })
}

fn check(answers: &Answers, respondents: usize, items: usize, path: &str) -> Result<()> {
    if answers.len() != respondents || answers.is_empty() {
        let message = "there must be one list of answers for each respondent, at least one, in both tables";
        return Err(Error::new(Code::UnequalLengths, message).at_path(path));
    }
    for (row, its) in answers.iter().enumerate() {
        let path = format!("{path}[{row}]");
        if its.len() != items {
            let message = format!("{items} answers are expected here");
            return Err(Error::new(Code::UnequalLengths, message).at_path(&path));
        }
        all_finite(its, true, &path)?;
    }
    Ok(())
}

fn over(items: &[Option<f64>], chosen: &[usize], name: &str) -> Result<f64> {
    let known: Vec<f64> = chosen.iter().filter_map(|item| items[item - 1]).collect();
    if known.is_empty() {
        let message = "nobody answered an item of this dimension";
        return Err(Error::new(Code::EmptyGroup, message).at_path(&format!("dimensions.{name}")));
    }
    Ok(sums::mean(&known))
}

fn weigh(gaps: &BTreeMap<String, f64>, weights: &Weights, warnings: &mut Vec<Code>) -> Result<f64> {
    let refuse = |code, message: &str| Err(Error::new(code, message).at_path("weights_100"));
    if gaps.keys().any(|name| !weights.contains_key(name)) || weights.len() != gaps.len() {
        return refuse(Code::UnknownColumn, "there must be one weight for each dimension");
    }
    if weights.values().any(|weight| !weight.is_finite() || *weight < 0.0) {
        return refuse(Code::InvalidValue, "a weight must not be negative");
    }
    let total = sums::sum(weights.values().copied());
    if total <= 0.0 {
        return refuse(Code::InvalidValue, "the weights must not all be 0");
    }
    if (total - 100.0).abs() > 1e-9 {
        warnings.push(Code::Rescaled);
    }
    let weighed = gaps.iter().map(|(name, gap)| gap * weights.get(name).copied().unwrap_or(0.0));
    Ok(sums::sum(weighed) / total)
}

/// What was promised, done and felt at a touchpoint (T10).
#[derive(Debug, Clone, PartialEq)]
pub struct Layer<'a> {
    /// The touchpoint.
    pub touchpoint: &'a str,
    /// The branch, or empty.
    pub branch: &'a str,
    /// The standard.
    pub standard: Option<f64>,
    /// What was delivered.
    pub delivered: Option<f64>,
    /// What the customer perceived.
    pub perceived: Option<f64>,
}

/// Gaps by touchpoint and branch, the widest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layers {
    /// How they were computed.
    pub method: &'static str,
    /// Observations.
    pub n_used: usize,
    /// The gaps.
    pub gaps: Vec<TouchpointGap>,
}

/// A touchpoint in a branch; means over what is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TouchpointGap {
    /// The touchpoint.
    pub touchpoint: String,
    /// The branch.
    pub branch: String,
    /// Observations.
    pub n: usize,
    /// Delivered less standard: how it was carried out.
    pub execution: Option<f64>,
    /// Perceived less delivered: how it came across.
    pub perception: Option<f64>,
    /// Perceived less standard.
    pub total: Option<f64>,
    /// The variance of what was delivered: an even hand counts as much as a high mean.
    pub delivered_variance: Option<f64>,
}

/// Gaps of standard, delivered and perceived, per touchpoint and branch.
///
/// ```
/// use tactful_insight::factors::{Layer, layers};
/// let seen = |delivered, perceived| Layer {
///     touchpoint: "greeting", branch: "north", standard: Some(5.0), delivered: Some(delivered), perceived: Some(perceived),
/// };
/// let found = layers(&[seen(4.0, 3.0), seen(5.0, 5.0)])?;
/// assert_eq!((found.gaps[0].execution, found.gaps[0].perception), (Some(-0.5), Some(-0.5)));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::NotFinite`].
pub fn layers(observations: &[Layer<'_>]) -> Result<Layers> {
    let mut groups: BTreeMap<(&str, &str), Vec<&Layer<'_>>> = BTreeMap::new();
    for (place, seen) in observations.iter().enumerate() {
        for value in [seen.standard, seen.delivered, seen.perceived].into_iter().flatten() {
            all_finite(&[value], false, &format!("observations[{place}]"))?;
        }
        groups.entry((seen.touchpoint, seen.branch)).or_default().push(seen);
    }
    let mut gaps: Vec<TouchpointGap> = groups
        .into_iter()
        .map(|((touchpoint, branch), seen)| {
            let gap = |above: fn(&Layer<'_>) -> Option<f64>, below: fn(&Layer<'_>) -> Option<f64>| {
                let gaps: Vec<f64> =
                    seen.iter().filter_map(|seen| Some(above(seen)? - below(seen)?)).collect();
                (!gaps.is_empty()).then(|| sums::mean(&gaps))
            };
            let delivered: Vec<f64> = seen.iter().filter_map(|seen| seen.delivered).collect();
            TouchpointGap {
                touchpoint: touchpoint.to_owned(),
                branch: branch.to_owned(),
                n: seen.len(),
                execution: gap(|seen| seen.delivered, |seen| seen.standard),
                perception: gap(|seen| seen.perceived, |seen| seen.delivered),
                total: gap(|seen| seen.perceived, |seen| seen.standard),
                delivered_variance: (delivered.len() > 1).then(|| sums::mean_and_variance(&delivered).1),
            }
        })
        .collect();
    let size = |gap: &TouchpointGap| gap.total.or(gap.execution).unwrap_or(f64::INFINITY);
    gaps.sort_by(|a, b| size(a).total_cmp(&size(b)));
    Ok(Layers { method: "means of pairwise differences", n_used: observations.len(), gaps })
}

//! What customers say in one number: NPS, CSAT, CES.

use crate::experiment::wilson as wilson_share;
use crate::numeric::{normal, sums};
use crate::result::{Interval, share};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The net promoter score, from −100 to 100 (Reichheld 2003).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nps {
    /// The default interval.
    pub method: &'static str,
    /// Answers.
    pub n_used: u64,
    /// Promoters less detractors, in percent of all.
    pub nps: f64,
    /// Its standard error.
    pub se: f64,
    /// The plain interval: of no width where all give the same kind of answer.
    pub wald: Interval,
    /// The default: ¾ promoters, 1½ passives and ¾ detractors are added (Rocks 2016).
    pub adjusted_wald: Interval,
    /// The same before it is clipped to −100 and 100.
    pub adjusted_wald_unclipped: Interval,
    /// The level of the intervals.
    pub level: f64,
}

/// The score of counted answers.
///
/// ```
/// let found = tactful_insight::value::nps(9, 5, 1, 0.95)?;
/// assert!((found.nps - 53.33).abs() < 0.01 && (found.adjusted_wald.lower - 13.75).abs() < 0.01);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::EmptyGroup`] without answers.
pub fn nps(promoters: u64, passives: u64, detractors: u64, level: f64) -> Result<Nps> {
    share(level, "level")?;
    let n = promoters.saturating_add(passives).saturating_add(detractors);
    if n == 0 {
        return Err(Error::new(Code::EmptyGroup, "there must be at least one answer"));
    }
    let z = normal::two_sided(level);
    let score = |promoters: f64, detractors: f64, n: f64| {
        let (p, d) = (promoters / n, detractors / n);
        (100.0 * (p - d), 100.0 * ((p + d - (p - d).powi(2)).max(0.0) / n).sqrt())
    };
    let (value, se) = score(promoters as f64, detractors as f64, n as f64);
    let (middle, wider) = score(promoters as f64 + 0.75, detractors as f64 + 0.75, n as f64 + 3.0);
    let adjusted = Interval::around(middle, z * wider);
    Ok(Nps {
        method: "adjusted Wald interval (0.75, 1.5, 0.75)",
        n_used: n,
        nps: value,
        se,
        wald: Interval::around(value, z * se).clipped(-100.0, 100.0),
        adjusted_wald: adjusted.clipped(-100.0, 100.0),
        adjusted_wald_unclipped: adjusted,
        level,
    })
}

/// The score of answers from 0 to 10.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NpsOfScores {
    /// Answers.
    pub n: u64,
    /// Missing answers.
    pub n_dropped: usize,
    /// Answers of 9 and 10.
    pub promoters: u64,
    /// Answers of 7 and 8.
    pub passives: u64,
    /// Answers up to 6.
    pub detractors: u64,
    /// The score.
    #[serde(flatten)]
    pub score: Nps,
}

/// The score of answers from 0 to 10; NaN is missing.
///
/// # Errors
/// [`Code::OutsideScale`] for anything else, [`Code::EmptyGroup`] without answers.
pub fn nps_of_scores(scores: &[f64], level: f64) -> Result<NpsOfScores> {
    let known = on_scale(scores, 0.0, 10.0, "scores")?;
    let count = |from: f64, to: f64| known.iter().filter(|score| (from..=to).contains(*score)).count() as u64;
    let (promoters, passives, detractors) = (count(9.0, 10.0), count(7.0, 8.0), count(0.0, 6.0));
    let score = nps(promoters, passives, detractors, level).map_err(|error| error.at_path("scores"))?;
    Ok(NpsOfScores {
        n: known.len() as u64,
        n_dropped: scores.len() - known.len(),
        promoters,
        passives,
        detractors,
        score,
    })
}

/// Satisfaction and effort. What was not asked is absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Satisfaction {
    /// How it was counted.
    pub method: &'static str,
    /// Answers on satisfaction.
    pub csat_n: usize,
    /// Missing ones.
    pub csat_dropped: usize,
    /// The share of 4 and 5 on a scale from 1 to 5, in percent.
    pub csat_pct: Option<f64>,
    /// The mean.
    pub csat_mean: Option<f64>,
    /// The interval of the share (Wilson, 95 %), in percent.
    pub csat_wilson95: Option<Interval>,
    /// Answers on effort.
    pub ces_n: usize,
    /// Missing ones.
    pub ces_dropped: usize,
    /// The mean on a scale from 1 to 7 (CES 2.0).
    pub ces_mean: Option<f64>,
    /// The share of 5 to 7, in percent.
    pub ces_agree_pct: Option<f64>,
    /// The interval of that share (Wilson, 95 %), in percent.
    pub ces_wilson95: Option<Interval>,
}

/// Satisfaction from 1 to 5 and effort from 1 to 7; NaN is missing, and either may be empty.
///
/// ```
/// let found = tactful_insight::value::satisfaction(&[5.0, 4.0, 2.0, f64::NAN], &[])?;
/// assert_eq!((found.csat_n, found.ces_mean), (3, None));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::OutsideScale`] for anything else, [`Code::EmptyGroup`] without any answer.
pub fn satisfaction(csat: &[f64], ces: &[f64]) -> Result<Satisfaction> {
    let (csat_known, ces_known) = (on_scale(csat, 1.0, 5.0, "csat")?, on_scale(ces, 1.0, 7.0, "ces")?);
    if csat_known.is_empty() && ces_known.is_empty() {
        return Err(Error::new(Code::EmptyGroup, "there must be at least one answer"));
    }
    let high = |known: &[f64], from: f64| known.iter().filter(|answer| **answer >= from).count() as u64;
    let mean = |known: &[f64]| (!known.is_empty()).then(|| sums::mean(known));
    let share = |known: &[f64], from: f64| {
        (!known.is_empty()).then(|| 100.0 * high(known, from) as f64 / known.len() as f64)
    };
    let interval = |known: &[f64], from: f64| {
        let found = wilson_share(high(known, from), known.len() as u64, 0.95).ok()?;
        Some(Interval { lower: found.lower, upper: found.upper }.times(100.0))
    };
    Ok(Satisfaction {
        method: "CSAT: share of 4 and 5; CES 2.0: mean, and share of 5 to 7",
        csat_n: csat_known.len(),
        csat_dropped: csat.len() - csat_known.len(),
        csat_pct: share(&csat_known, 4.0),
        csat_mean: mean(&csat_known),
        csat_wilson95: interval(&csat_known, 4.0),
        ces_n: ces_known.len(),
        ces_dropped: ces.len() - ces_known.len(),
        ces_mean: mean(&ces_known),
        ces_agree_pct: share(&ces_known, 5.0),
        ces_wilson95: interval(&ces_known, 5.0),
    })
}

/// The answers that are there, all of them whole numbers of the scale.
fn on_scale(answers: &[f64], least: f64, most: f64, path: &str) -> Result<Vec<f64>> {
    let known = |answer: &f64| !answer.is_nan();
    let off = |answer: &f64| known(answer) && !((least..=most).contains(answer) && answer.fract() == 0.0);
    if let Some(place) = answers.iter().position(off) {
        let message = format!("answers are whole numbers from {least} to {most}");
        return Err(Error::new(Code::OutsideScale, message).at_path(&format!("{path}[{place}]")));
    }
    Ok(answers.iter().copied().filter(known).collect())
}

//! Dominance of drivers over each other (Azen and Budescu 2003).

use super::correlation::Correlations;
use super::linear::{CoreMoment, conditional, general, too_many};
use super::relative;
use super::survey::Survey;
use crate::numeric::subsets;
use crate::result::names;
use serde::Serialize;
use tactful::{Code, Result};

/// Complete dominance compares every pair in every subset and keeps the R² of all of them.
const MOST_DRIVERS: usize = 20;
/// Gains that differ by less are equal: the rest is rounding.
const EQUAL: f64 = 1e-12;

/// Who dominates whom. Lists are in the order of the drivers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dominance {
    /// How it was computed.
    pub method: &'static str,
    /// The drivers.
    pub names: Vec<String>,
    /// Complete rows; 0 where correlations were given.
    pub n_used: usize,
    /// Rows that lack something and were left out.
    pub n_dropped: usize,
    /// The share of the outcome's variance that all drivers explain.
    pub r2: f64,
    /// Standardised coefficients; absent for a driver that is constant or that others make up.
    pub beta: Vec<Option<f64>>,
    /// The mean of each row of `conditional`: LMG.
    pub general: Vec<f64>,
    /// What the driver adds on average to subsets of 0, 1, … others.
    pub conditional: Vec<Vec<f64>>,
    /// 1: the row's driver adds strictly more than the column's to every subset without both; 0: strictly less; else 0.5.
    pub complete: Vec<Vec<f64>>,
    /// Johnson's relative weights; absent where the drivers' correlations allow none.
    pub johnson_raw: Option<Vec<f64>>,
    /// The core moment.
    pub core: Option<CoreMoment>,
    /// What the reader should know.
    #[serde(serialize_with = "names")]
    pub warnings: Vec<Code>,
}

/// Dominance among the drivers of a survey; rows that lack something are left out.
///
/// # Errors
/// As [`super::linear`], with a limit of 20 drivers.
pub fn dominance(survey: &Survey) -> Result<Dominance> {
    if survey.drivers.len() > MOST_DRIVERS {
        return Err(too_many(survey.drivers.len(), MOST_DRIVERS));
    }
    dominance_from(&Correlations::of(survey)?)
}

/// Dominance from correlations.
///
/// # Errors
/// [`Code::TooManyDrivers`] beyond 20.
pub fn dominance_from(correlations: &Correlations) -> Result<Dominance> {
    let p = correlations.p();
    if p > MOST_DRIVERS {
        return Err(too_many(p, MOST_DRIVERS));
    }
    let mut r2 = vec![0.0; 1 << p];
    let sums = subsets::explained(p, |i, j| correlations.at(i, j), |subset, value| r2[subset] = value);
    let conditional = conditional(correlations, &sums);
    let general = general(&conditional);
    let collinear = correlations.collinear();
    let mut warnings = Vec::new();
    if !correlations.constant().is_empty() {
        warnings.push(Code::ConstantDriver);
    }
    if !collinear.is_empty() {
        warnings.push(Code::CollinearDrivers);
    }
    Ok(Dominance {
        method: "dominance analysis of R squared over all subsets",
        names: correlations.names().to_vec(),
        n_used: correlations.used(),
        n_dropped: correlations.dropped(),
        r2: sums.all[p],
        beta: correlations.coefficients(&collinear),
        conditional,
        complete: complete(p, &r2),
        johnson_raw: relative::raw(correlations),
        core: CoreMoment::of(correlations.names(), &general),
        general,
        warnings,
    })
}

fn complete(p: usize, r2: &[f64]) -> Vec<Vec<f64>> {
    let mut table = vec![vec![0.5; p]; p];
    for i in 0..p {
        for j in 0..i {
            let (mut more, mut less) = (true, true);
            for subset in (0..r2.len()).filter(|subset| subset & (1 << i | 1 << j) == 0) {
                let ahead = r2[subset | 1 << i] - r2[subset | 1 << j];
                more &= ahead > EQUAL;
                less &= ahead < -EQUAL;
                if !more && !less {
                    break;
                }
            }
            let verdict = if more {
                1.0
            } else if less {
                0.0
            } else {
                0.5
            };
            table[i][j] = verdict;
            table[j][i] = 1.0 - verdict;
        }
    }
    table
}

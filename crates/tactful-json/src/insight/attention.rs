//! `insight.attention_document`: what was learnt, as a document for a policy.

use super::{count, number, numbers, texts};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use std::collections::BTreeMap;
use std::sync::Arc;
use tactful::document::{Field, Table};
use tactful::touchpoint::By;
use tactful::{Code, Engine, Result};
use tactful_insight::Interval;
use tactful_insight::attention::{Heading, Learnt, Proposal, attention_document};

/// `insight.attention_document {policy?, documents?, name, version, extends?, profiles: [{by, value, importance}],
/// touchpoints?: {driver: code}}` (T3, T7, T9); `importance` is an answer of `insight.linear_importance`.
#[derive(Debug)]
pub(crate) struct Document {
    engine: Arc<Engine>,
    heading: Heading,
    learnt: Vec<Learnt>,
    touchpoints: BTreeMap<String, String>,
}

fn profile(field: &Field<'_>) -> Result<Learnt> {
    let mut table = field.table()?;
    let by = table.required("by")?.choice(By::ALL)?;
    let value = table.required("value")?.text()?.to_owned();
    let importance = table.required("importance")?;
    table.finish()?;
    // an answer has more than is needed here
    let mut answer = importance.table()?;
    let (names, r2) = (texts(&answer.required("names")?)?, number(&mut answer, "r2")?);
    let figures = match answer.optional("lmg").filter(|field| !field.is_null()) {
        Some(field) => numbers(&field)?,
        None => numbers(&answer.required("johnson_raw")?)?,
    };
    if figures.len() != names.len() || r2 <= 0.0 {
        let message =
            "an answer of `insight.linear_importance` is needed here, in which something is explained";
        return Err(importance.error(Code::InvalidValue, message));
    }
    let intervals = match answer.optional("intervals") {
        Some(field) => Some(shares_of(&field, names.len())?),
        None => None,
    };
    Ok(Learnt {
        by,
        value,
        method: answer.optional("convention").map_or(Ok(""), |field| field.text())?.to_owned(),
        n_used: usize::try_from(count(&mut answer, "n_used")?).unwrap_or(usize::MAX),
        n_dropped: usize::try_from(count(&mut answer, "n_dropped")?).unwrap_or(usize::MAX),
        r2,
        shares: names.into_iter().zip(figures.into_iter().map(|figure| figure / r2)).collect(),
        intervals,
    })
}

/// Intervals of shares, `[lower, upper]` each.
fn shares_of(field: &Field<'_>, drivers: usize) -> Result<Vec<Interval>> {
    let shares = field.table()?.required("share")?;
    let read = |item: &Field<'_>| match numbers(item)?[..] {
        [lower, upper] => Ok(Interval { lower, upper }),
        _ => Err(item.error(Code::InvalidValue, "an interval has two ends")),
    };
    let intervals = shares.list()?.iter().map(read).collect::<Result<Vec<_>>>()?;
    if intervals.len() == drivers {
        return Ok(intervals);
    }
    Err(shares.error(Code::UnequalLengths, "there is one interval for each driver"))
}

impl Operation for Document {
    type Answer = Proposal;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        let text = |request: &mut Table<'_>, name| -> Result<String> {
            Ok(request.required(name)?.text()?.to_owned())
        };
        let heading = Heading {
            name: text(request, "name")?,
            version: text(request, "version")?,
            extends: request.optional("extends").map(|field| texts(&field)).transpose()?.unwrap_or_default(),
        };
        let learnt = request.required("profiles")?.list()?.iter().map(profile).collect::<Result<_>>()?;
        let mut touchpoints = BTreeMap::new();
        if let Some(field) = request.optional("touchpoints") {
            for (key, field) in field.table()?.entries() {
                touchpoints.insert(key.name.clone(), field.text()?.to_owned());
            }
        }
        Ok(Self { engine, heading, learnt, touchpoints })
    }

    fn run(&self) -> Result<Proposal> {
        attention_document(&self.engine, &self.heading, &self.learnt, &self.touchpoints)
    }
}

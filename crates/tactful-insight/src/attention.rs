//! Closing the loop: what was learnt becomes a document that somebody reads, and a policy then extends (T3, T7, T9).
//!
//! Nothing changes by itself. A document stands by itself, with its grounds as comments, and what is in force today beside
//! every new figure; `check` reads it as it reads any other, and lists what it replaces.

use crate::importance::{Importance, Intervals};
use crate::result::Interval;
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::document::nearest;
use tactful::policy::{NAME_RULE, is_name};
use tactful::touchpoint::By;
use tactful::{Code, Engine, Error, Result};

/// What counts as usual, per mille.
const USUAL: i64 = 1_000;

/// No weight of a document is larger, per mille.
const MOST: i64 = 10_000;

/// The name of a document, and what it lies on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Documents that it extends, such as `house@1`; none: it stands alone, and a policy extends it.
    pub extends: Vec<String>,
}

/// What matters to the customers of a tier, or to those with a need.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// Tier or need.
    pub by: By,
    /// Which.
    pub value: String,
    /// How it was found, in words.
    pub method: String,
    /// Rows that it rests on.
    pub n_used: usize,
    /// Rows that were left out.
    pub n_dropped: usize,
    /// The share of the outcome that all drivers explain.
    pub r2: f64,
    /// Each driver with its share of that; only how they stand to each other counts.
    pub shares: Vec<(String, f64)>,
    /// Intervals of the shares, in the same order, where they are known.
    pub intervals: Option<Vec<Interval>>,
}

impl Learnt {
    /// From a result: LMG, or relative weights where those stand instead.
    #[must_use]
    pub fn new(by: By, value: &str, found: &Importance, intervals: Option<&Intervals>) -> Self {
        let figures = found.lmg.as_ref().or(found.johnson_raw.as_ref());
        let share = |figure: f64| if found.r2 > 0.0 { figure / found.r2 } else { 0.0 };
        let figures = figures.into_iter().flatten().map(|figure| share(*figure));
        Self {
            by,
            value: value.to_owned(),
            method: found.convention.to_owned(),
            n_used: found.n_used,
            n_dropped: found.n_dropped,
            r2: found.r2,
            shares: found.names.iter().cloned().zip(figures).collect(),
            intervals: intervals.map(|intervals| intervals.share.clone()),
        }
    }
}

/// A document that nobody has agreed to yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// How weights were made of shares.
    pub method: &'static str,
    /// The document, in TOML, with its grounds as comments.
    pub document: String,
    /// Every weight in it, beside the one that is in force now.
    pub changes: Vec<Change>,
}

/// A weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `tier` or `need`.
    pub by: &'static str,
    /// Which.
    pub value: String,
    /// The code of the touchpoint.
    pub touchpoint: String,
    /// The driver that it was learnt from; none: it is kept as it is.
    pub driver: Option<String>,
    /// In force now, per mille of the usual.
    pub before_per_mille: i64,
    /// Proposed, per mille of the usual.
    pub after_per_mille: i64,
}

const METHOD: &str =
    "share of importance times the number of drivers, in per mille: 1000 is a driver of mean importance";

/// A document with the attention of tiers and needs as their importance says; `touchpoints` gives the code of the
/// touchpoint that a driver is about, where it is not the driver's own name.
///
/// A profile of a document takes the place of the whole one below it: touchpoints that the survey did not ask about keep
/// the weight that they have in `engine`, and are written down with it.
///
/// ```
/// use std::collections::BTreeMap;
/// use tactful::{Engine, touchpoint::By};
/// use tactful_insight::attention::{Heading, Learnt, attention_document};
///
/// let learnt = Learnt {
///     by: By::Tier,
///     value: "gold".into(),
///     method: "LMG".into(),
///     n_used: 400,
///     n_dropped: 12,
///     r2: 0.5,
///     shares: vec![("speed of answer".into(), 0.75), ("attitude".into(), 0.25)],
///     intervals: None,
/// };
/// let heading = Heading { name: "attention".into(), version: "2026-11".into(), extends: vec!["house@1".into()] };
/// let codes = BTreeMap::from([("speed of answer".to_owned(), "connection_speed".to_owned())]);
/// let proposal = attention_document(&Engine::house()?, &heading, &[learnt], &codes)?;
/// let weights = Engine::from_text(&proposal.document)?.attention(Some("gold"), None)?;
/// assert_eq!(weights[..2], [("connection_speed".to_owned(), 1500), ("attitude".to_owned(), 500)]);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::UnknownTouchpoint`] for a driver whose touchpoint no catalogue has; [`Code::DuplicateId`] for a profile that is
/// given twice, or two drivers of one touchpoint; [`Code::InvalidValue`] for shares that are below 0 or all 0, and for
/// names that no document can have.
pub fn attention_document(
    engine: &Engine,
    heading: &Heading,
    learnt: &[Learnt],
    touchpoints: &BTreeMap<String, String>,
) -> Result<Proposal> {
    let known = engine.touchpoints()?;
    let codes: Vec<&str> = known
        .catalogues
        .iter()
        .flat_map(|catalogue| &catalogue.points)
        .map(|point| point.code.as_str())
        .collect();
    if learnt.is_empty() {
        return Err(Error::new(Code::InvalidValue, "at least one profile is needed").at_path("profiles"));
    }
    let mut text = String::from(
        "# Attention as a survey taught it: a proposal. Nothing changes until a policy extends this document.\n",
    );
    text.push_str(&format!("# {METHOD}.\n"));
    text.push_str(&format!("name    = {}\n", named(&heading.name, "name")?));
    text.push_str(&format!("version = {}\n", named(&heading.version, "version")?));
    if !heading.extends.is_empty() {
        let extends = heading.extends.iter().enumerate().map(|(place, document)| {
            let path = format!("extends[{place}]");
            let whole = document.split('@').try_for_each(|part| named(part, &path).map(drop));
            whole.map(|()| format!("\"{document}\""))
        });
        text.push_str(&format!("extends = [{}]\n", extends.collect::<Result<Vec<_>>>()?.join(", ")));
    }
    let mut changes: Vec<Change> = Vec::new();
    for (place, one) in learnt.iter().enumerate() {
        let path = format!("profiles[{place}]");
        let (by, value) = (one.by.as_str(), key(&one.value, &format!("{path}.value"))?);
        if learnt[..place].iter().any(|other| (other.by, &other.value) == (one.by, &one.value)) {
            return Err(Error::new(Code::DuplicateId, "a profile is given twice").at_path(&path));
        }
        let profile =
            known.attention.iter().find(|profile| profile.by == one.by && profile.value == one.value);
        let kept = profile.map_or(&[][..], |profile| &profile.weights);
        let before =
            |code: &str| kept.iter().find(|(known, _)| known == code).map_or(USUAL, |(_, weight)| *weight);
        let weights = weights(one, &path)?;
        text.push_str(&format!("\n# {}\n", comment(&grounds(one))));
        text.push_str(&format!("[touchpoints.attention.{by}.{value}]\n"));
        let start = changes.len();
        for (number, ((driver, share), weight)) in one.shares.iter().zip(weights).enumerate() {
            let code = touchpoints.get(driver).map_or(driver.as_str(), String::as_str);
            if !codes.contains(&code) {
                let message = match nearest(code, &codes) {
                    Some(near) => format!("no catalogue has this touchpoint; did you mean `{near}`?"),
                    None => {
                        "no catalogue has this touchpoint; say in `touchpoints` which one the driver is about"
                            .to_owned()
                    }
                };
                let path = format!("{path}.importance.{}", comment(driver));
                return Err(Error::new(Code::UnknownTouchpoint, message).at_path(&path));
            }
            if changes[start..].iter().any(|change| change.touchpoint == code) {
                let path = format!("{path}.importance.{}", comment(driver));
                return Err(
                    Error::new(Code::DuplicateId, "two drivers are about one touchpoint").at_path(&path)
                );
            }
            let now = before(code);
            let interval = one.intervals.as_ref().and_then(|intervals| intervals.get(number));
            let sure = interval.map_or_else(String::new, |interval| {
                format!(", {:.3} to {:.3}", interval.lower, interval.upper)
            });
            let about = if driver == code { String::new() } else { format!("{}: ", comment(driver)) };
            text.push_str(&format!(
                "{} = {weight}  # {about}share {share:.3}{sure}; {now} now\n",
                key(code, &path)?
            ));
            changes.push(Change {
                by,
                value: one.value.clone(),
                touchpoint: code.to_owned(),
                driver: Some(driver.clone()),
                before_per_mille: now,
                after_per_mille: weight,
            });
        }
        for (code, weight) in kept {
            if !changes[start..].iter().any(|change| change.touchpoint == *code) {
                text.push_str(&format!(
                    "{} = {weight}  # not asked about: as it is now\n",
                    key(code, &path)?
                ));
                changes.push(Change {
                    by,
                    value: one.value.clone(),
                    touchpoint: code.clone(),
                    driver: None,
                    before_per_mille: *weight,
                    after_per_mille: *weight,
                });
            }
        }
    }
    Ok(Proposal { method: METHOD, document: text, changes })
}

/// Weights of shares: in the mean they are usual.
fn weights(one: &Learnt, path: &str) -> Result<Vec<i64>> {
    let all: f64 = one.shares.iter().map(|(_, share)| *share).sum();
    let sound = one.shares.iter().all(|(_, share)| share.is_finite() && *share >= -1e-9);
    if !sound || !all.is_finite() || all <= 0.0 {
        let message = "shares must be numbers from 0 on, not all of them 0";
        return Err(Error::new(Code::InvalidValue, message).at_path(&format!("{path}.importance")));
    }
    let usual = all / one.shares.len() as f64;
    let weight = |share: f64| ((share / usual * USUAL as f64).round() as i64).clamp(0, MOST);
    Ok(one.shares.iter().map(|(_, share)| weight(*share)).collect())
}

/// What a profile rests on, in one line.
fn grounds(one: &Learnt) -> String {
    format!(
        "{} {}: {}; {} rows used, {} left out; the drivers explain {:.3} of the outcome",
        one.by.as_str(),
        one.value,
        one.method,
        one.n_used,
        one.n_dropped,
        one.r2
    )
}

/// Words that stand in a comment: of one line, without what steers a terminal.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A name that a document can have, in quotes.
fn named(text: &str, path: &str) -> Result<String> {
    if is_name(text) {
        Ok(format!("\"{text}\""))
    } else {
        Err(Error::new(Code::InvalidValue, NAME_RULE).at_path(path))
    }
}

/// The same as a key of TOML.
fn key(text: &str, path: &str) -> Result<String> {
    let quoted = named(text, path)?;
    Ok(if text.contains('.') { quoted } else { text.to_owned() })
}

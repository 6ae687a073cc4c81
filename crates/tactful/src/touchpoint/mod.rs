//! Touchpoints: where customers meet a company (T1), what they attend to (T9), and which meetings are moments of
//! truth (T2).
//!
//! The library brings starter catalogues (`starter.toml` beside this file); a policy has its own under
//! `[touchpoints.catalogues.…]` and `[touchpoints.attention.…]`.

mod load;

pub(crate) use load::read;

use crate::document::{Field, nearest, parse_toml};
use crate::policy::spec::Texts;
use crate::time::Instant;
use crate::words::words;
use crate::{Code, Engine, Error, Result};

words! {
    /// How an attribute works on satisfaction (T11).
    Factor {
        /// Taken for granted; its lack annoys.
        Basic = "basic";
        /// The more, the better.
        Performance = "performance";
        /// Not expected; it delights.
        Excitement = "excitement";
    }
}

words! {
    /// By what a profile of attention goes (T9).
    By {
        /// The customer's tier.
        Tier = "tier";
        /// What the customer wants now.
        Need = "need";
    }
}

/// An attribute that a customer can perceive.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Point {
    /// Its code, unique in its catalogue.
    pub code: String,
    /// Its name.
    pub name: Texts,
    /// The stage of the journey.
    pub stage: Option<String>,
    /// The channel, if it is not the catalogue's.
    pub channel: Option<String>,
    /// How it works, by a first guess.
    pub factor: Option<Factor>,
}

/// The touchpoints of a trade.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Catalogue {
    /// Its stable id.
    pub id: String,
    /// Its name.
    pub name: Texts,
    /// The channel of those that name none.
    pub channel: Option<String>,
    /// The touchpoints, in their order.
    pub points: Vec<Point>,
}

/// What some customers attend to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Profile {
    /// Tier or need.
    pub by: By,
    /// Which.
    pub value: String,
    /// Weights per mille by code of a touchpoint; 1000 for all else.
    pub weights: Vec<(String, i64)>,
}

/// What a document says of touchpoints.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct TouchpointsSpec {
    /// Catalogues.
    pub catalogues: Vec<Catalogue>,
    /// Profiles of attention.
    pub attention: Vec<Profile>,
}

/// A contact of any kind, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interaction {
    /// The host's id.
    pub id: String,
    /// The customer.
    pub customer: Option<String>,
    /// The contact that carries it: a member of staff, or a system.
    pub carrier: Option<String>,
    /// When.
    pub at: Option<Instant>,
    /// `catalogue/code`, or the code alone where only one catalogue has it.
    pub touchpoint: Option<String>,
}

/// What an interaction is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tied {
    /// The elements of a moment of truth that it lacks, by their codes (T2); empty: it is one, however small.
    pub missing: Vec<&'static str>,
    /// The catalogue and the code of its touchpoint.
    pub touchpoint: Option<(String, String)>,
    /// [`Code::UnknownTouchpoint`] if it names one that no catalogue has, or that several have.
    pub note: Option<Code>,
    /// The nearest known.
    pub nearest: Option<String>,
}

/// The library's own catalogues and profiles.
fn starter() -> Result<TouchpointsSpec> {
    let node = parse_toml(include_str!("starter.toml"))?;
    read(&Field::root(&node).table()?.required("touchpoints")?)
}

impl TouchpointsSpec {
    /// Lays `upper` on this: a catalogue or profile of the same name takes the place of the whole one.
    pub(crate) fn lay(mut self, upper: Self, note: &mut dyn FnMut(String)) -> Self {
        for one in upper.catalogues {
            match self.catalogues.iter().position(|known| known.id == one.id) {
                Some(place) => {
                    note(format!("touchpoints.catalogues.{}", one.id));
                    self.catalogues[place] = one;
                }
                None => self.catalogues.push(one),
            }
        }
        for one in upper.attention {
            match self.attention.iter().position(|known| (known.by, &known.value) == (one.by, &one.value)) {
                Some(place) => {
                    note(format!("touchpoints.attention.{}.{}", one.by.as_str(), one.value));
                    self.attention[place] = one;
                }
                None => self.attention.push(one),
            }
        }
        self
    }
}

impl Engine {
    /// The catalogues and profiles in force: the starters, with those of the policy laid on them (T1, T9).
    ///
    /// # Errors
    /// None that a caller could cause; the starters are tested.
    ///
    /// ```
    /// let known = tactful::Engine::house()?.touchpoints()?;
    /// let airline = known.catalogues.iter().find(|catalogue| catalogue.id == "airline");
    /// assert!(airline.is_some_and(|airline| airline.points.iter().any(|point| point.name.zh == "登机欢迎")));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn touchpoints(&self) -> Result<TouchpointsSpec> {
        Ok(starter()?.lay(self.policy.touchpoints.clone(), &mut |_| {}))
    }

    /// How much a customer attends to touchpoints, per mille of the usual: the greater of tier and need (T9).
    ///
    /// # Errors
    /// [`Code::UnknownWord`] for a tier or need that has no profile, with the nearest known.
    ///
    /// ```
    /// let weights = tactful::Engine::house()?.attention(Some("gold"), Some("complaining"))?;
    /// assert_eq!(weights.iter().find(|(point, _)| point == "attitude"), Some(&("attitude".to_owned(), 2000)));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn attention(&self, tier: Option<&str>, need: Option<&str>) -> Result<Vec<(String, i64)>> {
        let known = self.touchpoints()?;
        let mut weights: Vec<(String, i64)> = Vec::new();
        for (by, value) in [(By::Tier, tier), (By::Need, need)] {
            let Some(value) = value else { continue };
            let profiles = known.attention.iter().filter(|profile| profile.by == by);
            let Some(profile) = profiles.clone().find(|profile| profile.value == value) else {
                let known: Vec<&str> = profiles.map(|profile| profile.value.as_str()).collect();
                let error = crate::policy::unknown_name(Code::UnknownWord, by.as_str(), value, &known);
                return Err(error.at_path(by.as_str()));
            };
            for (point, weight) in &profile.weights {
                match weights.iter_mut().find(|(known, _)| known == point) {
                    Some((_, most)) => *most = (*most).max(*weight),
                    None => weights.push((point.clone(), *weight)),
                }
            }
        }
        Ok(weights)
    }

    /// Ties interactions to touchpoints, and says which are moments of truth (T2). However small, none is left out.
    ///
    /// # Errors
    /// [`Code::DuplicateId`].
    ///
    /// ```
    /// use tactful::touchpoint::Interaction;
    /// let smile = Interaction {
    ///     id: "i-1".into(), customer: Some("c-1".into()), touchpoint: Some("boarding_welcome".into()),
    ///     ..Interaction::default()
    /// };
    /// let tied = &tactful::Engine::house()?.tie(&[smile])?[0];
    /// assert_eq!(tied.missing, ["carrier", "scope"]);
    /// assert_eq!(tied.touchpoint, Some(("airline".into(), "boarding_welcome".into())));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn tie(&self, interactions: &[Interaction]) -> Result<Vec<Tied>> {
        crate::complaint::distinct_ids("interactions", interactions.iter().map(|one| one.id.as_str()))?;
        let known = self.touchpoints()?;
        let mut all: Vec<(&str, &str)> = Vec::new();
        for catalogue in &known.catalogues {
            all.extend(catalogue.points.iter().map(|point| (catalogue.id.as_str(), point.code.as_str())));
        }
        let tie = |one: &Interaction| {
            let elements = [
                ("object", one.customer.as_ref().is_some_and(|id| !id.is_empty())),
                ("carrier", one.carrier.as_ref().is_some_and(|id| !id.is_empty())),
                ("scope", one.at.is_some()),
            ];
            let missing = elements.into_iter().filter(|(_, there)| !there).map(|(code, _)| code).collect();
            let mut tied = Tied { missing, touchpoint: None, note: None, nearest: None };
            let Some(named) = &one.touchpoint else { return tied };
            let (catalogue, code) =
                named.split_once('/').map_or((None, named.as_str()), |(c, p)| (Some(c), p));
            let mut found =
                all.iter().filter(|(of, point)| catalogue.is_none_or(|named| named == *of) && *point == code);
            match (found.next(), found.next()) {
                (Some((of, point)), None) => tied.touchpoint = Some(((*of).to_owned(), (*point).to_owned())),
                (first, _) => {
                    let names: Vec<String> = all.iter().map(|(of, point)| format!("{of}/{point}")).collect();
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    let codes: Vec<&str> = all.iter().map(|(_, point)| *point).collect();
                    tied.note = Some(Code::UnknownTouchpoint);
                    tied.nearest = match first {
                        Some((of, point)) => Some(format!("{of}/{point}")),
                        None => nearest(named, if catalogue.is_some() { &names } else { &codes })
                            .map(str::to_owned),
                    };
                }
            }
            tied
        };
        Ok(interactions.iter().map(tie).collect())
    }
}

/// An error that a reader of the section gives.
fn bad(field: &Field<'_>, message: &str) -> Error {
    field.error(Code::InvalidValue, message)
}

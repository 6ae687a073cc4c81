//! A case in brief: what looking at many cases needs of each.

use super::{Act, Case, Conduct, Ending, Event, EventKind, PartState};
use crate::time::Instant;
use crate::{Code, Error, Result};
use std::collections::HashSet;

/// The acts of handling a complaint: those with an order, in it, then what holds throughout (C1).
///
/// ```
/// assert_eq!(tactful::complaint::ACTS[0], "apologise");
/// ```
pub const ACTS: [&str; 13] = {
    let mut acts = [""; 13];
    let mut place = 0;
    while place < acts.len() {
        acts[place] = match place.checked_sub(Act::ALL.len()) {
            None => Act::ALL[place].0,
            Some(conduct) => Conduct::ALL[conduct].0,
        };
        place += 1;
    }
    acts
};

/// An act that was done, one of [`ACTS`] (C1).
///
/// ```
/// use tactful::{complaint::ActMark, time::Instant};
/// let mark = ActMark { act: "apologise".to_owned(), at: Instant::parse("2026-11-02T09:00:00Z")? };
/// assert_eq!(mark.act, "apologise");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActMark {
    /// Its code.
    pub act: String,
    /// When it was done.
    pub at: Instant,
}

/// What somebody lacked when a case failed (C15).
///
/// ```
/// use tactful::complaint::Lack;
/// let lack = Lack { role: "front_line".to_owned(), skill: "listening".to_owned() };
/// assert_eq!(lack.skill, "listening");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    /// The role of the person.
    pub role: String,
    /// The skill tag.
    pub skill: String,
}

/// What cases can have in common (C12).
///
/// ```
/// use tactful::complaint::Feature;
/// assert_eq!(Feature::Cause.as_str(), "cause");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// The product that the complaint is about.
    Product,
    /// What was found to be the cause.
    Cause,
    /// The touchpoint at which it arose.
    Touchpoint,
}

impl Feature {
    /// Every feature with its word.
    pub const ALL: &'static [(&'static str, Feature)] =
        &[("product", Feature::Product), ("cause", Feature::Cause), ("touchpoint", Feature::Touchpoint)];

    /// The word used in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// A case in brief, as its log tells it.
///
/// ```
/// use tactful::complaint::{CaseSummary, Feature};
/// use tactful::time::Instant;
/// let mut case = CaseSummary::new("k-1", "anna", Instant::parse("2026-11-02T09:00:00Z")?);
/// case.product = Some("mower".to_owned());
/// assert_eq!(case.feature(Feature::Product), Some("mower"));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSummary {
    /// The case.
    pub id: String,
    /// The customer.
    pub customer: String,
    /// What it is about, if known.
    pub product: Option<String>,
    /// Its cause, if found.
    pub cause: Option<String>,
    /// Where it arose, if known.
    pub touchpoint: Option<String>,
    /// When the customer complained.
    pub opened_at: Instant,
    /// When the customer first had an answer.
    pub first_response_at: Option<Instant>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// The acts that were done; one that was done twice counts once.
    pub acts: Vec<ActMark>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who listened.
    pub handler: Option<String>,
    /// It was not healed: reopened, closed without the customer's content, or lost.
    pub failed: bool,
    /// What staff lacked, if it failed.
    pub lacks: Vec<Lack>,
}

impl CaseSummary {
    /// A case of which only the opening is known.
    #[must_use]
    pub fn new(id: &str, customer: &str, opened_at: Instant) -> Self {
        Self {
            id: id.to_owned(),
            customer: customer.to_owned(),
            product: None,
            cause: None,
            touchpoint: None,
            opened_at,
            first_response_at: None,
            closed_at: None,
            acts: Vec::new(),
            owner: None,
            handler: None,
            failed: false,
            lacks: Vec::new(),
        }
    }

    /// A case in brief, as its log tells it. What holds throughout counts as done unless it was not kept (C1); the
    /// case failed if it was taken up again, or if a part of it ended neither satisfied nor withdrawn. What staff lacked
    /// no log knows: add it.
    ///
    /// ```
    /// use tactful::complaint::{Case, CaseSummary, Event, EventKind, Role};
    /// use tactful::time::Instant;
    /// let at = Instant::parse("2026-11-21T09:30:00Z")?;
    /// let mut opened = Event::new("e-1", at, EventKind::Opened, "web", Role::System);
    /// opened.customer = Some("anna".to_owned());
    /// let brief = CaseSummary::of(&Case::open("k-1", opened)?);
    /// assert_eq!((brief.customer.as_str(), brief.first_response_at), ("anna", None));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn of(case: &Case) -> Self {
        let events = case.events();
        let mut brief = match events.first() {
            Some(opened) => {
                let customer = opened.customer.as_deref().unwrap_or_default();
                let mut brief = Self::new(case.id(), customer, opened.at);
                brief.product.clone_from(&opened.product);
                brief.touchpoint.clone_from(&opened.touchpoint);
                brief
            }
            None => Self::new(case.id(), "", Instant::clamped(0)),
        };
        let state = case.state();
        let cause = state.parts().iter().find_map(PartState::cause);
        brief.cause = cause.map(|cause| cause.as_str().to_owned());
        brief.first_response_at = case.first_response();
        brief.closed_at = case.closed_at();
        brief.acts = act_marks(case);
        let kept = Conduct::ALL.iter().filter(|(_, conduct)| !state.lapsed(*conduct));
        let kept = kept.map(|(word, _)| ActMark { act: (*word).to_owned(), at: brief.opened_at });
        brief.acts.extend(kept);
        let last = |kind, field: fn(&Event) -> Option<&String>| {
            let found = events.iter().rev().filter(|event| event.kind == kind).find_map(field);
            found.cloned()
        };
        brief.owner = last(EventKind::HandOver, |event| event.to.as_ref());
        brief.handler = last(EventKind::Listen, |event| Some(&event.by));
        let content = |ending| matches!(ending, Ending::Satisfied | Ending::Withdrawn);
        let lost = state.parts().iter().filter_map(PartState::ending).any(|ending| !content(ending));
        brief.failed = state.reopenings() > 0 || lost;
        brief
    }

    /// What the case has of a feature.
    #[must_use]
    pub fn feature(&self, feature: Feature) -> Option<&str> {
        match feature {
            Feature::Product => self.product.as_deref(),
            Feature::Cause => self.cause.as_deref(),
            Feature::Touchpoint => self.touchpoint.as_deref(),
        }
    }
}

/// The acts of a case, in their order.
pub(super) fn act_marks(case: &Case) -> Vec<ActMark> {
    let acts = case.events().iter().filter_map(|event| Some((event.kind.act()?, event.at)));
    acts.map(|(act, at)| ActMark { act: act.as_str().to_owned(), at }).collect()
}

/// Refuses two entries of one id.
pub(crate) fn distinct_ids<'a>(list: &str, ids: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = HashSet::new();
    for (place, id) in ids.enumerate() {
        if !seen.insert(id) {
            let error =
                Error::new(Code::DuplicateId, "this id was given to an entry before; give each its own");
            return Err(error.at_path(&format!("{list}[{place}].id")));
        }
    }
    Ok(())
}

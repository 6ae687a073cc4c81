//! The tenth complaint of a kind gets the care of the first (C17).

use crate::complaint::statistics::{median, sign_test};
use crate::complaint::{CaseSummary, distinct_ids};
use crate::order::Order;
use crate::policy::complaints::EvennessRules;
use crate::time::Instant;
use crate::{Code, Engine, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Care by ordinal: the first, second, … case of its kind.
///
/// See [`Engine::evenness`](crate::Engine::evenness) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrdinalCare {
    /// 1 for the first case of a kind.
    pub ordinal: usize,
    /// Cases.
    pub cases: usize,
    /// Those that are closed.
    pub closed: usize,
    /// The acts done of those that make care complete, per mille over the closed cases, floored; none without one.
    pub completeness: Option<i64>,
    /// Those that have an answer.
    pub answered: usize,
    /// The median time to the first answer, in seconds (open seconds if the policy names a calendar); who waits
    /// without one counts as later than all; none: half of them wait. Of an even number the mean of the two in the
    /// middle, floored.
    pub response_seconds: Option<i64>,
}

/// Over kinds of cases: how often the later case fared worse than the first.
///
/// See [`Engine::evenness`](crate::Engine::evenness) for an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Kinds in which the later case fared worse.
    pub worse: usize,
    /// Kinds in which it fared better.
    pub better: usize,
    /// Kinds in which both fared alike; they say nothing (the sign test's convention).
    pub equal: usize,
    /// Kinds that cannot be compared: an answer, or the end of a case, is still out.
    pub open: usize,
    /// How likely so many worse ones are, or more, if care is even; none without a kind that differs.
    pub p_value: Option<f64>,
}

/// What the comparison says.
///
/// ```
/// use tactful::complaint::organisation::Verdict;
/// assert_eq!(Verdict::CannotTell.as_str(), "cannot_tell");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The later case gets less care than the first.
    Uneven,
    /// Nothing of the kind shows; that is no proof of even care.
    NoDifferenceFound,
    /// Too few kinds differ: even if all of them were worse, chance could do it.
    CannotTell,
}

impl Verdict {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Uneven => "uneven",
            Verdict::NoDifferenceFound => "no_difference_found",
            Verdict::CannotTell => "cannot_tell",
        }
    }
}

/// Whether later cases of a kind get the care of the first.
///
/// See [`Engine::evenness`](crate::Engine::evenness) for an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Evenness {
    /// What it says.
    pub verdict: Verdict,
    /// The case of each kind that is compared with its first.
    pub ordinal: usize,
    /// Kinds that have so many cases.
    pub kinds: usize,
    /// Kinds that must differ before anything can be told.
    pub kinds_needed: usize,
    /// Completeness of the acts.
    pub completeness: Contrast,
    /// Speed of the first answer.
    pub speed: Contrast,
    /// By ordinal, over all kinds, up to the one that is compared.
    pub ordinals: Vec<OrdinalCare>,
    /// Cases that lack what they are compared by.
    pub left_out: usize,
    /// [`Code::CasesLeftOut`], [`Code::LaterThanNow`], [`Code::AnsweredBeforeAsked`], [`Code::TooFewToTell`].
    pub notes: Vec<Code>,
}

impl Evenness {
    /// How it was found.
    pub const METHOD: &'static str = "one-sided sign test over kinds of similar cases, the later case against the first (Dixon and Mood, 1946); \
         ties dropped; two measures, Bonferroni";
}

/// What is compared of one case.
struct Care {
    done: usize,
    closed: bool,
    /// Seconds to the first answer, or so far.
    waited: i64,
    answered: bool,
}

impl Engine {
    /// Whether the tenth case of a kind (or the one that the policy names) gets the care of the first (C17).
    ///
    /// Cases are of one kind if they agree in the features that the policy names; within a kind they are numbered
    /// by opening, then id. For each kind that has a tenth, it is compared with the first: the acts done, and the
    /// time to the first answer. The sign test over kinds tells whether the tenth fares worse more often than
    /// chance would have it ([`Evenness::METHOD`]).
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy says nothing of evenness; [`Code::DuplicateId`].
    ///
    /// ```
    /// use tactful::{Engine, complaint::{CaseSummary, organisation::Verdict}, time::Instant};
    /// let now = Instant::parse("2026-11-21T09:00:00Z")?;
    /// let care = Engine::house()?.evenness(&[CaseSummary::new("k-1", "anna", now)], now)?;
    /// assert_eq!((care.verdict, care.kinds, care.kinds_needed), (Verdict::CannotTell, 0, 6));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn evenness(&self, cases: &[CaseSummary], now: Instant) -> Result<Evenness> {
        let rules = self.organisation.evenness()?;
        distinct_ids("cases", cases.iter().map(|case| case.id.as_str()))?;
        let mut notes = BTreeSet::new();
        let mut left_out = 0;
        let mut kinds: BTreeMap<Vec<&str>, Vec<&CaseSummary>> = BTreeMap::new();
        for case in cases {
            if case.opened_at > now {
                notes.insert(Code::LaterThanNow);
                continue;
            }
            match rules.similar_by.iter().map(|&feature| case.feature(feature)).collect::<Option<Vec<_>>>() {
                Some(kind) => kinds.entry(kind).or_default().push(case),
                None => {
                    left_out += 1;
                    notes.insert(Code::CasesLeftOut);
                }
            }
        }
        let mut by_ordinal: Vec<Vec<Care>> = Vec::new();
        let (mut completeness, mut speed) = (Tally::default(), Tally::default());
        let mut compared = 0;
        for kind in kinds.values_mut() {
            kind.order_by(|a, b| (a.opened_at, &a.id).cmp(&(b.opened_at, &b.id)));
            let cares: Vec<Care> =
                kind.iter().take(rules.ordinal).map(|case| care(case, rules, now, &mut notes)).collect();
            if let (Some(first), Some(late)) = (cares.first(), cares.get(rules.ordinal - 1)) {
                compared += 1;
                // of a case that goes on, acts are still to come
                let over = first.closed && late.closed;
                completeness.add(over.then(|| first.done.cmp(&late.done)));
                speed.add(slower(first, late));
            }
            for (place, care) in cares.into_iter().enumerate() {
                if by_ordinal.len() <= place {
                    by_ordinal.push(Vec::new());
                }
                by_ordinal[place].push(care);
            }
        }
        // two measures are looked at: each may err half as often
        let level = rules.level / 2.0;
        let kinds_needed = (1..=60).find(|&n| sign_test(n, n) <= level).unwrap_or(60);
        let (completeness, speed) = (completeness.contrast(), speed.contrast());
        let differing = |contrast: &Contrast| contrast.worse + contrast.better;
        let shows = |contrast: &Contrast| contrast.p_value.is_some_and(|p| p <= level);
        let verdict = if shows(&completeness) || shows(&speed) {
            Verdict::Uneven
        } else if differing(&completeness).max(differing(&speed)) < kinds_needed {
            notes.insert(Code::TooFewToTell);
            Verdict::CannotTell
        } else {
            Verdict::NoDifferenceFound
        };
        let acts = rules.acts.len();
        let ordinals = by_ordinal.into_iter().enumerate();
        Ok(Evenness {
            verdict,
            ordinal: rules.ordinal,
            kinds: compared,
            kinds_needed,
            completeness,
            speed,
            ordinals: ordinals.map(|(place, cares)| ordinal_care(place + 1, &cares, acts)).collect(),
            left_out,
            notes: notes.into_iter().collect(),
        })
    }
}

fn care(case: &CaseSummary, rules: &EvennessRules, now: Instant, notes: &mut BTreeSet<Code>) -> Care {
    let done: BTreeSet<&str> = case
        .acts
        .iter()
        .filter(|mark| mark.at <= now && rules.acts.contains(&mark.act))
        .map(|mark| mark.act.as_str())
        .collect();
    let mut answer = case.first_response_at.filter(|at| *at <= now);
    if answer.is_some_and(|at| at < case.opened_at) {
        notes.insert(Code::AnsweredBeforeAsked);
        answer = None;
    }
    let until = answer.unwrap_or(now);
    let waited = match &rules.calendar {
        Some(calendar) => calendar.elapsed(case.opened_at, until),
        None => until.seconds() - case.opened_at.seconds(),
    };
    let closed = case.closed_at.is_some_and(|at| at <= now);
    Care { done: done.len(), closed, waited, answered: answer.is_some() }
}

/// How the later case compares in speed: greater is slower; none: not known yet.
fn slower(first: &Care, late: &Care) -> Option<std::cmp::Ordering> {
    use std::cmp::Ordering::{Greater, Less};
    match (first.answered, late.answered) {
        (true, true) => Some(late.waited.cmp(&first.waited)),
        // who still waits has waited longer already, or nobody knows
        (true, false) => (late.waited > first.waited).then_some(Greater),
        (false, true) => (first.waited > late.waited).then_some(Less),
        (false, false) => None,
    }
}

#[derive(Default)]
struct Tally {
    worse: usize,
    better: usize,
    equal: usize,
    open: usize,
}

impl Tally {
    fn add(&mut self, later_is_worse: Option<std::cmp::Ordering>) {
        match later_is_worse {
            Some(std::cmp::Ordering::Greater) => self.worse += 1,
            Some(std::cmp::Ordering::Less) => self.better += 1,
            Some(std::cmp::Ordering::Equal) => self.equal += 1,
            None => self.open += 1,
        }
    }

    fn contrast(self) -> Contrast {
        let differing = self.worse + self.better;
        Contrast {
            worse: self.worse,
            better: self.better,
            equal: self.equal,
            open: self.open,
            p_value: (differing > 0).then(|| sign_test(self.worse, differing)),
        }
    }
}

fn ordinal_care(ordinal: usize, cares: &[Care], acts: usize) -> OrdinalCare {
    let closed = cares.iter().filter(|care| care.closed).count();
    let done: usize = cares.iter().filter(|care| care.closed).map(|care| care.done).sum();
    // who waits without an answer comes after all who have one
    let mut waits: Vec<i64> =
        cares.iter().map(|care| if care.answered { care.waited } else { i64::MAX }).collect();
    let middle = median(&mut waits);
    let settled = waits.get(waits.len() / 2).is_some_and(|&upper| upper < i64::MAX);
    OrdinalCare {
        ordinal,
        cases: cares.len(),
        closed,
        completeness: (closed > 0).then(|| (done * 1_000 / (closed * acts).max(1)) as i64),
        answered: cares.iter().filter(|care| care.answered).count(),
        response_seconds: middle.filter(|_| settled),
    }
}

//! Scenes of failure (T15): how a customer's matter is kept from being settled, with the evidence and what lies beneath.

use super::churn::{Evidence, RootCause};
use super::portfolio::Trait;
use crate::order::Order;
use crate::policy::Figure;
use crate::time::Instant;
use crate::voice::Class;
use crate::words::words;
use crate::{Code, Engine, Result};

words! {
    /// A scene of failure.
    Scene {
        /// Cannot get through, or is transferred on and on.
        HardToReach = "hard_to_reach";
        /// Staff may not decide.
        ApprovalLayers = "approval_layers";
        /// Logged in time, then pushed about between departments.
        NoBacking = "no_backing";
        /// Granting hurts the company, refusing loses an important customer.
        Dilemma = "dilemma";
        /// Poor attitude.
        PoorAttitude = "poor_attitude";
        /// Responsibility pushed away.
        Shirking = "shirking";
        /// A promise not kept.
        BrokenWord = "broken_word";
        /// Poor skill in talking.
        PoorSkill = "poor_skill";
    }
}

words! {
    /// One step of a customer's matter.
    StepKind {
        /// An attempt to get through that nobody answered.
        Attempt = "attempt";
        /// Passed on within one contact.
        Transfer = "transfer";
        /// The contact came to a result.
        Outcome = "outcome";
        /// Somebody was asked for leave.
        Approval = "approval";
        /// It was decided.
        Decision = "decision";
        /// Its receipt was acknowledged.
        Acknowledged = "acknowledged";
        /// Handed over between departments.
        HandOver = "hand_over";
        /// Something was done for the customer.
        Act = "act";
        /// A promise was broken.
        PromiseBroken = "promise_broken";
    }
}

/// One step, with what tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The host's id.
    pub id: Option<String>,
    /// When.
    pub at: Instant,
    /// What happened.
    pub kind: StepKind,
    /// The contact in which it happened.
    pub contact: Option<String>,
    /// The department that handed over, and the one that got it.
    pub departments: Option<(String, String)>,
    /// Whether a reason for it was recorded.
    pub reason: bool,
}

/// A customer's matter; what is none was not supplied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matter {
    /// Its steps, in any order.
    pub steps: Vec<Step>,
    /// Until when its receipt was to be acknowledged.
    pub acknowledge_by: Option<Instant>,
    /// Until when it was to be decided.
    pub decide_by: Option<Instant>,
    /// What the customer expects, in minor units.
    pub expectation: Option<i64>,
    /// What the handler may grant.
    pub limit: Option<i64>,
    /// The margin of the order.
    pub margin: Option<i64>,
    /// The traits that the customer holds (R5).
    pub traits: Option<Vec<Trait>>,
    /// What staff wrote or said: when, and the words.
    pub said: Option<Vec<(Instant, String)>>,
    /// Frames that were skipped: `emotion`, `fact`, `expectation` (C4).
    pub frames_skipped: Option<usize>,
}

/// Whether a scene was played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The scene.
    pub scene: Scene,
    /// [`Code::Signal`], [`Code::NoSignal`] or [`Code::CannotTell`].
    pub state: Code,
    /// How strong it is, from 0 to 1000; half of that where there is just as much as the policy asks for.
    pub strength: i64,
    /// When it first showed.
    pub since: Option<Instant>,
    /// What speaks for it, by instant.
    pub evidence: Vec<Evidence>,
    /// What lies beneath.
    pub root: RootCause,
}

impl Engine {
    /// The eight scenes of failure in a customer's matter at `now`, in the order of the list (T15). Evidence never
    /// repeats what was said.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy says nothing of `relationship.scenes`.
    ///
    /// ```
    /// use tactful::relationship::{Matter, RootCause, Scene, Step, StepKind};
    /// use tactful::{time::Instant, Code, Engine};
    /// let asked = |minute: i64| Step {
    ///     id: None, at: Instant::from_seconds(minute * 60).unwrap(), kind: StepKind::Approval, contact: None,
    ///     departments: None, reason: true,
    /// };
    /// let matter = Matter {
    ///     steps: vec![asked(1), asked(2)], expectation: Some(500), limit: Some(1_000), ..Matter::default()
    /// };
    /// let scenes = Engine::house()?.failure_scenes(&matter, Instant::from_seconds(600)?)?;
    /// assert_eq!((scenes[1].scene, scenes[1].state), (Scene::ApprovalLayers, Code::Signal));
    /// assert_eq!(scenes[1].root, RootCause::Fear);           // it was within what the handler may grant
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn failure_scenes(&self, matter: &Matter, now: Instant) -> Result<Vec<Played>> {
        let mut steps: Vec<&Step> = matter.steps.iter().filter(|step| step.at <= now).collect();
        steps.order_by_key(|step| step.at);
        let traced = !steps.is_empty();
        let of = |kind: StepKind| steps.iter().copied().filter(move |step| step.kind == kind);
        let threshold =
            |figure| self.number(figure).map(|number| usize::try_from(number.max(1)).unwrap_or(usize::MAX));

        // attempts until something came of one, each time; transfers of one contact without an outcome
        let (mut reach, mut run) = (Vec::new(), Vec::new());
        let attempts = threshold(Figure::Attempts)?;
        for step in &steps {
            match step.kind {
                StepKind::Attempt => run.push(step_seen(step)),
                StepKind::Outcome | StepKind::Act => {
                    reach.extend(at_least(std::mem::take(&mut run), attempts))
                }
                _ => {}
            }
        }
        reach.extend(at_least(run, attempts));
        // steps that name no contact are taken as those of one
        let mut contacts: Vec<Option<&str>> = steps.iter().map(|step| step.contact.as_deref()).collect();
        contacts.order();
        contacts.dedup();
        let most = threshold(Figure::Transfers)?;
        for contact in contacts {
            let of = |kind| of(kind).filter(|step| step.contact.as_deref() == contact);
            if of(StepKind::Outcome).next().is_none() {
                reach.extend(at_least(of(StepKind::Transfer).map(step_seen).collect(), most));
            }
        }

        let approvals = threshold(Figure::Approvals)?;
        let mut layers = at_least(of(StepKind::Approval).map(step_seen).collect(), approvals);
        if let Some(by) = matter.decide_by {
            let decided = of(StepKind::Decision).map(|step| step.at).min();
            if decided.map_or(now > by, |at| at > by) {
                layers.push(Evidence { what: "decided_late", at: decided.unwrap_or(by), id: None });
            }
        }
        let within_limit = matter.expectation.zip(matter.limit).is_some_and(|(wish, limit)| wish <= limit);

        let hand_overs = threshold(Figure::HandOvers)?;
        let passed_on = self.passed_on(&steps, matter, hand_overs);

        let beyond = |limit: Option<i64>| matter.expectation.zip(limit).map(|(wish, limit)| wish > limit);
        let (limit, margin) = (beyond(matter.limit), beyond(matter.margin));
        let valued = matter.traits.as_ref().map(|traits| !traits.is_empty());
        let dilemma = match (limit == Some(true) || margin == Some(true), valued) {
            (true, Some(true)) => Code::Signal,
            (_, Some(false)) => Code::NoSignal,
            (false, _) if limit.is_some() || margin.is_some() => Code::NoSignal,
            _ => Code::CannotTell,
        };

        let mut attitude = Vec::new();
        let mut shirked = Vec::new();
        for (at, words) in matter.said.iter().flatten().filter(|(at, _)| *at <= now) {
            for found in self.voice()?.wording(words) {
                let evidence = Evidence { what: found.class.as_str(), at: *at, id: None };
                match found.class {
                    Class::Blame | Class::Powerless | Class::BatchExcuse => shirked.push(evidence),
                    _ => attitude.push(evidence),
                }
            }
        }
        let without_reason = of(StepKind::HandOver).filter(|step| !step.reason);
        shirked.extend(
            without_reason.map(|step| Evidence { what: "hand_over_without_reason", ..step_seen(step) }),
        );

        let state = |evidence: &[Evidence], tellable: bool| match (evidence.is_empty(), tellable) {
            (false, _) => Code::Signal,
            (true, true) => Code::NoSignal,
            (true, false) => Code::CannotTell,
        };
        let spoken = matter.said.is_some();
        let broken: Vec<Evidence> = of(StepKind::PromiseBroken).map(step_seen).collect();
        let skill = match matter.frames_skipped {
            Some(0) => Code::NoSignal,
            Some(_) => Code::Signal,
            None => Code::CannotTell,
        };
        let layered = if within_limit { RootCause::Fear } else { RootCause::Mechanism };
        let mut played = Vec::new();
        let mut add = |scene, state, mut evidence: Vec<Evidence>, enough: usize, root| {
            evidence.order_by(|a, b| (a.at, a.what, &a.id).cmp(&(b.at, b.what, &b.id)));
            let strength = match state {
                Code::Signal => (evidence.len() as i64).saturating_mul(500) / (enough as i64).max(1),
                _ => 0,
            };
            let since = evidence.first().map(|first| first.at);
            played.push(Played { scene, state, strength: strength.min(1_000), since, evidence, root });
        };
        // what is told of the matter as a whole is seen when it is asked
        let whole = |what| Evidence { what, at: now, id: None };
        let mut torn = Vec::new();
        if dilemma == Code::Signal {
            torn.extend((limit == Some(true)).then(|| whole("beyond_limit")));
            torn.extend((margin == Some(true)).then(|| whole("beyond_margin")));
        }
        let skipped = matter.frames_skipped.unwrap_or(0).min(3);
        let skipped = vec![whole("frame_skipped"); skipped];
        add(Scene::HardToReach, state(&reach, traced), reach, attempts.min(most), RootCause::Mechanism);
        add(Scene::ApprovalLayers, state(&layers, traced), layers, approvals, layered);
        add(Scene::NoBacking, state(&passed_on, traced), passed_on, hand_overs, RootCause::Mechanism);
        add(Scene::Dilemma, dilemma, torn, 1, RootCause::Circumstance);
        add(Scene::PoorAttitude, state(&attitude, spoken), attitude, 1, RootCause::Staff);
        add(Scene::Shirking, state(&shirked, spoken || traced), shirked, 1, RootCause::Staff);
        add(Scene::BrokenWord, state(&broken, traced), broken, 1, RootCause::Staff);
        add(Scene::PoorSkill, skill, skipped, 1, RootCause::Staff);
        Ok(played)
    }

    /// Hand-overs between departments without an act for the customer between them, or back to where it was before,
    /// in a matter whose receipt was acknowledged in time.
    fn passed_on(&self, steps: &[&Step], matter: &Matter, most: usize) -> Vec<Evidence> {
        let in_time = |step: &&&Step| {
            step.kind == StepKind::Acknowledged && matter.acknowledge_by.is_none_or(|by| step.at <= by)
        };
        let Some(acknowledged) = steps.iter().find(in_time) else { return Vec::new() };
        let (mut run, mut been, mut found) = (Vec::new(), Vec::<&str>::new(), Vec::new());
        let mut close = |run: &mut Vec<Evidence>, returned: bool| {
            if run.len() >= most || returned {
                found.append(run);
            }
            run.clear();
        };
        let mut returned = false;
        for step in steps.iter().filter(|step| step.at >= acknowledged.at) {
            match (step.kind, &step.departments) {
                (StepKind::Act | StepKind::Outcome, _) => {
                    close(&mut run, returned);
                    (been, returned) = (Vec::new(), false);
                }
                (StepKind::HandOver, Some((from, to))) if from != to => {
                    been.push(from);
                    returned |= been.contains(&to.as_str());
                    run.push(step_seen(step));
                }
                _ => {}
            }
        }
        close(&mut run, returned);
        found
    }
}

fn step_seen(step: &Step) -> Evidence {
    Evidence { what: step.kind.as_str(), at: step.at, id: step.id.clone() }
}

/// All of it if there is enough, else nothing.
fn at_least(evidence: Vec<Evidence>, many: usize) -> Vec<Evidence> {
    if evidence.len() >= many { evidence } else { Vec::new() }
}

//! The joint answer, found by looking at every instant at which anything can change.

use super::reason::{Anchored, Anchors, anchors};
use super::rules::{Constraint, constraints, stages, stages_of};
use super::world::World;
use std::collections::{BTreeMap, BTreeSet};
use tactful::Code;

/// What the oracle says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The verdict.
    pub verdict: Code,
    /// The first allowed instant.
    pub from: Option<i64>,
    /// The end of that time; none: not before the horizon.
    pub until: Option<i64>,
    /// Rules that disallow now, with the instant at which each allows for the first time.
    pub blocks: BTreeMap<String, Option<i64>>,
    /// Rules that a fact can clear, of those that apply.
    pub clearable: BTreeSet<String>,
    /// Rules that disallow the second before `from`, without disallowing now.
    pub then: Vec<String>,
}

impl Answer {
    /// The block that clears last; of equals the smallest id.
    pub fn binding(&self) -> Option<&str> {
        let last = |at: &Option<i64>| at.unwrap_or(i64::MAX);
        let latest = self.blocks.values().map(last).max()?;
        self.blocks.iter().find(|(_, at)| last(at) == latest).map(|(id, _)| id.as_str())
    }
}

/// One question, prepared.
pub struct Question<'w, 'a> {
    /// What it is asked of.
    pub world: &'w World<'a>,
    /// The index of the reason.
    pub reason: usize,
    /// Its anchors.
    pub anchors: Anchors,
    /// Rules and the reason's own rhythm.
    pub constraints: Vec<Constraint>,
    /// Wrong stage or level.
    pub out_of_place: bool,
}

/// What is left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifted {
    /// Nothing.
    Nothing,
    /// Rules that a fact can clear.
    Clearable,
    /// Times of day.
    TimesOfDay,
}

impl<'w, 'a> Question<'w, 'a> {
    /// Prepares a question.
    pub fn new(world: &'w World<'a>, reason: &str, channel: &str) -> Self {
        let reason = world.reason_index(reason).expect("a reason of the policy");
        let spec = &world.policy.reasons[reason];
        let (now_in, _) = stages(world);
        let wrong_stage = stages_of(world.policy, reason)
            .is_some_and(|fitting| now_in.iter().all(|stage| !fitting.contains(stage)));
        let level = world.customer.level.clone().or_else(|| {
            let assigned = world.facts.iter().filter(|fact| fact.kind.as_str() == "level_assigned");
            assigned.max_by_key(|fact| fact.at).and_then(|fact| fact.level.clone())
        });
        let wrong_level = !spec.levels.is_empty() && !level.is_some_and(|level| spec.levels.contains(&level));
        Self {
            world,
            reason,
            anchors: anchors(world, reason),
            constraints: constraints(world, reason, channel),
            out_of_place: wrong_stage || wrong_level,
        }
    }

    /// Whether everything allows the instant.
    pub fn allows(&self, t: i64, lifted: Lifted) -> bool {
        let needs_met = lifted == Lifted::Clearable;
        self.anchors.live.iter().any(|anchor| anchor.allows(t, needs_met))
            && self.constraints.iter().all(|constraint| {
                (lifted == Lifted::Clearable && constraint.clearable)
                    || (lifted == Lifted::TimesOfDay && constraint.time_of_day)
                    || constraint.allows(self.world, t)
            })
    }

    /// Every instant from now to the horizon at which anything can change.
    pub fn edges(&self) -> Vec<i64> {
        let (now, horizon) = (self.world.now, self.world.horizon);
        let mut all = vec![now, horizon];
        for anchor in &self.anchors.live {
            all.extend([anchor.window.0, anchor.window.1]);
        }
        self.constraints.iter().for_each(|constraint| constraint.edges(self.world, now, horizon, &mut all));
        all.retain(|at| (now..=horizon).contains(at));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The first instant of `edges` that passes a test, before the horizon.
    fn first(&self, edges: &[i64], from: i64, test: impl Fn(i64) -> bool) -> Option<i64> {
        let mut later = edges.iter().copied().filter(|&at| at >= from && at < self.world.horizon);
        later.find(|&at| test(at))
    }

    /// The whole answer.
    pub fn answer(&self) -> Answer {
        let world = self.world;
        let mut answer = Answer {
            verdict: Code::NotApplicable,
            from: None,
            until: None,
            blocks: BTreeMap::new(),
            clearable: BTreeSet::new(),
            then: Vec::new(),
        };
        if self.out_of_place || self.anchors.live.is_empty() {
            if !self.out_of_place && self.anchors.closed {
                answer.verdict = Code::Expired;
            }
            return answer;
        }
        let edges = self.edges();
        answer.from = self.first(&edges, world.now, |t| self.allows(t, Lifted::Nothing));
        match answer.from {
            Some(from) => {
                answer.verdict = if from == world.now { Code::Allow } else { Code::Wait };
                answer.until = self.first(&edges, from, |t| !self.allows(t, Lifted::Nothing));
            }
            None => {
                let cleared = self.first(&edges, world.now, |t| self.allows(t, Lifted::Clearable));
                answer.verdict = if cleared.is_some() { Code::Hold } else { Code::Never };
            }
        }
        for constraint in &self.constraints {
            if constraint.clearable {
                answer.clearable.insert(constraint.id.clone());
            }
            if !constraint.allows(world, world.now) {
                let own = |t: i64| {
                    let same = self.constraints.iter().filter(|other| other.id == constraint.id);
                    same.into_iter().all(|other| other.allows(world, t))
                };
                let clears = self.first(&edges, world.now, own);
                answer.blocks.insert(constraint.id.clone(), clears);
            }
        }
        if answer.verdict == Code::Wait {
            let before = answer.from.unwrap_or(world.now) - 1;
            let mut then: BTreeSet<String> = BTreeSet::new();
            for constraint in &self.constraints {
                if !answer.blocks.contains_key(&constraint.id) && !constraint.allows(world, before) {
                    then.insert(constraint.id.clone());
                }
            }
            let anchored = |t: i64| self.anchors.live.iter().any(|anchor| anchor.allows(t, false));
            if anchored(world.now) && !anchored(before) {
                then.insert(format!("{}.window", world.policy.reasons[self.reason].id));
            }
            answer.then = then.into_iter().collect();
        }
        answer
    }

    /// What stands in the way on the side of the reason itself, seen from one anchor.
    pub fn own_blocks(&self, anchor: &Anchored) -> BTreeMap<String, Option<i64>> {
        let world = self.world;
        let mut blocks = BTreeMap::new();
        if self.anchors.live.iter().any(|anchor| anchor.allows(world.now, false)) {
            return blocks;
        }
        let reason = &world.policy.reasons[self.reason].id;
        if anchor.window.0 > world.now {
            let opens = Some(anchor.window.0).filter(|&at| at < world.horizon);
            blocks.insert(format!("{reason}.window"), opens);
        }
        for (stands, part) in [(anchor.used, "once"), (anchor.missing, "needs"), (anchor.ruled_out, "blocks")]
        {
            if stands {
                blocks.insert(format!("{reason}.{part}"), None);
            }
        }
        blocks
    }

    /// Looks at the answer minute by minute over some days, and a second around every edge: an edge that nobody
    /// thought of shows here.
    pub fn scan(&self, answer: &Answer) -> Result<(), String> {
        let world = self.world;
        if answer.verdict == Code::NotApplicable || answer.verdict == Code::Expired {
            return Ok(());
        }
        let expected = |t: i64| match (answer.from, answer.until) {
            (None, _) => Some(false),
            (Some(from), until) if t < from => Some(false).filter(|_| until.is_none_or(|u| t < u)),
            (Some(_), until) if until.is_none_or(|until| t < until) => Some(true),
            (Some(_), Some(until)) if t == until => Some(false),
            _ => None,
        };
        let check = |t: i64| match expected(t) {
            Some(allowed)
                if t >= world.now && t < world.horizon && self.allows(t, Lifted::Nothing) != allowed =>
            {
                Err(format!("the oracle's own scan disagrees at {t}: {answer:?}"))
            }
            _ => Ok(()),
        };
        let edges = self.edges();
        edges.iter().try_for_each(|&t| check(t - 1).and_then(|()| check(t)).and_then(|()| check(t + 1)))?;
        let middle = [Some(world.now), answer.from, answer.until];
        for at in middle.into_iter().flatten() {
            for minute in -1440..=1440 {
                check(at + minute * 60)?;
            }
        }
        Ok(())
    }
}

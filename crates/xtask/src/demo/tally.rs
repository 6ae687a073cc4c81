//! Decides for everybody, on all processors, and keeps what the report tells.

use super::input::{Input, Known};
use super::progress;
use crate::run::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tactful::followup::{Asking, Decision};
use tactful::time::Instant;
use tactful::{Code, Engine};

/// The verdicts, in the order in which they are told.
pub(super) const VERDICTS: [Code; 6] =
    [Code::Allow, Code::Wait, Code::Hold, Code::Never, Code::Expired, Code::NotApplicable];

/// A contact that is, or will be, welcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The place of the customer.
    pub(super) customer: usize,
    /// The place of the reason.
    pub(super) reason: usize,
    /// The place of the channel among the policy's.
    pub(super) channel: usize,
    pub(super) at: Instant,
    pub(super) until: Option<Instant>,
    pub(super) priority: i64,
    /// The rule that stands against it longest; empty where it is welcome now.
    pub(super) binding: String,
    /// It counts on a contact planned before it.
    pub(super) conditional: bool,
}

/// What one kind of fact would clear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// Places of customers.
    pub(super) customers: BTreeSet<usize>,
    /// How often each reason (by its place) is held by it.
    pub(super) reasons: BTreeMap<usize, usize>,
}

/// How often a rule binds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) wait: usize,
    pub(super) hold: usize,
    pub(super) never: usize,
    pub(super) other: usize,
}

impl Bound {
    pub(super) fn all(self) -> usize {
        self.wait + self.hold + self.never + self.other
    }
}

/// A decision that explains well: not now, for several reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instructive {
    pub(super) blocks: usize,
    pub(super) customer: usize,
    pub(super) reason: String,
    pub(super) channel: String,
}

/// What the report tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    /// Decisions (customer, reason, channel) by verdict, in the order of [`VERDICTS`].
    pub(super) decisions: [usize; 6],
    /// The best answer over the channels, per customer and reason.
    pub(super) answers: [usize; 6],
    /// By rule, or by `reason.part`.
    pub(super) bound: BTreeMap<String, Bound>,
    /// What each code of a block was seen for, so that the report can say it in words.
    pub(super) codes: BTreeMap<String, Code>,
    /// The agendas of all customers.
    pub(super) agenda: Vec<Row>,
    pub(super) waits: Vec<Row>,
    /// By the facts that would clear, joined.
    pub(super) held: BTreeMap<Vec<String>, Held>,
    /// Held too, but for reasons whose own time has not come.
    pub(super) held_for_later: usize,
    pub(super) never_customers: BTreeMap<String, BTreeSet<usize>>,
    pub(super) instructive: Vec<Instructive>,
    pub(super) warnings: BTreeMap<u16, BTreeSet<usize>>,
    pub(super) pending: usize,
}

/// Decides for the customers in these places.
pub(super) fn of(engine: &Engine, input: &Input, asked: Range<usize>, days: i64) -> Outcome<Tally> {
    let (first, customers) = (asked.start, &input.customers[asked]);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let size = customers.len().div_ceil(threads).max(64);
    let (done, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
    let parts: Vec<Outcome<Tally>> = std::thread::scope(|scope| {
        let workers: Vec<_> = customers
            .chunks(size)
            .enumerate()
            .map(|(part, chunk)| {
                let done = &done;
                scope.spawn(move || some(engine, input, days, first + part * size, chunk, done))
            })
            .collect();
        let (all, ended, done) = (customers.len(), &ended, &done);
        let watcher =
            scope.spawn(move || progress::watch("deciding", all, done, || ended.load(Ordering::Relaxed)));
        let parts =
            workers.into_iter().map(|worker| worker.join().map_err(|_| "a worker broke off".to_owned()));
        let parts = parts.map(|part| part.and_then(|part| part)).collect();
        ended.store(true, Ordering::Relaxed);
        let _ = watcher.join();
        parts
    });
    let mut tally = Tally::default();
    for part in parts {
        tally.add(part?);
    }
    tally.waits.sort_by_key(|row| (row.at, std::cmp::Reverse(row.priority), row.customer, row.reason));
    tally
        .agenda
        .sort_by_key(|row| (std::cmp::Reverse(row.priority), row.until.is_none(), row.until, row.customer));
    tally.instructive.sort_by_key(|one| (std::cmp::Reverse(one.blocks), one.customer));
    Ok(tally)
}

fn some(
    engine: &Engine,
    input: &Input,
    days: i64,
    first: usize,
    chunk: &[Known],
    done: &AtomicUsize,
) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let names = Names::of(engine);
    for (place, known) in chunk.iter().enumerate() {
        tally.one(engine, &names, known, first + place, input.now, days).map_err(|error| {
            format!("{}: customer `{}`: {}", input.facts_name, known.customer.id, error.message())
        })?;
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(tally)
}

/// Places of reasons and channels, looked up once.
struct Names<'e> {
    reasons: Vec<(&'e str, i64)>,
    channels: Vec<&'e str>,
}

impl<'e> Names<'e> {
    fn of(engine: &'e Engine) -> Self {
        let priority = |id: &str| {
            let spec = engine.policy().reasons.iter().find(|spec| spec.id == id);
            spec.map_or(0, |spec| spec.priority)
        };
        Self {
            reasons: engine.reasons().map(|id| (id, priority(id))).collect(),
            channels: engine.channels().collect(),
        }
    }

    fn row(&self, engine: &Engine, customer: usize, decision: &Decision, at: Instant) -> Row {
        let reason = decision.reason(engine);
        let place = self.reasons.iter().position(|(id, _)| *id == reason).unwrap_or_default();
        let channel = decision.channel(engine);
        Row {
            customer,
            reason: place,
            channel: self.channels.iter().position(|known| *known == channel).unwrap_or_default(),
            at,
            until: decision.allowed_until(),
            priority: self.reasons.get(place).map_or(0, |&(_, priority)| priority),
            binding: decision.binding().map(|block| block.rule(engine, reason)).unwrap_or_default(),
            conditional: false,
        }
    }
}

/// The place of a verdict in [`VERDICTS`].
pub(super) fn rank(verdict: Code) -> usize {
    VERDICTS.iter().position(|&known| known == verdict).unwrap_or(VERDICTS.len() - 1)
}

impl Tally {
    fn one(
        &mut self,
        engine: &Engine,
        names: &Names<'_>,
        known: &Known,
        place: usize,
        now: Instant,
        days: i64,
    ) -> tactful::Result<()> {
        let folded = engine.fold(&known.facts, now, None)?;
        self.pending += folded.pending.len();
        let plan = engine.plan(&known.planned)?;
        let asking = Asking { next_pending: folded.next_pending(), ..Asking::default() };
        let (customer, standing) = (&known.customer, &folded.standing);
        let decisions = engine.decide_all_with(customer, standing, &plan, None, now, &asking)?;
        for of_reason in decisions.chunk_by(|a, b| a.reason(engine) == b.reason(engine)) {
            for decision in of_reason {
                self.count(engine, place, decision);
            }
            let best = of_reason.iter().min_by_key(|one| (rank(one.verdict()), one.allowed_from()));
            if let Some(best) = best {
                self.answer(engine, names, place, best);
            }
        }
        for item in engine.agenda(customer, standing, &plan, now, days)?.items {
            let mut row = names.row(engine, place, &item.decision, item.at);
            row.conditional = item.conditional;
            self.agenda.push(row);
        }
        Ok(())
    }

    fn count(&mut self, engine: &Engine, place: usize, decision: &Decision) {
        let verdict = decision.verdict();
        self.decisions[rank(verdict)] += 1;
        for warning in decision.warnings() {
            self.warnings.entry(warning.number()).or_default().insert(place);
        }
        let reason = decision.reason(engine);
        let Some(binding) = decision.binding() else { return };
        let rule = binding.rule(engine, reason);
        self.codes.entry(rule.clone()).or_insert(binding.code());
        let bound = self.bound.entry(rule).or_default();
        match verdict {
            Code::Wait => bound.wait += 1,
            Code::Hold => bound.hold += 1,
            Code::Never => bound.never += 1,
            _ => bound.other += 1,
        }
        let rules = decision.blocks().iter().filter(|block| block.code() != Code::ReasonWindow).count();
        if verdict == Code::Wait && rules > 1 && decision.allowed_until().is_some() {
            self.instructive.push(Instructive {
                blocks: rules,
                customer: place,
                reason: reason.to_owned(),
                channel: decision.channel(engine).to_owned(),
            });
            // only the best are told
            if self.instructive.len() > 4_096 {
                self.instructive.sort_by_key(|one| (std::cmp::Reverse(one.blocks), one.customer));
                self.instructive.truncate(1_024);
            }
        }
    }

    fn answer(&mut self, engine: &Engine, names: &Names<'_>, place: usize, best: &Decision) {
        self.answers[rank(best.verdict())] += 1;
        let row = names.row(engine, place, best, best.allowed_from().unwrap_or(Instant::MAX));
        match best.verdict() {
            Code::Wait => self.waits.push(row),
            Code::Hold if best.blocks().iter().any(|block| block.code() == Code::ReasonWindow) => {
                self.held_for_later += 1;
            }
            Code::Hold => {
                let facts: BTreeSet<String> = best
                    .blocks()
                    .iter()
                    .filter_map(|block| block.clears_with(engine))
                    .map(str::to_owned)
                    .collect();
                let held = self.held.entry(facts.into_iter().collect()).or_default();
                held.customers.insert(place);
                *held.reasons.entry(row.reason).or_default() += 1;
            }
            Code::Never => {
                self.never_customers.entry(row.binding).or_default().insert(place);
            }
            _ => {}
        }
    }

    fn add(&mut self, other: Tally) {
        for (mine, theirs) in [(&mut self.decisions, other.decisions), (&mut self.answers, other.answers)] {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
        for (rule, bound) in other.bound {
            let mine = self.bound.entry(rule).or_default();
            mine.wait += bound.wait;
            mine.hold += bound.hold;
            mine.never += bound.never;
            mine.other += bound.other;
        }
        for (rule, code) in other.codes {
            self.codes.entry(rule).or_insert(code);
        }
        self.agenda.extend(other.agenda);
        self.waits.extend(other.waits);
        for (facts, held) in other.held {
            let mine = self.held.entry(facts).or_default();
            mine.customers.extend(held.customers);
            for (reason, count) in held.reasons {
                *mine.reasons.entry(reason).or_default() += count;
            }
        }
        self.held_for_later += other.held_for_later;
        for (rule, customers) in other.never_customers {
            self.never_customers.entry(rule).or_default().extend(customers);
        }
        for (warning, customers) in other.warnings {
            self.warnings.entry(warning).or_default().extend(customers);
        }
        self.instructive.extend(other.instructive);
        self.pending += other.pending;
    }
}

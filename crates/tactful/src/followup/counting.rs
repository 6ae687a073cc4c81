//! The contacts that caps, gaps, rhythms and balances count.
//!
//! Where nothing lies ahead, the latest ones say all ([`Counting::latest`]). Where something is planned, a cap looks
//! both ways and needs all of them, sorted ([`Counted`]).

use super::view::View;
use crate::customer::{Filter, NONE, Per, Slot};
use crate::inline::Inline;
use crate::policy::{Demand, Reason};

/// A short list of instants on the stack.
pub(crate) type Instants = Inline<i64, 8, 192>;

/// Which contacts a rule looks at.
pub(crate) struct Counting<'a> {
    filter: &'a Filter,
    slots: &'a [Slot],
    /// The latest of them.
    last: i64,
    /// What was pushed out lies at or before this.
    lost: i64,
    /// What was never told lies at or before this.
    short: i64,
    /// What the question is about, where it is counted by that; 0: everything counts.
    key: u64,
}

/// The latest of what is counted, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Latest {
    /// The n-th latest; `NONE`: there are fewer.
    pub(crate) nth: i64,
    /// The contact whose ageing would free a cap.
    pub(crate) since: i64,
    pub(crate) unknown: Unknown,
}

/// What is assumed of contacts that nobody knows of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unknown {
    /// The instant at which some are assumed; `NONE`: enough are known.
    pub(crate) assumed: i64,
    /// They were pushed out of the standing, rather than never told.
    pub(crate) pushed_out: bool,
    /// At least one contact is kept, planned, or was pushed out.
    pub(crate) certain: bool,
}

impl Default for Unknown {
    fn default() -> Self {
        Self { assumed: NONE, pushed_out: false, certain: false }
    }
}

impl<'a> Counting<'a> {
    pub(crate) fn new(view: &View<'a>, scope: usize) -> Self {
        let filter = &view.engine.scopes[scope].filter;
        let ring = &view.standing.rings[scope];
        let key = match filter.per {
            Per::Subject => view.keys.subject,
            Per::ContactPoint => view.keys.contact_point,
            _ => 0,
        };
        Self {
            filter,
            slots: ring.slots(),
            last: ring.last_at(),
            lost: ring.lost(),
            short: view.unknown_before,
            key,
        }
    }

    /// The kept contacts, the latest first. A question that does not say what it is about counts everything.
    fn kept(&self) -> impl Iterator<Item = i64> {
        let fits = |slot: &&Slot| self.key == 0 || slot.key == 0 || slot.key == self.key;
        self.slots.iter().rev().filter(fits).map(|slot| slot.at)
    }

    /// The latest that is kept.
    pub(crate) fn last(&self) -> Option<i64> {
        self.kept().next()
    }

    /// What is known of the `n` latest, given how many lie after the last instant of which nothing may be known.
    fn unknown(&self, known: usize, n: usize, any: bool) -> Unknown {
        let assumed = self.lost.max(self.short);
        Unknown {
            assumed: if known < n { assumed } else { NONE },
            pushed_out: self.lost >= self.short,
            certain: any || self.lost != NONE,
        }
    }

    /// The `n`-th latest, where nothing lies ahead; those that may be missing are taken as late as they can be.
    #[inline]
    pub(crate) fn latest(&self, n: usize) -> Latest {
        let unknown_until = self.lost.max(self.short);
        let (mut known, mut count, mut nth, mut earliest) = (0, 0, NONE, NONE);
        // mostly the last one says it
        let (one, all) = match (n, self.key) {
            (1, 0) => (Some(self.last).filter(|&at| at != NONE), None),
            _ => (None, Some(self.kept())),
        };
        for at in one.into_iter().chain(all.into_iter().flatten()) {
            known += usize::from(at > unknown_until);
            count += 1;
            earliest = at;
            if count == n {
                nth = at;
                break;
            }
        }
        let unknown = self.unknown(known, n, count > 0);
        if unknown.assumed != NONE {
            nth = unknown.assumed;
        }
        Latest { nth, since: if nth == NONE { earliest } else { nth }, unknown }
    }

    /// The `n`-th latest of those that are known for certain.
    pub(crate) fn latest_known(&self, n: usize, assumed: i64) -> i64 {
        self.kept().filter(|&at| at != assumed).nth(n - 1).unwrap_or(NONE)
    }

    /// Kept and planned contacts, sorted; `n` unknown ones where the memory is too short to tell.
    pub(crate) fn all(&self, view: &View<'_>, n: usize, with_plan: bool, into: &mut Instants) -> Unknown {
        let start = into.len();
        let unknown_until = self.lost.max(self.short);
        let mut known = 0;
        for at in self.kept() {
            into.push(at);
            known += usize::from(at > unknown_until);
        }
        let mut unknown = self.unknown(known, n, into.len() > start);
        if unknown.assumed != NONE {
            (known..n).for_each(|_| into.push(unknown.assumed));
        }
        if with_plan {
            self.planned(view, |at| {
                into.push(at);
                unknown.certain = true;
            });
        }
        into[start..].sort_unstable();
        unknown
    }

    fn planned(&self, view: &View<'_>, mut found: impl FnMut(i64)) {
        for planned in &view.plan.0 {
            let sent = self.slots.iter().any(|slot| slot.id == planned.sorted.id);
            if sent || !self.filter.fits(&planned.sorted) {
                continue;
            }
            let (at, of) = planned.sorted.slot(self.filter.per);
            if self.key == 0 || of == 0 || of == self.key {
                found(at);
            }
        }
    }
}

/// Who counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counter {
    /// A rule, by its index.
    Rule(u16),
    /// The rhythm of a reason, by its index.
    Reason(u32),
}

/// Where the counted instants lie in the buffer.
#[derive(Debug, Clone, Copy)]
struct Range {
    counter: Counter,
    start: usize,
    end: usize,
    unknown: Unknown,
}

impl Default for Range {
    fn default() -> Self {
        Self { counter: Counter::Rule(0), start: 0, end: 0, unknown: Unknown::default() }
    }
}

/// All instants that count, collected before the sets that borrow them.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    instants: Instants,
    /// A balance has two of them: gives and asks.
    ranges: Inline<Range, 4, 64>,
}

impl Counted {
    /// What rules, and the rhythms of reasons, count.
    pub(crate) fn of<'e>(
        view: &View<'_>,
        rules: impl Iterator<Item = u16>,
        reasons: impl Iterator<Item = &'e Reason>,
    ) -> Self {
        let mut counted = Self::default();
        for rule in rules {
            let counter = Counter::Rule(rule);
            match &view.engine.rules[usize::from(rule)].demand {
                Demand::Cap { scope, n, .. } | Demand::BucketCap { scope, n, .. } => {
                    counted.collect(view, counter, *scope, *n, true);
                }
                Demand::Gives { gives, asks, .. } => {
                    counted.collect(view, counter, *gives, 0, view.keys.planned_gives);
                    counted.collect(view, counter, *asks, 1, true);
                }
                _ => {}
            }
        }
        for reason in reasons {
            counted.collect(view, Counter::Reason(reason.index), reason.last, 1, true);
        }
        counted
    }

    fn collect(&mut self, view: &View<'_>, counter: Counter, scope: usize, n: usize, with_plan: bool) {
        let start = self.instants.len();
        let unknown = Counting::new(view, scope).all(view, n, with_plan, &mut self.instants);
        self.ranges.push(Range { counter, start, end: self.instants.len(), unknown });
    }

    fn by(&self, counter: Counter) -> impl Iterator<Item = (&[i64], Unknown)> {
        let ranges = self.ranges.iter().filter(move |range| range.counter == counter);
        ranges.map(|range| (&self.instants[range.start..range.end], range.unknown))
    }

    /// What was collected for a rule: for a balance first the gives, then the asks.
    pub(crate) fn by_rule(&self, rule: u16) -> impl Iterator<Item = (&[i64], Unknown)> {
        self.by(Counter::Rule(rule))
    }

    /// What was collected for the rhythm of a reason.
    pub(crate) fn by_reason(&self, reason: &Reason) -> Option<(&[i64], Unknown)> {
        self.by(Counter::Reason(reason.index)).next()
    }
}

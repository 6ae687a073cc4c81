//! What cannot be met, and what must give (P2).

use super::pack::{Class, Fit, classes, fit};
use super::peers::{Component, Groups, components, homes, sizes};
use super::{MAX_DAYS, Programme};
use crate::Code;
use crate::order::Order;
use crate::time::Date;
use std::cell::Cell;

/// So many sets of groups are tried one by one, fewer where there are more recipients than [`PEOPLE`] in all of them.
const SETS: u64 = 600;
const PEOPLE: u64 = 3_000_000;
/// So often what is too large is cut before all of its groups are.
const CUTS: usize = 16;

/// Something that no plan can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// What is not held: [`Code::PeersTogether`] (more peers than any day can serve), [`Code::BeforeDate`] (too far away),
    /// [`Code::Supply`] (too little until the date), [`Code::NoSupply`], [`Code::PlannedInTime`] (begun when it means
    /// nothing any more), [`Code::NoPacking`] (there is enough, but not in whole groups), [`Code::NoPlanFound`] (nothing
    /// excludes a plan, but none was found).
    pub rule: Code,
    /// The groups whose members must be served on one day, sorted.
    pub groups: Vec<String>,
    /// Those whom it concerns, the greatest rank first.
    pub recipients: Vec<String>,
    /// Pieces that are needed.
    pub needed: u64,
    /// Pieces that there are in time.
    pub available: u64,
}

/// The smallest relaxations that would do; each alone. None: nothing of the kind was found that would do.
/// The flag says that it is proven that less would not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relaxations {
    /// So many pieces more on each day, but for closed weekdays and dates with nothing.
    pub more_a_day: Option<(u64, bool)>,
    /// Begin on this day.
    pub begin: Option<(Date, bool)>,
    /// The gift means something until before this date.
    pub loses_meaning_on: Option<(Date, bool)>,
    /// These groups are split: as few as can be, then those with the fewest members.
    pub split: Option<Split>,
}

/// Groups to split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Their names, sorted; for [`Programme::may_split`].
    pub groups: Vec<String>,
    /// Members of them.
    pub members: u64,
    /// It is proven that no fewer groups would do.
    pub proven: bool,
}

/// The least number from 1 to `most` with which it can be done, where more never hurts; and whether it is proven
/// that one less would not do.
pub(super) fn least(most: u64, with: &dyn Fn(u64) -> Fit) -> Option<(u64, bool)> {
    let (mut low, mut high) = (0, 1.min(most));
    while with(high) != Fit::Yes {
        if high == most {
            return None;
        }
        (low, high) = (high, (high * 2).min(most));
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if with(middle) == Fit::Yes { high = middle } else { low = middle }
    }
    Some((high, with(low) == Fit::No))
}

/// What stands against every plan, the plainest first.
pub(super) fn unmet(
    programme: &Programme,
    groups: &Groups<'_>,
    all: &[Component],
    caps: &[u64],
    proven: bool,
) -> Vec<Unmet> {
    let needed = programme.recipients.len() as u64;
    let supply: u64 = caps.iter().sum();
    let blank = |rule, needed, available| Unmet {
        rule,
        groups: Vec::new(),
        recipients: Vec::new(),
        needed,
        available,
    };
    if caps.is_empty() {
        return vec![blank(Code::PlannedInTime, needed, 0)];
    }
    if supply == 0 {
        return vec![blank(Code::NoSupply, needed, 0)];
    }
    let id = |member: &usize| programme.recipients[*member].id.clone();
    let days = |lead: i64| usize::try_from(caps.len() as i64 - lead).unwrap_or(0);
    let largest = most_until(caps);
    let home = homes(programme, all);
    let mut inside: Vec<Vec<String>> = vec![Vec::new(); all.len()];
    for (name, members) in groups.names.iter().zip(&groups.members).filter(|(_, members)| members.len() > 1) {
        inside[home[members[0]]].push((*name).to_owned());
    }
    let mut found = Vec::new();
    let mut late: Vec<usize> =
        all.iter().filter(|one| days(one.lead) == 0).flat_map(|one| &one.members).copied().collect();
    late.retain(|&member| days(i64::from(programme.recipients[member].lead_days)) == 0);
    if !late.is_empty() {
        late.order_by(|&a, &b| super::peers::before(&programme.recipients[a], &programme.recipients[b]));
        let recipients = late.iter().map(id).collect();
        found.push(Unmet { recipients, ..blank(Code::BeforeDate, late.len() as u64, 0) });
    }
    for (place, one) in all.iter().enumerate() {
        let most = until(&largest, one.lead);
        if days(one.lead) > 0 && one.members.len() as u64 > most {
            found.push(Unmet {
                groups: std::mem::take(&mut inside[place]),
                recipients: one.members.iter().map(id).collect(),
                ..blank(Code::PeersTogether, one.members.len() as u64, most)
            });
        }
    }
    // for those who are at least so far away, the largest want
    let mut leads: Vec<i64> = all.iter().map(|one| one.lead).collect();
    leads.order();
    leads.dedup();
    let wants = leads.iter().map(|&lead| {
        let needed: u64 = all.iter().filter(|one| one.lead >= lead).map(|one| one.members.len() as u64).sum();
        (needed, caps.iter().take(days(lead)).sum::<u64>())
    });
    let want = wants.filter(|(needed, there)| needed > there && *there > 0);
    if let Some((needed, available)) = want.max_by_key(|(needed, there)| needed - there) {
        found.push(blank(Code::Supply, needed, available));
    }
    if found.is_empty() {
        let rule = if proven { Code::NoPacking } else { Code::NoPlanFound };
        found.push(blank(rule, needed, supply));
    }
    found
}

/// The most that any of the first days has, from none of them to all.
fn most_until(caps: &[u64]) -> Vec<u64> {
    let more = caps.iter().scan(0, |most, &cap| {
        *most = cap.max(*most);
        Some(*most)
    });
    std::iter::once(0).chain(more).collect()
}

/// The most that a day has for those who are so far away.
fn until(most: &[u64], lead: i64) -> u64 {
    usize::try_from(most.len() as i64 - 1 - lead).ok().and_then(|days| most.get(days)).copied().unwrap_or(0)
}

/// The smallest relaxations; `back` is how many days before the date is late enough to begin.
pub(super) fn relaxations(
    programme: &Programme,
    groups: &Groups<'_>,
    split: &[bool],
    kinds: &[Class],
    impossible: bool,
    back: Option<(u64, bool)>,
) -> Relaxations {
    let (begin, date) = (programme.begin, programme.loses_meaning_on);
    let people = programme.recipients.len() as u64;
    let more = least(people, &|more| fit(kinds, &programme.room(begin, date, more)));
    let span = i64::from(date.days()) - i64::from(begin.days());
    let most = u64::try_from(i64::from(MAX_DAYS) - span).unwrap_or(0).max(1);
    let later = least(most, &|days| fit(kinds, &programme.room(begin, date.add_days(days as i32), 0)));
    let begin_on = |(days, proven): (u64, bool)| (date.add_days(-(days as i32)), proven);
    Relaxations {
        more_a_day: more,
        begin: back.map(begin_on).filter(|(on, _)| *on < begin),
        loses_meaning_on: later.map(|(days, proven)| (date.add_days(days as i32), proven)),
        split: Splitting::of(programme, groups, split, programme.room(begin, date, 0), impossible).smallest(),
    }
}

/// Looks for groups to split.
struct Splitting<'a> {
    programme: &'a Programme,
    groups: &'a Groups<'a>,
    /// Those that may be split anyway.
    split: &'a [bool],
    /// By recipient: the groups that bind.
    of: Vec<Vec<usize>>,
    caps: Vec<u64>,
    /// It is proven that some must be.
    impossible: bool,
    /// So many sets may still be tried.
    tries: Cell<u64>,
}

impl<'a> Splitting<'a> {
    fn of(
        programme: &'a Programme,
        groups: &'a Groups<'a>,
        split: &'a [bool],
        caps: Vec<u64>,
        impossible: bool,
    ) -> Self {
        let mut of = vec![Vec::new(); programme.recipients.len()];
        for (group, members) in groups.members.iter().enumerate() {
            if !split[group] && members.len() > 1 {
                members.iter().for_each(|&member| of[member].push(group));
            }
        }
        let tries = Cell::new((PEOPLE / (programme.recipients.len() as u64).max(1)).min(SETS));
        Self { programme, groups, split, of, caps, impossible, tries }
    }

    fn smallest(&self) -> Option<Split> {
        let mut open: Vec<usize> = self.of.iter().flatten().copied().collect();
        open.order();
        open.dedup();
        if open.is_empty() || self.with(&open) != Fit::Yes {
            return None;
        }
        // of sets with equally many groups, those with few members come first
        open.order_by_key(|&group| (self.groups.members[group].len(), group));
        // one group of each component that is too large must be split
        let large = self.too_large(self.split);
        let of = |one: &(Component, u64)| {
            let mut inside: Vec<usize> =
                one.0.members.iter().flat_map(|&member| &self.of[member]).copied().collect();
            inside.order();
            inside.dedup();
            inside
        };
        let inside: Vec<Vec<usize>> = large.iter().map(of).collect();
        let (sole, choice): (Vec<_>, Vec<_>) = inside.into_iter().partition(|groups| groups.len() == 1);
        let mut forced: Vec<usize> = sole.into_iter().flatten().collect();
        forced.order();
        let mut free = open.clone();
        free.retain(|group| forced.binary_search(group).is_err());
        // no set of fewer groups does
        let mut least = large.len().max(usize::from(self.impossible));
        let mut excluded = true;
        for size in least - forced.len().min(least)..=free.len() {
            if ways(free.len(), size) > self.tries.get() {
                break;
            }
            let mut best: Option<(u64, Vec<usize>)> = None;
            each_set(&free, size, &mut forced.clone(), &mut |set| {
                let members = self.members(set);
                let chosen = &set[forced.len()..];
                let hits = choice.iter().all(|groups| chosen.iter().any(|group| groups.contains(group)));
                if hits && best.as_ref().is_none_or(|(least, _)| members < *least) {
                    let fit = self.with(set);
                    excluded &= fit != Fit::Unknown;
                    if fit == Fit::Yes {
                        best = Some((members, set.to_vec()));
                    }
                }
            });
            if let Some((_, set)) = best {
                return Some(self.named(set, least));
            }
            if excluded {
                least = least.max(forced.len() + size + 1);
            }
        }
        Some(self.named(self.cut(&open), least))
    }

    /// The components that are too large for any day, with the most that a day has for them.
    fn too_large(&self, marks: &[bool]) -> Vec<(Component, u64)> {
        let most = most_until(&self.caps);
        let all = components(self.programme, self.groups, marks).into_iter();
        all.map(|one| (until(&most, one.lead), one))
            .filter(|(most, one)| one.members.len() as u64 > *most)
            .map(|(most, one)| (one, most))
            .collect()
    }

    /// What is too large is cut until all parts fit into a day, more groups are split if that does not do, and what is
    /// not needed is taken back.
    fn cut(&self, open: &[usize]) -> Vec<usize> {
        let mut marks = self.split.to_vec();
        for round in 0..=CUTS {
            let large = self.too_large(&marks);
            if large.is_empty() {
                break;
            }
            let mut reached = Reached { seen: vec![false; self.of.len()], hang: vec![None; marks.len()] };
            for (one, most) in large {
                if round < CUTS {
                    self.cut_one(&one, most, &mut marks, &mut reached);
                } else {
                    one.members
                        .iter()
                        .flat_map(|&member| &self.of[member])
                        .for_each(|&group| marks[group] = true);
                }
            }
        }
        let mut set: Vec<usize> = open.iter().copied().filter(|&group| marks[group]).collect();
        // the largest of the others, twice as many each time
        let others: Vec<usize> = open.iter().rev().copied().filter(|&group| !marks[group]).collect();
        let (mut taken, mut more) = (0, 1);
        while taken < others.len() && self.with(&set) != Fit::Yes {
            set.extend(others.iter().skip(taken).take(more));
            (taken, more) = (taken + more, more * 2);
        }
        let mut part = set.len().div_ceil(2);
        while part > 0 {
            let mut from = 0;
            while from < set.len() && self.tries.get() > 0 {
                let mut fewer = set.clone();
                fewer.drain(from..set.len().min(from + part));
                if self.with(&fewer) == Fit::Yes { set = fewer } else { from += part }
            }
            part /= 2;
        }
        set
    }

    /// From the farthest of its members on as large parts as a day can serve.
    fn cut_one(&self, one: &Component, most: u64, marks: &mut [bool], reached: &mut Reached) {
        // from one of them to all others, each with the group by which it was reached
        let mut order: Vec<(usize, Option<usize>)> =
            one.members.first().map(|&first| (first, None)).into_iter().collect();
        order.iter().for_each(|&(first, _)| reached.seen[first] = true);
        let mut place = 0;
        while let Some(&(member, _)) = order.get(place) {
            place += 1;
            for &group in &self.of[member] {
                if !marks[group] && reached.hang[group].is_none() {
                    reached.hang[group] = Some((member, 0));
                    for &other in &self.groups.members[group] {
                        if !std::mem::replace(&mut reached.seen[other], true) {
                            order.push((other, Some(group)));
                        }
                    }
                }
            }
        }
        for (member, by) in order.into_iter().rev() {
            let own = |&group: &usize| {
                reached.hang[group].filter(|(from, _)| *from == member).map(|(_, weight)| (weight, group))
            };
            let mut below: Vec<(u64, usize)> = self.of[member].iter().filter_map(own).collect();
            below.order();
            let mut weight = 1;
            for (more, group) in below {
                if weight + more > most { marks[group] = true } else { weight += more }
            }
            if let Some((_, hanging)) = by.and_then(|group| reached.hang[group].as_mut()) {
                *hanging += weight;
            }
        }
    }

    fn marks(&self, set: &[usize]) -> Vec<bool> {
        let mut marks = self.split.to_vec();
        set.iter().for_each(|&group| marks[group] = true);
        marks
    }

    fn with(&self, set: &[usize]) -> Fit {
        self.tries.set(self.tries.get().saturating_sub(1));
        fit(&classes(sizes(self.programme, self.groups, &self.marks(set)).into_iter()), &self.caps)
    }

    fn members(&self, set: &[usize]) -> u64 {
        set.iter().map(|&group| self.groups.members[group].len() as u64).sum()
    }

    /// A set, where none of fewer groups than `least` does.
    fn named(&self, mut set: Vec<usize>, least: usize) -> Split {
        set.order();
        let groups = set.iter().map(|&group| self.groups.names[group].to_owned()).collect();
        Split { groups, members: self.members(&set), proven: set.len() <= least }
    }
}

/// How far a component has been gone through.
struct Reached {
    seen: Vec<bool>,
    /// By group: who reached it first, and how many hang on it.
    hang: Vec<Option<(usize, u64)>>,
}

/// How many sets of a size there are; a great number if there are many.
fn ways(of: usize, size: usize) -> u64 {
    let mut ways: u64 = 1;
    for step in 0..size {
        ways = ways.saturating_mul((of - step) as u64) / (step as u64 + 1);
    }
    ways
}

fn each_set(from: &[usize], size: usize, set: &mut Vec<usize>, each: &mut dyn FnMut(&[usize])) {
    if size == 0 {
        return each(set);
    }
    for (place, &item) in from.iter().enumerate() {
        if from.len() - place < size {
            break;
        }
        set.push(item);
        each_set(&from[place + 1..], size - 1, set, each);
        set.pop();
    }
}

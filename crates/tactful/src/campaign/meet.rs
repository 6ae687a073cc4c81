//! What cannot be met, and what must give (P2).

use super::pack::{Class, Fit, classes, fit};
use super::peers::{Component, Groups, components, root};
use super::{MAX_DAYS, Programme};
use crate::Code;
use crate::order::Order;
use crate::time::Date;

/// So many sets of groups are tried one by one; beyond that the largest groups are split first.
const SETS: u64 = 600;
/// So many recipients are gone through for that, over all sets.
const SET_WORK: u64 = 3_000_000;
/// So many rounds of splitting are made, and of no more groups it is tried whether one of them is not needed.
const MOST_ROUNDS: u64 = 64;
/// So many groups times members are looked at for the best one to split.
const CUTS: u64 = 300_000;

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

/// The smallest relaxations that would do; each alone. None: however much of it, it would not do.
/// The flag says that it is proven that less would not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relaxations {
    /// So many pieces more on each day that has any.
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
    let until = |lead: i64| usize::try_from(caps.len() as i64 - lead).unwrap_or(0);
    // the groups with peers, by the component that they are in
    let home = homes(programme, all);
    let peers = groups.members.iter().enumerate().filter(|(_, members)| members.len() > 1);
    let mut inside: Vec<(usize, usize)> = peers.map(|(group, members)| (home[members[0]], group)).collect();
    inside.order();
    let mut found = Vec::new();
    let mut late: Vec<usize> =
        all.iter().filter(|one| until(one.lead) == 0).flat_map(|one| &one.members).copied().collect();
    late.retain(|&member| until(i64::from(programme.recipients[member].lead_days)) == 0);
    if !late.is_empty() {
        late.order_by(|&a, &b| super::peers::before(&programme.recipients[a], &programme.recipients[b]));
        let recipients = late.iter().map(id).collect();
        found.push(Unmet { recipients, ..blank(Code::BeforeDate, late.len() as u64, 0) });
    }
    for (place, one) in all.iter().enumerate() {
        let most = caps.iter().take(until(one.lead)).copied().max().unwrap_or(0);
        if until(one.lead) > 0 && one.members.len() as u64 > most {
            let from = inside.partition_point(|(home, _)| *home < place);
            let inside = inside[from..].iter().take_while(|(home, _)| *home == place);
            found.push(Unmet {
                groups: inside.map(|&(_, group)| groups.names[group].to_owned()).collect(),
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
        (needed, caps.iter().take(until(lead)).sum::<u64>())
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

/// In which component everybody is.
fn homes(programme: &Programme, all: &[Component]) -> Vec<usize> {
    let mut home = vec![0; programme.recipients.len()];
    for (place, one) in all.iter().enumerate() {
        one.members.iter().for_each(|&member| home[member] = place);
    }
    home
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
        split: Splitting { programme, groups, split, caps: programme.room(begin, date, 0), impossible }
            .smallest(),
    }
}

/// Looks for groups to split.
struct Splitting<'a> {
    programme: &'a Programme,
    groups: &'a Groups<'a>,
    /// Those that may be split anyway.
    split: &'a [bool],
    caps: Vec<u64>,
    /// It is proven that some must be.
    impossible: bool,
}

impl Splitting<'_> {
    fn smallest(&self) -> Option<Split> {
        let binds = |&group: &usize| !self.split[group] && self.groups.members[group].len() > 1;
        let mut open: Vec<usize> = (0..self.split.len()).filter(binds).collect();
        if open.is_empty() || self.with(&open) != Fit::Yes {
            return None;
        }
        // of sets with equally many groups, those with few members come first
        open.order_by_key(|&group| (self.groups.members[group].len(), group));
        let mut tried = 0;
        let mut proven = self.impossible;
        let most = SETS.min(SET_WORK / (self.programme.recipients.len() as u64).max(1));
        // all sets of so many groups were excluded
        let mut excluded = 0;
        for size in 1..=open.len() {
            tried += ways(open.len(), size);
            if tried > most {
                break;
            }
            let mut best: Option<(u64, Vec<usize>)> = None;
            let mut unknown = false;
            each_set(&open, size, &mut Vec::new(), &mut |set| {
                let members = self.members(set);
                if best.as_ref().is_none_or(|(least, _)| members < *least) {
                    let fit = self.with(set);
                    unknown |= fit == Fit::Unknown;
                    if fit == Fit::Yes {
                        best = Some((members, set.to_vec()));
                    }
                }
            });
            if let Some((_, set)) = best {
                return Some(self.named(set, proven));
            }
            proven &= !unknown;
            excluded = if proven { size } else { excluded };
        }
        Some(self.greedy(open, excluded))
    }

    /// In every component that no day can serve a group is split, until it fits; then what is not needed is taken back.
    fn greedy(&self, open: Vec<usize>, tried: usize) -> Split {
        let mut set: Vec<usize> = Vec::new();
        // each of them must give way somewhere
        let mut forced = 0;
        let most_rounds = MOST_ROUNDS.min(SET_WORK / (self.programme.recipients.len() as u64).max(1)).max(8);
        for round in 0.. {
            if round == most_rounds {
                set = open; // all of them do
                break;
            }
            let marks = self.marks(&set);
            let all = components(self.programme, self.groups, &marks);
            let home = homes(self.programme, &all);
            let until = |lead: i64| usize::try_from(self.caps.len() as i64 - lead).unwrap_or(0);
            let most = |lead: i64| self.caps.iter().take(until(lead)).copied().max().unwrap_or(0);
            let size = |place: usize| all[place].members.len() as u64;
            let mut large: Vec<usize> = (0..all.len()).filter(|&at| size(at) > most(all[at].lead)).collect();
            if round == 0 {
                forced = large.len();
            }
            if large.is_empty() {
                if self.with(&set) == Fit::Yes {
                    break;
                }
                large.extend((0..all.len()).max_by_key(|&at| size(at)));
            }
            let mut inside: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
            for &group in open.iter().filter(|&&group| !marks[group]) {
                inside[home[self.groups.members[group][0]]].push(group);
            }
            let before = set.len();
            for place in large {
                set.extend(self.cut(&all[place], &inside[place]));
            }
            if set.len() == before {
                set = open;
                break;
            }
        }
        if set.len() as u64 <= most_rounds {
            for place in (0..set.len()).rev() {
                let mut fewer = set.clone();
                fewer.remove(place);
                if self.with(&fewer) == Fit::Yes {
                    set = fewer;
                }
            }
        }
        // all sets of fewer groups were tried, or each group is one that had to be
        let proven = self.impossible && set.len() <= forced.max(tried + 1).max(1);
        self.named(set, proven)
    }

    /// The group without which the largest part of a component is smallest; of many groups the largest one.
    fn cut(&self, one: &Component, inside: &[usize]) -> Option<usize> {
        if inside.len() as u64 * one.members.len() as u64 > CUTS {
            // sorted by size; of the largest ones that in the middle, which halves a chain
            let size = |group: &usize| self.groups.members[*group].len();
            let largest = inside.last().map_or(0, size);
            let from = inside.partition_point(|group| size(group) < largest);
            return inside.get((from + inside.len()) / 2).or(inside.last()).copied();
        }
        let largest = |&without: &usize| {
            let mut parent: Vec<usize> = (0..one.members.len()).collect();
            let mut sorted: Vec<usize> = one.members.clone();
            sorted.order();
            let place = |member: usize| sorted.binary_search(&member).unwrap_or(0);
            for &group in inside.iter().filter(|&&group| group != without) {
                let members = &self.groups.members[group];
                let Some(&first) = members.first() else { continue };
                for &member in members {
                    let (a, b) = (root(&mut parent, place(first)), root(&mut parent, place(member)));
                    parent[a.max(b)] = a.min(b);
                }
            }
            let mut sizes = vec![0_u64; parent.len()];
            for member in 0..parent.len() {
                sizes[root(&mut parent, member)] += 1;
            }
            sizes.into_iter().max().unwrap_or(0)
        };
        inside.iter().copied().min_by_key(|group| (largest(group), self.groups.members[*group].len()))
    }

    fn marks(&self, set: &[usize]) -> Vec<bool> {
        let mut marks = self.split.to_vec();
        set.iter().for_each(|&group| marks[group] = true);
        marks
    }

    fn with(&self, set: &[usize]) -> Fit {
        let all = components(self.programme, self.groups, &self.marks(set));
        fit(&classes(all.iter().map(|one| (one.members.len() as u64, one.lead))), &self.caps)
    }

    fn members(&self, set: &[usize]) -> u64 {
        set.iter().map(|&group| self.groups.members[group].len() as u64).sum()
    }

    fn named(&self, mut set: Vec<usize>, proven: bool) -> Split {
        set.order();
        let groups = set.iter().map(|&group| self.groups.names[group].to_owned()).collect();
        Split { groups, members: self.members(&set), proven }
    }
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

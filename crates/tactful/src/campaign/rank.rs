//! Rank across components where a group is split (P1): nobody gets it before a peer of a higher rank.
//!
//! What would arrive too soon is held back, so that no plan is lost and none is later than it must be; and of plans
//! that are equally good, one is taken in which little has to be held.

use super::pack::{Class, PROVEN, Packing, search_ranked};
use super::peers::{Component, Groups, before, homes};
use super::{Programme, Recipient};
use crate::order::Order;

/// So many components are placed anew by rank, times the days.
const PLACES: usize = 50_000_000;

/// Which components may not come before which others.
#[derive(Debug, Default)]
pub(super) struct Ladder {
    /// By component: the split groups in which it has somebody, and the greatest and least rank there.
    of: Vec<Vec<(usize, i64, i64)>>,
    /// By split group: its components by their least rank there, the lowest first.
    rungs: Vec<Vec<(i64, usize)>>,
}

impl Ladder {
    pub(super) fn of(programme: &Programme, groups: &Groups<'_>, split: &[bool], all: &[Component]) -> Self {
        let mut ladder = Self { of: vec![Vec::new(); all.len()], rungs: Vec::new() };
        if !split.contains(&true) {
            return ladder;
        }
        let home = homes(programme, all);
        for (members, _) in groups.members.iter().zip(split).filter(|(_, split)| **split) {
            let known = |&member: &usize| Some((home[member], programme.recipients[member].rank?));
            let mut ranks: Vec<(usize, i64)> = members.iter().filter_map(known).collect();
            ranks.order();
            let mut rungs = Vec::new();
            for one in ranks.chunk_by(|a, b| a.0 == b.0) {
                if let (Some(&(component, low)), Some(&(_, high))) = (one.first(), one.last()) {
                    ladder.of[component].push((ladder.rungs.len(), high, low));
                    rungs.push((low, component));
                }
            }
            rungs.order();
            ladder.rungs.push(rungs);
        }
        ladder
    }

    /// From each root on everybody who may not come before it, each component once and after those below it, with
    /// the root from which it was found.
    fn walk(&self, roots: impl Iterator<Item = usize>) -> Vec<(usize, usize)> {
        let mut next = vec![0; self.rungs.len()];
        let mut seen = vec![false; self.of.len()];
        let mut found = Vec::with_capacity(self.of.len());
        let mut path: Vec<(usize, usize)> = Vec::new();
        for root in roots {
            if !std::mem::replace(&mut seen[root], true) {
                path.push((root, 0));
            }
            while let Some((one, place)) = path.last_mut() {
                let Some(&(group, high, _)) = self.of[*one].get(*place) else {
                    found.push((root, *one));
                    path.pop();
                    continue;
                };
                match self.rungs[group].get(next[group]).filter(|(low, _)| *low < high) {
                    Some(&(_, below)) => {
                        next[group] += 1;
                        if !std::mem::replace(&mut seen[below], true) {
                            path.push((below, 0));
                        }
                    }
                    None => *place += 1,
                }
            }
        }
        found
    }

    /// The components, those first who may not be passed over; else by their greatest rank.
    fn order(&self, people: &[Recipient], all: &[Component]) -> Vec<usize> {
        let leader = |one: usize| &people[all[one].members[0]];
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.order_by(|&a, &b| before(leader(b), leader(a)));
        let found = self.walk(order.into_iter());
        found.into_iter().rev().map(|(_, one)| one).collect()
    }

    /// When each component arrives, where it may be held until a peer of a higher rank gets it.
    pub(super) fn arrivals(&self, all: &[Component], days: &[usize]) -> Vec<i64> {
        let own: Vec<i64> = all.iter().zip(days).map(|(one, &day)| day as i64 + one.lead).collect();
        let mut roots: Vec<usize> = (0..all.len()).collect();
        roots.order_by(|&a, &b| own[b].cmp(&own[a]));
        let mut arrivals = own.clone();
        self.walk(roots.into_iter()).into_iter().for_each(|(root, one)| arrivals[one] = own[root]);
        arrivals
    }

    /// Days for which gifts are held, summed over recipients.
    fn held(&self, all: &[Component], days: &[usize]) -> i64 {
        let arrivals = self.arrivals(all, days);
        let each = all.iter().zip(days).zip(arrivals);
        each.map(|((one, &day), arrival)| (arrival - day as i64 - one.lead) * one.members.len() as i64).sum()
    }

    /// The day of each component, as the classes were packed: of one class the higher ranks first; and where a group is
    /// split, the plan as good in which the least is held that could be found.
    pub(super) fn days(
        &self,
        programme: &Programme,
        all: &[Component],
        packing: &Packing,
        caps: &[u64],
    ) -> Vec<usize> {
        let order = self.order(&programme.recipients, all);
        // class by class as the classes are sorted, and within each by rank
        let mut sorted = order.clone();
        sorted
            .order_by(|&a, &b| (all[b].lead, all[b].members.len()).cmp(&(all[a].lead, all[a].members.len())));
        let mut placed = packing.placed.clone();
        placed.order_by_key(|&(day, class, _)| (class, day));
        let mut days = vec![0; all.len()];
        let each = placed.iter().flat_map(|&(day, _, count)| (0..count).map(move |_| day));
        for (one, day) in sorted.into_iter().zip(each) {
            days[one] = day;
        }
        if self.rungs.is_empty() {
            return days;
        }
        if all.len() as u64 <= PROVEN {
            return self.searched(all, packing, caps).unwrap_or(days);
        }
        let until = |one: usize| packing.last - all[one].lead;
        match from_the_end(all, &order, &days, &until) {
            Some(other) if self.held(all, &other) < self.held(all, &days) => other,
            _ => days,
        }
    }

    /// Of all plans as good, the one in which the fewest recipients are handed theirs before a peer of a higher rank.
    fn searched(&self, all: &[Component], packing: &Packing, caps: &[u64]) -> Option<Vec<usize>> {
        let class = |one: &Component| Class { size: one.members.len() as u64, lead: one.lead, count: 1 };
        let classes: Vec<Class> = all.iter().map(class).collect();
        let above = |one: usize| {
            let higher = |other: &usize| {
                let over = |(group, high, _): &(usize, i64, i64)| {
                    self.of[one].iter().any(|(own, _, low)| own == group && low < high)
                };
                *other != one && self.of[*other].iter().any(over)
            };
            (0..all.len()).filter(higher).collect()
        };
        let above: Vec<Vec<usize>> = (0..all.len()).map(above).collect();
        let found = search_ranked(&classes, &above, caps, packing)?;
        let mut days = vec![0; all.len()];
        found.placed.iter().for_each(|&(day, one, _)| days[one] = day);
        Some(days)
    }
}

/// As many on each day as before, but from the end those of the lowest rank who need not go earlier.
fn from_the_end(
    all: &[Component],
    order: &[usize],
    days: &[usize],
    until: &dyn Fn(usize) -> i64,
) -> Option<Vec<usize>> {
    let mut used = vec![0; days.iter().max()? + 1];
    days.iter().zip(all).for_each(|(&day, one)| used[day] += one.members.len());
    if used.len().saturating_mul(all.len()) > PLACES {
        return None;
    }
    let mut left: Vec<usize> = order.iter().rev().copied().collect();
    let mut days = days.to_vec();
    for (day, room) in used.iter_mut().enumerate().rev() {
        left.retain(|&one| {
            let size = all[one].members.len();
            let goes = size <= *room && until(one) >= day as i64;
            if goes {
                *room -= size;
                days[one] = day;
            }
            !goes
        });
    }
    left.is_empty().then_some(days)
}

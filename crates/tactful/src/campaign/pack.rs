//! Components into days (P2): a bound below, first fit above, and where they differ, a search that proves what is best.
//!
//! Best is first the earliest last arrival, then the fewest days that all recipients wait together.

use crate::order::Order;

/// So many steps of the search are taken for more than [`PROVEN`] components, a step for each class that is looked at;
/// about a hundredth of a second.
const STEPS: usize = 1_000_000;
/// So few components are searched to the end, but for what no programme of this world needs.
pub(super) const PROVEN: u64 = 12;
const STEPS_OF_FEW: usize = 20_000_000;
/// Items of which so many fit into the largest day are looked at on their own by the bounds.
const SHELVES: u64 = 4;

/// Components of one size and lead time; none is better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) size: u64,
    /// Days from hand-over to arrival.
    pub(super) lead: i64,
    pub(super) count: u64,
}

/// Classes, the farthest first, then the largest.
pub(super) fn classes(items: impl Iterator<Item = (u64, i64)>) -> Vec<Class> {
    let mut items: Vec<(u64, i64)> = items.collect();
    items.order_by(|a, b| (b.1, b.0).cmp(&(a.1, a.0)));
    let mut classes: Vec<Class> = Vec::new();
    for (size, lead) in items {
        match classes.last_mut().filter(|class| (class.size, class.lead) == (size, lead)) {
            Some(class) => class.count += 1,
            None => classes.push(Class { size, lead, count: 1 }),
        }
    }
    classes
}

/// So many of a class on a day (from 0).
pub(super) type Placed = (usize, usize, u64);

/// A way to pack, with what no other way can beat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Packing {
    pub(super) placed: Vec<Placed>,
    /// The day of the last arrival.
    pub(super) last: i64,
    /// Days from the beginning to the hand-over, summed over recipients.
    pub(super) waiting: u64,
    pub(super) least_last: i64,
    pub(super) least_waiting: u64,
}

impl Packing {
    fn of(classes: &[Class], placed: Vec<Placed>) -> Self {
        let arrival = |&(day, class, _): &Placed| day as i64 + classes[class].lead;
        let wait = |&(day, class, count): &Placed| classes[class].size * count * day as u64;
        Self {
            last: placed.iter().map(arrival).max().unwrap_or(0),
            waiting: placed.iter().map(wait).sum(),
            placed,
            ..Self::default()
        }
    }

    pub(super) fn is_proven(&self) -> bool {
        (self.last, self.waiting) == (self.least_last, self.least_waiting)
    }
}

/// What became of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Found(Packing),
    /// There is none.
    Impossible,
    /// None was found, and none was excluded.
    Unknown,
}

/// Whether there is a plan at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Yes,
    No,
    Unknown,
}

/// The days on which a class may be handed over if all is to have arrived on day `last`.
fn days(class: &Class, last: i64) -> usize {
    usize::try_from(last - class.lead + 1).unwrap_or(0)
}

/// Packs all classes so that everything has arrived on the last day of `caps`.
pub(super) fn pack(classes: &[Class], caps: &[u64]) -> Outcome {
    if classes.is_empty() {
        return Outcome::Found(Packing::default());
    }
    let end = caps.len() as i64 - 1;
    let Some(mut least_last) = least_last(classes, caps, end) else { return Outcome::Impossible };
    let least_waiting = least_waiting(classes, caps);
    let mut found = (least_last..=end.min(least_last + 7)).chain([end]).find_map(|last| {
        let placed = first_fit(classes, caps, last)?;
        Some(Packing { least_waiting, ..Packing::of(classes, placed) })
    });
    let steps = steps(classes, STEPS);
    if found.is_none() {
        match search(classes, &[], caps, end, steps) {
            Search::Best(packing) => found = Some(Packing { least_waiting, ..packing }),
            Search::None => return Outcome::Impossible,
            Search::GaveUp => return Outcome::Unknown,
        }
    }
    let Some(mut best) = found else { return Outcome::Unknown };
    // days that are excluded come in longer and longer strides
    let mut stride = 0;
    while (best.last, best.waiting) != (least_last, least_waiting) {
        let last = if best.last > least_last { (least_last + stride).min(best.last - 1) } else { least_last };
        match search(classes, &[], caps, last, steps) {
            Search::Best(packing) if last == least_last => {
                best = Packing { least_waiting: packing.waiting, ..packing };
                break;
            }
            Search::Best(packing) => (best, stride) = (Packing { least_waiting, ..packing }, 0),
            Search::None => (least_last, stride) = (last + 1, 2 * stride + 1),
            Search::GaveUp => break,
        }
    }
    Outcome::Found(Packing { least_last, ..best })
}

/// Components into days as well as they are packed, so that the fewest recipients come before one of those who are
/// `above` their component; none if the search is given up.
pub(super) fn search_ranked(
    classes: &[Class],
    above: &[Vec<usize>],
    caps: &[u64],
    packing: &Packing,
) -> Option<Packing> {
    match search(classes, above, caps, packing.last, steps(classes, STEPS)) {
        Search::Best(found) if (found.last, found.waiting) == (packing.last, packing.waiting) => Some(found),
        _ => None,
    }
}

/// Whether all classes can be packed so that everything has arrived on the last day of `caps`.
pub(super) fn fit(classes: &[Class], caps: &[u64]) -> Fit {
    let end = caps.len() as i64 - 1;
    if !may_fit(classes, caps, end) {
        return Fit::No;
    }
    if first_fit(classes, caps, end).is_some() {
        return Fit::Yes;
    }
    match search(classes, &[], caps, end, steps(classes, STEPS / 10)) {
        Search::Best(_) => Fit::Yes,
        Search::None => Fit::No,
        Search::GaveUp => Fit::Unknown,
    }
}

/// More steps than few components need, else so many.
fn steps(classes: &[Class], many: usize) -> usize {
    if classes.iter().map(|class| class.count).sum::<u64>() <= PROVEN { STEPS_OF_FEW } else { many }
}

/// The earliest day of the last arrival that nothing simple excludes; none if all days are excluded.
fn least_last(classes: &[Class], caps: &[u64], end: i64) -> Option<i64> {
    if !may_fit(classes, caps, end) {
        return None;
    }
    let (mut low, mut high) = (-1, end);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if may_fit(classes, caps, middle) { high = middle } else { low = middle }
    }
    Some(high)
}

/// What must hold if all arrives by day `last`: each finds a day that is large enough; the pieces of those who are far
/// away find room, and so do their large components, of which few fit into a day.
fn may_fit(classes: &[Class], caps: &[u64], last: i64) -> bool {
    let largest = caps.iter().copied().max().unwrap_or(0);
    for (place, class) in classes.iter().enumerate() {
        let until = days(class, last).min(caps.len());
        let open = &caps[..until];
        if !open.iter().any(|&cap| cap >= class.size) {
            return false;
        }
        // all classes up to this one, which are at least as far away
        if classes.get(place + 1).is_some_and(|next| next.lead == class.lead) {
            continue;
        }
        let far = &classes[..=place];
        if far.iter().map(|class| class.size * class.count).sum::<u64>() > open.iter().sum() {
            return false;
        }
        for shelf in 1..=SHELVES {
            let large = || far.iter().filter(|class| class.size * (shelf + 1) > largest);
            let Some(least) = large().map(|class| class.size).min() else { continue };
            let places = open.iter().map(|cap| (cap / least).min(shelf)).sum();
            if large().map(|class| class.count).sum::<u64>() > places {
                return false;
            }
        }
    }
    true
}

/// So many days must be waited at least, summed over recipients: as if components could be cut into pieces; or with
/// the large ones whole, few on a day.
fn least_waiting(classes: &[Class], caps: &[u64]) -> u64 {
    let largest = caps.iter().copied().max().unwrap_or(0);
    let pieces = |large: &dyn Fn(&Class) -> bool| {
        let mut left: u64 = classes.iter().filter(|c| !large(c)).map(|c| c.size * c.count).sum();
        let mut waiting = 0;
        for (day, &cap) in caps.iter().enumerate() {
            let now = left.min(cap);
            waiting += now * day as u64;
            left -= now;
        }
        waiting
    };
    let mut best = pieces(&|_| false);
    for shelf in 1..=SHELVES {
        let is_large = |class: &Class| class.size * (shelf + 1) > largest;
        let mut large: Vec<Class> = classes.iter().filter(|class| is_large(class)).copied().collect();
        let Some(least) = large.iter().map(|class| class.size).min() else { continue };
        large.order_by_key(|class| class.size);
        let mut waiting = 0;
        for (day, &cap) in caps.iter().enumerate() {
            let mut room = (cap / least).min(shelf);
            while let Some(class) = large.last_mut().filter(|_| room > 0) {
                let now = room.min(class.count);
                waiting += class.size * now * day as u64;
                class.count -= now;
                room -= now;
                if class.count == 0 {
                    large.pop();
                }
            }
        }
        best = best.max(waiting + pieces(&is_large));
    }
    best
}

/// Each component on the first day with room for it: the farthest first, and if that does not do, the largest.
fn first_fit(classes: &[Class], caps: &[u64], last: i64) -> Option<Vec<Placed>> {
    let by_size = || {
        let mut order: Vec<usize> = (0..classes.len()).collect();
        order.order_by(|&a, &b| classes[b].size.cmp(&classes[a].size));
        order
    };
    let one = fit_in_order(classes, caps, last, (0..classes.len()).collect());
    let two = fit_in_order(classes, caps, last, by_size());
    let waiting = |placed: &Vec<Placed>| {
        let packing = Packing::of(classes, placed.clone());
        (packing.last, packing.waiting)
    };
    match (one, two) {
        (Some(one), Some(two)) => Some(if waiting(&two) < waiting(&one) { two } else { one }),
        (one, two) => one.or(two),
    }
}

fn fit_in_order(classes: &[Class], caps: &[u64], last: i64, order: Vec<usize>) -> Option<Vec<Placed>> {
    let mut free = caps.to_vec();
    let mut placed = Vec::new();
    for place in order {
        let class = &classes[place];
        let mut left = class.count;
        for (day, free) in free.iter_mut().enumerate().take(days(class, last)) {
            let now = left.min(*free / class.size);
            if now > 0 {
                *free -= now * class.size;
                left -= now;
                placed.push((day, place, now));
            }
            if left == 0 {
                break;
            }
        }
        if left > 0 {
            return None;
        }
    }
    Some(placed)
}

enum Search {
    Best(Packing),
    None,
    GaveUp,
}

/// What is left after some days, and the way there.
struct Node {
    left: Vec<u64>,
    /// Days waited, then recipients who came before one above them.
    cost: (u64, u64),
    day: usize,
    parent: usize,
}

/// Day after day every filling of it that leaves no room for one component more; of two ways to the same rest, the
/// one with less waiting. A filling with room to spare is never needed: another component could go earlier.
fn search(classes: &[Class], above: &[Vec<usize>], caps: &[u64], last: i64, mut steps: usize) -> Search {
    let left = classes.iter().map(|class| class.count).collect();
    let mut nodes = vec![Node { left, cost: (0, 0), day: 0, parent: 0 }];
    let mut now = vec![0];
    let mut best: Option<usize> = None;
    let smallest = classes.iter().map(|class| class.size).min().unwrap_or(0);
    let days_until = caps.iter().enumerate().take(usize::try_from(last + 1).unwrap_or(0));
    for (day, &cap) in days_until.filter(|(_, cap)| **cap >= smallest) {
        let mut next = Vec::new();
        for place in now {
            let node = &nodes[place];
            let late = |(class, &left): (&Class, &u64)| left > 0 && days(class, last) <= day;
            let beaten = best.is_some_and(|best| nodes[best].cost <= node.cost);
            if beaten || classes.iter().zip(&node.left).any(late) {
                continue;
            }
            let fits = |&class: &usize| node.left[class] > 0 && classes[class].size <= cap;
            let open: Vec<usize> = (0..classes.len()).filter(fits).collect();
            steps = steps.saturating_sub(classes.len());
            if open.is_empty() {
                next.push(place);
                continue;
            }
            let cost = node.cost;
            for (left, pieces) in fillings(classes, &open, &node.left, cap, &mut steps) {
                let before = |&class: &usize| {
                    let gone = nodes[place].left[class] - left[class];
                    let passed = |above: &Vec<usize>| above.iter().any(|&above| left[above] > 0);
                    if above.get(class).is_some_and(passed) { gone * classes[class].size } else { 0 }
                };
                let before: u64 = open.iter().map(before).sum();
                next.push(nodes.len());
                let cost = (cost.0 + pieces * day as u64, cost.1 + before);
                nodes.push(Node { left, cost, day, parent: place });
            }
            if steps == 0 {
                return Search::GaveUp;
            }
        }
        // of those that leave the same, the one with less waiting
        next.order_by(|&a, &b| (&nodes[a].left, nodes[a].cost).cmp(&(&nodes[b].left, nodes[b].cost)));
        next.dedup_by(|b, a| nodes[*a].left == nodes[*b].left);
        if let Some(&done) = next.first().filter(|&&first| nodes[first].left.iter().all(|&left| left == 0)) {
            next.remove(0);
            best = best.into_iter().chain([done]).min_by_key(|&place| nodes[place].cost);
        }
        now = next;
    }
    let Some(mut place) = best else { return Search::None };
    let mut placed = Vec::new();
    while place > 0 {
        let node = &nodes[place];
        let before = &nodes[node.parent].left;
        for (class, (before, after)) in before.iter().zip(&node.left).enumerate() {
            if before > after {
                placed.push((node.day, class, before - after));
            }
        }
        place = node.parent;
    }
    Search::Best(Packing::of(classes, placed))
}

/// All full fillings of one day with the `open` classes: what is left of each class then, and the pieces that go out.
fn fillings(
    classes: &[Class],
    open: &[usize],
    left: &[u64],
    cap: u64,
    steps: &mut usize,
) -> Vec<(Vec<u64>, u64)> {
    let mut rests = Vec::new();
    let (mut left, mut room) = (left.to_vec(), cap);
    let mut taken: Vec<u64> = Vec::new();
    loop {
        while let Some(&class) = open.get(taken.len()) {
            let now = left[class].min(room / classes[class].size);
            left[class] -= now;
            room -= now * classes[class].size;
            taken.push(now);
        }
        *steps = steps.saturating_sub(classes.len());
        if !open.iter().any(|&class| left[class] > 0 && classes[class].size <= room) {
            rests.push((left.clone(), cap - room));
        }
        // one less of the last class of which there is any; but less of the very last leaves room for it
        loop {
            let Some(now) = taken.pop().filter(|_| *steps > 0) else { return rests };
            let class = open[taken.len()];
            let less = if taken.len() + 1 < open.len() { now.saturating_sub(1) } else { 0 };
            left[class] += now - less;
            room += (now - less) * classes[class].size;
            if now > 0 && taken.len() + 1 < open.len() {
                taken.push(less);
                break;
            }
        }
    }
}

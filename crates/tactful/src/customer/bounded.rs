//! Bounded memory that does not depend on the order of what is remembered.
//!
//! Both parts keep the greatest and say what they let go. `Rings` keeps the latest facts of each scope.
//! `Ledger` keeps the latest ids (orders, cases) with what is known of each; to stay bounded it raises a
//! threshold `lost` and forgets every single fact at or below it. So its state is a function of the set of
//! facts alone, and joining two ledgers gives that of the union.

use super::by_id::ById;

/// Earlier than every instant: nothing there, nothing lost.
pub(crate) const NONE: i64 = i64::MIN;

/// One remembered fact of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub(crate) at: i64,
    pub(crate) id: u64,
    pub(crate) key: u64,
}

/// The latest facts of one scope: the greatest `depth` by (instant, id), and the greatest instant let go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ring {
    /// Sorted from the earliest on.
    slots: Vec<Slot>,
    depth: usize,
    lost: i64,
    /// The instant of the last slot, which most questions are about.
    last: i64,
}

impl Ring {
    pub(crate) fn new(depth: usize) -> Self {
        Self { slots: Vec::new(), depth, lost: NONE, last: NONE }
    }

    pub(crate) fn restore(slots: Vec<Slot>, depth: usize, lost: i64) -> Self {
        let last = slots.last().map_or(NONE, |slot| slot.at);
        Self { slots, depth, lost, last }
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub(crate) fn lost(&self) -> i64 {
        self.lost
    }

    pub(crate) fn last(&self) -> Option<Slot> {
        self.slots.last().copied()
    }

    /// The instant of the latest; `NONE`: there is none.
    #[inline]
    pub(crate) fn last_at(&self) -> i64 {
        self.last
    }

    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        (self.lost, self.last) = (NONE, NONE);
    }

    #[inline]
    pub(crate) fn insert(&mut self, slot: Slot) {
        // mostly the latest one alone is kept, or what comes is later than all that is known
        match &mut self.slots[..] {
            [known] if self.depth == 1 => {
                if known.id != slot.id {
                    self.lost = self.lost.max(slot.min(*known).at);
                }
                *known = slot.max(*known);
                self.last = known.at;
            }
            [] => {
                self.slots.push(slot);
                self.last = slot.at;
            }
            _ => self.insert_among(slot),
        }
    }

    fn insert_among(&mut self, slot: Slot) {
        // An id counts once, at its latest instant.
        if let Some(old) = self.slots.iter().position(|s| s.id == slot.id) {
            if self.slots[old] >= slot {
                return;
            }
            self.slots.remove(old);
        }
        let place = self.slots.partition_point(|s| *s < slot);
        if self.slots.len() < self.depth {
            self.slots.insert(place, slot);
        } else if place == 0 {
            self.lost = self.lost.max(slot.at);
        } else {
            // the earliest is let go
            self.lost = self.lost.max(self.slots[0].at);
            self.slots.copy_within(1..place, 0);
            self.slots[place - 1] = slot;
        }
        self.last = self.slots.last().map_or(NONE, |slot| slot.at);
    }

    pub(crate) fn join(&mut self, other: &Ring) {
        self.lost = self.lost.max(other.lost);
        for &slot in &other.slots {
            self.insert(slot);
        }
    }
}

/// What is known of one id of a ledger.
pub(crate) trait Record: Clone + PartialEq {
    /// Adds what another record of the same id knows.
    fn join(&mut self, other: &Self);
    /// The latest instant in it; `NONE` if it is empty.
    fn latest(&self) -> i64;
    /// The earliest instant in it; `i64::MAX` if it is empty.
    fn earliest(&self) -> i64;
    /// Forgets everything at or before `lost`.
    fn forget(&mut self, lost: i64);
}

/// A small set of ids that may answer yes for an id it never saw, but never no for one it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sieve(pub(crate) [u64; 16]);

impl Sieve {
    fn bits(id: u64) -> [usize; 3] {
        [id & 1023, id >> 20 & 1023, id >> 40 & 1023].map(|bit| bit as usize)
    }

    fn insert(&mut self, id: u64) {
        for bit in Self::bits(id) {
            self.0[bit / 64] |= 1 << (bit % 64);
        }
    }

    fn may_hold(&self, id: u64) -> bool {
        Self::bits(id).iter().all(|bit| self.0[bit / 64] >> (bit % 64) & 1 == 1)
    }

    fn join(&mut self, other: &Sieve) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }
}

/// The latest ids and what is known of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ledger<R> {
    pub(crate) entries: ById<R>,
    size: usize,
    /// Every fact at or before this instant is forgotten; `NONE`: nothing is.
    pub(crate) lost: i64,
    /// The first instant of all that must leave a mark when it is forgotten (opened complaints); `i64::MAX`: none.
    pub(crate) first_mark: i64,
    /// Of the ids in `entries` that are not cut: the instant of their first fact. A later fact takes the place of
    /// an earlier one in a record, and which of them came first must not matter to what is cut.
    pub(crate) firsts: ById<i64>,
    /// Ids with a fact at or before `lost`.
    pub(crate) cut: Sieve,
}

impl<R: Record> Ledger<R> {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            entries: ById::default(),
            size,
            lost: NONE,
            first_mark: i64::MAX,
            firsts: ById::default(),
            cut: Sieve::default(),
        }
    }

    /// Forgets everything, as if nothing had ever been told.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.firsts.clear();
        (self.lost, self.first_mark) = (NONE, i64::MAX);
        self.cut = Sieve::default();
    }

    /// Remembers one fact about an id: `apply` writes it into the record. `marks`: it must leave a mark when it is
    /// forgotten.
    #[inline]
    pub(crate) fn note(
        &mut self,
        id: u64,
        at: i64,
        marks: bool,
        blank: impl FnOnce() -> R,
        apply: impl FnOnce(&mut R),
    ) {
        if marks {
            self.first_mark = self.first_mark.min(at);
        }
        if at <= self.lost {
            return self.cut(id);
        }
        if self.lost == NONE || !self.cut.may_hold(id) {
            let first = self.firsts.at(id, || at);
            *first = at.min(*first);
        }
        apply(self.entries.at(id, blank));
        self.shrink();
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.cut.join(&other.cut);
        self.first_mark = self.first_mark.min(other.first_mark);
        if other.lost > self.lost {
            self.raise(other.lost);
        }
        for (id, record) in other.entries.iter() {
            let first = other.firsts.get(id).copied().unwrap_or_else(|| record.earliest());
            self.add(id, record.clone(), first);
        }
        let cut = self.cut;
        self.firsts.retain(|id, _| !cut.may_hold(id));
        self.shrink();
    }

    /// The instant to which what had to leave a mark may have been forgotten; `NONE`: none was.
    pub(crate) fn mark(&self) -> i64 {
        if self.first_mark <= self.lost { self.lost } else { NONE }
    }

    /// Whether all that was ever told of this id is still known.
    pub(crate) fn is_whole(&self, id: u64) -> bool {
        self.lost == NONE || !self.cut.may_hold(id)
    }

    pub(crate) fn add(&mut self, id: u64, mut record: R, first: i64) {
        if self.lost != NONE {
            if first <= self.lost {
                self.cut(id);
            }
            record.forget(self.lost);
        }
        if record.latest() == NONE {
            return;
        }
        if !self.cut.may_hold(id) {
            let known = self.firsts.at(id, || first);
            *known = first.min(*known);
        }
        match self.entries.get_mut(id) {
            Some(known) => known.join(&record),
            None => {
                self.entries.insert(id, record);
            }
        }
    }

    fn cut(&mut self, id: u64) {
        self.cut.insert(id);
        let cut = self.cut;
        self.firsts.retain(|id, _| !cut.may_hold(id));
    }

    pub(crate) fn shrink(&mut self) {
        while self.entries.len() > self.size {
            let mut keys: Vec<i64> = self.entries.values().map(Record::latest).collect();
            keys.sort_unstable();
            self.raise(keys[keys.len() - self.size - 1]);
        }
    }

    fn raise(&mut self, lost: i64) {
        self.lost = lost;
        for (id, &first) in self.firsts.iter() {
            if first <= lost {
                self.cut.insert(id);
            }
        }
        self.entries.retain(|_, record| {
            record.forget(lost);
            record.latest() != NONE
        });
        let (cut, entries) = (self.cut, &self.entries);
        self.firsts.retain(|id, _| !cut.may_hold(id) && entries.get(id).is_some());
    }
}

/// What is known of one order: instants by column (kinds of facts, then reasons asked), and its product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderRecord {
    pub(crate) at: Box<[i64]>,
    /// (instant, product)
    pub(crate) product: (i64, u64),
}

impl OrderRecord {
    pub(crate) fn new(columns: usize) -> Self {
        Self { at: vec![NONE; columns].into_boxed_slice(), product: (NONE, 0) }
    }
}

impl Record for OrderRecord {
    fn join(&mut self, other: &Self) {
        for (mine, &theirs) in self.at.iter_mut().zip(&other.at) {
            *mine = (*mine).max(theirs);
        }
        self.product = self.product.max(other.product);
    }

    fn latest(&self) -> i64 {
        self.at.iter().copied().max().unwrap_or(NONE).max(self.product.0)
    }

    fn earliest(&self) -> i64 {
        earliest(self.at.iter().copied().chain([self.product.0]))
    }

    fn forget(&mut self, lost: i64) {
        for at in self.at.iter_mut().filter(|at| **at <= lost) {
            *at = NONE;
        }
        if self.product.0 <= lost {
            self.product = (NONE, 0);
        }
    }
}

/// What is known of one complaint: when it was last opened and last closed, and which reasons were used for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseRecord {
    pub(crate) opened: i64,
    pub(crate) closed: i64,
    pub(crate) asked: Box<[i64]>,
}

impl CaseRecord {
    pub(crate) fn new(reasons: usize) -> Self {
        Self { opened: NONE, closed: NONE, asked: vec![NONE; reasons].into_boxed_slice() }
    }

    pub(crate) fn is_open(&self) -> bool {
        is_open(self.opened, self.closed, NONE)
    }
}

impl Record for CaseRecord {
    fn join(&mut self, other: &Self) {
        self.opened = self.opened.max(other.opened);
        self.closed = self.closed.max(other.closed);
        for (mine, &theirs) in self.asked.iter_mut().zip(&other.asked) {
            *mine = (*mine).max(theirs);
        }
    }

    fn latest(&self) -> i64 {
        self.asked.iter().copied().max().unwrap_or(NONE).max(self.opened).max(self.closed)
    }

    fn earliest(&self) -> i64 {
        earliest(self.asked.iter().copied().chain([self.opened, self.closed]))
    }

    fn forget(&mut self, lost: i64) {
        for at in self.asked.iter_mut().chain([&mut self.opened, &mut self.closed]).filter(|at| **at <= lost)
        {
            *at = NONE;
        }
    }
}

/// Whether a complaint is open: opened and closed at one instant counts as open. `none`: it was not.
#[inline]
pub(crate) fn is_open<T: Ord>(opened: T, closed: T, none: T) -> bool {
    opened != none && opened >= closed
}

/// Whether a consent takes the place of another, each with its instant and its end: the latest does, and of two at one
/// instant the one that ends first.
#[inline]
pub(crate) fn grants_rather<T: Ord>(one: (T, T), other: (T, T)) -> bool {
    one.0 > other.0 || (one.0 == other.0 && one.1 < other.1)
}

/// Whether a consent holds: where grant and withdrawal tie, withdrawal wins.
#[inline]
pub(crate) fn is_granted<T: Ord>(granted: T, withdrawn: T) -> bool {
    granted > withdrawn
}

/// What is known of one kind of consent: purpose × channel × contact point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ConsentRecord {
    /// 0xff: every purpose.
    pub(crate) purpose: u8,
    /// 0: every channel.
    pub(crate) channel: u64,
    /// 0: every contact point.
    pub(crate) contact_point: u64,
    /// (instant, end of the consent), the latest; at one instant the one that ends first.
    pub(crate) granted: (i64, i64),
    pub(crate) withdrawn: i64,
}

impl ConsentRecord {
    /// Nothing was said yet.
    pub(crate) fn new(purpose: u8, channel: u64, contact_point: u64) -> Self {
        Self { purpose, channel, contact_point, granted: (NONE, 0), withdrawn: NONE }
    }

    pub(crate) fn grant(&mut self, at: i64, until: i64) {
        if grants_rather((at, until), self.granted) {
            self.granted = (at, until);
        }
    }
}

impl Record for ConsentRecord {
    fn join(&mut self, other: &Self) {
        self.grant(other.granted.0, other.granted.1);
        self.withdrawn = self.withdrawn.max(other.withdrawn);
    }

    fn latest(&self) -> i64 {
        self.granted.0.max(self.withdrawn)
    }

    fn earliest(&self) -> i64 {
        earliest([self.granted.0, self.withdrawn].into_iter())
    }

    fn forget(&mut self, lost: i64) {
        if self.granted.0 <= lost {
            self.granted = (NONE, 0);
        }
        if self.withdrawn <= lost {
            self.withdrawn = NONE;
        }
    }
}

/// The earliest of those that are there.
fn earliest(instants: impl Iterator<Item = i64>) -> i64 {
    instants.filter(|&at| at != NONE).min().unwrap_or(i64::MAX)
}

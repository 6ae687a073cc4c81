//! What is told of the customers of a batch: one column for each thing that counts, one lane for each customer.

use super::actions::{About, Action, Detail, More, Tallied};
use super::asked::{ASIDE, Asked, BLANK, DEPTH};
use super::complaints::Complaints;
use super::{FAR, FOREVER, LANES, Lanes, NEVER, from_now, mask, only};
use crate::Engine;
use crate::customer::{Word, grants_rather, is_granted};
use crate::followup::fold::of_no_case;
use crate::time::Instant;

/// As many columns as numbers have.
pub(super) type Columns = Box<[Lanes; ASIDE as usize + 1]>;

/// What does not end, in any lane.
const ENDLESS: Lanes = [FOREVER; LANES];

/// The facts of all lanes.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The latest instants of what is asked for; those that nobody asks for are put aside in the last.
    pub(super) latest: Columns,
    /// One at least.
    pub(super) rings: Vec<Ring>,
    /// When consents end, in their order; `NEVER`: they do not hold.
    pub(super) consents: Vec<Lanes>,
    /// When what was granted ends, by the words of consent that were met.
    until: Vec<Lanes>,
    /// How many words of consent there are of each lane.
    pub(super) words: [u32; LANES],
    pub(super) complaints: Complaints,
    /// Lanes that must take the long way.
    pub(super) left: u64,
    /// Lanes with a contact or a complaint that has no id.
    pub(super) ids_missing: u64,
    /// Lanes that may have been told of, as bits.
    pub(super) touched: u64,
    ids: Ids,
}

/// The latest contacts of a scope.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    /// How many there are.
    count: [u32; LANES],
    /// So many of them at the end, in their order.
    slots: Box<[[i32; DEPTH]; LANES]>,
}

impl Told {
    pub(super) fn new(asked: &Asked) -> Self {
        let ring = Ring { count: [0; LANES], slots: Box::new([[NEVER; DEPTH]; LANES]) };
        Self {
            latest: Box::new([BLANK; ASIDE as usize + 1]),
            rings: vec![ring; asked.ringed.max(1)],
            consents: vec![BLANK; asked.consents.len()],
            until: Vec::new(),
            words: [0; LANES],
            complaints: Complaints::new(),
            left: 0,
            ids_missing: 0,
            touched: 0,
            ids: Ids::default(),
        }
    }

    pub(super) fn clear(&mut self, asked: &Asked) {
        self.latest[..asked.columns()].fill(BLANK);
        self.rings.iter_mut().for_each(|ring| ring.count = [0; LANES]);
        self.until.fill([FOREVER; LANES]);
        self.words = [0; LANES];
        self.complaints.clear();
        (self.left, self.ids_missing, self.touched) = (0, 0, 0);
    }

    /// Forgets what is kept of a lane but for its complaints, of which nothing was told.
    pub(super) fn forget(&mut self, lane: usize) {
        self.latest.iter_mut().for_each(|column| column[lane] = NEVER);
        self.rings.iter_mut().for_each(|ring| ring.count[lane] = 0);
        self.until.iter_mut().for_each(|until| until[lane] = FOREVER);
        self.words[lane] = 0;
    }

    /// Another customer begins.
    #[inline]
    pub(super) fn begin(&mut self) {
        self.ids.clear();
    }

    /// All customers were told of.
    #[inline(always)]
    pub(super) fn reckon(&mut self, engine: &Engine, asked: &Asked) {
        self.complaints.reckon();
        let most = u32::try_from(engine.shape.consents).unwrap_or(u32::MAX);
        for (lane, &words) in self.words.iter().enumerate() {
            self.left |= u64::from(words > most) << lane; // some may be forgotten
        }
        for (ends, &consent) in self.consents.iter_mut().zip(&asked.consents) {
            let (mut granted, mut until, mut withdrawn) = (BLANK, BLANK, BLANK);
            for (place, words) in asked.words.iter().enumerate().filter(|(_, words)| words.fit(consent)) {
                let latest = &self.latest[usize::from(words.column)];
                let ends = self.until.get(place).unwrap_or(&ENDLESS);
                for lane in 0..LANES {
                    if words.granted {
                        let known = (granted[lane], until[lane]);
                        let rather = mask(grants_rather((latest[lane], ends[lane]), known));
                        granted[lane] = only(rather, latest[lane], granted[lane]);
                        until[lane] = only(rather, ends[lane], until[lane]);
                    } else {
                        withdrawn[lane] = withdrawn[lane].max(latest[lane]);
                    }
                }
            }
            for lane in 0..LANES {
                ends[lane] = only(mask(is_granted(granted[lane], withdrawn[lane])), until[lane], NEVER);
            }
        }
    }

    /// One fact of the customer in a lane, of whom no other is told meanwhile.
    #[inline]
    pub(super) fn tell(
        &mut self,
        (engine, now): (&Engine, i64),
        lane: usize,
        action: &Action,
        at: i32,
        id: Word,
        more: impl FnOnce(Detail) -> Option<More>,
    ) {
        let lane = lane % LANES;
        for &column in &action.latest {
            let latest = &mut self.latest[usize::from(column)][lane];
            *latest = at.max(*latest);
        }
        for &column in &action.counted {
            let latest = &mut self.latest[usize::from(column)][lane];
            self.left |= u64::from(*latest == at) << lane;
            *latest = at.max(*latest);
        }
        for &ring in &action.rings {
            if !self.rings[usize::from(ring)].push(lane, at) {
                self.left |= 1 << lane;
            }
        }
        match action.tallied {
            Tallied::Nothing => {}
            Tallied::Contact => self.ids_missing |= u64::from(!id.is_some()) << lane,
            Tallied::Consent => self.words[lane] = self.words[lane].saturating_add(1),
        }
        if id.is_some() && !self.ids.add(id.0) {
            self.left |= 1 << lane;
        }
        if let Some(detail) = action.detail {
            match more(detail) {
                Some(more) => self.tell_more((engine, now), lane, action, at, &more),
                None => self.left |= 1 << lane,
            }
        }
    }

    #[inline]
    fn tell_more(
        &mut self,
        (engine, now): (&Engine, i64),
        lane: usize,
        action: &Action,
        at: i32,
        more: &More,
    ) {
        let lane_bit = 1 << lane;
        match &action.about {
            About::Nothing => self.left |= if more.case.is_some() { lane_bit } else { 0 },
            About::Leave => self.left |= lane_bit,
            &About::Complaint { opened } => self.complaint(engine, lane, more.case, at, opened),
            // a single address has consents of its own
            _ if more.contact_point.is_some() => self.left |= lane_bit,
            About::Word => {}
            &About::Granted { place, column } => {
                let until = more.until.map_or(i64::MAX, Instant::seconds);
                let until = if until >= Instant::MAX.seconds() { FOREVER } else { from_now(until, now) };
                if self.until.len() <= place {
                    self.until.resize(place + 1, ENDLESS);
                }
                let granted = &mut self.latest[usize::from(column)][lane];
                let ends = &mut self.until[place][lane];
                if grants_rather((at, until), (*granted, *ends)) {
                    (*granted, *ends) = (at, until);
                }
            }
        }
    }

    /// A complaint of a lane was opened or closed.
    #[inline(always)]
    pub(super) fn complaint(&mut self, engine: &Engine, lane: usize, case: Word, at: i32, opened: bool) {
        let id = if case.is_some() { case.0 } else { of_no_case() };
        self.ids_missing |= u64::from(!case.is_some()) << lane;
        // two numbers have the first of these words, and one has that of no case
        let alike = id == 1 || (case.is_some() && id == of_no_case());
        let told = !alike && self.complaints.tell(lane, id, at, opened, engine.shape.cases);
        self.left |= u64::from(!told) << lane;
    }
}

/// An instant, from now on, and whether it is one that is told of: it neither lies ahead nor too far back.
#[inline(always)]
pub(super) fn since(at: i64, now: i64) -> (i32, bool) {
    let (since, far) = (at.wrapping_sub(now), i64::from(FAR));
    let told = (at >= Instant::MIN.seconds()) & (since >= -far) & (since <= 0);
    (since.clamp(-far, 0) as i32, told)
}

impl Ring {
    /// False if another contact has this instant: it may be the same one.
    #[inline]
    pub(super) fn push(&mut self, lane: usize, at: i32) -> bool {
        let (count, slots) = (&mut self.count[lane], &mut self.slots[lane]);
        let first = DEPTH.saturating_sub(*count as usize);
        let later = slots[first..].iter().filter(|&&known| known > at).count();
        let place = DEPTH - later;
        if slots[first..place].last() == Some(&at) {
            return false;
        }
        if place > 0 {
            slots.copy_within(1..place, 0);
            slots[place - 1] = at;
        }
        *count = count.saturating_add(1);
        true
    }

    /// The last of these, of which so many are of this lane.
    #[inline(always)]
    pub(super) fn set(&mut self, lane: usize, contacts: &[i32], count: u32) {
        if let Some(last) = contacts.last_chunk() {
            (self.count[lane], self.slots[lane]) = (count, *last);
        }
    }

    /// The n-th latest, n from 1 to `DEPTH`; `NEVER`: there are fewer.
    #[inline]
    pub(super) fn nth(&self, lane: usize, n: usize) -> i32 {
        if self.count[lane] as usize >= n { self.slots[lane][(DEPTH - n) % DEPTH] } else { NEVER }
    }
}

/// The ids of one customer's facts.
#[derive(Debug, Clone)]
struct Ids {
    slots: Box<[(u64, u32); Ids::SLOTS]>,
    /// Slots of another round are empty.
    round: u32,
    count: usize,
}

impl Default for Ids {
    fn default() -> Self {
        Self { slots: Box::new([(0, 0); Self::SLOTS]), round: 1, count: 0 }
    }
}

impl Ids {
    const SLOTS: usize = 256;

    fn clear(&mut self) {
        if self.count > 0 {
            self.count = 0;
            self.round = self.round.wrapping_add(1);
            if self.round == 0 {
                *self = Self::default();
            }
        }
    }

    /// False if it is known, or there are too many to tell.
    #[inline]
    fn add(&mut self, id: u64) -> bool {
        self.count += 1;
        if self.count > Self::SLOTS / 2 {
            return false;
        }
        let mut place = id as usize;
        loop {
            place %= Self::SLOTS;
            let slot = &mut self.slots[place];
            if slot.1 != self.round {
                *slot = (id, self.round);
                return true;
            }
            if slot.0 == id {
                return false;
            }
            place += 1;
        }
    }
}

//! What is told of the customers of a batch: one column for each thing that counts, one lane for each customer.

use super::asked::{Asked, BLANK, DEPTH};
use super::{FAR, FOREVER, LANES, Lanes, NEVER, from_now};
use crate::Engine;
use crate::customer::{Filter, Kind, Word, grants_rather, is_granted, is_open};
use crate::followup::fold::of_no_case;
use crate::followup::folder::Ready;
use crate::policy::Anchor;
use crate::time::Instant;

/// The facts of all lanes.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) latest: Vec<Lanes>,
    pub(super) rings: Vec<Ring>,
    pub(super) consents: Vec<Consent>,
    /// Words of consent in each lane.
    words: [u8; LANES],
    /// Complaints by lane, those of a lane together.
    pub(super) cases: Vec<Complaint>,
    /// Lanes that have any.
    with_cases: u64,
    /// Lanes that must take the long way.
    pub(super) left: u64,
    /// Lanes with a contact or a complaint that has no id.
    pub(super) ids_missing: u64,
    ids: Ids,
}

/// The latest contacts of a scope.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    last: Lanes,
    count: [u32; LANES],
    slots: Box<[[i32; DEPTH]; LANES]>,
}

/// What is known of one complaint.
#[derive(Debug, Clone)]
pub(super) struct Complaint {
    pub(super) lane: usize,
    id: u64,
    /// `NEVER`: it was not.
    pub(super) opened: i32,
    pub(super) closed: i32,
}

/// Words about a consent.
#[derive(Debug, Clone)]
pub(super) struct Consent {
    granted: Lanes,
    until: [i64; LANES],
    withdrawn: Lanes,
    /// When it ends; `NEVER`: it does not hold.
    pub(super) ends: Lanes,
}

/// What becomes of facts that say the same words.
#[derive(Debug, Clone, Default)]
pub(super) struct Action {
    pub(super) latest: Vec<u16>,
    /// Those of columns that count contacts.
    pub(super) counted: Vec<u16>,
    pub(super) rings: Vec<u16>,
    about: About,
    /// Without an id it is a contact that may count twice.
    pub(super) contact: bool,
    /// What else counts.
    pub(super) detail: Option<Detail>,
}

#[derive(Debug, Clone, Default)]
enum About {
    #[default]
    Nothing,
    /// The customer is left to single decisions.
    Leave,
    Opened,
    Closed,
    Granted(Vec<u16>),
    Withdrawn(Vec<u16>),
}

/// What of [`More`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The case, of a complaint or of a contact about one.
    Case,
    /// The end and the contact point, of a consent.
    Consent,
}

/// What few facts say beside their words and their instant.
#[derive(Debug, Clone, Copy, Default)]
pub struct More {
    /// The case.
    pub case: Word,
    /// The end of a consent.
    pub until: Option<Instant>,
    /// The address or number.
    pub contact_point: Word,
}

impl Action {
    pub(super) fn new(engine: &Engine, asked: &Asked, ready: &Ready) -> Self {
        let (sorted, entry) = (&ready.sorted, &ready.entry);
        let is = |kind: Kind| sorted.kind == kind.bit();
        let mut action = Self { contact: is(Kind::Contact), ..Self::default() };
        for &scope in &ready.scopes {
            let (column, ring, leaves) = asked.of_scope(engine, scope);
            let of_column = if column.is_some_and(|it| asked.counts(it)) {
                &mut action.counted
            } else {
                &mut action.latest
            };
            of_column.extend(column);
            action.rings.extend(ring);
            if leaves {
                action.about = About::Leave;
            }
        }
        // what may be refused, and what colleagues say of complaints, is seen to one by one
        let complaint =
            Kind::ComplaintOpened.bit() | Kind::ComplaintReopened.bit() | Kind::ComplaintClosed.bit();
        if is(Kind::DoNotContactLifted) || (sorted.colleague && sorted.kind & complaint != 0) {
            action.about = About::Leave;
        }
        if matches!(action.about, About::Leave) {
            action.detail = Some(Detail::Case);
        }
        if sorted.colleague || matches!(action.about, About::Leave) {
            return action;
        }
        let consents = || {
            let purpose = entry.purpose.map_or(Filter::ALL_PURPOSES, |purpose| purpose.bit());
            let every = entry.channel.bit == 0;
            let fits = |&(bit, channel): &(u64, u8)| {
                purpose & bit != 0 && (every || entry.channel.bit >> channel & 1 == 1)
            };
            let fitting = asked.consents.iter().zip(0..).filter(move |(asked, _)| fits(asked));
            fitting.map(|(_, place)| place).collect::<Vec<u16>>()
        };
        action.about = if is(Kind::ConsentGiven) {
            About::Granted(consents())
        } else if is(Kind::ConsentWithdrawn) || is(Kind::ConsentRefused) {
            // what was taken back for a channel that nobody knows is taken back for every one
            if entry.channel.is_unknown() { About::Leave } else { About::Withdrawn(consents()) }
        } else if is(Kind::ComplaintOpened) || is(Kind::ComplaintReopened) {
            About::Opened
        } else if is(Kind::ComplaintClosed) {
            About::Closed
        } else if is(Kind::LevelAssigned) && asked.questions.iter().any(|asks| !asks.levels.is_empty()) {
            About::Leave
        } else {
            About::Nothing
        };
        let reason = engine.reasons.get(sorted.reason as usize);
        // of a contact about a case a reason of the policy may keep something
        let of_case = action.contact && reason.is_some_and(|it| matches!(it.anchor, Anchor::Case { .. }));
        action.detail = match action.about {
            About::Nothing if !of_case => None,
            About::Granted(_) | About::Withdrawn(_) => Some(Detail::Consent),
            _ => Some(Detail::Case),
        };
        action
    }
}

impl Action {
    /// Whether such facts are told one by one, in the order in which they come: complaints of one customer must lie
    /// together, whether they were opened or closed.
    pub(super) fn is_single(&self) -> bool {
        matches!(self.about, About::Opened | About::Closed)
    }
}

impl Told {
    pub(super) fn new(asked: &Asked) -> Self {
        let ring = Ring { last: BLANK, count: [0; LANES], slots: Box::new([[NEVER; DEPTH]; LANES]) };
        let consent = Consent { granted: BLANK, until: [0; LANES], withdrawn: BLANK, ends: BLANK };
        Self {
            latest: vec![BLANK; asked.columns.0],
            rings: vec![ring; asked.columns.1],
            consents: vec![consent; asked.consents.len()],
            words: [0; LANES],
            cases: Vec::new(),
            with_cases: 0,
            left: 0,
            ids_missing: 0,
            ids: Ids::default(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.latest.fill(BLANK);
        for ring in &mut self.rings {
            (ring.last, ring.count) = (BLANK, [0; LANES]);
        }
        for consent in &mut self.consents {
            (consent.granted, consent.withdrawn) = (BLANK, BLANK);
        }
        self.words = [0; LANES];
        self.cases.clear();
        self.with_cases = 0;
        (self.left, self.ids_missing) = (0, 0);
    }

    /// Another customer begins.
    #[inline]
    pub(super) fn begin(&mut self) {
        self.ids.clear();
    }

    /// All customers were told of.
    pub(super) fn reckon(&mut self, now: i64) {
        self.consents.iter_mut().for_each(|consent| consent.reckon(now));
    }

    /// One fact of the customer in a lane, of whom no other is told meanwhile.
    #[inline]
    pub(super) fn tell(
        &mut self,
        engine: &Engine,
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
        if id.is_some() {
            if !self.ids.add(id.0) {
                self.left |= 1 << lane;
            }
        } else {
            self.ids_missing |= u64::from(action.contact) << lane;
        }
        if let Some(detail) = action.detail {
            match more(detail) {
                Some(more) => self.tell_more(engine, lane, action, at, &more),
                None => self.left |= 1 << lane,
            }
        }
    }

    #[inline]
    pub(super) fn tell_more(&mut self, engine: &Engine, lane: usize, action: &Action, at: i32, more: &More) {
        let lane_bit = 1 << lane;
        match &action.about {
            About::Nothing => self.left |= if more.case.is_some() { lane_bit } else { 0 },
            About::Leave => self.left |= lane_bit,
            About::Opened | About::Closed => {
                let opened = matches!(action.about, About::Opened);
                self.ids_missing |= u64::from(!more.case.is_some()) << lane;
                let case = if more.case.is_some() { more.case.0 } else { of_no_case() };
                self.case(engine, lane, case, at, opened);
            }
            About::Granted(places) | About::Withdrawn(places) => {
                self.words[lane] = self.words[lane].saturating_add(1);
                // more of them may be forgotten, and a single address has its own
                let many =
                    usize::from(self.words[lane]) > engine.shape.consents.min(usize::from(u8::MAX) - 1);
                if many || more.contact_point.is_some() {
                    self.left |= lane_bit;
                }
                let until = more.until.unwrap_or(Instant::MAX).seconds();
                for &place in places {
                    let consent = &mut self.consents[usize::from(place)];
                    if let About::Granted(_) = action.about {
                        consent.grant(lane, at, until);
                    } else {
                        consent.withdrawn[lane] = consent.withdrawn[lane].max(at);
                    }
                }
            }
        }
    }

    fn case(&mut self, engine: &Engine, lane: usize, id: u64, at: i32, opened: bool) {
        let of_lane = self.cases.iter().rev().take_while(|case| case.lane == lane).count();
        let first = self.cases.len() - of_lane;
        if of_lane == 0 {
            // those of a lane lie together, or it is left
            self.left |= self.with_cases & 1 << lane;
            self.with_cases |= 1 << lane;
        }
        let place = match self.cases[first..].iter().position(|case| case.id == id) {
            Some(place) => first + place,
            None => {
                if of_lane >= engine.shape.cases {
                    self.left |= 1 << lane;
                    return;
                }
                self.cases.push(Complaint { lane, id, opened: NEVER, closed: NEVER });
                self.cases.len() - 1
            }
        };
        let case = &mut self.cases[place];
        let known = if opened { &mut case.opened } else { &mut case.closed };
        *known = at.max(*known);
    }
}

impl Complaint {
    pub(super) fn is_open(&self) -> bool {
        is_open(self.opened, self.closed, NEVER)
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
        if at <= self.last[lane] {
            return self.insert(lane, at);
        }
        self.last[lane] = at;
        let count = &mut self.count[lane];
        self.slots[lane][*count as usize % DEPTH] = at;
        *count += 1;
        true
    }

    /// Puts one among those that are later.
    #[cold]
    fn insert(&mut self, lane: usize, at: i32) -> bool {
        let (slots, count) = (&mut self.slots[lane], self.count[lane] as usize);
        let kept = count.min(DEPTH);
        let mut all: Vec<i32> = (count - kept..count).map(|place| slots[place % DEPTH]).collect();
        match all.binary_search(&at) {
            Ok(_) => return false,
            Err(place) => all.insert(place, at),
        }
        let rest = all.len().saturating_sub(DEPTH);
        for (place, at) in (count + 1 - (all.len() - rest)..).zip(all.drain(rest..)) {
            slots[place % DEPTH] = at;
        }
        self.count[lane] += 1;
        true
    }

    /// The n-th latest, n at most `DEPTH`; `NEVER`: there are fewer.
    #[inline]
    pub(super) fn nth(&self, lane: usize, n: usize) -> i32 {
        let count = self.count[lane] as usize;
        if count < n { NEVER } else { self.slots[lane][(count - n) % DEPTH] }
    }
}

impl Consent {
    #[inline]
    fn grant(&mut self, lane: usize, at: i32, until: i64) {
        let (known, ends) = (self.granted[lane], self.until[lane]);
        if grants_rather((at, until), (known, ends)) {
            (self.granted[lane], self.until[lane]) = (at, until);
        }
    }

    #[inline(always)]
    fn reckon(&mut self, now: i64) {
        for lane in 0..LANES {
            let until = self.until[lane];
            let until = if until >= Instant::MAX.seconds() { FOREVER } else { from_now(until, now) };
            self.ends[lane] =
                if is_granted(self.granted[lane], self.withdrawn[lane]) { until } else { NEVER };
        }
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

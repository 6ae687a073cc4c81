//! Facts of all customers of a batch at once: where each goes is known from its words, so that it is stored and not
//! asked about.
//!
//! What is stored over what lies there is the latest if facts come in the order of their instants, as they mostly do.
//! Customers of whom they do not are told of one fact at a time.

use super::actions::{Action, Detail, More, Tally, Telling, Way};
use super::asked::DEPTH;
use super::told::{Told, since};
use super::{FAR, LANES, NEVER};
use crate::Engine;
use crate::customer::Word;
use crate::time::Instant;

/// Facts without ids, as columns of one length; of longer ones the rest is left out. Facts with the same words share what
/// becomes of them.
///
/// ```
/// use tactful::{customer::Entry, followup::{ManyFacts, More, Telling}, time::Instant, Code, Engine};
/// let engine = Engine::from_text(r#"
///     name = "short"
///     version = "1"
///     [reasons.check-in]
///     value = "a working product"
///     purpose = "service"
///     intent = "give"
///     anchor = { fact = "delivered" }
///     opens = "24h"
///     channels = ["email"]
/// "#)?;
/// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
/// let Some(mut batch) = engine.batch(&[engine.question("check-in", "email")?], now)? else {
///     panic!("this policy asks for nothing but instants");
/// };
/// let delivered = batch.telling(&engine.ready(&Entry::new(engine.kind_word("delivered"), now))?, &[]);
/// let zone = batch.clock(&engine.zone("Asia/Shanghai")?);
/// let level = batch.level(None);
/// batch.begin();
/// let (one, other) = (batch.customer(zone, level, None) as u8, batch.customer(zone, level, None) as u8);
/// let at = [12, 48, 1].map(|hours| now.seconds() - hours * 3_600);
/// let tellings = [delivered, Telling::NOBODY];
/// let facts = ManyFacts { customers: &[one, other, other], words: &[0, 0, 1], tellings: &tellings, at: &at };
/// batch.tell_all(&facts, |_, _| Some(More::default()));
/// let mut verdicts = Vec::new();
/// batch.answer(|answers| verdicts.extend_from_slice(&answers.verdicts()[..2]));
/// assert_eq!(verdicts, [1, 0]); // wait, allow
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ManyFacts<'f> {
    /// The numbers of the customers in the batch, best in their order; of facts of others they do not matter.
    pub customers: &'f [u8],
    /// What each says, as a place among the tellings.
    pub words: &'f [u32],
    /// What becomes of facts that say so; [`Telling::NOBODY`] for those of others. If there are words without a place
    /// here, all customers are left to single decisions.
    pub tellings: &'f [Telling],
    /// UTC seconds.
    pub at: &'f [i64],
}

impl ManyFacts<'_> {
    /// The lane of a fact, and what becomes of it.
    #[inline(always)]
    fn get(&self, place: usize) -> (usize, &Telling) {
        (usize::from(self.customers[place]) % LANES, self.telling(self.words[place]))
    }

    #[inline(always)]
    fn telling(&self, words: u32) -> &Telling {
        &self.tellings[words as usize]
    }
}

/// What is kept from batch to batch, so that it lies ready.
#[derive(Debug, Clone, Default)]
pub(super) struct Bench {
    /// By fact: the lane, and the instant from now on, as one number. In order they ascend.
    order: Vec<i64>,
    /// The instants of all contacts in the first ring, after as many places as are kept of one customer.
    contacts: Vec<i32>,
    /// Places of facts that are not stored, and then of others.
    alone: Vec<u32>,
    /// Lanes where facts are not in order; those of nobody have the one before.
    lanes: Vec<u8>,
}

/// As many facts are looked at together, whether some have one instant.
const AT_ONCE: usize = 16;

/// All that is needed to tell of facts.
pub(super) struct Teller<'t> {
    pub(super) engine: &'t Engine,
    pub(super) actions: &'t [Action],
    /// The instant of the questions, in UTC seconds.
    pub(super) now: i64,
}

impl Told {
    /// Facts of all customers; `more` is asked for what few of them say beside that, by place.
    #[inline(always)]
    pub(super) fn tell_all(
        &mut self,
        teller: &Teller<'_>,
        bench: &mut Bench,
        facts: &ManyFacts<'_>,
        mut more: impl FnMut(usize, Detail) -> Option<More>,
    ) {
        let rows = facts.customers.len().min(facts.words.len()).min(facts.at.len());
        let (customers, words, at) = (&facts.customers[..rows], &facts.words[..rows], &facts.at[..rows]);
        let facts = &ManyFacts { customers, words, at, tellings: facts.tellings };
        if u32::try_from(rows).is_err() {
            self.left = u64::MAX; // there are no numbers for so many places
            return;
        }
        let most = facts.words.iter().fold(0, |most, &words| words.max(most));
        if rows > 0 && most as usize >= facts.tellings.len() {
            self.left = u64::MAX; // nobody knows what they say
            return;
        }
        let begun = self.touched;
        let in_order = bench.sort_out(facts, teller.now) && begun == 0 && rows <= Tally::MOST;
        if in_order {
            let alone = self.store(facts, bench);
            return self.tell_alone(teller, facts, &bench.alone[..alone], u64::MAX, &mut more);
        }
        let (of, odd) = self.examine(facts, teller.now, begun, &mut bench.lanes);
        if odd != of {
            let lanes = std::mem::take(&mut bench.lanes);
            let alone = self.store(&ManyFacts { customers: &lanes, ..*facts }, bench);
            bench.lanes = lanes;
            self.tell_alone(teller, facts, &bench.alone[..alone], !odd, &mut more);
        }
        (0..LANES).filter(|lane| odd >> lane & 1 == 1).for_each(|lane| self.forget(lane));
        (0..rows).for_each(|place| self.tell_at(teller, facts, place, odd, &mut more));
    }

    /// Stores each instant where it goes: right where they are in order, and lanes ascend. Gives how many facts are to be
    /// told of one by one.
    // a function of its own, as what it needs fits in the registers then
    #[inline(never)]
    fn store(&mut self, facts: &ManyFacts<'_>, bench: &mut Bench) -> usize {
        let &ManyFacts { customers, words, tellings, .. } = facts;
        let Bench { order, contacts, alone, .. } = bench;
        contacts.resize(contacts.len().max(DEPTH + order.len()), NEVER);
        alone.resize(alone.len().max(order.len()), 0);
        let latest = &mut *self.latest;
        let (mut tally, mut ends, mut kept) = (Tally::NOTHING, [Tally::NEVER; LANES], 0);
        let rows = customers.iter().zip(words).zip(&*order);
        for (place, ((&lane, &words), &at)) in (0_u32..).zip(rows) {
            let (lane, telling, at) = (usize::from(lane) % LANES, &tellings[words as usize], at as i32);
            for column in telling.columns {
                latest[usize::from(column)][lane] = at;
            }
            // what is not kept is written over
            contacts[DEPTH + tally.ringed() as usize] = at;
            tally.add(telling.tally);
            ends[lane] = tally;
            alone[kept] = place;
            kept += usize::from(telling.alone());
        }
        let mut before = Tally::NOTHING;
        for (lane, end) in ends.into_iter().enumerate() {
            if end == Tally::NEVER {
                continue;
            }
            let counted = end.since(before);
            before = end;
            self.touched |= 1 << lane;
            self.words[lane] = self.words[lane].saturating_add(counted.words());
            self.ids_missing |= u64::from(counted.contacts() > 0) << lane;
            let all = contacts.get(..DEPTH + end.ringed() as usize);
            // where nobody's facts alone were counted, contacts may have been told of before
            if let (Some(ring), Some(all), 1..) = (self.rings.first_mut(), all, counted.ringed()) {
                ring.set(lane, all, counted.ringed());
            }
        }
        kept
    }

    /// Of which customers there are facts, and whose are not in order: all if lanes do not ascend. Customers with an
    /// instant that cannot be told are left.
    #[cold]
    fn examine(&mut self, facts: &ManyFacts<'_>, now: i64, begun: u64, lanes: &mut Vec<u8>) -> (u64, u64) {
        let (mut last, mut before) = ([i64::MIN; LANES], 0);
        let (mut of, mut odd, mut apart) = (0, 0, facts.at.len() > Tally::MOST);
        lanes.clear();
        for ((&lane, &words), &at) in facts.customers.iter().zip(facts.words).zip(facts.at) {
            let telling = facts.telling(words);
            if telling.is_nobody() {
                lanes.push(before as u8);
                continue;
            }
            let lane = usize::from(lane);
            if lane >= LANES {
                self.left = u64::MAX; // nobody knows of whom it is said
                return (0, 0);
            }
            lanes.push(lane as u8);
            let (since, told) = since(at, now);
            let since = i64::from(since);
            let early = since < last[lane] || (since == last[lane] && telling.distinct);
            of |= 1 << lane;
            odd |= u64::from(early | !told) << lane;
            apart |= lane < before;
            // who was told of before is told of in two goes
            self.left |= (u64::from(!told) << lane) | (begun & 1 << lane);
            (last[lane], before) = (since, lane);
        }
        (of, if apart { of } else { odd })
    }

    /// Tells of facts that are not stored, of these customers: of complaints, mostly.
    #[inline(never)]
    fn tell_alone(
        &mut self,
        teller: &Teller<'_>,
        facts: &ManyFacts<'_>,
        places: &[u32],
        of: u64,
        more: &mut impl FnMut(usize, Detail) -> Option<More>,
    ) {
        for place in places.iter().map(|&place| place as usize) {
            let (lane, telling) = facts.get(place);
            if !matches!(telling.told, Way::Opened | Way::Closed) {
                self.tell_at(teller, facts, place, of, more);
            } else if (of & !self.left) >> lane & 1 == 1 {
                match more(place, Detail::Case) {
                    Some(more) => {
                        let (at, opened) =
                            (since(facts.at[place], teller.now).0, telling.told == Way::Opened);
                        self.complaint(teller.engine, lane, more.case, at, opened);
                    }
                    None => self.left |= 1 << lane,
                }
            }
        }
    }

    /// Tells of one fact, if it is of one of these customers.
    #[inline(never)]
    fn tell_at(
        &mut self,
        teller: &Teller<'_>,
        facts: &ManyFacts<'_>,
        place: usize,
        of: u64,
        more: &mut impl FnMut(usize, Detail) -> Option<More>,
    ) {
        let (lane, telling) = facts.get(place);
        if (of & !self.left) >> lane & 1 == 0 || telling.is_nobody() {
            return;
        }
        match telling.action(teller.actions) {
            Some(action) => {
                self.touched |= 1 << lane;
                let (at, _) = since(facts.at[place], teller.now);
                let more = |detail| more(place, detail);
                self.tell((teller.engine, teller.now), lane, action, at, Word::default(), more);
            }
            None => self.left |= 1 << lane,
        }
    }
}

impl Bench {
    /// Puts lanes and instants into one number, and gives whether these ascend, and all of them can be told.
    #[inline(always)]
    fn sort_out(&mut self, facts: &ManyFacts<'_>, now: i64) -> bool {
        let (far, rows) = (i64::from(FAR), facts.at.len());
        self.order.resize(rows, 0);
        let mut beyond = 0;
        for ((order, &lane), &at) in self.order.iter_mut().zip(facts.customers).zip(facts.at) {
            let since = at.wrapping_sub(now);
            // no more bits than instants have that can be told
            beyond |= since.wrapping_add(far - 1);
            *order = (i64::from(lane) << 32).wrapping_add(since);
        }
        let Some((last, earlier)) = self.order.split_last() else { return true };
        let later = &self.order[1..];
        let back = earlier.iter().zip(later).fold(false, |back, (one, next)| back | (next < one));
        let tied = earlier.chunks(AT_ONCE).zip(later.chunks(AT_ONCE)).zip(facts.words[1..].chunks(AT_ONCE));
        let tied = tied.fold(false, |tied, ((ones, nexts), words)| {
            let pairs = ones.iter().zip(nexts);
            // few are, so that is asked first
            let any = pairs.clone().fold(false, |any, (one, next)| any | (one == next));
            let distinct =
                |((one, next), &words): ((&i64, &i64), &u32)| one == next && facts.telling(words).distinct;
            tied || (any && pairs.zip(words).any(distinct))
        });
        let named = last.wrapping_add(far) >> 32 < LANES as i64;
        let told = beyond as u64 >> FAR.trailing_zeros() == 0;
        !back && !tied && named && told && now.saturating_sub(far) >= Instant::MIN.seconds()
    }
}

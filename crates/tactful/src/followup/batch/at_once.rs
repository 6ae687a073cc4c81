//! Facts of all customers of a batch at once: where each goes is known from its words, so that it is stored and not
//! asked about.
//!
//! What is stored over what lies there is the latest if facts come in the order of their instants, as they mostly do.
//! Customers of whom they do not are told of one fact at a time.

use super::actions::{Action, Detail, More, Tally, Telling, Way};
use super::asked::DEPTH;
use super::told::{Told, since};
use super::{FAR, LANES};
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
    /// The numbers of the customers in the batch; of facts of others they do not matter. Facts of one customer lie
    /// together: whoever's complaints do not is left to single decisions.
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
    /// Places of facts to which there is more than one column.
    rest: Vec<u32>,
    /// Places of facts that are not stored.
    alone: Vec<u32>,
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
        let begun = self.begun();
        let odd = if bench.sort_out(facts, teller.now) && begun == 0 {
            0
        } else {
            self.examine(facts, teller.now, begun)
        };
        for first in (0..rows).step_by(Tally::MOST) {
            self.store(first, facts, bench);
            self.tell_alone(teller, facts, &bench.alone, !odd, &mut more);
        }
        if odd != 0 {
            (0..LANES).filter(|lane| odd >> lane & 1 == 1).for_each(|lane| self.forget(lane));
            (0..rows).for_each(|place| self.tell_at(teller, facts, place, odd, &mut more));
        }
    }

    /// Stores each instant of some facts, at most [`Tally::MOST`], where it goes: right where they are in order.
    fn store(&mut self, first: usize, facts: &ManyFacts<'_>, bench: &mut Bench) {
        let Bench { order, rest, alone } = bench;
        let last = order.len().min(first + Tally::MOST);
        let (order, customers, words) =
            (&order[first..last], &facts.customers[first..last], &facts.words[first..last]);
        let facts = &ManyFacts { customers, words, at: &[], tellings: facts.tellings };
        rest.resize(rest.len().max(order.len()), 0);
        let kept = self.store_first(facts, order, &mut rest[..order.len()]);
        alone.resize(alone.len().max(kept), 0);
        let kept = self.store_rest(facts, order, &rest[..kept], &mut alone[..kept]);
        alone.truncate(kept);
        alone.iter_mut().for_each(|place| *place += first as u32);
    }

    /// The first column of each fact; gives to how many there is more, and their places.
    // a function of its own, as what it needs fits in the registers then
    #[inline(never)]
    fn store_first(&mut self, facts: &ManyFacts<'_>, order: &[i64], rest: &mut [u32]) -> usize {
        let &ManyFacts { customers, words, tellings, .. } = facts;
        let (latest, touched) = (&mut *self.latest, &mut self.touched);
        let mut kept = 0;
        let rows = customers.iter().zip(words).zip(order);
        for (place, ((&lane, &words), &at)) in (0_u32..).zip(rows) {
            let (lane, telling, at) = (usize::from(lane) % LANES, &tellings[words as usize], at as i32);
            latest[usize::from(telling.column)][lane] = at;
            touched[lane] = 0;
            // what is not kept is written over
            rest[kept] = place;
            kept += usize::from(telling.more);
        }
        kept
    }

    /// All but the first column; gives how many are told one by one, and their places.
    #[inline(never)]
    fn store_rest(&mut self, facts: &ManyFacts<'_>, order: &[i64], rest: &[u32], alone: &mut [u32]) -> usize {
        let &ManyFacts { customers, words, tellings, .. } = facts;
        let Some(ring) = self.rings.first_mut() else { return 0 };
        let (latest, slots) = (&mut *self.latest, &mut *ring.slots);
        let before = ring.count;
        let mut tallies = before.map(|count| Tally::of_ring(count % DEPTH as u32));
        let mut kept = 0;
        for &place in rest {
            let row = place as usize;
            let (lane, telling) = (usize::from(customers[row]) % LANES, &tellings[words[row] as usize]);
            let at = order[row] as i32;
            for column in telling.others {
                // to some it is the first one, which was stored before
                let known = &mut latest[usize::from(column)][lane];
                *known = at.max(*known);
            }
            let tally = &mut tallies[lane];
            slots[lane][tally.ringed() as usize % DEPTH] = at;
            tally.add(telling.tally);
            alone[kept] = place;
            kept += usize::from(telling.alone());
        }
        for (lane, tally) in tallies.into_iter().enumerate() {
            ring.count[lane] = before[lane] + tally.ringed() - before[lane] % DEPTH as u32;
            self.words[lane] += tally.words();
            self.ids_missing |= u64::from(tally.contacts() > 0) << lane;
        }
        kept
    }

    /// Which customers' facts are not in order, as bits; those with an instant that cannot be told are left.
    #[cold]
    fn examine(&mut self, facts: &ManyFacts<'_>, now: i64, begun: u64) -> u64 {
        let (mut last, mut odd) = ([i64::MIN; LANES], 0);
        for ((&lane, &words), &at) in facts.customers.iter().zip(facts.words).zip(facts.at) {
            let telling = facts.telling(words);
            if telling.is_nobody() {
                continue;
            }
            let lane = match usize::from(lane) {
                lane if lane < LANES => lane,
                _ => {
                    self.left = u64::MAX; // nobody knows of whom it is said
                    return 0;
                }
            };
            let (since, told) = since(at, now);
            let since = i64::from(since);
            // who was told of before is told of in two goes
            self.left |= (u64::from(!told) << lane) | (begun & 1 << lane);
            let early = since < last[lane] || (since == last[lane] && telling.distinct);
            odd |= u64::from(early) << lane;
            last[lane] = since;
        }
        odd & !self.left
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

//! Facts of all customers of a batch at once: where each goes is known from its words, so that it is stored and not
//! asked about.
//!
//! What is stored over what lies there is the latest if facts come in the order of their instants, as they mostly do.
//! Customers of whom they do not are told of one fact at a time.

use super::actions::{Action, Detail, More, Tallied, Telling};
use super::asked::DEPTH;
use super::told::{Told, since};
use super::{FAR, LANES};
use crate::Engine;
use crate::customer::Word;
use crate::time::Instant;

/// Facts without ids, as columns of one length; of longer ones the rest is left out.
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
/// let tellings = [delivered, delivered, Telling::NOBODY];
/// let facts = ManyFacts { customers: &[one, other, other], tellings: &tellings, at: &at };
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
    /// What becomes of them; [`Telling::NOBODY`] for those of others.
    pub tellings: &'f [Telling],
    /// UTC seconds.
    pub at: &'f [i64],
}

/// What is kept from batch to batch, so that it lies ready: places of facts that are told one by one.
pub(super) type Singles = Vec<u32>;

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
        singles: &mut Singles,
        facts: &ManyFacts<'_>,
        mut more: impl FnMut(usize, Detail) -> Option<More>,
    ) {
        let rows = facts.customers.len().min(facts.tellings.len()).min(facts.at.len());
        let Ok(_) = u32::try_from(rows) else {
            self.left = u64::MAX; // their places have no numbers
            return;
        };
        let (customers, tellings, at) = (&facts.customers[..rows], &facts.tellings[..rows], &facts.at[..rows]);
        let facts = &ManyFacts { customers, tellings, at };
        singles.resize(rows.max(singles.len()), 0);
        let (in_order, alone) = self.store(facts, teller.now, singles);
        let odd = if in_order { 0 } else { self.examine(facts, teller.now) };
        for &place in &singles[..alone] {
            self.tell_at(teller, facts, place as usize, !odd, &mut more);
        }
        if odd != 0 {
            (0..LANES).filter(|lane| odd >> lane & 1 == 1).for_each(|lane| self.forget(lane));
            (0..rows).for_each(|place| self.tell_at(teller, facts, place, odd, &mut more));
        }
        let customers = facts.customers.iter().zip(facts.tellings);
        let told = customers.filter(|(_, telling)| **telling != Telling::NOBODY);
        self.begun |= told.fold(0, |begun, (&lane, _)| begun | 1 << (usize::from(lane) % LANES));
    }

    /// Stores each instant where it goes. Gives whether that is right, as all instants can be told, and those of each
    /// customer are in order; and how many facts are told one by one.
    #[inline(always)]
    fn store(&mut self, facts: &ManyFacts<'_>, now: i64, singles: &mut [u32]) -> (bool, usize) {
        let far = i64::from(FAR);
        let Some(ring) = self.rings.first_mut() else { return (false, 0) };
        let (mut singled, mut before) = (0, i64::MIN / 2);
        // bits above those of instants that can be told; and the sign, where one comes before its predecessor
        let (mut beyond, mut back) = (0, 0);
        let rows = facts.customers.iter().zip(facts.tellings).zip(facts.at);
        for (place, ((&lane, telling), &at)) in (0_u32..).zip(rows) {
            let lane = usize::from(lane) % LANES;
            let since = at.wrapping_sub(now);
            beyond |= since.wrapping_add(far - 1);
            // later customers have greater ones, whenever it was
            let order = ((lane as i64) << 32).wrapping_add(since);
            back |= order.wrapping_sub(before).wrapping_sub(i64::from(telling.distinct));
            before = order;
            let since = since as i32;
            for column in telling.columns {
                self.latest[usize::from(column)][lane] = since;
            }
            let count = &mut ring.count[lane];
            ring.slots[lane][*count as usize % DEPTH] = since;
            *count += u32::from(telling.ringed);
            self.tallies[lane][telling.tallied as usize % Tallied::KINDS] += 1;
            if let Some(next) = singles.get_mut(singled) {
                *next = place;
            }
            singled += usize::from(telling.single);
        }
        let told = beyond as u64 >> FAR.trailing_zeros() == 0 && now.saturating_sub(far) >= Instant::MIN.seconds();
        let named = facts.customers.iter().all(|&lane| usize::from(lane) < LANES);
        (told && named && back >= 0 && self.begun == 0, singled)
    }

    /// Which customers' facts are not in order, as bits; those with an instant that cannot be told are left.
    #[cold]
    fn examine(&mut self, facts: &ManyFacts<'_>, now: i64) -> u64 {
        let (mut last, mut odd) = ([i64::MIN; LANES], 0);
        for ((&lane, telling), &at) in facts.customers.iter().zip(facts.tellings).zip(facts.at) {
            if *telling == Telling::NOBODY {
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
            self.left |= (u64::from(!told) << lane) | (self.begun & 1 << lane);
            odd |= u64::from(since < last[lane].saturating_add(i64::from(telling.distinct))) << lane;
            last[lane] = since;
        }
        odd & !self.left
    }

    /// Tells of one fact, if it is of one of these customers.
    #[inline]
    fn tell_at(
        &mut self,
        teller: &Teller<'_>,
        facts: &ManyFacts<'_>,
        place: usize,
        of: u64,
        more: &mut impl FnMut(usize, Detail) -> Option<More>,
    ) {
        let (lane, telling) = (usize::from(facts.customers[place]) % LANES, facts.tellings[place]);
        if (of & !self.left) >> lane & 1 == 0 || telling == Telling::NOBODY {
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

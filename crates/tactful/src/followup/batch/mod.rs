//! Many customers side by side: what is known of them lies in columns, and each rule is worked out for all of them
//! before the next one.
//!
//! What a customer needs beyond that (orders, plans, several clocks, a history that is too short) is left to single
//! decisions; every answer that is given equals theirs, bit for bit.

#![expect(clippy::needless_range_loop, reason = "lanes of many columns are worked out together")]

mod actions;
mod answers;
mod asked;
mod at_once;
mod clocks;
mod complaints;
mod desk;
mod rules;
mod told;

use actions::Action;
pub use actions::{Detail, More, Telling};
pub use answers::Answers;
use asked::{Asked, Asks, Rank, Stands};
pub use at_once::ManyFacts;
use at_once::{Bench, Teller};
use clocks::{Clock, Tables};
use desk::{Desk, NOT_YET, Room};
use rules::{LookedBack, Lookers, Said, Sights};
use told::Told;

use super::brief::warning_bit;
use super::folder::Ready;
use super::question::Question;
use crate::customer::{Word, hash_of};
use crate::time::{Instant, Zone};
use crate::{Code, Engine, Result};
use std::collections::HashMap;
use std::sync::Arc;

/// As many customers are in a batch.
const LANES: usize = 64;
/// One number for each of them: seconds from the instant of the questions on, and masks, of which all bits are equal.
type Lanes = [i32; LANES];

/// All bits, or none.
#[inline(always)]
fn mask(holds: bool) -> i32 {
    -i32::from(holds)
}

/// A value where a mask is set, and another where it is not.
#[inline(always)]
fn only(mask: i32, value: i32, otherwise: i32) -> i32 {
    (value & mask) | (otherwise & !mask)
}

/// Later than every instant.
const FOREVER: i32 = i32::MAX;
/// Earlier than every instant, and far enough from the least number to be reckoned with.
const NEVER: i32 = -3 << 29;
/// Instants lie at most so far from now, about 34 years: what lies ahead is beyond every horizon then.
const FAR: i32 = 1 << 30;
/// Spans of more seconds are left to single decisions, so that sums stay in range.
const MOST: i64 = 1 << 29;

/// An instant, from now on; how far it lies beyond all horizons does not matter.
#[inline]
fn from_now(at: i64, now: i64) -> i32 {
    if at == i64::MAX { FOREVER } else { (at - now).clamp(-i64::from(FAR), i64::from(FAR)) as i32 }
}

/// Up to [`Batch::LANES`] customers, of whom the same questions are asked at one instant: see [`Engine::batch`].
///
/// The customers come one after the other, each with all facts, or all customers and then all facts
/// ([`Batch::tell_all`]); then all are answered together.
///
/// ```
/// use tactful::{customer::{Entry, Word}, followup::More, time::Instant, Code, Engine};
/// let policy = r#"
///     name = "short"
///     version = "1"
///     [reasons.check-in]
///     value = "a working product"
///     purpose = "service"
///     intent = "give"
///     anchor = { fact = "delivered" }
///     opens = "24h"
///     closes = "336h"
///     channels = ["email"]
/// "#;
/// let engine = Engine::from_text(policy)?;
/// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
/// let Some(mut batch) = engine.batch(&[engine.question("check-in", "email")?], now)? else {
///     panic!("this policy asks for nothing but instants");
/// };
/// let delivered = batch.telling(&engine.ready(&Entry::new(engine.kind_word("delivered"), now))?, &[]);
/// let zone = batch.clock(&engine.zone("Asia/Shanghai")?);
/// let level = batch.level(None);
/// batch.begin();
/// for hours in [12, 48] {
///     let customer = batch.customer(zone, level, None);
///     batch.tell(delivered, now.seconds() - hours * 3_600, Word::default(), |_| Some(More::default()));
///     assert_eq!(customer, if hours == 12 { 0 } else { 1 });
/// }
/// let mut verdicts = Vec::new();
/// batch.answer(|answers| verdicts.extend(answers.verdicts()[..2].iter().map(|&verdict| verdict)));
/// assert_eq!(batch.left(), 0);
/// assert_eq!(verdicts, [1, 0]); // wait, allow
/// # assert_eq!(tactful::followup::Answers::VERDICTS[..2], [Code::Allow, Code::Wait]);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Batch<'e> {
    engine: &'e Engine,
    now: Instant,
    parts: Parts,
    asked: Asked,
    actions: Vec<Action>,
    /// By all that the words say.
    tellings: HashMap<(u64, [bool; 2]), Telling>,
    clocks: Vec<Clock>,
    tables: Tables,
    /// For which questions levels are wrong, as bits, 32 questions each; each combination once.
    levels: Vec<Vec<i32>>,
    /// The same of the level of each lane.
    wrong: Vec<Lanes>,
    customers: usize,
    level: [u32; LANES],
    /// Bits of customers whose history is said to reach back to some instant.
    since_told: u64,
    told: Told,
    bench: Bench,
    sights: Sights,
    looked: Vec<LookedBack>,
    /// What bears on the questions.
    said: Vec<Said>,
    room: Box<Room>,
    answers: Box<Answers>,
}

/// Which parts of the answers are worked out: verdicts, anchors and when contact is allowed always are. The default is
/// all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one for each part")]
pub struct Parts {
    /// [`Answers::revisit_at`].
    pub revisit_at: bool,
    /// [`Answers::eligible_at`].
    pub eligible_at: bool,
    /// [`Answers::blocks`] and [`Answers::bindings`].
    pub blocks: bool,
    /// [`Answers::warnings`].
    pub warnings: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self { revisit_at: true, eligible_at: true, blocks: true, warnings: true }
    }
}

/// A zone that a batch knows: [`Batch::clock`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockOf(u32);

/// A level that a batch knows: [`Batch::level`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelOf(u32);

impl Engine {
    /// Makes ready to ask these questions of many customers at one instant, side by side; none if some of the
    /// questions need more than that. Reasons do that are counted from orders, cases or days of the year, that are for
    /// some stages, that name a best time, needs or blocks, or that come in a rhythm, once in a span or once ever; rules
    /// that are dated, that weigh gives against asks or look for silence, that count by calendar days or allow more than
    /// fifteen; lookbacks in business time, spans of 17 years, policies of more than 84 rules, and the last century
    /// before [`Instant::MAX`], where spans are cut short.
    ///
    /// # Errors
    /// As [`Engine::briefing`].
    pub fn batch(&self, questions: &[Question], now: Instant) -> Result<Option<Batch<'_>>> {
        let questions: Vec<Question> =
            questions.iter().map(|&question| self.listed(question)).collect::<Result<_>>()?;
        let Some(asked) = Asked::new(self, &questions, now) else { return Ok(None) };
        Ok(Some(Batch {
            engine: self,
            now,
            parts: Parts::default(),
            actions: Vec::new(),
            tellings: HashMap::new(),
            clocks: Vec::new(),
            tables: Tables::new(&asked),
            levels: Vec::new(),
            wrong: vec![[0; LANES]; asked.questions.len().div_ceil(32)],
            customers: 0,
            level: [0; LANES],
            since_told: 0,
            told: Told::new(&asked),
            bench: Bench::default(),
            sights: Sights::new(now.seconds()),
            looked: Vec::new(),
            said: vec![Said::new(); asked.bears.len()],
            room: Box::new(Room::new()),
            answers: Box::new(Answers::new()),
            asked,
        }))
    }
}

impl Batch<'_> {
    /// As many customers are answered together.
    pub const LANES: usize = LANES;

    /// The same, of which only these parts are worked out; what the others hold then means nothing.
    #[must_use]
    pub fn parts(self, parts: Parts) -> Self {
        Self { parts, ..self }
    }

    /// The instant of the questions.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// What becomes of all facts with these words, which say `never` anything of some parts: what
    /// [`crate::followup::Ready::entry`] may change does not count. The words, and what is given, are those of this
    /// batch's engine; of more than 65,534 combinations of words, customers with others are left to single decisions.
    pub fn telling(&mut self, ready: &Ready, never: &[Detail]) -> Telling {
        let Self { engine, asked, actions, .. } = self;
        let key = (ready.said, [Detail::Case, Detail::Consent].map(|detail| never.contains(&detail)));
        if actions.len() >= Telling::MANY {
            return self.tellings.get(&key).copied().unwrap_or(Telling::LEFT);
        }
        *self.tellings.entry(key).or_insert_with(|| {
            let action = Action::new(engine, asked, ready, never);
            let telling = Telling::new(&action, actions.len());
            actions.push(action);
            telling
        })
    }

    /// Makes a zone known, once.
    pub fn clock(&mut self, zone: &Arc<Zone>) -> ClockOf {
        let known = self.clocks.iter().position(|clock| Arc::ptr_eq(&clock.zone, zone));
        let place = known.unwrap_or_else(|| {
            self.clocks.push(Clock::new(self.engine, &self.asked, zone, self.now.seconds()));
            self.clocks.len() - 1
        });
        ClockOf(place as u32)
    }

    /// Makes a level known; none for a customer who was given none.
    pub fn level(&mut self, level: Option<&str>) -> LevelOf {
        let hash = level.map(hash_of);
        let is_wrong = |levels: &[u64]| !levels.is_empty() && !levels.contains(&hash.unwrap_or(0));
        let bits = |questions: &[Asks]| {
            let wrong = questions.iter().zip(0..).map(|(asks, bit)| i32::from(is_wrong(&asks.levels)) << bit);
            wrong.sum()
        };
        let wrong: Vec<i32> = self.asked.questions.chunks(32).map(bits).collect();
        let place = self.levels.iter().position(|known| *known == wrong).unwrap_or_else(|| {
            self.levels.push(wrong);
            self.levels.len() - 1
        });
        LevelOf(place as u32)
    }

    /// Forgets all customers.
    pub fn begin(&mut self) {
        self.customers = 0;
        self.since_told = 0;
        self.told.clear(&self.asked);
    }

    /// The next customer, of whom the facts follow; gives the number in the batch, of which there are
    /// [`Batch::LANES`]. `history_since` is that of [`crate::customer::Customer`].
    #[inline]
    pub fn customer(&mut self, clock: ClockOf, level: LevelOf, history_since: Option<Instant>) -> usize {
        let lane = self.next();
        self.level[lane] = level.0;
        match self.clocks.get(clock.0 as usize) {
            Some(clock_of) if clock_of.says.is_some() => self.sights.set(lane, clock.0, clock_of),
            _ => self.told.left |= 1 << lane,
        }
        if let Some(since) = history_since {
            self.since_told |= 1 << lane;
            // what nobody knows of may have been all that rules look back to
            let short = since.seconds().saturating_add(self.asked.lookback) > self.now.seconds();
            self.told.left |= u64::from(short) << lane;
        }
        lane
    }

    /// One fact of the last customer: its instant in UTC seconds, its id (`Word::default()`: none), and what few facts say
    /// beside that, which is asked for where it counts. Where that gives none, the customer is left to single decisions,
    /// which say what is wrong; so is a customer with facts that lie ahead, or more than 34 years back.
    #[inline]
    pub fn tell(&mut self, telling: Telling, at: i64, id: Word, more: impl FnOnce(Detail) -> Option<More>) {
        let lane = (self.customers + LANES - 1) % LANES;
        if self.told.left >> lane & 1 == 1 || telling.is_nobody() {
            return;
        }
        match (telling.action(&self.actions), told::since(at, self.now.seconds())) {
            (Some(action), (at, true)) => {
                self.told.touched |= 1 << lane;
                self.told.tell((self.engine, self.now.seconds()), lane, action, at, id, more);
            }
            // what lies ahead bears on when to ask again
            _ => self.told.left |= 1 << lane,
        }
    }

    /// Facts of all customers that were named, which have no ids: as [`Batch::tell`] one by one, but sooner. What few
    /// facts say beside their words and instants is asked for by their place. Whoever of these was told of before is left
    /// to single decisions.
    #[inline(always)]
    pub fn tell_all(&mut self, facts: &ManyFacts<'_>, more: impl FnMut(usize, Detail) -> Option<More>) {
        let Self { engine, now, actions, bench, told, .. } = self;
        let teller = Teller { engine, actions, now: now.seconds() };
        told.tell_all(&teller, bench, facts, more);
    }

    /// The next customer is left to single decisions.
    pub fn leave_next(&mut self) {
        let lane = self.next();
        self.told.left |= 1 << lane;
    }

    /// Begins with the next customer.
    #[inline]
    fn next(&mut self) -> usize {
        let lane = self.customers % LANES;
        if self.customers >= LANES {
            self.told.left = u64::MAX; // there is no room for one more
        }
        self.customers += 1;
        self.told.begin();
        lane
    }

    /// Leaves the last customer to single decisions.
    pub fn leave(&mut self) {
        self.told.left |= 1 << ((self.customers + LANES - 1) % LANES);
    }

    /// The customers that are left to single decisions, as bits of their numbers; after [`Batch::answer`] all of them.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.told.left
    }

    /// What may bind, by the places in [`Answers::bindings`]: its code, and the place of its rule among
    /// [`Engine::rules`] if it is one.
    pub fn bindings(&self) -> impl Iterator<Item = (Option<Code>, Option<u32>)> {
        (0..Answers::BINDINGS as u16).map(|place| match Rank::stands(place) {
            _ if i32::from(place) == NOT_YET => (Some(Code::NotApplicableYet), None),
            Stands::Nothing => (None, None),
            Stands::Once => (Some(Code::Once), None),
            Stands::Window => (Some(Code::ReasonWindow), None),
            Stands::Rule(rule, other) => match self.engine.rules.get(usize::from(rule)) {
                None => (None, None),
                Some(_) if other => (Some(Code::ComplaintRecovery), Some(u32::from(rule))),
                Some(known) => (Some(known.code), Some(u32::from(rule))),
            },
        })
    }

    /// Answers all questions, one after the other, for all customers.
    #[inline(always)]
    pub fn answer(&mut self, mut each: impl FnMut(&Answers)) {
        let Self {
            engine,
            asked,
            told,
            sights,
            clocks,
            tables,
            looked,
            said,
            room,
            answers,
            levels,
            wrong,
            ..
        } = self;
        if self.customers == 0 || clocks.is_empty() {
            return;
        }
        // lanes without customer are as the first one
        for lane in self.customers.min(LANES)..LANES {
            sights.clock[lane] = sights.clock[0];
        }
        told.reckon(engine, asked);
        let lookers = Lookers { engine, told, sights, clocks, blocks: self.parts.blocks };
        lookers.look_back(asked, looked);
        for (place, (said, bears)) in said.iter_mut().zip(&asked.bears).enumerate() {
            *said = Said::new();
            if self.parts.blocks {
                said.of_clocks(place, bears, sights, clocks);
            }
            said.join(bears, asked, looked, &lookers);
        }
        let assumed = warning_bit(Code::HistoryAssumed) as i32;
        let missing = warning_bit(Code::IdsMissing) as i32;
        let mut warnings = [0; LANES];
        for lane in 0..LANES {
            warnings[lane] = (mask(self.since_told >> lane & 1 == 0) & assumed)
                | (mask(told.ids_missing >> lane & 1 == 1) & missing);
        }
        for (word, wrong) in wrong.iter_mut().enumerate() {
            for lane in 0..self.customers.min(LANES) {
                wrong[lane] = levels.get(self.level[lane] as usize).map_or(0, |level| level[word]);
            }
        }
        let mut left = told.left;
        for (number, asks) in asked.questions.iter().enumerate() {
            let mut masks = [0; LANES];
            if let (false, Some(wrong)) = (asks.levels.is_empty(), wrong.get(number / 32)) {
                for lane in 0..LANES {
                    masks[lane] = mask(wrong[lane] >> (number % 32) & 1 == 1);
                }
            }
            let parts = self.parts;
            let mut desk = Desk { engine, asked, told, sights, clocks, tables, warnings: &warnings, parts };
            left |= desk.answer(asks, &said[asks.bears], &masks, room, answers);
            each(answers);
        }
        let customers = if self.customers >= LANES { u64::MAX } else { (1 << self.customers) - 1 };
        told.left = left & customers;
    }
}

//! Facts of all customers of a batch at once: filed by what becomes of them, and then told action by action, so that
//! nothing is asked of a fact that was asked of those before it.

use super::told::{Action, Detail, More, Told, since};
use super::{LANES, Telling};
use crate::Engine;
use crate::customer::Word;

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
/// let delivered = batch.telling(&engine.ready(&Entry::new(engine.kind_word("delivered"), now))?);
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
    /// The numbers of the customers in the batch. Facts of one customer lie together: whoever's complaints do not is left
    /// to single decisions.
    pub customers: &'f [u8],
    /// What becomes of them; [`Telling::NOBODY`] for those of others.
    pub tellings: &'f [Telling],
    /// UTC seconds.
    pub at: &'f [i64],
}

/// One fact in a file.
#[derive(Debug, Clone, Copy, Default)]
struct Filed {
    /// From now on.
    at: i32,
    /// The lane, in the last bits, and the place among all facts.
    of: u32,
}

impl Filed {
    #[inline(always)]
    fn lane(self) -> usize {
        self.of as usize % LANES
    }

    #[inline(always)]
    fn place(self) -> usize {
        self.of as usize / LANES
    }
}

/// Where facts of an action go.
#[derive(Debug, Clone, Copy)]
struct Goes {
    /// Rings that keep them, as bits of their places.
    rings: u32,
    /// The number of the file.
    file: u8,
}

/// A file for each of the first actions, one for all that is told fact by fact, and that of [`Telling::NOBODY`].
const FILES: usize = 256;
const SINGLE: u8 = 254;
const NOBODY: u8 = Telling::NOBODY.0 as u8;
/// As many facts are filed at once.
const AT_ONCE: usize = 4_096;

/// What is kept from batch to batch, so that it lies ready.
#[derive(Debug, Clone)]
pub(super) struct Files {
    /// By action; those beyond are as the last.
    goes: Box<[Goes; FILES + 1]>,
    /// Actions that are known.
    known: usize,
    /// By file, where it ends.
    ends: [u32; FILES],
    at: Box<[i32; AT_ONCE]>,
    filed: Box<[Filed; AT_ONCE]>,
    /// What rings keep, in the order in which it came, whatever the action.
    ringed: Box<[Filed; AT_ONCE]>,
    /// How much that is.
    kept: usize,
}

impl Default for Files {
    fn default() -> Self {
        let filed = Box::new([Filed::default(); AT_ONCE]);
        Self {
            goes: Box::new([Goes { rings: 0, file: SINGLE }; FILES + 1]),
            known: 0,
            ends: [0; FILES],
            at: Box::new([0; AT_ONCE]),
            ringed: filed.clone(),
            filed,
            kept: 0,
        }
    }
}

/// Where facts with a telling go.
#[inline(always)]
fn goes(goes: &[Goes; FILES + 1], telling: Telling) -> Goes {
    goes[(telling.0 as usize).min(FILES)]
}

impl Files {
    /// Learns where facts of new actions go.
    fn know(&mut self, actions: &[Action]) {
        for (file, action) in (0..SINGLE).zip(actions).skip(self.known) {
            let bit = |ring: u16| 1_u32.checked_shl(ring.into());
            let rings = action.rings.iter().try_fold(0, |bits, &ring| Some(bits | bit(ring)?));
            if let (Some(rings), false) = (rings, action.is_single()) {
                self.goes[usize::from(file)] = Goes { rings, file };
            }
            self.known = usize::from(file) + 1;
        }
        self.goes[usize::from(NOBODY)] = Goes { rings: 0, file: NOBODY };
    }

    /// Files facts by their actions, at most [`AT_ONCE`]; gives whether all lie in the time that is told of.
    #[inline(always)]
    fn file(&mut self, facts: &ManyFacts<'_>, now: i64) -> bool {
        let Self { goes: of, ends, filed, ringed, kept, .. } = self;
        *ends = [0; FILES];
        for &telling in facts.tellings {
            ends[usize::from(goes(of, telling).file)] += 1;
        }
        let mut before = 0;
        for end in ends.iter_mut() {
            (*end, before) = (before, before + *end);
        }
        let mut plain = true;
        for (kept, &at) in self.at.iter_mut().zip(facts.at) {
            let (at, told) = since(at, now);
            plain &= told;
            *kept = at;
        }
        let mut last = 0;
        let rows = facts.tellings.iter().zip(facts.customers).zip(self.at.iter());
        for (row, ((&telling, &lane), &at)) in (0_u32..).zip(rows) {
            let Goes { file, rings } = goes(of, telling);
            let fact = Filed { at, of: row * LANES as u32 + u32::from(lane) % LANES as u32 };
            let end = &mut ends[usize::from(file)];
            filed[*end as usize % AT_ONCE] = fact;
            *end += 1;
            // the next one is written over one that no ring keeps
            ringed[last % AT_ONCE] = fact;
            last += usize::from(rings != 0);
        }
        *kept = last;
        plain
    }
}

impl Told {
    /// Facts of all customers; `more` is asked for what few of them say beside that, by place.
    #[inline(always)]
    pub(super) fn tell_all(
        &mut self,
        engine: &Engine,
        files: &mut Files,
        facts: &ManyFacts<'_>,
        actions: &[Action],
        now: i64,
        mut more: impl FnMut(usize, Detail) -> Option<More>,
    ) {
        files.know(actions);
        if facts.customers.iter().any(|&lane| usize::from(lane) >= LANES) {
            self.left = u64::MAX; // nobody knows of whom it is said
            return;
        }
        let columns =
            facts.customers.chunks(AT_ONCE).zip(facts.tellings.chunks(AT_ONCE)).zip(facts.at.chunks(AT_ONCE));
        for (part, ((customers, tellings), at)) in columns.enumerate() {
            let rows = customers.len().min(tellings.len()).min(at.len());
            let facts =
                ManyFacts { customers: &customers[..rows], tellings: &tellings[..rows], at: &at[..rows] };
            if !files.file(&facts, now) {
                let far = (0..rows).filter(|&row| tellings[row] != Telling::NOBODY && !since(at[row], now).1);
                far.for_each(|row| self.left |= 1 << (usize::from(customers[row]) % LANES));
            }
            let more = |row, detail| more(part * AT_ONCE + row, detail);
            self.tell_files(engine, files, tellings, actions, more);
        }
    }

    #[inline(always)]
    fn tell_files(
        &mut self,
        engine: &Engine,
        files: &Files,
        tellings: &[Telling],
        actions: &[Action],
        mut more: impl FnMut(usize, Detail) -> Option<More>,
    ) {
        let Files { goes: of, ends, filed, ringed, kept, known, .. } = files;
        for (place, ring) in self.rings.iter_mut().enumerate().take(u32::BITS as usize) {
            for fact in &ringed[..*kept] {
                if goes(of, tellings[fact.place()]).rings >> place & 1 == 1 {
                    let pushed = ring.push(fact.lane(), fact.at);
                    self.left |= u64::from(!pushed) << fact.lane();
                }
            }
        }
        let mut first = 0;
        for (action, &end) in actions.iter().zip(ends).take(*known) {
            let facts = &filed[first as usize..end as usize];
            first = end;
            if !facts.is_empty() {
                self.tell_file(engine, action, facts, &mut more);
            }
        }
        for fact in &filed[first as usize..ends[usize::from(SINGLE)] as usize] {
            if self.left >> fact.lane() & 1 == 1 {
                continue;
            }
            match tellings.get(fact.place()).and_then(|telling| actions.get(telling.0 as usize)) {
                Some(action) => {
                    let more = |detail| more(fact.place(), detail);
                    self.tell(engine, fact.lane(), action, fact.at, Word::default(), more);
                }
                None => self.left |= 1 << fact.lane(),
            }
        }
    }

    #[inline(always)]
    fn tell_file(
        &mut self,
        engine: &Engine,
        action: &Action,
        file: &[Filed],
        more: &mut impl FnMut(usize, Detail) -> Option<More>,
    ) {
        for &column in &action.latest {
            let latest = &mut self.latest[usize::from(column)];
            for fact in file {
                let known = &mut latest[fact.lane()];
                *known = fact.at.max(*known);
            }
        }
        for &column in &action.counted {
            let latest = &mut self.latest[usize::from(column)];
            for fact in file {
                let known = &mut latest[fact.lane()];
                self.left |= u64::from(*known == fact.at) << fact.lane();
                *known = fact.at.max(*known);
            }
        }
        if action.contact {
            self.ids_missing |= file.iter().fold(0, |lanes, fact| lanes | 1 << fact.lane());
        }
        let Some(detail) = action.detail else { return };
        for fact in file {
            match more(fact.place(), detail) {
                Some(more) => self.tell_more(engine, fact.lane(), action, fact.at, &more),
                None => self.left |= 1 << fact.lane(),
            }
        }
    }
}

//! Facts of all customers of a batch at once: filed by what becomes of them, and then told action by action, so that
//! nothing is asked of a fact that was asked of those before it.

use super::told::{Action, Detail, More, Told};
use super::{FAR, LANES, Telling};
use crate::Engine;
use crate::customer::Word;
use crate::time::Instant;

/// Facts without ids, as columns of one length.
#[derive(Debug, Clone, Copy)]
pub struct ManyFacts<'f> {
    /// The numbers of the customers in the batch; facts of one customer lie together. From [`super::Batch::LANES`] on:
    /// of nobody here.
    pub customers: &'f [u8],
    /// What becomes of them.
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

/// A file for each action, one for all that is told fact by fact, and one for what is nobody's here.
const FILES: usize = 256;
const SINGLE: u8 = 254;
const NOBODY: u8 = 255;
/// As many facts are filed at once.
const MOST: usize = 1 << 16;

/// What is kept from batch to batch, so that it lies ready.
#[derive(Debug, Clone)]
pub(super) struct Files {
    /// By action.
    goes: Box<[Goes; FILES]>,
    /// Actions that are known.
    known: usize,
    /// By file, where it ends.
    ends: [u32; FILES],
    filed: Vec<Filed>,
    /// What rings keep, in the order in which it came, whatever the action; and which rings.
    ringed: Vec<(Filed, u32)>,
}

impl Default for Files {
    fn default() -> Self {
        let goes = Box::new([Goes { rings: 0, file: SINGLE }; FILES]);
        Self { goes, known: 0, ends: [0; FILES], filed: Vec::new(), ringed: Vec::new() }
    }
}

impl Files {
    /// Learns where facts of new actions go.
    fn know(&mut self, actions: &[Action]) {
        for (file, action) in (0..).zip(actions).skip(self.known).take(usize::from(SINGLE) - self.known) {
            let bit = |ring: u16| 1_u32.checked_shl(ring.into());
            let rings = action.rings.iter().try_fold(0, |bits, &ring| Some(bits | bit(ring)?));
            if let (Some(rings), false) = (rings, action.is_single()) {
                self.goes[usize::from(file)] = Goes { rings, file };
            }
            self.known = usize::from(file) + 1;
        }
    }

    /// Files facts by their actions; gives the customers with facts that lie ahead, or too far back.
    #[inline(always)]
    fn file(&mut self, facts: &ManyFacts<'_>, first: usize, now: i64) -> u64 {
        let Self { goes, ends, filed, ringed, .. } = self;
        let goes = |telling: &Telling, lane: u8| match usize::from(lane) < LANES {
            true => goes[(telling.0 as usize).min(usize::from(SINGLE))],
            false => Goes { rings: 0, file: NOBODY },
        };
        *ends = [0; FILES];
        for (telling, &lane) in facts.tellings.iter().zip(facts.customers) {
            ends[usize::from(goes(telling, lane).file)] += 1;
        }
        let mut before = 0;
        for end in ends.iter_mut() {
            (*end, before) = (before, before + *end);
        }
        let number = facts.tellings.len();
        filed.resize(number.max(filed.len()), Filed::default());
        ringed.resize(number.max(ringed.len()), (Filed::default(), 0));
        let (filed, kept) = (&mut filed[..number], &mut ringed[..number]);
        let (least, far) = (Instant::MIN.seconds(), i64::from(FAR));
        let (mut left, mut last) = (0, 0);
        let rows = facts.tellings.iter().zip(facts.customers).zip(facts.at);
        for (row, ((telling, &lane), &at)) in (first as u32..).zip(rows) {
            let since = at.saturating_sub(now);
            let plain = (at >= least) & (since >= -far) & (since <= 0);
            let Goes { file, rings } = goes(telling, lane);
            left |= u64::from(!plain & (file != NOBODY)) << (lane % LANES as u8);
            let fact = Filed {
                at: since.clamp(-far, 0) as i32,
                of: row * LANES as u32 + u32::from(lane) % LANES as u32,
            };
            let end = &mut ends[usize::from(file)];
            if let Some(filed) = filed.get_mut(*end as usize) {
                *filed = fact;
            }
            *end += 1;
            // the next one is written over one that no ring keeps
            if let Some(kept) = kept.get_mut(last) {
                *kept = (fact, rings);
            }
            last += usize::from(rings != 0);
        }
        if let Some(rest) = ringed.get_mut(last) {
            *rest = (Filed::default(), 0);
        }
        left
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
        if facts.customers.len() > u32::MAX as usize / LANES {
            self.left = u64::MAX; // there are more than have places
            return;
        }
        files.know(actions);
        let columns = facts.customers.chunks(MOST).zip(facts.tellings.chunks(MOST)).zip(facts.at.chunks(MOST));
        for (part, ((customers, tellings), at)) in columns.enumerate() {
            let rows = customers.len().min(tellings.len()).min(at.len());
            let part_of = ManyFacts { customers: &customers[..rows], tellings: &tellings[..rows], at: &at[..rows] };
            self.left |= files.file(&part_of, part * MOST, now);
            self.tell_files(engine, files, facts.tellings, actions, rows, &mut more);
        }
    }

    #[inline(always)]
    fn tell_files(
        &mut self,
        engine: &Engine,
        files: &Files,
        tellings: &[Telling],
        actions: &[Action],
        rows: usize,
        more: &mut impl FnMut(usize, Detail) -> Option<More>,
    ) {
        let Files { ends, filed, ringed, known, .. } = files;
        for (place, ring) in self.rings.iter_mut().enumerate().take(u32::BITS as usize) {
            for &(fact, rings) in ringed.iter().take(rows).take_while(|(_, rings)| *rings != 0) {
                if rings >> place & 1 == 1 {
                    let pushed = ring.push(fact.lane(), fact.at);
                    self.left |= u64::from(!pushed) << fact.lane();
                }
            }
        }
        let mut first = 0;
        for (action, &end) in actions.iter().zip(ends).take(*known) {
            let file = &filed[first as usize..end as usize];
            first = end;
            if !file.is_empty() {
                self.tell_file(engine, action, file, more);
            }
        }
        let single = ends[usize::from(SINGLE)] as usize;
        for fact in &filed[first as usize..single] {
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

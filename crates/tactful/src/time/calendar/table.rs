//! The years that are asked most, as a table: per day of UTC its open seconds and what was open before.
//!
//! A block is built when it has been asked some times, so that a calendar that answers one question costs nothing,
//! and one that answers millions answers each in a few nanoseconds.

use super::super::civil::DAY;
use super::open::{OpenTime, pieces};
use once_cell::race::OnceBox;
use std::sync::atomic::{AtomicU32, Ordering};

const BLOCK_BITS: i64 = 10;
const BLOCK_DAYS: i64 = 1 << BLOCK_BITS;
/// The index of a block's last day, and the bits of a day's index in its block.
const LAST: usize = BLOCK_DAYS as usize - 1;
/// The table begins in 1897 and ends in 2101.
const FIRST_DAY: i64 = -26 * BLOCK_DAYS;
const BLOCKS: usize = 73;
/// About the open seconds of a working day.
const HINT_BITS: u32 = 15;
/// Building a block costs as much as this many questions without it.
const WORTH: u32 = 256;

#[derive(Debug)]
pub(super) struct Table {
    slots: Box<[Slot]>,
}

#[derive(Debug, Default)]
struct Slot {
    /// None where the days are too busy to be kept.
    // built by whoever asks first; nobody waits for another thread
    block: OnceBox<Option<Block>>,
    asked: AtomicU32,
}

/// Some days of UTC.
#[derive(Debug)]
pub(super) struct Block {
    first_day: i64,
    /// Open seconds before the first day.
    base: i64,
    /// One more than there are days.
    days: Box<[Day]>,
    edges: Box<[Edge]>,
    /// Where to look for a number of open seconds: per 2^15 of them the last day with no more before it.
    hints: Box<[u16]>,
}

#[derive(Debug, Clone, Copy)]
struct Day {
    /// Open seconds of the block before this day.
    before: u32,
    /// Its open intervals among the block's edges.
    from: u16,
    count: u16,
}

/// An open interval of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    from: u32,
    to: u32,
    /// Open seconds of the day before it.
    before: u32,
}

/// A second of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    day: usize,
    second: u32,
}

impl Day {
    #[inline]
    fn range(self) -> std::ops::Range<usize> {
        let from = usize::from(self.from);
        from..from + usize::from(self.count)
    }
}

impl Table {
    pub(super) fn new() -> Self {
        Self { slots: (0..BLOCKS).map(|_| Slot::default()).collect() }
    }

    /// The block of an instant, if there is one and it is worth having, and the instant's place in it.
    #[inline]
    pub(super) fn find(&self, open: &OpenTime, at: i64) -> Option<(&Block, Place)> {
        // what lies before the table becomes a number far beyond it
        let since = at.wrapping_sub(FIRST_DAY * DAY) as u64;
        let day = since / DAY as u64;
        let block = self.get(open, (day >> BLOCK_BITS) as usize)?;
        Some((block, Place { day: day as usize & LAST, second: (since % DAY as u64) as u32 }))
    }

    #[inline]
    fn get(&self, open: &OpenTime, index: usize) -> Option<&Block> {
        let slot = self.slots.get(index)?;
        match slot.block.get() {
            Some(block) => block.as_ref(),
            None => slot.ask(open, index),
        }
    }

    /// The earliest instant with so many open seconds before it, if it lies in a block that is there.
    pub(super) fn reach(&self, open: &OpenTime, near: i64, goal: i64) -> Option<i64> {
        let day = near.div_euclid(DAY) - FIRST_DAY;
        let mut index = usize::try_from(day >> BLOCK_BITS).ok()?;
        loop {
            let block = self.get(open, index)?;
            if goal <= block.base {
                index = index.checked_sub(1)?;
            } else if goal > block.base + block.total() {
                index += 1;
            } else {
                return Some(block.reach((goal - block.base) as u32));
            }
        }
    }
}

impl Slot {
    #[cold]
    fn ask(&self, open: &OpenTime, index: usize) -> Option<&Block> {
        if self.asked.fetch_add(1, Ordering::Relaxed) < WORTH {
            return None;
        }
        let build = || Box::new(Block::build(open, FIRST_DAY + index as i64 * BLOCK_DAYS));
        self.block.get_or_init(build).as_ref()
    }
}

impl Block {
    fn build(open: &OpenTime, first_day: i64) -> Option<Self> {
        let mut days: Vec<Day> = Vec::with_capacity(BLOCK_DAYS as usize + 1);
        let mut edges: Vec<Edge> = Vec::new();
        let mut before = 0;
        let mut today: Vec<Edge> = Vec::new();
        for day in first_day..first_day + BLOCK_DAYS {
            let total = intervals_of_day(open, day, &mut today);
            // the same intervals as some day before, most likely a week ago
            let known =
                (days.len() % 7..days.len()).step_by(7).rev().take(60).map(|i| days[i]).find(|known| {
                    let range = known.from as usize..(known.from + known.count) as usize;
                    edges[range] == today[..]
                });
            let (from, count) = match known {
                Some(known) => (known.from, known.count),
                None => {
                    let from = u16::try_from(edges.len()).ok()?;
                    edges.extend_from_slice(&today);
                    (from, u16::try_from(today.len()).ok()?)
                }
            };
            days.push(Day { before, from, count });
            before += total;
        }
        days.push(Day { before, from: 0, count: 0 });
        let mut hints = Vec::new();
        let mut day = 0;
        for bucket in 0..=before >> HINT_BITS {
            while day < LAST && days[day + 1].before <= bucket << HINT_BITS {
                day += 1;
            }
            hints.push(day as u16);
        }
        Some(Self {
            first_day,
            base: open.count(first_day * DAY),
            days: days.into(),
            edges: edges.into(),
            hints: hints.into(),
        })
    }

    fn total(&self) -> i64 {
        i64::from(self.days[BLOCK_DAYS as usize].before)
    }

    #[inline]
    fn edges(&self, day: usize) -> &[Edge] {
        &self.edges[self.days[day].range()]
    }

    #[inline]
    pub(super) fn before(&self, place: Place) -> i64 {
        // no branch that depends on the time of day: it cannot be foretold
        let parts =
            self.edges(place.day).iter().map(|edge| place.second.clamp(edge.from, edge.to) - edge.from);
        self.base + i64::from(self.days[place.day].before + parts.sum::<u32>())
    }

    #[inline]
    pub(super) fn is_open(&self, place: Place) -> bool {
        self.edges(place.day).iter().any(|edge| edge.from <= place.second && place.second < edge.to)
    }

    /// For how many seconds it stays open from a place, which is open, if this day tells.
    #[inline]
    pub(super) fn stays_open(&self, place: Place) -> Option<i64> {
        let edge = self.edges(place.day).iter().find(|edge| place.second < edge.to)?;
        (i64::from(edge.to) < DAY).then(|| i64::from(edge.to - place.second))
    }

    /// The earliest instant with `goal` (from 1 to the total) open seconds of the block before it.
    fn reach(&self, goal: u32) -> i64 {
        let mut index = usize::from(self.hints[((goal - 1) >> HINT_BITS) as usize]);
        while self.days[index + 1].before < goal {
            index += 1;
        }
        let day = &self.days[index];
        let left = goal - day.before;
        let mut second = 0;
        for edge in self.edges(index) {
            if edge.before < left {
                second = edge.from + (left - edge.before);
            }
        }
        (self.first_day + index as i64) * DAY + i64::from(second)
    }
}

/// The open intervals of a day of UTC and their sum.
fn intervals_of_day(open: &OpenTime, day: i64, edges: &mut Vec<Edge>) -> u32 {
    edges.clear();
    let mut before = 0;
    let start = day * DAY;
    pieces(&open.zone, start, start + DAY, |from, until, offset| {
        let (first, last) = ((from + offset).div_euclid(DAY), (until + offset - 1).div_euclid(DAY));
        for date in first..=last {
            let midnight = date * DAY - offset;
            for (open_from, open_to) in open.plan.hours(date).intervals() {
                let from = (midnight + i64::from(*open_from)).max(from);
                let to = (midnight + i64::from(*open_to)).min(until);
                if from >= to {
                    continue;
                }
                let (from, to) = ((from - start) as u32, (to - start) as u32);
                match edges.last_mut() {
                    Some(last) if last.to == from => last.to = to,
                    _ => edges.push(Edge { from, to, before }),
                }
                before += to - from;
            }
        }
    });
    before
}

//! The years that are asked most, as a table: per day of UTC its open seconds and what was open before.
//!
//! A block is built when it has been asked some times, so that a calendar that answers one question costs nothing,
//! and one that answers millions answers each in a few nanoseconds.

use super::super::civil::DAY;
use super::open::{OpenTime, pieces};
use once_cell::sync::OnceCell;
use std::sync::atomic::{AtomicU32, Ordering};

const BLOCK_BITS: i64 = 10;
const BLOCK_DAYS: i64 = 1 << BLOCK_BITS;
/// The table begins in 1897 and ends in 2101.
const FIRST_DAY: i64 = -26 * BLOCK_DAYS;
const BLOCKS: usize = 73;
/// Building a block costs as much as this many questions without it.
const WORTH: u32 = 256;

#[derive(Debug)]
pub(super) struct Table {
    slots: Box<[Slot]>,
}

#[derive(Debug, Default)]
struct Slot {
    block: OnceCell<Block>,
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
}

#[derive(Debug, Clone, Copy)]
struct Day {
    /// Open seconds of the block before this day.
    before: u32,
    /// Its open intervals among the block's edges.
    from: u32,
    count: u32,
}

/// An open interval of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    from: u32,
    to: u32,
    /// Open seconds of the day before it.
    before: u32,
}

impl Table {
    pub(super) fn new() -> Self {
        Self { slots: (0..BLOCKS).map(|_| Slot::default()).collect() }
    }

    /// The block of an instant, if there is one and it is worth having.
    #[inline]
    pub(super) fn block(&self, open: &OpenTime, at: i64) -> Option<&Block> {
        let slot = (at.div_euclid(DAY) - FIRST_DAY) >> BLOCK_BITS;
        self.get(open, slot)
    }

    #[inline]
    fn get(&self, open: &OpenTime, slot: i64) -> Option<&Block> {
        let index = usize::try_from(slot).ok()?;
        let slot = self.slots.get(index)?;
        match slot.block.get() {
            Some(block) => Some(block),
            None => slot.ask(open, index),
        }
    }

    /// The earliest instant with so many open seconds before it, if it lies in a block that is there.
    pub(super) fn reach(&self, open: &OpenTime, near: i64, goal: i64) -> Option<i64> {
        let day = near.div_euclid(DAY) - FIRST_DAY;
        let mut slot = day >> BLOCK_BITS;
        let mut near = (day & (BLOCK_DAYS - 1)) as usize;
        loop {
            let block = self.get(open, slot)?;
            if goal <= block.base {
                slot -= 1;
                near = BLOCK_DAYS as usize - 1;
            } else if goal > block.base + block.total() {
                slot += 1;
                near = 0;
            } else {
                return Some(block.reach(near, (goal - block.base) as u32));
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
        Some(self.block.get_or_init(|| Block::build(open, FIRST_DAY + index as i64 * BLOCK_DAYS)))
    }
}

impl Block {
    fn build(open: &OpenTime, first_day: i64) -> Self {
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
                    edges.extend_from_slice(&today);
                    ((edges.len() - today.len()) as u32, today.len() as u32)
                }
            };
            days.push(Day { before, from, count });
            before += total;
        }
        days.push(Day { before, from: 0, count: 0 });
        Self { first_day, base: open.count(first_day * DAY), days: days.into(), edges: edges.into() }
    }

    fn total(&self) -> i64 {
        i64::from(self.days[BLOCK_DAYS as usize].before)
    }

    #[inline]
    fn place(&self, at: i64) -> (&Day, &[Edge], u32) {
        let second = at - self.first_day * DAY;
        let day = &self.days[(second / DAY) as usize & (BLOCK_DAYS as usize - 1)];
        (day, self.edges(day), (second % DAY) as u32)
    }

    #[inline]
    fn edges(&self, day: &Day) -> &[Edge] {
        &self.edges[day.from as usize..(day.from + day.count) as usize]
    }

    #[inline]
    pub(super) fn before(&self, at: i64) -> i64 {
        let (day, edges, second) = self.place(at);
        let mut sum = day.before;
        for edge in edges.iter().rev() {
            if second > edge.from {
                sum += edge.before + second.min(edge.to) - edge.from;
                break;
            }
        }
        self.base + i64::from(sum)
    }

    #[inline]
    pub(super) fn is_open(&self, at: i64) -> bool {
        let (_, edges, second) = self.place(at);
        edges.iter().any(|edge| edge.from <= second && second < edge.to)
    }

    /// The end of the open interval that `at` lies in, if this day tells.
    #[inline]
    pub(super) fn open_until(&self, at: i64) -> Option<i64> {
        let (_, edges, second) = self.place(at);
        let edge = edges.iter().find(|edge| edge.from <= second && second < edge.to)?;
        (i64::from(edge.to) < DAY).then(|| at + i64::from(edge.to - second))
    }

    /// The earliest instant with `goal` (from 1 to the total) open seconds of the block before it.
    fn reach(&self, near: usize, goal: u32) -> i64 {
        // the last day with fewer seconds before it: most goals lie within days of where they are asked
        let (mut low, mut high);
        let mut step = 1;
        if self.days[near].before < goal {
            low = near;
            high = near + 1;
            while high < self.days.len() && self.days[high].before < goal {
                low = high;
                step *= 2;
                high = (high + step).min(self.days.len());
            }
        } else {
            high = near;
            low = near.saturating_sub(1);
            while low > 0 && self.days[low].before >= goal {
                high = low;
                step *= 2;
                low = low.saturating_sub(step);
            }
        }
        let index = low + self.days[low..high].partition_point(|day| day.before < goal).saturating_sub(1);
        let day = &self.days[index];
        let left = goal - day.before;
        let mut second = 0;
        for edge in self.edges(day) {
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

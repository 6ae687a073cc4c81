//! The complaints of the customers of a batch.

use super::asked::BLANK;
use super::{LANES, Lanes, NEVER};
use crate::customer::is_open;

/// The complaints of all lanes.
#[derive(Debug, Clone)]
pub(super) struct Complaints {
    /// By lane, those of a lane together.
    all: Vec<Complaint>,
    /// Where those of the last lane begin.
    first: usize,
    /// Lanes that have any, as bits.
    pub(super) of: u64,
    /// When the open one was opened that was opened last; `NEVER`: none is open.
    pub(super) opened: Lanes,
    /// When one was closed last; `NEVER`: none was.
    pub(super) closed: Lanes,
}

/// What is known of one complaint.
#[derive(Debug, Clone)]
struct Complaint {
    lane: usize,
    id: u64,
    /// `NEVER`: it was not.
    opened: i32,
    closed: i32,
}

impl Complaints {
    pub(super) const fn new() -> Self {
        Self { all: Vec::new(), first: 0, of: 0, opened: BLANK, closed: BLANK }
    }

    pub(super) fn clear(&mut self) {
        self.all.clear();
        (self.first, self.of) = (0, 0);
    }

    /// One was opened or closed. False if that cannot be told, as those of the lane do not lie together, or there are more
    /// than are kept.
    #[inline(always)]
    pub(super) fn tell(&mut self, lane: usize, id: u64, at: i32, opened: bool, most: usize) -> bool {
        if self.all.last().is_none_or(|last| last.lane != lane) {
            if self.of >> lane & 1 == 1 {
                return false;
            }
            self.of |= 1 << lane;
            self.first = self.all.len();
        }
        let of_lane = self.all.get_mut(self.first..).unwrap_or_default();
        if let Some(known) = of_lane.iter_mut().find(|known| known.id == id) {
            let last = if opened { &mut known.opened } else { &mut known.closed };
            *last = at.max(*last);
            return true;
        }
        let room = of_lane.len() < most;
        if room {
            let (opened, closed) = if opened { (at, NEVER) } else { (NEVER, at) };
            self.all.push(Complaint { lane, id, opened, closed });
        }
        room
    }

    /// All were told of.
    pub(super) fn reckon(&mut self) {
        if self.of == 0 {
            return; // nobody looks at them then
        }
        (self.opened, self.closed) = (BLANK, BLANK);
        for case in &self.all {
            let (opened, closed) = (&mut self.opened[case.lane % LANES], &mut self.closed[case.lane % LANES]);
            if is_open(case.opened, case.closed, NEVER) {
                *opened = case.opened.max(*opened);
            }
            *closed = case.closed.max(*closed);
        }
    }
}

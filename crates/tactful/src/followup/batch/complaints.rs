//! The complaints of the customers of a batch: what was told of each customer first, second and so on, side by side.

use super::asked::BLANK;
use super::{LANES, Lanes, NEVER, mask, only};
use crate::customer::is_open;

/// So much is kept of a customer; whoever has more to tell is left to single decisions.
const KEPT: usize = 16;

/// The complaints of all lanes.
#[derive(Debug, Clone)]
pub(super) struct Complaints {
    /// How much was told of each lane.
    count: [u32; LANES],
    rows: Box<[Row; KEPT]>,
    /// Lanes of which something was told, as bits.
    pub(super) of: u64,
    /// When the open one was opened that was opened last; `NEVER`: none is open.
    pub(super) opened: Lanes,
    /// When one was closed last; `NEVER`: none was.
    pub(super) closed: Lanes,
}

/// What was told of the lanes at one place.
#[derive(Debug, Clone)]
struct Row {
    /// Which complaint it is of, in two halves.
    id: [Lanes; 2],
    /// When it was opened and when it was closed, one of which is `NEVER`; both where nothing was told.
    opened: Lanes,
    closed: Lanes,
}

impl Complaints {
    pub(super) fn new() -> Self {
        let row = Row { id: [[0; LANES]; 2], opened: BLANK, closed: BLANK };
        let rows = Box::new(std::array::from_fn(|_| row.clone()));
        Self { count: [0; LANES], rows, of: 0, opened: BLANK, closed: BLANK }
    }

    /// As much as was told of any lane.
    #[inline(always)]
    fn most(&self) -> usize {
        self.count.iter().fold(0, |most, &count| count.max(most)) as usize
    }

    pub(super) fn clear(&mut self) {
        let most = self.most();
        for row in self.rows.iter_mut().take(most) {
            (row.opened, row.closed) = (BLANK, BLANK);
        }
        (self.of, self.count) = (0, [0; LANES]);
    }

    /// One was opened or closed. False if that cannot be told, as there is no room.
    #[inline(always)]
    pub(super) fn tell(&mut self, lane: usize, id: u64, at: i32, opened: bool, most: usize) -> bool {
        let count = self.count[lane] as usize;
        let Some(row) = self.rows.get_mut(count) else { return false };
        let opened = mask(opened);
        row.id[0][lane] = id as i32;
        row.id[1][lane] = (id >> 32) as i32;
        row.opened[lane] = only(opened, at, NEVER);
        row.closed[lane] = only(opened, NEVER, at);
        self.count[lane] += 1;
        self.of |= 1 << lane;
        count < most
    }

    /// All were told of.
    #[inline(always)]
    pub(super) fn reckon(&mut self) {
        if self.of == 0 {
            return; // nobody looks at them then
        }
        let most = self.most();
        for later in 1..most {
            let (before, rest) = self.rows.split_at_mut(later);
            let Some(one) = rest.first_mut() else { continue };
            before.iter_mut().for_each(|other| one.meet(other));
        }
        (self.opened, self.closed) = (BLANK, BLANK);
        for row in self.rows.iter().take(most) {
            for lane in 0..LANES {
                self.opened[lane] = self.opened[lane].max(row.opened[lane]);
                self.closed[lane] = self.closed[lane].max(row.closed[lane]);
            }
        }
    }
}

impl Row {
    /// What one says of the other, where both are of one complaint: whether it is open no more.
    #[inline(always)]
    fn meet(&mut self, other: &mut Self) {
        let stays = |opened: i32, closed: i32| mask(is_open(opened, closed, NEVER));
        for lane in 0..LANES {
            let differ = (self.id[0][lane] ^ other.id[0][lane]) | (self.id[1][lane] ^ other.id[1][lane]);
            let others = mask(differ != 0);
            let (mine, theirs) = (self.opened[lane], other.opened[lane]);
            self.opened[lane] = only(others | stays(mine, other.closed[lane]), mine, NEVER);
            other.opened[lane] = only(others | stays(theirs, self.closed[lane]), theirs, NEVER);
        }
    }
}

//! When the anchors of a question are open, all together.

use super::anchors::Anchored;
use super::outcome::Without;
use super::sum::Sum;
use crate::inline::Inline;
use crate::when::Interval;

/// A union of intervals: sorted, disjoint, not touching.
type Union = Inline<Interval, 4, 36>;

/// Where the anchors are open, where that is more than one interval.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    open: Union,
    /// The same if facts that are missing came now.
    lifted: Union,
}

impl Windows {
    /// Adds when the anchors are open to what is said otherwise, if that is one interval; gives whether it is more.
    #[inline]
    pub(crate) fn add(&mut self, live: &[Anchored], now: i64, sum: &mut Sum) -> bool {
        match live {
            [one] => {
                sum.add_window(one.set, one.lifted, now);
                false
            }
            _ => self.unite(live, now, sum),
        }
    }

    #[inline(never)]
    fn unite(&mut self, live: &[Anchored], now: i64, sum: &mut Sum) -> bool {
        unite(live.iter().map(|anchor| anchor.set), &mut self.open);
        unite(live.iter().map(|anchor| anchor.lifted), &mut self.lifted);
        let split = self.open.len() > 1 || self.lifted.len() > 1;
        if !split {
            let whole = |union: &Union| union.first().copied().unwrap_or_default();
            sum.add_window(whole(&self.open), whole(&self.lifted), now);
        }
        split
    }

    /// Those that bear on a joint answer.
    pub(crate) fn of(&self, without: Without) -> Option<&[Interval]> {
        match without {
            Without::Nothing => Some(&self.open),
            Without::Cleared | Without::ClearedNow => Some(&self.lifted),
            Without::Reason => None,
        }
    }
}

/// The union of intervals, in place of what there was.
fn unite(intervals: impl Iterator<Item = Interval>, merged: &mut Union) {
    merged.truncate(0);
    intervals.filter(|interval| !interval.is_empty()).for_each(|interval| merged.push(interval));
    if merged.len() < 2 {
        return;
    }
    merged.sort_unstable();
    let mut last = 0;
    for next in 1..merged.len() {
        if merged[next].from <= merged[last].until {
            merged[last].until = merged[last].until.max(merged[next].until);
        } else {
            last += 1;
            merged[last] = merged[next];
        }
    }
    merged.truncate(last + 1);
}

//! Sorting off the hot paths. The sort of the standard library is fast, and is compiled once more, at about ten
//! kilobytes, for every type that is sorted; here it is compiled once, and what is made for a type is small.

use std::cmp::Ordering;

/// Sorts in place; equal ones keep their order.
pub(crate) trait Order<T> {
    /// By a comparison.
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// By a key.
    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// By their own order.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(Ord::cmp);
    }
}

impl<T> Order<T> for [T] {
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let from = places(self.len(), &|a, b| match (self.get(a), self.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        });
        arrange(from, &mut |a, b| self.swap(a, b));
    }
}

/// The places in the order in which they are to be.
#[inline(never)]
fn places(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

/// Brings to each place the one that belongs there.
#[inline(never)]
fn arrange(mut from: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for place in 0..from.len() {
        // where it was taken from, another one is then
        let mut taken = from[place];
        while taken < place {
            taken = from[taken];
        }
        from[place] = taken;
        swap(place, taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut state = 1_u64;
        for len in 0..200 {
            let mut list: Vec<(u64, usize)> = (0..len)
                .map(|place| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 60, place)
                })
                .collect();
            let mut right = list.clone();
            right.sort_by_key(|(key, _)| *key);
            list.order_by_key(|(key, _)| *key);
            assert_eq!(list, right);
            list.order();
            right.sort();
            assert_eq!(list, right);
        }
    }
}

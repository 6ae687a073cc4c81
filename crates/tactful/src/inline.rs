//! A short list that lives on the stack, and on the heap only if it grows past its size.

use std::ops::{Deref, DerefMut};

/// Up to `MANY` values without allocation, more with. Room for `FEW` is made ready with the first value, and room for
/// `MANY` once there are more: mostly there are not, and to fill large arrays with nothing would take longer than to
/// answer.
#[derive(Debug, Clone)]
pub(crate) struct Inline<T, const FEW: usize, const MANY: usize> {
    few: Option<[T; FEW]>,
    /// In place of the few, once there are more.
    more: More<T, MANY>,
    len: usize,
}

#[derive(Debug, Clone)]
enum More<T, const MANY: usize> {
    Nothing,
    Many([T; MANY]),
    Heap(Vec<T>),
}

impl<T: Copy, const FEW: usize, const MANY: usize> Default for Inline<T, FEW, MANY> {
    #[inline]
    fn default() -> Self {
        Self { few: None, more: More::Nothing, len: 0 }
    }
}

impl<T: Copy, const FEW: usize, const MANY: usize> Inline<T, FEW, MANY> {
    #[inline]
    pub(crate) fn push(&mut self, value: T) {
        match (&mut self.more, &mut self.few) {
            (More::Nothing, Some(few)) if self.len < FEW => few[self.len] = value,
            (More::Nothing, few @ None) => *few = Some([value; FEW]),
            _ => self.grow(value),
        }
        self.len += 1;
    }

    /// Forgets all but the first `len` values.
    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        if let More::Heap(heap) = &mut self.more {
            heap.truncate(len);
        }
    }

    #[cold]
    fn grow(&mut self, value: T) {
        match &mut self.more {
            More::Nothing => {
                let mut many = [value; MANY];
                many[..self.len].copy_from_slice(self);
                self.more = More::Many(many);
            }
            More::Many(many) if self.len < MANY => many[self.len] = value,
            More::Many(many) => {
                let mut heap = many.to_vec();
                heap.push(value);
                self.more = More::Heap(heap);
            }
            More::Heap(heap) => heap.push(value),
        }
    }
}

impl<T, const FEW: usize, const MANY: usize> Deref for Inline<T, FEW, MANY> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match (&self.more, &self.few) {
            (More::Nothing, Some(few)) => &few[..self.len],
            (More::Nothing, None) => &[],
            (More::Many(many), _) => &many[..self.len],
            (More::Heap(heap), _) => heap,
        }
    }
}

impl<T, const FEW: usize, const MANY: usize> DerefMut for Inline<T, FEW, MANY> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        match (&mut self.more, &mut self.few) {
            (More::Nothing, Some(few)) => &mut few[..self.len],
            (More::Nothing, None) => &mut [],
            (More::Many(many), _) => &mut many[..self.len],
            (More::Heap(heap), _) => heap,
        }
    }
}

impl<T: PartialEq, const FEW: usize, const MANY: usize> PartialEq for Inline<T, FEW, MANY> {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

#[cfg(test)]
mod tests {
    use super::Inline;

    #[test]
    fn keeps_all_in_order_however_many() {
        let mut list: Inline<u32, 2, 5> = Inline::default();
        for n in 0..20 {
            assert_eq!(list.len(), n as usize);
            list.push(n);
            assert!(list.iter().copied().eq(0..=n));
            list[n as usize] = n;
        }
        for len in [17, 5, 3, 0] {
            list.truncate(len);
            list.push(7);
            assert!(list.iter().copied().eq((0..len as u32).chain([7])));
        }
    }
}

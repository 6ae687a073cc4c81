//! A short list that lives on the stack, and on the heap only if it grows past its size.

use std::ops::{Deref, DerefMut};

/// Up to `MANY` values without allocation, more with. Room for `FEW` is made ready with the first value, and room for
/// `MANY` once there are more: mostly there are not, and to fill large arrays with nothing would take longer than to
/// answer.
#[derive(Debug, Clone)]
pub(crate) struct Inline<T, const FEW: usize, const MANY: usize> {
    store: Store<T, FEW, MANY>,
    len: usize,
}

#[derive(Debug, Clone)]
enum Store<T, const FEW: usize, const MANY: usize> {
    Nothing,
    Few([T; FEW]),
    Many([T; MANY]),
    Heap(Vec<T>),
}

impl<T: Copy, const FEW: usize, const MANY: usize> Default for Inline<T, FEW, MANY> {
    // also where code is made small: called, it would be moved with all the room that it does not use
    #[inline(always)]
    fn default() -> Self {
        Self { store: Store::Nothing, len: 0 }
    }
}

impl<T: Copy, const FEW: usize, const MANY: usize> Inline<T, FEW, MANY> {
    #[inline]
    pub(crate) fn push(&mut self, value: T) {
        match &mut self.store {
            Store::Few(few) if self.len < FEW => few[self.len] = value,
            Store::Nothing => self.store = Store::Few([value; FEW]),
            _ => self.grow(value),
        }
        self.len += 1;
    }

    /// Forgets all but the first `len` values.
    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        if let Store::Heap(heap) = &mut self.store {
            heap.truncate(len);
        }
    }

    #[cold]
    fn grow(&mut self, value: T) {
        match &mut self.store {
            Store::Many(many) if self.len < MANY => many[self.len] = value,
            Store::Many(many) => {
                let mut heap = many.to_vec();
                heap.push(value);
                self.store = Store::Heap(heap);
            }
            Store::Heap(heap) => heap.push(value),
            Store::Nothing | Store::Few(_) => {
                let mut many = [value; MANY];
                many[..self.len].copy_from_slice(self);
                self.store = Store::Many(many);
            }
        }
    }
}

impl<T, const FEW: usize, const MANY: usize> Deref for Inline<T, FEW, MANY> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &self.store {
            Store::Nothing => &[],
            Store::Few(few) => &few[..self.len],
            Store::Many(many) => &many[..self.len],
            Store::Heap(heap) => heap,
        }
    }
}

impl<T, const FEW: usize, const MANY: usize> DerefMut for Inline<T, FEW, MANY> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.store {
            Store::Nothing => &mut [],
            Store::Few(few) => &mut few[..self.len],
            Store::Many(many) => &mut many[..self.len],
            Store::Heap(heap) => heap,
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

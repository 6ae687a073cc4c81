//! A short list that lives on the stack, and on the heap only if it grows past its size.

use std::ops::{Deref, DerefMut};

/// Up to `N` values without allocation, more with.
#[derive(Debug, Clone)]
pub(crate) struct Inline<T, const N: usize> {
    here: [T; N],
    len: usize,
    more: Vec<T>,
}

impl<T: Copy + Default, const N: usize> Default for Inline<T, N> {
    fn default() -> Self {
        Self { here: [T::default(); N], len: 0, more: Vec::new() }
    }
}

impl<T: Copy + Default, const N: usize> Inline<T, N> {
    pub(crate) fn push(&mut self, value: T) {
        if self.more.is_empty() && self.len < N {
            self.here[self.len] = value;
            self.len += 1;
            return;
        }
        if self.more.is_empty() {
            self.more.extend_from_slice(&self.here[..self.len]);
        }
        self.more.push(value);
    }
}

impl<T, const N: usize> Deref for Inline<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        if self.more.is_empty() { &self.here[..self.len] } else { &self.more }
    }
}

impl<T, const N: usize> DerefMut for Inline<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        if self.more.is_empty() { &mut self.here[..self.len] } else { &mut self.more }
    }
}

impl<T: PartialEq, const N: usize> PartialEq for Inline<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

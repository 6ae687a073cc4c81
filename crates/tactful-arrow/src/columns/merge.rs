//! Finds which rows of one column hold the values of another, where both are numbers that ascend.

use super::{Texts, Whole};
use crate::bits;
use crate::wide::{self, Work};
use arrow_array::Array;
use std::ops::Range;

impl Texts {
    /// Finds the rows of `others` that hold each of these values, where both are numbers of one width, none of them null,
    /// and these ascend. Writes the first row, counted on from `first`, and their number; `at` is where to begin, and
    /// then where to go on with the rows that follow. Gives how many rows hold none of these; none where it cannot tell,
    /// as rows go back.
    pub(crate) fn merge(
        &self,
        others: &Texts,
        first: u32,
        at: &mut usize,
        ranges: &mut [(u32, u32)],
    ) -> Option<u64> {
        let (Texts::Numbers(these), Texts::Numbers(others)) = (self, others) else { return None };
        macro_rules! of_one_width {
            ($($width:ident)*) => {
                match (these, others) {
                    $((Whole::$width(these), Whole::$width(others))
                        if these.nulls().is_none() && others.nulls().is_none() =>
                    {
                        let (these, others) = (&these.values()[..], &others.values()[..]);
                        wide::run(Merge { these, others, first, at, ranges, unknown: 0 })
                    })*
                    _ => None,
                }
            };
        }
        of_one_width!(I8 I16 I32 I64 U8 U16 U32 U64)
    }
}

/// [`Texts::merge`] of one width.
struct Merge<'m, T> {
    these: &'m [T],
    others: &'m [T],
    first: u32,
    at: &'m mut usize,
    ranges: &'m mut [(u32, u32)],
    unknown: u64,
}

impl<T: Copy + Ord> Work for Merge<'_, T> {
    type Done = Option<u64>;

    #[inline(always)]
    fn run(mut self) -> Option<u64> {
        let others = self.others;
        let mut start = 0;
        let pairs = others.chunks(bits::PART).zip(others.get(1..).unwrap_or_default().chunks(bits::PART));
        for (part, (ones, nexts)) in (0..).step_by(bits::PART).zip(pairs) {
            // where another value follows
            let mut ends = bits::of_pairs(ones, nexts, |one, next| one != next);
            while ends != 0 {
                let end = part + ends.trailing_zeros() as usize + 1;
                ends &= ends - 1;
                self.take(start..end)?;
                start = end;
            }
        }
        if start < others.len() {
            self.take(start..others.len())?;
        }
        Some(self.unknown)
    }
}

impl<T: Copy + Ord> Merge<'_, T> {
    /// Some rows that hold one value.
    #[inline(always)]
    fn take(&mut self, rows: Range<usize>) -> Option<()> {
        let Self { these, others, first, at, ranges, unknown } = self;
        let other = others[rows.start];
        while these.get(**at).is_some_and(|&this| this < other) {
            **at += 1;
        }
        if these.get(**at) != Some(&other) {
            if at.checked_sub(1).is_some_and(|before| other <= these[before]) {
                return None;
            }
            *unknown += rows.len() as u64;
            return Some(());
        }
        let range = ranges.get_mut(**at)?;
        if range.1 == 0 {
            range.0 = *first + rows.start as u32;
        } else if range.0 + range.1 != *first + rows.start as u32 {
            return None; // a stranger's lie between
        }
        range.1 += rows.len() as u32;
        Some(())
    }
}

//! The registers of the processor, chosen at run time.
//!
//! Batches are worked out in whole numbers alone, so wider registers give the same answers, only sooner.

use crate::customers::CustomerColumns;
use crate::facts::FactColumns;
use crate::join::Join;
use crate::output::Output;
use crate::rows::Table;
use crate::side_by_side::SideBySide;
use std::ops::Range;

/// [`SideBySide::decide`] with the widest registers that are worth it.
#[inline]
pub(crate) fn decide(
    side_by_side: &mut SideBySide<'_>,
    rows: Range<usize>,
    customers: &Table<CustomerColumns>,
    facts: &Table<FactColumns>,
    join: &Join,
    output: &mut Output<'_>,
) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "a function that is compiled for what this processor was found to have"
        )]
        // SAFETY: the processor has AVX2, which is all that the function asks for.
        return unsafe { decide_by_eight(side_by_side, rows, customers, facts, join, output) };
    }
    side_by_side.decide(rows, customers, facts, join, output)
}

/// The same code, compiled for registers that hold eight numbers.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn decide_by_eight(
    side_by_side: &mut SideBySide<'_>,
    rows: Range<usize>,
    customers: &Table<CustomerColumns>,
    facts: &Table<FactColumns>,
    join: &Join,
    output: &mut Output<'_>,
) -> u64 {
    side_by_side.decide(rows, customers, facts, join, output)
}

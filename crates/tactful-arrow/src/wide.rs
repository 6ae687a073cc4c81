//! The registers of the processor, chosen at run time.
//!
//! Batches are worked out in whole numbers alone, so wider registers give the same answers, only sooner.

use crate::decide::Job;
use crate::output::Output;
use crate::side_by_side::SideBySide;
use std::ops::Range;

/// [`SideBySide::decide`] with the widest registers that are worth it.
#[inline]
pub(crate) fn decide(
    side_by_side: &mut SideBySide<'_>,
    job: &Job,
    rows: Range<usize>,
    output: &mut Output<'_>,
) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "a function that is compiled for what this processor was found to have"
        )]
        // SAFETY: the processor has AVX2, which is all that the function asks for.
        return unsafe { decide_by_eight(side_by_side, job, rows, output) };
    }
    side_by_side.decide(job, rows, output)
}

/// The same code, compiled for registers that hold eight numbers.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn decide_by_eight(
    side_by_side: &mut SideBySide<'_>,
    job: &Job,
    rows: Range<usize>,
    output: &mut Output<'_>,
) -> u64 {
    side_by_side.decide(job, rows, output)
}

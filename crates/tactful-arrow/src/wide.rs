//! The registers of the processor, chosen at run time.
//!
//! Batches are worked out in whole numbers alone, so wider registers give the same answers, only sooner.

use tactful::followup::{Answers, Batch};

/// Answers all questions of a batch, with the widest registers that are worth it.
#[inline]
pub(crate) fn answer(batch: &mut Batch<'_>, each: impl FnMut(&Answers)) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "a function that is compiled for what this processor was found to have"
        )]
        // SAFETY: the processor has AVX2, which is all that the function asks for.
        return unsafe { answer_by_eight(batch, each) };
    }
    batch.answer(each);
}

/// The same code, compiled for registers that hold eight numbers.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn answer_by_eight(batch: &mut Batch<'_>, each: impl FnMut(&Answers)) {
    batch.answer(each);
}

//! The registers of the processor, chosen at run time.
//!
//! Batches are worked out in whole numbers alone, so wider registers give the same answers, only sooner.

/// Work that wide registers are worth.
pub(crate) trait Work {
    type Done;

    /// To be compiled into its caller, for the registers that this was compiled for: `#[inline(always)]`, and so is what
    /// it calls for the most of the work.
    fn run(self) -> Self::Done;
}

/// Does it with the widest registers that are worth it.
pub(crate) fn run<W: Work>(work: W) -> W::Done {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "a function that is compiled for what this processor was found to have"
        )]
        // SAFETY: the processor has AVX2, which is all that the function asks for.
        return unsafe { run_by_eight(work) };
    }
    work.run()
}

/// The same code, compiled for registers that hold eight numbers.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_by_eight<W: Work>(work: W) -> W::Done {
    work.run()
}

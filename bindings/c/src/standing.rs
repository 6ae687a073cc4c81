//! Standings: what is remembered of a customer's facts.

use crate::boundary::{Out, exclusive, free, guard, of, shared, values, wanted};
use crate::case::tactful_case;
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::fact::{facts, tactful_fact};
use crate::text::tactful_buffer;
use crate::{TACTFUL_NO_TIME, given, instant, needed, seconds};
use tactful::customer::{Fact, Standing};
use tactful::{Engine, Result};

/// What is remembered of a customer's facts: small, and independent of their order. Reading one is allowed to any
/// number of threads; functions that take it without `const` need it for themselves.
/// Free it with `tactful_standing_free`.
pub struct tactful_standing(pub(crate) Standing);

/// What a fold says beside the standing.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_folded {
    /// When the first of the facts that do not count yet begins to count; `TACTFUL_NO_TIME`: all of them count.
    pub next_pending: i64,
    /// How many facts do not count yet: those later than `as_of`. Fold them in when their time has come.
    pub pending: u64,
    /// Warnings as bits: see `TACTFUL_WARNING_BIT`.
    pub warnings: u32,
    /// Zeros; room for later versions.
    pub reserved: [u32; 5],
}

/// Facts of an array, folded as of an instant.
///
/// # Safety
/// By the conventions of the header.
unsafe fn fold(
    engine: &Engine,
    first: *const tactful_fact,
    len: usize,
    as_of: i64,
    known_at: i64,
) -> Result<(Standing, tactful_folded)> {
    // SAFETY: as promised by the caller
    let facts = unsafe { facts(first, len, &engine.policy().own_facts) }?;
    folded_of(engine, &facts, as_of, known_at)
}

/// Facts, folded as of an instant.
fn folded_of(
    engine: &Engine,
    facts: &[Fact],
    as_of: i64,
    known_at: i64,
) -> Result<(Standing, tactful_folded)> {
    let known_at = given(known_at).map(|at| instant(at, "known_at")).transpose()?;
    let made = engine.fold(facts, needed(as_of, "as_of")?, known_at)?;
    // the bit of a warning that has one: as TACTFUL_WARNING_BIT says
    let bit = |code: &tactful::Code| match code.number().checked_sub(200) {
        Some(place) if place < 32 => 1 << place,
        _ => 0,
    };
    let told = tactful_folded {
        next_pending: seconds(made.next_pending()),
        pending: made.pending.len() as u64,
        warnings: made.warnings.iter().fold(0, |all, code| all | bit(code)),
        reserved: [0; 5],
    };
    Ok((made.standing, told))
}

/// Folds the facts of a customer into a standing, as of an instant: seconds since 1970.
///
/// `known_at` leaves out what was recorded later; 0 or `TACTFUL_NO_TIME`: nothing is left out.
/// `folded` may be NULL.
///
/// Errors: what is wrong with a fact, with its path such as `facts[3].kind`; `TACTFUL_ERROR_FACT_CONFLICT` if one id
/// belongs to two facts; `TACTFUL_ERROR_REBUILD_NEEDED` for corrections.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_fold(
    engine: *const tactful_engine,
    facts: *const tactful_fact,
    facts_len: usize,
    as_of: i64,
    known_at: i64,
    standing: *mut *mut tactful_standing,
    folded: *mut tactful_folded,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let standing = Out::new(standing, "standing")?;
        let told = wanted(folded, "folded")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let (made, extra) = unsafe { fold(engine, facts, facts_len, as_of, known_at) }?;
        // SAFETY: by the conventions of the header
        unsafe { standing.give(tactful_standing(made)) };
        if let Some(told) = told {
            // SAFETY: by the conventions of the header
            unsafe { told.write(extra) };
        }
        Ok(())
    })
}

/// Adds facts to a standing: the same as if all had been folded together. Facts later than `as_of` are left out and
/// counted in `folded`, which may be NULL: a standing answers no question from before its latest fact.
///
/// Errors: as `tactful_fold`; the standing is then as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_standing_add(
    engine: *const tactful_engine,
    standing: *mut tactful_standing,
    facts: *const tactful_fact,
    facts_len: usize,
    as_of: i64,
    folded: *mut tactful_folded,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let told = wanted(folded, "folded")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let standing = unsafe { exclusive(standing, "standing") }?;
        // SAFETY: by the conventions of the header
        let (made, extra) = unsafe { fold(engine, facts, facts_len, as_of, TACTFUL_NO_TIME) }?;
        let mut grown = standing.0.clone();
        grown.merge(&made)?;
        standing.0 = grown;
        if let Some(told) = told {
            // SAFETY: by the conventions of the header
            unsafe { told.write(extra) };
        }
        Ok(())
    })
}

/// Adds the facts of a complaint's case to a standing: complaint opened, closed, reopened; commitments made, kept,
/// broken; the contacts of all events that name a channel. Their ids are made of those of the case and its events, so
/// that the same case can be added again after every act. With them an open case holds every ask (C1). Facts later
/// than `as_of` are left out and counted in `folded`, which may be NULL.
///
/// Errors: as `tactful_fold`; the standing is then as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_standing_add_case(
    engine: *const tactful_engine,
    standing: *mut tactful_standing,
    case: *const tactful_case,
    as_of: i64,
    folded: *mut tactful_folded,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let told = wanted(folded, "folded")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let facts = unsafe { shared(case, "case") }?.0.facts();
        // SAFETY: by the conventions of the header
        let standing = unsafe { exclusive(standing, "standing") }?;
        let (made, extra) = folded_of(engine, &facts, as_of, TACTFUL_NO_TIME)?;
        let mut grown = standing.0.clone();
        grown.merge(&made)?;
        standing.0 = grown;
        if let Some(told) = told {
            // SAFETY: by the conventions of the header
            unsafe { told.write(extra) };
        }
        Ok(())
    })
}

/// Adds what another standing remembers of the same customer: facts that were folded elsewhere.
///
/// Errors: `TACTFUL_ERROR_STANDING_SHAPE` if another policy folded them; the standing is then as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_standing_merge(
    standing: *mut tactful_standing,
    other: *const tactful_standing,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        // a standing may be merged with itself: nothing is borrowed twice
        // SAFETY: by the conventions of the header
        let other = unsafe { shared(other, "other") }?.0.clone();
        // SAFETY: by the conventions of the header
        let standing = unsafe { exclusive(standing, "standing") }?;
        let mut grown = standing.0.clone();
        grown.merge(&other)?;
        standing.0 = grown;
        Ok(())
    })
}

/// The same memory for another engine: after a change of policy that asks for no more than is kept.
///
/// Errors: `TACTFUL_ERROR_STANDING_SHAPE` if the policy asks for more; fold the facts again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_standing_adopt(
    engine: *const tactful_engine,
    standing: *const tactful_standing,
    adopted: *mut *mut tactful_standing,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let adopted = Out::new(adopted, "adopted")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let made = engine.adopt(&unsafe { shared(standing, "standing") }?.0)?;
        // SAFETY: by the conventions of the header
        unsafe { adopted.give(tactful_standing(made)) };
        Ok(())
    })
}

/// The bytes to keep beside the customer. The buffer is owned by the caller.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_standing_to_bytes(
    standing: *const tactful_standing,
    bytes: *mut tactful_buffer,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let bytes = Out::new(bytes, "bytes")?;
        // SAFETY: by the conventions of the header
        let made = unsafe { shared(standing, "standing") }?.0.to_bytes();
        // SAFETY: by the conventions of the header
        unsafe { bytes.give_bytes(made) };
        Ok(())
    })
}

/// Reads what `tactful_standing_to_bytes` wrote. Any bytes are safe to give.
///
/// Errors: `TACTFUL_ERROR_INVALID_STANDING` if they are damaged, `TACTFUL_ERROR_STANDING_SHAPE` if another policy
/// folded them: fold the facts again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_standing_from_bytes(
    engine: *const tactful_engine,
    bytes: *const u8,
    bytes_len: usize,
    standing: *mut *mut tactful_standing,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let standing = Out::new(standing, "standing")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let bytes = unsafe { values(bytes, bytes_len, "bytes") }?;
        let made = engine.standing_from_bytes(bytes)?;
        // SAFETY: by the conventions of the header
        unsafe { standing.give(tactful_standing(made)) };
        Ok(())
    })
}

/// The instant of the latest fact that counts, in seconds since 1970; `TACTFUL_NO_TIME` if there is none, or for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_standing_watermark(standing: *const tactful_standing) -> i64 {
    // SAFETY: by the conventions of the header
    unsafe { of(standing, TACTFUL_NO_TIME, |standing| Some(seconds(standing.0.watermark()))) }
}

/// Frees a standing. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_standing_free(standing: *mut tactful_standing) {
    // SAFETY: by the conventions of the header
    unsafe { free(standing) };
}

//! Business calendars.

use crate::boundary::{Out, free, guard, shared, text};
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::instant;
use std::ffi::c_char;
use std::sync::Arc;
use tactful::document::{Field, parse, read_calendar};
use tactful::time::{Calendar, Count, DayResult, Instant, Snap, Zones};
use tactful::{Code, Error, Result};

/// Business hours, compiled. Immutable: any number of threads may use one at once.
/// Free it with `tactful_calendar_free`.
pub struct tactful_calendar(Arc<Calendar>);

/// An added duration that is used up exactly at closing time ends then: a deadline.
pub const TACTFUL_SNAP_DEADLINE: u32 = 1;
/// It ends at the next opening: when work can begin.
pub const TACTFUL_SNAP_START: u32 = 2;
/// Business days are counted from the local date of the start, open or not.
pub const TACTFUL_COUNT_AFTER: u32 = 1;
/// They are counted from the next opening at or after the start.
pub const TACTFUL_COUNT_ROLL_FIRST: u32 = 2;
/// The same time of day, moved into open time: forward for `days >= 0`, else backward.
pub const TACTFUL_RESULT_OPEN: u32 = 1;
/// The closing instant of the date.
pub const TACTFUL_RESULT_CLOSE: u32 = 2;

/// Makes a calendar from a document in JSON or TOML: `tz`, `weekly`, `holidays`, `overrides`, `breaks`.
/// `engine` may be NULL; otherwise its zones are known.
///
/// Errors: whatever is wrong with the document, with path, line and column.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_new(
    engine: *const tactful_engine,
    document: *const c_char,
    document_len: usize,
    calendar: *mut *mut tactful_calendar,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let calendar = Out::new(calendar, "calendar")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { crate::boundary::optional(engine, "engine") }?;
        // SAFETY: by the conventions of the header
        let document = unsafe { text(document, document_len, "document") }?;
        let node = parse(document)?;
        let made = match engine {
            Some(engine) => read_calendar(&Field::root(&node), engine.engine.zones())?,
            None => read_calendar(&Field::root(&node), &Zones::bundled())?,
        };
        // SAFETY: by the conventions of the header
        unsafe { calendar.give(tactful_calendar(Arc::new(made))) };
        Ok(())
    })
}

/// A calendar of the engine's policy, by its name. It outlives the engine.
///
/// Errors: `TACTFUL_ERROR_UNKNOWN_CALENDAR`, with the nearest known name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_engine_calendar(
    engine: *const tactful_engine,
    name: *const c_char,
    name_len: usize,
    calendar: *mut *mut tactful_calendar,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let calendar = Out::new(calendar, "calendar")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { shared(engine, "engine") }?;
        // SAFETY: by the conventions of the header
        let name = unsafe { text(name, name_len, "name") }?;
        let found = Arc::clone(engine.engine.calendar(name)?);
        // SAFETY: by the conventions of the header
        unsafe { calendar.give(tactful_calendar(found)) };
        Ok(())
    })
}

/// Frees a calendar. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_free(calendar: *mut tactful_calendar) {
    // SAFETY: by the conventions of the header
    unsafe { free(calendar) };
}

/// Asks a calendar and writes what it says.
///
/// # Safety
/// By the conventions of the header.
unsafe fn ask<T>(
    calendar: *const tactful_calendar,
    answer: *mut T,
    name: &str,
    error: *mut *mut tactful_error,
    question: impl FnOnce(&Calendar) -> Result<T>,
) -> tactful_status {
    guard(error, || {
        let answer = Out::new(answer, name)?;
        // SAFETY: as promised by the caller
        let said = question(&unsafe { shared(calendar, "calendar") }?.0)?;
        // SAFETY: as promised by the caller
        unsafe { answer.write(said) };
        Ok(())
    })
}

/// Whether it is open at an instant: 1 or 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_is_open(
    calendar: *const tactful_calendar,
    at: i64,
    open: *mut u32,
    error: *mut *mut tactful_error,
) -> tactful_status {
    // SAFETY: by the conventions of the header
    unsafe { ask(calendar, open, "open", error, |calendar| Ok(calendar.is_open(instant(at, "at")?).into())) }
}

/// The instant itself if it is open then, else the next opening.
///
/// Errors: `TACTFUL_ERROR_NEVER_OPEN`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_next_open(
    calendar: *const tactful_calendar,
    at: i64,
    opening: *mut i64,
    error: *mut *mut tactful_error,
) -> tactful_status {
    let next = |calendar: &Calendar| calendar.next_open(instant(at, "at")?).map(Instant::seconds);
    // SAFETY: by the conventions of the header
    unsafe { ask(calendar, opening, "opening", error, next) }
}

/// The latest instant at or before `at` with open time right before it.
///
/// Errors: `TACTFUL_ERROR_NEVER_OPEN`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_prev_open_end(
    calendar: *const tactful_calendar,
    at: i64,
    closing: *mut i64,
    error: *mut *mut tactful_error,
) -> tactful_status {
    let previous = |calendar: &Calendar| calendar.prev_open_end(instant(at, "at")?).map(Instant::seconds);
    // SAFETY: by the conventions of the header
    unsafe { ask(calendar, closing, "closing", error, previous) }
}

/// Seconds of open time from one instant to another; negative if `to` is earlier.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_elapsed(
    calendar: *const tactful_calendar,
    from: i64,
    to: i64,
    elapsed: *mut i64,
    error: *mut *mut tactful_error,
) -> tactful_status {
    let count = |calendar: &Calendar| Ok(calendar.elapsed(instant(from, "from")?, instant(to, "to")?));
    // SAFETY: by the conventions of the header
    unsafe { ask(calendar, elapsed, "elapsed", error, count) }
}

fn unknown(name: &str, constants: &str) -> Error {
    Error::new(Code::InvalidValue, format!("`{name}` must be {constants}")).at_path(name)
}

/// The instant at which so many seconds of open time have passed since `start`; negative seconds go back.
/// `snap` is `TACTFUL_SNAP_DEADLINE` (a result may be the closing instant) or `TACTFUL_SNAP_START` (the next opening).
///
/// Errors: `TACTFUL_ERROR_NEVER_OPEN` if open time does not suffice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_add(
    calendar: *const tactful_calendar,
    start: i64,
    open_seconds: i64,
    snap: u32,
    end: *mut i64,
    error: *mut *mut tactful_error,
) -> tactful_status {
    let add = |calendar: &Calendar| {
        let snap = match snap {
            TACTFUL_SNAP_DEADLINE => Snap::Deadline,
            TACTFUL_SNAP_START => Snap::Start,
            _ => return Err(unknown("snap", "TACTFUL_SNAP_DEADLINE or TACTFUL_SNAP_START")),
        };
        calendar.add(instant(start, "start")?, open_seconds, snap).map(Instant::seconds)
    };
    // SAFETY: by the conventions of the header
    unsafe { ask(calendar, end, "end", error, add) }
}

/// The latest instant from which so many seconds of open time pass until `end`.
///
/// Errors: `TACTFUL_ERROR_NEVER_OPEN` if open time does not suffice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_sub(
    calendar: *const tactful_calendar,
    end: i64,
    open_seconds: i64,
    start: *mut i64,
    error: *mut *mut tactful_error,
) -> tactful_status {
    let sub = |calendar: &Calendar| calendar.sub(instant(end, "end")?, open_seconds).map(Instant::seconds);
    // SAFETY: by the conventions of the header
    unsafe { ask(calendar, start, "start", error, sub) }
}

/// So many business days after the local date of `start` (before, if negative), at the same time of day.
/// `count_from` is `TACTFUL_COUNT_AFTER` or `TACTFUL_COUNT_ROLL_FIRST` (from the next opening); `result` is
/// `TACTFUL_RESULT_OPEN` (moved into open time) or `TACTFUL_RESULT_CLOSE` (the closing instant of that date).
///
/// Errors: `TACTFUL_ERROR_NEVER_OPEN` if there are not so many business days.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_calendar_add_days(
    calendar: *const tactful_calendar,
    start: i64,
    days: i64,
    count_from: u32,
    result: u32,
    end: *mut i64,
    error: *mut *mut tactful_error,
) -> tactful_status {
    let add = |calendar: &Calendar| {
        let count = match count_from {
            TACTFUL_COUNT_AFTER => Count::After,
            TACTFUL_COUNT_ROLL_FIRST => Count::RollFirst,
            _ => return Err(unknown("count_from", "TACTFUL_COUNT_AFTER or TACTFUL_COUNT_ROLL_FIRST")),
        };
        let result = match result {
            TACTFUL_RESULT_OPEN => DayResult::Open,
            TACTFUL_RESULT_CLOSE => DayResult::Close,
            _ => return Err(unknown("result", "TACTFUL_RESULT_OPEN or TACTFUL_RESULT_CLOSE")),
        };
        calendar.add_days(instant(start, "start")?, days, count, result).map(Instant::seconds)
    };
    // SAFETY: by the conventions of the header
    unsafe { ask(calendar, end, "end", error, add) }
}

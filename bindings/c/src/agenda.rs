//! The agenda of a customer.

use crate::boundary::{Out, Room, guard, wanted};
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::question::{Asked, tactful_question};
use crate::seconds;
use tactful::Code;

/// A contact to make.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_agenda_item {
    /// When, in seconds since 1970 (UTC).
    pub at: i64,
    /// From when it is allowed, given the contacts before it.
    pub allowed_from: i64,
    /// Until when (exclusive), or `TACTFUL_NO_TIME`.
    pub allowed_until: i64,
    /// The number of the reason.
    pub reason: u32,
    /// The number of the channel.
    pub channel: u32,
    /// 1 if it counts on a give that is itself only planned, else 0.
    pub conditional: u32,
    /// Warnings as bits: see `TACTFUL_WARNING_BIT`.
    pub warnings: u32,
    /// Zeros; room for later versions.
    pub reserved: [i64; 2],
}

/// The contacts to make over so many days (1 to 3660), by instant; every one of them keeps every rule, given those
/// before it. A question that names an anchor, a subject or a contact point plans for that one alone. At most `capacity`
/// are written, the earliest; `count` tells how many there are. `items` may be NULL if `capacity` is 0. `revisit_at` may be NULL: when to make a new agenda if nothing happens before.
///
/// Errors: as `tactful_decide`; `TACTFUL_ERROR_INVALID_VALUE` for the days.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_agenda(
    engine: *const tactful_engine,
    question: *const tactful_question,
    days: u32,
    items: *mut tactful_agenda_item,
    capacity: usize,
    count: *mut usize,
    revisit_at: *mut i64,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        let revisit = wanted(revisit_at, "revisit_at")?;
        let mut items = Room::new(items, capacity, "items")?;
        // SAFETY: by the conventions of the header
        let a = unsafe { Asked::read(engine, question) }?;
        let made = a.core().agenda_with(a.customer, a.standing, &a.plan, a.now, days.into(), &a.asking);
        let made = made.map_err(|error| match error.code() {
            Code::InvalidValue => error.at_path("days"),
            _ => error,
        })?;
        for item in &made.items {
            let brief = item.decision.brief();
            let item = tactful_agenda_item {
                at: item.at.seconds(),
                allowed_from: seconds(brief.allowed_from()),
                allowed_until: seconds(brief.allowed_until()),
                reason: brief.question().reason_index(),
                channel: brief.question().channel_index(),
                conditional: item.conditional.into(),
                warnings: brief.warnings(),
                reserved: [0; 2],
            };
            // SAFETY: by the conventions of the header
            unsafe { items.push(item) };
        }
        // SAFETY: by the conventions of the header
        unsafe { count.write(items.count()) };
        if let Some(revisit) = revisit {
            // SAFETY: by the conventions of the header
            unsafe { revisit.write(seconds(made.revisit_at)) };
        }
        Ok(())
    })
}

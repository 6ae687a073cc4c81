//! Planned contacts: an argument of a question, never part of what is remembered.

use crate::boundary::{Out, free, guard, shared};
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::node::{Fields, decoded, rows};
use crate::text::tactful_text;
use tactful::Result;
use tactful::customer::decode;
use tactful::document::Node;
use tactful::followup::Plan;

/// The contacts that are planned with one customer. Immutable: any number of threads may use one at once.
/// Free it with `tactful_plan_free`.
pub struct tactful_plan(pub(crate) Plan);

/// A contact that is planned. Set `size` to `sizeof(tactful_contact)`; whatever is zero is not given.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_contact {
    /// `sizeof(tactful_contact)`, in every contact of an array.
    pub size: usize,
    /// When, in seconds since 1970 (UTC). Always given; 0 is refused.
    pub at: i64,
    /// Your id. Once the contact was made, the fact carries the same one, and both count once.
    pub id: tactful_text,
    /// Why. Always given.
    pub reason: tactful_text,
    /// Through which channel. Always given.
    pub channel: tactful_text,
    /// For which order.
    pub order: tactful_text,
    /// For which complaint case.
    pub case_id: tactful_text,
    /// About what.
    pub subject: tactful_text,
    /// To which address or number.
    pub contact_point: tactful_text,
}

// SAFETY: numbers and pointers that may be null; the size comes first
unsafe impl crate::boundary::SizeFirst for tactful_contact {
    const LEAST: usize = size_of::<Self>();
}

/// Makes a plan of the contacts in an array. One id counts once.
///
/// Errors: `TACTFUL_ERROR_UNKNOWN_REASON`, `TACTFUL_ERROR_UNKNOWN_CHANNEL`, `TACTFUL_ERROR_FACT_CONFLICT` if one id
/// is planned twice, and others, with the path of the field.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_plan_new(
    engine: *const tactful_engine,
    contacts: *const tactful_contact,
    contacts_len: usize,
    plan: *mut *mut tactful_plan,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let plan = Out::new(plan, "plan")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { shared(engine, "engine") }?;
        // SAFETY: by the conventions of the header
        let contacts = unsafe { rows(contacts, contacts_len, "contacts", document) }?;
        let contacts = decoded(contacts, "contacts", decode::contact)?;
        let made = engine.engine.plan(&contacts)?;
        // SAFETY: by the conventions of the header
        unsafe { plan.give(tactful_plan(made)) };
        Ok(())
    })
}

/// # Safety
/// The pointers of the contact lead to what they say.
unsafe fn document(contact: &tactful_contact, path: String) -> Result<Node> {
    let mut fields = Fields::at(path);
    fields.instant("at", contact.at)?;
    let texts = [
        ("id", contact.id),
        ("reason", contact.reason),
        ("channel", contact.channel),
        ("order", contact.order),
        ("case", contact.case_id),
        ("subject", contact.subject),
        ("contact_point", contact.contact_point),
    ];
    for (name, text) in texts {
        // SAFETY: as promised by the caller
        unsafe { fields.text(name, text) }?;
    }
    Ok(fields.table())
}

/// Frees a plan. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_plan_free(plan: *mut tactful_plan) {
    // SAFETY: by the conventions of the header
    unsafe { free(plan) };
}

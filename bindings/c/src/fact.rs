//! Facts as structures.

use crate::node::{Fields, decoded, node, rows};
use crate::text::tactful_text;
use tactful::customer::{Fact, decode};
use tactful::document::{Node, Value};
use tactful::{Code, Error, Result};

/// One thing that happened. Set `size` to `sizeof(tactful_fact)`; whatever is zero is not given.
/// Words such as `delivered` or `marketing` are those of the JSON door.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_fact {
    /// `sizeof(tactful_fact)`, in every fact of an array.
    pub size: usize,
    /// What happened: `purchase`, `delivered`, `contact`, `consent_given`, ..., or a kind of the policy's own.
    pub kind: tactful_text,
    /// When, in seconds since 1970 (UTC). Always given; 0 is refused.
    pub at: i64,
    /// When you came to know of it; not given: at once.
    pub recorded_at: i64,
    /// When a suspension or a consent ends by itself.
    pub until: i64,
    /// Your id; equal ids are one fact.
    pub id: tactful_text,
    /// The order it belongs to.
    pub order: tactful_text,
    /// The complaint case it belongs to.
    pub case_id: tactful_text,
    /// The product of the order.
    pub product: tactful_text,
    /// The channel of a contact, or what a consent is for.
    pub channel: tactful_text,
    /// The reason of a contact.
    pub reason: tactful_text,
    /// `marketing`, `survey`, `relationship`, `collections`, `service` or `transactional`.
    pub purpose: tactful_text,
    /// `give`, `ask` or `service`.
    pub intent: tactful_text,
    /// `sent`, `arrived`, `read`, `answered`, `conversation`, `refused`, `no_answer`, `bounced` or `failed`.
    pub outcome: tactful_text,
    /// `out` (we began; also if not given) or `in`.
    pub direction: tactful_text,
    /// The address or number used.
    pub contact_point: tactful_text,
    /// What a contact was about.
    pub subject: tactful_text,
    /// The level that was assigned.
    pub level: tactful_text,
    /// Not 0: with somebody else of the same account.
    pub colleague: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: numbers and pointers that may be null; the size comes first
unsafe impl crate::boundary::SizeFirst for tactful_fact {
    const LEAST: usize = size_of::<Self>();
}

/// Reads the facts of an array; `own` are the policy's own kinds.
///
/// # Safety
/// The pointer leads to so many facts, whose pointers lead to what they say.
pub(crate) unsafe fn facts(first: *const tactful_fact, len: usize, own: &[String]) -> Result<Vec<Fact>> {
    // SAFETY: as promised by the caller
    let rows = unsafe { rows(first, len, "facts", document) }?;
    decoded(rows, "facts", |field| decode::fact(field, own))
}

/// # Safety
/// The pointers of the fact lead to what they say.
unsafe fn document(fact: &tactful_fact, path: String) -> Result<Node> {
    if fact.reserved != 0 {
        let message = "`reserved` must be 0; this version of the library does not know what it says";
        return Err(Error::new(Code::WrongSize, message).at_path(&path));
    }
    let mut fields = Fields::at(path);
    fields.instant("at", fact.at)?;
    fields.optional_instant("recorded_at", fact.recorded_at)?;
    fields.optional_instant("until", fact.until)?;
    let texts = [
        ("kind", fact.kind),
        ("id", fact.id),
        ("order", fact.order),
        ("case", fact.case_id),
        ("product", fact.product),
        ("channel", fact.channel),
        ("reason", fact.reason),
        ("purpose", fact.purpose),
        ("intent", fact.intent),
        ("outcome", fact.outcome),
        ("direction", fact.direction),
        ("contact_point", fact.contact_point),
        ("subject", fact.subject),
        ("level", fact.level),
    ];
    for (name, text) in texts {
        // SAFETY: as promised by the caller
        unsafe { fields.text(name, text) }?;
    }
    if fact.colleague != 0 {
        fields.put("colleague", node(Value::Bool(true)));
    }
    Ok(fields.table())
}

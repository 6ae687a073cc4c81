//! Events of a complaint's case as structures.

use crate::boundary::sized;
use crate::node::{Fields, decoded, decoded_one, node, rows, text_node};
use crate::text::tactful_text;
use tactful::complaint::{Event, Remedy, decode};
use tactful::document::{Node, Value};
use tactful::{Code, Error, Result};

/// Whether somebody has a stake in sales: not known.
pub const TACTFUL_STAKE_UNKNOWN: u32 = 0;
/// No stake in sales: no owner of a complaint (C13).
pub const TACTFUL_STAKE_NONE: u32 = 1;
/// A stake in sales.
pub const TACTFUL_STAKE_IN_SALES: u32 = 2;

/// One thing that happened to the case of a complaint. Set `size` to `sizeof(tactful_event)`; whatever is zero is not
/// given. Words such as `apologise` or `direct` are those of the JSON door. Always given: `kind`, `at`, `id`, `by`,
/// `role`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_event {
    /// `sizeof(tactful_event)`, in every event of an array.
    pub size: usize,
    /// What happened: `opened`, then the ten acts from `apologise` to `track`, and others.
    pub kind: tactful_text,
    /// When, in seconds since 1970 (UTC). 0 is refused.
    pub at: i64,
    /// When you came to know of it; not given: at once.
    pub recorded_at: i64,
    /// Until when a commitment is to be kept.
    pub due: i64,
    /// When a waiting that it begins ends by itself, for the clocks.
    pub until: i64,
    /// Your id, unique in the case.
    pub id: tactful_text,
    /// Who acted.
    pub by: tactful_text,
    /// In which role: `direct`, `assisting`, `by_chance`, `manager`, `customer`, `system` or `outside`.
    pub role: tactful_text,
    /// The case that it is meant for; not given: the one that it is given to.
    pub case_id: tactful_text,
    /// The part of the case; not given: the main part. Of a `split`: the name of the new part.
    pub part: tactful_text,
    /// The complaint's customer.
    pub customer: tactful_text,
    /// The order that it is about.
    pub order: tactful_text,
    /// The product that it is about.
    pub product: tactful_text,
    /// The touchpoint at which it arose (T1).
    pub touchpoint: tactful_text,
    /// The channel on which the customer was spoken or written to; not given: no contact was made.
    pub channel: tactful_text,
    /// The contact in which it happened: events that name the same one were one conversation.
    pub contact: tactful_text,
    /// What the complaint is about: `product_fault`, `service_fault`, `misunderstanding` or `own_mistake` (C3).
    pub cause: tactful_text,
    /// Whether we answer for it: `admitted`, `partial`, `denied` or `open`.
    pub liability: tactful_text,
    /// How a solution was brought up: `proposed` or `asked`.
    pub mode: tactful_text,
    /// The commitment that is made, kept or broken.
    pub commitment: tactful_text,
    /// What was promised.
    pub what: tactful_text,
    /// Who is to do it.
    pub owner: tactful_text,
    /// What the customer says: `satisfied`, `unsatisfied` or `patient`.
    pub word: tactful_text,
    /// For whom we wait: `customer` or `others`.
    pub wait: tactful_text,
    /// How it ends: `satisfied`, `unreached`, `withdrawn`, `outside` or `exhausted`.
    pub ending: tactful_text,
    /// What was not kept: `right`, `care` or `calm` (C1).
    pub conduct: tactful_text,
    /// To whom it is handed over or referred.
    pub to: tactful_text,
    /// The power used: `quantity_amount`, `return_exchange_repair` or `caring_service` (C7).
    pub power: tactful_text,
    /// What it costs, in minor units of `currency`; given if `currency` is.
    pub amount: i64,
    /// Three capital letters.
    pub currency: tactful_text,
    /// The approver of the policy who let it pass.
    pub approved_by: tactful_text,
    /// The use of authority that a `report` or an `answer` speaks of: the id of its event.
    pub grant: tactful_text,
    /// What else it is to the policy's clocks, which its kind does not say: `reply`, `update`, `holding_reply`,
    /// `extended`, `summary_sent`, `final_response`, or an event that the policy declares (C2, C11).
    pub also: tactful_text,
    /// The priority that the case has from now on, a word of the policy.
    pub priority: tactful_text,
    /// What the case or its part is about, a word of the policy.
    pub topic: tactful_text,
    /// The calendar that counts from now on.
    pub calendar: tactful_text,
    /// The remedies agreed, or the one granted: bits, `TACTFUL_REMEDY_...`.
    pub remedies: u32,
    /// Not 0: the customer agreed to it.
    pub agreed: u32,
    /// Whether `to` has a stake in sales: `TACTFUL_STAKE_...` (C13).
    pub sales_stake: u32,
    /// Not 0: it happened at a core moment (C7).
    pub core_moment: u32,
    /// Not 0: it is done already, and it saved that moment (C7).
    pub saved: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: numbers and pointers that may be null; the size comes first
unsafe impl crate::boundary::SizeFirst for tactful_event {
    const LEAST: usize = size_of::<Self>();
}

/// Reads the event of an argument.
///
/// # Safety
/// The pointer leads to an event, whose pointers lead to what they say.
pub(crate) unsafe fn one(event: *const tactful_event) -> Result<Event> {
    // SAFETY: as promised by the caller
    let event = unsafe { sized(event, "event") }?;
    // SAFETY: as promised by the caller
    let document = unsafe { document(&event, "event".to_owned()) }?;
    decoded_one(document, "event", decode::event)
}

/// Reads the events of an array.
///
/// # Safety
/// The pointer leads to so many events, whose pointers lead to what they say.
pub(crate) unsafe fn all(first: *const tactful_event, len: usize) -> Result<Vec<Event>> {
    // SAFETY: as promised by the caller
    let rows = unsafe { rows(first, len, "events", document) }?;
    decoded(rows, "events", decode::event)
}

/// # Safety
/// The pointers of the event lead to what they say.
unsafe fn document(event: &tactful_event, path: String) -> Result<Node> {
    if event.reserved != 0 {
        let message = "`reserved` must be 0; this version of the library does not know what it says";
        return Err(Error::new(Code::WrongSize, message).at_path(&path));
    }
    let mut fields = Fields::at(path);
    fields.instant("at", event.at)?;
    fields.optional_instant("recorded_at", event.recorded_at)?;
    fields.optional_instant("due", event.due)?;
    fields.optional_instant("until", event.until)?;
    let texts = [
        ("kind", event.kind),
        ("id", event.id),
        ("by", event.by),
        ("role", event.role),
        ("case", event.case_id),
        ("part", event.part),
        ("customer", event.customer),
        ("order", event.order),
        ("product", event.product),
        ("touchpoint", event.touchpoint),
        ("channel", event.channel),
        ("contact", event.contact),
        ("cause", event.cause),
        ("liability", event.liability),
        ("mode", event.mode),
        ("commitment", event.commitment),
        ("what", event.what),
        ("owner", event.owner),
        ("word", event.word),
        ("wait", event.wait),
        ("ending", event.ending),
        ("conduct", event.conduct),
        ("to", event.to),
        ("power", event.power),
        ("approved_by", event.approved_by),
        ("grant", event.grant),
        ("also", event.also),
        ("priority", event.priority),
        ("topic", event.topic),
        ("calendar", event.calendar),
    ];
    for (name, text) in texts {
        // SAFETY: as promised by the caller
        unsafe { fields.text(name, text) }?;
    }
    let yes = [("agreed", event.agreed), ("core_moment", event.core_moment), ("saved", event.saved)];
    for (name, _) in yes.into_iter().filter(|(_, given)| *given != 0) {
        fields.put(name, node(Value::Bool(true)));
    }
    if event.remedies != 0 {
        let words = remedies(event.remedies, &fields)?;
        fields.put("remedies", node(Value::List(words)));
    }
    match event.sales_stake {
        TACTFUL_STAKE_UNKNOWN => {}
        TACTFUL_STAKE_NONE => fields.put("sales_stake", node(Value::Bool(false))),
        TACTFUL_STAKE_IN_SALES => fields.put("sales_stake", node(Value::Bool(true))),
        _ => {
            let message = "this is TACTFUL_STAKE_NONE, TACTFUL_STAKE_IN_SALES, or 0 where it is not known";
            return Err(Error::new(Code::InvalidValue, message).at_path(&fields.path("sales_stake")));
        }
    }
    if event.amount != 0 || event.currency.len != 0 {
        let mut money = Fields::at(fields.path("amount"));
        money.put("minor", node(Value::Int(event.amount)));
        // SAFETY: as promised by the caller
        unsafe { money.text("currency", event.currency) }?;
        fields.put("amount", money.table());
    }
    Ok(fields.table())
}

/// The words of the bits.
fn remedies(bits: u32, fields: &Fields) -> Result<Vec<Node>> {
    if bits >> Remedy::ALL.len() != 0 {
        let message = "there is a bit that stands for no remedy; take them from TACTFUL_REMEDY_...";
        return Err(Error::new(Code::InvalidValue, message).at_path(&fields.path("remedies")));
    }
    let chosen = Remedy::ALL.iter().filter(|(_, remedy)| bits >> *remedy as u32 & 1 == 1);
    Ok(chosen.map(|(word, _)| text_node(word)).collect())
}

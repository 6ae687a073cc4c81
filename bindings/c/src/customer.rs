//! Customers: who they are, apart from what happened.

use crate::boundary::{Out, free, guard, shared, sized, values};
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::node::{Fields, node, text_node};
use crate::text::tactful_text;
use tactful::customer::{Customer, decode};
use tactful::document::{Field, Node, Value};
use tactful::{Code, Error, Result};

/// A customer, without the facts. Immutable: any number of threads may use one at once.
/// Free it with `tactful_customer_free`.
pub struct tactful_customer(pub(crate) Customer);

/// A day of every year.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_occasion {
    /// Its name in the policy, such as `birthday`.
    pub name: tactful_text,
    /// `MM-DD` or `YYYY-MM-DD`; `lunar MM-DD` by the Chinese calendar.
    pub day: tactful_text,
}

/// What is known of a customer. Set `size` to `sizeof(tactful_customer_data)`; whatever is zero is not given.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_customer_data {
    /// `sizeof(tactful_customer_data)`.
    pub size: usize,
    /// Your id of the customer.
    pub id: tactful_text,
    /// IANA names of the zones whose clocks the customer may read. One is certain; with several, rules must hold
    /// in every one of them; with none the policy decides, and the answer is flagged.
    pub timezones: *const tactful_text,
    /// How many there are.
    pub timezones_len: usize,
    /// The assigned relationship level, by its id in the policy (R1).
    pub level: tactful_text,
    /// Seconds since 1970: how far back the facts reach. Not given: they are taken as complete, and the answer is
    /// flagged.
    pub history_since: i64,
    /// Days of every year.
    pub occasions: *const tactful_occasion,
    /// How many there are.
    pub occasions_len: usize,
}

// SAFETY: numbers and pointers that may be null; the size comes first
unsafe impl crate::boundary::SizeFirst for tactful_customer_data {
    const LEAST: usize = size_of::<Self>();
}

/// Makes a customer; the zones are those of the engine.
///
/// Errors: `TACTFUL_ERROR_UNKNOWN_TZ`, `TACTFUL_ERROR_INVALID_TIME` and others, with the path of the field.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_customer_new(
    engine: *const tactful_engine,
    data: *const tactful_customer_data,
    customer: *mut *mut tactful_customer,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let customer = Out::new(customer, "customer")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { shared(engine, "engine") }?;
        // SAFETY: by the conventions of the header
        let data = unsafe { sized(data, "data") }?;
        // SAFETY: by the conventions of the header
        let document = unsafe { document(&data) }?;
        let made = decode::customer(&Field::root(&document), engine.engine.zones())?;
        // SAFETY: by the conventions of the header
        unsafe { customer.give(tactful_customer(made)) };
        Ok(())
    })
}

/// # Safety
/// The pointers lead to what they say.
unsafe fn document(data: &tactful_customer_data) -> Result<Node> {
    // SAFETY: as promised by the caller
    let zones = unsafe { values(data.timezones, data.timezones_len, "timezones") }?;
    // SAFETY: as promised by the caller
    let occasions = unsafe { values(data.occasions, data.occasions_len, "occasions") }?;
    let mut fields = Fields::at(String::new());
    // SAFETY: as promised by the caller
    unsafe { fields.text("id", data.id) }?;
    // SAFETY: as promised by the caller
    unsafe { fields.text("level", data.level) }?;
    fields.optional_instant("history_since", data.history_since)?;
    let mut names = Vec::new();
    for (place, zone) in zones.iter().enumerate() {
        // SAFETY: as promised by the caller
        names.push(unsafe { zone.read(&format!("timezones[{place}]")) }?.unwrap_or_default());
    }
    match names.as_slice() {
        [] => {}
        [one] => fields.put("timezone", text_node(one)),
        many => fields.put("timezones", node(Value::List(many.iter().map(|name| text_node(name)).collect()))),
    }
    let mut days = Fields::at("occasions".to_owned());
    for (place, occasion) in occasions.iter().enumerate() {
        let path = format!("occasions[{place}]");
        // SAFETY: as promised by the caller
        let name = unsafe { occasion.name.read(&path) }?.unwrap_or_default();
        // SAFETY: as promised by the caller
        let day = unsafe { occasion.day.read(&path) }?.unwrap_or_default();
        if occasions.iter().take(place).any(|earlier| {
            // SAFETY: read once already
            unsafe { earlier.name.read("") }.is_ok_and(|earlier| earlier == Some(name))
        }) {
            return Err(Error::new(Code::DuplicateKey, "an occasion is given twice").at_path(&path));
        }
        days.put(name, text_node(day));
    }
    if !occasions.is_empty() {
        fields.put("occasions", days.table());
    }
    Ok(fields.table())
}

/// Frees a customer. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_customer_free(customer: *mut tactful_customer) {
    // SAFETY: by the conventions of the header
    unsafe { free(customer) };
}

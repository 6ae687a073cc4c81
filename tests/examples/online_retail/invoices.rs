//! From invoice lines to buyers and their facts.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use tactful::customer::{Customer, Fact, Kind};
use tactful::time::{Date, Instant, TimeOfDay, Zone};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The columns that are used; the others are not looked at.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(rename = "InvoiceNo")]
    invoice: &'a str,
    #[serde(rename = "CustomerID")]
    buyer: &'a str,
    #[serde(rename = "InvoiceDate")]
    date: &'a str,
    #[serde(rename = "Quantity")]
    quantity: f64,
    #[serde(rename = "UnitPrice")]
    price: f64,
}

/// Somebody who bought at least once.
pub struct Buyer {
    pub customer: Customer,
    /// Invoices with their instants, from the earliest on.
    pub orders: Vec<(Instant, String)>,
    pub facts: Vec<Fact>,
}

/// What the table tells.
pub struct Book {
    pub lines: usize,
    pub buyers: Vec<Buyer>,
}

/// Instants of invoices, by buyer and number. An invoice that was written over two minutes has the first one.
type Invoices = BTreeMap<String, BTreeMap<String, Instant>>;

/// Reads the table. Its wall times are those of `zone`; `progress` is told the number of lines now and then.
pub fn read(table: impl Read, zone: &Arc<Zone>, mut progress: impl FnMut(usize)) -> Outcome<Book> {
    let mut reader = csv::Reader::from_reader(table);
    let header = reader.byte_headers()?.clone();
    let mut record = csv::ByteRecord::new();
    let (mut bought, mut cancelled) = (Invoices::new(), Invoices::new());
    let mut lines = 0;
    while reader.read_byte_record(&mut record)? {
        lines += 1;
        if lines % 20_000 == 0 {
            progress(lines);
        }
        let line: Line<'_> = record.deserialize(Some(&header))?;
        let invoices = match (line.buyer, line.invoice.starts_with('C')) {
            ("", _) => continue,
            (_, true) => &mut cancelled,
            (_, false) if line.quantity > 0.0 && line.price > 0.0 => &mut bought,
            (_, false) => continue,
        };
        let at = instant(line.date, zone).map_err(|e| format!("line {}: {e}", lines + 1))?;
        let known = invoices.entry(line.buyer.to_owned()).or_default();
        known.entry(line.invoice.to_owned()).and_modify(|first| *first = at.min(*first)).or_insert(at);
    }
    let none = BTreeMap::new();
    let buyers = bought.iter().map(|(id, orders)| {
        let cancelled = cancelled.get(id).unwrap_or(&none);
        let customer = Customer::new(id).in_zone(Arc::clone(zone));
        let facts = facts(orders, cancelled);
        let mut orders: Vec<_> = orders.iter().map(|(number, &at)| (at, number.clone())).collect();
        orders.sort_unstable();
        Buyer { customer, orders, facts }
    });
    Ok(Book { lines, buyers: buyers.collect() })
}

/// An invoice is a purchase and, at the same instant, its delivery; one that begins with `C` is a return, of which
/// the table does not say what it returns. With the first purchase the buyer agreed to be contacted.
fn facts(orders: &BTreeMap<String, Instant>, cancelled: &BTreeMap<String, Instant>) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(&first) = orders.values().min() {
        facts.push(Fact::new(Kind::ConsentGiven, first).id("consent"));
    }
    for (number, &at) in orders {
        facts.push(Fact::new(Kind::Purchase, at).order(number).id(&format!("purchase {number}")));
        facts.push(Fact::new(Kind::Delivered, at).order(number).id(&format!("delivered {number}")));
    }
    facts.extend(cancelled.iter().map(|(number, &at)| Fact::new(Kind::Returned, at).id(number)));
    facts
}

/// `2011-09-30 16:20:00` on the clocks of a zone: a skipped time is shifted forward, of a repeated one it is the first.
pub fn instant(wall: &str, zone: &Zone) -> Outcome<Instant> {
    let parts = (wall.get(..10), wall.get(11..16), wall.get(16..).unwrap_or(""));
    let (Some(date), Some(time), seconds) = parts else {
        return Err("not a date and a time such as 2011-09-30 16:20".into());
    };
    let seconds: i64 = if seconds.is_empty() { 0 } else { seconds.trim_start_matches(':').parse()? };
    let local = Date::parse(date)?.midnight() + i64::from(TimeOfDay::parse(time)?.seconds()) + seconds;
    Ok(Instant::from_seconds(zone.earliest(local))?)
}

//! What each buyer brought.

use std::collections::BTreeMap;
use std::io::Read;

#[derive(serde::Deserialize)]
struct Line<'a> {
    #[serde(rename = "InvoiceNo")]
    invoice: &'a str,
    #[serde(rename = "CustomerID")]
    buyer: &'a str,
    #[serde(rename = "Quantity")]
    quantity: f64,
    #[serde(rename = "UnitPrice")]
    price: f64,
}

/// The sales of each buyer who is known by name; what was cancelled, given away or taken back is no sale.
pub fn read(table: impl Read) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    let mut reader = csv::Reader::from_reader(table);
    let header = reader.byte_headers()?.clone();
    let mut record = csv::ByteRecord::new();
    let mut sales: BTreeMap<String, f64> = BTreeMap::new();
    while reader.read_byte_record(&mut record)? {
        let line: Line<'_> = record.deserialize(Some(&header))?;
        let bought = line.quantity > 0.0 && line.price > 0.0 && !line.invoice.starts_with('C');
        if bought && !line.buyer.is_empty() {
            *sales.entry(line.buyer.to_owned()).or_default() += line.quantity * line.price;
        }
    }
    Ok(sales.into_values().collect())
}

//! From events to cases.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use tactful::time::{Date, Instant, TimeOfDay, Zone, Zones};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The log has no zone; its clocks are those of the firm.
pub const ZONE: &str = "Europe/Rome";

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(rename = "Case ID")]
    case: &'a str,
    #[serde(rename = "Activity")]
    activity: &'a str,
    #[serde(rename = "Resource")]
    resource: &'a str,
    #[serde(rename = "Complete Timestamp")]
    at: &'a str,
    customer: &'a str,
    product: &'a str,
    service_type: &'a str,
}

pub struct Event {
    pub at: Instant,
    pub activity: String,
    pub resource: String,
}

pub struct Case {
    pub id: String,
    pub customer: String,
    pub product: String,
    pub service: String,
    /// By time; of one instant in the order of the file.
    pub events: Vec<Event>,
}

pub struct Log {
    pub events: usize,
    pub cases: Vec<Case>,
}

/// Reads the log.
pub fn read(table: impl Read) -> Outcome<Log> {
    let zone = Zones::bundled().get(ZONE)?;
    let mut reader = csv::Reader::from_reader(table);
    let header = reader.byte_headers()?.clone();
    let mut record = csv::ByteRecord::new();
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    let mut events = 0;
    while reader.read_byte_record(&mut record)? {
        events += 1;
        let line: Line<'_> = record.deserialize(Some(&header))?;
        let at = instant(line.at, &zone).map_err(|e| format!("line {}: {e}", events + 1))?;
        let case = cases.entry(line.case.to_owned()).or_insert_with(|| Case {
            id: line.case.to_owned(),
            customer: line.customer.to_owned(),
            product: line.product.to_owned(),
            service: line.service_type.to_owned(),
            events: Vec::new(),
        });
        let (activity, resource) = (line.activity.to_owned(), line.resource.to_owned());
        case.events.push(Event { at, activity, resource });
    }
    let mut cases: Vec<Case> = cases.into_values().collect();
    for case in &mut cases {
        // stable: the order of the file breaks ties
        case.events.sort_by_key(|event| event.at);
    }
    Ok(Log { events, cases })
}

/// `2012/10/09 14:50:17.000` on the clocks of a zone; of a repeated time it is the first.
pub fn instant(wall: &str, zone: &Zone) -> Outcome<Instant> {
    let (Some(date), Some(time), Some(seconds)) = (wall.get(..10), wall.get(11..16), wall.get(17..19)) else {
        return Err("not a date and a time such as 2012/10/09 14:50:17.000".into());
    };
    let seconds: i64 = seconds.parse()?;
    let local = Date::parse(&date.replace('/', "-"))?.midnight()
        + i64::from(TimeOfDay::parse(time)?.seconds())
        + seconds;
    Ok(Instant::from_seconds(zone.earliest(local))?)
}

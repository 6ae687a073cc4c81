//! Complaints with the dates on which they were received and sent on.

use crate::log::Outcome;
use crate::replay::Figure;
use serde::Deserialize;
use std::io::Read;
use tactful::Code;
use tactful::complaint::gantt::{By, CaseClock, GanttCase, chart};
use tactful::time::{Date, Instant};

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(rename = "Date received")]
    received: &'a str,
    #[serde(rename = "Date sent to company")]
    sent: &'a str,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Sent {
    pub rows: usize,
    pub same_day: usize,
    /// Sent before they were received: lines of the table, refused by name.
    pub before: Vec<usize>,
    /// Sent more than fifteen days after they were received.
    pub after_15_days: usize,
}

/// `7/29/2013`.
fn date(text: &str) -> Outcome<Date> {
    let parts: Vec<u32> = text.split('/').map(str::parse).collect::<Result<_, _>>()?;
    match parts[..] {
        [month, day, year] => Ok(Date::from_ymd(year as i32, month, day)?),
        _ => Err("not a date such as 7/29/2013".into()),
    }
}

/// Reads the table; each row is drawn as a case with one clock, from receipt to sending.
pub fn read(table: impl Read) -> Outcome<Sent> {
    let mut reader = csv::Reader::from_reader(table);
    let header = reader.byte_headers()?.clone();
    let mut record = csv::ByteRecord::new();
    let mut found = Sent::default();
    while reader.read_byte_record(&mut record)? {
        found.rows += 1;
        let line: Line<'_> = record.deserialize(Some(&header))?;
        let (received, sent) = (date(line.received)?, date(line.sent)?);
        let at = |date: Date| Instant::from_seconds(date.midnight());
        let mut case = GanttCase::new(&found.rows.to_string(), "customer", at(received)?);
        let (started_at, stopped_at) = (at(received)?, Some(at(sent)?));
        case.clocks.push(CaseClock { id: "sending".to_owned(), started_at, due_at: None, stopped_at });
        match chart(&[case], By::Customer, at(received.max(sent))?) {
            Ok(_) => {
                let days = sent.days() - received.days();
                found.same_day += usize::from(days == 0);
                found.after_15_days += usize::from(days > 15);
            }
            Err(refused) if refused.code() == Code::EndsBeforeStart => found.before.push(found.rows + 1),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(found)
}

impl Sent {
    pub fn figures(&self) -> Vec<Figure> {
        let figure = |what, found: usize, expected| Figure { what, found: found as i64, expected };
        vec![
            figure("complaints with a date of sending", self.rows, 3_186),
            figure("sent before they were received", self.before.len(), 6),
            figure("sent the same day", self.same_day, 1_753),
            figure("sent more than 15 days later", self.after_15_days, 148),
        ]
    }

    pub fn report(&self) -> String {
        let lines: Vec<String> = self.before.iter().map(usize::to_string).collect();
        format!(
            "\n{} complaints with a date of sending: {} sent the same day, {} more than 15 days later.\n\
             {} are refused, since they end before they start: lines {}.\n",
            self.rows,
            self.same_day,
            self.after_15_days,
            self.before.len(),
            lines.join(", ")
        )
    }
}

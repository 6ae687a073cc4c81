//! The sample book: made customers in made situations, the same on every machine and every day.
//!
//! A [story](stories) is a situation that every house knows; each is told of several customers, in different zones
//! and with small differences from a seeded generator. The result is tables of text, which go the same way as a
//! user's own.

mod stories;

use super::read::{Content, Source};
use super::sheet::Subject;
use std::sync::Arc;
use stories::STORIES;
use tactful::time::{Instant, Zone, Zones};

/// The afternoon before Christmas in Europe: shops are open in New York, and in Sydney the holiday has begun.
pub(super) const NOW: &str = "2026-12-24T14:30:00Z";

/// The same seed gives the same book.
const SEED: u64 = 20_261_224;

/// The zones of the customers: half-hours, southern ones, and ones without daylight saving among them.
const ZONES: &[&str] = &[
    "Europe/Berlin",
    "Asia/Shanghai",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Europe/London",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "America/Los_Angeles",
    "Africa/Johannesburg",
    "America/Chicago",
    "Asia/Dubai",
    "Pacific/Auckland",
];

/// The book as tables of text.
pub(super) struct Sheets {
    tables: [Table; 3],
}

struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Sheets {
    /// Columns and rows of a table.
    pub(super) fn table(&self, subject: Subject) -> (&[&'static str], &[Vec<String>]) {
        let table = &self.tables[subject as usize];
        (&table.columns, &table.rows)
    }

    /// The tables as sources of rows.
    pub(super) fn sources(&self) -> Vec<Source<'_>> {
        let source = |subject: Subject| {
            let (columns, rows) = self.table(subject);
            Source { subject, name: subject.name(), content: Content::Made(columns, rows), names: &[] }
        };
        Subject::ALL.into_iter().map(source).collect()
    }
}

/// Makes the book.
pub(super) fn sheets() -> Sheets {
    let zones = Zones::bundled();
    let mut maker = Maker {
        now: Instant::parse(NOW).map_or(0, Instant::seconds),
        random: SEED,
        facts: 0,
        sheets: Sheets { tables: Subject::ALL.map(empty) },
    };
    let mut number = 0;
    for &(times, story) in STORIES {
        for turn in 0..times {
            number += 1;
            let name = ZONES[(number * 5 + turn) % ZONES.len()];
            // the embedded table knows every one of them
            let Ok(zone) = zones.get(name) else { continue };
            let mut person = Person {
                id: format!("c-{number:03}"),
                zone,
                turn,
                columns: vec![("timezone", name.to_owned())],
                maker: &mut maker,
            };
            story(&mut person);
            person.ends();
        }
    }
    maker.sheets.tables[Subject::Facts as usize].rows.sort_by(|a, b| a[0].cmp(&b[0]).then(a[2].cmp(&b[2])));
    maker.sheets
}

fn empty(subject: Subject) -> Table {
    let unused = ["timezones", "recorded_at", "contact_point", "subject", "colleague", "owner"];
    let columns = subject.columns().iter().copied().filter(|column| !unused.contains(column)).collect();
    Table { columns, rows: Vec::new() }
}

struct Maker {
    /// Seconds.
    now: i64,
    random: u64,
    facts: usize,
    sheets: Sheets,
}

impl Maker {
    /// A number below `end`, from the seed.
    fn below(&mut self, end: u64) -> i64 {
        // Knuth's linear congruential generator; the high bits are the good ones
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.random >> 33) % end) as i64
    }

    fn row(&mut self, subject: Subject, cells: &[(&str, String)]) {
        let table = &mut self.sheets.tables[subject as usize];
        let cell = |column: &&str| {
            let found = cells.iter().find(|(name, _)| name == column);
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let row = table.columns.iter().map(cell).collect();
        table.rows.push(row);
    }
}

/// A customer whose story is being told.
struct Person<'m> {
    id: String,
    zone: Arc<Zone>,
    /// How many customers had the same story before.
    turn: usize,
    columns: Vec<(&'static str, String)>,
    maker: &'m mut Maker,
}

impl Person<'_> {
    /// Something that is known of the customer.
    fn is(&mut self, column: &'static str, value: &str) {
        self.columns.retain(|(known, _)| *known != column);
        self.columns.push((column, value.to_owned()));
    }

    /// A number below `end`, the same in every book.
    fn some(&mut self, end: u64) -> i64 {
        self.maker.below(end)
    }

    /// So many days ago (negative: ahead), at some minute of the customer's working day.
    fn at(&mut self, days: i64) -> String {
        let minutes = 9 * 60 + 30 + self.some(7 * 60);
        self.at_minute(days, minutes)
    }

    fn at_minute(&self, days: i64, minutes: i64) -> String {
        let there = self.zone.local(self.maker.now - days * 86_400);
        let local = there.div_euclid(86_400) * 86_400 + minutes * 60;
        self.written(self.zone.earliest(local))
    }

    /// As the customer's wall clock shows it, with its offset.
    fn written(&self, at: i64) -> String {
        let offset = i64::from(self.zone.offset_at(at));
        let text = Instant::from_seconds(at + offset).map(|at| at.to_string()).unwrap_or_default();
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
        format!("{}{sign}{:02}:{:02}", text.trim_end_matches('Z'), minutes / 60, minutes % 60)
    }

    /// A fact of so many days ago.
    fn fact(&mut self, kind: &str, days: i64, more: &[(&'static str, &str)]) {
        let at = self.at(days);
        self.fact_at(kind, at, more);
    }

    fn fact_at(&mut self, kind: &str, at: String, more: &[(&'static str, &str)]) {
        self.maker.facts += 1;
        let mut cells = vec![
            ("customer", self.id.clone()),
            ("kind", kind.to_owned()),
            ("at", at),
            ("id", format!("f-{:04}", self.maker.facts)),
        ];
        cells.extend(more.iter().map(|&(column, text)| (column, text.to_owned())));
        self.maker.row(Subject::Facts, &cells);
    }

    /// A contact that we made for a reason of the house, so many days ago.
    fn contact(&mut self, days: i64, reason: &str, channel: &str, outcome: &str) {
        self.fact("contact", days, &[("reason", reason), ("channel", channel), ("outcome", outcome)]);
    }

    /// The same, about an order.
    fn about(&mut self, days: i64, reason: &str, channel: &str, order: &str) {
        let more = [("reason", reason), ("channel", channel), ("outcome", "arrived"), ("order", order)];
        self.fact("contact", days, &more);
    }

    /// Bought so many days ago and delivered three days later.
    fn bought(&mut self, days: i64, order: &str, product: &str) {
        self.fact("purchase", days, &[("order", order), ("product", product)]);
        if days > 3 {
            self.fact("delivered", days - 3, &[("order", order), ("product", product)]);
        }
    }

    /// Agreed to everything, so many days ago.
    fn agrees(&mut self, days: i64) {
        self.fact("consent_given", days, &[]);
    }

    fn plans(&mut self, days_ahead: i64, reason: &str, channel: &str) {
        let at = self.at(-days_ahead);
        let cells = [
            ("customer", self.id.clone()),
            ("at", at),
            ("reason", reason.to_owned()),
            ("channel", channel.to_owned()),
            ("id", format!("p-{}", self.id)),
        ];
        self.maker.row(Subject::Planned, &cells);
    }

    fn ends(self) {
        let mut cells = self.columns;
        cells.push(("id", self.id));
        self.maker.row(Subject::Customers, &cells);
    }
}

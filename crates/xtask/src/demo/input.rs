//! Customers with what is known of them, decoded by the library from rows.

use super::columns;
use super::read::{Row, Source};
use super::sheet::Subject;
use crate::run::Outcome;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tactful::customer::{Contact, Customer, Fact, Kind, decode};
use tactful::document::{Field, Node, Value, nearest};
use tactful::time::{Instant, TimeOfDay, Zone, Zones};
use tactful::{Code, Engine, Error};

/// One customer.
pub(super) struct Known {
    pub(super) customer: Customer,
    pub(super) facts: Vec<Fact>,
    pub(super) planned: Vec<Contact>,
}

/// All that is decided for.
pub(super) struct Input {
    pub(super) customers: Vec<Known>,
    places: HashMap<String, usize>,
    pub(super) now: Instant,
    /// `now` was not given: it is the instant of the latest fact.
    pub(super) now_from_facts: bool,
    pub(super) facts: usize,
    pub(super) planned: usize,
    /// Names that the policy does not know, each with its first place and how often.
    pub(super) unknown: BTreeMap<(&'static str, String), (String, usize)>,
    /// The file of facts.
    pub(super) facts_name: String,
    /// Rows that could not be used, where one of them is to fail nobody else.
    pub(super) bad: Vec<String>,
}

/// Reads sources into an input.
struct Reading<'e> {
    engine: &'e Engine,
    zones: Zones,
    naive: Option<Arc<Zone>>,
    input: Input,
    lines: Vec<u32>,
    lenient: bool,
}

impl Input {
    /// Reads the rows: customers first, then what happened, then what is planned.
    pub(super) fn read(
        engine: &Engine,
        sources: &[Source<'_>],
        now: Option<Instant>,
        naive: Option<&str>,
    ) -> Outcome<Self> {
        Self::read_rows(engine, sources, now, naive, false)
    }

    /// The same; a row that cannot be used is told in `bad` and fails nobody but itself.
    pub(super) fn read_what_can_be(
        engine: &Engine,
        sources: &[Source<'_>],
        now: Option<Instant>,
        naive: Option<&str>,
    ) -> Outcome<Self> {
        Self::read_rows(engine, sources, now, naive, true)
    }

    fn read_rows(
        engine: &Engine,
        sources: &[Source<'_>],
        now: Option<Instant>,
        naive: Option<&str>,
        lenient: bool,
    ) -> Outcome<Self> {
        let zones = Zones::bundled();
        let naive = naive
            .map(|name| zones.get(name))
            .transpose()
            .map_err(|error| format!("--naive: {}", error.message()))?;
        let input = Input {
            customers: Vec::new(),
            places: HashMap::new(),
            now: now.unwrap_or(Instant::MIN),
            now_from_facts: now.is_none(),
            facts: 0,
            planned: 0,
            unknown: BTreeMap::new(),
            facts_name: String::new(),
            bad: Vec::new(),
        };
        let mut reading = Reading { engine, zones, naive, input, lines: Vec::new(), lenient };
        for subject in Subject::ALL {
            for source in sources.iter().filter(|source| source.subject == subject) {
                reading.source(source)?;
            }
        }
        let mut input = reading.input;
        if input.customers.is_empty() {
            let name = sources.first().map_or("customers", |source| source.name);
            return Err(format!("{name}: there is no customer in it"));
        }
        if now.is_none() {
            let latest = input.customers.iter().flat_map(|known| &known.facts).map(|fact| fact.at).max();
            input.now = latest.ok_or("without facts there is no telling when now is; give it with --now")?;
        }
        Ok(input)
    }

    pub(super) fn place_of(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The nearest customer id, as the end of a sentence.
    pub(super) fn near(&self, id: &str) -> String {
        let ids: Vec<&str> = self.customers.iter().map(|known| known.customer.id.as_str()).collect();
        nearest(id, &ids).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
    }
}

impl Reading<'_> {
    fn source(&mut self, source: &Source<'_>) -> Outcome {
        if source.subject == Subject::Facts {
            self.input.facts_name = source.name.to_owned();
        }
        source.rows(|row| match self.row(source, row) {
            Err(problem) if self.lenient => {
                self.input.bad.push(problem);
                Ok(())
            }
            done => done,
        })
    }

    fn row(&mut self, source: &Source<'_>, mut row: Row) -> Outcome {
        if let Some(zone) = &self.naive {
            with_offsets(&mut row.node, source.subject, zone);
        }
        let line = row.line;
        match source.subject {
            Subject::Customers => self.customer(source, &row),
            Subject::Facts => {
                let place = self.whose(source, &mut row)?;
                let fact = decode::fact(&Field::root(&row.node), &self.engine.policy().own_facts)
                    .map_err(|error| told(source, &row, &error))?;
                self.note(source, line, &fact);
                self.input.facts += 1;
                self.input.customers[place].facts.push(fact);
                Ok(())
            }
            Subject::Planned => {
                let place = self.whose(source, &mut row)?;
                let contact =
                    decode::contact(&Field::root(&row.node)).map_err(|error| told(source, &row, &error))?;
                // reason and channel must be the policy's
                self.engine.plan(std::slice::from_ref(&contact)).map_err(|error| {
                    let field = if error.code() == Code::UnknownReason { "reason" } else { "channel" };
                    told(source, &row, &error.at_path(field))
                })?;
                self.input.planned += 1;
                self.input.customers[place].planned.push(contact);
                Ok(())
            }
        }
    }

    fn customer(&mut self, source: &Source<'_>, row: &Row) -> Outcome {
        let customer = decode::customer(&Field::root(&row.node), &self.zones)
            .map_err(|error| told(source, row, &error))?;
        let at_id = |message: &str| told(source, row, &Error::new(Code::InvalidValue, message).at_path("id"));
        if customer.id.is_empty() {
            return Err(at_id("a customer needs an id"));
        }
        let place = self.input.customers.len();
        if let Some(&first) = self.input.places.get(&customer.id) {
            let line = self.lines[first];
            return Err(at_id(&format!("this customer is there already, in line {line}")));
        }
        self.input.places.insert(customer.id.clone(), place);
        if let Some(level) = &customer.level
            && !self.engine.policy().levels.iter().any(|known| known.id == *level)
        {
            self.unknown("level", level, source, row.line);
        }
        self.lines.push(row.line);
        self.input.customers.push(Known { customer, facts: Vec::new(), planned: Vec::new() });
        Ok(())
    }

    /// Takes the field `customer` out of a row, and finds the customer.
    fn whose(&mut self, source: &Source<'_>, row: &mut Row) -> Outcome<usize> {
        let problem = |row: &Row, message: &str| {
            Err(told(source, row, &Error::new(Code::InvalidValue, message).at_path("customer")))
        };
        let Value::Table(entries) = &mut row.node.value else {
            return problem(row, "a row is an object: `{\"customer\": …}`");
        };
        let Some(place) = entries.iter().position(|(key, _)| key.name == "customer") else {
            let free: Vec<&str> = entries.iter().map(|(key, _)| key.name.as_str()).collect();
            let meant = nearest("customer", &free).map(|near| format!("; is `{near}` meant to be it?"));
            let message = format!("the field `customer` is missing{}", meant.unwrap_or_default());
            return problem(row, &message);
        };
        let (_, node) = entries.remove(place);
        let Value::Text(id) = &node.value else {
            return problem(row, "the customer's id is a text");
        };
        match self.input.places.get(id) {
            Some(&place) => Ok(place),
            None => problem(row, "there is no customer with this id in the table of customers"),
        }
    }

    /// Remembers names that the policy does not know; they are told, since a slip of the pen looks the same.
    fn note(&mut self, source: &Source<'_>, line: u32, fact: &Fact) {
        if fact.kind != Kind::Contact.into() {
            return;
        }
        if let Some(channel) = &fact.channel
            && !self.engine.channels().any(|known| known == channel)
        {
            self.unknown("channel", channel, source, line);
        }
        if let Some(reason) = &fact.reason
            && self.engine.texts_of(reason).is_err()
        {
            self.unknown("reason", reason, source, line);
        }
    }

    fn unknown(&mut self, what: &'static str, name: &str, source: &Source<'_>, line: u32) {
        let first = || (format!("{}:{line}", source.name), 0);
        self.input.unknown.entry((what, name.to_owned())).or_insert_with(first).1 += 1;
    }
}

/// An error with its file, line and column.
fn told(source: &Source<'_>, row: &Row, error: &Error) -> String {
    let place = format!("{}:{}", source.name, row.line);
    let field = error.path().split(['.', '[']).next().unwrap_or_default();
    // what the document calls a list stands in the one column of the table
    let field = if row.in_table && field == "timezones" && error.column() > 0 { "timezone" } else { field };
    let what = if row.in_table { "column" } else { "field" };
    let path = if row.in_table { columns::theirs(source.names, field) } else { error.path() };
    match (field.is_empty(), row.in_table, error.column()) {
        (true, ..) => format!("{place}: {}", error.message()),
        (_, false, column) if column > 0 => format!("{place}:{column}: {what} `{path}`: {}", error.message()),
        _ => format!("{place}: {what} `{path}`: {}", error.message()),
    }
}

/// Writes the offset of a zone to instants that have none: a gap shifts forward, a fold takes the first.
fn with_offsets(node: &mut Node, subject: Subject, zone: &Zone) {
    let Value::Table(entries) = &mut node.value else { return };
    for (key, node) in entries {
        if !subject.instants().contains(&key.name.as_str()) {
            continue;
        }
        match &mut node.value {
            Value::Text(text) => with_offset(text, zone),
            Value::Table(sources) => {
                for (_, source) in sources {
                    if let Value::Text(text) = &mut source.value {
                        with_offset(text, zone);
                    }
                }
            }
            _ => {}
        }
    }
}

fn with_offset(text: &mut String, zone: &Zone) {
    if !Instant::parse(text).is_err_and(|error| error.code() == Code::NaiveTime) {
        return;
    }
    let time = text.get(11..).unwrap_or_default();
    let time = time.split('.').next().unwrap_or_default();
    let date = text.get(..10).and_then(|date| tactful::time::Date::parse(date).ok());
    let (hours, seconds) = (time.get(..5).unwrap_or(time), time.get(6..8).unwrap_or("0"));
    let of_day = TimeOfDay::parse(hours).ok().map(|time| i64::from(time.seconds()));
    if let (Some(date), Some(of_day), Ok(seconds)) = (date, of_day, seconds.parse::<i64>())
        && let Ok(at) = Instant::from_seconds(zone.earliest(date.midnight() + of_day + seconds))
    {
        *text = at.to_string();
    }
}

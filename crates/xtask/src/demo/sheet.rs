//! Tables of text, as spreadsheets write them, and the documents that their rows stand for.
//!
//! Column names are the names of the fields in JSON. An empty cell is an absent field. A cell with several values
//! parts them with `;`, and named values are written `name=value`.

use crate::run::Outcome;
use tactful::document::{Key, Node, Position, Value, nearest};

/// What a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Customers,
    Facts,
    Planned,
}

impl Subject {
    pub(super) const ALL: [Subject; 3] = [Subject::Customers, Subject::Facts, Subject::Planned];

    pub(super) fn name(self) -> &'static str {
        match self {
            Subject::Customers => "customers",
            Subject::Facts => "facts",
            Subject::Planned => "planned",
        }
    }

    /// The columns that a table can have.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Subject::Customers => &["id", "timezone", "timezones", "level", "history_since", "occasions"],
            Subject::Facts => &[
                "customer",
                "kind",
                "at",
                "id",
                "recorded_at",
                "until",
                "order",
                "case",
                "product",
                "channel",
                "direction",
                "reason",
                "purpose",
                "intent",
                "outcome",
                "contact_point",
                "subject",
                "level",
                "colleague",
                "owner",
            ],
            Subject::Planned => {
                &["customer", "at", "reason", "channel", "id", "order", "case", "subject", "contact_point"]
            }
        }
    }

    /// The columns that it must have.
    pub(super) fn needed(self) -> &'static [&'static str] {
        match self {
            Subject::Customers => &["id"],
            Subject::Facts => &["customer", "kind", "at"],
            Subject::Planned => &["customer", "at", "reason", "channel"],
        }
    }

    /// Fields that hold an instant.
    pub(super) fn instants(self) -> &'static [&'static str] {
        match self {
            Subject::Customers => &["history_since"],
            Subject::Facts => &["at", "recorded_at", "until"],
            Subject::Planned => &["at"],
        }
    }
}

/// Refuses columns that are unknown, given twice or missing, with the nearest known name.
pub(super) fn check_header(subject: Subject, header: &[&str]) -> Outcome {
    let known = subject.columns();
    for (place, name) in header.iter().enumerate() {
        if name.is_empty() {
            return Err(format!("the column {} has no name", place + 1));
        }
        if header[..place].contains(name) {
            return Err(format!("the column `{name}` is there twice"));
        }
        if !known.contains(name) {
            let free: Vec<&str> = known.iter().copied().filter(|known| !header.contains(known)).collect();
            let hint = match nearest(name, &free) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the columns are {}", known.join(", ")),
            };
            return Err(format!("a table of {} has no column `{name}`; {hint}", subject.name()));
        }
    }
    match subject.needed().iter().find(|needed| !header.contains(needed)) {
        Some(missing) => Err(format!("the column `{missing}` is missing")),
        None => Ok(()),
    }
}

/// The document of one row; columns of the place are those of the table, from 1.
pub(super) fn node<'c>(line: u32, cells: impl Iterator<Item = (&'c str, &'c str)>) -> Node {
    let mut entries: Vec<(Key, Node)> = Vec::new();
    for (place, (name, cell)) in cells.enumerate() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let at = Position { line, column: place as u32 + 1 };
        let several = cell.contains(';');
        // one cell may name several zones; the document has a field for each case
        let name = if name == "timezone" && several { "timezones" } else { name };
        let value = match name {
            "timezones" => list(cell, at),
            "purpose" if several => list(cell, at),
            "occasions" => named(cell, at),
            "history_since" if cell.contains('=') => named(cell, at),
            "colleague" if cell == "true" => Value::Bool(true),
            "colleague" if cell == "false" => Value::Bool(false),
            _ => Value::Text(cell.to_owned()),
        };
        entries.push((Key { name: name.to_owned(), at }, Node { at, value }));
    }
    Node { at: Position { line, column: 1 }, value: Value::Table(entries) }
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

fn list(cell: &str, at: Position) -> Value {
    Value::List(parts(cell).map(|part| Node { at, value: Value::Text(part.to_owned()) }).collect())
}

/// `name=value;…`; what has no `=` stays text, so that the decoder refuses it with its place.
fn named(cell: &str, at: Position) -> Value {
    let mut entries = Vec::new();
    for part in parts(cell) {
        let Some((name, value)) = part.split_once('=') else { return Value::Text(cell.to_owned()) };
        let value = Node { at, value: Value::Text(value.trim().to_owned()) };
        entries.push((Key { name: name.trim().to_owned(), at }, value));
    }
    Value::Table(entries)
}

/// A document as JSON, on one line.
pub(super) fn json(node: &Node) -> serde_json::Value {
    use serde_json::Value as Json;
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(yes) => Json::from(*yes),
        Value::Int(int) => Json::from(*int),
        Value::Float(float) => Json::from(*float),
        Value::Text(text) => Json::from(text.as_str()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Table(entries) => entries.iter().map(|(key, node)| (key.name.clone(), json(node))).collect(),
    }
}

//! Documents: TOML or JSON text becomes a tree in which every value knows its line and column,
//! and a strict decoder reads typed values out of it.
//!
//! Reading is strict. A key given twice, a field that nobody asked for, a value of another kind: each is refused
//! with its path and its place. Values of the document are never repeated in an error, since they may be a
//! customer's words; field names may be.
//!
//! ```
//! use tactful::document::{parse, Field};
//!
//! let node = parse("[rules.nights]\nquiet_hours = [\"21:00\", \"08:00\"]\n")?;
//! let mut document = Field::root(&node).table()?;
//! let mut rules = document.required("rules")?.table()?;
//! let mut nights = rules.required("nights")?.table()?;
//! let hours = nights.required("quiet_hours")?.list()?;
//! assert_eq!(hours[1].text()?, "08:00");
//! assert_eq!(hours[1].path(), "rules.nights.quiet_hours[1]");
//! nights.finish()?;
//! rules.finish()?;
//! document.finish()?;
//! # Ok::<(), tactful::Error>(())
//! ```

mod calendar;
mod field;
mod json;
mod nearest;
mod place;
mod table;
mod toml;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_field;

pub use calendar::{read_calendar, read_calendar_spec};
pub use field::Field;
pub use nearest::nearest;
pub use place::Position;
pub use table::Table;

pub(crate) use nearest::is_plain_name;

use crate::{Code, Error, Result};
use place::Lines;

/// Lists and tables nest at most so deep.
pub const MAX_DEPTH: usize = 64;
/// A document has at most so many bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// A document has at most so many values.
pub const MAX_VALUES: usize = 8 << 20;

/// A value with its place in the text.
///
/// ```
/// use tactful::document::{parse_json, Value};
/// let node = parse_json("[1,\n  true]")?;
/// let Value::List(items) = &node.value else { unreachable!() };
/// assert_eq!(items[1].value, Value::Bool(true));
/// assert_eq!((items[1].at.line, items[1].at.column), (2, 3));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value starts.
    pub at: Position,
    /// The value.
    pub value: Value,
}

impl Node {
    /// The value at the end of a path of plain names and indices, or the last one on the way there.
    fn descend(&self, path: &str) -> &Node {
        let mut node = self;
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let next = match &node.value {
                Value::Table(entries) => {
                    entries.iter().find(|(key, _)| key.name == step).map(|(_, node)| node)
                }
                Value::List(items) => {
                    step.strip_suffix(']').and_then(|i| items.get(i.parse::<usize>().ok()?))
                }
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }
}

/// What a document can hold.
///
/// ```
/// use tactful::document::{parse_toml, Value};
/// let node = parse_toml("day = 2026-11-21")?;
/// let Value::Table(entries) = node.value else { unreachable!() };
/// assert_eq!(entries[0].1.value, Value::Text("2026-11-21".to_owned()));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing; counts as an absent field.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number within 64 bits.
    Int(i64),
    /// Any other number; always finite.
    Float(f64),
    /// Text. Dates and times of TOML are text in RFC 3339 form.
    Text(String),
    /// Values in order.
    List(Vec<Node>),
    /// Named values in the order of the document; no name comes twice.
    Table(Vec<(Key, Node)>),
}

/// The name of a value in a table, with its place.
///
/// ```
/// use tactful::document::{parse_json, Value};
/// let node = parse_json("{ \"a\\u0062\": 1 }")?;
/// let Value::Table(entries) = node.value else { unreachable!() };
/// assert_eq!(entries[0].0.name, "ab");
/// assert_eq!(entries[0].0.at.column, 3);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The name, escapes resolved.
    pub name: String,
    /// Where the key starts, its quotes included.
    pub at: Position,
}

/// Reads a document in TOML or JSON: text that starts like JSON is JSON, all other text is TOML.
///
/// A `{` starts JSON. A `[` starts JSON if what follows cannot be the header of a TOML table.
///
/// ```
/// use tactful::document::{parse, Field};
/// for text in ["{\"gap\": 2}", "gap = 2"] {
///     assert_eq!(Field::root(&parse(text)?).table()?.required("gap")?.int()?, 2);
/// }
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// As [`parse_toml`] and [`parse_json`].
pub fn parse(text: &str) -> Result<Node> {
    if looks_like_json(without_mark(text)) { parse_json(text) } else { parse_toml(text) }
}

/// Reads a document from bytes, which must be UTF-8.
///
/// ```
/// use tactful::{document::parse_bytes, Code};
/// assert_eq!(parse_bytes(b"a = \"\xff\"").unwrap_err().code(), Code::InvalidUtf8);
/// ```
///
/// # Errors
/// [`Code::InvalidUtf8`] with the place of the first wrong byte; else as [`parse`].
pub fn parse_bytes(bytes: &[u8]) -> Result<Node> {
    check_size(bytes.len())?;
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text),
        Err(error) => {
            let valid = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
            let at = Lines::of(without_mark(&valid)).end();
            Err(at.place(Error::new(Code::InvalidUtf8, "the text is not valid UTF-8; save it as UTF-8")))
        }
    }
}

/// Reads a TOML document (1.1); a byte order mark is tolerated.
///
/// ```
/// use tactful::{document::parse_toml, Code};
/// let error = parse_toml("gap = 1\ngap = 2").unwrap_err();
/// assert_eq!((error.code(), error.line()), (Code::DuplicateKey, 2));
/// ```
///
/// # Errors
/// [`Code::InvalidDocument`], [`Code::DuplicateKey`], [`Code::InvalidValue`] (a number that is not finite),
/// [`Code::TooDeep`] and [`Code::TooLarge`], each with line and column.
pub fn parse_toml(text: &str) -> Result<Node> {
    check_size(text.len())?;
    toml::parse(without_mark(text))
}

/// Reads a JSON document (RFC 8259); a byte order mark is tolerated.
///
/// ```
/// use tactful::{document::parse_json, Code};
/// let error = parse_json("{\"gap\": 1,\n \"gap\": 2}").unwrap_err();
/// assert_eq!((error.code(), error.line(), error.column()), (Code::DuplicateKey, 2, 2));
/// ```
///
/// # Errors
/// As [`parse_toml`].
pub fn parse_json(text: &str) -> Result<Node> {
    check_size(text.len())?;
    json::parse(without_mark(text))
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn check_size(bytes: usize) -> Result<()> {
    if bytes > MAX_BYTES {
        return Err(Error::new(Code::TooLarge, "the document is too large; at most 64 MiB are read"));
    }
    Ok(())
}

fn too_many_values() -> Error {
    Error::new(Code::TooLarge, "the document has too many values; at most 8388608 are read")
}

fn too_deep() -> Error {
    Error::new(Code::TooDeep, "nested too deeply; lists and tables may nest 64 deep")
}

/// A key as it may stand in an error: one that people chose for a text of theirs is left out.
fn known(name: &str) -> &str {
    if is_plain_name(name) { name } else { "?" }
}

fn duplicate_key(name: &str) -> Error {
    let what = if is_plain_name(name) { format!("the key `{name}`") } else { "a key".to_owned() };
    Error::new(Code::DuplicateKey, format!("{what} is given twice; give it once"))
}

fn number_too_large() -> Error {
    Error::new(Code::InvalidValue, "the number is too large; numbers must be finite")
}

/// A table header of TOML also starts with `[`: only what cannot be one is taken for JSON.
fn looks_like_json(text: &str) -> bool {
    let text = text.trim_start();
    if !text.starts_with('[') {
        return text.starts_with('{');
    }
    let inner = text.trim_start_matches(|c: char| c == '[' || c.is_whitespace());
    match inner.chars().next() {
        Some('"') => {
            let line = inner.lines().next().unwrap_or_default();
            line.contains(',') || !line.contains(']')
        }
        Some(c) => !(c.is_ascii_alphabetic() || c == '_' || c == '\''),
        None => true,
    }
}

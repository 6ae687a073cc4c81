//! From Python's values to the tree that the library's decoders read, so that every rule of input lives there.

use crate::errors::{Fault, Res, wrong_type};
use crate::instant::{Naive, instant, text, zone_name};
use crate::python;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyMapping, PyString};
use tactful::Code;
use tactful::document::{Key, Node, Position, Value};

/// Deeper than any input of these functions; also the end of a list that contains itself.
const DEEPEST: usize = 16;
/// More than this is not taken from one iterable; some never end.
pub(crate) const MOST: usize = 2_000_000;

/// Values of Python stand nowhere in a text.
const NOWHERE: Position = Position { line: 0, column: 0 };

pub(crate) fn leaf(value: Value) -> Node {
    Node { at: NOWHERE, value }
}

/// A table under construction.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(Key, Node)>);

impl Fields {
    /// Adds a field.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        self.0.push((Key { name: name.to_owned(), at: NOWHERE }, leaf(value)));
    }

    /// Adds a field if it is given.
    pub(crate) fn add(&mut self, name: &str, value: Option<&Bound<'_, PyAny>>) -> Res<()> {
        if let Some(value) = value.filter(|value| !value.is_none()) {
            let node = node(value, 0).map_err(|fault| fault.under(name))?;
            self.set(name, node.value);
        }
        Ok(())
    }

    /// Adds an instant if it is given.
    pub(crate) fn add_instant(
        &mut self,
        name: &str,
        value: Option<&Bound<'_, PyAny>>,
        naive: &Naive,
    ) -> Res<()> {
        if let Some(value) = value.filter(|value| !value.is_none()) {
            let at = instant(value, naive).map_err(|fault| fault.under(name))?;
            self.set(name, Value::Text(at.to_string()));
        }
        Ok(())
    }

    /// Adds the name of a zone if it is given.
    pub(crate) fn add_zone(&mut self, name: &str, value: Option<&Bound<'_, PyAny>>) -> Res<()> {
        if let Some(value) = value.filter(|value| !value.is_none()) {
            let zone = zone_name(value).map_err(|fault| fault.under(name))?;
            self.set(name, Value::Text(zone));
        }
        Ok(())
    }

    /// The table.
    pub(crate) fn node(self) -> Node {
        leaf(Value::Table(self.0))
    }
}

/// The tree of a value; refuses what has no place in a document.
pub(crate) fn node(value: &Bound<'_, PyAny>, depth: usize) -> Res<Node> {
    let py = value.py();
    if value.cast::<PyString>().is_ok() {
        return Ok(leaf(Value::Text(text(value)?.to_owned())));
    }
    if value.is_none() {
        return Ok(leaf(Value::Null));
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(leaf(Value::Bool(truth.is_true())));
    }
    if value.cast::<PyInt>().is_ok() {
        return Ok(leaf(Value::Int(int(value)?)));
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        return match number.value() {
            number if number.is_finite() => Ok(leaf(Value::Float(number))),
            _ => {
                Err(Fault::new(Code::InvalidValue, "the number must be finite; leave out what is not known"))
            }
        };
    }
    if value.is_instance(python::datetime_class(py)?)? {
        return Ok(leaf(Value::Text(instant(value, &Naive::default())?.to_string())));
    }
    let is_time = value.is_instance(python::time_class(py)?)?;
    if is_time || value.is_instance(python::date_class(py)?)? {
        let written: String = value.call_method0(intern!(py, "isoformat"))?.extract()?;
        // wall times are written without seconds, where there are none
        let short = if is_time { written.strip_suffix(":00") } else { None };
        let short = short.filter(|short| short.len() == 5);
        return Ok(leaf(Value::Text(short.unwrap_or(&written).to_owned())));
    }
    if depth >= DEEPEST {
        return Err(Fault::new(Code::TooDeep, "nested too deeply"));
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        return table(mapping, depth).map(|entries| leaf(Value::Table(entries)));
    }
    if value.hasattr(intern!(py, "__index__"))? {
        return Ok(leaf(Value::Int(int(value)?)));
    }
    let mut items = Vec::new();
    for (place, item) in each(value)?.enumerate() {
        if place >= MOST {
            return Err(too_many());
        }
        items.push(node(&item?, depth + 1).map_err(|fault| fault.under(&format!("[{place}]")))?);
    }
    Ok(leaf(Value::List(items)))
}

/// The items of any iterable that is not text.
pub(crate) fn each<'py>(value: &Bound<'py, PyAny>) -> Res<Bound<'py, pyo3::types::PyIterator>> {
    let text = value.cast::<PyString>().is_ok()
        || value.cast::<PyBytes>().is_ok()
        || value.cast::<PyByteArray>().is_ok()
        || value.cast::<PyDict>().is_ok();
    if text || !value.hasattr(intern!(value.py(), "__iter__"))? {
        return Err(wrong_type("a list", value));
    }
    Ok(value.try_iter()?)
}

pub(crate) fn too_many() -> Fault {
    Fault::new(Code::TooLarge, format!("more than {MOST} items; at most so many are read"))
}

fn table(mapping: &Bound<'_, PyMapping>, depth: usize) -> Res<Vec<(Key, Node)>> {
    let py = mapping.py();
    let mut entries: Vec<(Key, Node)> = Vec::new();
    for pair in mapping.items()?.iter() {
        let (key, item) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        let is_date = key.is_instance(python::date_class(py)?)?;
        let name = match is_date && !key.is_instance(python::datetime_class(py)?)? {
            true => key.call_method0(intern!(py, "isoformat"))?.extract()?,
            false if key.cast::<PyString>().is_ok() => text(&key)?.to_owned(),
            false => return Err(wrong_type("a key that is text", &key)),
        };
        let node = node(&item, depth + 1).map_err(|fault| fault.under(&step(&name)))?;
        if entries.iter().any(|(known, _)| known.name == name) && is_date {
            return Err(Fault::new(
                Code::DuplicateKey,
                "a date is listed twice; put its intervals into one list",
            ));
        }
        entries.push((Key { name, at: NOWHERE }, node));
    }
    Ok(entries)
}

/// A key as it may stand in a path: one that people chose for a text of theirs is left out.
fn step(name: &str) -> String {
    let plain = !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if plain { name.to_owned() } else { "?".to_owned() }
}

/// A whole number within 64 bits.
pub(crate) fn int(value: &Bound<'_, PyAny>) -> Res<i64> {
    if value.cast::<PyBool>().is_ok() || !value.hasattr(intern!(value.py(), "__index__"))? {
        return Err(wrong_type("a whole number", value));
    }
    let number = value.call_method0(intern!(value.py(), "__index__"))?;
    number.extract().map_err(|_| Fault::new(Code::InvalidValue, "the number has too many digits"))
}

/// What `path` names of an optional text argument.
pub(crate) fn optional_text(value: Option<&Bound<'_, PyAny>>, name: &str) -> Res<Option<String>> {
    match value.filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) => Ok(Some(text(value).map_err(|fault| fault.under(name))?.to_owned())),
    }
}

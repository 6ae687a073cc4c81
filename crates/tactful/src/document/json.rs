use super::place::Lines;
use super::{
    Key, MAX_DEPTH, MAX_VALUES, Node, Value, duplicate_key, known, number_too_large, too_deep,
    too_many_values,
};
use crate::{Code, Error, Result};
use serde_core::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fmt;

/// Each level is read into raw slices of the source, whose offsets give every value its place.
pub(super) fn parse(source: &str) -> Result<Node> {
    let reader = Reader { source, lines: Lines::of(source) };
    reader.check_bounds()?;
    let raw: &RawValue = serde_json::from_str(source).map_err(|error| reader.syntax(source, &error))?;
    reader.node(raw.get())
}

struct Reader<'s> {
    source: &'s str,
    lines: Lines<'s>,
}

impl<'s> Reader<'s> {
    /// Depth and number of values, before anything is built; brackets within strings do not count.
    fn check_bounds(&self) -> Result<()> {
        let (mut depth, mut values, mut in_string, mut escaped) = (0_usize, 1_usize, false, false);
        for (offset, byte) in self.source.bytes().enumerate() {
            if in_string {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => in_string = true,
                b'[' | b'{' => {
                    depth += 1;
                    values += 1;
                    if depth > MAX_DEPTH {
                        return Err(self.lines.at(offset).place(too_deep()));
                    }
                }
                b']' | b'}' => depth = depth.saturating_sub(1),
                b',' => values += 1,
                _ => {}
            }
            if values > MAX_VALUES {
                return Err(self.lines.at(offset).place(too_many_values()));
            }
        }
        Ok(())
    }

    /// The offset of a slice of the source within it.
    fn offset(&self, slice: &str) -> usize {
        (slice.as_ptr() as usize).saturating_sub(self.source.as_ptr() as usize)
    }

    /// `text` is one value of the source, well-formed, without blanks around it.
    fn node(&self, text: &'s str) -> Result<Node> {
        let at = self.lines.at(self.offset(text));
        let value = match text.as_bytes().first() {
            Some(b'{') => self.table(text)?,
            Some(b'[') => {
                let items: Vec<&'s RawValue> = self.read(text)?;
                let items = items.into_iter().enumerate();
                let node = |(place, item): (usize, &'s RawValue)| {
                    self.node(item.get()).map_err(|error| error.under(&format!("[{place}]")))
                };
                Value::List(items.map(node).collect::<Result<_>>()?)
            }
            Some(b'"') => Value::Text(self.text(text)?),
            Some(b'n') => Value::Null,
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            _ => number(text).map_err(|error| at.place(error))?,
        };
        Ok(Node { at, value })
    }

    fn text(&self, text: &'s str) -> Result<String> {
        match text.get(1..text.len() - 1) {
            Some(plain) if !plain.contains('\\') => Ok(plain.to_owned()),
            _ => self.read(text),
        }
    }

    fn table(&self, text: &'s str) -> Result<Value> {
        let Entries(entries) = self.read(text)?;
        let mut table: Vec<(Key, Node)> = Vec::with_capacity(entries.len());
        let mut before = self.offset(text) + 1;
        for (name, raw) in entries {
            // between two values there are only blanks and one comma: the next quote opens the key
            let skipped = self.source.get(before..).and_then(|rest| rest.find('"')).unwrap_or(0);
            let at = self.lines.at(before + skipped);
            before = self.offset(raw.get()) + raw.get().len();
            let node = self.node(raw.get()).map_err(|error| error.under(known(&name)))?;
            table.push((Key { name, at }, node));
        }
        if let Some(key) = first_duplicate(&table) {
            return Err(key.at.place(duplicate_key(&key.name)).under(known(&key.name)));
        }
        Ok(Value::Table(table))
    }

    fn read<T: Deserialize<'s>>(&self, text: &'s str) -> Result<T> {
        serde_json::from_str(text).map_err(|error| self.syntax(text, &error))
    }

    /// The reader's message without its place, which counts bytes and starts at the slice.
    fn syntax(&self, text: &str, error: &serde_json::Error) -> Error {
        let line_start = match error.line() {
            0 | 1 => 0,
            line => text.match_indices('\n').nth(line - 2).map_or(0, |(offset, _)| offset + 1),
        };
        let offset = self.offset(text) + line_start + error.column().saturating_sub(1);
        let rest = self.source.get(offset..).unwrap_or_default();
        let message = if error.is_eof() {
            "not well-formed JSON: the text ends too early".to_owned()
        } else if error.is_data() {
            "not well-formed JSON".to_owned()
        } else if ["N", "I", "n", "-I"].iter().any(|start| rest.starts_with(start)) {
            "not well-formed JSON: expected a value; numbers must be finite, and nothing is written `null`"
                .to_owned()
        } else {
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            format!("not well-formed JSON: {words}")
        };
        let at = if error.is_eof() { self.lines.end() } else { self.lines.at(offset) };
        at.place(Error::new(Code::InvalidDocument, message))
    }
}

fn number(text: &str) -> Result<Value> {
    if let Ok(int) = text.parse::<i64>() {
        return Ok(Value::Int(int));
    }
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() => Ok(Value::Float(float)),
        _ => Err(number_too_large()),
    }
}

fn first_duplicate(table: &[(Key, Node)]) -> Option<&Key> {
    if table.len() <= 8 {
        let names = table.iter().enumerate();
        return names
            .filter(|(i, (key, _))| table.iter().take(*i).any(|(other, _)| other.name == key.name))
            .map(|(_, (key, _))| key)
            .next();
    }
    let mut seen = BTreeSet::new();
    table.iter().map(|(key, _)| key).find(|key| !seen.insert(key.name.as_str()))
}

/// One level of a table, duplicates kept.
struct Entries<'s>(Vec<(String, &'s RawValue)>);

impl<'de: 's, 's> Deserialize<'de> for Entries<'s> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Level;

        impl<'de> Visitor<'de> for Level {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }

        deserializer.deserialize_map(Level).map(Entries)
    }
}

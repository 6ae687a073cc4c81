use super::field::{step, way};
use super::{Field, Key, Node, Value, is_plain_name, nearest};
use crate::{Code, Error, Result};

/// The fields of a table, asked for by name; what nobody asked for is refused at the end.
///
/// ```
/// use tactful::document::{parse_toml, Field};
/// let node = parse_toml("quite_hours = \"21:00-08:00\"")?;
/// let mut table = Field::root(&node).table()?;
/// assert!(table.optional("quiet_hours").is_none());
/// let error = table.finish().unwrap_err();
/// assert_eq!(error.message(), "unknown field `quite_hours`; did you mean `quiet_hours`?");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Table<'n> {
    entries: &'n [(Key, Node)],
    node: &'n Node,
    root: &'n Node,
    asked: Vec<&'static str>,
    free: bool,
}

impl<'n> Table<'n> {
    pub(super) fn new(entries: &'n [(Key, Node)], node: &'n Node, root: &'n Node) -> Self {
        Self { entries, node, root, asked: Vec::new(), free: false }
    }

    /// The field with this name; `null` counts as absent.
    ///
    /// # Errors
    /// [`Code::MissingField`] if it is absent.
    pub fn required(&mut self, name: &'static str) -> Result<Field<'n>> {
        self.optional(name).ok_or_else(|| {
            let near = self.misspelt(name);
            let meant = near.map(|near| format!("; is `{near}` meant to be it?")).unwrap_or_default();
            self.error(Code::MissingField, format!("the field `{name}` is missing{meant}"))
        })
    }

    /// The field with this name, if it is there and not `null`.
    pub fn optional(&mut self, name: &'static str) -> Option<Field<'n>> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        let (_, node) = self.entries.iter().find(|(key, _)| key.name == name)?;
        (node.value != Value::Null).then(|| Field::inside(self.root, node))
    }

    /// All fields in the order of the document, for tables whose names are free; all count as asked for.
    ///
    /// ```
    /// use tactful::document::{parse_json, Field};
    /// let node = parse_json("{\"2026-12-24\": [], \"2026-12-31\": []}")?;
    /// let mut table = Field::root(&node).table()?;
    /// let dates: Vec<&str> = table.entries().iter().map(|(key, _)| key.name.as_str()).collect();
    /// assert_eq!(dates, ["2026-12-24", "2026-12-31"]);
    /// table.finish()?;
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn entries(&mut self) -> Vec<(&'n Key, Field<'n>)> {
        self.free = true;
        self.entries.iter().map(|(key, node)| (key, Field::inside(self.root, node))).collect()
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The way to the table.
    #[must_use]
    pub fn path(&self) -> String {
        way(self.root, self.node)
    }

    /// An error at the start of the table.
    #[must_use]
    pub fn error(&self, code: Code, message: impl Into<String>) -> Error {
        self.node.at.place(Error::new(code, message).at_path(&self.path()))
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`Code::UnknownField`] for the first field that nobody asked for.
    pub fn finish(self) -> Result<()> {
        if self.free {
            return Ok(());
        }
        match self.unasked().next() {
            None => Ok(()),
            Some(key) => Err(self.unknown(key)),
        }
    }

    fn unasked(&self) -> impl Iterator<Item = &'n Key> + '_ {
        self.entries.iter().map(|(key, _)| key).filter(|key| !self.asked.contains(&key.name.as_str()))
    }

    /// A field that nobody knows and that looks like the missing one.
    fn misspelt(&self, name: &str) -> Option<&'n str> {
        let plain = self.unasked().map(|key| key.name.as_str()).filter(|name| is_plain_name(name));
        let unasked: Vec<&str> = plain.take(64).collect();
        nearest(name, &unasked)
    }

    fn unknown(&self, key: &Key) -> Error {
        let plain = is_plain_name(&key.name);
        let mut message = "unknown field".to_owned();
        if plain {
            message.push_str(&format!(" `{}`", key.name));
        }
        if let Some(name) = nearest(&key.name, &self.asked) {
            message.push_str(&format!("; did you mean `{name}`?"));
        } else {
            message.push_str("; remove it or correct its name");
        }
        let mut path = self.path();
        if plain {
            step(&mut path, &key.name);
        }
        key.at.place(Error::new(Code::UnknownField, message).at_path(&path))
    }
}

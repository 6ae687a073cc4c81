use super::{Node, Position, Table, Value, is_plain_name, nearest};
use crate::{Code, Error, Result};

/// A value of a document with the way to it; every error that it gives names path, line and column.
///
/// ```
/// use tactful::document::{parse_json, Field};
/// let node = parse_json("{\"gap\": \"2d\"}")?;
/// let mut table = Field::root(&node).table()?;
/// let error = table.required("gap")?.int().unwrap_err();
/// assert_eq!(error.to_string(), "expected a whole number, found text (at `gap`) (line 1, column 9)");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Field<'n> {
    node: &'n Node,
    /// The document, in which the way is looked up if somebody asks for it: mostly nobody does.
    root: &'n Node,
}

/// The way through a document to one of its own values, such as `rules.nights.quiet_hours[0]`.
pub(super) fn way(root: &Node, to: &Node) -> String {
    let mut places = Vec::new();
    if !search(root, to, &mut places, true) {
        search(root, to, &mut places, false);
    }
    let mut path = String::new();
    let mut here = root;
    for place in places {
        match &here.value {
            Value::Table(entries) => {
                let (key, inner) = &entries[place];
                step(&mut path, &key.name);
                here = inner;
            }
            Value::List(items) => {
                path.push_str(&format!("[{place}]"));
                here = &items[place];
            }
            _ => break,
        }
    }
    path
}

/// Finds a value inside of another one: at which place of each table and list on the way. Values of a text begin one
/// after the other, so their places lead `straight` there; tables of TOML need not be in one piece, and what was made
/// without a text has no places, so that all of it is looked through.
fn search(here: &Node, to: &Node, places: &mut Vec<usize>, straight: bool) -> bool {
    if std::ptr::eq(here, to) {
        return true;
    }
    let begun = |node: &Node| node.at <= to.at;
    let (begun, many) = match &here.value {
        Value::Table(entries) => (entries.partition_point(|(_, node)| begun(node)), entries.len()),
        Value::List(items) => (items.partition_point(begun), items.len()),
        _ => return false,
    };
    let tried = if straight { begun.saturating_sub(1)..begun } else { 0..many };
    for place in tried {
        let inner = match &here.value {
            Value::Table(entries) => &entries[place].1,
            Value::List(items) => &items[place],
            _ => return false,
        };
        places.push(place);
        if search(inner, to, places, straight) {
            return true;
        }
        places.pop();
    }
    false
}

/// The path, one table further in.
pub(super) fn step(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    if is_plain_name(name) && !name.contains('.') {
        path.push_str(name);
    } else {
        path.push_str(&quoted(name));
    }
}

/// A key that is no plain name; what is too long for a path is left out.
fn quoted(name: &str) -> String {
    if name.chars().count() > 64 {
        return "\"…\"".to_owned();
    }
    let escaped: String = name
        .chars()
        .flat_map(|c| match c {
            '"' => vec!['\\', '"'],
            '\\' => vec!['\\', '\\'],
            c if c.is_control() => c.escape_default().collect(),
            c => vec![c],
        })
        .collect();
    format!("\"{escaped}\"")
}

impl<'n> Field<'n> {
    /// The whole document; its path is empty.
    #[must_use]
    pub fn root(node: &'n Node) -> Self {
        Self { node, root: node }
    }

    /// A value of the document.
    pub(super) fn inside(root: &'n Node, node: &'n Node) -> Self {
        Self { node, root }
    }

    /// The value itself.
    #[must_use]
    pub fn node(&self) -> &'n Node {
        self.node
    }

    /// Where the value starts.
    #[must_use]
    pub fn at(&self) -> Position {
        self.node.at
    }

    /// The way through the document, such as `rules.nights.quiet_hours[0]`; odd keys are quoted.
    ///
    /// ```
    /// use tactful::document::{parse_json, Field};
    /// let node = parse_json("{\"on sale\": [1]}")?;
    /// let list = Field::root(&node).table()?.required("on sale")?.list()?;
    /// assert_eq!(list[0].path(), "\"on sale\"[0]");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> String {
        way(self.root, self.node)
    }

    /// Whether the value is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.node.value == Value::Null
    }

    /// The text.
    ///
    /// # Errors
    /// [`Code::WrongType`] for any other kind of value.
    pub fn text(&self) -> Result<&'n str> {
        match &self.node.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong_type("text")),
        }
    }

    /// The whole number; `2.0` is none.
    ///
    /// ```
    /// use tactful::{document::{parse_json, Field}, Code};
    /// assert_eq!(Field::root(&parse_json("2")?).int()?, 2);
    /// assert_eq!(Field::root(&parse_json("2.0")?).int().unwrap_err().code(), Code::WrongType);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::WrongType`] for any other kind of value, [`Code::InvalidValue`] beyond 64 bits.
    pub fn int(&self) -> Result<i64> {
        match self.node.value {
            Value::Int(int) => Ok(int),
            Value::Float(float) if float.abs() >= 9.2e18 => {
                Err(self
                    .error(Code::InvalidValue, "the number is too large; whole numbers have at most 64 bits"))
            }
            _ => Err(self.wrong_type("a whole number")),
        }
    }

    /// True or false.
    ///
    /// # Errors
    /// [`Code::WrongType`] for any other kind of value.
    pub fn bool(&self) -> Result<bool> {
        match self.node.value {
            Value::Bool(yes) => Ok(yes),
            _ => Err(self.wrong_type("true or false")),
        }
    }

    /// Any number.
    ///
    /// # Errors
    /// [`Code::WrongType`] for any other kind of value.
    pub fn number(&self) -> Result<f64> {
        match self.node.value {
            Value::Int(int) => Ok(int as f64),
            Value::Float(float) => Ok(float),
            _ => Err(self.wrong_type("a number")),
        }
    }

    /// The items of a list.
    ///
    /// # Errors
    /// [`Code::WrongType`] for any other kind of value.
    pub fn list(&self) -> Result<Vec<Field<'n>>> {
        let Value::List(items) = &self.node.value else {
            return Err(self.wrong_type("a list"));
        };
        Ok(items.iter().map(|node| Field::inside(self.root, node)).collect())
    }

    /// The fields of a table; [`Table::finish`] refuses those that nobody asked for.
    ///
    /// # Errors
    /// [`Code::WrongType`] for any other kind of value.
    pub fn table(&self) -> Result<Table<'n>> {
        match &self.node.value {
            Value::Table(entries) => Ok(Table::new(entries, self.node, self.root)),
            _ => Err(self.wrong_type("a table")),
        }
    }

    /// One of the known names; the nearest is suggested for any other text.
    ///
    /// ```
    /// use tactful::document::{parse_json, Field};
    /// let node = parse_json("\"deadlin\"")?;
    /// let error = Field::root(&node).choice(&[("deadline", 1), ("start", 2)]).unwrap_err();
    /// assert_eq!(error.message(), "expected `deadline` or `start`; did you mean `deadline`?");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::WrongType`] if it is no text, [`Code::InvalidValue`] if the name is not known.
    pub fn choice<T: Clone>(&self, known: &[(&str, T)]) -> Result<T> {
        let text = self.text()?;
        match known.iter().find(|(name, _)| *name == text) {
            Some((_, value)) => Ok(value.clone()),
            None => Err(self.no_choice(text, &mut known.iter().map(|(name, _)| *name))),
        }
    }

    /// The text is none of the known names. Apart from [`Field::choice`], which is compiled for every kind of value.
    #[cold]
    fn no_choice(&self, text: &str, known: &mut dyn Iterator<Item = &str>) -> Error {
        let names: Vec<&str> = known.collect();
        let mut message = format!("expected {}", one_of(&names));
        if let Some(name) = nearest(text, &names) {
            message.push_str(&format!("; did you mean `{name}`?"));
        }
        self.error(Code::InvalidValue, message)
    }

    /// What `read` makes of the text; its error gets this place.
    ///
    /// ```
    /// use tactful::document::{parse_json, Field};
    /// use tactful::time::Instant;
    /// let node = parse_json("{\"at\": \"2026-11-21T09:30\"}")?;
    /// let error = Field::root(&node).table()?.required("at")?.parse_with(Instant::parse).unwrap_err();
    /// assert_eq!((error.path(), error.line(), error.column()), ("at", 1, 8));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::WrongType`] if it is no text, else those of `read`.
    pub fn parse_with<T>(&self, read: impl FnOnce(&'n str) -> Result<T>) -> Result<T> {
        self.locate(read(self.text()?))
    }

    /// The result, its error placed here if it has no place yet.
    ///
    /// # Errors
    /// The error of the result.
    pub fn locate<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| self.node.at.place(error.at_path(&self.path())))
    }

    /// An error whose path is relative to this value, with its whole path, and its place as far as the path leads.
    ///
    /// ```
    /// use tactful::document::{parse_json, Field};
    /// use tactful::{Code, Error};
    /// let node = parse_json("{\"cal\": {\"holidays\": [\"2026-12-25\", \"soon\"]}}")?;
    /// let cal = Field::root(&node).table()?.required("cal")?;
    /// let error = cal.relative(Error::new(Code::InvalidTime, "not a date").at_path("holidays[1]"));
    /// assert_eq!((error.path(), error.column()), ("cal.holidays[1]", 37));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn relative(&self, error: Error) -> Error {
        let joint = if self.path().is_empty() || error.path().is_empty() { "" } else { "." };
        let path = format!("{}{joint}{}", self.path(), error.path());
        let at = if error.line() > 0 {
            Position { line: error.line(), column: error.column() }
        } else {
            self.node.descend(error.path()).at
        };
        at.place(Error::new(error.code(), error.message()).at_path(&path))
    }

    /// An error at this place.
    #[must_use]
    pub fn error(&self, code: Code, message: impl Into<String>) -> Error {
        self.node.at.place(Error::new(code, message).at_path(&self.path()))
    }

    /// The error for a value of another kind than `expected`, such as `a list of times`.
    ///
    /// ```
    /// use tactful::document::{parse_json, Field};
    /// let node = parse_json("7")?;
    /// let error = Field::root(&node).wrong_type("a list of times");
    /// assert_eq!(error.message(), "expected a list of times, found a whole number");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn wrong_type(&self, expected: &str) -> Error {
        let found = match self.node.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Int(_) => "a whole number",
            Value::Float(_) => "a number with a fraction",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        };
        self.error(Code::WrongType, format!("expected {expected}, found {found}"))
    }
}

/// `a`, `b` or `c`; long vocabularies are not listed.
fn one_of(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => format!("`{only}`"),
        [first @ .., last] if names.len() <= 12 => {
            let first: Vec<String> = first.iter().map(|name| format!("`{name}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
        _ => "a known name".to_owned(),
    }
}

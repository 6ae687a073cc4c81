//! Arguments as a document, so that one decoder keeps the rules for all doors.

use crate::boundary::{sized, values};
use crate::text::tactful_text;
use tactful::document::{Field, Key, Node, Position, Value};
use tactful::{Code, Error, Result};

/// Nothing here comes from a text; errors then tell a path and no place.
const NOWHERE: Position = Position { line: 0, column: 0 };

pub(crate) fn node(value: Value) -> Node {
    Node { at: NOWHERE, value }
}

pub(crate) fn text_node(text: &str) -> Node {
    node(Value::Text(text.to_owned()))
}

/// The table of a structure; `path` leads to it for errors that arise before a decoder sees it.
pub(crate) struct Fields {
    path: String,
    entries: Vec<(Key, Node)>,
}

impl Fields {
    pub(crate) fn at(path: String) -> Self {
        Self { path, entries: Vec::new() }
    }

    pub(crate) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(crate) fn put(&mut self, name: &str, value: Node) {
        self.entries.push((Key { name: name.to_owned(), at: NOWHERE }, value));
    }

    /// A text, unless it is not given.
    ///
    /// # Safety
    /// The view leads to so many bytes.
    pub(crate) unsafe fn text(&mut self, name: &str, text: tactful_text) -> Result<()> {
        // SAFETY: as promised by the caller
        if let Some(text) = unsafe { text.read(name) }.map_err(|error| self.moved(name, &error))? {
            self.put(name, text_node(text));
        }
        Ok(())
    }

    /// An instant that must be given.
    pub(crate) fn instant(&mut self, name: &str, seconds: i64) -> Result<()> {
        let at = crate::needed(seconds, &self.path(name))?;
        self.put(name, text_node(&at.to_string()));
        Ok(())
    }

    /// An instant, unless it is not given.
    pub(crate) fn optional_instant(&mut self, name: &str, seconds: i64) -> Result<()> {
        if crate::given(seconds).is_none() { Ok(()) } else { self.instant(name, seconds) }
    }

    pub(crate) fn table(self) -> Node {
        node(Value::Table(self.entries))
    }

    fn moved(&self, name: &str, error: &Error) -> Error {
        Error::new(error.code(), error.message()).at_path(&self.path(name))
    }
}

/// Reads the structures of an array. Their `size` is the distance from one to the next, so that callers that were
/// built with another version of the header are understood.
///
/// # Safety
/// The pointer leads to so many structures, whose pointers lead to what they say.
pub(crate) unsafe fn rows<T: crate::boundary::SizeFirst>(
    first: *const T,
    len: usize,
    name: &str,
    document: unsafe fn(&T, String) -> Result<Node>,
) -> Result<Vec<Node>> {
    if len == 0 {
        return Ok(Vec::new());
    }
    let wrong = |message: String, path: &str| Err(Error::new(Code::WrongSize, message).at_path(path));
    // SAFETY: as promised by the caller; the first is checked before the second is looked at
    unsafe { sized(first, name) }?;
    // SAFETY: it was read just now
    let stride = unsafe { first.cast::<usize>().read() };
    if !stride.is_multiple_of(align_of::<usize>()) {
        return wrong(format!("`{name}[0].size` must be the size of the structure in bytes"), name);
    }
    // SAFETY: as promised by the caller; refused if it cannot be so long
    unsafe { values(first.cast::<u8>(), len.saturating_mul(stride), name) }?;
    let mut nodes = Vec::with_capacity(len.min(1 << 16));
    for place in 0..len {
        let path = format!("{name}[{place}]");
        // SAFETY: within the bytes that were looked at above
        let row = unsafe { first.byte_add(place * stride) };
        // SAFETY: as above, and aligned since the stride is
        if unsafe { row.cast::<usize>().read() } != stride {
            return wrong(format!("all of `{name}` must have the same `size`"), &path);
        }
        // SAFETY: as promised by the caller
        let row = unsafe { sized(row, &path) }?;
        // SAFETY: as promised by the caller
        nodes.push(unsafe { document(&row, path) }?);
    }
    Ok(nodes)
}

/// What a decoder makes of one structure; errors tell its name.
pub(crate) fn decoded_one<T>(
    document: Node,
    name: &'static str,
    decode: impl Fn(&Field<'_>) -> Result<T>,
) -> Result<T> {
    let mut root = Fields::at(String::new());
    root.put(name, document);
    let root = root.table();
    decode(&Field::root(&root).table()?.required(name)?)
}

/// What one decoder makes of the rows; errors tell the row.
pub(crate) fn decoded<T>(
    rows: Vec<Node>,
    name: &'static str,
    decode: impl Fn(&Field<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut root = Fields::at(String::new());
    root.put(name, node(Value::List(rows)));
    let root = root.table();
    let mut table = Field::root(&root).table()?;
    table.required(name)?.list()?.iter().map(decode).collect()
}

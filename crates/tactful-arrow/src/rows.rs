//! What rows of customers and rows of facts have in common.

use crate::ask::Names;
use crate::columns::{Key, Texts, keys_fit};
use arrow_array::{ArrayRef, RecordBatch};
use tactful::customer::decode::MAX_TEXT;
use tactful::document::nearest;
use tactful::{Code, Error, Result};

/// The columns of one batch, ready to be read.
pub(crate) trait Columns {
    /// Whose row it is.
    fn customer(&self) -> &Texts;
    /// How many rows there are.
    fn rows(&self) -> usize;
}

/// Batches of one table, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Table<T> {
    batches: Vec<T>,
    /// The number of rows before each batch.
    starts: Vec<usize>,
    rows: usize,
    /// The number of the first row in what the caller gave.
    first: u64,
}

impl<T: Columns> Table<T> {
    pub(crate) fn new(batches: Vec<T>, first: u64) -> Self {
        let mut rows = 0;
        let mut starts = Vec::with_capacity(batches.len());
        for batch in &batches {
            starts.push(rows);
            rows += batch.rows();
        }
        Self { batches, starts, rows, first }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn batches(&self) -> &[T] {
        &self.batches
    }

    /// The number of rows before each batch.
    pub(crate) fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The number of a row for the caller, from 0.
    pub(crate) fn number(&self, row: usize) -> u64 {
        self.first + row as u64
    }

    /// The batch of a row, and the row's place in it.
    #[inline]
    pub(crate) fn at(&self, row: usize) -> (&T, usize) {
        let batch = match self.starts.len() {
            1 => 0,
            _ => self.starts.partition_point(|&start| start <= row).saturating_sub(1),
        };
        (&self.batches[batch], row - self.starts[batch])
    }

    /// Whose row it is.
    #[inline]
    pub(crate) fn customer(&self, row: usize) -> Option<Key<'_>> {
        let (batch, row) = self.at(row);
        batch.customer().get(row)
    }
}

/// Where the columns of a batch are, in the order of the published list, and what they are called.
pub(crate) struct Found<'a> {
    pub(crate) batch: &'a RecordBatch,
    pub(crate) of: &'a [Option<usize>],
    pub(crate) table: &'static str,
}

impl Found<'_> {
    /// The column, as `read` understands it; none if the table does not have it.
    pub(crate) fn column<T>(
        &self,
        place: usize,
        read: impl Fn(&ArrayRef) -> Result<T>,
        absent: T,
    ) -> Result<T> {
        match self.of.get(place).copied().flatten() {
            None => Ok(absent),
            Some(index) => self.at(index, read),
        }
    }

    /// The column at this place of the batch.
    pub(crate) fn at<T>(&self, index: usize, read: impl Fn(&ArrayRef) -> Result<T>) -> Result<T> {
        let column = self.batch.columns().get(index).ok_or_else(|| {
            Error::new(Code::MissingField, "a batch has fewer columns than the first").at_path(self.table)
        })?;
        if !keys_fit(column) {
            let schema = self.batch.schema();
            let name = schema.fields().get(index).map_or("", |field| field.name());
            return Err(Error::new(Code::InvalidValue, STRAY_KEY).at_path(&format!("{}.{name}", self.table)));
        }
        read(column).map_err(|error| error.at_path(self.table))
    }
}

/// What is wrong with a column whose dictionary lacks words.
pub(crate) const STRAY_KEY: &str =
    "a key of the dictionary is the place of none of its values; encode the column anew";

/// Whether a text may be an id or a name.
#[inline]
pub(crate) fn is_short(text: &str) -> bool {
    !text.is_empty() && !is_too_long(text)
}

/// Whether a text is longer than any id or name.
#[inline]
pub(crate) fn is_too_long(text: &str) -> bool {
    text.len() > MAX_TEXT
}

/// One row, as it is spoken of in errors.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) table: &'static str,
    pub(crate) names: &'a Names,
    /// For the caller, from 0.
    pub(crate) number: u64,
}

impl Row<'_> {
    /// An error with its place.
    pub(crate) fn at(&self, column: &str, error: Error) -> Error {
        let name = self.names.theirs(column).unwrap_or(column);
        error.at_path(&format!("{}[{}].{name}", self.table, self.number))
    }

    /// An error of the row as a whole.
    pub(crate) fn whole(&self, error: Error) -> Error {
        error.at_path(&format!("{}[{}]", self.table, self.number))
    }

    /// The row must have a value here.
    pub(crate) fn missing(&self, column: &str) -> Error {
        self.at(column, Error::new(Code::MissingField, "a value is needed here"))
    }

    /// A text that has no length that is taken.
    #[cold]
    pub(crate) fn too_long(&self, column: &str) -> Error {
        let message = format!("1 to {MAX_TEXT} bytes are needed here; null where there is none");
        self.at(column, Error::new(Code::InvalidValue, message))
    }

    /// The value of a word.
    pub(crate) fn word<T: Copy>(&self, column: &str, word: &str, all: &[(&'static str, T)]) -> Result<T> {
        let found = all.iter().find(|(known, _)| *known == word);
        found.map(|&(_, value)| value).ok_or_else(|| {
            let known: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
            let near = nearest(word, &known).map(|near| format!("; did you mean `{near}`?"));
            let message = format!("not a word that is known here{}", near.unwrap_or_else(|| one_of(&known)));
            self.at(column, Error::new(Code::InvalidValue, message))
        })
    }
}

fn one_of(known: &[&str]) -> String {
    format!("; write one of `{}`", known.join("`, `"))
}

//! Tables that come in.

use super::array::Part;
use super::kind::columns;
use super::{ArrowArray, ArrowArrayStream, ArrowSchema, Held};
use crate::boundary::null;
use arrow_array::{RecordBatch, RecordBatchOptions, RecordBatchReader};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use std::ffi::CStr;
use std::sync::Arc;
use tactful::{Code, Error, Result};

/// A message of a producer, at most.
const LONGEST_MESSAGE: usize = 1_000;

/// Whether a column is read, by its name.
pub(crate) type Wanted<'a> = &'a dyn Fn(&str) -> bool;

/// A structure that the caller hands over, whatever becomes of the call.
pub(crate) struct Given<T: super::Released> {
    held: Held<T>,
    there: bool,
    name: &'static str,
}

/// Moves a structure out of the caller's place; what is wrong with it is said by [`Given::open`].
///
/// # Safety
/// As for [`Held::take`].
pub(crate) unsafe fn take<T: super::Released>(pointer: *mut T, name: &'static str) -> Given<T> {
    let there = !pointer.is_null() && pointer.is_aligned();
    // SAFETY: as promised by the caller
    let held = unsafe { Held::take(pointer) };
    Given { held, there, name }
}

impl<T: super::Released> Given<T> {
    /// What was handed over.
    ///
    /// # Errors
    /// It was null, or released already.
    pub(crate) fn open(self) -> Result<Held<T>> {
        if !self.there {
            return Err(null(self.name));
        }
        if self.held.get().is_released() {
            let message = "it was released, or moved, before";
            return Err(Error::new(Code::InvalidValue, message).at_path(self.name));
        }
        Ok(self.held)
    }
}

/// The schema of a table.
fn schema(schema: &ArrowSchema, read: Wanted<'_>) -> Result<SchemaRef> {
    // SAFETY: as its producer made it
    let fields = unsafe { columns(schema, read) }?;
    Ok(Arc::new(Schema::new(fields)))
}

/// The rows of an array that holds a table.
fn batch(schema: &SchemaRef, array: Held<ArrowArray>, table: &str) -> Result<RecordBatch> {
    let owner = Arc::new(array);
    let whole = Part::table(&owner).map_err(|error| error.at_path(table))?;
    let count = schema.fields().len();
    let mut columns = Vec::with_capacity(count);
    for (place, field) in schema.fields().iter().enumerate() {
        // SAFETY: as its producer made it
        let column = unsafe { whole.column(place, field.data_type(), count) };
        columns.push(column.map_err(|error| error.at_path(&format!("{table}.{}", field.name())))?);
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(whole.length()));
    let made = RecordBatch::try_new_with_options(Arc::clone(schema), columns, &rows);
    made.map_err(|_| Error::new(Code::InvalidValue, "the columns of a table differ in length").at_path(table))
}

/// One table, from its schema and its array.
///
/// # Errors
/// What is wrong with either.
pub(crate) fn one_batch(
    described: &Held<ArrowSchema>,
    array: Held<ArrowArray>,
    table: &str,
) -> Result<RecordBatch> {
    let schema = schema(described.get(), &|_| true).map_err(|error| error.at_path(table))?;
    batch(&schema, array, table)
}

/// A stream of a producer, read with care. An error ends it.
pub(crate) struct Imported {
    stream: Option<Held<ArrowArrayStream>>,
    schema: SchemaRef,
    table: &'static str,
}

impl Imported {
    /// Asks the producer for the schema.
    ///
    /// # Errors
    /// The producer's own, or what is wrong with the schema.
    pub(crate) fn new(given: Given<ArrowArrayStream>, read: Wanted<'_>) -> Result<Self> {
        let table = given.name;
        let mut stream = given.open()?;
        let Some(get_schema) = stream.get().get_schema else {
            return Err(null(&format!("{table}.get_schema")));
        };
        let mut described = Held::<ArrowSchema>::empty();
        // SAFETY: a function of the producer, called as the interface says
        let said = unsafe { get_schema(stream.place(), described.place()) };
        if said != 0 {
            return Err(failure(&mut stream, table));
        }
        if described.get().release.is_none() {
            let message = "the stream gives a schema that is released";
            return Err(Error::new(Code::InvalidValue, message).at_path(table));
        }
        let schema = schema(described.get(), read).map_err(|error| error.at_path(table))?;
        Ok(Self { stream: Some(stream), schema, table })
    }

    fn fetch(&mut self) -> Result<Option<RecordBatch>> {
        let Some(mut stream) = self.stream.take() else { return Ok(None) };
        let Some(get_next) = stream.get().get_next else {
            return Err(null(&format!("{}.get_next", self.table)));
        };
        let mut array = Held::<ArrowArray>::empty();
        // SAFETY: a function of the producer, called as the interface says
        let said = unsafe { get_next(stream.place(), array.place()) };
        if said != 0 {
            return Err(failure(&mut stream, self.table));
        }
        if array.get().release.is_none() {
            return Ok(None);
        }
        let batch = batch(&self.schema, array, self.table)?;
        self.stream = Some(stream);
        Ok(Some(batch))
    }
}

/// The error that a producer has just answered with.
fn failure(stream: &mut Held<ArrowArrayStream>, table: &str) -> Error {
    let said = stream.get().get_last_error.and_then(|get_last_error| {
        // SAFETY: a function of the producer, called after an error as the interface says
        let text = unsafe { get_last_error(stream.place()) };
        if text.is_null() {
            return None;
        }
        // SAFETY: not null, and text that NUL ends, by the interface
        let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
        Some(text.chars().take(LONGEST_MESSAGE).collect::<String>())
    });
    let said = said.map_or_else(String::new, |said| format!(": {said}"));
    Error::new(Code::InvalidValue, format!("the stream failed{said}")).at_path(table)
}

impl Iterator for Imported {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.fetch().map_err(|error| ArrowError::ExternalError(Box::new(error))).transpose()
    }
}

impl RecordBatchReader for Imported {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

//! Tables in and out: whatever has the Arrow PyCapsule interface is taken, and so is what comes out.

use crate::compiled::Core;
use crate::convert::{each, int};
use crate::errors::{Fault, Res, wrong_type};
use crate::guard::{detached, guarded};
use crate::instant::{Naive, instant, text};
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use std::ffi::CStr;
use std::ops::Deref;
use std::sync::Arc;
use tactful::{Code, Error};
use tactful_arrow::{Ask, DateAs, Decided, Names, Stream, Summary, decide_stream};

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// A table of decisions: one row for each customer and question. Made by :meth:`Engine.decide_table`.
///
/// It offers the Arrow PyCapsule interface: `pyarrow.table(table)`, `polars.DataFrame(table)`,
/// `pandas.DataFrame.from_arrow(table)` and others take it as it is, without a copy.
///
/// Columns: `customer`, `reason`, `channel`, `anchor_at`, `verdict` (one of :class:`Verdict`, or `error`),
/// `allowed_from`, `allowed_until`, `revisit_at`, `eligible_at` (instants in UTC), `blocks` (bits; bit 0 is code 100),
/// `block_names`, `binding`, `binding_rule`, `warnings` (bits; bit 0 is code 200), `error`, `message`.
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct DecisionTable {
    core: Arc<Core>,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    summary: Summary,
}

impl DecisionTable {
    pub(crate) fn new(core: &Arc<Core>, decided: Decided) -> Self {
        let Decided { schema, batches, summary } = decided;
        Self { core: Arc::clone(core), schema, batches, summary }
    }
}

#[pymethods]
impl DecisionTable {
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// What the table came to: `customers`, `facts` and `decisions` (rows), `verdicts` and `errors` (counts by verdict,
    /// and of bad customers by code), `facts_of_others`, `facts_of_nobody` and `standings_of_nobody` (not read), `not_due`
    /// (customers for whom nothing was decided, since nothing can have changed), `shifted_forward` and
    /// `first_of_two` (wall times that a change of clocks skips or repeats), `ignored_columns`.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        summary_dict(py, &self.summary)
    }

    /// What the answers rest on; see :attr:`Engine.fingerprint`.
    #[getter]
    fn fingerprint(&self) -> &str {
        self.core.engine.fingerprint()
    }

    /// The table as an Arrow stream, for whatever takes the PyCapsule interface; any number of times.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        guarded(|| {
            // another schema is a wish that need not be fulfilled
            let _ = requested_schema;
            stream_capsule(py, &self.schema, &self.batches)
        })
    }

    /// The schema of the table, for whatever takes the PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        guarded(|| schema_capsule(py, &self.schema))
    }

    fn __repr__(&self) -> String {
        let (rows, bad) = (self.__len__(), self.summary.bad_customers());
        let customers = self.summary.customers;
        format!("<tactful.DecisionTable: {rows} rows, {customers} customers, {bad} of them in error>")
    }
}

/// What a table came to, as Python has it.
pub(crate) fn summary_dict<'py>(py: Python<'py>, summary: &Summary) -> PyResult<Bound<'py, PyDict>> {
    let all = PyDict::new(py);
    all.set_item("customers", summary.customers)?;
    all.set_item("facts", summary.facts)?;
    all.set_item("decisions", summary.decisions)?;
    all.set_item("verdicts", &summary.verdicts)?;
    all.set_item("errors", &summary.errors)?;
    all.set_item("facts_of_others", summary.facts_of_others)?;
    all.set_item("facts_of_nobody", summary.facts_of_nobody)?;
    all.set_item("standings_of_nobody", summary.standings_of_nobody)?;
    all.set_item("not_due", summary.not_due)?;
    all.set_item("shifted_forward", summary.shifted_forward)?;
    all.set_item("first_of_two", summary.first_of_two)?;
    let ignored = PyDict::new(py);
    ignored.set_item("customers", &summary.ignored_of_customers)?;
    ignored.set_item("facts", &summary.ignored_of_facts)?;
    all.set_item("ignored_columns", ignored)?;
    Ok(all)
}

/// Batches as an Arrow stream.
pub(crate) fn stream_capsule<'py>(
    py: Python<'py>,
    schema: &SchemaRef,
    batches: &[RecordBatch],
) -> Res<Bound<'py, PyCapsule>> {
    let batches: Vec<_> = batches.iter().cloned().map(Ok).collect();
    let reader = RecordBatchIterator::new(batches, Arc::clone(schema));
    let stream = FFI_ArrowArrayStream::new(Box::new(reader));
    Ok(PyCapsule::new_with_value(py, stream, STREAM)?)
}

/// A schema alone.
pub(crate) fn schema_capsule<'py>(py: Python<'py>, schema: &SchemaRef) -> Res<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema.as_ref()).map_err(of_arrow)?;
    Ok(PyCapsule::new_with_value(py, schema, SCHEMA)?)
}

/// The stream of an argument, if a table is given.
pub(crate) fn opened(table: Option<&Bound<'_, PyAny>>, argument: &str) -> Res<Option<Stream>> {
    given(table).map(|table| stream(table).map_err(|fault| fault.at(argument))).transpose()
}

/// All batches of a stream.
pub(crate) fn batches_of(stream: Option<Stream>, argument: &str) -> tactful::Result<Vec<RecordBatch>> {
    let Some(stream) = stream else { return Ok(Vec::new()) };
    let schema = stream.schema();
    let batches: Result<Vec<RecordBatch>, ArrowError> = stream.collect();
    let mut batches = batches.map_err(|error| of_arrow(error).at_path(argument))?;
    // a table without rows still has columns
    if batches.is_empty() {
        batches.push(RecordBatch::new_empty(schema));
    }
    Ok(batches)
}

/// An error of a stream; the library's own are the ones that it was given.
fn of_arrow(error: ArrowError) -> Error {
    match error {
        ArrowError::ExternalError(inner) => match inner.downcast::<Error>() {
            Ok(error) => *error,
            Err(other) => Error::new(Code::InvalidValue, format!("a table could not be read: {other}")),
        },
        other => Error::new(Code::InvalidValue, format!("a table could not be read: {other}")),
    }
}

/// The stream of a table.
fn stream(value: &Bound<'_, PyAny>) -> Res<Stream> {
    if let Some(method) = value.getattr_opt("__arrow_c_stream__")? {
        let made = method.call0()?;
        let Ok(capsule) = made.cast::<PyCapsule>() else { return Err(no_capsule()) };
        return of_stream(capsule);
    }
    if let Some(method) = value.getattr_opt("__arrow_c_array__")? {
        let made = method.call0()?;
        let Ok((schema, array)) = made.extract::<(Bound<'_, PyCapsule>, Bound<'_, PyCapsule>)>() else {
            return Err(no_capsule());
        };
        return of_array(&schema, &array);
    }
    Err(wrong_type(
        "a table of pyarrow, Polars (collected), pandas, DuckDB, or another with the Arrow PyCapsule interface",
        value,
    ))
}

fn no_capsule() -> Fault {
    Fault::new(Code::WrongType, "its Arrow PyCapsule interface does not give capsules")
}

#[allow(unsafe_code, reason = "the PyCapsule interface hands over pointers")]
fn of_stream(capsule: &Bound<'_, PyCapsule>) -> Res<Stream> {
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a stream of this layout, by the interface's own rules. It is moved out:
    // what stays behind is marked as released, so that it is released once.
    let reader = unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr()) };
    Ok(Box::new(reader.map_err(of_arrow)?))
}

#[allow(unsafe_code, reason = "the PyCapsule interface hands over pointers")]
fn of_array(schema: &Bound<'_, PyCapsule>, array: &Bound<'_, PyCapsule>) -> Res<Stream> {
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: as for streams; the schema stays with its capsule, which lives until this function ends.
    let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
    let data = data.map_err(of_arrow)?;
    if !matches!(data.data_type(), arrow_schema::DataType::Struct(_)) {
        return Err(Fault::new(Code::WrongType, "expected a table, found a single column"));
    }
    let batch = RecordBatch::from(StructArray::from(data));
    let schema = batch.schema();
    Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
}

/// An engine that a stream can keep.
struct Compiled(Arc<Core>);

impl Deref for Compiled {
    type Target = tactful::Engine;

    fn deref(&self) -> &tactful::Engine {
        &self.0.engine
    }
}

/// What is asked, as it was given.
pub(crate) struct Given<'a, 'py> {
    pub(crate) now: &'a Bound<'py, PyAny>,
    pub(crate) reasons: Option<&'a Bound<'py, PyAny>>,
    pub(crate) channels: Option<&'a Bound<'py, PyAny>>,
    pub(crate) customer_columns: Option<&'a Bound<'py, PyAny>>,
    pub(crate) fact_columns: Option<&'a Bound<'py, PyAny>>,
    pub(crate) known_at: Option<&'a Bound<'py, PyAny>>,
    pub(crate) naive: Option<&'a Bound<'py, PyAny>>,
    pub(crate) date_as: Option<&'a Bound<'py, PyAny>>,
    pub(crate) columns: Option<&'a Bound<'py, PyAny>>,
    pub(crate) threads: Option<&'a Bound<'py, PyAny>>,
    pub(crate) sorted: bool,
}

impl<'a, 'py> Given<'a, 'py> {
    /// All questions at an instant, and nothing else.
    pub(crate) fn at(now: &'a Bound<'py, PyAny>) -> Self {
        Self {
            now,
            reasons: None,
            channels: None,
            customer_columns: None,
            fact_columns: None,
            known_at: None,
            naive: None,
            date_as: None,
            columns: None,
            threads: None,
            sorted: false,
        }
    }
}

fn given<'a, 'py>(value: Option<&'a Bound<'py, PyAny>>) -> Option<&'a Bound<'py, PyAny>> {
    value.filter(|value| !value.is_none())
}

impl Given<'_, '_> {
    pub(crate) fn read(&self, core: &Core) -> Res<Ask> {
        let naive = Naive::read(self.naive)?;
        let now = instant(self.now, &naive).map_err(|fault| fault.at("now"))?;
        let reasons = names(self.reasons, "reasons")?;
        let channels = names(self.channels, "channels")?;
        let reasons: Option<Vec<&str>> =
            reasons.as_ref().map(|list| list.iter().map(String::as_str).collect());
        let channels: Option<Vec<&str>> =
            channels.as_ref().map(|list| list.iter().map(String::as_str).collect());
        let mut ask = Ask::new(&core.engine, now, reasons.as_deref(), channels.as_deref())?;
        if let Some(value) = given(self.known_at) {
            ask.known_at = Some(instant(value, &naive).map_err(|fault| fault.at("known_at"))?);
        }
        ask.naive = naive.zone();
        ask.date_as = match given(self.date_as) {
            None => None,
            Some(word) => match text(word).map_err(|fault| fault.at("date_as"))? {
                "start" => Some(DateAs::Start),
                "end" => Some(DateAs::End),
                _ => return Err(Fault::new(Code::InvalidValue, "write `start` or `end`").at("date_as")),
            },
        };
        ask.columns = names(self.columns, "columns")?;
        ask.customers = columns(self.customer_columns, "customer_columns")?;
        ask.facts = columns(self.fact_columns, "fact_columns")?;
        if let Some(threads) = given(self.threads) {
            let threads = int(threads).map_err(|fault| fault.at("threads"))?;
            let possible = usize::try_from(threads).ok().filter(|threads| (1..=1_024).contains(threads));
            ask.threads = possible.ok_or_else(|| {
                Fault::new(Code::InvalidValue, "1 to 1024 threads can be used").at("threads")
            })?;
        }
        ask.sorted = self.sorted;
        Ok(ask)
    }
}

/// Names of reasons or channels.
fn names(list: Option<&Bound<'_, PyAny>>, argument: &str) -> Res<Option<Vec<String>>> {
    let Some(list) = given(list) else { return Ok(None) };
    if list.is_instance_of::<pyo3::types::PyString>() {
        return Err(wrong_type("a list of names", list).at(argument));
    }
    let mut names = Vec::new();
    for (place, name) in each(list).map_err(|fault| fault.at(argument))?.take(10_000).enumerate() {
        let name = name?;
        names.push(text(&name).map_err(|fault| fault.at(&format!("{argument}[{place}]")))?.to_owned());
    }
    Ok(Some(names))
}

/// Our name of a column to the table's.
fn columns(map: Option<&Bound<'_, PyAny>>, argument: &str) -> Res<Names> {
    let Some(map) = given(map) else { return Ok(Names::default()) };
    let Ok(map) = map.cast::<PyDict>() else {
        return Err(wrong_type("a dict of our names to the table's", map).at(argument));
    };
    let mut names = Names::default();
    for (ours, theirs) in map.iter() {
        let one = |name: &Bound<'_, PyAny>| text(name).map(str::to_owned).map_err(|fault| fault.at(argument));
        names = names.map(&one(&ours)?, &one(&theirs)?);
    }
    Ok(names)
}

/// Decides for a table of customers and a table of facts, without the interpreter's lock.
pub(crate) fn decide(
    py: Python<'_>,
    core: &Arc<Core>,
    customers: &Bound<'_, PyAny>,
    facts: &Bound<'_, PyAny>,
    given: &Given<'_, '_>,
) -> Res<DecisionTable> {
    let ask = given.read(core)?;
    let customers = stream(customers).map_err(|fault| fault.at("customers"))?;
    let facts = stream(facts).map_err(|fault| fault.at("facts"))?;
    let engine = Compiled(Arc::clone(core));
    let decided = detached(py, || {
        let mut decisions = decide_stream(engine, customers, facts, ask)?;
        let batches: Result<Vec<RecordBatch>, ArrowError> = decisions.by_ref().collect();
        let batches = batches.map_err(of_arrow)?;
        let (schema, summary) = (RecordBatchReader::schema(&decisions), decisions.summary().clone());
        Ok(Decided { schema, batches, summary })
    })?;
    Ok(DecisionTable::new(core, decided))
}

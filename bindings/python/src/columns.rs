//! Columns of any table with the Arrow PyCapsule interface, for what data teaches: they go into a request as they are.

use crate::door::door;
use crate::guard::{detached, guarded};
use crate::table::{batches_of, opened};
use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3::types::PyList;
use tactful::document::{Key, Node, Position, Value, parse_json};
use tactful::{Code, Error};
use tactful_arrow::{Cells, cells};

/// A table that was read.
#[pyclass(frozen, module = "tactful", name = "_Columns")]
#[derive(Debug)]
pub(crate) struct Columns {
    batches: Vec<RecordBatch>,
}

/// The way to a field, the column that goes there, and as what it is read.
type Placed = (Vec<String>, String, String);

/// The name of a list of the request; and of its entries each field, the column that goes there, and as what it is read.
type Entries = (String, Vec<(String, String, String)>);

#[pymethods]
impl Columns {
    #[new]
    fn new(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| {
            let stream = opened(Some(table), "table")?;
            Ok(Self { batches: detached(py, || batches_of(stream, "table"))? })
        })
    }

    /// The names of the columns.
    #[getter]
    fn names(&self) -> Vec<String> {
        let schema = self.batches.first().map(RecordBatch::schema);
        schema.iter().flat_map(|schema| schema.fields().iter().map(|field| field.name().clone())).collect()
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// A column as a list; None where nothing is known.
    fn column<'py>(&self, py: Python<'py>, column: &str, holds: &str) -> PyResult<Bound<'py, PyList>> {
        guarded(|| {
            let read = cells(&self.batches, column, kind(holds)?)?;
            let objects = read.iter().map(|node| {
                Ok(match &node.value {
                    Value::Bool(yes) => yes.into_pyobject(py)?.to_owned().into_any(),
                    Value::Int(number) => number.into_pyobject(py)?.into_any(),
                    Value::Float(number) => number.into_pyobject(py)?.into_any(),
                    Value::Text(text) => text.into_pyobject(py)?.into_any(),
                    Value::Null | Value::List(_) | Value::Table(_) => py.None().into_bound(py),
                })
            });
            Ok(PyList::new(py, objects.collect::<PyResult<Vec<_>>>()?)?)
        })
    }

    /// The answer to a request, with columns put into it: each of `lists` at the end of its path, and those of `rows` as
    /// the fields of the entries of one list; a cell that is null is an absent field there.
    fn call(
        &self,
        py: Python<'_>,
        request: &str,
        lists: Vec<Placed>,
        rows: Option<Entries>,
    ) -> PyResult<String> {
        guarded(|| {
            let work = || {
                let mut request = parse_json(request)?;
                for (path, column, holds) in &lists {
                    put(&mut request, path, Value::List(self.cells(column, holds)?))?;
                }
                if let Some((field, columns)) = &rows {
                    let entries = self.entries(columns)?;
                    put(&mut request, std::slice::from_ref(field), Value::List(entries))?;
                }
                door().call_node(&request)
            };
            detached(py, work)
        })
    }
}

impl Columns {
    fn cells(&self, column: &str, holds: &str) -> tactful::Result<Vec<Node>> {
        cells(&self.batches, column, kind(holds)?)
    }

    fn entries(&self, columns: &[(String, String, String)]) -> tactful::Result<Vec<Node>> {
        let mut entries: Vec<Vec<(Key, Node)>> = vec![Vec::with_capacity(columns.len()); self.__len__()];
        for (name, column, holds) in columns {
            for (entry, node) in entries.iter_mut().zip(self.cells(column, holds)?) {
                if node.value != Value::Null {
                    entry.push((Key { name: name.clone(), at: NOWHERE }, node));
                }
            }
        }
        Ok(entries.into_iter().map(|entry| Node { at: NOWHERE, value: Value::Table(entry) }).collect())
    }
}

/// What stands in no text has no line.
const NOWHERE: Position = Position { line: 0, column: 0 };

fn kind(holds: &str) -> tactful::Result<Cells> {
    let known = Cells::ALL.iter().find(|(name, _)| *name == holds);
    known
        .map(|(_, cells)| *cells)
        .ok_or_else(|| Error::new(Code::InvalidValue, "there is no such kind of column"))
}

/// Puts a value where the path ends; tables on the way are made.
fn put(node: &mut Node, path: &[String], value: Value) -> tactful::Result<()> {
    let Some((name, rest)) = path.split_first() else {
        node.value = value;
        return Ok(());
    };
    let Value::Table(entries) = &mut node.value else {
        return Err(Error::new(Code::WrongType, "expected a table"));
    };
    let place = match entries.iter().position(|(key, _)| key.name == *name) {
        Some(place) => place,
        None => {
            let table = Node { at: NOWHERE, value: Value::Table(Vec::new()) };
            entries.push((Key { name: name.clone(), at: NOWHERE }, table));
            entries.len() - 1
        }
    };
    match entries.get_mut(place) {
        Some((_, next)) => put(next, rest, value),
        None => Ok(()),
    }
}

//! Tables of standings: what is kept beside the customers between two daily runs.

use crate::compiled::Core;
use crate::errors::{Fault, Res};
use crate::guard::{detached, guarded};
use crate::instant::text;
use crate::table::{DecisionTable, Given, batches_of, opened, schema_capsule, stream_capsule, summary_dict};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use std::sync::Arc;
use tactful::Code;
use tactful_arrow::{Due, Summary, decide_standings, fold_tables};

/// A table of standings: one row for each customer, a few hundred bytes. Made by :meth:`Engine.fold_table` and
/// :meth:`Engine.decide_standings`, to be kept (as Parquet, in a database) and given to them again.
///
/// It offers the Arrow PyCapsule interface, as :class:`DecisionTable` does.
///
/// Columns: `customer`, `standing` (bytes; what :meth:`Standing.to_bytes` gives), `as_of` (facts up to then count),
/// `next_pending` (when the first fact that does not count yet begins to), `basis` (what the last decisions rested on;
/// null: facts came since), `revisit_at`, `eligible_at` (until when those decisions hold, and the same with times of
/// day left aside; instants in UTC, null: for good), `error`, `message` (why nothing more is folded into this row).
///
/// Tables that were folded apart are joined by laying their rows together and folding them, with no facts.
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct StandingTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    pending: Vec<u64>,
    summary: Summary,
}

#[pymethods]
impl StandingTable {
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// What the table came to; as :attr:`DecisionTable.summary`.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        summary_dict(py, &self.summary)
    }

    /// The rows of facts, from 0, that do not count yet: they lie after `now`, or were recorded after `known_at`. Tell
    /// them again with the next facts: ``facts.take(table.pending)``.
    #[getter]
    fn pending(&self) -> Vec<u64> {
        self.pending.clone()
    }

    /// The table as an Arrow stream, for whatever takes the PyCapsule interface; any number of times.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // another schema is a wish that need not be fulfilled
        let _ = requested_schema;
        guarded(|| stream_capsule(py, &self.schema, &self.batches))
    }

    /// The schema of the table, for whatever takes the PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        guarded(|| schema_capsule(py, &self.schema))
    }

    fn __repr__(&self) -> String {
        let (rows, pending) = (self.__len__(), self.pending.len());
        let bad = self.summary.bad_customers();
        format!("<tactful.StandingTable: {rows} rows, {bad} of them in error, {pending} facts pending>")
    }
}

/// Folds a table of facts into a table of standings, without the interpreter's lock.
pub(crate) fn fold(
    py: Python<'_>,
    core: &Arc<Core>,
    standings: Option<&Bound<'_, PyAny>>,
    facts: Option<&Bound<'_, PyAny>>,
    given: &Given<'_, '_>,
) -> Res<StandingTable> {
    let ask = given.read(core)?;
    let (standings, facts) = (opened(standings, "standings")?, opened(facts, "facts")?);
    let folded = detached(py, || {
        let standings = batches_of(standings, "standings")?;
        fold_tables(&core.engine, &standings, &batches_of(facts, "facts")?, &ask)
    })?;
    let (schema, batches) = (folded.schema, folded.batches);
    Ok(StandingTable { schema, batches, pending: folded.pending, summary: folded.summary })
}

/// Decides from a table of standings, without the interpreter's lock.
pub(crate) fn decide(
    py: Python<'_>,
    core: &Arc<Core>,
    customers: &Bound<'_, PyAny>,
    standings: &Bound<'_, PyAny>,
    due: Option<&Bound<'_, PyAny>>,
    given: &Given<'_, '_>,
) -> Res<(DecisionTable, StandingTable)> {
    let ask = given.read(core)?;
    let due = due.filter(|due| !due.is_none());
    let due = match due.map(|due| text(due).map_err(|fault| fault.at("due"))).transpose()? {
        None | Some("all") => Due::All,
        Some("revisit_at") => Due::Revisit,
        Some("eligible_at") => Due::Eligible,
        Some(_) => {
            let message = "write `all`, `revisit_at` or `eligible_at`";
            return Err(Fault::new(Code::InvalidValue, message).at("due"));
        }
    };
    let (customers, standings) =
        (opened(Some(customers), "customers")?, opened(Some(standings), "standings")?);
    let done = detached(py, || {
        let customers = batches_of(customers, "customers")?;
        decide_standings(&core.engine, &customers, &batches_of(standings, "standings")?, &ask, due)
    })?;
    let summary = done.decided.summary.clone();
    let kept = StandingTable { schema: done.schema, batches: done.standings, pending: Vec::new(), summary };
    Ok((DecisionTable::new(core, done.decided), kept))
}

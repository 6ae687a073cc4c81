//! Standings: what is remembered of a customer, to be kept beside it.

use crate::compiled::Core;
use crate::engine::Engine;
use crate::errors::{Res, wrong_type};
use crate::fact::{Fact, Reduced};
use crate::guard::guarded;
use crate::instant::in_utc;
use crate::python::reduced;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use std::sync::Arc;
use tactful::Code;
use tactful::customer::{Fact as CoreFact, Standing as Memory};

/// A standing with what it leaves open.
#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) core: Arc<Core>,
    pub(crate) memory: Arc<Memory>,
    pub(crate) pending: Vec<CoreFact>,
    pub(crate) warnings: Vec<Code>,
}

/// What is remembered of a customer (KERNEL: facts in any order, bounded, mergeable): made by :meth:`Engine.fold`,
/// kept as bytes beside the customer, read by :meth:`Engine.standing`, given to :meth:`Engine.decide` and others.
///
/// `a | b` joins two standings of one customer that were folded apart. Facts after `as_of` are `pending`: the object
/// remembers them and counts them when their time has come; its bytes do not.
///
/// >>> import tactful as tf
/// >>> engine = tf.Engine()
/// >>> standing = engine.fold([tf.delivered("2026-11-01T10:00:00+01:00", order="o-17")], "2026-11-21T09:30:00+01:00")
/// >>> standing.watermark.isoformat(), standing.truncated
/// ('2026-11-01T09:00:00+00:00', False)
/// >>> engine.standing(standing.to_bytes()) == standing
/// True
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Standing(pub(crate) Arc<Data>);

#[pymethods]
impl Standing {
    /// The bytes to keep; :meth:`Engine.standing` reads them.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guarded(|| Ok(PyBytes::new(py, &self.0.memory.to_bytes())))
    }

    /// The instant of the latest fact in it, in UTC; a question cannot be earlier.
    #[getter]
    fn watermark<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.0.memory.watermark().map(|at| in_utc(py, at)).transpose()?))
    }

    /// Whether something was pushed out, so that answers may be stricter than the whole history's.
    #[getter]
    fn truncated(&self) -> bool {
        self.0.memory.is_truncated()
    }

    /// Facts that lie after `as_of` and do not count yet.
    #[getter]
    fn pending<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let facts = self.0.pending.iter().map(|fact| Bound::new(py, Fact(fact.clone())));
            Ok(PyTuple::new(py, facts.collect::<PyResult<Vec<_>>>()?)?)
        })
    }

    /// When the first pending fact begins to count.
    #[getter]
    fn next_pending<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| {
            let first = self.0.pending.iter().map(|fact| fact.at).min();
            Ok(first.map(|at| in_utc(py, at)).transpose()?)
        })
    }

    /// What the reader should know of the facts: `ids_missing`, `pending_facts`, `facts_not_used`.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.warnings.iter().map(|code| code.as_str()))
    }

    /// Both together. Raises :class:`InvalidInputError` (`standing_shape`) if another policy folded the other one.
    fn merge(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| {
            let Ok(other) = other.cast::<Standing>() else {
                return Err(wrong_type("a tactful.Standing", other).at("other"));
            };
            let (one, two) = (&self.0, &other.get().0);
            let mut memory = (*one.memory).clone();
            memory.merge(&two.memory)?;
            let mut pending = one.pending.clone();
            pending.extend(two.pending.iter().filter(|fact| !one.pending.contains(fact)).cloned());
            let mut warnings = one.warnings.clone();
            warnings.extend(two.warnings.iter().filter(|code| !one.warnings.contains(code)));
            let core = Arc::clone(&one.core);
            Ok(Self(Arc::new(Data { core, memory: Arc::new(memory), pending, warnings })))
        })
    }

    fn __or__(&self, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.merge(other)
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let watermark =
                self.0.memory.watermark().map_or_else(|| "no facts".to_owned(), |at| format!("up to {at}"));
            let pending = match self.0.pending.len() {
                0 => String::new(),
                n => format!(", {n} pending"),
            };
            let truncated = if self.0.memory.is_truncated() { ", truncated" } else { "" };
            Ok(format!("<tactful.Standing {watermark}{pending}{truncated}>"))
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0.memory == other.0.memory && self.0.pending == other.0.pending
    }

    fn __hash__(&self) -> PyResult<u64> {
        guarded(|| {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            self.0.memory.watermark().hash(&mut hasher);
            self.0.pending.hash(&mut hasher);
            Ok(hasher.finish())
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| {
            let engine = Bound::new(py, Engine(Arc::clone(&self.0.core)))?;
            let codes: Vec<&str> = self.0.warnings.iter().map(|code| code.as_str()).collect();
            let arguments = (engine, self.to_bytes(py)?, self.pending(py)?, codes).into_pyobject(py)?;
            reduced(py, "_standing", arguments)
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// A standing of bytes and pending facts, as pickles keep it.
#[pyfunction]
pub(crate) fn _standing(
    engine: &Bound<'_, Engine>,
    bytes: &[u8],
    pending: &Bound<'_, PyAny>,
    warnings: Vec<String>,
) -> PyResult<Standing> {
    guarded(|| {
        let core = Arc::clone(&engine.get().0);
        let memory = Arc::new(core.engine.standing_from_bytes(bytes)?);
        let pending = crate::fact::facts(pending, &crate::instant::Naive::default())?;
        let warnings = warnings.iter().filter_map(|name| Code::from_name(name)).collect();
        Ok(Standing(Arc::new(Data { core, memory, pending, warnings })))
    })
}

/// The standing of an argument, if one is given.
pub(crate) fn optional(value: Option<&Bound<'_, PyAny>>) -> Res<Option<Arc<Data>>> {
    match value.filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) => match value.cast::<Standing>() {
            Ok(standing) => Ok(Some(Arc::clone(&standing.get().0))),
            Err(_) => Err(wrong_type("a tactful.Standing", value).at("standing")),
        },
    }
}

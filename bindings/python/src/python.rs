//! Objects of Python that the extension uses: looked up once, when first needed.

use crate::errors::Res;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDelta, PyString, PyTuple, PyType};
use tactful::{Code, CodeKind};

type Slot = PyOnceLock<Py<PyAny>>;

fn kept<'py>(
    py: Python<'py>,
    slot: &Slot,
    make: impl FnOnce() -> PyResult<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    Ok(slot.get_or_try_init(py, || make().map(Bound::unbind))?.bind(py).clone())
}

fn attribute<'py>(py: Python<'py>, slot: &Slot, module: &str, name: &str) -> PyResult<Bound<'py, PyAny>> {
    kept(py, slot, || py.import(module)?.getattr(name))
}

/// `tactful.InternalError` or `tactful.InvalidInputError`.
pub(crate) fn error_class(py: Python<'_>, internal: bool) -> PyResult<Bound<'_, PyAny>> {
    static INTERNAL: Slot = PyOnceLock::new();
    static INVALID: Slot = PyOnceLock::new();
    match internal {
        true => attribute(py, &INTERNAL, "tactful._errors", "InternalError"),
        false => attribute(py, &INVALID, "tactful._errors", "InvalidInputError"),
    }
}

/// `tactful.Refused`
pub(crate) fn refused_class(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static CLASS: Slot = PyOnceLock::new();
    attribute(py, &CLASS, "tactful._errors", "Refused")
}

/// `datetime.datetime`
pub(crate) fn datetime_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "datetime", "datetime")
}

/// `datetime.date`
pub(crate) fn date_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "datetime", "date")
}

/// `datetime.time`
pub(crate) fn time_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "datetime", "time")
}

/// `datetime.timedelta`
pub(crate) fn delta_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "datetime", "timedelta")
}

/// `datetime.timezone.utc`
pub(crate) fn utc(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static UTC: Slot = PyOnceLock::new();
    kept(py, &UTC, || py.import("datetime")?.getattr("timezone")?.getattr("utc"))
}

/// 1970-01-01 00:00 in UTC, aware.
pub(crate) fn epoch(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static EPOCH: Slot = PyOnceLock::new();
    let made = EPOCH.get_or_try_init(py, || {
        let arguments = (1970, 1, 1, 0, 0, 0, 0, utc(py)?);
        datetime_class(py)?.call1(arguments).map(Bound::unbind)
    })?;
    Ok(made.bind(py))
}

/// 1970-01-01 00:00 of no zone.
pub(crate) fn naive_epoch(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static EPOCH: Slot = PyOnceLock::new();
    kept(py, &EPOCH, || datetime_class(py)?.call1((1970, 1, 1)))
}

/// Whether a tzinfo is one of Python's own, whose offsets never change.
pub(crate) fn never_changes(tzinfo: &Bound<'_, PyAny>) -> PyResult<bool> {
    static TIMEZONE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static ZONE_INFO: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (py, kind) = (tzinfo.py(), tzinfo.get_type());
    Ok(kind.is(TIMEZONE.import(py, "datetime", "timezone")?)
        || kind.is(ZONE_INFO.import(py, "zoneinfo", "ZoneInfo")?))
}

/// `zoneinfo.ZoneInfo(name)`; it keeps its own cache.
pub(crate) fn zone_info<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: Slot = PyOnceLock::new();
    attribute(py, &CLASS, "zoneinfo", "ZoneInfo")?.call1((name,))
}

/// `datetime.timezone(timedelta(seconds=offset))`
pub(crate) fn fixed_offset(py: Python<'_>, offset: i32) -> PyResult<Bound<'_, PyAny>> {
    static CLASS: Slot = PyOnceLock::new();
    attribute(py, &CLASS, "datetime", "timezone")?.call1((PyDelta::new(py, 0, offset, 0, true)?,))
}

/// The member of `tactful.Verdict` for a code.
pub(crate) fn verdict(py: Python<'_>, code: Code) -> PyResult<Bound<'_, PyAny>> {
    static MEMBERS: PyOnceLock<Vec<(Code, Py<PyAny>)>> = PyOnceLock::new();
    let members = MEMBERS.get_or_try_init(py, || {
        let class = py.import("tactful._verdict")?.getattr("Verdict")?;
        let verdicts = Code::ALL.iter().filter(|code| code.kind() == CodeKind::Verdict);
        verdicts.map(|&code| Ok((code, class.call1((code.as_str(),))?.unbind()))).collect::<PyResult<_>>()
    })?;
    match members.iter().find(|(known, _)| *known == code) {
        Some((_, member)) => Ok(member.bind(py).clone()),
        None => Ok(PyString::new(py, code.as_str()).into_any()),
    }
}

/// Calls a function of the package's own Python modules.
pub(crate) fn helper<'py>(
    py: Python<'py>,
    module: &str,
    name: &str,
    arguments: impl pyo3::call::PyCallArgs<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    py.import(module)?.getattr(name)?.call1(arguments)
}

/// The object that JSON text stands for.
pub(crate) fn from_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: Slot = PyOnceLock::new();
    attribute(py, &LOADS, "json", "loads")?.call1((text,))
}

/// `(function, arguments)`, as `__reduce__` gives it; the function is one of the private module.
pub(crate) fn reduced<'py>(
    py: Python<'py>,
    function: &str,
    arguments: Bound<'py, PyTuple>,
) -> Res<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
    Ok((py.import("tactful._native")?.getattr(function)?, arguments))
}

/// Texts as Python writes them in source code.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

//! Policies: documents, kept as their text.

use crate::errors::{Fault, Res, wrong_type};
use crate::fact::Reduced;
use crate::guard::guarded;
use crate::instant::text;
use crate::python::{helper, reduced};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString, PyTuple};
use std::sync::Arc;
use tactful::policy::{Library, Policy as Core, from_field};
use tactful::{Code, document};

/// A document, and the text that it was read from.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) text: String,
    pub(crate) policy: Core,
}

impl Document {
    /// A document, or the name of one that the library brings along: documents have more than one line.
    pub(crate) fn read(text: &str) -> Res<Self> {
        if !text.trim().is_empty() && !text.contains(['=', '{', '\n']) {
            let policy = Library::new().named(text)?;
            return Ok(Self { text: format!("{}@{}", policy.name, policy.version), policy });
        }
        let node = document::parse(text)?;
        let policy = from_field(&document::Field::root(&node))?;
        Ok(Self { text: text.to_owned(), policy })
    }
}

/// A policy document (F1): reasons, rules, calendars, levels, in TOML or JSON. It is read strictly; whether it fits
/// together with what it extends shows when an :class:`Engine` is made of it.
///
/// `Policy(text)` reads TOML or JSON text, or takes the name of a document that the library brings along (`house`);
/// `Policy(dict)` takes a document that is a `dict` already, :meth:`Policy.from_file` a file. Equal texts are equal
/// policies.
///
/// Raises :class:`InvalidInputError` with `path`, `line` and `column`.
///
/// >>> import tactful as tf
/// >>> policy = tf.Policy("name = 'shop'\nversion = '1'\nextends = ['house@1']")
/// >>> policy.name, policy.version, policy.extends
/// ('shop', '1', ('house@1',))
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Policy(pub(crate) Arc<Document>);

#[pymethods]
impl Policy {
    #[new]
    #[pyo3(signature = (document, /))]
    fn new(document: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| Ok(Self(read(document)?)))
    }

    /// The document of a file: `str` or `os.PathLike`. What cannot be read raises `OSError`.
    #[staticmethod]
    fn from_file(path: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| Ok(Self(Arc::new(Document::read(&file(path)?)?))))
    }

    /// The document of a text in TOML or JSON.
    #[staticmethod]
    fn from_text(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| {
            let text = crate::instant::text(text).map_err(|fault| fault.at("text"))?;
            Ok(Self(Arc::new(Document::read(text)?)))
        })
    }

    /// The document's name.
    #[getter]
    fn name(&self) -> &str {
        &self.0.policy.name
    }

    /// The document's version.
    #[getter]
    fn version(&self) -> &str {
        &self.0.policy.version
    }

    /// `name@version` of the documents that it lies on.
    #[getter]
    fn extends<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.0.policy.extends)
    }

    /// The text that it was read from; of a `dict` its JSON.
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    fn __repr__(&self) -> String {
        format!("<tactful.Policy {}@{}>", self.0.policy.name, self.0.policy.version)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.0.text.hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| reduced(py, "_policy", PyTuple::new(py, [&self.0.text])?))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// The policy of a text, as pickles keep it.
#[pyfunction]
pub(crate) fn _policy(text: &Bound<'_, PyAny>) -> PyResult<Policy> {
    Policy::from_text(text)
}

/// A document of whatever may stand for one.
pub(crate) fn read(value: &Bound<'_, PyAny>) -> Res<Arc<Document>> {
    if let Ok(policy) = value.cast::<Policy>() {
        return Ok(Arc::clone(&policy.get().0));
    }
    if value.cast::<PyString>().is_ok() {
        return Ok(Arc::new(Document::read(text(value)?)?));
    }
    if value.cast::<PyDict>().is_ok() || value.cast::<PyMapping>().is_ok() {
        let py = value.py();
        let text = helper(py, "tactful._plain", "as_json", (value,))?;
        return Ok(Arc::new(Document::read(crate::instant::text(&text)?)?));
    }
    Err(wrong_type("a Policy, its text, or a dict", value))
}

/// The text of a file; what is no UTF-8 is told with its place.
pub(crate) fn file(path: &Bound<'_, PyAny>) -> Res<String> {
    let py = path.py();
    let bytes: Vec<u8> = helper(py, "tactful._files", "read", (path,))?.extract()?;
    String::from_utf8(bytes).map_err(|error| match document::parse_bytes(error.as_bytes()) {
        Err(error) => Fault::from(error),
        Ok(_) => Fault::new(Code::InvalidUtf8, "the text is not valid UTF-8; save it as UTF-8"),
    })
}

//! Refusals: the library's own errors become `tactful.TactfulError`s; what Python code raised goes on as it is.

use crate::python;
use pyo3::prelude::*;
use tactful::{Code, Error};

/// Why a call has no answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The library refused it.
    Refused(Error),
    /// Python code raised, a tzinfo for example.
    Raised(PyErr),
}

/// What everything behind the guard gives.
pub(crate) type Res<T> = Result<T, Fault>;

impl Fault {
    /// A refusal without a place.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Fault::Refused(Error::new(code, message))
    }

    /// The same refusal, seen from one level further out: `facts`, `[3]`.
    pub(crate) fn under(self, step: &str) -> Self {
        match self {
            Fault::Refused(error) if error.code() == Code::TooDeep => Fault::Refused(error),
            Fault::Refused(error) => {
                let dot = if error.path().is_empty() || error.path().starts_with('[') { "" } else { "." };
                let path = format!("{step}{dot}{}", error.path());
                Fault::Refused(Error::new(error.code(), error.message()).at_path(&path))
            }
            raised => raised,
        }
    }

    /// The same refusal with its path, if it has none yet.
    pub(crate) fn at(self, path: &str) -> Self {
        match self {
            Fault::Refused(error) => Fault::Refused(error.at_path(path)),
            raised => raised,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Refused(error)
    }
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Fault::Raised(error)
    }
}

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Raised(error) => error,
            Fault::Refused(error) => Python::attach(|py| {
                let code = error.code().as_str();
                let arguments = (code, error.message(), error.path(), error.line(), error.column());
                let class = python::error_class(py, error.code() == Code::Internal);
                match class.and_then(|class| class.call1(arguments)) {
                    Ok(exception) => PyErr::from_value(exception),
                    Err(raised) => raised,
                }
            }),
        }
    }
}

/// A value of another type than is taken here; the type is named as Python names it.
pub(crate) fn wrong_type(expected: &str, found: &Bound<'_, PyAny>) -> Fault {
    let kind = found.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    Fault::new(Code::WrongType, format!("expected {expected}, found {kind}"))
}

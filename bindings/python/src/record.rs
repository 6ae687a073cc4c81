//! Small answers: frozen classes that are nothing but their fields.

use crate::errors::{Fault, Res};
use crate::fact::Reduced;
use crate::instant::{Clock, Naive, in_utc, instant};
use crate::python::reduced;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use tactful::Code;
use tactful::time::Instant;

/// An instant in an answer: an aware datetime on the clock of the question, else in UTC.
#[derive(Debug, Clone)]
pub(crate) struct At {
    at: Instant,
    clock: Option<Arc<Clock>>,
}

impl At {
    pub(crate) fn utc(at: Instant) -> Self {
        Self { at, clock: None }
    }

    pub(crate) fn on(at: Instant, clock: &Arc<Clock>) -> Self {
        Self { at, clock: Some(Arc::clone(clock)) }
    }
}

impl PartialEq for At {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for At {}

impl Hash for At {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}

impl<'py> IntoPyObject<'py> for At {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        match &self.clock {
            Some(clock) => clock.show(py, self.at),
            None => in_utc(py, self.at),
        }
    }
}

impl<'py> FromPyObject<'_, 'py> for At {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let at = instant(&value, &Naive::default())?;
        let clock = Clock::of(&value, || Err(Fault::new(Code::NaiveTime, "the instant has no zone")))?;
        Ok(Self { at, clock: Some(Arc::new(clock)) })
    }
}

/// A list of an answer: a tuple in Python.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Items<T>(pub(crate) Vec<T>);

impl<T> FromIterator<T> for Items<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Items<T> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        PyTuple::new(py, self.0)
    }
}

impl<'py, T> FromPyObject<'_, 'py> for Items<T>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let items = value.try_iter()?.map(|item| item?.extract::<T>().map_err(Into::into));
        items.collect::<PyResult<Vec<T>>>().map(Self)
    }
}

/// The word of a list, as an answer keeps it.
pub(crate) fn word(word: &str) -> String {
    word.to_owned()
}

/// The words of codes.
pub(crate) fn codes(codes: &[Code]) -> Items<String> {
    codes.iter().map(|code| code.as_str().to_owned()).collect()
}

/// Made of its fields, as pickles keep it.
pub(crate) trait Record: Sized {
    fn of(fields: &Bound<'_, PyDict>) -> Res<Self>;
}

/// A field of a pickle.
pub(crate) fn field<'py, T>(fields: &Bound<'py, PyDict>, name: &str) -> Res<T>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    match fields.get_item(name)? {
        Some(value) => Ok(value.extract::<T>().map_err(Into::into)?),
        None => Err(Fault::new(Code::MissingField, format!("the field `{name}` is missing"))),
    }
}

/// `<tactful.Signpost kind='insult' word='liar'>`; what is absent is left out.
pub(crate) fn written(one: &Bound<'_, PyAny>, name: &str, shown: &[&str]) -> Res<String> {
    let mut said = format!("<tactful.{name}");
    for field in shown {
        let value = one.getattr(*field)?;
        if value.is_none() || value.cast::<PyTuple>().is_ok_and(|items| items.is_empty()) {
            continue;
        }
        let text = match value.hasattr("isoformat")? {
            true => value.call_method0("isoformat")?.extract()?,
            false => value.repr()?.to_string(),
        };
        said.push_str(&format!(" {field}={text}"));
    }
    Ok(said + ">")
}

/// `(_record, (name, fields))`.
pub(crate) fn pickled<'py>(one: &Bound<'py, PyAny>, name: &str, fields: &[&str]) -> Res<Reduced<'py>> {
    let py = one.py();
    let dict = PyDict::new(py);
    for field in fields {
        dict.set_item(field, one.getattr(*field)?)?;
    }
    reduced(py, "_record", (name, dict).into_pyobject(py)?)
}

/// A class whose objects are their fields; `shown` are those that its repr tells.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident shows [$($shown:ident),*] {
        $($(#[$about:meta])* $field:ident: $type:ty,)*
    }) => {
        $(#[$doc])*
        #[pyo3::pyclass(frozen, eq, hash, get_all, weakref, from_py_object, module = "tactful")]
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub(crate) struct $name {
            $($(#[$about])* pub(crate) $field: $type,)*
        }

        impl $crate::record::Record for $name {
            fn of(fields: &pyo3::Bound<'_, pyo3::types::PyDict>) -> $crate::errors::Res<Self> {
                Ok(Self { $($field: $crate::record::field(fields, stringify!($field))?,)* })
            }
        }

        #[pyo3::pymethods]
        impl $name {
            fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                $crate::guard::guarded(|| {
                    $crate::record::written(slf.as_any(), stringify!($name), &[$(stringify!($shown)),*])
                })
            }

            fn __reduce__<'py>(slf: &pyo3::Bound<'py, Self>) -> pyo3::PyResult<$crate::fact::Reduced<'py>> {
                $crate::guard::guarded(|| {
                    $crate::record::pickled(slf.as_any(), stringify!($name), &[$(stringify!($field)),*])
                })
            }

            fn __copy__(slf: pyo3::Bound<'_, Self>) -> pyo3::Bound<'_, Self> {
                slf
            }

            fn __deepcopy__<'py>(
                slf: pyo3::Bound<'py, Self>,
                _memo: &pyo3::Bound<'py, pyo3::PyAny>,
            ) -> pyo3::Bound<'py, Self> {
                slf
            }
        }
    };
}

pub(crate) use record;

/// A small answer of its class and its fields, as pickles keep it.
#[pyfunction]
pub(crate) fn _record<'py>(
    py: Python<'py>,
    name: &str,
    fields: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    use crate::{case_parts as case, clocks, voice};
    fn made<'py, T: Record + IntoPyObject<'py>>(
        py: Python<'py>,
        fields: &Bound<'py, PyDict>,
    ) -> Res<Bound<'py, PyAny>>
    where
        PyErr: From<T::Error>,
        T::Output: pyo3::BoundObject<'py, T::Target>,
    {
        use pyo3::BoundObject;
        Ok(T::of(fields)?.into_pyobject(py).map_err(PyErr::from)?.into_any().into_bound())
    }
    crate::guard::guarded(|| match name {
        "CasePart" => made::<case::CasePart>(py, fields),
        "Commitment" => made::<case::Commitment>(py, fields),
        "NextAct" => made::<case::NextAct>(py, fields),
        "Signpost" => made::<voice::Signpost>(py, fields),
        "FrameMark" => made::<voice::FrameMark>(py, fields),
        "Frames" => made::<voice::Frames>(py, fields),
        "Claim" => made::<voice::Claim>(py, fields),
        "OutlineLine" => made::<voice::OutlineLine>(py, fields),
        "Outline" => made::<voice::Outline>(py, fields),
        "Wording" => made::<voice::Wording>(py, fields),
        "ClockReading" => made::<clocks::ClockReading>(py, fields),
        "Clocks" => made::<clocks::Clocks>(py, fields),
        _ => Err(Fault::new(Code::InvalidValue, "there is no such class")),
    })
}

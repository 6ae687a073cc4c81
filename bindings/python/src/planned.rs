//! Contacts that are planned.

use crate::convert::{Fields, MOST, each, node, too_many};
use crate::errors::{Res, wrong_type};
use crate::fact::{Reduced, Told, hash_of, to_dict, written};
use crate::guard::guarded;
use crate::instant::{Naive, in_utc, text};
use crate::python::reduced;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyTuple};
use tactful::customer::{Contact, decode};
use tactful::document::Field;

/// A contact that is planned: an argument of a question, never a fact (F1). Made by :func:`tactful.planned`.
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Planned(pub(crate) Contact);

impl Planned {
    fn told(&self) -> Vec<(&'static str, Told<'_>)> {
        let texts = [
            ("id", &self.0.id),
            ("order", &self.0.order),
            ("case", &self.0.case),
            ("subject", &self.0.subject),
            ("contact_point", &self.0.contact_point),
        ];
        let mut told = vec![("reason", Told::Text(&self.0.reason)), ("channel", Told::Text(&self.0.channel))];
        told.extend(texts.into_iter().filter_map(|(name, text)| Some((name, Told::Text(text.as_deref()?)))));
        told
    }
}

#[pymethods]
impl Planned {
    /// The host's id; a sent contact with the same id takes its place.
    #[getter]
    fn id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    /// When it is to be made: an aware datetime in UTC.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(in_utc(py, self.0.at)?))
    }

    /// The reason, by its id.
    #[getter]
    fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The channel.
    #[getter]
    fn channel(&self) -> &str {
        &self.0.channel
    }

    /// The order that it is for.
    #[getter]
    fn order(&self) -> Option<&str> {
        self.0.order.as_deref()
    }

    /// The complaint case that it is for.
    #[getter]
    fn case(&self) -> Option<&str> {
        self.0.case.as_deref()
    }

    /// What it is about.
    #[getter]
    fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// The address or number.
    #[getter]
    fn contact_point(&self) -> Option<&str> {
        self.0.contact_point.as_deref()
    }

    /// The plan as :func:`tactful.call` takes it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let mut told = vec![("at", Told::At(self.0.at))];
            told.extend(self.told());
            Ok(to_dict(py, &told)?)
        })
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| Ok(written("planned", &[format!("\"{}\"", self.0.at)], &self.told())))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        hash_of(&self.0)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| reduced(py, "_planned", PyTuple::new(py, [self.to_dict(py)?])?))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// A contact that is planned, for the argument `planned` of :meth:`Engine.decide` and others. It counts in caps and
/// gaps on both sides; an agenda plans around it.
///
/// `at` is an aware datetime or text with an offset (see :func:`tactful.fact` for `naive`). Give it an `id` if it may
/// be moved, or once it is sent become a fact: then it counts once.
///
/// >>> import tactful as tf
/// >>> tf.planned("2026-12-01T10:00:00+01:00", reason="useful-tip", channel="email", id="p-1")
/// tactful.planned("2026-12-01T09:00:00Z", reason="useful-tip", channel="email", id="p-1")
#[pyfunction]
#[pyo3(signature = (at, *, reason, channel, id=None, order=None, case=None, subject=None, contact_point=None,
    naive=None))]
#[expect(clippy::too_many_arguments, reason = "a plan has these fields")]
pub(crate) fn planned(
    at: &Bound<'_, PyAny>,
    reason: &Bound<'_, PyAny>,
    channel: &Bound<'_, PyAny>,
    id: Option<&Bound<'_, PyAny>>,
    order: Option<&Bound<'_, PyAny>>,
    case: Option<&Bound<'_, PyAny>>,
    subject: Option<&Bound<'_, PyAny>>,
    contact_point: Option<&Bound<'_, PyAny>>,
    naive: Option<&Bound<'_, PyAny>>,
) -> PyResult<Planned> {
    guarded(|| {
        let mut fields = Fields::default();
        fields.add_instant("at", Some(at), &Naive::read(naive)?)?;
        let others = [
            ("reason", Some(reason)),
            ("channel", Some(channel)),
            ("id", id),
            ("order", order),
            ("case", case),
            ("subject", subject),
            ("contact_point", contact_point),
        ];
        for (name, value) in others {
            fields.add(name, value)?;
        }
        Ok(Planned(decode::contact(&Field::root(&fields.node()))?))
    })
}

/// A plan of a table, as pickles keep it.
#[pyfunction]
pub(crate) fn _planned(table: &Bound<'_, PyAny>) -> PyResult<Planned> {
    guarded(|| Ok(Planned(decode::contact(&Field::root(&node(table, 0)?))?)))
}

/// The planned contacts of an iterable of plans, or of tables as `tactful.call` takes them.
pub(crate) fn contacts(value: Option<&Bound<'_, PyAny>>, naive: &Naive) -> Res<Vec<Contact>> {
    let mut contacts = Vec::new();
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(contacts) };
    if value.cast::<PyTuple>().is_ok_and(|tuple| tuple.is_empty()) {
        return Ok(contacts);
    }
    for (place, item) in each(value).map_err(|fault| fault.under("planned"))?.enumerate() {
        if place >= MOST {
            return Err(too_many().under("planned"));
        }
        let here = format!("planned[{place}]");
        contacts.push(contact(&item?, naive).map_err(|fault| fault.under(&here))?);
    }
    Ok(contacts)
}

fn contact(item: &Bound<'_, PyAny>, naive: &Naive) -> Res<Contact> {
    if let Ok(plan) = item.cast::<Planned>() {
        return Ok(plan.get().0.clone());
    }
    let Ok(table) = item.cast::<PyMapping>() else {
        return Err(wrong_type("a planned contact, such as tactful.planned(...)", item));
    };
    let mut fields = Fields::default();
    for pair in table.items()?.iter() {
        let (key, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        match text(&key)? {
            "at" => fields.add_instant("at", Some(&value), naive)?,
            name => fields.add(name, Some(&value))?,
        }
    }
    Ok(decode::contact(&Field::root(&fields.node()))?)
}

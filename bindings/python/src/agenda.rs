//! Agendas: the contacts to make with one customer.

use crate::convert::int;
use crate::decision::Decision;
use crate::decisions::{picked, place};
use crate::errors::Res;
use crate::fact::Reduced;
use crate::guard::guarded;
use crate::python::{from_json, helper, reduced};
use crate::question::{Asked, language};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyDelta, PySlice, PyTuple};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use tactful::followup::Agenda as Core;

/// An agenda with what it was asked of.
#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) asked: Arc<Asked>,
    agenda: Core,
    days: i64,
}

/// The contacts to make with one customer over a horizon, by instant (F1, F6): a sequence of :class:`AgendaItem`,
/// a table as text and in notebooks, and :meth:`chart`. Each contact keeps every rule, given those before it.
///
/// >>> import tactful as tf
/// >>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
/// ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
/// ... ])
/// >>> agenda = tf.Engine().agenda(customer, "2026-11-21T09:30:00+01:00", days=14)
/// >>> [item.reason for item in agenda][:1]
/// ['check-in']
/// >>> agenda.chart().to_dict()["$schema"]
/// 'https://vega.github.io/schema/vega-lite/v5.json'
#[pyclass(frozen, weakref, sequence, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Agenda(pub(crate) Arc<Data>);

impl Agenda {
    pub(crate) fn new(asked: Asked, agenda: Core, days: i64) -> Self {
        Self(Arc::new(Data { asked: Arc::new(asked), agenda, days }))
    }

    fn item(&self, place: usize) -> AgendaItem {
        AgendaItem { data: Arc::clone(&self.0), place }
    }
}

#[pymethods]
impl Agenda {
    fn __len__(&self) -> usize {
        self.0.agenda.items.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let length = self.0.agenda.items.len();
            if let Ok(slice) = index.cast::<PySlice>() {
                let items: Vec<_> =
                    picked(slice, length)?.into_iter().map(|place| self.item(place)).collect();
                return Ok(PyTuple::new(py, items)?.into_any());
            }
            Ok(Bound::new(py, self.item(place(index, length)?))?.into_any())
        })
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(self.items(py)?.try_iter()?.into_any()))
    }

    /// The contacts, by instant.
    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let items: Vec<_> = (0..self.0.agenda.items.len()).map(|place| self.item(place)).collect();
            Ok(PyTuple::new(py, items)?)
        })
    }

    /// The instant of the question.
    #[getter]
    fn now<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(self.0.asked.clock.show(py, self.0.asked.now)?))
    }

    /// Over so many days of 24 hours.
    #[getter]
    fn days(&self) -> i64 {
        self.0.days
    }

    /// When to make a new one, if nothing happens before; None: never.
    #[getter]
    fn revisit_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| {
            let pending = self.0.asked.known.next_pending;
            let first = self.0.agenda.revisit_at.into_iter().chain(pending).min();
            Ok(self.0.asked.clock.show_some(py, first)?)
        })
    }

    /// How regular the contacts are (F6): the mean time between neighbours, and the mean deviation from it, as
    /// timedeltas; None for fewer than two contacts.
    #[getter]
    fn rhythm<'py>(&self, py: Python<'py>) -> PyResult<Option<(Bound<'py, PyDelta>, Bound<'py, PyDelta>)>> {
        guarded(|| {
            let span = |seconds: i64| {
                PyDelta::new(py, (seconds / 86_400) as i32, (seconds % 86_400) as i32, 0, true)
            };
            match self.0.agenda.rhythm() {
                Some((mean, deviation)) => Ok(Some((span(mean)?, span(deviation)?))),
                None => Ok(None),
            }
        })
    }

    /// What the reader should know of the facts.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.0.asked.warnings(py, std::iter::empty())
    }

    /// The agenda as :func:`tactful.call` gives it for `followup.agenda`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let (asked, agenda) = (&self.0.asked, &self.0.agenda);
            let (known, engine, customer) = (&asked.known, &asked.core.engine, &asked.customer);
            let owed = engine.obligations_if_known(&customer.profile, &customer.facts, asked.now)?;
            let text = tactful_json::agenda_text(engine, agenda, &owed, known.next_pending, &known.warnings)?;
            Ok(from_json(py, &text)?)
        })
    }

    /// A picture: a :class:`Chart` in Vega-Lite, a row for each reason with the time in which it is allowed and the
    /// contact that is planned. Titles in English (`"en"`) or Chinese (`"zh"`).
    #[pyo3(signature = (language="en"))]
    fn chart<'py>(slf: &Bound<'py, Self>, language: &str) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let py = slf.py();
            self::language(language)?;
            Ok(helper(py, "tactful._chart", "agenda", (slf, language))?)
        })
    }

    /// A table for notebooks, in English (`"en"`) or Chinese (`"zh"`).
    #[pyo3(signature = (language="en"))]
    fn html<'py>(slf: &Bound<'py, Self>, language: &str) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let py = slf.py();
            self::language(language)?;
            Ok(helper(py, "tactful._display", "agenda", (slf, language))?)
        })
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::html(slf, "en")
    }

    fn __str__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(helper(slf.py(), "tactful._display", "agenda_text", (slf,))?))
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let (count, days) = (self.0.agenda.items.len(), self.0.days);
            Ok(format!("<tactful.Agenda: {count} contacts in {days} days>"))
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0.days == other.0.days && self.0.agenda == other.0.agenda && self.0.asked.same(&other.0.asked)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.0.asked.now, self.0.days, self.0.agenda.items.len()).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| {
            let Ok(days) = self.0.days.into_pyobject(py).map(Bound::into_any);
            reduced(py, "_again", self.0.asked.again(py, "agenda", &[("days", days)])?)
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// One contact of an agenda.
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct AgendaItem {
    data: Arc<Data>,
    place: usize,
}

impl AgendaItem {
    fn get(&self) -> &tactful::followup::Item {
        &self.data.agenda.items[self.place]
    }
}

#[pymethods]
impl AgendaItem {
    /// When to make the contact.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(self.data.asked.clock.show(py, self.get().at)?))
    }

    /// The id of the reason.
    #[getter]
    fn reason(&self) -> PyResult<&str> {
        guarded(|| Ok(self.get().decision.reason(&self.data.asked.core.engine)))
    }

    /// The channel.
    #[getter]
    fn channel(&self) -> PyResult<&str> {
        guarded(|| Ok(self.get().decision.channel(&self.data.asked.core.engine)))
    }

    /// From when the contact would be allowed, given those before it.
    #[getter]
    fn allowed_from<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.data.asked.clock.show_some(py, self.get().decision.allowed_from())?))
    }

    /// Until when (exclusive); None if nothing ends it before the horizon.
    #[getter]
    fn allowed_until<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.data.asked.clock.show_some(py, self.get().decision.allowed_until())?))
    }

    /// Whether it counts on a give that is itself only planned.
    #[getter]
    fn conditional(&self) -> PyResult<bool> {
        guarded(|| Ok(self.get().conditional))
    }

    /// What the reader should know.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            Ok(PyTuple::new(
                py,
                self.get().decision.warnings().map(|code| code.as_str()).collect::<Vec<_>>(),
            )?)
        })
    }

    /// The decision that it rests on, made with everything before it planned.
    #[getter]
    fn decision(&self) -> PyResult<Decision> {
        guarded(|| Ok(Decision::of_agenda(&self.data, self.place, &self.get().decision)))
    }

    fn __repr__(&self) -> PyResult<String> {
        let (reason, channel) = (self.reason()?, self.channel()?);
        guarded(|| Ok(format!("<tactful.AgendaItem {}: {reason} by {channel}>", self.get().at)))
    }

    fn __eq__(&self, other: &Self) -> PyResult<bool> {
        guarded(|| Ok(self.get() == other.get() && self.data.asked.same(&other.data.asked)))
    }

    fn __hash__(&self) -> PyResult<u64> {
        guarded(|| {
            let mut hasher = DefaultHasher::new();
            (self.get().at, self.get().decision.question()).hash(&mut hasher);
            Ok(hasher.finish())
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| {
            let arguments = (Agenda(Arc::clone(&self.data)), self.place).into_pyobject(py)?;
            reduced(py, "_agenda_item", arguments)
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

fn at(agenda: &Bound<'_, Agenda>, place: &Bound<'_, PyAny>) -> Res<AgendaItem> {
    let place = usize::try_from(int(place)?).unwrap_or(usize::MAX);
    if place >= agenda.get().0.agenda.items.len() {
        return Err(PyIndexError::new_err("the agenda has fewer contacts").into());
    }
    Ok(agenda.get().item(place))
}

/// A contact of an agenda, as pickles keep it.
#[pyfunction]
pub(crate) fn _agenda_item(agenda: &Bound<'_, Agenda>, place: &Bound<'_, PyAny>) -> PyResult<AgendaItem> {
    guarded(|| at(agenda, place))
}

/// The decision of a contact of an agenda, as pickles keep it.
#[pyfunction]
pub(crate) fn _planned_decision(agenda: &Bound<'_, Agenda>, place: &Bound<'_, PyAny>) -> PyResult<Decision> {
    guarded(|| Ok(at(agenda, place)?.decision()?))
}

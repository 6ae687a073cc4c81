//! Decisions for many reasons: in brief, made in full when they are looked at.

use crate::convert::int;
use crate::decision::{Decision, in_json};
use crate::errors::{Fault, Res, wrong_type};
use crate::fact::Reduced;
use crate::guard::guarded;
use crate::python::{from_json, helper, reduced, verdict};
use crate::question::{Asked, language};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyTuple};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use tactful::Code;
use tactful::followup::Brief;

/// The decisions for many reasons: a sequence whose items are made when they are looked at (F1).
///
/// `decisions.verdicts` and the other columns cost less than the items. `decisions[0]`, slices, `len` and iteration
/// work as for a tuple; in a notebook it is a table.
///
/// >>> import tactful as tf
/// >>> decisions = tf.Engine().decide_all(tf.Customer("c-1"), "2026-11-21T09:30:00+01:00", channel="email")
/// >>> len(decisions) == len(decisions.reasons) == len(decisions.verdicts)
/// True
/// >>> decisions.allowed
/// ()
#[pyclass(frozen, weakref, sequence, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Decisions {
    asked: Arc<Asked>,
    answers: Vec<Brief>,
    channel: Option<Py<PyAny>>,
}

impl Decisions {
    pub(crate) fn new(asked: Arc<Asked>, answers: Vec<Brief>, channel: Option<Py<PyAny>>) -> Self {
        Self { asked, answers, channel }
    }

    fn made(&self, brief: &Brief) -> Decision {
        Decision::new(Arc::clone(&self.asked), *brief)
    }

    fn column<'py, T>(
        &self,
        py: Python<'py>,
        of: impl Fn(&Brief) -> PyResult<T>,
    ) -> PyResult<Bound<'py, PyTuple>>
    where
        T: IntoPyObject<'py>,
    {
        guarded(|| {
            let values = self.answers.iter().map(of).collect::<PyResult<Vec<_>>>()?;
            Ok(PyTuple::new(py, values)?)
        })
    }
}

#[pymethods]
impl Decisions {
    fn __len__(&self) -> usize {
        self.answers.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            if let Ok(slice) = index.cast::<PySlice>() {
                let chosen = picked(slice, self.answers.len())?;
                let decisions: Vec<_> =
                    chosen.into_iter().map(|place| self.made(&self.answers[place])).collect();
                return Ok(PyTuple::new(py, decisions)?.into_any());
            }
            let place = place(index, self.answers.len())?;
            Ok(Bound::new(py, self.made(&self.answers[place]))?.into_any())
        })
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let all: Vec<_> = self.answers.iter().map(|brief| self.made(brief)).collect();
            Ok(PyTuple::new(py, all)?.try_iter()?.into_any())
        })
    }

    /// The verdicts, in the order of the questions.
    #[getter]
    fn verdicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.column(py, |brief| verdict(py, brief.verdict()))
    }

    /// The ids of the reasons.
    #[getter]
    fn reasons<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.column(py, |brief| Ok(brief.question().reason(&self.asked.core.engine).to_owned()))
    }

    /// The channels.
    #[getter]
    fn channels<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.column(py, |brief| Ok(brief.question().channel(&self.asked.core.engine).to_owned()))
    }

    /// `allowed_from` of each.
    #[getter]
    fn allowed_from<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.column(py, |brief| self.asked.clock.show_some(py, brief.allowed_from()))
    }

    /// The decisions that allow the contact now.
    #[getter]
    fn allowed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let welcome = self.answers.iter().filter(|brief| brief.verdict() == Code::Allow);
            let decisions: Vec<_> = welcome.map(|brief| self.made(brief)).collect();
            Ok(PyTuple::new(py, decisions)?)
        })
    }

    /// The instant of the question.
    #[getter]
    fn now<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(self.asked.clock.show(py, self.asked.now)?))
    }

    /// What the answers rest on; see :attr:`Engine.fingerprint`.
    #[getter]
    fn fingerprint(&self) -> &str {
        self.asked.core.engine.fingerprint()
    }

    /// The answers as :func:`tactful.call` gives them for `followup.decide_all`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let all = self.answers.iter();
            let texts = all.map(|brief| in_json(&self.asked, &self.asked.decision(brief.question())?, None));
            let texts = texts.collect::<Res<Vec<_>>>()?;
            Ok(from_json(py, &format!("{{\"decisions\":[{}]}}", texts.join(",")))?)
        })
    }

    /// A table for notebooks, in English (`"en"`) or Chinese (`"zh"`).
    #[pyo3(signature = (language="en"))]
    fn html<'py>(slf: &Bound<'py, Self>, language: &str) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let py = slf.py();
            self::language(language)?;
            Ok(helper(py, "tactful._display", "decisions", (slf, language))?)
        })
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::html(slf, "en")
    }

    fn __str__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(helper(slf.py(), "tactful._display", "decisions_text", (slf,))?))
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let welcome = self.answers.iter().filter(|brief| brief.verdict() == Code::Allow).count();
            Ok(format!("<tactful.Decisions: {} questions, {welcome} allowed now>", self.answers.len()))
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.answers == other.answers && self.asked.same(&other.asked)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.asked.now, self.answers.len(), &self.asked.customer.profile.id).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| {
            let channel = self.channel.as_ref().map(|channel| ("channel", channel.bind(py).clone()));
            let channel: Vec<_> = channel.into_iter().collect();
            reduced(py, "_again", self.asked.again(py, "decide_all", &channel)?)
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// The place that an index means; negative ones count from the end.
pub(crate) fn place(index: &Bound<'_, PyAny>, length: usize) -> Res<usize> {
    let index = int(index).map_err(|_| wrong_type("an index or a slice", index))?;
    let from_end = if index < 0 { length as i64 } else { 0 };
    match usize::try_from(index.saturating_add(from_end)) {
        Ok(place) if place < length => Ok(place),
        _ => Err(Fault::Raised(PyIndexError::new_err("index out of range"))),
    }
}

/// The places that a slice means.
pub(crate) fn picked(slice: &Bound<'_, PySlice>, length: usize) -> Res<Vec<usize>> {
    let chosen = slice.indices(length as isize)?;
    Ok((0..chosen.slicelength as isize).map(|n| (chosen.start + n * chosen.step) as usize).collect())
}

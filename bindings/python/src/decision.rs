//! A decision, and what stands against a contact.

use crate::agenda;
use crate::engine::Engine;
use crate::errors::{Fault, Res};
use crate::fact::Reduced;
use crate::guard::guarded;
use crate::python::{from_json, helper, reduced, verdict};
use crate::question::{Asked, language};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};
use tactful::Code;
use tactful::explain::Language;
use tactful::followup::{Brief, Decision as Core};
use tactful::time::Instant;

/// May we contact the customer? If not now, when; and why? (F1, KERNEL section 2)
///
/// `print(decision)` is a sentence, :meth:`explain` the whole answer in English or Chinese, in a notebook it is a
/// table. `bool(decision)` is true if the contact is welcome now, and only then. Instants are aware datetimes of the
/// zone that `now` had. A decision is a quote, not a reservation: it holds until `revisit_at` if nothing new happens.
///
/// >>> import tactful as tf
/// >>> engine = tf.Engine()
/// >>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
/// ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
/// ... ])
/// >>> decision = engine.decide(customer, "check-in", "phone", "2026-11-21T22:30:00+01:00")
/// >>> print(decision)
/// check-in by phone: not now, but from Mon 2026-11-23 09:00 (Europe/Paris) until Mon 2026-11-23 12:00 (Europe/Paris).
/// >>> [(block.rule, block.code, block.binding) for block in decision.blocks]
/// [('desk-hours', 'send_window', True), ('nights', 'quiet_hours', False)]
/// >>> bool(decision), decision.binding.rule
/// (False, 'desk-hours')
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Decision {
    asked: Arc<Asked>,
    brief: Brief,
    /// Made when a list is looked at.
    full: OnceLock<Box<Core>>,
    /// The agenda that it was made for, and its place there: other contacts were planned then.
    planned_by: Option<(Arc<agenda::Data>, usize)>,
}

impl Decision {
    pub(crate) fn new(asked: Arc<Asked>, brief: Brief) -> Self {
        Self { asked, brief, full: OnceLock::new(), planned_by: None }
    }

    pub(crate) fn of_agenda(data: &Arc<agenda::Data>, place: usize, decision: &Core) -> Self {
        Self {
            asked: Arc::clone(&data.asked),
            brief: decision.brief(),
            full: OnceLock::from(Box::new(decision.clone())),
            planned_by: Some((Arc::clone(data), place)),
        }
    }

    fn full(&self) -> Res<&Core> {
        if self.full.get().is_none() {
            let decision = self.asked.decision(self.brief.question())?;
            return Ok(self.full.get_or_init(|| Box::new(decision)));
        }
        match self.full.get() {
            Some(decision) => Ok(decision),
            None => Err(Fault::new(Code::Internal, "a decision was lost; please report it")),
        }
    }

    fn engine(&self) -> &tactful::Engine {
        &self.asked.core.engine
    }

    /// An instant on the clock of the question.
    fn show<'py>(&self, py: Python<'py>, at: Option<Instant>) -> Res<Option<Bound<'py, PyAny>>> {
        Ok(self.asked.clock.show_some(py, at)?)
    }

    fn same(&self, other: &Self) -> Res<bool> {
        if self.brief != other.brief || !self.asked.same(&other.asked) {
            return Ok(false);
        }
        let asked = self.planned_by.is_none() && other.planned_by.is_none();
        Ok(asked || self.full()? == other.full()?)
    }
}

#[pymethods]
impl Decision {
    /// The first instant at which every rule allows: `now` for allow, later for wait, else None.
    #[getter]
    fn allowed_from<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.show(py, self.brief.allowed_from()))
    }

    /// The end of that time (exclusive); None if nothing ends before the horizon.
    #[getter]
    fn allowed_until<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.show(py, self.brief.allowed_until()))
    }

    /// The answer stays what it is until then, if nothing new happens; None: for good.
    #[getter]
    fn revisit_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.show(py, self.brief.revisit_at()))
    }

    /// `allowed_from` with times of day left aside, so that a daily run can skip those who only sleep.
    #[getter]
    fn eligible_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.show(py, self.brief.eligible_at()))
    }

    /// For never: the first instant at which the rules alone would have allowed it.
    #[getter]
    fn rules_allow_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.show(py, self.brief.rules_allow_at()))
    }

    /// The best instant for the reason, if it names one; it never changes a verdict.
    #[getter]
    fn best_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.show(py, self.brief.best_at()))
    }

    /// A :class:`Verdict`: `allow`, `wait`, `hold`, `never`, `expired` or `not_applicable`.
    #[getter]
    fn verdict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(verdict(py, self.brief.verdict())?))
    }

    /// The id of the reason.
    #[getter]
    fn reason(&self) -> &str {
        self.brief.question().reason(self.engine())
    }

    /// The channel.
    #[getter]
    fn channel(&self) -> &str {
        self.brief.question().channel(self.engine())
    }

    /// The instant of the question.
    #[getter]
    fn now<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(self.asked.clock.show(py, self.brief.now())?))
    }

    /// The instant of the fact that the reason is counted from, if there is one.
    #[getter]
    fn anchor<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.show(py, self.brief.anchor_at()))
    }

    /// Everything that stands against the contact now, sorted by rule.
    #[getter]
    fn blocks<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let count = slf.get().full()?.blocks().len();
            let blocks = (0..count).map(|place| Block { decision: slf.clone().unbind(), place });
            Ok(PyTuple::new(slf.py(), blocks)?)
        })
    }

    /// The block that clears last; None if nothing stands against the contact.
    #[getter]
    fn binding(slf: &Bound<'_, Self>) -> PyResult<Option<Block>> {
        guarded(|| {
            let place = slf.get().full()?.blocks().iter().position(|block| block.is_binding());
            Ok(place.map(|place| Block { decision: slf.clone().unbind(), place }))
        })
    }

    /// Rules that stand against the last second before `allowed_from`, without standing against now.
    #[getter]
    fn then<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| Ok(PyTuple::new(py, self.full()?.then(self.engine()))?))
    }

    /// What the reader should know: `zone_assumed`, `history_assumed`, `horizon_reached` and others.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| Ok(self.asked.warnings(py, self.full()?.warnings())?))
    }

    /// What the answer rests on; see :attr:`Engine.fingerprint`.
    #[getter]
    fn fingerprint(&self) -> &str {
        self.engine().fingerprint()
    }

    /// The whole answer in words, `"en"` or `"zh"`: every blocking rule, the binding one marked, what clears it and
    /// when; what comes after; what to say first, and what the customer has of it (F9). On the customer's clock.
    #[pyo3(signature = (language="en"))]
    fn explain(&self, language: &str) -> PyResult<String> {
        guarded(|| {
            let language = self::language(language)?;
            Ok(self.full()?.explain(self.engine(), &self.asked.customer.profile, language))
        })
    }

    /// The answer in one sentence, `"en"` or `"zh"`; `str(decision)` is the English one.
    #[pyo3(signature = (language="en"))]
    fn sentence(&self, language: &str) -> PyResult<String> {
        guarded(|| {
            let language = self::language(language)?;
            Ok(self.full()?.sentence(self.engine(), &self.asked.customer.profile, language))
        })
    }

    /// The answer as :func:`tactful.call` gives it for `followup.decide`; with a language, its explanation too.
    #[pyo3(signature = (language=None))]
    fn to_dict<'py>(&self, py: Python<'py>, language: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let language = match language {
                Some(language) => Some(self::language(language)?),
                None => None,
            };
            Ok(from_json(py, &in_json(&self.asked, self.full()?, language)?)?)
        })
    }

    /// A table for notebooks, the binding block marked, in English (`"en"`) or Chinese (`"zh"`).
    #[pyo3(signature = (language="en"))]
    fn html<'py>(slf: &Bound<'py, Self>, language: &str) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let py = slf.py();
            self::language(language)?;
            Ok(helper(py, "tactful._display", "decision", (slf, language))?)
        })
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::html(slf, "en")
    }

    fn __str__(&self) -> PyResult<String> {
        self.sentence("en")
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let (reason, channel) = (self.reason(), self.channel());
            let mut said = format!("<tactful.Decision {reason} by {channel}: {}", self.brief.verdict());
            if self.brief.verdict() == Code::Wait {
                said.extend(self.brief.allowed_from().map(|at| format!(" until {at}")));
            }
            Ok(said + ">")
        })
    }

    fn __bool__(&self) -> bool {
        self.brief.verdict() == Code::Allow
    }

    fn __eq__(&self, other: &Self) -> PyResult<bool> {
        guarded(|| self.same(other))
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let brief = &self.brief;
        (brief.question(), brief.now(), brief.verdict(), brief.allowed_from()).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| match &self.planned_by {
            Some((data, place)) => {
                let agenda = agenda::Agenda(Arc::clone(data));
                reduced(py, "_planned_decision", (agenda, *place).into_pyobject(py)?)
            }
            None => {
                let text = |text: &str| text.into_pyobject(py).map(Bound::into_any);
                let Ok(reason) = text(self.reason());
                let Ok(channel) = text(self.channel());
                reduced(
                    py,
                    "_again",
                    self.asked.again(py, "decide", &[("reason", reason), ("channel", channel)])?,
                )
            }
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// A decision as the JSON door writes it.
pub(crate) fn in_json(asked: &Asked, decision: &Core, language: Option<Language>) -> Res<String> {
    let (engine, customer) = (&asked.core.engine, &asked.customer.profile);
    Ok(tactful_json::decision_text(engine, customer, decision, &asked.known.warnings, language)?)
}

/// Asks the same of the same again, as pickles keep it: a decision is a function of its question.
#[pyfunction]
pub(crate) fn _again<'py>(
    engine: &Bound<'py, Engine>,
    method: &str,
    arguments: &Bound<'py, pyo3::types::PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    match method {
        "decide" | "decide_all" | "agenda" => engine.getattr(method)?.call((), Some(arguments)),
        _ => guarded(|| Err(Fault::new(Code::InvalidValue, "there is no such question"))),
    }
}

/// One thing that stands against a contact now.
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Block {
    decision: Py<Decision>,
    place: usize,
}

impl Block {
    fn get(&self) -> Res<&tactful::followup::Block> {
        match self.decision.get().full()?.blocks().get(self.place) {
            Some(block) => Ok(block),
            None => Err(Fault::Raised(PyIndexError::new_err("the decision has fewer blocks"))),
        }
    }
}

#[pymethods]
impl Block {
    /// The id of the rule, or `reason.part`.
    #[getter]
    fn rule(&self) -> PyResult<String> {
        guarded(|| {
            let decision = self.decision.get();
            Ok(self.get()?.rule(decision.engine(), decision.reason()))
        })
    }

    /// What kind of rule it is: `quiet_hours`, `rolling_cap` and others of the table of codes.
    #[getter]
    fn code(&self) -> PyResult<&'static str> {
        guarded(|| Ok(self.get()?.code().as_str()))
    }

    /// The sentence for `code`, in English (`"en"`) or Chinese (`"zh"`).
    #[pyo3(signature = (language="en"))]
    fn why(&self, language: &str) -> PyResult<&'static str> {
        guarded(|| Ok(self::language(language)?.of(self.get()?.code())))
    }

    /// The instant of the fact it rests on, where there is one.
    #[getter]
    fn since<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.decision.get().show(py, self.get()?.since()))
    }

    /// When it clears by itself; None if it does not, or not before the horizon.
    #[getter]
    fn clears_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| self.decision.get().show(py, self.get()?.clears_at()))
    }

    /// The kind of fact that would clear it, where a fact can.
    #[getter]
    fn clears_with(&self) -> PyResult<Option<&str>> {
        guarded(|| Ok(self.get()?.clears_with(self.decision.get().engine())))
    }

    /// Whether it is the one that clears last.
    #[getter]
    fn binding(&self) -> PyResult<bool> {
        guarded(|| Ok(self.get()?.is_binding()))
    }

    fn __repr__(&self) -> PyResult<String> {
        let (rule, code) = (self.rule()?, self.code()?);
        let binding = if self.binding()? { ", binding" } else { "" };
        Ok(format!("<tactful.Block {rule}: {code}{binding}>"))
    }

    fn __eq__(&self, other: &Self) -> PyResult<bool> {
        guarded(|| Ok(self.get()? == other.get()? && self.rule()? == other.rule()?))
    }

    fn __hash__(&self) -> PyResult<u64> {
        guarded(|| {
            let mut hasher = DefaultHasher::new();
            (self.rule()?, self.get()?.code(), self.get()?.clears_at()).hash(&mut hasher);
            Ok(hasher.finish())
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| {
            let arguments = (&self.decision, self.place).into_pyobject(py)?;
            reduced(py, "_block", arguments)
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// A block of a decision, as pickles keep it.
#[pyfunction]
pub(crate) fn _block(decision: &Bound<'_, Decision>, place: usize) -> PyResult<Block> {
    guarded(|| {
        let block = Block { decision: decision.clone().unbind(), place };
        block.get()?;
        Ok(block)
    })
}

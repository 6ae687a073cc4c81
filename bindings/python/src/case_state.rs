//! The light face of one act: a move, and the state of a case as plain data.

use crate::case_parts::{CasePart, NextAct};
use crate::convert::{Fields, node};
use crate::engine::Engine;
use crate::errors::{Res, wrong_type};
use crate::fact::{Reduced, hash_of};
use crate::guard::guarded;
use crate::python::{quoted, reduced};
use crate::refusal::out_of_order;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use tactful::Code;
use tactful::complaint::{
    Cause, Conduct, Ending, EventKind, Liability, Move as CoreMove, Power, Remedies, Remedy, Role, State,
    Terms, Wait, Word,
};
use tactful::document::{Field, Node};

/// What an act asks of a :class:`CaseState`: its kind, who acts in which role, and what the guards look at (C1, C3).
/// Made once, used as often as you like.
///
/// - `kind`, `role`: words, as :meth:`Case.act` takes them.
/// - `part`: the number of the part, from 0.
/// - `complete`: of `commit`, that what, who and until when were said.
///
/// >>> import tactful as tf
/// >>> tf.Move("negotiate", "direct", agreed=True, remedies=["repair"])
/// tactful.Move("negotiate", "direct", remedies=["repair"], agreed=True)
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Move(CoreMove);

/// Reads a move of a table.
fn decoded(node: &Node) -> tactful::Result<CoreMove> {
    let mut table = Field::root(node).table()?;
    let kind = table.required("kind")?.choice(EventKind::ALL)?;
    let mut step = CoreMove::new(kind, table.required("role")?.choice(Role::ALL)?);
    if let Some(part) = table.optional("part") {
        let wrong = |_| part.error(Code::InvalidValue, "a part is numbered from 0 to 255");
        step.part = u8::try_from(part.int()?).map_err(wrong)?;
    }
    if let Some(list) = table.optional("remedies") {
        let remedies =
            list.list()?.iter().map(|f| f.choice(Remedy::ALL)).collect::<tactful::Result<Vec<_>>>()?;
        step.remedies = remedies.into_iter().collect::<Remedies>();
    }
    step.cause = table.optional("cause").map(|f| f.choice(Cause::ALL)).transpose()?;
    step.liability = table.optional("liability").map(|f| f.choice(Liability::ALL)).transpose()?;
    step.agreed = table.optional("agreed").map(|f| f.bool()).transpose()?.unwrap_or(false);
    step.complete = table.optional("complete").map(|f| f.bool()).transpose()?.unwrap_or(false);
    step.word = table.optional("word").map(|f| f.choice(Word::ALL)).transpose()?;
    step.wait = table.optional("wait").map(|f| f.choice(Wait::ALL)).transpose()?;
    step.ending = table.optional("ending").map(|f| f.choice(Ending::ALL)).transpose()?;
    step.conduct = table.optional("conduct").map(|f| f.choice(Conduct::ALL)).transpose()?;
    step.power = table.optional("power").map(|f| f.choice(Power::ALL)).transpose()?;
    table.finish()?;
    Ok(step)
}

impl Move {
    fn words(&self) -> [(&'static str, Option<&'static str>); 7] {
        let step = &self.0;
        [
            ("cause", step.cause.map(Cause::as_str)),
            ("liability", step.liability.map(Liability::as_str)),
            ("word", step.word.map(Word::as_str)),
            ("wait", step.wait.map(Wait::as_str)),
            ("ending", step.ending.map(Ending::as_str)),
            ("conduct", step.conduct.map(Conduct::as_str)),
            ("power", step.power.map(Power::as_str)),
        ]
    }

    fn flags(&self) -> [(&'static str, bool); 2] {
        [("agreed", self.0.agreed), ("complete", self.0.complete)]
    }
}

#[pymethods]
impl Move {
    #[new]
    #[pyo3(signature = (kind, role, *, part=None, cause=None, liability=None, remedies=None, agreed=None,
        complete=None, word=None, wait=None, ending=None, conduct=None, power=None))]
    #[expect(clippy::too_many_arguments, reason = "a move has these fields")]
    fn new(
        kind: &Bound<'_, PyAny>,
        role: &Bound<'_, PyAny>,
        part: Option<&Bound<'_, PyAny>>,
        cause: Option<&Bound<'_, PyAny>>,
        liability: Option<&Bound<'_, PyAny>>,
        remedies: Option<&Bound<'_, PyAny>>,
        agreed: Option<&Bound<'_, PyAny>>,
        complete: Option<&Bound<'_, PyAny>>,
        word: Option<&Bound<'_, PyAny>>,
        wait: Option<&Bound<'_, PyAny>>,
        ending: Option<&Bound<'_, PyAny>>,
        conduct: Option<&Bound<'_, PyAny>>,
        power: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let mut fields = Fields::default();
            let given = [
                ("kind", Some(kind)),
                ("role", Some(role)),
                ("part", part),
                ("cause", cause),
                ("liability", liability),
                ("remedies", remedies),
                ("agreed", agreed),
                ("complete", complete),
                ("word", word),
                ("wait", wait),
                ("ending", ending),
                ("conduct", conduct),
                ("power", power),
            ];
            for (name, value) in given {
                fields.add(name, value)?;
            }
            Ok(Self(decoded(&fields.node())?))
        })
    }

    /// What happens.
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind.as_str()
    }

    /// Who acts, by role.
    #[getter]
    fn role(&self) -> &'static str {
        self.0.role.as_str()
    }

    /// The move as a dict of the arguments that make it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let dict = PyDict::new(py);
            dict.set_item("kind", self.kind())?;
            dict.set_item("role", self.role())?;
            if self.0.part > 0 {
                dict.set_item("part", self.0.part)?;
            }
            if !self.0.remedies.is_empty() {
                dict.set_item("remedies", self.0.remedies.iter().map(Remedy::as_str).collect::<Vec<_>>())?;
            }
            for (name, word) in self.words() {
                if let Some(word) = word {
                    dict.set_item(name, word)?;
                }
            }
            for (name, _) in self.flags().into_iter().filter(|(_, flag)| *flag) {
                dict.set_item(name, true)?;
            }
            Ok(dict)
        })
    }

    fn __repr__(&self) -> String {
        let mut said = vec![quoted(self.kind()), quoted(self.role())];
        if self.0.part > 0 {
            said.push(format!("part={}", self.0.part));
        }
        if !self.0.remedies.is_empty() {
            let remedies: Vec<String> =
                self.0.remedies.iter().map(|remedy| quoted(remedy.as_str())).collect();
            said.push(format!("remedies=[{}]", remedies.join(", ")));
        }
        let words = self.words().into_iter().filter_map(|(name, word)| Some((name, word?)));
        said.extend(words.map(|(name, word)| format!("{name}={}", quoted(word))));
        said.extend(
            self.flags().into_iter().filter(|(_, flag)| *flag).map(|(name, _)| format!("{name}=True")),
        );
        format!("tactful.Move({})", said.join(", "))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        hash_of(&self.0)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| reduced(py, "_move", PyTuple::new(py, [self.to_dict(py)?])?))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// A move of a table, as pickles keep it.
#[pyfunction]
pub(crate) fn _move(table: &Bound<'_, PyAny>) -> PyResult<Move> {
    guarded(|| Ok(Move(decoded(&node(table, 0)?)?)))
}

/// The state of a case as plain data, for those who keep the log themselves: which act may come, and what is then
/// (C1 to C3). `CaseState(engine)` is a case that was never opened; :meth:`Case.state` gives that of a case.
///
/// It cannot be changed: :meth:`after` gives another one, in a fraction of a microsecond. It knows neither ids nor
/// instants nor sums of money: versions, limits of authority and attempts in quick succession are a :class:`Case`'s.
/// It is not pickled: keep the case, or the moves.
///
/// >>> import tactful as tf
/// >>> opened, sorry = tf.Move("opened", "customer"), tf.Move("apologise", "direct")
/// >>> state = tf.CaseState(tf.Engine()).after(opened)
/// >>> state.status, state.after(sorry).status
/// ('new', 'open')
/// >>> state.may(tf.Move("listen", "direct"))
/// False
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct CaseState {
    state: State,
    terms: Terms,
}

fn step<'a, 'py>(value: &'a Bound<'py, PyAny>) -> Res<&'a Bound<'py, Move>> {
    value.cast::<Move>().map_err(|_| wrong_type("a tactful.Move", value).at("step"))
}

pub(crate) fn engine_of<'a, 'py>(value: &'a Bound<'py, PyAny>) -> Res<&'a Bound<'py, Engine>> {
    value.cast::<Engine>().map_err(|_| wrong_type("a tactful.Engine", value).at("engine"))
}

/// The name of a part of a state, which knows none.
fn number(part: usize) -> Option<String> {
    (part > 0).then(|| part.to_string())
}

impl CaseState {
    pub(crate) fn of_case(state: State, terms: Terms) -> Self {
        Self { state, terms }
    }
}

#[pymethods]
impl CaseState {
    #[new]
    fn new(engine: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| {
            let terms = *engine_of(engine)?.get().0.engine.complaints().terms();
            Ok(Self { state: State::default(), terms })
        })
    }

    /// The state after a :class:`Move`. Raises :class:`Refused` if it is not in order.
    #[pyo3(signature = (step, /))]
    fn after(&self, step: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| {
            let step = self::step(step)?;
            match self.state.after(&step.get().0, &self.terms) {
                Ok(state) => Ok(Self { state, terms: self.terms }),
                Err(refused) => Err(out_of_order(step.py(), &refused)),
            }
        })
    }

    /// Raises :class:`Refused`, with the rule and what is missing, if a :class:`Move` is not in order now.
    #[pyo3(signature = (step, /))]
    fn guard(&self, step: &Bound<'_, PyAny>) -> PyResult<()> {
        guarded(|| {
            let step = self::step(step)?;
            self.state.guard(&step.get().0, &self.terms).map_err(|refused| out_of_order(step.py(), &refused))
        })
    }

    /// Whether a :class:`Move` is in order now.
    #[pyo3(signature = (step, /))]
    fn may(&self, step: &Bound<'_, PyAny>) -> PyResult<bool> {
        guarded(|| Ok(self.state.guard(&self::step(step)?.get().0, &self.terms).is_ok()))
    }

    /// What may be done now, and by whom, as :class:`NextAct`.
    fn next_acts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let next = self.state.next(&self.terms);
            let acts: Vec<_> =
                next.iter().map(|next| NextAct::of_next(next, number(usize::from(next.part)))).collect();
            Ok(PyTuple::new(py, acts)?)
        })
    }

    /// Where the case stands: as the part that has come least far.
    #[getter]
    fn status(&self) -> &'static str {
        self.state.status().as_str()
    }

    /// The stage of ISO 10002.
    #[getter]
    fn stage(&self) -> &'static str {
        self.state.stage().as_str()
    }

    /// How it ended, once all of its parts have.
    #[getter]
    fn ending(&self) -> Option<&'static str> {
        self.state.ending().map(Ending::as_str)
    }

    /// Whether every part has ended.
    #[getter]
    fn closed(&self) -> bool {
        self.state.is_closed()
    }

    /// Its parts, as :class:`CasePart`; the first is the case itself.
    #[getter]
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let parts = self.state.parts().iter().enumerate();
            let parts: Vec<_> = parts.map(|(place, part)| CasePart::of_state(number(place), part)).collect();
            Ok(PyTuple::new(py, parts)?)
        })
    }

    /// Attempts to reach the customer since the last contact.
    #[getter]
    fn attempts(&self) -> u8 {
        self.state.attempts()
    }

    /// How often it went from hand to hand.
    #[getter]
    fn hand_overs(&self) -> u8 {
        self.state.hand_overs()
    }

    /// How often it, or a part of it, was taken up again.
    #[getter]
    fn reopenings(&self) -> u8 {
        self.state.reopenings()
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let ending = self.ending().map(|ending| format!(", {ending}")).unwrap_or_default();
            Ok(format!("<tactful.CaseState: {}, {}{ending}>", self.status(), self.stage()))
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.state == other.state && self.terms == other.terms
    }

    fn __hash__(&self) -> u64 {
        hash_of(&(self.state, self.terms))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a CaseState is not pickled; pickle the Case, or keep the moves"))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

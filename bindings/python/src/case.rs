//! The case of a complaint.

use crate::case_event::{self, CaseEvent};
use crate::case_parts::{CasePart, Commitment, NextAct};
use crate::case_state::{CaseState, engine_of};
use crate::clocks::roomy;
use crate::convert::{Fields, MOST, each, int, too_many};
use crate::errors::{Fault, Res, wrong_type};
use crate::fact::{Fact, Reduced};
use crate::guard::guarded;
use crate::instant::{Naive, in_utc, text};
use crate::python::{quoted, reduced};
use crate::refusal::refused;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyTuple};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tactful::Code;
use tactful::complaint::{Case as Core, Ending, Event};
use tactful::document::Value;

/// The case of a complaint (C1 to C3, C7): a log of events, and what they add up to. :meth:`Case.open` begins one,
/// :meth:`act` adds to it, if C1's order, the rules of remedies and the authority of whoever acts let it pass.
///
/// Unlike the other classes a case goes on: :meth:`act` changes it, so it has no hash. Any number of threads may act on
/// one; copies go their own ways. Its `version` is the number of its events: whoever names the version that was
/// read (`expected_version`) is refused if somebody else has acted since.
///
/// >>> import tactful as tf
/// >>> engine = tf.Engine()
/// >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system", customer="c-17")
/// >>> try:
/// ...     case.act(engine, "listen", at="2026-11-21T09:40:00+01:00", by="anna", role="direct")
/// ... except tf.Refused as refused:
/// ...     print(refused.rule, refused.code, refused.missing)
/// C2 apology_first ('apologise',)
/// >>> case.act(engine, "apologise", at="2026-11-21T09:40:00+01:00", by="anna", role="direct")
/// 2
/// >>> case.status, [act.kind for act in case.next_acts(engine) if act.due]
/// ('open', ['listen'])
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Case(Mutex<Arc<Core>>);

impl Case {
    fn of(core: Core) -> Self {
        Self(Mutex::new(Arc::new(core)))
    }

    /// Held for as long as the library works, never while Python does.
    fn lock(&self) -> MutexGuard<'_, Arc<Core>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The case as it is now.
    pub(crate) fn now(&self) -> Arc<Core> {
        Arc::clone(&self.lock())
    }
}

/// The name of a part; the case itself has none.
fn name(case: &Core, part: usize) -> Option<String> {
    case.part_names().get(part).filter(|name| !name.is_empty()).cloned()
}

/// An id that no event of the case has.
fn free_id(case: &Core) -> String {
    let mut number = case.version() + 1;
    loop {
        let id = format!("e-{number}");
        if case.events().iter().all(|event| event.id != id) {
            return id;
        }
        number += 1;
    }
}

/// The id of a case, checked as the ids in documents are.
fn checked_id(id: &Bound<'_, PyAny>) -> Res<String> {
    let id = text(id)?;
    match id.len() {
        1..=256 => Ok(id.to_owned()),
        _ => Err(Fault::new(Code::InvalidValue, "an id has 1 to 256 bytes")),
    }
}

fn replayed(id: &str, events: &Bound<'_, PyAny>, naive: &Naive) -> Res<Case> {
    let mut read: Vec<Event> = Vec::new();
    for (place, item) in each(events).map_err(|fault| fault.at("events"))?.enumerate() {
        if place >= MOST {
            return Err(too_many().at("events"));
        }
        let event = case_event::event(&item?, naive);
        read.push(event.map_err(|fault| fault.under(&format!("events[{place}]")))?);
    }
    Ok(Case::of(roomy(events.py(), read.len(), || Core::replay(id, &read))?))
}

#[pymethods]
impl Case {
    /// A case that begins with a complaint.
    ///
    /// - `id`: yours; `event_id` that of its first event, `e-1` if it is left out.
    /// - `at`: when it was made: an aware datetime, or text with an offset.
    /// - `by`, `role`: who took it up, and as what: `direct`, `assisting`, `by_chance`, `manager`, `customer`, `system`,
    ///   `outside`.
    /// - `customer`, `order`, `product`, `touchpoint`: whose it is, what it is about, and where it arose.
    /// - `channel`, `contact`: how it came in; its facts then have a contact.
    /// - `priority`, `topic`, `calendar`: words of the policy, for the clocks.
    /// - `naive`: the zone of instants here that do not say theirs; see :func:`tactful.fact`.
    ///
    /// Raises :class:`InvalidInputError` with the argument in `path`.
    #[staticmethod]
    #[pyo3(signature = (id, *, at, by, role, event_id=None, recorded_at=None, customer=None, order=None, product=None,
        touchpoint=None, channel=None, contact=None, priority=None, topic=None, calendar=None, naive=None))]
    #[expect(clippy::too_many_arguments, reason = "an opening has these fields")]
    fn open(
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        at: &Bound<'_, PyAny>,
        by: &Bound<'_, PyAny>,
        role: &Bound<'_, PyAny>,
        event_id: Option<&Bound<'_, PyAny>>,
        recorded_at: Option<&Bound<'_, PyAny>>,
        customer: Option<&Bound<'_, PyAny>>,
        order: Option<&Bound<'_, PyAny>>,
        product: Option<&Bound<'_, PyAny>>,
        touchpoint: Option<&Bound<'_, PyAny>>,
        channel: Option<&Bound<'_, PyAny>>,
        contact: Option<&Bound<'_, PyAny>>,
        priority: Option<&Bound<'_, PyAny>>,
        topic: Option<&Bound<'_, PyAny>>,
        calendar: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let naive = Naive::read(naive)?;
            let id = checked_id(id).map_err(|fault| fault.at("id"))?;
            let mut fields = Fields::default();
            match event_id.filter(|id| !id.is_none()) {
                Some(id) => {
                    let id = checked_id(id).map_err(|fault| fault.at("event_id"))?;
                    fields.set("id", Value::Text(id));
                }
                None => fields.set("id", Value::Text("e-1".to_owned())),
            }
            fields.set("kind", Value::Text("opened".to_owned()));
            let given = [
                ("at", Some(at)),
                ("by", Some(by)),
                ("role", Some(role)),
                ("recorded_at", recorded_at),
                ("customer", customer),
                ("order", order),
                ("product", product),
                ("touchpoint", touchpoint),
                ("channel", channel),
                ("contact", contact),
                ("priority", priority),
                ("topic", topic),
                ("calendar", calendar),
            ];
            for (name, value) in given {
                case_event::add(&mut fields, name, value, &naive)?;
            }
            let event = case_event::decoded(&fields.node())?;
            Ok(Self::of(Core::open(&id, event).map_err(|refusal| refused(py, &refusal))?))
        })
    }

    /// The case of a log that was accepted before: :class:`CaseEvent` objects, or dicts as :meth:`CaseEvent.to_dict`
    /// gives them. The policy of today does not judge what was let pass then; C1's order is asked for.
    ///
    /// Raises :class:`InvalidInputError` with the event in `path`.
    ///
    /// >>> import tactful as tf
    /// >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system")
    /// >>> tf.Case.replay("k-1", case.events) == case
    /// True
    #[staticmethod]
    #[pyo3(signature = (id, events, *, naive=None))]
    fn replay(
        id: &Bound<'_, PyAny>,
        events: &Bound<'_, PyAny>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let naive = Naive::read(naive)?;
            let id = checked_id(id).map_err(|fault| fault.at("id"))?;
            replayed(&id, events, &naive)
        })
    }

    /// The case of a dict that :meth:`to_dict` gave.
    #[staticmethod]
    fn from_dict(table: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| {
            let Ok(table) = table.cast::<PyMapping>() else {
                return Err(wrong_type("a dict", table).at("table"));
            };
            let (mut id, mut events) = (None, None);
            for pair in table.items()?.iter() {
                let (key, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
                match text(&key)? {
                    "case" => id = Some(value),
                    "events" => events = Some(value),
                    _ => {
                        let message = "the dict of a case has the fields `case` and `events`";
                        return Err(Fault::new(Code::UnknownField, message));
                    }
                }
            }
            let missing =
                |what: &str| Fault::new(Code::MissingField, format!("the field `{what}` is missing"));
            let (id, events) = (id.ok_or_else(|| missing("case"))?, events.ok_or_else(|| missing("events"))?);
            let id = checked_id(&id).map_err(|fault| fault.at("case"))?;
            replayed(&id, &events, &Naive::default())
        })
    }

    /// Adds an event, if the rules let it pass, and gives the version of the case then.
    ///
    /// - `engine`: whose policy judges: remedies that fit, attempts, offers, authority.
    /// - `kind`: one of the ten acts in C1's order (`apologise`, `listen`, `acknowledge`, `record`, `confirm`, `cause`,
    ///   `negotiate`, `commit`, `act`, `track`), or what else happens: `fulfil`, `break`, `message`, `attempt`, `wait`,
    ///   `resume`, `hand_over`, `refer`, `split`, `lapse`, `grant`, `report`, `answer`, `withdraw`, `close`, `reopen`,
    ///   `note`.
    /// - `at`, `by`, `role`: when, who, and as what.
    /// - `id`: of the event; `e-2`, `e-3` and so on if it is left out.
    /// - `expected_version`: refuses (`case_conflict`) if somebody else has acted since.
    /// - `amount`: minor units and a currency, such as ``(12000, "EUR")``.
    /// - the others are what an event of that kind carries; see :class:`CaseEvent`.
    ///
    /// Raises :class:`Refused` with the rule and what is missing, :class:`InvalidInputError` for what cannot be read.
    /// The case is unchanged then.
    ///
    /// >>> import tactful as tf
    /// >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system")
    /// >>> case.act(tf.Engine(), "apologise", at="2026-11-21T09:40:00+01:00", by="anna", role="direct", channel="phone")
    /// 2
    /// >>> case.events[-1].id
    /// 'e-2'
    #[pyo3(signature = (engine, kind, *, at, by, role, id=None, expected_version=None, recorded_at=None, part=None,
        customer=None, order=None, product=None, touchpoint=None, channel=None, contact=None, cause=None,
        liability=None, mode=None, agreed=None, remedies=None, commitment=None, what=None, owner=None,
        due=None, word=None, wait=None, ending=None, conduct=None, also=None, until=None, priority=None,
        topic=None, calendar=None, to=None, sales_stake=None, power=None, amount=None, core_moment=None,
        saved=None, approved_by=None, grant=None, naive=None))]
    #[expect(clippy::too_many_arguments, reason = "an event has these fields")]
    fn act(
        &self,
        engine: &Bound<'_, PyAny>,
        kind: &Bound<'_, PyAny>,
        at: &Bound<'_, PyAny>,
        by: &Bound<'_, PyAny>,
        role: &Bound<'_, PyAny>,
        id: Option<&Bound<'_, PyAny>>,
        expected_version: Option<&Bound<'_, PyAny>>,
        recorded_at: Option<&Bound<'_, PyAny>>,
        part: Option<&Bound<'_, PyAny>>,
        customer: Option<&Bound<'_, PyAny>>,
        order: Option<&Bound<'_, PyAny>>,
        product: Option<&Bound<'_, PyAny>>,
        touchpoint: Option<&Bound<'_, PyAny>>,
        channel: Option<&Bound<'_, PyAny>>,
        contact: Option<&Bound<'_, PyAny>>,
        cause: Option<&Bound<'_, PyAny>>,
        liability: Option<&Bound<'_, PyAny>>,
        mode: Option<&Bound<'_, PyAny>>,
        agreed: Option<&Bound<'_, PyAny>>,
        remedies: Option<&Bound<'_, PyAny>>,
        commitment: Option<&Bound<'_, PyAny>>,
        what: Option<&Bound<'_, PyAny>>,
        owner: Option<&Bound<'_, PyAny>>,
        due: Option<&Bound<'_, PyAny>>,
        word: Option<&Bound<'_, PyAny>>,
        wait: Option<&Bound<'_, PyAny>>,
        ending: Option<&Bound<'_, PyAny>>,
        conduct: Option<&Bound<'_, PyAny>>,
        also: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        priority: Option<&Bound<'_, PyAny>>,
        topic: Option<&Bound<'_, PyAny>>,
        calendar: Option<&Bound<'_, PyAny>>,
        to: Option<&Bound<'_, PyAny>>,
        sales_stake: Option<&Bound<'_, PyAny>>,
        power: Option<&Bound<'_, PyAny>>,
        amount: Option<&Bound<'_, PyAny>>,
        core_moment: Option<&Bound<'_, PyAny>>,
        saved: Option<&Bound<'_, PyAny>>,
        approved_by: Option<&Bound<'_, PyAny>>,
        grant: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<u64> {
        guarded(|| {
            let py = engine.py();
            let core = &engine_of(engine)?.get().0;
            let naive = Naive::read(naive)?;
            let expected = expected_version.filter(|version| !version.is_none()).map(version).transpose()?;
            let mut fields = Fields::default();
            let own = id.filter(|id| !id.is_none());
            match own {
                Some(_) => fields.add("id", own)?,
                // it gets its own when nobody else can act any more
                None => fields.set("id", Value::Text("e".to_owned())),
            }
            let given = [
                ("kind", Some(kind)),
                ("at", Some(at)),
                ("by", Some(by)),
                ("role", Some(role)),
                ("recorded_at", recorded_at),
                ("part", part),
                ("customer", customer),
                ("order", order),
                ("product", product),
                ("touchpoint", touchpoint),
                ("channel", channel),
                ("contact", contact),
                ("cause", cause),
                ("liability", liability),
                ("mode", mode),
                ("agreed", agreed),
                ("remedies", remedies),
                ("commitment", commitment),
                ("what", what),
                ("owner", owner),
                ("due", due),
                ("word", word),
                ("wait", wait),
                ("ending", ending),
                ("conduct", conduct),
                ("also", also),
                ("until", until),
                ("priority", priority),
                ("topic", topic),
                ("calendar", calendar),
                ("to", to),
                ("sales_stake", sales_stake),
                ("power", power),
                ("amount", amount),
                ("core_moment", core_moment),
                ("saved", saved),
                ("approved_by", approved_by),
                ("grant", grant),
            ];
            for (name, value) in given {
                case_event::add(&mut fields, name, value, &naive)?;
            }
            let mut event = case_event::decoded(&fields.node())?;
            let acted = {
                let mut case = self.lock();
                if own.is_none() {
                    event.id = free_id(&case);
                }
                let expected = expected.unwrap_or(case.version());
                let acted = Arc::make_mut(&mut case).act(core.engine.complaints(), event, expected);
                acted.map(|()| case.version())
            };
            acted.map_err(|refusal| refused(py, &refusal))
        })
    }

    /// The id of the case.
    #[getter]
    fn id(&self) -> String {
        self.now().id().to_owned()
    }

    /// The number of its events.
    #[getter]
    fn version(&self) -> u64 {
        self.lock().version()
    }

    /// Where it stands: `new`, `open`, `pending`, `on_hold`, `solved`, `closed`, `reopened`.
    #[getter]
    fn status(&self) -> &'static str {
        self.lock().state().status().as_str()
    }

    /// The stage of ISO 10002.
    #[getter]
    fn stage(&self) -> &'static str {
        self.lock().state().stage().as_str()
    }

    /// How it ended, once all of its parts have.
    #[getter]
    fn ending(&self) -> Option<&'static str> {
        self.lock().state().ending().map(Ending::as_str)
    }

    /// Its parts, as :class:`CasePart`; the first is the case itself.
    #[getter]
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let case = self.now();
            let parts = case.state().parts().iter().enumerate();
            let parts: Vec<_> = parts.map(|(n, part)| CasePart::of_state(name(&case, n), part)).collect();
            Ok(PyTuple::new(py, parts)?)
        })
    }

    /// What was promised, as :class:`Commitment`, in the order of the promises.
    #[getter]
    fn commitments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let case = self.now();
            let promises = case.commitments().iter();
            let promises =
                promises.map(|one| Commitment::of_promise(one, name(&case, usize::from(one.part))));
            Ok(PyTuple::new(py, promises.collect::<Vec<_>>())?)
        })
    }

    /// The uses of authority (C7), as the :class:`CaseEvent` objects of kind `grant`.
    #[getter]
    fn grants<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let case = self.now();
            let granted = |event: &&Event| case.grants().iter().any(|grant| grant.id == event.id);
            let events: Vec<_> = case.events().iter().filter(granted).cloned().map(CaseEvent).collect();
            Ok(PyTuple::new(py, events)?)
        })
    }

    /// When all that was promised was done, or the case closed, for the first time, in UTC. Reopening does not
    /// change it.
    #[getter]
    fn first_solved<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.now().first_solved().map(|at| in_utc(py, at)).transpose()?))
    }

    /// What a manager should know: `owner_without_stake` (C13), `conduct_lapse` (C1).
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| Ok(PyTuple::new(py, self.now().warnings().iter().map(|code| code.as_str()))?))
    }

    /// Its events, as :class:`CaseEvent`, in their order.
    #[getter]
    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let events: Vec<_> = self.now().events().iter().cloned().map(CaseEvent).collect();
            Ok(PyTuple::new(py, events)?)
        })
    }

    /// What may be done now, and by whom, as :class:`NextAct`.
    fn next_acts<'py>(&self, py: Python<'py>, engine: &Bound<'_, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let (core, case) = (&engine_of(engine)?.get().0, self.now());
            let next = case.next_acts(core.engine.complaints());
            let acts = next.iter().map(|next| NextAct::of_next(next, name(&case, usize::from(next.part))));
            Ok(PyTuple::new(py, acts.collect::<Vec<_>>())?)
        })
    }

    /// What the case tells of its customer, as facts: the complaint, the promises, the contacts. One log feeds both
    /// sides: with these facts an open complaint holds every ask (C1).
    ///
    /// >>> import tactful as tf
    /// >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system")
    /// >>> case.facts()
    /// (tactful.complaint_opened("2026-11-21T08:30:00Z", id="k-1/e-1", case="k-1"),)
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let facts: Vec<_> = self.now().facts().into_iter().map(Fact).collect();
            Ok(PyTuple::new(py, facts)?)
        })
    }

    /// The state of the case under a policy, as a :class:`CaseState`. Each attempt counts there, also of several in
    /// quick succession.
    fn state(&self, engine: &Bound<'_, PyAny>) -> PyResult<CaseState> {
        guarded(|| {
            let terms = *engine_of(engine)?.get().0.engine.complaints().terms();
            Ok(CaseState::of_case(*self.lock().state(), terms))
        })
    }

    /// The case as :func:`tactful.call` takes it: its id and its events.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let case = self.now();
            let events = case.events().iter().map(|event| CaseEvent(event.clone()).to_dict(py));
            let dict = PyDict::new(py);
            dict.set_item("case", case.id())?;
            dict.set_item("events", events.collect::<PyResult<Vec<_>>>()?)?;
            Ok(dict)
        })
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let case = self.now();
            let state = case.state();
            let ending = state.ending().map(|ending| format!(", {}", ending.as_str())).unwrap_or_default();
            let (id, status) = (quoted(case.id()), state.status().as_str());
            Ok(format!("<tactful.Case {id}: {status}{ending}, version {}>", case.version()))
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        // one lock at a time
        let (one, two) = (self.now(), other.now());
        one == two
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| reduced(py, "_case", PyTuple::new(py, [self.to_dict(py)?])?))
    }

    fn __copy__(&self) -> Self {
        Self(Mutex::new(self.now()))
    }

    fn __deepcopy__(&self, _memo: &Bound<'_, PyAny>) -> Self {
        Self(Mutex::new(self.now()))
    }
}

fn version(value: &Bound<'_, PyAny>) -> Res<u64> {
    let version = int(value).map_err(|fault| fault.at("expected_version"))?;
    u64::try_from(version)
        .map_err(|_| Fault::new(Code::InvalidValue, "a version is not negative").at("expected_version"))
}

/// A case of a dict, as pickles keep it.
#[pyfunction]
pub(crate) fn _case(table: &Bound<'_, PyAny>) -> PyResult<Case> {
    Case::from_dict(table)
}

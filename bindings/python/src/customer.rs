//! Customers with their facts, and what is remembered of them for an engine.

use crate::compiled::Core;
use crate::convert::Fields;
use crate::errors::{Fault, Res};
use crate::fact::{Fact, Reduced, facts};
use crate::guard::{detached, guarded};
use crate::instant::{Naive, zones};
use crate::python::{quoted, reduced};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, Weak};
use tactful::customer::{Customer as Profile, Fact as CoreFact, Place, Standing, decode};
use tactful::document::Field;
use tactful::time::Instant;
use tactful::{Code, Error};

/// So many standings are kept beside a customer: an engine, and one to compare it with.
const KEPT: usize = 2;
/// Folding more facts than this may take about a millisecond.
const MANY_FACTS: usize = 500;

/// Who the customer is, and what happened: shared by all that speaks of the customer.
#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) profile: Profile,
    pub(crate) facts: Vec<CoreFact>,
    /// Instants of the facts, sorted: between two of them the standing stays what it is.
    instants: Vec<i64>,
    kept: Mutex<Vec<Kept>>,
}

/// A standing, and for which engine and which time it is right.
#[derive(Debug)]
struct Kept {
    engine: Weak<Core>,
    /// As many facts had happened.
    happened: usize,
    known_at: Option<Instant>,
    known: Arc<Known>,
}

/// What is known of a customer at an instant.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) standing: Arc<Standing>,
    pub(crate) next_pending: Option<Instant>,
    pub(crate) warnings: Vec<Code>,
}

impl Data {
    fn new(profile: Profile, facts: Vec<CoreFact>) -> Self {
        let mut instants: Vec<i64> = facts.iter().map(|fact| fact.at.seconds()).collect();
        instants.sort_unstable();
        Self { profile, facts, instants, kept: Mutex::new(Vec::new()) }
    }

    /// What is known at an instant, folded once.
    pub(crate) fn known(
        &self,
        py: Python<'_>,
        core: &Arc<Core>,
        at: Instant,
        known_at: Option<Instant>,
    ) -> Res<Arc<Known>> {
        let happened = self.instants.partition_point(|&fact| fact <= at.seconds());
        let fits = |kept: &&Kept| {
            std::ptr::eq(kept.engine.as_ptr(), Arc::as_ptr(core))
                && kept.happened == happened
                && kept.known_at == known_at
        };
        // Held for a look, never while Python or the engine works. Nobody waits for it: whoever finds it taken, by a
        // thread that a child after `fork` does not have, folds for itself.
        if let Ok(kept) = self.kept.try_lock()
            && let Some(kept) = kept.iter().find(fits)
        {
            return Ok(Arc::clone(&kept.known));
        }
        let known = Arc::new(fold(py, core, &self.facts, at, known_at)?.0);
        let fresh = Kept { engine: Arc::downgrade(core), happened, known_at, known: Arc::clone(&known) };
        if let Ok(mut kept) = self.kept.try_lock() {
            if kept.len() >= KEPT {
                kept.remove(0);
            }
            kept.push(fresh);
        }
        Ok(known)
    }
}

/// Folds facts; a kind that the policy does not know is told with its place.
pub(crate) fn fold(
    py: Python<'_>,
    core: &Arc<Core>,
    facts: &[CoreFact],
    at: Instant,
    known_at: Option<Instant>,
) -> Res<(Known, Vec<CoreFact>)> {
    core.knows_kinds(facts)?;
    let folded = match facts.len() {
        0..MANY_FACTS => core.engine.fold(facts, at, known_at).map_err(Fault::from),
        _ => detached(py, || core.engine.fold(facts, at, known_at)),
    }?;
    let next_pending = folded.next_pending();
    let known = Known { standing: Arc::new(folded.standing), next_pending, warnings: folded.warnings };
    Ok((known, folded.pending))
}

/// A customer with the facts that are known (F1): who it is, whose clock counts, what happened.
///
/// - `id`: yours.
/// - `timezone`: the IANA name of the zone whose clock the customer reads, or a `ZoneInfo`; or `timezones`, a list, if
///   it is one of several. If neither is given, the policy's `timezone.unknown` decides, and answers are flagged.
/// - `level`: the assigned relationship level (R1).
/// - `history_since`: how far back the facts reach, or a dict of such instants by source; if it is left out, the
///   history counts as complete, and answers are flagged.
/// - `occasions`: days of every year by name, ``{"birthday": "05-17"}``, ``{"birthday": "lunar 08-15"}`` or dates.
/// - `facts`: facts (:func:`tactful.delivered` and others), in any order.
/// - `naive`: the zone of instants here that do not say theirs; see :func:`tactful.fact`.
///
/// A customer cannot be changed: :meth:`with_facts` gives another one. Facts are folded once for an engine and kept,
/// so that many questions about one customer cost little. Raises :class:`InvalidInputError` with the field in `path`.
///
/// >>> import tactful as tf
/// >>> customer = tf.Customer("c-17", timezone="Europe/Paris", facts=[
/// ...     tf.delivered("2026-11-01T10:00:00+01:00", order="o-17"),
/// ... ])
/// >>> customer
/// tactful.Customer("c-17", timezone="Europe/Paris", facts=[1 fact])
/// >>> len(customer.with_facts([tf.purchase("2026-10-28T10:00:00+01:00", order="o-17")]).facts)
/// 2
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Customer(pub(crate) Arc<Data>);

#[pymethods]
impl Customer {
    #[new]
    #[pyo3(signature = (id=None, *, timezone=None, timezones=None, level=None, history_since=None, occasions=None,
        facts=None, naive=None))]
    #[expect(clippy::too_many_arguments, reason = "a customer has these fields")]
    fn new(
        id: Option<&Bound<'_, PyAny>>,
        timezone: Option<&Bound<'_, PyAny>>,
        timezones: Option<&Bound<'_, PyAny>>,
        level: Option<&Bound<'_, PyAny>>,
        history_since: Option<&Bound<'_, PyAny>>,
        occasions: Option<&Bound<'_, PyAny>>,
        facts: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let naive = Naive::read(naive)?;
            let mut fields = Fields::default();
            fields.add("id", id)?;
            fields.add_zone("timezone", timezone)?;
            fields.add("timezones", timezones)?;
            fields.add("level", level)?;
            match history_since {
                Some(sources) if sources.cast::<PyDict>().is_ok() => {
                    fields.add("history_since", Some(&utc_instants(sources, &naive)?))?;
                }
                since => fields.add_instant("history_since", since, &naive)?,
            }
            fields.add("occasions", occasions)?;
            let profile = decode::customer(&Field::root(&fields.node()), zones())?;
            let facts = match facts.filter(|facts| !facts.is_none()) {
                Some(list) => self::facts(list, &naive).map_err(|fault| fault.under("facts"))?,
                None => Vec::new(),
            };
            Ok(Self(Arc::new(Data::new(profile, facts))))
        })
    }

    /// Your id; empty if none was given.
    #[getter]
    fn id(&self) -> &str {
        &self.0.profile.id
    }

    /// The zone's IANA name; None if it is not known, or one of several.
    #[getter]
    fn timezone(&self) -> Option<&str> {
        match &self.0.profile.place {
            Place::Zone(zone) => Some(zone.name()),
            _ => None,
        }
    }

    /// The names of the zones of which it is one; empty if there is one or none.
    #[getter]
    fn timezones<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        match &self.0.profile.place {
            Place::OneOf(zones) => PyTuple::new(py, zones.iter().map(|zone| zone.name())),
            _ => Ok(PyTuple::empty(py)),
        }
    }

    /// The assigned relationship level (R1).
    #[getter]
    fn level(&self) -> Option<&str> {
        self.0.profile.level.as_deref()
    }

    /// How far back the facts reach, in UTC; of several sources the latest.
    #[getter]
    fn history_since<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.0.profile.history_since.map(|at| crate::instant::in_utc(py, at)).transpose()?))
    }

    /// Days of every year by name, as `MM-DD`, or as `lunar MM-DD` for those of the Chinese calendar.
    #[getter]
    fn occasions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let dict = PyDict::new(py);
            for (name, month, day) in &self.0.profile.occasions {
                dict.set_item(name, format!("{month:02}-{day:02}"))?;
            }
            for (name, day) in &self.0.profile.lunar_occasions {
                dict.set_item(name, day.to_string())?;
            }
            Ok(dict)
        })
    }

    /// The facts, in the order in which they were given.
    #[getter]
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let facts = self.0.facts.iter().map(|fact| Bound::new(py, Fact(fact.clone())));
            Ok(PyTuple::new(py, facts.collect::<PyResult<Vec<_>>>()?)?)
        })
    }

    /// The same customer with more facts. `naive` as in :func:`tactful.fact`, for facts that are dicts.
    #[pyo3(signature = (facts, *, naive=None))]
    fn with_facts(&self, facts: &Bound<'_, PyAny>, naive: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        guarded(|| {
            let more = self::facts(facts, &Naive::read(naive)?).map_err(|fault| fault.under("facts"))?;
            let facts = self.0.facts.iter().cloned().chain(more).collect();
            Ok(Self(Arc::new(Data::new(self.0.profile.clone(), facts))))
        })
    }

    /// The customer as :func:`tactful.call` takes it, without the facts.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let (profile, dict) = (&self.0.profile, PyDict::new(py));
            if !profile.id.is_empty() {
                dict.set_item("id", &profile.id)?;
            }
            match &profile.place {
                Place::Zone(zone) => dict.set_item("timezone", zone.name())?,
                Place::OneOf(zones) => {
                    dict.set_item("timezones", zones.iter().map(|zone| zone.name()).collect::<Vec<_>>())?;
                }
                Place::Unknown => {}
            }
            if let Some(level) = &profile.level {
                dict.set_item("level", level)?;
            }
            if let Some(since) = profile.history_since {
                dict.set_item("history_since", since.to_string())?;
            }
            if !profile.occasions.is_empty() {
                dict.set_item("occasions", self.occasions(py)?)?;
            }
            Ok(dict)
        })
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let profile = &self.0.profile;
            let mut said = vec![quoted(&profile.id)];
            match &profile.place {
                Place::Zone(zone) => said.push(format!("timezone={}", quoted(zone.name()))),
                Place::OneOf(zones) => {
                    let names: Vec<String> = zones.iter().map(|zone| quoted(zone.name())).collect();
                    said.push(format!("timezones=[{}]", names.join(", ")));
                }
                Place::Unknown => {}
            }
            said.extend(profile.level.as_ref().map(|level| format!("level={}", quoted(level))));
            said.extend(profile.history_since.map(|at| format!("history_since=\"{at}\"")));
            match self.0.facts.len() {
                0 => {}
                1 => said.push("facts=[1 fact]".to_owned()),
                n => said.push(format!("facts=[{n} facts]")),
            }
            Ok(format!("tactful.Customer({})", said.join(", ")))
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0.same(&other.0)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.profile.id.hash(&mut hasher);
        self.0.facts.hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| {
            let arguments = (self.to_dict(py)?, self.facts(py)?).into_pyobject(py)?;
            reduced(py, "_customer", arguments)
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// The customer of a table and facts, as pickles keep it.
#[pyfunction]
pub(crate) fn _customer(table: &Bound<'_, PyAny>, facts: &Bound<'_, PyAny>) -> PyResult<Customer> {
    guarded(|| {
        let node = crate::convert::node(table, 0)?;
        let profile = decode::customer(&Field::root(&node), zones())?;
        Ok(Customer(Arc::new(Data::new(profile, self::facts(facts, &Naive::default())?))))
    })
}

impl Data {
    /// Whether both say the same.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let (one, two) = (&self.profile, &other.profile);
        let names = |place: &Place| -> Vec<String> {
            match place {
                Place::Zone(zone) => vec![zone.name().to_owned()],
                Place::OneOf(zones) => {
                    std::iter::once(String::new()).chain(zones.iter().map(|z| z.name().to_owned())).collect()
                }
                Place::Unknown => Vec::new(),
            }
        };
        std::ptr::eq(self, other)
            || (one.id == two.id
                && one.level == two.level
                && one.history_since == two.history_since
                && one.occasions == two.occasions
                && self.facts == other.facts
                && names(&one.place) == names(&two.place))
    }
}

/// The same dict with its instants in UTC.
fn utc_instants<'py>(sources: &Bound<'py, PyAny>, naive: &Naive) -> Res<Bound<'py, PyAny>> {
    let dict = PyDict::new(sources.py());
    for pair in sources.call_method0("items")?.try_iter()? {
        let (key, value) = pair?.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        let at = crate::instant::instant(&value, naive).map_err(|fault| fault.under("history_since"))?;
        dict.set_item(key, at.to_string())?;
    }
    Ok(dict.into_any())
}

/// A customer, or a refusal that says what was given instead.
pub(crate) fn customer(value: &Bound<'_, PyAny>) -> Res<Arc<Data>> {
    match value.cast::<Customer>() {
        Ok(customer) => Ok(Arc::clone(&customer.get().0)),
        Err(_) => Err(crate::errors::wrong_type("a tactful.Customer", value).at("customer")),
    }
}

/// An error of a question with the argument that it speaks of.
pub(crate) fn of_question(error: Error) -> Error {
    match error.code() {
        Code::UnknownReason => error.at_path("reason"),
        Code::UnknownChannel | Code::ChannelNotListed => error.at_path("channel"),
        Code::UnknownOrder => error.at_path("anchor"),
        _ => error,
    }
}

//! Facts.

use crate::convert::{Fields, MOST, each, node, too_many};
use crate::errors::{Fault, Res, wrong_type};
use crate::guard::guarded;
use crate::instant::{Naive, in_utc, text};
use crate::python::{quoted, reduced};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyTuple};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use tactful::Code;
use tactful::customer::{Fact as Core, Kind, decode};
use tactful::document::{Field, Node, Value};
use tactful::time::Instant;

/// `(function, arguments)` of `__reduce__`.
pub(crate) type Reduced<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

/// What is told of a fact or a plan: name and value, in the order in which people read it.
pub(crate) enum Told<'a> {
    Text(&'a str),
    At(Instant),
    Yes,
}

pub(crate) fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

pub(crate) fn to_dict<'py>(py: Python<'py>, told: &[(&str, Told<'_>)]) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in told {
        match value {
            Told::Text(text) => dict.set_item(name, text)?,
            Told::At(at) => dict.set_item(name, at.to_string())?,
            Told::Yes => dict.set_item(name, true)?,
        }
    }
    Ok(dict)
}

pub(crate) fn written(function: &str, positional: &[String], told: &[(&str, Told<'_>)]) -> String {
    let mut arguments = positional.to_vec();
    arguments.extend(told.iter().map(|(name, value)| match value {
        Told::Text(text) => format!("{name}={}", quoted(text)),
        Told::At(at) => format!("{name}=\"{at}\""),
        Told::Yes => format!("{name}=True"),
    }));
    format!("tactful.{function}({})", arguments.join(", "))
}

/// Something that happened to a customer, at an instant (F1). Made by :func:`tactful.delivered`,
/// :func:`tactful.contact` and the others, one for each kind; kinds of your own by :func:`tactful.fact`.
///
/// Facts cannot be changed; equal ones are equal and hash alike. Instants are aware datetimes in UTC.
///
/// >>> import tactful as tf
/// >>> fact = tf.delivered("2026-11-01T10:00:00+01:00", order="o-17")
/// >>> fact
/// tactful.delivered("2026-11-01T09:00:00Z", order="o-17")
/// >>> fact.kind, fact.order, fact.product
/// ('delivered', 'o-17', None)
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Fact(pub(crate) Core);

impl Fact {
    fn told(&self) -> Vec<(&'static str, Told<'_>)> {
        let fact = &self.0;
        let mut told = Vec::new();
        let mut add =
            |name, text: Option<&'static str>| told.extend(text.map(|text| (name, Told::Text(text))));
        add("purpose", fact.purpose.map(|word| word.as_str()));
        add("intent", fact.intent.map(|word| word.as_str()));
        add("direction", fact.direction.map(|word| word.as_str()));
        add("outcome", fact.outcome.map(|word| word.as_str()));
        let texts = [
            ("id", &fact.id),
            ("order", &fact.order),
            ("case", &fact.case),
            ("product", &fact.product),
            ("channel", &fact.channel),
            ("reason", &fact.reason),
            ("contact_point", &fact.contact_point),
            ("subject", &fact.subject),
            ("level", &fact.level),
            ("owner", &fact.owner),
        ];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Told::Text(text.as_deref()?))));
        let mut all: Vec<_> = texts.collect();
        all.append(&mut told);
        let instants = [("until", fact.until), ("recorded_at", fact.recorded_at)];
        all.extend(instants.into_iter().filter_map(|(name, at)| Some((name, Told::At(at?)))));
        all.extend(fact.colleague.then_some(("colleague", Told::Yes)));
        all
    }
}

#[pymethods]
impl Fact {
    /// The host's id: equal ids are one fact.
    #[getter]
    fn id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    /// The order that it belongs to.
    #[getter]
    fn order(&self) -> Option<&str> {
        self.0.order.as_deref()
    }

    /// The complaint case that it belongs to.
    #[getter]
    fn case(&self) -> Option<&str> {
        self.0.case.as_deref()
    }

    /// The product of the order.
    #[getter]
    fn product(&self) -> Option<&str> {
        self.0.product.as_deref()
    }

    /// The channel of a contact, or what a consent is for.
    #[getter]
    fn channel(&self) -> Option<&str> {
        self.0.channel.as_deref()
    }

    /// The reason of a contact, by its id at that time.
    #[getter]
    fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The address or number.
    #[getter]
    fn contact_point(&self) -> Option<&str> {
        self.0.contact_point.as_deref()
    }

    /// What a contact was about.
    #[getter]
    fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// The level that was assigned.
    #[getter]
    fn level(&self) -> Option<&str> {
        self.0.level.as_deref()
    }

    /// The kind, as documents write it: `delivered`.
    #[getter]
    fn kind(&self) -> &str {
        self.0.kind.as_str()
    }

    /// When it happened: an aware datetime in UTC, whole seconds.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(in_utc(py, self.0.at)?))
    }

    /// When a suspension or a consent ends by itself.
    #[getter]
    fn until<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.0.until.map(|at| in_utc(py, at)).transpose()?))
    }

    /// When the host came to know of it.
    #[getter]
    fn recorded_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.0.recorded_at.map(|at| in_utc(py, at)).transpose()?))
    }

    /// The purpose of a contact as sent, or what a consent is for.
    #[getter]
    fn purpose(&self) -> Option<&'static str> {
        self.0.purpose.map(|word| word.as_str())
    }

    /// Whom a contact served (F2): `give`, `ask` or `service`.
    #[getter]
    fn intent(&self) -> Option<&'static str> {
        self.0.intent.map(|word| word.as_str())
    }

    /// Who began a contact: `out` (we did) or `in`.
    #[getter]
    fn direction(&self) -> Option<&'static str> {
        self.0.direction.map(|word| word.as_str())
    }

    /// What came of a contact.
    #[getter]
    fn outcome(&self) -> Option<&'static str> {
        self.0.outcome.map(|word| word.as_str())
    }

    /// Whether it was a contact with somebody else of the same account.
    #[getter]
    fn colleague(&self) -> bool {
        self.0.colleague
    }

    /// Who of us made the contact; audits total by it.
    #[getter]
    fn owner(&self) -> Option<&str> {
        self.0.owner.as_deref()
    }

    /// The fact as :func:`tactful.call` takes it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let mut told = vec![("kind", Told::Text(self.0.kind.as_str())), ("at", Told::At(self.0.at))];
            told.extend(self.told());
            Ok(to_dict(py, &told)?)
        })
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let at = format!("\"{}\"", self.0.at);
            let kind = self.0.kind.as_str();
            Ok(match Kind::from_word(kind) {
                Some(_) => written(kind, &[at], &self.told()),
                None => written("fact", &[quoted(kind), at], &self.told()),
            })
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        hash_of(&self.0)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| reduced(py, "_fact", PyTuple::new(py, [self.to_dict(py)?])?))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// Reads a fact of any kind; whether the policy knows the kind shows when the facts are folded.
fn decoded(node: &Node) -> Res<Core> {
    let mut own = Vec::new();
    if let Value::Table(entries) = &node.value
        && let Some((_, kind)) = entries.iter().find(|(key, _)| key.name == "kind")
        && let Value::Text(kind) = &kind.value
        && Kind::from_word(kind).is_none()
    {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if kind.is_empty() || kind.len() > 64 || !kind.bytes().all(plain) {
            let message = "a kind is written in letters, digits, `_` and `-`, such as `delivered`";
            return Err(Fault::new(Code::InvalidValue, message).at("kind"));
        }
        own.push(kind.clone());
    }
    Ok(decode::fact(&Field::root(node), &own)?)
}

/// A fact of any kind: one of the library's, or one that the policy declares in `own_facts`.
///
/// `at`, `until` and `recorded_at` are aware datetimes or RFC 3339 text with an offset. For clocks that do not say
/// where they hang, `naive` names the zone: a skipped time is shifted forward, of a repeated one the first is taken
/// (the second, if a datetime says `fold=1`). Fractions of a second are floored.
///
/// Raises :class:`InvalidInputError` with the field in `path`.
///
/// >>> import tactful as tf
/// >>> tf.fact("webinar_attended", "2026-11-01 10:00", naive="Europe/London", id="w-1")
/// tactful.fact("webinar_attended", "2026-11-01T10:00:00Z", id="w-1")
#[pyfunction]
#[pyo3(signature = (kind, at, *, id=None, order=None, case=None, product=None, channel=None, reason=None,
    purpose=None, intent=None, direction=None, outcome=None, contact_point=None, subject=None, until=None,
    level=None, colleague=None, owner=None, recorded_at=None, naive=None))]
#[expect(clippy::too_many_arguments, reason = "a fact has these fields")]
pub(crate) fn fact(
    kind: &Bound<'_, PyAny>,
    at: &Bound<'_, PyAny>,
    id: Option<&Bound<'_, PyAny>>,
    order: Option<&Bound<'_, PyAny>>,
    case: Option<&Bound<'_, PyAny>>,
    product: Option<&Bound<'_, PyAny>>,
    channel: Option<&Bound<'_, PyAny>>,
    reason: Option<&Bound<'_, PyAny>>,
    purpose: Option<&Bound<'_, PyAny>>,
    intent: Option<&Bound<'_, PyAny>>,
    direction: Option<&Bound<'_, PyAny>>,
    outcome: Option<&Bound<'_, PyAny>>,
    contact_point: Option<&Bound<'_, PyAny>>,
    subject: Option<&Bound<'_, PyAny>>,
    until: Option<&Bound<'_, PyAny>>,
    level: Option<&Bound<'_, PyAny>>,
    colleague: Option<&Bound<'_, PyAny>>,
    owner: Option<&Bound<'_, PyAny>>,
    recorded_at: Option<&Bound<'_, PyAny>>,
    naive: Option<&Bound<'_, PyAny>>,
) -> PyResult<Fact> {
    guarded(|| {
        let naive = Naive::read(naive)?;
        let mut fields = Fields::default();
        fields.add("kind", Some(kind))?;
        fields.add_instant("at", Some(at), &naive)?;
        let others = [
            ("id", id),
            ("order", order),
            ("case", case),
            ("product", product),
            ("channel", channel),
            ("reason", reason),
            ("purpose", purpose),
            ("intent", intent),
            ("direction", direction),
            ("outcome", outcome),
            ("contact_point", contact_point),
            ("subject", subject),
            ("level", level),
            ("colleague", colleague),
            ("owner", owner),
        ];
        for (name, value) in others {
            fields.add(name, value)?;
        }
        fields.add_instant("until", until, &naive)?;
        fields.add_instant("recorded_at", recorded_at, &naive)?;
        Ok(Fact(decoded(&fields.node())?))
    })
}

/// A fact of a table, as pickles keep it.
#[pyfunction]
pub(crate) fn _fact(table: &Bound<'_, PyAny>) -> PyResult<Fact> {
    guarded(|| Ok(Fact(decoded(&node(table, 0)?)?)))
}

/// The facts of an iterable of facts, or of tables as `tactful.call` takes them.
pub(crate) fn facts(value: &Bound<'_, PyAny>, naive: &Naive) -> Res<Vec<Core>> {
    let mut facts = Vec::new();
    for (place, item) in each(value)?.enumerate() {
        if place >= MOST {
            return Err(too_many());
        }
        facts.push(one(&item?, naive).map_err(|fault| fault.under(&format!("[{place}]")))?);
    }
    Ok(facts)
}

fn one(item: &Bound<'_, PyAny>, naive: &Naive) -> Res<Core> {
    if let Ok(fact) = item.cast::<Fact>() {
        return Ok(fact.get().0.clone());
    }
    let Ok(table) = item.cast::<PyMapping>() else {
        return Err(wrong_type("a fact, such as tactful.delivered(...)", item));
    };
    let mut fields = Fields::default();
    for pair in table.items()?.iter() {
        let (key, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        match text(&key)? {
            name @ ("at" | "until" | "recorded_at") => fields.add_instant(name, Some(&value), naive)?,
            name => fields.add(name, Some(&value))?,
        }
    }
    decoded(&fields.node())
}

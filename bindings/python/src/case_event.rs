//! What happened to a case, and how Python's arguments become it.

use crate::convert::{Fields, node};
use crate::errors::{Res, wrong_type};
use crate::fact::{Reduced, hash_of};
use crate::guard::guarded;
use crate::instant::{Naive, in_utc, text};
use crate::python::reduced;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyTuple};
use tactful::complaint::{Event, decode};
use tactful::document::{Field, Node};

/// One event of a :class:`Case` (C1): what happened, when, by whom, and what goes with it. It cannot be changed.
///
/// >>> import tactful as tf
/// >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system", order="o-17")
/// >>> event = case.events[0]
/// >>> event.kind, event.by, event.order, event.at.isoformat()
/// ('opened', 'web', 'o-17', '2026-11-21T08:30:00+00:00')
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct CaseEvent(pub(crate) Event);

#[pymethods]
impl CaseEvent {
    /// Its id, unique in the case.
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    /// The case that it is meant for, if it says so.
    #[getter]
    fn case(&self) -> Option<&str> {
        self.0.case.as_deref()
    }

    /// When it happened: an aware datetime in UTC, whole seconds.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| Ok(in_utc(py, self.0.at)?))
    }

    /// When the host came to know of it.
    #[getter]
    fn recorded_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.0.recorded_at.map(|at| in_utc(py, at)).transpose()?))
    }

    /// What happened.
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind.as_str()
    }

    /// Who acted, by the name that you gave.
    #[getter]
    fn by(&self) -> &str {
        &self.0.by
    }

    /// In which role.
    #[getter]
    fn role(&self) -> &'static str {
        self.0.role.as_str()
    }

    /// The part of the case; None: the case itself.
    #[getter]
    fn part(&self) -> Option<&str> {
        self.0.part.as_deref()
    }

    /// The complaint's customer.
    #[getter]
    fn customer(&self) -> Option<&str> {
        self.0.customer.as_deref()
    }

    /// The order that it is about.
    #[getter]
    fn order(&self) -> Option<&str> {
        self.0.order.as_deref()
    }

    /// The product that it is about.
    #[getter]
    fn product(&self) -> Option<&str> {
        self.0.product.as_deref()
    }

    /// The touchpoint at which it arose (T1).
    #[getter]
    fn touchpoint(&self) -> Option<&str> {
        self.0.touchpoint.as_deref()
    }

    /// The channel on which the customer was spoken or written to.
    #[getter]
    fn channel(&self) -> Option<&str> {
        self.0.channel.as_deref()
    }

    /// The contact in which it happened.
    #[getter]
    fn contact(&self) -> Option<&str> {
        self.0.contact.as_deref()
    }

    /// What the complaint is about (C3).
    #[getter]
    fn cause(&self) -> Option<&'static str> {
        self.0.cause.map(|word| word.as_str())
    }

    /// Whether we answer for it.
    #[getter]
    fn liability(&self) -> Option<&'static str> {
        self.0.liability.map(|word| word.as_str())
    }

    /// How a solution was brought up.
    #[getter]
    fn mode(&self) -> Option<&'static str> {
        self.0.mode.map(|word| word.as_str())
    }

    /// Whether the customer agreed to it.
    #[getter]
    fn agreed(&self) -> bool {
        self.0.agreed
    }

    /// The remedies agreed, or the one granted.
    #[getter]
    fn remedies<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.remedies.iter().map(|word| word.as_str()))
    }

    /// The commitment that is made, kept or broken.
    #[getter]
    fn commitment(&self) -> Option<&str> {
        self.0.commitment.as_deref()
    }

    /// What was promised.
    #[getter]
    fn what(&self) -> Option<&str> {
        self.0.what.as_deref()
    }

    /// Who is to do it.
    #[getter]
    fn owner(&self) -> Option<&str> {
        self.0.owner.as_deref()
    }

    /// Until when, in UTC.
    #[getter]
    fn due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.0.due.map(|at| in_utc(py, at)).transpose()?))
    }

    /// What the customer says.
    #[getter]
    fn word(&self) -> Option<&'static str> {
        self.0.word.map(|word| word.as_str())
    }

    /// For whom we wait.
    #[getter]
    fn wait(&self) -> Option<&'static str> {
        self.0.wait.map(|word| word.as_str())
    }

    /// How it ends.
    #[getter]
    fn ending(&self) -> Option<&'static str> {
        self.0.ending.map(|word| word.as_str())
    }

    /// What was not kept.
    #[getter]
    fn conduct(&self) -> Option<&'static str> {
        self.0.conduct.map(|word| word.as_str())
    }

    /// What else it is to the policy's clocks: `reply`, `holding_reply` and the like (C2, C11).
    #[getter]
    fn also(&self) -> Option<&str> {
        self.0.also.as_deref()
    }

    /// When a waiting that it begins ends by itself, for the clocks.
    #[getter]
    fn until<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.0.until.map(|at| in_utc(py, at)).transpose()?))
    }

    /// The priority that the case has from then on, a word of the policy.
    #[getter]
    fn priority(&self) -> Option<&str> {
        self.0.priority.as_deref()
    }

    /// What the case or its part is about, a word of the policy.
    #[getter]
    fn topic(&self) -> Option<&str> {
        self.0.topic.as_deref()
    }

    /// The calendar that counts from then on.
    #[getter]
    fn calendar(&self) -> Option<&str> {
        self.0.calendar.as_deref()
    }

    /// To whom it is handed over or referred.
    #[getter]
    fn to(&self) -> Option<&str> {
        self.0.to.as_deref()
    }

    /// Whether that person has a stake in sales (C13); None: not known.
    #[getter]
    fn sales_stake(&self) -> Option<bool> {
        self.0.sales_stake
    }

    /// The power used (C7).
    #[getter]
    fn power(&self) -> Option<&'static str> {
        self.0.power.map(|word| word.as_str())
    }

    /// What it costs: whole minor units (cents, fen) and the currency, as `(12000, "EUR")`.
    #[getter]
    fn amount(&self) -> Option<(i64, String)> {
        self.0.amount.map(|money| (money.minor(), money.currency().as_str().to_owned()))
    }

    /// Whether it happened at a core moment (C7).
    #[getter]
    fn core_moment(&self) -> bool {
        self.0.core_moment
    }

    /// Whether it saved that moment (C7).
    #[getter]
    fn saved(&self) -> bool {
        self.0.saved
    }

    /// The approver of the policy who let it pass.
    #[getter]
    fn approved_by(&self) -> Option<&str> {
        self.0.approved_by.as_deref()
    }

    /// The use of authority that a report or an answer speaks of.
    #[getter]
    fn grant(&self) -> Option<&str> {
        self.0.grant.as_deref()
    }

    /// The event as :func:`tactful.call` takes it.
    pub(crate) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let event = &self.0;
            let dict = PyDict::new(py);
            dict.set_item("id", &event.id)?;
            dict.set_item("at", event.at.to_string())?;
            dict.set_item("kind", event.kind.as_str())?;
            dict.set_item("by", &event.by)?;
            dict.set_item("role", event.role.as_str())?;
            let texts = [
                ("case", &event.case),
                ("part", &event.part),
                ("customer", &event.customer),
                ("order", &event.order),
                ("product", &event.product),
                ("touchpoint", &event.touchpoint),
                ("channel", &event.channel),
                ("contact", &event.contact),
                ("commitment", &event.commitment),
                ("what", &event.what),
                ("owner", &event.owner),
                ("also", &event.also),
                ("priority", &event.priority),
                ("topic", &event.topic),
                ("calendar", &event.calendar),
                ("to", &event.to),
                ("approved_by", &event.approved_by),
                ("grant", &event.grant),
            ];
            for (name, text) in texts {
                if let Some(text) = text {
                    dict.set_item(name, text)?;
                }
            }
            let words = [
                ("cause", event.cause.map(|word| word.as_str())),
                ("liability", event.liability.map(|word| word.as_str())),
                ("mode", event.mode.map(|word| word.as_str())),
                ("word", event.word.map(|word| word.as_str())),
                ("wait", event.wait.map(|word| word.as_str())),
                ("ending", event.ending.map(|word| word.as_str())),
                ("conduct", event.conduct.map(|word| word.as_str())),
                ("power", event.power.map(|word| word.as_str())),
            ];
            for (name, word) in words {
                if let Some(word) = word {
                    dict.set_item(name, word)?;
                }
            }
            for (name, at) in [("recorded_at", event.recorded_at), ("due", event.due), ("until", event.until)]
            {
                if let Some(at) = at {
                    dict.set_item(name, at.to_string())?;
                }
            }
            for (name, flag) in
                [("agreed", event.agreed), ("core_moment", event.core_moment), ("saved", event.saved)]
            {
                if flag {
                    dict.set_item(name, true)?;
                }
            }
            if let Some(stake) = event.sales_stake {
                dict.set_item("sales_stake", stake)?;
            }
            if !event.remedies.is_empty() {
                dict.set_item(
                    "remedies",
                    event.remedies.iter().map(|word| word.as_str()).collect::<Vec<_>>(),
                )?;
            }
            if let Some(money) = event.amount {
                let amount = PyDict::new(py);
                amount.set_item("minor", money.minor())?;
                amount.set_item("currency", money.currency().as_str())?;
                dict.set_item("amount", amount)?;
            }
            Ok(dict)
        })
    }

    fn __repr__(&self) -> String {
        format!("<tactful.CaseEvent {} at {} by {}>", self.0.kind.as_str(), self.0.at, self.0.role.as_str())
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        hash_of(&(&self.0.id, self.0.at))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| reduced(py, "_case_event", PyTuple::new(py, [self.to_dict(py)?])?))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

/// Reads an event of a table.
pub(crate) fn decoded(node: &Node) -> Res<Event> {
    Ok(decode::event(&Field::root(node))?)
}

/// An event of a table, as pickles keep it.
#[pyfunction]
pub(crate) fn _case_event(table: &Bound<'_, PyAny>) -> PyResult<CaseEvent> {
    guarded(|| Ok(CaseEvent(decoded(&node(table, 0)?)?)))
}

/// Adds what an event may carry, by its name.
pub(crate) fn add(
    fields: &mut Fields,
    name: &str,
    value: Option<&Bound<'_, PyAny>>,
    naive: &Naive,
) -> Res<()> {
    match name {
        "at" | "recorded_at" | "due" | "until" => fields.add_instant(name, value, naive),
        "amount" => match value.filter(|value| !value.is_none()) {
            Some(value) => fields.add(name, Some(&amount(value).map_err(|fault| fault.at(name))?)),
            None => Ok(()),
        },
        _ => fields.add(name, value),
    }
}

/// Money as documents write it; in Python a pair will do.
fn amount<'py>(value: &Bound<'py, PyAny>) -> Res<Bound<'py, PyAny>> {
    if value.cast::<PyMapping>().is_ok() {
        return Ok(value.clone());
    }
    let pair = value.cast::<PyTuple>().ok().filter(|pair| pair.len() == 2);
    let Some(pair) = pair else {
        return Err(wrong_type("minor units and a currency, such as (12000, \"EUR\")", value));
    };
    let table = PyDict::new(value.py());
    table.set_item("minor", pair.get_item(0)?)?;
    table.set_item("currency", pair.get_item(1)?)?;
    Ok(table.into_any())
}

/// An event, or a table of one.
pub(crate) fn event(item: &Bound<'_, PyAny>, naive: &Naive) -> Res<Event> {
    if let Ok(event) = item.cast::<CaseEvent>() {
        return Ok(event.get().0.clone());
    }
    let Ok(table) = item.cast::<PyMapping>() else {
        return Err(wrong_type("an event of a case, or a dict of one", item));
    };
    let mut fields = Fields::default();
    for pair in table.items()?.iter() {
        let (key, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        add(&mut fields, text(&key)?, Some(&value), naive)?;
    }
    decoded(&fields.node())
}

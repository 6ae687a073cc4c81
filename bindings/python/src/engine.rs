//! The engine: a policy, compiled once, shared by all threads.

use crate::agenda::Agenda;
use crate::calendar::Calendar;
use crate::clocks::{self, Clocks};
use crate::compiled::Core;
use crate::convert::{each, int};
use crate::customer::{Customer, fold, of_question};
use crate::decision::Decision;
use crate::decisions::Decisions;
use crate::errors::{Fault, Res, wrong_type};
use crate::fact::Reduced;
use crate::guard::{detached, guarded};
use crate::instant::{Naive, instant, text};
use crate::policy::{Document, Policy, file, read};
use crate::python::{helper, reduced};
use crate::question::{Asked, Given};
use crate::standing::{self, Standing};
use crate::standing_table::{self, StandingTable};
use crate::table::{self, DecisionTable};
use crate::voice::{self, Frames, Outline};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::sync::Arc;
use tactful::followup::Brief;
use tactful::{Code, Error};

/// A policy, compiled once: immutable, shared by all threads (F1). `Engine()` is the house policy.
///
/// - `policy`: a :class:`Policy`, its text, a `dict`, or the name of a document that the library brings along.
/// - `documents`: others that it may extend, in the same forms.
///
/// Engines of the same texts are equal and hash alike; they are pickled as their texts. Compiling runs without the
/// interpreter's lock. Raises :class:`InvalidInputError` with `path`, `line` and `column`.
///
/// >>> import tactful as tf
/// >>> engine = tf.Engine()
/// >>> "ask-referral" in engine.reasons, engine.channels[:2]
/// (True, ('phone', 'email'))
/// >>> engine.decide(tf.Customer("c-1", timezone="Europe/Paris"), "check-in", "email", "2026-11-21T09:30:00Z").verdict
/// <Verdict.NOT_APPLICABLE: 'not_applicable'>
#[pyclass(frozen, weakref, module = "tactful")]
#[derive(Debug)]
pub(crate) struct Engine(pub(crate) Arc<Core>);

impl Engine {
    fn compiled(py: Python<'_>, document: Arc<Document>, documents: Option<&Bound<'_, PyAny>>) -> Res<Self> {
        let mut others = Vec::new();
        if let Some(list) = documents.filter(|list| !list.is_none()) {
            let list = each(list).map_err(|fault| fault.at("documents"))?;
            for (place, other) in list.take(10_000).enumerate() {
                others.push(read(&other?).map_err(|fault| fault.under(&format!("documents[{place}]")))?);
            }
        }
        Ok(Self(Arc::new(detached(py, || Core::compile(document, others))?)))
    }
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (policy=None, *, documents=None))]
    fn new(
        py: Python<'_>,
        policy: Option<&Bound<'_, PyAny>>,
        documents: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let document = match policy.filter(|policy| !policy.is_none()) {
                Some(policy) => read(policy)?,
                None => Arc::new(Document::read("house")?),
            };
            Self::compiled(py, document, documents)
        })
    }

    /// The engine of a file in TOML or JSON: `str` or `os.PathLike`. What cannot be read raises `OSError`.
    #[staticmethod]
    #[pyo3(signature = (path, *, documents=None))]
    fn from_file(
        py: Python<'_>,
        path: &Bound<'_, PyAny>,
        documents: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| Self::compiled(py, Arc::new(Document::read(&file(path)?)?), documents))
    }

    /// The engine of a text in TOML or JSON.
    #[staticmethod]
    #[pyo3(signature = (text, *, documents=None))]
    fn from_text(
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        documents: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let text = crate::instant::text(text).map_err(|fault| fault.at("text"))?;
            Self::compiled(py, Arc::new(Document::read(text)?), documents)
        })
    }

    /// The policy that it was made of.
    #[getter]
    fn policy(&self) -> Policy {
        Policy(Arc::clone(&self.0.document))
    }

    /// The other documents that were given.
    #[getter]
    fn documents<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let policies = self.0.documents.iter().map(|document| Bound::new(py, Policy(Arc::clone(document))));
        PyTuple::new(py, policies.collect::<PyResult<Vec<_>>>()?)
    }

    /// The ids of the reasons, in the order of the policy.
    #[getter]
    fn reasons<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.engine.reasons().collect::<Vec<_>>())
    }

    /// The ids of the rules, sorted.
    #[getter]
    fn rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.engine.rules().collect::<Vec<_>>())
    }

    /// The channels.
    #[getter]
    fn channels<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.engine.channels().collect::<Vec<_>>())
    }

    /// The channels of a reason, the preferred first.
    fn channels_of<'py>(&self, py: Python<'py>, reason: &Bound<'_, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| {
            let reason = text(reason).map_err(|fault| fault.at("reason"))?;
            let channels: Vec<&str> = self.0.engine.channels_of(reason).map_err(of_question)?.collect();
            Ok(PyTuple::new(py, channels)?)
        })
    }

    /// What the answers rest on: policy and version, a hash of its content, zone data, semantics version.
    #[getter]
    fn fingerprint(&self) -> &str {
        self.0.engine.fingerprint()
    }

    /// A business calendar of the policy.
    fn calendar(&self, name: &Bound<'_, PyAny>) -> PyResult<Calendar> {
        guarded(|| {
            let name = text(name).map_err(|fault| fault.at("name"))?;
            self.0.engine.calendar(name).map_err(|error| error.at_path("name"))?;
            Ok(Calendar::of_engine(&self.0, name))
        })
    }

    /// Runs the examples that the policy carries, and looks for what it could not mean: reasons that never open,
    /// caps that contradict gaps, entries that are replaced. `now`: from when dates that run out are counted; the
    /// latest example's, if it is left out.
    ///
    /// Gives a :class:`Report`.
    ///
    /// >>> import tactful as tf
    /// >>> tf.Engine().check().ok
    /// True
    #[pyo3(signature = (now=None, *, naive=None))]
    fn check<'py>(
        slf: &Bound<'py, Self>,
        now: Option<&Bound<'py, PyAny>>,
        naive: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let naive = Naive::read(naive)?;
            let now = match now.filter(|now| !now.is_none()) {
                Some(now) => Some(instant(now, &naive).map_err(|fault| fault.at("now"))?.to_string()),
                None => None,
            };
            Ok(helper(slf.py(), "tactful._report", "check", (slf, now))?)
        })
    }

    /// May we contact the customer for this reason, through this channel, now? If not now, when; and why? (F1)
    ///
    /// - `customer`: a :class:`Customer` with its facts.
    /// - `reason`, `channel`: names of the policy; a channel that the reason does not list is refused.
    /// - `now`: an aware datetime, or text with an offset. Answers come back in its zone; for text, in the customer's.
    /// - `planned`: contacts that are planned (:func:`tactful.planned`).
    /// - `standing`: what was kept of facts that are not in `customer`.
    /// - `anchor`: only the anchor of this order or case; `subject`, `contact_point`: for rules that are kept by them.
    /// - `known_at`: only facts that were recorded by then count.
    /// - `naive`: the zone of instants here that do not say theirs; see :func:`tactful.fact`.
    ///
    /// Raises :class:`InvalidInputError` with the argument in `path`. Nothing is changed.
    ///
    /// >>> import tactful as tf
    /// >>> engine = tf.Engine()
    /// >>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
    /// ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
    /// ... ])
    /// >>> decision = engine.decide(customer, "check-in", channel="email", now="2026-11-21T09:30:00+01:00")
    /// >>> decision.verdict == "allow", decision.allowed_until.isoformat()
    /// (True, '2026-12-03T10:00:00+01:00')
    #[pyo3(signature = (customer, reason, channel, now, *, planned=None, standing=None, anchor=None, subject=None,
        contact_point=None, known_at=None, naive=None))]
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    fn decide(
        &self,
        customer: &Bound<'_, PyAny>,
        reason: &Bound<'_, PyAny>,
        channel: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        planned: Option<&Bound<'_, PyAny>>,
        standing: Option<&Bound<'_, PyAny>>,
        anchor: Option<&Bound<'_, PyAny>>,
        subject: Option<&Bound<'_, PyAny>>,
        contact_point: Option<&Bound<'_, PyAny>>,
        known_at: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Decision> {
        guarded(|| {
            let given = Given { planned, standing, anchor, subject, contact_point, known_at, naive };
            let asked = Asked::read(&self.0, customer, now, &given)?;
            let reason = text(reason).map_err(|fault| fault.at("reason"))?;
            let channel = text(channel).map_err(|fault| fault.at("channel"))?;
            let question = self.0.engine.question(reason, channel).map_err(of_question)?;
            let brief = asked.brief(question)?;
            Ok(Decision::new(Arc::new(asked), brief))
        })
    }

    /// All reasons at once, each through each of its channels; with `channel`, those that list it through that one
    /// (F1). Arguments as for :meth:`decide`.
    ///
    /// Gives :class:`Decisions`, a sequence whose items are only made when they are looked at: asking for a dozen
    /// reasons costs about a microsecond.
    ///
    /// >>> import tactful as tf
    /// >>> engine = tf.Engine()
    /// >>> decisions = engine.decide_all(tf.Customer("c-1"), "2026-11-21T09:30:00+01:00", channel="email")
    /// >>> sorted({decision.verdict.value for decision in decisions})
    /// ['hold', 'not_applicable']
    #[pyo3(signature = (customer, now, channel=None, *, planned=None, standing=None, subject=None,
        contact_point=None, known_at=None, naive=None))]
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    fn decide_all(
        &self,
        customer: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        channel: Option<&Bound<'_, PyAny>>,
        planned: Option<&Bound<'_, PyAny>>,
        standing: Option<&Bound<'_, PyAny>>,
        subject: Option<&Bound<'_, PyAny>>,
        contact_point: Option<&Bound<'_, PyAny>>,
        known_at: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Decisions> {
        guarded(|| {
            let given =
                Given { planned, standing, subject, contact_point, known_at, naive, ..Given::default() };
            let asked = Asked::read(&self.0, customer, now, &given)?;
            let questions = self.0.questions(channel)?;
            let mut answers = vec![Brief::default(); questions.len()];
            asked.briefs(questions, &mut answers)?;
            Ok(Decisions::new(Arc::new(asked), answers, channel.map(|name| name.clone().unbind())))
        })
    }

    /// Decides for every customer of a table, from a table of facts in any order: one row for each customer, reason and
    /// channel, in the order of the table, and the same answers as :meth:`decide`.
    ///
    /// - `customers`, `facts`: tables of pyarrow, Polars, pandas (3 or later), or whatever else has the Arrow PyCapsule
    ///   interface; `tactful.tables` has a function for each engine, also for those that read one result at a time
    ///   (DuckDB) and those whose tables lie in parts (Dask, Spark). Customers have the columns `customer`, and if they are known `timezone` or `timezones`,
    ///   `level`, `history_since` and days of every year such as `occasion_birthday`; facts have `customer`, `kind`,
    ///   `at`, and the other fields of :func:`tactful.fact`. Other columns are left aside, and listed in the summary.
    /// - `now`, `known_at`, `naive`: as for :meth:`decide`; `naive` also for timestamps without zone.
    /// - `reasons`, `channels`: only these.
    /// - `customer_columns`, `fact_columns`: what the tables call columns otherwise: ``{"customer": "CLIENT_NO"}``.
    /// - `date_as`: whether a column of dates means the `"start"` or the `"end"` of the day in `naive`.
    /// - `columns`: only these columns of decisions, in this order: ``["verdict", "allowed_from"]``. What is not asked for
    ///   is not worked out, which saves time.
    /// - `threads`: how many the call may use; the answers do not depend on it.
    /// - `sorted`: both tables are sorted by customer, and are read side by side.
    ///
    /// A bad row never fails the table: all rows of a customer who, or one of whose facts, cannot be read have the
    /// verdict `error`, with code and message. Runs without the interpreter's lock. Raises :class:`InvalidInputError`
    /// for what is wrong with a table as a whole: a column that is missing, or of another type.
    ///
    /// Gives a :class:`DecisionTable`; see there.
    #[pyo3(signature = (customers, facts, now, reasons=None, channels=None, *, customer_columns=None,
        fact_columns=None, known_at=None, naive=None, date_as=None, columns=None, threads=None, sorted=false))]
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    fn decide_table(
        &self,
        py: Python<'_>,
        customers: &Bound<'_, PyAny>,
        facts: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        reasons: Option<&Bound<'_, PyAny>>,
        channels: Option<&Bound<'_, PyAny>>,
        customer_columns: Option<&Bound<'_, PyAny>>,
        fact_columns: Option<&Bound<'_, PyAny>>,
        known_at: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
        date_as: Option<&Bound<'_, PyAny>>,
        columns: Option<&Bound<'_, PyAny>>,
        threads: Option<&Bound<'_, PyAny>>,
        sorted: bool,
    ) -> PyResult<DecisionTable> {
        guarded(|| {
            let given = table::Given {
                now,
                reasons,
                channels,
                customer_columns,
                fact_columns,
                known_at,
                naive,
                date_as,
                columns,
                threads,
                sorted,
            };
            table::decide(py, &self.0, customers, facts, &given)
        })
    }

    /// Folds a table of facts, in any order, into a table of standings: one row for each customer of either, ready for
    /// :meth:`decide_standings`. Facts may come late or twice, and parts may be folded by many machines: rows of one
    /// customer are joined.
    ///
    /// - `facts`: as for :meth:`decide_table`; None to join `standings` alone.
    /// - `now`: up to which facts count; what lies later is listed in :attr:`StandingTable.pending`.
    /// - `standings`: what was folded before, any table with the columns of :class:`StandingTable`.
    /// - the others: as for :meth:`decide_table`.
    ///
    /// A bad fact never fails the table: the customer's row keeps the standing that it had, and says what is wrong in
    /// `error` and `message`; nothing is decided from it until the facts are told again. Runs without the
    /// interpreter's lock. Raises :class:`InvalidInputError` for what is wrong with a table as a whole.
    #[pyo3(signature = (facts, now, standings=None, *, fact_columns=None, known_at=None, naive=None, date_as=None,
        threads=None))]
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    fn fold_table(
        &self,
        py: Python<'_>,
        facts: Option<&Bound<'_, PyAny>>,
        now: &Bound<'_, PyAny>,
        standings: Option<&Bound<'_, PyAny>>,
        fact_columns: Option<&Bound<'_, PyAny>>,
        known_at: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
        date_as: Option<&Bound<'_, PyAny>>,
        threads: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<StandingTable> {
        guarded(|| {
            let given =
                table::Given { fact_columns, known_at, naive, date_as, threads, ..table::Given::at(now) };
            standing_table::fold(py, &self.0, standings, facts, &given)
        })
    }

    /// Decides from standings alone: the answers of :meth:`decide_table` from the facts that were folded.
    ///
    /// - `customers`, `now`, `reasons`, `channels` and the others: as for :meth:`decide_table`.
    /// - `standings`: what :meth:`fold_table` made. A customer without a standing is one of whom nothing is known.
    /// - `due`: ``"all"``; ``"revisit_at"`` passes over those whose answers cannot have changed since the standings were
    ///   last decided from, by time, facts, policy, questions or the customer's own row; ``"eligible_at"`` also those
    ///   for whom only the time of day has.
    ///
    /// Gives the :class:`DecisionTable` of those who were due, and the :class:`StandingTable` to keep: the same rows,
    /// with until when these decisions hold. Runs without the interpreter's lock.
    #[pyo3(signature = (customers, standings, now, reasons=None, channels=None, *, due=None, customer_columns=None,
        naive=None, date_as=None, columns=None, threads=None))]
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    fn decide_standings(
        &self,
        py: Python<'_>,
        customers: &Bound<'_, PyAny>,
        standings: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        reasons: Option<&Bound<'_, PyAny>>,
        channels: Option<&Bound<'_, PyAny>>,
        due: Option<&Bound<'_, PyAny>>,
        customer_columns: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
        date_as: Option<&Bound<'_, PyAny>>,
        columns: Option<&Bound<'_, PyAny>>,
        threads: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(DecisionTable, StandingTable)> {
        guarded(|| {
            let given = table::Given {
                reasons,
                channels,
                customer_columns,
                naive,
                date_as,
                columns,
                threads,
                ..table::Given::at(now)
            };
            standing_table::decide(py, &self.0, customers, standings, due, &given)
        })
    }

    /// Plans contacts over so many days of 24 hours, 1 to 3660: decide all reasons, plan the best, and again (F1, F6).
    /// Each contact keeps every rule, given those before it. Arguments as for :meth:`decide`.
    ///
    /// Gives an :class:`Agenda`: a sequence, a table, and :meth:`Agenda.chart`. Runs without the interpreter's lock.
    ///
    /// >>> import tactful as tf
    /// >>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
    /// ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
    /// ... ])
    /// >>> agenda = tf.Engine().agenda(customer, "2026-11-21T09:30:00+01:00", days=14)
    /// >>> agenda[0].reason, agenda[0].channel
    /// ('check-in', 'email')
    #[pyo3(signature = (customer, now, days, *, planned=None, standing=None, known_at=None, naive=None))]
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    fn agenda(
        &self,
        py: Python<'_>,
        customer: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        days: &Bound<'_, PyAny>,
        planned: Option<&Bound<'_, PyAny>>,
        standing: Option<&Bound<'_, PyAny>>,
        known_at: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Agenda> {
        guarded(|| {
            let days = int(days).map_err(|fault| fault.at("days"))?;
            let given = Given { planned, standing, known_at, naive, ..Given::default() };
            let asked = Asked::read(&self.0, customer, now, &given)?;
            let made = detached(py, || asked.agenda(days));
            let made = made.map_err(|fault| match fault {
                Fault::Refused(error) if error.code() == Code::InvalidValue => fault_at_days(error),
                other => other,
            })?;
            Ok(Agenda::new(asked, made, days))
        })
    }

    /// Plans contacts with many customers over so many local days, today with the rest of it, where each day has room for
    /// so many (R8): the greater priority of the reason first, then the greater value for each day that is left, then what
    /// closes first, then the id. Each contact keeps every rule, given those before it.
    ///
    /// - `candidates`: :class:`Customer` objects with their facts, or dicts: `customer`, and if they are known `facts`,
    ///   `standing`, `planned`, `team`, `value` (whole, not negative) and `volume` (`"main"`, `"general"`, `"scattered"`).
    /// - `timezone`: on whose clock days begin and end.
    /// - `limits`: dicts: `per_day`, and for which `team`, which `channel`, on the days of business of which `calendar` of
    ///   the policy. A contact needs room in every limit that holds for it.
    /// - `small_share`: of each limit so many parts of ten thousand are for small customers as long as there are some: those
    ///   of the volume `"scattered"`, or where it is not told, of a value below `small_below`.
    /// - `language`: of explanations, `"en"` or `"zh"`.
    ///
    /// Gives a :class:`Workload`. A candidate who cannot be used fails nobody else, and stands in its `errors`. Raises
    /// :class:`InvalidInputError` for limits that cannot be.
    ///
    /// >>> import tactful as tf
    /// >>> people = [tf.Customer(id, timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
    /// ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-1"),
    /// ... ]) for id in ("c-1", "c-2", "c-3")]
    /// >>> workload = tf.Engine().agenda_many(
    /// ...     [{"customer": person, "value": 100, "team": "north"} for person in people],
    /// ...     "2026-11-23T09:00:00+01:00", days=2, timezone="Europe/Paris",
    /// ...     limits=[{"per_day": 1, "team": "north"}], small_share=0)
    /// >>> workload
    /// <tactful.Workload: 2 contacts in 2 days, 1 waiting>
    /// >>> [(one.day.isoformat(), one.customer) for one in workload]
    /// [('2026-11-23', 'c-1'), ('2026-11-24', 'c-2')]
    #[pyo3(signature = (candidates, now, days, *, timezone, limits, small_share, small_below=None, language="en",
        naive=None))]
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    fn agenda_many<'py>(
        slf: &Bound<'py, Self>,
        candidates: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
        days: &Bound<'py, PyAny>,
        timezone: &Bound<'py, PyAny>,
        limits: &Bound<'py, PyAny>,
        small_share: &Bound<'py, PyAny>,
        small_below: Option<&Bound<'py, PyAny>>,
        language: &str,
        naive: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let given =
                (slf, candidates, now, days, timezone, limits, small_share, small_below, language, naive);
            Ok(helper(slf.py(), "tactful._workload", "agenda_many", given)?)
        })
    }

    /// Looks back: judges each contact that was sent with what was known an instant before, by the rules that decide
    /// today. Contacts are right, too early, too late, in quiet hours, over a cap, without consent, during a complaint, an
    /// ask before a give, or for a reason that did not apply; where that cannot be told, it is said so.
    ///
    /// - `customers`: :class:`Customer` objects with their facts, or dicts; or a table, as for :meth:`decide_table`.
    /// - `facts`: more facts: dicts with `customer`, `kind`, `at` and so on; pairs of a customer's id and a fact; a dict
    ///   of lists of facts by id; or a table, which may also have the column `owner`. Tables are read by pyarrow.
    /// - `since`, `until`: only contacts of this time are judged.
    /// - `naive`: the zone of instants that do not say theirs; `date_as`: whether a date is its `"start"` or its `"end"`.
    /// - `columns`: names of your columns by the library's, ``{"at": "sent_on"}``; in tables, of both.
    ///
    /// Gives an :class:`Audit`. A row that cannot be used fails nobody else: it stands in its `errors`.
    ///
    /// >>> import tactful as tf
    /// >>> audit = tf.Engine().audit([tf.Customer("c-1", timezone="Europe/Paris")], [
    /// ...     {"customer": "c-1", "kind": "contact", "at": "2026-11-20T10:00:00Z", "reason": "check-in", "channel": "email"},
    /// ... ])
    /// >>> audit
    /// <tactful.Audit: 0 of 1 contacts right, 0 errors>
    #[pyo3(signature = (customers, facts=None, *, since=None, until=None, naive=None, date_as=None, columns=None))]
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    fn audit<'py>(
        slf: &Bound<'py, Self>,
        customers: &Bound<'py, PyAny>,
        facts: Option<&Bound<'py, PyAny>>,
        since: Option<&Bound<'py, PyAny>>,
        until: Option<&Bound<'py, PyAny>>,
        naive: Option<&Bound<'py, PyAny>>,
        date_as: Option<&Bound<'py, PyAny>>,
        columns: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let given = (slf, customers, facts, since, until, naive, date_as, columns);
            Ok(helper(slf.py(), "tactful._audit", "audit", given)?)
        })
    }

    /// Folds facts, in any order, into what is known as of an instant: a :class:`Standing` to keep beside the
    /// customer (laws 3 and 4 of the library: the result is the same in any order, and bounded).
    ///
    /// - `facts`: a :class:`Customer`, or an iterable of facts.
    /// - `as_of`: facts after it are `pending`.
    /// - `known_at`: facts recorded after it are left out.
    ///
    /// Raises :class:`InvalidInputError`: `rebuild_needed` for a correction, `fact_conflict` if one id is given to
    /// two different facts.
    ///
    /// >>> import tactful as tf
    /// >>> engine, now = tf.Engine(), "2026-11-21T09:30:00+01:00"
    /// >>> one = engine.fold([tf.delivered("2026-11-01T10:00:00+01:00", order="o-17")], now)
    /// >>> two = engine.fold([tf.purchase("2026-10-28T10:00:00+01:00", order="o-17")], now)
    /// >>> (one | two) == (two | one)
    /// True
    #[pyo3(signature = (facts, as_of, *, known_at=None, naive=None))]
    fn fold(
        &self,
        py: Python<'_>,
        facts: &Bound<'_, PyAny>,
        as_of: &Bound<'_, PyAny>,
        known_at: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Standing> {
        guarded(|| {
            let naive = Naive::read(naive)?;
            let as_of = instant(as_of, &naive).map_err(|fault| fault.at("as_of"))?;
            let known_at = match known_at.filter(|value| !value.is_none()) {
                Some(value) => Some(instant(value, &naive).map_err(|fault| fault.at("known_at"))?),
                None => None,
            };
            let given;
            let customer = facts.cast::<Customer>().ok().map(|customer| Arc::clone(&customer.get().0));
            let facts = match &customer {
                Some(customer) => &customer.facts,
                None => {
                    given = crate::fact::facts(facts, &naive).map_err(|fault| fault.under("facts"))?;
                    &given
                }
            };
            let (known, pending) = fold(py, &self.0, facts, as_of, known_at)?;
            let (core, memory) = (Arc::clone(&self.0), known.standing);
            Ok(Standing(Arc::new(standing::Data { core, memory, pending, warnings: known.warnings })))
        })
    }

    /// The standing of bytes that :meth:`Standing.to_bytes` gave.
    ///
    /// Raises :class:`InvalidInputError`: `invalid_standing` if they are damaged, `standing_shape` if another policy
    /// folded it.
    fn standing(&self, bytes: &Bound<'_, PyAny>) -> PyResult<Standing> {
        guarded(|| {
            let Ok(data) = bytes.cast::<pyo3::types::PyBytes>() else {
                return Err(wrong_type("bytes", bytes).at("bytes"));
            };
            let memory = Arc::new(self.0.engine.standing_from_bytes(data.as_bytes())?);
            let core = Arc::clone(&self.0);
            Ok(Standing(Arc::new(standing::Data { core, memory, pending: Vec::new(), warnings: Vec::new() })))
        })
    }

    /// The same memory for this engine, after a change of policy that asks for no more than is kept.
    ///
    /// Raises :class:`InvalidInputError` (`standing_shape`) if the policy asks for more: fold the facts again.
    fn adopt(&self, standing: &Bound<'_, PyAny>) -> PyResult<Standing> {
        guarded(|| {
            let Some(old) = standing::optional(Some(standing))? else {
                return Err(wrong_type("a tactful.Standing", standing).at("standing"));
            };
            let memory = Arc::new(self.0.engine.adopt(&old.memory)?);
            let (core, pending, warnings) = (Arc::clone(&self.0), old.pending.clone(), old.warnings.clone());
            Ok(Standing(Arc::new(standing::Data { core, memory, pending, warnings })))
        })
    }

    /// Signposts of emotion in a customer's words (C5), from left to right, as :class:`Signpost`: absolutes, insults,
    /// feelings, law and threats, in English and Chinese; denied ones are counted in. They mark emotion, not fact.
    ///
    /// >>> import tactful as tf
    /// >>> text = "You always promise to call, and I am not happy."
    /// >>> [(found.kind, text[found.start:found.end]) for found in tf.Engine().signposts(text)]
    /// [('absolute', 'always'), ('dissatisfaction', 'happy')]
    fn signposts<'py>(&self, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| voice::signposts(&self.0, text))
    }

    /// What a complaint tells so far (emotion, fact, expectation), and what to say or ask next (C4).
    ///
    /// - `text`: the customer's own words; `notes`: what was noted of the talk.
    /// - `known`: what the case knows already, of `time`, `place`, `event`, `person`, `expectation`.
    /// - `soothed`: an apology was made and the customer was heard.
    /// - `language`: of the phrase, `"en"` or `"zh"`; that of the text, if it is left out.
    ///
    /// >>> import tactful as tf
    /// >>> engine = tf.Engine()
    /// >>> engine.frames("You lousy company! It broke.").say
    /// 'soothe'
    /// >>> frames = engine.frames("It broke yesterday at your shop.", language="en")
    /// >>> frames.told, frames.next
    /// (('time', 'place', 'event'), 'person')
    #[pyo3(signature = (text, *, notes=None, known=None, soothed=None, language=None))]
    fn frames(
        &self,
        text: &Bound<'_, PyAny>,
        notes: Option<&Bound<'_, PyAny>>,
        known: Option<&Bound<'_, PyAny>>,
        soothed: Option<&Bound<'_, PyAny>>,
        language: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Frames> {
        guarded(|| voice::frames(&self.0, text, notes, known, soothed, language))
    }

    /// What to say in thirty seconds (C6): hazard, then safety, then value, with recognition of the customer. Each
    /// claim names facts that the case has.
    ///
    /// - `claims`: made by :func:`tactful.claim`, in any order.
    /// - `facts`: the ids of the facts that the case has.
    /// - `language`: `"en"` or `"zh"`; that of the claims, if it is left out.
    ///
    /// Raises :class:`InvalidInputError` for a claim without a fact, a part that is missing, and beyond 75 English
    /// words or 120 Chinese characters.
    ///
    /// >>> import tactful as tf
    /// >>> outline = tf.Engine().outline([
    /// ...     tf.claim("hazard", "a part could fail in use", ["f-1"], how="every part is tested again"),
    /// ...     tf.claim("safety", "what you get has passed both tests", ["f-2"]),
    /// ...     tf.claim("value", "a second test at no cost", ["f-2"]),
    /// ...     tf.claim("recognition", "you gave us three days", ["f-1"]),
    /// ... ], facts=["f-1", "f-2"])
    /// >>> outline.lines[0].text
    /// 'There was a risk: a part could fail in use. It is removed: every part is tested again.'
    #[pyo3(signature = (claims, facts, *, language=None))]
    fn outline(
        &self,
        claims: &Bound<'_, PyAny>,
        facts: &Bound<'_, PyAny>,
        language: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Outline> {
        guarded(|| voice::outline(&self.0, claims, facts, language))
    }

    /// Wording of staff that makes things worse (C16), from left to right, as :class:`Wording`, with what to say
    /// instead: to look at a reply before it is sent. Empty: nothing was found, which is no praise.
    ///
    /// >>> import tactful as tf
    /// >>> [found.kind for found in tf.Engine().wording("There is no such thing, and I cannot decide that.")]
    /// ['denial', 'powerless']
    #[pyo3(signature = (text, *, language=None))]
    fn wording<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        language: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| voice::wording(&self.0, text, language))
    }

    /// What each clock of a complaint shows (C2, C8, C11): what is owed, and until when.
    ///
    /// - `case`: a :class:`Case`; or what happened, as dicts: ``{"event": "received", "at": ...}``, with `part`,
    ///   `priority`, `until`, `calendar`, `topic`, `approved_by`, `recorded_at`, `order` where they are known.
    /// - `now`: an aware datetime, or text with an offset. Answers come back in its zone.
    /// - `customer`: whose zone counts, where the policy says so.
    /// - `known_at`: only what was recorded by then counts.
    ///
    /// >>> import tactful as tf
    /// >>> case = tf.Case.open("k-1", at="2026-06-01T09:00:00Z", by="web", role="system")
    /// >>> clocks = tf.Engine().clocks(case, now="2026-06-01T10:00:00Z")
    /// >>> [(one.clock, one.due_at.isoformat()) for one in clocks.readings if one.state == "running"]
    /// [('first-response', '2026-06-01T13:00:00+00:00'), ('resolution', '2026-06-15T18:00:00+00:00')]
    #[pyo3(signature = (case, now, customer=None, *, known_at=None, naive=None))]
    fn clocks(
        &self,
        case: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        customer: Option<&Bound<'_, PyAny>>,
        known_at: Option<&Bound<'_, PyAny>>,
        naive: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Clocks> {
        guarded(|| {
            let asked = clocks::Asked::read(&self.0, now, customer, known_at, naive)?;
            clocks::of(&self.0, case, &asked)
        })
    }

    fn __repr__(&self) -> PyResult<String> {
        guarded(|| {
            let policy = self.0.engine.policy();
            let (reasons, rules) = (self.0.engine.reasons().count(), self.0.engine.rules().count());
            Ok(format!(
                "<tactful.Engine {}@{}: {reasons} reasons, {rules} rules>",
                policy.name, policy.version
            ))
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0.same(&other.0)
    }

    fn __hash__(&self) -> u64 {
        self.0.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        guarded(|| {
            let documents: Vec<&str> =
                self.0.documents.iter().map(|document| document.text.as_str()).collect();
            let arguments = (&self.0.document.text, documents).into_pyobject(py)?;
            reduced(py, "_engine", arguments)
        })
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }
}

fn fault_at_days(error: Error) -> Fault {
    Fault::Refused(error.at_path("days"))
}

/// The engine of texts, as pickles keep it.
#[pyfunction]
pub(crate) fn _engine(py: Python<'_>, text: &str, documents: Vec<String>) -> PyResult<Engine> {
    guarded(|| {
        let others =
            documents.iter().map(|text| Ok(Arc::new(Document::read(text)?))).collect::<Res<Vec<_>>>()?;
        let document = Arc::new(Document::read(text)?);
        Ok(Engine(Arc::new(detached(py, || Core::compile(document, others))?)))
    })
}

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final, Literal, final, overload

from typing_extensions import Self

from ._audit import Audit
from ._chart import Chart
from ._display import Html
from ._report import Report
from ._types import (
    Amount,
    ArrowTable,
    CaseKind,
    CaseStatus,
    Cause,
    ClaimPart,
    Conduct,
    Direction,
    Element,
    Ending,
    Intent,
    Language,
    Liability,
    Mode,
    Outcome,
    Power,
    Purpose,
    Remedy,
    Role,
    Wait,
    When,
    Word,
    Zone,
)
from ._verdict import Verdict
from ._workload import Workload

VERSION: Final[str]
SEMANTICS_VERSION: Final[int]

@final
class Fact:
    """Something that happened to a customer, at an instant (F1). Made by :func:`tactful.delivered`,
    :func:`tactful.contact` and the others, one for each kind; kinds of your own by :func:`tactful.fact`.

    Facts cannot be changed; equal ones are equal and hash alike. Instants are aware datetimes in UTC.

    >>> import tactful as tf
    >>> fact = tf.delivered("2026-11-01T10:00:00+01:00", order="o-17")
    >>> fact
    tactful.delivered("2026-11-01T09:00:00Z", order="o-17")
    >>> fact.kind, fact.order, fact.product
    ('delivered', 'o-17', None)
    """

    @property
    def kind(self) -> str:
        """The kind, as documents write it: `delivered`."""
    @property
    def at(self) -> datetime.datetime:
        """When it happened: an aware datetime in UTC, whole seconds."""
    @property
    def id(self) -> str | None:
        """The host's id: equal ids are one fact."""
    @property
    def order(self) -> str | None:
        """The order that it belongs to."""
    @property
    def case(self) -> str | None:
        """The complaint case that it belongs to."""
    @property
    def product(self) -> str | None:
        """The product of the order."""
    @property
    def channel(self) -> str | None:
        """The channel of a contact, or what a consent is for."""
    @property
    def reason(self) -> str | None:
        """The reason of a contact, by its id at that time."""
    @property
    def purpose(self) -> Purpose | None:
        """The purpose of a contact as sent, or what a consent is for."""
    @property
    def intent(self) -> Intent | None:
        """Whom a contact served (F2): `give`, `ask` or `service`."""
    @property
    def direction(self) -> Direction | None:
        """Who began a contact: `out` (we did) or `in`."""
    @property
    def outcome(self) -> Outcome | None:
        """What came of a contact."""
    @property
    def contact_point(self) -> str | None:
        """The address or number."""
    @property
    def subject(self) -> str | None:
        """What a contact was about."""
    @property
    def until(self) -> datetime.datetime | None:
        """When a suspension or a consent ends by itself."""
    @property
    def level(self) -> str | None:
        """The level that was assigned."""
    @property
    def colleague(self) -> bool:
        """Whether it was a contact with somebody else of the same account."""
    @property
    def owner(self) -> str | None:
        """Who of us made the contact; audits total by it."""
    @property
    def recorded_at(self) -> datetime.datetime | None:
        """When the host came to know of it."""
    def to_dict(self) -> dict[str, Any]:
        """The fact as :func:`tactful.call` takes it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Planned:
    """A contact that is planned: an argument of a question, never a fact (F1). Made by :func:`tactful.planned`."""

    @property
    def id(self) -> str | None:
        """The host's id; a sent contact with the same id takes its place."""
    @property
    def at(self) -> datetime.datetime:
        """When it is to be made: an aware datetime in UTC."""
    @property
    def reason(self) -> str:
        """The reason, by its id."""
    @property
    def channel(self) -> str:
        """The channel."""
    @property
    def order(self) -> str | None:
        """The order that it is for."""
    @property
    def case(self) -> str | None:
        """The complaint case that it is for."""
    @property
    def subject(self) -> str | None:
        """What it is about."""
    @property
    def contact_point(self) -> str | None:
        """The address or number."""
    def to_dict(self) -> dict[str, Any]:
        """The plan as :func:`tactful.call` takes it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Policy:
    """A policy document (F1): reasons, rules, calendars, levels, in TOML or JSON. It is read strictly; whether it fits
    together with what it extends shows when an :class:`Engine` is made of it.

    `Policy(text)` reads TOML or JSON text, or takes the name of a document that the library brings along (`house`);
    `Policy(dict)` takes a document that is a `dict` already, :meth:`Policy.from_file` a file. Equal texts are equal
    policies.

    Raises :class:`InvalidInputError` with `path`, `line` and `column`.

    >>> import tactful as tf
    >>> policy = tf.Policy("name = 'shop'\\nversion = '1'\\nextends = ['house@1']")
    >>> policy.name, policy.version, policy.extends
    ('shop', '1', ('house@1',))
    """

    def __new__(cls, document: Policy | str | Mapping[str, Any], /) -> Self: ...
    @staticmethod
    def from_file(path: str | os.PathLike[str]) -> Policy:
        """The document of a file: `str` or `os.PathLike`. What cannot be read raises `OSError`."""
    @staticmethod
    def from_text(text: str) -> Policy:
        """The document of a text in TOML or JSON."""
    @property
    def name(self) -> str:
        """The document's name."""
    @property
    def version(self) -> str:
        """The document's version."""
    @property
    def extends(self) -> tuple[str, ...]:
        """`name@version` of the documents that it lies on."""
    @property
    def text(self) -> str:
        """The text that it was read from; of a `dict` its JSON."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Customer:
    """A customer with the facts that are known (F1): who it is, whose clock counts, what happened.

    - `id`: yours.
    - `timezone`: the IANA name of the zone whose clock the customer reads, or a `ZoneInfo`; or `timezones`, a list, if
      it is one of several. If neither is given, the policy's `timezone.unknown` decides, and answers are flagged.
    - `level`: the assigned relationship level (R1).
    - `history_since`: how far back the facts reach, or a dict of such instants by source; if it is left out, the
      history counts as complete, and answers are flagged.
    - `occasions`: days of every year by name, ``{"birthday": "05-17"}``, ``{"birthday": "lunar 08-15"}`` or dates.
    - `facts`: facts (:func:`tactful.delivered` and others), in any order.
    - `naive`: the zone of instants here that do not say theirs; see :func:`tactful.fact`.

    A customer cannot be changed: :meth:`with_facts` gives another one. Facts are folded once for an engine and kept,
    so that many questions about one customer cost little. Raises :class:`InvalidInputError` with the field in `path`.

    >>> import tactful as tf
    >>> customer = tf.Customer("c-17", timezone="Europe/Paris", facts=[
    ...     tf.delivered("2026-11-01T10:00:00+01:00", order="o-17"),
    ... ])
    >>> customer
    tactful.Customer("c-17", timezone="Europe/Paris", facts=[1 fact])
    >>> len(customer.with_facts([tf.purchase("2026-10-28T10:00:00+01:00", order="o-17")]).facts)
    2
    """


    def __new__(
        cls,
        id: str | None = None,
        *,
        timezone: Zone | None = None,
        timezones: Iterable[str] | None = None,
        level: str | None = None,
        history_since: When | Mapping[str, When] | None = None,
        occasions: Mapping[str, str | datetime.date] | None = None,
        facts: Iterable[Fact | Mapping[str, Any]] | None = None,
        naive: Zone | None = None,
    ) -> Self: ...
    @property
    def id(self) -> str:
        """Your id; empty if none was given."""
    @property
    def timezone(self) -> str | None:
        """The zone's IANA name; None if it is not known, or one of several."""
    @property
    def timezones(self) -> tuple[str, ...]:
        """The names of the zones of which it is one; empty if there is one or none."""
    @property
    def level(self) -> str | None:
        """The assigned relationship level (R1)."""
    @property
    def history_since(self) -> datetime.datetime | None:
        """How far back the facts reach, in UTC; of several sources the latest."""
    @property
    def occasions(self) -> dict[str, str]:
        """Days of every year by name, as `MM-DD`, or as `lunar MM-DD` for those of the Chinese calendar."""
    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts, in the order in which they were given."""
    def with_facts(self, facts: Iterable[Fact | Mapping[str, Any]], *, naive: Zone | None = None) -> Customer:
        """The same customer with more facts. `naive` as in :func:`tactful.fact`, for facts that are dicts."""
    def to_dict(self) -> dict[str, Any]:
        """The customer as :func:`tactful.call` takes it, without the facts."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Standing:
    """What is remembered of a customer (KERNEL: facts in any order, bounded, mergeable): made by :meth:`Engine.fold`,
    kept as bytes beside the customer, read by :meth:`Engine.standing`, given to :meth:`Engine.decide` and others.

    `a | b` joins two standings of one customer that were folded apart. Facts after `as_of` are `pending`: the object
    remembers them and counts them when their time has come; its bytes do not.

    >>> import tactful as tf
    >>> engine = tf.Engine()
    >>> standing = engine.fold([tf.delivered("2026-11-01T10:00:00+01:00", order="o-17")], "2026-11-21T09:30:00+01:00")
    >>> standing.watermark.isoformat(), standing.truncated
    ('2026-11-01T09:00:00+00:00', False)
    >>> engine.standing(standing.to_bytes()) == standing
    True
    """

    def to_bytes(self) -> bytes:
        """The bytes to keep; :meth:`Engine.standing` reads them."""
    @property
    def watermark(self) -> datetime.datetime | None:
        """The instant of the latest fact in it, in UTC; a question cannot be earlier."""
    @property
    def truncated(self) -> bool:
        """Whether something was pushed out, so that answers may be stricter than the whole history's."""
    @property
    def pending(self) -> tuple[Fact, ...]:
        """Facts that lie after `as_of` and do not count yet."""
    @property
    def next_pending(self) -> datetime.datetime | None:
        """When the first pending fact begins to count."""
    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know of the facts: `ids_missing`, `pending_facts`, `facts_not_used`."""
    def merge(self, other: Standing) -> Standing:
        """Both together. Raises :class:`InvalidInputError` (`standing_shape`) if another policy folded the other one."""
    def __or__(self, other: Standing, /) -> Standing: ...
    def __ror__(self, other: Standing, /) -> Standing: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Engine:
    """A policy, compiled once: immutable, shared by all threads (F1). `Engine()` is the house policy.

    - `policy`: a :class:`Policy`, its text, a `dict`, or the name of a document that the library brings along.
    - `documents`: others that it may extend, in the same forms.

    Engines of the same texts are equal and hash alike; they are pickled as their texts. Compiling runs without the
    interpreter's lock. Raises :class:`InvalidInputError` with `path`, `line` and `column`.

    >>> import tactful as tf
    >>> engine = tf.Engine()
    >>> "ask-referral" in engine.reasons, engine.channels[:2]
    (True, ('phone', 'email'))
    >>> engine.decide(tf.Customer("c-1", timezone="Europe/Paris"), "check-in", "email", "2026-11-21T09:30:00Z").verdict
    <Verdict.NOT_APPLICABLE: 'not_applicable'>
    """

    def __new__(
        cls,
        policy: Policy | str | Mapping[str, Any] | None = None,
        *,
        documents: Iterable[Policy | str | Mapping[str, Any]] | None = None,
    ) -> Self: ...
    @staticmethod
    def from_file(
        path: str | os.PathLike[str],
        *,
        documents: Iterable[Policy | str | Mapping[str, Any]] | None = None,
    ) -> Engine:
        """The engine of a file in TOML or JSON: `str` or `os.PathLike`. What cannot be read raises `OSError`."""
    @staticmethod
    def from_text(
        text: str, *, documents: Iterable[Policy | str | Mapping[str, Any]] | None = None
    ) -> Engine:
        """The engine of a text in TOML or JSON."""
    @property
    def policy(self) -> Policy:
        """The policy that it was made of."""
    @property
    def documents(self) -> tuple[Policy, ...]:
        """The other documents that were given."""
    @property
    def reasons(self) -> tuple[str, ...]:
        """The ids of the reasons, in the order of the policy."""
    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules, sorted."""
    @property
    def channels(self) -> tuple[str, ...]:
        """The channels."""
    def channels_of(self, reason: str) -> tuple[str, ...]:
        """The channels of a reason, the preferred first."""
    @property
    def fingerprint(self) -> str:
        """What the answers rest on: policy and version, a hash of its content, zone data, semantics version."""
    def calendar(self, name: str) -> Calendar:
        """A business calendar of the policy."""
    def check(self, now: When | None = None, *, naive: Zone | None = None) -> Report:
        """Runs the examples that the policy carries, and looks for what it could not mean: reasons that never open,
        caps that contradict gaps, entries that are replaced. `now`: from when dates that run out are counted; the
        latest example's, if it is left out.

        Gives a :class:`Report`.

        >>> import tactful as tf
        >>> tf.Engine().check().ok
        True
        """
    def decide(
        self,
        customer: Customer,
        reason: str,
        channel: str,
        now: When,
        *,
        planned: Iterable[Planned | Mapping[str, Any]] | None = None,
        standing: Standing | None = None,
        anchor: str | None = None,
        subject: str | None = None,
        contact_point: str | None = None,
        known_at: When | None = None,
        naive: Zone | None = None,
    ) -> Decision:
        """May we contact the customer for this reason, through this channel, now? If not now, when; and why? (F1)

        - `customer`: a :class:`Customer` with its facts.
        - `reason`, `channel`: names of the policy; a channel that the reason does not list is refused.
        - `now`: an aware datetime, or text with an offset. Answers come back in its zone; for text, in the customer's.
        - `planned`: contacts that are planned (:func:`tactful.planned`).
        - `standing`: what was kept of facts that are not in `customer`.
        - `anchor`: only the anchor of this order or case; `subject`, `contact_point`: for rules that are kept by them.
        - `known_at`: only facts that were recorded by then count.
        - `naive`: the zone of instants here that do not say theirs; see :func:`tactful.fact`.

        Raises :class:`InvalidInputError` with the argument in `path`. Nothing is changed.

        >>> import tactful as tf
        >>> engine = tf.Engine()
        >>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
        ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
        ... ])
        >>> decision = engine.decide(customer, "check-in", channel="email", now="2026-11-21T09:30:00+01:00")
        >>> decision.verdict == "allow", decision.allowed_until.isoformat()
        (True, '2026-12-03T10:00:00+01:00')
        """
    def decide_all(
        self,
        customer: Customer,
        now: When,
        channel: str | None = None,
        *,
        planned: Iterable[Planned | Mapping[str, Any]] | None = None,
        standing: Standing | None = None,
        subject: str | None = None,
        contact_point: str | None = None,
        known_at: When | None = None,
        naive: Zone | None = None,
    ) -> Decisions:
        """All reasons at once, each through each of its channels; with `channel`, those that list it through that one
        (F1). Arguments as for :meth:`decide`.

        Gives :class:`Decisions`, a sequence whose items are only made when they are looked at: asking for a dozen
        reasons costs about a microsecond.

        >>> import tactful as tf
        >>> engine = tf.Engine()
        >>> decisions = engine.decide_all(tf.Customer("c-1"), "2026-11-21T09:30:00+01:00", channel="email")
        >>> sorted({decision.verdict.value for decision in decisions})
        ['hold', 'not_applicable']
        """
    def decide_table(
        self,
        customers: ArrowTable,
        facts: ArrowTable,
        now: When,
        reasons: Iterable[str] | None = None,
        channels: Iterable[str] | None = None,
        *,
        customer_columns: dict[str, str] | None = None,
        fact_columns: dict[str, str] | None = None,
        known_at: When | None = None,
        naive: Zone | None = None,
        date_as: Literal["start", "end"] | None = None,
        columns: Iterable[str] | None = None,
        threads: int | None = None,
        sorted: bool = False,
    ) -> DecisionTable:
        """Decides for every customer of a table, from a table of facts in any order: one row for each customer, reason and
        channel, in the order of the table, and the same answers as :meth:`decide`.

        - `customers`, `facts`: tables of pyarrow, Polars, pandas (3 or later), or whatever else has the Arrow PyCapsule
          interface; `tactful.tables` has a function for each engine, also for those that read one result at a time
          (DuckDB) and those whose tables lie in parts (Dask, Spark). Customers have the columns `customer`, and if they are known `timezone` or `timezones`,
          `level`, `history_since` and days of every year such as `occasion_birthday`; facts have `customer`, `kind`,
          `at`, and the other fields of :func:`tactful.fact`. Other columns are left aside, and listed in the summary.
        - `now`, `known_at`, `naive`: as for :meth:`decide`; `naive` also for timestamps without zone.
        - `reasons`, `channels`: only these.
        - `customer_columns`, `fact_columns`: what the tables call columns otherwise: ``{"customer": "CLIENT_NO"}``.
        - `date_as`: whether a column of dates means the `"start"` or the `"end"` of the day in `naive`.
        - `columns`: only these columns of decisions, in this order: ``["verdict", "allowed_from"]``. What is not asked for
          is not worked out, which saves time.
        - `threads`: how many the call may use; the answers do not depend on it.
        - `sorted`: both tables are sorted by customer, and are read side by side.

        A bad row never fails the table: all rows of a customer who, or one of whose facts, cannot be read have the
        verdict `error`, with code and message. Runs without the interpreter's lock. Raises :class:`InvalidInputError`
        for what is wrong with a table as a whole: a column that is missing, or of another type.

        Gives a :class:`DecisionTable`; see there.
        """
    def fold_table(
        self,
        facts: ArrowTable | None,
        now: When,
        standings: ArrowTable | None = None,
        *,
        fact_columns: dict[str, str] | None = None,
        known_at: When | None = None,
        naive: Zone | None = None,
        date_as: Literal["start", "end"] | None = None,
        threads: int | None = None,
    ) -> StandingTable:
        """Folds a table of facts, in any order, into a table of standings: one row for each customer of either, ready for
        :meth:`decide_standings`. Facts may come late or twice, and parts may be folded by many machines: rows of one
        customer are joined.

        - `facts`: as for :meth:`decide_table`; None to join `standings` alone.
        - `now`: up to which facts count; what lies later is listed in :attr:`StandingTable.pending`.
        - `standings`: what was folded before, any table with the columns of :class:`StandingTable`.
        - the others: as for :meth:`decide_table`.

        A bad fact never fails the table: the customer's row keeps the standing that it had, and says what is wrong in
        `error` and `message`; nothing is decided from it until the facts are told again. Runs without the
        interpreter's lock. Raises :class:`InvalidInputError` for what is wrong with a table as a whole.
        """
    def decide_standings(
        self,
        customers: ArrowTable,
        standings: ArrowTable,
        now: When,
        reasons: Iterable[str] | None = None,
        channels: Iterable[str] | None = None,
        *,
        due: Literal["all", "revisit_at", "eligible_at"] | None = None,
        customer_columns: dict[str, str] | None = None,
        naive: Zone | None = None,
        date_as: Literal["start", "end"] | None = None,
        columns: Iterable[str] | None = None,
        threads: int | None = None,
    ) -> tuple[DecisionTable, StandingTable]:
        """Decides from standings alone: the answers of :meth:`decide_table` from the facts that were folded.

        - `customers`, `now`, `reasons`, `channels` and the others: as for :meth:`decide_table`.
        - `standings`: what :meth:`fold_table` made. A customer without a standing is one of whom nothing is known.
        - `due`: ``"all"``; ``"revisit_at"`` passes over those whose answers cannot have changed since the standings were
          last decided from, by time, facts, policy, questions or the customer's own row; ``"eligible_at"`` also those
          for whom only the time of day has.

        Gives the :class:`DecisionTable` of those who were due, and the :class:`StandingTable` to keep: the same rows,
        with until when these decisions hold. Runs without the interpreter's lock.
        """
    def agenda(
        self,
        customer: Customer,
        now: When,
        days: int,
        *,
        planned: Iterable[Planned | Mapping[str, Any]] | None = None,
        standing: Standing | None = None,
        known_at: When | None = None,
        naive: Zone | None = None,
    ) -> Agenda:
        """Plans contacts over so many days of 24 hours, 1 to 3660: decide all reasons, plan the best, and again (F1, F6).
        Each contact keeps every rule, given those before it. Arguments as for :meth:`decide`.

        Gives an :class:`Agenda`: a sequence, a table, and :meth:`Agenda.chart`. Runs without the interpreter's lock.

        >>> import tactful as tf
        >>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
        ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
        ... ])
        >>> agenda = tf.Engine().agenda(customer, "2026-11-21T09:30:00+01:00", days=14)
        >>> agenda[0].reason, agenda[0].channel
        ('check-in', 'email')
        """
    def agenda_many(
        self,
        candidates: Iterable[Customer | Mapping[str, Any]],
        now: When,
        days: int,
        *,
        timezone: Zone,
        limits: Iterable[Mapping[str, Any]],
        small_share: int,
        small_below: int | None = None,
        language: Language = "en",
        naive: Zone | None = None,
    ) -> Workload:
        """Plans contacts with many customers over so many local days, today with the rest of it, where each day has room for
        so many (R8): the greater priority of the reason first, then the greater value for each day that is left, then what
        closes first, then the id. Each contact keeps every rule, given those before it.

        - `candidates`: :class:`Customer` objects with their facts, or dicts: `customer`, and if they are known `facts`,
          `standing`, `planned`, `team`, `value` (whole, not negative) and `volume` (`"main"`, `"general"`, `"scattered"`).
        - `timezone`: on whose clock days begin and end.
        - `limits`: dicts: `per_day`, and for which `team`, which `channel`, on the days of business of which `calendar` of
          the policy. A contact needs room in every limit that holds for it.
        - `small_share`: of each limit so many parts of ten thousand are for small customers as long as there are some: those
          of the volume `"scattered"`, or where it is not told, of a value below `small_below`.
        - `language`: of explanations, `"en"` or `"zh"`.

        Gives a :class:`Workload`. A candidate who cannot be used fails nobody else, and stands in its `errors`. Raises
        :class:`InvalidInputError` for limits that cannot be.

        >>> import tactful as tf
        >>> people = [tf.Customer(id, timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
        ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-1"),
        ... ]) for id in ("c-1", "c-2", "c-3")]
        >>> workload = tf.Engine().agenda_many(
        ...     [{"customer": person, "value": 100, "team": "north"} for person in people],
        ...     "2026-11-23T09:00:00+01:00", days=2, timezone="Europe/Paris",
        ...     limits=[{"per_day": 1, "team": "north"}], small_share=0)
        >>> workload
        <tactful.Workload: 2 contacts in 2 days, 1 waiting>
        >>> [(one.day.isoformat(), one.customer) for one in workload]
        [('2026-11-23', 'c-1'), ('2026-11-24', 'c-2')]
        """
    def audit(
        self,
        customers: Iterable[Customer | Mapping[str, Any]] | ArrowTable,
        facts: Iterable[Mapping[str, Any] | tuple[str, Fact | Mapping[str, Any]]]
        | Mapping[str, Iterable[Fact | Mapping[str, Any]]]
        | ArrowTable
        | None = None,
        *,
        since: When | None = None,
        until: When | None = None,
        naive: Zone | None = None,
        date_as: Literal["start", "end"] | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Audit:
        """Looks back: judges each contact that was sent with what was known an instant before, by the rules that decide
        today. Contacts are right, too early, too late, in quiet hours, over a cap, without consent, during a complaint, an
        ask before a give, or for a reason that did not apply; where that cannot be told, it is said so.

        - `customers`: :class:`Customer` objects with their facts, or dicts; or a table, as for :meth:`decide_table`.
        - `facts`: more facts: dicts with `customer`, `kind`, `at` and so on; pairs of a customer's id and a fact; a dict
          of lists of facts by id; or a table, which may also have the column `owner`. Tables are read by pyarrow.
        - `since`, `until`: only contacts of this time are judged.
        - `naive`: the zone of instants that do not say theirs; `date_as`: whether a date is its `"start"` or its `"end"`.
        - `columns`: names of your columns by the library's, ``{"at": "sent_on"}``; in tables, of both.

        Gives an :class:`Audit`. A row that cannot be used fails nobody else: it stands in its `errors`.

        >>> import tactful as tf
        >>> audit = tf.Engine().audit([tf.Customer("c-1", timezone="Europe/Paris")], [
        ...     {"customer": "c-1", "kind": "contact", "at": "2026-11-20T10:00:00Z", "reason": "check-in", "channel": "email"},
        ... ])
        >>> audit
        <tactful.Audit: 0 of 1 contacts right, 0 errors>
        """
    def fold(
        self,
        facts: Customer | Iterable[Fact | Mapping[str, Any]],
        as_of: When,
        *,
        known_at: When | None = None,
        naive: Zone | None = None,
    ) -> Standing:
        """Folds facts, in any order, into what is known as of an instant: a :class:`Standing` to keep beside the
        customer (laws 3 and 4 of the library: the result is the same in any order, and bounded).

        - `facts`: a :class:`Customer`, or an iterable of facts.
        - `as_of`: facts after it are `pending`.
        - `known_at`: facts recorded after it are left out.

        Raises :class:`InvalidInputError`: `rebuild_needed` for a correction, `fact_conflict` if one id is given to
        two different facts.

        >>> import tactful as tf
        >>> engine, now = tf.Engine(), "2026-11-21T09:30:00+01:00"
        >>> one = engine.fold([tf.delivered("2026-11-01T10:00:00+01:00", order="o-17")], now)
        >>> two = engine.fold([tf.purchase("2026-10-28T10:00:00+01:00", order="o-17")], now)
        >>> (one | two) == (two | one)
        True
        """
    def standing(self, bytes: bytes) -> Standing:
        """The standing of bytes that :meth:`Standing.to_bytes` gave.

        Raises :class:`InvalidInputError`: `invalid_standing` if they are damaged, `standing_shape` if another policy
        folded it.
        """
    def adopt(self, standing: Standing) -> Standing:
        """The same memory for this engine, after a change of policy that asks for no more than is kept.

        Raises :class:`InvalidInputError` (`standing_shape`) if the policy asks for more: fold the facts again.
        """
    def signposts(self, text: str) -> tuple[Signpost, ...]:
        """Signposts of emotion in a customer's words (C5), from left to right, as :class:`Signpost`: absolutes, insults,
        feelings, law and threats, in English and Chinese; denied ones are counted in. They mark emotion, not fact.

        >>> import tactful as tf
        >>> text = "You always promise to call, and I am not happy."
        >>> [(found.kind, text[found.start:found.end]) for found in tf.Engine().signposts(text)]
        [('absolute', 'always'), ('dissatisfaction', 'happy')]
        """
    def frames(
        self,
        text: str,
        *,
        notes: Iterable[str] | None = None,
        known: Iterable[Element] | None = None,
        soothed: bool | None = None,
        language: Language | None = None,
    ) -> Frames:
        """What a complaint tells so far (emotion, fact, expectation), and what to say or ask next (C4).

        - `text`: the customer's own words; `notes`: what was noted of the talk.
        - `known`: what the case knows already, of `time`, `place`, `event`, `person`, `expectation`.
        - `soothed`: an apology was made and the customer was heard.
        - `language`: of the phrase, `"en"` or `"zh"`; that of the text, if it is left out.

        >>> import tactful as tf
        >>> engine = tf.Engine()
        >>> engine.frames("You lousy company! It broke.").say
        'soothe'
        >>> frames = engine.frames("It broke yesterday at your shop.", language="en")
        >>> frames.told, frames.next
        (('time', 'place', 'event'), 'person')
        """
    def outline(
        self, claims: Iterable[Claim], facts: Iterable[str], *, language: Language | None = None
    ) -> Outline:
        """What to say in thirty seconds (C6): hazard, then safety, then value, with recognition of the customer. Each
        claim names facts that the case has.

        - `claims`: made by :func:`tactful.claim`, in any order.
        - `facts`: the ids of the facts that the case has.
        - `language`: `"en"` or `"zh"`; that of the claims, if it is left out.

        Raises :class:`InvalidInputError` for a claim without a fact, a part that is missing, and beyond 75 English
        words or 120 Chinese characters.

        >>> import tactful as tf
        >>> outline = tf.Engine().outline([
        ...     tf.claim("hazard", "a part could fail in use", ["f-1"], how="every part is tested again"),
        ...     tf.claim("safety", "what you get has passed both tests", ["f-2"]),
        ...     tf.claim("value", "a second test at no cost", ["f-2"]),
        ...     tf.claim("recognition", "you gave us three days", ["f-1"]),
        ... ], facts=["f-1", "f-2"])
        >>> outline.lines[0].text
        'There was a risk: a part could fail in use. It is removed: every part is tested again.'
        """
    def wording(self, text: str, *, language: Language | None = None) -> tuple[Wording, ...]:
        """Wording of staff that makes things worse (C16), from left to right, as :class:`Wording`, with what to say
        instead: to look at a reply before it is sent. Empty: nothing was found, which is no praise.

        >>> import tactful as tf
        >>> [found.kind for found in tf.Engine().wording("There is no such thing, and I cannot decide that.")]
        ['denial', 'powerless']
        """
    def clocks(
        self,
        case: Case | Iterable[Mapping[str, Any]],
        now: When,
        customer: Customer | None = None,
        *,
        known_at: When | None = None,
        naive: Zone | None = None,
    ) -> Clocks:
        """What each clock of a complaint shows (C2, C8, C11): what is owed, and until when.

        - `case`: a :class:`Case`; or what happened, as dicts: ``{"event": "received", "at": ...}``, with `part`,
          `priority`, `until`, `calendar`, `topic`, `approved_by`, `recorded_at`, `order` where they are known.
        - `now`: an aware datetime, or text with an offset. Answers come back in its zone.
        - `customer`: whose zone counts, where the policy says so.
        - `known_at`: only what was recorded by then counts.

        >>> import tactful as tf
        >>> case = tf.Case.open("k-1", at="2026-06-01T09:00:00Z", by="web", role="system")
        >>> clocks = tf.Engine().clocks(case, now="2026-06-01T10:00:00Z")
        >>> [(one.clock, one.due_at.isoformat()) for one in clocks.readings if one.state == "running"]
        [('first-response', '2026-06-01T13:00:00+00:00'), ('resolution', '2026-06-15T18:00:00+00:00')]
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Block:
    """One thing that stands against a contact now."""

    @property
    def rule(self) -> str:
        """The id of the rule, or `reason.part`."""
    @property
    def code(self) -> str:
        """What kind of rule it is: `quiet_hours`, `rolling_cap` and others of the table of codes."""
    def why(self, language: Language = "en") -> str:
        """The sentence for `code`, in English (`"en"`) or Chinese (`"zh"`)."""
    @property
    def since(self) -> datetime.datetime | None:
        """The instant of the fact it rests on, where there is one."""
    @property
    def clears_at(self) -> datetime.datetime | None:
        """When it clears by itself; None if it does not, or not before the horizon."""
    @property
    def clears_with(self) -> str | None:
        """The kind of fact that would clear it, where a fact can."""
    @property
    def binding(self) -> bool:
        """Whether it is the one that clears last."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Decision:
    """May we contact the customer? If not now, when; and why? (F1, KERNEL section 2)

    `print(decision)` is a sentence, :meth:`explain` the whole answer in English or Chinese, in a notebook it is a
    table. `bool(decision)` is true if the contact is welcome now, and only then. Instants are aware datetimes of the
    zone that `now` had. A decision is a quote, not a reservation: it holds until `revisit_at` if nothing new happens.

    >>> import tactful as tf
    >>> engine = tf.Engine()
    >>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
    ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
    ... ])
    >>> decision = engine.decide(customer, "check-in", "phone", "2026-11-21T22:30:00+01:00")
    >>> print(decision)
    check-in by phone: not now, but from Mon 2026-11-23 09:00 (Europe/Paris) until Mon 2026-11-23 12:00 (Europe/Paris).
    >>> [(block.rule, block.code, block.binding) for block in decision.blocks]
    [('desk-hours', 'send_window', True), ('nights', 'quiet_hours', False)]
    >>> bool(decision), decision.binding.rule
    (False, 'desk-hours')
    """

    @property
    def verdict(self) -> Verdict:
        """A :class:`Verdict`: `allow`, `wait`, `hold`, `never`, `expired` or `not_applicable`."""
    @property
    def reason(self) -> str:
        """The id of the reason."""
    @property
    def channel(self) -> str:
        """The channel."""
    @property
    def now(self) -> datetime.datetime:
        """The instant of the question."""
    @property
    def allowed_from(self) -> datetime.datetime | None:
        """The first instant at which every rule allows: `now` for allow, later for wait, else None."""
    @property
    def allowed_until(self) -> datetime.datetime | None:
        """The end of that time (exclusive); None if nothing ends before the horizon."""
    @property
    def anchor(self) -> datetime.datetime | None:
        """The instant of the fact that the reason is counted from, if there is one."""
    @property
    def blocks(self) -> tuple[Block, ...]:
        """Everything that stands against the contact now, sorted by rule."""
    @property
    def binding(self) -> Block | None:
        """The block that clears last; None if nothing stands against the contact."""
    @property
    def then(self) -> tuple[str, ...]:
        """Rules that stand against the last second before `allowed_from`, without standing against now."""
    @property
    def revisit_at(self) -> datetime.datetime | None:
        """The answer stays what it is until then, if nothing new happens; None: for good."""
    @property
    def eligible_at(self) -> datetime.datetime | None:
        """`allowed_from` with times of day left aside, so that a daily run can skip those who only sleep."""
    @property
    def rules_allow_at(self) -> datetime.datetime | None:
        """For never: the first instant at which the rules alone would have allowed it."""
    @property
    def best_at(self) -> datetime.datetime | None:
        """The best instant for the reason, if it names one; it never changes a verdict."""
    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know: `zone_assumed`, `history_assumed`, `horizon_reached` and others."""
    @property
    def fingerprint(self) -> str:
        """What the answer rests on; see :attr:`Engine.fingerprint`."""
    def explain(self, language: Language = "en") -> str:
        """The whole answer in words, `"en"` or `"zh"`: every blocking rule, the binding one marked, what clears it and
        when; what comes after; what to say first, and what the customer has of it (F9). On the customer's clock.
        """
    def sentence(self, language: Language = "en") -> str:
        """The answer in one sentence, `"en"` or `"zh"`; `str(decision)` is the English one."""
    def to_dict(self, language: Language | None = None) -> dict[str, Any]:
        """The answer as :func:`tactful.call` gives it for `followup.decide`; with a language, its explanation too."""
    def html(self, language: Language = "en") -> Html:
        """A table for notebooks, the binding block marked, in English (`"en"`) or Chinese (`"zh"`)."""
    def _repr_html_(self) -> Html: ...
    def __bool__(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Decisions:
    """The decisions for many reasons: a sequence whose items are made when they are looked at (F1).

    `decisions.verdicts` and the other columns cost less than the items. `decisions[0]`, slices, `len` and iteration
    work as for a tuple; in a notebook it is a table.

    >>> import tactful as tf
    >>> decisions = tf.Engine().decide_all(tf.Customer("c-1"), "2026-11-21T09:30:00+01:00", channel="email")
    >>> len(decisions) == len(decisions.reasons) == len(decisions.verdicts)
    True
    >>> decisions.allowed
    ()
    """

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> Decision: ...
    @overload
    def __getitem__(self, index: slice, /) -> tuple[Decision, ...]: ...
    def __iter__(self) -> Iterator[Decision]: ...
    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts, in the order of the questions."""
    @property
    def reasons(self) -> tuple[str, ...]:
        """The ids of the reasons."""
    @property
    def channels(self) -> tuple[str, ...]:
        """The channels."""
    @property
    def allowed_from(self) -> tuple[datetime.datetime | None, ...]:
        """`allowed_from` of each."""
    @property
    def allowed(self) -> tuple[Decision, ...]:
        """The decisions that allow the contact now."""
    @property
    def now(self) -> datetime.datetime:
        """The instant of the question."""
    @property
    def fingerprint(self) -> str:
        """What the answers rest on; see :attr:`Engine.fingerprint`."""
    def to_dict(self) -> dict[str, Any]:
        """The answers as :func:`tactful.call` gives them for `followup.decide_all`."""
    def html(self, language: Language = "en") -> Html:
        """A table for notebooks, in English (`"en"`) or Chinese (`"zh"`)."""
    def _repr_html_(self) -> Html: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class DecisionTable:
    """A table of decisions: one row for each customer and question. Made by :meth:`Engine.decide_table`.

    It offers the Arrow PyCapsule interface: `pyarrow.table(table)`, `polars.DataFrame(table)`,
    `pandas.DataFrame.from_arrow(table)` and others take it as it is, without a copy.

    Columns: `customer`, `reason`, `channel`, `anchor_at`, `verdict` (one of :class:`Verdict`, or `error`),
    `allowed_from`, `allowed_until`, `revisit_at`, `eligible_at` (instants in UTC), `blocks` (bits; bit 0 is code 100),
    `block_names`, `binding`, `binding_rule`, `warnings` (bits; bit 0 is code 200), `error`, `message`.
    """

    def __len__(self) -> int: ...
    @property
    def summary(self) -> dict[str, Any]:
        """What the table came to: `customers`, `facts` and `decisions` (rows), `verdicts` and `errors` (counts by verdict,
        and of bad customers by code), `facts_of_others`, `facts_of_nobody` and `standings_of_nobody` (not read), `not_due`
        (customers for whom nothing was decided, since nothing can have changed), `shifted_forward` and
        `first_of_two` (wall times that a change of clocks skips or repeats), `ignored_columns`.
        """
    @property
    def fingerprint(self) -> str:
        """What the answers rest on; see :attr:`Engine.fingerprint`."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

@final
class StandingTable:
    """A table of standings: one row for each customer, a few hundred bytes. Made by :meth:`Engine.fold_table` and
    :meth:`Engine.decide_standings`, to be kept (as Parquet, in a database) and given to them again.

    It offers the Arrow PyCapsule interface, as :class:`DecisionTable` does.

    Columns: `customer`, `standing` (bytes; what :meth:`Standing.to_bytes` gives), `as_of` (facts up to then count),
    `next_pending` (when the first fact that does not count yet begins to), `basis` (what the last decisions rested on;
    null: facts came since), `revisit_at`, `eligible_at` (until when those decisions hold, and the same with times of
    day left aside; instants in UTC, null: for good), `error`, `message` (why nothing more is folded into this row).

    Tables that were folded apart are joined by laying their rows together and folding them, with no facts.
    """

    def __len__(self) -> int: ...
    @property
    def summary(self) -> dict[str, Any]:
        """What the table came to; as :attr:`DecisionTable.summary`."""
    @property
    def pending(self) -> list[int]:
        """The rows of facts, from 0, that do not count yet: they lie after `now`, or were recorded after `known_at`. Tell
        them again with the next facts: ``facts.take(table.pending)``.
        """
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

@final
class AgendaItem:
    """One contact of an agenda."""

    @property
    def at(self) -> datetime.datetime:
        """When to make the contact."""
    @property
    def reason(self) -> str:
        """The id of the reason."""
    @property
    def channel(self) -> str:
        """The channel."""
    @property
    def allowed_from(self) -> datetime.datetime | None:
        """From when the contact would be allowed, given those before it."""
    @property
    def allowed_until(self) -> datetime.datetime | None:
        """Until when (exclusive); None if nothing ends it before the horizon."""
    @property
    def conditional(self) -> bool:
        """Whether it counts on a give that is itself only planned."""
    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know."""
    @property
    def decision(self) -> Decision:
        """The decision that it rests on, made with everything before it planned."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Agenda:
    """The contacts to make with one customer over a horizon, by instant (F1, F6): a sequence of :class:`AgendaItem`,
    a table as text and in notebooks, and :meth:`chart`. Each contact keeps every rule, given those before it.

    >>> import tactful as tf
    >>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
    ...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
    ... ])
    >>> agenda = tf.Engine().agenda(customer, "2026-11-21T09:30:00+01:00", days=14)
    >>> [item.reason for item in agenda][:1]
    ['check-in']
    >>> agenda.chart().to_dict()["$schema"]
    'https://vega.github.io/schema/vega-lite/v5.json'
    """

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> AgendaItem: ...
    @overload
    def __getitem__(self, index: slice, /) -> tuple[AgendaItem, ...]: ...
    def __iter__(self) -> Iterator[AgendaItem]: ...
    @property
    def items(self) -> tuple[AgendaItem, ...]:
        """The contacts, by instant."""
    @property
    def now(self) -> datetime.datetime:
        """The instant of the question."""
    @property
    def days(self) -> int:
        """Over so many days of 24 hours."""
    @property
    def revisit_at(self) -> datetime.datetime | None:
        """When to make a new one, if nothing happens before; None: never."""
    @property
    def rhythm(self) -> tuple[datetime.timedelta, datetime.timedelta] | None:
        """How regular the contacts are (F6): the mean time between neighbours, and the mean deviation from it, as
        timedeltas; None for fewer than two contacts.
        """
    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know of the facts."""
    def to_dict(self) -> dict[str, Any]:
        """The agenda as :func:`tactful.call` gives it for `followup.agenda`."""
    def chart(self, language: Language = "en") -> Chart:
        """A picture: a :class:`Chart` in Vega-Lite, a row for each reason with the time in which it is allowed and the
        contact that is planned. Titles in English (`"en"`) or Chinese (`"zh"`).
        """
    def html(self, language: Language = "en") -> Html:
        """A table for notebooks, in English (`"en"`) or Chinese (`"zh"`)."""
    def _repr_html_(self) -> Html: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Calendar:
    """A business calendar: open hours on the wall clock of a zone, exact across daylight saving (C8, C9).

    - `tz`: the IANA name of its zone, or a `ZoneInfo`.
    - `weekly`: ``{"mon": ["09:00-12:30", "13:30-18:00"], ...}``; an interval is a text, or a pair of times.
    - `holidays`: closed dates (`datetime.date` or text).
    - `overrides`: dates with hours of their own, ``{date(2026, 12, 24): ["09:00-12:00"]}``; none closes the date.
    - `breaks`: intervals that are cut out of a date.
    - `valid`: the first and the last date for which it was made.

    Holiday comes before break, break before override, override before the weekly hours. Intervals are half-open: at
    closing time it is closed. Instants in are as for :func:`tactful.fact`; instants out are in the zone of the
    datetime that was given, or in the calendar's. Raises :class:`InvalidInputError` with the field in `path`.

    >>> import datetime as dt, tactful as tf
    >>> office = tf.Calendar("Europe/Paris", weekly={"fri": ["09:00-17:00"], "mon": ["09:00-17:00"]})
    >>> office.add("2026-11-20T16:00:00+01:00", dt.timedelta(hours=2)).isoformat()
    '2026-11-23T10:00:00+01:00'
    >>> office.is_business_day(dt.date(2026, 11, 21)), office.date_add(dt.date(2026, 11, 20), 1)
    (False, datetime.date(2026, 11, 23))
    """

    def __new__(
        cls,
        tz: Zone,
        *,
        weekly: Mapping[str, Iterable[Any]] | None = None,
        holidays: Iterable[str | datetime.date] | None = None,
        overrides: Mapping[Any, Iterable[Any]] | None = None,
        breaks: Mapping[Any, Iterable[Any]] | None = None,
        valid: tuple[str | datetime.date, str | datetime.date] | None = None,
    ) -> Self: ...
    @property
    def tz(self) -> str:
        """The zone of its wall times."""
    @property
    def warnings(self) -> tuple[str, ...]:
        """What its author should know: `holiday_and_working`."""
    def warnings_between(
        self, start: When | datetime.date, end: When | datetime.date, *, naive: Zone | None = None
    ) -> tuple[str, ...]:
        """What the reader of an answer that rests on the time between two instants (or two dates) should know:
        `beyond_holidays` outside the years of the listed holidays, `calendar_ends` outside the dates of validity,
        `zone_data_ends` beyond the data of the zone.
        """
    def is_open(self, at: When, *, naive: Zone | None = None) -> bool:
        """Whether the wall clock reads an open time."""
    def next_open(self, at: When, *, naive: Zone | None = None) -> datetime.datetime:
        """`at` if it is open then, else the next opening. Raises `never_open` if there is none."""
    def prev_open_end(self, at: When, *, naive: Zone | None = None) -> datetime.datetime:
        """The latest instant up to `at` with open time right before it. Raises `never_open` if there is none."""
    def add(
        self,
        start: When,
        open_time: datetime.timedelta | int,
        *,
        snap: str | None = None,
        naive: Zone | None = None,
    ) -> datetime.datetime:
        """The earliest instant by which so much open time has passed since `start`: a `timedelta` or whole seconds.
        Where it is used up at closing time, `snap` decides: `"deadline"` is the closing, `"start"` the next opening.
        """
    def sub(
        self, start: When, open_time: datetime.timedelta | int, *, naive: Zone | None = None
    ) -> datetime.datetime:
        """The latest instant from which so much open time passes until `start`."""
    def elapsed(self, start: When, end: When, *, naive: Zone | None = None) -> datetime.timedelta:
        """The open time in [start, end), a `timedelta`; negative when `end` is earlier."""
    def add_days(
        self,
        start: When,
        days: int,
        *,
        count: str | None = None,
        result: str | None = None,
        naive: Zone | None = None,
    ) -> datetime.datetime:
        """The instant on the n-th business date after (before, if negative) the local date of `start`, at the same wall
        time, moved into open time. `count`: `"after"` the date of `start`, or from the next opening on
        (`"roll_first"`). `result`: `"open"`, or `"close"` for the date's closing.
        """
    def date_add(self, date: datetime.date | str, days: int) -> datetime.date:
        """The n-th business date after (before, if negative) a date; for 0 the date itself, or else the next one."""
    def days_between(self, start: datetime.date | str, end: datetime.date | str) -> int:
        """Business dates in [start, end); negative when `end` is earlier."""
    def is_business_day(self, date: datetime.date | str) -> bool:
        """Whether the date has an open minute."""
    def to_dict(self) -> dict[str, Any]:
        """The calendar as :func:`tactful.call` takes it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class CaseEvent:
    """One event of a :class:`Case` (C1): what happened, when, by whom, and what goes with it. It cannot be changed.

    >>> import tactful as tf
    >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system", order="o-17")
    >>> event = case.events[0]
    >>> event.kind, event.by, event.order, event.at.isoformat()
    ('opened', 'web', 'o-17', '2026-11-21T08:30:00+00:00')
    """

    @property
    def id(self) -> str:
        """Its id, unique in the case."""
    @property
    def case(self) -> str | None:
        """The case that it is meant for, if it says so."""
    @property
    def at(self) -> datetime.datetime:
        """When it happened: an aware datetime in UTC, whole seconds."""
    @property
    def recorded_at(self) -> datetime.datetime | None:
        """When the host came to know of it."""
    @property
    def kind(self) -> CaseKind:
        """What happened."""
    @property
    def by(self) -> str:
        """Who acted, by the name that you gave."""
    @property
    def role(self) -> Role:
        """In which role."""
    @property
    def part(self) -> str | None:
        """The part of the case; None: the case itself."""
    @property
    def customer(self) -> str | None:
        """The complaint's customer."""
    @property
    def order(self) -> str | None:
        """The order that it is about."""
    @property
    def product(self) -> str | None:
        """The product that it is about."""
    @property
    def touchpoint(self) -> str | None:
        """The touchpoint at which it arose (T1)."""
    @property
    def channel(self) -> str | None:
        """The channel on which the customer was spoken or written to."""
    @property
    def contact(self) -> str | None:
        """The contact in which it happened."""
    @property
    def cause(self) -> Cause | None:
        """What the complaint is about (C3)."""
    @property
    def liability(self) -> Liability | None:
        """Whether we answer for it."""
    @property
    def mode(self) -> Mode | None:
        """How a solution was brought up."""
    @property
    def agreed(self) -> bool:
        """Whether the customer agreed to it."""
    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """The remedies agreed, or the one granted."""
    @property
    def commitment(self) -> str | None:
        """The commitment that is made, kept or broken."""
    @property
    def what(self) -> str | None:
        """What was promised."""
    @property
    def owner(self) -> str | None:
        """Who is to do it."""
    @property
    def due(self) -> datetime.datetime | None:
        """Until when, in UTC."""
    @property
    def word(self) -> Word | None:
        """What the customer says."""
    @property
    def wait(self) -> Wait | None:
        """For whom we wait."""
    @property
    def ending(self) -> Ending | None:
        """How it ends."""
    @property
    def conduct(self) -> Conduct | None:
        """What was not kept."""
    @property
    def also(self) -> str | None:
        """What else it is to the policy's clocks: `reply`, `holding_reply` and the like (C2, C11)."""
    @property
    def until(self) -> datetime.datetime | None:
        """When a waiting that it begins ends by itself, for the clocks."""
    @property
    def priority(self) -> str | None:
        """The priority that the case has from then on, a word of the policy."""
    @property
    def topic(self) -> str | None:
        """What the case or its part is about, a word of the policy."""
    @property
    def calendar(self) -> str | None:
        """The calendar that counts from then on."""
    @property
    def to(self) -> str | None:
        """To whom it is handed over or referred."""
    @property
    def sales_stake(self) -> bool | None:
        """Whether that person has a stake in sales (C13); None: not known."""
    @property
    def power(self) -> Power | None:
        """The power used (C7)."""
    @property
    def amount(self) -> tuple[int, str] | None:
        """What it costs: whole minor units (cents, fen) and the currency, as `(12000, "EUR")`."""
    @property
    def core_moment(self) -> bool:
        """Whether it happened at a core moment (C7)."""
    @property
    def saved(self) -> bool:
        """Whether it saved that moment (C7)."""
    @property
    def approved_by(self) -> str | None:
        """The approver of the policy who let it pass."""
    @property
    def grant(self) -> str | None:
        """The use of authority that a report or an answer speaks of."""
    def to_dict(self) -> dict[str, Any]:
        """The event as :func:`tactful.call` takes it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class CasePart:
    """How far one part of a case has come (C1, C3); the first part is the case itself."""

    @property
    def part(self) -> str | None:
        """Its name; None: the case itself. Of a :class:`CaseState`, which has no names, its number as text."""
    @property
    def status(self) -> CaseStatus:
        """Where it stands: `new`, `open`, `pending`, `on_hold`, `solved`, `closed`, `reopened`."""
    @property
    def stage(self) -> str:
        """The stage of ISO 10002."""
    @property
    def ending(self) -> Ending | None:
        """How it ended, if it did."""
    @property
    def done(self) -> tuple[CaseKind, ...]:
        """The acts done, as far as they still count, in C1's order."""
    @property
    def missing(self) -> tuple[CaseKind, ...]:
        """The acts still to do before the customer's word can close it."""
    @property
    def cause(self) -> Cause | None:
        """What it is about, if that was found (C3)."""
    @property
    def liability(self) -> Liability | None:
        """Whether we answer for it, as far as that was said."""
    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """The remedies agreed."""
    @property
    def open_commitments(self) -> int:
        """Commitments made and neither kept nor broken yet."""
    @property
    def refused_offers(self) -> int:
        """Offers that the customer refused since it was opened or reopened."""
    @property
    def satisfied(self) -> bool:
        """Whether the customer said, after the last act, that it is put right."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Commitment:
    """Something that was promised to a customer (C1)."""

    @property
    def id(self) -> str:
        """The id of the promise."""
    @property
    def part(self) -> str | None:
        """The part of the case; None: the case itself."""
    @property
    def what(self) -> str:
        """What was promised."""
    @property
    def owner(self) -> str:
        """Who is to do it."""
    @property
    def due(self) -> datetime.datetime:
        """Until when, in UTC."""
    @property
    def state(self) -> Literal["open", "kept", "broken", "released"]:
        """What became of it: `open`, `kept`, `broken`, `released`."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class NextAct:
    """Something that may be done now (C1)."""

    @property
    def part(self) -> str | None:
        """The part of the case; None: the case itself."""
    @property
    def kind(self) -> CaseKind:
        """What, as :meth:`Case.act` takes it."""
    @property
    def ending(self) -> Ending | None:
        """How the part would end; of `close` alone."""
    @property
    def by(self) -> tuple[Role, ...]:
        """The roles that may do it."""
    @property
    def due(self) -> bool:
        """Whether it is the act that C1's order asks for."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Move:
    """What an act asks of a :class:`CaseState`: its kind, who acts in which role, and what the guards look at (C1, C3).
    Made once, used as often as you like.

    - `kind`, `role`: words, as :meth:`Case.act` takes them.
    - `part`: the number of the part, from 0.
    - `complete`: of `commit`, that what, who and until when were said.

    >>> import tactful as tf
    >>> tf.Move("negotiate", "direct", agreed=True, remedies=["repair"])
    tactful.Move("negotiate", "direct", remedies=["repair"], agreed=True)
    """

    def __new__(
        cls,
        kind: CaseKind,
        role: Role,
        *,
        part: int | None = None,
        cause: Cause | None = None,
        liability: Liability | None = None,
        remedies: Iterable[Remedy] | None = None,
        agreed: bool | None = None,
        complete: bool | None = None,
        word: Word | None = None,
        wait: Wait | None = None,
        ending: Ending | None = None,
        conduct: Conduct | None = None,
        power: Power | None = None,
    ) -> Self: ...
    @property
    def kind(self) -> CaseKind:
        """What happens."""
    @property
    def role(self) -> Role:
        """Who acts, by role."""
    def to_dict(self) -> dict[str, Any]:
        """The move as a dict of the arguments that make it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class CaseState:
    """The state of a case as plain data, for those who keep the log themselves: which act may come, and what is then
    (C1 to C3). `CaseState(engine)` is a case that was never opened; :meth:`Case.state` gives that of a case.

    It cannot be changed: :meth:`after` gives another one, in a fraction of a microsecond. It knows neither ids nor
    instants nor sums of money: versions, limits of authority and attempts in quick succession are a :class:`Case`'s.
    It is not pickled: keep the case, or the moves.

    >>> import tactful as tf
    >>> opened, sorry = tf.Move("opened", "customer"), tf.Move("apologise", "direct")
    >>> state = tf.CaseState(tf.Engine()).after(opened)
    >>> state.status, state.after(sorry).status
    ('new', 'open')
    >>> state.may(tf.Move("listen", "direct"))
    False
    """


    def __new__(cls, engine: Engine) -> Self: ...
    def after(self, step: Move, /) -> CaseState:
        """The state after a :class:`Move`. Raises :class:`Refused` if it is not in order."""
    def guard(self, step: Move, /) -> None:
        """Raises :class:`Refused`, with the rule and what is missing, if a :class:`Move` is not in order now."""
    def may(self, step: Move, /) -> bool:
        """Whether a :class:`Move` is in order now."""
    def next_acts(self) -> tuple[NextAct, ...]:
        """What may be done now, and by whom, as :class:`NextAct`."""
    @property
    def status(self) -> CaseStatus:
        """Where the case stands: as the part that has come least far."""
    @property
    def stage(self) -> str:
        """The stage of ISO 10002."""
    @property
    def ending(self) -> Ending | None:
        """How it ended, once all of its parts have."""
    @property
    def closed(self) -> bool:
        """Whether every part has ended."""
    @property
    def parts(self) -> tuple[CasePart, ...]:
        """Its parts, as :class:`CasePart`; the first is the case itself."""
    @property
    def attempts(self) -> int:
        """Attempts to reach the customer since the last contact."""
    @property
    def hand_overs(self) -> int:
        """How often it went from hand to hand."""
    @property
    def reopenings(self) -> int:
        """How often it, or a part of it, was taken up again."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Case:
    """The case of a complaint (C1 to C3, C7): a log of events, and what they add up to. :meth:`Case.open` begins one,
    :meth:`act` adds to it, if C1's order, the rules of remedies and the authority of whoever acts let it pass.

    Unlike the other classes a case goes on: :meth:`act` changes it, so it has no hash. Any number of threads may act on
    one; copies go their own ways. Its `version` is the number of its events: whoever names the version that was
    read (`expected_version`) is refused if somebody else has acted since.

    >>> import tactful as tf
    >>> engine = tf.Engine()
    >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system", customer="c-17")
    >>> try:
    ...     case.act(engine, "listen", at="2026-11-21T09:40:00+01:00", by="anna", role="direct")
    ... except tf.Refused as refused:
    ...     print(refused.rule, refused.code, refused.missing)
    C2 apology_first ('apologise',)
    >>> case.act(engine, "apologise", at="2026-11-21T09:40:00+01:00", by="anna", role="direct")
    2
    >>> case.status, [act.kind for act in case.next_acts(engine) if act.due]
    ('open', ['listen'])
    """

    @staticmethod
    def open(
        id: str,
        *,
        at: When,
        by: str,
        role: Role,
        event_id: str | None = None,
        recorded_at: When | None = None,
        customer: str | None = None,
        order: str | None = None,
        product: str | None = None,
        touchpoint: str | None = None,
        channel: str | None = None,
        contact: str | None = None,
        priority: str | None = None,
        topic: str | None = None,
        calendar: str | None = None,
        naive: Zone | None = None,
    ) -> Case:
        """A case that begins with a complaint.

        - `id`: yours; `event_id` that of its first event, `e-1` if it is left out.
        - `at`: when it was made: an aware datetime, or text with an offset.
        - `by`, `role`: who took it up, and as what: `direct`, `assisting`, `by_chance`, `manager`, `customer`, `system`,
          `outside`.
        - `customer`, `order`, `product`, `touchpoint`: whose it is, what it is about, and where it arose.
        - `channel`, `contact`: how it came in; its facts then have a contact.
        - `priority`, `topic`, `calendar`: words of the policy, for the clocks.
        - `naive`: the zone of instants here that do not say theirs; see :func:`tactful.fact`.

        Raises :class:`InvalidInputError` with the argument in `path`.
        """
    @staticmethod
    def replay(
        id: str, events: Iterable[CaseEvent | Mapping[str, Any]], *, naive: Zone | None = None
    ) -> Case:
        """The case of a log that was accepted before: :class:`CaseEvent` objects, or dicts as :meth:`CaseEvent.to_dict`
        gives them. The policy of today does not judge what was let pass then; C1's order is asked for.

        Raises :class:`InvalidInputError` with the event in `path`.

        >>> import tactful as tf
        >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system")
        >>> tf.Case.replay("k-1", case.events) == case
        True
        """
    @staticmethod
    def from_dict(table: Mapping[str, Any]) -> Case:
        """The case of a dict that :meth:`to_dict` gave."""
    def act(
        self,
        engine: Engine,
        kind: CaseKind,
        *,
        at: When,
        by: str,
        role: Role,
        id: str | None = None,
        expected_version: int | None = None,
        recorded_at: When | None = None,
        part: str | None = None,
        customer: str | None = None,
        order: str | None = None,
        product: str | None = None,
        touchpoint: str | None = None,
        channel: str | None = None,
        contact: str | None = None,
        cause: Cause | None = None,
        liability: Liability | None = None,
        mode: Mode | None = None,
        agreed: bool | None = None,
        remedies: Iterable[Remedy] | None = None,
        commitment: str | None = None,
        what: str | None = None,
        owner: str | None = None,
        due: When | None = None,
        word: Word | None = None,
        wait: Wait | None = None,
        ending: Ending | None = None,
        conduct: Conduct | None = None,
        also: str | None = None,
        until: When | None = None,
        priority: str | None = None,
        topic: str | None = None,
        calendar: str | None = None,
        to: str | None = None,
        sales_stake: bool | None = None,
        power: Power | None = None,
        amount: Amount | None = None,
        core_moment: bool | None = None,
        saved: bool | None = None,
        approved_by: str | None = None,
        grant: str | None = None,
        naive: Zone | None = None,
    ) -> int:
        """Adds an event, if the rules let it pass, and gives the version of the case then.

        - `engine`: whose policy judges: remedies that fit, attempts, offers, authority.
        - `kind`: one of the ten acts in C1's order (`apologise`, `listen`, `acknowledge`, `record`, `confirm`, `cause`,
          `negotiate`, `commit`, `act`, `track`), or what else happens: `fulfil`, `break`, `message`, `attempt`, `wait`,
          `resume`, `hand_over`, `refer`, `split`, `lapse`, `grant`, `report`, `answer`, `withdraw`, `close`, `reopen`,
          `note`.
        - `at`, `by`, `role`: when, who, and as what.
        - `id`: of the event; `e-2`, `e-3` and so on if it is left out.
        - `expected_version`: refuses (`case_conflict`) if somebody else has acted since.
        - `amount`: minor units and a currency, such as ``(12000, "EUR")``.
        - the others are what an event of that kind carries; see :class:`CaseEvent`.

        Raises :class:`Refused` with the rule and what is missing, :class:`InvalidInputError` for what cannot be read.
        The case is unchanged then.

        >>> import tactful as tf
        >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system")
        >>> case.act(tf.Engine(), "apologise", at="2026-11-21T09:40:00+01:00", by="anna", role="direct", channel="phone")
        2
        >>> case.events[-1].id
        'e-2'
        """
    @property
    def id(self) -> str:
        """The id of the case."""
    @property
    def version(self) -> int:
        """The number of its events."""
    @property
    def status(self) -> CaseStatus:
        """Where it stands: `new`, `open`, `pending`, `on_hold`, `solved`, `closed`, `reopened`."""
    @property
    def stage(self) -> str:
        """The stage of ISO 10002."""
    @property
    def ending(self) -> Ending | None:
        """How it ended, once all of its parts have."""
    @property
    def parts(self) -> tuple[CasePart, ...]:
        """Its parts, as :class:`CasePart`; the first is the case itself."""
    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """What was promised, as :class:`Commitment`, in the order of the promises."""
    @property
    def grants(self) -> tuple[CaseEvent, ...]:
        """The uses of authority (C7), as the :class:`CaseEvent` objects of kind `grant`."""
    @property
    def first_solved(self) -> datetime.datetime | None:
        """When all that was promised was done, or the case closed, for the first time, in UTC. Reopening does not
        change it.
        """
    @property
    def warnings(self) -> tuple[str, ...]:
        """What a manager should know: `owner_without_stake` (C13), `conduct_lapse` (C1)."""
    @property
    def events(self) -> tuple[CaseEvent, ...]:
        """Its events, as :class:`CaseEvent`, in their order."""
    def next_acts(self, engine: Engine) -> tuple[NextAct, ...]:
        """What may be done now, and by whom, as :class:`NextAct`."""
    def facts(self) -> tuple[Fact, ...]:
        """What the case tells of its customer, as facts: the complaint, the promises, the contacts. One log feeds both
        sides: with these facts an open complaint holds every ask (C1).

        >>> import tactful as tf
        >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00+01:00", by="web", role="system")
        >>> case.facts()
        (tactful.complaint_opened("2026-11-21T08:30:00Z", id="k-1/e-1", case="k-1"),)
        """
    def state(self, engine: Engine) -> CaseState:
        """The state of the case under a policy, as a :class:`CaseState`. Each attempt counts there, also of several in
        quick succession.
        """
    def to_dict(self) -> dict[str, Any]:
        """The case as :func:`tactful.call` takes it: its id and its events."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Signpost:
    """A signpost of emotion in a customer's words (C5): it marks emotion, not fact, so what helps is to soothe, not to
    argue. ``text[found.start:found.end]`` is what was found.
    """

    @property
    def kind(self) -> str:
        """What it marks, negation counted in: `absolute`, `insult`, `strong_negative`, `emotion`, `legal`, `threat`,
        `satisfaction`, `dissatisfaction`.
        """
    @property
    def word(self) -> str:
        """The id of the word, not the customer's spelling."""
    @property
    def start(self) -> int:
        """Where it begins, as an index of the text."""
    @property
    def end(self) -> int:
        """Where it ends (exclusive)."""
    @property
    def negations(self) -> int:
        """How many times it is denied."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class FrameMark:
    """Where a frame of a complaint was found (C4)."""

    @property
    def note(self) -> int | None:
        """The place among the notes; None: in the customer's text."""
    @property
    def kind(self) -> str:
        """Of which frame: a signpost is emotion, `expectation` expectation, else an element of fact."""
    @property
    def word(self) -> str:
        """The id of the word."""
    @property
    def start(self) -> int:
        """Where it begins, as an index of that text."""
    @property
    def end(self) -> int:
        """Where it ends (exclusive)."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Frames:
    """What a complaint tells so far, in three frames, and what to say next (C4)."""

    @property
    def heat(self) -> Literal["calm", "felt", "high"]:
        """How much emotion there is: `calm`, `felt`, `high`."""
    @property
    def told(self) -> tuple[Element, ...]:
        """What is told or known, of `time`, `place`, `event`, `person`, `expectation`."""
    @property
    def missing(self) -> tuple[Element, ...]:
        """What is not, in the order in which it is asked for."""
    @property
    def soothe_first(self) -> bool:
        """Emotion is high and nobody has soothed yet: that comes before any question."""
    @property
    def next(self) -> Element | None:
        """What to ask for; None: all is told."""
    @property
    def say(self) -> str | None:
        """The code of what to say: `soothe`, `ask_time` and so on."""
    @property
    def phrase(self) -> str | None:
        """The same as a sentence."""
    @property
    def marks(self) -> tuple[FrameMark, ...]:
        """Where all this stands."""
    @property
    def warnings(self) -> tuple[str, ...]:
        """`legal_or_threat`, if law, authorities or consequences were spoken of."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Claim:
    """Something that is said, with the facts of the case that bear it out (C6). Made by :func:`tactful.claim`."""

    @property
    def part(self) -> ClaimPart:
        """Where it is said: `hazard`, `safety`, `value`, `recognition`."""
    @property
    def what(self) -> str:
        """What is said, as a clause."""
    @property
    def how(self) -> str | None:
        """Of a hazard: how it is removed."""
    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of facts of the case."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class OutlineLine:
    """One sentence of an :class:`Outline`."""

    @property
    def part(self) -> ClaimPart:
        """Its part: `hazard`, `safety`, `value`, `recognition`."""
    @property
    def text(self) -> str:
        """What to say."""
    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the facts that bear it out."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Wording:
    """Wording of staff that makes things worse, with what to say instead (C16)."""

    @property
    def kind(self) -> str:
        """Its kind: `denial`, `counter_attack`, `sarcasm`, `powerless`, `batch_excuse`, `blame`, `rule`, `impatience`."""
    @property
    def word(self) -> str:
        """The id of the word."""
    @property
    def start(self) -> int:
        """Where it begins, as an index of the text."""
    @property
    def end(self) -> int:
        """Where it ends (exclusive)."""
    @property
    def instead(self) -> str:
        """The code of what to do instead."""
    @property
    def better(self) -> str:
        """What to say instead, in substance."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Outline:
    """What to say in thirty seconds (C6): hazard, then safety, then value, with recognition of the customer."""

    @property
    def text(self) -> str:
        """The whole of it."""
    @property
    def lines(self) -> tuple[OutlineLine, ...]:
        """Its sentences, in the order in which they are said."""
    @property
    def length(self) -> int:
        """How long it is: characters without blanks in Chinese, words in English."""
    @property
    def limit(self) -> int:
        """How long it may be."""
    @property
    def wording(self) -> tuple[Wording, ...]:
        """Wording in it that escalates; places are those of `text`."""
    @property
    def warnings(self) -> tuple[str, ...]:
        """`wording_escalates`, if there is any."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class ClockReading:
    """What one clock of a complaint shows (C2, C8, C11): what is owed, and until when. Instants are in the zone of `now`."""

    @property
    def clock(self) -> str:
        """The id of the clock in the policy."""
    @property
    def part(self) -> str | None:
        """The part of the case; None: the case itself."""
    @property
    def kind(self) -> Literal["regulatory", "internal"]:
        """`regulatory`, if it is owed to the law, else `internal`."""
    @property
    def state(self) -> str:
        """`not_started`, `waiting`, `running`, `paused`, `met`, `met_late`, `breached`, `waived`, `ended`."""
    @property
    def started_at(self) -> datetime.datetime | None:
        """When it began to run; of a clock that repeats, its present round."""
    @property
    def due_at(self) -> datetime.datetime | None:
        """When it is, or was, due; None while it stands still, and where it never ends."""
    @property
    def met_at(self) -> datetime.datetime | None:
        """When it was met."""
    @property
    def first_met_at(self) -> datetime.datetime | None:
        """When it was met for the first time, whatever came after."""
    @property
    def stopped_at(self) -> datetime.datetime | None:
        """When it was met, waived or ended."""
    @property
    def breached(self) -> bool:
        """Whether it is, or was, late."""
    @property
    def counted_seconds(self) -> int:
        """Seconds that it counted, open ones if it counts business time."""
    @property
    def remaining_seconds(self) -> int | None:
        """Seconds left, of the same kind; negative once it is late."""
    @property
    def paused(self) -> tuple[tuple[datetime.datetime, datetime.datetime | None], ...]:
        """When it stood still: pairs of from and until, the last perhaps without end."""
    @property
    def extensions(self) -> tuple[tuple[str, datetime.datetime], ...]:
        """Extensions in force: to what, and when notice of it was given."""
    @property
    def exit_until(self) -> datetime.datetime | None:
        """Until when an early exit is open."""
    @property
    def document(self) -> str | None:
        """The document that is owed."""
    @property
    def round(self) -> int:
        """Which round it is, from 1; 0 before the first."""
    @property
    def missed_rounds(self) -> int:
        """Rounds that were met too late."""
    @property
    def warn(self) -> tuple[tuple[datetime.datetime, str, bool], ...]:
        """Warnings before the end: when, by which rule, and whether it has gone out."""
    @property
    def escalate(self) -> tuple[tuple[datetime.datetime, str, bool], ...]:
        """Escalations after the end: when, to whom, and whether it has gone out."""
    @property
    def revisit_at(self) -> datetime.datetime | None:
        """The first instant at which this can change by itself."""
    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Clocks:
    """What all clocks of a complaint show; see :meth:`Engine.clocks`."""

    @property
    def readings(self) -> tuple[ClockReading, ...]:
        """The clocks, by id and part."""
    @property
    def revisit_at(self) -> datetime.datetime | None:
        """When to look again, if nothing happens before; None: never."""
    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know of all of them."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

def claim(part: ClaimPart, what: str, facts: Iterable[str], *, how: str | None = None) -> Claim:
    """A claim of an outline (C6), for :meth:`Engine.outline`.

    - `part`: `hazard`, `safety`, `value` or `recognition`.
    - `what`: what is said, as a clause.
    - `facts`: the ids of the facts of the case that bear it out.
    - `how`: of a hazard, how it is removed.

    >>> import tactful as tf
    >>> tf.claim("safety", "what you get has passed both tests", ["f-2"])
    <tactful.Claim part='safety' what='what you get has passed both tests' facts=('f-2',)>
    """

def fact(
    kind: str,
    at: When,
    *,
    id: str | None = None,
    order: str | None = None,
    case: str | None = None,
    product: str | None = None,
    channel: str | None = None,
    reason: str | None = None,
    purpose: Purpose | Sequence[Purpose] | None = None,
    intent: Intent | None = None,
    direction: Direction | None = None,
    outcome: Outcome | None = None,
    contact_point: str | None = None,
    subject: str | None = None,
    until: When | None = None,
    level: str | None = None,
    colleague: bool | None = None,
    owner: str | None = None,
    recorded_at: When | None = None,
    naive: Zone | None = None,
) -> Fact:
    """A fact of any kind: one of the library's, or one that the policy declares in `own_facts`.

    `at`, `until` and `recorded_at` are aware datetimes or RFC 3339 text with an offset. For clocks that do not say
    where they hang, `naive` names the zone: a skipped time is shifted forward, of a repeated one the first is taken
    (the second, if a datetime says `fold=1`). Fractions of a second are floored.

    Raises :class:`InvalidInputError` with the field in `path`.

    >>> import tactful as tf
    >>> tf.fact("webinar_attended", "2026-11-01 10:00", naive="Europe/London", id="w-1")
    tactful.fact("webinar_attended", "2026-11-01T10:00:00Z", id="w-1")
    """

def planned(
    at: When,
    *,
    reason: str,
    channel: str,
    id: str | None = None,
    order: str | None = None,
    case: str | None = None,
    subject: str | None = None,
    contact_point: str | None = None,
    naive: Zone | None = None,
) -> Planned:
    """A contact that is planned, for the argument `planned` of :meth:`Engine.decide` and others. It counts in caps and
    gaps on both sides; an agenda plans around it.

    `at` is an aware datetime or text with an offset (see :func:`tactful.fact` for `naive`). Give it an `id` if it may
    be moved, or once it is sent become a fact: then it counts once.

    >>> import tactful as tf
    >>> tf.planned("2026-12-01T10:00:00+01:00", reason="useful-tip", channel="email", id="p-1")
    tactful.planned("2026-12-01T09:00:00Z", reason="useful-tip", channel="email", id="p-1")
    """

def say(code: str, language: str) -> str:
    """The sentence of a code in a language."""

def call_json(request: str, engine: Engine | None = None) -> str:
    """One request in, one answer out, both JSON text; a request without a policy means that of the engine."""

@final
class _Columns:
    def __new__(cls, table: ArrowTable) -> Self: ...
    @property
    def names(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def column(self, column: str, holds: str) -> list[Any]: ...
    def call(
        self,
        request: str,
        lists: Sequence[tuple[Sequence[str], str, str]],
        rows: tuple[str, Sequence[tuple[str, str, str]]] | None,
    ) -> str: ...

# for pickles
def _again(engine: Engine, method: str, arguments: dict[str, Any]) -> Any: ...
def _agenda_item(agenda: Agenda, place: int) -> AgendaItem: ...
def _block(decision: Decision, place: int) -> Block: ...
def _calendar(table: Mapping[str, Any]) -> Calendar: ...
def _calendar_of(engine: Engine, name: str) -> Calendar: ...
def _case(table: Mapping[str, Any]) -> Case: ...
def _case_event(table: Mapping[str, Any]) -> CaseEvent: ...
def _customer(table: Mapping[str, Any], facts: Iterable[Fact]) -> Customer: ...
def _engine(text: str, documents: Sequence[str]) -> Engine: ...
def _fact(table: Mapping[str, Any]) -> Fact: ...
def _move(table: Mapping[str, Any]) -> Move: ...
def _planned(table: Mapping[str, Any]) -> Planned: ...
def _planned_decision(agenda: Agenda, place: int) -> Decision: ...
def _policy(text: str) -> Policy: ...
def _record(name: str, fields: dict[str, Any]) -> Any: ...
def _standing(engine: Engine, bytes: bytes, pending: Iterable[Fact], warnings: Sequence[str]) -> Standing: ...

# for tests, and for what is made of the library's lists
def _words(list: str) -> list[str]: ...
def _now(now: When, naive: Zone | None) -> tuple[str, str]: ...
def _gantt_case(engine: Engine, case: Case, now: str, team: str | None) -> dict[str, Any]: ...
def _panic_for_tests(lock: bool) -> None: ...

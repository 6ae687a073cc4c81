"""What :meth:`Engine.audit` finds, as a table and as a picture."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._chart import Chart
    from ._display import Html
    from ._native import Engine
    from ._types import Language

_NEEDED = ("customer", "kind", "at")
_INSTANTS = ("at", "until", "recorded_at")
_IDS = ("customer", "id", "order", "case")
_OF_CUSTOMERS = ("customer", "timezone", "timezones", "level", "history_since")
_OCCASION = "occasion_"

Difference = namedtuple("Difference", "contacts changes moves sentences", module="tactful")
Difference.__doc__ = """What another policy finds different: ``contacts`` that both judge, ``changes`` for each finding,
``moves`` from one finding to another, ``sentences`` in English (``"en"``) and Chinese (``"zh"``)."""


class Audit:
    """Each contact that was sent, judged with what was known an instant before; made by :meth:`Engine.audit`.

    >>> import tactful as tf
    >>> customer = tf.Customer("c-1", timezone="UTC", history_since="2020-01-01T00:00:00Z", facts=[
    ...     tf.delivered("2026-11-19T10:00:00Z", order="o-1"),
    ...     tf.contact("2026-11-19T18:00:00Z", reason="check-in", channel="email", order="o-1"),
    ... ])
    >>> audit = tf.Engine().audit([customer])
    >>> audit.contacts[0]["finding"], audit.totals["contacts"]
    ('too_early', 1)
    """

    __module__ = "tactful"
    __slots__ = ("__weakref__", "_request", "_text")

    def __init__(self, request: dict[str, Any], answer: dict[str, Any]) -> None:
        import json

        self._request = json.dumps(request)
        self._text = json.dumps(answer, ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """The answer as :func:`tactful.call` gives it for `followup.audit`; a copy."""
        import json

        answer: dict[str, Any] = json.loads(self._text)
        return answer

    @property
    def contacts(self) -> tuple[dict[str, Any], ...]:
        """The contacts that were sent, each with its `finding`, all `findings` and the `blocks` against it."""
        return tuple(self.to_dict()["contacts"])

    @property
    def totals(self) -> dict[str, Any]:
        """How many there are of each finding, in all and by reason, channel, owner and month."""
        totals: dict[str, Any] = self.to_dict()["totals"]
        return totals

    @property
    def errors(self) -> tuple[dict[str, Any], ...]:
        """Rows that could not be used: `path`, `code`, `message`."""
        return tuple(self.to_dict()["errors"])

    @property
    def summary(self) -> dict[str, Any]:
        """How many customers, facts, contacts and errors there were."""
        summary: dict[str, Any] = self.to_dict()["summary"]
        return summary

    def compare(self, other: Engine) -> Difference:
        """What another engine finds different in the same history."""
        import json

        from . import call

        request = json.loads(self._request)
        documents = request.get("documents", []) + [document.text for document in other.documents]
        if documents:
            request["documents"] = list(dict.fromkeys(documents))
        answer = call({**request, "contacts": "none", "compare_with": other.policy.text})
        found = answer["difference"]
        return Difference(*(found[name] for name in Difference._fields))

    def chart(self, language: Language = "en") -> Chart:
        """A picture: a :class:`Chart` in Vega-Lite, a bar for each month, its contacts stacked by finding."""
        from . import _chart, _native

        _native.say("right", language)  # refuses a language that there is not
        return _chart.audit(self, language)

    def html(self, language: Language = "en") -> Html:
        """A table for notebooks, in English (`"en"`) or Chinese (`"zh"`)."""
        from . import _display, _native

        _native.say("right", language)
        return _display.audit(self, language)

    def _repr_html_(self) -> Html:
        return self.html()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {**self.chart()._repr_mimebundle_(), "text/html": self._repr_html_(), "text/plain": str(self)}

    def __str__(self) -> str:
        found = self.totals["findings"]
        return "\n".join(f"{count:>8}  {name}" for name, count in found.items() if count) or "no contacts"

    def __repr__(self) -> str:
        summary = self.summary
        right = self.totals["findings"]["right"]
        return f"<tactful.Audit: {right} of {summary['contacts']} contacts right, {summary['errors']} errors>"

    def __len__(self) -> int:
        return int(self.summary["contacts"])

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Audit) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[Any, ...]:
        import json

        return Audit, (json.loads(self._request), self.to_dict())


def audit(
    engine: Engine,
    customers: Iterable[Any],
    facts: Iterable[Any] | None,
    since: Any,
    until: Any,
    naive: Any,
    date_as: str | None,
    columns: Mapping[str, str] | None,
) -> Audit:
    """The audit of an engine, through the JSON door."""
    from . import call
    from ._errors import InvalidInputError
    from ._native import Customer, Fact

    if date_as not in (None, "start", "end"):
        raise InvalidInputError("invalid_value", "a date is read as its `start` or its `end`", "date_as")
    named = dict(columns or {})
    errors: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    given: list[Any] = []

    def row_of(row: Mapping[str, Any]) -> dict[str, Any]:
        back = {column: name for name, column in named.items()}
        made = {}
        for column, value in row.items():
            if value is not None and value == value:  # noqa: PLR0124, the missing value of data frames is not itself
                made[back.get(column, column)] = value
        for name in _INSTANTS:
            if name in made:
                made[name] = _instant(made[name], naive, date_as, name)
        return made

    customers, facts, named = _without_tables(engine, customers, facts, named, naive, date_as)
    for place, customer in enumerate(customers):
        if isinstance(customer, Customer):
            kept = [fact.to_dict() for fact in customer.facts]
            entries.append({"customer": customer.to_dict(), "facts": kept})
        elif hasattr(customer, "items"):
            entries.append({"customer": dict(customer)})
        else:
            raise InvalidInputError("wrong_type", "a tactful.Customer or a dict is needed", f"customers[{place}]")
    if hasattr(facts, "items"):
        given = [(customer, fact) for customer, some in facts.items() for fact in some]
    elif facts is not None:
        given = list(facts)
    _check_columns([row for row in given if hasattr(row, "items")], named)
    rows, places = [], []
    for place, row in enumerate(given):
        try:
            if isinstance(row, tuple) and len(row) == 2:
                customer, fact = row
                fact = fact.to_dict() if isinstance(fact, Fact) else row_of(fact)
                row = {"customer": customer, **fact}
            else:
                row = row_of(row)
        except InvalidInputError as refusal:
            path = f"facts[{place}]" + (f".{refusal.path}" if refusal.path else "")
            errors.append({"path": path, "code": refusal.code, "message": refusal.message})
            continue
        rows.append(row)
        places.append(place)
    request: dict[str, Any] = {
        "op": "followup.audit",
        "policy": engine.policy.text,
        "customers": entries,
        "facts": rows,
    }
    if engine.documents:
        request["documents"] = [document.text for document in engine.documents]
    for name, at in (("since", since), ("until", until)):
        if at is not None:
            request[name] = _instant(at, naive, date_as, name)
    answer = call(request)
    for error in answer["errors"]:
        error["path"] = _as_given(error["path"], places)
    answer["errors"] += errors
    summary = answer["summary"]
    summary["facts"] += len(errors)
    summary["errors"] += len(errors)
    for error in errors:
        by_code = summary["errors_by_code"]
        by_code[error["code"]] = by_code.get(error["code"], 0) + 1
    return Audit(request, answer)


def _without_tables(
    engine: Engine, customers: Any, facts: Any, named: dict[str, str], naive: Any, date_as: str | None
) -> tuple[Any, Any, dict[str, str]]:
    """Tables as rows, under the library's names; what are no tables is left as it is."""
    tables = [table if hasattr(table, "__arrow_c_stream__") else None for table in (customers, facts)]
    if not any(table is not None for table in tables):
        return customers, facts, named
    from ._parts import Asked
    from .tables import _needed

    pa = _needed("pyarrow")
    bare = (("customer",), _NEEDED)
    read = [
        pa.table({name: pa.array([], pa.null()) for name in names}) if table is None else pa.table(table)
        for table, names in zip(tables, bare)
    ]
    # the columns are found, checked and mapped as for decisions
    options: dict[str, Any] = {"naive": naive, "date_as": date_as, "customer_columns": {}, "fact_columns": {}}
    for name, column in named.items():
        if tables[0] is not None and name in _OF_CUSTOMERS and column in read[0].column_names:
            options["customer_columns"][name] = column
        if tables[1] is not None and name != "owner":
            options["fact_columns"][name] = column
    asked = Asked(engine, "2000-01-01T00:00:00Z", options, *(table.slice(0, 0) for table in read))
    owner = named.get("owner", "owner")
    owners = [owner] if owner in read[1].column_names else []
    if tables[0] is not None:
        rows = _rows(read[0], asked.customers, options["customer_columns"])
        customers = [_customer_of(row, naive, date_as) for row in rows]
    if tables[1] is not None:
        facts = _rows(read[1], asked.facts + owners, {**options["fact_columns"], "owner": owner})
        named = {}
    return customers, facts, named


def _rows(table: Any, columns: list[str], named: dict[str, str]) -> list[dict[str, Any]]:
    """The rows of these columns, without what is null; ids that are numbers are read as their digits."""
    back = {column: name for name, column in named.items()}
    plain = table.select(columns).rename_columns([back.get(column, column) for column in columns])
    return [
        {name: str(value) if name in _IDS else value for name, value in row.items() if value is not None}
        for row in plain.to_pylist()
    ]


def _customer_of(row: dict[str, Any], naive: Any, date_as: str | None) -> dict[str, Any]:
    """A row of the table of customers as the dict of one."""
    from ._errors import InvalidInputError

    made: dict[str, Any] = {"id" if name == "customer" else name: value for name, value in row.items()}
    if "history_since" in made:
        try:
            made["history_since"] = _instant(made["history_since"], naive, date_as, "history_since")
        except InvalidInputError:
            made["history_since"] = str(made["history_since"])  # the library says what is wrong with it
    days = {name: made.pop(name) for name in row if name.startswith(_OCCASION)}
    if days:
        made["occasions"] = {
            name[len(_OCCASION) :]: day if isinstance(day, str) else f"{day:%m-%d}" for name, day in days.items()
        }
    return made


def _instant(value: Any, naive: Any, date_as: str | None, name: str) -> str:
    """The instant in UTC; dates need to be told how they are meant."""
    import datetime

    from . import _native
    from ._errors import InvalidInputError

    if isinstance(value, str) and len(value) == 10:
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        if date_as is None:
            message = 'a date without a time of day; say `date_as="start"` or `"end"`, and its zone with `naive`'
            raise InvalidInputError("invalid_time", message, name)
        value = f"{value.isoformat()}T{'00:00:00' if date_as == 'start' else '23:59:59'}"
    try:
        at: str = _native.fact("note", value, naive=naive).to_dict()["at"]
    except InvalidInputError as refusal:
        raise InvalidInputError(refusal.code, refusal.message, name) from None
    return at


def _check_columns(rows: list[Any], named: dict[str, str]) -> None:
    """A column that no row has is a slip of the pen: it is answered with the nearest one."""
    from ._errors import InvalidInputError

    if not rows:
        return
    there = {column: None for row in rows for column in row}
    for name in (*_NEEDED, *(name for name in named if name not in _NEEDED)):
        column = named.get(name, name)
        if column not in there:
            import difflib

            near = difflib.get_close_matches(column, [str(known) for known in there], 1, 0.5)
            hint = f"; did you mean `{near[0]}`?" if near else f"; the columns are {', '.join(map(str, there))}"
            message = f"no row has the column `{column}`{hint}"
            raise InvalidInputError("missing_field", message, f"facts.{column}")


def _as_given(path: str, places: list[int]) -> str:
    """The way to a row, by its place among those that were given."""
    if not path.startswith("facts["):
        return path
    number, rest = path[len("facts[") :].split("]", 1)
    return f"facts[{places[int(number)]}]{rest}"

"""What :meth:`Engine.agenda_many` plans, as tables and as a picture."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._chart import Chart
    from ._native import Engine
    from ._types import Language

_SMALL = "#d9822b"
_OTHERS = "#4c8fc4"
_FLOOR = "#c94444"
_WORDS = {
    "en": {
        "title": "Contacts by day",
        "small": "small customers",
        "others": "others",
        "all": "all",
        "room": "room",
        "floor": "floor share",
    },
    "zh": {
        "title": "\u6bcf\u65e5\u8054\u7cfb\u6b21\u6570",
        "small": "\u5c0f\u5ba2\u6237",
        "others": "\u5176\u4ed6\u5ba2\u6237",
        "all": "\u5168\u90e8",
        "room": "\u540d\u989d",
        "floor": "\u4fdd\u5e95\u540d\u989d",
    },
}

Booked = namedtuple(
    "Booked", "customer team day at reason channel allowed_until floor conditional warnings", module="tactful"
)
Booked.__doc__ = """A contact that has its place on a ``day``: with which ``customer`` of which ``team``, ``at`` which instant,
for which ``reason``, through which ``channel``; ``allowed_until`` (None: nothing ends it in sight); ``floor``: it has its
place by the floor share; ``conditional``: it counts on a give that is itself only planned; ``warnings``."""

Waiting = namedtuple(
    "Waiting", "customer team reason channel code day limit fits_at fits_on explanation", module="tactful"
)
Waiting.__doc__ = """A contact that is welcome within the horizon and has no place there: ``day`` is the first on which there
was no room, by which ``limit`` (its place, from 0), with the ``code`` ``capacity``; ``fits_at`` the first instant after the
horizon at which it is welcome on a day with room, ``fits_on`` its date; None: it is not welcome any more then.
``explanation`` says so in words."""

Load = namedtuple("Load", "date team channel room used small floor", module="tactful")
Load.__doc__ = """How much of one limit a day uses: the limit is for a ``team``, a ``channel``, both, or all; of its ``room``
``used`` contacts are planned, ``small`` of them with small customers, for whom the floor share keeps ``floor``."""


class Workload:
    """Who is contacted when, where a day has room for so many contacts (R8); made by :meth:`Engine.agenda_many`.
    A sequence of :class:`Booked`, a table as text and in notebooks, and :meth:`chart`.

    Instants are aware datetimes on the clock whose days were planned.

    >>> import tactful as tf
    >>> people = [tf.Customer(id, timezone="UTC", history_since="2020-01-01T00:00:00Z", facts=[
    ...     tf.delivered("2026-11-19T10:00:00Z", order="o-1"),
    ... ]) for id in ("c-1", "c-2")]
    >>> workload = tf.Engine().agenda_many(people, "2026-11-23T09:00:00Z", days=1, timezone="UTC",
    ...     limits=[{"per_day": 1}], small_share=0)
    >>> workload[0].customer, workload.waiting[0].customer, workload.waiting[0].fits_on.isoformat()
    ('c-1', 'c-2', '2026-11-24')
    """

    __module__ = "tactful"
    __slots__ = ("__weakref__", "_text", "_zone")

    def __init__(self, answer: dict[str, Any], timezone: str) -> None:
        import json

        self._text = json.dumps(answer, ensure_ascii=False)
        self._zone = timezone

    def to_dict(self) -> dict[str, Any]:
        """The answer as :func:`tactful.call` gives it for `followup.agenda_many`; a copy."""
        import json

        answer: dict[str, Any] = json.loads(self._text)
        return answer

    @property
    def contacts(self) -> tuple[Booked, ...]:
        """The contacts, by instant."""
        import datetime

        show = self._clock()
        return tuple(
            Booked(
                row["customer"],
                row["team"],
                datetime.date.fromisoformat(row["day"]),
                show(row["at"]),
                row["reason"],
                row["channel"],
                show(row["allowed_until"]),
                row["floor"],
                row["conditional"],
                tuple(row.get("warnings", ())),
            )
            for row in self.to_dict()["contacts"]
        )

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What is welcome and has no place, by the id of the customer."""
        import datetime

        show = self._clock()

        def row_of(row: dict[str, Any]) -> Waiting:
            row["day"] = datetime.date.fromisoformat(row["day"])
            row["fits_at"] = show(row["fits_at"])
            row["fits_on"] = row["fits_on"] and datetime.date.fromisoformat(row["fits_on"])
            return Waiting(*(row[name] for name in Waiting._fields))

        return tuple(row_of(row) for row in self.to_dict()["waiting"])

    @property
    def loads(self) -> tuple[Load, ...]:
        """For each day and each limit how much of it is used: rows of a table."""
        import datetime

        return tuple(
            Load(datetime.date.fromisoformat(day["date"]), *(load[name] for name in Load._fields[1:]))
            for day in self.to_dict()["days"]
            for load in day["limits"]
        )

    @property
    def errors(self) -> tuple[dict[str, Any], ...]:
        """Candidates who could not be used: `path`, `code`, `message`."""
        return tuple(self.to_dict()["errors"])

    @property
    def summary(self) -> dict[str, int]:
        """How many candidates, contacts, contacts that wait, and errors there are."""
        summary: dict[str, int] = self.to_dict()["summary"]
        return summary

    @property
    def timezone(self) -> str:
        """On whose clock days begin and end."""
        return self._zone

    def _clock(self) -> Any:
        """From text in UTC to a datetime on the clock whose days were planned."""
        import datetime

        zone: datetime.tzinfo = datetime.timezone.utc
        try:
            import zoneinfo

            zone = zoneinfo.ZoneInfo(self._zone)
        except (ImportError, KeyError, ValueError):  # a system without this zone shows UTC
            pass

        def show(text: str | None) -> datetime.datetime | None:
            if text is None:
                return None
            return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(zone)

        return show

    def chart(self, language: Language = "en") -> Chart:
        """A picture: a :class:`Chart` in Vega-Lite, a row for each limit and a bar for each day, small customers apart
        from others; a line shows the room, a dashed one the floor share. Titles in English (`"en"`) or Chinese (`"zh"`)."""
        from ._chart import _INK, _SCHEMA, Chart
        from ._errors import InvalidInputError

        if language not in _WORDS:
            raise InvalidInputError("invalid_value", 'write "en" or "zh"', "language")
        words = _WORDS[language]
        rows: list[dict[str, Any]] = []
        limits: list[str] = []
        for load in self.loads:
            limit = " \u00b7 ".join(filter(None, (load.team, load.channel))) or words["all"]
            if limit not in limits:
                limits.append(limit)
            both = {"date": load.date.isoformat(), "limit": limit, "room": load.room, "floor": load.floor}
            rows.append({**both, "who": words["small"], "contacts": load.small, "rank": 0})
            rows.append({**both, "who": words["others"], "contacts": load.used - load.small, "rank": 1})
        x = {"field": "date", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}}
        scale = {"domain": [words["small"], words["others"]], "range": [_SMALL, _OTHERS]}
        tooltip = [{"field": name, "title": words.get(name)} for name in ("date", "limit", "who", "contacts")]
        tooltip += [{"field": name, "title": words[name]} for name in ("room", "floor")]
        line = {"type": "tick", "color": _INK, "thickness": 2, "bandSize": 26}
        dashed = {**line, "color": _FLOOR, "strokeDash": [3, 2], "stroke": _FLOOR, "thickness": 1}
        # what the lines are, which no legend tells
        lines = f"\u2014 {words['room']}"
        lines += f" \u00b7 - - {words['floor']}" if any(load.floor for load in self.loads) else ""
        first = [{"filter": "datum.rank === 0"}]
        axis = {"labelColor": _INK, "titleColor": _INK, "gridColor": _INK, "gridOpacity": 0.25}
        header = {"labelColor": _INK, "labelAngle": 0, "labelAlign": "left", "title": None}
        return Chart(
            {
                "$schema": _SCHEMA,
                "description": words["title"],
                "background": "transparent",
                "title": {"text": words["title"], "subtitle": lines},
                "data": {"values": rows},
                "facet": {"row": {"field": "limit", "type": "nominal", "sort": limits, "header": header}},
                "resolve": {"scale": {"y": "independent"}},
                "spec": {
                    "width": 560,
                    "height": 90,
                    "layer": [
                        {
                            "mark": {"type": "bar", "width": {"band": 0.7}},
                            "encoding": {
                                "x": x,
                                "y": {
                                    "field": "contacts",
                                    "type": "quantitative",
                                    "title": None,
                                    "stack": True,
                                    "axis": {"tickMinStep": 1, "format": "d"},
                                },
                                "color": {"field": "who", "type": "nominal", "scale": scale, "title": None},
                                "order": {"field": "rank", "type": "quantitative"},
                                "tooltip": tooltip,
                            },
                        },
                        {
                            "transform": first,
                            "mark": line,
                            "encoding": {"x": x, "y": {"field": "room", "type": "quantitative"}},
                        },
                        {
                            "transform": [*first, {"filter": "datum.floor > 0"}],
                            "mark": dashed,
                            "encoding": {"x": x, "y": {"field": "floor", "type": "quantitative"}},
                        },
                    ],
                },
                "config": {
                    "view": {"stroke": None},
                    "axis": axis,
                    "title": {"color": _INK, "subtitleColor": _INK, "anchor": "start"},
                    "legend": {"labelColor": _INK, "orient": "bottom"},
                },
            }
        )

    def __len__(self) -> int:
        return int(self.summary["contacts"])

    def __getitem__(self, index: Any) -> Any:
        return self.contacts[index]

    def __iter__(self) -> Any:
        return iter(self.contacts)

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{name}</th>" for name in ("when", "customer", "team", "reason", "channel"))
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in self._cells()
        )
        told = f"{len(self)} contacts, {self.summary['waiting']} wait"
        errors = self.summary["errors"]
        told += f", {errors} candidates not used" if errors else ""
        return f"<div><div>{told}</div><table><tr>{head}</tr>{rows}</table></div>"

    def _cells(self) -> list[tuple[str, ...]]:
        return [
            (one.at.strftime("%a %Y-%m-%d %H:%M"), one.customer, one.team or "", one.reason, one.channel)
            for one in self.contacts
        ]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {**self.chart()._repr_mimebundle_(), "text/html": self._repr_html_(), "text/plain": str(self)}

    def __str__(self) -> str:
        cells = self._cells()
        widths = [max(len(row[place]) for row in cells) for place in range(5)] if cells else []
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells]
        return "\n".join(lines) or "no contact is due"

    def __repr__(self) -> str:
        summary, days = self.summary, len(self.to_dict()["days"])
        waiting = summary["waiting"]
        return f"<tactful.Workload: {summary['contacts']} contacts in {days} days, {waiting} waiting>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Workload):
            return NotImplemented
        return (self._text, self._zone) == (other._text, other._zone)

    def __hash__(self) -> int:
        return hash((self._text, self._zone))

    def __reduce__(self) -> tuple[Any, ...]:
        return Workload, (self.to_dict(), self._zone)


def agenda_many(
    engine: Engine,
    candidates: Iterable[Any],
    now: Any,
    days: Any,
    timezone: Any,
    limits: Iterable[Mapping[str, Any]],
    small_share: Any,
    small_below: Any,
    language: str,
    naive: Any,
) -> Workload:
    """The workload of an engine, through the JSON door."""
    from . import _native, call
    from ._errors import InvalidInputError
    from ._native import Customer, Planned, Standing

    if hasattr(timezone, "key"):
        timezone = timezone.key
    if not isinstance(timezone, str):
        raise InvalidInputError("wrong_type", "a name such as `Europe/Paris`, or a ZoneInfo, is needed", "timezone")

    for name, rows in (("candidates", candidates), ("limits", limits)):
        if not hasattr(rows, "__iter__"):
            raise InvalidInputError("wrong_type", f"expected a list, found {type(rows).__name__}", name)

    def entry_of(place: int, given: Any) -> dict[str, Any]:
        entry = dict(given) if hasattr(given, "items") else {"customer": given}
        customer = entry.get("customer")
        if isinstance(customer, Customer):
            entry["customer"] = customer.to_dict()
            facts = [fact.to_dict() for fact in customer.facts]
        elif hasattr(customer, "items"):
            facts = []
        else:
            message = "a tactful.Customer is needed, or a dict with the field `customer`"
            raise InvalidInputError("wrong_type", message, f"candidates[{place}]")
        facts += [fact.to_dict() if hasattr(fact, "to_dict") else fact for fact in entry.get("facts") or ()]
        entry["facts"] = facts
        planned = entry.get("planned") or ()
        entry["planned"] = [one.to_dict() if isinstance(one, Planned) else one for one in planned]
        if isinstance(entry.get("standing"), Standing):
            import base64

            entry["standing"] = base64.b64encode(entry["standing"].to_bytes()).decode("ascii")
        for name in ("team", "value", "volume", "standing"):
            value = entry.get(name)
            if value is None or value != value:  # noqa: PLR0124, the missing value of data frames is not itself
                entry.pop(name, None)
        return entry

    capacity: dict[str, Any] = {
        "timezone": timezone,
        "limits": [dict(limit) if hasattr(limit, "items") else limit for limit in limits],
        "small_share": small_share,
    }
    if small_below is not None:
        capacity["small_below"] = small_below
    request: dict[str, Any] = {
        "op": "followup.agenda_many",
        "policy": engine.policy.text,
        "candidates": [entry_of(place, one) for place, one in enumerate(candidates)],
        "capacity": capacity,
        "now": _native._now(now, naive)[0],
        "days": days,
        "language": language,
    }
    if engine.documents:
        request["documents"] = [document.text for document in engine.documents]
    return Workload(call(request), timezone)

"""Names of types that several modules use."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypedDict

#: An instant: an aware datetime, or RFC 3339 text with an offset.
When = datetime.datetime | str
#: The name of a zone, or a `zoneinfo.ZoneInfo`.
Zone = str | datetime.tzinfo


class _Stream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class _Array(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...


#: A table with the Arrow PyCapsule interface.
ArrowTable = _Stream | _Array
#: A table of what data teaches: one of Arrow, or a dict of columns.
Table = ArrowTable | Mapping[str, Sequence[Any]]
#: The language of a text.
Language = Literal["en", "zh"]

Purpose = Literal["marketing", "survey", "relationship", "collections", "service", "transactional"]
Intent = Literal["give", "ask", "service"]
Direction = Literal["out", "in"]
Outcome = Literal[
    "sent", "arrived", "read", "answered", "conversation", "refused", "no_answer", "bounced", "failed"
]

CaseKind = Literal[
    "apologise",
    "listen",
    "acknowledge",
    "record",
    "confirm",
    "cause",
    "negotiate",
    "commit",
    "act",
    "track",
    "opened",
    "fulfil",
    "break",
    "message",
    "attempt",
    "wait",
    "resume",
    "hand_over",
    "refer",
    "split",
    "lapse",
    "rebut",
    "grant",
    "report",
    "answer",
    "withdraw",
    "close",
    "reopen",
    "note",
]
Role = Literal["direct", "assisting", "by_chance", "manager", "customer", "system", "outside"]
Cause = Literal["product_fault", "service_fault", "misunderstanding", "own_mistake"]
Liability = Literal["admitted", "partial", "denied", "open"]
Mode = Literal["proposed", "asked"]
Remedy = Literal[
    "refund",
    "return_goods",
    "exchange",
    "repair",
    "making_good",
    "adjustment",
    "explanation",
    "improvement",
    "comfort_gift",
    "teaching",
    "parts",
    "mass_remedy",
]
Word = Literal["satisfied", "unsatisfied", "patient"]
Wait = Literal["customer", "others"]
Ending = Literal["exhausted", "unreached", "outside", "withdrawn", "satisfied"]
Conduct = Literal["right", "care", "calm"]
Power = Literal["quantity_amount", "return_exchange_repair", "caring_service"]
CaseStatus = Literal["reopened", "new", "open", "on_hold", "pending", "solved", "closed"]
#: An amount of money: whole minor units and a currency, ``(12000, "EUR")``.
Amount = tuple[int, str] | Mapping[str, Any]
Element = Literal["time", "place", "event", "person", "expectation"]
ClaimPart = Literal["hazard", "safety", "value", "recognition"]


class PartOptions(TypedDict, total=False):
    """What :meth:`Engine.decide_table` takes of tables that lie in parts."""

    reasons: Iterable[str] | None
    channels: Iterable[str] | None
    customer_columns: dict[str, str] | None
    fact_columns: dict[str, str] | None
    known_at: When | None
    naive: Zone | None
    date_as: Literal["start", "end"] | None
    columns: Iterable[str] | None
    threads: int | None


class TableOptions(PartOptions, total=False):
    """What else :meth:`Engine.decide_table` takes."""

    sorted: bool

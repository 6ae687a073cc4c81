"""Asks the JSON door on behalf of :mod:`tactful.relationship`, :mod:`tactful.touchpoint` and :mod:`tactful.campaign`."""

from __future__ import annotations

from . import _native
from ._errors import InvalidInputError
from ._plain import as_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable
    from typing import Any

    from ._types import Zone

#: Where answers hold instants and dates; nothing else has these names.
_INSTANTS = frozenset(("since", "due_from", "due_by", "met_at", "too_early", "allowed_from", "welcome_from", "at"))
_DATES = frozenset(("date", "on", "send_on", "arrives_on", "begin", "loses_meaning_on"))


def of_customer(customer: Any) -> dict[str, Any]:
    """The fields `customer` and `facts`."""
    if not isinstance(customer, _native.Customer):
        kind = type(customer).__name__
        raise InvalidInputError("wrong_type", f"a tactful.Customer is needed, not {kind}", "customer")
    return {"customer": customer.to_dict(), "facts": [fact.to_dict() for fact in customer.facts]}


def rows(given: Iterable[Any], name: str) -> list[dict[str, Any]]:
    """Rows of a list: dicts, of which what is not known is left out, also as data frames say so."""
    if not hasattr(given, "__iter__") or isinstance(given, (str, bytes)):
        raise InvalidInputError("wrong_type", f"expected a list, found {type(given).__name__}", name)
    found = []
    for place, row in enumerate(given):
        if not hasattr(row, "items"):
            kind = type(row).__name__
            raise InvalidInputError("wrong_type", f"expected a dict, found {kind}", f"{name}[{place}]")
        # the missing value of data frames is not itself, and makes fractions of the whole numbers beside it
        there = {key: value for key, value in row.items() if value is not None and value == value}  # noqa: PLR0124
        whole = {key: int(value) for key, value in there.items() if isinstance(value, float) and value.is_integer()}
        found.append(there | whole)
    return found


def ask(
    op: str,
    engine: Any,
    request: dict[str, Any],
    times: dict[str, Any] | None = None,
    naive: Zone | None = None,
) -> dict[str, Any]:
    """The answer, its instants and dates as Python has them: on the clock of the last of the ``times`` of the question.

    ``engine``: of whose policy is asked; False: of none. What is None in the request is left out.
    """
    import json

    if engine is not False and not isinstance(engine, _native.Engine):
        kind = type(engine).__name__
        raise InvalidInputError("wrong_type", f"a tactful.Engine is needed, not {kind}", "engine")
    told = {"op": op, **{name: value for name, value in request.items() if value is not None}}
    zone = "UTC"
    for name, time in (times or {}).items():
        try:
            told[name], zone = _native._now(time, naive)
        except InvalidInputError as refusal:
            raise InvalidInputError(refusal.code, refusal.message, name) from None
    answer: dict[str, Any] = json.loads(_native.call_json(as_json(told), engine or None))
    _shown(answer, clock(zone))
    return answer


def clock(zone: str) -> Callable[[str], datetime.datetime]:
    """From text in UTC to a datetime in the zone."""
    import datetime

    tzinfo: datetime.tzinfo = datetime.timezone.utc
    if zone != "UTC":
        try:
            import zoneinfo

            tzinfo = zoneinfo.ZoneInfo(zone)
        except (ImportError, KeyError, ValueError):  # a system without this zone shows UTC
            pass

    def show(text: str) -> datetime.datetime:
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(tzinfo)

    return show


def _shown(value: Any, show: Callable[[str], datetime.datetime]) -> None:
    """Puts instants and dates in the places of their texts."""
    import datetime

    if isinstance(value, list):
        for item in value:
            _shown(item, show)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in _INSTANTS and isinstance(item, str):
                value[name] = show(item)
            elif name in _INSTANTS and isinstance(item, list):
                value[name] = [show(text) for text in item]
            elif isinstance(item, str) and (name in _DATES or name.endswith(("_arrival", "_begin"))):
                value[name] = datetime.date.fromisoformat(item)
            else:
                _shown(item, show)

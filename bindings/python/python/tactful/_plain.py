"""From Python objects to what JSON can say, with the place of whatever it cannot."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping

from ._errors import InvalidInputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Deeper than any request that the library takes, shallower than what the interpreter's stack takes:
# also the end of an object that contains itself.
_DEEPEST = 128
# No number of the library is longer; beyond some thousand digits Python refuses to print one.
_LONGEST_INT_BITS = 1024


def as_json(value: Mapping[str, Any]) -> str:
    """The value as JSON text, in one line."""
    import json  # what is imported late is not paid for by those who do not need it

    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def plain(value: Any, depth: int = 0) -> Any:
    """A copy made of dict, list, str, int, float, bool and None only; refuses what has no meaning in JSON.

    Tuples become lists, aware datetimes UTC instants in whole seconds, dates ``YYYY-MM-DD``,
    numbers of other libraries Python's own.
    """
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidInputError(
                "invalid_document", "JSON has no NaN and no infinity; leave out what is not known"
            )
        return float(value)
    if isinstance(value, Mapping):
        return _dict(value, depth)
    if isinstance(value, (list, tuple)):
        return _list(value, depth)
    if isinstance(value, datetime.datetime):
        return _instant(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "__index__"):
        number = value.__index__()
        if number.bit_length() > _LONGEST_INT_BITS:
            raise InvalidInputError("invalid_value", "the number has too many digits")
        return int(number)
    raise InvalidInputError("wrong_type", f"a value of type {_kind(value)} has no form in JSON")


def _dict(value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    if depth >= _DEEPEST:
        raise InvalidInputError("too_deep", "nested too deeply")
    copy = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise InvalidInputError("wrong_type", f"a key must be a str, not {_kind(key)}")
        key = _text(key)
        try:
            copy[key] = plain(item, depth + 1)
        except InvalidInputError as refusal:
            raise _below(key, refusal) from None
    return copy


def _list(value: list[Any] | tuple[Any, ...], depth: int) -> list[Any]:
    if depth >= _DEEPEST:
        raise InvalidInputError("too_deep", "nested too deeply")
    copy = []
    for place, item in enumerate(value):
        try:
            copy.append(plain(item, depth + 1))
        except InvalidInputError as refusal:
            raise _below(f"[{place}]", refusal) from None
    return copy


def _below(step: str, refusal: InvalidInputError) -> InvalidInputError:
    """The same refusal, seen from one level further out."""
    if refusal.code == "too_deep":
        return refusal  # a way of a hundred steps helps nobody
    joint = "." if refusal.path and not refusal.path.startswith("[") else ""
    return InvalidInputError(refusal.code, refusal.message, f"{step}{joint}{refusal.path}")


def _text(value: str) -> str:
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise InvalidInputError(
                "invalid_document", "the text holds half a character (a lone surrogate)"
            ) from None
    return value


def _instant(value: datetime.datetime) -> str:
    if value != value:  # noqa: PLR0124, the missing value of data frames calls itself a datetime
        raise InvalidInputError("invalid_time", "the instant is missing; leave the field out or give None")
    if value.utcoffset() is None:
        raise InvalidInputError(
            "naive_time", "the datetime has no zone; say where its clock hangs, e.g. tzinfo=ZoneInfo(...)"
        )
    try:
        utc = value.astimezone(datetime.timezone.utc)
    except OverflowError:
        raise InvalidInputError("out_of_range", "the instant is outside the years 1 to 9999") from None
    return utc.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _kind(value: Any) -> str:
    return type(value).__name__

"""May we contact this customer, for this reason, through this channel, now? If not now, when, and why?

>>> import tactful
>>> tactful.call({
...     "op": "contact.window",
...     "tz": "Europe/Paris",
...     "quiet": [["20:00", "09:00"]],
...     "now": "2026-11-21T22:15:00+01:00",
... })["next"]
'2026-11-22T08:00:00Z'
"""

from __future__ import annotations

import json
from typing import Any

from . import _native
from ._errors import InternalError, InvalidInputError, TactfulError
from ._plain import plain as _plain

__all__ = ["SEMANTICS_VERSION", "InternalError", "InvalidInputError", "TactfulError", "__version__", "call"]

__version__: str = _native.VERSION

#: Moves whenever the answer of any vector changes; part of every fingerprint.
SEMANTICS_VERSION: int = _native.SEMANTICS_VERSION


def call(request: dict[str, Any]) -> dict[str, Any]:
    """Answers one request: ``{"op": "calendar.add", ...}`` in, the result object out.

    Instants may be aware datetimes or RFC 3339 text; they come back as text in UTC. A naive datetime is refused.
    The request is not changed. Any number of threads may call at once: the work runs without the interpreter's lock.

    Raises :class:`InvalidInputError` for a request that is refused, with ``code``, ``path``, ``line`` and ``column``,
    and :class:`InternalError` for a fault of the library.
    """
    if not isinstance(request, dict):
        raise InvalidInputError("wrong_type", f"a request is a dict, not {type(request).__name__}")
    return _answer(json.dumps(_plain(request), ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def _answer(request: str) -> dict[str, Any]:
    """The answer to a request that is JSON text already."""
    answer: dict[str, Any] = json.loads(_unwrap(_native.call_json(request)))
    return answer


def _unwrap(outcome: tuple[str | None, tuple[str, str, str, int, int] | None]) -> str:
    """The answer's text, or its refusal as an exception."""
    text, refusal = outcome
    if refusal is not None:
        raise (InternalError if refusal[0] == "internal" else InvalidInputError)(*refusal)
    if text is None:
        raise InternalError("internal", "the library gave no answer; please report it")
    return text

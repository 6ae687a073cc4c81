"""The verdicts, as the library's table of codes has them."""

from __future__ import annotations

import enum

from . import _native


class _Word(str, enum.Enum):
    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        # a verdict that is tested without being compared must not let a contact through
        return self.value == "allow"


Verdict = _Word(
    "Verdict",
    [(word.upper(), word) for word in _native._words("verdict")],
    module="tactful",
    qualname="Verdict",
)
Verdict.__doc__ = """What a decision says: equal to its word (``Verdict.WAIT == "wait"``), true only for ``allow``.

``allow``: contact is welcome now. ``wait``: from a known time on. ``hold``: a fact has to come first.
``never``: no time before the reason closes. ``expired``: the reason has gone stale.
``not_applicable``: the reason does not apply to the customer.
"""

"""May we contact this customer, for this reason, through this channel, now? If not now, when, and why?

>>> import tactful as tf
>>> engine = tf.Engine()                                   # the house policy; or tf.Engine.from_file("policy.toml")
>>> customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=[
...     tf.delivered("2026-11-19T10:00:00+01:00", order="o-17"),
... ])
>>> decision = engine.decide(customer, "check-in", channel="phone", now="2026-11-21T22:30:00+01:00")
>>> decision.verdict, decision.allowed_from.isoformat()
(<Verdict.WAIT: 'wait'>, '2026-11-23T09:00:00+01:00')
>>> print(decision)
check-in by phone: not now, but from Mon 2026-11-23 09:00 (Europe/Paris) until Mon 2026-11-23 12:00 (Europe/Paris).

Instants go in as aware datetimes, or as text with an offset; a clock that does not say where it hangs is refused,
unless the argument ``naive`` names its zone. They come out as datetimes in the zone of ``now``.

All objects are frozen, but for a :class:`Case`, which goes on: any number of threads may share them, and they can be
hashed, pickled and compared.
Whatever the library refuses raises :class:`InvalidInputError`, a :class:`TactfulError`; a call with arguments that
do not exist is Python's own ``TypeError``.
"""

from __future__ import annotations

from . import _native, campaign, experiment, insight, relationship, tables, touchpoint, value
from ._audit import Audit, Difference
from ._chart import Chart
from ._errors import InternalError, InvalidInputError, Refused, TactfulError
from ._facts import (
    benefit_realised,
    commitment_broken,
    commitment_kept,
    commitment_made,
    company,
    complaint_closed,
    complaint_opened,
    complaint_reopened,
    consent_given,
    consent_refused,
    consent_withdrawn,
    contact,
    corrected,
    deceased,
    delivered,
    do_not_contact,
    do_not_contact_lifted,
    erased,
    feedback,
    inquiry,
    level_assigned,
    market,
    note,
    occasion,
    order_cancelled,
    owner_changed,
    purchase,
    returned,
    service_act,
    suppressed,
)
from ._gantt import gantt
from ._learnt import Learnt
from ._native import (
    Agenda,
    AgendaItem,
    Block,
    Calendar,
    Case,
    CaseEvent,
    CasePart,
    CaseState,
    Claim,
    ClockReading,
    Clocks,
    Commitment,
    Customer,
    Decision,
    Decisions,
    DecisionTable,
    Engine,
    Fact,
    FrameMark,
    Frames,
    Move,
    NextAct,
    Outline,
    OutlineLine,
    Planned,
    Policy,
    Signpost,
    Standing,
    StandingTable,
    Wording,
    claim,
    fact,
    planned,
)
from ._plain import as_json as _as_json
from ._report import ExampleRun, Finding, Report
from ._verdict import Verdict
from ._workload import Booked, Load, Waiting, Workload

# the module `typing` takes longer to import than all of this; type checkers know the name
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "SEMANTICS_VERSION",
    "Agenda",
    "AgendaItem",
    "Audit",
    "Block",
    "Booked",
    "Calendar",
    "Case",
    "CaseEvent",
    "CasePart",
    "CaseState",
    "Chart",
    "Claim",
    "ClockReading",
    "Clocks",
    "Commitment",
    "Customer",
    "Decision",
    "DecisionTable",
    "Decisions",
    "Difference",
    "Engine",
    "ExampleRun",
    "Fact",
    "Finding",
    "FrameMark",
    "Frames",
    "InternalError",
    "InvalidInputError",
    "Learnt",
    "Load",
    "Move",
    "NextAct",
    "Outline",
    "OutlineLine",
    "Planned",
    "Policy",
    "Refused",
    "Report",
    "Signpost",
    "Standing",
    "StandingTable",
    "TactfulError",
    "Verdict",
    "Waiting",
    "Wording",
    "Workload",
    "__version__",
    "benefit_realised",
    "call",
    "campaign",
    "claim",
    "commitment_broken",
    "commitment_kept",
    "commitment_made",
    "company",
    "complaint_closed",
    "complaint_opened",
    "complaint_reopened",
    "consent_given",
    "consent_refused",
    "consent_withdrawn",
    "contact",
    "corrected",
    "deceased",
    "delivered",
    "do_not_contact",
    "do_not_contact_lifted",
    "erased",
    "experiment",
    "fact",
    "feedback",
    "gantt",
    "inquiry",
    "insight",
    "level_assigned",
    "market",
    "note",
    "occasion",
    "order_cancelled",
    "owner_changed",
    "planned",
    "purchase",
    "relationship",
    "returned",
    "service_act",
    "suppressed",
    "tables",
    "touchpoint",
    "value",
]

__version__: str = _native.VERSION

#: Moves whenever the answer of any vector changes; part of every fingerprint.
SEMANTICS_VERSION: int = _native.SEMANTICS_VERSION


def call(request: dict[str, Any]) -> dict[str, Any]:
    """Answers one request: ``{"op": "calendar.add", ...}`` in, the result object out; every operation is here.

    Instants may be aware datetimes or RFC 3339 text; they come back as text in UTC. A naive datetime is refused.
    The request is not changed. Any number of threads may call at once: the work runs without the interpreter's lock.

    Raises :class:`InvalidInputError` for a request that is refused, with ``code``, ``path``, ``line`` and ``column``,
    and :class:`InternalError` for a fault of the library.

    >>> import tactful
    >>> tactful.call({
    ...     "op": "contact.window",
    ...     "tz": "Europe/Paris",
    ...     "quiet": [["20:00", "09:00"]],
    ...     "now": "2026-11-21T22:15:00+01:00",
    ... })["next"]
    '2026-11-22T08:00:00Z'
    """
    if not isinstance(request, dict):
        raise InvalidInputError("wrong_type", f"a request is a dict, not {type(request).__name__}")
    return _answer(_as_json(request))


def _answer(request: str) -> dict[str, Any]:
    """The answer to a request that is JSON text already."""
    import json  # only this door needs it

    answer: dict[str, Any] = json.loads(_native.call_json(request))
    return answer

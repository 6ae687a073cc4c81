"""Cases across time: a picture in Vega-Lite."""

from __future__ import annotations

from . import _native
from ._chart import Chart
from ._errors import InvalidInputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal

    from ._native import Case, Engine
    from ._types import Language, When, Zone

_ACTS = ("apologise", "listen", "acknowledge", "record", "confirm", "negotiate", "commit", "act", "track")


def gantt(
    cases: Iterable[Case],
    engine: Engine,
    now: When,
    *,
    by: Literal["customer", "team"] = "customer",
    teams: Mapping[str, str] | None = None,
    language: Language = "en",
    naive: Zone | None = None,
) -> Chart:
    """Complaints across time, as a :class:`Chart` (C11): a row for each case, what was done and when, for whom we
    waited, and its clocks, the breached ones in red.

    - ``cases``: :class:`Case` objects; ``engine`` has the clocks.
    - ``now``: how they stand at this instant; its zone is that of the picture.
    - ``by``: grouped by ``customer`` or by ``team``; ``teams`` names the team of a case by its id.
    - ``language``: of the titles, ``"en"`` or ``"zh"``.

    >>> import tactful as tf
    >>> case = tf.Case.open("k-1", at="2026-11-20T09:30:00+01:00", by="web", role="system", customer="c-17")
    >>> tf.gantt([case], tf.Engine(), now="2026-11-21T09:30:00+01:00")
    <tactful.Chart: complaints by customer>
    """
    from . import call

    at, zone = _native._now(now, naive)
    if not hasattr(cases, "__iter__") or isinstance(cases, (str, bytes)):
        raise InvalidInputError("wrong_type", f"expected a list, found {type(cases).__name__}", "cases")
    if teams is not None and not hasattr(teams, "get"):
        raise InvalidInputError("wrong_type", f"expected a dict, found {type(teams).__name__}", "teams")
    told = []
    for place, case in enumerate(cases):
        if not isinstance(case, _native.Case):
            kind = type(case).__name__
            raise InvalidInputError("wrong_type", f"expected a tactful.Case, found {kind}", f"cases[{place}]")
        told.append(_told(case, engine, at, (teams or {}).get(case.id)))
    said = call(
        {
            "op": "complaint.gantt",
            "cases": told,
            "now": at,
            "by": by,
            "timezone": zone,
            "language": language,
            "vega_lite": True,
        }
    )
    spec: dict[str, Any] = said["vega_lite"]
    spec.setdefault("description", f"complaints by {by}")
    return Chart(spec)


def _told(case: Case, engine: Engine, now: str, team: str | None) -> dict[str, Any]:
    """A case as the chart reads it, up to now."""
    closed: datetime.datetime | None = None
    waits: list[dict[str, Any]] = []
    first, *_ = case.events
    for word, at in _native._occurrences(engine, case):
        if _text(at) > now:
            break
        ends = word in ("pending", "on_hold", "resumed", "closed")
        if ends and waits and "until" not in waits[-1]:
            waits[-1]["until"] = at
        if word in ("pending", "on_hold"):
            waits.append({"kind": word, "from": at})
        if word in ("closed", "reopened"):
            closed = at if word == "closed" else None
    told: dict[str, Any] = {
        "id": case.id,
        "customer": first.customer or "",
        "opened_at": first.at,
        "waits": waits,
        "acts": [
            {"act": event.kind, "at": event.at}
            for event in case.events
            if event.kind in _ACTS and _text(event.at) <= now
        ],
        "clocks": [
            {
                "id": one.clock if one.part is None else f"{one.clock} ({one.part})",
                "started_at": one.started_at,
                **({"due_at": one.due_at} if one.due_at else {}),
                **({"stopped_at": one.stopped_at} if one.stopped_at else {}),
            }
            for one in engine.clocks(case, now).readings
            if one.started_at
        ],
    }
    if closed is not None:
        told["closed_at"] = closed
    if team is not None:
        told["team"] = team
    return told


def _text(at: datetime.datetime) -> str:
    """An instant in UTC as the library writes it, which sorts by time."""
    return f"{at.replace(tzinfo=None).isoformat(timespec='seconds')}Z"

"""Cases across time: a picture in Vega-Lite."""

from __future__ import annotations

from . import _native
from ._chart import Chart
from ._errors import InvalidInputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal

    from ._native import Case, Engine
    from ._types import Language, When, Zone


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
        told.append(_native._gantt_case(engine, case, at, (teams or {}).get(case.id)))
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

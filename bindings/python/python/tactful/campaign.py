"""Programmes in batches: gifts for many customers, so many a day, and nobody treated as second class (P1, P2)."""

from __future__ import annotations

from ._ask import ask, rows
from ._programme import Batch, Gift, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._answers import Checked

__all__ = ["Batch", "Gift", "Plan", "check", "plan"]


def plan(
    recipients: Iterable[Mapping[str, Any]],
    begin: datetime.date | str,
    loses_meaning_on: datetime.date | str,
    capacity: int | Mapping[str, Any],
    *,
    may_split: Iterable[str] = (),
) -> Plan:
    """Plans batches in which no group of peers is split, everything arrives in time, and as early as can be (P1, P2); or
    tells what cannot be met, the smallest relaxations, and the latest day to begin.

    - ``recipients``: dicts with ``id``, and ``groups``, ``rank`` (the greater first), ``lead_days`` as far as known; a
      data frame by ``frame.to_dict("records")`` or ``frame.to_dicts()``.
    - ``begin``: the first day of supply; ``loses_meaning_on``: the first day on which the gift means nothing any more.
    - ``capacity``: pieces a day, or ``{"each": 200, "dates": {"2027-01-29": 50}, "closed": ["sun"]}``.
    - ``may_split``: groups that may be split, where that relaxation was chosen.

    >>> import tactful as tf
    >>> made = tf.campaign.plan([
    ...     {"id": "ada", "groups": ["acme"], "rank": 900},
    ...     {"id": "ben", "groups": ["acme"], "rank": 400},
    ...     {"id": "eva", "rank": 500},
    ... ], begin="2027-01-25", loses_meaning_on="2027-02-06", capacity=2)
    >>> print(made)
    2027-01-25  2  ada, ben
    2027-01-26  1  eva
    >>> made.proven, made.latest_begin.isoformat()
    (True, '2027-02-04')
    """
    return Plan(ask("campaign.plan", False, _programme(recipients, begin, loses_meaning_on, capacity, may_split)))


def check(
    recipients: Iterable[Mapping[str, Any]],
    begin: datetime.date | str,
    loses_meaning_on: datetime.date | str,
    capacity: int | Mapping[str, Any],
    deliveries: Mapping[str, datetime.date | str] | Plan,
    *,
    most_pairs: int = 1000,
) -> Checked:
    """What is wrong with a plan made elsewhere: each unfair pair, and what else is not held (P1, P2).

    - ``deliveries``: when it arrives, by the id of the recipient; or a :class:`Plan`.
    - ``most_pairs``: as many pairs are named, those against rank first; all are counted.
    - all others as in :func:`plan`.

    >>> import tactful as tf
    >>> people = [{"id": "ada", "groups": ["acme"], "rank": 900}, {"id": "ben", "groups": ["acme"], "rank": 400}]
    >>> found = tf.campaign.check(people, "2027-01-25", "2027-02-06", 1, {"ben": "2027-01-25", "ada": "2027-01-26"})
    >>> found["pairs"]
    [{'rule': 'rank_respected', 'first': 'ben', 'waits': 'ada', 'days': 1, 'group': 'acme'}]
    """
    from ._errors import InvalidInputError

    if isinstance(deliveries, Plan):
        deliveries = {gift.id: gift.arrives_on for gift in deliveries.gifts}
    if not hasattr(deliveries, "items"):
        kind = type(deliveries).__name__
        raise InvalidInputError("wrong_type", f"a dict or a Plan is needed, not {kind}", "deliveries")
    request = _programme(recipients, begin, loses_meaning_on, capacity, ())
    request["deliveries"] = [{"id": id, "arrives_on": date} for id, date in deliveries.items()]
    request["most_pairs"] = most_pairs
    answer: Any = ask("campaign.check", False, request)
    found: Checked = answer
    return found


def _programme(recipients: Any, begin: Any, loses_meaning_on: Any, capacity: Any, may_split: Any) -> dict[str, Any]:
    return {
        "recipients": rows(recipients, "recipients"),
        "begin": begin,
        "loses_meaning_on": loses_meaning_on,
        "capacity": capacity,
        "may_split": list(may_split),
    }

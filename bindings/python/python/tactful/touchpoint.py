"""Where customers meet a company, and what they attend to there (T1, T2, T9)."""

from __future__ import annotations

from ._ask import ask, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._answers import Catalogue, Tied
    from ._native import Engine

__all__ = ["attention", "catalogues", "tie"]


def catalogues(engine: Engine, catalogue: str | None = None) -> list[Catalogue]:
    """The catalogues of touchpoints, or the one of this id, with English and Chinese names (T1): those that the library
    brings along, and those of the policy.

    >>> import tactful as tf
    >>> (airline,) = tf.touchpoint.catalogues(tf.Engine(), "airline")
    >>> airline["en"], airline["points"][0]["code"]
    ('airline', 'booking_call')
    """
    answer = ask("touchpoint.catalogues", engine, {"catalogue": catalogue})
    found: list[Catalogue] = answer["catalogues"]
    return found


def attention(engine: Engine, tier: str | None = None, need: str | None = None) -> dict[str, int]:
    """How much more, per mille, a customer of this tier with this need attends to each touchpoint (T9); to all others
    1000.

    >>> import tactful as tf
    >>> tf.touchpoint.attention(tf.Engine(), need="complaining")
    {'attitude': 2000}
    """
    weights: dict[str, int] = ask("touchpoint.attention", engine, {"tier": tier, "need": need})["weights_per_mille"]
    return weights


def tie(engine: Engine, interactions: Iterable[Mapping[str, Any]]) -> list[Tied]:
    """Ties interactions to touchpoints, and tells which of them are moments of truth (T2): an interaction is one if it
    faces a customer, is carried by a contact, and has its time; how grave it is does not matter.

    - ``interactions``: dicts with ``id``, and ``customer``, ``carrier``, ``at``, ``touchpoint`` as far as known; a
      touchpoint is a code, or ``"airline/farewell"`` where several catalogues have it.

    >>> import tactful as tf
    >>> (tied,) = tf.touchpoint.tie(tf.Engine(), [
    ...     {"id": "i-1", "customer": "c-17", "at": "2026-11-21T09:30:00Z", "touchpoint": "farewell"},
    ... ])
    >>> tied["moment"], tied["missing"], tied["catalogue"]
    (False, ['carrier'], 'airline')
    """
    found: list[Tied] = ask("touchpoint.tie", engine, {"interactions": rows(interactions, "interactions")})["interactions"]
    return found

"""What :func:`tactful.campaign.plan` plans, as a table."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from typing import Any

    from ._answers import Relaxation, UnfairPair, Unmet
    from ._types import Language

#: So many ids of a batch are shown.
_SHOWN = 8

Batch = namedtuple("Batch", "on gifts", module="tactful.campaign")
Batch.__doc__ = """One day's hand-over: ``on`` which date, and the ``gifts``, the greatest rank first."""

Gift = namedtuple("Gift", "on id send_on arrives_on", module="tactful.campaign")
Gift.__doc__ = """What one recipient gets: handed over ``on`` a date, for ``id``; when it is sent and when it arrives. What
has a shorter way waits, so that peers get it on the same day."""


class Plan:
    """A programme in batches (P1, P2); made by :func:`tactful.campaign.plan`. A sequence of :class:`Batch`, a table as
    text and in notebooks; :attr:`gifts` are the rows of a data frame. Without batches it is false, and
    :meth:`explain` says what stands against it.

    >>> import tactful as tf
    >>> people = [{"id": f"r-{place}", "groups": ["acme"]} for place in range(3)]
    >>> made = tf.campaign.plan(people, "2027-02-01", "2027-02-06", capacity=2)
    >>> bool(made), made.unmet[0]["needed"], made.relaxations[0]["more_a_day"]
    (False, 3, 1)
    """

    __module__ = "tactful.campaign"
    __slots__ = ("__weakref__", "_answer")

    def __init__(self, answer: dict[str, Any]) -> None:
        import copy

        self._answer = copy.deepcopy(answer)

    def to_dict(self) -> dict[str, Any]:
        """The answer as :func:`tactful.call` gives it for `campaign.plan`, with dates; a copy."""
        import copy

        return copy.deepcopy(self._answer)

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The batches, by day."""
        return tuple(
            Batch(batch["on"], tuple(Gift(batch["on"], *(gift[name] for name in Gift._fields[1:])) for gift in batch["gifts"]))
            for batch in self._answer["batches"]
        )

    @property
    def gifts(self) -> tuple[Gift, ...]:
        """All gifts: rows of a table, as in ``pandas.DataFrame(plan.gifts)``."""
        return tuple(gift for batch in self.batches for gift in batch.gifts)

    @property
    def last_arrival(self) -> datetime.date | None:
        """The day of the last arrival; None without batches."""
        day: datetime.date | None = self._answer["last_arrival"]
        return day

    @property
    def latest_begin(self) -> datetime.date | None:
        """The latest day to begin, counted back from the date on which the gift loses its meaning; None: no beginning
        would do."""
        day: datetime.date | None = self._answer["latest_begin"]
        return day

    @property
    def waiting_days(self) -> int:
        """Days from the beginning to the hand-over, summed over recipients."""
        return int(self._answer["waiting_days"])

    @property
    def gap(self) -> dict[str, int]:
        """How much earlier (`last_arrival_days`), and with how much less waiting (`waiting_days`), a plan could be at
        most."""
        return dict(self._answer["gap"])

    @property
    def proven(self) -> bool:
        """There is no better plan; without batches: there is none at all."""
        return bool(self._answer["proven"])

    @property
    def unmet(self) -> list[Unmet]:
        """What cannot be met; empty if there is a plan."""
        unmet: list[Unmet] = self.to_dict()["unmet"]
        return unmet

    @property
    def relaxations(self) -> list[Relaxation]:
        """The smallest relaxations, each of which would do alone."""
        relaxations: list[Relaxation] = self.to_dict()["relaxations"]
        return relaxations

    @property
    def unfair(self) -> list[UnfairPair]:
        """Where groups were split: peers of whom one waits."""
        unfair: list[UnfairPair] = self.to_dict()["unfair"]
        return unfair

    @property
    def notes(self) -> list[str]:
        """`ranks_missing`, `groups_join_all`."""
        return list(self._answer["notes"])

    def explain(self, language: Language = "en") -> str:
        """What stands against the programme and what it is told besides, a line each, in English (`"en"`) or Chinese
        (`"zh"`); empty if nothing does."""
        from . import _native

        lines = [
            f"{_native.say(one['rule'], language)} ({one['available']} / {one['needed']})" for one in self._answer["unmet"]
        ]
        lines += [_native.say(code, language) for code in self._answer["notes"]]
        return "\n".join(lines)

    def _cells(self) -> list[tuple[str, str, str]]:
        rows = []
        for batch in self._answer["batches"]:
            ids = [gift["id"] for gift in batch["gifts"]]
            more = f" +{len(ids) - _SHOWN}" if len(ids) > _SHOWN else ""
            rows.append((batch["on"].isoformat(), str(len(ids)), ", ".join(ids[:_SHOWN]) + more))
        return rows

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{name}</th>" for name in ("on", "gifts", "recipients"))
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self._cells())
        told = escape(self.explain()).replace("\n", "<br>")
        return f"<div><table><tr>{head}</tr>{rows}</table><div>{told}</div></div>"

    def __str__(self) -> str:
        cells = self._cells()
        width = max((len(row[1]) for row in cells), default=0)
        lines = [f"{on}  {many.rjust(width)}  {ids}" for on, many, ids in cells]
        return "\n".join(lines) or self.explain() or "nobody gets anything"

    def __repr__(self) -> str:
        batches = self._answer["batches"]
        gifts = sum(len(batch["gifts"]) for batch in batches)
        return f"<tactful.campaign.Plan: {gifts} gifts in {len(batches)} batches>"

    def __bool__(self) -> bool:
        return not self._answer["unmet"]

    def __len__(self) -> int:
        return len(self._answer["batches"])

    def __getitem__(self, index: Any) -> Any:
        return self.batches[index]

    def __iter__(self) -> Any:
        return iter(self.batches)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        return self._answer == other._answer

    def __hash__(self) -> int:
        return hash(repr(self._answer))

    def __reduce__(self) -> tuple[Any, ...]:
        return Plan, (self.to_dict(),)

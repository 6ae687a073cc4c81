"""What works: experiments from any data frame.

Tables are taken as in :mod:`tactful.insight`: whatever has the Arrow PyCapsule interface, or a dict of columns; what comes
out is a :class:`tactful.Learnt`. Sizes and powers need no table: ask :func:`tactful.call` for
``experiment.sample_size_two_proportions`` and the like.
"""

from __future__ import annotations

from ._frames import arm, ask, asked, grouped, opened
from ._learnt import Learnt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Literal

    from . import _learnt_answers as answers
    from ._types import Table

__all__ = [
    "assignment",
    "balance",
    "cuped",
    "difference_of_means",
    "difference_of_shares",
    "lag_readout",
    "p_adjust",
    "ratio_of_shares",
    "sample_ratio",
]


def assignment(
    table: Table,
    customer: str,
    *,
    arms: Sequence[str],
    strata: Sequence[str] = (),
    ratio: Sequence[int] | None = None,
    seed: int = 0,
    method: Literal["blocks", "hash"] | None = None,
    assigned: Mapping[str, str] | None = None,
) -> Learnt[answers.Assignment]:
    """A group for every customer, even within each stratum (T13). The order of rows does not matter; ``assigned`` keeps
    those who have a group when others join.

    >>> import tactful as tf
    >>> people = {"id": ["a", "b", "c", "d"], "tier": ["gold", "gold", "plain", "plain"]}
    >>> found = tf.experiment.assignment(people, "id", arms=["control", "treatment"], strata=["tier"], seed=5)
    >>> found["counts"]
    {'control': 2, 'treatment': 2}
    """
    columns = [("id", customer, "text"), *((name, name, "text") for name in strata)]
    request = {
        "arms": list(arms),
        "strata": list(strata),
        "ratio": None if ratio is None else list(ratio),
        "seed": seed,
        "method": method,
        "assigned": None if assigned is None else dict(assigned),
    }
    return ask("experiment.stratified_assignment", table, request, rows=("units", columns))


def _two(table: Table, group: str, names: tuple[str, str], *columns: tuple[str, str]) -> list[list[list[Any]]]:
    groups = grouped(opened(table), group, *columns)
    return [arm(groups, name, argument) for name, argument in zip(names, ("treatment", "control"))]


def balance(table: Table, group: str, column: str, *, treatment: str, control: str) -> Learnt[answers.Balance]:
    """Whether two groups were alike before: the standardised difference of means, and the ratio of variances (T13).

    >>> import tactful as tf
    >>> people = {"arm": ["new", "old"] * 4, "spent": [5, 4, 7, 6, 3, 2, 9, 8]}
    >>> round(tf.experiment.balance(people, "arm", "spent", treatment="new", control="old")["smd"], 3)
    0.387
    """
    treated, controls = _two(table, group, (treatment, control), (column, "number"))
    return asked("experiment.balance", {"treatment": treated[0], "control": controls[0]})


def sample_ratio(
    table: Table, group: str, expected: Mapping[str, float], *, alarm_p: float = 0.001
) -> Learnt[answers.Mismatch]:
    """Whether groups are as large as they should be (T13); ``expected`` has the share of each.

    >>> import tactful as tf
    >>> found = tf.experiment.sample_ratio({"arm": ["a"] * 60 + ["b"] * 40}, "arm", {"a": 0.5, "b": 0.5})
    >>> found["alarm"], round(found["p"], 3)
    (False, 0.046)
    """
    found = opened(table).column(group, "text")
    counts = {name: found.count(name) for name in expected}
    request = {"observed": list(counts.values()), "expected_share": list(expected.values()), "alarm_p": alarm_p}
    return asked("experiment.srm", request)


def difference_of_means(
    table: Table, group: str, value: str, *, treatment: str, control: str, level: float = 0.95
) -> Learnt[answers.Welch]:
    """The mean of the treated less that of the controls, by Welch (T13).

    >>> import tactful as tf
    >>> people = {"arm": ["new", "old"] * 4, "spent": [5, 4, 7, 6, 3, 2, 9, 8]}
    >>> tf.experiment.difference_of_means(people, "arm", "spent", treatment="new", control="old")["diff"]
    1.0
    """
    treated, controls = _two(table, group, (treatment, control), (value, "number"))
    return asked("experiment.welch_t", {"a": treated[0], "b": controls[0], "level": level})


def _counts(table: Table, group: str, success: str, treatment: str, control: str) -> dict[str, int]:
    both = _two(table, group, (treatment, control), (success, "flag"))
    known = [[one for one in arm[0] if one is not None] for arm in both]
    return {"x1": sum(known[0]), "n1": len(known[0]), "x2": sum(known[1]), "n2": len(known[1])}


def difference_of_shares(
    table: Table, group: str, success: str, *, treatment: str, control: str, level: float = 0.95
) -> Learnt[answers.Difference]:
    """The share of the treated less that of the controls, with Newcombe's interval (T13); rows without an outcome do not
    count.

    >>> import tactful as tf
    >>> people = {"arm": ["new"] * 70 + ["old"] * 80, "stays": [True] * 56 + [False] * 14 + [True] * 48 + [False] * 32}
    >>> found = tf.experiment.difference_of_shares(people, "arm", "stays", treatment="new", control="old")
    >>> round(found["diff"], 3), round(found["lower"], 4), round(found["upper"], 4)
    (0.2, 0.0524, 0.3339)
    """
    counts = _counts(table, group, success, treatment, control)
    return asked("experiment.diff_proportions_interval", {**counts, "level": level})


def ratio_of_shares(
    table: Table, group: str, success: str, *, treatment: str, control: str, level: float = 0.95
) -> Learnt[answers.TwoProportions]:
    """The test of two shares, and the lift of the treated over the controls with its interval (T13).

    >>> import tactful as tf
    >>> people = {"arm": ["new"] * 70 + ["old"] * 80, "stays": [True] * 56 + [False] * 14 + [True] * 48 + [False] * 32}
    >>> found = tf.experiment.ratio_of_shares(people, "arm", "stays", treatment="new", control="old")
    >>> round(found["relative_lift"], 3), round(found["p"], 4)
    (0.333, 0.008)
    """
    counts = _counts(table, group, success, treatment, control)
    return asked("experiment.two_proportion_test", {**counts, "level": level})


def cuped(
    table: Table, group: str, before: str, after: str, *, treatment: str, control: str, level: float = 0.95
) -> Learnt[answers.Cuped]:
    """The difference of means with what was known before taken off (T13).

    >>> import tactful as tf
    >>> people = {"arm": ["new", "old"] * 4, "before": [5, 4, 7, 6, 3, 2, 9, 8], "after": [7, 4, 9, 6, 4, 2, 12, 9]}
    >>> found = tf.experiment.cuped(people, "arm", "before", "after", treatment="new", control="old")
    >>> found["variance_ratio"] < 0.1
    True
    """
    treated, controls = _two(table, group, (treatment, control), (before, "number"), (after, "number"))
    request = {
        "treatment_pre": treated[0],
        "treatment_post": treated[1],
        "control_pre": controls[0],
        "control_post": controls[1],
        "level": level,
    }
    return asked("experiment.cuped", request)


def lag_readout(
    table: Table,
    group: str,
    watched_days: str,
    *,
    lag_days: float,
    benefit_day: str | None = None,
    churn_day: str | None = None,
    level: float = 0.95,
) -> Learnt[answers.LagReadout]:
    """What came of it, of those whose lag has passed; the benefit by cumulative incidence, with leaving as a competing
    event (T13).

    >>> import tactful as tf
    >>> people = {"arm": ["a", "a", "a"], "watched": [90, 90, 20], "benefit": [40, None, None]}
    >>> found = tf.experiment.lag_readout(people, "arm", "watched", lag_days=60, benefit_day="benefit")
    >>> found.n_used, found["n_too_early"], found.rows[0]["share"]
    (2, 1, 0.5)
    """
    columns = [
        ("arm", group, "text"),
        ("watched_days", watched_days, "number"),
        ("benefit_day", benefit_day, "number"),
        ("churn_day", churn_day, "number"),
    ]
    return ask("experiment.lag_readout", table, {"lag_days": lag_days, "level": level}, rows=("units", columns))


def p_adjust(p: Iterable[float], *, q: float = 0.05) -> Learnt[answers.Adjusted]:
    """P-values of several tests, adjusted by Benjamini-Hochberg, Holm and Bonferroni (T13).

    >>> import tactful as tf
    >>> tf.experiment.p_adjust([0.01, 0.02, 0.5])["rejected_bh"]
    2
    """
    return asked("experiment.p_adjust", {"p": list(p), "q": q})

"""What a customer is worth: scores, concentration, staying, and models of repeat buying, from any data frame.

Tables are taken as in :mod:`tactful.insight`: whatever has the Arrow PyCapsule interface, or a dict of columns; what comes
out is a :class:`tactful.Learnt`.
"""

from __future__ import annotations

from ._frames import ask, asked, grouped, opened
from ._learnt import Learnt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Literal

    from . import _learnt_answers as answers
    from ._types import Table

__all__ = [
    "bgnbd_fit",
    "bgnbd_predict",
    "csat_ces",
    "cumulative_incidence",
    "gamma_gamma_fit",
    "gamma_gamma_predict",
    "gini",
    "kaplan_meier",
    "nps",
    "pareto_nbd_fit",
    "pareto_nbd_predict",
    "pareto_share",
    "repeat_buying",
    "rfm",
    "servqual",
    "shifted_beta",
]


def rfm(
    table: Table,
    customer: str,
    recency_days: str = "recency_days",
    frequency: str = "frequency",
    monetary: str = "monetary",
) -> Learnt[answers.Rfm]:
    """Recency, frequency and monetary value, each scored from 1 to 5 (R5); equal customers score alike.

    >>> import tactful as tf
    >>> people = {"id": list("abcde"), "days": [1, 9, 30, 90, 200], "orders": [9, 5, 4, 2, 1], "spent": [50, 90, 20, 5, 7]}
    >>> tf.value.rfm(people, "id", "days", "orders", "spent").rows[0]
    {'customer': 'a', 'R': 5, 'F': 5, 'M': 4, 'cell': '554'}
    """
    columns = [
        ("id", customer, "text"),
        ("recency_days", recency_days, "number"),
        ("frequency", frequency, "number"),
        ("monetary", monetary, "number"),
    ]
    return ask("value.rfm_scores", table, {}, rows=("rows", columns))


def gini(table: Table, value: str) -> Learnt[answers.Gini]:
    """How unevenly value is spread over customers: the Gini coefficient and the Lorenz curve (R5).

    >>> import tactful as tf
    >>> tf.value.gini({"spent": [1, 1, 1, 1]}, "spent")["gini"]
    0.0
    """
    return ask("value.gini", table, {}, [(["values"], value, "number")])


def pareto_share(table: Table, value: str) -> Learnt[answers.ParetoShare]:
    """The share of value that the best fifth of customers hold, and how many hold 80 % of it (R5).

    >>> import tactful as tf
    >>> tf.value.pareto_share({"spent": [80, 5, 5, 5, 5]}, "spent")["top_20pct_share"]
    0.8
    """
    return ask("value.pareto_share", table, {}, [(["values"], value, "number")])


def nps(table: Table, score: str, *, level: float = 0.95) -> Learnt[answers.Nps]:
    """The net promoter score of scores from 0 to 10, with intervals (R5).

    >>> import tactful as tf
    >>> tf.value.nps({"score": [10, 9, 8, 3]}, "score")["nps"]
    25.0
    """
    return ask("value.nps_from_scores", table, {"level": level}, [(["scores"], score, "number")])


def csat_ces(table: Table, *, csat: str | None = None, ces: str | None = None) -> Learnt[answers.Satisfaction]:
    """Satisfaction (1 to 5) and effort (1 to 7): means, and shares of those who agree, with intervals (R5).

    >>> import tactful as tf
    >>> tf.value.csat_ces({"said": [5, 4, 2, 5]}, csat="said")["csat_pct"]
    75.0
    """
    return ask("value.csat_ces", table, {}, [(["csat"], csat, "number"), (["ces"], ces, "number")])


def servqual(
    expectation: Table,
    perception: Table,
    dimensions: Mapping[str, Sequence[str]],
    *,
    weights: Mapping[str, float] | None = None,
) -> Learnt[answers.Gaps]:
    """SERVQUAL gaps and SERVPERF scores by dimension (T10); both tables have the same columns, a row for each customer.

    ``dimensions`` names the columns of each; ``weights`` are out of 100.

    >>> import tactful as tf
    >>> wished, felt = {"clean": [5, 5], "quick": [4, 5]}, {"clean": [4, 5], "quick": [2, 3]}
    >>> tf.value.servqual(wished, felt, {"looks": ["clean"], "speed": ["quick"]})["gap_by_dimension"]
    {'looks': -0.5, 'speed': -2.0}
    """
    items = list(dict.fromkeys(item for columns in dimensions.values() for item in columns))
    both = []
    for table in (opened(expectation), opened(perception)):
        columns = [table.column(item, "number") for item in items]
        both.append([list(row) for row in zip(*columns)])
    request = {
        "dimensions": {name: [items.index(item) + 1 for item in columns] for name, columns in dimensions.items()},
        "expectation": both[0],
        "perception": both[1],
        "weights_100": None if weights is None else dict(weights),
    }
    return asked("value.servqual", request)


def kaplan_meier(
    table: Table,
    time: str,
    event: str,
    *,
    group: str | None = None,
    level: float = 0.95,
    tau: float | None = None,
) -> Learnt[answers.KaplanMeier]:
    """Who stays how long, of those too whose end is not known yet (R5): curves by ``group``, and the log-rank test.

    ``event`` is true (1) where the customer left at ``time``, false (0) where nobody knows more.

    >>> import tactful as tf
    >>> stays = {"months": [3, 5, 5, 8], "left": [True, False, True, False], "tier": ["a"] * 4}
    >>> [row["survival"] for row in tf.value.kaplan_meier(stays, "months", "left", group="tier").rows]
    [0.75, 0.5]
    """
    read = opened(table)
    columns = ((time, "number"), (event, "flag"))
    if group is None:
        groups = {"all": [read.column(column, holds) for column, holds in columns]}
    else:
        groups = grouped(read, group, *columns)
    asked_of = {name: {"time": values[0], "event": values[1]} for name, values in groups.items()}
    return asked("value.kaplan_meier", {"groups": asked_of, "level": level, "tau": tau})


def cumulative_incidence(table: Table, time: str, cause: str) -> Learnt[answers.Incidence]:
    """Benefit and leaving as competing events, by Aalen and Johansen (R5): ``cause`` is 0 (neither yet), 1 (benefit) or
    2 (left).

    >>> import tactful as tf
    >>> found = tf.value.cumulative_incidence({"day": [3, 5, 9, 20], "what": [1, 2, 1, 0]}, "day", "what")
    >>> found["by_30"]["realised"], found["by_30"]["churned"]
    (0.5, 0.25)
    """
    return ask("value.cumulative_incidence", table, {}, [(["time"], time, "number"), (["cause"], cause, "number")])


def repeat_buying(
    table: Table,
    customer: str = "customer",
    date: str = "date",
    amount: str = "amount",
    *,
    period_end: Any,
    unit: Literal["day", "week"] | None = None,
) -> Learnt[answers.Summaries]:
    """Purchases as the models of repeat buying take them (R5): for each customer the repeat purchases `x`, when the last
    was `t_x`, how long the customer is known `T`, and the mean value of repeats.

    >>> import tactful as tf
    >>> sales = {"customer": ["a", "a", "b"], "date": ["2026-01-01", "2026-02-12", "2026-01-10"], "amount": [10, 27.5, 5]}
    >>> tf.value.repeat_buying(sales, period_end="2026-03-31").rows[0]
    {'customer': 'a', 'x': 1, 't_x': 42.0, 'T': 89.0, 'mean_repeat_value': 27.5}
    """
    columns = [("customer", customer, "text"), ("date", date, "date"), ("amount", amount, "number")]
    end = period_end if isinstance(period_end, str) else period_end.isoformat()[:10]
    request = {"period_end": end, "unit": unit}
    return ask("value.transactions_to_summary", table, request, rows=("transactions", columns))


def _times(x: str, t_x: str, t: str) -> list[tuple[list[str], str | None, str]]:
    return [(["x"], x, "number"), (["t_x"], t_x, "number"), (["T"], t, "number")]


def _labels(table: Any, customer: str | None) -> tuple[str, list[Any]] | None:
    return None if customer is None else ("customer", table.column(customer, "text"))


def bgnbd_fit(table: Table, *, x: str = "x", t_x: str = "t_x", T: str = "T") -> Learnt[answers.BgNbdFit]:  # noqa: N803
    """The BG/NBD model of repeat buying, fitted by maximum likelihood (R5); columns as :func:`repeat_buying` has them.

    >>> import tactful as tf
    >>> people = {"x": [9, 1, 0, 0, 5, 0, 0, 2], "t_x": [38, 2, 0, 0, 5, 0, 0, 36], "T": [39, 30, 39, 25, 39, 30, 28, 39]}
    >>> sorted(tf.value.bgnbd_fit(people)["params"])
    ['a', 'alpha', 'b', 'r']
    """
    return ask("value.bgnbd_fit", table, {}, _times(x, t_x, T))


def bgnbd_predict(
    table: Table,
    params: Mapping[str, float] | Learnt[answers.BgNbdFit],
    *,
    horizon: float,
    customer: str | None = None,
    x: str = "x",
    t_x: str = "t_x",
    T: str = "T",  # noqa: N803
) -> Learnt[answers.BgNbdPrediction]:
    """Expected purchases within ``horizon``, and how probably each customer is still a customer (R5).

    Somebody without a repeat purchase has the `state` ``no_repeat_yet``: the model calls them alive for certain, and knows
    nothing of it.

    >>> import tactful as tf
    >>> people = {"id": ["a", "b"], "x": [2, 0], "t_x": [30.43, 0], "T": [38.86, 38.86]}
    >>> params = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    >>> found = tf.value.bgnbd_predict(people, params, horizon=39, customer="id")
    >>> [(row["customer"], round(row["expected_transactions"], 3), row["state"]) for row in found.rows]
    [('a', 1.226, 'repeating'), ('b', 0.195, 'no_repeat_yet')]
    """
    table = opened(table)
    request = {"params": _params(params), "horizon": horizon}
    return ask("value.bgnbd_predict", table, request, _times(x, t_x, T), labels=_labels(table, customer))


def _params(params: Any) -> dict[str, float]:
    return dict(params["params"] if isinstance(params, Learnt) else params)


def pareto_nbd_fit(table: Table, *, x: str = "x", t_x: str = "t_x", T: str = "T") -> Learnt[answers.ParetoNbdFit]:  # noqa: N803
    """The Pareto/NBD model of repeat buying, fitted by maximum likelihood (R5).

    >>> import tactful as tf
    >>> people = {"x": [9, 1, 0, 0, 5, 0, 0, 2], "t_x": [38, 2, 0, 0, 5, 0, 0, 36], "T": [39, 30, 39, 25, 39, 30, 28, 39]}
    >>> sorted(tf.value.pareto_nbd_fit(people)["params"])
    ['alpha', 'beta', 'r', 's']
    """
    return ask("value.pareto_nbd_fit", table, {}, _times(x, t_x, T))


def pareto_nbd_predict(
    table: Table,
    params: Mapping[str, float] | Learnt[answers.ParetoNbdFit],
    *,
    horizon: float,
    customer: str | None = None,
    x: str = "x",
    t_x: str = "t_x",
    T: str = "T",  # noqa: N803
) -> Learnt[answers.ParetoNbdPrediction]:
    """As :func:`bgnbd_predict`, by the Pareto/NBD model (R5).

    >>> import tactful as tf
    >>> people = {"x": [2], "t_x": [30.43], "T": [38.86]}
    >>> params = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
    >>> round(tf.value.pareto_nbd_predict(people, params, horizon=52)["p_alive"][0], 4)
    0.8692
    """
    table = opened(table)
    request = {"params": _params(params), "horizon": horizon}
    return ask("value.pareto_nbd_predict", table, request, _times(x, t_x, T), labels=_labels(table, customer))


def gamma_gamma_fit(
    table: Table, *, x: str = "x", mean_repeat_value: str = "mean_repeat_value"
) -> Learnt[answers.GammaGammaFit]:
    """The Gamma-Gamma model of what a purchase is worth (R5), from those who bought again.

    >>> import tactful as tf
    >>> people = {"x": [1, 2, 3, 1, 5, 2, 0], "mean_repeat_value": [20, 25, 91, 8, 40, 12, 0]}
    >>> tf.value.gamma_gamma_fit(people).n_dropped
    1
    """
    lists = [(["x"], x, "number"), (["mean_repeat_value"], mean_repeat_value, "number")]
    return ask("value.gamma_gamma_fit", table, {}, lists)


def gamma_gamma_predict(
    table: Table,
    params: Mapping[str, float] | Learnt[answers.GammaGammaFit],
    *,
    customer: str | None = None,
    x: str = "x",
    mean_repeat_value: str = "mean_repeat_value",
) -> Learnt[answers.GammaGammaPrediction]:
    """What a purchase of each customer is worth on average, by the Gamma-Gamma model (R5).

    >>> import tactful as tf
    >>> people = {"x": [2], "mean_repeat_value": [22.35]}
    >>> found = tf.value.gamma_gamma_predict(people, {"p": 6.25, "q": 3.74, "v": 15.44})
    >>> round(found.rows[0]["expected_mean_value"], 2)
    24.66
    """
    table = opened(table)
    lists = [(["x"], x, "number"), (["mean_value"], mean_repeat_value, "number")]
    return ask("value.gamma_gamma_predict", table, {"params": _params(params)}, lists, labels=_labels(table, customer))


def shifted_beta(survivors: Iterable[float]) -> Learnt[answers.ShiftedBetaFit]:
    """The shifted beta-geometric model of staying (R5): how many of a cohort are left at its start and after each period.

    >>> import tactful as tf
    >>> round(tf.value.shifted_beta([1000, 869, 743, 653, 593, 551, 517, 491])["params"]["alpha"], 3)
    0.668
    """
    return asked("value.sbg_fit", {"survivors": list(survivors)})

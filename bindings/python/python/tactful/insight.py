"""Which moments of truth matter, and how they work: from any data frame.

Every function takes a table first: whatever has the Arrow PyCapsule interface (Polars, pandas, PyArrow, DuckDB), or a dict
of columns. The other arguments name its columns. A missing value is null or NaN; what cannot be answered is refused with
a code. What comes out is a :class:`tactful.Learnt`: a table and a picture in a notebook.
"""

from __future__ import annotations

from . import _frames
from ._frames import arm, ask, asked, grouped, named, opened
from ._learnt import Learnt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Literal

    from . import _learnt_answers as answers
    from ._native import Engine
    from ._types import Table

__all__ = [
    "attention_document",
    "coffee_stains",
    "correlations",
    "decision_tags",
    "dominance",
    "drift",
    "effort",
    "emergence",
    "focus_list",
    "importance",
    "importance_performance",
    "logistic_importance",
    "over_service",
    "penalty_reward",
    "rating_steps",
    "relative_weights",
    "rivals",
    "service_gaps",
    "silent_touchpoints",
    "without_standard",
]


def _survey(
    op: str,
    table: Any,
    outcome: str,
    drivers: Iterable[str] | None,
    weights: str | None,
    not_applicable: float | Sequence[float] | None,
    segment: str | None = None,
    **options: Any,
) -> Learnt[Any]:
    table = opened(table)
    names = named(drivers, table, outcome, weights, segment)
    applies = list(not_applicable) if isinstance(not_applicable, (list, tuple)) else not_applicable
    lists = [
        (["y"], outcome, "number"),
        *((["x", name], name, "number") for name in names),
        (["weights"], weights, "number"),
        (["segment"], segment, "text"),
    ]
    request = {"y_name": outcome, "x_names": names, "not_applicable": applies, **options}
    return ask(op, table, request, lists)


def importance(
    table: Table,
    outcome: str,
    drivers: Iterable[str] | None = None,
    *,
    weights: str | None = None,
    not_applicable: float | Sequence[float] | None = None,
    segment: str | None = None,
    bootstrap: int | None = None,
    seed: int = 1,
    level: float = 0.95,
    exact_limit: int | None = None,
    beyond_limit: Literal["refuse", "relative_weights"] | None = None,
) -> Learnt[answers.Importance]:
    """How much each driver explains of an outcome: LMG, the gain in R² averaged over all orders of drivers (T3, T7).

    - ``drivers``: all columns that are nothing else, if it is left out.
    - ``not_applicable``: a rating, or several, that say "does not apply"; they count as missing, never as the worst.
    - ``bootstrap``: so many replicates give intervals, the same ones for the same ``seed``.
    - ``segment``: a column; the answer also has `by_segment`.
    - ``exact_limit``: beyond so many drivers it is refused, unless ``beyond_limit`` names relative weights instead.

    >>> import tactful as tf
    >>> survey = {"rating": [4, 2, 5, 3, 1, 4], "wifi": [5, 2, 5, 3, 1, 0], "seat": [3, 3, 4, 2, 3, 4]}
    >>> found = tf.insight.importance(survey, "rating", ["wifi", "seat"], not_applicable=0)
    >>> found["core"]["name"], found.n_used, found.n_dropped
    ('wifi', 5, 1)
    """
    drawn = None if bootstrap is None else {"replicates": bootstrap, "seed": seed, "level": level}
    return _survey(
        "insight.linear_importance",
        table,
        outcome,
        drivers,
        weights,
        not_applicable,
        segment,
        bootstrap=drawn,
        exact_limit=exact_limit,
        beyond_limit=beyond_limit,
    )


def dominance(
    table: Table,
    outcome: str,
    drivers: Iterable[str] | None = None,
    *,
    weights: str | None = None,
    not_applicable: float | Sequence[float] | None = None,
) -> Learnt[answers.Dominance]:
    """General, conditional and complete dominance of drivers (T3); arguments as for :func:`importance`.

    >>> import tactful as tf
    >>> survey = {"rating": [4, 2, 5, 3, 1, 4], "wifi": [5, 2, 5, 3, 1, 3], "seat": [3, 3, 4, 2, 3, 4]}
    >>> tf.insight.dominance(survey, "rating")["complete"][0]
    [0.5, 1.0]
    """
    return _survey("insight.dominance", table, outcome, drivers, weights, not_applicable)


def relative_weights(
    table: Table,
    outcome: str,
    drivers: Iterable[str] | None = None,
    *,
    weights: str | None = None,
    not_applicable: float | Sequence[float] | None = None,
) -> Learnt[answers.RelativeWeights]:
    """Johnson's relative weights, for any number of drivers (T3); arguments as for :func:`importance`.

    >>> import tactful as tf
    >>> survey = {"rating": [4, 2, 5, 3, 1, 4], "wifi": [5, 2, 5, 3, 1, 3], "seat": [3, 3, 4, 2, 3, 4]}
    >>> tf.insight.relative_weights(survey, "rating")["rank"]
    [1, 2]
    """
    return _survey("insight.relative_weights", table, outcome, drivers, weights, not_applicable)


def logistic_importance(
    table: Table,
    outcome: str,
    drivers: Iterable[str] | None = None,
    *,
    weights: str | None = None,
    not_applicable: float | Sequence[float] | None = None,
) -> Learnt[answers.LogisticImportance]:
    """Importance for an outcome that is yes or no (1 or 0): shares of McFadden, Cox-Snell, Nagelkerke and Estrella (T3).

    Where a driver separates the classes there are no coefficients, and `separation` says so.

    >>> import tactful as tf
    >>> survey = {"stays": [True, False, True, False, False, True], "wifi": [5, 2, 3, 3, 1, 4]}
    >>> found = tf.insight.logistic_importance(survey, "stays")
    >>> found["n_events"], found["separation"]
    (3, 'quasi')
    """
    return _survey("insight.logistic_importance", table, outcome, drivers, weights, not_applicable)


def correlations(
    table: Table,
    outcome: str,
    drivers: Iterable[str] | None = None,
    *,
    weights: str | None = None,
    not_applicable: float | Sequence[float] | None = None,
) -> Learnt[answers.Correlations]:
    """Each driver with the outcome, over the rows in which both are known (T3).

    >>> import tactful as tf
    >>> survey = {"rating": [1, 2, 3, 5], "wifi": [1, 2, 3, 0]}
    >>> tf.insight.correlations(survey, "rating", not_applicable=0).rows[0]["n_used"]
    3
    """
    return _survey("insight.correlations", table, outcome, drivers, weights, not_applicable)


def rating_steps(
    table: Table,
    outcome: str,
    drivers: Iterable[str] | None = None,
    *,
    not_applicable: float | Sequence[float] | None = None,
) -> Learnt[answers.RatingSteps]:
    """The mean outcome at each rating of each driver: where the step is that counts (T3).

    >>> import tactful as tf
    >>> found = tf.insight.rating_steps({"stays": [0, 0, 1, 1], "wifi": [2, 3, 3, 4]}, "stays")
    >>> [(row["rating"], row["mean"]) for row in found.rows]
    [(2.0, 0.0), (3.0, 0.5), (4.0, 1.0)]
    """
    return _survey("insight.rating_steps", table, outcome, drivers, None, not_applicable)


def focus_list(
    table: Table,
    customer: str,
    segment: str,
    drivers: Iterable[str],
    importance: Learnt[answers.Importance] | Mapping[str, Mapping[str, float]],
) -> Learnt[answers.FocusList]:
    """Customers ranked by the drivers of their segment (T7).

    ``importance`` is the answer of :func:`importance` with a ``segment``, or the importance of drivers by segment.

    >>> import tactful as tf
    >>> people = {"id": ["a", "b"], "class": ["gold", "gold"], "speed": [1, 5], "price": [5, 1]}
    >>> found = tf.insight.focus_list(people, "id", "class", ["speed", "price"], {"gold": {"speed": 0.6, "price": 0.2}})
    >>> found.rows[0]["customer"], round(found.rows[0]["score"], 3)
    ('b', 0.75)
    """
    read = opened(table)
    names = named(drivers, read)
    if isinstance(importance, Learnt):
        found = importance["by_segment"]["segments"]
        known = [(one["segment"], one["importance"]) for one in found if one["importance"]]
        importance = {name: dict(zip(one["names"], one["lmg"] or one["johnson_raw"])) for name, one in known}
    columns = {name: read.column(name, "number") for name in names}
    people = [
        {
            "customer": who,
            "segment": of,
            "drivers": {name: values[row] for name, values in columns.items() if values[row] is not None},
        }
        for row, (who, of) in enumerate(zip(read.column(customer, "text"), read.column(segment, "text")))
        if who is not None and of is not None
    ]
    shares = {name: dict(drivers) for name, drivers in importance.items()}
    return asked("insight.focus_list", {"customers": people, "importance": shares})


def penalty_reward(
    table: Table,
    outcome: str,
    drivers: Iterable[str] | None = None,
    *,
    low_at_most: float,
    high_at_least: float,
    significance: float = 0.05,
    not_applicable: float | None = None,
) -> Learnt[answers.PenaltyReward]:
    """Basic, performance and excitement factors by penalty-reward contrast (T11).

    A rating up to ``low_at_most`` is low, one from ``high_at_least`` on is high.

    >>> import tactful as tf
    >>> survey = {"overall": [1, 2, 4, 4, 4, 4, 5, 4], "taste": [1, 1, 3, 3, 5, 5, 5, 3]}
    >>> round(tf.insight.penalty_reward(survey, "overall", low_at_most=1, high_at_least=5).rows[0]["penalty"], 6)
    -2.5
    """
    table = opened(table)
    names = named(drivers, table, outcome)
    options = {"low_at_most": low_at_most, "high_at_least": high_at_least, "significance": significance}
    lists = [(["overall"], outcome, "number"), *((["ratings", name], name, "number") for name in names)]
    return ask("insight.penalty_reward", table, {"options": options, "not_applicable": not_applicable}, lists)


def importance_performance(
    table: Table,
    attribute: str,
    importance: str,
    performance: str,
    *,
    crosshair: tuple[float, float] | None = None,
) -> Learnt[answers.Quadrants]:
    """The four fields of importance and performance (T8), by their means or by a ``crosshair`` (importance, performance).

    >>> import tactful as tf
    >>> details = {"what": ["taste", "music"], "matters": [3.8, 2.0], "we": [2.6, 3.4]}
    >>> tf.insight.importance_performance(details, "what", "matters", "we")["quadrant"]
    ['concentrate_here', 'possible_overkill']
    """
    lists = [
        (["attributes"], attribute, "text"),
        (["importance"], importance, "number"),
        (["performance"], performance, "number"),
    ]
    cross = list(crosshair) if crosshair is not None else None
    return ask("insight.importance_performance", table, {"crosshair": cross}, lists)


def coffee_stains(
    table: Table, name: str = "name", stated: str = "stated", derived: str = "derived", cost: str = "cost"
) -> Learnt[answers.CoffeeStains]:
    """Details that nobody names and everybody generalises: little stated importance, a large derived effect, ranked by
    effect for their cost (T8).

    >>> import tactful as tf
    >>> details = {"name": ["tray", "engine", "seat"], "stated": [1, 5, 3], "derived": [0.4, 0.5, 0.1], "cost": [0.5, 100, 10]}
    >>> [stain["name"] for stain in tf.insight.coffee_stains(details)["stains"]]
    ['tray']
    """
    columns = [
        ("name", name, "text"),
        ("stated", stated, "number"),
        ("derived", derived, "number"),
        ("cost", cost, "number"),
    ]
    return ask("insight.coffee_stains", table, {}, rows=("details", columns))


def over_service(table: Table, dose: str, outcome: str, *, significance: float = 0.05) -> Learnt[answers.OverService]:
    """Whether more of a service makes it worse (T11).

    >>> import tactful as tf
    >>> visits = {"followed": [1, 2, 3, 4, 5, 6, 7, 8], "felt": [5, 5, 4, 4, 3, 3, 2, 1]}
    >>> tf.insight.over_service(visits, "followed", "felt")["over_service"]
    True
    """
    lists = [(["dose"], dose, "number"), (["outcome"], outcome, "number")]
    return ask("insight.over_service", table, {"significance": significance}, lists)


def drift(table: Table, period: str, rating: str, *, significance: float = 0.05) -> Learnt[answers.Drift]:
    """Whether a rating drifts over periods, and whether its variance changes (T10); periods are in the order of their names.

    >>> import tactful as tf
    >>> ratings = {"month": ["2026-01"] * 3 + ["2026-02"] * 3 + ["2026-03"] * 3, "rating": [5, 5, 4, 4, 4, 3, 3, 2, 3]}
    >>> tf.insight.drift(ratings, "month", "rating")["drifts"]
    True
    """
    groups = grouped(opened(table), period, (rating, "number"))
    try:
        order = sorted(groups, key=float)
    except ValueError:
        order = sorted(groups)
    found = asked("insight.drift", {"periods": [groups[name][0] for name in order], "significance": significance})
    return found.labelled("period", order)


def service_gaps(
    table: Table,
    touchpoint: str = "touchpoint",
    *,
    branch: str | None = None,
    standard: str | None = None,
    delivered: str | None = None,
    perceived: str | None = None,
) -> Learnt[answers.ServiceGaps]:
    """The gap of what is the standard, what was delivered and what was perceived, by touchpoint and branch (T10).

    >>> import tactful as tf
    >>> seen = {"touchpoint": ["greeting"], "standard": [5], "delivered": [4], "perceived": [3]}
    >>> tf.insight.service_gaps(seen, standard="standard", delivered="delivered", perceived="perceived").rows[0]["total"]
    -2.0
    """
    columns = [
        ("touchpoint", touchpoint, "text"),
        ("branch", branch, "text"),
        ("standard", standard, "number"),
        ("delivered", delivered, "number"),
        ("perceived", perceived, "number"),
    ]
    return ask("insight.service_gaps", table, {}, rows=("observations", columns))


def effort(table: Table, touchpoint: str, effort: str, importance: str) -> Learnt[answers.Effort]:
    """The share of effort against the share of importance (T16).

    >>> import tactful as tf
    >>> found = tf.insight.effort({"name": ["on_time", "meal"], "hours": [1, 3], "matters": [6, 2]}, "name", "hours", "matters")
    >>> found["misplaced"]
    0.5
    """
    columns = [("name", touchpoint, "text"), ("effort", effort, "number"), ("importance", importance, "number")]
    return ask("insight.effort", table, {}, rows=("touchpoints", columns))


def rivals(table: Table, company: str, rating: str, *, own: str, level: float = 0.95) -> Learnt[answers.Rivals]:
    """One's own score against those of rivals, at one moment (T16); ``own`` is one's own name in the column ``company``.

    >>> import tactful as tf
    >>> ratings = {"who": ["we"] * 3 + ["north"] * 3, "rating": [5, 5, 4, 2, 2, 3]}
    >>> tf.insight.rivals(ratings, "who", "rating", own="we")["beaten"]
    True
    """
    groups = grouped(opened(table), company, (rating, "number"))
    ours = arm(groups, own, "own")[0]
    others = {name: values[0] for name, values in groups.items() if name != own}
    return asked("insight.rivals", {"own": ours, "rivals": others, "level": level})


def silent_touchpoints(
    table: Table,
    customer: str = "customer",
    touchpoint: str = "touchpoint",
    fired: str = "fired",
    *,
    size: str | None = None,
    at_least: int = 1,
) -> Learnt[answers.SilentTouchpoints]:
    """Customers for whom a promised signal never fires, and the size below which it does not (T14).

    >>> import tactful as tf
    >>> texts = {"customer": ["a", "b"], "touchpoint": ["notice"] * 2, "fired": [False, True], "amount": [20, 700]}
    >>> tf.insight.silent_touchpoints(texts, size="amount").rows[0]["silent"]
    ['a']
    """
    columns = [
        ("customer", customer, "text"),
        ("touchpoint", touchpoint, "text"),
        ("fired", fired, "flag"),
        ("size", size, "number"),
    ]
    return ask("insight.silent_touchpoints", table, {"at_least": at_least}, rows=("occasions", columns))


def without_standard(moments: Iterable[str], standards: Iterable[str]) -> Learnt[answers.WithoutStandard]:
    """Moments that have no standard yet (T16).

    >>> import tactful as tf
    >>> tf.insight.without_standard(["on_time", "greeting"], ["greeting"])["without_standard"]
    ['on_time']
    """
    return asked("insight.without_standard", {"moments": list(moments), "standards": list(standards)})


def emergence(
    table: Table,
    customer: str = "customer",
    question: str = "question",
    detail: str = "detail",
    *,
    segment: str | None = None,
    level: float = 0.95,
    moment_from: float = 0.1,
) -> Learnt[answers.Emergence]:
    """Which details surface as moments of truth: the share of customers whose chain of answers ends in them, with Wilson
    bounds, by segment and question (T6). A row without a detail is a chain that reached none.

    >>> import tactful as tf
    >>> ends = {"customer": ["a", "b", "c"], "question": ["why_stay"] * 3, "detail": ["on_time", "on_time", None]}
    >>> row = tf.insight.emergence(ends).rows[0]
    >>> row["detail"], row["customers"], row["asked"]
    ('on_time', 2, 3)
    """
    columns = [
        ("customer", customer, "text"),
        ("segment", segment, "text"),
        ("question", question, "text"),
        ("detail", detail, "text"),
    ]
    request = {"level": level, "moment_from": moment_from}
    return ask("insight.emergence", table, request, rows=("chains", columns))


def decision_tags(
    table: Table,
    customer: str = "customer",
    question: str = "question",
    tag: str = "tag",
    detail: str = "detail",
    *,
    level: float = 0.95,
) -> Learnt[answers.DecisionTags]:
    """How customers decide, by tag, and lures that acquire but do not retain (T17).

    >>> import tactful as tf
    >>> said = {"customer": ["a"], "question": ["why_buy"], "tag": ["priority"], "detail": ["discount"]}
    >>> tf.insight.decision_tags(said)["decisions"][0]["detail"]
    'discount'
    """
    columns = [
        (name, column, "text")
        for name, column in zip(("customer", "question", "tag", "detail"), (customer, question, tag, detail))
    ]
    return ask("insight.decision_tags", table, {"level": level}, rows=("statements", columns))


def attention_document(
    learnt: Learnt[answers.Importance] | Mapping[str, Learnt[answers.Importance]],
    *,
    by: Literal["tier", "need"],
    name: str,
    version: str,
    extends: Iterable[str] = (),
    touchpoints: Mapping[str, str] | None = None,
    engine: Engine | None = None,
) -> Learnt[answers.AttentionDocument]:
    """What was learnt, as a document that a policy can extend once somebody has read it (T3, T7, T9): nothing changes by
    itself. ``["document"]`` is TOML with its grounds as comments, ``rows`` has each weight beside the one in force.

    - ``learnt``: importance by tier or need, or one answer of :func:`importance` with a ``segment`` that is one.
    - ``touchpoints``: the code of the touchpoint that a driver is about, where it is not the driver's own name.
    - ``engine``: whose attention is in force now; the house policy's, if it is left out.

    >>> import tactful as tf
    >>> survey = {"rating": [4, 2, 5, 3, 1, 4], "attitude": [5, 2, 5, 3, 1, 3], "resolution": [3, 3, 4, 2, 3, 4]}
    >>> gold = tf.insight.importance(survey, "rating")
    >>> proposal = tf.insight.attention_document({"gold": gold}, by="tier", name="attention", version="1", extends=["house@1"])
    >>> engine = tf.Engine(proposal["document"])
    >>> tf.call({"op": "touchpoint.attention", "policy": engine.policy.text, "tier": "gold"})["weights_per_mille"]["attitude"]
    1645
    """
    from ._errors import InvalidInputError

    if isinstance(learnt, Learnt):
        if "by_segment" not in learnt:
            message = "this importance has no segments; give importance by name, or ask for it with a `segment`"
            raise InvalidInputError("missing_field", message, "learnt")
        segments = [one for one in learnt["by_segment"]["segments"] if one["importance"]]
        profiles = [{"by": by, "value": one["segment"], "importance": one["importance"]} for one in segments]
    else:
        profiles = [{"by": by, "value": value, "importance": one.to_dict()} for value, one in learnt.items()]
    request = {
        "name": name,
        "version": version,
        "extends": list(extends),
        "profiles": profiles,
        "touchpoints": dict(touchpoints or {}),
    }
    if engine is not None:
        request["policy"] = engine.policy.text
        request["documents"] = [document.text for document in engine.documents]
    return _frames.asked("insight.attention_document", request)

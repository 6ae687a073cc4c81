"""What of an answer is its table, and what of the table its picture."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: ``rows`` are dicts with the same keys; ``picture`` is a Picture or None; ``head`` are figures that are told above.
View = namedtuple("View", "rows picture head")
#: ``kind``: `bars` (label, from `start` to `value`, with an interval from `lower` to `upper`), `points` (at `x`, `y`) or
#: `curves` (one for each `series`); ``fields`` says which field of a row is what, ``cross`` where lines stand.
Picture = namedtuple("Picture", "kind fields rows cross step")

_MOST_POINTS = 2_000


def bars(rows: list[dict[str, Any]], label: str, value: str, **fields: str) -> Picture:
    """Horizontal bars, one for each row."""
    return Picture("bars", {"label": label, "value": value, **fields}, rows, None, False)


def points(rows: list[dict[str, Any]], label: str, x: str, y: str, cross: Any = None) -> Picture:
    """Points; of very many a part is drawn, evenly."""
    step = max(1, -(-len(rows) // _MOST_POINTS))
    return Picture("points", {"label": label, "x": x, "y": y}, rows[::step], cross, False)


def curves(rows: list[dict[str, Any]], series: str, x: str, y: str, step: bool = False, **fields: str) -> Picture:
    """Lines; `step`: they fall at once."""
    return Picture("curves", {"series": series, "x": x, "y": y, **fields}, rows, None, step)


def _parallel(answer: dict[str, Any], label: str, names: list[Any], **columns: str) -> list[dict[str, Any]]:
    """Rows of lists that lie side by side."""
    lists = {name: answer.get(field) for name, field in columns.items()}
    return [
        {label: name, **{column: values[place] for column, values in lists.items() if values is not None}}
        for place, name in enumerate(names)
    ]


def _by(rows: list[dict[str, Any]], field: str) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: -(row.get(field) or 0.0))


def _importance(answer: dict[str, Any]) -> View:
    share = {"share": "lmg_share"} if answer["lmg"] is not None else {}
    rows = _parallel(answer, "driver", answer["names"], rank="rank", **share, first="first", last="last", beta="beta")
    if not share:
        whole = sum(answer["johnson_raw"]) or 1.0
        for row, raw in zip(rows, answer["johnson_raw"]):
            row["share"] = raw / whole
    sure = answer.get("intervals")
    if sure:
        for row, (lower, upper) in zip(rows, sure["share"]):
            row.update(lower=lower, upper=upper)
    rows = sorted(rows, key=lambda row: row["rank"])
    picture = rows
    segments = answer.get("by_segment", {}).get("segments", ())
    if segments:
        picture = []
        for segment in segments:
            found = segment["importance"] or {}
            for name, value in zip(found.get("names", ()), found.get("lmg_share") or ()):
                picture.append({"driver": name, "segment": segment["segment"], "share": value})
        return View(rows, curves(picture, "segment", "driver", "share"), ("r2",))
    return View(rows, bars(rows, "driver", "share", lower="lower", upper="upper"), ("r2",))


def _dominance(answer: dict[str, Any]) -> View:
    rows = _by(_parallel(answer, "driver", answer["names"], general="general"), "general")
    return View(rows, bars(rows, "driver", "general"), ("r2",))


def _weights(answer: dict[str, Any]) -> View:
    rows = _parallel(answer, "driver", answer["names"], rank="rank", share="share", raw="raw")
    rows = sorted(rows, key=lambda row: row["rank"])
    return View(rows, bars(rows, "driver", "raw"), ("r2",))


def _logistic(answer: dict[str, Any]) -> View:
    rows = _parallel(answer, "driver", answer["names"], rank="rank")
    measures = ("mcfadden", "cox_snell", "nagelkerke", "estrella")
    for place, row in enumerate(rows):
        coef = (answer["coef"] or {}).get(row["driver"])
        row["coef"] = coef
        for name in measures:
            row[name] = answer[name]["shapley"][place]
    rows = sorted(rows, key=lambda row: row["rank"])
    return View(rows, bars(rows, "driver", answer["default_measure"]), ("n_events", "separation"))


def _steps(answer: dict[str, Any]) -> View:
    rows = [{"driver": one["name"], **step} for one in answer["drivers"] for step in one["ratings"]]
    return View(rows, curves(rows, "driver", "rating", "mean"), ())


def _penalty(answer: dict[str, Any]) -> View:
    rows = [{"attribute": name, **one} for name, one in answer["attributes"].items()]
    return View(rows, bars(rows, "attribute", "reward", start="penalty"), ("intercept", "r2"))


def _quadrants(answer: dict[str, Any]) -> View:
    rows = _parallel(
        answer,
        "attribute",
        answer["attributes"],
        importance="importance",
        performance="performance",
        quadrant="quadrant",
    )
    return View(rows, points(rows, "attribute", "performance", "importance", answer["cross"][::-1]), ("crosshair",))


def _scalars(answer: dict[str, Any]) -> list[dict[str, Any]]:
    plain = {k: v for k, v in answer.items() if isinstance(v, (int, float, bool)) or v is None}
    return [{"figure": name, "value": value} for name, value in plain.items() if name not in _TOLD]


def _figures(answer: dict[str, Any]) -> View:
    return View(_scalars(answer), None, ())


def _difference(answer: dict[str, Any]) -> View:
    row = {"figure": "diff", "value": answer["diff"], "lower": answer["lower"], "upper": answer["upper"]}
    return View(_scalars(answer), bars([row], "figure", "value", lower="lower", upper="upper"), ())


def _ratio(answer: dict[str, Any]) -> View:
    lower, upper = answer["ratio_lower"], answer["ratio_upper"]
    row = {"figure": "relative_lift", "value": answer["relative_lift"]}
    if lower is not None and upper is not None:
        row.update(lower=lower - 1.0, upper=upper - 1.0)
    return View(_scalars(answer), bars([row], "figure", "value", lower="lower", upper="upper"), ())


def _cuped(answer: dict[str, Any]) -> View:
    fields = ("diff", "se", "lower", "upper", "p")
    rows = [{"figure": name, **{f: answer[name][f] for f in fields}} for name in ("unadjusted", "adjusted")]
    return View(rows, bars(rows, "figure", "diff", lower="lower", upper="upper"), ("theta", "variance_ratio"))


def _balance(answer: dict[str, Any]) -> View:
    rows = _scalars(answer)
    drawn = [row for row in rows if row["figure"] in ("smd", "smd_binary") and row["value"] is not None]
    return View(rows, bars(drawn, "figure", "value"), ())


def _drift(answer: dict[str, Any]) -> View:
    rows = [{"period": place + 1, **one} for place, one in enumerate(answer["periods"])]
    drawn = [{"figure": "mean", **row} for row in rows]
    return View(rows, curves(drawn, "figure", "period", "mean"), ("trend", "p_trend", "drifts", "uneven"))


def _list(
    field: str, picture: Callable[[list[dict[str, Any]]], Picture], *head: str
) -> Callable[[dict[str, Any]], View]:
    """A view whose table is a list of the answer."""

    def made(answer: dict[str, Any]) -> View:
        rows = []
        for row in answer[field]:
            interval = row.pop("interval", None)
            rows.append(row if interval is None else {**row, "lower": interval[0], "upper": interval[1]})
        return View(rows, picture(rows), head)

    return made


def _gap_label(rows: list[dict[str, Any]]) -> Picture:
    drawn = [{**row, "label": " ".join(filter(None, (row["touchpoint"], row["branch"])))} for row in rows]
    return bars(drawn, "label", "total")


def _assignment(answer: dict[str, Any]) -> View:
    rows = [{"customer": unit, "arm": arm} for unit, arm in answer["assignment"].items()]
    drawn = [{"arm": arm, "customers": count} for arm, count in answer["counts"].items()]
    return View(rows, bars(drawn, "arm", "customers"), ())


def _adjusted(answer: dict[str, Any]) -> View:
    rows = _parallel(
        answer, "test", list(range(1, len(answer["bh"]) + 1)), bh="bh", holm="holm", bonferroni="bonferroni"
    )
    return View(rows, bars(rows, "test", "bh"), ("rejected_bh", "rejected_holm", "rejected_bonferroni"))


def _mismatch(answer: dict[str, Any]) -> View:
    return View(_scalars(answer), None, ())


def _counted(rows: list[dict[str, Any]], field: str) -> Picture:
    """How many rows have which value."""
    import collections

    found = collections.Counter(str(row[field]) for row in rows)
    drawn = [{field: value, "customers": count} for value, count in sorted(found.items())]
    return bars(drawn[:40], field, "customers")


def _rfm(answer: dict[str, Any]) -> View:
    rows = _parallel(answer, "customer", answer["ids"], R="R", F="F", M="M", cell="cell")
    return View(rows, _counted([{"R+F+M": row["R"] + row["F"] + row["M"]} for row in rows], "R+F+M"), ())


def _lorenz(answer: dict[str, Any]) -> View:
    shares = answer["lorenz"] or []
    last = max(1, len(shares) - 1)
    every = max(1, len(shares) // 200)
    places = sorted({*range(0, len(shares), every), len(shares) - 1} - {-1})
    drawn = [{"figure": "lorenz", "customers": place / last, "value": shares[place]} for place in places]
    return View(_scalars(answer), curves(drawn, "figure", "customers", "value"), ())


def _nps(answer: dict[str, Any]) -> View:
    names = [name for name in ("promoters", "passives", "detractors") if name in answer]
    drawn = [{"figure": name, "customers": answer[name]} for name in names]
    rows = [*_scalars(answer)]
    for name in ("wald", "adjusted_wald"):
        lower, upper = answer[name]
        rows.append({"figure": name, "value": answer["nps"], "lower": lower, "upper": upper})
    rows = [
        {"figure": row["figure"], "value": row["value"], "lower": row.get("lower"), "upper": row.get("upper")}
        for row in rows
    ]
    return View(rows, bars(drawn, "figure", "customers"), ())


def _satisfaction(answer: dict[str, Any]) -> View:
    drawn = []
    for name, interval in (("csat_pct", "csat_wilson95"), ("ces_agree_pct", "ces_wilson95")):
        if answer.get(name) is not None:
            lower, upper = answer.get(interval) or (None, None)
            drawn.append({"figure": name, "value": answer[name], "lower": lower, "upper": upper})
    return View(_scalars(answer), bars(drawn, "figure", "value", lower="lower", upper="upper"), ())


def _survival(answer: dict[str, Any]) -> View:
    rows = []
    for group, curve in answer["curves"].items():
        for point in curve:
            lower, upper = point["log_ci"] or (None, None)
            rows.append(
                {
                    "group": group,
                    **{field: point[field] for field in ("time", "n_risk", "n_event", "survival")},
                    "lower": lower,
                    "upper": upper,
                }
            )
    groups = dict.fromkeys(row["group"] for row in rows)
    drawn = [{"group": group, "time": 0.0, "survival": 1.0} for group in groups] + rows
    return View(rows, curves(drawn, "group", "time", "survival", step=True), ("logrank_p",))


def _incidence(answer: dict[str, Any]) -> View:
    names = ("realised", "churned", "still_open")
    start = [{"figure": name, "time": 0.0, "value": float(name == "still_open")} for name in names]
    drawn = start + [
        {"figure": name, "time": row["time"], "value": row[name]} for row in answer["table"] for name in names
    ]
    return View(answer["table"], curves(drawn, "figure", "time", "value", step=True), ())


def _summary(answer: dict[str, Any]) -> View:
    customers = {name: one for name, one in answer.items() if isinstance(one, dict)}
    rows = [{"customer": name, **one} for name, one in customers.items()]
    return View(rows, _counted(rows, "x"), ())


def _predicted(answer: dict[str, Any]) -> View:
    names = list(range(1, len(answer["p_alive"]) + 1))
    rows = _parallel(
        answer, "row", names, expected_transactions="expected_transactions", p_alive="p_alive", state="state"
    )
    return View(rows, points(rows, "row", "p_alive", "expected_transactions"), ())


def _valued(answer: dict[str, Any]) -> View:
    values = answer["expected_mean_value"]
    rows = _parallel(answer, "row", list(range(1, len(values) + 1)), expected_mean_value="expected_mean_value")
    drawn = [row for row in rows if row["expected_mean_value"] is not None]
    return View(rows, points(drawn, "row", "row", "expected_mean_value"), ("population_mean",))


def _fit(answer: dict[str, Any]) -> View:
    rows = [{"figure": name, "value": value} for name, value in answer["params"].items()]
    rows.append({"figure": "loglik", "value": answer["loglik"]})
    return View(rows, bars(rows[:-1], "figure", "value"), ())


def _staying(answer: dict[str, Any]) -> View:
    years = list(range(1, 13))
    rows = _parallel(answer, "year", years, retention="retention_year_1_to_12", survival="survival_year_1_to_12")
    drawn = [
        {"figure": name, "year": row["year"], "value": row[name]} for row in rows for name in ("retention", "survival")
    ]
    return View(rows, curves(drawn, "figure", "year", "value"), ("loglik",))


def _gaps(answer: dict[str, Any]) -> View:
    rows = [
        {"dimension": name, "gap": gap, "servperf": answer["servperf_by_dimension"].get(name)}
        for name, gap in answer["gap_by_dimension"].items()
    ]
    return View(rows, bars(rows, "dimension", "gap"), ("unweighted", "weighted", "servperf"))


def _proposal(answer: dict[str, Any]) -> View:
    rows = answer["changes"]
    drawn = [{**row, "label": f"{row['value']}: {row['touchpoint']}"} for row in rows]
    return View(rows, bars(drawn, "label", "after_per_mille", start="before_per_mille"), ())


def _standards(answer: dict[str, Any]) -> View:
    return View([{"touchpoint": name} for name in answer["without_standard"]], None, ())


#: Told beside the table, not in it.
_TOLD = ("method", "convention", "n_used", "n_dropped", "warnings")

_VIEWS: dict[str, Callable[[dict[str, Any]], View]] = {
    "insight.linear_importance": _importance,
    "insight.dominance": _dominance,
    "insight.relative_weights": _weights,
    "insight.logistic_importance": _logistic,
    "insight.correlations": _list("drivers", lambda rows: bars(_renamed(rows), "driver", "correlation")),
    "insight.rating_steps": _steps,
    "insight.focus_list": _list("customers", lambda rows: bars(rows[:30], "customer", "score")),
    "insight.penalty_reward": _penalty,
    "insight.importance_performance": _quadrants,
    "insight.coffee_stains": _list("by_effect_per_cost", lambda rows: bars(rows, "name", "effect_per_cost")),
    "insight.over_service": _figures,
    "insight.drift": _drift,
    "insight.service_gaps": _list("gaps", _gap_label),
    "insight.effort": _list("touchpoints", lambda rows: bars(rows, "name", "gap"), "misplaced"),
    "insight.rivals": _list("rivals", lambda rows: bars(rows, "name", "ahead", lower="lower", upper="upper"), "beaten"),
    "insight.silent_touchpoints": _list("touchpoints", lambda rows: bars(rows, "touchpoint", "silent_share")),
    "insight.without_standard": _standards,
    "insight.emergence": _list(
        "details", lambda rows: bars(rows[:30], "detail", "share", lower="lower", upper="upper")
    ),
    "insight.decision_tags": _list("decisions", lambda rows: bars(rows[:30], "detail", "customers")),
    "insight.attention_document": _proposal,
    "experiment.stratified_assignment": _assignment,
    "experiment.balance": _balance,
    "experiment.srm": _mismatch,
    "experiment.cuped": _cuped,
    "experiment.welch_t": _difference,
    "experiment.diff_proportions_interval": _difference,
    "experiment.two_proportion_test": _ratio,
    "experiment.lag_readout": _list("arms", lambda rows: bars(rows, "arm", "share", lower="lower", upper="upper")),
    "experiment.p_adjust": _adjusted,
    "value.rfm_scores": _rfm,
    "value.gini": _lorenz,
    "value.pareto_share": _figures,
    "value.nps_from_scores": _nps,
    "value.csat_ces": _satisfaction,
    "value.kaplan_meier": _survival,
    "value.cumulative_incidence": _incidence,
    "value.transactions_to_summary": _summary,
    "value.bgnbd_fit": _fit,
    "value.bgnbd_predict": _predicted,
    "value.gamma_gamma_fit": _fit,
    "value.gamma_gamma_predict": _valued,
    "value.pareto_nbd_fit": _fit,
    "value.pareto_nbd_predict": _predicted,
    "value.sbg_fit": _staying,
    "value.servqual": _gaps,
}


def _renamed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows:
        row["driver"] = row.pop("name")
    return rows


def view(op: str, answer: dict[str, Any], labels: tuple[str, list[Any]] | None) -> View:
    """The table and the picture of an answer; `labels` names its rows where the answer does not."""
    made = _VIEWS.get(op, _figures)(answer)
    if labels is None:
        return made
    name, values = labels
    rows = [{name: value, **{k: v for k, v in row.items() if k != "row"}} for value, row in zip(values, made.rows)]
    return made._replace(rows=rows)

"""What data teaches, from any data frame: the same answers as through the JSON door, as tables and as pictures."""

from __future__ import annotations

import json
import math
import pickle
import random
import typing
import xml.etree.ElementTree

import pytest
import tactful as tf
from tactful import _learnt_answers

N = 60


def survey():
    """A made survey: 0 is "not applicable", None was not answered."""
    draw = random.Random(7)
    table = {"rating": [], "wifi": [], "seat": [], "class": [], "weight": []}
    for row in range(N):
        wifi, seat = draw.randint(0, 5), draw.randint(1, 5)
        table["wifi"].append(None if row % 17 == 0 else wifi)
        table["seat"].append(seat)
        table["rating"].append(0.6 * (wifi or 3) + 0.3 * seat + draw.random())
        table["class"].append("business" if row % 3 else "eco")
        table["weight"].append(1 + row % 2)
    return table


def frames(columns):
    """The same table on each engine that is installed."""
    yield "dict", columns
    pa = pytest.importorskip("pyarrow")
    table = pa.table(columns)
    yield "pyarrow", table
    yield "chunks", pa.concat_tables([table.slice(0, 7), table.slice(7)])
    yield "reader", table.to_reader()
    yield "polars", pytest.importorskip("polars").DataFrame(table)
    yield "pandas", pytest.importorskip("pandas").DataFrame(columns)
    duckdb = pytest.importorskip("duckdb")
    yield "duckdb", duckdb.connect().from_arrow(table)


def test_every_frame_gives_the_answer_of_the_door():
    columns = survey()
    drivers = ["wifi", "seat"]
    wanted = tf.call(
        {
            "op": "insight.linear_importance",
            "y_name": "rating",
            "y": columns["rating"],
            "x_names": drivers,
            "x": {name: columns[name] for name in drivers},
            "weights": columns["weight"],
            "segment": columns["class"],
            "not_applicable": 0,
            "bootstrap": {"replicates": 40, "seed": 3, "level": 0.9},
        }
    )
    for name, frame in frames(columns):
        found = tf.insight.importance(
            frame,
            "rating",
            drivers,
            weights="weight",
            segment="class",
            not_applicable=0,
            bootstrap=40,
            seed=3,
            level=0.9,
        )
        assert found.to_dict() == wanted, name
    assert 0 < wanted["n_dropped"] < N


def test_tables_of_rows_read_the_same_on_every_frame():
    sales = {
        "customer": [7, 7, 8, 9],
        "date": ["2026-01-01", "2026-02-12", "2026-01-10", "2026-03-30"],
        "amount": [10.0, 27.5, 5.0, 40.0],
    }
    wanted = tf.value.repeat_buying(sales, period_end="2026-03-31")
    assert [row["customer"] for row in wanted.rows] == ["7", "8", "9"]
    for name, frame in frames(sales):
        assert tf.value.repeat_buying(frame, period_end="2026-03-31") == wanted, name
    pl = pytest.importorskip("polars")
    dated = pl.DataFrame(sales).with_columns(pl.col("date").str.to_date())
    assert tf.value.repeat_buying(dated, period_end="2026-03-31") == wanted
    timed = dated.with_columns(pl.col("date").cast(pl.Datetime("us")))
    assert tf.value.repeat_buying(timed, period_end="2026-03-31") == wanted
    zoned = timed.with_columns(pl.col("date").dt.replace_time_zone("Asia/Tokyo"))
    with pytest.raises(tf.InvalidInputError, match="another date elsewhere") as refused:
        tf.value.repeat_buying(zoned, period_end="2026-03-31")
    assert refused.value.code == "wrong_type" and refused.value.path == "date"


@pytest.mark.parametrize(
    "kind", ["Int8", "UInt16", "Int64", "Float32", "Float64", "Boolean", "Decimal(9, 2)", "Categorical"]
)
def test_columns_of_every_kind(kind):
    pl = pytest.importorskip("polars")
    values = [1, 0, 1, None, 0, 1, 1, 0]
    frame = pl.DataFrame({"y": [3.0, 1.0, 2.5, 2.0, 1.2, 3.3, 2.2, 0.7], "x": values})
    if kind == "Categorical":
        segments = frame.with_columns(pl.col("x").cast(pl.String).cast(pl.Categorical).alias("of"))
        found = tf.insight.importance(segments, "y", ["x"], segment="of")
        assert [one["segment"] for one in found["by_segment"]["segments"]] == ["0", "1"]
        assert found["by_segment"]["n_without_segment"] == 1
        return
    cast = pl.Boolean() if kind == "Boolean" else pl.Decimal(9, 2) if kind.startswith("Dec") else getattr(pl, kind)()
    wanted = tf.insight.importance({"y": frame["y"].to_list(), "x": values}, "y")
    assert tf.insight.importance(frame.with_columns(pl.col("x").cast(cast)), "y") == wanted
    assert wanted.n_dropped == 1


def everything():
    """One result of every function that there is."""
    columns = survey()
    drivers = ["wifi", "seat"]
    arms = {
        "arm": ["new", "old"] * 20,
        "pre": [row % 7 for row in range(40)],
        "post": [row % 5 + row % 2 for row in range(40)],
    }
    arms["stays"] = [row % 3 == 0 or row % 2 == 0 for row in range(40)]
    buyers = {
        "id": list(range(40)),
        "x": [9, 1, 0, 0, 5, 0, 0, 2] * 5,
        "t_x": [38, 2, 0, 0, 5, 0, 0, 36] * 5,
        "T": [39, 30, 39, 25, 39, 30, 28, 39] * 5,
    }
    buyers["mean_repeat_value"] = [20 + row % 9 if row % 8 in (0, 1, 4, 7) else 0 for row in range(40)]
    yes = {**columns, "yes": [rating > 2.7 for rating in columns["rating"]]}
    insight, experiment, value = tf.insight, tf.experiment, tf.value
    by_class = insight.importance(columns, "rating", drivers, segment="class", bootstrap=20)
    people = {"id": ["a", "b"], "class": ["eco", "business"], "wifi": [1, 5], "seat": [5, 1]}
    two = {"treatment": "new", "control": "old"}
    fit = value.bgnbd_fit(buyers)
    pareto = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
    return {
        "importance": insight.importance(columns, "rating", drivers),
        "importance by segment": by_class,
        "dominance": insight.dominance(columns, "rating", drivers),
        "relative_weights": insight.relative_weights(columns, "rating", drivers),
        "logistic_importance": insight.logistic_importance(yes, "yes", drivers),
        "correlations": insight.correlations(columns, "rating", drivers, not_applicable=0),
        "rating_steps": insight.rating_steps(columns, "rating", drivers, not_applicable=[0]),
        "focus_list": insight.focus_list(people, "id", "class", drivers, by_class),
        "penalty_reward": insight.penalty_reward(columns, "rating", drivers, low_at_most=1, high_at_least=5),
        "importance_performance": insight.importance_performance(
            {"what": ["<taste>", "music", "light"], "matters": [3.8, 2.0, 3], "we": [2.6, 3.4, 3]},
            "what",
            "matters",
            "we",
        ),
        "coffee_stains": insight.coffee_stains(
            {"name": ["a", "b"], "stated": [1, 5], "derived": [0.4, 0.1], "cost": [0.5, 9]}
        ),
        "over_service": insight.over_service(columns, "seat", "rating"),
        "drift": insight.drift({"when": [1, 2, 3] * 20, "rating": columns["rating"]}, "when", "rating"),
        "service_gaps": insight.service_gaps(
            {"touchpoint": ["a", "a"], "branch": ["n", "s"], "standard": [5, 5], "perceived": [3, 4]},
            branch="branch",
            standard="standard",
            perceived="perceived",
        ),
        "effort": insight.effort({"n": ["a", "b"], "e": [1, 3], "i": [6, 2]}, "n", "e", "i"),
        "rivals": insight.rivals({"who": ["we", "they"] * 30, "rating": columns["rating"]}, "who", "rating", own="we"),
        "silent_touchpoints": insight.silent_touchpoints(
            {"customer": ["a", "b"], "touchpoint": ["notice"] * 2, "fired": [0, 1], "amount": [20, 700]}, size="amount"
        ),
        "without_standard": insight.without_standard(["on_time", "greeting"], ["greeting"]),
        "emergence": insight.emergence(
            {
                "customer": list("abcd"),
                "question": ["why_stay"] * 4,
                "detail": ["on_time"] * 3 + [None],
                "tier": ["g"] * 4,
            },
            segment="tier",
        ),
        "decision_tags": insight.decision_tags(
            {"customer": ["a"], "question": ["why_buy"], "tag": ["priority"], "detail": ["lure"]}
        ),
        "attention_document": insight.attention_document(
            by_class, by="tier", name="attention", version="1", touchpoints={"wifi": "attitude", "seat": "resolution"}
        ),
        "assignment": experiment.assignment(
            {"id": list("abcd"), "t": list("xxyy")}, "id", arms=["a", "b"], strata=["t"]
        ),
        "balance": experiment.balance(arms, "arm", "pre", **two),
        "cuped": experiment.cuped(arms, "arm", "pre", "post", **two),
        "difference_of_means": experiment.difference_of_means(arms, "arm", "post", **two),
        "difference_of_shares": experiment.difference_of_shares(arms, "arm", "stays", **two),
        "ratio_of_shares": experiment.ratio_of_shares(arms, "arm", "stays", **two),
        "lag_readout": experiment.lag_readout(
            {"arm": list("aab"), "w": [90, 70, 80], "b": [40, None, 3]}, "arm", "w", lag_days=60, benefit_day="b"
        ),
        "p_adjust": experiment.p_adjust([0.01, 0.02, 0.5]),
        "sample_ratio": experiment.sample_ratio(arms, "arm", {"new": 0.5, "old": 0.5}),
        "rfm": value.rfm({**buyers, "days": list(range(40))}, "id", "days", "x", "mean_repeat_value"),
        "gini": value.gini(buyers, "mean_repeat_value"),
        "pareto_share": value.pareto_share(buyers, "mean_repeat_value"),
        "nps": value.nps({"score": [10, 9, 8, 3, None]}, "score"),
        "csat_ces": value.csat_ces({"csat": [5, 4, 2, 5], "ces": [7, 6, 1, 2]}, csat="csat", ces="ces"),
        "servqual": value.servqual(
            {"a": [5, 5], "b": [4, 5]}, {"a": [4, 5], "b": [2, 3]}, {"x": ["a"], "y": ["b"]}, weights={"x": 60, "y": 40}
        ),
        "kaplan_meier": value.kaplan_meier(
            {"m": [3, 5, 5, 8], "left": [1, 0, 1, 0], "g": list("aabb")}, "m", "left", group="g"
        ),
        "cumulative_incidence": value.cumulative_incidence({"t": [3, 5, 9, 40], "c": [1, 2, 1, 0]}, "t", "c"),
        "repeat_buying": value.repeat_buying(
            {"customer": ["a", "a"], "date": ["2026-01-01", "2026-02-12"], "amount": [10, 27.5]},
            period_end="2026-03-31",
        ),
        "bgnbd_fit": fit,
        "bgnbd_predict": value.bgnbd_predict(buyers, fit, horizon=39, customer="id"),
        "pareto_nbd_fit": value.pareto_nbd_fit(buyers),
        "pareto_nbd_predict": value.pareto_nbd_predict(buyers, pareto, horizon=52),
        "gamma_gamma_fit": value.gamma_gamma_fit(
            {"x": [1, 2, 3, 1, 5, 2], "mean_repeat_value": [20, 25, 91, 8, 40, 12]}
        ),
        "gamma_gamma_predict": value.gamma_gamma_predict(buyers, {"p": 6.25, "q": 3.74, "v": 15.44}, customer="id"),
        "shifted_beta": value.shifted_beta([1000, 869, 743, 653, 593, 551, 517, 491]),
    }


@pytest.fixture(scope="module")
def results():
    return everything()


def test_no_function_is_forgotten(results):
    names = {name.split(" ")[0] for name in results}
    assert names == {*tf.insight.__all__, *tf.experiment.__all__, *tf.value.__all__}


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


def test_every_result_is_typed_and_has_no_nan(results):
    modules = {name: module for module in (tf.insight, tf.experiment, tf.value) for name in module.__all__}
    for name, found in results.items():
        answer = found.to_dict()
        said = getattr(modules[name.split(" ")[0]], name.split(" ")[0])
        returns = said.__annotations__["return"]
        kind = getattr(_learnt_answers, returns.split("answers.")[1].rstrip("]"))
        known = set(typing.get_type_hints(kind))
        missing, more = kind.__required_keys__ - set(answer), set(answer) - known
        assert not missing, (name, missing)
        if name != "repeat_buying":  # it has a field for every customer
            assert not more, (name, more)
        assert all(math.isfinite(number) for number in numbers(answer)), name
        assert found.op.split(".")[0] in ("insight", "experiment", "value")
        assert found.n_used is None or found.n_used > 0, name


def test_every_result_shows_itself(results):
    for name, found in results.items():
        for language in ("en", "zh"):
            page = xml.etree.ElementTree.fromstring(found.html(language).replace("&nbsp;", " "))
            shown = "".join(page.itertext())
            assert "nan" not in shown.lower().split() and "None" not in shown, name
            drawn = page.find(".//{http://www.w3.org/2000/svg}svg")
            chart = found.chart(language).to_dict()
            assert (drawn is None) == ("values" in chart["data"] and chart["data"]["values"] == [{}]), name
            json.dumps(chart, allow_nan=False)
        assert found.rows and str(found).count("\n") >= 1, name
        keys = {tuple(row) for row in found.rows}
        assert len(keys) == 1, (name, keys)
        assert pickle.loads(pickle.dumps(found)) == found
        assert found.html() == found._repr_html_()
    with pytest.raises(tf.InvalidInputError):
        found.html("fr")


def test_a_bar_is_as_long_as_its_figure(results):
    found = results["importance"]
    page = xml.etree.ElementTree.fromstring(found.html())
    rects = page.findall(".//{http://www.w3.org/2000/svg}rect")
    widths = [float(rect.get("width")) for rect in rects]
    shares = [row["share"] for row in found.rows]
    assert widths[0] / widths[1] == pytest.approx(shares[0] / shares[1], rel=0.01)


def test_words_of_a_table_are_no_markup(results):
    html = results["importance_performance"].html()
    assert "<taste>" not in html and "&lt;taste&gt;" in html


def test_nobody_is_called_alive_for_want_of_a_repeat(results):
    rows = results["bgnbd_predict"].rows
    assert {row["state"] for row in rows if row["p_alive"] == 1.0} == {"no_repeat_yet"}
    assert rows[2]["customer"] == "2"


BAD = [
    ({"y": [1, 2], "x": [1]}, {}, "unequal_lengths"),
    ({"y": [1, 1, 1, 1, 1], "x": [1, 2, 3, 4, 5]}, {}, "constant_column"),
    ({"y": [1, 2], "x": [1, 2]}, {}, "too_few_rows"),
    ({"y": [1, 2, 3, 4, math.inf], "x": [1, 2, 3, 4, 5]}, {}, "not_finite"),
    ({"y": [1, 2, 3, 4, 5], "x": ["a", "b", "c", "d", "e"]}, {}, "wrong_type"),
    ({"y": [1, 2, 3, 4, 5], "z": [1, 2, 3, 4, 5]}, {"drivers": ["x"]}, "unknown_column"),
    ({"y": [1, 2, 3, 4, 5], "x": [1, 2, 3, 4, 5]}, {"drivers": "x"}, "wrong_type"),
    ({"y": [1, 2, 3, 4, 5], "x": [1, 2, 3, 4, 5]}, {"exact_limit": 0}, "too_many_drivers"),
]


@pytest.mark.parametrize(
    ("columns", "options", "code"), BAD, ids=[f"{code}-{place}" for place, (_, _, code) in enumerate(BAD)]
)
def test_what_cannot_be_answered_is_refused_alike(columns, options, code):
    tables = [columns]
    if code != "unequal_lengths":
        tables += [pytest.importorskip("pyarrow").table(columns)]
    for table in tables:
        with pytest.raises(tf.InvalidInputError) as refused:
            tf.insight.importance(table, "y", **options)
        assert refused.value.code == code


def test_what_is_no_table_is_refused():
    pl = pytest.importorskip("polars")
    for table in (7, "table", [1, 2], pl.LazyFrame({"y": [1]})):
        with pytest.raises(tf.InvalidInputError) as refused:
            tf.value.gini(table, "y")
        assert refused.value.code == "wrong_type"
    with pytest.raises(tf.InvalidInputError) as refused:
        tf.experiment.balance({"arm": ["a", "a"], "v": [1, 2]}, "arm", "v", treatment="a", control="b")
    assert (refused.value.code, refused.value.path) == ("empty_group", "control")


def test_the_loop_closes():
    """A survey, what matters, a document to be read, a policy that extends it: its attention is the new one."""
    columns = {**survey(), "resolution": survey()["wifi"], "attitude": survey()["seat"]}
    found = tf.insight.importance(columns, "rating", ["resolution", "attitude"], not_applicable=0, bootstrap=30)
    engine = tf.Engine()
    proposal = tf.insight.attention_document(
        {"gold": found}, by="tier", name="attention", version="2026-11", engine=engine
    )
    own = 'name = "own"\nversion = "1"\nextends = ["house@1", "attention@2026-11"]'
    after = tf.Engine(own, documents=[proposal["document"]])
    request = {"op": "touchpoint.attention", "tier": "gold"}
    weights = tf.call({**request, "policy": own, "documents": [proposal["document"]]})["weights_per_mille"]
    assert weights == {row["touchpoint"]: row["after_per_mille"] for row in proposal.rows}
    before = tf.call(request)["weights_per_mille"]
    assert all(before.get(row["touchpoint"], 1000) == row["before_per_mille"] for row in proposal.rows)
    assert weights["resolution"] > 1000 > weights["attitude"] and weights["resolution"] != before["resolution"]
    assert after.check().ok
    grounds = proposal["document"]
    assert f"{found.n_used} rows used, {found.n_dropped} left out" in grounds and "not asked about" in grounds

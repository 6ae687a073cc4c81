"""Tables of standings: facts folded day by day, decisions from them alone, and only for those who are due."""

from __future__ import annotations

import datetime as dt

import pytest
import tactful as tf
from conftest import NOW, UTC

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

CUSTOMERS = pa.table({"customer": ["c-1", "c-2", "c-3"], "timezone": ["Europe/Paris", "Asia/Shanghai", None]})
FACTS = pa.table(
    {
        "customer": ["c-2", "c-1", "c-1"],
        "kind": ["delivered", "delivered", "contact"],
        "at": [dt.datetime(2026, 11, day, 9, tzinfo=UTC) for day in (19, 19, 20)],
        "order": ["o-2", "o-1", None],
        "channel": [None, None, "email"],
        "id": ["f-1", "f-2", "f-3"],
    }
)


def test_standings_decide_as_the_facts_do(engine):
    expected = pa.table(engine.decide_table(CUSTOMERS, FACTS, NOW))
    parts = [engine.fold_table(FACTS.slice(start, 1), NOW) for start in range(3)]
    beside = pa.concat_tables([pa.table(part) for part in parts])
    joined = engine.fold_table(None, NOW, beside)
    assert len(joined) == 2 and joined.pending == [] and joined.summary["customers"] == 2
    on_top = parts[0]
    for start in (1, 2):
        on_top = engine.fold_table(FACTS.slice(start, 1), NOW, standings=on_top)
    for standings in (beside, joined, pl.DataFrame(joined), on_top):
        decisions, _ = engine.decide_standings(CUSTOMERS, standings, NOW)
        assert pa.table(decisions) == expected
    one = tf.Customer("c-2", facts=[tf.delivered("2026-11-19T09:00:00Z", order="o-2", id="f-1")])
    rows = {row["customer"]: row["standing"] for row in pa.table(joined).to_pylist()}
    assert engine.standing(rows["c-2"]) == engine.fold(one, NOW)


def test_who_is_not_due_is_passed_over(engine):
    standings = engine.fold_table(FACTS, NOW)
    decisions, kept = engine.decide_standings(CUSTOMERS, standings, NOW, due="revisit_at")
    assert decisions.summary["not_due"] == 0 and len(kept) == 3
    decisions, kept = engine.decide_standings(CUSTOMERS, kept, NOW, due="eligible_at")
    assert len(decisions) == 0 and decisions.summary["not_due"] == 3
    # a new fact, and another question
    news = engine.fold_table(FACTS.slice(0, 1), NOW, standings=kept)
    decisions, _ = engine.decide_standings(CUSTOMERS, news, NOW, due="revisit_at")
    assert set(pa.table(decisions)["customer"].to_pylist()) == {"c-2"}
    decisions, _ = engine.decide_standings(CUSTOMERS, kept, NOW, ["check-in"], due="revisit_at")
    assert decisions.summary["not_due"] == 0


def test_pending_facts_are_listed(engine):
    later = FACTS.set_column(2, "at", pa.array([NOW + dt.timedelta(days=n) for n in (-1, 1, 2)]))
    table = engine.fold_table(later, NOW)
    assert table.pending == [1, 2]
    assert repr(table) == "<tactful.StandingTable: 2 rows, 0 of them in error, 2 facts pending>"
    assert len(later.take(table.pending)) == 2


def test_what_is_wrong_is_told(engine):
    with pytest.raises(tf.InvalidInputError) as refused:
        engine.decide_standings(CUSTOMERS, FACTS, NOW)
    assert (refused.value.code, refused.value.path) == ("missing_field", "standings.standing")
    with pytest.raises(tf.InvalidInputError) as refused:
        engine.decide_standings(CUSTOMERS, engine.fold_table(FACTS, NOW), NOW, due="tomorrow")
    assert (refused.value.code, refused.value.path) == ("invalid_value", "due")
    damaged = pa.table({"customer": ["c-1"], "standing": pa.array([b"nonsense"])})
    decisions, _ = engine.decide_standings(CUSTOMERS, damaged, NOW, ["check-in"], ["email"])
    assert decisions.summary["errors"] == {"invalid_standing": 1}

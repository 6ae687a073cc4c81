"""Tables in, decisions out, through the Arrow PyCapsule interface."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import tactful as tf
from conftest import NOW, PARIS, UTC

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

CUSTOMERS = {"customer": ["c-1", "c-2", "c-3"], "timezone": ["Europe/Paris", "Asia/Shanghai", None]}
FACTS = {
    "customer": ["c-2", "c-1", "c-1"],
    "kind": ["delivered", "delivered", "contact"],
    "at": [dt.datetime(2026, 11, day, 9, tzinfo=UTC) for day in (19, 19, 20)],
    "order": ["o-2", "o-1", None],
    "channel": [None, None, "email"],
}


def tables():
    """The same tables, as the libraries have them."""
    customers, facts = pa.table(CUSTOMERS), pa.table(FACTS)
    yield customers, facts
    yield pl.DataFrame(CUSTOMERS), pl.DataFrame(FACTS)
    yield customers.to_batches()[0], facts.to_batches()[0]
    encoded = facts.set_column(1, "kind", facts["kind"].dictionary_encode())
    yield pa.concat_tables([customers.slice(0, 1), customers.slice(1)]), encoded
    yield pl.DataFrame(CUSTOMERS).with_columns(pl.col("timezone").cast(pl.Categorical)), facts


def singles(engine):
    """The same, one at a time."""
    for name, zone in zip(CUSTOMERS["customer"], CUSTOMERS["timezone"], strict=True):
        facts = [
            tf.fact(kind, at, **{word: text for word, text in (("order", order), ("channel", channel)) if text})
            for owner, kind, at, order, channel in zip(*FACTS.values(), strict=True)
            if owner == name
        ]
        customer = tf.Customer(name, facts=facts, **({"timezone": zone} if zone else {}))
        yield from ((name, decision) for decision in engine.decide_all(customer, NOW))


def test_a_table_gives_the_same_answers_as_one_at_a_time(engine):
    expected = [
        {
            "customer": name,
            "reason": decision.reason,
            "channel": decision.channel,
            "verdict": decision.verdict.value,
            "allowed_from": decision.allowed_from,
            "allowed_until": decision.allowed_until,
            "revisit_at": decision.revisit_at,
            "block_names": sorted({block.code for block in decision.blocks}),
        }
        for name, decision in singles(engine)
    ]
    for customers, facts in tables():
        table = engine.decide_table(customers, facts, now=NOW, threads=2)
        assert len(table) == len(expected)
        read = pa.table(table)
        assert read.num_rows == len(table)
        rows = read.select(list(expected[0])).to_pylist()
        assert [dict(row, block_names=sorted(row["block_names"])) for row in rows] == expected
        assert table.summary["errors"] == {} and table.summary["customers"] == 3
        assert table.fingerprint == engine.fingerprint


def test_polars_reads_what_comes_out(engine):
    customers, facts = next(tables())
    table = engine.decide_table(customers, facts, NOW, reasons=["check-in"], channels=["email", "phone"])
    frame = pl.DataFrame(table)
    assert frame["channel"].cast(pl.String).to_list() == pa.table(table)["channel"].to_pylist()
    assert frame["block_names"].to_list() == pa.table(table)["block_names"].to_pylist()
    assert frame.height == 6 and set(frame["reason"].cast(pl.String)) == {"check-in"}
    assert pa.schema(table) == pa.table(table).schema


def test_bad_rows_come_back_as_errors(engine):
    customers = pa.table({"customer": ["a", "b", "b"], "timezone": ["Europe/Pari", None, None], "revenue": [1, 2, 3]})
    table = engine.decide_table(customers, pa.table(FACTS), NOW, ["check-in"], ["email"])
    rows = pa.table(table).to_pylist()
    assert [row["verdict"] for row in rows] == ["error"] * 3
    assert [row["error"] for row in rows] == ["unknown_tz", "duplicate_key", "duplicate_key"]
    assert rows[0]["message"].endswith("did you mean `Europe/Paris`? (at `customers[0].timezone`)")
    assert table.summary["errors"] == {"duplicate_key": 2, "unknown_tz": 1}
    assert table.summary["facts_of_others"] == 3
    assert table.summary["ignored_columns"] == {"customers": ["revenue"], "facts": []}
    assert repr(table) == "<tactful.DecisionTable: 3 rows, 3 customers, 3 of them in error>"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"customers": {"custmer": ["a"]}}, "missing_field", "customers.customer"),
        ({"customers": [{"customer": "a"}]}, "wrong_type", "customers"),
        ({"facts": pa.chunked_array([["a"]])}, "invalid_value", "facts"),
        ({"facts": pa.array(["a"])}, "wrong_type", "facts"),
        ({"facts": pl.LazyFrame(FACTS)}, "wrong_type", "facts"),
        ({"reasons": ["check-inn"]}, "unknown_reason", "reasons[0]"),
        ({"reasons": "check-in"}, "wrong_type", "reasons"),
        ({"channels": ["pigeon"]}, "unknown_channel", "channels[0]"),
        ({"threads": 0}, "invalid_value", "threads"),
        ({"date_as": "noon"}, "invalid_value", "date_as"),
        ({"fact_columns": {"at": "WHEN"}}, "missing_field", "facts.WHEN"),
        ({"fact_columns": {"at": 1}}, "wrong_type", "fact_columns"),
        ({"now": dt.datetime(2026, 11, 21)}, "naive_time", "now"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(engine, change, code, path):
    given = {"customers": CUSTOMERS, "facts": FACTS, "now": NOW, **change}
    given = {name: pa.table(value) if isinstance(value, dict) and name in ("customers", "facts") else value
             for name, value in given.items()}  # fmt: skip
    with pytest.raises(tf.InvalidInputError) as caught:
        engine.decide_table(**given)
    assert (caught.value.code, caught.value.path) == (code, path), str(caught.value)


@pytest.mark.parametrize("stray", [1, 7, -1])
@pytest.mark.parametrize(
    ("table", "column"),
    [("customers", "customer"), ("customers", "timezone"), ("facts", "customer"), ("facts", "at"), ("facts", "channel")],
)
def test_a_dictionary_that_lacks_a_word_is_refused(engine, table, column, stray):
    given = {"customers": pa.table(CUSTOMERS), "facts": pa.table(FACTS)}
    values, place = given[table][column].combine_chunks(), given[table].schema.get_field_index(column)
    for key, fits in ((stray, False), (0, True)):
        keys = pa.array([0, key, 0], pa.int8())
        encoded = pa.DictionaryArray.from_arrays(keys, values.slice(0, 1), safe=False)
        change = {**given, table: given[table].set_column(place, column, encoded)}
        for ordered in (False, True):
            if fits:
                engine.decide_table(**change, now=NOW)
                continue
            with pytest.raises(tf.InvalidInputError) as caught:
                engine.decide_table(**change, now=NOW, sorted=ordered)
            assert (caught.value.code, caught.value.path) == ("invalid_value", f"{table}.{column}")


def test_an_id_that_is_too_long_is_not_written(engine):
    customers = pa.table({"customer": ["c-1", "x" * 257, "y" * 256]})
    decided = pa.table(engine.decide_table(customers, pa.table(FACTS), NOW, ["check-in"], ["email"]))
    assert decided["customer"].to_pylist() == ["c-1", None, "y" * 256]
    assert [verdict == "error" for verdict in decided["verdict"].to_pylist()] == [False, True, False]


def test_times_without_zone_and_dates_need_their_zone(engine):
    wall = pa.table({**FACTS, "at": [dt.datetime(2026, 11, 19, 10)] * 3})
    days = pa.table({**FACTS, "at": [dt.date(2026, 11, 19)] * 3})
    for table in (wall, days):
        with pytest.raises(tf.InvalidInputError, match="zone"):
            engine.decide_table(pa.table(CUSTOMERS), table, NOW)
    decided = engine.decide_table(pa.table(CUSTOMERS), wall, NOW, ["check-in"], ["email"], naive="Europe/Paris")
    assert pa.table(decided)["anchor_at"].to_pylist()[0] == dt.datetime(2026, 11, 19, 10, tzinfo=PARIS)
    decided = engine.decide_table(
        pa.table(CUSTOMERS), days, NOW, ["check-in"], ["email"], naive="Europe/Paris", date_as="start"
    )
    assert pa.table(decided)["anchor_at"].to_pylist()[0] == dt.datetime(2026, 11, 19, tzinfo=PARIS)


def test_columns_may_have_other_names(engine):
    customers, facts = next(tables())
    expected = pa.table(engine.decide_table(customers, facts, NOW))
    renamed = facts.rename_columns(["WHO", "kind", "WHEN", "order", "channel"])
    names = {"customer": "WHO", "at": "WHEN"}
    assert pa.table(engine.decide_table(customers, renamed, NOW, fact_columns=names)) == expected


def test_only_the_columns_that_are_asked_for(engine):
    customers, facts = pa.table(CUSTOMERS), pa.table(FACTS)
    whole = engine.decide_table(customers, facts, NOW)
    table = pa.table(whole)
    for columns in (["verdict"], ["allowed_from", "customer"], ["block_names"], table.column_names[::-1], []):
        some = engine.decide_table(customers, facts, NOW, columns=iter(columns))
        assert pa.table(some).equals(table.select(columns))
        assert some.summary == whole.summary
    with pytest.raises(tf.InvalidInputError, match="did you mean `verdict`") as error:
        engine.decide_table(customers, facts, NOW, columns=["customer", "verdicts"])
    assert (error.value.code, error.value.path) == ("unknown_field", "columns[1]")
    with pytest.raises(tf.InvalidInputError, match="given twice"):
        engine.decide_table(customers, facts, NOW, columns=["verdict", "verdict"])
    lazy = tf.tables.polars(engine, pl.DataFrame(CUSTOMERS).lazy(), pl.DataFrame(FACTS), NOW, columns=["verdict"])
    assert lazy.collect().columns == ["verdict"]


def test_streams_that_are_sorted(engine):
    customers, facts = next(tables())
    expected = pa.table(engine.decide_table(customers, facts, NOW))
    ordered = facts.sort_by("customer")
    stream = pa.RecordBatchReader.from_batches(ordered.schema, ordered.to_batches(max_chunksize=1))
    assert pa.table(engine.decide_table(customers, stream, NOW, sorted=True)).equals(expected)
    with pytest.raises(tf.InvalidInputError, match="sorted"):
        engine.decide_table(customers, facts, NOW, sorted=True)


def test_an_error_of_an_input_is_raised(engine):
    schema = pa.table(FACTS).schema

    def batches():
        yield from pa.table(FACTS).to_batches()
        raise OSError("the disk is gone")

    broken = pa.RecordBatchReader.from_batches(schema, batches())
    with pytest.raises(tf.InvalidInputError, match="the disk is gone"):
        engine.decide_table(pa.table(CUSTOMERS), broken, NOW)


def test_the_lock_is_free_while_it_works(engine):
    many = pa.table({"customer": [f"c-{n}" for n in range(20_000)]})
    ticks, done = [], threading.Event()

    def tick():
        while not done.wait(0.001):
            ticks.append(1)

    other = threading.Thread(target=tick)
    other.start()
    try:
        before = len(ticks)
        table = engine.decide_table(many, pa.table(FACTS), NOW)
        during = len(ticks) - before
    finally:
        done.set()
        other.join()
    assert len(table) == 20_000 * len(engine.decide_all(tf.Customer(), NOW))
    assert during > 3


def test_empty_tables(engine):
    customers, facts = (table.slice(0, 0) for table in next(tables()))
    table = engine.decide_table(customers, facts, NOW)
    assert len(table) == 0 and pa.table(table).num_rows == 0
    assert pl.DataFrame(table).columns == pa.schema(table).names

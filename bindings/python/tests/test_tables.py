"""Decisions on the engines that hold the tables: the same rows as those of `decide_table`, whatever lies where."""

from __future__ import annotations

import pickle
import subprocess
import sys

import book
import pytest
import tactful as tf
from conftest import NOW
from tactful import _parts

pa = pytest.importorskip("pyarrow")
pl = pytest.importorskip("polars")

EMPTY = ({"customer": []}, {"customer": [], "kind": [], "at": []})
TEXTS = pa.schema([("customer", pa.string()), ("kind", pa.string()), ("at", pa.string())])


def made(customers, facts):
    return pa.table(customers), pa.table(facts)


BOOK = made(*book.tables(60, 900))
BAD = made(*book.with_bad_rows(*book.tables(20, 200)))
NONE = tuple(TEXTS.empty_table().select(list(columns)) for columns in EMPTY)
BOOKS = pytest.mark.parametrize("tables", [BOOK, BAD, NONE], ids=["book", "bad", "none"])


def rows(table):
    """All rows, in an order; a place in a message counts within a part, so messages are left out."""
    found = pa.table(table).drop_columns(["message"]).to_pylist()
    return sorted(found, key=lambda row: (str(row["customer"]), row["reason"], row["channel"], str(row["error"])))


def expected(engine, tables, **options):
    return rows(engine.decide_table(*tables, NOW, **options))


def test_the_book_has_something_of_everything(engine):
    summary = engine.decide_table(*BOOK, NOW).summary
    assert len(summary["verdicts"]) >= 5 and "error" not in summary["verdicts"]
    assert len(engine.decide_table(*BAD, NOW).summary["errors"]) >= 3


@BOOKS
def test_polars(engine, tables):
    frames = [pl.DataFrame(table) for table in tables]
    for both in (frames, [frames[0].lazy(), frames[1]], [frames[0], frames[1].lazy()], [f.lazy() for f in frames]):
        decided = tf.tables.polars(engine, *both, NOW)
        lazy = any(isinstance(frame, pl.LazyFrame) for frame in both)
        assert isinstance(decided, pl.LazyFrame if lazy else pl.DataFrame)
        assert rows(decided.lazy().collect()) == expected(engine, tables)
        assert decided.lazy().collect_schema() == decided.lazy().collect().schema


def test_polars_is_lazy_and_reads_what_counts(engine):
    def never(frame):
        raise AssertionError("read too early, or for nothing")

    customers, facts = (pl.DataFrame(table).lazy() for table in BOOK)
    spoilt = customers.with_columns(pl.col("revenue").map_batches(never, return_dtype=pl.Int64))
    decided = tf.tables.polars(engine, spoilt, facts, NOW)
    assert rows(decided.collect()) == expected(engine, BOOK)
    with pytest.raises(tf.InvalidInputError, match="did you mean `custmer`"):
        tf.tables.polars(engine, customers.rename({"customer": "custmer"}), facts, NOW)
    with pytest.raises(tf.InvalidInputError, match="did you mean `check-in`"):
        tf.tables.polars(engine, customers, facts, NOW, reasons=["check-inn"])


def test_options_go_through(engine):
    customers, facts = BOOK
    options = {
        "reasons": iter(["check-in"]),  # read once, asked twice
        "channels": ("email", "phone"),
        "customer_columns": {"customer": "WHO"},
        "fact_columns": {"customer": "WHO"},
        "threads": 2,
    }
    named = [
        pl.DataFrame(table.rename_columns({"customer": "WHO"})).lazy() for table in (customers, facts)
    ]
    decided = tf.tables.polars(engine, *named, NOW, **options).collect()
    assert rows(decided) == expected(engine, BOOK, reasons=["check-in"], channels=["email", "phone"])
    with pytest.raises(tf.InvalidInputError, match="list of names"):
        tf.tables.polars(engine, *named, NOW, **{**options, "reasons": "check-in"})


@BOOKS
def test_pyarrow(engine, tables, tmp_path):
    assert rows(tf.tables.pyarrow(engine, *tables, NOW)) == expected(engine, tables)
    dataset = pytest.importorskip("pyarrow.dataset")
    folders = [tmp_path / "customers", tmp_path / "facts"]
    for folder, table in zip(folders, tables, strict=True):
        for place in range(3):
            part = table.take(pa.array(range(place, table.num_rows, 3), pa.int64()))
            folder.mkdir(exist_ok=True)
            pytest.importorskip("pyarrow.parquet").write_table(part, folder / f"{place}.parquet")
    stored = [dataset.dataset(folder, schema=table.schema) for folder, table in zip(folders, tables, strict=True)]
    assert rows(tf.tables.pyarrow(engine, *stored, NOW)) == expected(engine, tables)
    assert rows(tf.tables.pyarrow(engine, tables[0], stored[1], NOW)) == expected(engine, tables)


@BOOKS
def test_pandas(engine, tables):
    pandas = pytest.importorskip("pandas")
    customers, facts = (table.to_pandas() for table in tables)
    shapes = [
        (customers, facts),
        (customers.set_index("customer"), facts.set_index("at")),
        (customers.astype({"customer": "category"}), facts.astype({"kind": "category", "customer": "category"})),
        (customers.astype({"customer": object}), facts.astype({"kind": object})),
    ]
    for both in shapes:
        decided = tf.tables.pandas(engine, *both, NOW)
        assert isinstance(decided, pandas.DataFrame)
        assert rows(pa.Table.from_pandas(decided)) == expected(engine, tables)


@BOOKS
def test_duckdb(engine, tables):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as db:
        both = [db.from_arrow(table) for table in tables]
        decided = tf.tables.duckdb(engine, *both, NOW, connection=db)
        assert rows(decided) == expected(engine, tables)
        decided.create_view("decisions")
        counted = db.sql("select verdict::varchar, count(*) from decisions group by all").fetchall()
        assert dict(counted) == engine.decide_table(*tables, NOW).summary["verdicts"]


def test_duckdb_reads_two_large_relations_of_one_connection(engine):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as db:
        customers = db.sql("select range as customer from range(50000)")
        facts = db.sql("select customer, 'delivered' as kind, timestamptz '2026-11-19 09:00:00Z' as at from customers")
        asked = {"reasons": ["check-in"], "channels": ["email"]}
        decided = tf.tables.duckdb(engine, customers, facts, NOW, connection=db, **asked)
        assert decided.filter("anchor_at is not null").shape[0] == 50_000


@BOOKS
def test_datafusion(engine, tables):
    datafusion = pytest.importorskip("datafusion")
    context = datafusion.SessionContext()
    both = [context.from_arrow(table) for table in tables]
    decided = tf.tables.datafusion(engine, *both, NOW, context=context)
    assert rows(decided) == expected(engine, tables)
    assert rows(tf.tables.datafusion(engine, *tables, NOW)) == expected(engine, tables)


@BOOKS
@pytest.mark.parametrize("partitions", [None, 1, 5])
def test_dask(engine, tables, partitions):
    dask = pytest.importorskip("dask")
    dd = pytest.importorskip("dask.dataframe")
    customers, facts = (table.to_pandas() for table in tables)
    shapes = [
        (dd.from_pandas(customers, npartitions=3), dd.from_pandas(facts, npartitions=4)),
        (customers, dd.from_pandas(facts, npartitions=4)),
        (
            dd.from_pandas(customers.astype({"customer": "category"}), npartitions=3),
            dd.from_pandas(facts.astype({"customer": object}), npartitions=2),
        ),
    ]
    with dask.config.set(scheduler="threads"):
        for both in shapes:
            decided = tf.tables.dask(engine, *both, NOW, partitions=partitions)
            computed = decided.compute()
            assert rows(pa.Table.from_pandas(computed, preserve_index=False)) == expected(engine, tables)
            assert list(map(str, computed.dtypes)) == list(map(str, decided.dtypes))
            assert decided.npartitions == (partitions or max(getattr(frame, "npartitions", 1) for frame in both))


def test_dask_is_checked_before_it_is_computed(engine):
    dd = pytest.importorskip("dask.dataframe")
    customers, facts = (dd.from_pandas(table.to_pandas(), npartitions=2) for table in BOOK)
    with pytest.raises(tf.InvalidInputError, match="did you mean `custmer`"):
        tf.tables.dask(engine, customers.rename(columns={"customer": "custmer"}), facts, NOW)


def together(tables, rows_a_batch):
    """Customers and facts in batches, sorted by customer, as a shuffle brings them."""
    sides = zip((_parts.CUSTOMER, _parts.FACT), tables, strict=True)
    lying = [pa.table({_parts.KEY: table["customer"], name: table.to_struct_array()}) for name, table in sides]
    both = pa.concat_tables(lying, promote_options="default")
    return both.sort_by(_parts.KEY).to_batches(max_chunksize=rows_a_batch)


@BOOKS
@pytest.mark.parametrize("rows_a_batch", [1, 2, 7, 100, 10_000])
def test_parts_are_cut_between_customers(engine, tables, rows_a_batch):
    asked = _parts.Asked(engine, NOW, {}, *(table.slice(0, 0) for table in tables))
    assert "revenue" not in asked.customers + asked.facts
    again = pickle.loads(pickle.dumps(asked))
    decided = list(again.parts(together(tables, rows_a_batch)))
    assert (rows(pa.Table.from_batches(decided)) if decided else []) == expected(engine, tables)


def test_a_missing_package_is_told():
    code = (
        "import sys, tactful as tf\n"
        "all = 'polars pandas pyarrow duckdb datafusion dask pyspark'\n"
        "sys.modules.update(dict.fromkeys(all.split()))\n"
        "for name in tf.tables.__all__:\n"
        "    try:\n"
        "        getattr(tf.tables, name)(tf.Engine(), None, None, '2026-11-21T09:30:00Z')\n"
        "    except ModuleNotFoundError as missing:\n"
        "        print(name, str(missing).split('pip install ')[1])\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    told = dict(line.split(" ", 1) for line in said.splitlines())
    assert told.pop("spark") == "'pyspark[sql]'" and told.pop("dask") == "'dask[dataframe]'"
    assert told == {name: f"'{name}'" for name in ("datafusion", "duckdb", "pandas", "polars", "pyarrow")}


def test_nothing_is_imported_with_the_package():
    code = "import sys, tactful; print([m for m in ('polars', 'pandas', 'pyarrow', 'dask') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"

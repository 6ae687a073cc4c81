"""Decisions on Spark, in several partitions and small batches: the same rows as on one machine.

`cargo xtask deep` installs what this needs (`requirements-spark.txt`, and a Java); without it, it is passed over.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys

import book
import pytest
import tactful as tf
from conftest import NOW, PARIS, ROOT, UTC

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("no Java", allow_module_level=True)

from tactful import _parts  # noqa: E402

# what Spark warns of is its own
pytestmark = pytest.mark.filterwarnings("default")

BOOK = tuple(map(pa.table, book.tables(60, 900)))
BAD = tuple(map(pa.table, book.with_bad_rows(*book.tables(20, 200))))


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable  # workers would take the first on the PATH
    here = str(tmp_path_factory.mktemp("spark"))
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": here,
        "spark.sql.warehouse.dir": here,
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.enabled": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def rows(table):
    found = table.drop_columns(["message"]).to_pylist()
    return sorted(found, key=lambda row: (str(row["customer"]), row["reason"], row["channel"], str(row["error"])))


def expected(engine, tables, **options):
    return rows(_parts.plain(engine.decide_table(*tables, NOW, **options)))


def frames(spark, tables):
    return [spark.createDataFrame(table).repartition(3) for table in tables]


@pytest.mark.parametrize("partitions", [None, 1, 5])
@pytest.mark.parametrize("tables", [BOOK, BAD], ids=["book", "bad"])
def test_spark(engine, spark, tables, partitions):
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
    decided = tf.tables.spark(engine, *frames(spark, tables), NOW, partitions=partitions)
    assert rows(decided.toArrow()) == expected(engine, tables)
    if partitions:
        assert decided.rdd.getNumPartitions() == partitions


def test_a_frame_without_rows(engine, spark):
    customers, facts = (frame.limit(0) for frame in frames(spark, BOOK))
    assert tf.tables.spark(engine, customers, facts, NOW).count() == 0
    everybody = spark.createDataFrame(BOOK[0])
    decided = tf.tables.spark(engine, everybody, facts, NOW)
    assert rows(decided.toArrow()) == expected(engine, (BOOK[0], BOOK[1].slice(0, 0)))


def test_a_customer_with_more_facts_than_a_batch(engine, spark):
    count = 20_000
    facts = {"customer": ["c-1"] * count, "kind": ["purchase"] * count, "at": [NOW - dt.timedelta(days=1)] * count}
    tables = BOOK[0], pa.table({**facts, "order": [f"o-{number}" for number in range(count)]})
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1000")
    assert rows(tf.tables.spark(engine, *frames(spark, tables), NOW).toArrow()) == expected(engine, tables)


@pytest.fixture
def wall_times(spark):
    """Timestamps without a zone stay what they are: Spark would take them for those of the session."""
    spark.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    yield
    spark.conf.unset("spark.sql.timestampType")


@pytest.mark.usefixtures("wall_times")
def test_columns_of_other_names_and_types(engine, spark):
    """Ids that are numbers, wall times, dates, lists; names that differ by what is in them."""
    customers = pa.table({"who.is": [1, 2, 3], "timezones": [["Europe/Paris", "Asia/Shanghai"], ["UTC"], None]})
    at = [dt.datetime(2026, 11, 19, 10), dt.datetime(2026, 11, 20, 10), None]
    facts = pa.table({"WHO`S": [2, 1, 7], "kind": ["delivered", "contact", "delivered"], "at": at})
    options = {
        "customer_columns": {"customer": "who.is"},
        "fact_columns": {"customer": "WHO`S"},
        "naive": PARIS,
        "channels": ["email", "phone"],
    }
    decided = tf.tables.spark(engine, *frames(spark, (customers, facts)), NOW, **options)
    assert rows(decided.toArrow()) == expected(engine, (customers, facts), **options)
    days = facts.set_column(2, "at", pa.array([dt.date(2026, 11, 19)] * 3))
    decided = tf.tables.spark(engine, *frames(spark, (customers, days)), NOW, **options, date_as="end")
    assert rows(decided.toArrow()) == expected(engine, (customers, days), **options, date_as="end")


def test_mistakes_are_told_before_anything_runs(engine, spark):
    customers, facts = frames(spark, BOOK)
    with pytest.raises(tf.InvalidInputError, match=r"did you mean `kindd`\? \(at `facts.kind`\)"):
        tf.tables.spark(engine, customers, facts.withColumnRenamed("kind", "kindd"), NOW)
    with pytest.raises(tf.InvalidInputError, match="did you mean `check-in`"):
        tf.tables.spark(engine, customers, facts, NOW, reasons=["check-inn"])


def test_decisions_are_instants_of_spark(engine, spark):
    decided = tf.tables.spark(engine, *frames(spark, BOOK), NOW)
    assert dict(decided.dtypes)["allowed_from"] == "timestamp"
    later = decided.where("allowed_from > timestamp '2026-11-21 08:30:00'").count()
    single = pa.table(engine.decide_table(*BOOK, NOW))["allowed_from"].to_pylist()
    assert later == sum(at is not None and at > NOW.astimezone(UTC) for at in single) > 0


def test_the_page_on_scale(spark, capsys):
    """Its example runs."""
    page = (ROOT / "bindings" / "python" / "SCALE.md").read_text(encoding="utf-8")
    for name, table in zip(("customers", "facts"), BOOK, strict=True):
        spark.createDataFrame(table).createOrReplaceTempView(name)
    exec(page.split("```python\n")[1].split("```")[0], {"spark": spark})
    assert "verdict='allow', count=" in capsys.readouterr().out
    assert spark.table("welcome_today").count() > 0

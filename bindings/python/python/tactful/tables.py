"""Decisions on the engines that hold the tables: Polars, pandas, PyArrow, DuckDB, DataFusion, Dask, Spark.

Each function takes an :class:`Engine`, a table of customers, a table of their facts, and ``now``; its options are those
of :meth:`Engine.decide_table`, which says what columns there are, and so are its answers. What comes out is a table of
the same engine. An engine is imported when its function is called; the package needs none of them.

What is wrong with an argument or with a column is told when the function is called, also where the rows are only read
later; of wide tables only the columns that count are read.
"""

from __future__ import annotations

from ._parts import CUSTOMER, FACT, KEY, Asked, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from typing_extensions import Unpack

    from ._native import Engine
    from ._types import PartOptions, TableOptions, When

__all__ = ["dask", "datafusion", "duckdb", "pandas", "polars", "pyarrow", "spark"]


def polars(engine: Engine, customers: Any, facts: Any, now: When, **options: Unpack[TableOptions]) -> Any:
    """Decisions as a Polars frame: lazy, if one of the tables is a ``LazyFrame``.

    A lazy one reads both tables when it is collected, and of them the columns that count.

    >>> import polars, tactful as tf
    >>> customers = polars.LazyFrame({"customer": ["c-17"], "timezone": ["Europe/Paris"], "revenue": [1200]})
    >>> facts = polars.LazyFrame({"customer": ["c-17"], "kind": ["delivered"], "at": ["2026-11-19T10:00:00+01:00"]})
    >>> decisions = tf.tables.polars(tf.Engine(), customers, facts, "2026-11-21T22:30:00+01:00", channels=["phone"])
    >>> decisions.filter(reason="check-in").select("verdict", "allowed_from").collect().rows()
    [('wait', datetime.datetime(2026, 11, 23, 8, 0, tzinfo=zoneinfo.ZoneInfo(key='UTC')))]
    """
    pl = _needed("polars")

    if not any(isinstance(table, pl.LazyFrame) for table in (customers, facts)):
        return pl.DataFrame(engine.decide_table(customers, facts, now, **options))
    both = [table if isinstance(table, pl.LazyFrame) else pl.DataFrame(table).lazy() for table in (customers, facts)]
    heads = [pl.DataFrame(schema=table.collect_schema()) for table in both]
    asked = Asked(engine, now, {**options}, *heads)
    chosen = [table.select(names) for table, names in zip(both, (asked.customers, asked.facts))]
    return pl.defer(
        lambda: pl.DataFrame(asked.decide(*pl.collect_all(chosen))),
        schema=pl.DataFrame(asked.decide(*heads)).schema,
    )


def pandas(engine: Engine, customers: Any, facts: Any, now: When, **options: Unpack[TableOptions]) -> Any:
    """Decisions as a pandas frame. A column may also be the named index of its frame.

    >>> import pandas, tactful as tf
    >>> customers = pandas.DataFrame({"timezone": ["Europe/Paris"]}, index=pandas.Index(["c-17"], name="customer"))
    >>> facts = pandas.DataFrame({"customer": ["c-17"], "kind": ["delivered"], "at": ["2026-11-19T10:00:00+01:00"]})
    >>> decisions = tf.tables.pandas(tf.Engine(), customers, facts, "2026-11-21T22:30:00+01:00", channels=["phone"])
    >>> decisions.set_index("reason").verdict["check-in"]
    'wait'
    """
    _needed("pandas")
    pa = _needed("pyarrow")
    return pa.table(engine.decide_table(customers, facts, now, **options)).to_pandas()


def pyarrow(engine: Engine, customers: Any, facts: Any, now: When, **options: Unpack[TableOptions]) -> Any:
    """Decisions as a ``pyarrow.Table``, from tables, readers, and datasets on disk, of which the columns that count are
    read.

    >>> import pyarrow, tactful as tf
    >>> customers = pyarrow.table({"customer": ["c-17"], "timezone": ["Europe/Paris"]})
    >>> facts = pyarrow.table({"customer": ["c-17"], "kind": ["delivered"], "at": ["2026-11-19T10:00:00+01:00"]})
    >>> decisions = tf.tables.pyarrow(tf.Engine(), customers, facts, "2026-11-21T22:30:00+01:00", reasons=["check-in"])
    >>> decisions.select(["channel", "verdict"]).to_pylist()[0]
    {'channel': 'phone', 'verdict': 'wait'}
    """
    pa = _needed("pyarrow")

    if hasattr(customers, "scanner") or hasattr(facts, "scanner"):
        asked = Asked(engine, now, {**options}, *(table.schema.empty_table() for table in (customers, facts)))
        customers, facts = (
            table.scanner(columns=names).to_reader() if hasattr(table, "scanner") else table
            for table, names in ((customers, asked.customers), (facts, asked.facts))
        )
    return pa.table(engine.decide_table(customers, facts, now, **options))


def duckdb(
    engine: Engine,
    customers: Any,
    facts: Any,
    now: When,
    *,
    connection: Any = None,
    **options: Unpack[TableOptions],
) -> Any:
    """Decisions as a DuckDB relation on `connection` (the default one, if it is left out): query it, or name it with
    ``create_view``. The tables are relations, of which the columns that count are read.

    >>> import duckdb, tactful as tf
    >>> db = duckdb.connect()
    >>> customers = db.sql("select 'c-17' as customer, 'Europe/Paris' as timezone")
    >>> facts = db.sql("select 'c-17' as customer, 'delivered' as kind, '2026-11-19T10:00:00+01:00' as at")
    >>> decisions = tf.tables.duckdb(tf.Engine(), customers, facts, "2026-11-21T22:30:00+01:00", connection=db)
    >>> decisions.filter("reason = 'check-in'").project("channel, verdict").order("channel").fetchall()
    [('chat', 'wait'), ('email', 'allow'), ('phone', 'wait')]
    """
    db = _needed("duckdb")
    _needed("pyarrow")
    if all(isinstance(table, db.DuckDBPyRelation) for table in (customers, facts)):
        heads = [table.limit(0).to_arrow_table() for table in (customers, facts)]
        asked = Asked(engine, now, {**options}, *heads)
        customers, facts = (
            table.select(*map(db.ColumnExpression, names))
            for table, names in ((customers, asked.customers), (facts, asked.facts))
        )
    if isinstance(customers, db.DuckDBPyRelation):
        # a connection gives one result at a time: this one is read before the other
        customers = customers.to_arrow_table()
    decisions = engine.decide_table(customers, facts, now, **options)
    return (connection or db.default_connection()).from_arrow(decisions)


def datafusion(
    engine: Engine,
    customers: Any,
    facts: Any,
    now: When,
    *,
    context: Any = None,
    **options: Unpack[TableOptions],
) -> Any:
    """Decisions as a DataFusion frame of `context` (a new one, if it is left out).

    >>> import datafusion, tactful as tf
    >>> context = datafusion.SessionContext()
    >>> customers = context.sql("select 'c-17' as customer, 'Europe/Paris' as timezone")
    >>> facts = context.sql("select 'c-17' as customer, 'delivered' as kind, '2026-11-19T10:00:00+01:00' as at")
    >>> decisions = tf.tables.datafusion(tf.Engine(), customers, facts, "2026-11-21T22:30:00+01:00", context=context)
    >>> decisions.count() == len(tf.Engine().decide_all(tf.Customer(), "2026-11-21T22:30:00+01:00"))
    True
    """
    df = _needed("datafusion")
    context = df.SessionContext() if context is None else context
    return context.from_arrow(engine.decide_table(customers, facts, now, **options))


def dask(
    engine: Engine,
    customers: Any,
    facts: Any,
    now: When,
    *,
    partitions: int | None = None,
    **options: Unpack[PartOptions],
) -> Any:
    """Decisions as a Dask frame, computed when it is: both frames are shuffled by customer into as many `partitions`
    (those of the larger one, if it is left out), and each is decided by itself.

    Rows come in no order, and a place in a `message` counts within its partition.

    >>> import dask.dataframe, pandas, tactful as tf
    >>> customers = pandas.DataFrame({"customer": ["c-17"], "timezone": ["Europe/Paris"]})
    >>> facts = pandas.DataFrame({"customer": ["c-17"], "kind": ["delivered"], "at": ["2026-11-19T10:00:00+01:00"]})
    >>> both = (dask.dataframe.from_pandas(frame, npartitions=2) for frame in (customers, facts))
    >>> decisions = tf.tables.dask(tf.Engine(), *both, "2026-11-21T22:30:00+01:00", reasons=["check-in"])
    >>> decisions.compute().set_index("channel").verdict["phone"]
    'wait'
    """
    dd = _needed("dask.dataframe", "dask[dataframe]")
    both = [table if hasattr(table, "dask") else dd.from_pandas(table, npartitions=1) for table in (customers, facts)]
    # the columns of the index, if it is named, are read as others are
    both = [table.reset_index() if table.index.name is not None else table for table in both]
    asked = Asked(engine, now, {**options}, *(table._meta for table in both))
    count = partitions or max(table.npartitions for table in both)
    shuffled = [
        table[names].map_partitions(_with_part, key).shuffle(on=_PART, npartitions=count)
        for table, names, key in zip(both, (asked.customers, asked.facts), asked.keys)
    ]
    meta = _in_pandas(asked, *(table._meta for table in both))
    return dd.map_partitions(_in_pandas, asked, *shuffled, meta=meta, align_dataframes=False)


_PART = "__part"


def _with_part(frame: Any, key: str) -> Any:
    """The frame with the number by which it is shuffled: that of an id, whether it is text, a number or a category."""
    import pandas

    texts = frame[key].astype("object").astype(str).to_numpy(dtype="object")
    return frame.assign(**{_PART: pandas.util.hash_array(texts, categorize=False)})


def _in_pandas(asked: Asked, customers: Any, facts: Any) -> Any:
    import pyarrow

    return pyarrow.table(asked.decide(customers, facts)).to_pandas()


def spark(
    engine: Engine,
    customers: Any,
    facts: Any,
    now: When,
    *,
    partitions: int | None = None,
    **options: Unpack[PartOptions],
) -> Any:
    """Decisions as a Spark frame (Spark 4 or later), computed when it is: one shuffle brings the rows of a customer
    together, in as many `partitions` (as Spark sees fit, if it is left out), and ``mapInArrow`` decides them as they
    stream by. A worker holds a batch and the facts of one customer, not its partition; it needs this package.

    Rows come in no order, a place in a `message` counts within its part, and `blocks` and `warnings` are signed.

    ::

        decisions = tactful.tables.spark(engine, spark.table("customers"), spark.table("facts"), now)
        decisions.where("verdict = 'allow'").write.parquet("today")
    """
    functions = _needed("pyspark.sql.functions", "pyspark[sql]")
    for used in ("pyarrow", "pandas"):
        _needed(used, "pyspark[sql]")

    def column(name: str) -> Any:
        return functions.col(f"`{name.replace('`', '``')}`")

    def rows(table: Any, names: list[str], key: str, side: str) -> Any:
        row = functions.struct(*map(column, names)).alias(side)
        return table.select(column(key).cast("string").alias(KEY), row)

    heads = [table.limit(0).toArrow() for table in (customers, facts)]
    asked = Asked(engine, now, {**options}, *heads)
    left = rows(customers, asked.customers, asked.keys[0], CUSTOMER)
    # facts of nobody would all come to one worker, and count for nothing
    right = rows(facts, asked.facts, asked.keys[1], FACT).where(column(KEY).isNotNull())
    both = left.unionByName(right, allowMissingColumns=True)
    lying = both.repartition(*(() if partitions is None else (partitions,)), column(KEY)).sortWithinPartitions(KEY)

    def decided(batches: Iterable[Any]) -> Iterator[Any]:
        return asked.parts(batches)

    return lying.mapInArrow(decided, _ddl(plain(asked.decide(*heads)).schema))


def _ddl(schema: Any) -> str:
    """The columns of plain decisions, as Spark writes them."""
    # what `timestamp` stands for is a setting of Spark's
    types = {"string": "string", "int64": "bigint", "timestamp[us, tz=UTC]": "timestamp_ltz"}
    return ", ".join(f"{field.name} {types.get(str(field.type), 'array<string>')}" for field in schema)


def _needed(module: str, package: str | None = None) -> Any:
    """A module of another package; if it is missing, says what to install."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as missing:
        message = f"this needs a package that is not installed: pip install '{package or module}'"
        raise ModuleNotFoundError(message, name=module) from missing

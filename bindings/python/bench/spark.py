"""What a customer costs on Spark, and on one machine without it; nothing here is a test.

    cargo xtask bench spark [--customers 200000] [--rounds 3]

Made customers with ten facts each on average, on disk as Parquet, under benches/src/bench-policy.toml: twelve reasons,
fourteen rules. CPU time of all processes (Java, and the workers in Python), so that a busy machine disturbs it less; the
rounds are interleaved. Spark's rows go nowhere (the sink `noop`). One reason instead of all tells what it costs to bring
the rows of a customer together and to the worker. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import os
import pathlib
import platform
import statistics
import sys
import tempfile
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import tactful as tf

ROOT = pathlib.Path(__file__).resolve().parents[3]
NOW = dt.datetime(2026, 3, 6, 15, 30, tzinfo=dt.timezone.utc)
FACTS = 10
DAYS = 400
ZONES = ["America/Los_Angeles", "America/New_York", "Europe/London", "Europe/Paris", "Asia/Kolkata", "Australia/Sydney"]
KINDS = ["delivered", "purchase", "contact", "inquiry", "feedback", "consent_given", "benefit_realised", "returned"]
PARTITIONS = 8


def written(folder, customers):
    """Both tables on disk; facts in no order."""
    chance = np.random.default_rng(7)
    ids = pa.array([f"c-{number:09}" for number in range(customers)])
    zones = pa.DictionaryArray.from_arrays(chance.integers(len(ZONES), size=customers).astype(np.int32), ZONES)
    since = pa.array([NOW - dt.timedelta(days=5 * 365)] * customers, pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"customer": ids, "timezone": zones.cast(pa.string()), "history_since": since}), folder / "customers")
    rows = chance.poisson(FACTS, customers).sum()
    kind = chance.integers(len(KINDS), size=rows)
    spoken = np.isin(kind, [KINDS.index("contact"), KINDS.index("consent_given")])
    ago = (chance.random(rows) ** 2 * DAYS * 86_400).astype(np.int64)
    facts = {
        "customer": ids.take(pa.array(chance.integers(customers, size=rows))),
        "kind": pa.DictionaryArray.from_arrays(kind.astype(np.int32), KINDS).cast(pa.string()),
        "at": pa.array((int(NOW.timestamp()) - ago) * 1_000_000, pa.timestamp("us", "UTC")),
        "order": pa.array(chance.integers(10**7, size=rows)).cast(pa.string()),
        "channel": pa.array(np.where(chance.random(rows) < 0.5, "email", "phone"), mask=~spoken),
    }
    pq.write_table(pa.table(facts), folder / "facts", row_group_size=1 << 18)
    return int(rows)


def processes():
    """This process and its descendants: their ids, and CPU time in seconds, that of ended ones included."""
    ticks, parents, used = os.sysconf("SC_CLK_TCK"), {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = pathlib.Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry)] = int(fields[1])
            used[int(entry)] = sum(map(int, fields[11:15])) / ticks
    ours = {os.getpid()}
    while more := {one for one, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return ours, sum(used.get(one, 0) for one in ours)


def peak_of_a_worker():
    """The largest memory that a worker in Python had so far, in MB."""
    peak = 0
    for one in processes()[0]:
        try:
            # Java's own line names the shell of pyspark, too
            if b"pyspark.daemon" in pathlib.Path(f"/proc/{one}/cmdline").read_bytes():
                status = pathlib.Path(f"/proc/{one}/status").read_text()
                peak = max(peak, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")))
        except OSError:
            continue
    return peak // 1024


def measured(job):
    """CPU seconds of all processes, and seconds on the wall."""
    cpu, wall = processes()[1], time.perf_counter()
    job()
    return processes()[1] - cpu, time.perf_counter() - wall


def session(folder):
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.driver.host", "127.0.0.1")
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC")
    builder = builder.config("spark.driver.memory", "2g").config("spark.local.dir", str(folder))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--customers", type=int, default=200_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    engine = tf.Engine((ROOT / "benches" / "src" / "bench-policy.toml").read_text(encoding="utf-8"))
    reason = engine.decide_all(tf.Customer(), NOW).reasons[0]
    with tempfile.TemporaryDirectory(dir=ROOT / ".work") as place:
        folder = pathlib.Path(place)
        facts = written(folder, given.customers)
        spark = session(folder)

        def on_spark(**options):
            both = (spark.read.parquet(str(folder / name)) for name in ("customers", "facts"))
            decided = tf.tables.spark(engine, *both, NOW, partitions=PARTITIONS, **options)
            decided.write.format("noop").mode("overwrite").save()

        def alone(**options):
            engine.decide_table(*tables, NOW, **options)

        tables = [pq.read_table(folder / name) for name in ("customers", "facts")]
        jobs = {
            "Spark, all reasons": on_spark,
            "Spark, one reason": lambda: on_spark(reasons=[reason]),
            "one machine, all reasons, one thread": alone,
            "one machine, one reason, one thread": lambda: alone(reasons=[reason]),
        }
        on_spark(reasons=[reason])  # Java compiles what it runs often
        figures = {name: [] for name in jobs}
        for _ in range(given.rounds):
            for name, job in jobs.items():
                figures[name].append(measured(job))
        peak = peak_of_a_worker()
        spark.stop()
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("pyspark", "pyarrow"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, tactful {tf.__version__}, {versions}")
    decisions = len(engine.decide_all(tf.Customer(), NOW))
    print(f"{given.customers} customers, {facts} facts, {decisions} decisions a customer, {PARTITIONS} partitions")
    for name, rounds in figures.items():
        each = sorted(cpu / given.customers * 1e6 for cpu, _ in rounds)
        wall = statistics.median(wall for _, wall in rounds)
        print(f"{name}: {statistics.median(each):.1f} us of CPU a customer ({each[0]:.1f}-{each[-1]:.1f}), {wall:.1f} s")
    print(f"the largest worker in Python: {peak} MB")


if __name__ == "__main__":
    main()

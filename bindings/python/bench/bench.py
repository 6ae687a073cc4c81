"""What a question costs from Python, beside what a user would pick instead; nothing here is a test.

    cargo xtask bench doors

builds the wheel and the C library, and runs this with both. Alone it measures what is installed:

    pip install ./bindings/python -r bindings/python/bench/requirements-bench.txt
    python bindings/python/bench/bench.py

One run measures everything, interleaved, in CPU time of one thread. tactful is given the customer's facts and finds
verdict, instants and blocks for a changing `now` (and, where it says so, for one `now`), under
benches/src/bench-policy.toml (twelve reasons). The C program asks the same of the made customers of the Rust benches,
which are others, all at one `now`. The compiled expression of zen-engine is given the facts as ready figures (ages, counts, the local hour) and tells a verdict for
one reason, no instant and no rule. Its figures are made before the clock starts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import io
import pathlib
import platform
import random
import statistics
import subprocess
import sys
import time
import zipfile
import zoneinfo

import tactful as tf

POLICY = pathlib.Path(__file__).resolve().parents[3] / "benches" / "src" / "bench-policy.toml"
NOW = dt.datetime(2026, 3, 6, 15, 30, tzinfo=dt.timezone.utc)
CALLS = 2_000
IN_C = "C: twelve reasons, tactful_decide_all"

# One reason by mail of the same policy, on figures that somebody else has computed.
EXPRESSION = """
consent_given and not complaint_open
and hours_since_delivery >= 72 and hours_since_delivery < 720
and contacts_24h < 1 and contacts_168h < 3 and contacts_720h < 8
and hours_since_email >= 48
and local_hour >= 8 and local_hour < 21
"""


def book(customers):
    """Customers with about ten facts each, the same in every run."""
    draw = random.Random(20_260_306)
    kinds = [
        tf.purchase,
        tf.delivered,
        tf.inquiry,
        tf.feedback,
        tf.service_act,
        tf.contact,
        tf.contact,
        tf.contact,
    ]
    for number in range(customers):
        facts = [tf.consent_given(NOW - dt.timedelta(days=700), id="consent")]
        for place in range(10):
            at = NOW - dt.timedelta(days=400 * draw.random() * draw.random(), minutes=1)
            facts.append(
                draw.choice(kinds)(at, id=f"f-{place}", channel=draw.choice(["phone", "email", "sms"]))
            )
        yield tf.Customer(
            f"c-{number}",
            timezone=draw.choice(["America/New_York", "Europe/Paris", "Asia/Kolkata", "Australia/Sydney"]),
            level=draw.choice(["one", "two", "three", "four", "five"]),
            history_since=NOW - dt.timedelta(days=1_100),
            facts=facts,
        )


def figures(customer, now):
    """What the expression is given of a customer."""

    def ages(kind, channel=None):
        found = [f.at for f in customer.facts if f.kind == kind and channel in (None, f.channel)]
        return [(now - at).total_seconds() / 3600 for at in found]

    contacts = ages("contact")
    return {
        "consent_given": True,
        "complaint_open": False,
        "hours_since_delivery": min(ages("delivered"), default=1e6),
        "hours_since_email": min(ages("contact", "email"), default=1e6),
        "contacts_24h": sum(age < 24 for age in contacts),
        "contacts_168h": sum(age < 168 for age in contacts),
        "contacts_720h": sum(age < 720 for age in contacts),
        "local_hour": now.astimezone(zoneinfo.ZoneInfo(customer.timezone)).hour,
    }


def through_c(command):
    """Nanoseconds of a call of the C door, as its program measures them: the last of three rounds, as here all
    customers were asked about before."""
    said = subprocess.run([*command, "3"], check=True, capture_output=True, text=True).stdout
    return float(said.split()[2])


def measured(rounds, c):
    """CPU nanoseconds per call of everything, by round."""
    engine = tf.Engine.from_file(POLICY)
    customers = list(book(200))
    # a moving now: two seconds between calls, within the same facts
    instants = [NOW + dt.timedelta(seconds=2 * turn) for turn in range(CALLS)]
    paris = [at.astimezone(zoneinfo.ZoneInfo("Europe/Paris")) for at in instants]
    turns = [(customers[turn % len(customers)], instants[turn], paris[turn]) for turn in range(CALLS)]
    for customer in customers:
        engine.decide_all(customer, NOW)  # facts are folded once

    def all_of_them():
        for customer, now, _ in turns:
            engine.decide_all(customer, now)

    def all_in_paris():
        for customer, _, now in turns:
            engine.decide_all(customer, now)

    def all_at_once():
        for customer, _, _ in turns:
            engine.decide_all(customer, NOW)

    def one_at_once():
        for customer, _, _ in turns:
            engine.decide(customer, "how-to", "email", NOW)

    def all_and_verdicts():
        for customer, now, _ in turns:
            engine.decide_all(customer, now).verdicts  # noqa: B018

    def one():
        for customer, now, _ in turns:
            engine.decide(customer, "how-to", "email", now)

    def one_and_instant():
        for customer, now, _ in turns:
            engine.decide(customer, "how-to", "email", now).allowed_from  # noqa: B018

    def nothing():
        for _customer, _now, _ in turns:
            pass

    tasks = {
        "twelve reasons, decide_all, one now": all_at_once,
        "twelve reasons, decide_all": all_of_them,
        "twelve reasons, now in Europe/Paris": all_in_paris,
        "twelve reasons, all verdicts read": all_and_verdicts,
        "one reason, decide, one now": one_at_once,
        "one reason, decide": one,
        "one reason, allowed_from read": one_and_instant,
    }
    try:
        import zen
    except ImportError:
        print("zen-engine is not installed: pip install -r bindings/python/bench/requirements-bench.txt\n")
    else:
        expression = zen.compile_expression(" ".join(EXPRESSION.split()))
        given = [figures(customer, now) for customer, now, _ in turns[: len(customers)]]
        ready = [given[turn % len(given)] for turn in range(CALLS)]

        def expressions():
            for figure in ready:
                expression.evaluate(figure)

        tasks["zen-engine, compiled expression, one reason"] = expressions
    costs = {name: [] for name in tasks}
    if c:
        costs = {IN_C: [], **costs}
    for _ in range(rounds):
        idle = timed(nothing)
        if c:
            costs[IN_C].append(through_c(c))
        for name, task in tasks.items():
            costs[name].append((timed(task) - idle) / CALLS)
    return costs


def timed(task):
    start = time.process_time_ns()
    task()
    return time.process_time_ns() - start


def processor():
    """The name of the processor, where it is told."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def import_milliseconds(times=7):
    """How much longer an interpreter runs that imports tactful; the smallest of several."""

    def run(code):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-I", "-c", code], check=True)
        return (time.perf_counter() - start) * 1000

    pairs = [(run("pass"), run("import tactful")) for _ in range(times)]
    return min(pair[1] for pair in pairs) - min(pair[0] for pair in pairs)


def packed_megabytes():
    """The installed package as a wheel would hold it."""
    package = pathlib.Path(tf.__file__).parent
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in package.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                wheel.write(file, file.relative_to(package))
    return len(packed.getvalue()) / 1e6


def main():
    parser = argparse.ArgumentParser(description="Measures tactful from Python.")
    parser.add_argument(
        "--rounds", type=int, default=15, help="how often everything is measured (default 15)"
    )
    parser.add_argument("--c", nargs=3, metavar=("PROGRAM", "POLICY", "BOOK"), help="what measures the C door")
    arguments = parser.parse_args()
    rounds = arguments.rounds
    versions = [
        f"tactful {tf.__version__}",
        f"{platform.python_implementation()} {platform.python_version()}",
    ]
    try:
        versions.append(f"zen-engine {importlib.metadata.version('zen-engine')}")
    except importlib.metadata.PackageNotFoundError:
        pass
    print(f"{processor()}, {platform.system()}; {', '.join(versions)}; {rounds} rounds of {CALLS} calls\n")
    costs = measured(rounds, arguments.c)
    width = max(map(len, costs))
    print(f"{'CPU ns a call'.ljust(width)}   median      min      max")
    for name, values in costs.items():
        low, high = min(values), max(values)
        print(f"{name.ljust(width)} {statistics.median(values):8.0f} {low:8.0f} {high:8.0f}")
    zen = next((values for name, values in costs.items() if name.startswith("zen")), None)
    if zen:
        print()
        for name in (name for name in costs if "decide," in name or name.endswith("decide")):
            ratios = sorted(theirs / ours for theirs, ours in zip(zen, costs[name]))
            middle = statistics.median(ratios)
            print(f"zen / {name}: {middle:.2f} (by round {ratios[0]:.2f} to {ratios[-1]:.2f})")
    print(f"\nimport: {import_milliseconds():.1f} ms; package, packed: {packed_megabytes():.2f} MB")


if __name__ == "__main__":
    main()

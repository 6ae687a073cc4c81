"""Hand-written peers of the batch beside tactful, in one run: do they agree, and what does each of them cost?

    cargo xtask bench peers [OPTION]...

All decide the same customers (workload.py) under benches/src/bench-policy.toml. First every verdict and every instant
is compared with tactful's, and the first difference ends the run. Then rounds are measured, interleaved: processor
time of one thread, from facts that are sorted by customer and by instant, and are in memory already in the form that
each likes best, to a verdict and an instant for each customer and reason: tactful to a table of these two columns. Beside
it stands what its whole table costs, with ids, blocks, warnings and four more instants. What is printed is the median of
the rounds, with the least and the greatest.

Then the house policy, which no peer follows: tactful alone, with one thread and with two.
"""

import os

# before anything is imported that makes threads
for variable in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse  # noqa: E402
import gc  # noqa: E402
import importlib  # noqa: E402
import importlib.metadata  # noqa: E402
import pathlib  # noqa: E402
import platform  # noqa: E402
import statistics  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402

import numpy as np  # noqa: E402
import policy  # noqa: E402
import pyarrow as pa  # noqa: E402
import tactful as tf  # noqa: E402
import workload  # noqa: E402
from policy import NOW, REASONS, VERDICTS  # noqa: E402

PEERS = ["with_numpy", "with_polars", "with_pandas", "with_duckdb", "with_python"]
# Of records in plain Python only so many at a time are kept in memory, and are measured.
RECORDS = 10_000


class Tactful:
    """The library through its Python door, as anybody would call it."""

    NAME = "tactful"

    def __init__(self, tables, engine, threads=1, columns=None):
        self.customers, self.facts = tables
        self.engine, self.threads, self.columns = engine, threads, columns

    def run(self):
        return self.engine.decide_table(
            self.customers, self.facts, NOW, columns=self.columns, threads=self.threads, sorted=True
        )


# What the peers tell.
TOLD = ["verdict", "allowed_from"]


def of_bench(work, columns=None):
    return Tactful(workload.tables(work), tf.Engine.from_file(policy.FILE), columns=columns)


def seconds(column):
    """Instants as seconds, 0 for null."""
    return column.cast(pa.int64()).fill_null(0).to_numpy()


def codes(column, names):
    """Places in `names` of a column of words."""
    column = column.combine_chunks()
    places = np.array([names.index(name) if name in names else -1 for name in column.dictionary.to_pylist()])
    return places[column.indices.to_numpy()]


class Told:
    """tactful's decisions under the bench policy as arrays, by customer and reason."""

    def __init__(self, decided):
        table = pa.table(decided)
        self.rows = len(table)
        bad = decided.summary["errors"]
        if bad:
            sys.exit(f"tactful could not read some of the made customers: {bad}")
        names = [reason.name for reason in REASONS]
        reasons = codes(table["reason"], names).reshape(-1, len(names))
        if not (reasons == reasons[0]).all():
            sys.exit("the reasons of some customers come in another order")
        order = np.argsort(reasons[0])

        def by_reason(column):
            return column.reshape(-1, len(names))[:, order]

        customers = np.arange(len(reasons)).repeat(len(names))
        if not np.array_equal(table["customer"].cast(pa.int64()).to_numpy(), customers):
            sys.exit("the customers come in another order")
        self.verdicts = by_reason(codes(table["verdict"], VERDICTS))
        self.instants = by_reason(seconds(table["allowed_from"]))
        self.ends = by_reason(seconds(table["allowed_until"]))
        self.anchors = len(table) - table["anchor_at"].null_count


def spoken(value, what):
    if what == "verdict":
        return VERDICTS[value] if 0 <= value < len(VERDICTS) else "none"
    return str(np.datetime64(int(value), "s")) if value else "none"


def compare(name, what, theirs, ours, first=0):
    """Ends the run with the first difference; `first` is the number of the first customer."""
    different = np.argwhere(theirs != ours)
    if len(different):
        customer, reason = different[0]
        theirs, ours = (spoken(values[customer, reason], what) for values in (theirs, ours))
        sys.exit(
            f"{len(different)} differences in {what}; the first: customer {first + customer},"
            f" {REASONS[reason].name}: {name} {theirs}, tactful {ours}"
        )


def check(work, peers, told):
    """Every verdict and every instant, of every peer; the oracle says when what is allowed ends as well."""
    for module in peers:
        size = RECORDS if module.NAME == "pure Python" else work.customers
        for first in range(0, work.customers, size):
            block = slice(first, first + size)
            peer = module.Peer(work.part(first, min(first + size, work.customers)))
            decided = peer.run()
            verdicts, instants = peer.answers(decided)
            compare(module.NAME, "verdict", verdicts, told.verdicts[block], first)
            compare(module.NAME, "allowed_from", instants, told.instants[block], first)
            if hasattr(peer, "ends"):
                compare(module.NAME, "allowed_until", peer.ends(decided), told.ends[block], first)
        del peer, decided
        print(f"  {module.NAME}: agrees on {told.verdicts.size:,} verdicts and instants", flush=True)


def timed(run, clock):
    gc.collect()
    start = clock()
    run()
    return clock() - start


def spread(values, digits=1):
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:9.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def measure(work, peers, rounds):
    """CPU nanoseconds per decision by round; beside each peer tactful, just before it and just after."""
    ours, whole, rows = of_bench(work, TOLD), of_bench(work), work.customers * len(REASONS)
    ready = []
    for module in peers:
        size = min(RECORDS, work.customers) if module.NAME == "pure Python" else work.customers
        ready.append((module.NAME, module.Peer(work.part(0, size)), size * len(REASONS)))
    gc.freeze()  # what lies in memory from now on is not looked through again and again

    def tactful():
        return timed(ours.run, time.process_time) / rows * 1e9

    own, all_columns, costs, ratios = [], [], {}, {}
    for _ in range(rounds):
        all_columns.append(timed(whole.run, time.process_time) / rows * 1e9)
        before = tactful()
        own.append(before)
        for name, peer, decisions in ready:
            cost = timed(peer.run, time.process_time) / decisions * 1e9
            after = tactful()
            own.append(after)
            costs.setdefault(name, []).append(cost)
            ratios.setdefault(name, []).append(cost / ((before + after) / 2))
            before = after
    gc.unfreeze()
    print(f"\n{'':28}{'CPU ns a decision':>26}   times tactful's, by round")
    print(f"{'tactful, table to table':28}{spread(own):>26}")
    print(f"{'tactful, all 16 columns':28}{spread(all_columns):>26}")
    for name, values in costs.items():
        print(f"{name:28}{spread(values):>26}   {spread(ratios[name], 2)}")


def live_anchors(engine, tables, sample):
    """The mean number of live anchors of a customer and reason: of a table's rows one anchor is told, and so here some
    customers are asked about by order and by case."""
    customers, facts = (table.to_pylist() for table in tables)
    texts = ("channel", "purpose", "intent")
    of = {row["customer"]: [] for row in customers[:: max(1, len(customers) // sample)]}
    for fact in facts:
        if fact["customer"] in of:
            ids = {name: str(fact[name]) for name in ("order", "case") if fact[name] is not None}
            words = {name: fact[name] for name in texts if fact[name] is not None}
            of[fact["customer"]].append(tf.fact(fact["kind"], fact["at"], **ids, **words))
    anchors = questions = 0
    for row in customers:
        if row["customer"] not in of:
            continue
        told = of[row["customer"]]
        customer = tf.Customer(str(row["customer"]), timezone=row["timezone"], level=row["level"], facts=told)
        keys = {None} | {fact.order for fact in told} | {fact.case for fact in told}
        live = {(d.reason, d.channel): set() for d in engine.decide_all(customer, NOW)}
        for (reason, channel), found in live.items():
            for key in keys:
                try:
                    decision = engine.decide(customer, reason, channel=channel, now=NOW, anchor=key)
                except tf.InvalidInputError:  # the reason has no anchor of this order or case
                    continue
                if decision.anchor is not None:
                    found.add(decision.anchor)
        questions += len(live)
        anchors += sum(map(len, live.values()))
    return anchors / questions


def threads(name, tables, engine, rounds, live):
    """tactful alone: one thread and two, in turns; elapsed time says what a second thread is worth. `live` is the mean
    number of live anchors."""
    one, two = (Tactful(tables, engine, threads) for threads in (1, 2))
    rows = len(one.run())
    cpu, alone, together = [], [], []
    for _ in range(rounds):
        cpu.append(timed(one.run, time.process_time) / rows * 1e9)
        alone.append(timed(one.run, time.perf_counter) / rows * 1e9)
        together.append(timed(two.run, time.perf_counter) / rows * 1e9)
    gains = [one / two for one, two in zip(alone, together)]
    print(f"\n{name}: {rows:,} decisions, mean number of live anchors {live:.3f}")
    print(f"  CPU ns a decision          {spread(cpu)}")
    print(f"  elapsed ns, one thread     {spread(alone)}")
    print(f"  elapsed ns, two threads    {spread(together)}")
    print(f"  one thread / two threads   {spread(gains, 2)}")


def told_of_workload(work, told):
    shares = np.bincount(told.verdicts.ravel(), minlength=len(VERDICTS)) / told.verdicts.size
    mixed = ", ".join(f"{name} {share:.1%}" for name, share in zip(VERDICTS, shares))
    print(f"{work.customers:,} customers, {len(work.customer):,} facts, {told.rows:,} decisions: {mixed}")
    print(f"mean number of live anchors: {told.anchors / told.rows:.3f}")


def processor():
    """The name of the processor, where it is told."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def memory_of(status):
    """A line of /proc/self/status in MiB."""
    lines = pathlib.Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(status)) / 1024


def memory_alone(name, folder):
    """In a process of its own: prints what one run needs above its input, at most, and what stays as its result."""
    columns = [np.load(folder / f"{column}.npy") for column in workload.Workload._fields]
    work = workload.Workload(*columns)
    peer = of_bench(work) if name == "tactful" else importlib.import_module(name).Peer(work)
    del work, columns
    gc.collect()
    before = memory_of("VmRSS")
    pathlib.Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # the peak counts from here
    decided = peer.run()
    print(f"{before:.0f} {memory_of('VmHWM') - before:.0f} {memory_of('VmRSS') - before:.0f}")
    del decided


def memory(work, names):
    print(f"\n{'MiB, each in a process of its own':36}with its input   peak above   left by the result")
    with tempfile.TemporaryDirectory() as folder:
        for column, values in zip(workload.Workload._fields, work):
            np.save(pathlib.Path(folder) / f"{column}.npy", values)
        for name in names:
            command = [sys.executable, __file__, "--memory-alone", name, folder]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            print(f"{name:36}{said[0]:>14}   {said[1]:>10}   {said[2]:>18}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Measures hand-written peers of the batch beside tactful.")
    parser.add_argument("--customers", type=int, default=100_000, help="default 100000")
    parser.add_argument("--rounds", type=int, default=5, help="default 5")
    parser.add_argument("--check", action="store_true", help="compare the answers, measure nothing")
    parser.add_argument("--memory", action="store_true", help="measure the memory of each, too (Linux)")
    parser.add_argument("--only", nargs="+", choices=PEERS, default=PEERS, help="these peers")
    parser.add_argument("--memory-alone", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_alone:
        name, folder = arguments.memory_alone
        return memory_alone(name, pathlib.Path(folder))
    peers = [importlib.import_module(name) for name in arguments.only]
    work = workload.generate(arguments.customers)
    told = Told(of_bench(work).run())
    told_of_workload(work, told)
    check(work, peers, told)
    if arguments.check:
        return None
    packages = ["tactful", "numpy", "polars", "pandas", "duckdb", "pyarrow"]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in packages]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"\n{processor()}, {platform.system()}; {python}, {', '.join(versions)}; {arguments.rounds} rounds")
    live = told.anchors / told.rows
    del told
    measure(work, peers, arguments.rounds)
    engine = tf.Engine.from_file(policy.FILE)
    threads("bench policy", workload.tables(work), engine, arguments.rounds, live)
    # the house policy has more questions: a fifth of the customers makes about as many rows
    some = work.part(0, max(1, arguments.customers // 5))
    engine, tables = tf.Engine(), workload.house_tables(some)
    threads("house policy", tables, engine, arguments.rounds, live_anchors(engine, tables, sample=100))
    if arguments.memory:
        memory(work, ["tactful", *arguments.only])
    return None


if __name__ == "__main__":
    main()

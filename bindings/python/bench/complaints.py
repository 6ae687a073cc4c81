"""What one act of a complaint costs from Python, beside the package `transitions`; nothing here is a test.

    pip install ./bindings/python -r bindings/python/bench/requirements-bench.txt
    python bindings/python/bench/complaints.py

One run measures everything, interleaved, in CPU time of one thread: the same road of acts, C1's ten in their order
with the promise kept before the last, then the closing, on a case that was opened. Both sides make their moves before the clock starts and check the same at
each act: the order, the role of whoever acts, and what the act carries (a cause, remedies that fit it, a complete
commitment, the customer's word). `transitions` has the ordered states with a guard for each transition and nothing
else: no automatic transitions, no callbacks, no queue. `Case.act` is shown beside them: it also keeps the log, ids,
versions, instants, commitments and authority.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import platform
import statistics
import time

import tactful as tf

from bench import processor, timed

NOW = dt.datetime(2026, 3, 6, 15, 30, tzinfo=dt.timezone.utc)
ROADS = 300
STAFF = frozenset(("direct", "assisting", "by_chance", "manager"))

# what each act carries
ROAD = [
    ("apologise", {}),
    ("listen", {}),
    ("acknowledge", {}),
    ("record", {}),
    ("confirm", {}),
    ("cause", {"cause": "product_fault"}),
    ("negotiate", {"agreed": True, "remedies": ["repair"]}),
    ("commit", {"complete": True}),
    ("act", {}),
    ("fulfil", {}),
    ("track", {"word": "satisfied"}),
    ("close", {"ending": "satisfied"}),
]
FIT = {"product_fault": frozenset(("refund", "return_goods", "exchange", "repair", "making_good"))}
PROMISE = {"commitment": "p-1", "what": "a new motor", "owner": "anna", "due": NOW + dt.timedelta(days=3)}


class Given:
    """What the other machine is given of an act."""

    __slots__ = ("agreed", "cause", "complete", "ending", "remedies", "role", "word")

    def __init__(self, role, cause=None, agreed=False, remedies=(), complete=False, word=None, ending=None):
        self.role, self.cause, self.agreed, self.remedies = role, cause, agreed, frozenset(remedies)
        self.complete, self.word, self.ending = complete, word, ending


class Complaint:
    """The model of the other machine: one guard for each act, as short as it can be."""

    cause = None

    def by_staff(self, given):
        return given.role in STAFF

    def finds_cause(self, given):
        self.cause = given.cause
        return given.role in STAFF and given.cause is not None

    def fits(self, given):
        return (
            given.role in STAFF
            and given.agreed
            and bool(given.remedies)
            and given.remedies <= FIT[self.cause]
        )

    def is_complete(self, given):
        return given.role in STAFF and given.complete

    def has_word(self, given):
        return given.role in STAFF and given.word == "satisfied"

    def may_close(self, given):
        return given.role in STAFF and given.ending == "satisfied"


def machine(transitions):
    """The ordered states, one transition with its guard from each to the next."""
    guards = {
        "cause": "finds_cause",
        "negotiate": "fits",
        "commit": "is_complete",
        "track": "has_word",
        "close": "may_close",
    }
    states = ["opened", *(f"after_{kind}" for kind, _ in ROAD)]
    table = [
        {
            "trigger": kind,
            "source": states[place],
            "dest": states[place + 1],
            "conditions": guards.get(kind, "by_staff"),
        }
        for place, (kind, _) in enumerate(ROAD)
    ]
    model = Complaint()
    transitions.Machine(model, states=states, transitions=table, initial="opened", auto_transitions=False)
    return model


def measured(rounds):
    """CPU nanoseconds per act of everything, by round."""
    engine = tf.Engine()
    opened = tf.CaseState(engine).after(tf.Move("opened", "customer"))
    moves = [tf.Move(kind, "direct", **carried) for kind, carried in ROAD]
    events = []
    for place, (kind, carried) in enumerate(ROAD):
        fields = {name: value for name, value in carried.items() if name != "complete"}
        more = {"commit": PROMISE, "fulfil": {"commitment": "p-1"}, "track": {"channel": "phone"}}
        fields |= more.get(kind, {})
        events.append(
            (kind, {"at": NOW + dt.timedelta(hours=place + 1), "by": "anna", "role": "direct", **fields})
        )
    end = opened
    for move in moves:
        end = end.after(move)
    assert end.ending == "satisfied"

    def states():
        for _ in range(ROADS):
            state = opened
            for move in moves:
                state = state.after(move)

    def guards():
        for _ in range(ROADS):
            for move in moves:
                opened.may(move)

    def cases():
        for _ in range(ROADS):
            case = tf.Case.open("k-1", at=NOW, by="web", role="system", customer="c-17")
            for kind, fields in events:
                case.act(engine, kind, **fields)

    def nothing():
        for _ in range(ROADS):
            for _move in moves:
                pass

    tasks = {
        "state = state.after(move)": states,
        "state.may(move), most refused": guards,
        "case.act(...), the whole log": cases,
    }
    try:
        import transitions
    except ImportError:
        print("transitions is not installed: pip install -r bindings/python/bench/requirements-bench.txt\n")
    else:
        model = machine(transitions)
        given = [Given("direct", **carried) for _, carried in ROAD]
        triggers = [(getattr(model, kind), one) for (kind, _), one in zip(ROAD, given)]

        def machines():
            for _ in range(ROADS):
                model.state = "opened"
                for trigger, one in triggers:
                    trigger(one)

        machines()
        assert model.state == "after_close"
        tasks["transitions, the same road"] = machines
    costs = {name: [] for name in tasks}
    for _ in range(rounds):
        idle = timed(nothing)
        for name, task in tasks.items():
            costs[name].append((timed(task) - idle) / (ROADS * len(ROAD)))
    return costs


def main():
    parser = argparse.ArgumentParser(description="Measures acts of complaints from Python.")
    parser.add_argument(
        "--rounds", type=int, default=15, help="how often everything is measured (default 15)"
    )
    rounds = parser.parse_args().rounds
    versions = [
        f"tactful {tf.__version__}",
        f"{platform.python_implementation()} {platform.python_version()}",
    ]
    try:
        versions.append(f"transitions {importlib.metadata.version('transitions')}")
    except importlib.metadata.PackageNotFoundError:
        pass
    started = time.time()
    costs = measured(rounds)
    acts = ROADS * len(ROAD)
    print(f"{processor()}, {platform.system()}; {', '.join(versions)}; {rounds} rounds of {acts} acts\n")
    width = max(map(len, costs))
    print(f"{'CPU ns an act'.ljust(width)}   median      min      max")
    for name, values in costs.items():
        low, high = min(values), max(values)
        print(f"{name.ljust(width)} {statistics.median(values):8.0f} {low:8.0f} {high:8.0f}")
    theirs = next((values for name, values in costs.items() if name.startswith("transitions")), None)
    if theirs:
        print()
        for name in (name for name in costs if "after" in name or "case.act" in name):
            ratios = sorted(their / our for their, our in zip(theirs, costs[name]))
            middle = statistics.median(ratios)
            print(f"transitions / {name}: {middle:.1f} (by round {ratios[0]:.1f} to {ratios[-1]:.1f})")
    print(f"\n{time.time() - started:.0f} s")


if __name__ == "__main__":
    main()

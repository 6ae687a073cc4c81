"""Threads share everything; a fork keeps working; nothing leaks."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import tracemalloc
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
import tactful as tf
from conftest import NOW, PARIS

FACTS = [
    tf.delivered("2026-11-19T10:00:00+01:00", order="o-17", id="f-1"),
    tf.consent_given("2026-01-01T00:00:00Z", id="f-2"),
]


def test_eight_threads_share_an_engine_and_a_customer(engine):
    customer = tf.Customer("c-17", timezone="Europe/Paris", facts=FACTS)
    other = tf.Engine("name = 'x'\nversion = '1'\nextends = ['house@1']")
    instants = [NOW.replace(day=day) for day in (2, 19, 20, 21, 30)]
    wanted = [engine.decide_all(customer, now).to_dict() for now in instants]
    gate = threading.Barrier(8)

    def work(number):
        gate.wait()
        for turn in range(40):
            place = (number + turn) % len(instants)
            decisions = engine.decide_all(customer, instants[place])
            assert decisions.to_dict() == wanted[place]
            assert other.decide(customer, "check-in", "email", instants[place]).reason == "check-in"
            if turn % 10 == 0:
                assert len(engine.agenda(customer, instants[place], 30)) >= 0
                assert tf.Engine() == engine
            with pytest.raises(tf.InvalidInputError):
                engine.decide(customer, f"no-{turn}", "email", NOW)
        return number

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(work, range(8))) == list(range(8))


def test_long_work_lets_other_threads_run(engine):
    many = [tf.contact(NOW.replace(year=2020 + n % 6), channel="email", id=f"f-{n}") for n in range(20_000)]
    customer = tf.Customer("c", timezone="Europe/Paris", facts=many)
    ticks, stop = 0, threading.Event()

    def tick():
        nonlocal ticks
        while not stop.is_set():
            ticks += 1
            stop.wait(0.0005)

    switch = sys.getswitchinterval()
    thread = threading.Thread(target=tick)
    sys.setswitchinterval(60)  # nobody is asked to give way: only what detaches does
    try:
        thread.start()
        engine.fold(customer, NOW)
        engine.agenda(customer, NOW, 365)
        tf.Engine()
    finally:
        stop.set()
        sys.setswitchinterval(switch)
        thread.join()
    assert ticks > 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_child_after_fork_goes_on(engine):
    customer = tf.Customer("c-17", timezone="Europe/Paris", facts=FACTS)
    engine.decide(customer, "check-in", "email", NOW)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn where threads were started
        child = os.fork()
    if child == 0:
        try:
            good = bool(engine.decide(customer, "check-in", "email", NOW)) and bool(tf.Engine().check())
            good = good and len(engine.agenda(customer, NOW, 30)) > 0
        except BaseException:  # noqa: BLE001, the child must end here
            good = False
        os._exit(0 if good else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_another_process_answers_the_same(engine):
    import multiprocessing

    customer = tf.Customer("c-17", timezone="Europe/Paris", facts=FACTS)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        answers = pool.starmap(
            engine.decide, [(customer, "check-in", channel, NOW) for channel in ("phone", "email")]
        )
    assert answers == [engine.decide(customer, "check-in", channel, NOW) for channel in ("phone", "email")]


def churn(engine, turns):
    for turn in range(turns):
        customer = tf.Customer(f"c-{turn}", timezone=PARIS, facts=[*FACTS, tf.note(NOW, subject="x" * 200)])
        decisions = engine.decide_all(customer, NOW)
        decision = decisions[0]
        decision.explain(), decision.blocks, decision.verdict, decision.allowed_from, decision.to_dict()
        engine.agenda(customer, NOW, 14).chart()
        engine.fold(customer, NOW).to_bytes()
        tf.Calendar("UTC", weekly={"mon": ["09:00-17:00"]}).next_open(NOW)
        case = tf.Case.open("k", at=NOW, by="web", role="system")
        case.act(engine, "apologise", at=NOW, by="anna", role="direct", what="x" * 200)
        (
            case.events,
            case.parts,
            case.facts(),
            case.next_acts(engine),
            case.to_dict(),
            case.state(engine).parts,
        )
        engine.frames("You lousy company! It broke."), engine.clocks([{"event": "received", "at": NOW}], NOW)
        with pytest.raises(tf.Refused):
            case.act(engine, "negotiate", at=NOW, by="anna", role="direct")
        with pytest.raises(tf.TactfulError):
            tf.delivered("soon")
        with pytest.raises(tf.TactfulError):
            engine.decide(customer, "x", "y", NOW)


def test_nothing_leaks(engine):
    churn(engine, 20)
    counted = [NOW, PARIS, engine, tf.Verdict.WAIT, tf.InvalidInputError]
    gc.collect()
    references = [sys.getrefcount(one) for one in counted]
    # Python keeps freed objects for later, more of them for a while; what leaks grows in every round
    tracemalloc.start()
    try:
        churn(engine, 5)
        for _ in range(10):
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
            churn(engine, 100)
            gc.collect()
            grown = tracemalloc.get_traced_memory()[0] - before
            if grown < 4_000:
                break
    finally:
        tracemalloc.stop()
    assert grown < 4_000, f"{grown} bytes of Python's memory in a hundred turns"
    now = [sys.getrefcount(one) for one in counted]
    assert all(abs(a - b) <= 5 for a, b in zip(references, now)), (references, now)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_library_keeps_no_memory_either():
    # in a process of its own, so that other tests' memory does not count
    code = """
import os, sys
sys.path.insert(0, sys.argv[1])
import test_concurrency as t, tactful as tf
engine = tf.Engine()
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
t.churn(engine, 150); before = resident(); t.churn(engine, 300); print(resident() - before)
"""
    here = os.path.dirname(os.path.abspath(__file__))
    said = subprocess.run([sys.executable, "-c", code, here], capture_output=True, text=True, check=True)
    assert int(said.stdout) < 6_000_000  # a standing alone is some kilobytes: 300 of each would show


def test_engines_go_with_their_customers_cache():
    import weakref

    engine = tf.Engine("name = 'x'\nversion = '1'\nextends = ['house@1']")
    customer = tf.Customer("c", timezone="Europe/Paris", facts=FACTS)
    decision = engine.decide(customer, "check-in", "email", NOW)
    gone = weakref.ref(engine)
    del engine
    assert gone() is None and decision.explain()  # a decision keeps what it needs to explain itself
    for _ in range(10):  # another engine at the same place in memory is not taken for the old one
        one = tf.Engine(
            "name = 'x'\nversion = '1'\n[reasons.hello]\nvalue = 'x'\npurpose = 'service'\nintent = 'give'"
        )
        assert one.decide(customer, "hello", "email", NOW).verdict == "allow"

"""python -m tactful vectors: what counts as right, the digest, and the exit status."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import tactful
from tactful import _vectors

REQUEST = {"calendar": {"tz": "UTC", "weekly": {"fri": [["09:00", "17:00"]]}}, "at": "2026-11-20T10:00:00Z"}


def vector(expect, op="calendar.is_open", **more):
    return {"id": "a-vector", "op": op, "request": REQUEST, "expect": expect, "source": "own", **more}


def run(*files):
    command = [sys.executable, "-m", "tactful", "vectors", *map(str, files)]
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=60)


def write(path, *vectors):
    path.write_text(json.dumps({"format": 1, "in_words": [{"id": "not counted"}], "vectors": vectors}))
    return path


def test_a_good_run(tmp_path):
    first = write(
        tmp_path / "a.json", vector({"open": True}), vector({"error": "unknown_op"}, op="calendar.fly")
    )
    second = write(
        tmp_path / "b.json", vector({"instant": "2026-11-20T11:00:00+01:00"}, op="calendar.next_open")
    )
    said = run(first, second)
    assert said.returncode == 0, said.stderr
    digest, count = said.stdout.splitlines()
    assert digest.startswith("digest ") and len(digest) == len("digest ") + 16
    assert count == "3 passed, 0 failed"
    assert run(first, second).stdout == said.stdout
    assert run(second, first).stdout != said.stdout


def test_failures_are_named_and_counted(tmp_path):
    said = run(
        write(
            tmp_path / "a.json", vector({"open": False}), vector({"open": True}, op="insight.not_yet_built")
        )
    )
    assert said.returncode == 1
    assert "FAILED a-vector (calendar.is_open): `open` is true, expected false" in said.stdout
    assert "unknown_op" in said.stdout
    assert said.stdout.splitlines()[-1] == "0 passed, 2 failed"


def test_a_file_that_is_none(tmp_path):
    (tmp_path / "a.json").write_text("[1, 2")
    (tmp_path / "b.json").write_text('{"vectors": [{"id": "without the rest"}]}')
    for name in ("a.json", "b.json", "absent.json"):
        said = run(tmp_path / name)
        assert said.returncode == 2
        assert name in said.stderr and "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("wanted", "got", "tolerance", "right"),
    [
        # more keys are fine, on every level; a missing one is not
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3}, {}, True),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, {}, False),
        ({"a": None}, {}, {}, False),
        ({"a": []}, {"a": [1]}, {}, False),
        ({"a": [1, 2]}, {"a": [2, 1]}, {}, False),
        # instants compare as instants, other texts as texts
        ({"a": "2026-11-20T11:00:00+01:00"}, {"a": "2026-11-20T10:00:00Z"}, {}, True),
        ({"a": "2026-11-20T10:00:01Z"}, {"a": "2026-11-20T10:00:00Z"}, {}, False),
        ({"a": ["2026-11-20T10:00:00.25Z"]}, {"a": ["2026-11-20T10:00:00Z"]}, {}, True),
        ({"a": "2026-11-20"}, {"a": "2026-11-20T00:00:00Z"}, {}, False),
        ({"a": "now"}, {"a": "wait"}, {}, False),
        # numbers
        ({"a": 77}, {"a": 78}, {}, False),
        ({"a": 0.1}, {"a": 0.1000000001}, {"abs": 1e-9}, True),
        ({"a": 0.1}, {"a": 0.100000002}, {"abs": 1e-9}, False),
        ({"a": 1e6}, {"a": 1e6 + 0.5}, {"rel": 1e-6}, True),
        ({"a": 1e6}, {"a": 1e6 + 1.5}, {"rel": 1e-6}, False),
        ({"a": {"x": [1.0]}, "b": 1.0}, {"a": {"x": [1.05]}, "b": 1.0}, {"keys": {"a": {"abs": 0.1}}}, True),
        ({"b": {"a": 1.0}}, {"b": {"a": 1.05}}, {"keys": {"a": {"abs": 0.1}}}, True),
        ({"a": 1.0, "b": 1.0}, {"a": 1.0, "b": 1.05}, {"keys": {"a": {"abs": 0.1}}}, False),
        ({"a": 1.0}, {"a": float("nan")}, {"abs": 1}, False),
        # kinds do not mix
        ({"a": True}, {"a": 1}, {"abs": 1}, False),
        ({"a": 0}, {"a": False}, {}, False),
        ({"a": None}, {"a": 0}, {"abs": 1}, False),
        ({"a": "1"}, {"a": 1}, {}, False),
        ({"a": {}}, {"a": []}, {}, False),
    ],
)
def test_what_counts_as_right(wanted, got, tolerance, right):
    assert (_vectors.judge(vector(wanted, tolerance=tolerance), got) is None) is right


def test_a_key_given_twice_reaches_the_door(tmp_path):
    text = json.dumps({"vectors": [vector({"error": "duplicate_key"}), vector({"open": True})]})
    doubled = text.replace('"at": ', '"at": "2026-11-20T09:00:00Z", "at": ', 1)
    (tmp_path / "a.json").write_text(doubled)
    assert run(tmp_path / "a.json").stdout.splitlines()[-1] == "2 passed, 0 failed"


def test_refusals():
    refusal = tactful.InvalidInputError("never_open", "the calendar never opens")
    assert _vectors.judge(vector({"error": "never_open"}), refusal) is None
    assert "empty_calendar" in _vectors.judge(vector({"error": "empty_calendar"}), refusal)
    assert "never_open" in _vectors.judge(vector({"open": True}), refusal)
    assert "open" in _vectors.judge(vector({"error": "never_open"}), {"open": True})


def test_the_digest():
    assert str(_vectors.Digest()) == "cbf29ce484222325"
    assert _vectors.canonical({"b": [1, True, None], "a": 0.1, "ä": 'é\n"\u2028'}) == (
        '{"a":1.00000000000e-01,"b":[1,true,null],"ä":"é\\n\\"\u2028"}'
    )
    shared = _vectors.Digest()  # the same figure stands in the runner in Rust
    shared.add("a", {"open": True})
    assert str(shared) == "39deded01dae9f70"
    with_answer, with_refusal = _vectors.Digest(), _vectors.Digest()
    with_answer.add("v", {"open": True})
    with_refusal.add("v", tactful.TactfulError("never_open", "wherever"))
    assert str(with_answer) == fnv('v\n{"open":true}\n')
    assert str(with_refusal) == fnv("v\nerror:never_open\n")


def fnv(text):
    state = 0xCBF29CE484222325
    for byte in text.encode():
        state = ((state ^ byte) * 0x100000001B3) % 2**64
    return f"{state:016x}"

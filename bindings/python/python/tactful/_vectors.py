"""Vectors: requests with verified answers, run through :func:`tactful.call`.

A file is ``{"vectors": [...]}``; a vector has ``id``, ``op``, ``request``, ``expect`` and, where needed,
``tolerance``. The answer must contain every key of ``expect``; ``{"error": code}`` means that the call is refused
with this code. Instants compare as instants, numbers within the tolerance, everything else exactly.
The runner in Rust (package ``tactful-tests``) does the same and prints the same digest.
"""

from __future__ import annotations

import datetime
import json
import math
import re
import sys
from collections.abc import Iterable
from typing import Any

import tactful

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)")
# FNV-1a, 64 bits
_FNV_START = 0xCBF29CE484222325
_FNV_PRIME = 0x100000001B3


def run_files(paths: Iterable[str]) -> int:
    """Runs the files, prints what failed, the digest of all answers and the count; returns the exit status."""
    passed = failed = 0
    digest = Digest()
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                vectors = json.load(file, object_pairs_hook=_Table)["vectors"]
            for vector in vectors:
                _ = vector["id"], vector["op"], vector["request"].pairs, vector["expect"].pairs
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            print(f"{path}: not a file of vectors: {error}", file=sys.stderr)
            return 2
        for vector in vectors:
            answer = _call(vector)
            digest.add(vector["id"], answer)
            problem = judge(vector, answer)
            if problem is None:
                passed += 1
            else:
                failed += 1
                print(f"FAILED {vector['id']} ({vector['op']}): {problem}")
    print(f"digest {digest}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


class _Table(dict[str, Any]):
    """A table that remembers how it was written: a vector may give a key twice, which no dict can say."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def _doubles(value: Any) -> bool:
    """Whether a key is given twice somewhere."""
    if isinstance(value, _Table):
        return len(value) < len(value.pairs) or any(map(_doubles, value.values()))
    return isinstance(value, list) and any(map(_doubles, value))


def _as_written(value: Any) -> str:
    if isinstance(value, _Table):
        return "{" + ",".join(f"{json.dumps(key)}:{_as_written(item)}" for key, item in value.pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_as_written, value)) + "]"
    return json.dumps(value)


def _call(vector: dict[str, Any]) -> dict[str, Any] | tactful.TactfulError:
    request = vector["request"]
    try:
        if _doubles(request):
            return tactful._answer(_as_written(_Table([("op", vector["op"]), *request.pairs])))
        return tactful.call({"op": vector["op"], **request})
    except tactful.TactfulError as refusal:
        return refusal


def judge(vector: dict[str, Any], answer: dict[str, Any] | tactful.TactfulError) -> str | None:
    """What is wrong with the answer to a vector, or None."""
    expect = vector["expect"]
    if isinstance(answer, tactful.TactfulError):
        if expect.get("error") == answer.code:
            return None
        wanted = f"`{expect['error']}`" if "error" in expect else "an answer"
        return f"expected {wanted}, refused with `{answer.code}`: {answer}"
    if "error" in expect:
        return f"expected `{expect['error']}`, got the answer {_shown(answer)}"
    return _difference(expect, answer, vector.get("tolerance", {}), "")


def _difference(wanted: Any, got: Any, tolerance: dict[str, Any], path: str) -> str | None:
    """Where and how `got` is not what is wanted, or None."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        of_keys = tolerance.get("keys", {})
        for key, item in wanted.items():
            step = f"{path}.{key}" if path else key
            if key not in got:
                return f"`{step}` is missing"
            problem = _difference(item, got[key], of_keys.get(key, tolerance), step)
            if problem is not None:
                return problem
        return None
    if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        for place, (item, other) in enumerate(zip(wanted, got)):
            problem = _difference(item, other, tolerance, f"{path}[{place}]")
            if problem is not None:
                return problem
        return None
    same = (
        _same_number(wanted, got, tolerance) if _is_number(wanted) and _is_number(got) else _same(wanted, got)
    )
    return None if same else f"`{path}` is {_shown(got)}, expected {_shown(wanted)}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same_number(wanted: float, got: float, tolerance: dict[str, Any]) -> bool:
    if wanted == got:
        return True
    allowed = max(tolerance.get("abs", 0), tolerance.get("rel", 0) * abs(wanted))
    return math.isfinite(got) and abs(got - wanted) <= allowed


def _same(wanted: Any, got: Any) -> bool:
    if type(wanted) is not type(got):
        return False
    if isinstance(wanted, str) and wanted != got:
        first, second = _instant(wanted), _instant(got)
        return first is not None and first == second
    return bool(wanted == got)


def _instant(text: str) -> datetime.datetime | None:
    """The instant that an RFC 3339 text names, in whole seconds."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        return None
    date, time, offset = match.groups()
    try:
        return datetime.datetime.fromisoformat(f"{date}T{time}{'+00:00' if offset in 'Zz' else offset}")
    except ValueError:
        return None


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:199] + "…"


class Digest:
    """A figure for all answers, equal in every language: tests/README.md says over which bytes."""

    def __init__(self) -> None:
        self._state = _FNV_START

    def add(self, identity: str, answer: dict[str, Any] | tactful.TactfulError) -> None:
        """Takes in one vector's id and its answer."""
        text = f"error:{answer.code}" if isinstance(answer, tactful.TactfulError) else canonical(answer)
        for byte in f"{identity}\n{text}\n".encode():
            self._state = (self._state ^ byte) * _FNV_PRIME & 0xFFFFFFFFFFFFFFFF

    def __str__(self) -> str:
        return f"{self._state:016x}"


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, all characters as they are, and twelve digits of every float."""
    if isinstance(value, dict):
        items = (f"{canonical(key)}:{canonical(value[key])}" for key in sorted(value))
        return "{" + ",".join(items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        return f"{value:.11e}"
    return json.dumps(value, ensure_ascii=False)

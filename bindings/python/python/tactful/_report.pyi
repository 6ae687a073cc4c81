from typing import NamedTuple

from ._native import Engine

class Finding(NamedTuple):
    severity: str
    code: str
    path: str
    document: str
    line: int
    column: int
    message: str

class ExampleRun(NamedTuple):
    note: str
    path: str
    passed: bool

class Report(NamedTuple):
    ok: bool
    findings: tuple[Finding, ...]
    examples: tuple[ExampleRun, ...]
    def __bool__(self) -> bool: ...

def check(engine: Engine, now: str | None) -> Report: ...

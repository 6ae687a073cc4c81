"""What `Engine.check` finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ._native import Engine


class Finding(NamedTuple):
    """Something that :meth:`Engine.check` found; ``line`` and ``column`` count from 1, 0 is unknown."""

    severity: str
    code: str
    path: str
    document: str
    line: int
    column: int
    message: str


class ExampleRun(NamedTuple):
    """An example of the policy that was run."""

    note: str
    path: str
    passed: bool


class Report(NamedTuple):
    """What :meth:`Engine.check` found: errors first, then warnings, then notes; and the examples that it ran."""

    ok: bool
    findings: tuple[Finding, ...]
    examples: tuple[ExampleRun, ...]

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        passed = sum(example.passed for example in self.examples)
        lines = [f"{'ok' if self.ok else 'not fit for use'}: {passed} of {len(self.examples)} examples hold"]
        for found in self.findings:
            place = f" line {found.line}" if found.line else ""
            lines.append(f"{found.severity}: {found.message} (`{found.path}`, {found.document}{place})")
        return "\n".join(lines)


def check(engine: Engine, now: str | None) -> Report:
    """The report of an engine, through the JSON door."""
    from . import call

    request: dict[str, Any] = {"op": "policy.check", "policy": engine.policy.text}
    if engine.documents:
        request["documents"] = [document.text for document in engine.documents]
    if now is not None:
        request["now"] = now
    said = call(request)
    return Report(
        ok=said["ok"],
        findings=tuple(Finding(**found) for found in said["findings"]),
        examples=tuple(ExampleRun(**example) for example in said["examples"]),
    )

"""What `Engine.check` finds."""

from collections import namedtuple

# types stand in `_report.pyi`: the module `typing` takes longer to import than all of this
Finding = namedtuple("Finding", "severity code path document line column message", module="tactful")
Finding.__doc__ = (
    "Something that :meth:`Engine.check` found; ``line`` and ``column`` count from 1, 0 is unknown."
)

ExampleRun = namedtuple("ExampleRun", "note path passed", module="tactful")
ExampleRun.__doc__ = "An example of the policy that was run."


class Report(namedtuple("Report", "ok findings examples")):
    """What :meth:`Engine.check` found: errors first, then warnings, then notes; and the examples that it ran.

    True if the policy is fit for use. ``print(report)`` lists the findings.
    """

    __slots__ = ()
    __module__ = "tactful"

    def __bool__(self):
        return self.ok

    def __str__(self):
        passed = sum(example.passed for example in self.examples)
        lines = [f"{'ok' if self.ok else 'not fit for use'}: {passed} of {len(self.examples)} examples hold"]
        for found in self.findings:
            place = f" line {found.line}" if found.line else ""
            lines.append(f"{found.severity}: {found.message} (`{found.path}`, {found.document}{place})")
        return "\n".join(lines)


def check(engine, now):
    """The report of an engine, through the JSON door."""
    from . import call

    request = {"op": "policy.check", "policy": engine.policy.text}
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

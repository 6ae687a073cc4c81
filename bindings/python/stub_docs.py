"""Writes the documentation of the built extension into its stub, since editors read stubs and not extensions.

python bindings/python/stub_docs.py            # with the wheel installed; changes python/tactful/_native.pyi
"""

from __future__ import annotations

import ast
import inspect
import pathlib

from tactful import _native

STUB = pathlib.Path(__file__).resolve().parent / "python" / "tactful" / "_native.pyi"


def runtime(path):
    """The documentation of `Class.member`, or none."""
    found = _native
    for name in path:
        found = inspect.getattr_static(found, name, None)
        if isinstance(found, (staticmethod, classmethod)):
            found = found.__func__
    text = getattr(found, "__doc__", None)
    inherited = isinstance(text, str) and path[-1].startswith("__")
    return None if not text or inherited else inspect.cleandoc(text)


def documented(tree):
    """Every definition that can carry documentation, with its path; of overloads the first."""
    seen = set()
    for node in tree.body:
        if not isinstance(node, (ast.ClassDef, ast.FunctionDef)) or node.name.startswith("_"):
            continue
        yield (node.name,), node
        for member in node.body if isinstance(node, ast.ClassDef) else ():
            path = (node.name, getattr(member, "name", ""))
            if isinstance(member, ast.FunctionDef) and not member.name.startswith("_") and path not in seen:
                seen.add(path)
                yield path, member


def differences(stub):
    """Paths whose documentation in the stub is not that of the extension, with what it should be."""
    for path, node in documented(ast.parse(stub)):
        wanted = runtime(path)
        if wanted != ast.get_docstring(node):
            yield ".".join(path), node, wanted


def rewritten(stub):
    """The stub with the documentation of the extension."""
    lines = stub.splitlines()
    for _, node, wanted in sorted(differences(stub), key=lambda found: -found[1].lineno):
        first = node.body[0]
        if ast.get_docstring(node) is not None:
            del lines[first.lineno - 1 : first.end_lineno]
            if len(node.body) == 1 and wanted is None:
                lines.insert(first.lineno - 1, " " * (node.col_offset + 4) + "...")
        if wanted is None:
            continue
        indent = " " * (node.col_offset + 4)
        text = wanted.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        body = text.splitlines()
        quoted = [f'{indent}"""{body[0]}', *(f"{indent}{line}".rstrip() for line in body[1:])]
        if len(quoted) > 1:
            quoted.append(f'{indent}"""')
        else:
            quoted[0] += '"""'
        bare = (
            isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and first.value.value is ...
        )
        if bare and len(node.body) == 1:
            head = lines[first.lineno - 1]
            lines[first.lineno - 1 : first.lineno] = [head[: first.col_offset].rstrip() or head, *quoted]
            if not head[: first.col_offset].strip():
                del lines[first.lineno - 1]
        else:
            start = min([first.lineno, *(item.lineno for item in getattr(first, "decorator_list", []))])
            lines[start - 1 : start - 1] = [*quoted, ""] if isinstance(node, ast.ClassDef) else quoted
    return "\n".join(lines) + "\n"


def main():
    stub = STUB.read_text(encoding="utf-8")
    STUB.write_text(rewritten(stub), encoding="utf-8")
    left = [name for name, _, _ in differences(STUB.read_text(encoding="utf-8"))]
    print(f"{STUB.name}: {', '.join(left) or 'as the extension says'}")


if __name__ == "__main__":
    main()

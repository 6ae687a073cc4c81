"""Documentation keeps its word: the examples of every public object run, and every public object has some words."""

from __future__ import annotations

import doctest
import pathlib
import types

import pytest
import tactful as tf

README = pathlib.Path(__file__).resolve().parents[1] / "README.md"


def documented():
    yield "tactful", tf.__doc__
    for name in tf.__all__:
        one = getattr(tf, name)
        yield name, getattr(one, "__doc__", None)
        if isinstance(one, types.ModuleType):
            for member in one.__all__:
                yield f"{name}.{member}", getattr(one, member).__doc__
        if isinstance(one, type):
            for member, value in vars(one).items():
                if not member.startswith("_"):
                    yield f"{name}.{member}", getattr(value, "__doc__", None)


DOCUMENTED = list(documented())


@pytest.mark.parametrize(("name", "text"), DOCUMENTED, ids=[name for name, _ in DOCUMENTED])
def test_every_public_object_says_what_it_is(name, text):
    if name not in ("SEMANTICS_VERSION", "__version__") and not name.startswith("Verdict."):
        assert text and len(text.strip()) > 10


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, t in DOCUMENTED if t and ">>>" in t])
def test_examples(name, text):
    if name.startswith("tables."):
        pytest.importorskip({"tables.dask": "dask.dataframe"}.get(name, name.removeprefix("tables.")))
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert result.failed == 0 and result.attempted > 0, "".join(said)


def test_the_readme():
    pytest.importorskip("polars")
    assert doctest.testfile(str(README), module_relative=False).failed == 0

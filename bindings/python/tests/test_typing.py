"""Types: the installed package passes mypy, strictly, and its stubs say what the extension has."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest
import tactful

pytest.importorskip("mypy")
HERE = pathlib.Path(__file__).resolve().parent


def run(*arguments, folder):
    command = [sys.executable, "-m", *map(str, arguments)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=300)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


def test_the_marker_and_the_stubs_are_installed():
    package = pathlib.Path(tactful.__file__).parent
    for name in ("py.typed", "_native.pyi", "_report.pyi", "_verdict.pyi"):
        assert (package / name).is_file()


def test_stubs_say_what_the_extension_has(tmp_path):
    allowed = HERE.parent / "stubtest-allowed.txt"
    # what the adapters call brings no types of its own
    engines = "pyarrow.*,pandas.*,polars.*,duckdb.*,datafusion.*,dask.*,pyspark.*"
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\n[mypy-{engines}]\nignore_missing_imports = True\n", encoding="utf-8")
    asked = ("--allowlist", allowed, "--mypy-config-file", config)
    run("mypy.stubtest", "tactful", *asked, folder=tmp_path)


def test_editors_read_what_the_extension_says():
    sys.path.insert(0, str(HERE.parent))
    try:
        import stub_docs
    finally:
        sys.path.remove(str(HERE.parent))
    stub = pathlib.Path(tactful.__file__).with_name("_native.pyi").read_text(encoding="utf-8")
    different = [name for name, _, _ in stub_docs.differences(stub)]
    assert different == [], "run bindings/python/stub_docs.py"


def test_a_users_program_passes_strictly(tmp_path):
    sample = HERE / "typing_sample.py"
    run("mypy", "--strict", "--cache-dir", tmp_path / "cache", sample, folder=tmp_path)


def test_a_users_mistakes_are_found(tmp_path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "import tactful as tf\n"
        "tf.delivered('2026-11-01T00:00:00Z', ordr='o')\n"
        "tf.contact('2026-11-01T00:00:00Z', intent='giv')\n"
        "tf.Engine().decide('c-17', 'check-in', 'email', '2026-11-01T00:00:00Z')\n"
        "tf.Engine().decide_all(tf.Customer(), '2026-11-01T00:00:00Z')[0].allowed_from.hour\n"
        "tf.Move('apologize', 'direct')\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(wrong)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=300)
    assert [f":{line}: error" in said.stdout for line in (2, 3, 4, 5, 6)] == [True] * 5, said.stdout

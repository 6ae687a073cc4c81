"""What is installed: small, complete, and the same version everywhere."""

from __future__ import annotations

import io
import pathlib
import zipfile

import tactful

PACKAGE = pathlib.Path(tactful.__file__).parent


def test_the_wheel_stays_small():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in PACKAGE.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                wheel.write(file, file.relative_to(PACKAGE))
    assert len(packed.getvalue()) < 4_000_000


def test_public_names_are_there():
    assert len(set(tactful.__all__)) == len(tactful.__all__)
    for name in tactful.__all__:
        assert hasattr(tactful, name)
    public = {name for name in vars(tactful) if not name.startswith("_")}
    assert public - set(tactful.__all__) <= {"annotations", "TYPE_CHECKING"}


def test_classes_name_the_public_package():
    for name in tactful.__all__:
        one = getattr(tactful, name)
        if isinstance(one, type):
            assert one.__module__ == "tactful"

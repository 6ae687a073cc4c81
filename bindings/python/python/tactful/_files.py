"""Reading policies from files: the core never does."""

from __future__ import annotations

import os

from ._errors import InvalidInputError

# The library reads documents up to this size.
_LARGEST = 64 << 20


def read(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file; one that is too large for a policy is refused before it is read."""
    if not isinstance(path, (str, os.PathLike)):
        kind = type(path).__name__
        raise InvalidInputError("wrong_type", f"expected the path of a file, found {kind}", "path")
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except ValueError:
        raise InvalidInputError("invalid_value", "not the path of a file", "path") from None
    if len(data) > _LARGEST:
        raise InvalidInputError("too_large", "the document is too large; at most 64 MiB are read", "path")
    return data

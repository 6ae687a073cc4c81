from typing import TypeAlias

# code, message, path, line, column
_Refusal: TypeAlias = tuple[str, str, str, int, int]

VERSION: str
SEMANTICS_VERSION: int

def call_json(request: str) -> tuple[str | None, _Refusal | None]: ...
def _panic_for_tests() -> tuple[str | None, _Refusal | None]: ...

import enum

from typing_extensions import Self

class Verdict(str, enum.Enum):
    ALLOW = "allow"
    WAIT = "wait"
    HOLD = "hold"
    NEVER = "never"
    EXPIRED = "expired"
    NOT_APPLICABLE = "not_applicable"
    def __new__(cls, value: object) -> Self: ...
    def __bool__(self) -> bool: ...

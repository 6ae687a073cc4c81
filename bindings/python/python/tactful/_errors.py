"""What tactful raises."""

from __future__ import annotations


class TactfulError(Exception):
    """A call that was refused: base of everything that tactful raises on purpose.

    ``code`` is stable and meant for programs, ``message`` is a sentence for people. ``path`` is the way through the
    request (``calendar.weekly.mon[0]``), empty where there is none. ``line`` and ``column`` count from 1 and are 0
    where the place in a text is not known. Customers' words are never in it.
    """

    __module__ = "tactful"

    def __init__(self, code: str, message: str, path: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(code, message, path, line, column)
        self.code = code
        self.message = message
        self.path = path
        self.line = line
        self.column = column

    def __str__(self) -> str:
        text = self.message
        if self.path:
            text += f" (at `{self.path}`)"
        # a request is written as one line: that something stands in line 1 says less than its path
        if self.line > 1 or (self.line and not self.path):
            text += f" (line {self.line}, column {self.column})"
        return text


class InvalidInputError(TactfulError, ValueError):
    """What was given is at fault: ``code`` and ``path`` say what and where.

    >>> import tactful as tf
    >>> try:
    ...     tf.delivered("2026-11-01T10:00:00Z", order=17)
    ... except tf.InvalidInputError as error:
    ...     print(error.code, error.path, error.message, sep=", ")
    wrong_type, order, expected text, found a whole number
    """

    __module__ = "tactful"


class InternalError(TactfulError):
    """The library is at fault; please report it. Nothing was changed, and later calls work."""

    __module__ = "tactful"

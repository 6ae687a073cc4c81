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


class Refused(TactfulError, ValueError):
    """An act that a case does not let pass; the case is unchanged.

    ``code`` says which refusal it is, ``rule`` the row of the domain that refuses (``C1``, ``C2``, ``C3``, ``C7``;
    None for what no row speaks of), ``missing`` the acts that come first, ``by`` the roles that could do what is
    missing or the act itself, ``approvers`` who could let it pass, the nearest first.

    >>> import tactful as tf
    >>> case = tf.Case.open("k-1", at="2026-11-21T09:30:00Z", by="web", role="system")
    >>> try:
    ...     case.act(tf.Engine(), "negotiate", at="2026-11-21T09:40:00Z", by="anna", role="direct")
    ... except tf.Refused as refused:
    ...     print(refused.rule, refused.code, refused.missing[:2])
    C2 apology_first ('apologise', 'listen')
    """

    __module__ = "tactful"

    def __init__(
        self,
        code: str,
        message: str,
        rule: str | None = None,
        missing: tuple[str, ...] = (),
        by: tuple[str, ...] = (),
        approvers: tuple[str, ...] = (),
    ) -> None:
        super().__init__(code, message)
        self.rule = rule
        self.missing = missing
        self.by = by
        self.approvers = approvers

    def __reduce__(self) -> tuple[type[Refused], tuple[object, ...]]:
        return Refused, (self.code, self.message, self.rule, self.missing, self.by, self.approvers)

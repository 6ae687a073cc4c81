"""What data taught: a typed answer that shows itself as a table and as a picture."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ._chart import Chart
    from ._display import Html
    from ._types import Language


class Learnt:
    """What data taught. Fields are read by name, the rows of its table with :attr:`rows`, and a notebook shows it as a
    table and a picture.

    Every result carries how it was found, and how many rows it rests on. A figure that does not exist is None, never NaN.

    >>> import tactful as tf
    >>> found = tf.insight.importance(
    ...     {"rating": [4, 2, 5, 3, 1, 4], "on_time": [5, 2, 5, 3, 1, 3], "packing": [3, 3, 4, 2, 3, None]}, "rating"
    ... )
    >>> found["core"]["name"], found.n_used, found.n_dropped
    ('on_time', 5, 1)
    >>> [row["driver"] for row in found.rows]
    ['on_time', 'packing']
    """

    __module__ = "tactful"
    __slots__ = ("__weakref__", "_answer", "_labels", "_op", "_text")

    def __init__(self, op: str, text: str, labels: tuple[str, list[Any]] | None = None) -> None:
        self._op, self._text, self._labels = op, text, labels
        self._answer: dict[str, Any] | None = None

    @property
    def op(self) -> str:
        """The operation that answered, as :func:`tactful.call` knows it."""
        return self._op

    def labelled(self, name: str, labels: list[Any]) -> Learnt:
        """The same, whose rows begin with these labels."""
        return Learnt(self._op, self._text, (name, labels))

    def to_dict(self) -> dict[str, Any]:
        """The answer as :func:`tactful.call` gives it; a copy."""
        import json

        answer: dict[str, Any] = json.loads(self._text)
        return answer

    def _read(self) -> dict[str, Any]:
        # read once: what is handed out from it is copied by whoever hands it out
        if self._answer is None:
            self._answer = self.to_dict()
        return self._answer

    def __getitem__(self, name: str) -> Any:
        import copy

        answer = self._read()
        if name not in answer:
            from ._errors import InvalidInputError

            raise InvalidInputError("unknown_field", f"the answer has {', '.join(answer)}", name)
        value = answer[name]
        return copy.deepcopy(value) if isinstance(value, (dict, list)) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __contains__(self, name: object) -> bool:
        return name in self._read()

    def keys(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(self._read())

    @property
    def method(self) -> str:
        """How it was found, in words."""
        answer = self._read()
        return str(answer.get("method") or answer.get("convention") or "")

    @property
    def convention(self) -> str | None:
        """Which of several conventions is meant, where there is more than one."""
        return self._read().get("convention")

    @property
    def n_used(self) -> int | None:
        """Rows that it rests on; None: it was asked of figures, not of rows."""
        return self._read().get("n_used")

    @property
    def n_dropped(self) -> int | None:
        """Rows that lack something and were left out; None: none can be."""
        return self._read().get("n_dropped")

    @property
    def warnings(self) -> tuple[str, ...]:
        """Codes of what the reader should know."""
        return tuple(self._read().get("warnings", ()))

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """The rows of its table, to be made a data frame: ``polars.DataFrame(found.rows)``."""
        from . import _views

        return tuple(_views.view(self._op, self.to_dict(), self._labels).rows)

    def html(self, language: Language = "en") -> Html:
        """The table and the picture for notebooks, in English (`"en"`) or Chinese (`"zh"`)."""
        from . import _figure, _native

        _native.say("right", language)  # refuses a language that there is not
        return _figure.html(self, language)

    def chart(self, language: Language = "en") -> Chart:
        """The picture as a :class:`Chart` in Vega-Lite."""
        from . import _figure, _native

        _native.say("right", language)
        return _figure.chart(self, language)

    def _repr_html_(self) -> Html:
        return self.html()

    def __str__(self) -> str:
        from . import _figure

        return _figure.text(self)

    def __repr__(self) -> str:
        used = "" if self.n_used is None else f", {self.n_used} used"
        dropped = "" if not self.n_dropped else f", {self.n_dropped} left out"
        return f"<tactful.Learnt: {self._op}{used}{dropped}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Learnt):
            return NotImplemented
        return (self._op, self._text, self._labels) == (other._op, other._text, other._labels)

    def __hash__(self) -> int:
        return hash((self._op, self._text))

    def __reduce__(self) -> tuple[type[Learnt], tuple[str, str, Any]]:
        return Learnt, (self._op, self._text, self._labels)

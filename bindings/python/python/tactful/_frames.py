"""Tables for what data teaches: any data frame with the Arrow PyCapsule interface, or a dict of columns."""

from __future__ import annotations

from collections.abc import Mapping

from . import _native
from ._errors import InvalidInputError
from ._learnt import Learnt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any


class Plain:
    """A dict of columns, read as a table of Arrow is."""

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        self._columns = {name: list(values) for name, values in columns.items()}
        lengths = {len(values) for values in self._columns.values()}
        if len(lengths) > 1:
            raise InvalidInputError("unequal_lengths", "the columns of a table must be equally long", "table")
        self._rows = lengths.pop() if lengths else 0
        self.names = list(self._columns)

    def __len__(self) -> int:
        return self._rows

    def column(self, column: str, holds: str) -> list[Any]:
        """A column; None where nothing is known."""
        if column not in self._columns:
            import difflib

            near = difflib.get_close_matches(column, self.names, 1, 0.5)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise InvalidInputError("unknown_column", f"there is no such column{hint}", column)
        return [_cell(value, holds, f"{column}[{row}]") for row, value in enumerate(self._columns[column])]

    def call(
        self,
        request: str,
        lists: list[tuple[list[str], str, str]],
        rows: tuple[str, list[tuple[str, str, str]]] | None,
    ) -> str:
        """The answer to a request with columns put into it, as that of a table of Arrow."""
        import json

        made = json.loads(request)
        for path, column, holds in lists:
            place = made
            for step in path[:-1]:
                place = place.setdefault(step, {})
            place[path[-1]] = self.column(column, holds)
        if rows is not None:
            field, columns = rows
            read = [(name, self.column(column, holds)) for name, column, holds in columns]
            made[field] = [
                {name: values[row] for name, values in read if values[row] is not None} for row in range(len(self))
            ]
        return _native.call_json(json.dumps(made, ensure_ascii=False))


def _cell(value: Any, holds: str, path: str) -> Any:
    if value is None or value != value:  # noqa: PLR0124, a missing value is not itself
        return None
    if holds == "text":
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str) or hasattr(value, "__index__"):
            return str(value)
    elif holds == "date":
        if isinstance(value, str):
            return value
        if hasattr(value, "isoformat") and getattr(value, "tzinfo", None) is None:
            return str(value.isoformat())[:10]
    elif hasattr(value, "__float__"):
        number = value.__index__() if hasattr(value, "__index__") else float(value)
        if number in (float("inf"), float("-inf")):
            raise InvalidInputError("not_finite", "numbers must be finite", path)
        if holds == "number":
            return int(number) if isinstance(value, bool) else number
        if number in (0, 1):
            return bool(number)
        raise InvalidInputError("invalid_value", "true or false is needed, or 1 or 0", path)
    kinds = {"number": "a number", "text": "text or a whole number", "date": "a date", "flag": "true or false"}
    raise InvalidInputError("wrong_type", f"expected {kinds[holds]}, found {type(value).__name__}", path)


def opened(table: Any) -> Any:
    """The columns of a table."""
    if isinstance(table, (Plain, _native._Columns)):
        return table
    return Plain(table) if isinstance(table, Mapping) else _native._Columns(table)


def ask(
    op: str,
    table: Any,
    request: dict[str, Any],
    lists: Iterable[tuple[list[str], str | None, str]] = (),
    rows: tuple[str, Sequence[tuple[str, str | None, str]]] | None = None,
    labels: tuple[str, list[Any]] | None = None,
) -> Learnt[Any]:
    """Asks an operation; columns that are None are left out, and so are fields."""
    from ._plain import as_json

    text = as_json({"op": op, **{name: value for name, value in request.items() if value is not None}})
    placed = [(path, column, holds) for path, column, holds in lists if column is not None]
    entries = rows and (rows[0], [(name, column, holds) for name, column, holds in rows[1] if column is not None])
    return Learnt(op, opened(table).call(text, placed, entries), labels)


def asked(op: str, request: dict[str, Any]) -> Learnt[Any]:
    """Asks an operation whose request is there already."""
    from ._plain import as_json

    text = as_json({"op": op, **{name: value for name, value in request.items() if value is not None}})
    return Learnt(op, _native.call_json(text), None)


def named(drivers: Iterable[str] | None, table: Any, *others: str | None) -> list[str]:
    """The columns that are drivers: those that are named, or all that are nothing else."""
    if isinstance(drivers, str):
        raise InvalidInputError("wrong_type", "expected a list of columns, found str", "drivers")
    return list(drivers) if drivers is not None else [name for name in table.names if name not in others]


def grouped(table: Any, by: str, *columns: tuple[str, str]) -> dict[str, list[list[Any]]]:
    """The values of columns by what another column says; rows in which that is not known are left out."""
    groups = table.column(by, "text")
    read = [table.column(column, holds) for column, holds in columns]
    found: dict[str, list[list[Any]]] = {}
    for row, group in enumerate(groups):
        if group is not None:
            values = found.setdefault(group, [[] for _ in read])
            for known, column in zip(values, read):
                known.append(column[row])
    return found


def arm(groups: dict[str, list[list[Any]]], name: str, argument: str) -> list[list[Any]]:
    """One of the groups, which must be there."""
    if name not in groups:
        message = f"no row belongs to this group; there are {', '.join(sorted(groups)) or 'none'}"
        raise InvalidInputError("empty_group", message, argument)
    return groups[name]

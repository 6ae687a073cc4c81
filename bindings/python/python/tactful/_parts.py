"""What is asked of tables that lie in parts on many workers: checked once, sent to them, and answered part by part."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    import pyarrow

    from ._native import DecisionTable, Engine
    from ._types import When

#: The columns of a part in which customers and facts lie together: whose row it is, and the row, in one of two.
KEY, CUSTOMER, FACT = "key", "customer", "fact"


class Asked:
    """An engine and what it is asked, checked against the columns of both tables before any row is read.

    It can be pickled: an engine travels as the text of its policy.
    """

    __slots__ = ("_engine", "_now", "_options", "customers", "facts", "keys")

    def __init__(
        self, engine: Engine, now: When, options: dict[str, Any], customers: Any, facts: Any
    ) -> None:
        """`customers` and `facts` are tables without rows, of the columns that the real ones have."""
        lists = {
            name: list(names)
            for name in ("reasons", "channels", "columns")
            if (names := options.get(name)) is not None and not isinstance(names, str)
        }
        self._engine, self._now, self._options = engine, now, {**options, **lists}
        ignored = self.decide(customers, facts).summary["ignored_columns"]
        self.customers, self.facts = (
            [name for name in _columns(table) if name not in ignored[side]]
            for side, table in (("customers", customers), ("facts", facts))
        )
        self.keys = tuple(
            (options.get(argument) or {}).get("customer", "customer")
            for argument in ("customer_columns", "fact_columns")
        )

    def decide(self, customers: Any, facts: Any) -> DecisionTable:
        """The decisions of these customers."""
        return self._engine.decide_table(customers, facts, self._now, **self._options)

    def parts(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Batches that are sorted by `KEY`, in each row a customer or a fact: their decisions.

        What is held is a batch, and the rows of the customer with whom the batches before it ended.
        """
        import pyarrow
        import pyarrow.compute

        held: list[pyarrow.RecordBatch] = []
        for batch in batches:
            if not batch.num_rows:
                continue
            keys = batch.column(KEY)
            # whoever comes last may go on in the next batch; rows of nobody belong to nobody else
            last = keys[-1]
            whole = pyarrow.compute.index(keys, last).as_py() if last.is_valid else batch.num_rows
            if whole:
                yield from self._part([*held, batch.slice(0, whole)])
                held = []
            held.append(batch.slice(whole))
        yield from self._part(held)

    def _part(self, batches: list[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        customers = _rows(batches, CUSTOMER)
        if customers is not None and customers.num_rows:
            yield from plain(self.decide(customers, _rows(batches, FACT))).to_batches()


def _columns(table: Any) -> list[str]:
    names = getattr(table, "column_names", None)
    return list(table.columns if names is None else names)


def _rows(batches: list[pyarrow.RecordBatch], side: str) -> pyarrow.Table | None:
    """The rows of one of the two tables."""
    import pyarrow

    rows = [column.filter(column.is_valid()) for column in (batch.column(side) for batch in batches)]
    return pyarrow.Table.from_batches(map(pyarrow.RecordBatch.from_struct_array, rows)) if rows else None


def plain(decisions: DecisionTable) -> pyarrow.Table:
    """Decisions in the types that every engine has: words are text, and bits are signed."""
    import pyarrow

    table = pyarrow.table(decisions)
    fields = [field.with_type(_plain(field.type)) for field in table.schema]
    # bits keep their places, also the highest one
    return table.cast(pyarrow.schema(fields), safe=False)


def _plain(kind: Any) -> Any:
    import pyarrow

    if pyarrow.types.is_dictionary(kind):
        return kind.value_type
    if pyarrow.types.is_unsigned_integer(kind):
        return pyarrow.int64()
    return pyarrow.timestamp("us", "UTC") if pyarrow.types.is_timestamp(kind) else kind

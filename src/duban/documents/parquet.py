"""Parquet: the report's table with typed columns.

`value` and `value_high` are decimal128(38, 10), exact. A figure that does not fit (more than 28
digits before the point or 10 after it) is null there, and stands verbatim in `number`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duban.commitments import Report
from duban.documents.errors import MissingExtraError
from duban.documents.rows import COLUMNS, Cell, Row, rows

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS, PLACES = 38, 10


def arrow() -> Any:
    """The pyarrow module. Raises `MissingExtraError` where it is not installed."""
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("Parquet", "bulk") from error
    return pyarrow


def schema() -> pa.Schema:
    """The Arrow schema of a report's table."""
    pa = arrow()
    types = {
        "text": pa.string(),
        "integer": pa.int32(),
        "decimal": pa.decimal128(DIGITS, PLACES),
    }
    return pa.schema([pa.field(column.name, types[column.holds]) for column in COLUMNS])


def table(found: Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table."""
    pa = arrow()
    kept = list(found)
    columns = list(zip(*kept, strict=True)) if kept else [()] * len(COLUMNS)
    arrays = [
        pa.array([fitting(cell) for cell in cells], type=field.type)
        for cells, field in zip(columns, schema(), strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema())


def report_parquet(report: Report) -> bytes:
    """The report's table as a Parquet file."""
    found = table(rows(report))
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(found, out, compression="zstd")
    return out.getvalue()


def fitting(cell: Cell) -> Cell:
    """The cell as Arrow can hold it: see the module's docstring for decimals that are too long."""
    if not isinstance(cell, Decimal):
        return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell
    _, digits, exponent = cell.normalize().as_tuple()
    if not isinstance(exponent, int) or -exponent > PLACES:
        return None
    return cell if len(digits) + exponent <= DIGITS - PLACES else None

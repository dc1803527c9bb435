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
from duban.documents.report_rows import REPORT_COLUMNS, Cell, Row, list_rows

if TYPE_CHECKING:
    import pyarrow as pa

DECIMAL_DIGITS, DECIMAL_PLACES = 38, 10


def import_pyarrow() -> Any:
    """The pyarrow module. Raises `MissingExtraError` where it is not installed."""
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("Parquet", "bulk") from error
    return pyarrow


def build_schema() -> pa.Schema:
    """The Arrow schema of a report's table."""
    arrow_module = import_pyarrow()
    arrow_types = {
        "text": arrow_module.string(),
        "integer": arrow_module.int32(),
        "decimal": arrow_module.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
    }
    return arrow_module.schema(
        [arrow_module.field(column.name, arrow_types[column.value_type]) for column in REPORT_COLUMNS]
    )


def build_table(table_rows: Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table."""
    arrow_module = import_pyarrow()
    row_list = list(table_rows)
    columns = list(zip(*row_list, strict=True)) if row_list else [()] * len(REPORT_COLUMNS)
    arrays = [
        arrow_module.array([fit_cell(cell) for cell in cells], type=field.type)
        for cells, field in zip(columns, build_schema(), strict=True)
    ]
    return arrow_module.Table.from_arrays(arrays, schema=build_schema())


def render_report_parquet(report: Report) -> bytes:
    """The report's table as a Parquet file."""
    arrow_table = build_table(list_rows(report))
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(arrow_table, buffer, compression="zstd")
    return buffer.getvalue()


def fit_cell(cell: Cell) -> Cell:
    """The cell as Arrow can hold it: see the module's docstring for decimals that are too long."""
    if not isinstance(cell, Decimal):
        return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell
    _, digits, exponent = cell.normalize().as_tuple()
    if not isinstance(exponent, int) or -exponent > DECIMAL_PLACES:
        return None
    return cell if len(digits) + exponent <= DECIMAL_DIGITS - DECIMAL_PLACES else None

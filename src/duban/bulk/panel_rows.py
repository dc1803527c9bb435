"""Rows of a panel's tables as they are counted: read a row group at a time, by role, as shares."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

ALL_ROLES: Final = "all"
"""The `part_role` of a row that counts a full report, all its parts together."""
NO_PART_ROLE: Final = "no_part"
"""The `part_role` of sentences that belong to no part."""
_SHARE_PRECISION: Final = Decimal("0.000001")


def read_row_groups(path: Path) -> Iterator[list[dict[str, Any]]]:
    """The rows of a Parquet file, a row group in memory at a time."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as table:
        for index in range(table.num_row_groups):
            yield table.read_row_group(index).to_pylist()


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file one by one."""
    for rows in read_row_groups(path):
        yield from rows


def divide(part: int, total: int) -> Decimal | None:
    """A share to six places; None of nothing."""
    return (Decimal(part) / total).quantize(_SHARE_PRECISION) if total else None

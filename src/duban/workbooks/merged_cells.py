"""Merged cells: a spreadsheet stores the value in the first cell only, but means all of them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

CellRange = tuple[tuple[int, int], tuple[int, int]]
"""(row, column) of the first and the last cell, from 0."""


@dataclass(frozen=True, slots=True)
class CarriedRange:
    """A value that was carried down: its column, and its first and last row, all from 0."""

    column: int
    first_row: int
    last_row: int


def carry_down(
    rows: list[list[Any]], ranges: Iterable[CellRange] | None, columns: Container[int]
) -> list[CarriedRange]:
    """Copy the value of every merged cell into the rows that it covers; returns the ranges.

    Only in `columns`, and only within its first one: what is merged across columns is a title.
    """
    carried_ranges = []
    for (first_row, column), (bottom_row, _last_column) in ranges or ():
        last_row = min(bottom_row, len(rows) - 1)
        if (
            column not in columns
            or last_row <= first_row
            or column >= len(rows[first_row])
            or rows[first_row][column] in ("", None)
        ):
            continue
        for row in rows[first_row + 1 : last_row + 1]:
            row += [""] * (column + 1 - len(row))
            row[column] = rows[first_row][column]
        carried_ranges.append(CarriedRange(column, first_row, last_row))
    return carried_ranges

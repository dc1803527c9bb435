"""Merged cells: a spreadsheet stores the value in the first cell only, but means all of them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

Range = tuple[tuple[int, int], tuple[int, int]]
"""(row, column) of the first and the last cell, from 0."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A value that was carried down: its column, and its first and last row, all from 0."""

    column: int
    first: int
    last: int


def carry_down(
    rows: list[list[Any]], ranges: Iterable[Range] | None, columns: Container[int]
) -> list[Carried]:
    """Copy the value of every merged cell into the rows that it covers; returns the ranges.

    Only in `columns`, and only within its first one: what is merged across columns is a title.
    """
    carried = []
    for (top, left), (bottom, _right) in ranges or ():
        last = min(bottom, len(rows) - 1)
        if (
            left not in columns
            or last <= top
            or left >= len(rows[top])
            or rows[top][left] in ("", None)
        ):
            continue
        for row in rows[top + 1 : last + 1]:
            row += [""] * (left + 1 - len(row))
            row[left] = rows[top][left]
        carried.append(Carried(left, top, last))
    return carried

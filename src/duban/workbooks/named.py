"""A sheet's rows by the names of its columns, wherever its headings stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from duban.workbooks.headings import Found, find
from duban.workbooks.merged import Range, carry_down

HEADING_ROWS = 10
"""The headings are looked for in this many rows: offices put a title above them."""


class HeadingsError(ValueError):
    """A sheet without its headings, or with one of them twice: row from 1, and what is wrong."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(row, message)
        self.row, self.message = row, message


@dataclass(frozen=True, slots=True)
class NamedRows:
    """The rows of a sheet by column, and the columns that it does not have.

    `rows` are (row number in the sheet from 1, column → text) of every row that is not empty. A
    column in `missing` is not in the sheet: no row has it. `unknown` are headings that match no
    column. `carried_ranges` are (column, first row, last row) of merged cells whose value was
    carried down, rows from 1.
    """

    rows: list[tuple[int, dict[str, str]]]
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    carried: tuple[tuple[str, int, int], ...] = ()


def named_rows(
    lines: list[list[str]],
    merged: Sequence[Range],
    columns: Sequence[str],
    *,
    needed: Collection[str],
    synonyms: Mapping[str, str] | None = None,
    apart: Collection[str] = (),
) -> NamedRows:
    """The rows of a sheet by column, below the row that has all `required_columns`.

    Merged cells count for every row that they cover, except in `identifying_columns`, which
    identify a row. Raises HeadingsError.
    """
    at, found = _headings(lines, columns, needed, synonyms)
    places = {place: name for name, place in found.places.items()}
    below = [one for one in merged if one[0][0] > at]
    carrying = {place for place, name in places.items() if name not in apart}
    carried = carry_down(lines, below, carrying)
    rows = [
        (number, {name: line[n] if n < len(line) else "" for n, name in places.items()})
        for number, line in enumerate(lines[at + 1 :], start=at + 2)
        if any(line)
    ]
    return NamedRows(
        rows,
        tuple(name for name in columns if name not in found.places),
        found.unknown,
        tuple((places[one.column], one.first + 1, one.last + 1) for one in carried),
    )


def _headings(
    lines: Sequence[Sequence[str]],
    columns: Sequence[str],
    needed: Collection[str],
    synonyms: Mapping[str, str] | None,
) -> tuple[int, Found]:
    for at, line in enumerate(lines[:HEADING_ROWS]):
        found = find(line, columns, synonyms)
        if found.places.keys() >= set(needed):
            if found.twice:
                raise HeadingsError(at + 1, f"这些列出现了两次，请各留一列：{_list(found.twice)}")
            return at, found
    raise HeadingsError(1, f"没有找到表头，至少应有这些列：{_list(needed)}")


def _list(names: Collection[str]) -> str:
    return "、".join(names)

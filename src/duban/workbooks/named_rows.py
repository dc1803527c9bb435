"""A sheet's rows by the names of its columns, wherever its headings stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from duban.notices import NoticeError, Place, Step
from duban.workbooks.headings import HeadingMatch, match_headings
from duban.workbooks.merged_cells import CellRange, carry_down

MAX_HEADING_ROWS = 10
"""The headings are looked for in this many rows: offices put a title above them."""


class HeadingsError(NoticeError):
    """A sheet without its headings, or with one of them twice; its place has the row."""


def make_headings_error(code: str, row: int, names: Iterable[str]) -> HeadingsError:
    """The error of the headings in a row."""
    place = Place(line=row, steps=(Step("headings"),))
    return HeadingsError.make(code, place, names=tuple(names))


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
    carried_ranges: tuple[tuple[str, int, int], ...] = ()


def read_named_rows(
    rows: list[list[str]],
    merged_ranges: Sequence[CellRange],
    columns: Sequence[str],
    *,
    required_columns: Collection[str],
    synonyms: Mapping[str, str] | None = None,
    identifying_columns: Collection[str] = (),
) -> NamedRows:
    """The rows of a sheet by column, below the row that has all `required_columns`.

    Merged cells count for every row that they cover, except in `identifying_columns`, which
    identify a row. Raises HeadingsError.
    """
    heading_index, headings = _find_headings(rows, columns, required_columns, synonyms)
    column_by_index = {index: column_name for column_name, index in headings.index_by_column.items()}
    ranges_below = [cell_range for cell_range in merged_ranges if cell_range[0][0] > heading_index]
    carried_columns = {index for index, name in column_by_index.items() if name not in identifying_columns}
    carried_ranges = carry_down(rows, ranges_below, carried_columns)
    named = [
        (
            row_number,
            {
                column_name: cells[position] if position < len(cells) else ""
                for position, column_name in column_by_index.items()
            },
        )
        for row_number, cells in enumerate(rows[heading_index + 1 :], start=heading_index + 2)
        if any(cells)
    ]
    return NamedRows(
        named,
        tuple(column_name for column_name in columns if column_name not in headings.index_by_column),
        headings.unknown,
        tuple(
            (column_by_index[cell_range.column], cell_range.first_row + 1, cell_range.last_row + 1)
            for cell_range in carried_ranges
        ),
    )


def _find_headings(
    rows: Sequence[Sequence[str]],
    columns: Sequence[str],
    required_columns: Collection[str],
    synonyms: Mapping[str, str] | None,
) -> tuple[int, HeadingMatch]:
    for row_index, row in enumerate(rows[:MAX_HEADING_ROWS]):
        headings = match_headings(row, columns, synonyms)
        if headings.index_by_column.keys() >= set(required_columns):
            if headings.duplicates:
                raise make_headings_error("headings_repeated", row_index + 1, headings.duplicates)
            return row_index, headings
    raise make_headings_error("headings_missing", 1, required_columns)

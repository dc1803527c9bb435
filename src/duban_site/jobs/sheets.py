"""Read an uploaded or pasted sheet as rows by column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from duban.documents.breakdown_xlsx import BreakdownError, SheetText, read_sheet, read_sheets
from duban.workbooks import HeadingsError, NamedRows, read_named_rows
from duban_site.core.errors import Refused
from duban_site.core.notices import make_row_errors

Content = TypeVar("Content")
PASTED_FILE_NAME = "pasted.tsv"
"""The name of a file with cells copied from Excel, separated by tabs."""


def read_sheet_rows(
    file_name: str,
    content: bytes,
    columns: Sequence[str],
    *,
    needed: Collection[str],
    synonyms: Mapping[str, str] | None = None,
    apart: Collection[str] = (),
) -> NamedRows:
    """Return the rows of a workbook's first sheet, or of pasted text.

    Columns in `apart` never inherit the value of a merged cell. Raises RowErrors or Refused for
    unreadable content or missing headings.
    """
    lines, merged = _parse_pasted(content) if file_name == PASTED_FILE_NAME else _parse_workbook(content)
    try:
        return read_named_rows(
            lines, merged, columns, required_columns=needed, synonyms=synonyms, identifying_columns=apart
        )
    except HeadingsError as error:
        raise make_row_errors(error.notices) from error


def read_workbook_sheets(content: bytes) -> list[SheetText]:
    """Every sheet of a workbook that is not empty. Raises RowErrors, Refused."""
    return [sheet for sheet in _open_workbook(read_sheets, content) if any(map(any, sheet.rows))]


def list_merged_ranges(sheet: SheetText) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the merged ranges of a sheet: (row, column) of the first and last cell, from 0."""
    return [
        ((first_row, first_column), (last_row, last_column))
        for first_row, first_column, last_row, last_column in sheet.merged_ranges
    ]


SheetLines = tuple[list[list[str]], list[tuple[tuple[int, int], tuple[int, int]]]]


def _parse_pasted(content: bytes) -> SheetLines:
    text = content.decode("utf-8", "replace")
    return [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()], []


def _parse_workbook(content: bytes) -> SheetLines:
    sheet = _open_workbook(read_sheet, content)
    return sheet.rows, list_merged_ranges(sheet)


def _open_workbook(reader: Callable[[bytes], Content], content: bytes) -> Content:
    try:
        return reader(content)
    except BreakdownError as error:
        raise make_row_errors(error.notices) from error
    except ImportError as error:
        raise Refused(str(error)) from error

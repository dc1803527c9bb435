"""Read an uploaded or pasted sheet as rows by column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from duban.documents.breakdown_xlsx import BreakdownError, SheetText, read_sheet, read_sheets
from duban.workbooks import HeadingsError, NamedRows, named_rows
from duban_site.core.errors import Refused, RowErrors

T = TypeVar("T")
PASTED = "pasted.tsv"
"""The name of a file with cells copied from Excel, separated by tabs."""


def sheet_rows(
    name: str,
    data: bytes,
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
    lines, merged = _pasted(data) if name == PASTED else _workbook(data)
    try:
        return named_rows(lines, merged, columns, needed=needed, synonyms=synonyms, apart=apart)
    except HeadingsError as error:
        raise RowErrors(error.message, [(error.row, "表头", error.message)]) from error


def workbook_sheets(data: bytes) -> list[SheetText]:
    """Every sheet of a workbook that is not empty. Raises RowErrors, Refused."""
    return [sheet for sheet in _opened(read_sheets, data) if any(map(any, sheet.lines))]


def ranges(sheet: SheetText) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the merged ranges of a sheet: (row, column) of the first and last cell, from 0."""
    return [((a, b), (c, d)) for a, b, c, d in sheet.merged]


Lines = tuple[list[list[str]], list[tuple[tuple[int, int], tuple[int, int]]]]


def _pasted(data: bytes) -> Lines:
    text = data.decode("utf-8", "replace")
    return [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()], []


def _workbook(data: bytes) -> Lines:
    sheet = _opened(read_sheet, data)
    return sheet.lines, ranges(sheet)


def _opened(read: Callable[[bytes], T], data: bytes) -> T:
    try:
        return read(data)
    except BreakdownError as error:
        raise RowErrors(str(error), error.errors) from error
    except ImportError as error:
        raise Refused(str(error)) from error

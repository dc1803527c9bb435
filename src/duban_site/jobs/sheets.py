"""A sheet that somebody sent, as rows by column, whether uploaded or pasted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from duban.documents.breakdown_xlsx import BreakdownError, SheetText, read_sheet, read_sheets
from duban.workbooks import HeadingsError, NamedRows, named_rows
from duban_site.core.errors import Refused, RowErrors

T = TypeVar("T")
PASTED = "pasted.tsv"
"""The name of a file that holds what was copied in Excel: cells apart by tabs."""


def sheet_rows(
    name: str,
    data: bytes,
    columns: Sequence[str],
    *,
    needed: Collection[str],
    synonyms: Mapping[str, str] | None = None,
    apart: Collection[str] = (),
) -> NamedRows:
    """The rows of a workbook's first sheet, or of pasted text. `apart` are never carried down.

    Raises RowErrors or Refused for what is no such sheet.
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
    """The merged cells of a sheet: first and last cell, from 0."""
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

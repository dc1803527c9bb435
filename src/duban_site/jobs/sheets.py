"""A sheet that somebody sent, as rows by column, whether uploaded or pasted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from duban.documents.breakdown_xlsx import BreakdownError, read_sheet
from duban.workbooks import HeadingsError, NamedRows, named_rows
from duban_site.core.errors import Refused, RowErrors

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


Lines = tuple[list[list[str]], list[tuple[tuple[int, int], tuple[int, int]]]]


def _pasted(data: bytes) -> Lines:
    text = data.decode("utf-8", "replace")
    return [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()], []


def _workbook(data: bytes) -> Lines:
    try:
        sheet = read_sheet(data)
    except BreakdownError as error:
        raise RowErrors(str(error), error.errors) from error
    except ImportError as error:
        raise Refused(str(error)) from error
    return sheet.lines, [((a, b), (c, d)) for a, b, c, d in sheet.merged]

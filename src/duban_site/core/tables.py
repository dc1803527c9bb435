"""A declared table as a download: the same columns as CSV and as a workbook, numbers as numbers, no cell a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from duban.documents.csv import render_table_csv
from duban.documents.report_rows import TableCell as Cell
from duban.documents.workbook import Sheet, render_workbook
from duban_site.core.responses import CSV_TYPE, XLSX_TYPE, make_attachment

BATCH_SIZE, MAX_SHEET_NAME_LENGTH = 2000, 31


class TableColumn(Protocol):
    """What a table needs of a column."""

    @property
    def heading(self) -> str | Promise:
        """What stands above it."""

    @property
    def cell(self) -> Callable[[Any], Cell]:
        """Its value for a row."""

    @property
    def is_wide(self) -> bool:
        """Whether it holds sentences."""


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A column of a table that is only exported."""

    heading: str | Promise
    cell: Callable[[Any], Cell]
    is_wide: bool = False


def download_table(suffix: str, stem: str, title: str, columns: Sequence[TableColumn], rows: Any) -> HttpResponse:
    """The rows of a query as a file of the kind that `suffix` names. Raises Http404 for an unknown one."""
    if suffix not in _EXPORTERS:
        raise Http404(_("没有这种文件。"))
    content_type, render = _EXPORTERS[suffix]
    return make_attachment(render(title, columns, _list_cells(columns, rows)), content_type, f"{stem}.{suffix}")


def _list_cells(columns: Sequence[TableColumn], rows: Any) -> Iterator[list[Cell]]:
    for row in rows.iterator(BATCH_SIZE):
        cells = (column.cell(row) for column in columns)
        yield [cell.normalize() if isinstance(cell, Decimal) else cell for cell in cells]


def _list_headings(columns: Sequence[TableColumn]) -> list[str]:
    return [str(column.heading) for column in columns]


def _render_csv(_title: str, columns: Sequence[TableColumn], rows: Iterable[Sequence[Cell]]) -> bytes:
    return render_table_csv(_list_headings(columns), rows)


def _render_xlsx(title: str, columns: Sequence[TableColumn], rows: Iterable[Sequence[Cell]]) -> bytes:
    wide_columns = frozenset(str(column.heading) for column in columns if column.is_wide)
    return render_workbook([Sheet(title[:MAX_SHEET_NAME_LENGTH], _list_headings(columns), list(rows), wide_columns)])


_EXPORTERS = {"csv": (CSV_TYPE, _render_csv), "xlsx": (XLSX_TYPE, _render_xlsx)}

"""Old workbooks (.xls, .et: BIFF), through python-calamine (MIT)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from duban.sources.builder import Cell, DocumentBuilder
from duban.sources.errors import SourceError
from duban.sources.xlsx import format_number


def read_xls(data: bytes) -> DocumentBuilder:
    """The blocks of an old workbook: each visible sheet's name as a heading, and its cells.

    Number formats are not known here, so a share that shows as 46% is the number that is stored.
    """
    try:
        from python_calamine import CalamineWorkbook, SheetVisibleEnum
    except ImportError:
        raise SourceError.make("library_missing", package="python-calamine", extra="files") from None
    builder = DocumentBuilder()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet_metadata in workbook.sheets_metadata:
            if sheet_metadata.visible == SheetVisibleEnum.Visible:
                rows = workbook.get_sheet_by_name(sheet_metadata.name).to_python(skip_empty_area=False)
                _add_sheet(builder, sheet_metadata.name, rows)
    except Exception as error:  # calamine raises many kinds for a broken file
        raise SourceError.make("file_damaged") from error
    return builder


def _add_sheet(builder: DocumentBuilder, sheet_name: str, rows: Sequence[Sequence[object]]) -> None:
    cells = [
        Cell(row_number, column, text)
        for row_number, row in enumerate(rows, start=1)
        for column, value in enumerate(row, start=1)
        if (text := _format_cell(value))
    ]
    if cells:
        builder.add_paragraph(sheet_name, kind="heading")
        builder.add_table(cells)


def _format_cell(value: object) -> str:
    if isinstance(value, float):
        return format_number(repr(value), "")
    return "" if value is None or isinstance(value, bool) else str(value)

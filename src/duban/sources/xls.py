"""Old workbooks (.xls, .et: BIFF), through python-calamine (MIT)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from duban.sources.builder import Builder, Cell
from duban.sources.errors import missing_extra
from duban.sources.package import damaged
from duban.sources.xlsx import format_number


def read_xls(data: bytes) -> Builder:
    """The blocks of an old workbook: each visible sheet's name as a heading, and its cells.

    Number formats are not known here, so a share that shows as 46% is the number that is stored.
    """
    try:
        from python_calamine import CalamineWorkbook, SheetVisibleEnum
    except ImportError:
        raise missing_extra("python-calamine") from None
    out = Builder()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.visible == SheetVisibleEnum.Visible:
                rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
                _sheet(out, about.name, rows)
    except Exception as error:  # calamine raises many kinds for a broken file
        raise damaged() from error
    return out


def _sheet(out: Builder, name: str, rows: Sequence[Sequence[object]]) -> None:
    cells = [
        Cell(number, column, text)
        for number, row in enumerate(rows, start=1)
        for column, value in enumerate(row, start=1)
        if (text := _text(value))
    ]
    if cells:
        out.paragraph(name, kind="heading")
        out.grid(cells)


def _text(value: object) -> str:
    if isinstance(value, float):
        return format_number(repr(value), "")
    return "" if value is None or isinstance(value, bool) else str(value)

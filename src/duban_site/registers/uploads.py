"""An uploaded table of rows, as its sheets."""

from __future__ import annotations

from duban.registers.sheets import Sheet, SheetError, open_sheets
from duban_site.registers.errors import Faulty


def sheets_in(name: str, data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the one of a CSV file. Raises Faulty for what is neither."""
    try:
        return open_sheets(name, data)
    except SheetError as error:
        raise Faulty(error.problems) from error

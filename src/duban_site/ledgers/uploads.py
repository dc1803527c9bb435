"""An uploaded table of rows, as its sheets."""

from __future__ import annotations

from duban.register.sheets import Sheet, SheetError, read_csv, read_xlsx
from duban_site.ledgers.errors import Faulty


def sheets_in(name: str, data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the one of a CSV file. Raises Faulty for what is neither."""
    try:
        return read_csv({name: data}) if name.lower().endswith(".csv") else read_xlsx(data)
    except SheetError as error:
        raise Faulty(error.problems) from error

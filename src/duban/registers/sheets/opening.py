"""Opens an untrusted file as sheets, in an isolated process with limits."""

from __future__ import annotations

from duban.isolation import IsolationError, isolated
from duban.registers.errors import Problem
from duban.registers.sheets.csv_files import read_csv
from duban.registers.sheets.model import Sheet, SheetError
from duban.registers.sheets.xlsx import read_xlsx


def open_sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the sheet of a CSV file, by file name. Raises SheetError."""
    try:
        return isolated(_sheets, raises=(SheetError,))(name, data)
    except IsolationError as error:
        raise SheetError([Problem(name, error.zh)]) from error


def _sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    return read_csv({name: data}) if name.lower().endswith(".csv") else read_xlsx(data)

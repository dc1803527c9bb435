"""Opens an untrusted file as sheets, in an isolated process with limits."""

from __future__ import annotations

from duban.isolation import IsolationError, isolate
from duban.registers.errors import make_problem
from duban.registers.sheets.csv_files import read_csv
from duban.registers.sheets.model import Sheet, SheetError
from duban.registers.sheets.xlsx import read_xlsx


def open_sheets(file_name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the sheet of a CSV file, by file name. Raises SheetError."""
    try:
        return isolate(_read_file, raises=(SheetError,))(file_name, content)
    except IsolationError as error:
        raise SheetError([make_problem("file_unreadable", file_name, reason=error.notices[0])]) from error


def _read_file(file_name: str, content: bytes) -> tuple[Sheet, ...]:
    return read_csv({file_name: content}) if file_name.lower().endswith(".csv") else read_xlsx(content)

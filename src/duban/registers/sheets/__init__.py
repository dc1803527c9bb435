"""表格: a register's records as sheets of Excel or CSV, and back.

Takes records, or a filled file and the current records; gives sheets, or the events that the file
requests, all or none; never writes personal or sealed fields, and never moves a record.
"""

from duban.registers.sheets.csv_files import read_csv, write_csv
from duban.registers.sheets.model import (
    Sheet,
    SheetError,
    build_blank_sheets,
    build_sheets,
    format_cell,
    get_record_sheet_name,
    list_exported_fields,
    list_imported_fields,
)
from duban.registers.sheets.opening import open_sheets
from duban.registers.sheets.reading import SheetImport, read_sheets
from duban.registers.sheets.xlsx import read_xlsx, write_xlsx

__all__ = [
    "Sheet",
    "SheetError",
    "SheetImport",
    "build_blank_sheets",
    "build_sheets",
    "format_cell",
    "get_record_sheet_name",
    "list_exported_fields",
    "list_imported_fields",
    "open_sheets",
    "read_csv",
    "read_sheets",
    "read_xlsx",
    "write_csv",
    "write_xlsx",
]

"""A folder of Excel and CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from duban.registers.sheets import SheetError, open_sheets
from duban_site.sync.mapping import MappingError, MappingFile, Row

ALLOWED_KEYS = {"kind", "path", "pattern", "sheet"}
SUFFIXES = (".csv", ".xlsx", ".xls")


def read_folder_rows(mapping: MappingFile) -> Iterator[Row]:
    """The rows of every file, by name; of a workbook the sheet that is named, or the first."""
    settings = mapping.source
    if unknown := sorted(set(settings) - ALLOWED_KEYS):
        raise MappingError(f"[source] 没有 {unknown[0]} 这一项；可以写：{'、'.join(sorted(ALLOWED_KEYS))}")
    folder = (mapping.folder / str(settings.get("path", "."))).expanduser()
    pattern = str(settings.get("pattern", "*"))
    paths = [candidate for candidate in sorted(folder.glob(pattern)) if candidate.suffix.lower() in SUFFIXES]
    if not paths:
        raise MappingError(f"{folder} 里没有 {pattern} 的 Excel 或 CSV 文件")
    for path in paths:
        if path.name.startswith("~$"):  # Excel's lock file of an open workbook
            continue
        yield from _read_file_rows(path, str(settings.get("sheet", "")))


def _read_file_rows(path: Path, sheet_name: str) -> Iterator[Row]:
    if path.suffix.lower() == ".csv":
        yield from _read_csv(path)
        return
    try:
        sheets = open_sheets(path.name, path.read_bytes())
    except (SheetError, OSError) as error:
        raise MappingError(f"{path}：读不了（{error}）") from error
    matches = [selected for selected in sheets if selected.name == sheet_name] if sheet_name else list(sheets[:1])
    if not matches:
        raise MappingError(f"{path}：没有工作表“{sheet_name}”；有：{'、'.join(item.name for item in sheets)}")
    (selected,) = matches
    for cells in selected.rows:
        row = dict(zip(selected.headings, cells, strict=False))
        if any(value not in (None, "") for value in row.values()):
            yield row


def _read_csv(path: Path) -> Iterator[Row]:
    """Yield the rows of a CSV in UTF-8, or in GB18030 as older systems write.

    Raises MappingError where a row has another number of columns than the heading.
    """
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        for row in csv.DictReader(io.StringIO(text, newline="")):
            if None in row or None in row.values():
                raise MappingError(f"{path}：有一行的列数与表头不同：{str(list(row.values()))[:80]}")
            yield row
        return
    raise MappingError(f"{path}：既不是 UTF-8 也不是 GB18030")

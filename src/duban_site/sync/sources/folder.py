"""A folder of Excel and CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from duban.registers.sheets import SheetError, open_sheets
from duban_site.sync.mapping import MappingError, MappingFile, Row

NAMES = {"kind", "path", "pattern", "sheet"}
SUFFIXES = (".csv", ".xlsx", ".xls")


def folder_rows(mapping: MappingFile) -> Iterator[Row]:
    """The rows of every file, by name; of a workbook the sheet that is named, or the first."""
    told = mapping.source
    if unknown := sorted(set(told) - NAMES):
        raise MappingError(f"[source] 没有 {unknown[0]} 这一项；可以写：{'、'.join(sorted(NAMES))}")
    folder = (mapping.folder / str(told.get("path", "."))).expanduser()
    pattern = str(told.get("pattern", "*"))
    paths = [p for p in sorted(folder.glob(pattern)) if p.suffix.lower() in SUFFIXES]
    if not paths:
        raise MappingError(f"{folder} 里没有 {pattern} 的 Excel 或 CSV 文件")
    for path in paths:
        if path.name.startswith("~$"):  # Excel's lock file of an open workbook
            continue
        yield from _rows(path, str(told.get("sheet", "")))


def _rows(path: Path, sheet: str) -> Iterator[Row]:
    if path.suffix.lower() == ".csv":
        yield from _csv(path)
        return
    try:
        sheets = open_sheets(path.name, path.read_bytes())
    except (SheetError, OSError) as error:
        raise MappingError(f"{path}：读不了（{error}）") from error
    chosen = [one for one in sheets if one.name == sheet] if sheet else list(sheets[:1])
    if not chosen:
        raise MappingError(f"{path}：没有工作表“{sheet}”；有：{'、'.join(s.name for s in sheets)}")
    (one,) = chosen
    for cells in one.rows:
        row = dict(zip(one.headings, cells, strict=False))
        if any(value not in (None, "") for value in row.values()):
            yield row


def _csv(path: Path) -> Iterator[Row]:
    """Yield the rows of a CSV in UTF-8, or in GB18030 as older systems write.

    Raises MappingError where a row has another number of columns than the heading.
    """
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        for row in csv.DictReader(io.StringIO(text, newline="")):
            if None in row or None in row.values():
                raise MappingError(
                    f"{path}：有一行的列数与表头不同：{str(list(row.values()))[:80]}"
                )
            yield row
        return
    raise MappingError(f"{path}：既不是 UTF-8 也不是 GB18030")

"""The table of verdicts or changes as a workbook: one sheet, a frozen heading, a filter."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from duban.documents.errors import MissingExtraError
from duban.documents.verdicts_rows import (
    CHANGE_COLUMNS,
    VERDICT_COLUMNS,
    Row,
    change_rows,
    verdict_rows,
)
from duban.years import Change, Verdict

_WIDE = {"目标原文", "结果原文", "上年原文", "今年原文", "算式", "说明", "来源"}
_LONGEST = 32_767


def verdicts_xlsx(verdicts: Sequence[Verdict]) -> bytes:
    """The verdicts as a workbook. The same verdicts give the same bytes."""
    return _book("对照表", VERDICT_COLUMNS, verdict_rows(verdicts))


def changes_xlsx(changes: Sequence[Change]) -> bytes:
    """The changes as a workbook. The same changes give the same bytes."""
    return _book("目标变化", CHANGE_COLUMNS, change_rows(changes))


def _book(name: str, columns: Row, rows: Sequence[Row]) -> bytes:
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    out = io.BytesIO()
    # write_string only: nothing in a report may run as a formula or become a link.
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": name, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    heading = book.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(name)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, 44 if column in _WIDE else 16)
        sheet.write_string(0, number, column, heading)
    for line, row in enumerate(rows, start=1):
        for number, cell in enumerate(row):
            clean = cell[:_LONGEST].encode("utf-8", "replace").decode()
            sheet.write_string(line, number, clean, text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
    return out.getvalue()

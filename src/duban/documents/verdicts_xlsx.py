"""The table of verdicts or changes as a workbook: one sheet, a frozen heading, a filter."""

from __future__ import annotations

from collections.abc import Sequence

from duban.documents.book import Sheet, book
from duban.documents.verdicts_rows import (
    CHANGE_COLUMNS,
    VERDICT_COLUMNS,
    change_rows,
    verdict_rows,
)
from duban.verification import Change, Verdict

_WIDE = frozenset({"目标原文", "结果原文", "上年原文", "今年原文", "算式", "说明", "来源"})


def verdicts_xlsx(verdicts: Sequence[Verdict]) -> bytes:
    """The verdicts as a workbook. The same verdicts give the same bytes."""
    return book([Sheet("对照表", VERDICT_COLUMNS, verdict_rows(verdicts), _WIDE)])


def changes_xlsx(changes: Sequence[Change]) -> bytes:
    """The changes as a workbook. The same changes give the same bytes."""
    return book([Sheet("目标变化", CHANGE_COLUMNS, change_rows(changes), _WIDE)])

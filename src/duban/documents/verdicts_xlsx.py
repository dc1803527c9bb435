"""The table of verdicts or changes as a workbook: one sheet, a frozen heading, a filter."""

from __future__ import annotations

from collections.abc import Sequence

from duban.documents.verdicts_rows import CHANGE_COLUMNS, VERDICT_COLUMNS, build_change_rows, build_verdict_rows
from duban.documents.workbook import Sheet, render_workbook
from duban.verification import Change, Verdict

_WIDE_COLUMNS = frozenset({"目标原文", "结果原文", "上年原文", "今年原文", "算式", "说明", "来源"})


def render_verdicts_xlsx(verdicts: Sequence[Verdict]) -> bytes:
    """The verdicts as a workbook. The same verdicts give the same bytes."""
    return render_workbook([Sheet("对照表", VERDICT_COLUMNS, build_verdict_rows(verdicts), _WIDE_COLUMNS)])


def render_changes_xlsx(changes: Sequence[Change]) -> bytes:
    """The changes as a workbook. The same changes give the same bytes."""
    return render_workbook([Sheet("目标变化", CHANGE_COLUMNS, build_change_rows(changes), _WIDE_COLUMNS)])

"""The table of verdicts (对照表) that every document prints: one heading, one row a target."""

from __future__ import annotations

from collections.abc import Sequence

from duban.verification import Change, Verdict

Row = tuple[str, ...]
VERDICT_COLUMNS: Row = ("指标", "目标", "目标原文", "结论", "结果", "结果原文", "算式", "来源")
CHANGE_COLUMNS: Row = ("指标", "变化", "上年目标", "上年原文", "今年目标", "今年原文", "说明")


def build_verdict_rows(verdicts: Sequence[Verdict]) -> list[Row]:
    """One row a verdict; empty where nothing was reported."""
    return [_build_verdict_row(verdict) for verdict in verdicts]


def _build_verdict_row(verdict: Verdict) -> Row:
    result = verdict.result
    result_cells = ("", "", "") if result is None else (result.number, result.quote, result.source or "")
    return (
        verdict.target.indicator,
        verdict.target.number,
        verdict.target.quote,
        verdict.judgement.chinese,
        result_cells[0],
        result_cells[1],
        verdict.sum,
        result_cells[2],
    )


def build_change_rows(changes: Sequence[Change]) -> list[Row]:
    """One row a change; empty cells for the plan that does not have the target."""
    rows: list[Row] = []
    for change in changes:
        earlier_cells = ("", "") if change.last is None else (change.last.number, change.last.quote)
        later_cells = ("", "") if change.this is None else (change.this.number, change.this.quote)
        rows.append((change.indicator, change.kind.chinese, *earlier_cells, *later_cells, change.sum))
    return rows

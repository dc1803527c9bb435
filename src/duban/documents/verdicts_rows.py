"""The table of verdicts (对照表) that every document prints: one heading, one row a target."""

from __future__ import annotations

from collections.abc import Sequence

from duban.verification import Change, Verdict

Row = tuple[str, ...]
VERDICT_COLUMNS: Row = (
    "指标",
    "目标",
    "目标原文",
    "结论",
    "结果",
    "结果原文",
    "算式",
    "来源",
)
CHANGE_COLUMNS: Row = ("指标", "变化", "上年目标", "上年原文", "今年目标", "今年原文", "说明")


def verdict_rows(verdicts: Sequence[Verdict]) -> list[Row]:
    """One row a verdict; empty where nothing was reported."""
    return [_verdict(v) for v in verdicts]


def _verdict(v: Verdict) -> Row:
    r = v.result
    found = ("", "", "") if r is None else (r.number, r.quote, r.source or "")
    return (
        v.target.indicator,
        v.target.number,
        v.target.quote,
        v.judgement.chinese,
        found[0],
        found[1],
        v.sum,
        found[2],
    )


def change_rows(changes: Sequence[Change]) -> list[Row]:
    """One row a change; empty cells for the plan that does not have the target."""
    rows: list[Row] = []
    for c in changes:
        last = ("", "") if c.last is None else (c.last.number, c.last.quote)
        this = ("", "") if c.this is None else (c.this.number, c.this.quote)
        rows.append((c.indicator, c.kind.chinese, *last, *this, c.sum))
    return rows

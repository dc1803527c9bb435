"""The scores as a workbook: a sheet of totals, and a sheet of every line with its rows."""

from __future__ import annotations

import io
from collections.abc import Sequence

from duban.appraisal.rules import Rules
from duban.appraisal.scoring import Score

PARTS = {
    "completion": "任务完成",
    "timeliness": "报送时效",
    "quality": "报送质量",
    "orders": "督办单",
    "events": "加减分",
}


def appraisal_xlsx(rules: Rules, scores: Sequence[Score]) -> bytes:
    """The workbook as bytes: 名次, 单位, points by part, 总分, 等次; and the lines behind them."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True})
    totals = book.add_worksheet("得分")
    totals.write(0, 0, rules.name, bold)
    totals.write_row(2, 0, ["名次", "单位", *PARTS.values(), "总分", "等次", "说明"], bold)
    for n, score in enumerate(scores):
        place = [n + 1] if score.ranked and not score.veto else [""]
        parts = [float(score.parts.get(part, 0)) for part in PARTS]
        said = "、".join(score.veto) or ("" if score.ranked else "本年没有任务，不排名")
        totals.write_row(3 + n, 0, [*place, score.body, *parts, float(score.total)])
        totals.write_row(3 + n, 3 + len(PARTS), [score.grade, said])
    totals.set_column(1, 1, 24)
    lines = book.add_worksheet("明细")
    lines.write_row(0, 0, ["单位", "部分", "项目", "得分", "算式", "依据"], bold)
    at = 1
    for score in scores:
        for line in score.lines:
            cells = [score.body, PARTS[line.part], line.label, float(line.points)]
            lines.write_row(at, 0, [*cells, line.sum, "、".join(line.rows)])
            at += 1
    lines.set_column(4, 5, 60)
    book.close()
    return out.getvalue()

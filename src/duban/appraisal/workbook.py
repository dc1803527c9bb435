"""The scores as a workbook: a sheet of totals, and a sheet of every line with its rows."""

from __future__ import annotations

import io
from collections.abc import Sequence

from duban.appraisal.rules import AppraisalRules
from duban.appraisal.scoring import Score

PART_LABELS = {
    "completion": "任务完成",
    "timeliness": "报送时效",
    "quality": "报送质量",
    "orders": "督办单",
    "events": "加减分",
}


def write_appraisal_xlsx(rules: AppraisalRules, scores: Sequence[Score]) -> bytes:
    """The workbook as bytes: 名次, 单位, points by part, 总分, 等次; and the lines behind them."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    bold = workbook.add_format({"bold": True})
    total_sheet = workbook.add_worksheet("得分")
    total_sheet.write(0, 0, rules.name, bold)
    total_sheet.write_row(2, 0, ["名次", "单位", *PART_LABELS.values(), "总分", "等次", "说明"], bold)
    for index, score in enumerate(scores):
        rank_cells = [index + 1] if score.ranked and not score.veto else [""]
        part_points = [float(score.parts.get(part, 0)) for part in PART_LABELS]
        note = "、".join(score.veto) or ("" if score.ranked else "本年没有任务，不排名")
        total_sheet.write_row(3 + index, 0, [*rank_cells, score.body, *part_points, float(score.total)])
        total_sheet.write_row(3 + index, 3 + len(PART_LABELS), [score.grade, note])
    total_sheet.set_column(1, 1, 24)
    line_sheet = workbook.add_worksheet("明细")
    line_sheet.write_row(0, 0, ["单位", "部分", "项目", "得分", "算式", "依据"], bold)
    row_index = 1
    for score in scores:
        for line in score.lines:
            cells = [score.body, PART_LABELS[line.part], line.label, float(line.points)]
            line_sheet.write_row(row_index, 0, [*cells, line.sum, "、".join(line.rows)])
            row_index += 1
    line_sheet.set_column(4, 5, 60)
    workbook.close()
    return buffer.getvalue()

"""A comparison as rows: JSON, CSV and XLSX with the same columns (docs/reference/compare.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from duban.comparison import Comparison, Span, Stance, render_sum
from duban.documents.csv import render_table_csv
from duban.documents.report_rows import Cell
from duban.documents.workbook import Sheet, render_workbook
from duban.verification import render_target

# Column of the data, and its heading in the workbook.
STANCE_COLUMNS = {
    "indicator": "指标代码",
    "name": "指标",
    "measure": "类型",
    "region_code": "地区代码",
    "region": "地区",
    "level": "层级",
    "year": "年度",
    "target": "目标",
    "value": "目标数值",
    "value_high": "目标上限",
    "unit": "单位",
    "comparator": "界限",
    "strength": "力度",
    "hardness": "松紧",
    "last": "上年结果",
    "last_value": "上年数值",
    "ambition": "比上年结果多要求",
    "outcome": "当年结果",
    "outcome_value": "当年结果数值",
    "above_region": "对照地区",
    "above_year": "对照年度",
    "above": "对照目标",
    "step": "加码",
    "sum": "算式",
    "quote": "原文",
    "start": "起",
    "end": "止",
    "source": "出处",
}
SPAN_COLUMNS = {
    "region": "地区",
    "indicator": "指标代码",
    "name": "指标",
    "measure": "类型",
    "years": "提出的年度",
    "read": "读到的年度",
    "began": "新提",
    "ended": "不再提",
}
_WIDE_COLUMNS = frozenset({"算式", "原文", "出处", "提出的年度", "读到的年度"})
_LEVEL_LABELS = {"national": "国家", "province": "省级", "prefecture": "地级", "county": "县级", "zone": "功能区"}


def build_stance_row(stance: Stance) -> dict[str, Cell]:
    """A stance as one row of COLUMNS."""
    target, government, superior = stance.target, stance.government, stance.above
    previous_result, outcome = stance.last, stance.outcome
    return {
        "indicator": stance.indicator,
        "name": stance.name,
        "measure": stance.measure.value,
        "region_code": government.code,
        "region": government.name,
        "level": None if government.level is None else government.level.value,
        "year": stance.year,
        "target": render_target(target),
        "value": target.value,
        "value_high": target.value_high,
        "unit": target.unit,
        "comparator": None if target.comparator is None else target.comparator.value,
        "strength": None if target.strength is None else target.strength.value,
        "hardness": stance.hardness.value,
        "last": None if previous_result is None else previous_result.number,
        "last_value": None if previous_result is None else previous_result.value,
        "ambition": stance.ambition,
        "outcome": None if outcome is None else outcome.number,
        "outcome_value": None if outcome is None else outcome.value,
        "above_region": None if superior is None else superior.government.name,
        "above_year": None if superior is None else superior.year,
        "above": None if superior is None else render_target(superior.target),
        "step": stance.step,
        "sum": render_sum(stance),
        "quote": target.quote,
        "start": target.start,
        "end": target.end,
        "source": stance.source,
    }


def build_span_row(span: Span) -> dict[str, Cell]:
    """A span as one row of SPAN_COLUMNS."""
    return {
        "region": span.government.name,
        "indicator": span.indicator,
        "name": span.name,
        "measure": span.measure.value,
        "years": " ".join(map(str, span.years)),
        "read": " ".join(map(str, span.report_years)),
        "began": span.first_year,
        "ended": span.end_year,
    }


def render_comparison_json(comparison: Comparison) -> bytes:
    """`{"stances": […], "spans": […], "passed_over": […]}`. Numbers are exact decimal numerals."""
    payload = {
        "stances": [_encode_cells(build_stance_row(item)) for item in comparison.stances],
        "spans": [
            {**_encode_cells(build_span_row(item)), "years": list(item.years), "read": list(item.report_years)}
            for item in comparison.spans
        ],
        "passed_over": [{"source": omission.source, "reason": omission.reason} for omission in comparison.passed_over],
    }
    return (json.dumps(payload, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def render_comparison_csv(comparison: Comparison) -> bytes:
    """The stances, one a line."""
    return render_table_csv(
        list(STANCE_COLUMNS), [list(build_stance_row(stance).values()) for stance in comparison.stances]
    )


def render_comparison_xlsx(comparison: Comparison) -> bytes:
    """Two sheets: the stances, and which indicators came and went."""
    stances = [list(_translate_level(build_stance_row(item)).values()) for item in comparison.stances]
    spans = [list(build_span_row(item).values()) for item in comparison.spans]
    return render_workbook(
        [
            Sheet("目标对比", list(STANCE_COLUMNS.values()), stances, _WIDE_COLUMNS),
            Sheet("指标的来去", list(SPAN_COLUMNS.values()), spans, _WIDE_COLUMNS),
        ]
    )


def _encode_cells(cells: Mapping[str, Cell]) -> dict[str, object]:
    """Decimals as JSON numbers that lose no digit where a float holds them, else as text."""
    return {column_name: _encode_number(cell) for column_name, cell in cells.items()}


def _encode_number(cell: Cell) -> object:
    if not isinstance(cell, Decimal):
        return cell
    if cell == cell.to_integral_value():
        return int(cell)
    return float(cell) if Decimal(str(float(cell))) == cell else str(cell)


def _translate_level(cells: dict[str, Cell]) -> dict[str, Cell]:
    level = cells["level"]
    return {**cells, "level": None if level is None else _LEVEL_LABELS[str(level)]}

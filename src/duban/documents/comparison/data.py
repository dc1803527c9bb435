"""A comparison as rows: JSON, CSV and XLSX with the same columns (docs/reference/compare.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from duban.comparison import Comparison, Span, Stance, sum_of
from duban.documents.book import Sheet, book
from duban.documents.csv import table_csv
from duban.documents.rows import Cell
from duban.verification import wanted

# Column of the data, and its heading in the workbook.
COLUMNS = {
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
_WIDE = frozenset({"算式", "原文", "出处", "提出的年度", "读到的年度"})
_LEVELS = {
    "national": "国家",
    "province": "省级",
    "prefecture": "地级",
    "county": "县级",
    "zone": "功能区",
}


def row(stance: Stance) -> dict[str, Cell]:
    """A stance as one row of COLUMNS."""
    target, government, above = stance.target, stance.government, stance.above
    last, outcome = stance.last, stance.outcome
    return {
        "indicator": stance.indicator,
        "name": stance.name,
        "measure": stance.measure.value,
        "region_code": government.code,
        "region": government.name,
        "level": None if government.level is None else government.level.value,
        "year": stance.year,
        "target": wanted(target),
        "value": target.value,
        "value_high": target.value_high,
        "unit": target.unit,
        "comparator": None if target.comparator is None else target.comparator.value,
        "strength": None if target.strength is None else target.strength.value,
        "hardness": stance.hardness.value,
        "last": None if last is None else last.number,
        "last_value": None if last is None else last.value,
        "ambition": stance.ambition,
        "outcome": None if outcome is None else outcome.number,
        "outcome_value": None if outcome is None else outcome.value,
        "above_region": None if above is None else above.government.name,
        "above_year": None if above is None else above.year,
        "above": None if above is None else wanted(above.target),
        "step": stance.step,
        "sum": sum_of(stance),
        "quote": target.quote,
        "start": target.start,
        "end": target.end,
        "source": stance.source,
    }


def span_row(span: Span) -> dict[str, Cell]:
    """A span as one row of SPAN_COLUMNS."""
    return {
        "region": span.government.name,
        "indicator": span.indicator,
        "name": span.name,
        "measure": span.measure.value,
        "years": " ".join(map(str, span.years)),
        "read": " ".join(map(str, span.read)),
        "began": span.began,
        "ended": span.ended,
    }


def comparison_json(comparison: Comparison) -> bytes:
    """`{"stances": […], "spans": […], "passed_over": […]}`. Numbers are exact decimal numerals."""
    value = {
        "stances": [_plain(row(s)) for s in comparison.stances],
        "spans": [
            {**_plain(span_row(s)), "years": list(s.years), "read": list(s.read)}
            for s in comparison.spans
        ],
        "passed_over": [{"source": p.source, "reason": p.reason} for p in comparison.passed_over],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def comparison_csv(comparison: Comparison) -> bytes:
    """The stances, one a line."""
    return table_csv(list(COLUMNS), [list(row(s).values()) for s in comparison.stances])


def comparison_xlsx(comparison: Comparison) -> bytes:
    """Two sheets: the stances, and which indicators came and went."""
    stances = [list(_chinese(row(s)).values()) for s in comparison.stances]
    spans = [list(span_row(s).values()) for s in comparison.spans]
    return book(
        [
            Sheet("目标对比", list(COLUMNS.values()), stances, _WIDE),
            Sheet("指标的来去", list(SPAN_COLUMNS.values()), spans, _WIDE),
        ]
    )


def _plain(cells: Mapping[str, Cell]) -> dict[str, object]:
    """Decimals as JSON numbers that lose no digit where a float holds them, else as text."""
    return {name: _number(cell) for name, cell in cells.items()}


def _number(cell: Cell) -> object:
    if not isinstance(cell, Decimal):
        return cell
    if cell == cell.to_integral_value():
        return int(cell)
    return float(cell) if Decimal(str(float(cell))) == cell else str(cell)


def _chinese(cells: dict[str, Cell]) -> dict[str, Cell]:
    level = cells["level"]
    return {**cells, "level": None if level is None else _LEVELS[str(level)]}

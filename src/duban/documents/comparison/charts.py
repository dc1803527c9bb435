"""The charts of a comparison: ranked dots, years, and the grid of years with a target."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from duban.commitments import ClaimKind, Comparator
from duban.comparison import Group, Hardness, Span, Stance, compute_base_value
from duban.documents.charts import DotRow, ReferenceLine, YearPoint, render_dot_plot, render_years_chart
from duban.series import UnitError, convert, find_family
from duban.verification import Result, render_target

MEASURES = {
    ClaimKind.GROWTH: "增速",
    ClaimKind.SHARE: "比重、比率",
    ClaimKind.POINTS: "变化（百分点）",
    ClaimKind.LEVEL: "总量",
    ClaimKind.VOLUME: "当年的量",
}
_CEILING_COMPARATORS = (Comparator.LE, Comparator.LT)
_GLYPHS = {Hardness.FLOOR: "▲", Hardness.EXACT: "●", Hardness.BAND: "◐", Hardness.STRIVE: "◇"}


def render_ranked_plot(group: Group) -> str:
    """One indicator in one year: each government's target and its result of the year before."""
    superior = _find_common_superior(group.stances)
    reference = None
    if superior is not None:
        year_text = "" if superior.year == group.year else f"{superior.year}年"
        reference = ReferenceLine(
            compute_base_value(superior), f"{superior.government.name}{year_text}{render_target(superior.target)}"
        )
    title = f"{group.year}年{group.name}{MEASURES[group.measure]}：" + "，".join(
        f"{stance.government.name}{render_target(stance.target)}" for stance in group.stances
    )
    return render_dot_plot(title, [_build_dot(stance) for stance in group.stances], reference)


def render_years_plot(stances: Sequence[Stance]) -> str:
    """One government's targets for one indicator over the years, with their results."""
    points = []
    for stance in sorted(stances, key=lambda dated_stance: dated_stance.year):
        outcome = stance.outcome
        outcome_value = None if outcome is None else _scale_result(outcome, stance)
        outcome_label = "" if outcome is None else outcome.number
        points.append(
            YearPoint(
                stance.year, compute_base_value(stance), render_target(stance.target), outcome_value, outcome_label
            )
        )
    title = "；".join(f"{point.year}年目标{point.target_label}{_format_outcome(point)}" for point in points)
    return render_years_chart(title, points)


def render_grid(spans: Sequence[Span], stances: Sequence[Stance]) -> str:
    """A table: one row an indicator, one column a year, a mark where a target was set."""
    all_years = sorted({year for span in spans for year in span.report_years})
    stance_by_key = {(stance.indicator, stance.measure, stance.year): stance for stance in stances}
    heading_cells = "".join(f'<th scope="col">{year}</th>' for year in all_years)
    table_rows = []
    for span in spans:
        cells = "".join(_render_cell(span, year, stance_by_key) for year in all_years)
        row_heading = f"{escape(span.name)} <small>{MEASURES[span.measure]}</small>"
        table_rows.append(f'<tr><th scope="row">{row_heading}</th>{cells}</tr>')
    return (
        f'<table class="grid"><thead><tr><th scope="col">指标</th>{heading_cells}</tr></thead>'
        f"<tbody>{''.join(table_rows)}</tbody></table>"
    )


def _render_cell(span: Span, year: int, stance_by_key: dict[tuple[str, ClaimKind, int], Stance]) -> str:
    if year not in span.report_years:
        return "<td></td>"
    if year in span.years:
        stance = stance_by_key[span.indicator, span.measure, year]
        new = " new" if span.first_year == year else ""
        text = f"{render_target(stance.target)}，{stance.hardness.chinese}{'，新提' if new else ''}"
        return (
            f'<td class="set{new}" title="{year}年 {escape(text)}"><span aria-hidden="true">'
            f'{_GLYPHS[stance.hardness]}</span><span class="away">{escape(text)}</span></td>'
        )
    if span.end_year == year:
        return _render_empty_cell("gone", "×", "不再提")
    return _render_empty_cell("silent", "·", "没有提")


def _render_empty_cell(css_class: str, glyph: str, description: str) -> str:
    return (
        f'<td class="{css_class}" title="{description}"><span aria-hidden="true">{glyph}</span>'
        f'<span class="away">{description}</span></td>'
    )


def _format_outcome(point: YearPoint) -> str:
    return f"，结果{point.result_label}" if point.result_label else ""


def _find_common_superior(stances: Sequence[Stance]) -> Stance | None:
    """The higher government's target that all stances are compared with, if it is the same one."""
    superiors = {
        (stance.above.government, stance.above.year): stance.above for stance in stances if stance.above is not None
    }
    return next(iter(superiors.values())) if len(superiors) == 1 else None


def _build_dot(stance: Stance) -> DotRow:
    target, previous_result = stance.target, stance.last
    unit_factor = find_family(target.unit)[1]
    return DotRow(
        name=stance.government.name.replace("壮族自治区", "").replace("维吾尔自治区", ""),
        value=compute_base_value(stance),
        value_label=render_target(target),
        mark=_choose_mark(stance),
        upper_value=None if target.value_high is None else target.value_high * unit_factor,
        previous_value=None if previous_result is None else _scale_result(previous_result, stance),
        previous_label="" if previous_result is None else f"上年结果{previous_result.number}",
    )


def _choose_mark(stance: Stance) -> str:
    comparator = stance.target.comparator
    if stance.hardness is Hardness.STRIVE:
        return "strive"
    if comparator is Comparator.RANGE:
        return "range"
    if comparator in _CEILING_COMPARATORS:
        return "ceiling"
    if comparator is Comparator.APPROX:
        return "band"
    return "exact" if comparator is Comparator.EQ else "floor"


def _scale_result(result: Result, stance: Stance) -> Decimal | None:
    try:
        value = None if result.value is None else convert(result.value, result.unit, stance.target.unit)
    except UnitError:
        return None
    return None if value is None else value * find_family(stance.target.unit)[1]

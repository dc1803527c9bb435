"""A small chart of targets and results over the years: a step for each target, a dot for a result.

Many of them stand side by side, each with its own scale and its last values written out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise

from duban.documents.charts.frame import px, render_svg

WIDTH, HEIGHT = 300, 132
PLOT_X, LABEL_ROOM, PLOT_Y, AXIS_HEIGHT = 8, 88, 16, 22


@dataclass(frozen=True, slots=True)
class YearPoint:
    """One year's target, and its result where that is known."""

    year: int
    target: Decimal
    target_label: str
    result: Decimal | None = None
    result_label: str = ""


def render_years_chart(title: str, points: Sequence[YearPoint]) -> str:
    """Draw the years in order; a missing year is a gap. An empty text for fewer than two years."""
    if len(points) < 2:
        return ""
    values = [
        plotted_value for item in points for plotted_value in (item.target, item.result) if plotted_value is not None
    ]
    lowest, highest = min(values), max(values)
    first_year, last_year = points[0].year, points[-1].year
    year_width = (WIDTH - PLOT_X - LABEL_ROOM) / (last_year - first_year + 1)

    def x(year: int) -> float:
        return PLOT_X + (year - first_year + 0.5) * year_width

    def y(value: Decimal) -> float:
        share = 0.5 if highest == lowest else float((value - lowest) / (highest - lowest))
        return HEIGHT - AXIS_HEIGHT - share * (HEIGHT - PLOT_Y - AXIS_HEIGHT)

    elements = [_render_axis(first_year, last_year, x)]
    points_with_result = [item for item in points if item.result is not None]
    for prior, later in pairwise(points_with_result):
        if later.year == prior.year + 1 and prior.result is not None and later.result is not None:
            elements.append(
                f'<line class="result" x1="{px(x(prior.year))}" x2="{px(x(later.year))}" '
                f'y1="{px(y(prior.result))}" y2="{px(y(later.result))}"/>'
            )
    half = year_width / 2 - 1
    for item in points:
        elements.append(
            f'<line class="target" x1="{px(x(item.year) - half)}" x2="{px(x(item.year) + half)}" '
            f'y1="{px(y(item.target))}" y2="{px(y(item.target))}"><title>{item.year}年目标'
            f"{escape(item.target_label)}</title></line>"
        )
        if item.result is not None:
            elements.append(
                f'<circle class="result" cx="{px(x(item.year))}" cy="{px(y(item.result))}" r="2.6">'
                f"<title>{item.year}年结果{escape(item.result_label)}</title></circle>"
            )
    elements += _render_labels(points[-1], points_with_result[-1] if points_with_result else None, y)
    return render_svg("years", title, WIDTH, HEIGHT, "".join(elements))


def _render_axis(first_year: int, last_year: int, x: Callable[[int], float]) -> str:
    y = HEIGHT - AXIS_HEIGHT + 4
    labels = "".join(
        f'<text class="tick" x="{px(x(year))}" y="{HEIGHT - 4}" text-anchor="middle">{year}</text>'
        for year in (first_year, last_year)
    )
    return f'<line class="axis" x1="{PLOT_X}" x2="{WIDTH - LABEL_ROOM}" y1="{y}" y2="{y}"/>{labels}'


def _render_labels(latest: YearPoint, latest_with_result: YearPoint | None, y: Callable[[Decimal], float]) -> list[str]:
    """The labels of the latest target and result, moved apart where they would overlap."""
    target_y = y(latest.target)
    elements = [
        f'<text class="target" x="{WIDTH - LABEL_ROOM + 6}" y="{px(target_y)}" dy=".36em">'
        f"{escape(latest.target_label)}</text>"
    ]
    if latest_with_result is not None and latest_with_result.result is not None:
        result_y = y(latest_with_result.result)
        if abs(result_y - target_y) < 13:
            result_y = target_y - 14 if result_y <= target_y else target_y + 14
        elements.append(
            f'<text class="result" x="{WIDTH - LABEL_ROOM + 6}" y="{px(result_y)}" dy=".36em">'
            f"{escape(latest_with_result.result_label)}</text>"
        )
    return elements

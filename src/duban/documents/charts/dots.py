"""A ranked dot plot: one row a region with its target and its previous value, on one scale.

A vertical reference line may cross all rows. The mark shows the kind of bound: ▶ at least, ◀ at
most, ● exactly, ● with whiskers approximately, a bar for a range, ◇ strive for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from duban.documents.charts.frame import px, render_svg

WIDTH, ROW_HEIGHT, TOP, BOTTOM = 520, 26, 24, 8
PLOT_X, VALUE_WIDTH, PLOT_PADDING = 100, 124, 12
WHISKER = 9


@dataclass(frozen=True, slots=True)
class DotRow:
    """A row and the labels of its values. `mark`: floor, ceiling, exact, band, range or strive."""

    name: str
    value: Decimal
    value_label: str
    mark: str
    upper_value: Decimal | None = None
    previous_value: Decimal | None = None
    previous_label: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A vertical line across all rows at `value`, with a label above it."""

    value: Decimal
    label: str


def render_dot_plot(title: str, rows: Sequence[DotRow], reference: ReferenceLine | None = None) -> str:
    """Draw the rows in the given order, on one scale. An empty text without rows."""
    if not rows:
        return ""
    values = [
        plotted_value
        for dot_row in rows
        for plotted_value in (dot_row.value, dot_row.upper_value, dot_row.previous_value)
        if plotted_value is not None
    ]
    values += [reference.value] if reference is not None else []
    lowest, highest = min(values), max(values)
    top_margin = TOP if reference is not None else BOTTOM
    height = top_margin + ROW_HEIGHT * len(rows) + BOTTOM
    plot_width = WIDTH - PLOT_X - VALUE_WIDTH - 2 * PLOT_PADDING

    def scale_x(value: Decimal) -> float:
        return (
            PLOT_X
            + PLOT_PADDING
            + (plot_width / 2 if highest == lowest else float((value - lowest) / (highest - lowest)) * plot_width)
        )

    elements = [_render_reference(reference, scale_x(reference.value), height)] if reference is not None else []
    elements += [
        _render_row(row, top_margin + ROW_HEIGHT * index + ROW_HEIGHT / 2, scale_x) for index, row in enumerate(rows)
    ]
    return render_svg("dots", title, WIDTH, height, "".join(elements))


def _render_reference(reference: ReferenceLine, x: float, height: int) -> str:
    return (
        f'<line class="rule" x1="{px(x)}" x2="{px(x)}" y1="{TOP - 4}" y2="{height - BOTTOM}"/>'
        f'<text class="rule" x="{px(x)}" y="{TOP - 10}" text-anchor="middle">'
        f"{escape(reference.label)}</text>"
    )


def _render_row(dot: DotRow, y: float, scale_x: Callable[[Decimal], float]) -> str:
    value_x = scale_x(dot.value)
    elements = [
        f'<line class="axis" x1="{PLOT_X}" x2="{WIDTH - VALUE_WIDTH}" y1="{px(y)}" y2="{px(y)}"/>',
        f'<text class="place" x="{PLOT_X - 8}" y="{px(y)}" dy=".36em" text-anchor="end">{escape(dot.name)}</text>',
    ]
    if dot.previous_value is not None:
        earlier_x = scale_x(dot.previous_value)
        elements.append(
            f'<line class="way" x1="{px(earlier_x)}" x2="{px(value_x)}" y1="{px(y)}" y2="{px(y)}"/>'
            f'<circle class="before" cx="{px(earlier_x)}" cy="{px(y)}" r="4">'
            f"<title>{escape(dot.previous_label)}</title></circle>"
        )
    upper_x = value_x if dot.upper_value is None else scale_x(dot.upper_value)
    elements.append(_render_mark(dot, value_x, upper_x, y))
    elements.append(
        f'<text class="value" x="{WIDTH - VALUE_WIDTH + 8}" y="{px(y)}" dy=".36em">{escape(dot.value_label)}</text>'
    )
    return f'<g class="m-{dot.mark}">{"".join(elements)}</g>'


def _render_mark(row: DotRow, x: float, upper_x: float, y: float) -> str:
    if row.mark == "floor":
        return _render_polygon([(x - 3, y - 6), (x + 7, y), (x - 3, y + 6)])
    if row.mark == "ceiling":
        return _render_polygon([(x + 3, y - 6), (x - 7, y), (x + 3, y + 6)])
    if row.mark == "strive":
        return _render_polygon([(x, y - 6.5), (x + 6.5, y), (x, y + 6.5), (x - 6.5, y)], "open")
    circle = f'<circle class="mark" cx="{px(x)}" cy="{px(y)}" r="5"/>'
    if row.mark == "range":
        interval = f'<line class="span" x1="{px(x)}" x2="{px(upper_x)}" y1="{px(y)}" y2="{px(y)}"/>'
        return f'{interval}{circle}<circle class="mark" cx="{px(upper_x)}" cy="{px(y)}" r="5"/>'
    if row.mark == "band":
        return (
            f'<line class="whisker" x1="{px(x - WHISKER)}" x2="{px(x + WHISKER)}" y1="{px(y)}" y2="{px(y)}"/>{circle}'
        )
    return circle


def _render_polygon(points: Sequence[tuple[float, float]], css_class: str = "") -> str:
    coordinates = " ".join(f"{px(x)},{px(y)}" for x, y in points)
    return f'<polygon class="mark {css_class}" points="{coordinates}"/>'

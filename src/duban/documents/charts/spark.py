"""A sparkline: a line through a few values with a dot on the last; no axis, no label."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duban.documents.charts.frame import px, render_svg

WIDTH, HEIGHT, PADDING = 120, 32, 4


def render_sparkline(title: str, values: Sequence[Decimal], bound: Decimal | None = None) -> str:
    """Draw the values in order; `bound` is a reference level. An empty text without values."""
    if not values:
        return ""
    levels = [*values, *([] if bound is None else [bound])]
    lowest, highest = min(levels), max(levels)

    def y(value: Decimal) -> float:
        if highest == lowest:
            return HEIGHT / 2
        return HEIGHT - PADDING - float((value - lowest) / (highest - lowest)) * (HEIGHT - 2 * PADDING)

    step = (WIDTH - 2 * PADDING) / max(len(values) - 1, 1)
    points = [(PADDING + index * step, y(value)) for index, value in enumerate(values)]
    elements = ""
    if bound is not None:
        elements += f'<line class="bound" x1="0" x2="{WIDTH}" y1="{px(y(bound))}" y2="{px(y(bound))}"/>'
    coordinates = " ".join(f"{px(x)},{px(level)}" for x, level in points)
    elements += f'<polyline class="actual" points="{coordinates}"/>'
    x, level = points[-1]
    elements += f'<circle class="last" cx="{px(x)}" cy="{px(level)}" r="3"/>'
    return render_svg("spark", title, WIDTH, HEIGHT, elements)

"""A sparkline: a line through a few values with a dot on the last; no axis, no label."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duban.documents.charts.frame import px, svg

WIDTH, HEIGHT, EDGE = 120, 32, 4


def spark(title: str, values: Sequence[Decimal], bound: Decimal | None = None) -> str:
    """Draw the values in order; `bound` is a reference level. An empty text without values."""
    if not values:
        return ""
    levels = [*values, *([] if bound is None else [bound])]
    low, high = min(levels), max(levels)

    def y(value: Decimal) -> float:
        if high == low:
            return HEIGHT / 2
        return HEIGHT - EDGE - float((value - low) / (high - low)) * (HEIGHT - 2 * EDGE)

    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    points = [(EDGE + n * step, y(value)) for n, value in enumerate(values)]
    inner = ""
    if bound is not None:
        inner += (
            f'<line class="bound" x1="0" x2="{WIDTH}" y1="{px(y(bound))}" y2="{px(y(bound))}"/>'
        )
    joined = " ".join(f"{px(x)},{px(level)}" for x, level in points)
    inner += f'<polyline class="actual" points="{joined}"/>'
    x, level = points[-1]
    inner += f'<circle class="last" cx="{px(x)}" cy="{px(level)}" r="3"/>'
    return svg("spark", title, WIDTH, HEIGHT, inner)

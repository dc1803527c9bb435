"""A stacked bar: one segment a kind, as wide as its share of the count that fills the bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from duban.documents.charts.frame import px, render_svg

WIDTH, HEIGHT, SEGMENT_GAP = 400, 12, 1.5


@dataclass(frozen=True, slots=True)
class BarSegment:
    """One segment of the bar: its CSS class, the word in its title, and how many there are."""

    css_class: str
    label: str
    count: int


def render_stacked_bar(title: str, segments: Sequence[BarSegment], max_count: int | None = None) -> str:
    """Draw the segments in order. `max_count` fills the width (default: the sum of all counts).

    Raises ValueError for a negative count or for more than `max_count`.
    """
    total = sum(segment.count for segment in segments)
    if any(segment.count < 0 for segment in segments):
        raise ValueError(f"a count is negative: {segments}")
    full_count = total if max_count is None else max_count
    if total > full_count:
        raise ValueError(f"the bar holds {total}, more than the {full_count} that fill it")
    elements, x = [], 0.0
    for segment in segments:
        width = WIDTH * segment.count / full_count if full_count else 0.0
        if segment.count:
            elements.append(_render_segment(segment, x, max(width - SEGMENT_GAP, 1.0)))
        x += width
    return render_svg("bar", title, WIDTH, HEIGHT, "".join(elements), stretch=True)


def _render_segment(segment: BarSegment, x: float, width: float) -> str:
    title = f"<title>{escape(segment.label)} {segment.count}</title>"
    return (
        f'<rect class="s-{escape(segment.css_class)}" x="{px(x)}" y="0" '
        f'width="{px(width)}" height="{HEIGHT}">{title}</rect>'
    )

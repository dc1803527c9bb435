"""A small chart of targets and results over the years: a step for each target, a dot for a result.

Many of them stand side by side, each with its own scale and its last values written out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise

from duban.documents.charts.frame import px, svg

WIDTH, HEIGHT = 300, 132
LEFT, RIGHT, TOP, BOTTOM = 8, 88, 16, 22


@dataclass(frozen=True, slots=True)
class Year:
    """One year's target, and its result where that is known."""

    year: int
    target: Decimal
    said: str
    result: Decimal | None = None
    result_said: str = ""


def years(title: str, points: Sequence[Year]) -> str:
    """Draw the years in order; a missing year is a gap. An empty text for fewer than two years."""
    if len(points) < 2:
        return ""
    values = [v for p in points for v in (p.target, p.result) if v is not None]
    low, high = min(values), max(values)
    first, last = points[0].year, points[-1].year
    wide = (WIDTH - LEFT - RIGHT) / (last - first + 1)

    def x(year: int) -> float:
        return LEFT + (year - first + 0.5) * wide

    def y(value: Decimal) -> float:
        share = 0.5 if high == low else float((value - low) / (high - low))
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    out = [_axis(first, last, x)]
    known = [p for p in points if p.result is not None]
    for a, b in pairwise(known):
        if b.year == a.year + 1 and a.result is not None and b.result is not None:
            out.append(
                f'<line class="result" x1="{px(x(a.year))}" x2="{px(x(b.year))}" '
                f'y1="{px(y(a.result))}" y2="{px(y(b.result))}"/>'
            )
    half = wide / 2 - 1
    for p in points:
        out.append(
            f'<line class="target" x1="{px(x(p.year) - half)}" x2="{px(x(p.year) + half)}" '
            f'y1="{px(y(p.target))}" y2="{px(y(p.target))}"><title>{p.year}年目标'
            f"{escape(p.said)}</title></line>"
        )
        if p.result is not None:
            out.append(
                f'<circle class="result" cx="{px(x(p.year))}" cy="{px(y(p.result))}" r="2.6">'
                f"<title>{p.year}年结果{escape(p.result_said)}</title></circle>"
            )
    out += _labels(points[-1], known[-1] if known else None, y)
    return svg("years", title, WIDTH, HEIGHT, "".join(out))


def _axis(first: int, last: int, x: Callable[[int], float]) -> str:
    base = HEIGHT - BOTTOM + 4
    ends = "".join(
        f'<text class="tick" x="{px(x(year))}" y="{HEIGHT - 4}" text-anchor="middle">{year}</text>'
        for year in (first, last)
    )
    return f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}"/>{ends}'


def _labels(last: Year, known: Year | None, y: Callable[[Decimal], float]) -> list[str]:
    """The labels of the latest target and result, moved apart where they would overlap."""
    at = y(last.target)
    out = [
        f'<text class="target" x="{WIDTH - RIGHT + 6}" y="{px(at)}" dy=".36em">'
        f"{escape(last.said)}</text>"
    ]
    if known is not None and known.result is not None:
        place = y(known.result)
        if abs(place - at) < 13:
            place = at - 14 if place <= at else at + 14
        out.append(
            f'<text class="result" x="{WIDTH - RIGHT + 6}" y="{px(place)}" dy=".36em">'
            f"{escape(known.result_said)}</text>"
        )
    return out

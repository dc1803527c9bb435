"""A ranked dot plot: one row a region with its target and its previous value, on one scale.

A vertical reference line may cross all rows. The mark shows the kind of bound: ▶ at least, ◀ at
most, ● exactly, ● with whiskers approximately, a bar for a range, ◇ strive for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from duban.documents.charts.frame import px, svg

WIDTH, ROW, TOP, BOTTOM = 520, 26, 24, 8
LEFT, RIGHT, EDGE = 100, 124, 12
WHISKER = 9


@dataclass(frozen=True, slots=True)
class Dot:
    """A row and the labels of its values. `mark`: floor, ceiling, exact, band, range or strive."""

    name: str
    value: Decimal
    said: str
    mark: str
    high: Decimal | None = None
    before: Decimal | None = None
    before_said: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A vertical line across all rows at `value`, with a label above it."""

    value: Decimal
    said: str


def dots(title: str, rows: Sequence[Dot], rule: Rule | None = None) -> str:
    """Draw the rows in the given order, on one scale. An empty text without rows."""
    if not rows:
        return ""
    values = [v for r in rows for v in (r.value, r.high, r.before) if v is not None]
    values += [rule.value] if rule is not None else []
    low, high = min(values), max(values)
    top = TOP if rule is not None else BOTTOM
    height = top + ROW * len(rows) + BOTTOM
    room = WIDTH - LEFT - RIGHT - 2 * EDGE

    def x(value: Decimal) -> float:
        return (
            LEFT + EDGE + (room / 2 if high == low else float((value - low) / (high - low)) * room)
        )

    out = [_rule(rule, x(rule.value), height)] if rule is not None else []
    out += [_row(row, top + ROW * n + ROW / 2, x) for n, row in enumerate(rows)]
    return svg("dots", title, WIDTH, height, "".join(out))


def _rule(rule: Rule, at: float, height: int) -> str:
    return (
        f'<line class="rule" x1="{px(at)}" x2="{px(at)}" y1="{TOP - 4}" y2="{height - BOTTOM}"/>'
        f'<text class="rule" x="{px(at)}" y="{TOP - 10}" text-anchor="middle">'
        f"{escape(rule.said)}</text>"
    )


def _row(row: Dot, y: float, x: Callable[[Decimal], float]) -> str:
    place = x(row.value)
    out = [
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{px(y)}" y2="{px(y)}"/>',
        f'<text class="place" x="{LEFT - 8}" y="{px(y)}" dy=".36em" text-anchor="end">'
        f"{escape(row.name)}</text>",
    ]
    if row.before is not None:
        before = x(row.before)
        out.append(
            f'<line class="way" x1="{px(before)}" x2="{px(place)}" y1="{px(y)}" y2="{px(y)}"/>'
            f'<circle class="before" cx="{px(before)}" cy="{px(y)}" r="4">'
            f"<title>{escape(row.before_said)}</title></circle>"
        )
    high = place if row.high is None else x(row.high)
    out.append(_mark(row, place, high, y))
    out.append(
        f'<text class="value" x="{WIDTH - RIGHT + 8}" y="{px(y)}" dy=".36em">'
        f"{escape(row.said)}</text>"
    )
    return f'<g class="m-{row.mark}">{"".join(out)}</g>'


def _mark(row: Dot, x: float, high: float, y: float) -> str:
    if row.mark == "floor":
        return _shape([(x - 3, y - 6), (x + 7, y), (x - 3, y + 6)])
    if row.mark == "ceiling":
        return _shape([(x + 3, y - 6), (x - 7, y), (x + 3, y + 6)])
    if row.mark == "strive":
        return _shape([(x, y - 6.5), (x + 6.5, y), (x, y + 6.5), (x - 6.5, y)], "open")
    dot = f'<circle class="mark" cx="{px(x)}" cy="{px(y)}" r="5"/>'
    if row.mark == "range":
        bar = f'<line class="span" x1="{px(x)}" x2="{px(high)}" y1="{px(y)}" y2="{px(y)}"/>'
        return f'{bar}{dot}<circle class="mark" cx="{px(high)}" cy="{px(y)}" r="5"/>'
    if row.mark == "band":
        return (
            f'<line class="whisker" x1="{px(x - WHISKER)}" x2="{px(x + WHISKER)}" y1="{px(y)}" '
            f'y2="{px(y)}"/>{dot}'
        )
    return dot


def _shape(points: Sequence[tuple[float, float]], look: str = "") -> str:
    joined = " ".join(f"{px(x)},{px(y)}" for x, y in points)
    return f'<polygon class="mark {look}" points="{joined}"/>'

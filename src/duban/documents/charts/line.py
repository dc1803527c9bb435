"""A line chart: the figures over the target band and the schedule, the last value labelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from duban.documents.charts.frame import px, svg

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 12, 84, 26, 28
HEADROOM = Decimal("0.08")


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a date."""

    at: dt.date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """The values that meet the target: from `lower` up, up to `upper`, or between them.

    The line of the target itself is drawn and labelled too.
    """

    at: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one chart shows, over its dates. `format_value` writes a value with its unit."""

    title: str
    start: dt.date
    end: dt.date
    actual: Sequence[Point]
    show: Callable[[Decimal], str]
    schedule: Sequence[Point] = ()
    band: Band | None = None
    months: Sequence[tuple[dt.date, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class _Scale:
    start: dt.date
    days: int
    low: Decimal
    high: Decimal

    def x(self, at: dt.date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - self.start).days / self.days

    def y(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def line(chart: Line) -> str:
    """Draw the chart; an empty text where it has no values.

    Raises ValueError where the end is not after the start.
    """
    if chart.end <= chart.start:
        raise ValueError(f"a chart must end after it starts: {chart.start} to {chart.end}")
    values = [point.value for point in (*chart.actual, *chart.schedule)]
    if chart.band is not None:
        values += [v for v in (chart.band.at, chart.band.low, chart.band.high) if v is not None]
    if not values:
        return ""
    scale = _scale(chart, values)
    inner = "".join(
        [
            _band(chart, scale),
            *_months(chart, scale),
            _path("schedule", chart.schedule, scale),
            _path("actual", chart.actual, scale),
            *_dots(chart, scale),
            _last(chart, scale),
        ]
    )
    return svg("line", chart.title, WIDTH, HEIGHT, inner)


def _scale(chart: Line, values: Sequence[Decimal]) -> _Scale:
    low, high = min(values), max(values)
    room = (high - low) * HEADROOM or abs(high) * HEADROOM or Decimal(1)
    bottom = low if low == 0 else low - room
    return _Scale(chart.start, (chart.end - chart.start).days, bottom, high + room)


def _band(chart: Line, scale: _Scale) -> str:
    if chart.band is None:
        return ""
    low, high, at = chart.band.low, chart.band.high, chart.band.at
    top = TOP - 8 if high is None else scale.y(high)
    bottom = HEIGHT - BOTTOM if low is None else scale.y(low)
    wide = WIDTH - LEFT - RIGHT
    box = f'x="{LEFT}" y="{px(top)}" width="{wide}" height="{px(max(bottom - top, 1.5))}"'
    y = px(scale.y(at))
    label = escape(chart.show(at))
    return (
        f'<rect class="band" {box}/><line class="bound" x1="{LEFT}" x2="{LEFT + wide}" '
        f'y1="{y}" y2="{y}"/><text class="bound" x="{LEFT + 4}" y="{px(scale.y(at) - 5)}">'
        f"{label}</text>"
    )


def _months(chart: Line, scale: _Scale) -> Iterator[str]:
    floor = HEIGHT - BOTTOM
    yield f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{floor}" y2="{floor}"/>'
    for at, word in chart.months:
        x = px(scale.x(at))
        yield f'<line class="axis" x1="{x}" x2="{x}" y1="{floor}" y2="{floor + 4}"/>'
        yield f'<text class="month" x="{x}" y="{HEIGHT - 8}">{escape(word)}</text>'


def _path(name: str, points: Sequence[Point], scale: _Scale) -> str:
    if len(points) < 2:
        return ""
    joined = " ".join(f"{px(scale.x(p.at))},{px(scale.y(p.value))}" for p in points)
    return f'<polyline class="{name}" points="{joined}"/>'


def _dots(chart: Line, scale: _Scale) -> Iterator[str]:
    for point in chart.actual:
        words = escape(f"{point.at.isoformat()} {chart.show(point.value)}")
        where = f'cx="{px(scale.x(point.at))}" cy="{px(scale.y(point.value))}"'
        yield f'<circle class="dot" {where} r="3.5"><title>{words}</title></circle>'


def _last(chart: Line, scale: _Scale) -> str:
    if not chart.actual:
        return ""
    last = chart.actual[-1]
    x, y = scale.x(last.at), scale.y(last.value)
    where = f'x="{px(x + 8)}" y="{px(y + 5)}"'
    return (
        f'<circle class="last" cx="{px(x)}" cy="{px(y)}" r="5"/>'
        f'<text class="last" {where}>{escape(chart.show(last.value))}</text>'
    )

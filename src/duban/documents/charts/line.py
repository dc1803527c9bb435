"""A line chart: the figures over the target band and the schedule, the last value labelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from duban.documents.charts.frame import px, render_svg

WIDTH, HEIGHT = 640, 260
PLOT_X, LABEL_ROOM, PLOT_Y, AXIS_HEIGHT = 12, 84, 26, 28
HEADROOM_SHARE = Decimal("0.08")


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a date."""

    date: dt.date
    value: Decimal


@dataclass(frozen=True, slots=True)
class TargetBand:
    """The values that meet the target: from `lower` up, up to `upper`, or between them.

    The line of the target itself is drawn and labelled too.
    """

    target: Decimal
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LineChart:
    """What one chart shows, over its dates. `format_value` writes a value with its unit."""

    title: str
    start_date: dt.date
    end_date: dt.date
    actual_points: Sequence[Point]
    format_value: Callable[[Decimal], str]
    schedule_points: Sequence[Point] = ()
    band: TargetBand | None = None
    month_labels: Sequence[tuple[dt.date, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class _Scale:
    start_date: dt.date
    day_count: int
    lowest: Decimal
    highest: Decimal

    def x(self, date: dt.date) -> float:
        return PLOT_X + (WIDTH - PLOT_X - LABEL_ROOM) * (date - self.start_date).days / self.day_count

    def y(self, value: Decimal) -> float:
        share = float((value - self.lowest) / (self.highest - self.lowest))
        return HEIGHT - AXIS_HEIGHT - share * (HEIGHT - PLOT_Y - AXIS_HEIGHT)


def render_line_chart(chart: LineChart) -> str:
    """Draw the chart; an empty text where it has no values.

    Raises ValueError where the end is not after the start.
    """
    if chart.end_date <= chart.start_date:
        raise ValueError(f"a chart must end after it starts: {chart.start_date} to {chart.end_date}")
    values = [point.value for point in (*chart.actual_points, *chart.schedule_points)]
    if chart.band is not None:
        values += [bound for bound in (chart.band.target, chart.band.lower, chart.band.upper) if bound is not None]
    if not values:
        return ""
    scale = _compute_scale(chart, values)
    inner = "".join(
        [
            _render_band(chart, scale),
            *_render_months(chart, scale),
            _render_path("schedule", chart.schedule_points, scale),
            _render_path("actual", chart.actual_points, scale),
            *_render_dots(chart, scale),
            _render_latest(chart, scale),
        ]
    )
    return render_svg("line", chart.title, WIDTH, HEIGHT, inner)


def _compute_scale(chart: LineChart, values: Sequence[Decimal]) -> _Scale:
    lowest, highest = min(values), max(values)
    headroom = (highest - lowest) * HEADROOM_SHARE or abs(highest) * HEADROOM_SHARE or Decimal(1)
    bottom = lowest if lowest == 0 else lowest - headroom
    return _Scale(chart.start_date, (chart.end_date - chart.start_date).days, bottom, highest + headroom)


def _render_band(chart: LineChart, scale: _Scale) -> str:
    if chart.band is None:
        return ""
    lower, upper, target = chart.band.lower, chart.band.upper, chart.band.target
    top = PLOT_Y - 8 if upper is None else scale.y(upper)
    bottom = HEIGHT - AXIS_HEIGHT if lower is None else scale.y(lower)
    width = WIDTH - PLOT_X - LABEL_ROOM
    rectangle = f'x="{PLOT_X}" y="{px(top)}" width="{width}" height="{px(max(bottom - top, 1.5))}"'
    y = px(scale.y(target))
    label = escape(chart.format_value(target))
    return (
        f'<rect class="band" {rectangle}/><line class="bound" x1="{PLOT_X}" x2="{PLOT_X + width}" '
        f'y1="{y}" y2="{y}"/><text class="bound" x="{PLOT_X + 4}" y="{px(scale.y(target) - 5)}">'
        f"{label}</text>"
    )


def _render_months(chart: LineChart, scale: _Scale) -> Iterator[str]:
    y = HEIGHT - AXIS_HEIGHT
    yield f'<line class="axis" x1="{PLOT_X}" x2="{WIDTH - LABEL_ROOM}" y1="{y}" y2="{y}"/>'
    for date, label in chart.month_labels:
        x = px(scale.x(date))
        yield f'<line class="axis" x1="{x}" x2="{x}" y1="{y}" y2="{y + 4}"/>'
        yield f'<text class="month" x="{x}" y="{HEIGHT - 8}">{escape(label)}</text>'


def _render_path(css_class: str, points: Sequence[Point], scale: _Scale) -> str:
    if len(points) < 2:
        return ""
    coordinates = " ".join(f"{px(scale.x(point.date))},{px(scale.y(point.value))}" for point in points)
    return f'<polyline class="{css_class}" points="{coordinates}"/>'


def _render_dots(chart: LineChart, scale: _Scale) -> Iterator[str]:
    for point in chart.actual_points:
        title = escape(f"{point.date.isoformat()} {chart.format_value(point.value)}")
        position = f'cx="{px(scale.x(point.date))}" cy="{px(scale.y(point.value))}"'
        yield f'<circle class="dot" {position} r="3.5"><title>{title}</title></circle>'


def _render_latest(chart: LineChart, scale: _Scale) -> str:
    if not chart.actual_points:
        return ""
    latest = chart.actual_points[-1]
    x, y = scale.x(latest.date), scale.y(latest.value)
    position = f'x="{px(x + 8)}" y="{px(y + 5)}"'
    return (
        f'<circle class="last" cx="{px(x)}" cy="{px(y)}" r="5"/>'
        f'<text class="last" {position}>{escape(chart.format_value(latest.value))}</text>'
    )

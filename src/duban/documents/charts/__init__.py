"""图: small charts, many and alike, as SVG text.

takes dated values, bounds and counts; gives one `<svg>` with a title and classes, no script;
never computes a status, and never shows a value that it was not given.
"""

from duban.documents.charts.bars import BarSegment, render_stacked_bar
from duban.documents.charts.dots import DotRow, ReferenceLine, render_dot_plot
from duban.documents.charts.line import LineChart, Point, TargetBand, render_line_chart
from duban.documents.charts.spark import render_sparkline
from duban.documents.charts.years import YearPoint, render_years_chart

__all__ = [
    "BarSegment",
    "DotRow",
    "LineChart",
    "Point",
    "ReferenceLine",
    "TargetBand",
    "YearPoint",
    "render_dot_plot",
    "render_line_chart",
    "render_sparkline",
    "render_stacked_bar",
    "render_years_chart",
]

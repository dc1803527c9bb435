"""图: small charts, many and alike, as SVG text.

takes dated values, bounds and counts; gives one `<svg>` with a title and classes, no script;
never computes a status, and never shows a value that it was not given.
"""

from duban.documents.charts.bars import Piece, stacked
from duban.documents.charts.dots import Dot, Rule, dots
from duban.documents.charts.line import Band, Line, Point, line
from duban.documents.charts.spark import spark
from duban.documents.charts.years import Year, years

__all__ = [
    "Band",
    "Dot",
    "Line",
    "Piece",
    "Point",
    "Rule",
    "Year",
    "dots",
    "line",
    "spark",
    "stacked",
    "years",
]

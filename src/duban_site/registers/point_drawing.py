"""Draw points as SVG: north up, longitude scaled by the latitude, no map from outside."""

from __future__ import annotations

import math
from dataclasses import dataclass

from duban_site.registers.queries.places import PointCloud, RecordPoint

WIDTH, HEIGHT, MARGIN = 720.0, 480.0, 24.0
MIN_EXTENT_DEGREES = 0.01
"""Degrees: the smallest extent, so that a single point does not fill the drawing."""
KM_PER_DEGREE = 111.32
"""Kilometres in a degree of latitude."""


@dataclass(frozen=True, slots=True)
class PointMark:
    """A point on the drawing; the shape of `path` tells its kind as well as the colour does."""

    dot: RecordPoint
    x: float
    y: float

    @property
    def path(self) -> str:
        """Circle for open, triangle for late, square for done."""
        x, y = self.x, self.y
        if self.dot.kind == "late":
            return f"M{x:.1f} {y - 7:.1f}l6.5 11.5h-13z"
        if self.dot.kind == "done":
            return f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z"
        return f"M{x - 5:.1f} {y:.1f}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The marks, and a scale bar: `scale` kilometres, drawn `bar` long."""

    datum: str
    marks: list[PointMark]
    scale: float
    bar: float
    width: float = WIDTH
    height: float = HEIGHT


def draw_points(cloud: PointCloud) -> Drawing:
    """Lay out the points of one datum as large as the drawing allows."""
    longitudes, latitudes = ([cloud_dot.lng for cloud_dot in cloud.dots], [cloud_dot.lat for cloud_dot in cloud.dots])
    middle_lng, middle_lat = ((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2)
    longitude_factor = math.cos(math.radians(middle_lat))
    width_degrees = max((max(longitudes) - min(longitudes)) * longitude_factor, MIN_EXTENT_DEGREES)
    height_degrees = max(max(latitudes) - min(latitudes), MIN_EXTENT_DEGREES)
    per_degree = min((WIDTH - 2 * MARGIN) / width_degrees, (HEIGHT - 2 * MARGIN) / height_degrees)
    marks = [
        PointMark(
            dot,
            WIDTH / 2 + (dot.lng - middle_lng) * longitude_factor * per_degree,
            HEIGHT / 2 - (dot.lat - middle_lat) * per_degree,
        )
        for dot in cloud.dots
    ]
    draw_order = {"done": 0, "open": 1, "late": 2}
    marks.sort(key=lambda mark: draw_order[mark.dot.kind])
    per_kilometre = per_degree / KM_PER_DEGREE
    scale_kilometres = _round_scale(WIDTH / 5 / per_kilometre)
    return Drawing(cloud.datum, marks, scale_kilometres, scale_kilometres * per_kilometre)


def _round_scale(length: float) -> float:
    """1, 2 or 5 of a power of ten, not above `length`."""
    power = 10 ** math.floor(math.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length))

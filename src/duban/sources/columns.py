"""Find the gutter of a page that is set in two columns of prose."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.sources.layout import Glyph

_LINES = 6
"""The first of two columns has at least this many lines."""
_CROSSING = 0.15
"""At most this share of the page's lines crosses both columns: mostly titles."""
_FULL, _MOSTLY = 0.8, 0.6
"""Prose fills this share of its column's width, in this share of its lines; table cells do not."""
_STEPS = 24
"""Candidates for the gutter, spread over the middle fifth of the page."""


def gutter(rows: Sequence[Sequence[Glyph]]) -> float | None:
    """The x of the gutter's middle; None for a page with one column, or with a table."""
    edges = [(g.x0, g.x1) for row in rows for g in row]
    if not edges:
        return None
    left, right = min(x0 for x0, _ in edges), max(x1 for _, x1 in edges)
    em = median(g.size for row in rows for g in row)
    best: tuple[int, float] | None = None
    for step in range(_STEPS + 1):
        middle = left + (0.4 + 0.2 * step / _STEPS) * (right - left)
        crossing = sum(_crosses(row, middle, 0.4 * em) for row in rows)
        if best is None or crossing < best[0]:
            best = crossing, middle
    if best is None or best[0] > _CROSSING * len(rows):
        return None
    middle = best[1]
    parted = [row for row in rows if not _crosses(row, middle, 0.4 * em)]
    sides = [
        [side for row in parted if (side := [g for g in row if (g.x0 < middle) == first])]
        for first in (True, False)
    ]
    return middle if len(sides[0]) >= _LINES and all(map(_is_prose, sides)) else None


def _crosses(row: Sequence[Glyph], middle: float, white: float) -> bool:
    """Whether a character of the line lies in the gap around `middle`."""
    return any(g.x0 < middle + white and g.x1 > middle - white for g in row)


def _is_prose(lines: Sequence[Sequence[Glyph]]) -> bool:
    """Whether the lines of a column fill its width; a column without lines is no prose."""
    if not lines:
        return False
    spans = [(min(g.x0 for g in line), max(g.x1 for g in line), len(line)) for line in lines]
    left, right = min(s[0] for s in spans), max(s[1] for s in spans)
    full = sum(s[1] - s[0] > _FULL * (right - left) and s[2] > 10 for s in spans)
    return full >= _MOSTLY * len(spans)

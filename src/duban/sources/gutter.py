"""Find the gutter of a page that is set in two columns of prose."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.sources.layout import Glyph

_MIN_COLUMN_LINES = 6
"""The first of two columns has at least this many lines."""
_MAX_CROSSING_SHARE = 0.15
"""At most this share of the page's lines crosses both columns: mostly titles."""
_FULL_LINE_SHARE, _MIN_FULL_SHARE = 0.8, 0.6
"""Prose fills this share of its column's width, in this share of its lines; table cells do not."""
_CANDIDATE_STEPS = 24
"""Candidates for the gutter, spread over the middle fifth of the page."""


def find_gutter(rows: Sequence[Sequence[Glyph]]) -> float | None:
    """The x of the gutter's middle; None for a page with one column, or with a table."""
    edges = [(glyph.x0, glyph.x1) for row in rows for glyph in row]
    if not edges:
        return None
    min_x, max_x = min(x0 for x0, _ in edges), max(x1 for _, x1 in edges)
    em_size = median(glyph.size for row in rows for glyph in row)
    best: tuple[int, float] | None = None
    for step in range(_CANDIDATE_STEPS + 1):
        middle = min_x + (0.4 + 0.2 * step / _CANDIDATE_STEPS) * (max_x - min_x)
        crossing_count = sum(_crosses_gutter(row, middle, 0.4 * em_size) for row in rows)
        if best is None or crossing_count < best[0]:
            best = crossing_count, middle
    if best is None or best[0] > _MAX_CROSSING_SHARE * len(rows):
        return None
    middle = best[1]
    split_rows = [row for row in rows if not _crosses_gutter(row, middle, 0.4 * em_size)]
    sides = [
        [
            side_glyphs
            for row in split_rows
            if (side_glyphs := [glyph for glyph in row if (glyph.x0 < middle) == is_first])
        ]
        for is_first in (True, False)
    ]
    return middle if len(sides[0]) >= _MIN_COLUMN_LINES and all(map(_is_prose, sides)) else None


def _crosses_gutter(row: Sequence[Glyph], middle: float, half_gap: float) -> bool:
    """Whether a character of the line lies in the gap around `middle`."""
    return any(glyph.x0 < middle + half_gap and glyph.x1 > middle - half_gap for glyph in row)


def _is_prose(lines: Sequence[Sequence[Glyph]]) -> bool:
    """Whether the lines of a column fill its width; a column without lines is no prose."""
    if not lines:
        return False
    spans = [(min(glyph.x0 for glyph in line), max(glyph.x1 for glyph in line), len(line)) for line in lines]
    min_x, max_x = min(span[0] for span in spans), max(span[1] for span in spans)
    full_count = sum(span[1] - span[0] > _FULL_LINE_SHARE * (max_x - min_x) and span[2] > 10 for span in spans)
    return full_count >= _MIN_FULL_SHARE * len(spans)

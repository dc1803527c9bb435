"""Rebuild lines from placed characters: shared by PDF and OFD.

Measures are in the page's own unit (points or millimetres) with y growing downwards; everything
is judged in ems of the line itself, so the unit does not matter. Pages are read as one column,
which is how reports, budgets and bulletins are set, but where two columns of prose show.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from duban.sources.builder import close_up
from duban.sources.columns import gutter

_COLUMN_GAP = 1.6  # ems of white between two cells; justified prose stays well below
_WIDE_GAP = 0.9
_WORD_GAP = 0.15
_SAME_LINE = 0.45  # a footnote mark is raised by about a third of an em
_CJK = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff60]")


class Glyph(NamedTuple):
    """One character: its left and right edge, its baseline, its size."""

    char: str
    x0: float
    x1: float
    y: float
    size: float


class Segment(NamedTuple):
    """A stretch of a line without a wide gap."""

    x0: float
    x1: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    page: int
    width: float
    y: float
    size: float
    segments: tuple[Segment, ...]

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        """The right edge."""
        return self.segments[-1].x1

    @property
    def columns(self) -> tuple[Segment, ...]:
        """The segments with those joined that stand too near for two cells of a table."""
        out = [self.segments[0]]
        for segment in self.segments[1:]:
            last = out[-1]
            if segment.x0 - last.x1 > _COLUMN_GAP * self.size:
                out.append(segment)
            else:
                out[-1] = Segment(last.x0, segment.x1, f"{last.text}\u3000{segment.text}")
        return tuple(out)

    @property
    def text(self) -> str:
        """The line as one string; wide gaps become an ideographic space."""
        return "\u3000".join(s.text for s in self.segments)


def page_lines(glyphs: Iterable[Glyph], page: int, width: float) -> list[Line]:
    """The lines of one page from top to bottom. `page` counts from 1."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if not g.char.isspace()), key=lambda g: g.y):
        if rows and glyph.y - rows[-1][0].y < _SAME_LINE * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    middle = gutter(rows)
    if middle is None:
        return [_line(row, page, width) for row in rows]
    return _two_columns(rows, middle, page, width)


def _two_columns(rows: list[list[Glyph]], middle: float, page: int, width: float) -> list[Line]:
    """The lines of two columns, first column first; a line across both starts a new group.

    The second column is shifted under the first, as if the page were narrow and long.
    """
    out: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    shift = min((g.x0 for row in rows for g in row if g.x0 > middle), default=middle) - min(
        g.x0 for row in rows for g in row
    )
    for row in rows:
        if any(g.x0 < middle < g.x1 for g in row):
            out += [*left, *right, _line(row, page, width)]
            left, right = [], []
            continue
        for side, lines in (
            ([g for g in row if g.x0 < middle], left),
            ([g._replace(x0=g.x0 - shift, x1=g.x1 - shift) for g in row if g.x0 >= middle], right),
        ):
            if side:
                lines.append(_line(side, page, middle))
    return [*out, *left, *right]


def _line(row: list[Glyph], page: int, width: float) -> Line:
    row.sort(key=lambda g: g.x0)
    em = _em(row)
    segments: list[Segment] = []
    text, start = row[0].char, row[0].x0
    for before, glyph in pairwise(row):
        gap = glyph.x0 - before.x1
        if glyph.char == before.char and glyph.x0 - before.x0 < 0.3 * (before.x1 - before.x0):
            continue  # bold faked by printing twice
        if gap > _WIDE_GAP * em:
            segments.append(Segment(start, before.x1, close_up(text)))
            text, start = "", glyph.x0
        elif gap > _WORD_GAP * em:
            text += " "
        text += glyph.char
    segments.append(Segment(start, row[-1].x1, close_up(text)))
    return Line(page, width, median(g.y for g in row), em, tuple(segments))


def _em(row: list[Glyph]) -> float:
    """The size of a line: a Chinese character is one em wide, a digit half of one.

    Heights will not do: Western fonts declare taller boxes than Chinese ones of the same size.
    """
    wide = [g.x1 - g.x0 for g in row if _CJK.match(g.char)]
    half = [2 * (g.x1 - g.x0) for g in row if g.char.isdigit()]
    return max(median(wide or half or [g.size for g in row]), 0.01)


_MARKED_NUMBER = re.compile(
    r"[-—–－·.\s　]*第?\s*(\d{1,4})\s*页?\s*(?:[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·.\s　]*"
)
_DIGITS = re.compile(r"\d+")


def without_running_heads(pages: list[list[Line]]) -> list[Line]:
    """All lines but page numbers and the heads and feet that repeat from page to page."""
    edges = [lines[:2] + lines[2:][-2:] for lines in pages]
    repeated = Counter(key for lines in edges for key in {_head_key(x) for x in lines})
    often = max(2, (len([p for p in pages if p]) + 1) // 2)
    offsets = Counter(
        n - x.page for lines in edges for x in lines if (n := _page_number(x)) is not None
    )
    usual = {offset for offset, count in offsets.items() if count > 1} | {0}

    def kept(line: Line) -> bool:
        number = _page_number(line)
        if number is not None:
            return number - line.page not in usual and line.text.strip().isdecimal()
        worded = any(c.isalpha() for c in line.text)
        return not worded or repeated[_head_key(line)] < often

    return [
        line
        for lines, edge in zip(pages, edges, strict=True)
        for line in lines
        if not any(line is e for e in edge) or kept(line)
    ]


def _page_number(line: Line) -> int | None:
    found = _MARKED_NUMBER.fullmatch(line.text) if len(line.text) < 40 else None
    return int(found[1]) if found else None


def _head_key(line: Line) -> tuple[str, int]:
    """The key that repeated running heads share: their words and their height on the page."""
    return _DIGITS.sub("#", line.text), round(line.y / line.size)

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

from duban.sources.builder import remove_needless_spaces
from duban.sources.gutter import find_gutter

_COLUMN_GAP = 1.6  # ems of white between two cells; justified prose stays well below
_WIDE_GAP = 0.9
_WORD_GAP = 0.15
_LINE_TOLERANCE = 0.45  # a footnote mark is raised by about a third of an em
_CJK_CHARACTER = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff60]")


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
    def column_segments(self) -> tuple[Segment, ...]:
        """The segments with those joined that stand too near for two cells of a table."""
        merged_segments = [self.segments[0]]
        for segment in self.segments[1:]:
            previous = merged_segments[-1]
            if segment.x0 - previous.x1 > _COLUMN_GAP * self.size:
                merged_segments.append(segment)
            else:
                merged_segments[-1] = Segment(previous.x0, segment.x1, f"{previous.text}\u3000{segment.text}")
        return tuple(merged_segments)

    @property
    def text(self) -> str:
        """The line as one string; wide gaps become an ideographic space."""
        return "\u3000".join(segment.text for segment in self.segments)


def build_page_lines(glyphs: Iterable[Glyph], page: int, width: float) -> list[Line]:
    """The lines of one page from top to bottom. `page` counts from 1."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(
        (visible_glyph for visible_glyph in glyphs if not visible_glyph.char.isspace()),
        key=lambda visible_glyph: visible_glyph.y,
    ):
        if rows and glyph.y - rows[-1][0].y < _LINE_TOLERANCE * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    gutter_x = find_gutter(rows)
    if gutter_x is None:
        return [_build_line(row, page, width) for row in rows]
    return _read_two_columns(rows, gutter_x, page, width)


def _read_two_columns(rows: list[list[Glyph]], gutter_x: float, page: int, width: float) -> list[Line]:
    """The lines of two columns, first column first; a line across both starts a new group.

    The second column is shifted under the first, as if the page were narrow and long.
    """
    page_lines: list[Line] = []
    first_column: list[Line] = []
    second_column: list[Line] = []
    shift = min((glyph.x0 for row in rows for glyph in row if glyph.x0 > gutter_x), default=gutter_x) - min(
        glyph.x0 for row in rows for glyph in row
    )
    for row in rows:
        if any(glyph.x0 < gutter_x < glyph.x1 for glyph in row):
            page_lines += [*first_column, *second_column, _build_line(row, page, width)]
            first_column, second_column = [], []
            continue
        for column_glyphs, column_lines in (
            ([glyph for glyph in row if glyph.x0 < gutter_x], first_column),
            (
                [glyph._replace(x0=glyph.x0 - shift, x1=glyph.x1 - shift) for glyph in row if glyph.x0 >= gutter_x],
                second_column,
            ),
        ):
            if column_glyphs:
                column_lines.append(_build_line(column_glyphs, page, gutter_x))
    return [*page_lines, *first_column, *second_column]


def _build_line(row: list[Glyph], page: int, width: float) -> Line:
    row.sort(key=lambda placed_glyph: placed_glyph.x0)
    em_size = _measure_em(row)
    segments: list[Segment] = []
    text, segment_start = row[0].char, row[0].x0
    for previous, glyph in pairwise(row):
        gap = glyph.x0 - previous.x1
        if glyph.char == previous.char and glyph.x0 - previous.x0 < 0.3 * (previous.x1 - previous.x0):
            continue  # bold faked by printing twice
        if gap > _WIDE_GAP * em_size:
            segments.append(Segment(segment_start, previous.x1, remove_needless_spaces(text)))
            text, segment_start = "", glyph.x0
        elif gap > _WORD_GAP * em_size:
            text += " "
        text += glyph.char
    segments.append(Segment(segment_start, row[-1].x1, remove_needless_spaces(text)))
    return Line(page, width, median(placed_glyph.y for placed_glyph in row), em_size, tuple(segments))


def _measure_em(row: list[Glyph]) -> float:
    """The size of a line: a Chinese character is one em wide, a digit half of one.

    Heights will not do: Western fonts declare taller boxes than Chinese ones of the same size.
    """
    full_widths = [glyph.x1 - glyph.x0 for glyph in row if _CJK_CHARACTER.match(glyph.char)]
    doubled_widths = [2 * (glyph.x1 - glyph.x0) for glyph in row if glyph.char.isdigit()]
    return max(median(full_widths or doubled_widths or [glyph.size for glyph in row]), 0.01)


_PAGE_NUMBER_LINE = re.compile(
    r"[-—–－·.\s　]*第?\s*(\d{1,4})\s*页?\s*(?:[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·.\s　]*"
)
_DIGITS = re.compile(r"\d+")


def remove_running_heads(pages: list[list[Line]]) -> list[Line]:
    """All lines but page numbers and the heads and feet that repeat from page to page."""
    edges_by_page = [lines[:2] + lines[2:][-2:] for lines in pages]
    repeated = Counter(
        head_key for lines in edges_by_page for head_key in {_build_head_key(edge_line) for edge_line in lines}
    )
    min_repeats = max(2, (len([page for page in pages if page]) + 1) // 2)
    offsets = Counter(
        page_number - edge_line.page
        for lines in edges_by_page
        for edge_line in lines
        if (page_number := _read_page_number(edge_line)) is not None
    )
    usual_offsets = {offset for offset, count in offsets.items() if count > 1} | {0}

    def is_body_line(line: Line) -> bool:
        printed_number = _read_page_number(line)
        if printed_number is not None:
            return printed_number - line.page not in usual_offsets and line.text.strip().isdecimal()
        has_words = any(character.isalpha() for character in line.text)
        return not has_words or repeated[_build_head_key(line)] < min_repeats

    return [
        line
        for lines, edge in zip(pages, edges_by_page, strict=True)
        for line in lines
        if not any(line is running_line for running_line in edge) or is_body_line(line)
    ]


def _read_page_number(line: Line) -> int | None:
    match = _PAGE_NUMBER_LINE.fullmatch(line.text) if len(line.text) < 40 else None
    return int(match[1]) if match else None


def _build_head_key(line: Line) -> tuple[str, int]:
    """The key that repeated running heads share: their words and their height on the page."""
    return _DIGITS.sub("#", line.text), round(line.y / line.size)

"""Rebuild paragraphs and tables from printed lines (PDF, OFD)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import groupby, pairwise
from statistics import median

from duban.sources.builder import DocumentBuilder, join_lines
from duban.sources.layout import Line, Segment
from duban.sources.line_breaks import is_broken_within

_FULL_STOP = re.compile(r"[。！？!?：:；;][”’」』）)》]*$")
_SEPARATE_LINE = re.compile(r"[（(]?[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|—{2}|－{2}|[（(]")
_CAPTION = re.compile(r"(?:附?[表图]\s*[\d一二三四五六七八九十]+|单位[:：])")
_LABEL_LIMIT = 0.55  # of the text's width: a wrapped label of a table row is shorter

TextFrame = tuple[float, float]


class _PageGeometry:
    """The left and right edge of the text, for each width of page and each side of a sheet."""

    def __init__(self, lines: list[Line]) -> None:
        groups: defaultdict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in lines:
            groups[_get_side(line)].append(line)
        self._frame_by_side = {key: _measure_frame(group) for key, group in groups.items()}
        length_by_size: Counter[float] = Counter()
        for line in lines:
            length_by_size[round(line.size, 1)] += len(line.text)
        self.body_size = length_by_size.most_common(1)[0][0] if length_by_size else 1.0
        steps = [
            next_line.y - previous_line.y
            for previous_line, next_line in pairwise(lines)
            if next_line.page == previous_line.page
        ]
        self.line_step = median(steps) if steps else 2 * self.body_size

    def get_frame(self, line: Line) -> TextFrame:
        return self._frame_by_side[_get_side(line)]

    def is_centred(self, line: Line) -> bool:
        start_edge, end_edge = self.get_frame(line)
        space_before, space_after = line.x0 - start_edge, end_edge - line.x1
        return space_before > 1.5 * line.size and abs(space_before - space_after) < 1.5 * line.size

    def measure_shortfall(self, line: Line) -> float:
        """How many ems the line ends before the right edge."""
        return (self.get_frame(line)[1] - line.x1) / line.size

    def measure_indent(self, line: Line) -> float:
        """How many ems the line begins after the left edge."""
        return (line.x0 - self.get_frame(line)[0]) / line.size


def _get_side(line: Line) -> tuple[int, int]:
    return round(line.width), line.page % 2


def _measure_frame(lines: list[Line]) -> TextFrame:
    """The leftmost edge where many lines begin, and the rightmost where many end.

    A stray mark in the margin must not count, so an edge is shared by a tenth of the lines.
    """
    min_lines = max(1, len(lines) // 10)
    starts = sorted(line.x0 for line in lines)
    ends = sorted((line.x1 for line in lines), reverse=True)
    return starts[min(min_lines, len(starts)) - 1], ends[min(min_lines, len(ends)) - 1]


def build_document(lines: list[Line]) -> DocumentBuilder:
    """Paragraphs, headings and tables of the lines, each with the page that it begins on."""
    builder, geometry = DocumentBuilder(), _PageGeometry(lines)
    for is_tabular, group in groupby(_mark_table_rows(lines, geometry), key=lambda pair: pair[0]):
        group_lines = [line for _, line in group]
        if is_tabular:
            _add_table(builder, group_lines)
        else:
            _add_prose(builder, group_lines, geometry)
    return builder


def _mark_table_rows(lines: list[Line], geometry: _PageGeometry) -> list[tuple[bool, Line]]:
    """Each line with whether it is a row of a table: two rows in succession make one."""
    is_wide = [len(line.column_segments) > 1 for line in lines]
    for i in range(1, len(lines) - 1):
        if not is_wide[i] and is_wide[i - 1] and is_wide[i + 1]:
            is_wide[i] = _is_wrapped_label(lines[i], geometry)
    last_index = len(lines) - 1
    is_row = [
        wide and ((i > 0 and is_wide[i - 1]) or (i < last_index and is_wide[i + 1])) for i, wide in enumerate(is_wide)
    ]
    return list(zip(is_row, lines, strict=True))


def _is_wrapped_label(line: Line, geometry: _PageGeometry) -> bool:
    start_edge, end_edge = geometry.get_frame(line)
    is_narrow = line.x1 - line.x0 < _LABEL_LIMIT * (end_edge - start_edge)
    return is_narrow and not _FULL_STOP.search(line.text) and not _CAPTION.match(line.text)


def _add_table(builder: DocumentBuilder, rows: list[Line]) -> None:
    anchors = max((candidate.column_segments for candidate in rows), key=len)
    table_number = builder.begin_table()
    for number, row in enumerate(rows, start=1):
        cells: defaultdict[int, list[str]] = defaultdict(list)
        for segment in _split_cells(row, len(anchors)):
            cells[_find_column(segment, anchors)].append(segment.text)
        for column in sorted(cells):
            builder.add_cell(" ".join(cells[column]), table_number, number, column, page=row.page)


def _split_cells(row: Line, column_count: int) -> tuple[Segment, ...]:
    """The row's cells. Heads stand closer than figures: a row with too few cells is split finer."""
    segments = row.segments
    return (
        segments if len(row.column_segments) < column_count and len(segments) <= column_count else row.column_segments
    )


def _find_column(segment: Segment, anchors: tuple[Segment, ...]) -> int:
    """The column, from 1, whose cell in the fullest row lies over or nearest to the segment."""

    def distance(anchor: Segment) -> tuple[float, float]:
        overlap = min(segment.x1, anchor.x1) - max(segment.x0, anchor.x0)
        return -max(overlap, 0.0), abs(segment.x0 + segment.x1 - anchor.x0 - anchor.x1)

    return min(range(len(anchors)), key=lambda i: distance(anchors[i])) + 1


def _add_prose(builder: DocumentBuilder, lines: list[Line], geometry: _PageGeometry) -> None:
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _is_continuation(paragraph[-1], line, geometry):
            _add_paragraph(builder, paragraph, geometry)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        _add_paragraph(builder, paragraph, geometry)


def _add_paragraph(builder: DocumentBuilder, lines: list[Line], geometry: _PageGeometry) -> None:
    text = join_lines([line.text for line in lines])
    is_large = lines[0].size > 1.12 * geometry.body_size
    is_heading = is_large or (all(map(geometry.is_centred, lines)) and not _FULL_STOP.search(text))
    builder.add_paragraph(text, kind="heading" if is_heading else "paragraph", page=lines[0].page)


def _is_continuation(previous: Line, line: Line, geometry: _PageGeometry) -> bool:
    """Whether `line` continues the paragraph of `previous`."""
    if abs(line.size - previous.size) > 0.12 * previous.size:
        return False
    if line.page == previous.page and line.y - previous.y > 1.7 * geometry.line_step:
        return False
    if geometry.is_centred(previous) and geometry.is_centred(line):
        return not _SEPARATE_LINE.match(line.text) and not _FULL_STOP.search(previous.text)
    if geometry.measure_indent(line) > 1.2:
        return False
    shortfall = geometry.measure_shortfall(previous)
    is_unfinished = not _FULL_STOP.search(previous.text)
    return shortfall < 2 or (is_unfinished and (shortfall < 8 or is_broken_within(previous.text, line.text)))

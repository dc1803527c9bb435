"""Rebuild paragraphs and tables from printed lines (PDF, OFD)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import groupby, pairwise
from statistics import median

from duban.sources.builder import Builder, join_lines
from duban.sources.layout import Line, Segment
from duban.sources.soft_breaks import broken_within

_FULL_STOP = re.compile(r"[。！？!?：:；;][”’」』）)》]*$")
_OWN_LINE = re.compile(r"[（(]?[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|—{2}|－{2}|[（(]")
_CAPTION = re.compile(r"(?:附?[表图]\s*[\d一二三四五六七八九十]+|单位[:：])")
_LABEL_LIMIT = 0.55  # of the text's width: a wrapped label of a table row is shorter

Frame = tuple[float, float]


class _Page:
    """The left and right edge of the text, for each width of page and each side of a sheet."""

    def __init__(self, lines: list[Line]) -> None:
        groups: defaultdict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in lines:
            groups[_side(line)].append(line)
        self._frames = {key: _frame(group) for key, group in groups.items()}
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 1.0
        steps = [b.y - a.y for a, b in pairwise(lines) if b.page == a.page]
        self.step = median(steps) if steps else 2 * self.size

    def frame(self, line: Line) -> Frame:
        return self._frames[_side(line)]

    def centred(self, line: Line) -> bool:
        left, right = self.frame(line)
        before, after = line.x0 - left, right - line.x1
        return before > 1.5 * line.size and abs(before - after) < 1.5 * line.size

    def short(self, line: Line) -> float:
        """How many ems the line ends before the right edge."""
        return (self.frame(line)[1] - line.x1) / line.size

    def indent(self, line: Line) -> float:
        """How many ems the line begins after the left edge."""
        return (line.x0 - self.frame(line)[0]) / line.size


def _side(line: Line) -> tuple[int, int]:
    return round(line.width), line.page % 2


def _frame(lines: list[Line]) -> Frame:
    """The leftmost edge where many lines begin, and the rightmost where many end.

    A stray mark in the margin must not count, so an edge is shared by a tenth of the lines.
    """
    enough = max(1, len(lines) // 10)
    starts = sorted(x.x0 for x in lines)
    ends = sorted((x.x1 for x in lines), reverse=True)
    return starts[min(enough, len(starts)) - 1], ends[min(enough, len(ends)) - 1]


def build(lines: list[Line]) -> Builder:
    """Paragraphs, headings and tables of the lines, each with the page that it begins on."""
    out, page = Builder(), _Page(lines)
    for tabular, run in groupby(_marked(lines, page), key=lambda pair: pair[0]):
        found = [line for _, line in run]
        if tabular:
            _table(out, found)
        else:
            _prose(out, found, page)
    return out


def _marked(lines: list[Line], page: _Page) -> list[tuple[bool, Line]]:
    """Each line with whether it is a row of a table: two rows in succession make one."""
    wide = [len(line.columns) > 1 for line in lines]
    for i in range(1, len(lines) - 1):
        if not wide[i] and wide[i - 1] and wide[i + 1]:
            wide[i] = _wrapped_label(lines[i], page)
    last = len(lines) - 1
    rows = [
        w and ((i > 0 and wide[i - 1]) or (i < last and wide[i + 1])) for i, w in enumerate(wide)
    ]
    return list(zip(rows, lines, strict=True))


def _wrapped_label(line: Line, page: _Page) -> bool:
    left, right = page.frame(line)
    narrow = line.x1 - line.x0 < _LABEL_LIMIT * (right - left)
    return narrow and not _FULL_STOP.search(line.text) and not _CAPTION.match(line.text)


def _table(out: Builder, rows: list[Line]) -> None:
    anchors = max((r.columns for r in rows), key=len)
    table = out.table()
    for number, row in enumerate(rows, start=1):
        cells: defaultdict[int, list[str]] = defaultdict(list)
        for segment in _cells(row, len(anchors)):
            cells[_column(segment, anchors)].append(segment.text)
        for column in sorted(cells):
            out.cell(" ".join(cells[column]), table, number, column, page=row.page)


def _cells(row: Line, columns: int) -> tuple[Segment, ...]:
    """The row's cells. Heads stand closer than figures: a row with too few cells is split finer."""
    fine = row.segments
    return fine if len(row.columns) < columns and len(fine) <= columns else row.columns


def _column(segment: Segment, anchors: tuple[Segment, ...]) -> int:
    """The column, from 1, whose cell in the fullest row lies over or nearest to the segment."""

    def distance(anchor: Segment) -> tuple[float, float]:
        overlap = min(segment.x1, anchor.x1) - max(segment.x0, anchor.x0)
        return -max(overlap, 0.0), abs(segment.x0 + segment.x1 - anchor.x0 - anchor.x1)

    return min(range(len(anchors)), key=lambda i: distance(anchors[i])) + 1


def _prose(out: Builder, lines: list[Line], page: _Page) -> None:
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _continues(paragraph[-1], line, page):
            _flush(out, paragraph, page)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        _flush(out, paragraph, page)


def _flush(out: Builder, lines: list[Line], page: _Page) -> None:
    text = join_lines([line.text for line in lines])
    large = lines[0].size > 1.12 * page.size
    titled = large or (all(map(page.centred, lines)) and not _FULL_STOP.search(text))
    out.paragraph(text, kind="heading" if titled else "paragraph", page=lines[0].page)


def _continues(before: Line, line: Line, page: _Page) -> bool:
    """Whether `line` continues the paragraph of `previous`."""
    if abs(line.size - before.size) > 0.12 * before.size:
        return False
    if line.page == before.page and line.y - before.y > 1.7 * page.step:
        return False
    if page.centred(before) and page.centred(line):
        return not _OWN_LINE.match(line.text) and not _FULL_STOP.search(before.text)
    if page.indent(line) > 1.2:
        return False
    short = page.short(before)
    unfinished = not _FULL_STOP.search(before.text)
    return short < 2 or (unfinished and (short < 8 or broken_within(before.text, line.text)))

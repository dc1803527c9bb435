"""Paragraphs, headings and sentences: the skeleton of a report.

Headings come as 一、 (一) 1. 第一, —— or as a short line of their own. A paragraph's number and
level are read from its first characters; what the heading means is decided in `roles`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from duban.reading.phrases import Span
from duban.text import Document

_CHINESE_DIGITS = "一二三四五六七八九十"
_LEVEL_PATTERNS: Final = (
    (
        1,
        re.compile(
            rf"\s*(?:第[{_CHINESE_DIGITS}]{{1,3}}(?:部分|章|篇)[,、:]?\s*|[{_CHINESE_DIGITS}]{{1,3}}\s?[、.:]\s*"
            rf"|[{_CHINESE_DIGITS}]{{1,2}}\s+(?:(?=(?:19|20)\d\d年)|(?![{_CHINESE_DIGITS}〇零\d月年日])))"
        ),
    ),
    (2, re.compile(rf"\s*\([{_CHINESE_DIGITS}]{{1,3}}\)[、,.]?\s*")),
    (3, re.compile(r"\s*(?:\(\d{1,2}\)|\d{1,2}[.、](?:(?!\d)|(?=(?:19|20)\d\d年)))\s*")),
    (3, re.compile(rf"\s*(?:第[{_CHINESE_DIGITS}]{{1,2}},|[{_CHINESE_DIGITS}]{{1,2}}是(?=[^\d]))")),
    (4, re.compile(r"\s*--+\s*")),
)
_SENTENCE_END: Final = re.compile(r"(?:[。!?]+|\n)(?:(?<!\n)[”\")]+)?")
LONGEST_SENTENCE: Final = 1_000
"""Characters of a sentence. The longest in 300 real reports has 912, and it lists sources.

What is done with a sentence may take time by the square of its length; this bounds the square.
"""
_CLAUSE_MARK: Final = re.compile(r"[,;:、]")
_NON_NUMBER_CHARACTER: Final = re.compile(r"[^\d.,%一二两三四五六七八九十百千万亿零〇]")
_CONTINUING_ENDINGS: Final = ("(", "《", "“", "、", ",")
_TARGET_ANNOUNCEMENT: Final = re.compile(r"目标(?:是|为|建议为|建议)?:$")
"""A line that only announces the targets belongs to the line that states them."""
_CONTINUING_OPENINGS: Final = (")", "》", "”", ",", "。", "、", ";")
_HEADING_LIMIT: Final = 60
"""A heading that stands on a line of its own is shorter than this; longer lines are paragraphs."""
_LEAD_LIMIT: Final = 42
"""A leading sentence says in a few words what its paragraph is about."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    `level` is that of its number (0 for none) and `body` is where its words begin, behind the
    number.

    `is_heading_line` marks a heading that stands on its own line, without a sentence behind it.
    """

    start: int
    end: int
    level: int
    body: int
    is_heading_line: bool


def split_paragraphs(document: Document, canonical_text: str) -> list[Paragraph]:
    """The paragraphs of a document in order, table cells left out."""
    return [
        _build_paragraph(canonical_text, start, end)
        for start, end in _join_broken_lines(canonical_text, _find_line_spans(document, canonical_text))
    ]


def _find_line_spans(document: Document, canonical_text: str) -> Iterator[Span]:
    if document.blocks:
        yield from ((block.start, block.end) for block in document.blocks if block.kind != "cell")
        return
    offset = 0
    for line in canonical_text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            indent = len(line) - len(line.lstrip())
            yield offset + indent, offset + indent + len(stripped)
        offset += len(line)


def _join_broken_lines(canonical_text: str, line_spans: Iterator[Span]) -> Iterator[Span]:
    """Join a line that breaks off inside brackets or a list with the line that finishes it."""
    pending: Span | None = None
    for start, end in line_spans:
        if pending is not None and (
            canonical_text[pending[1] - 1] in _CONTINUING_ENDINGS
            or canonical_text[start] in _CONTINUING_OPENINGS
            or _TARGET_ANNOUNCEMENT.search(canonical_text, max(pending[0], pending[1] - 16), pending[1])
        ):
            pending = (pending[0], end)
            continue
        if pending is not None:
            yield pending
        pending = (start, end)
    if pending is not None:
        yield pending


def _build_paragraph(canonical_text: str, start: int, end: int) -> Paragraph:
    level, body_start = 0, start
    for pattern_level, pattern in _LEVEL_PATTERNS:
        match = pattern.match(canonical_text, start, end)
        if match and match.end() < end:
            level, body_start = pattern_level, match.end()
            break
    is_short = end - start <= _HEADING_LIMIT
    sentence_end = _SENTENCE_END.search(canonical_text, body_start, end)
    is_heading_line = (
        is_short and (sentence_end is None or sentence_end.end() >= end) and canonical_text[end - 1] not in ":;,、"
    )
    if is_heading_line and sentence_end is not None and level not in (1, 2):
        is_heading_line = False
    return Paragraph(start, end, level, body_start, is_heading_line)


def split_sentences(canonical_text: str, start: int, end: int) -> list[Span]:
    """The sentences of `[start, end)`, blank ones left out, each with its closing mark.

    What runs on beyond `LONGEST_SENTENCE` is cut between its clauses.
    """
    spans: list[Span] = []
    sentence_start = start
    for match in _SENTENCE_END.finditer(canonical_text, start, end):
        _append_sentences(canonical_text, sentence_start, match.end(), spans)
        sentence_start = match.end()
    _append_sentences(canonical_text, sentence_start, end, spans)
    return spans


def _limit_sentence(canonical_text: str, start: int, end: int) -> int:
    """Where a sentence that runs on beyond the limit is cut: behind a clause, else no number."""
    limit = start + LONGEST_SENTENCE
    if end <= limit:
        return end
    midpoint = start + LONGEST_SENTENCE // 2
    for mark in (_CLAUSE_MARK, _NON_NUMBER_CHARACTER):
        if (cut_offset := find_last_mark(mark, canonical_text, midpoint, limit)) is not None:
            return cut_offset
    return limit


def find_last_mark(mark: re.Pattern[str], canonical_text: str, start: int, end: int) -> int | None:
    """The end of the last place in `[start, end)` where a one-character mark stands."""
    return next((offset + 1 for offset in range(end - 1, start - 1, -1) if mark.match(canonical_text, offset)), None)


def _append_sentences(canonical_text: str, start: int, end: int, spans: list[Span]) -> None:
    while (cut_offset := _limit_sentence(canonical_text, start, end)) < end:
        _append_stripped(canonical_text, start, cut_offset, spans)
        start = cut_offset
    _append_stripped(canonical_text, start, end, spans)


def _append_stripped(canonical_text: str, start: int, end: int, spans: list[Span]) -> None:
    while start < end and canonical_text[start].isspace():
        start += 1
    while end > start and canonical_text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def has_leading_sentence(spans: list[Span]) -> bool:
    """Whether the first of a paragraph's sentences is its leading sentence."""
    if len(spans) < 2:
        return False
    start, end = spans[0]
    return end - start <= _LEAD_LIMIT

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

_CN = "一二三四五六七八九十"
_LEVELS: Final = (
    (
        1,
        re.compile(
            rf"\s*(?:第[{_CN}]{{1,3}}(?:部分|章|篇)[,、:]?\s*|[{_CN}]{{1,3}}\s?[、.:]\s*"
            rf"|[{_CN}]{{1,2}}\s+(?:(?=(?:19|20)\d\d年)|(?![{_CN}〇零\d月年日])))"
        ),
    ),
    (2, re.compile(rf"\s*\([{_CN}]{{1,3}}\)[、,.]?\s*")),
    (3, re.compile(r"\s*(?:\(\d{1,2}\)|\d{1,2}[.、](?:(?!\d)|(?=(?:19|20)\d\d年)))\s*")),
    (3, re.compile(rf"\s*(?:第[{_CN}]{{1,2}},|[{_CN}]{{1,2}}是(?=[^\d]))")),
    (4, re.compile(r"\s*--+\s*")),
)
_SENTENCE_END: Final = re.compile(r"(?:[。!?]+|\n)(?:(?<!\n)[”\")]+)?")
LONGEST_SENTENCE: Final = 1_000
"""Characters of a sentence. The longest in 300 real reports has 912, and it lists sources.

What is done with a sentence may take time by the square of its length; this bounds the square.
"""
_CUT: Final = re.compile(r"[,;:、]")
_NO_NUMBER: Final = re.compile(r"[^\d.,%一二两三四五六七八九十百千万亿零〇]")
_UNFINISHED: Final = ("(", "《", "“", "、", ",")
_ANNOUNCES: Final = re.compile(r"目标(?:是|为|建议为|建议)?:$")
"""A line that only announces the targets belongs to the line that states them."""
_CLOSING: Final = (")", "》", "”", ",", "。", "、", ";")
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
    alone: bool


def paragraphs(document: Document, canon: str) -> list[Paragraph]:
    """The paragraphs of a document in order, table cells left out."""
    return [
        _paragraph(canon, start, end) for start, end in _joined(canon, _stretches(document, canon))
    ]


def _stretches(document: Document, canon: str) -> Iterator[Span]:
    if document.blocks:
        yield from ((b.start, b.end) for b in document.blocks if b.kind != "cell")
        return
    at = 0
    for line in canon.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            lead = len(line) - len(line.lstrip())
            yield at + lead, at + lead + len(stripped)
        at += len(line)


def _joined(canon: str, stretches: Iterator[Span]) -> Iterator[Span]:
    """Join a line that breaks off inside brackets or a list with the line that finishes it."""
    held: Span | None = None
    for start, end in stretches:
        if held is not None and (
            canon[held[1] - 1] in _UNFINISHED
            or canon[start] in _CLOSING
            or _ANNOUNCES.search(canon, max(held[0], held[1] - 16), held[1])
        ):
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _paragraph(canon: str, start: int, end: int) -> Paragraph:
    level, body = 0, start
    for number, pattern in _LEVELS:
        match = pattern.match(canon, start, end)
        if match and match.end() < end:
            level, body = number, match.end()
            break
    short = end - start <= _HEADING_LIMIT
    stop = _SENTENCE_END.search(canon, body, end)
    alone = short and (stop is None or stop.end() >= end) and canon[end - 1] not in ":;,、"
    if alone and stop is not None and level not in (1, 2):
        alone = False
    return Paragraph(start, end, level, body, alone)


def sentences(canon: str, start: int, end: int) -> list[Span]:
    """The sentences of `[start, end)`, blank ones left out, each with its closing mark.

    What runs on beyond `LONGEST_SENTENCE` is cut between its clauses.
    """
    found: list[Span] = []
    at = start
    for match in _SENTENCE_END.finditer(canon, start, end):
        _add(canon, at, match.end(), found)
        at = match.end()
    _add(canon, at, end, found)
    return found


def _cut_short(canon: str, start: int, end: int) -> int:
    """Where a sentence that runs on beyond the limit is cut: behind a clause, else no number."""
    limit = start + LONGEST_SENTENCE
    if end <= limit:
        return end
    half = start + LONGEST_SENTENCE // 2
    for mark in (_CUT, _NO_NUMBER):
        if (last := last_match(mark, canon, half, limit)) is not None:
            return last
    return limit


def last_match(mark: re.Pattern[str], canon: str, start: int, end: int) -> int | None:
    """The end of the last place in `[start, end)` where a one-character mark stands."""
    return next((at + 1 for at in range(end - 1, start - 1, -1) if mark.match(canon, at)), None)


def _add(canon: str, start: int, end: int, found: list[Span]) -> None:
    while (cut := _cut_short(canon, start, end)) < end:
        _add_one(canon, start, cut, found)
        start = cut
    _add_one(canon, start, end, found)


def _add_one(canon: str, start: int, end: int, found: list[Span]) -> None:
    while start < end and canon[start].isspace():
        start += 1
    while end > start and canon[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))


def leads(spans: list[Span]) -> bool:
    """Whether the first of a paragraph's sentences is its leading sentence."""
    if len(spans) < 2:
        return False
    start, end = spans[0]
    return end - start <= _LEAD_LIMIT

"""Numbers with a character in them that could not be read: they are shown, and never a value.

A character is lost where a font or an encoding does not say what it is (U+FFFD, or a code that only
one font knows). `5\ufffd2%` may be 5.2 % or 5,2 or 572 %.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

_LOST_CHARACTERS: Final = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_BULLET_MARK: Final = re.compile(r"(?:^|(?<=\s))[\uf000-\uf0ff]$", re.MULTILINE)
"""A mark of a symbol font before a line: Word's bullets, which no number is part of."""
_NUMERIC_CHARACTERS: Final = frozenset("0123456789.,")
_NUMBER_REACH: Final = 40
"""Characters of a number on either side of a lost one."""

Span = tuple[int, int]


def find_doubtful_spans(text: str) -> list[Span]:
    """The spans of numbers that hold or touch a lost character, apart and in text order."""
    spans: list[Span] = []
    for lost_match in _LOST_CHARACTERS.finditer(text):
        start, end = lost_match.span()
        while start and lost_match.start() - start < _NUMBER_REACH and text[start - 1] in _NUMERIC_CHARACTERS:
            start -= 1
        while end < len(text) and end - lost_match.end() < _NUMBER_REACH and text[end] in _NUMERIC_CHARACTERS:
            end += 1
        if _BULLET_MARK.search(text[max(0, lost_match.start() - 1) : lost_match.end()]):
            continue
        touches_digit = text[lost_match.start() - 1 : lost_match.start()].isdecimal() or any(
            character.isdecimal() for character in text[lost_match.end() : min(end, lost_match.end() + 2)]
        )
        if touches_digit and spans and spans[-1][1] >= start:
            spans[-1] = (spans[-1][0], end)
        elif touches_digit:
            spans.append((start, end))
    return spans


def fill_lost_characters(text: str, spans: Iterable[Span]) -> str:
    """The text with lost characters in these spans filled up, so that each span is one number.

    The length stays the same. The filled-in digits are made up: only the offsets are valid.
    """
    parts: list[str] = []
    offset = 0
    for start, end in spans:
        inner = text[start:end]
        point = "" if "." in inner or "," in inner else "."
        parts += [text[offset:start], "".join(_fill_span(inner, point))]
        offset = end
    return "".join([*parts, text[offset:]])


def _fill_span(inner: str, point: str) -> Iterator[str]:
    for index, character in enumerate(inner):
        if not _LOST_CHARACTERS.match(character):
            yield character
        elif point and 0 < index < len(inner) - 1:
            yield point
            point = ""
        else:
            yield "0"


class DoubtfulSpans:
    """Doubtful spans; `span in doubts` takes a binary search."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def __contains__(self, span: Span) -> bool:
        """Whether a span shares a character with one of them."""
        span_index = bisect_right(self._starts, span[1] - 1)
        return any(doubtful_end > span[0] for _, doubtful_end in self._spans[max(0, span_index - 2) : span_index])

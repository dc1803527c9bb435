"""Numbers with a character in them that could not be read: they are shown, and never a value.

A character is lost where a font or an encoding does not say what it is (U+FFFD, or a code that only
one font knows). `5\ufffd2%` may be 5.2 % or 5,2 or 572 %.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

_LOST: Final = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_BULLET: Final = re.compile(r"(?:^|(?<=\s))[\uf000-\uf0ff]$", re.MULTILINE)
"""A mark of a symbol font before a line: Word's bullets, which no number is part of."""
_NUMERIC: Final = frozenset("0123456789.,")
_FARTHEST: Final = 40
"""Characters of a number on either side of a lost one."""

Span = tuple[int, int]


def doubtful(text: str) -> list[Span]:
    """The spans of numbers that hold or touch a lost character, apart and in text order."""
    found: list[Span] = []
    for lost in _LOST.finditer(text):
        start, end = lost.span()
        while start and lost.start() - start < _FARTHEST and text[start - 1] in _NUMERIC:
            start -= 1
        while end < len(text) and end - lost.end() < _FARTHEST and text[end] in _NUMERIC:
            end += 1
        if _BULLET.search(text[max(0, lost.start() - 1) : lost.end()]):
            continue
        touched = text[lost.start() - 1 : lost.start()].isdecimal() or any(
            c.isdecimal() for c in text[lost.end() : min(end, lost.end() + 2)]
        )
        if touched and found and found[-1][1] >= start:
            found[-1] = (found[-1][0], end)
        elif touched:
            found.append((start, end))
    return found


def filled(text: str, spans: Iterable[Span]) -> str:
    """The text with lost characters in these spans filled up, so that each span is one number.

    The length stays the same. The filled-in digits are made up: only the offsets are valid.
    """
    parts: list[str] = []
    at = 0
    for start, end in spans:
        inner = text[start:end]
        point = "" if "." in inner or "," in inner else "."
        parts += [text[at:start], "".join(_fill(inner, point))]
        at = end
    return "".join([*parts, text[at:]])


def _fill(inner: str, point: str) -> Iterator[str]:
    for at, char in enumerate(inner):
        if not _LOST.match(char):
            yield char
        elif point and 0 < at < len(inner) - 1:
            yield point
            point = ""
        else:
            yield "0"


class Doubts:
    """Doubtful spans; `span in doubts` takes a binary search."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def __contains__(self, span: Span) -> bool:
        """Whether a span shares a character with one of them."""
        at = bisect_right(self._starts, span[1] - 1)
        return any(last > span[0] for _, last in self._spans[max(0, at - 2) : at])

"""A span: a half-open range of code points of one text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Offsets `start` (inclusive) and `end` (exclusive), in Unicode code points."""

    start: int
    end: int

    def text_of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

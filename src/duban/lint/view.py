"""A report as the lint rules need it: clauses, promises and results, each computed once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from duban.commitments import Claim, Commitment, PartRole, Report, Role, Topic
from duban.text import Span, canonical

PROMISING: Final = frozenset({PartRole.PLAN, PartRole.SELF})
_BREAK: Final = re.compile(r"(?<!\d),|,(?!\d)|[;。!?\n]")
_QUOTED: Final = re.compile(r"“[^”\n]*”|《[^》\n]*》|\([^()\n]*\)|\"[^\"\n]*\"")


class View:
    """`text` is the report's text in canonical form: positions are those of `report.text`."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.text = canonical(report.text)

    @cached_property
    def _breaks(self) -> list[int]:
        return [m.start() for m in _BREAK.finditer(self.text)]

    def clause(self, start: int, end: int) -> Span:
        """The clause, or run of clauses, around `[start, end)`."""
        left = bisect_left(self._breaks, start)
        right = bisect_left(self._breaks, end)
        begin = self._breaks[left - 1] + 1 if left else 0
        stop = self._breaks[right] if right < len(self._breaks) else len(self.text)
        return Span(begin, max(stop, end))

    def clauses(self, start: int, end: int) -> Iterator[Span]:
        """The clauses of `[start, end)`, empty ones left out."""
        for at in [*self._breaks[bisect_left(self._breaks, start) :], end]:
            stop = min(at, end)
            if self.text[start:stop].strip(" ”)"):
                yield Span(start, stop)
            if at >= end:
                return
            start = at + 1

    def unquoted(self, start: int, end: int) -> str:
        """The canonical text with what stands in quotes and brackets blanked, lengths kept."""
        return _QUOTED.sub(lambda m: "“" * len(m[0]), self.text[start:end])

    @cached_property
    def plan(self) -> tuple[tuple[Topic, Commitment], ...]:
        """The commitments of the plan year, each with its topic."""
        return tuple(
            (topic, commitment)
            for part in self.report.parts
            if part.role in PROMISING
            for topic in part.topics
            for commitment in topic.commitments
        )

    @cached_property
    def promises(self) -> tuple[Claim, ...]:
        """Every claim that promises something, for this year or later, once, in text order."""
        found = {(c.start, c.end, c.indicator): c for c in self.report.claims()}
        return tuple(found[k] for k in sorted(found) if found[k].role is not Role.RESULT)

    @cached_property
    def targets(self) -> tuple[Claim, ...]:
        """What is promised for the plan year."""
        return tuple(c for c in self.promises if c.role is Role.TARGET)

    @cached_property
    def review(self) -> tuple[Claim, ...]:
        """What the parts that look back report."""
        return tuple(
            claim
            for part in self.report.parts
            if part.role is PartRole.REVIEW
            for topic in part.topics
            for claim in topic.results
        )

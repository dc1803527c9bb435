"""A report as the lint rules need it: clauses, promises and results, each computed once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from duban.commitments import Claim, Commitment, PartRole, Report, Role, Topic
from duban.text import Span, canonicalise

PROMISING_ROLES: Final = frozenset({PartRole.PLAN, PartRole.SELF})
_CLAUSE_BREAK: Final = re.compile(r"(?<!\d),|,(?!\d)|[;。!?\n]")
_QUOTATION: Final = re.compile(r"“[^”\n]*”|《[^》\n]*》|\([^()\n]*\)|\"[^\"\n]*\"")


class ReportView:
    """`text` is the report's text in canonical form: positions are those of `report.text`."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.text = canonicalise(report.text)

    @cached_property
    def _clause_breaks(self) -> list[int]:
        return [match.start() for match in _CLAUSE_BREAK.finditer(self.text)]

    def find_clause(self, start: int, end: int) -> Span:
        """The clause, or run of clauses, around `[start, end)`."""
        previous_index = bisect_left(self._clause_breaks, start)
        next_index = bisect_left(self._clause_breaks, end)
        clause_start = self._clause_breaks[previous_index - 1] + 1 if previous_index else 0
        clause_end = self._clause_breaks[next_index] if next_index < len(self._clause_breaks) else len(self.text)
        return Span(clause_start, max(clause_end, end))

    def split_clauses(self, start: int, end: int) -> Iterator[Span]:
        """The clauses of `[start, end)`, empty ones left out."""
        for break_offset in [*self._clause_breaks[bisect_left(self._clause_breaks, start) :], end]:
            clause_end = min(break_offset, end)
            if self.text[start:clause_end].strip(" ”)"):
                yield Span(start, clause_end)
            if break_offset >= end:
                return
            start = break_offset + 1

    def blank_quotations(self, start: int, end: int) -> str:
        """The canonical text with what stands in quotes and brackets blanked, lengths kept."""
        return _QUOTATION.sub(lambda match: "“" * len(match[0]), self.text[start:end])

    @cached_property
    def plan(self) -> tuple[tuple[Topic, Commitment], ...]:
        """The commitments of the plan year, each with its topic."""
        return tuple(
            (topic, commitment)
            for part in self.report.parts
            if part.role in PROMISING_ROLES
            for topic in part.topics
            for commitment in topic.commitments
        )

    @cached_property
    def promises(self) -> tuple[Claim, ...]:
        """Every claim that promises something, for this year or later, once, in text order."""
        claim_by_place = {(claim.start, claim.end, claim.indicator): claim for claim in self.report.claims()}
        return tuple(
            claim_by_place[place] for place in sorted(claim_by_place) if claim_by_place[place].role is not Role.RESULT
        )

    @cached_property
    def targets(self) -> tuple[Claim, ...]:
        """What is promised for the plan year."""
        return tuple(claim for claim in self.promises if claim.role is Role.TARGET)

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

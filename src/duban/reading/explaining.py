"""Why a number got its name: the candidates, the choice, and what the claim keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duban.commitments import Claim
from duban.reading.candidates import Choice
from duban.reading.report import read_document
from duban.text import Document


@dataclass(frozen=True, slots=True)
class Proposal:
    """One candidate: the names that it gives the numbers, who proposes it, what it weighs."""

    names: tuple[str, ...]
    reasons: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the numbers at `[start, end)` are named as they are: the chosen candidate first."""

    start: int
    end: int
    numbers: str
    proposals: tuple[Proposal, ...]
    claims: tuple[Claim, ...]


class OffsetError(ValueError):
    """An offset that is outside the text."""


def explain(document: Document, at: int, *, year: int | None = None) -> tuple[Explanation, ...]:
    """Explain every number of the sentence or line at an offset of the document's text.

    Where the offset lies within a number, only that number is explained.
    Raises `OffsetError` for an offset outside the text.
    """
    if not 0 <= at < len(document.text):
        raise OffsetError(f"offset {at} is outside the text of {len(document.text)} characters")
    choices: list[Choice] = []
    report = read_document(document, year=year, trace=choices)
    claims = tuple(report.claims())
    found = [
        _explanation(document.text, choice, claims)
        for choice in {c.item.run[0].start: c for c in choices}.values()
    ]
    exact = [e for e in found if e.start <= at < e.end]
    return tuple(exact or _near(document.text, at, found))


def _near(text: str, at: int, found: list[Explanation]) -> Iterator[Explanation]:
    """The explanations for the sentence or line around the offset."""
    start = max(text.rfind(mark, 0, at) for mark in "。\n") + 1
    ends = [end for mark in "。\n" if (end := text.find(mark, at)) >= 0]
    stop = min(ends, default=len(text))
    return (e for e in found if start <= e.start < stop)


def _explanation(text: str, choice: Choice, claims: tuple[Claim, ...]) -> Explanation:
    run = choice.item.run
    start, end = run[0].start, run[-1].end
    proposals = tuple(
        Proposal(
            tuple("".join(text[a:b] for a, b in name) for _, name in candidate.named),
            tuple(candidate.reasons),
            round(candidate.weight, 2),
        )
        for candidate in choice.candidates
    )
    mine = tuple(c for c in claims if start <= c.start and c.end <= end)
    return Explanation(start, end, text[start:end], proposals, mine)

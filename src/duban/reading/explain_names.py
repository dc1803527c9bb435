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


def explain_names(document: Document, offset: int, *, year: int | None = None) -> tuple[Explanation, ...]:
    """Explain every number of the sentence or line at an offset of the document's text.

    Where the offset lies within a number, only that number is explained.
    Raises `OffsetError` for an offset outside the text.
    """
    if not 0 <= offset < len(document.text):
        raise OffsetError(f"offset {offset} is outside the text of {len(document.text)} characters")
    choices: list[Choice] = []
    report = read_document(document, year=year, trace=choices)
    claims = tuple(report.claims())
    explanations = [
        _build_explanation(document.text, choice, claims)
        for choice in {entry.group.quantities[0].start: entry for entry in choices}.values()
    ]
    exact_matches = [explanation for explanation in explanations if explanation.start <= offset < explanation.end]
    return tuple(exact_matches or _same_sentence(document.text, offset, explanations))


def _same_sentence(text: str, offset: int, explanations: list[Explanation]) -> Iterator[Explanation]:
    """The explanations for the sentence or line around the offset."""
    sentence_start = max(text.rfind(mark, 0, offset) for mark in "。\n") + 1
    sentence_ends = [mark_offset for mark in "。\n" if (mark_offset := text.find(mark, offset)) >= 0]
    sentence_end = min(sentence_ends, default=len(text))
    return (explanation for explanation in explanations if sentence_start <= explanation.start < sentence_end)


def _build_explanation(text: str, choice: Choice, claims: tuple[Claim, ...]) -> Explanation:
    quantities = choice.group.quantities
    start, end = quantities[0].start, quantities[-1].end
    proposals = tuple(
        Proposal(
            tuple(
                "".join(text[span_start:span_end] for span_start, span_end in name)
                for _, name in candidate.named_quantities
            ),
            tuple(candidate.reasons),
            round(candidate.weight, 2),
        )
        for candidate in choice.candidates
    )
    claims_inside = tuple(claim for claim in claims if start <= claim.start and claim.end <= end)
    return Explanation(start, end, text[start:end], proposals, claims_inside)

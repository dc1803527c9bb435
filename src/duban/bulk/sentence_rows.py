"""A report's sentences as rows: what attention, novelty and copying are counted on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from duban.commitments import Part, Report
from duban.reading.structure import split_sentences
from duban.text import canonicalise

CHINESE_CHARACTERS = re.compile(r"[㐀-䶿一-鿿]+")

TextStretch = tuple[int, int, int | None]
"""`[start, end)` of the text, and the place of the innermost part that holds it, from 1."""


def split_by_part(report: Report) -> list[TextStretch]:
    """The whole text, cut where a part begins or ends: parts may stand within parts.

    The stretches add up to the text, each in one part at most.
    """
    boundaries = {0, len(report.text)}
    for part in report.parts:
        boundaries |= {part.start, part.end}
    sorted_boundaries = sorted(boundaries)
    return [(start, end, find_innermost_part(report, start, end)) for start, end in pairwise(sorted_boundaries)]


def find_innermost_part(report: Report, start: int, end: int) -> int | None:
    """The place, from 1, of the shortest part that holds `[start, end)`; None outside of all."""
    enclosing_parts = [
        (part.end - part.start, number) for number, part in enumerate(report.parts, 1) if _contains(part, start, end)
    ]
    return min(enclosing_parts)[1] if enclosing_parts else None


def find_enclosing_part(report: Report, part_number: int) -> int | None:
    """The place of the part that a part stands within; None for one that stands alone."""
    part = report.parts[part_number - 1]
    length = part.end - part.start
    enclosing_parts = [
        (candidate.end - candidate.start, number)
        for number, candidate in enumerate(report.parts, 1)
        if number != part_number
        and candidate.end - candidate.start > length
        and _contains(candidate, part.start, part.end)
    ]
    return min(enclosing_parts)[1] if enclosing_parts else None


def build_sentence_rows(report: Report) -> Iterator[dict[str, Any]]:
    """One row a sentence, in the order of the text, also of what stands in no part."""
    claim_starts = sorted(claim.start for claim in report.claims())
    commitments = sorted((commitment.start, commitment.counts) for commitment in report.commitments())
    commitment_starts = [start for start, _ in commitments]
    canonical_text, sentence_number = canonicalise(report.text), 0
    for stretch_start, stretch_end, part_number in split_by_part(report):
        for start, end in split_sentences(canonical_text, stretch_start, stretch_end):
            sentence_number += 1
            sentence_text = report.text[start:end]
            sentence_commitments = commitments[
                bisect_left(commitment_starts, start) : bisect_left(commitment_starts, end)
            ]
            yield {
                "place": part_number,
                "part_role": report.parts[part_number - 1].role.value if part_number else None,
                "sentence_number": sentence_number,
                "sentence_text": sentence_text,
                "chinese_characters": sum(map(len, CHINESE_CHARACTERS.findall(sentence_text))),
                "numbers": bisect_left(claim_starts, end) - bisect_left(claim_starts, start),
                "sentence_commitments": len(sentence_commitments),
                "counted": sum(count for _, count in sentence_commitments),
                "start": start,
                "end": end,
            }


def _contains(part: Part, start: int, end: int) -> bool:
    return part.start <= start and end <= part.end

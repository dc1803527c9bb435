"""Mark the claims that stand in text which OCR made of a picture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from duban.commitments import Claim, Commitment, Part, Provenance, Topic
from duban.text import Document


def mark_ocr_claims(parts: tuple[Part, ...], document: Document) -> tuple[Part, ...]:
    """The parts with `provenance` OCR for every claim on a page that was a picture."""
    if not document.recognised:
        return parts
    block_starts = [block.start for block in document.blocks]

    def mark_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
        results: list[Claim] = []
        for claim in claims:
            block = document.blocks[max(0, bisect_right(block_starts, claim.start) - 1)]
            is_recognised = block.page in document.recognised
            results.append(replace(claim, provenance=Provenance.OCR) if is_recognised else claim)
        return tuple(results)

    def mark_commitment(original: Commitment) -> Commitment:
        return replace(original, claims=mark_claims(original.claims))

    def mark_topic(original: Topic) -> Topic:
        commitments = tuple(map(mark_commitment, original.commitments))
        return replace(original, commitments=commitments, results=mark_claims(original.results))

    return tuple(replace(part, topics=tuple(map(mark_topic, part.topics))) for part in parts)

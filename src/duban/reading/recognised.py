"""Mark the claims that stand in text which OCR made of a picture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from duban.commitments import Claim, Commitment, Part, Provenance, Topic
from duban.text import Document


def mark_recognised(parts: tuple[Part, ...], document: Document) -> tuple[Part, ...]:
    """The parts with `provenance` OCR for every claim on a page that was a picture."""
    if not document.recognised:
        return parts
    starts = [block.start for block in document.blocks]

    def marked(claims: Iterable[Claim]) -> tuple[Claim, ...]:
        out: list[Claim] = []
        for claim in claims:
            block = document.blocks[max(0, bisect_right(starts, claim.start) - 1)]
            seen = block.page in document.recognised
            out.append(replace(claim, provenance=Provenance.OCR) if seen else claim)
        return tuple(out)

    def commitment(found: Commitment) -> Commitment:
        return replace(found, claims=marked(found.claims))

    def topic(found: Topic) -> Topic:
        commitments = tuple(map(commitment, found.commitments))
        return replace(found, commitments=commitments, results=marked(found.results))

    return tuple(replace(part, topics=tuple(map(topic, part.topics))) for part in parts)

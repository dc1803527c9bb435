"""The year's headline targets (主要预期目标), which one sentence states before the plan begins."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from duban.commitments import Claim, Commitment, CommitmentType, Part, PartRole, Topic, Verifiable
from duban.reading.lexicon import CLAUSE_PATTERN
from duban.reading.phrases import Span

OPENING_CLAIMS: Final = 3
"""A sentence that names the expected targets and claims at least so many opens the plan."""
_HEADING: Final = "主要预期目标"
_TARGET_MINIMUM: Final = 6
"""A clause shorter than this that claims nothing is no target."""


def build_headline_part(
    text: str,
    canonical_text: str,
    sentence: Span,
    first_number_start: int,
    claims: list[Claim],
    section: str | None = None,
) -> Part:
    """The opening targets as a part of their own: one commitment for each, with its clause.

    `first_number_start` is the offset of the first number; the targets begin behind 是 or ：.
    `section` is the heading that the sentence stands under.
    """
    start, end = sentence
    opening_mark = max(canonical_text.find(":", start, end), canonical_text.find("是", start, first_number_start))
    targets_start = opening_mark + 1 if 0 < opening_mark < first_number_start else start
    commitments: list[Commitment] = []
    for clause in CLAUSE_PATTERN.finditer(canonical_text, targets_start, end):
        clause_start, clause_end = clause.span()
        clause_claims = [claim for claim in claims if clause_start <= claim.start < clause_end]
        if not clause_claims and clause_end - clause_start < _TARGET_MINIMUM:
            continue
        clause_start, clause_end = _strip_marks(canonical_text, clause_start, clause_end)
        groups = [[claim] for claim in clause_claims] or [[]]
        for group in groups:
            commitment_id = f"0.1.{len(commitments) + 1}"
            group_claims = tuple(replace(claim, commitment=commitment_id) for claim in group)
            commitment = Commitment(
                commitment_id,
                CommitmentType.HEADLINE,
                clause_start,
                clause_end,
                text[clause_start:clause_end],
                group_claims,
            )
            commitments.append(replace(commitment, verifiable=Verifiable.NUMBER))
    topic = Topic(1, _HEADING, targets_start, end, section, None, tuple(commitments))
    return Part(None, _HEADING, PartRole.PLAN, targets_start, end, (topic,))


def _strip_marks(canonical_text: str, start: int, end: int) -> Span:
    """A clause without the marks at its ends."""
    while canonical_text[start] in " ,":
        start += 1
    return start, end - 1 if canonical_text[end - 1] in ",;。" else end

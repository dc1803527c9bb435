"""A commitment as a line of a list: its row, its assessed claim, and the text to search in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from duban_site.snapshots.content import Claim, CommitmentRow, FrozenAssessment


@dataclass(frozen=True)
class CommitmentLine:
    """A row with the claim that decides its status."""

    row: CommitmentRow
    claim: Claim | None
    words: str
    """Everything a search looks in besides the number, as `normalize_search_text` gives it."""

    @property
    def now(self) -> FrozenAssessment | None:
        """The commitment's assessment."""
        return self.row.assessment

    @property
    def value(self) -> Decimal | None:
        """The figure that the assessment is based on."""
        return self.now.value if self.now is not None and self.claim is not None else None


def build_line(row: CommitmentRow) -> CommitmentLine:
    """The row as a line."""
    assessed_claim_id = None if row.assessment is None else row.assessment.claim
    claim = next((claim for claim in row.claims if claim.id == assessed_claim_id), None)
    if claim is None and len(row.claims) == 1:
        claim = row.claims[0]
    return CommitmentLine(row, claim, normalize_search_text(" ".join(_list_searchable_texts(row))))


def _list_searchable_texts(row: CommitmentRow) -> list[str]:
    return [
        row.text,
        row.part.heading,
        row.topic.heading,
        *(claim.indicator for claim in row.claims),
        *(body.name for body in (*row.lead, *row.cooperating)),
    ]


def normalize_search_text(text: str) -> str:
    """Normalize width and case; used for both the query and the text that is searched."""
    return unicodedata.normalize("NFKC", text).casefold()

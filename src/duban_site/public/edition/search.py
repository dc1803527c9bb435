"""Finding commitments in an edition: words anywhere in the line, and four filters.

Chinese has no spaces between words, so a search for substrings works without a dictionary. It runs
over the edition in memory: a thousand commitments take well under a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.plans.models.commitment import TYPES
from duban_site.public.edition.edition import Edition
from duban_site.public.edition.lines import CommitmentLine, normalize_search_text

VALID_STATUSES = frozenset(key for key, _word in STATUS_CHOICES)
VALID_TYPES = frozenset(key for key, _word in TYPES)
MAX_QUERY_LENGTH = 100


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search and its filters; values that are unknown or not numeric are ignored."""

    words: str = ""
    part: int | None = None
    body: int | None = None
    status: str = ""
    type: str = ""

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> SearchQuery:
        """From a query string."""
        status, commitment_type = parameters.get("status", ""), parameters.get("type", "")
        return cls(
            words=parameters.get("q", "").strip()[:MAX_QUERY_LENGTH],
            part=_parse_id(parameters.get("part", "")),
            body=_parse_id(parameters.get("body", "")),
            status=status if status in VALID_STATUSES else "",
            type=commitment_type if commitment_type in VALID_TYPES else "",
        )

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return self != SearchQuery()


def _parse_id(id_text: str) -> int | None:
    return int(id_text) if id_text.isascii() and id_text.isdigit() and len(id_text) < 12 else None


def find_lines(edition: Edition, search_query: SearchQuery) -> list[CommitmentLine]:
    """The commitments that match the query, in the report's order."""
    words = normalize_search_text(search_query.words).split()
    return [line for line in edition.lines if _matches_query(line, search_query, words)]


def _matches_query(line: CommitmentLine, search_query: SearchQuery, words: list[str]) -> bool:
    row = line.row
    return (
        (search_query.part is None or row.part.order == search_query.part)
        and (not search_query.status or row.status == search_query.status)
        and (not search_query.type or row.type == search_query.type)
        and (search_query.body is None or any(body.id == search_query.body for body in (*row.lead, *row.cooperating)))
        and all(word in line.words or row.number.startswith(word) for word in words)
    )

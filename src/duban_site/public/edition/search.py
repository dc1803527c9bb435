"""Finding commitments in an edition: words anywhere in the line, and four filters.

Chinese has no spaces between words, so a search for substrings works without a dictionary. It runs
over the edition in memory: a thousand commitments take well under a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duban_site.core.status_words import STATUSES
from duban_site.plans.models.commitment import TYPES
from duban_site.public.edition.edition import Edition
from duban_site.public.edition.lines import Line, plain

KNOWN_STATUSES = frozenset(key for key, _word in STATUSES)
KNOWN_TYPES = frozenset(key for key, _word in TYPES)
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A search and its filters; values that are unknown or not numeric are ignored."""

    words: str = ""
    part: int | None = None
    body: int | None = None
    status: str = ""
    type: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """From a query string."""
        status, kind = query.get("status", ""), query.get("type", "")
        return cls(
            words=query.get("q", "").strip()[:LONGEST],
            part=_key(query.get("part", "")),
            body=_key(query.get("body", "")),
            status=status if status in KNOWN_STATUSES else "",
            type=kind if kind in KNOWN_TYPES else "",
        )

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return self != Asked()


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def found(edition: Edition, asked: Asked) -> list[Line]:
    """The commitments that match the query, in the report's order."""
    words = plain(asked.words).split()
    return [line for line in edition.lines if _fits(line, asked, words)]


def _fits(line: Line, asked: Asked, words: list[str]) -> bool:
    row = line.row
    return (
        (asked.part is None or row.part.order == asked.part)
        and (not asked.status or row.status == asked.status)
        and (not asked.type or row.type == asked.type)
        and (asked.body is None or any(u.id == asked.body for u in (*row.lead, *row.cooperating)))
        and all(word in line.words or row.number.startswith(word) for word in words)
    )

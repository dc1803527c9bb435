"""Finds repeated calls among the tickets of the last months, by text and place."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from duban.registers.tickets.likeness import compute_likeness, extract_bigrams

#: From this likeness on two tickets are likely about the same matter; less for the same caller.
MIN_LIKENESS, MIN_LIKENESS_SAME_CALLER = 0.6, 0.4
#: A bigram in more tickets than this distinguishes nothing, and is skipped.
MAX_TICKETS_PER_BIGRAM = 2_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """The needed fields of a ticket. `caller` is any stable identifier of the caller (a digest)."""

    id: str
    day: dt.date
    text: str
    place: str = ""
    category: str = ""
    caller: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """An earlier ticket that this one likely repeats."""

    id: str
    likeness: float
    same_caller: bool


class RepeatIndex:
    """Tickets indexed by the bigrams of their texts; tickets are added in the order of days."""

    def __init__(self, *, within_days: int = 90) -> None:
        self._within_days = within_days
        self._tickets: list[tuple[Ticket, frozenset[str]]] = []
        self._indices_by_bigram: dict[str, list[int]] = defaultdict(list)

    def add(self, ticket: Ticket) -> None:
        """Add a ticket to the index."""
        bigrams = extract_bigrams(ticket.text)
        index = len(self._tickets)
        self._tickets.append((ticket, bigrams))
        for bigram in bigrams:
            self._indices_by_bigram[bigram].append(index)

    def find_repeats(self, ticket: Ticket, *, limit: int = 5) -> list[Repeat]:
        """The earlier tickets that it likely repeats, the most similar first.

        Of the same place where both have one, and within the days of the index.
        """
        ticket_bigrams = extract_bigrams(ticket.text)
        shared_counts: Counter[int] = Counter()
        for bigram in ticket_bigrams:
            indices = self._indices_by_bigram.get(bigram, [])
            if len(indices) <= MAX_TICKETS_PER_BIGRAM:
                shared_counts.update(indices)
        repeats = [
            repeat
            for index, count in shared_counts.items()
            if count * 4 >= len(ticket_bigrams)
            and (repeat := self._compare_with(ticket, ticket_bigrams, index)) is not None
        ]
        return sorted(repeats, key=lambda candidate: (-candidate.likeness, candidate.id))[:limit]

    def _compare_with(self, ticket: Ticket, ticket_bigrams: frozenset[str], index: int) -> Repeat | None:
        earlier, earlier_bigrams = self._tickets[index]
        days_apart = (ticket.day - earlier.day).days
        different_place = ticket.place and earlier.place and ticket.place != earlier.place
        if earlier.id == ticket.id or not 0 <= days_apart <= self._within_days or different_place:
            return None
        similarity = compute_likeness(ticket_bigrams, earlier_bigrams)
        same_caller = bool(ticket.caller) and ticket.caller == earlier.caller
        threshold = MIN_LIKENESS_SAME_CALLER if same_caller else MIN_LIKENESS
        return Repeat(earlier.id, round(similarity, 3), same_caller) if similarity >= threshold else None

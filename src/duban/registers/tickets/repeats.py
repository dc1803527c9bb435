"""Finds repeated calls among the tickets of the last months, by text and place."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from duban.registers.tickets.likeness import grams, likeness

#: From this likeness on two tickets are likely about the same matter; less for the same caller.
ALIKE, ALIKE_SAME_CALLER = 0.6, 0.4
#: A bigram in more tickets than this distinguishes nothing, and is skipped.
COMMON = 2_000


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
        self._within = within_days
        self._tickets: list[tuple[Ticket, frozenset[str]]] = []
        self._by_gram: dict[str, list[int]] = defaultdict(list)

    def add(self, ticket: Ticket) -> None:
        """Add a ticket to the index."""
        found = grams(ticket.text)
        place = len(self._tickets)
        self._tickets.append((ticket, found))
        for gram in found:
            self._by_gram[gram].append(place)

    def repeats_of(self, ticket: Ticket, *, most: int = 5) -> list[Repeat]:
        """The earlier tickets that it likely repeats, the most similar first.

        Of the same place where both have one, and within the days of the index.
        """
        own = grams(ticket.text)
        shared: Counter[int] = Counter()
        for gram in own:
            places = self._by_gram.get(gram, [])
            if len(places) <= COMMON:
                shared.update(places)
        found = [
            repeat
            for place, count in shared.items()
            if count * 4 >= len(own) and (repeat := self._repeat(ticket, own, place)) is not None
        ]
        return sorted(found, key=lambda one: (-one.likeness, one.id))[:most]

    def _repeat(self, ticket: Ticket, own: frozenset[str], place: int) -> Repeat | None:
        other, theirs = self._tickets[place]
        apart = (ticket.day - other.day).days
        elsewhere = ticket.place and other.place and ticket.place != other.place
        if other.id == ticket.id or not 0 <= apart <= self._within or elsewhere:
            return None
        alike = likeness(own, theirs)
        same = bool(ticket.caller) and ticket.caller == other.caller
        enough = ALIKE_SAME_CALLER if same else ALIKE
        return Repeat(other.id, round(alike, 3), same) if alike >= enough else None

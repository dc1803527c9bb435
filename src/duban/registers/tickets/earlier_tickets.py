"""Finds earlier tickets that a new call might belong to, with the reason for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from duban.registers.tickets.likeness import compute_likeness, extract_bigrams
from duban.registers.tickets.repeats import MIN_LIKENESS, MIN_LIKENESS_SAME_CALLER, Ticket

RECALL_PERIOD = dt.timedelta(days=90)
"""How far back earlier tickets are searched, as in `RepeatIndex`."""


class RecallReason(StrEnum):
    """Why an earlier ticket is listed."""

    CALLER = "caller"
    """The same caller, whatever the text."""
    PLACE = "place"
    """The same place and a similar text; in the same category less similarity is enough."""


@dataclass(frozen=True, slots=True)
class EarlierTicket:
    """An earlier ticket that a new one might belong to."""

    id: str
    why: RecallReason
    likeness: float


def find_earlier_tickets(ticket: Ticket, earlier: Iterable[Ticket], *, limit: int = 5) -> list[EarlierTicket]:
    """Those of `earlier` that `ticket` might belong to: same caller first, then most similar.

    Of two equally similar tickets the later comes first. Empty without caller and place.
    """
    ticket_bigrams = extract_bigrams(ticket.text)
    recalls_with_days = [
        (recall, candidate.day)
        for candidate in earlier
        if dt.timedelta(0) <= ticket.day - candidate.day <= RECALL_PERIOD
        and (recall := _compare_tickets(ticket, ticket_bigrams, candidate)) is not None
    ]
    recalls_with_days.sort(key=lambda pair: pair[1], reverse=True)
    recalls_with_days.sort(key=lambda pair: (pair[0].why is not RecallReason.CALLER, -pair[0].likeness))
    return [recall for recall, _day in recalls_with_days[:limit]]


def _compare_tickets(ticket: Ticket, ticket_bigrams: frozenset[str], candidate: Ticket) -> EarlierTicket | None:
    similarity = round(compute_likeness(ticket_bigrams, extract_bigrams(candidate.text)), 3)
    if ticket.caller and ticket.caller == candidate.caller:
        return EarlierTicket(candidate.id, RecallReason.CALLER, similarity)
    if not ticket.place or ticket.place != candidate.place:
        return None
    same_category = bool(ticket.category) and ticket.category == candidate.category
    threshold = MIN_LIKENESS_SAME_CALLER if same_category else MIN_LIKENESS
    return EarlierTicket(candidate.id, RecallReason.PLACE, similarity) if similarity >= threshold else None

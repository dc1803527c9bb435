"""Finds earlier tickets that a new call might belong to, with the reason for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from duban.registers.tickets.likeness import grams, likeness
from duban.registers.tickets.repeats import ALIKE, ALIKE_SAME_CALLER, Ticket

WITHIN = dt.timedelta(days=90)
"""How far back earlier tickets are searched, as in `RepeatIndex`."""


class Why(StrEnum):
    """Why an earlier ticket is listed."""

    CALLER = "caller"
    """The same caller, whatever the text."""
    PLACE = "place"
    """The same place and a similar text; in the same category less similarity is enough."""


@dataclass(frozen=True, slots=True)
class Recall:
    """An earlier ticket that a new one might belong to."""

    id: str
    why: Why
    likeness: float


def recalled(ticket: Ticket, earlier: Iterable[Ticket], *, most: int = 5) -> list[Recall]:
    """Those of `earlier` that `ticket` might belong to: same caller first, then most similar.

    Of two equally similar tickets the later comes first. Empty without caller and place.
    """
    own = grams(ticket.text)
    found = [
        (recall, one.day)
        for one in earlier
        if dt.timedelta(0) <= ticket.day - one.day <= WITHIN
        and (recall := _recall(ticket, own, one)) is not None
    ]
    found.sort(key=lambda pair: pair[1], reverse=True)
    found.sort(key=lambda pair: (pair[0].why is not Why.CALLER, -pair[0].likeness))
    return [recall for recall, _day in found[:most]]


def _recall(ticket: Ticket, own: frozenset[str], other: Ticket) -> Recall | None:
    alike = round(likeness(own, grams(other.text)), 3)
    if ticket.caller and ticket.caller == other.caller:
        return Recall(other.id, Why.CALLER, alike)
    if not ticket.place or ticket.place != other.place:
        return None
    same = bool(ticket.category) and ticket.category == other.category
    enough = ALIKE_SAME_CALLER if same else ALIKE
    return Recall(other.id, Why.PLACE, alike) if alike >= enough else None

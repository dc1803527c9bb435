"""The report's text with the status of every commitment in it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from duban_site.boards.queries.table import with_status
from duban_site.plans.models import Claim, Part, Plan, State

FIELDS = ("pk", "number", "start", "end", "now_status", "now_light", "topic__part")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the living report needs to know of a commitment."""

    pk: int
    number: str
    start: int
    end: int
    status: str
    light: str
    part: int


@dataclass(frozen=True, slots=True)
class Living:
    """A plan's parts, its accepted commitments in text order, and where their figures stand."""

    parts: list[Part]
    commitments: list[Sentence]
    spans: dict[int, set[tuple[int, int]]]


def living(plan: Plan, as_of: dt.date) -> Living:
    """Three queries whatever the length of the report."""
    accepted = with_status(plan.commitments.filter(state=State.ACCEPTED), as_of)
    rows = accepted.order_by("start", "-end", "number").values_list(*FIELDS)
    claims = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    spans: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for key, start, end in claims.order_by().values_list("commitment", "start", "end"):
        spans[key].add((start, end))
    return Living(
        parts=list(plan.parts.order_by("start", "-end")),
        commitments=[
            Sentence(key, number, start, end, status or "", light or "", part)
            for key, number, start, end, status, light, part in rows
        ],
        spans=spans,
    )

"""The report's text with the status of every commitment in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from duban_site.boards.queries.table import with_status
from duban_site.plans.models import Claim, Part, Plan, State, Topic


@dataclass(frozen=True, slots=True)
class Living:
    """A plan's parts, topics and accepted commitments, in text order."""

    parts: list[Part]
    topics: list[Topic]
    commitments: list[Any]


def living(plan: Plan, as_of: dt.date) -> Living:
    """Four queries whatever the length of the report."""
    spans = Claim.objects.only("commitment", "start", "end", "indicator", "number")
    commitments = with_status(plan.commitments.filter(state=State.ACCEPTED), as_of)
    return Living(
        parts=list(plan.parts.order_by("start", "-end")),
        topics=list(Topic.objects.filter(part__plan=plan).order_by("start")),
        commitments=list(
            commitments.select_related("topic__part")
            .prefetch_related(Prefetch("claims", spans))
            .order_by("start", "-end", "number")
        ),
    )

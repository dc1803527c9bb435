"""Lists of what is due: overdue, due soon, resting too long, to be revisited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from duban.orders import CLOCKS, Clock, Stage
from duban.series import WorkCalendar
from duban_site.core.access.policy import Anybody, policy
from duban_site.orders.models import Order
from duban_site.orders.queries import most_urgent, owed_by, to_revisit

MOST = 200
"""Rows of each list, the most urgent first; the list of orders has all of them."""


@dataclass(frozen=True, slots=True)
class Resting:
    """An order that is in its stage longer than the stage's clock allows."""

    order: Order
    clock: Clock
    until: dt.date


@dataclass(frozen=True, slots=True)
class DueLists:
    """Overdue, due soon, resting, to be revisited."""

    overdue: list[Order]
    soon: list[Order]
    resting: list[Resting]
    revisit: list[Order]
    days: int


def due_lists(who: Anybody, today: dt.date) -> DueLists:
    """Load the lists; “soon” is within the working days of the first reminder."""
    calendar = WorkCalendar()
    days = max(settings.REMIND_BEFORE, default=0)
    owed = most_urgent(owed_by(who))
    until = calendar.add(today, days)
    return DueLists(
        overdue=list(owed.filter(due__lt=today)[:MOST]),
        soon=list(owed.filter(due__gte=today, due__lte=until)[:MOST]),
        resting=_resting(who, today, calendar),
        revisit=list(to_revisit(who, today)[:MOST]),
        days=days,
    )


def _resting(who: Anybody, today: dt.date, calendar: WorkCalendar) -> list[Resting]:
    stages = [stage.value for stage in CLOCKS]
    orders = policy.visible(who, "orders.see", Order.objects.filter(stage__in=stages))
    found = []
    for order in orders.select_related("lead_body").order_by("stage_since"):
        clock = CLOCKS[Stage(order.stage)]
        until = clock.due(order.stage_since, calendar)
        if until < today:
            found.append(Resting(order, clock, until))
    return found[:MOST]

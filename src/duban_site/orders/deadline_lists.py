"""Lists of what is due: overdue, due soon, resting too long, to be revisited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from duban.orders import CLOCK_BY_STAGE, Clock, Stage
from duban.series import WorkCalendar
from duban_site.core.access.policy import AnyActor, policy
from duban_site.orders.models import Order
from duban_site.orders.queries import list_orders_to_revisit, list_owed_orders, sort_by_urgency

MAX_ROWS = 200
"""Rows of each list, the most urgent first; the list of orders has all of them."""


@dataclass(frozen=True, slots=True)
class RestingOrder:
    """An order that is in its stage longer than the stage's clock allows."""

    order: Order
    clock: Clock
    until: dt.date


@dataclass(frozen=True, slots=True)
class DueLists:
    """Overdue, due soon, resting, to be revisited."""

    overdue: list[Order]
    soon: list[Order]
    resting: list[RestingOrder]
    revisit: list[Order]
    days: int


def load_due_lists(viewer: AnyActor, today: dt.date) -> DueLists:
    """Load the lists; “soon” is within the working days of the first reminder."""
    calendar = WorkCalendar()
    soon_days = max(settings.REMIND_BEFORE, default=0)
    owed_orders = sort_by_urgency(list_owed_orders(viewer))
    soon_until = calendar.add_working_days(today, soon_days)
    return DueLists(
        overdue=list(owed_orders.filter(due__lt=today)[:MAX_ROWS]),
        soon=list(owed_orders.filter(due__gte=today, due__lte=soon_until)[:MAX_ROWS]),
        resting=_list_resting(viewer, today, calendar),
        revisit=list(list_orders_to_revisit(viewer, today)[:MAX_ROWS]),
        days=soon_days,
    )


def _list_resting(viewer: AnyActor, today: dt.date, calendar: WorkCalendar) -> list[RestingOrder]:
    stages = [stage.value for stage in CLOCK_BY_STAGE]
    orders = policy.filter_visible(viewer, "orders.see", Order.objects.filter(stage__in=stages))
    resting_orders = []
    for order in orders.select_related("lead_body").order_by("stage_since"):
        clock = CLOCK_BY_STAGE[Stage(order.stage)]
        rests_until = clock.due(order.stage_since, calendar)
        if rests_until < today:
            resting_orders.append(RestingOrder(order, clock, rests_until))
    return resting_orders[:MAX_ROWS]

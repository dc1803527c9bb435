"""A month's orders as plain JSON values, for a snapshot and the bulletin written from it."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from django.utils.translation import override

from duban_site.orders.models import Order
from duban_site.orders.models.order import COLOURS
from duban_site.orders.words import OUTCOMES
from duban_site.plans.models import Plan


class OrderRow(TypedDict):
    """One order as it stood on the month's last day. Dates as ISO 8601; words in Chinese."""

    id: int
    label: str
    title: str
    body: str
    leader: str
    commitment: str
    colour: str
    listed: bool
    outcome: str
    outcome_zh: str
    issued_on: str
    due: str
    replied_on: str
    ended_on: str
    days_late: int


class OrdersOfMonth(TypedDict):
    """Orders issued in the month, ended in it (销号 or terminated), and open at its end."""

    opened: list[OrderRow]
    closed: list[OrderRow]
    open: list[OrderRow]


def orders_of_month(plan: Plan, month_start: dt.date, month_end: dt.date) -> OrdersOfMonth:
    """The month's orders by number, without drafts.

    An order that ended later counts as open in earlier months. The due date is the present one, as
    a month is frozen when it is closed.
    """
    issued = Order.objects.filter(plan=plan, issued_on__isnull=False, issued_on__lte=month_end)
    joined = issued.select_related("lead_body", "leader", "commitment")
    orders = list(joined.order_by("year", "number"))
    ended = [o for o in orders if o.ended_on is not None and o.ended_on <= month_end]
    done = {o.pk for o in ended}
    opened = [o for o in orders if o.issued_on and o.issued_on >= month_start]
    closed = [o for o in ended if o.ended_on and o.ended_on >= month_start]
    still = [o for o in orders if o.pk not in done]
    with override("zh-hans"):
        return OrdersOfMonth(
            opened=[_row(o, month_end) for o in opened],
            closed=[_row(o, month_end) for o in closed],
            open=[_row(o, month_end) for o in still],
        )


def _row(order: Order, day: dt.date) -> OrderRow:
    outcome = order.outcome(day)
    return OrderRow(
        id=order.pk,
        label=order.label,
        title=order.title,
        body=order.lead_body.name,
        leader="" if order.leader is None else order.leader.name,
        commitment="" if order.commitment is None else order.commitment.number,
        colour=str(dict(COLOURS)[order.colour]),
        listed=order.listed,
        outcome=outcome.value,
        outcome_zh=str(OUTCOMES[outcome]),
        issued_on=_iso(order.issued_on),
        due=_iso(order.due),
        replied_on=_iso(_by(order.replied_on, day)),
        ended_on=_iso(_by(order.ended_on, day)),
        days_late=order.days_late(day),
    )


def _by(then: dt.date | None, day: dt.date) -> dt.date | None:
    return then if then is not None and then <= day else None


def _iso(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()

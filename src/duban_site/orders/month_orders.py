"""A month's orders as plain JSON values, for a snapshot and the bulletin written from it."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from django.utils.translation import override

from duban_site.orders.labels import OUTCOME_LABELS
from duban_site.orders.models import Order
from duban_site.orders.models.order import COLOUR_CHOICES
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
    issued_orders = Order.objects.filter(plan=plan, issued_on__isnull=False, issued_on__lte=month_end)
    joined_orders = issued_orders.select_related("lead_body", "leader", "commitment")
    orders = list(joined_orders.order_by("year", "number"))
    ended_orders = [order for order in orders if order.ended_on is not None and order.ended_on <= month_end]
    ended_keys = {order.pk for order in ended_orders}
    opened_orders = [order for order in orders if order.issued_on and order.issued_on >= month_start]
    closed_orders = [order for order in ended_orders if order.ended_on and order.ended_on >= month_start]
    open_orders = [order for order in orders if order.pk not in ended_keys]
    with override("zh-hans"):
        return OrdersOfMonth(
            opened=[_order_row(order, month_end) for order in opened_orders],
            closed=[_order_row(order, month_end) for order in closed_orders],
            open=[_order_row(order, month_end) for order in open_orders],
        )


def _order_row(order: Order, as_of: dt.date) -> OrderRow:
    outcome = order.outcome(as_of)
    return OrderRow(
        id=order.pk,
        label=order.label,
        title=order.title,
        body=order.lead_body.name,
        leader="" if order.leader is None else order.leader.name,
        commitment="" if order.commitment is None else order.commitment.number,
        colour=str(dict(COLOUR_CHOICES)[order.colour]),
        listed=order.listed,
        outcome=outcome.value,
        outcome_zh=str(OUTCOME_LABELS[outcome]),
        issued_on=_format_date(order.issued_on),
        due=_format_date(order.due),
        replied_on=_format_date(_date_if_reached(order.replied_on, as_of)),
        ended_on=_format_date(_date_if_reached(order.ended_on, as_of)),
        days_late=order.days_late(as_of),
    )


def _date_if_reached(date: dt.date | None, as_of: dt.date) -> dt.date | None:
    return date if date is not None and date <= as_of else None


def _format_date(date: dt.date | None) -> str:
    return "" if date is None else date.isoformat()

"""立项 and 交办: give an order its number, then issue it with a due date."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from duban.orders import OrderDays
from duban.orders.clocks import Urgency
from duban.series import WorkCalendar
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.models import Order, Step
from duban_site.orders.step_paper import StepPaper
from duban_site.orders.step_recording import lock_for_step, record_step
from duban_site.plans.models import Plan


@transaction.atomic
def register_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """立项: give the order the next number of its plan and year, under a lock on the plan."""
    Plan.objects.select_for_update().get(pk=order.plan_id)
    locked_order = lock_for_step(actor, order, "register", paper)
    year = paper.on.year
    highest_number = Order.objects.filter(plan=locked_order.plan_id, year=year).aggregate(n=Max("number"))["n"]
    locked_order.year, locked_order.number, locked_order.registered_on = (year, (highest_number or 0) + 1, paper.on)
    locked_order.label = settings.ORDER_NUMBER.format(year=year, number=locked_order.number)
    return record_step(actor, locked_order, "register", paper, label=locked_order.label)


@transaction.atomic
def assign_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """交办: issue the order to its lead body; the urgency gives the due date if none is stated."""
    locked_order = lock_for_step(actor, order, "assign", paper)
    if locked_order.due is None:
        order_days = OrderDays({Urgency(urgency): day_count for urgency, day_count in settings.ORDER_DAYS.items()})
        locked_order.due = order_days.due(Urgency(locked_order.urgency), paper.on, WorkCalendar())
    if locked_order.due <= paper.on:
        message = _("完成时限 %(due)s 不在交办日期之后。请先撤件重拟，另定时限。")
        raise Refused(message % {"due": locked_order.due})
    locked_order.first_due, locked_order.issued_on = locked_order.due, paper.on
    return record_step(actor, locked_order, "assign", paper, due=locked_order.due)

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
from duban_site.orders.paper import Paper
from duban_site.orders.stepping import begin, finish
from duban_site.plans.models import Plan


@transaction.atomic
def register(actor: Actor, order: Order, paper: Paper) -> Step:
    """立项: give the order the next number of its plan and year, under a lock on the plan."""
    Plan.objects.select_for_update().get(pk=order.plan_id)
    held = begin(actor, order, "register", paper)
    year = paper.on.year
    last = Order.objects.filter(plan=held.plan_id, year=year).aggregate(n=Max("number"))["n"]
    held.year, held.number, held.registered_on = year, (last or 0) + 1, paper.on
    held.label = settings.ORDER_NUMBER.format(year=year, number=held.number)
    return finish(actor, held, "register", paper, label=held.label)


@transaction.atomic
def assign(actor: Actor, order: Order, paper: Paper) -> Step:
    """交办: issue the order to its lead body; the urgency gives the due date if none is stated."""
    held = begin(actor, order, "assign", paper)
    if held.due is None:
        days = OrderDays({Urgency(k): n for k, n in settings.ORDER_DAYS.items()})
        held.due = days.due(Urgency(held.urgency), paper.on, WorkCalendar())
    if held.due <= paper.on:
        message = _("完成时限 %(due)s 不在交办日期之后。请先撤件重拟，另定时限。")
        raise Refused(message % {"due": held.due})
    held.first_due, held.issued_on = held.due, paper.on
    return finish(actor, held, "assign", paper, due=held.due)

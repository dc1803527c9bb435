"""Reminders before and after due dates of orders and monthly reports, each written once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.db import transaction

from duban.orders import reminder
from duban.series import WorkCalendar
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.orders.models import Kind, Order
from duban_site.orders.queries import OWED, to_revisit
from duban_site.orders.telling import (
    body_people,
    leader_people,
    notify,
    officers,
    order_path,
    order_words,
)
from duban_site.people.models import BODY_ROLES, Person
from duban_site.plans.models import Status
from duban_site.reporting.models import BodyReport
from duban_site.reporting.models.report import HANDED_IN


@transaction.atomic
def remind(actor: Actor, as_of: dt.date) -> int:
    """Write the reminders due on `as_of`; gives how many are new. A second run writes none."""
    policy.require(actor, "orders.remind")
    calendar = WorkCalendar()
    new = _of_orders(as_of, calendar) + _of_reports(as_of, calendar) + _of_revisits(actor, as_of)
    if new:
        log(actor, "orders.remind", None, as_of=as_of, notices=new)
    return new


def stands(as_of: dt.date, due: dt.date, calendar: WorkCalendar) -> int | None:
    """The reminder that is due by the settings (0 or less: not overdue yet), or None."""
    before, after = settings.REMIND_BEFORE, settings.REMIND_AFTER
    return reminder(as_of, due, calendar, before=before, after=after)


def _of_orders(as_of: dt.date, calendar: WorkCalendar) -> int:
    new, office = 0, officers()
    owed = Order.objects.filter(stage__in=OWED, due__isnull=False, issued_on__lte=as_of)
    for order in owed.select_related("plan").defer("plan__text", "plan__unread"):
        due = order.due or as_of
        step = stands(as_of, due, calendar)
        if step is None:
            continue
        people, kind = body_people(order), Kind.DUE_SOON
        if step > 0:
            people, kind = [*people, *office, *leader_people(order)], Kind.OVERDUE
        key = f"order:{order.pk}:{due}:{step}"
        days = calendar.between(as_of, due) if step <= 0 else calendar.between(due, as_of)
        words = {**order_words(order), "due": due.isoformat(), "days": days}
        new += notify(people, kind, key, as_of, order_path(order), **words)
    return new


def _of_revisits(actor: Actor, as_of: dt.date) -> int:
    """Remind the office once that 回访 is due."""
    new, office = 0, officers()
    for order in to_revisit(actor, as_of):
        key = f"revisit:{order.pk}:{order.closed_on}"
        new += notify(office, Kind.REVISIT, key, as_of, order_path(order), **order_words(order))
    return new


def _of_reports(as_of: dt.date, calendar: WorkCalendar) -> int:
    new = 0
    waiting = BodyReport.objects.filter(round__plan__status=Status.ACTIVE).exclude(
        status__in=HANDED_IN
    )
    by_body: dict[int | None, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(is_active=True, role__in=BODY_ROLES):
        by_body[person.body_id].append(person)
    for report in waiting.select_related("round__plan", "body").defer(
        "round__plan__text", "round__plan__unread"
    ):
        due = report.round.due
        step = stands(as_of, due, calendar)
        if step is None or as_of <= report.round.as_of:
            continue  # the month is not over yet: nothing to report
        kind = Kind.REPORT_DUE if step <= 0 else Kind.REPORT_OVERDUE
        days = calendar.between(as_of, due) if step <= 0 else calendar.between(due, as_of)
        words = {"title": str(report.round), "due": due.isoformat(), "days": days}
        path, key = f"/reporting/reports/{report.pk}/", f"report:{report.pk}:{due}:{step}"
        new += notify(by_body[report.body_id], kind, key, as_of, path, **words)
    return new

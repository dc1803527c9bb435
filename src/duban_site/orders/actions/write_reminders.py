"""Reminders before and after due dates of orders and monthly reports, each written once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.db import transaction

from duban.orders import find_reminder
from duban.series import WorkCalendar
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.orders.models import NoticeKind, Order
from duban_site.orders.queries import OWED_STAGES, list_orders_to_revisit
from duban_site.orders.step_notices import (
    build_order_data,
    build_order_path,
    list_body_people,
    list_leader_people,
    list_officers,
    write_notices,
)
from duban_site.people.models import BODY_ROLES, Person
from duban_site.plans.models import Status
from duban_site.reporting.models import BodyReport
from duban_site.reporting.models.report import HANDED_IN


@transaction.atomic
def write_reminders(actor: Actor, as_of: dt.date) -> int:
    """Write the reminders due on `as_of`; gives how many are new. A second run writes none."""
    policy.require(actor, "orders.remind")
    calendar = WorkCalendar()
    new_count = (
        _remind_of_orders(as_of, calendar) + _remind_of_reports(as_of, calendar) + _remind_of_revisits(actor, as_of)
    )
    if new_count:
        log_event(actor, "orders.remind", None, as_of=as_of, notices=new_count)
    return new_count


def reminder_stands(as_of: dt.date, due: dt.date, calendar: WorkCalendar) -> int | None:
    """The reminder that is due by the settings (0 or less: not overdue yet), or None."""
    days_before, days_after = settings.REMIND_BEFORE, settings.REMIND_AFTER
    return find_reminder(as_of, due, calendar, days_before=days_before, days_after=days_after)


def _remind_of_orders(as_of: dt.date, calendar: WorkCalendar) -> int:
    new_count, office_people = 0, list_officers()
    owed_orders = Order.objects.filter(stage__in=OWED_STAGES, due__isnull=False, issued_on__lte=as_of)
    for order in owed_orders.select_related("plan").defer("plan__text", "plan__unread"):
        due_date = order.due or as_of
        reminder_step = reminder_stands(as_of, due_date, calendar)
        if reminder_step is None:
            continue
        people, notice_kind = list_body_people(order), NoticeKind.DUE_SOON
        if reminder_step > 0:
            people, notice_kind = ([*people, *office_people, *list_leader_people(order)], NoticeKind.OVERDUE)
        notice_key = f"order:{order.pk}:{due_date}:{reminder_step}"
        working_days = (
            calendar.count_working_days(as_of, due_date)
            if reminder_step <= 0
            else calendar.count_working_days(due_date, as_of)
        )
        notice_data = {**build_order_data(order), "due": due_date.isoformat(), "days": working_days}
        new_count += write_notices(people, notice_kind, notice_key, as_of, build_order_path(order), **notice_data)
    return new_count


def _remind_of_revisits(actor: Actor, as_of: dt.date) -> int:
    """Remind the office once that 回访 is due."""
    new_count, office_people = 0, list_officers()
    for order in list_orders_to_revisit(actor, as_of):
        notice_key = f"revisit:{order.pk}:{order.closed_on}"
        new_count += write_notices(
            office_people, NoticeKind.REVISIT, notice_key, as_of, build_order_path(order), **build_order_data(order)
        )
    return new_count


def _remind_of_reports(as_of: dt.date, calendar: WorkCalendar) -> int:
    new_count = 0
    waiting_reports = BodyReport.objects.filter(round__plan__status=Status.ACTIVE).exclude(status__in=HANDED_IN)
    people_by_body: dict[int | None, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(is_active=True, role__in=BODY_ROLES):
        people_by_body[person.body_id].append(person)
    for report in waiting_reports.select_related("round__plan", "body").defer(
        "round__plan__text", "round__plan__unread"
    ):
        due_date = report.round.due
        reminder_step = reminder_stands(as_of, due_date, calendar)
        if reminder_step is None or as_of <= report.round.as_of:
            continue  # the month is not over yet: nothing to report
        notice_kind = NoticeKind.REPORT_DUE if reminder_step <= 0 else NoticeKind.REPORT_OVERDUE
        working_days = (
            calendar.count_working_days(as_of, due_date)
            if reminder_step <= 0
            else calendar.count_working_days(due_date, as_of)
        )
        notice_data = {"title": str(report.round), "due": due_date.isoformat(), "days": working_days}
        path, notice_key = (f"/reporting/reports/{report.pk}/", f"report:{report.pk}:{due_date}:{reminder_step}")
        new_count += write_notices(people_by_body[report.body_id], notice_kind, notice_key, as_of, path, **notice_data)
    return new_count

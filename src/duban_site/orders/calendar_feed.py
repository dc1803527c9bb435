"""A person's due dates as a calendar: of their orders and their body's monthly reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from duban.documents.ical import Event, calendar
from duban_site.core.access.policy import policy
from duban_site.orders.models import CalendarFeed, Order
from duban_site.orders.models.calendar import hash_of
from duban_site.orders.queries import owed_by
from duban_site.orders.telling import order_path
from duban_site.people.models import BODY_ROLES, Person
from duban_site.plans.models import Status
from duban_site.reporting.models import BodyReport
from duban_site.reporting.models.report import HANDED_IN

PAST = 92
"""Days back: earlier due dates are left out."""


def owner_of(token: str) -> Person | None:
    """The owner of a feed's secret; None where it is revoked or its owner lacks the right."""
    feeds = CalendarFeed.objects.filter(token_hash=hash_of(token)).select_related("person")
    found = feeds.first()
    if found is None or not policy.may(found.person, "orders.calendar"):
        return None
    return found.person


def calendar_of(person: Person, today: dt.date, now: dt.datetime) -> bytes:
    """Render the person's calendar in Chinese, the language of the titles it quotes."""
    with override("zh-hans"):
        events = [*_orders(person, today), *_reports(person, today)]
        return calendar("督办到期", events, now)


def _orders(person: Person, today: dt.date) -> Iterator[Event]:
    since = today - dt.timedelta(days=PAST)
    owed: QuerySet[Order] = owed_by(person).filter(due__gte=since)
    for order in owed.order_by("due", "pk"):
        if order.due is not None:
            yield Event(
                uid=f"order-{order.pk}@duban",
                day=order.due,
                title=f"督办到期：{order.label} {order.title}",
                text=f"主办单位：{order.lead_body}\n状态：{order.get_stage_display()}",
                url=_absolute(order_path(order)),
            )


def _reports(person: Person, today: dt.date) -> Iterator[Event]:
    if person.role not in BODY_ROLES:
        return
    reports = BodyReport.objects.filter(
        body=person.body_id,
        round__plan__status=Status.ACTIVE,
        round__due__gte=today - dt.timedelta(days=PAST),
    ).exclude(status__in=HANDED_IN)
    for report in reports.select_related("round__plan").order_by("round__due", "pk"):
        yield Event(
            uid=f"report-{report.pk}@duban",
            day=report.round.due,
            title=f"月度报告截止：{report.round}",
            text=f"宽限至 {report.round.late_after}",
            url=_absolute(f"/reporting/reports/{report.pk}/"),
        )


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else ""

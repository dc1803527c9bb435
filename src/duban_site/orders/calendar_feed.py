"""A person's due dates as a calendar: of their orders and their body's monthly reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from duban.documents.calendar_file import CalendarEvent, render_calendar
from duban_site.core.access.policy import policy
from duban_site.orders.models import CalendarFeed, Order
from duban_site.orders.models.calendar import hash_token
from duban_site.orders.queries import list_owed_orders
from duban_site.orders.step_notices import build_order_path
from duban_site.people.models import BODY_ROLES, Person
from duban_site.plans.models import Status
from duban_site.reporting.models import BodyReport
from duban_site.reporting.models.report import HANDED_IN

MAX_PAST_DAYS = 92
"""Days back: earlier due dates are left out."""


def find_feed_owner(token: str) -> Person | None:
    """The owner of a feed's secret; None where it is revoked or its owner lacks the right."""
    feeds = CalendarFeed.objects.filter(token_hash=hash_token(token)).select_related("person")
    feed = feeds.first()
    if feed is None or not policy.may(feed.person, "orders.calendar"):
        return None
    return feed.person


def render_person_calendar(person: Person, today: dt.date, now: dt.datetime) -> bytes:
    """Render the person's calendar in Chinese, the language of the titles it quotes."""
    with override("zh-hans"):
        events = [*_order_events(person, today), *_report_events(person, today)]
        return render_calendar("督办到期", events, now)


def _order_events(person: Person, today: dt.date) -> Iterator[CalendarEvent]:
    since = today - dt.timedelta(days=MAX_PAST_DAYS)
    owed_orders: QuerySet[Order] = list_owed_orders(person).filter(due__gte=since)
    for order in owed_orders.order_by("due", "pk"):
        if order.due is not None:
            yield CalendarEvent(
                uid=f"order-{order.pk}@duban",
                date=order.due,
                title=f"督办到期：{order.label} {order.title}",
                description=f"主办单位：{order.lead_body}\n状态：{order.get_stage_display()}",
                url=_absolute_url(build_order_path(order)),
            )


def _report_events(person: Person, today: dt.date) -> Iterator[CalendarEvent]:
    if person.role not in BODY_ROLES:
        return
    reports = BodyReport.objects.filter(
        body=person.body_id, round__plan__status=Status.ACTIVE, round__due__gte=today - dt.timedelta(days=MAX_PAST_DAYS)
    ).exclude(status__in=HANDED_IN)
    for report in reports.select_related("round__plan").order_by("round__due", "pk"):
        yield CalendarEvent(
            uid=f"report-{report.pk}@duban",
            date=report.round.due,
            title=f"月度报告截止：{report.round}",
            description=f"宽限至 {report.round.late_after}",
            url=_absolute_url(f"/reporting/reports/{report.pk}/"),
        )


def _absolute_url(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else ""
